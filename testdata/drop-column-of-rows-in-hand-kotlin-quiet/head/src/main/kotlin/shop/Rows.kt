package shop

import org.springframework.data.jpa.repository.JpaRepository
import org.springframework.data.repository.findByIdOrNull

interface BookStore : JpaRepository<Book, Long>

class Rows(private val store: BookStore) {
    fun one(): Int {
        val row = store.findByIdOrNull(1) ?: error("none")
        return row.rating
    }

    fun all() = store.findAll().map { it.rating }

    fun maybe() = store.findByIdOrNull(1)?.let { it.rating }

    fun named(rows: List<Book>) = rows.filter { row -> row.rating > 3 }

    fun looped(rows: Set<Book>) {
        for (row in rows) println(row.rating)
    }

    fun applied(row: Book) = row.apply { rating = 3 }

    fun copied(row: Book) = row.copy(rating = 3)

    fun first(rows: List<Book>) = rows.first().rating

    fun shown(rows: List<Book>) = rows.map { listOf(1).map { it.rating } }
}
