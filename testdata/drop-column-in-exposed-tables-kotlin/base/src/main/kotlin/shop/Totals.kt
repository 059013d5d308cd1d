package shop

import org.jooq.DSLContext
import shop.generated.Tables.ORDERS

class Totals(private val dsl: DSLContext) {
    fun of(id: Long) = dsl.select(ORDERS.TOTAL_COST).from(ORDERS).where(ORDERS.ID.eq(id)).fetchOne()
}
