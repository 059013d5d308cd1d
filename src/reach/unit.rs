//! A file as the graph sees it: the items that can be called, what it mentions, and the types that it tells.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::mentions::{self, Mention, Mentions, Receiver, bare, last};
use super::{Declared, Entry, Handler, declared};
use crate::lang::facts::{Class, CodeFacts, Expr, ExprKind, FieldKind, Function, Import, Key};
use crate::orm::CodeFile;

/// What can be called or named from elsewhere.
#[derive(Clone, Debug)]
pub struct Item {
    pub name: String,
    /// The class, or the object that holds it.
    pub owner: Option<String>,
    /// As people would name it: `AuthService.login`.
    pub symbol: String,
    pub range: Range<usize>,
    pub kind: ItemKind,
    /// The types of its parameters and variables.
    types: HashMap<String, String>,
    /// Names that mean something of its own.
    own: HashSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    Function,
    Class,
    /// A constant or variable of the file.
    Value,
}

/// A parsed file.
pub struct Unit {
    pub file: Arc<CodeFile>,
    pub items: Vec<Item>,
    pub(super) mentions: Mentions,
    pub(super) imports: Vec<Import>,
    pub declared: Declared,
    /// The types of variables of the file as a whole.
    pub(super) globals: HashMap<String, String>,
    /// What a file of JavaScript gives as its default, by its names here.
    pub(super) defaults: HashSet<String>,
    nest: Nest,
}

/// The items of a file by their beginnings, each with the one around it.
#[derive(Default)]
struct Nest {
    starts: Vec<(usize, usize)>,
    around: Vec<Option<usize>>,
}

impl Nest {
    fn of(items: &[Item]) -> Self {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|at| (items[*at].range.start, Reverse(items[*at].range.end), Reverse(*at)));
        let mut around = vec![None; items.len()];
        let mut open: Vec<usize> = Vec::new();
        for at in &order {
            while open.last().is_some_and(|last| items[*last].range.end <= items[*at].range.start) {
                open.pop();
            }
            around[*at] = open.last().copied();
            open.push(*at);
        }
        Self { starts: order.into_iter().map(|at| (items[at].range.start, at)).collect(), around }
    }
}

impl Unit {
    /// Reads a file.
    pub fn of(file: Arc<CodeFile>) -> Self {
        let facts = &file.facts;
        let mut unit = Self {
            items: Vec::new(),
            mentions: Mentions::new(),
            imports: imports(facts),
            declared: declared(&file),
            globals: HashMap::new(),
            defaults: if file.language.name == "javascript" { defaults(&file.source.text) } else { HashSet::new() },
            nest: Nest::default(),
            file: file.clone(),
        };
        let tests: Vec<&Range<usize>> = facts
            .functions
            .iter()
            .filter(|function| !function.decorators.is_empty())
            .filter(|function| crate::reference::is_test(&file, function.name_range.start))
            .map(|function| &function.range)
            .collect();
        let in_tests = |function: &&Function| {
            function.symbol.starts_with("tests.")
                || tests.iter().any(|range| range.contains(&function.name_range.start))
        };
        facts.functions.iter().filter(|function| !in_tests(function)).for_each(|function| unit.function(function));
        for class in &facts.classes {
            // What a class says of itself in one of these is said of it.
            if class.outer.is_some() && matches!(class.name.as_str(), "Meta" | "Config" | "Media") {
                class.body.iter().for_each(|expr| mentions::collect_of_class(expr, &mut unit.mentions));
                let values = class.fields.iter().filter_map(|field| field.value.as_ref());
                values.for_each(|expr| mentions::collect_of_class(expr, &mut unit.mentions));
                continue;
            }
            unit.items.push(Item {
                name: class.name.clone(),
                owner: None,
                symbol: class.symbol.clone(),
                range: class.range.clone(),
                kind: ItemKind::Class,
                types: HashMap::new(),
                own: HashSet::new(),
            });
            let values = class.fields.iter().filter_map(|field| field.value.as_ref());
            for expr in class.decorators.iter().chain(&class.bases) {
                mentions::collect(expr, &mut unit.mentions);
            }
            for expr in class.body.iter().chain(values) {
                mentions::collect_of_class(expr, &mut unit.mentions);
            }
            unit.constants(class);
            unit.filtered(facts, &class.name, &class.body);
        }
        facts.top.iter().for_each(|expr| unit.top(expr));
        unit.nest = Nest::of(&unit.items);
        unit
    }

