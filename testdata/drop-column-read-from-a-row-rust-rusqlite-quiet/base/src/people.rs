use rusqlite::{Connection, Result};

pub struct Person {
    pub email: String,
}

pub fn people(db: &Connection) -> Result<Vec<Person>> {
    let mut statement = db.prepare("SELECT * FROM users ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok(Person { email: row.get("email")? }))?;
    rows.collect()
}

pub fn alias(db: &Connection, id: i64) -> Result<String> {
    db.query_row("SELECT email AS nick FROM users WHERE id = ?1", [id], |row| row.get("nick"))
}

pub fn team(db: &Connection, id: i64) -> Result<String> {
    db.query_row("SELECT * FROM teams WHERE id = ?1", [id], |row| row.get("nick"))
}

pub fn both(db: &Connection, id: i64) -> Result<String> {
    db.query_row("SELECT u.*, t.nick FROM users u JOIN teams t ON t.id = u.id WHERE u.id = ?1", [id], |row| row.get("nick"))
}

pub fn setting(db: &Connection, cache: &std::collections::HashMap<String, String>) -> Option<String> {
    db.execute("DELETE FROM users WHERE email = ''", []).ok()?;
    cache.get("nick").cloned()
}
