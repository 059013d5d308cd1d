package shop

import org.springframework.data.jpa.repository.JpaRepository
import org.springframework.data.repository.findByIdOrNull

interface PostStore : JpaRepository<Post, Long>

class Rows(private val store: PostStore) {
    fun one(): Int {
        val row = store.findByIdOrNull(1) ?: error("none")
        return row.rating
    }

    fun all() = store.findAll().map { it.rating }

    fun maybe() = store.findByIdOrNull(1)?.let { it.rating }

    fun named(rows: List<Post>) = rows.filter { row -> row.rating > 3 }

    fun looped(rows: Set<Post>) {
        for (row in rows) println(row.rating)
    }

    fun applied(row: Post) = row.apply { rating = 3 }

    fun copied(row: Post) = row.copy(rating = 3)

    fun first(rows: List<Post>) = rows.first().rating

    fun shown(rows: List<Post>) = rows.map { listOf(1).map { it.rating } }
}
