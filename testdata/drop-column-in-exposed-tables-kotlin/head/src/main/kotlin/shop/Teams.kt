package shop

import org.jetbrains.exposed.sql.selectAll

object Teams : AuditedTable("teams") {
    val place = text("city")
}

fun places() = Teams.selectAll().map { it[Teams.place] }
