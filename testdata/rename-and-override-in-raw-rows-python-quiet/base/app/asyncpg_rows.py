async def show(pool, pk):
    row = await pool.fetchrow("SELECT * FROM people WHERE id = $1", pk)
    return row["handle"]


async def everyone(pool):
    rows = await pool.fetch("SELECT * FROM people")
    return [row.get("handle") for row in rows]


async def others(pool):
    rows = await pool.fetch("SELECT * FROM pets")
    return [row["nick"] for row in rows]
