//! ROM (Ruby): relations that inherit from `ROM::Relation[:sql]` and name their table with `schema(:users)`.
//!
//! `attribute :mail, Types::String, alias: :email` is the column `mail`: queries name it by the column, rows by the alias. With `infer: true` every column is an
//! attribute; without, those that are listed. Without a schema nothing says the table.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, positional};

pub(super) const ORM: Orm = Orm { name: "rom", declared_in: &["ruby"], hints: &["ROM::Relation"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| relation(file, class)).collect()
}

/// Whether a class is a relation of a database of SQL.
fn is_relation(class: &Class) -> bool {
    class.bases.iter().any(|base| match &base.kind {
        ExprKind::Index { object, .. } => object.path().is_some_and(|path| path.replace("::", ".") == "ROM.Relation"),
        _ => false,
    })
}

/// The name under which the rest of the code reaches a relation: `members` of `schema(:people, as: :members)`.
pub fn relation_name(class: &Class) -> Option<String> {
    let schema = schema(class).filter(|_| is_relation(class))?;
    named(schema, "as").and_then(Expr::as_text).or_else(|| positional(schema).next()?.as_text())
}

fn schema(class: &Class) -> Option<&Expr> {
    class.body.iter().find(|expr| callee_name(expr) == Some("schema") && positional(expr).next().is_some())
}

fn relation(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let schema = schema(class).filter(|_| is_relation(class))?;
    let table = positional(schema).next()?.as_text()?;
    let infers =
        named(schema, "infer").is_some_and(|value| matches!(&value.kind, ExprKind::Literal(text) if text == "true"));
    let mut attributes = Vec::new();
    schema.walk(&mut |expr| {
        if !matches!(expr.kind, ExprKind::Call { .. }) {
            return true;
        }
        let first = positional(expr).next();
        let Some((at, name)) = first.and_then(|at| Some((at, at.as_text()?))) else { return true };
        let attribute = |name: String, column: String, kind| Attribute {
            name,
            column,
            kind,
            target: None,
            span: file.span(at.range.clone()),
        };
        match callee_name(expr) {
            Some("attribute") => {
                if let Some(alias) = named(expr, "alias").and_then(Expr::as_text) {
                    attributes.push(attribute(alias, name.clone(), AttributeKind::Column));
                }
                attributes.push(attribute(name.clone(), name, AttributeKind::Column));
            }
            Some("belongs_to") => {
                let key = named(expr, "foreign_key").and_then(Expr::as_text).unwrap_or_else(|| format!("{name}_id"));
                attributes.push(attribute(name, key, AttributeKind::Column));
            }
            _ => {}
        }
        true
    });
    let place = file.span(class.name_range.clone());
    let why = Step::at(format!("`{}` maps to table `{table}` (`schema`)", class.name), place.clone());
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["ruby"],
        table: Some(ObjectName::new(table)),
        certainty: Certainty::Certain,
        why,
        attributes,
        open: infers,
        lists_columns: true,
        span: place,
    })
}
