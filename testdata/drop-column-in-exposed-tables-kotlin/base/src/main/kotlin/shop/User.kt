package shop

import org.jetbrains.exposed.dao.LongEntity
import org.jetbrains.exposed.dao.LongEntityClass
import org.jetbrains.exposed.dao.id.EntityID

class User(id: EntityID<Long>) : LongEntity(id) {
    companion object : LongEntityClass<User>(Users)

    var login by Users.name
    var mail by Users.email
}

fun mailOf(user: User) = user.mail

fun loginOf(user: User) = user.login
