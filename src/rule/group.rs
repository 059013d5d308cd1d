//! The groups of rules: what they are about, by which they are selected together.

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The code being merged uses what goes away.
    Usage,
    /// The code that runs now uses it, while the migration runs and after a rollback.
    Rollout,
    /// A statement could not be read.
    Reading,
    /// The history of the migrations, and what is written down of it elsewhere, contradict themselves.
    History,
    /// A statement holds a lock that readers or writers wait for.
    Lock,
    /// A table or an index is written anew while a lock is held.
    Rewrite,
    /// Rows or values are gone.
    DataLoss,
    /// What the database guarantees changes: writes are refused, or let in that were not.
    Constraint,
    /// Transactions, timeouts, and whether a migration can run again.
    Transaction,
    /// Types, names, keys: what is hard to change later.
    Design,
    /// Comments that accept findings.
    Suppression,
}

impl Group {
    /// Every group, in the order in which they are listed.
    pub const ALL: [Group; 11] = [
        Group::Usage,
        Group::Rollout,
        Group::Reading,
        Group::History,
        Group::Lock,
        Group::Rewrite,
        Group::DataLoss,
        Group::Constraint,
        Group::Transaction,
        Group::Design,
        Group::Suppression,
    ];

    /// Which of two findings about one statement comes first where both are of one level: the lower.
    pub fn rank(self) -> u8 {
        match self {
            Group::Usage | Group::Rollout => 0,
            Group::Rewrite => 1,
            Group::DataLoss => 2,
            Group::Constraint => 3,
            Group::Lock => 4,
            Group::Transaction => 5,
            Group::Design | Group::Reading | Group::History | Group::Suppression => 6,
        }
    }

    /// The name in configuration and output.
    pub fn name(self) -> &'static str {
        match self {
            Group::Usage => "usage",
            Group::Rollout => "rollout",
            Group::Reading => "reading",
            Group::History => "history",
            Group::Lock => "lock",
            Group::Rewrite => "rewrite",
            Group::DataLoss => "data-loss",
            Group::Constraint => "constraint",
            Group::Transaction => "transaction",
            Group::Design => "design",
            Group::Suppression => "suppression",
        }
    }
}
