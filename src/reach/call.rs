//! Whether a name that is mentioned means an item: by import, module, type of the receiver, or, where nothing tells, by a name that says something.

use std::collections::{HashMap, HashSet};

use super::imports::{folder, last_of, names_file, names_folder, stem};
use super::mentions::{Mention, Receiver, last};
use super::unit::{Item, ItemKind, Unit};
use crate::lang::facts::ClassKind;
use crate::model::reference::Certainty;

/// What all files together say of classes.
#[derive(Default)]
pub struct Classes {
    /// The classes above each, by plain name.
    pub bases: HashMap<String, Vec<String>>,
    fields: HashMap<(String, String), String>,
    /// Those that have no code of their own.
    abstracts: HashSet<String>,
    /// Go's interfaces: the last part of the package, the name.
    interfaces: HashSet<(String, String)>,
    /// How many classes have a method of this name.
    owners: HashMap<String, HashSet<String>>,
}

/// How far up the classes are followed.
const GENERATIONS: usize = 6;
/// A method of this many classes is known by its name no more.
const COMMON: usize = 3;

impl Classes {
    /// Adds what a file says.
    pub fn add(&mut self, unit: &Unit) {
        for class in &unit.file.facts.classes {
            let bases = class.bases.iter().filter_map(|base| match &base.kind {
                crate::lang::facts::ExprKind::Call { callee, .. } => callee.last_name(),
                _ => base.last_name(),
            });
            let known = self.bases.entry(class.name.clone()).or_default();
            let mut add = |base: &str| {
                if base != class.name && !known.iter().any(|one| one == base) {
                    known.push(base.to_owned());
                }
            };
            bases.for_each(|base| add(unit.original(last(base))));
            // Rails' and PHP's mixins.
            for expr in &class.body {
                if let crate::lang::facts::ExprKind::Call { callee, args, .. } = &expr.kind
                    && matches!(callee.as_name(), Some("include" | "extend" | "prepend" | "use"))
                {
                    args.iter().filter_map(|arg| arg.value.last_name()).for_each(&mut add);
                }
            }
            if class.kind == ClassKind::Interface {
                if unit.file.language.name == "go" {
                    let package = last_of(folder(unit.file.path())).unwrap_or_default().to_owned();
                    self.interfaces.insert((package, class.name.clone()));
                }
                self.abstracts.insert(class.name.clone());
            }
            for field in &class.fields {
                let made = field.value.as_ref().and_then(super::mentions::made);
                if let Some(kind) = field.type_text.clone().or(made) {
                    self.fields.insert((class.name.clone(), field.name.clone()), kind);
                }
            }
        }
        for function in &unit.file.facts.functions {
            let Some(owner) = &function.owner else { continue };
            let owner = last(owner).to_owned();
            let name = function.name.trim_end_matches(['?', '!']).to_owned();
            self.owners.entry(name).or_default().insert(owner.clone());
            for (field, kind) in assigned_fields(function) {
                self.fields.entry((owner.clone(), field)).or_insert(kind);
            }
        }
    }

    /// Whether one class is the other or stands above or below it.
    pub fn related(&self, left: &str, right: &str) -> bool {
        left == right || self.is_below(left, right) || self.is_below(right, left)
    }

    /// Whether a class has another above it.
    pub fn is_below(&self, class: &str, above: &str) -> bool {
        let (mut seen, mut open) = (vec![class], vec![(class, 0)]);
        while let Some((class, depth)) = open.pop() {
            for base in self.bases.get(class).into_iter().flatten().filter(|_| depth < GENERATIONS) {
                if base == above {
                    return true;
                }
                if !seen.contains(&base.as_str()) {
                    seen.push(base);
                    open.push((base, depth + 1));
                }
            }
        }
        false
    }

