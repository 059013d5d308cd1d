//! A column or the outline of a table that is gone, written again as the history had it.

use crate::catalog::Column;
use crate::model::name::{Dialect, Ident};

use super::{Migration, Runs, Start, definition, dialect, spell};

/// What puts an object back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    /// `users.username`
    pub name: String,
    pub dialect: Dialect,
    pub migrations: Vec<Migration>,
    /// What does not come back.
    pub lost: Vec<String>,
}

/// The column with its type, default, keys, checks, references and indexes. `start` has the schema in which it was.
pub fn restore(start: &Start<'_>) -> Result<Restore, String> {
    let column = start.column()?;
    let display = start.display();
    let name = start.name(&column.name);
    let label = start.label(&column.name.value);
    let mut lost =
        vec![format!("the values of `{display}`: they come from a backup alone, or from what was copied before")];
    let definition = definition(start, &name, column)
        .ok_or_else(|| format!("the history does not say what type `{display}` had"))?;
    let add = dialect::add_column(start, &definition);
    let mut migrations =
        vec![dialect::change(start, format!("restore_{label}"), vec![add], vec![dialect::drop_column(start, &name)])];
    let parts = parts(start, column, &name);
    migrations.extend(parts.keys.into_iter().map(|key| match start.dialect {
        Dialect::Postgres => {
            let up = key.statement.replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
            Migration::new(key.name, Runs::Outside, vec![up], Vec::new())
        }
        _ => Migration::new(key.name, Runs::Together, vec![key.statement], Vec::new()),
    }));
    let constraints = parts.constraints.into_iter();
    migrations.extend(constraints.map(|part| dialect::change(start, part.name, vec![part.statement], Vec::new())));
    lost.extend(parts.lost);
    if column.default.is_some() && default(start, column).is_none() {
        lost.push("the default: SQLite adds a column with a constant one alone".to_string());
    }
    if !column.nullable && default(start, column).is_none() {
        lost.push(format!("NOT NULL: it was so, and rows without a value are in the way. Fill {name}, then `migcheck plan --not-null {display}`"));
    }
    if !start.table.complete {
        lost.push("what the history does not show: it does not begin with the table's CREATE TABLE".to_string());
    }
    Ok(Restore { name: display, dialect: start.dialect, migrations, lost })
}

/// The way back of a migration that drops the column, which has the name `name` by then: the column and all that went with it, in one go. Empty where its type is
/// not known.
pub(super) fn way_back(start: &Start<'_>, column: &Column, name: &str) -> Vec<String> {
    let Some(definition) = definition(start, name, column) else { return Vec::new() };
    let parts = parts(start, column, name);
    let rest = parts.keys.into_iter().chain(parts.constraints).map(|part| part.statement);
    std::iter::once(dialect::add_column(start, &definition)).chain(rest).collect()
}

/// Name, type, default and, where the default gives every row a value at once, NOT NULL.
fn definition(start: &Start<'_>, name: &str, column: &Column) -> Option<String> {
    let kind = column.data_type.split_whitespace().collect::<Vec<_>>().join(" ");
    if kind.is_empty() {
        return None;
    }
    let default = default(start, column);
    let null = if !column.nullable && default.is_some() { " NOT NULL" } else { "" };
    let default = default.map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    Some(format!("{name} {kind}{default}{null}"))
}

/// The default that a column can be added with: SQLite takes no expression ("ALTER TABLE", 3).
fn default<'a>(start: &'a Start<'_>, column: &'a Column) -> Option<&'a str> {
    let text = column.default.as_deref()?;
    let computed = text.contains('(') || text.to_ascii_uppercase().starts_with("CURRENT_");
    (start.dialect != Dialect::Sqlite || !computed).then_some(text)
}

/// A statement, and what its migration is called.
struct Part {
    name: String,
    statement: String,
}

/// What a column had beside its definition.
struct Parts {
    keys: Vec<Part>,
    constraints: Vec<Part>,
    lost: Vec<String>,
}

