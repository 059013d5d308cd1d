//! Keys and strings that a query interface takes for attributes: `where(email: x)`, `{ attributes: ["email"] }`, `order("users.email")`.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::Finder;
use super::words::{CLASS_MACROS, COLUMN_LISTS, EXPRESSIONS};

impl Finder<'_, '_> {
    pub(super) fn key(&mut self, model: &str, key: &str, range: &Range<usize>, access: Access) {
        // Django's lookups: `email__icontains`, `author__email` (the first part is this model's).
        let first = key.split("__").next().unwrap_or(key);
        let name = first.rsplit('.').next().unwrap_or(first).trim_matches('$');
        self.attribute(model, name, range, Mechanism::QueryKey, access, Certainty::Certain, format!("a query of `{model}` names it"));
    }

    /// Keys of objects, at any depth below a query's argument.
    pub(super) fn keys(&mut self, model: &str, expr: &Expr, access: Access, depth: usize) {
        if depth > 6 {
            return;
        }
        match &expr.kind {
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        self.key(model, name, &entry.key_range, access);
                        if COLUMN_LISTS.contains(&name.as_str()) {
                            self.strings(model, &entry.value, access);
                        }
                        // An included model has its own columns.
                        if name == "include" {
                            continue;
                        }
                    }
                    self.keys(model, &entry.value, access, depth + 1);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => items.iter().for_each(|item| self.keys(model, item, access, depth + 1)),
            // `Q(email=x)`, `F("email")`
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name().unwrap_or_default();
                for arg in args {
                    match &arg.name {
                        Some(key) if matches!(name, "Q" | "When" | "Case") => self.key(model, key, &arg.name_range, access),
                        None if EXPRESSIONS.contains(&name) => self.strings(model, &arg.value, access),
                        _ => {}
                    }
                    self.keys(model, &arg.value, access, depth + 1);
                }
            }
            ExprKind::Binary { left, right, .. } => {
                self.keys(model, left, access, depth + 1);
                self.keys(model, right, access, depth + 1);
            }
            _ => {}
        }
    }

    /// Strings and symbols that are columns: `order("email")`, `pluck(:email)`, `["email", "DESC"]`.
    pub(super) fn strings(&mut self, model: &str, expr: &Expr, access: Access) {
        match &expr.kind {
            ExprKind::Str(_) | ExprKind::Symbol(_) => {
                if let Some(text) = expr.as_text() {
                    let word = text.trim_start_matches(['-', '+']);
                    // `users.email`, `email DESC`
                    let word = word.split([' ', ',']).next().unwrap_or(word);
                    self.key(model, word, &expr.range, access);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => items.iter().for_each(|item| self.strings(model, item, access)),
            _ => {}
        }
    }

    /// What stands in the body of the model's own class: `validates :email`, `scope`, `Index("email")`.
    pub(super) fn class_body(&mut self, class: &str, expr: &Expr) {
        if !self.watched(class) {
            return;
        }
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let name = callee.last_name().unwrap_or_default();
        if !CLASS_MACROS.contains(&name) {
            return;
        }
        for arg in args {
            match &arg.name {
                Some(key) if matches!(name, "enum" | "validates_each") => {
                    self.attribute(class, key, &arg.name_range, Mechanism::Mapping, Access::Declare, Certainty::Certain, format!("`{name}` in `{class}` names it"));
                }
                Some(_) => {}
                None => {
                    if let Some(text) = arg.value.as_text() {
                        self.attribute(class, &text, &arg.value.range, Mechanism::Mapping, Access::Declare, Certainty::Certain, format!("`{name}` in `{class}` names it"));
                    }
                }
            }
        }
    }
}