    fn function(&mut self, function: &Function) {
        let mut item = Item {
            name: function.name.trim_end_matches(['?', '!']).to_owned(),
            owner: function.owner.as_deref().map(|owner| last(owner).to_owned()),
            symbol: function.symbol.clone(),
            range: function.range.clone(),
            kind: ItemKind::Function,
            types: HashMap::new(),
            own: HashSet::new(),
        };
        for param in &function.params {
            item.own.insert(param.name.clone());
            if let Some(kind) = &param.type_text {
                item.types.insert(param.name.clone(), kind.clone());
                mentions::types(kind, param.range.start, Receiver::Type, &mut self.mentions);
            }
            if let Some(default) = &param.default {
                mentions::collect(default, &mut self.mentions);
                item.types.extend(mentions::made(default).map(|made| (param.name.clone(), made)));
            }
        }
        for expr in function.decorators.iter().chain(&function.body) {
            mentions::collect(expr, &mut self.mentions);
            locals(expr, self.file.language.name == "python", &mut item.types, &mut item.own);
        }
        self.items.push(item);
    }

    /// `static final String FIND = "SELECT …"`: who uses the constant, not who uses the class.
    fn constants(&mut self, class: &Class) {
        if !matches!(self.file.language.name, "java" | "kotlin" | "csharp" | "php") {
            return;
        }
        let fields = class.fields.iter().filter(|field| field.is_static && field.kind != FieldKind::Variant);
        for field in fields.filter(|field| field.value.is_some()) {
            self.items.push(Item {
                name: field.name.clone(),
                owner: Some(class.name.clone()),
                symbol: format!("{}.{}", class.symbol, field.name),
                range: field.range.clone(),
                kind: ItemKind::Value,
                types: HashMap::new(),
                own: HashSet::new(),
            });
        }
    }

    /// `before_action :load, only: [:create]` calls `load` for these methods alone.
    fn filtered(&mut self, facts: &CodeFacts, class: &str, body: &[Expr]) {
        for expr in body {
            let ExprKind::Call { args, .. } = &expr.kind else { continue };
            let named = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value);
            let (list, wanted) = match (named("only"), named("except")) {
                (Some(list), _) => (list, true),
                (None, Some(list)) => (list, false),
                _ => continue,
            };
            let mut methods = HashSet::new();
            list.walk(&mut |part| {
                methods.extend(part.as_text());
                true
            });
            let own = facts.functions.iter().filter(|function| function.owner.as_deref() == Some(class));
            let places: Vec<usize> = own
                .filter(|function| methods.contains(&function.name) == wanted)
                .map(|function| function.name_range.start)
                .collect();
            for arg in args.iter().filter(|arg| arg.name.is_none()) {
                let ExprKind::Symbol(name) = &arg.value.kind else { continue };
                let Some(all) = self.mentions.get_mut(name) else { continue };
                all.retain(|mention| mention.at != arg.value.range.start);
                let receiver = Receiver::Symbol;
                all.extend(places.iter().map(|at| Mention { receiver: receiver.clone(), at: *at, call: true }));
            }
        }
    }

    fn top(&mut self, expr: &Expr) {
        mentions::collect(expr, &mut self.mentions);
        let ExprKind::Assign { target, value, type_text, .. } = &expr.kind else { return };
        let Some(name) = target.path() else { return };
        if let Some(kind) = type_text.clone().or_else(|| mentions::made(value)) {
            self.globals.insert(name.clone(), kind);
        }
        let exports = name == "module.exports" || name == "exports";
        let name = name.strip_prefix("module.exports.").or(name.strip_prefix("exports.")).unwrap_or(&name).to_owned();
        for (method, value) in mentions::methods_of_map(value) {
            self.items.push(Item {
                name: method.to_owned(),
                owner: (!exports).then(|| name.clone()),
                symbol: if exports { method.to_owned() } else { format!("{name}.{method}") },
                range: value.range.clone(),
                kind: ItemKind::Function,
                types: HashMap::new(),
                own: HashSet::new(),
            });
        }
        let known = self
            .items
            .iter()
            .any(|item| item.name == name && item.range.start >= expr.range.start && item.range.end <= expr.range.end);
        if !exports && !known && !name.contains('.') {
            let (symbol, range) = (name.clone(), expr.range.clone());
            let (types, own) = (HashMap::new(), HashSet::new());
            self.items.push(Item { name, owner: None, symbol, range, kind: ItemKind::Value, types, own });
        }
    }

    /// The items around a place, the innermost first.
    fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        let before = self.nest.starts.partition_point(|(start, _)| *start <= at);
        let last = before.checked_sub(1).map(|index| self.nest.starts[index].1);
        std::iter::successors(last, |inner| self.nest.around[*inner])
            .filter(move |index| self.items[*index].range.contains(&at))
    }

    /// The innermost item around a place.
    pub fn item_at(&self, at: usize) -> Option<usize> {
        self.around(at).next()
    }

    /// The entry points whose handler stands around a place.
    pub fn entries_at(&self, at: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let around = move |entry: &Entry| matches!(&entry.handler, Handler::Here(range) if range.contains(&at));
        self.declared.entries.iter().enumerate().filter(move |(_, entry)| around(entry))
    }

    /// The type of a variable at a place.
    pub(super) fn type_of(&self, at: usize, name: &str) -> Option<&str> {
        let around = self.around(at).map(|index| &self.items[index]);
        around.filter_map(|item| item.types.get(name)).chain(self.globals.get(name)).next().map(String::as_str)
    }

    /// Whether a name means a parameter or variable at a place.
    pub(super) fn is_own(&self, at: usize, name: &str) -> bool {
        self.around(at).any(|index| self.items[index].own.contains(name))
    }

    /// The class around a place, also of a method that stands outside of it.
    pub(super) fn class_at(&self, at: usize) -> Option<&str> {
        let mut around = self.around(at).map(|index| &self.items[index]);
        let class = around.find(|item| item.kind == ItemKind::Class || item.owner.is_some())?;
        match class.kind {
            ItemKind::Class => Some(&class.name),
            _ => class.owner.as_deref(),
        }
    }

    /// What a name that an import gave is called where it comes from.
    pub(super) fn original<'a>(&'a self, local: &'a str) -> &'a str {
        let import = self.imports.iter().find(|import| import.local == local);
        import
            .and_then(|import| import.name.as_deref())
            .filter(|name| !matches!(*name, "*" | "default"))
            .unwrap_or(local)
    }
}

