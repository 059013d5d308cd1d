//! A column or the outline of a table that is gone, written again as the history had it.

use crate::catalog::Column;
use crate::model::name::{Dialect, Ident};
use crate::source::Span;

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
    let put = definition(start, &name, column, None)
        .ok_or_else(|| format!("the history does not say what type `{display}` had"))?;
    let up = std::iter::once(dialect::add_column(start, &put.definition)).chain(put.then).collect();
    let mut migrations =
        vec![dialect::change(start, format!("restore_{label}"), up, vec![dialect::drop_column(start, &name)])];
    let parts = parts(start, column, &name);
    migrations.extend(parts.keys.into_iter().map(|key| match start.dialect {
        Dialect::Postgres => {
            let up = spell::concurrently(&key.statement, start.dialect);
            Migration::new(key.name, Runs::Outside, vec![up], Vec::new())
        }
        _ => Migration::new(key.name, Runs::Together, vec![key.statement], Vec::new()),
    }));
    let constraints = parts.constraints.into_iter();
    migrations.extend(constraints.map(|part| dialect::change(start, part.name, vec![part.statement], Vec::new())));
    lost.extend(parts.lost);
    lost.extend(put.lost);
    if !start.table.complete {
        lost.push("what the history does not show: it does not begin with the table's CREATE TABLE".to_string());
    }
    Ok(Restore { name: display, dialect: start.dialect, migrations, lost })
}

/// What fills a column that is put back.
pub(super) struct Refill {
    /// By the columns that are left.
    pub value: String,
    /// No row is without one.
    pub full: bool,
    /// What runs when all is as it was.
    pub then: Vec<String>,
}

/// The way back of a migration that drops the column, which has the name `name` by then: the column and all that went with it, in one go. Empty where its type is
/// not known. What does not come back goes to `notes`.
pub(super) fn way_back(
    start: &Start<'_>,
    column: &Column,
    name: &str,
    refill: Option<Refill>,
    notes: &mut Vec<String>,
) -> Vec<String> {
    let Some(put) = definition(start, name, column, refill.as_ref()) else { return Vec::new() };
    let parts = parts(start, column, name);
    let lost = put.lost.iter().chain(&parts.lost);
    notes.extend(lost.map(|what| format!("the way back of the last release leaves this out: {what}")));
    let mut all = vec![dialect::add_column(start, &put.definition)];
    all.extend(put.then);
    let (value, then) = refill.map_or((None, Vec::new()), |refill| (Some(refill.value), refill.then));
    if let Some(value) = value {
        // Where NULL is refused, a row without a value keeps the default.
        let only = if put.required { format!(" WHERE ({value}) IS NOT NULL") } else { String::new() };
        all.push(format!("UPDATE {} SET {name} = {value}{only}", start.table_name()));
    }
    if put.required_later {
        all.push(dialect::nullable(start, name, column, false));
    }
    all.extend(parts.keys.into_iter().chain(parts.constraints).map(|part| part.statement));
    all.extend(then);
    all
}

/// How a column is added again.
struct Put {
    /// Name, type, default and, where the default gives every row a value at once, NOT NULL.
    definition: String,
    /// What the new column gets when it is there.
    then: Vec<String>,
    /// It is added NOT NULL.
    required: bool,
    /// It is NOT NULL when the rows have their values.
    required_later: bool,
    lost: Vec<String>,
}

/// `None`: its type is not known. `refill`: each row gets a value of its own before there are keys.
fn definition(start: &Start<'_>, name: &str, column: &Column, refill: Option<&Refill>) -> Option<Put> {
    let kind = spell::kind(column, start.dialect);
    if kind.is_empty() {
        return None;
    }
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let mut keys = start.table.keys.iter();
    // The default in every row is what a unique key refuses; NULL it takes as often as it comes.
    let unique = keys.any(|key| key.columns.iter().chain(&key.expression).any(is));
    let default = default(start, column);
    let sqlite = start.dialect == Dialect::Sqlite;
    let at_once = default.filter(|_| !unique || (sqlite && refill.is_some()));
    let required = !column.nullable && default.is_some() && !unique;
    // Only PostgreSQL kept NOT NULL on what new code leaves out.
    let relaxed = start.table.requires(column) && start.dialect != Dialect::Postgres;
    let required_later =
        !column.nullable && !required && !relaxed && !sqlite && refill.is_some_and(|refill| refill.full);
    let (mut then, mut lost) = (Vec::new(), Vec::new());
    match (default, at_once) {
        (Some(default), None) if !sqlite => then.push(dialect::set_default(start, name, default)),
        (Some(default), None) => lost.push(format!(
            "the default {default}: every row would get it, and {name} is part of a unique key; SQLite sets one later only with a new table"
        )),
        (None, _) if column.default.is_some() => {
            lost.push("the default: SQLite adds a column with a constant one alone".to_string());
        }
        _ => {}
    }
    // Where others have taken its place, a column that was relaxed for that comes back relaxed.
    let as_before = relaxed && refill.is_some();
    if !column.nullable && !required && !required_later && !as_before {
        lost.push(format!(
            "NOT NULL: it was so, and rows without a value are in the way. Fill {name}, then `migcheck plan --not-null {}`",
            start.display()
        ));
    }
    let default = at_once.map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    let null = if required { " NOT NULL" } else { "" };
    Some(Put { definition: format!("{name} {kind}{default}{null}"), then, required, required_later, lost })
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
    for (index, span) in of_a_part(start, column) {
        // Without their condition they would be others; only their own text has it.
        match start.made_as(span, "INDEX").filter(|_| !renamed) {
            Some(statement) => parts.keys.push(Part { name: format!("index_{}", spell::label(&[index])), statement }),
            None => parts.lost.push(format!("the index `{index}`: it is partial or over an expression")),
        }
    }
    parts
}

/// Indexes and keys of which the catalog has only a part: those with a condition and those over an expression.
fn of_a_part<'a>(start: &'a Start<'_>, column: &'a Column) -> impl Iterator<Item = (&'a str, &'a Span)> {
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let keys = start.table.keys.iter().filter(|key| key.partial || !key.expression.is_empty());
    let keys = keys.filter(move |key| key.columns.iter().chain(&key.expression).any(is));
    let keys = keys.map(|key| (key.name.as_deref().unwrap_or("without a name"), &key.span));
    let indexes = start.table.indexes.iter().filter(|own| own.predicate.is_some() || !own.expression.is_empty());
    let indexes = indexes.filter(move |own| own.columns.iter().chain(&own.expression).any(is));
    keys.chain(indexes.map(|own| (own.name.as_str(), &own.span)))
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
            // SQL Server takes NULL for a value that may come once.
            let only = if unique && start.dialect == Dialect::Mssql {
                format!(" WHERE {now} IS NOT NULL")
            } else {
                String::new()
            };
            let statement = format!("CREATE {word} {} ON {table} ({list}){only}", start.new_name(&name));
            Part { name: format!("index_{label}"), statement }
        })
        .collect()
}