    /// What a class is asked for by: its interfaces, which are called like it.
    pub fn faces<'a>(&'a self, class: &'a str) -> impl Iterator<Item = &'a String> {
        let whole = plain(class);
        self.bases.get(class).into_iter().flatten().filter(move |base| {
            let face = plain(base);
            let face = face.strip_prefix('i').filter(|_| base.starts_with('I')).unwrap_or(&face);
            face.len() > 3 && whole.contains(face.strip_suffix("interface").unwrap_or(face))
        })
    }

    /// Whether a call in a class above leads to this method: one of many that override the same is as good as none.
    fn overrides_alone(&self, above: Option<&str>, owner: &str, method: &str) -> bool {
        above.is_none_or(|above| above == owner || !self.is_below(owner, above))
            || self.owners.get(method).is_none_or(|owners| owners.len() <= COMMON)
    }

    fn field(&self, class: &str, field: &str, depth: usize) -> Option<&str> {
        if let Some(kind) = self.fields.get(&(class.to_owned(), field.to_owned())) {
            return Some(kind);
        }
        let bases = self.bases.get(class).filter(|_| depth < GENERATIONS)?;
        bases.iter().find_map(|base| self.field(base, field, depth + 1))
    }

    /// Whether a value of a type may have a method of this class.
    fn fits(&self, kind: &str, class: &str, method: &str) -> Option<Certainty> {
        let kind = core(kind)?;
        if self.related(kind, class) {
            return Some(Certainty::Certain);
        }
        // An interface that nothing names as a base: Go's, a trait, or one of another file.
        let (left, right) = (plain(kind), plain(class));
        let left = left.strip_prefix('i').filter(|_| kind.starts_with('I')).unwrap_or(&left);
        // `Store` may be any of many stores.
        let many = |owners: &HashSet<String>| owners.iter().filter(|one| plain(one).ends_with(left)).count() > COMMON;
        let any = !right.starts_with(left) && self.owners.get(method).is_some_and(many);
        let alike = (right.ends_with(left) && !any) || right.starts_with(left) || left.ends_with(&right);
        if alike && left.len() > 3 && (self.abstracts.contains(kind) || !self.bases.contains_key(kind)) {
            return Some(Certainty::Likely);
        }
        (self.abstracts.contains(kind) && self.tells(method)).then_some(Certainty::Likely)
    }

    /// Whether a method is known by its name: of two words or more, and of few classes.
    fn tells(&self, name: &str) -> bool {
        let words = name.trim_matches('_').chars().skip(1).filter(|c| *c == '_' || c.is_ascii_uppercase()).count() + 1;
        words >= 2 && name.len() >= 8 && self.owners.get(name).is_none_or(|owners| owners.len() <= COMMON)
    }

    /// Whether a name in `from` means the item of `to`.
    pub(super) fn means(
        &self,
        from: &Unit,
        mention: &Mention,
        name: &str,
        to: &Unit,
        item: &Item,
    ) -> Option<Certainty> {
        let same = from.file.path() == to.file.path();
        match (&item.owner, item.kind) {
            (Some(owner), ItemKind::Function) => self.means_method(from, mention, same, to, item, owner),
            (Some(owner), ItemKind::Value) => self.means_constant(from, mention, same, item, owner),
            _ => self.means_plain(from, mention, name, same, to, item),
        }
    }

    /// A constant of a class.
    fn means_constant(
        &self,
        from: &Unit,
        mention: &Mention,
        same: bool,
        item: &Item,
        owner: &str,
    ) -> Option<Certainty> {
        let here = || same || from.class_at(mention.at).is_some_and(|class| self.related(class, owner));
        let is_owner = |name: &str| last(from.original(name)) == owner;
        let means = match &mention.receiver {
            Receiver::None => {
                let picked = |import: &crate::lang::facts::Import| {
                    import.local == item.name && import.module.split(['.', '\\']).any(|part| part == owner)
                };
                !from.is_own(mention.at, &item.name) && (here() || from.imports.iter().any(picked))
            }
            Receiver::Name(name) => is_owner(name) || (is_self(name) && here()),
            Receiver::Field(_, name) => is_owner(name),
            _ => false,
        };
        means.then_some(Certainty::Certain)
    }

