//! A file per migration tool: which paths are its migrations, in which order they run, and which part of each is the forward one.
//!
//! Adding a tool is one file with a [`Layout`] and one entry in [`LAYOUTS`].

use std::ops::Range;
use std::sync::Arc;

use crate::model::name::Dialect;
pub use crate::source::Tree;

/// One migration tool.
pub trait Layout: Sync {
    /// In configuration and output: `golang-migrate`.
    fn name(&self) -> &'static str;
    /// The directories of a tree that hold migrations of this tool, each with its migrations in the order in which the tool runs them.
    fn find(&self, tree: &dyn Tree) -> Vec<MigrationSet>;
    /// The same for one directory that the user named; `None` if nothing in it has the form of this tool.
    fn read_dir(&self, tree: &dyn Tree, directory: &str) -> Option<MigrationSet>;
    /// The parts of a file that run forward, in order. The whole file unless the tool has sections in a file.
    fn forward(&self, path: &str, text: &str) -> Vec<Range<usize>> {
        let _ = path;
        std::iter::once(0..text.len()).collect()
    }
}

/// The migrations of one database in one dialect.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrationSet {
    /// The layout's name.
    pub layout: &'static str,
    pub directory: String,
    /// Tells sets apart in output: the shortest part of the path that does (`postgres`, `services/billing`).
    pub name: String,
    /// The sets of one database for several dialects (`migrate/postgres`, `migrate/sqlite`) have the same group.
    pub group: String,
    pub dialect: Option<Dialect>,
    /// Where the dialect is known from: "directory name", "prisma/schema.prisma".
    pub dialect_why: String,
    /// In the order in which they run.
    pub files: Vec<MigrationFile>,
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
    /// A dump of the schema that the versioned ones after it start from.
    Baseline,
}

/// Every layout, the most particular first: the first that claims a file has it.
pub static LAYOUTS: &[&dyn Layout] = &[];
