//! Plans are carried out on a real SQLite: at every step the code that may run then does its work, and old and new code see what the other wrote.

#![allow(clippy::disallowed_methods)]

mod common;

use common::rollout::{CASES, Server, at_once, carry_out, put_back};
use rusqlite::Connection;
use rusqlite::types::Value;

struct Sqlite(Connection);

impl Sqlite {
    fn new() -> Sqlite {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON;").unwrap();
        Sqlite(connection)
    }
}

impl Server for Sqlite {
    fn migrate(&mut self, script: &str) -> Result<(), String> {
        self.0.execute_batch(script).map_err(|error| error.to_string())
    }

    fn query(&mut self, sql: &str) -> Result<Option<String>, String> {
        let text = |error: rusqlite::Error| error.to_string();
        let mut statement = self.0.prepare(sql).map_err(text)?;
        if statement.column_count() == 0 {
            statement.execute([]).map_err(text)?;
            return Ok(None);
        }
        let mut rows = statement.query([]).map_err(text)?;
        let Some(row) = rows.next().map_err(text)? else { return Ok(None) };
        Ok(match row.get::<_, Value>(0).map_err(text)? {
            Value::Null => None,
            Value::Integer(number) => Some(number.to_string()),
            Value::Real(number) => Some(number.to_string()),
            Value::Text(text) => Some(text),
            Value::Blob(_) => Some("blob".to_string()),
        })
    }
}

#[test]
fn plans_break_nothing_at_any_step() {
    for case in CASES {
        carry_out(&mut Sqlite::new(), case, "sqlite");
    }
}

#[test]
fn the_same_at_once_breaks_running_code() {
    for case in CASES {
        at_once(&mut Sqlite::new(), case, case.naive[0]);
    }
}

#[test]
fn what_the_playbook_says_makes_old_code_work_again() {
    // SQLite gives any column any value: another type alone makes no query fail, and the step of that case loses the values.
    for case in CASES.iter().filter(|case| case.name != "type") {
        put_back(&mut Sqlite::new(), case, "sqlite", case.naive[0]);
    }
}
