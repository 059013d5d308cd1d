use rusqlite::{Connection, Result};

pub struct Person {
    pub email: String,
    pub name: Option<String>,
}

pub fn people(db: &Connection) -> Result<Vec<Person>> {
    let mut statement = db.prepare("SELECT * FROM users ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok(Person { email: row.get("email")?, name: row.get("nick")? }))?;
    rows.collect()
}

pub fn name(db: &Connection, id: i64) -> Result<Option<String>> {
    db.query_row("SELECT * FROM users WHERE id = ?1", [id], |row| row.get("nick"))
}

pub fn team(db: &Connection, id: i64) -> Result<String> {
    db.query_row("SELECT * FROM teams WHERE id = ?1", [id], |row| row.get("nick"))
}
