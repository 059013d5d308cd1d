use tokio_postgres::{Client, Error};

pub async fn mails(db: &Client) -> Result<Vec<String>, Error> {
    let rows = db.query("SELECT * FROM users ORDER BY id", &[]).await?;
    Ok(rows.iter().map(|row| row.get("email")).collect())
}

pub async fn alias(db: &Client, id: i64) -> Result<String, Error> {
    let row = db.query_one("SELECT email AS nick FROM users WHERE id = $1", &[&id]).await?;
    row.try_get("nick")
}

pub async fn team(db: &Client, id: i64) -> Result<String, Error> {
    let user = db.query_one("SELECT * FROM users WHERE id = $1", &[&id]).await?;
    let row = db.query_one("SELECT * FROM teams WHERE id = $1", &[&id]).await?;
    let mail: String = user.get("email");
    let settings: serde_json::Value = serde_json::from_str(user.get("email")).unwrap_or_default();
    println!("{:?}", settings.get("nick"));
    let nick: String = row.get("nick");
    Ok(mail + &nick)
}
