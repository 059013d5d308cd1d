package shop

import java.sql.Connection

class Members(private val db: Connection) {
    fun names() = db.prepareStatement(
        """
        WITH members AS (
            SELECT email AS username FROM users
        )
        SELECT username FROM members ORDER BY username
        """
    ).executeQuery()
}
