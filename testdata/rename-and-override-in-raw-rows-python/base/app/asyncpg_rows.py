async def show(pool, pk):
    row = await pool.fetchrow("SELECT * FROM people WHERE id = $1", pk)
    return row["nick"]


async def everyone(pool):
    rows = await pool.fetch("SELECT * FROM people")
    return [row["mail"] for row in rows]


async def others(pool):
    rows = await pool.fetch("SELECT * FROM pets")
    return [row["nick"] for row in rows]
