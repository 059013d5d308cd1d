//! Java and Kotlin: what a value holds of a mapped class, by the types that are written (`List<Post>`, `Optional<Post>`), by the repository that it comes
//! from (`posts.findById(id).orElseThrow()`), and by what methods of the project give back; and what lambdas are given of it.
//!
//! One row and several are told apart: `getContent()` of a page is no column, that of a row may be one. What a link makes of the rows is not followed.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Function, Param};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::jvm_words::{AS_IT, AS_THIS, KEYED, MANY, OF_ROWS, OF_TWO, ONE, SAME};
use super::{Finder, Way};

/// What is known of the variables in the function in hand.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// The types that are written beside them.
    pub declared: HashMap<String, String>,
    /// Those that hold several rows of a model, by what was assigned.
    many: HashMap<String, String>,
    /// The properties that an order names, with where they stand.
    pub orders: HashMap<String, Vec<(String, Range<usize>)>>,
    /// Where lambdas begin whose `this` is a row (Kotlin).
    receivers: HashMap<usize, String>,
    /// Where lambdas begin that are given the root of a query, with its entity.
    pub roots: HashMap<usize, String>,
}

/// What the files of Java and Kotlin say beyond their mappings.
#[derive(Default)]
pub struct Declared {
    /// The entity of a repository, by the name of its class; `None`: a class that is none, or several of that name.
    repositories: HashMap<String, Option<String>>,
    /// What methods give back that names a watched model, by class and name; `None`: it depends on the arguments.
    returns: HashMap<(String, String), Option<String>>,
}

impl Declared {
    /// Reads the files; `is_model` says whether a file means a class that is looked for by a name.
    pub fn of(files: &[&CodeFile], is_model: &dyn Fn(&CodeFile, &str) -> bool) -> Self {
        let mut found = Self::default();
        for file in files.iter().filter(|file| matches!(file.language.name, "java" | "kotlin")) {
            for class in &file.facts.classes {
                let model = class.bases.iter().find_map(|base| entity(base).filter(|model| is_model(file, model)));
                let known = found.repositories.entry(class.name.clone()).or_insert_with(|| model.map(str::to_owned));
                if known.as_deref() != model {
                    *known = None;
                }
            }
            for function in &file.facts.functions {
                let (Some(owner), Some(text)) = (&function.owner, &function.returns) else { continue };
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                if !text.split(|c| !is_word(c)).any(|word| is_model(file, word)) {
                    continue;
                }
                let key = (owner.clone(), function.name.clone());
                let known = found.returns.entry(key).or_insert_with(|| Some(text.clone()));
                if known.as_ref() != Some(text) {
                    *known = None;
                }
            }
        }
        found
    }
}

/// The entity of a base `JpaRepository<Post, Long>`, `BaseMapper<Post>`.
fn entity(base: &Expr) -> Option<&str> {
    let base = match &base.kind {
        ExprKind::Call { callee, .. } => callee,
        _ => base,
    };
    let ExprKind::Index { object, index } = &base.kind else { return None };
    let name = object.last_name()?;
    if !["Repository", "Repo", "Dao", "DAO", "BaseMapper", "SpecificationExecutor"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return None;
    }
    let ExprKind::List(types) = &index.kind else { return None };
    types.first()?.last_name()
}

/// What a value holds of a watched model.
#[derive(Clone)]
pub(super) enum Held {
    Row(String),
    Many(String),
    /// By a key: the values of a map.
    Keyed(String),
    Repository(String),
}

/// How deep chains are followed.
pub(super) const DEEPEST: usize = 24;

impl Finder<'_, '_> {
    pub(super) fn is_jvm(&self) -> bool {
        matches!(self.file.language.name, "java" | "kotlin")
    }

    /// What a type that is written says.
    pub(super) fn jvm_type(&self, text: &str) -> Option<Held> {
        let text = text.trim().trim_start_matches("final ").trim().trim_end_matches(['?', '!']);
        if let Some(inner) = text.strip_suffix("[]").or_else(|| text.strip_suffix("...")) {
            return self.model_of_type(inner).map(Held::Many);
        }
        let (head, inner) = match text.split_once('<') {
            Some((head, inner)) => (head, inner.strip_suffix('>')?),
            None => (text, ""),
        };
        let head = head.rsplit('.').next().unwrap_or(head).trim();
        if MANY.contains(&head) {
            return self.model_of_type(bare(inner)).filter(|_| !inner.contains('<')).map(Held::Many);
        }
        if KEYED.contains(&head) {
            let (_, value) = inner.split_once(',').filter(|_| !inner.contains('<'))?;
            return self.model_of_type(bare(value)).map(Held::Keyed);
        }
        if let Some(model) = self.model_of_type(text) {
            return Some(Held::Row(model));
        }
        let of = match self.index.jvm.repositories.get(head) {
            Some(known) => known.clone()?,
            // A repository that was not read, by its name.
            None => {
                let ends = ["JpaRepository", "Repository", "Repo", "Dao", "DAO"];
                ends.iter().find_map(|end| head.strip_suffix(end))?.to_owned()
            }
        };
        self.watched(&of).then_some(Held::Repository(of))
    }

