package shop

import kotliquery.Row
import kotliquery.queryOf
import kotliquery.sessionOf

class UserRepository(private val db: javax.sql.DataSource) {
    fun find(id: Long): User? = sessionOf(db).use { session ->
        session.run(queryOf("SELECT * FROM t_user WHERE id = ?", id).map { it.toUser() }.asSingle)
    }

    fun email(id: Long): String? = sessionOf(db).use { session ->
        session.run(queryOf("SELECT * FROM t_user WHERE id = ?", id).map { row -> row.string("login_email") }.asSingle)
    }

    fun nick(id: Long): String? = sessionOf(db).use { session ->
        session.run(queryOf("SELECT * FROM pets WHERE id = ?", id).map { row -> row.string("nick") }.asSingle)
    }
}

class Mailing(private val db: javax.sql.DataSource) {
    fun all() = sessionOf(db).use { session ->
        session.run(queryOf("SELECT u.*, p.id AS pet FROM t_user u JOIN pets p ON p.id = u.id").map { toMail(it) }.asList)
    }

    private fun Row.toNick() = stringOrNull("login_email")

    private fun toMail(row: Row) = row.stringOrNull("login_email")
}
