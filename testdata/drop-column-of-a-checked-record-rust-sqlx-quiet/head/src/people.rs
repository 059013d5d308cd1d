use sqlx::PgPool;

pub struct Person {
    pub id: i64,
    pub nick: String,
}

pub struct Profile {
    pub nick: String,
}

/// What the rows are made into has a field of this name.
pub async fn people(pool: &PgPool) -> Vec<Person> {
    sqlx::query!("SELECT * FROM users")
        .fetch_all(pool)
        .await
        .unwrap()
        .into_iter()
        .map(|row| Person { id: row.id, nick: row.email })
        .filter(|person| !person.nick.is_empty())
        .collect()
}

pub async fn alias(pool: &PgPool) -> sqlx::Result<String> {
    let row = sqlx::query!(r#"SELECT *, email AS "nick!" FROM users LIMIT 1"#).fetch_one(pool).await?;
    Ok(row.nick)
}

pub async fn team(pool: &PgPool, id: i64) -> sqlx::Result<Option<String>> {
    Ok(sqlx::query!("SELECT * FROM teams WHERE id = $1", id).fetch_one(pool).await?.nick)
}

pub async fn both(pool: &PgPool) -> sqlx::Result<Option<String>> {
    let row = sqlx::query!("SELECT u.*, t.nick FROM users u JOIN teams t ON t.id = u.id").fetch_one(pool).await?;
    Ok(row.nick)
}

pub async fn profile(pool: &PgPool, load: impl Fn(String) -> Profile) -> sqlx::Result<String> {
    let row = sqlx::query!("SELECT * FROM users LIMIT 1").fetch_one(pool).await?;
    let row = load(row.email);
    Ok(row.nick)
}
