ORDERS_TABLE = "carts"
KEPT_TABLE = "carts"
