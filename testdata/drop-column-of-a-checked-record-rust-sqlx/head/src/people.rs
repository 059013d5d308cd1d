use sqlx::PgPool;

pub struct Person {
    pub id: i64,
    pub name: Option<String>,
}

pub async fn person(pool: &PgPool, id: i64) -> sqlx::Result<Option<Person>> {
    let found = sqlx::query!("SELECT * FROM users WHERE id = $1", id)
        .fetch_optional(pool)
        .await?
        .map(|row| Person { id: row.id, name: row.nick });
    Ok(found)
}

pub async fn people(pool: &PgPool) -> Vec<Person> {
    sqlx::query!(r#"SELECT * FROM users"#)
        .fetch_all(pool)
        .await
        .unwrap()
        .iter()
        .map(|row| Person { id: row.id, name: row.nick.clone() })
        .collect()
}

pub async fn nicks(pool: &PgPool) -> sqlx::Result<()> {
    let rows = sqlx::query!("SELECT * FROM users ORDER BY id").fetch_all(pool).await?;
    for row in &rows {
        println!("{:?}", row.nick);
    }
    match sqlx::query!("SELECT * FROM users LIMIT 1").fetch_optional(pool).await? {
        Some(first) => println!("{:?}", first.nick.as_deref()),
        None => {}
    }
    Ok(())
}

pub async fn team(pool: &PgPool, id: i64) -> sqlx::Result<Option<String>> {
    Ok(sqlx::query!("SELECT * FROM teams WHERE id = $1", id).fetch_one(pool).await?.nick)
}
