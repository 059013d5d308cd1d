package shop

import org.jetbrains.exposed.dao.id.LongIdTable

object Users : LongIdTable("t_user") {
    val email = varchar("email", 255)
    val contact = varchar("mail_addr", 255).nullable()
    val nick = varchar("alias_name", 64).nullable()
}
