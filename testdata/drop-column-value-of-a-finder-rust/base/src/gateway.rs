pub struct Gateway<I = i64> {
    pub id: I,
    pub host: String,
    pub certificate: Option<String>,
}

impl Gateway<i64> {
    pub async fn by_id(pool: &sqlx::PgPool, id: i64) -> sqlx::Result<Option<Self>> {
        sqlx::query_as!(Self, "SELECT id, host, certificate FROM gateways WHERE id = $1", id).fetch_optional(pool).await
    }
}

pub async fn show(pool: &sqlx::PgPool, id: i64) -> sqlx::Result<bool> {
    let Some(gateway) = Gateway::by_id(pool, id).await? else { return Ok(false) };
    Ok(gateway.certificate.is_some())
}
