package shop

import org.jetbrains.exposed.sql.insert
import org.jetbrains.exposed.sql.selectAll

fun byEmail(value: String) = Users.selectAll().where { Users.email eq value }

fun byNick(value: String) = Users.selectAll().where { Users.nick eq value }

fun add(address: String) = Users.insert {
    it[contact] = address
    it[nick] = address
}
