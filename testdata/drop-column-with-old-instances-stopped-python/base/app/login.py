import asyncpg


async def login(pool: asyncpg.Pool, name: str):
    return await pool.fetchrow("SELECT id, username FROM users WHERE username = $1", name)
