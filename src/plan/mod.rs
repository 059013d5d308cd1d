//! The releases that make a change of a schema safe while old and new code run together: expand, move the code, contract.
//!
//! Plain data in, plain data out: a [`Change`] and the schema that it starts from give a [`Plan`] with the SQL of the database, the way back of each release
//! and what has to be waited for. Where the code uses what changes is found elsewhere (`check::plan`) and shown beside it. A kind of change is one file with
//! a function and one arm of [`plan`]; how a database spells what they need is in `dialect` and `sync`, how a migration tool wants its files in [`files`].
//!
//! The edge: what the history does not say (comments, collations, privileges, the actions of a foreign key that was declared in code) is not in the SQL, and
//! a [`Plan`] says so in its notes. ClickHouse has no plans.

mod definition;
mod dialect;
mod drop;
pub mod files;
mod not_null;
mod outage;
mod rename;
mod restore;
mod retype;
mod spell;
mod split;
mod sync;
mod table;
#[cfg(test)]
mod tests;
mod whole;
mod written;

use std::sync::Arc;

use crate::catalog::{Catalog, Column, Table};
use crate::model::name::{Dialect, Ident};
use crate::source::Sources;
use crate::sql;
use crate::sql::lexer::{TokenKind, lex};

pub use outage::{Failure, MAPPERS, Mapper, Outage, Pattern, Rollback, database as database_patterns, outage};
pub use restore::{Restore, restore};
pub use whole::{probe, searched, whole};

/// What is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    DropColumn,
    DropTable,
    RenameColumn {
        to: String,
    },
    RenameTable {
        to: String,
    },
    /// Another type.
    Retype {
        to: String,
    },
    /// `fill`: what rows without a value get.
    NotNull {
        fill: Option<String>,
    },
    /// One column becomes several.
    Split {
        into: Vec<String>,
    },
}

/// What a plan starts from.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    pub catalog: &'a Catalog,
    pub table: &'a Table,
    /// `None`: the change is one of the table.
    pub column: Option<&'a Column>,
    pub dialect: Dialect,
    /// The texts that the schema was read from.
    pub sources: &'a Sources,
}

/// Which uses of the object a release has to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// None: the code stays as it is.
    None,
    All,
    /// Those that write it, and INSERTs that leave it out.
    Writes,
}

/// How the statements of a migration run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// All or none, where the database can.
    Together,
    /// Outside of any transaction.
    Outside,
}

/// One migration: a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// In the file's name: `add_users_email`.
    pub name: String,
    pub runs: Runs,
    /// Statements without what ends them.
    pub up: Vec<String>,
    pub down: Vec<String>,
    /// Which plan it belongs to; it stands in its file, so that the plan finds it again.
    pub about: String,
}

/// What must hold before the next release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// This command must find no use.
    Unused(String),
    /// This query must answer 0.
    Zero(String),
}

/// One release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub title: String,
    /// What the code has to do; empty: nothing.
    pub code: String,
    pub places: Places,
    pub migrations: Vec<Migration>,
    pub checks: Vec<Check>,
    /// What must have happened before the next release; empty for the last.
    pub wait: String,
    pub back: String,
    /// Behind it lies data that no way back brings again.
    pub no_return: bool,
}

/// The way from the schema that is to the one that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    /// `users.username`
    pub name: String,
    pub dialect: Dialect,
    pub releases: Vec<Release>,
    /// What the plan does not know or cannot do.
    pub notes: Vec<String>,
}

impl Release {
    fn code(title: impl Into<String>, code: impl Into<String>, places: Places) -> Self {
        Release { code: code.into(), places, ..Release::schema(title, Vec::new()) }
    }

    fn schema(title: impl Into<String>, migrations: Vec<Migration>) -> Self {
        Release {
            title: title.into(),
            code: String::new(),
            places: Places::None,
            migrations,
            checks: Vec::new(),
            wait: String::new(),
            back: String::new(),
            no_return: false,
        }
    }

    fn wait(mut self, what: impl Into<String>) -> Self {
        self.wait = what.into();
        self
    }

    fn back(mut self, how: impl Into<String>) -> Self {
        self.back = how.into();
        self
    }

    fn check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    fn last(mut self) -> Self {
        self.no_return = true;
        self
    }

    /// What this release is made of.
    pub fn kind(&self) -> &'static str {
        match (self.code.is_empty(), self.migrations.is_empty()) {
            (false, true) => "code only",
            (true, _) => "migration only",
            (false, false) => "migration, then code",
        }
    }
}

impl Migration {
    fn new(name: impl Into<String>, runs: Runs, up: Vec<String>, down: Vec<String>) -> Self {
        Migration { name: name.into(), runs, up, down, about: String::new() }
    }
}

/// The whole statement that a place stands in, without what ends it; `None` where it is no SQL.
fn statement<'a>(sources: &'a Sources, span: &crate::source::Span, dialect: Dialect) -> Option<&'a str> {
    let text: &'a Arc<str> = sources.text(span).filter(|_| span.path.ends_with(".sql"))?;
    let (_, all) = sql::split::split(text, 0..text.len(), dialect);
    let one = all.into_iter().find(|one| one.range.start <= span.range.start && span.range.start < one.range.end)?;
    Some(text.get(one.range)?.trim().trim_end_matches(';').trim())
}

