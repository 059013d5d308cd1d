pub async fn list(pool: &sqlx::PgPool, least: i32) {
    let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new("SELECT id FROM posts WHERE id > ");
    query.push_bind(1);
    query.push(" AND rating > ").push_bind(least);
    query.build().fetch_all(pool).await.unwrap();
}