/// The keys, indexes, checks and references of a column that goes by the name `name` now.
fn parts(start: &Start<'_>, column: &Column, name: &str) -> Parts {
    let mut parts = Parts { keys: keys(start, column, name), constraints: Vec::new(), lost: Vec::new() };
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let (table, label) = (start.table_name(), start.label(&column.name.value));
    let valid = if start.dialect == Dialect::Postgres { " NOT VALID" } else { "" };
    let named = |name: &Option<String>| {
        name.as_ref().map(|name| format!(" CONSTRAINT {}", start.new_name(name))).unwrap_or_default()
    };
    let renamed = start.name(&column.name) != name;
    for check in start.table.checks.iter().filter(|check| check.columns.iter().any(is)) {
        if start.dialect == Dialect::Sqlite || renamed {
            let why = if renamed { "it says the other name" } else { "SQLite takes it only with a new table" };
            parts.lost.push(format!("CHECK ({}): {why}", check.expression));
            continue;
        }
        let statement = format!("ALTER TABLE {table} ADD{} CHECK ({}){valid}", named(&check.name), check.expression);
        parts.constraints.push(Part { name: format!("check_{label}"), statement });
    }
    for key in start.table.foreign_keys.iter().filter(|key| key.columns.iter().any(is)) {
        let columns = key.columns.iter().map(|own| if is(own) { name.to_owned() } else { start.name(own) });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let body =
            format!("FOREIGN KEY ({columns}) {}{}", definition::reference(start, key), definition::actions(start, key));
        if start.dialect == Dialect::Sqlite {
            parts.lost.push(format!("{body}: SQLite takes it only with a new table"));
            continue;
        }
        let statement = format!("ALTER TABLE {table} ADD{} {body}{valid}", named(&key.name));
        parts.constraints.push(Part { name: format!("refer_{label}"), statement });
    }
    for name in by_hand(start, column) {
        parts.lost.push(format!("the index `{name}`: it is partial or over an expression"));
    }
    parts
}

/// Indexes and keys of which the catalog has only a part: without their condition they would be others.
fn by_hand<'a>(start: &'a Start<'_>, column: &'a Column) -> impl Iterator<Item = &'a str> {
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let keys = start.table.keys.iter().filter(|key| key.partial || !key.expression.is_empty());
    let keys = keys.filter(move |key| key.columns.iter().chain(&key.expression).any(is));
    let keys = keys.map(|key| key.name.as_deref().unwrap_or("without a name"));
    let indexes = start.table.indexes.iter().filter(|own| own.predicate.is_some() || !own.expression.is_empty());
    let indexes = indexes.filter(move |own| own.columns.iter().chain(&own.expression).any(is));
    keys.chain(indexes.map(|own| own.name.as_str()))
}

/// Unique keys and indexes, under their names.
fn keys(start: &Start<'_>, column: &Column, now: &str) -> Vec<Part> {
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let table = start.table_name();
    let whole = start.table.keys.iter().filter(|key| !key.primary && !key.partial && key.expression.is_empty());
    let all = whole.map(|key| (&key.columns, key.name.as_deref(), true));
    let plain = start.table.indexes.iter().filter(|own| own.predicate.is_none() && own.expression.is_empty());
    let all = all.chain(plain.map(|index| (&index.columns, Some(index.name.as_str()), false)));
    all.filter(|(columns, ..)| columns.iter().any(is))
        .map(|(columns, name, unique)| {
            let word = if unique { "UNIQUE INDEX" } else { "INDEX" };
            let list = columns.iter().map(|own| if is(own) { now.to_owned() } else { start.name(own) });
            let list = list.collect::<Vec<_>>().join(", ");
            let label = spell::label(&[
                start.table.name(),
                &columns.iter().map(|own| own.value.as_str()).collect::<Vec<_>>().join("_"),
            ]);
            let ending = if unique { "key" } else { "idx" };
            let name = name.map_or_else(|| spell::label(&[&label, ending]), str::to_string);
            let statement = format!("CREATE {word} {} ON {table} ({list})", start.new_name(&name));
            Part { name: format!("index_{label}"), statement }
        })
        .collect()
}
