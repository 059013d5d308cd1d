package shop

import org.springframework.data.annotation.Id
import org.springframework.data.relational.core.mapping.Column
import org.springframework.data.relational.core.mapping.Table

@Table("t_user")
data class User(
    @Id val id: Long,
    val email: String,
    @Column("mail_addr") val contact: String?,
    @Column("alias_name") val nick: String?,
)
