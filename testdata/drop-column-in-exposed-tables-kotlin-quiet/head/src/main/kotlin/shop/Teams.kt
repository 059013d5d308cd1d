package shop

import org.jetbrains.exposed.sql.selectAll

object Teams : AuditedTable("teams") {
    val place = text("town")
}

fun places() = Teams.selectAll().map { it[Teams.place] }
