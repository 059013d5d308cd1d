package shop

import org.springframework.data.annotation.Id
import org.springframework.data.relational.core.mapping.Column
import org.springframework.data.relational.core.mapping.Table

@Table("orders")
data class Order(@Id val id: Long, @Column("total_cost") val total: Long, val note: String?)

fun sum(orders: List<Order>): Long {
    var all = 0L
    for (order in orders) all += order.total
    return all
}

fun noteOf(order: Order) = order.note
