/// The names of all users.
pub async fn names(pool: &sqlx::PgPool) -> sqlx::Result<Vec<(i64, String)>> {
    sqlx::query!("SELECT id, username FROM users ORDER BY id").fetch_all(pool).await
}
