//! Go: what a value is, over functions, struct fields and files: `ctx.Repo.Repository.Name`, `run, err := s.repository.GetRun(id)`, `for _, u := range users`.
//!
//! Types are names with the package that they stand in (its folder), so that `api.User` is not `models.User`. Only what the parsed files declare is known: a
//! name that they declare in several ways is not followed, and neither is a value of no declared type.

use std::collections::HashMap;

use crate::lang::facts::{ClassKind, Expr, ExprKind, Function};
use crate::orm::CodeFile;

use super::super::go_rows::named_results;
use super::Finder;

/// How long a chain is followed.
const DEPTH: usize = 8;

/// Types by the key of what has them; `None`: it has several.
type Types<V> = HashMap<(String, String), Option<V>>;

/// What the files declare.
#[derive(Default)]
pub(super) struct Known {
    /// By the struct, with its package, and the field's name. An embedded struct is a field of its own name.
    fields: Types<String>,
    /// By the package or the receiver, with its package, and the function's name.
    returns: Types<Vec<String>>,
    /// What is embedded in a struct or interface.
    embedded: HashMap<String, Vec<String>>,
}

impl Known {
    pub(super) fn of(files: &[&CodeFile]) -> Self {
        let mut known = Self::default();
        for file in files.iter().copied().filter(|file| file.language.name == "go") {
            let package = package_of(file.path());
            for class in file.facts.classes.iter().filter(|class| class.outer.is_none()) {
                if !matches!(class.kind, ClassKind::Struct | ClassKind::Interface) {
                    continue;
                }
                let owner = format!("{package}.{}", class.name);
                for field in &class.fields {
                    let Some(text) = &field.type_text else { continue };
                    add(&mut known.fields, (owner.clone(), field.name.clone()), canonical(file, text));
                }
                for base in class.bases.iter().filter_map(Expr::path) {
                    let base = canonical(file, &base);
                    let name = base.rsplit('.').next().unwrap_or_default().to_owned();
                    add(&mut known.fields, (owner.clone(), name), base.clone());
                    known.embedded.entry(owner.clone()).or_default().push(base);
                }
            }
            for function in &file.facts.functions {
                let Some(text) = &function.returns else { continue };
                let of_class = function.class.and_then(|at| file.facts.classes.get(at)).map(|class| &class.name);
                let owner = match function.owner.as_ref().or(of_class) {
                    Some(owner) => format!("{package}.{owner}"),
                    None => package.to_owned(),
                };
                let results = results(text).into_iter().map(|text| canonical(file, text)).collect();
                add(&mut known.returns, (owner, function.name.clone()), results);
            }
        }
        known
    }

    fn field(&self, owner: &str, name: &str, depth: usize) -> Option<String> {
        match self.fields.get(&(owner.to_owned(), name.to_owned())) {
            Some(found) => found.clone(),
            None if depth == 0 => None,
            None => self.embedded.get(owner)?.iter().find_map(|base| self.field(base, name, depth - 1)),
        }
    }

    fn method(&self, owner: &str, name: &str, depth: usize) -> Option<Vec<String>> {
        match self.returns.get(&(owner.to_owned(), name.to_owned())) {
            Some(found) => found.clone(),
            None if depth == 0 => None,
            None => self.embedded.get(owner)?.iter().find_map(|base| self.method(base, name, depth - 1)),
        }
    }
}

fn add<V: PartialEq>(all: &mut Types<V>, key: (String, String), value: V) {
    let one = all.entry(key);
    one.and_modify(|known| {
        if known.as_ref() != Some(&value) {
            *known = None;
        }
    })
    .or_insert(Some(value));
}

/// The last part of a path that is no version.
fn last_part(path: &str) -> &str {
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    path.rsplit('/').find(|part| !is_version(part)).unwrap_or_default()
}

