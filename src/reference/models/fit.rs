//! Which table a mapped class belongs to where no declaration names one, and which of its attributes stand for a column.

use std::collections::HashSet;

use super::KnownTable;
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};
use crate::orm::{Attribute, AttributeKind, CodeFile, Mapping, habits, naming};

/// Whether an attribute has the name of a column and stands for another: `alias_attribute :login, :title`.
pub(super) fn is_other_column(attribute: &Attribute, column: &str) -> bool {
    attribute.kind == AttributeKind::Column && attribute.name == column && attribute.column != column
}

/// Whether the text of some file of Go or Rust has the table behind a word of SQL: `FROM users`, `INSERT INTO app.users`.
pub(super) fn is_queried(table: &str, files: &[&CodeFile]) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let names = |text: &str| {
        text.match_indices(table).any(|(at, _)| {
            let (before, after) =
                (text.get(..at).unwrap_or_default(), text.get(at + table.len()..).unwrap_or_default());
            let before = before.trim_end_matches(|c: char| is_part(c) || matches!(c, '.' | '"' | '`' | '[' | '\\'));
            let word = before.trim_end().rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            let is_whole =
                !after.starts_with(is_part) && !text.get(..at).is_some_and(|before| before.ends_with(is_part));
            is_whole && ["from", "into", "join", "update"].iter().any(|own| word.eq_ignore_ascii_case(own))
        })
    };
    files.iter().any(|file| matches!(file.language.name, "go" | "rust") && !file.test && names(&file.source.text))
}

/// The methods of an open model's own class that stand before a column of this name.
pub(super) fn own_methods(mapping: &Mapping, attribute: &str, column: Option<&str>) -> Vec<String> {
    let answers = |name: &str| name.strip_suffix(['=', '?']).unwrap_or(name) == attribute;
    mapping
        .attributes
        .iter()
        .filter(|one| {
            let is_method = matches!(one.kind, AttributeKind::Computed | AttributeKind::Virtual);
            // Eloquent's relation of a column's name answers where the column is gone; through its own name it is its key.
            let is_relation = mapping.orm == "eloquent" && column == Some(attribute);
            let may_alias = mapping.used_in.contains(&"ruby") || is_relation;
            mapping.open && is_method || may_alias && is_other_column(one, attribute)
        })
        .filter(|one| answers(&one.name))
        .map(|one| one.name.clone())
        .collect()
}

/// Whether names are the same but for underscores, where the mapper may be told to write `UserName` as `user_name`.
pub(super) fn same_folded(mapping: &Mapping, name: &str, other: &str) -> bool {
    let fold = |text: &str| text.replace('_', "").to_lowercase();
    habits(mapping.orm).may_fold_names && fold(name) == fold(other)
}

pub(super) fn stands_for(mapping: &Mapping, attribute: &Attribute, column: &str) -> bool {
    // A property without a column's name is it in snake case, or as it is: that depends on the naming strategy.
    let as_written = habits(mapping.orm).may_keep_names && attribute.column == naming::snake(column);
    as_written
        || attribute.column.eq_ignore_ascii_case(column)
        || (attribute.column == attribute.name && same_folded(mapping, column, &attribute.column))
}

/// The table of a model whose name makes no table of the schema, where the project taught its framework another plural: `EvaluationCriterion` and
/// `evaluation_criteria`.
pub(super) fn other_plural(mapping: &Mapping, name: &ObjectName, tables: &[KnownTable]) -> Option<(usize, Step)> {
    let one = naming::snake(&mapping.model);
    // What a model says itself is no plural that was guessed.
    let is_said = mapping.certainty == Certainty::Certain && !mapping.why.text.ends_with(" naming)");
    if is_said || name.name.value != naming::pluralize(&one) || tables.iter().any(|table| table.is(name)) {
        return None;
    }
    let mut alike = (0..tables.len()).filter(|at| naming::singularize(&tables[*at].name) == one);
    let at = alike.next().filter(|at| alike.next().is_none() && tables[*at].changes())?;
    let text = format!("`{}` maps to table `{}` (its plural)", mapping.model, tables[at].name);
    Some((at, Step { text, ..mapping.why.clone() }))
}

