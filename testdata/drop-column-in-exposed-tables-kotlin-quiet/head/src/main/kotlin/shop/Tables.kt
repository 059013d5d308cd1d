package shop

import org.jetbrains.exposed.dao.id.LongIdTable

object Users : LongIdTable("users") {
    val name = varchar("user_name", 64)
    val email = text("email").nullable()
    val author = reference("author_id", Users).nullable()
}
