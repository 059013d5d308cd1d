package shop

import java.sql.Connection

class Users(private val db: Connection) {
    fun all() = db.createStatement().executeQuery(
        "SELECT u.id, " +
            "u.username " +
            "FROM users u " +
            "WHERE u.id > 0"
    )
}