    /// The type of a field of the class around.
    pub(super) fn jvm_field(&self, name: &str) -> Option<&str> {
        let classes = &self.file.facts.classes;
        let owner = classes.iter().find(|class| Some(class.name.as_str()) == self.owner.as_deref())?;
        owner.fields.iter().find(|field| field.name == name)?.type_text.as_deref()
    }

    /// What a value holds of a watched model.
    pub(super) fn jvm_value(&self, value: &Expr, depth: usize) -> Option<Held> {
        if depth > DEEPEST || !self.is_jvm() {
            return None;
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.jvm_value(items.first()?, depth + 1),
            ExprKind::Binary { op, left, .. } if op == "?:" => self.jvm_value(left, depth + 1),
            ExprKind::Name(name) => {
                if let Some(text) = self.jvm.declared.get(name) {
                    return self.jvm_type(text);
                }
                if let Some(model) = self.jvm.many.get(name) {
                    return Some(Held::Many(model.clone()));
                }
                if let Some(model) = self.types.get(name) {
                    return Some(Held::Row(model.clone()));
                }
                self.jvm_type(self.jvm_field(name).filter(|_| !self.locals.contains(name))?)
            }
            ExprKind::Member { object, name, .. } if object.as_name() == Some("this") => {
                self.jvm_type(self.jvm_field(name)?)
            }
            ExprKind::Member { object, name, .. } => match self.jvm_value(object, depth + 1)? {
                Held::Many(model) if name == "content" => Some(Held::Many(model)),
                Held::Keyed(model) if name == "values" => Some(Held::Many(model)),
                _ => None,
            },
            ExprKind::Index { object, .. } => match self.jvm_value(object, depth + 1)? {
                Held::Many(model) | Held::Keyed(model) => Some(Held::Row(model)),
                _ => None,
            },
            ExprKind::New { type_name, args, .. } => {
                if let Some(model) = self.model_made(type_name) {
                    return Some(Held::Row(model));
                }
                match self.jvm_value(&args.first().filter(|_| MANY.contains(&type_name.as_str()))?.value, depth + 1)? {
                    Held::Many(model) => Some(Held::Many(model)),
                    _ => None,
                }
            }
            ExprKind::Call { callee, args, .. } => self.jvm_called(callee, args, depth),
            _ => None,
        }
    }

    fn jvm_called(&self, callee: &Expr, args: &[Arg], depth: usize) -> Option<Held> {
        let (object, name) = match &callee.kind {
            ExprKind::Name(name) if self.watched(name) => return Some(Held::Row(name.clone())),
            ExprKind::Name(name) if matches!(name.as_str(), "listOf" | "setOf" | "listOfNotNull" | "mutableListOf") => {
                return self.jvm_of_many(args, depth);
            }
            ExprKind::Name(name) => return self.jvm_own(name),
            ExprKind::Member { object, name, .. } => (object, name.as_str()),
            _ => return None,
        };
        if object.as_name() == Some("this") {
            return self.jvm_own(name);
        }
        if matches!(object.last_name(), Some("List" | "Set" | "Stream" | "Optional" | "Arrays" | "Mono" | "Flux")) {
            return matches!(name, "of" | "asList" | "ofNullable" | "just").then(|| self.jvm_of_many(args, depth))?;
        }
        if let Some(held) = self.jvm_value(object, depth + 1) {
            return match held {
                Held::Many(model) if ONE.contains(&name) => Some(Held::Row(model)),
                // `collect(Collectors.toList())`
                Held::Many(model) if name == "collect" => {
                    let ExprKind::Call { callee, .. } = &args.first()?.value.kind else { return None };
                    let kept = matches!(
                        callee.last_name(),
                        Some("toList" | "toSet" | "toUnmodifiableList" | "toUnmodifiableSet" | "toCollection")
                    );
                    kept.then_some(Held::Many(model))
                }
                Held::Many(model) if SAME.contains(&name) => Some(Held::Many(model)),
                Held::Keyed(model) if name == "values" => Some(Held::Many(model)),
                Held::Keyed(model) if matches!(name, "get" | "getOrDefault" | "getValue" | "remove") => {
                    Some(Held::Row(model))
                }
                Held::Row(model) if matches!(name, "also" | "apply" | "copy" | "takeIf" | "takeUnless") => {
                    Some(Held::Row(model))
                }
                Held::Repository(model) => self.jvm_found(model, object, name),
                _ => None,
            };
        }
        // `jdbc.query("…", new BeanPropertyRowMapper<>(Post.class))`
        if matches!(name, "query" | "queryForObject" | "queryForStream")
            && let Some(model) = args.iter().find_map(|arg| self.jvm_mapper(&arg.value))
        {
            return Some(if name == "queryForObject" { Held::Row(model) } else { Held::Many(model) });
        }
        // `em.createQuery("…", Post.class).getResultList()`
        if matches!(
            name,
            "getResultList" | "getResultStream" | "getSingleResult" | "list" | "resultList" | "single" | "singleResult"
        ) {
            let model = self.jvm_query(object, depth + 1)?;
            return Some(if matches!(name, "getSingleResult" | "single" | "singleResult") {
                Held::Row(model)
            } else {
                Held::Many(model)
            });
        }
        let text = match &object.kind {
            ExprKind::Name(variable) => self
                .jvm
                .declared
                .get(variable)
                .map(String::as_str)
                .or_else(|| self.jvm_field(variable).filter(|_| !self.locals.contains(variable)))?,
            ExprKind::Member { object, name, .. } if object.as_name() == Some("this") => self.jvm_field(name)?,
            _ => return None,
        };
        self.jvm_given(text.trim_end_matches('?'), name)
    }

