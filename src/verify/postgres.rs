//! PostgreSQL: one transaction that is rolled back.
//!
//! Untrusted text goes by the extended protocol alone, which takes one statement a message, so that none of it can end the transaction. A superuser's session goes
//! on as a role without any rights, which is made in the same transaction and gone with it; other roles that reach the server's files are refused.

use std::time::Duration;

use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};

use super::address::Net;
use super::{Lost, SECONDS, Scratch, not_empty};
use crate::model::name::Dialect;
use crate::model::verify::{Answer, Refusal};

/// Held while a trial runs, so that no two meet in one database.
const LOCK: i64 = 0x6d69_6763_6865_636b;

/// What somebody made here, other than with an extension. Objects of the server's own have smaller numbers.
const OBJECTS: &str = "
WITH own (class, oid, name) AS (
  SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, oid, 'the schema ' || nspname
    FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid, 'the relation ' || n.nspname || '.' || c.relname
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_'
  UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, c.oid, 'the function ' || n.nspname || '.' || c.proname
    FROM pg_catalog.pg_proc c JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace
  UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, c.oid, 'the type ' || n.nspname || '.' || c.typname
    FROM pg_catalog.pg_type c JOIN pg_catalog.pg_namespace n ON n.oid = c.typnamespace
    WHERE c.typrelid = 0 AND c.typcategory <> 'A' AND n.nspname !~ '^pg_'
  UNION ALL SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, oid, 'the operator ' || oprname FROM pg_catalog.pg_operator
  UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass::pg_catalog.oid, oid, 'the server ' || srvname FROM pg_catalog.pg_foreign_server
  UNION ALL SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass::pg_catalog.oid, oid, 'the event trigger ' || evtname FROM pg_catalog.pg_event_trigger
  UNION ALL SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass::pg_catalog.oid, oid, 'the publication ' || pubname FROM pg_catalog.pg_publication
  UNION ALL SELECT 'pg_catalog.pg_largeobject'::pg_catalog.regclass::pg_catalog.oid, oid, 'a large object' FROM pg_catalog.pg_largeobject_metadata
)
SELECT name FROM own WHERE oid >= 16384 AND NOT EXISTS (
  SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype = 'e')
ORDER BY name LIMIT 6";

struct Postgres {
    client: Client,
    net: Net,
    called: String,
    superuser: bool,
    usual: bool,
}

/// Connects to an empty database.
pub(super) fn open(net: Net) -> Result<Box<dyn Scratch>, Lost> {
    let mut config = Config::new();
    config.dbname(&net.database).ssl_mode(SslMode::Disable).application_name("migcheck");
    config.connect_timeout(Duration::from_secs(SECONDS)).tcp_user_timeout(Duration::from_secs(3 * SECONDS));
    match &net.host {
        Some(host) => config.host(host),
        None => config.host("localhost"),
    };
    if let Some(user) = &net.user {
        config.user(user);
    }
    if let Some(password) = &net.password {
        config.password(password);
    }
    if let Some(port) = net.port {
        config.port(port);
    }
    let client = config.connect(NoTls).map_err(|error| lost(&net, &error))?;
    let mut postgres = Postgres { client, net, called: String::new(), superuser: false, usual: true };
    postgres.look()?;
    postgres.begin()?;
    Ok(Box::new(postgres))
}

