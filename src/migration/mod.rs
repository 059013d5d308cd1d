//! A file per migration tool: which paths are its migrations, in which order they run, and which part of each is the forward one.
//!
//! Adding a tool is one file with a [`Layout`] and one entry in [`LAYOUTS`].

use std::ops::Range;
use std::sync::Arc;

use crate::model::change::Statement;
use crate::model::name::Dialect;
pub use crate::source::Tree;

mod alembic;
mod atlas;
pub mod back;
mod db_migrate;
mod dbmate;
mod delta;
mod delta_python;
pub mod dialect;
mod diesel;
pub mod django;
mod doctrine;
mod drizzle;
mod ef_core;

mod ecto;
pub mod faults;
mod find;
mod fluent;
mod fluent_migrator;
mod flyway;
mod go_code;
mod golang_migrate;
mod goose;
pub mod index;
mod javascript;
mod jvm;
mod knex;
mod kysely;
mod laravel;
pub mod liquibase;
pub mod manifest;
mod mikro_orm;
mod mssql_scripts;
mod node_pg_migrate;
mod phinx;
mod plain;
mod pop;
mod prisma;
mod python;
mod rails;
mod refinery;
pub mod script;
mod sea_orm;
mod sections;
mod sequel;
mod sequelize;
mod set;
mod slonik;
mod sql_migrate;
mod sql_signs;
mod sqlx;
mod supabase;
pub mod transaction;
mod typeorm;
mod undo;
mod upgrade_scripts;
mod version;

use faults::Fault;
pub use find::{find, layout, read_all, read_dir};
use index::{Index, Named};

/// One migration tool.
pub trait Layout: Sync {
    /// In configuration and output: `golang-migrate`.
    fn name(&self) -> &'static str;
    /// The sets of this tool among the files of an index; names and groups are filled in later.
    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet>;
    /// The directories of a tree that hold migrations of this tool, each with its migrations in the order in which the tool runs them.
    fn find(&self, tree: &dyn Tree) -> Vec<MigrationSet> {
        let mut sets = self.sets(&Index::new(tree));
        set::finish(&mut sets);
        sets
    }
    /// The same for one directory that the user named; `None` if nothing in it has the form of this tool.
    fn read_dir(&self, tree: &dyn Tree, directory: &str) -> Option<MigrationSet> {
        let mut sets = self.sets(&Index::under(tree, directory, Named::Tool));
        set::finish(&mut sets);
        sets.into_iter().next()
    }
    /// The parts of a file that run forward, in order. The whole file unless the tool has sections in a file.
    fn forward(&self, path: &str, text: &str) -> Vec<Range<usize>> {
        let _ = path;
        std::iter::once(0..text.len()).collect()
    }
    /// The same where it depends on the database that the set is for (Liquibase's `dbms:`).
    fn forward_in(&self, path: &str, text: &str, dialect: Option<Dialect>) -> Vec<Range<usize>> {
        let _ = dialect;
        self.forward(path, text)
    }
    /// How its migrations are read that are written in code; `None`: they are SQL.
    fn code(&self) -> Option<&dyn CodeReader> {
        None
    }
    /// Where the way back of a migration in SQL stands; `None`: the tool has none, or it is not read.
    fn back(&self, path: &str) -> Option<back::Place> {
        let _ = path;
        None
    }
    /// What is wrong with the order of the migrations in the folders of a set.
    fn faults(&self, tree: &dyn Tree, set: &MigrationSet) -> Vec<Fault> {
        let _ = (tree, set);
        Vec::new()
    }
    /// Whether its migrations are SQL in the first place; code among them is the exception.
    fn runs_sql(&self) -> bool {
        self.code().is_none()
    }
    /// The dump of the whole schema that the tool keeps beside the migrations of a set (`db/schema.rb`), as it is in a tree.
    fn dump(&self, tree: &dyn Tree, set: &MigrationSet) -> Option<Dump> {
        let _ = (tree, set);
        None
    }
}

/// A dump of the schema that a tool writes after each migration, and that stands for all that it has run: old projects have no migrations for
/// what came first.
#[derive(Clone, Debug)]
pub struct Dump {
    pub path: Arc<str>,
    pub text: Arc<str>,
    pub statements: Vec<Statement>,
    pub included: Included,
}

/// Which migrations a dump has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Included {
    /// Those up to this version.
    UpTo(u128),
    These(std::collections::BTreeSet<u128>),
}

impl Included {
    /// Whether a migration is among them.
    pub fn has(&self, version: &str) -> bool {
        let number = version::number(version);
        match self {
            Included::UpTo(last) => number <= *last,
            Included::These(all) => all.contains(&number),
        }
    }
}

