//! The cells of {code here, code deployed now} × {schema before, schema after} in which something breaks, and the two ways back.

/// When something breaks. In the order in which a release meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// The new code with the schema before: it starts before its migration has run.
    UntilMigrated,
    /// The old code with the schema after, while it is being replaced.
    WhileOldRuns,
    /// The new code with the schema after, for good.
    OnceMigrated,
    /// The old code with the schema after, when the release's code is taken back.
    AfterCodeRollback,
    /// The new code with the schema that the way back of the migration leaves.
    AfterMigrationRollback,
}

impl Cell {
    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Cell::UntilMigrated => "until-migrated",
            Cell::WhileOldRuns => "while-old-instances-run",
            Cell::OnceMigrated => "once-migrated",
            Cell::AfterCodeRollback => "after-code-rollback",
            Cell::AfterMigrationRollback => "after-migration-rollback",
        }
    }
}
