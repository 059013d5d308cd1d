#[derive(sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Mood {
    Happy,
    Sad,
}

pub fn a() {
    tracing::info!(target: "app::mood", mood = "mood", "the mood");
}
