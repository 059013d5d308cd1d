//! What the files that were parsed know of each other's texts: constants by name, and the names of changed tables and columns that calls hand on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::lang::facts::{Arg, Expr, ExprKind, Function};
use crate::model::name::ObjectName;
use crate::orm::{CodeFile, Mapping, go_structs};

use super::fold::Folded;

/// How many values of one variable are followed.
pub(super) const MANY: usize = 32;

/// A constant: the expression that gives its value and the file that it stands in.
#[derive(Clone, Copy)]
pub struct Constant<'a> {
    pub file: &'a CodeFile,
    pub value: &'a Expr,
}

/// The constants of all files that were parsed, by name.
#[derive(Default)]
pub struct Constants<'a> {
    by_name: HashMap<&'a str, Vec<Constant<'a>>>,
    /// Names of tables and columns that change, in lower case: of a list of texts, these matter.
    changed: HashSet<String>,
    /// Calls with one of these names as an argument, by the function's name.
    calls: HashMap<&'a str, Vec<(&'a CodeFile, &'a [Arg])>>,
    /// The tables of Go's models by the struct's name; `None`: structs of this name have several.
    rows: HashMap<String, Option<ObjectName>>,
    /// What bun calls the table of a struct in its queries.
    aliases: HashMap<&'a str, String>,
}

impl<'a> Constants<'a> {
    /// Collects the top-level assignments and the static fields of `files`, and the calls that hand one of the names in `changed` on.
    pub fn of(files: &[&'a CodeFile], changed: HashSet<String>) -> Self {
        let mut constants = Self { changed, ..Self::default() };
        for file in files.iter().copied() {
            for expr in &file.facts.top {
                constants.add(file, expr);
            }
            for class in &file.facts.classes {
                if file.language.name == "go" {
                    constants.aliases.extend(go_structs::alias(class).map(|alias| (class.name.as_str(), alias)));
                }
                for field in &class.fields {
                    if let Some(value) = &field.value {
                        constants.by_name.entry(&field.name).or_default().push(Constant { file, value });
                    }
                }
                for expr in &class.body {
                    constants.add(file, expr);
                }
            }
            for expr in file.facts.top.iter().chain(file.facts.functions.iter().flat_map(|function| &function.body)) {
                constants.add_calls(file, expr);
            }
        }
        constants
    }

    /// With the tables of the models, for the chains that name a table by its struct.
    pub fn with_models(mut self, mappings: &[Mapping]) -> Self {
        for (model, table) in super::go_rows::models(mappings) {
            let known = self.rows.entry(model).or_insert_with(|| Some(table.clone()));
            if known.as_ref().is_some_and(|known| known.name.value != table.name.value) {
                *known = None;
            }
        }
        self
    }

    /// Whether any such model is known.
    pub(super) fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The table of a struct.
    pub(super) fn row(&self, model: &str) -> Option<&ObjectName> {
        self.rows.get(model)?.as_ref()
    }

    /// What the queries call the table of a struct, if not by its name.
    pub(super) fn alias(&self, model: &str) -> Option<&str> {
        self.aliases.get(model).map(String::as_str)
    }

    /// Whether a text is the name of a table or column that changes.
    pub fn changes(&self, text: &str) -> bool {
        self.changed.contains(&text.trim().to_lowercase())
    }

    fn add_calls(&mut self, file: &'a CodeFile, expr: &'a Expr) {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && let Some(name) = callee.last_name()
                && args.iter().any(|arg| arg.value.as_text().is_some_and(|text| self.changes(&text)))
            {
                self.calls.entry(name).or_default().push((file, args));
            }
            true
        });
    }

    /// The changed names that the callers of a function in its package (folder) give for its parameter.
    pub fn given(&self, file: &CodeFile, function: &Function, param: usize) -> Vec<Folded> {
        let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
        let Some(name) = function.params.get(param).map(|param| &param.name) else { return Vec::new() };
        // Go's receiver is a parameter like any other.
        let receiver = usize::from(file.language.name == "go" && function.owner.is_some());
        let before = function.params.iter().take(param).skip(receiver);
        let position = before.filter(|param| !matches!(param.name.as_str(), "self" | "cls")).count();
        let calls = self.calls.get(function.name.as_str()).into_iter().flatten().filter(|(caller, _)| {
            caller.language.name == file.language.name && folder(caller.path()) == folder(file.path())
        });
        calls
            .filter_map(|(caller, args)| {
                let named = args.iter().find(|arg| arg.name.as_ref() == Some(name));
                let arg = named.or_else(|| args.get(position).filter(|arg| arg.name.is_none()))?;
                self.changed_text(caller, &arg.value)
            })
            .take(MANY)
            .collect()
    }

    pub(super) fn changed_text(&self, file: &CodeFile, expr: &Expr) -> Option<Folded> {
        let text = expr.as_text().filter(|text| self.changes(text))?;
        let mut folded = Folded::default();
        folded.piece(&text, file.span(expr.range.clone()));
        Some(folded)
    }

    fn add(&mut self, file: &'a CodeFile, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                if let Some(name) = target.last_name() {
                    self.by_name.entry(name).or_default().push(Constant { file, value });
                }
            }
            ExprKind::Seq(items) => {
                for item in items {
                    self.add(file, item);
                }
            }
            _ => {}
        }
    }

    /// The constant that a name means in `file`: the file's own, one of its package (folder), or the only one in its language.
    pub fn get(&self, file: &CodeFile, name: &str) -> Option<Constant<'a>> {
        let all = self.by_name.get(name)?;
        let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
        let here = folder(file.path());
        if let Some(own) = all
            .iter()
            .find(|constant| Arc::ptr_eq(constant.file.path(), file.path()) || constant.file.path() == file.path())
        {
            return Some(*own);
        }
        let same_language: Vec<_> =
            all.iter().filter(|constant| constant.file.language.name == file.language.name).collect();
        if let Some(near) = same_language.iter().find(|constant| folder(constant.file.path()) == here) {
            return Some(**near);
        }
        match same_language[..] {
            // Elsewhere a name of one letter or word says too little.
            [only] if name.len() > 5 => Some(*only),
            _ => None,
        }
    }
}
