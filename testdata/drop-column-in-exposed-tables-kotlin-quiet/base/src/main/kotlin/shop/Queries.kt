package shop

import org.jetbrains.exposed.sql.selectAll

fun byEmail(value: String) = Users.selectAll().where { Users.email eq value }

fun names() = Users.selectAll().map { it[Users.name] }