    fn means_method(
        &self,
        from: &Unit,
        mention: &Mention,
        same: bool,
        to: &Unit,
        item: &Item,
        owner: &str,
    ) -> Option<Certainty> {
        let here = || from.class_at(mention.at);
        let related = |class: Option<&str>| class.is_some_and(|class| self.related(class, owner));
        let language = from.file.language.name;
        let certain = |holds: bool| holds.then_some(Certainty::Certain);
        match &mention.receiver {
            Receiver::None => {
                let implicit = matches!(language, "ruby" | "java" | "kotlin" | "csharp" | "scala" | "swift" | "dart");
                let helper = language == "ruby" && is_helper(to.file.path()) && mention.call;
                let own = implicit
                    && !from.is_own(mention.at, &item.name)
                    && related(here())
                    && self.overrides_alone(here(), owner, &item.name);
                // Modules of Elixir, and functions that are picked out of an object or class.
                let picked = matches!(language, "elixir" | "rust") && same && related(here());
                certain(own || picked).or((helper && self.tells(&item.name)).then_some(Certainty::Likely))
            }
            Receiver::Symbol => certain(matches!(language, "ruby") && related(here())),
            Receiver::Name(name) if is_self(name) => {
                certain(related(here()) && self.overrides_alone(here(), owner, &item.name))
            }
            Receiver::Name(name) => {
                let original = last(from.original(name));
                if original == owner || self.is_below(original, owner) {
                    let known =
                        same || self.reaches_class(from, name, to) || matches!(language, "ruby" | "csharp" | "elixir");
                    return Some(if known { Certainty::Certain } else { Certainty::Likely });
                }
                if let Some(kind) = from.type_of(mention.at, name).filter(|kind| !self.is_unknown_call(language, kind))
                {
                    if self.is_elsewhere(from, kind, owner, to) {
                        return None;
                    }
                    return self.fits(from.original(core(kind)?), owner, &item.name);
                }
                if let Some(kind) = here().and_then(|class| self.field(class, name, 0)) {
                    return self.fits(kind, owner, &item.name);
                }
                // `views.login` of a module is no method of a class, unless it goes by the class's name.
                let module = from.imports.iter().any(|import| import.local == *name) && !alike(name, owner);
                if module { None } else { self.by_name(name, owner, item) }
            }
            Receiver::Field(of, field) => {
                if last(from.original(field)) == owner {
                    return Some(Certainty::Certain);
                }
                let class = if is_self(of) { here() } else { from.type_of(mention.at, of).and_then(core) };
                match class.and_then(|class| self.field(class, field, 0)) {
                    Some(kind) if kind.contains('.') && self.is_elsewhere(from, kind, owner, to) => None,
                    Some(kind) => self.fits(kind, owner, &item.name),
                    None => self.by_name(field, owner, item),
                }
            }
            Receiver::Made(class) => {
                let class = last(from.original(class));
                if class == owner || self.is_below(class, owner) {
                    return Some(Certainty::Certain);
                }
                // A function that is called like a class: `helpers.Store(r).Update()`.
                let known = self.bases.contains_key(class);
                match known {
                    true => self.fits(class, owner, &item.name).filter(|_| self.abstracts.contains(class)),
                    false => self.tells(&item.name).then_some(Certainty::Likely),
                }
            }
            Receiver::Chain(root) => {
                let fits = last(from.original(root)) == owner;
                (fits || self.tells(&item.name)).then_some(Certainty::Likely)
            }
            Receiver::Unknown => self.tells(&item.name).then_some(Certainty::Likely),
            Receiver::Type | Receiver::TypeArg => None,
        }
    }