/// Whether a model keeps what another one of the same class writes (`HistoricalOrder`, `OrderVersion`), and the other one's table goes as well: then there is nothing
/// to say of this one.
pub(super) fn goes_with_its_own(mapping: &Mapping, all: &[Mapping], tables: &[KnownTable]) -> bool {
    all.iter().any(|own| {
        own.orm == mapping.orm
            && own.span == mapping.span
            && own.model != mapping.model
            && mapping.model.contains(&own.model)
            && own.table.as_ref().is_some_and(|name| tables.iter().any(|table| table.dropped && table.is(name)))
    })
}

/// The table that has the name of a class and its columns, unless a class is known to be its model.
pub(super) fn by_name(mapping: &Mapping, tables: &[KnownTable], all: &[Mapping]) -> Option<(usize, Step)> {
    let at = tables.iter().position(|table| naming::same_thing(&mapping.model, &table.name))?;
    let table = &tables[at];
    let columns: Vec<&Attribute> =
        mapping.attributes.iter().filter(|attribute| attribute.kind == AttributeKind::Column).collect();
    let has = |attribute: &&&Attribute| table.columns.iter().any(|column| stands_for(mapping, attribute, column));
    let hits = columns.iter().filter(has).count();
    // A class that is not in sight says nothing of who else has its columns.
    let is_taken = |one: &Mapping| one.table.as_ref().is_some_and(|of| table.is(of)) && !one.attributes.is_empty();
    if hits < 2 || hits * 10 < columns.len() * 8 || all.iter().any(is_taken) {
        return None;
    }
    let text = format!("`{}` holds rows of `{}` (its name and columns)", mapping.model, table.name);
    Some((at, Step::at(text, mapping.span.clone())))
}

/// The table that a row struct without one belongs to: the only one that has (nearly) all of its columns. Among several, the one whose name the struct
/// bears.
pub(super) fn by_columns(mapping: &Mapping, tables: &[KnownTable], aliases: &HashSet<String>) -> Option<(usize, Step)> {
    let columns: Vec<&str> = mapping
        .attributes
        .iter()
        .filter(|attribute| attribute.kind == AttributeKind::Column)
        .map(|attribute| attribute.column.as_str())
        .collect();
    if columns.is_empty() {
        return None;
    }
    let mut fitting: Vec<(usize, usize)> = tables
        .iter()
        .enumerate()
        .map(|(at, table)| {
            (at, columns.iter().filter(|column| table.has(column) && !aliases.contains(&column.to_lowercase())).count())
        })
        .filter(|(at, hits)| {
            // A struct may hold a few columns of a join, or one that a later release adds; a table that is not known whole needs fewer.
            let table = &tables[*at];
            *hits > 0
                && (*hits * 10 >= columns.len() * 8
                    || (!table.complete && naming::same_thing(&mapping.model, &table.name)))
        })
        .collect();
    fitting.sort_by_key(|(at, hits)| (std::cmp::Reverse(*hits), *at));
    let (best, hits) = *fitting.first()?;
    let named = fitting.iter().find(|(at, _)| naming::same_thing(&mapping.model, &tables[*at].name));
    let (at, how) = match named {
        Some((at, _)) => (*at, "its name and columns"),
        None => {
            let alone = fitting.get(1).is_none_or(|(_, next)| *next < hits);
            if !alone || columns.len() < 3 {
                return None;
            }
            (best, "no other table has these columns")
        }
    };
    Some((
        at,
        Step::at(format!("`{}` holds rows of `{}` ({how})", mapping.model, tables[at].name), mapping.span.clone()),
    ))
}
