//! What happens if a change meets code that is not ready for it: the failure, what databases and mappers print of it, and the SQL that takes the change back.
//!
//! The edge: one change at a time, and what the schema of the history knows. What a proxy, a driver of another name or a translated server message prints is
//! not here: PostgreSQL and SQLite print these texts in English, PostgreSQL with another `lc_messages` keeps its code alone.

mod back;
mod mappers;
mod patterns;

use super::{Change, Migration, Start};
use crate::model::name::Dialect;

pub use mappers::{MAPPERS, Mapper};
pub use patterns::{Pattern, database};

/// How queries fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// They name a column that is not there.
    ColumnGone,
    TableGone,
    /// They leave out what must have a value.
    ValueMissing,
    /// What they compare or write is of another type.
    OtherType,
}

/// What puts the schema back into the form that the code knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// In this order; each has its time-out.
    pub migrations: Vec<Migration>,
    /// What does not come back, and what the operator has to know before.
    pub lost: Vec<String>,
}

/// Whether going back to the code that was deployed before ends the errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rollback {
    /// Nothing was found that would fail.
    NoUse,
    /// Only the code here fails.
    Helps,
    /// The code that is deployed fails as well.
    DoesNot,
    /// Nothing was compared: the code here counts as deployed.
    Assumed,
}

/// A change that met code that needs what it takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// `users.username`
    pub name: String,
    pub dialect: Dialect,
    pub failure: Failure,
    pub table: String,
    pub column: Option<String>,
    /// The name that takes the place of the old one.
    pub renamed_to: Option<String>,
    /// A query that fails as long as the old code does; `None`: it cannot be told by a query that only reads.
    pub probe: Option<String>,
    /// Why there is no way back, in a sentence.
    pub back: Result<Back, String>,
}

/// What a change would break, and how it is taken back.
pub fn outage(start: &Start<'_>, change: &Change) -> Outage {
    let failure = match change {
        Change::DropColumn | Change::RenameColumn { .. } | Change::Split { .. } => Failure::ColumnGone,
        Change::DropTable | Change::RenameTable { .. } => Failure::TableGone,
        Change::Retype { .. } => Failure::OtherType,
        Change::NotNull { .. } => Failure::ValueMissing,
    };
    let table = start.table_name();
    let probe = match (failure, start.column) {
        (Failure::ColumnGone, Some(column)) => {
            // With the table's name before it SQLite cannot take a name in quotes for a string.
            Some(format!("SELECT {table}.{} FROM {table} WHERE 1 = 0", start.name(&column.name)))
        }
        (Failure::TableGone, _) => Some(format!("SELECT 1 FROM {table} WHERE 1 = 0")),
        _ => None,
    };
    let renamed_to = match change {
        Change::RenameColumn { to } | Change::RenameTable { to } => Some(to.clone()),
        _ => None,
    };
    Outage {
        name: start.display(),
        dialect: start.dialect,
        failure,
        table: start.table.name().to_string(),
        column: start.column.map(|column| column.name.value.clone()),
        renamed_to,
        probe,
        back: back::back(start, change),
    }
}
