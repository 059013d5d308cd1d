use axum::{Router, extract::State, routing::{get, post}};
use sqlx::PgPool;

mod auth;

fn app(pool: PgPool) -> Router {
    Router::new().route("/login", post(login)).route("/health", get(health)).with_state(pool)
}

async fn login(State(pool): State<PgPool>, name: String) -> Result<String, String> {
    let found = auth::login(&pool, &name).await.map_err(|error| error.to_string())?;
    found.map(|one| one.id.to_string()).ok_or_else(|| "denied".to_owned())
}

async fn health() -> &'static str {
    "ok"
}
