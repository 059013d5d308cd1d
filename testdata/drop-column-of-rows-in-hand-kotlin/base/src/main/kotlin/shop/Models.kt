package shop

import jakarta.persistence.*

@Entity
@Table(name = "posts")
data class Post(@Id val id: Long, var title: String, var rating: Int)

@Entity
@Table(name = "books")
data class Book(@Id val id: Long, var title: String, var rating: Int)
