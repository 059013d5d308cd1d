//! MySQL and MariaDB: their DDL cannot be rolled back, so what was made is dropped at the end, also after an error.
//!
//! Only what appeared in the database by a statement of this run is dropped, under its name. Untrusted text goes as prepared statements alone, which hold one
//! statement each. The edge: a process that is killed leaves its tables behind, and the next run says so.

use std::collections::BTreeMap;
use std::time::Duration;

use ::mysql::prelude::Queryable;
use ::mysql::{Conn, Error, OptsBuilder};

use super::address::Net;
use super::{Lost, SECONDS, Scratch, not_empty};
use crate::model::name::Dialect;
use crate::model::verify::{Answer, Refusal};

/// Whatever stands in the database, as `kind name`.
const OBJECTS: &str = "
SELECT LOWER(TABLE_TYPE), TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
UNION ALL SELECT 'trigger', TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
UNION ALL SELECT 'event', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

struct Mysql {
    client: Conn,
    net: Net,
    called: String,
    /// What this run made, with its kind.
    made: BTreeMap<String, String>,
    finished: bool,
}

/// Connects to an empty database.
pub(super) fn open(net: Net) -> Result<Box<dyn Scratch>, Lost> {
    let client = connect(&net)?;
    let mut mysql = Mysql { client, net, called: String::new(), made: BTreeMap::new(), finished: false };
    mysql.look()?;
    Ok(Box::new(mysql))
}

fn lost(net: &Net, error: &Error) -> Lost {
    Lost(format!("MySQL: {}", net.redact(&error.to_string())))
}

