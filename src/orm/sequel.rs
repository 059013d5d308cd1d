//! Sequel (Ruby): classes that inherit from `Sequel::Model`, or from `Sequel::Model(:people)`, which names the table.
//!
//! Without a name the table is the plural of the class's name in snake case; `set_dataset :people` names it as well. Every column is an attribute without being
//! declared, unless a method of its name stands before it; `many_to_one :author` stands for its key.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, positional};

pub(super) const ORM: Orm = Orm { name: "sequel", declared_in: &["ruby"], hints: &["Sequel::Model"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().enumerate().filter_map(|(at, class)| model(file, at, class)).collect()
}

fn model(file: &CodeFile, at: usize, class: &Class) -> Option<Mapping> {
    let is_model = |path: &str| path.replace("::", ".") == "Sequel.Model";
    let mut table = None;
    let inherits = class.bases.iter().any(|base| match &base.kind {
        ExprKind::Call { callee, .. } => {
            let is_it = callee.path().is_some_and(|path| is_model(&path));
            if is_it {
                table = positional(base).next().and_then(name_of);
            }
            is_it
        }
        _ => base.path().is_some_and(|path| is_model(&path)),
    });
    if !inherits {
        return None;
    }
    let mut attributes = Vec::new();
    for expr in class.body.iter().filter(|expr| matches!(expr.kind, ExprKind::Call { .. })) {
        let first = positional(expr).next();
        match (callee_name(expr), first.and_then(name_of), first) {
            (Some("set_dataset"), Some(name), _) => table = Some(name),
            (Some("many_to_one"), Some(name), Some(at)) => {
                let column = named(expr, "key").and_then(Expr::as_text).unwrap_or_else(|| format!("{name}_id"));
                attributes.push(attribute(file, at, name, column, AttributeKind::Column));
            }
            (Some("def_column_alias"), Some(name), _) => {
                if let Some((column, at)) = positional(expr).nth(1).and_then(|at| Some((name_of(at)?, at))) {
                    attributes.push(attribute(file, at, name, column, AttributeKind::Column));
                }
            }
            (Some("one_to_many" | "many_to_many" | "one_to_one"), Some(name), Some(at)) => {
                attributes.push(attribute(file, at, name.clone(), name, AttributeKind::Relation));
            }
            _ => {}
        }
    }
    super::active_record::methods(file, at, &mut attributes);
    let place = file.span(class.name_range.clone());
    let (table, how) = match table {
        Some(table) => (table, "its data set"),
        None => (naming::pluralize(&naming::snake(&class.name)), "Sequel's naming"),
    };
    let why = format!("`{}` maps to table `{table}` ({how})", class.name);
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["ruby"],
        table: Some(ObjectName::new(table)),
        certainty: Certainty::Certain,
        why: Step::at(why, place.clone()),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}

/// `:people`, `DB[:people]`
fn name_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Index { index, .. } => index.as_text(),
        _ => expr.as_text(),
    }
}

fn attribute(file: &CodeFile, at: &Expr, name: String, column: String, kind: AttributeKind) -> Attribute {
    Attribute { name, column, kind, target: None, span: file.span(at.range.clone()) }
}
