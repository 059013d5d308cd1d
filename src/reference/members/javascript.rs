//! Rows across functions and files in JavaScript and TypeScript: what a function gives back, by its declared type or by the query that it returns; what is
//! taken out of it; and the schemas that Drizzle makes of a table.
//!
//! A function counts by its name only where it is declared or imported, and only if no other function of that name gives something else.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Function, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{CodeFile, Grammar, naming};

use super::super::models::Watch;
use super::script_rows::{self, Shape};
use super::{Chain, Finder, Way};

/// The watched model of the row or the rows that a function gives back.
type Given = (String, Shape);

/// What functions give back.
#[derive(Default)]
pub(super) struct Returns {
    functions: HashMap<String, Given>,
    /// By class and name.
    methods: HashMap<(String, String), Given>,
}

/// Links that end a query with one row.
const ONE: &[&str] = &[
    "create",
    "findByPk",
    "findFirst",
    "findFirstOrThrow",
    "findOne",
    "findOneBy",
    "findOneByOrFail",
    "findOneOrFail",
    "findUnique",
    "findUniqueOrThrow",
    "throwIfNotFound",
    "update",
    "upsert",
];

/// What Drizzle's companions make of a table.
const SCHEMAS: &[&str] = &["createInsertSchema", "createSelectSchema", "createUpdateSchema"];

impl Returns {
    pub(super) fn of(watches: &[Watch], files: &[&CodeFile]) -> Self {
        let mut found = Self::default();
        let scripts: Vec<&CodeFile> = files.iter().copied().filter(|file| file.language.name == "javascript").collect();
        if watches.is_empty() {
            return found;
        }
        // The second time through, a function may give back what another one does.
        for _ in 0..2 {
            let mut functions: HashMap<String, HashSet<Option<Given>>> = HashMap::new();
            let mut methods: HashMap<(String, String), HashSet<Option<Given>>> = HashMap::new();
            let of_files = scripts.iter().flat_map(|file| file.facts.functions.iter().map(move |one| (file, one)));
            for (file, function) in of_files {
                let model = found.given(watches, file, function);
                match &function.owner {
                    Some(owner) => methods.entry((owner.clone(), function.name.clone())).or_default().insert(model),
                    None => functions.entry(function.name.clone()).or_default().insert(model),
                };
            }
            let one = |models: HashSet<Option<Given>>| match models.len() {
                1 => models.into_iter().next().flatten(),
                _ => None,
            };
            found = Self {
                functions: functions.into_iter().filter_map(|(name, models)| Some((name, one(models)?))).collect(),
                methods: methods.into_iter().filter_map(|(name, models)| Some((name, one(models)?))).collect(),
            };
        }
        found
    }

    fn given(&self, watches: &[Watch], file: &CodeFile, function: &Function) -> Option<Given> {
        if let Some(text) = &function.returns {
            let text = text.trim();
            let text = text.strip_prefix("Promise<").and_then(|text| text.strip_suffix('>')).unwrap_or(text);
            let plain = text.split('|').map(str::trim).find(|part| !matches!(*part, "null" | "undefined"))?;
            let inner = plain.strip_prefix("Array<").and_then(|inner| inner.strip_suffix('>'));
            let (name, shape) = match inner.or_else(|| plain.strip_suffix("[]")) {
                Some(inner) => (inner, Shape::Rows),
                None => (plain, Shape::Row),
            };
            return is_model(watches, name).then(|| (name.to_owned(), shape));
        }
        let read = Read { given: self, watches, file, function };
        let mut variables: HashMap<&str, Option<Given>> = HashMap::new();
        let mut models = HashSet::new();
        for expr in &function.body {
            expr.walk(&mut |expr| {
                match &expr.kind {
                    ExprKind::Assign { target, value, op: "=", .. } => {
                        let first = match &target.kind {
                            ExprKind::List(items) => items.first().and_then(Expr::as_name),
                            _ => None,
                        };
                        if let Some(name) = target.as_name().or(first) {
                            let model = read.value(value, &variables, 0);
                            let model = match first {
                                None => model,
                                Some(_) => model
                                    .filter(|(_, shape)| *shape == Shape::Rows)
                                    .map(|(model, _)| (model, Shape::Row)),
                            };
                            // One that holds several things says nothing.
                            let held = variables.entry(name).or_insert_with(|| model.clone());
                            if *held != model {
                                *held = None;
                            }
                        }
                    }
                    ExprKind::Return(value) if !is_nothing(value) => {
                        models.insert(read.value(value, &variables, 0));
                    }
                    _ => {}
                }
                !matches!(expr.kind, ExprKind::Lambda { .. })
            });
        }
        if models.len() == 1 { models.into_iter().next().flatten() } else { None }
    }
}

/// A function in hand.
struct Read<'r> {
    given: &'r Returns,
    watches: &'r [Watch],
    file: &'r CodeFile,
    function: &'r Function,
}

