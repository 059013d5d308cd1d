//! What the identifiers of sea-query mean: `Users::Table`, `Users::LastSeen`, `users::Column::Email`, `Alias::new("x")`.
//!
//! An enum that derives `Iden` is a table, its variants are columns, in snake case unless an attribute says otherwise. Where an enum is declared outside
//! the migrations the same rule is taken for granted.

use std::collections::HashMap;

use super::super::script::chain::{chain, last};
use super::super::script::{Scope, Script, Value, object};
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::name::{Ident, ObjectName};

/// The identifiers that the files of a set declare.
#[derive(Default)]
pub struct Names {
    /// An enum's or struct's table, where an attribute says it.
    tables: HashMap<String, String>,
    /// A variant's name, where an attribute says it: by enum and variant.
    columns: HashMap<(String, String), String>,
}

impl Names {
    /// Gathers them.
    pub fn of(files: &[CodeFacts]) -> Self {
        let mut names = Self::default();
        for class in files.iter().flat_map(|facts| &facts.classes) {
            let enumeration = &class.name;
            if let Some(name) = given(&class.decorators, "iden") {
                names.tables.insert(enumeration.clone(), name);
            }
            // `mod user { #[sea_orm(table_name = "users")] struct Model }`
            if let Some(name) = given(&class.decorators, "table_name") {
                let module = class.symbol.rsplit('.').nth(1).unwrap_or(enumeration);
                names.tables.insert(module.to_owned(), name);
            }
            for field in &class.fields {
                if let Some(name) = given(&field.decorators, "iden") {
                    if field.name == "Table" {
                        names.tables.insert(enumeration.clone(), name);
                    } else {
                        names.columns.insert((enumeration.clone(), field.name.clone()), name);
                    }
                }
            }
        }
        names.renamed(files);
        names
    }

    /// `use super::m1_users::user as User;`: the other name means the same, unless files differ in what they call so.
    fn renamed(&mut self, files: &[CodeFacts]) {
        let mut others: HashMap<&str, Option<String>> = HashMap::new();
        for import in files.iter().flat_map(|facts| &facts.imports) {
            let own = import.name.as_deref().or_else(|| import.module.rsplit([':', '.']).next()).unwrap_or_default();
            let Some(table) = self.tables.get(own).filter(|_| own != import.local) else { continue };
            let known = others.entry(&import.local).or_insert_with(|| Some(table.clone()));
            if known.as_ref() != Some(table) {
                *known = None;
            }
        }
        for (name, table) in others {
            if let Some(table) = table {
                self.tables.entry(name.to_owned()).or_insert(table);
            }
        }
    }

    /// The name that an expression is, with where it stands.
    pub fn ident<'a>(&self, expr: &'a Expr, script: &Script<'a>, scope: &Scope<'a>) -> Option<Ident> {
        match script.eval(expr, scope) {
            value @ Value::Text { .. } => value.ident(),
            Value::Path { path, range } => {
                // `use Users::*`, `Self::Table` and constants aside, a lone name is a struct that is an identifier.
                let name = self.of_path(&path);
                Some(Ident::at(name, true, range))
            }
            Value::Expr(inner) => {
                let (root, links) = chain(inner);
                let first = links.first()?;
                match (root.last_name(), first.name) {
                    (Some("Alias"), "new") => self.ident(&first.args.first()?.value, script, scope),
                    (Some("Expr"), "col") => self.ident(&first.args.first()?.value, script, scope),
                    (_, "into_iden" | "into_table_ref" | "into" | "clone" | "to_owned" | "to_string" | "as_str") => {
                        self.ident(root, script, scope)
                    }
                    _ => None,
                }
            }
            _ => match &expr.kind {
                ExprKind::Seq(items) => items.first().and_then(|only| self.ident(only, script, scope)),
                _ => None,
            },
        }
    }

    /// A table: a name, or a pair of a schema's and its own.
    pub fn table<'a>(&self, expr: &'a Expr, script: &Script<'a>, scope: &Scope<'a>) -> Option<ObjectName> {
        if let ExprKind::List(items) = &expr.kind {
            let parts: Option<Vec<Ident>> = items.iter().map(|item| self.ident(item, script, scope)).collect();
            return ObjectName::from_parts(parts?);
        }
        let ident = self.ident(expr, script, scope)?;
        object(&ident.value, ident.range)
    }

    fn of_path(&self, path: &str) -> String {
        let parts: Vec<&str> = path.split('.').collect();
        let owner = |back: usize| parts.len().checked_sub(back).and_then(|at| parts.get(at)).copied();
        let name = last(path);
        let table = |owner: &str| self.tables.get(owner).cloned().unwrap_or_else(|| snake(owner));
        match (owner(2), name) {
            (Some(owner), "Table" | "Entity") => table(owner),
            (Some("Column"), _) => {
                match owner(3).and_then(|owner| self.columns.get(&(owner.to_owned(), name.to_owned()))) {
                    Some(column) => column.clone(),
                    None => snake(name),
                }
            }
            (Some(owner), _) => {
                self.columns.get(&(owner.to_owned(), name.to_owned())).cloned().unwrap_or_else(|| snake(name))
            }
            (None, _) => table(name),
        }
    }
}

/// `#[sea_orm(iden = "x")]`, `#[iden = "x"]`
fn given(decorators: &[Expr], key: &str) -> Option<String> {
    decorators.iter().find_map(|decorator| {
        let ExprKind::Call { callee, args, .. } = &decorator.kind else { return None };
        match callee.last_name()? {
            "sea_orm" => args.iter().find(|arg| arg.name.as_deref() == Some(key))?.value.as_text(),
            name if name == key => args.first()?.value.as_text(),
            _ => None,
        }
    })
}

/// As the derive macros do it: `LastSeen` → `last_seen`, `Sha256` → `sha256`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        if c.is_uppercase() && at > 0 {
            let before = chars.get(at - 1).is_some_and(|c| c.is_lowercase() || c.is_numeric());
            let inside = chars.get(at - 1).is_some_and(|c| c.is_uppercase())
                && chars.get(at + 1).is_some_and(|c| c.is_lowercase());
            if before || inside {
                out.push('_');
            }
        }
        out.extend(c.to_lowercase());
    }
    out
}
