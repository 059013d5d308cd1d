ORDERS_TABLE = "orders"
KEPT_TABLE = "carts"