impl Read<'_> {
    fn value(&self, value: &Expr, variables: &HashMap<&str, Option<Given>>, depth: usize) -> Option<Given> {
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 && depth < 4 => self.value(&items[0], variables, depth + 1),
            ExprKind::Name(name) => variables.get(name.as_str()).cloned().flatten(),
            ExprKind::Index { object, .. } if depth < 4 => {
                let (model, shape) = self.value(object, variables, depth + 1)?;
                (shape == Shape::Rows).then_some((model, Shape::Row))
            }
            ExprKind::Binary { op, left, .. } if matches!(op.as_str(), "??" | "||") && depth < 4 => {
                self.value(left, variables, depth + 1)
            }
            ExprKind::Call { callee, .. } => {
                if let Some(name) = callee.as_name() {
                    return self.given.functions.get(name).cloned();
                }
                let chain = Chain::of(value);
                let last = chain.links.last()?;
                if let (Some("this"), Some(owner)) = (chain.root.as_name(), &self.function.owner)
                    && let Some(given) = self.given.methods.get(&(owner.clone(), last.name.to_owned()))
                {
                    return Some(given.clone());
                }
                if let Some((model, shape)) = self.selected(&chain) {
                    return Some((model, shape));
                }
                let shape = match last.name {
                    name if ONE.contains(&name) => Shape::Row,
                    "find" | "findAll" | "findBy" | "findMany" | "getMany" => Shape::Rows,
                    _ => return None,
                };
                if let Some(model) = self.repository(chain.root) {
                    return Some((model, shape));
                }
                let root = chain.root.last_name()?;
                let lists = |key: &str| chain.links.iter().flat_map(|link| link.args).any(|arg| names(&arg.value, key));
                let of = |watch: &&Watch| match (watch.grammar, watch.orm) {
                    // A query that picks columns gives no whole row, but none that it lacks is asked for either.
                    (Grammar::Prisma, _) => naming::camel(&naming::snake(&watch.model)) == root && watch.model != root,
                    (Grammar::Class, "drizzle") => {
                        watch.model == root && chain.root.path().is_some_and(|path| path.contains("query."))
                    }
                    (Grammar::Class, _) => watch.model == root && chain.root.as_name().is_some() && !lists("raw"),
                    _ => false,
                };
                self.watches.iter().find(of).map(|watch| (watch.model.clone(), shape))
            }
            _ => None,
        }
    }

    /// `db.select().from(posts)`
    fn selected(&self, chain: &Chain<'_>) -> Option<Given> {
        let from = chain.links.iter().find(|link| matches!(link.name, "from" | "insert" | "update"))?;
        let name = from.args.first()?.value.as_name()?;
        let watch = self.watches.iter().find(|watch| watch.orm == "drizzle" && watch.model == name)?;
        let (shape, end) = script_rows::drizzle(chain)?;
        (end == chain.links.len()).then(|| (watch.model.clone(), shape))
    }

    /// `this.posts` of `constructor(private posts: Repository<Post>)`
    fn repository(&self, root: &Expr) -> Option<String> {
        let ExprKind::Member { object, name, .. } = &root.kind else { return None };
        let class = self.file.facts.classes.get(self.function.class?).filter(|_| object.as_name() == Some("this"))?;
        let text = class.fields.iter().find(|field| field.name == *name)?.type_text.as_deref()?;
        let (head, inner) = text.trim().split_once('<')?;
        let model = inner.strip_suffix('>')?.trim();
        (head.ends_with("Repository") && is_model(self.watches, model)).then(|| model.to_owned())
    }
}

fn is_model(watches: &[Watch], name: &str) -> bool {
    watches.iter().any(|watch| watch.model == name && watch.orm != "drizzle" && watch.used_in.contains(&"javascript"))
}

fn is_nothing(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Literal(text) => matches!(text.as_str(), "null" | "false"),
        ExprKind::Name(name) => name == "undefined",
        ExprKind::Empty => true,
        _ => false,
    }
}

fn names(value: &Expr, wanted: &str) -> bool {
    matches!(&value.kind, ExprKind::Map(entries) if entries.iter().any(|entry| matches!(&entry.key, Key::Name(name) if name == wanted)))
}