    fn jvm_of_many(&self, args: &[Arg], depth: usize) -> Option<Held> {
        match self.jvm_value(&args.first()?.value, depth + 1)? {
            Held::Row(model) => Some(Held::Many(model)),
            _ => None,
        }
    }

    /// What a method of the class around gives back.
    fn jvm_own(&self, name: &str) -> Option<Held> {
        self.jvm_given(self.owner.as_deref()?, name)
    }

    fn jvm_given(&self, owner: &str, name: &str) -> Option<Held> {
        let text = self.index.jvm.returns.get(&(owner.to_owned(), name.to_owned()))?.as_deref()?;
        self.jvm_type(text)
    }

    /// What a method of a repository gives back: as it is declared, else as Spring Data has it.
    fn jvm_found(&self, model: String, repository: &Expr, name: &str) -> Option<Held> {
        let text = match &repository.kind {
            ExprKind::Name(variable) => {
                self.jvm.declared.get(variable).map(String::as_str).or_else(|| self.jvm_field(variable))
            }
            ExprKind::Member { name, .. } => self.jvm_field(name),
            _ => None,
        };
        if let Some(held) = text.and_then(|text| self.jvm_given(text, name)) {
            return Some(held);
        }
        match name {
            "findById" | "findOne" | "findAll" | "findAllById" | "saveAll" | "saveAllAndFlush" | "selectList"
            | "listAll" => Some(Held::Many(model)),
            "findByIdOrNull" | "getById" | "getOne" | "getReferenceById" | "save" | "saveAndFlush" | "selectById"
            | "selectOne" => Some(Held::Row(model)),
            _ => None,
        }
    }

    /// The watched model of which a value is one row.
    pub(super) fn jvm_row(&self, value: &Expr) -> Option<String> {
        match self.jvm_value(value, 0)? {
            Held::Row(model) => Some(model),
            _ => None,
        }
    }
}

/// The type in `? extends Post`, `out Post`.
fn bare(text: &str) -> &str {
    let text = text.trim();
    ["? extends ", "? super ", "out ", "in "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)
}

/// What is remembered and handed on.
impl Finder<'_, '_> {
    pub(super) fn jvm_function(&mut self, function: &Function) {
        if self.is_jvm() {
            self.jvm = Known::default();
            for param in &function.params {
                self.jvm_declared(&param.name, param.type_text.as_deref());
            }
            self.specifications(function);
        }
    }

    fn jvm_declared(&mut self, name: &str, text: Option<&str>) {
        self.jvm.many.remove(name);
        self.jvm.orders.remove(name);
        match text.filter(|text| !matches!(*text, "" | "var" | "val")) {
            Some(text) => self.jvm.declared.insert(name.to_owned(), text.to_owned()),
            None => self.jvm.declared.remove(name),
        };
    }

