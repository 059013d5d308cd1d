//! SQLite: in memory, or in a file that does not exist and is removed afterwards.
//!
//! Beside `policy`, the library's own authorizer says what no statement may do: other files, settings, modules, and functions that read or write files. A statement
//! takes a bounded number of steps.

#![allow(clippy::disallowed_methods)]

use std::fs::{File, OpenOptions, remove_file};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, Error, OpenFlags};

use super::{Lost, Scratch};
use crate::model::name::Dialect;
use crate::model::verify::{Answer, Refusal};

/// Between two looks at the count.
const STEPS: i32 = 10_000;
/// How many such looks a statement lives for.
const LOOKS: u32 = 5_000;

/// Settings that a statement may read or, with a value, write: those that modules for search ask for by themselves, and the one for renaming tables.
const PRAGMAS: &[&str] = &["data_version", "legacy_alter_table", "page_size"];
const MODULES: &[&str] = &["fts3", "fts4", "fts5", "rtree"];
const FUNCTIONS: &[&str] = &["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"];

struct Sqlite {
    connection: Option<Connection>,
    looks: Arc<AtomicU32>,
    /// The file that was made, and where.
    file: Option<(File, PathBuf)>,
    called: String,
}

/// Opens an empty database.
pub(super) fn open(path: Option<PathBuf>) -> Result<Box<dyn Scratch>, Lost> {
    let called = format!("SQLite {}", rusqlite::version());
    let mut sqlite = Sqlite { connection: None, looks: Arc::default(), file: None, called };
    if let Some(path) = path {
        // SQLite takes a name that begins with `file:` for an address, and would open another file than the one that is made here.
        let path = std::path::absolute(&path).map_err(|error| Lost(format!("{}: {error}", path.display())))?;
        // Whatever is there is somebody's, a link as well.
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| {
            let why = match error.kind() {
                std::io::ErrorKind::AlreadyExists => "it exists; a new file is made and removed afterwards".to_owned(),
                _ => error.to_string(),
            };
            Lost(format!("{} is not taken: {why}", path.display()))
        })?;
        sqlite.file = Some((file, path));
    }
    sqlite.begin()?;
    Ok(Box::new(sqlite))
}

fn lost(error: Error) -> Lost {
    Lost(format!("SQLite: {error}"))
}

fn refusal(error: Error) -> Refusal {
    let code = error.sqlite_error().map(|error| error.extended_code.to_string()).unwrap_or_default();
    let message = match error {
        Error::SqlInputError { msg, .. } => msg,
        Error::SqliteFailure(_, Some(message)) => message,
        other => other.to_string(),
    };
    Refusal { code, message }
}

fn allowed(context: AuthContext<'_>) -> Authorization {
    let known = |list: &[&str], name: &str| list.iter().any(|one| name.eq_ignore_ascii_case(one));
    let so = match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } | AuthAction::Unknown { .. } => false,
        AuthAction::Pragma { pragma_name, .. } => known(PRAGMAS, pragma_name),
        AuthAction::CreateVtable { module_name, .. } => known(MODULES, module_name),
        AuthAction::Function { function_name } => !known(FUNCTIONS, function_name),
        _ => true,
    };
    if so { Authorization::Allow } else { Authorization::Deny }
}

impl Sqlite {
    fn begin(&mut self) -> Result<(), Lost> {
        self.connection = None;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = match &self.file {
            None => Connection::open_in_memory(),
            Some((_, path)) => Connection::open_with_flags(path, flags),
        }
        .map_err(lost)?;
        connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF").map_err(lost)?;
        // A quoted name that is no column is a text for SQLite, which nobody means.
        for (config, on) in [
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        ] {
            connection.set_db_config(config, on).map_err(lost)?;
        }
        for (limit, most) in [
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_LENGTH, 1 << 24),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 21),
        ] {
            connection.set_limit(limit, most).map_err(lost)?;
        }
        let looks = self.looks.clone();
        let stop = move || looks.fetch_add(1, Ordering::Relaxed) >= LOOKS;
        connection.progress_handler(STEPS, Some(stop)).map_err(lost)?;
        connection.authorizer(Some(allowed)).map_err(lost)?;
        self.connection = Some(connection);
        Ok(())
    }

    fn connection(&self) -> Result<&Connection, Lost> {
        self.looks.store(0, Ordering::Relaxed);
        self.connection.as_ref().ok_or_else(|| Lost("SQLite: the database is closed".to_owned()))
    }

    /// Removes the file and what SQLite puts beside it.
    fn remove(&mut self) -> Vec<String> {
        self.connection = None;
        let Some((_, path)) = self.file.take() else { return Vec::new() };
        for ending in ["-journal", "-wal", "-shm"] {
            let mut beside = path.clone().into_os_string();
            beside.push(ending);
            let _ = remove_file(beside);
        }
        let removed = remove_file(&path);
        removed.err().map(|error| format!("the file {}: {error}", path.display())).into_iter().collect()
    }
}

impl Scratch for Sqlite {
    fn called(&self) -> &str {
        &self.called
    }

    fn own(&self) -> &str {
        "main"
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn search(&mut self, _: &[&str]) -> Result<(), Lost> {
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<Answer, Lost> {
        let connection = self.connection()?;
        let run = || {
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        };
        Ok(run().map_err(refusal))
    }

    fn prepare(&mut self, sql: &str) -> Result<Answer, Lost> {
        Ok(self.connection()?.prepare(sql).map(drop).map_err(refusal))
    }

    fn clear(&mut self) -> Result<(), Lost> {
        self.connection = None;
        if let Some((file, _)) = &self.file {
            // Emptied and not made anew, so that nobody else's file comes in between.
            file.set_len(0).map_err(|error| Lost(format!("SQLite: {error}")))?;
        }
        self.begin()
    }

    fn finish(mut self: Box<Self>) -> Vec<String> {
        self.remove()
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.remove();
    }
}
