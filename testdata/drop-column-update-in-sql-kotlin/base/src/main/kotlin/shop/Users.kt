package shop

import org.springframework.jdbc.core.JdbcTemplate

class Users(private val jdbc: JdbcTemplate) {
    fun rename(id: Long, name: String) {
        val table = "users"
        jdbc.update("UPDATE $table SET username = ? WHERE id = ?", name, id)
    }
}
