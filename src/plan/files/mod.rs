//! New migrations in the form of each tool: the next version by the directory's habit, the marks of a way up and a way down, the code around the SQL.
//!
//! A tool is one entry in [`TOOLS`] with the function that writes one migration. The edge: a tool whose migrations need a file that is there to be changed as
//! well (Drizzle's journal, a changelog), or that cannot run what has to stand outside of a transaction, gets no file: the answer says why, and the SQL is shown.

mod code;
mod number;
mod sql;

use std::sync::Arc;

use crate::migration::MigrationSet;
use crate::migration::transaction::{Transaction, transaction};
use crate::model::name::Dialect;

use super::{Migration, Runs};

pub use number::Moment;

/// What is to be written.
pub struct Wanted<'a> {
    pub set: &'a MigrationSet,
    pub dialect: Dialect,
    pub migrations: &'a [Migration],
    pub now: Moment,
    /// Reads a file of the tree.
    pub read: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// The migration that made the table: Django has a folder for each app.
    pub made_by: &'a str,
}

/// A file that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    pub path: String,
    pub text: String,
}

/// Files, and what else the tool wants done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    pub files: Vec<NewFile>,
    pub hints: Vec<String>,
}

/// One migration of several that are written at once.
struct One<'a> {
    wanted: &'a Wanted<'a>,
    migration: &'a Migration,
    /// Its place among them.
    at: usize,
    /// The way up and the way down, as the database is to run them.
    up: Vec<String>,
    down: Vec<String>,
}

/// One tool.
pub struct Tool {
    /// The layout's name.
    pub layout: &'static str,
    write: fn(&One<'_>) -> Result<Vec<NewFile>, String>,
    /// It can be told to run a migration outside of the transaction that it opens, and the function does so.
    leaves: bool,
    /// What is to be done beside.
    hint: &'static str,
}

const fn tool(layout: &'static str, write: fn(&One<'_>) -> Result<Vec<NewFile>, String>) -> Tool {
    Tool { layout, write, leaves: true, hint: "" }
}

/// Every tool whose files are written, sorted by name.
pub static TOOLS: &[Tool] = &[
    tool("alembic", code::alembic),
    Tool { hint: "run `atlas migrate hash`: the sum has to know the new files", ..tool("atlas", sql::atlas) },
    tool("dbmate", sql::dbmate),
    tool("diesel", sql::diesel),
    Tool {
        hint: "the models' state does not change by SQL: put the change into `state_operations` of the last migration, or makemigrations makes it again",
        ..tool("django", code::django)
    },
    tool("ecto", code::ecto),
    tool("flyway", sql::flyway),
    Tool { leaves: false, ..tool("golang-migrate", sql::paired) },
    tool("goose", sql::goose),
    tool("knex", code::knex),
    tool("laravel", code::laravel),
    Tool { leaves: false, ..tool("plain-sql", sql::single) },
    Tool { leaves: false, ..tool("prisma", sql::prisma) },
    tool("rails", code::rails),
    Tool { leaves: false, ..tool("refinery", sql::flyway) },
    tool("sql-migrate", sql::sql_migrate),
    tool("sqlx", sql::sqlx),
    Tool { leaves: false, ..tool("supabase", sql::single) },
];

/// The files of a release; why there are none.
pub fn files(wanted: &Wanted<'_>) -> Result<Files, String> {
    let layout = wanted.set.layout;
    let Some(tool) = TOOLS.iter().find(|tool| tool.layout == layout) else {
        return Err(match layout {
            "drizzle" => "Drizzle keeps a journal of its migrations: make empty ones with `drizzle-kit generate --custom`, and put the SQL in".to_string(),
            _ => format!("files for {layout} are not written: put the SQL into migrations that the tool makes"),
        });
    };
    let mut files = Files::default();
    for (at, migration) in wanted.migrations.iter().enumerate() {
        let [up, down] =
            [&migration.up, &migration.down].map(|statements| prepared(wanted, migration.runs, statements));
        let one = One { wanted, migration, at, up, down };
        if one.apart() && !tool.leaves {
            return Err(format!(
                "{layout} runs every migration in a transaction, which `{}` cannot be in: run its SQL by hand",
                migration.name
            ));
        }
        let made = (tool.write)(&one)?;
        files.files.extend(made.into_iter().map(|file| headed(file, &migration.about)));
    }
    files.hints.extend(Some(tool.hint.to_string()).filter(|hint| !hint.is_empty()));
    Ok(files)
}

