pub async fn latest(pool: &sqlx::PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!("SELECT upload FROM peer_stats ORDER BY id DESC LIMIT 1").fetch_one(pool).await
}
