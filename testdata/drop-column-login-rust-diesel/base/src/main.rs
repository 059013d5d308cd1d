use actix_web::{HttpResponse, get, post, web};

mod models;
mod schema;

#[post("/login")]
async fn login(pool: web::Data<Pool>, name: String) -> HttpResponse {
    match models::login(&mut pool.get().unwrap(), &name) {
        Ok(user) => HttpResponse::Ok().body(user.id.to_string()),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

#[get("/health")]
async fn health() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
