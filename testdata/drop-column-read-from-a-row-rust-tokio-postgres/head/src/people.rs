use tokio_postgres::{Client, Error};

pub async fn names(db: &Client) -> Result<Vec<Option<String>>, Error> {
    let rows = db.query("SELECT * FROM users ORDER BY id", &[]).await?;
    Ok(rows.iter().map(|row| row.get("nick")).collect())
}

pub async fn name(db: &Client, id: i64) -> Result<Option<String>, Error> {
    let row = db.query_one("SELECT * FROM users WHERE id = $1", &[&id]).await?;
    row.try_get("nick")
}

pub async fn shown(db: &Client) -> Result<(), Error> {
    for row in db.query("SELECT * FROM users", &[]).await? {
        let name: Option<String> = row.get("nick");
        println!("{name:?}");
    }
    Ok(())
}

pub async fn team(db: &Client, id: i64) -> Result<String, Error> {
    let row = db.query_one("SELECT * FROM teams WHERE id = $1", &[&id]).await?;
    row.try_get("nick")
}
