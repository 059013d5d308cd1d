package shop

import org.jetbrains.exposed.dao.id.LongIdTable

abstract class AuditedTable(name: String) : LongIdTable(name)