    /// Whether a written type of Go is one of the same name in another package.
    fn is_elsewhere(&self, from: &Unit, kind: &str, owner: &str, to: &Unit) -> bool {
        let path = to.file.path();
        if from.file.language.name != "go" || core(kind) != Some(owner) {
            return false;
        }
        // An interface may be called like what implements it.
        let is_interface = |package: Option<&str>| {
            package.is_some_and(|package| self.interfaces.contains(&(package.to_owned(), owner.to_owned())))
        };
        let plain = kind.trim_start_matches(['*', '&', '[', ']']);
        let Some((package, _)) = plain.split_once('.') else {
            let own = folder(from.file.path());
            return kind.starts_with('*') && own != folder(path) && !is_interface(last_of(own));
        };
        let Some(own) = folder(path).rsplit('/').next().filter(|own| !own.is_empty()) else { return false };
        match from.imports.iter().find(|import| import.local == package) {
            Some(import) => !names_folder(&import.module, path) && !is_interface(last_of(&import.module)),
            // The field of a struct: its file has the import.
            None => !package.ends_with(own) && !own.ends_with(package) && !is_interface(Some(package)),
        }
    }

    /// Whether a type is only what a call is named, in a language whose functions are written like types.
    fn is_unknown_call(&self, language: &str, kind: &str) -> bool {
        let name = kind.strip_suffix("()").filter(|_| matches!(language, "go" | "csharp"));
        name.is_some_and(|name| !self.bases.contains_key(name))
    }

    /// A receiver of which only the name is known.
    fn by_name(&self, receiver: &str, owner: &str, item: &Item) -> Option<Certainty> {
        let (receiver, class) = (plain(receiver), plain(owner));
        let alike = receiver == class
            || (receiver.len() >= 4
                && (receiver.ends_with(&class) || class.starts_with(&receiver) && self.tells(&item.name)));
        (alike || self.tells(&item.name)).then_some(Certainty::Likely)
    }

    /// Whether a file imports from another, or both stand in one folder.
    fn reaches_class(&self, from: &Unit, local: &str, to: &Unit) -> bool {
        let path = to.file.path();
        folder(from.file.path()) == folder(path)
            || from.imports.iter().any(|import| {
                (import.local == local || import.local.is_empty() || import.name.as_deref() == Some("*"))
                    && names_file(&import.module, import.name.as_deref(), path).is_some()
            })
    }

    fn means_plain(
        &self,
        from: &Unit,
        mention: &Mention,
        name: &str,
        same: bool,
        to: &Unit,
        item: &Item,
    ) -> Option<Certainty> {
        let (language, path) = (from.file.language.name, to.file.path());
        let class = item.kind == ItemKind::Class;
        match &mention.receiver {
            Receiver::None | Receiver::Type | Receiver::TypeArg => {
                let typed = mention.receiver != Receiver::None;
                // Types are gone when JavaScript runs.
                if typed && (language == "javascript" || mention.receiver == Receiver::Type && (class || same)) {
                    return None;
                }
                let inside = item.range.contains(&mention.at) && same;
                if inside || (!class && from.is_own(mention.at, name)) {
                    return None;
                }
                if same || (language == "go" && folder(from.file.path()) == folder(path)) {
                    return Some(Certainty::Certain);
                }
                let by_import = from.imports.iter().filter(|import| import.local == name).find_map(|import| {
                    let picked = import.name.as_deref();
                    let fits = picked.is_none_or(|picked| matches!(picked, "default" | "*") || picked == item.name);
                    names_file(&import.module, picked, path).filter(|_| fits)
                });
                match by_import {
                    Some(true) => return Some(Certainty::Certain),
                    Some(false) => return Some(Certainty::Likely),
                    None if from.imports.iter().any(|import| import.local == name) => return None,
                    None => {}
                }
                let star = from.imports.iter().any(|import| {
                    import.name.as_deref() == Some("*") && names_file(&import.module, None, path).is_some()
                });
                let near =
                    matches!(language, "java" | "kotlin" | "php" | "rust") && folder(from.file.path()) == folder(path);
                if star || (class && near) {
                    return Some(if class { Certainty::Certain } else { Certainty::Likely });
                }
                let global = matches!(language, "ruby" | "csharp" | "elixir" | "swift");
                match (global, class) {
                    (true, true) => Some(Certainty::Certain),
                    (true, false) | (_, false) if language == "php" || global => {
                        self.tells(&item.name).then_some(Certainty::Likely)
                    }
                    _ => None,
                }
            }
            Receiver::Name(module) | Receiver::Field(_, module) => {
                if from.is_own(mention.at, module) && !from.imports.iter().any(|import| import.local == *module) {
                    return None;
                }
                if class && language == "ruby" {
                    return Some(Certainty::Certain);
                }
                let imported = from.imports.iter().filter(|import| import.local == *module).find_map(|import| {
                    if language == "go" {
                        return names_folder(&import.module, path).then_some(true);
                    }
                    names_file(&import.module, import.name.as_deref(), path)
                });
                match imported {
                    Some(true) => return Some(Certainty::Certain),
                    Some(false) => return Some(Certainty::Likely),
                    None if from.imports.iter().any(|import| import.local == *module) => return None,
                    None => {}
                }
                // Without an import: a path of Rust's, a module of the same package.
                (matches!(language, "rust" | "python" | "elixir") && last_of(module) == Some(stem(path)))
                    .then_some(Certainty::Certain)
            }
            Receiver::Made(_) | Receiver::Chain(_) | Receiver::Unknown | Receiver::Symbol => None,
        }
    }
}