impl Finder<'_, '_> {
    /// The watched model of the row that a value is because a function of the project gives it back.
    fn row_given(&self, value: &Expr, depth: usize) -> Option<String> {
        if self.file.language.name != "javascript" || depth > 4 {
            return None;
        }
        let one = |(_, shape): &Given| *shape == Shape::Row;
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.row_given(&items[0], depth + 1),
            ExprKind::Name(name) => self.given.get(name).cloned(),
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Name(_) => self.given_back(value).filter(one).map(|(model, _)| model),
                ExprKind::Member { object, name, .. } => {
                    self.given_by(object, name).filter(one).map(|(model, _)| model)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What a function of the project gives back that is called by its name.
    pub(super) fn given_back(&self, value: &Expr) -> Option<Given> {
        let ExprKind::Call { callee, .. } = &value.kind else { return None };
        let name = callee.as_name()?;
        let facts = &self.file.facts;
        let import = facts.imports.iter().find(|import| import.local == *name);
        let own = facts.functions.iter().any(|function| function.owner.is_none() && function.name == *name);
        let called = match import {
            Some(import) => import.name.as_deref().filter(|name| *name != "default").unwrap_or(name),
            None => name,
        };
        self.index.given.functions.get(called).filter(|_| own || import.is_some()).cloned()
    }

    /// What a method gives back: of the class around, of the one that a field is declared as, or that a name suggests.
    pub(super) fn given_by(&self, object: &Expr, name: &str) -> Option<Given> {
        if self.index.given.methods.is_empty() {
            return None;
        }
        let owner = match &object.kind {
            ExprKind::Name(this) if this == "this" => self.owner.clone()?,
            _ => self
                .declared_class(object)
                .unwrap_or_else(|| naming::pascal(&naming::snake(object.last_name().unwrap_or_default()))),
        };
        self.index.given.methods.get(&(owner, name.to_owned())).cloned()
    }

    /// `PostsService` of `this.posts` in a class with `constructor(private posts: PostsService)`.
    fn declared_class(&self, object: &Expr) -> Option<String> {
        let ExprKind::Member { object, name, .. } = &object.kind else { return None };
        let owner = self.owner.as_deref().filter(|_| object.as_name() == Some("this"))?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        let text = class.fields.iter().find(|field| field.name == *name)?.type_text.as_deref()?.trim();
        text.chars().all(char::is_alphanumeric).then(|| text.to_owned())
    }

    /// Keeps in mind what a variable holds, and reports what is taken out of a row.
    pub(super) fn bind_given(&mut self, target: &Expr, value: &Expr) {
        if self.file.language.name != "javascript" {
            return;
        }
        let row = self.row_given(value, 0);
        match &target.kind {
            ExprKind::Name(name) => {
                match row {
                    Some(model) => self.given.insert(name.clone(), model),
                    None => self.given.remove(name),
                };
                if let ExprKind::Call { callee, args, .. } = &value.kind
                    && callee.as_name().is_some_and(|callee| SCHEMAS.contains(&callee))
                    && let Some(model) = args.first().and_then(|arg| arg.value.as_name())
                    && self.watched(model)
                {
                    self.given.insert(schema(name), model.to_owned());
                }
            }
            ExprKind::Map(entries) => {
                let Some(model) = row else { return };
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        self.given_attribute(&model, name, &entry.key_range, "it is taken out of");
                    }
                }
            }
            _ => {}
        }
    }

    /// Forgets the variables of another function; the schemas of the module stay.
    pub(super) fn forget_given(&mut self) {
        self.given.retain(|name, _| name.starts_with(SCHEMA));
    }

    /// `user.email` where a function of the project gave the user.
    pub(super) fn member_given(&mut self, object: &Expr, name: &str, range: &Range<usize>) {
        if let Some(model) = self.row_given(object, 0) {
            self.given_attribute(&model, name, range, "a function gives back");
        }
    }

    /// `userSchema.pick({ email: true })`
    pub(super) fn call_given(&mut self, expr: &Expr) {
        if self.given.is_empty() {
            return;
        }
        let chain = Chain::of(expr);
        let Some(model) = chain.root.as_name().and_then(|name| self.given.get(&schema(name))).cloned() else { return };
        for arg in chain.links.iter().filter(|link| matches!(link.name, "pick" | "omit")).flat_map(|link| link.args) {
            let ExprKind::Map(entries) = &arg.value.kind else { continue };
            for entry in entries {
                if let Key::Name(name) = &entry.key {
                    self.given_attribute(&model, name, &entry.key_range, "it is picked from the schema of");
                }
            }
        }
    }

    /// The name of the model need not be known in this file: the function's is.
    pub(super) fn given_attribute(&mut self, model: &str, name: &str, range: &Range<usize>, how: &str) {
        let Some(watches) = self.index.by_attribute.get(name) else { return };
        for at in watches.clone() {
            let watch = &self.index.watches[at];
            if watch.model != model || watch.only_queries || !self.applies(watch) {
                continue;
            }
            let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
            let way = self.way_of_member(range, way);
            if !self.answered(&self.index.watches[at], range, way) {
                self.push(at, range.clone(), way, format!("{how} a `{model}`"));
            }
        }
    }
}

/// No variable's name begins so.
const SCHEMA: &str = "schema ";

fn schema(name: &str) -> String {
    format!("{SCHEMA}{name}")
}
