//! What a chain of calls on a blueprint does to its table.

use std::ops::Range;

use super::super::fluent::{Fluent, bare, derived, drop_constraint, drop_index, index, value};
use super::super::script::{Scope, Script, Value, change, object};
use super::columns::{self, foreign_key, key_of_model, morphs};
use crate::model::change::{ChangeKind, ColumnAction, Constraint, ConstraintKind, SchemaChange};
use crate::model::name::{Ident, ObjectName};

/// What came of a chain.
pub enum Done {
    /// These changes; none where it is understood and has no effect.
    Changes(Vec<SchemaChange>),
    /// It takes something away whose name is not known.
    Unreadable,
    /// It adds something whose name is not known.
    Unknown(&'static str),
}

/// The changes of a chain on the blueprint of `table`. `guarded`: the migration asks what is there.
pub fn changes<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    chain: &Fluent<'a>,
    first: usize,
    table: &ObjectName,
    guarded: bool,
) -> Done {
    let Some(link) = chain.links.get(first) else { return Done::Changes(Vec::new()) };
    let at = chain.range.clone();
    let make = |kind| change(kind, table.clone(), at.clone());
    let given = |at: usize, name: &str| value(script, scope, link.args, at, name);
    let named = || all_names(script, scope, link.args);
    let drop_columns = |columns: Vec<Ident>| {
        let drop = |column| make(ChangeKind::DropColumn { column, if_exists: guarded, cascade: false });
        Done::Changes(columns.into_iter().map(drop).collect())
    };
    let own = |name: &str| derived(name, link.range.clone());
    match link.name {
        "dropColumn" | "dropColumns" | "removeColumn" => named().map_or(Done::Unreadable, drop_columns),
        "dropTimestamps" | "dropTimestampsTz" => drop_columns(vec![own("created_at"), own("updated_at")]),
        "dropSoftDeletes" | "dropSoftDeletesTz" => {
            drop_columns(vec![given(0, "column").ident().unwrap_or_else(|| own("deleted_at"))])
        }
        "dropRememberToken" => drop_columns(vec![own("remember_token")]),
        "dropMorphs" => given(0, "name").ident().map_or(Done::Unreadable, |name| {
            let Done::Changes(mut changes) = drop_columns(morphs(&name).to_vec()) else { return Done::Unreadable };
            let index = own(&format!("{}_{}_type_{}_id_index", bare(table), name.value, name.value));
            changes.insert(0, drop_index(index, table, &at));
            Done::Changes(changes)
        }),
        "dropConstrainedForeignId" => match given(0, "column").ident() {
            Some(column) => without_key(column, table, &at, guarded),
            None => Done::Unreadable,
        },
        "dropForeignIdFor" | "dropConstrainedForeignIdFor" => {
            let name = given(1, "column").ident().or_else(|| Some(own(&key_of_model(link)?)));
            match (name, link.name) {
                (None, _) => Done::Unreadable,
                (Some(column), "dropForeignIdFor") => {
                    Done::Changes(vec![drop_constraint(derived_key(table, &[column], "foreign"), table, &at)])
                }
                (Some(column), _) => without_key(column, table, &at, guarded),
            }
        }
        "renameColumn" => match (given(0, "from").ident(), given(1, "to").ident()) {
            (Some(from), Some(to)) => Done::Changes(vec![make(ChangeKind::RenameColumn { from, to })]),
            _ => Done::Unreadable,
        },
        "rename" => match given(0, "to").object() {
            Some(to) => Done::Changes(vec![make(ChangeKind::RenameTable { to })]),
            None => Done::Unreadable,
        },
        "drop" | "dropIfExists" => {
            let if_exists = guarded || link.name == "dropIfExists";
            Done::Changes(vec![make(ChangeKind::DropTable { if_exists, cascade: false })])
        }
        "dropForeign" | "dropUnique" => {
            let name = match given(0, "index") {
                Value::List(items) => {
                    let columns: Vec<Ident> = items.iter().filter_map(Value::ident).collect();
                    Some(derived_key(table, &columns, if link.name == "dropUnique" { "unique" } else { "foreign" }))
                }
                other => other.ident(),
            };
            Done::Changes(name.map(|name| drop_constraint(name, table, &at)).into_iter().collect())
        }
        "dropPrimary" => Done::Changes(vec![make(ChangeKind::DropPrimaryKey)]),
        "dropIndex" | "dropFullText" | "dropFulltext" | "dropSpatialIndex" => {
            let name = match given(0, "index") {
                Value::List(items) => {
                    let columns: Vec<Ident> = items.iter().filter_map(Value::ident).collect();
                    Some(derived_key(table, &columns, "index"))
                }
                other => other.ident(),
            };
            Done::Changes(name.map(|name| drop_index(name, table, &at)).into_iter().collect())
        }
        "renameIndex" => match (given(0, "from").object(), given(1, "to").ident()) {
            (Some(from), Some(to)) => {
                let kind = ChangeKind::RenameIndex { table: Some(table.clone()), to };
                Done::Changes(vec![change(kind, from, at)])
            }
            _ => Done::Changes(Vec::new()),
        },
        "primary" | "unique" | "foreign" | "index" | "fullText" | "fulltext" | "spatialIndex" => {
            key(script, scope, chain, first, table)
        }
        _ => match columns::made(script, scope, chain, first) {
            Some(Ok(made)) => Done::Changes(added(made, table, &at, guarded)),
            Some(Err(reason)) => Done::Unknown(reason),
            // Engine, character set, comment, macros of the project.
            None => Done::Changes(Vec::new()),
        },
    }
}

