//! gorp (Go; also borp): structs that a map of tables is given, `dbMap.AddTableWithName(orderModel{}, "orders")`, `AddTable(Order{})`.
//!
//! A column is what the field's `db` tag says, or else the field's name; each query of a row that gorp makes lists all of them. A struct with tags that stands elsewhere under no table
//! has the one that it is given here.

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, FieldKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};
use crate::source::Span;

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, go_tags, positional};

pub(super) const ORM: Orm = Orm {
    name: "gorp",
    declared_in: &["go"],
    hints: &[".AddTableWithName(", ".AddTable("],
    mappings: |file| declared(&[file]),
};

/// Replaces what single files say by what all of them say together.
pub(super) fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    if !found.iter().any(|one| one.orm == ORM.name) {
        return;
    }
    let go: Vec<&CodeFile> = files.iter().copied().filter(|file| file.language.name == "go").collect();
    found.retain(|one| one.orm != ORM.name);
    let new = declared(&go);
    found.retain(|one| !new.iter().any(|other| other.span == one.span));
    found.extend(new);
}

/// A struct that is given a table.
struct Given {
    /// The last part of the path of its package.
    package: String,
    name: String,
    table: String,
    /// Where the call names the table, or the struct whose name it is.
    place: Span,
}

fn declared(files: &[&CodeFile]) -> Vec<Mapping> {
    let mut found = Vec::new();
    for given in files.iter().flat_map(|file| given(file)) {
        let class = files.iter().find_map(|file| {
            let own = last_part(file.path().rsplit_once('/').map_or("", |(folder, _)| folder)) == given.package;
            let mut classes = file.facts.classes.iter().filter(|class| own && class.kind == ClassKind::Struct);
            classes.find(|class| class.name == given.name).map(|class| (*file, class))
        });
        let why = format!("`{}` maps to table `{}` (gorp)", given.name, given.table);
        found.push(Mapping {
            orm: ORM.name,
            grammar: Grammar::Row,
            model: given.name.clone(),
            used_in: &["go"],
            table: Some(ObjectName::new(given.table.clone())),
            certainty: Certainty::Certain,
            why: Step::at(why, given.place.clone()),
            attributes: class.map(|(file, class)| attributes(file, class)).unwrap_or_default(),
            open: false,
            lists_columns: class.is_some(),
            span: class.map_or(given.place, |(file, class)| file.span(class.name_range.clone())),
        });
    }
    found
}

fn given(file: &CodeFile) -> Vec<Given> {
    let knows = |import: &&crate::lang::facts::Import| import.module.contains("gorp") || import.module.contains("borp");
    if !file.facts.imports.iter().any(|import| knows(&import)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for body in file.facts.functions.iter().flat_map(|function| &function.body) {
        body.walk(&mut |expr| {
            let ExprKind::Call { callee, .. } = &expr.kind else { return true };
            let ExprKind::Member { name, .. } = &callee.kind else { return true };
            let mut args = positional(expr);
            let Some(row) = args.next().filter(|_| matches!(name.as_str(), "AddTable" | "AddTableWithName")) else {
                return true;
            };
            let ExprKind::New { type_name, .. } = &row.kind else { return true };
            let (package, struct_name) = match type_name.trim_start_matches(['*', '&']).split_once('.') {
                Some((package, name)) => {
                    let import = file.facts.imports.iter().find(|import| import.local == package);
                    (import.map_or(package, |import| last_part(&import.module)), name)
                }
                None => (last_part(file.path().rsplit_once('/').map_or("", |(folder, _)| folder)), type_name.as_str()),
            };
            let (table, place) = match name.as_str() {
                "AddTable" => (Some(struct_name.to_owned()), row.range.clone()),
                _ => args.next().map_or((None, 0..0), |table: &Expr| (table.as_text(), table.range.clone())),
            };
            let Some(table) = table.filter(|table| !table.is_empty()) else { return true };
            found.push(Given {
                package: package.to_owned(),
                name: struct_name.to_owned(),
                table,
                place: file.span(place),
            });
            true
        });
    }
    found
}

fn attributes(file: &CodeFile, class: &Class) -> Vec<Attribute> {
    let mut found = Vec::new();
    go_tags::tagged(file, class, 4, &mut found);
    for field in class.fields.iter().filter(|field| field.kind == FieldKind::Field) {
        let is_tagged = decorator(&field.decorators, "db").is_some();
        let is_base = class.bases.iter().any(|base| base.range == field.name_range);
        if !is_tagged && !is_base && field.name.starts_with(char::is_uppercase) {
            found.push(Attribute {
                name: field.name.clone(),
                column: field.name.clone(),
                kind: AttributeKind::Column,
                target: None,
                span: file.span(field.name_range.clone()),
            });
        }
    }
    found
}

fn last_part(path: &str) -> &str {
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    path.rsplit('/').find(|part| !is_version(part)).unwrap_or_default()
}
