use sqlx::PgPool;

#[derive(sqlx::FromRow)]
pub struct Credentials {
    pub id: i64,
    pub password_hash: String,
}

/// The credentials of whoever logs in.
pub async fn login(pool: &PgPool, login: &str) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as::<_, Credentials>("SELECT id, password_hash FROM users WHERE email = $1")
        .bind(login)
        .fetch_optional(pool)
        .await
}
