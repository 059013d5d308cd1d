package shop

import org.ktorm.database.Database
import org.ktorm.dsl.eq
import org.ktorm.dsl.from
import org.ktorm.dsl.insert
import org.ktorm.dsl.select
import org.ktorm.dsl.where
import org.ktorm.entity.find

fun byEmail(db: Database, value: String) = db.users.find { it.email eq value }

fun byContact(db: Database, value: String) = db.from(Users).select().where { Users.contact eq value }

fun byNick(db: Database, value: String) = db.users.find { it.nick eq value }

fun add(db: Database, address: String) = db.insert(Users) {
    set(it.contact, address)
    set(it.nick, address)
}

fun label(user: User) = user.contact + user.nick