/// The names in all arguments, whether they stand in a list or one by one; `None` if one is not known.
pub fn all_names<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    args: &'a [crate::lang::facts::Arg],
) -> Option<Vec<Ident>> {
    let mut names = Vec::new();
    for arg in args {
        for item in script.eval(&arg.value, scope).items() {
            names.push(item.ident()?);
        }
    }
    (!names.is_empty()).then_some(names)
}

fn added(made: columns::Made, table: &ObjectName, at: &Range<usize>, guarded: bool) -> Vec<SchemaChange> {
    let mut changes = Vec::new();
    let make = |kind| change(kind, table.clone(), at.clone());
    for column in made.columns {
        let name = column.name.clone();
        if made.changes {
            let alter = |action| make(ChangeKind::AlterColumn { column: name.clone(), action });
            changes.push(alter(ColumnAction::SetType { data_type: column.data_type.clone() }));
            match made.nullable {
                Some(true) => changes.push(alter(ColumnAction::DropNotNull)),
                Some(false) => changes.push(alter(ColumnAction::SetNotNull)),
                None => {}
            }
            if let Some(default) = column.default.clone() {
                changes.push(alter(ColumnAction::SetDefault { default }));
            }
        } else {
            changes.push(make(ChangeKind::AddColumn { column, if_not_exists: guarded }));
        }
        if made.indexed {
            changes.push(create_index(vec![name], None, table, at));
        }
    }
    changes.extend(made.constraints.into_iter().map(|constraint| make(ChangeKind::AddConstraint(constraint))));
    changes
}

/// `unique(['a', 'b'], 'name')`, `foreign('a')->references('id')->on('t')`.
fn key<'a>(script: &Script<'a>, scope: &Scope<'a>, chain: &Fluent<'a>, first: usize, table: &ObjectName) -> Done {
    let Some(link) = chain.links.get(first) else { return Done::Changes(Vec::new()) };
    let at = chain.range.clone();
    let columns: Option<Vec<Ident>> =
        value(script, scope, link.args, 0, "columns").items().iter().map(Value::ident).collect();
    let Some(columns) = columns.filter(|columns| !columns.is_empty()) else { return Done::Changes(Vec::new()) };
    let name = value(script, scope, link.args, 1, "name").ident();
    let kind = match link.name {
        "primary" => ConstraintKind::PrimaryKey { columns },
        "unique" => {
            let name = name.or_else(|| Some(derived_key(table, &columns, "unique")));
            let constraint = Constraint { name, kind: ConstraintKind::Unique { columns } };
            return Done::Changes(vec![change(ChangeKind::AddConstraint(constraint), table.clone(), at)]);
        }
        "foreign" => {
            let find = |name: &str| chain.link(name).map(|link| value(script, scope, link.args, 0, ""));
            let referenced = find("references").map(|value| value.items().iter().filter_map(Value::ident).collect());
            let Some(to) = find("on").and_then(|value| value.object()) else { return Done::Changes(Vec::new()) };
            let name = name.or_else(|| Some(derived_key(table, &columns, "foreign")));
            let constraint = foreign_key(name, columns, to, referenced.unwrap_or_default());
            return Done::Changes(vec![change(ChangeKind::AddConstraint(constraint), table.clone(), at)]);
        }
        _ => return Done::Changes(vec![create_index(columns, name, table, &at)]),
    };
    Done::Changes(vec![change(ChangeKind::AddConstraint(Constraint { name, kind }), table.clone(), at)])
}

fn without_key(column: Ident, table: &ObjectName, at: &Range<usize>, guarded: bool) -> Done {
    let key = derived_key(table, std::slice::from_ref(&column), "foreign");
    let drop = ChangeKind::DropColumn { column, if_exists: guarded, cascade: false };
    Done::Changes(vec![drop_constraint(key, table, at), change(drop, table.clone(), at.clone())])
}

fn create_index(columns: Vec<Ident>, name: Option<Ident>, table: &ObjectName, at: &Range<usize>) -> SchemaChange {
    let name = name.unwrap_or_else(|| derived_key(table, &columns, "index"));
    index(name, columns, false, table, at)
}

/// The name that Laravel gives a key: table, columns and kind, in lower case.
fn derived_key(table: &ObjectName, columns: &[Ident], kind: &str) -> Ident {
    let columns: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
    let name = format!("{}_{}_{kind}", bare(table), columns.join("_")).to_lowercase().replace(['-', '.'], "_");
    derived(name, table.name.range.clone())
}

/// A table's name with a place, from a text.
pub fn table_of(value: &Value<'_>) -> Option<ObjectName> {
    match value {
        Value::Text { value, range, .. } => object(value, range.clone()),
        _ => None,
    }
}
