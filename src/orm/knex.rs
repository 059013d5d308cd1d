//! Knex with TypeScript: the interface of a table's rows that queries are given as a type, `knex<User>("users")` and `.from<User>("users")`, and the list
//! `interface Tables { users: User }` of `knex/types/tables`.
//!
//! An interface that is given to several tables, or by queries whose table is not a text, is left out. Queries themselves are a query builder's.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, base_of, either_case};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, naming};

pub(super) const ORM: Orm = Orm { name: "knex", declared_in: &["javascript"], hints: &["knex", "Knex"], mappings };

/// A query that says the type of its rows.
struct Typed<'f> {
    row: String,
    table: String,
    file: &'f CodeFile,
    at: Range<usize>,
}

/// What a file tells alone: which types are rows, wherever they are declared.
fn mappings(file: &CodeFile) -> Vec<Mapping> {
    by_row(typed(file, &[file])).into_values().flatten().map(|typed| mapping(&typed, None, &[file])).collect()
}

/// Replaces what single files say by what all of them say together.
pub(super) fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    if !found.iter().any(|one| one.orm == ORM.name) {
        return;
    }
    found.retain(|one| one.orm != ORM.name);
    let own: Vec<&CodeFile> = files.iter().copied().filter(|file| file.language.name == "javascript").collect();
    let all = own.iter().flat_map(|file| typed(file, &own)).collect();
    for typed in by_row(all).into_values().flatten() {
        if let Some(declared) = interface(&own, &typed)
            && !found.iter().any(|one| one.model == typed.row)
        {
            found.push(mapping(&typed, Some(declared), &own));
        }
    }
}

/// One query for each type of rows; `None` for a type that stands for several tables.
fn by_row(all: Vec<Typed<'_>>) -> BTreeMap<String, Option<Typed<'_>>> {
    let mut found: BTreeMap<String, Option<Typed<'_>>> = BTreeMap::new();
    for typed in all {
        match found.get_mut(&typed.row) {
            None => {
                found.insert(typed.row.clone(), Some(typed));
            }
            Some(known) if known.as_ref().is_some_and(|known| known.table != typed.table) => *known = None,
            Some(_) => {}
        }
    }
    found
}

fn mapping(typed: &Typed<'_>, declared: Option<(&CodeFile, &Class)>, files: &[&CodeFile]) -> Mapping {
    let place = typed.file.span(typed.at.clone());
    let why = format!("`{}` is a row of `{}` (the type of a query)", typed.row, typed.table);
    Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: typed.row.clone(),
        used_in: ORM.declared_in,
        certainty: Certainty::Likely,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName::new(typed.table.clone())),
        attributes: declared.map(|(file, row)| attributes(files, file, row)).unwrap_or_default(),
        open: false,
        lists_columns: false,
        span: declared.map_or(place, |(file, row)| file.span(row.name_range.clone())),
    }
}

/// The properties of an interface, and of those that it extends.
fn attributes(files: &[&CodeFile], file: &CodeFile, row: &Class) -> Vec<Attribute> {
    let mut found: Vec<Attribute> = Vec::new();
    let (mut file, mut row) = (file, row);
    for _ in 0..6 {
        for field in &row.fields {
            // `knexSnakeCaseMappers` is set where the connection is opened.
            for column in either_case(&field.name) {
                found.push(attribute(file, &field.name, column, AttributeKind::Column, field.name_range.clone()));
            }
        }
        let Some((of, base)) = base_of(files.iter().copied(), file, row) else { break };
        (file, row) = (of, base);
    }
    found
}

/// The declaration of a type: of the same file, or the only one of its name.
fn interface<'f>(files: &[&'f CodeFile], typed: &Typed<'f>) -> Option<(&'f CodeFile, &'f Class)> {
    let is = |class: &&Class| {
        class.name == typed.row
            && matches!(class.kind, ClassKind::Interface | ClassKind::Alias)
            && !class.fields.is_empty()
    };
    if let Some(own) = typed.file.facts.classes.iter().find(is) {
        return Some((typed.file, own));
    }
    let mut all = files.iter().flat_map(|file| file.facts.classes.iter().filter(is).map(move |class| (*file, class)));
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// The typed queries of a file, and what it lists of the tables.
fn typed<'f>(file: &'f CodeFile, files: &[&CodeFile]) -> Vec<Typed<'f>> {
    let text = &file.source.text;
    let mut found = Vec::new();
    if !ORM.hints.iter().any(|hint| text.contains(hint)) {
        return found;
    }
    if text.contains("knex/types/tables") {
        for field in file.facts.classes.iter().filter(|class| class.name == "Tables").flat_map(|list| &list.fields) {
            let Some(row) = field.type_text.as_deref().and_then(row_type) else { continue };
            found.push(Typed { row, table: field.name.clone(), file, at: field.name_range.clone() });
        }
    }
    let functions = file.facts.functions.iter().flat_map(|function| &function.body);
    let fields =
        file.facts.classes.iter().flat_map(|class| class.fields.iter().filter_map(|field| field.value.as_ref()));
    for expr in file.facts.top.iter().chain(functions).chain(fields) {
        expr.walk(&mut |expr| {
            found.extend(query(file, files, expr));
            true
        });
    }
    found
}

/// `knex<User>("users")`, `trx.from<User>(TABLE)`
fn query<'f>(file: &'f CodeFile, files: &[&CodeFile], expr: &Expr) -> Option<Typed<'f>> {
    const HANDLES: &[&str] = &["db", "knex", "database", "conn", "connection", "trx", "tx", "transaction"];
    let ExprKind::Call { callee, type_args, args } = &expr.kind else { return None };
    let name = callee.last_name()?;
    let is_method = matches!(callee.kind, ExprKind::Member { .. }) && matches!(name, "from" | "table" | "into");
    let is_handle = || naming::words(name).iter().any(|word| HANDLES.contains(&word.as_str()));
    if !is_method && !is_handle() {
        return None;
    }
    let row = row_type(type_args.first()?)?;
    let [only] = args.as_slice() else { return None };
    let said = only.value.as_text().or_else(|| constant(file, files, only.value.as_name()?))?;
    // `users as u`, `auth.users`
    let table = said.split_whitespace().next()?.rsplit('.').next()?.to_owned();
    let is_name = !table.is_empty() && table.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then(|| Typed { row, table, file, at: only.value.range.clone() })
}

/// The type of a row: `User`, `User[]`, the first of `Knex.CompositeTableType<User, NewUser>`.
fn row_type(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = match text.split_once('<') {
        Some((outer, inner)) if outer.trim().ends_with("CompositeTableType") => inner.split([',', '>']).next()?,
        Some(_) => return None,
        None => text,
    };
    let name = inner.trim().trim_end_matches("[]");
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_type.then(|| name.to_owned())
}

/// The text of a constant: of this file, or the same in all files that have one of its name.
fn constant(file: &CodeFile, files: &[&CodeFile], name: &str) -> Option<String> {
    let of = |file: &CodeFile| {
        file.facts.top.iter().find_map(|expr| match &expr.kind {
            ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => value.as_text(),
            _ => None,
        })
    };
    if let Some(own) = of(file) {
        return Some(own);
    }
    file.facts.imports.iter().find(|import| import.local == name)?;
    let mut all: Vec<String> = files.iter().filter_map(|file| of(file)).collect();
    all.dedup();
    match all.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}
