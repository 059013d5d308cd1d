def purge(txn, room_id):
    for table in (
        "room_tags",
        "room_stream",
    ):
        txn.execute("DELETE FROM %s WHERE room_id = ?" % (table,), (room_id,))
