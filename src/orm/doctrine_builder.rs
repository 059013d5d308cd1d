//! Doctrine entities that say in code how they are mapped: `loadMetadata` with a `ClassMetadataBuilder` (Doctrine's manual, "PHP Mapping").
//!
//! `setTable('notes')` names the table; `addField`, `addNamedField`, `createField(…)->columnName(…)` and `createManyToOne(…)->addJoinColumn(…)` the columns. What helper
//! functions of the project add to the builder is not followed, so that the mapping stays open.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::doctrine::accessors;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, naming, positional};

/// The mapping of a class that builds it itself.
pub(super) fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let is_own = |owner: Option<&str>| owner == Some(&class.name);
    let load = file.facts.functions.iter().find(|one| one.name == "loadMetadata" && is_own(one.owner.as_deref()))?;
    let mut built = Built::default();
    for expr in &load.body {
        expr.walk(&mut |expr| {
            built.call(expr);
            true
        });
    }
    let (table, _) = built.table?;
    let mut attributes = Vec::new();
    for (name, field) in &built.fields {
        let span = file.span(field.range.clone());
        let mut push = |name: &str, column: &str, kind| {
            let column = column.to_owned();
            attributes.push(Attribute { name: name.to_owned(), column, kind, target: None, span: span.clone() });
        };
        match &field.column {
            Some(column) => {
                push(name, column, AttributeKind::Column);
                for method in accessors(file, class, name) {
                    push(&method, column, AttributeKind::Column);
                }
            }
            None => push(name, "", AttributeKind::Relation),
        }
    }
    let place = file.span(class.name_range.clone());
    let why = format!("`{}` maps to table `{table}` (`setTable` in `loadMetadata`)", class.name);
    Some(Mapping {
        orm: super::doctrine::ORM.name,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["php"],
        table: Some(ObjectName::new(table.trim_matches('`'))),
        certainty: Certainty::Certain,
        why: Step::at(why, place.clone()),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// What the builder was told.
#[derive(Default)]
struct Built {
    table: Option<(String, Range<usize>)>,
    fields: BTreeMap<String, Field>,
}

struct Field {
    /// None: the column is another table's.
    column: Option<String>,
    range: Range<usize>,
}

impl Built {
    /// The outer calls of a chain come first, so that what names a column is met before the call that makes the field.
    fn call(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, .. } = &expr.kind else { return };
        let ExprKind::Member { name, .. } = &callee.kind else { return };
        let texts: Vec<Option<String>> = positional(expr).map(Expr::as_text).collect();
        let text = |at: usize| texts.get(at).cloned().flatten();
        let Some(first) = text(0) else { return };
        let range = positional(expr).next().map_or(expr.range.clone(), |at| at.range.clone());
        match name.as_str() {
            "setTable" => self.table = Some((first, range)),
            "addField" => self.add(first.clone(), Some(naming::snake(&first)), range),
            "addNamedField" => self.add(first, text(2), range),
            "createField" => self.add(first.clone(), Some(naming::snake(&first)), range),
            "createManyToOne" => self.add(first.clone(), Some(format!("{}_id", naming::snake(&first))), range),
            "createOneToMany" | "createManyToMany" | "createOneToOne" => self.add(first, None, range),
            "columnName" | "addJoinColumn" => {
                if let Some((field, range)) = created(callee, name == "addJoinColumn") {
                    self.add(field, Some(first), range);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, name: String, column: Option<String>, range: Range<usize>) {
        self.fields.entry(name).or_insert(Field { column, range });
    }
}

/// The field that a chain began with: `createField('dateTime', …)`; of a relation, unless the column stands in a table between.
fn created(callee: &Expr, relation: bool) -> Option<(String, Range<usize>)> {
    let mut at = callee;
    for _ in 0..64 {
        match &at.kind {
            ExprKind::Member { object, .. } => at = object,
            ExprKind::Call { callee, .. } => {
                let name = callee.last_name()?;
                let fits =
                    if relation { matches!(name, "createManyToOne" | "createOneToOne") } else { name == "createField" };
                if fits {
                    let first = positional(at).next()?;
                    return Some((first.as_text()?, first.range.clone()));
                }
                at = callee;
            }
            _ => return None,
        }
    }
    None
}
