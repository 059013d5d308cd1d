def archive(cursor, order):
    cursor.execute("UPDATE orders SET status = 'paid' WHERE id = %s", (order,))