fn package_of(path: &str) -> &str {
    last_part(path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// `[]*User` as `[]models.User`: with the package, without pointers.
fn canonical(file: &CodeFile, text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| !matches!(c, '*' | '&' | ' ')).collect();
    let text = text.strip_prefix("...").map_or(text.clone(), |rest| format!("[]{rest}"));
    let start = if text.starts_with(['[', 'm']) { text.rfind(']').map_or(0, |at| at + 1) } else { 0 };
    let (prefix, name) = text.split_at_checked(start).unwrap_or(("", &text));
    // A generic type's arguments say nothing about its fields.
    let name = name.split('[').next().unwrap_or(name);
    match name.split_once('.') {
        Some((package, name)) => {
            let import = file.facts.imports.iter().find(|import| import.local == package);
            format!("{prefix}{}.{name}", import.map_or(package, |import| last_part(&import.module)))
        }
        None => format!("{prefix}{}.{name}", package_of(file.path())),
    }
}

/// The types of `(user *User, err error)`.
fn results(text: &str) -> Vec<&str> {
    let text = text.trim();
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return vec![text] };
    let mut found = Vec::new();
    let (mut depth, mut from) = (0usize, 0);
    for (at, byte) in inner.bytes().chain([b',']).enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                let one = inner.get(from..at).unwrap_or_default().trim();
                let named = one.split_once(' ').filter(|(name, _)| {
                    !matches!(*name, "chan" | "map" | "func" | "interface" | "struct")
                        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
                });
                found.push(named.map_or(one, |(_, rest)| rest));
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn element(text: &str) -> Option<String> {
    // SQLBoiler's type of several rows.
    if let Some(one) = text.strip_suffix("Slice").filter(|one| !one.ends_with('.') && !one.contains('[')) {
        return Some(one.to_owned());
    }
    let start = if text.starts_with('[') || text.starts_with("map[") { text.find(']')? + 1 } else { return None };
    text.get(start..).map(str::to_owned)
}

impl Finder<'_, '_> {
    pub(super) fn is_go(&self) -> bool {
        self.file.language.name == "go"
    }

    /// The watched model that a type of this file names: the one of that package.
    pub(super) fn go_model(&self, text: &str) -> Option<String> {
        self.watched_in_package(&canonical(self.file, text))
    }

    fn watched_in_package(&self, canonical: &str) -> Option<String> {
        let (package, name) = canonical.split_once('.').filter(|(package, _)| !package.contains(']'))?;
        let watches = self.index.by_model.get(name)?;
        let is_here = |at: &usize| {
            let Some(watch) = self.index.watches.get(*at) else { return false };
            let home = package_of(&watch.place.path);
            // What stands at the top of a module has the module's name, which no path tells.
            home == package
                || (watch.orm == "ent" && self.index.ent.get(name).is_some_and(|all| all.contains(package)))
                // jet's rows stand beside its tables.
                || (watch.orm == "jet" && package == "model")
                || home.is_empty()
                || !watch.place.path.ends_with(".go")
        };
        (watches.iter().any(is_here) && self.watched(name)).then(|| name.to_owned())
    }

    /// Starts a function: the types of its parameters.
    pub(super) fn go_function(&mut self, function: &Function) {
        if !self.is_go() {
            return;
        }
        self.raw.clear();
        for param in &function.params {
            if let Some(text) = &param.type_text {
                self.raw.insert(param.name.clone(), canonical(self.file, text));
            }
        }
        for (name, text) in named_results(function) {
            self.raw.insert(name.to_owned(), canonical(self.file, text));
        }
    }

    /// Remembers what variables are.
    pub(super) fn go_assign(&mut self, target: &Expr, type_text: Option<&str>, value: &Expr) {
        if !self.is_go() {
            return;
        }
        let types: Vec<Option<String>> = match (&target.kind, &value.kind) {
            (ExprKind::List(targets), ExprKind::List(values)) if targets.len() == values.len() => {
                values.iter().map(|value| self.go_type(value, 0)).collect()
            }
            (ExprKind::List(_), ExprKind::Call { .. }) => {
                self.go_results(value, 0).unwrap_or_default().into_iter().map(Some).collect()
            }
            (ExprKind::List(_), _) => vec![self.go_type(value, 0)],
            _ => vec![type_text.map(|text| canonical(self.file, text)).or_else(|| self.go_type(value, 0))],
        };
        let targets = match &target.kind {
            ExprKind::List(targets) => targets.as_slice(),
            _ => std::slice::from_ref(target),
        };
        for (at, name) in targets.iter().enumerate() {
            let Some(name) = name.as_name() else { continue };
            match types.get(at).cloned().flatten() {
                Some(text) => {
                    if let Some(model) = self.watched_in_package(&text) {
                        self.types.insert(name.to_owned(), model);
                    } else {
                        self.types.remove(name);
                    }
                    self.raw.insert(name.to_owned(), text);
                }
                None => {
                    self.raw.remove(name);
                    if matches!(target.kind, ExprKind::List(_)) {
                        self.types.remove(name);
                    }
                }
            }
        }
    }

    /// The watched model that a value is.
    pub(super) fn go_value(&self, value: &Expr) -> Option<String> {
        if !self.is_go() {
            return None;
        }
        self.watched_in_package(&self.go_type(value, 0)?)
    }

    fn go_type(&self, value: &Expr, depth: usize) -> Option<String> {
        if depth > DEPTH {
            return None;
        }
        match &value.kind {
            ExprKind::Name(name) => self.raw.get(name).cloned(),
            ExprKind::Seq(items) => match items.as_slice() {
                [only] => self.go_type(only, depth + 1),
                _ => None,
            },
            ExprKind::New { type_name, .. } => Some(canonical(self.file, type_name)),
            ExprKind::Member { object, name, .. } => {
                let owner = self.go_type(object, depth + 1)?;
                self.index.go.field(&owner, name, DEPTH)
            }
            ExprKind::Index { object, .. } => element(&self.go_type(object, depth + 1)?),
            ExprKind::Call { .. } => self.go_results(value, depth)?.into_iter().next(),
            _ => None,
        }
    }

    fn go_results(&self, call: &Expr, depth: usize) -> Option<Vec<String>> {
        let ExprKind::Call { callee, args, .. } = &call.kind else { return None };
        let known: &Known = &self.index.go;
        if let Some(found) = super::ent::results(self, call) {
            return Some(found);
        }
        match &callee.kind {
            ExprKind::Name(name) if name == "new" && args.len() == 1 => {
                args.first().and_then(|arg| arg.value.path()).map(|path| vec![canonical(self.file, &path)])
            }
            ExprKind::Name(name) => known.method(package_of(self.file.path()), name, 0),
            ExprKind::Member { object, name, .. } => {
                if let Some(local) = object.as_name()
                    && !self.raw.contains_key(local)
                    && let Some(import) = self.file.facts.imports.iter().find(|import| import.local == local)
                {
                    return known.method(last_part(&import.module), name, 0);
                }
                known.method(&self.go_type(object, depth + 1)?, name, DEPTH)
            }
            _ => None,
        }
    }
}

/// What the files declare, for the index.
pub(super) fn known(files: &[&CodeFile], watched: bool) -> Known {
    if watched { Known::of(files) } else { Known::default() }
}

/// Whether anything watched is used in Go.
pub(super) fn is_watched(watches: &[super::Watch]) -> bool {
    watches.iter().any(|watch| watch.used_in.contains(&"go"))
}