/// Helpers of Rails are in reach of every view.
fn is_helper(path: &str) -> bool {
    path.contains("/helpers/") || path.contains("/concerns/")
}

fn is_self(name: &str) -> bool {
    matches!(name, "self" | "this" | "cls" | "super" | "Self" | "static" | "parent" | "base")
}

/// Fields that a method fills: `self.auth = AuthService()`, `this.auth = auth` with a typed parameter.
fn assigned_fields(function: &crate::lang::facts::Function) -> Vec<(String, String)> {
    use crate::lang::facts::ExprKind;
    let mut found = Vec::new();
    for expr in &function.body {
        expr.walk(&mut |part| {
            if let ExprKind::Assign { target, value, .. } = &part.kind
                && let ExprKind::Member { object, name, .. } = &target.kind
                && object.as_name().is_some_and(is_self)
            {
                let param = value.as_name().and_then(|name| function.params.iter().find(|param| param.name == name));
                let kind = param.and_then(|param| param.type_text.clone()).or_else(|| super::mentions::made(value));
                found.extend(kind.map(|kind| (name.clone(), kind)));
            }
            true
        });
    }
    found
}

/// Whether a variable is called like a class: `auth_service`, `AuthService`.
fn alike(name: &str, class: &str) -> bool {
    let (name, class) = (plain(name), plain(class));
    name == class || (name.len() >= 4 && (name.ends_with(&class) || class.starts_with(&name)))
}

/// Types that only hold another.
const WRAPPERS: &[&str] = &[
    "Arc",
    "Box",
    "Rc",
    "Option",
    "Optional",
    "Data",
    "State",
    "Extension",
    "Mutex",
    "RwLock",
    "Promise",
    "Lazy",
    "Provider",
    "dyn",
    "impl",
    "mut",
    "Annotated",
    "Depends",
    "final",
    "web",
    "Inject",
    "Ref",
    "Readonly",
    "const",
];

/// The type that a written type comes down to: `AuthService` of `Arc<dyn AuthService>`.
fn core(kind: &str) -> Option<&str> {
    let mut words = kind.split(['<', '>', '[', ']', '(', ')', ',', '|', '&', '*', ' ', '\'', '"', '?', ':', '+']);
    let word = words.find(|word| !word.is_empty() && !WRAPPERS.contains(&last(word)))?;
    Some(last(word))
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}
