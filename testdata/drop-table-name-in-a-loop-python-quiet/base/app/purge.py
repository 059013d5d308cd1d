def purge(txn, room_id):
    for table in (
        "room_tags",
    ):
        txn.execute("DELETE FROM %s WHERE room_id = ?" % (table,), (room_id,))


KNOWN = ("room_stream", "room_tags")
