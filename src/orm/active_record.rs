//! ActiveRecord (Ruby on Rails): classes that inherit from `ApplicationRecord` or `ActiveRecord::Base`.
//!
//! The table is the plural of the class's name in snake case, with the modules around it only where a `table_name_prefix` says so; `self.table_name =` overrides it.
//! Every column of the table is an attribute without being declared; `ignored_columns` hides some (Rails API, `ActiveRecord::ModelSchema`).

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, positional};

pub(super) const ORM: Orm = Orm {
    name: "activerecord",
    declared_in: &["ruby"],
    hints: &["ApplicationRecord", "ActiveRecord::Base", "table_name"],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| model(file, class)).collect()
}

fn model(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let inherits = class.bases.iter().any(|base| {
        base.path().is_some_and(|path| {
            let path = path.replace("::", ".");
            path == "ApplicationRecord"
                || path == "ActiveRecord.Base"
                || path.ends_with("ApplicationRecord")
                || path.ends_with("Record")
        })
    });
    let mut table = None;
    let mut attributes = Vec::new();
    let mut is_abstract = false;
    for expr in &class.body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => match target.last_name() {
                    Some("table_name") => table = value.as_text(),
                    Some("abstract_class") => is_abstract = true,
                    Some("ignored_columns") => ignored(file, value, &mut attributes),
                    _ => {}
                },
                ExprKind::Call { .. } => match callee_name(expr) {
                    Some("alias_attribute") => {
                        let names: Vec<&Expr> = positional(expr).collect();
                        if let [new, old] = names[..]
                            && let (Some(new_name), Some(old)) = (new.as_text(), old.as_text())
                        {
                            attributes.push(attribute(file, new, new_name, old, AttributeKind::Column));
                        }
                    }
                    // A virtual attribute is only one if the table has no such column; a store accessor never is a column.
                    Some("store_accessor" | "attr_accessor" | "attr_reader") => {
                        for value in positional(expr) {
                            if let Some(name) = value.as_text() {
                                attributes.push(attribute(file, value, name.clone(), name, AttributeKind::Virtual));
                            }
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            true
        });
    }
    if is_abstract || !(inherits || table.is_some()) {
        return None;
    }
    let place = file.span(class.name_range.clone());
    let (name, certainty, why) = match table {
        Some(table) => {
            let why = format!("`{}` maps to table `{table}` (`table_name`)", class.name);
            (table, Certainty::Certain, why)
        }
        None => {
            let table = naming::pluralize(&naming::snake(class.name.rsplit("::").next().unwrap_or(&class.name)));
            let why = format!("`{}` maps to table `{table}` (Rails' naming)", class.name);
            (table, Certainty::Certain, why)
        }
    };
    let mut parts: Vec<Ident> = name.split('.').map(Ident::new).collect();
    let last = parts.pop()?;
    Some(Mapping {
        orm: "activerecord",
        grammar: Grammar::Class,
        model: class.name.rsplit("::").next().unwrap_or(&class.name).to_string(),
        used_in: &["ruby"],
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName { qualifiers: parts, name: last }),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}

/// `self.ignored_columns = %w[a b]` and `+= [:a]`.
fn ignored(file: &CodeFile, value: &Expr, out: &mut Vec<Attribute>) {
    value.walk(&mut |expr| {
        if let Some(name) = expr.as_text() {
            out.push(attribute(file, expr, name.clone(), name, AttributeKind::Ignored));
        }
        true
    });
}

fn attribute(file: &CodeFile, at: &Expr, name: String, column: String, kind: AttributeKind) -> Attribute {
    Attribute { name, column, kind, target: None, span: file.span(at.range.clone()) }
}
