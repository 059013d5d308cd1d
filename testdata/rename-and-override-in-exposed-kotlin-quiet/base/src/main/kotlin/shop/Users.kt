package shop

import org.jetbrains.exposed.dao.id.LongIdTable

object Users : LongIdTable("t_user") {
    val email = varchar("login_email", 255)
    val nick = varchar("alias_name", 64).nullable()
}
