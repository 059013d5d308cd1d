//! What the files that were parsed know of each other's texts: constants by name, and the names of changed tables and columns that calls hand on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::lang::facts::{Arg, Expr, ExprKind, Function, Key};
use crate::model::name::ObjectName;
use crate::orm::{CodeFile, Mapping, go_structs};
use crate::workers;

use super::fold::Folded;

/// How many values of one variable are followed.
pub(super) const MANY: usize = 32;

/// A call by the function's name.
type Handing<'a> = (&'a str, &'a [Arg]);

/// A struct, a field and its value.
type Given<'a> = (&'a str, &'a str, &'a Expr);

/// The folder that a file stands in.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A constant: the expression that gives its value and the file that it stands in.
#[derive(Clone, Copy)]
pub struct Constant<'a> {
    pub file: &'a CodeFile,
    pub value: &'a Expr,
}

/// Every constant of a file with its name: top-level assignments, fields of classes, assignments in their bodies, what `module.exports = { TABLES: { … } }`
/// hands out under a name (Node's manual, "CommonJS modules").
pub fn each<'a>(file: &'a CodeFile, visit: &mut dyn FnMut(&'a str, &'a Expr)) {
    fn assigned<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a str, &'a Expr)) {
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                if let ExprKind::Map(entries) = &value.kind
                    && target.path().as_deref() == Some("module.exports")
                {
                    for given in entries {
                        // A text under a name like `table` would be taken for every variable of that name.
                        if let Key::Name(name) = &given.key
                            && (matches!(given.value.kind, ExprKind::Map(_))
                                || (matches!(given.value.kind, ExprKind::Str(_)) && !name.contains(char::is_lowercase)))
                        {
                            visit(name, &given.value);
                        }
                    }
                }
                if let Some(name) = target.last_name() {
                    visit(name, value);
                }
            }
            ExprKind::Seq(items) => items.iter().for_each(|item| assigned(item, visit)),
            _ => {}
        }
    }
    file.facts.top.iter().for_each(|expr| assigned(expr, visit));
    for class in &file.facts.classes {
        for field in &class.fields {
            if let Some(value) = &field.value {
                visit(&field.name, value);
            }
        }
        class.body.iter().for_each(|expr| assigned(expr, visit));
    }
}

/// The constants of all files that were parsed, by name.
#[derive(Default)]
pub struct Constants<'a> {
    by_name: HashMap<&'a str, Vec<Constant<'a>>>,
    /// Names of tables and columns that change, in lower case: of a list of texts, these matter.
    changed: HashSet<String>,
    /// The length of the longest of them.
    longest: usize,
    /// Calls with one of these names as an argument, by the function's name.
    calls: HashMap<&'a str, Vec<(&'a CodeFile, &'a [Arg])>>,
    /// Where classes of each name stand.
    classes: HashMap<&'a str, Vec<(&'a CodeFile, usize)>>,
    /// What literals of Go's structs give fields whose name speaks of a table, by the struct's name.
    fields: HashMap<&'a str, Vec<(&'a str, Constant<'a>)>>,
    /// The tables of Go's models by the struct's name; `None`: structs of this name have several.
    rows: HashMap<String, Option<ObjectName>>,
    /// What bun calls the table of a struct in its queries.
    aliases: HashMap<&'a str, String>,
}