/// Why the server is out of reach, without the password.
fn lost(net: &Net, error: &postgres::Error) -> Lost {
    let said = error.as_db_error().map(|error| error.message().to_owned());
    let mut text = said.unwrap_or_else(|| error.to_string());
    let mut source = std::error::Error::source(error).filter(|_| error.as_db_error().is_none());
    while let Some(inner) = source {
        let more = inner.to_string();
        if !text.contains(&more) {
            text.push_str(&format!(": {more}"));
        }
        source = inner.source();
    }
    Lost(format!("PostgreSQL: {}", net.redact(&text)))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Postgres {
    /// What the server is, and whether the database may be used.
    fn look(&mut self) -> Result<(), Lost> {
        let ours = |client: &mut Client, net: &Net, sql: &str| -> Result<Vec<String>, Lost> {
            let rows = client.query(sql, &[]).map_err(|error| lost(net, &error))?;
            Ok(rows.iter().map(|row| row.try_get::<_, String>(0).unwrap_or_default()).collect())
        };
        let (client, net) = (&mut self.client, &self.net);
        let settings = format!(
            "SET statement_timeout = '{SECONDS}s'; SET lock_timeout = '{SECONDS}s'; SET idle_in_transaction_session_timeout = '300s'; \
             SET standard_conforming_strings = on; SET check_function_bodies = off; SET client_min_messages = error; SET search_path = pg_catalog"
        );
        client.batch_execute(&settings).map_err(|error| lost(net, &error))?;
        let version = ours(client, net, "SELECT pg_catalog.version()")?.concat();
        if !version.starts_with("PostgreSQL ") || version.contains("-YB-") {
            let name: String = version.chars().take(40).collect();
            return Err(Lost(format!("the server is {name}: only PostgreSQL takes back what a transaction makes")));
        }
        let number = ours(client, net, "SELECT pg_catalog.current_setting('server_version_num')")?.concat();
        let number: u32 = number.parse().unwrap_or_default();
        let shown = ours(client, net, "SELECT pg_catalog.current_setting('server_version')")?.concat();
        self.called = format!("PostgreSQL {}", shown.split_whitespace().next().unwrap_or_default());
        if number < 120_000 {
            return Err(Lost(format!("the server is {}; verify needs 12 or newer", self.called)));
        }
        let lock = client.query_one("SELECT pg_catalog.pg_try_advisory_lock($1)", &[&LOCK]);
        if !lock.and_then(|row| row.try_get::<_, bool>(0)).map_err(|error| lost(net, &error))? {
            return Err(Lost(format!("another migcheck is at work in the database `{}`", net.database)));
        }
        let there = ours(client, net, OBJECTS)?;
        if !there.is_empty() {
            return Err(Lost(not_empty(&net.database, &there)));
        }
        let role = "SELECT rolsuper::pg_catalog.text FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER";
        self.superuser = ours(client, net, role)?.concat() == "true";
        let reach = "SELECT rolname::pg_catalog.text FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(CURRENT_USER, oid, 'MEMBER') AND (rolsuper OR rolname IN \
            ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_signal_backend'))";
        let reach = ours(client, net, reach)?;
        if let Some(role) = reach.first().filter(|_| !self.superuser) {
            return Err(Lost(format!(
                "the account has the rights of `{role}`, which reach beyond the database: use one that owns the scratch database and no more"
            )));
        }
        self.usual =
            ours(client, net, "SELECT nspname::pg_catalog.text FROM pg_catalog.pg_namespace WHERE nspname = 'public'")?
                .len()
                == 1;
        Ok(())
    }

    fn ours(&mut self, sql: &str) -> Result<(), Lost> {
        self.client.batch_execute(sql).map_err(|error| lost(&self.net, &error))
    }

    /// Begins the transaction in which all happens.
    fn begin(&mut self) -> Result<(), Lost> {
        self.ours("BEGIN")?;
        if !self.usual {
            self.ours("CREATE SCHEMA public")?;
        }
        if self.superuser {
            let pid = self
                .client
                .query_one("SELECT pg_catalog.pg_backend_pid()", &[])
                .and_then(|row| row.try_get::<_, i32>(0));
            let role = format!("migcheck_{}", pid.map_err(|error| lost(&self.net, &error))?);
            let database = quoted(&self.net.database);
            self.ours(&format!(
                "CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOLOGIN; \
                 GRANT ALL ON SCHEMA public TO {role}; GRANT CREATE ON DATABASE {database} TO {role}; \
                 SET LOCAL SESSION AUTHORIZATION {role}"
            ))?;
        }
        self.search(&[])
    }

    /// Something that may be refused, and then has done nothing.
    fn attempt(&mut self, what: impl FnOnce(&mut Client) -> Result<(), postgres::Error>) -> Result<Answer, Lost> {
        self.ours("SAVEPOINT one")?;
        let answer = match what(&mut self.client) {
            Ok(()) => Ok(()),
            Err(error) => match error.as_db_error() {
                Some(said) => {
                    let message = self.net.redact(said.message());
                    Err(Refusal { code: said.code().code().to_owned(), message })
                }
                // A type that the client cannot look up, and the like: the server said nothing.
                None if !self.client.is_closed() => {
                    Err(Refusal { code: String::new(), message: self.net.redact(&error.to_string()) })
                }
                None => return Err(lost(&self.net, &error)),
            },
        };
        self.ours(if answer.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })?;
        Ok(answer)
    }
}

impl Scratch for Postgres {
    fn called(&self) -> &str {
        &self.called
    }

    fn own(&self) -> &str {
        &self.net.database
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn search(&mut self, schemas: &[&str]) -> Result<(), Lost> {
        let names = schemas.iter().map(|name| quoted(name)).chain(["public".to_owned()]);
        self.ours(&format!("SET LOCAL search_path TO {}", names.collect::<Vec<_>>().join(", ")))
    }

    fn run(&mut self, sql: &str) -> Result<Answer, Lost> {
        self.attempt(|client| client.execute(sql, &[]).map(drop))
    }

    fn prepare(&mut self, sql: &str) -> Result<Answer, Lost> {
        self.attempt(|client| client.prepare(sql).map(drop))
    }

    fn clear(&mut self) -> Result<(), Lost> {
        self.ours("ROLLBACK")?;
        self.begin()
    }

    /// The end of the connection rolls back as well, so that what is asked here is only whether all went well.
    fn finish(mut self: Box<Self>) -> Vec<String> {
        if self.client.is_closed() || self.client.batch_execute("ROLLBACK").is_err() {
            return Vec::new();
        }
        let rows = self.client.query(OBJECTS, &[]).unwrap_or_default();
        rows.iter().map(|row| row.try_get::<_, String>(0).unwrap_or_default()).collect()
    }
}
