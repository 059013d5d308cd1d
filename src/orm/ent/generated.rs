//! The package that ent generates for a schema: `ent/user/user.go`, with the names of the table and of every column as constants.
//!
//! ```go
//! const (
//!     Label = "user"
//!     FieldEmail = "email"
//!     Table = "users"
//!     // the key of an edge, here in the table of the model itself
//!     TeamTable  = "users"
//!     TeamColumn = "team_users"
//! )
//! ```
//!
//! It knows what the schema leaves to rules, mixins and annotations, and where the generated code stands. A file of it is told by its constants, as the comment
//! at the top can be another.

use crate::lang::facts::{ClassKind, Expr};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping};
use super::{ORM, pascal};

/// What every such file has.
pub const HINT: &str = "Label = \"";

/// A constant with its text.
type Constant<'f> = (&'f str, String, &'f Expr);

fn constants(file: &CodeFile) -> Vec<Constant<'_>> {
    file.facts.assigned().into_iter().filter_map(|(name, value)| Some((name, value.as_text()?, value))).collect()
}

fn text<'c>(constants: &'c [Constant<'_>], name: &str) -> Option<&'c Constant<'c>> {
    constants.iter().find(|constant| constant.0 == name)
}

/// The folder of a path, and its last part.
fn folder(path: &str) -> (&str, &str) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    (folder, folder.rsplit('/').next().unwrap_or(folder))
}

/// What a file says as the generated package of a schema: its label, its constants.
fn package(file: &CodeFile) -> Option<(String, Vec<Constant<'_>>)> {
    if file.language.name != "go" || !file.source.text.contains(HINT) {
        return None;
    }
    let constants = constants(file);
    let label = text(&constants, "Label")?.1.clone();
    let is_it = text(&constants, "Table").is_some() && label.replace('_', "").to_lowercase() == folder(file.path()).1;
    is_it.then_some((label, constants))
}

/// The mapping that a generated package declares.
pub(super) fn mapping(file: &CodeFile) -> Option<Mapping> {
    let (label, constants) = package(file)?;
    let (_, table, place) = text(&constants, "Table")?;
    let place = file.span(place.range.clone());
    let mut attributes = Vec::new();
    let mut push = |name: String, column: &str, kind: AttributeKind, value: &Expr| {
        let span = file.span(value.range.clone());
        attributes.push(Attribute { name, column: column.to_owned(), kind, target: None, span });
    };
    for (name, value, expr) in &constants {
        if let Some(field) = name.strip_prefix("Field").filter(|field| !field.is_empty()) {
            push(field.to_owned(), value, AttributeKind::Column, expr);
        }
        let edge = name.strip_suffix("Column").filter(|edge| !edge.is_empty() && !name.starts_with("Field"));
        if let Some(edge) = edge
            && text(&constants, &format!("{edge}Table")).is_some_and(|of| of.1 == *table)
        {
            push(edge.to_owned(), value, AttributeKind::Column, expr);
            push(format!("{edge}ID"), value, AttributeKind::Column, expr);
        }
        // The rows of an edge between many and many stand in a table of their own, whose keys are a variable.
        let edge = name.strip_suffix("Table").filter(|edge| !edge.is_empty() && !edge.ends_with("Inverse"));
        if let Some(edge) = edge
            && text(&constants, &format!("{edge}Column")).is_none()
        {
            push(edge.to_owned(), value, AttributeKind::Link, expr);
        }
    }
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: pascal(&label),
        used_in: &["go"],
        table: Some(ObjectName::new(table.clone())),
        certainty: Certainty::Certain,
        why: Step::at(format!("`{}` maps to table `{table}` (ent's generated package)", pascal(&label)), place.clone()),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// The folders of all generated packages.
pub(super) fn folders(files: &[&CodeFile]) -> Vec<String> {
    let of_file = |file: &&CodeFile| package(file).map(|_| folder(file.path()).0.to_owned());
    files.iter().filter_map(of_file).collect()
}

/// The folder around the package that is generated for a model, the one that has most of its path in common with the schema's.
pub(super) fn home<'h>(mapping: &Mapping, folders: &'h [String]) -> Option<&'h str> {
    let name = mapping.model.to_lowercase();
    let own = |folder: &'h String| match folder.rsplit_once('/') {
        Some((home, last)) => (last == name).then_some(home),
        None => None,
    };
    let shared = |home: &&str| home.split('/').zip(mapping.span.path.split('/')).take_while(|(a, b)| a == b).count();
    folders.iter().filter_map(own).max_by_key(shared)
}

/// Lays what the generated packages say over what the schemas say.
pub(super) fn join(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    let is_generated = |mapping: &Mapping| {
        mapping.orm == ORM.name && files.iter().any(|file| *file.path() == mapping.span.path && package(file).is_some())
    };
    let (generated, mut others): (Vec<_>, Vec<_>) = std::mem::take(mappings).into_iter().partition(is_generated);
    for mut own in generated {
        let (home, last) = folder(&own.span.path);
        let home = home.strip_suffix(last).unwrap_or(home).trim_end_matches('/').to_owned();
        let shared = |path: &str| home.split('/').zip(path.split('/')).take_while(|(a, b)| a == b).count();
        let is_schema = |mapping: &&mut Mapping| mapping.orm == ORM.name && mapping.model.to_lowercase() == last;
        let schema = others.iter_mut().filter(is_schema).max_by_key(|mapping| shared(&mapping.span.path));
        let Some(schema) = schema else {
            // The row's type tells how the name is written: `APIKey`, `ApiKey`.
            let is_row = |name: &str| name.to_lowercase() == last;
            let beside = files.iter().filter(|file| file.language.name == "go" && folder(file.path()).0 == home);
            let mut rows = beside.flat_map(|file| &file.facts.classes);
            if let Some(row) = rows.find(|class| class.kind == ClassKind::Struct && is_row(&class.name)) {
                own.model.clone_from(&row.name);
            }
            others.push(own);
            continue;
        };
        (schema.table, schema.certainty, schema.why) = (own.table, own.certainty, own.why);
        for attribute in own.attributes {
            match schema.attributes.iter_mut().find(|known| known.name == attribute.name) {
                Some(known) => known.column = attribute.column,
                None => schema.attributes.push(attribute),
            }
        }
    }
    *mappings = others;
}
