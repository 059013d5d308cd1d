//! Names that Rails makes up where a migration gives none: indexes, join tables, the tables of references.

use crate::orm::naming::{pluralize, singularize};

pub use crate::orm::naming::join_table;

/// The name of an index without one: `index_users_on_email_and_name`.
pub fn index(table: &str, columns: &[String]) -> String {
    let columns = match columns {
        // An expression: its words.
        [only] if only.chars().any(|c| !c.is_alphanumeric() && c != '_') => only
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("_"),
        several => several.join("_and_"),
    };
    format!("index_{}_on_{columns}", table.replace('.', "_"))
}

/// The table that a reference leads to: `author` → `authors`.
pub fn referenced(name: &str) -> String {
    pluralize(name)
}

/// The key column of a foreign key to a table: `users` → `user_id`, `public.users` → `user_id`.
pub fn key_of(table: &str) -> String {
    format!("{}_id", singularize(table.rsplit('.').next().unwrap_or(table)))
}
