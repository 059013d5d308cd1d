//! Names of columns and tables in camel case where a plugin of the query builder turns them into snake case (Kysely's `CamelCasePlugin`,
//! `knexSnakeCaseMappers`).
//!
//! The plugin is set in another file, but the table tells: a column that it has in snake case alone cannot be meant otherwise. So both are looked for.

use crate::model::query::Query;
use crate::orm::naming;

use super::fold::Folded;
use super::sql_use::Scope;

/// The other spelling of a name, if it is the one of a column that changes.
pub(super) fn changed(name: &str, scope: &Scope<'_, '_>) -> Option<String> {
    let snake = Some(naming::snake(name)).filter(|snake| snake != name)?;
    (scope.env.file.language.name == "javascript" && scope.env.constants.changes(&snake)).then_some(snake)
}

/// Adds the other spelling of the columns of a query that a builder makes.
pub(super) fn spell(query: &mut Query, text: &Folded, scope: &Scope<'_, '_>) {
    if scope.env.file.language.name != "javascript" {
        return;
    }
    // `first_name as firstName` makes the name the query's own.
    let lower = text.text.to_lowercase();
    let own = |name: &str| lower.contains(&format!(" as {}", name.to_lowercase()));
    let mut more = Vec::new();
    for column in query.columns.iter().filter(|column| !own(&column.column.value)) {
        if let Some(snake) = changed(&column.column.value, scope) {
            let mut other = column.clone();
            other.column.value = snake;
            more.push(other);
        }
    }
    query.columns.extend(more);
    // The mappers of Knex turn the names of tables as well.
    for table in &mut query.tables {
        let written = &table.name.name.value;
        if let Some(snake) = changed(written, scope).filter(|_| !scope.env.constants.changes(written)) {
            table.name.name.value = snake;
        }
    }
    for columns in query.inserts.iter_mut().filter_map(|insert| insert.columns.as_mut()) {
        let mut more = columns.clone();
        more.iter_mut().for_each(|column| column.value = naming::snake(&column.value));
        more.retain(|column| !columns.iter().any(|own| own.value == column.value));
        columns.extend(more);
    }
}
