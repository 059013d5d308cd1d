import asyncpg


async def login(pool: asyncpg.Pool, email: str):
    return await pool.fetchrow("SELECT id, email FROM users WHERE email = $1", email)