impl<'a> Constants<'a> {
    /// Collects the top-level assignments and the static fields of `files`, and the calls that hand one of the names in `changed` on.
    pub fn of(files: &[&'a CodeFile], changed: HashSet<String>) -> Self {
        let longest = changed.iter().map(String::len).max().unwrap_or_default();
        let mut constants = Self { changed, longest, ..Self::default() };
        for file in files.iter().copied() {
            if file.language.name == "go" {
                let classes = file.facts.classes.iter();
                let aliases = classes.filter_map(|class| Some((class.name.as_str(), go_structs::alias(class)?)));
                constants.aliases.extend(aliases);
            }
            for (at, class) in file.facts.classes.iter().enumerate() {
                constants.classes.entry(class.name.as_str()).or_default().push((file, at));
            }
            each(file, &mut |name, value| {
                constants.by_name.entry(name).or_default().push(Constant { file, value });
            });
        }
        for (file, calls) in files.iter().zip(workers::each(files, |file| constants.calls_of(file))) {
            for (name, args) in calls.0 {
                constants.calls.entry(name).or_default().push((file, args));
            }
            for (of, name, value) in calls.1 {
                constants.fields.entry(of).or_default().push((name, Constant { file, value }));
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

    /// The structs whose table is one of these, in lower case.
    pub fn models_of(&self, tables: &[String]) -> impl Iterator<Item = &String> {
        let is_one = |table: &ObjectName| tables.iter().any(|name| name.eq_ignore_ascii_case(&table.name.value));
        self.rows.iter().filter(move |(_, table)| table.as_ref().is_none_or(is_one)).map(|(model, _)| model)
    }

    /// Whether some call of a function of this name hands on a name that changes.
    pub fn is_handed_one(&self, function: &str) -> bool {
        self.calls.contains_key(function)
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
        let text = text.trim();
        // Most strings are longer, or so short that no copy of them is worth making.
        if text.is_ascii() && (text.len() > self.longest || text.is_empty()) {
            return text.is_empty() && self.changed.contains(text);
        }
        self.changed.contains(&text.to_lowercase())
    }

    fn names_changed(&self, value: &Expr) -> bool {
        match (&value.kind, value.as_word()) {
            (_, Some(text)) => self.changes(text),
            (ExprKind::Str(_), None) => value.as_text().is_some_and(|text| self.changes(&text)),
            _ => false,
        }
    }

    /// The class of a name that stands nearest to a file: in it, in its folder, or the only one in its language.
    pub(super) fn class(&self, file: &CodeFile, name: &str) -> Option<(&'a CodeFile, usize)> {
        let mut all = self.classes.get(name)?.iter().filter(|(of, _)| of.language.name == file.language.name);
        let near = |(of, _): &&&(&'a CodeFile, usize)| of.path() == file.path();
        let same = |(of, _): &&&(&'a CodeFile, usize)| folder(of.path()) == folder(file.path());
        let own = all.clone().find(|one| near(&one)).or_else(|| all.clone().find(|one| same(&one)));
        own.copied().or_else(|| all.next().copied().filter(|_| all.next().is_none()))
    }

    /// What literals of a struct give one of its fields, in the package (folder) of a file.
    pub(super) fn fields_of(&self, file: &CodeFile, of: &str, name: &str) -> Vec<Constant<'a>> {
        let all = self.fields.get(of).into_iter().flatten();
        let own = all.filter(|(field, held)| *field == name && folder(held.file.path()) == folder(file.path()));
        own.map(|(_, held)| *held).collect()
    }

    /// The calls of a file that hand on a name which changes, and what literals of structs give a field that speaks of a table.
    fn calls_of(&self, file: &'a CodeFile) -> (Vec<Handing<'a>>, Vec<Given<'a>>) {
        let (mut found, mut given) = (Vec::new(), Vec::new());
        let go = file.language.name == "go";
        for expr in file.facts.top.iter().chain(file.facts.functions.iter().flat_map(|function| &function.body)) {
            expr.walk(&mut |expr| {
                if let ExprKind::Call { callee, args, .. } = &expr.kind
                    && let Some(name) = callee.last_name()
                    && args.iter().any(|arg| self.names_changed(&arg.value))
                {
                    found.push((name, args.as_slice()));
                }
                if let ExprKind::New { type_name, args, .. } = &expr.kind
                    && go
                {
                    for arg in args {
                        let Some(name) = arg.name.as_deref().filter(|name| name.to_lowercase().contains("table"))
                        else {
                            continue;
                        };
                        given.push((type_name.trim_start_matches(['&', '*']), name, &arg.value));
                    }
                }
                true
            });
        }
        (found, given)
    }

    /// The changed names that the callers of a function in its package (folder) give for its parameter.
    pub fn given(&self, file: &CodeFile, function: &Function, param: usize) -> Vec<Folded> {
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
        let text = Some(expr).filter(|expr| self.names_changed(expr))?.as_text()?;
        let mut folded = Folded::default();
        folded.piece(&text, file.span(expr.range.clone()));
        Some(folded)
    }

    /// The constant that a name means in `file`: the file's own, one of its package (folder), or the only one in its language.
    pub fn get(&self, file: &CodeFile, name: &str) -> Option<Constant<'a>> {
        let all = self.by_name.get(name)?;
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
