def archive(cursor, order):
    cursor.execute("UPDATE orders SET status = 'archived' WHERE id = %s", (order,))
