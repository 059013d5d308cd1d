//! Why a change that takes something away is silent: how many files bear the name, and what else the name is. It is told with `-v`, so that silence can be checked.

use crate::catalog::{Catalog, NetChange};
use crate::output::closing::number;

/// How many tables are named that have a column of the same name.
const NAMED: usize = 3;

/// What is known of a name that nothing uses. `files`: how many that were read bear it.
pub fn why(change: &NetChange, after: &Catalog, files: usize) -> String {
    if files == 0 {
        return "no file names it".to_owned();
    }
    let Some(column) = &change.column else {
        return format!("{} {} it, none in a query or a model", number(files, "file"), verb(files));
    };
    let same = |table: &&crate::catalog::Table| {
        !table.name().eq_ignore_ascii_case(&change.table) && table.column_named(column).is_some()
    };
    let mut others: Vec<String> = after.tables().filter(same).map(|table| format!("`{}`", table.name())).collect();
    others.sort();
    let more = others.len().saturating_sub(NAMED);
    others.truncate(NAMED);
    let also = match (others.is_empty(), more) {
        (true, _) => String::new(),
        (_, 0) => format!(" (columns of this name are in {})", others.join(", ")),
        _ => format!(" (columns of this name are in {} and {more} more tables)", others.join(", ")),
    };
    format!("{} {} it, none of them as a column of `{}`{also}", number(files, "file"), verb(files), change.table)
}

fn verb(files: usize) -> &'static str {
    if files == 1 { "names" } else { "name" }
}
