def a(cursor, row):
    cursor.execute("SELECT (jsonb_populate_record(NULL::users, %s)).name", [row])
    cursor.execute("SELECT name FROM jsonb_populate_recordset(CAST(NULL AS users), %s)", [row])
    cursor.execute("SELECT (jsonb_populate_record(NULL::teams, %s)).name", [row])
