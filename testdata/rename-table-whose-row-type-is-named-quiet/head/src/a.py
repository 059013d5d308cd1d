def a(cursor, row):
    cursor.execute("SELECT (jsonb_populate_record(NULL::teams, %s)).name", [row])
    cursor.execute("SELECT name FROM jsonb_populate_recordset(CAST(NULL AS teams), %s)", [row])
    cursor.execute("SELECT (jsonb_populate_record(NULL::teams, %s)).name", [row])
