//! Mappings against the tables that change: which attribute of which model stands for a column that goes away ([`Watch`]).
//!
//! A row struct that names no table belongs to the one whose columns it has.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::name::ObjectName;
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::naming;
use crate::orm::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, ORMS};
use crate::source::Span;

use super::generated::Package;

/// A table as it was before the migrations, as far as uses are looked for.
#[derive(Clone, Debug, Default)]
pub struct KnownTable {
    pub schema: Option<String>,
    pub name: String,
    /// Names as the catalog has them.
    pub columns: Vec<String>,
    /// Every column is known.
    pub complete: bool,
    /// Names of columns that do not resolve any more afterwards, as in `columns`.
    pub gone: Vec<String>,
    /// Names of columns afterwards.
    pub after: Vec<String>,
    /// The table itself does not resolve any more.
    pub dropped: bool,
}

impl KnownTable {
    /// Whether anything about it is looked for.
    pub fn changes(&self) -> bool {
        self.dropped || !self.gone.is_empty()
    }

    pub(super) fn is(&self, name: &ObjectName) -> bool {
        self.name.eq_ignore_ascii_case(&name.name.value)
            && match (&self.schema, name.schema()) {
                (Some(own), Some(other)) => own.eq_ignore_ascii_case(&other.value) || other.value.is_empty(),
                _ => true,
            }
    }

    fn stays(&self, column: &str) -> bool {
        self.after.iter().any(|own| own.eq_ignore_ascii_case(column))
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own.eq_ignore_ascii_case(column))
    }
}

/// What a use is of: an index into the known tables, and a column of it, or the table itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub table: usize,
    pub column: Option<String>,
}

/// A use of a changed object through a model.
pub struct ModelUse {
    pub target: Target,
    pub reference: Reference,
}

/// An attribute (or a whole model) to look for in the code.
#[derive(Clone, Debug)]
pub struct Watch {
    pub target: Target,
    pub orm: &'static str,
    pub grammar: Grammar,
    pub used_in: &'static [&'static str],
    pub model: String,
    /// `None`: the model itself.
    pub attribute: Option<String>,
    /// The attribute is declared, not only a column of the table.
    pub declared: bool,
    /// The model does not declare it: only what a query takes for a column is one, not a member of a row.
    pub only_queries: bool,
    /// The package that a file has to take the model from.
    pub from: Option<Arc<Package>>,
    pub lists_columns: bool,
    pub certainty: Certainty,
    pub why: Step,
    pub place: Span,
}

/// Every mapping that the files declare.
pub fn mappings(files: &[&CodeFile]) -> Vec<Mapping> {
    let mut found = Vec::new();
    for file in files {
        for orm in ORMS {
            if orm.declared_in.contains(&file.language.name)
                && orm.hints.iter().any(|hint| file.source.text.contains(hint))
            {
                found.extend((orm.mappings)(file));
            }
        }
    }
    crate::orm::active_record::inherited(files, &mut found);
    crate::orm::join(files, found)
}

/// What to look for, and the uses that the declarations themselves are.
pub fn watches(mappings: &[Mapping], tables: &[KnownTable], files: &[&CodeFile]) -> (Vec<Watch>, Vec<ModelUse>) {
    let mut watches = Vec::new();
    let mut uses = Vec::new();
    let test_paths: HashSet<&Arc<str>> = files.iter().filter(|file| file.test).map(|file| file.path()).collect();
    for mapping in mappings {
        let matched = match &mapping.table {
            Some(name) => {
                tables.iter().position(|table| table.changes() && table.is(name)).map(|at| (at, mapping.why.clone()))
            }
            None => by_columns(mapping, tables).filter(|(at, _)| tables[*at].changes()),
        };
        let Some((at, why)) = matched else { continue };
        let table = &tables[at];
        let test = test_paths.contains(&mapping.span.path);
        let watch = |column: Option<String>, attribute: Option<String>, declared: bool, place: Span| Watch {
            target: Target { table: at, column },
            orm: mapping.orm,
            grammar: mapping.grammar,
            used_in: mapping.used_in,
            model: mapping.model.clone(),
            attribute,
            declared,
            only_queries: false,
            from: None,
            lists_columns: mapping.lists_columns,
            certainty: mapping.certainty,
            why: why.clone(),
            place,
        };
        let declares = |column: Option<String>, text: String, place: &Span| ModelUse {
            target: Target { table: at, column },
            reference: Reference {
                access: Access::Declare,
                mechanism: Mechanism::Mapping,
                // An interface that lists Kysely's tables sends nothing to the database.
                certainty: if mapping.orm == "kysely" { Certainty::Possible } else { mapping.certainty },
                proof: vec![why.clone(), Step::at(text, place.clone())],
                symbol: Some(mapping.model.clone()),
                test,
                span: place.clone(),
            },
        };
        if table.dropped {
            watches.push(watch(None, None, true, mapping.span.clone()));
            // A row struct without a table of its own is only as wrong as the queries that fill it.
            if mapping.table.is_some() {
                uses.push(declares(
                    None,
                    format!("`{}` is declared here ({})", mapping.model, mapping.orm),
                    &mapping.span,
                ));
            }
        }
        for column in &table.gone {
            let attributes: Vec<_> =
                mapping.attributes.iter().filter(|attribute| attribute.column.eq_ignore_ascii_case(column)).collect();
            let hidden = |kind: AttributeKind| !matches!(kind, AttributeKind::Column);
            // An attribute that may be a column in either case is still one if the column only changed its case.
            let other_case = |attribute: &Attribute| {
                mapping.attributes.iter().any(|other| {
                    other.name == attribute.name
                        && other.span == attribute.span
                        && table.stays(&other.column)
                        && naming::plain(&other.column) == naming::plain(column)
                })
            };
            let mut seen = HashSet::new();
            let mut named = HashSet::new();
            for attribute in attributes.iter().filter(|one| !hidden(one.kind) && !other_case(one)) {
                // One that is listed in several places is looked for once.
                if named.insert(attribute.name.as_str()) {
                    let (column, name) = (Some(column.clone()), Some(attribute.name.clone()));
                    watches.push(watch(column, name, true, attribute.span.clone()));
                }
                if seen.insert(attribute.span.clone()) {
                    uses.push(declares(
                        Some(column.clone()),
                        format!("`{}.{}` is declared as a column ({})", mapping.model, attribute.name, mapping.orm),
                        &attribute.span,
                    ));
                }
            }
            let unknown = !mapping.attributes.iter().any(|attribute| attribute.name == *column);
            if mapping.orm == "sequelize" && attributes.is_empty() && unknown {
                let watch = watch(Some(column.clone()), Some(column.clone()), false, mapping.span.clone());
                watches.push(Watch { only_queries: true, ..watch });
            }
            if mapping.open && attributes.is_empty() {
                watches.push(watch(Some(column.clone()), Some(column.clone()), false, mapping.span.clone()));
                // `belongs_to :author` is the key `author_id`.
                if let Some(relation) = column.strip_suffix("_id") {
                    watches.push(watch(Some(column.clone()), Some(relation.to_string()), false, mapping.span.clone()));
                }
            }
        }
    }
    (watches, uses)
}

/// The table that a row struct without one belongs to: the only one that has (nearly) all of its columns. Among several, the one whose name the struct
/// bears.
fn by_columns(mapping: &Mapping, tables: &[KnownTable]) -> Option<(usize, Step)> {
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
        .map(|(at, table)| (at, columns.iter().filter(|column| table.has(column)).count()))
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
