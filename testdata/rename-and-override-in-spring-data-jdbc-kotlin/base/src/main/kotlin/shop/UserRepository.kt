package shop

import org.springframework.data.jdbc.repository.query.Query
import org.springframework.data.repository.CrudRepository

interface UserRepository : CrudRepository<User, Long> {
    fun findByEmail(email: String): User?

    fun findByNick(nick: String): List<User>

    @Query("SELECT * FROM t_user WHERE mail_addr = :contact")
    fun reachedAt(contact: String): List<User>
}

fun label(user: User) = "${user.contact} ${user.nick}"
