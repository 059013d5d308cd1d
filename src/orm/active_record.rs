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
    file.facts.classes.iter().enumerate().filter_map(|(at, class)| model(file, at, class)).collect()
}

/// Models that inherit from a model: they share its table.
pub fn inherited(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    for _ in 0..3 {
        let mut more: Vec<Mapping> = Vec::new();
        for file in files.iter().filter(|file| file.language.name == "ruby") {
            for class in &file.facts.classes {
                let Some(base) = class.bases.first().and_then(Expr::last_name) else { continue };
                let known = |one: &&Mapping| one.orm == ORM.name && one.model == base;
                let Some(parent) = mappings.iter().find(known).filter(|_| base != class.name) else { continue };
                if mappings.iter().chain(&more).any(|one| one.orm == ORM.name && one.model == class.name) {
                    continue;
                }
                let place = file.span(class.name_range.clone());
                let why = format!("`{}` is a `{base}` and shares its table", class.name);
                more.push(Mapping {
                    model: class.name.clone(),
                    why: Step::at(why, place.clone()),
                    span: place,
                    ..parent.clone()
                });
            }
        }
        if more.is_empty() {
            return;
        }
        mappings.append(&mut more);
    }
}

/// Methods that a class defines itself stand before its columns: such a name is no column, unless the method asks for it.
fn methods(file: &CodeFile, at: usize, attributes: &mut Vec<Attribute>) {
    for function in file.facts.functions.iter().filter(|function| function.class == Some(at) && !function.is_static) {
        let mut asks = false;
        for expr in &function.body {
            expr.walk(&mut |expr| {
                let named = match &expr.kind {
                    ExprKind::Name(name) => matches!(name.as_str(), "super" | "read_attribute" | "write_attribute"),
                    ExprKind::Index { object, .. } => object.as_name() == Some("self"),
                    _ => false,
                };
                asks |= named;
                true
            });
        }
        let name = &function.name;
        if !asks && !attributes.iter().any(|known| known.name == *name) {
            attributes.push(Attribute {
                name: name.clone(),
                column: name.clone(),
                kind: AttributeKind::Computed,
                target: None,
                span: file.span(function.name_range.clone()),
            });
        }
    }
}

fn model(file: &CodeFile, at: usize, class: &Class) -> Option<Mapping> {
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
                    Some(
                        "store_accessor" | "attr_accessor" | "attr_reader" | "delegate" | "has_one" | "has_many"
                        | "has_one_attached" | "has_many_attached" | "has_rich_text",
                    ) => {
                        // The first of a store accessor is the column that holds the others.
                        let skip = usize::from(callee_name(expr) == Some("store_accessor"));
                        for value in positional(expr).skip(skip) {
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
    methods(file, at, &mut attributes);
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