/// A file that says which plan it belongs to. What has to be first in a file stays so.
fn headed(mut file: NewFile, about: &str) -> NewFile {
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    let comment = match extension {
        "sql" => "--",
        "py" | "rb" | "exs" => "#",
        "php" | "js" | "ts" | "mjs" | "cjs" => "//",
        _ => return file,
    };
    let marks = ["-- no-transaction\n", "<?php\n\n", sql::ATLAS];
    let first = marks.into_iter().find(|first| file.text.starts_with(first));
    file.text.insert_str(first.map_or(0, str::len), &format!("{comment} {about}\n"));
    file
}

/// The statements as they run: in a transaction of their own, where they belong together and the tool opens none.
fn prepared(wanted: &Wanted<'_>, runs: Runs, statements: &[String]) -> Vec<String> {
    let mut prepared: Vec<String> = statements.iter().map(|statement| batch(wanted.dialect, statement)).collect();
    let opens = transaction(wanted.set.layout, "", "", wanted.dialect) != Transaction::None;
    if runs == Runs::Together && !opens && prepared.len() > 1 {
        let begin = match wanted.dialect {
            Dialect::Postgres | Dialect::Sqlite => "BEGIN",
            Dialect::Mssql => "BEGIN TRANSACTION",
            _ => return prepared,
        };
        prepared.insert(0, begin.to_string());
        prepared.push("COMMIT".to_string());
    }
    prepared
}

/// SQL Server takes some statements only alone in a batch.
fn batch(dialect: Dialect, statement: &str) -> String {
    let alone = ["CREATE TRIGGER", "CREATE VIEW"].iter().any(|words| statement.starts_with(words));
    match dialect {
        Dialect::Mssql if alone => format!("EXEC('{}')", statement.replace('\'', "''")),
        _ => statement.to_string(),
    }
}

/// Statements as a script.
pub fn script(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

impl One<'_> {
    /// Whether the tool's own transaction has to be switched off.
    fn apart(&self) -> bool {
        let set = self.wanted.set.layout;
        let opens = transaction(set, "", "", self.wanted.dialect) == Transaction::Tool;
        self.migration.runs == Runs::Outside && opens
    }

    /// The names of the files that are there, or of their folders.
    fn names(&self, folders: bool) -> impl Iterator<Item = &str> {
        self.wanted.set.files.iter().filter_map(move |file| {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            if folders { folder.rsplit('/').next() } else { Some(name) }
        })
    }

    /// The text of the newest migration.
    fn newest(&self) -> Option<Arc<str>> {
        (self.wanted.read)(&self.wanted.set.files.last()?.path)
    }

    fn path(&self, name: &str) -> String {
        // A set may have subfolders: what is new goes where the newest is.
        let newest = self.wanted.set.files.last().and_then(|file| file.path.rsplit_once('/')).map(|(folder, _)| folder);
        match newest.unwrap_or(&self.wanted.set.directory) {
            "" => name.to_string(),
            folder => format!("{folder}/{name}"),
        }
    }

    fn version(&self, folders: bool) -> Result<String, String> {
        let names: Vec<&str> = self.names(folders).collect();
        number::next(&names, self.wanted.now, self.at)
            .ok_or_else(|| format!("the files in {} have no versions to go on from", self.wanted.set.directory))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::LAYOUTS;

    #[test]
    fn tools_are_layouts_in_order() {
        assert!(TOOLS.is_sorted_by_key(|tool| tool.layout));
        for tool in TOOLS {
            assert!(LAYOUTS.iter().any(|layout| layout.name() == tool.layout), "{}", tool.layout);
        }
    }
}
