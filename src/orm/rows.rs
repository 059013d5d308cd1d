//! Classes of rows in Java and Kotlin that annotations map, a table and its columns each by name: what Spring Data (JDBC, R2DBC) and MyBatis-Plus share.

use crate::lang::facts::{Class, Expr, ExprKind, Field, FieldKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, callee_name, decorator, named, naming, positional};

pub(super) const LANGUAGES: &[&str] = &["java", "kotlin"];

/// How a library's annotations are called.
pub(super) struct Style {
    pub orm: &'static str,
    pub table: &'static [&'static str],
    pub column: &'static [&'static str],
    /// The argument of a column's annotation whose `false` says that there is none.
    pub absent: &'static str,
    pub convention: &'static str,
    /// Where the annotations are imported from: others have the same names.
    pub packages: &'static [&'static str],
}

/// The classes of rows that a file declares.
pub(super) fn mappings(file: &CodeFile, style: &Style) -> Vec<Mapping> {
    let of_library = |path: &str| style.packages.iter().any(|package| path.starts_with(package));
    if !file.facts.imports.iter().any(|import| of_library(&import.module)) {
        return Vec::new();
    }
    file.facts.classes.iter().filter_map(|class| mapping(file, class, style)).collect()
}

fn mapping(file: &CodeFile, class: &Class, style: &Style) -> Option<Mapping> {
    let find = |marks: &'_ [Expr], names: &[&str]| names.iter().find_map(|name| decorator(marks, name)).cloned();
    let mark = find(&class.decorators, style.table);
    let marked = || class.fields.iter().any(|field| find(&field.decorators, style.column).is_some());
    if decorator(&class.decorators, "Entity").is_some() || (mark.is_none() && !marked()) {
        return None;
    }
    let given = mark.as_ref().and_then(|mark| said(mark, &["value", "name"]));
    // A name that is not a text here is not known.
    if given.is_none() && mark.as_ref().is_some_and(|mark| positional(mark).next().is_some()) {
        return None;
    }
    let schema = mark.as_ref().and_then(|mark| said(mark, &["schema"]));
    let (table, certainty, how) = match given {
        Some(name) => (name, Certainty::Certain, format!("`@{}`", style.table.first().unwrap_or(&"Table"))),
        None => (naming::snake(&class.name), Certainty::Likely, style.convention.to_owned()),
    };
    let table = table.trim_matches(['`', '"', '[', ']']);
    let (before, table) = table.rsplit_once('.').map_or((None, table), |(before, name)| (Some(before), name));
    let schema = schema.or_else(|| before.map(str::to_owned));
    let name = ObjectName { qualifiers: schema.into_iter().map(Ident::new).collect(), name: Ident::new(table) };
    let place = file.span(class.name_range.clone());
    let attributes = class.fields.iter().filter(|field| is_stored(file, field)).flat_map(|field| {
        let mark = find(&field.decorators, style.column);
        let absent = mark.as_ref().and_then(|mark| named(mark, style.absent)).is_some_and(is_false);
        let reference = has_rows(field);
        let column = mark.as_ref().and_then(|mark| said(mark, &["value", "name"]));
        let column = column.unwrap_or_else(|| naming::snake(&field.name));
        let column = column.trim_matches(['`', '"', '[', ']']).to_owned();
        let kept = !absent && !reference && !has_any(field, &["Transient", "MappedCollection", "Embedded", "Ignore"]);
        names(&field.name).into_iter().filter(move |_| kept).map(move |name| Attribute {
            name,
            column: column.clone(),
            kind: AttributeKind::Column,
            target: None,
            span: file.span(field.name_range.clone()),
        })
    });
    Some(Mapping {
        orm: style.orm,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: LANGUAGES,
        why: Step::at(format!("`{}` maps to table `{name}` ({how})", class.name), place.clone()),
        table: Some(name),
        certainty,
        attributes: attributes.collect(),
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// A text among the arguments of an annotation: the only one without a name, or one of these.
fn said(mark: &Expr, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| named(mark, name)).or_else(|| positional(mark).next())?.as_text()?;
    Some(text).filter(|text| !text.is_empty())
}

fn is_false(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(text) if text == "false")
}

fn has_any(field: &Field, names: &[&str]) -> bool {
    field.decorators.iter().any(|mark| callee_name(mark).is_some_and(|name| names.contains(&name)))
}

/// A list or set of other rows stands in a table of its own.
fn has_rows(field: &Field) -> bool {
    let simple = field.type_text.as_deref().map(|text| text.split('<').next().unwrap_or(text).trim());
    let holds = ["List", "Set", "MutableList", "MutableSet", "Collection", "Map", "MutableMap"];
    field.decorators.is_empty() && simple.is_some_and(|text| holds.contains(&text))
}

fn is_stored(file: &CodeFile, field: &Field) -> bool {
    let before = file.source.text.get(field.range.start..field.name_range.start).unwrap_or_default();
    let is_constant = before.split_whitespace().any(|word| matches!(word, "transient" | "static"));
    !field.is_static && !is_constant && !field.name.is_empty() && field.kind == FieldKind::Field
}

/// What the code calls a property: itself, its getter and setter.
pub(super) fn names(property: &str) -> Vec<String> {
    let mut chars = property.chars();
    let pascal: String = chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    let mut names = vec![property.to_owned(), format!("get{pascal}"), format!("set{pascal}"), format!("is{pascal}")];
    if let Some(rest) = property.strip_prefix("is").filter(|rest| rest.starts_with(char::is_uppercase)) {
        names.extend([format!("set{rest}"), format!("get{rest}")]);
    }
    names
}
