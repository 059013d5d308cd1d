#[derive(sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
pub enum Mood {
    Happy,
    Sad,
}

#[derive(EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
pub enum Other {
    #[sea_orm(string_value = "happy")]
    Happy,
}

pub async fn a(pool: &PgPool, mood: Mood) -> sqlx::Result<()> {
    sqlx::query!("SELECT id, state as \"state: Mood\" FROM users WHERE state = $1::mood", mood as Mood).fetch_all(pool).await?;
    Ok(())
}