/// The statement that makes what a place names by a `CREATE … <what>` of its own, without CONCURRENTLY; `None` where it stands in another statement or is
/// no SQL.
fn made_as(sources: &Sources, span: &crate::source::Span, what: &str, dialect: Dialect) -> Option<String> {
    let text = statement(sources, span, dialect)?;
    let tokens = lex(text, 0..text.len(), dialect);
    let mut head = tokens.iter().take_while(|token| token.kind == TokenKind::Word && !token.is_word(text, "ON"));
    let own = head.next().is_some_and(|token| token.is_word(text, "CREATE"));
    let word = head.find(|token| token.is_word(text, what) || token.is_word(text, "TABLE"))?;
    (own && word.is_word(text, what)).then(|| spell::at_once(text, dialect))
}

impl<'a> Start<'a> {
    /// The text that a place of the schema was read from.
    fn text(&self, span: &crate::source::Span) -> Option<&'a str> {
        let text: &'a Arc<str> = self.sources.text(span)?;
        text.get(span.range.clone())
    }

    /// The whole statement that a place stands in, without what ends it; `None` where it is no SQL.
    fn statement(&self, span: &crate::source::Span) -> Option<&'a str> {
        statement(self.sources, span, self.dialect)
    }

    /// The statement that makes what a place names, as [`made_as`].
    fn made_as(&self, span: &crate::source::Span, what: &str) -> Option<String> {
        made_as(self.sources, span, what, self.dialect)
    }

    fn table_name(&self) -> String {
        spell::table(self.dialect, &self.table.label.written)
    }

    fn name(&self, ident: &Ident) -> String {
        spell::ident(self.dialect, ident)
    }

    fn new_name(&self, name: &str) -> String {
        spell::new_name(self.dialect, name)
    }

    /// `users_email`, for the names of what a plan makes.
    fn label(&self, column: &str) -> String {
        spell::label(&[self.table.name(), column])
    }

    /// `users.email`
    fn display(&self) -> String {
        let table = self.table.label.written.to_string();
        self.column.map_or_else(|| table.clone(), |column| format!("{table}.{}", column.name))
    }

    fn column(&self) -> Result<&'a Column, String> {
        self.column.ok_or_else(|| format!("`{}` is a table; this plan is one for a column", self.display()))
    }

    /// Columns with which foreign keys or the identity of rows hang together are not moved by copying.
    fn movable(&self, column: &Column) -> Result<(), String> {
        let is = |name: &Ident| name.key(self.dialect) == column.key;
        if self.table.primary_key().is_some_and(|key| key.columns.iter().any(is)) {
            return Err(format!(
                "`{}` is part of the primary key; there is no plan for that: make a new table and move to it",
                self.display()
            ));
        }
        let referring = self.catalog.tables().find(|other| {
            let keys = other.foreign_keys.iter();
            keys.filter(|key| key.target == Some(self.table.id)).any(|key| key.referenced.iter().any(is))
        });
        if let Some(other) = referring {
            return Err(format!(
                "`{}` is what a foreign key of `{}` refers to; there is no plan for that",
                self.display(),
                other.label.written
            ));
        }
        if column.generated {
            return Err(format!("`{}` is generated by the database; there is no plan for that", self.display()));
        }
        Ok(())
    }

    /// Refuses a name that the table has.
    fn free(&self, name: &str) -> Result<(), String> {
        match self.table.column_named(name) {
            Some(_) => Err(format!("`{}` has a column `{name}` already", self.table.label.written)),
            None if name.trim().is_empty() => Err("the new name is empty".to_string()),
            None => Ok(()),
        }
    }
}

/// What a plan is called.
pub fn title(start: &Start<'_>, change: &Change) -> String {
    let name = start.display();
    match change {
        Change::DropColumn | Change::DropTable => format!("Drop {name}"),
        Change::RenameColumn { to } | Change::RenameTable { to } => format!("Rename {name} to {to}"),
        Change::Retype { to } => format!("Change {name} to {to}"),
        Change::NotNull { .. } => format!("Make {name} NOT NULL"),
        Change::Split { into } => format!("Split {name} into {}", into.join(" and ")),
    }
}

/// What a file says that was written for a release of the plan with this title.
pub fn mark(title: &str) -> String {
    format!("migcheck plan: {}, release ", title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The plan of a change; why there is none, in a sentence.
pub fn plan(start: &Start<'_>, change: &Change) -> Result<Plan, String> {
    if start.dialect == Dialect::Clickhouse {
        return Err("there are no plans for ClickHouse".to_string());
    }
    let mut plan = match change {
        Change::DropColumn => drop::column(start)?,
        Change::DropTable => drop::table(start)?,
        Change::RenameColumn { to } => rename::column(start, to)?,
        Change::RenameTable { to } => table::rename(start, to)?,
        Change::Retype { to } => retype::column(start, to)?,
        Change::NotNull { fill } => not_null::column(start, fill.as_deref())?,
        Change::Split { into } => split::column(start, into)?,
    };
    let count = plan.releases.len();
    plan.title = title(start, change);
    for (at, release) in plan.releases.iter_mut().enumerate() {
        for migration in &mut release.migrations {
            migration.about = format!("{}{} of {count}", mark(&plan.title), at + 1);
        }
    }
    if !start.table.complete {
        plan.notes.push(format!(
            "not every column of `{}` is known: its CREATE TABLE is not among the migrations",
            start.table.label.written
        ));
    }
    Ok(plan)
}