    pub(super) fn jvm_assign(&mut self, target: &Expr, text: Option<&str>, value: &Expr, declares: bool) {
        let Some(name) = target.as_name().filter(|_| self.is_jvm()) else { return };
        let held = self.jvm_value(value, 0);
        if declares {
            self.jvm_declared(name, text);
        }
        if let Some(Held::Many(model)) = held {
            self.jvm.many.insert(name.to_owned(), model);
        }
        self.criteria_assign(name, value);
    }

    /// What the lambdas of a call are given.
    pub(super) fn jvm_call(&mut self, expr: &Expr) {
        self.kotlin_call(expr);
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        if !self.is_jvm() {
            return;
        }
        self.criteria_call(callee, args);
        let (held, name) = match &callee.kind {
            ExprKind::Member { object, name, .. } => (self.jvm_value(object, 0), name.as_str()),
            ExprKind::Name(name) if name == "with" => {
                (args.first().and_then(|first| self.jvm_value(&first.value, 0)), name.as_str())
            }
            _ => return,
        };
        match held {
            Some(Held::Row(model)) if AS_THIS.contains(&name) => {
                for arg in args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) {
                    self.jvm.receivers.insert(arg.value.range.start, model.clone());
                }
            }
            Some(Held::Row(model)) if AS_IT.contains(&name) => self.jvm_rows_in(&model, args, 0),
            Some(Held::Row(model)) if name == "copy" => {
                for arg in args {
                    let Some(name) = &arg.name else { continue };
                    let way =
                        Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Likely };
                    self.attribute(&model, name, &arg.name_range, way, format!("a `{model}` is made with it"));
                }
            }
            Some(Held::Many(model)) if OF_ROWS.contains(&name) => self.jvm_rows_in(&model, args, DEEPEST),
            Some(Held::Many(model)) if OF_TWO.contains(&name) => self.jvm_rows_in(&model, args, 0),
            _ => {}
        }
        self.built(expr);
    }

    fn jvm_rows_in(&mut self, model: &str, args: &[Arg], depth: usize) {
        for arg in args {
            match &arg.value.kind {
                ExprKind::Lambda { params, .. } => {
                    self.rows.insert(arg.value.range.start, model.to_owned());
                    // `sorted((a, b) -> …)`
                    for param in params.iter().filter(|_| depth == 0 && params.len() == 2) {
                        self.rows.insert(param.range.start, model.to_owned());
                    }
                }
                ExprKind::Call { args, .. } if depth < 4 => self.jvm_rows_in(model, args, depth + 1),
                _ => {}
            }
        }
    }

    /// Lombok: `Post.builder().rating(3).build()`, `post.toBuilder()`.
    fn built(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, .. } = &expr.kind else { return };
        if callee.last_name() != Some("build") {
            return;
        }
        let chain = super::Chain::of(expr);
        let model = match chain.links.first().map(|link| link.name) {
            Some("builder") => chain.root.last_name().filter(|name| self.watched(name)).map(str::to_owned),
            Some("toBuilder") => self.jvm_row(chain.root),
            _ => None,
        };
        let Some(model) = model else { return };
        for link in chain.links.iter().skip(1) {
            let way = Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Likely };
            self.attribute(&model, link.name, &link.range, way, format!("a `{model}` is built with it"));
        }
    }

    /// What a lambda is given beside its parameters: `it` and `this` of Kotlin.
    pub(super) fn jvm_lambda(&mut self, params: &[Param], start: usize) {
        if !self.is_jvm() {
            return;
        }
        for param in params {
            self.jvm_declared(&param.name, param.type_text.as_deref());
            if let Some(model) = self.rows.get(&param.range.start).filter(|_| params.len() == 2).cloned() {
                self.types.insert(param.name.clone(), model);
            }
        }
        if let (Some(root), Some(model)) = (params.first(), self.jvm.roots.get(&start)) {
            self.jvm.declared.insert(root.name.clone(), format!("Root<{model}>"));
        }
        if let Some(model) = self.jvm.receivers.get(&start) {
            self.types.insert(THIS.to_owned(), model.clone());
            return;
        }
        if !self.rows.contains_key(&start) {
            self.types.remove(THIS);
        }
        self.implicit_row(params, start);
    }

    /// Kotlin: a word in `post.apply { … }` that is no variable is the row's property.
    pub(super) fn word_of_receiver(&mut self, name: &str, range: &Range<usize>) {
        let Some(model) = self.types.get(THIS).filter(|_| !self.locals.contains(name)).cloned() else { return };
        let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
        self.attribute(&model, name, range, way, format!("`this` is a `{model}` here"));
    }
}

/// The key under which the finder keeps what `this` is in a lambda.
const THIS: &str = "this@";
