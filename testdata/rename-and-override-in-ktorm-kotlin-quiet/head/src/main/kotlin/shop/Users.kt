package shop

import org.ktorm.database.Database
import org.ktorm.entity.Entity
import org.ktorm.entity.sequenceOf
import org.ktorm.schema.Table
import org.ktorm.schema.long
import org.ktorm.schema.varchar

interface User : Entity<User> {
    val id: Long
    var email: String
    var nick: String
}

object Users : Table<User>("t_user") {
    val id = long("id").primaryKey().bindTo { it.id }
    val email = varchar("login_email").bindTo { it.email }
    val nick = varchar("alias_name").bindTo { it.nick }
}

val Database.users get() = this.sequenceOf(Users)