/// The names behind `export default` and `module.exports =`.
fn defaults(text: &str) -> HashSet<String> {
    let name = |rest: &str| {
        let mut rest = rest.trim_start();
        for word in ["async ", "function ", "function* ", "abstract ", "class "] {
            rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
        rest.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let behind = |form: &'static str| text.match_indices(form).filter_map(move |(at, _)| text.get(at + form.len()..));
    behind("export default ").chain(behind("module.exports = ")).filter_map(name).collect()
}

/// Variables of a function, with the types that they are made of. `retyped`: a variable may come to hold another type.
fn locals(expr: &Expr, retyped: bool, types: &mut HashMap<String, String>, own: &mut HashSet<String>) {
    expr.walk(&mut |part| {
        match &part.kind {
            ExprKind::Assign { target, type_text, value, .. } => {
                if let Some(name) = target.as_name() {
                    own.insert(name.to_owned());
                    if let Some(kind) = type_text.clone().or_else(|| mentions::made_or_called(value)) {
                        types.insert(name.to_owned(), kind);
                    } else if retyped {
                        // `user = load(user)`: what the parameter was is gone.
                        types.remove(name);
                    }
                } else if let ExprKind::List(targets) = &target.kind
                    && let Some(name) = targets.first().and_then(Expr::as_name)
                {
                    own.extend(targets.iter().filter_map(Expr::as_name).map(str::to_owned));
                    types.extend(mentions::made_or_called(value).map(|made| (name.to_owned(), made)));
                }
            }
            ExprKind::Lambda { params, .. } => {
                for param in params {
                    own.insert(param.name.clone());
                    types.extend(param.type_text.clone().map(|kind| (param.name.clone(), kind)));
                }
            }
            _ => {}
        }
        true
    });
}

/// The imports, with what `require` gives.
fn imports(facts: &CodeFacts) -> Vec<Import> {
    let mut all = facts.imports.clone();
    for expr in &facts.top {
        let ExprKind::Assign { target, value, .. } = &expr.kind else { continue };
        let Some(module) = required(value) else { continue };
        let mut add = |name: Option<&str>, local: &str| {
            let known = all.iter().any(|import| import.local == local && import.name.as_deref() == name);
            if !known {
                let (name, local) = (name.map(str::to_owned), local.to_owned());
                all.push(Import { module: module.clone(), name, local, range: expr.range.clone() });
            }
        };
        match &target.kind {
            ExprKind::Name(local) => add(None, local),
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let (Key::Name(name), Some(local)) = (&entry.key, entry.value.as_name()) {
                        add(Some(name), local);
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// The module of `require("./x")`, also as `require("./x").default`.
pub(super) fn required(value: &Expr) -> Option<String> {
    match &bare(value).kind {
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("require" | "import")) => {
            args.first()?.value.as_text()
        }
        ExprKind::Member { object, name, .. } if name == "default" => required(object),
        _ => None,
    }
}
