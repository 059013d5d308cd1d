//! What has to hold for a statement to run at all: T-SQL's `IF OBJECT_ID(…) IS NOT NULL` around it, a change set's check that a table is empty.

use std::ops::Range;

use super::Deed;
use crate::migration::liquibase::guards::runs_on_empty;
use crate::model::name::Dialect;
use crate::model::operation::{Fact, Operation};

/// Marks a deed of the statement that stands at `range`. `checks`: the text has such checks.
pub(super) fn mark(deed: &mut Deed, text: &str, range: &Range<usize>, checks: bool, dialect: Dialect) {
    // How SQL Server before 2016 says `DROP … IF EXISTS`.
    let drops = matches!(deed.operation, Operation::DropTable | Operation::DropColumn | Operation::DropView);
    if dialect == Dialect::Mssql && drops && begins_with_if(text, range.start) {
        deed.facts.insert(Fact::IfExists);
    }
    if checks
        && let Some(table) = &deed.table
        && runs_on_empty(text, range.start, &table.name.value)
    {
        deed.facts.insert(Fact::NewTable);
    }
}

fn begins_with_if(text: &str, at: usize) -> bool {
    let mut words = text.get(at..).unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric());
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("if"))
}
