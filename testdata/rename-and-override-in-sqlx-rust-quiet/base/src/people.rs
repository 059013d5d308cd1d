use sqlx::{FromRow, PgPool};

#[derive(FromRow)]
pub struct Member {
    pub id: i64,
    #[sqlx(rename = "mail")]
    pub email: String,
    #[sqlx(rename = "short_name")]
    pub nick: Option<String>,
}

pub async fn by_id(db: &PgPool, id: i64) -> sqlx::Result<Member> {
    sqlx::query_as::<_, Member>("SELECT * FROM members WHERE id = $1").bind(id).fetch_one(db).await
}

pub fn greeting(member: &Member) -> String {
    format!("{:?} {}", member.nick, member.email)
}