fn connect(net: &Net) -> Result<Conn, Lost> {
    let limit = Some(Duration::from_secs(3 * SECONDS));
    let options = OptsBuilder::new()
        .user(net.user.as_deref())
        .pass(net.password.as_deref())
        .db_name(Some(net.database.as_str()))
        .tcp_connect_timeout(Some(Duration::from_secs(SECONDS)))
        .read_timeout(limit)
        .write_timeout(limit)
        .prefer_socket(false)
        // A statement that is kept would answer for the schema that it was prepared on.
        .stmt_cache_size(0);
    let options = match &net.socket {
        Some(socket) => options.socket(Some(socket.as_str())),
        None => {
            options.ip_or_hostname(Some(net.host.as_deref().unwrap_or("localhost"))).tcp_port(net.port.unwrap_or(3306))
        }
    };
    let mut client = Conn::new(options).map_err(|error| lost(net, &error))?;
    let settings = format!(
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION lock_wait_timeout = {SECONDS}, \
         SESSION innodb_lock_wait_timeout = {SECONDS}, NAMES utf8mb4"
    );
    client.query_drop(settings).map_err(|error| lost(net, &error))?;
    // MariaDB has the one, MySQL the other.
    let _ = client.query_drop(format!("SET SESSION max_statement_time = {SECONDS}"));
    let _ = client.query_drop(format!("SET SESSION max_execution_time = {}", SECONDS * 1000));
    Ok(client)
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

impl Mysql {
    fn look(&mut self) -> Result<(), Lost> {
        let (client, net) = (&mut self.client, &self.net);
        let fail = |error: &Error| lost(net, error);
        let version: Option<String> = client.query_first("SELECT VERSION()").map_err(|error| fail(&error))?;
        let version = version.unwrap_or_default();
        let name = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
        self.called = format!("{name} {}", version.split('-').next().unwrap_or_default());
        let lock = "SELECT GET_LOCK(CONCAT('migcheck:', LEFT(DATABASE(), 50)), 0)";
        let lock: Option<Option<i64>> = client.query_first(lock).map_err(|error| fail(&error))?;
        if lock.flatten() != Some(1) {
            return Err(Lost(format!("another migcheck is at work in the database `{}`", net.database)));
        }
        let there = self.objects()?;
        if !there.is_empty() {
            let list: Vec<String> = there.iter().take(6).map(|(name, kind)| format!("the {kind} {name}")).collect();
            return Err(Lost(not_empty(&self.net.database, &list)));
        }
        Ok(())
    }

    /// By name, with their kinds.
    fn objects(&mut self) -> Result<BTreeMap<String, String>, Lost> {
        let rows: Vec<(String, String)> = self.client.query(OBJECTS).map_err(|error| lost(&self.net, &error))?;
        Ok(rows.into_iter().map(|(kind, name)| (name, kind)).collect())
    }

    /// What the server refuses; its other errors mean that it is gone.
    fn answer<T>(&self, result: Result<T, Error>) -> Result<Result<T, Refusal>, Lost> {
        match result {
            Ok(value) => Ok(Ok(value)),
            Err(Error::MySqlError(said)) => {
                let message = self.net.redact(&said.message);
                Ok(Err(Refusal { code: said.code.to_string(), message }))
            }
            Err(error) => Err(lost(&self.net, &error)),
        }
    }

    /// Drops what this run made, in as many rounds as views need one another.
    fn remove(&mut self) -> Result<(), Lost> {
        for _ in 0..3 {
            let there = self.objects()?;
            self.made.retain(|name, _| there.contains_key(name));
            if self.made.is_empty() {
                return Ok(());
            }
            let _ = self.client.query_drop("SET SESSION foreign_key_checks = 0");
            for name in self.made.keys() {
                let kind = match there.get(name).map(String::as_str) {
                    Some(kind) if kind.contains("view") => "VIEW",
                    Some("sequence") => "SEQUENCE",
                    _ => "TABLE",
                };
                let _ = self.client.query_drop(format!("DROP {kind} IF EXISTS {}", quoted(name)));
            }
            let _ = self.client.query_drop("SET SESSION foreign_key_checks = 1");
        }
        Ok(())
    }
}

impl Scratch for Mysql {
    fn called(&self) -> &str {
        &self.called
    }

    fn own(&self) -> &str {
        &self.net.database
    }

    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn search(&mut self, _: &[&str]) -> Result<(), Lost> {
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<Answer, Lost> {
        let before = self.objects()?;
        let prepared = self.client.prep(sql);
        let answer = match self.answer(prepared)? {
            Err(refusal) => Err(refusal),
            Ok(statement) => {
                let ran = self.client.exec_drop(&statement, ());
                // Also one that failed or did not answer may have done a part.
                let answer = self.answer(ran);
                let _ = self.client.close(statement);
                if let Err(lost) = answer {
                    self.client = connect(&self.net)?;
                    self.note(&before)?;
                    return Err(lost);
                }
                answer?
            }
        };
        self.note(&before)?;
        Ok(answer)
    }

    fn prepare(&mut self, sql: &str) -> Result<Answer, Lost> {
        let prepared = self.client.prep(sql);
        let answer = self.answer(prepared)?;
        Ok(answer.map(|statement| {
            let _ = self.client.close(statement);
        }))
    }

    fn clear(&mut self) -> Result<(), Lost> {
        self.remove()?;
        match self.made.is_empty() {
            true => Ok(()),
            false => Err(Lost(format!("the database `{}` could not be emptied again", self.net.database))),
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<String> {
        self.end()
    }
}

impl Mysql {
    /// Notes what a statement made.
    fn note(&mut self, before: &BTreeMap<String, String>) -> Result<(), Lost> {
        let after = self.objects()?;
        self.made.extend(after.into_iter().filter(|(name, _)| !before.contains_key(name)));
        Ok(())
    }

    /// Empties the database, over a new connection if need be; what is left.
    fn end(&mut self) -> Vec<String> {
        self.finished = true;
        if self.remove().is_err()
            && let Ok(client) = connect(&self.net)
        {
            self.client = client;
            let _ = self.remove();
        }
        match self.objects() {
            Ok(there) => there.iter().map(|(name, kind)| format!("the {kind} {name}")).collect(),
            Err(_) => self.made.iter().map(|(name, kind)| format!("the {kind} {name}")).collect(),
        }
    }
}

impl Drop for Mysql {
    fn drop(&mut self) {
        if !self.finished {
            self.end();
        }
    }
}