/// Reads migrations that are written in code.
pub trait CodeReader: Sync {
    /// The statements of each file. `files` are in the order in which they run, and a file may need what one before it said (Django's models).
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>>;
    /// The same with the files of the project that the set's migrations call into.
    fn read_with(&self, files: &[CodeMigration<'_>], helpers: &[Helper], dialect: Dialect) -> Vec<Vec<Statement>> {
        let _ = helpers;
        self.read(files, dialect)
    }
    /// The statements of a file's way back; `None`: it is not read, or says that there is none.
    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let _ = (file, dialect);
        None
    }
    /// Whether the tool turns every operation of a file round by what it knows of the schema.
    fn reverses(&self, file: &CodeMigration<'_>) -> bool {
        let _ = file;
        false
    }
}

/// One migration in code.
#[derive(Clone, Copy, Debug)]
pub struct CodeMigration<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

/// The migrations of one database in one dialect.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrationSet {
    /// The layout's name.
    pub layout: &'static str,
    pub directory: String,
    /// Tells sets apart in output: the shortest part of the path that does (`postgres`, `services/billing`).
    pub name: String,
    /// The sets of one database for several dialects (`migrate/postgres`, `migrate/sqlite`) have the same group. A file that all of
    /// them run (Flyway's `common` beside `postgres`, `01_x.sql` beside `02_y.sql.sqlite`) is in each; no file is in two groups.
    pub group: String,
    pub dialect: Option<Dialect>,
    /// Where the dialect is known from: "directory name", "prisma/schema.prisma".
    pub dialect_why: String,
    /// In the order in which they run.
    pub files: Vec<MigrationFile>,
    /// What they call into, where that is not among them.
    pub helpers: Vec<Helper>,
}

/// A file of the project, no migration itself, with functions that migrations call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    pub path: Arc<str>,
    pub text: Arc<str>,
}

impl MigrationSet {
    /// Whether one of its files is code, and no SQL.
    pub fn is_code(&self, path: &str) -> bool {
        !index::is_sql(index::file_name(path)) && layout(self.layout).is_some_and(|layout| layout.code().is_some())
    }

    /// Who reads its migrations, if some are code. Tools that run SQL in the first place have a reader only for sets with code in them.
    pub fn reader(&self) -> Option<&'static dyn CodeReader> {
        let reader = layout(self.layout)?.code()?;
        let runs_sql = layout(self.layout)?.runs_sql();
        (!runs_sql || self.files.iter().any(|file| self.is_code(&file.path))).then_some(reader)
    }

    /// The parts of one of its files that run forward, in order.
    pub fn forward(&self, path: &str, text: &str) -> Vec<Range<usize>> {
        match layout(self.layout) {
            Some(layout) => layout.forward_in(path, text, self.dialect),
            None => std::iter::once(0..text.len()).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationFile {
    pub path: Arc<str>,
    /// As the tool shows it: `0042`, `20240318120000`, `1.2.3`.
    pub version: String,
    pub kind: FileKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Runs once.
    Versioned,
    /// Runs again whenever it changes (Flyway's `R__`): its content replaces what it had before.
    Repeatable,
    /// A dump of the schema that the versioned ones after it start from. It stands after the versioned ones that it replaces; several
    /// in a row of one version are one dump.
    Baseline,
}

/// Every layout, the most particular first: the first that claims a folder has it.
pub static LAYOUTS: &[&dyn Layout] = &[
    &prisma::Prisma,
    &drizzle::Drizzle,
    &django::Django,
    &alembic::Alembic,
    &diesel::Diesel,
    &supabase::Supabase,
    &laravel::Laravel,
    &doctrine::Doctrine,
    &phinx::Phinx,
    &ef_core::EfCore,
    &fluent_migrator::FluentMigrator,
    &liquibase::Liquibase,
    &sea_orm::SeaOrm,
    &ecto::Ecto,
    &go_code::GoCode,
    &delta::Delta,
    &upgrade_scripts::UpgradeScripts,
    &mssql_scripts::MssqlScripts,
    &typeorm::TOOL,
    &mikro_orm::TOOL,
    &slonik::TOOL,
    &kysely::TOOL,
    &node_pg_migrate::NodePgMigrate,
    &sequelize::TOOL,
    &db_migrate::DbMigrate,
    &knex::TOOL,
    &pop::Pop,
    &refinery::Refinery,
    &flyway::Flyway,
    &goose::Goose,
    &dbmate::Dbmate,
    &sql_migrate::SqlMigrate,
    &sqlx::Sqlx,
    &sequel::Sequel,
    &rails::Rails,
    &golang_migrate::GolangMigrate,
    &atlas::Atlas,
    &plain::Plain,
];

#[cfg(test)]
mod compact;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
