pub struct Edge<I = i64> {
    pub id: I,
    pub host: String,
    pub port: i32,
    pub public_host: String,
}

impl Edge {
    pub fn new(host: String, port: i32) -> Self {
        Self {
            id: 0,
            public_host: host.clone(),
            host,
            port,
        }
    }

    pub async fn by_host(pool: &sqlx::PgPool, host: &str) -> sqlx::Result<Option<Self>> {
        sqlx::query_as!(Self, "SELECT * FROM proxies WHERE host = $1", host).fetch_optional(pool).await
    }
}
