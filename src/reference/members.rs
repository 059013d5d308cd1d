//! Uses of mapped models in code: keys and strings of queries, constructors, members of the class, of `self` and of values of a known type.
//!
//! A use needs the model in the same expression, or a value whose type is the model; a bare name never counts.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Function, Key};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::CodeFile;

use super::builder::Chain;
use super::models::{ModelUse, Watch};
use types::bound;

pub use index::Index;

mod calls;
mod csharp;
mod csharp_rows;
mod diesel;
mod doctrine;
mod ecto;
mod eloquent;
mod ent;
mod generated;
mod go;
mod go_generated;
mod index;
mod javascript;
mod jpa;
mod jpa_criteria;
mod jvm_queries;
mod jvm_rows;
mod jvm_words;
mod kotlin;
mod lambdas;
mod mybatis;
mod own;
mod panache;
mod php;
mod php_rows;
mod prisma;
mod python;
mod python_managers;
mod python_rows;
mod python_templates;
mod rails;
mod receiver;
mod rom;
mod ruby;
mod ruby_relations;
mod rust_rows;
mod script_instances;
mod script_rows;
mod script_types;
mod sea_orm;
mod sea_query;
mod sequel;
mod sequelize;
mod shadow;
mod types;
mod typescript;
mod vocabulary;

/// The uses of the watched models in a file.
pub fn uses(file: &CodeFile, index: &Index<'_>) -> Vec<ModelUse> {
    let mut finder = Finder {
        file,
        index,
        out: Vec::new(),
        seen: HashSet::new(),
        rows: HashMap::new(),
        linq: HashMap::new(),
        handed: HashMap::new(),
        types: HashMap::new(),
        raw: HashMap::new(),
        querysets: HashMap::new(),
        closures: HashMap::new(),
        given: HashMap::new(),
        jvm: jvm_rows::Known::default(),
        literals: HashMap::new(),
        of_module: HashMap::new(),
        locals: HashSet::new(),
        owner: None,
        foreign: HashSet::new(),
        shadowed: HashSet::new(),
        assigned: 0..0,
        called: 0..0,
        direct: false,
        by_convention: false,
        entities: sea_orm::local(file, index),
        taken_apart: false,
        joined: false,
    };
    finder.foreign = finder.foreign_models();
    finder.template_context();
    for expr in &file.facts.top {
        finder.visit(expr);
    }
    if file.language.name == "javascript" {
        finder.of_module = finder.types.clone();
        generated::imports(&mut finder);
    }
    for class in &file.facts.classes {
        finder.owner = Some(class.name.clone());
        finder.lists_of_names(class);
        for expr in class.decorators.iter().chain(&class.body) {
            finder.class_body(&class.name, expr);
            ecto::class_body(&mut finder, &class.name, expr);
            finder.visit(expr);
        }
        finder.mixed_body(class);
        for field in &class.fields {
            if let (Some(text), Some(value)) = (&field.type_text, &field.value) {
                finder.handed_to(text, value);
            }
            field.decorators.iter().chain(&field.value).for_each(|expr| finder.visit(expr));
        }
    }
    for function in &file.facts.functions {
        finder.function(function, None);
        for model in finder.mixed_into(function) {
            finder.function(function, Some(&model));
        }
    }
    finder.picked_by_types();
    sea_orm::uses(&mut finder);
    sea_query::uses(&mut finder);
    jpa::uses(&mut finder);
    panache::uses(&mut finder);
    mybatis::uses(&mut finder);
    diesel::uses(file, index, &mut finder.out);
    finder.out
}

/// How an attribute is used.
#[derive(Clone, Copy)]
struct Way {
    mechanism: Mechanism,
    access: Access,
    certainty: Certainty,
}

struct Finder<'f, 'w> {
    file: &'f CodeFile,
    index: &'f Index<'w>,
    out: Vec<ModelUse>,
    seen: HashSet<(usize, Range<usize>)>,
    /// Where lambdas begin that are given rows of a model: `db.Users.Where(u => …)`.
    rows: HashMap<usize, String>,
    /// What each parameter of C#'s lambdas is, by where they begin.
    linq: HashMap<usize, Vec<csharp_rows::Given>>,
    /// What functions of JavaScript are given, by where they begin.
    handed: HashMap<usize, script_rows::Handed>,
    /// Variables whose type is a watched model.
    types: HashMap<String, String>,
    /// The declared types of variables (Go and C#), with their packages.
    raw: HashMap<String, String>,
    /// Variables that hold a queryset of a watched model (Python).
    querysets: HashMap<String, String>,
    /// What Eloquent's closures are given, by where they begin.
    closures: HashMap<usize, eloquent::Held>,
    /// Variables that hold a row which a function of the project gives back (JavaScript).
    given: HashMap<String, String>,
    /// What is known of the variables in Java and Kotlin.
    jvm: jvm_rows::Known,
    /// The keys of the objects that variables hold, in JavaScript.
    literals: HashMap<String, Vec<(String, Range<usize>)>>,
    /// Those of the module's own variables, in JavaScript.
    of_module: HashMap<String, String>,
    /// Parameters and variables of the function: in Ruby, a bare word that is one of them is no call on `self`.
    locals: HashSet<String>,
    /// The class around, if it is one.
    owner: Option<String>,
    /// Watched names that mean another class in this file.
    foreign: HashSet<String>,
    /// Models that are variables (Drizzle's) and whose name means another variable here.
    shadowed: HashSet<String>,
    /// The member that is being assigned to: its name.
    assigned: Range<usize>,
    /// The member that is being called: its name.
    called: Range<usize>,
    /// The link in hand goes to the database past the methods of the model.
    direct: bool,
    /// Only a name that follows the convention says the model in hand.
    by_convention: bool,
    /// sea-orm's entities under the names that they have in the file.
    entities: sea_orm::Local,
    /// What is visited is a pattern: it reads the fields that it names.
    taken_apart: bool,
    /// The query in hand joins other tables, whose columns a name without a table may mean.
    joined: bool,
}

impl<'f, 'w> Finder<'f, 'w> {
    /// Goes through a function; one of a module or trait as if it stood in the model that it is mixed into.
    fn function(&mut self, function: &Function, model: Option<&str>) {
        self.types = self.of_module.clone();
        self.raw.clear();
        self.querysets.clear();
        self.forget_given();
        self.literals.clear();
        self.shadowed.clear();
        self.hide(function.params.iter().map(|param| param.name.as_str()), &function.body);
        self.locals = function.params.iter().map(|param| param.name.clone()).collect();
        self.owner = model.map(str::to_owned).or_else(|| function.owner.clone());
        for param in &function.params {
            self.types.remove(&param.name);
            if let Some(model) = param.type_text.as_deref().and_then(|text| self.model_of_type(text)) {
                self.types.insert(param.name.clone(), model);
            }
            self.bind_elements(&param.name, param.type_text.as_deref(), None);
            if let Some(model) = param.type_text.as_deref().and_then(|text| self.model_of_many(text)) {
                self.querysets.insert(param.name.clone(), model);
            }
            self.given_type(&param.name, param.type_text.as_deref());
        }
        self.given_rows(function);
        self.jvm_function(function);
        self.eloquent_function(function);
        self.go_function(function);
        // A method of the class itself has no row.
        if self.file.language.name == "ruby"
            && !function.is_static
            && let Some(owner) = self.owner.clone()
        {
            self.types.insert("self".into(), owner);
        }
        if let (Some(text), Some(ExprKind::Return(value))) =
            (&function.returns, function.body.last().map(|it| &it.kind))
        {
            self.handed_to(text, value);
        }
        for expr in function.decorators.iter().chain(&function.body) {
            self.visit(expr);
        }
        if let Some(model) = function.returns.as_deref().and_then(|text| self.model_of_type(text)) {
            for expr in &function.body {
                if let ExprKind::Return(value) = &expr.kind {
                    generated::made(self, &model, value, 0);
                }
            }
        }
    }

    fn watched(&self, model: &str) -> bool {
        !self.foreign.contains(model)
            && !self.shadowed.contains(model)
            && self
                .index
                .by_model
                .get(model)
                .is_some_and(|watches| watches.iter().any(|at| self.applies(&self.index.watches[*at])))
    }

    fn applies(&self, watch: &Watch) -> bool {
        watch.used_in.contains(&self.file.language.name)
    }

    /// Reports a use of `attribute` of `model`.
    fn attribute(&mut self, model: &str, attribute: &str, range: &Range<usize>, way: Way, how: String) {
        let Some(watches) = self.index.by_attribute.get(attribute) else { return };
        for at in watches.clone() {
            let watch = &self.index.watches[at];
            if watch.model != model || watch.only_queries || !self.applies(watch) || self.foreign.contains(model) {
                continue;
            }
            let way = self.way_of_member(range, way);
            if self.answered(watch, range, way) {
                continue;
            }
            self.push(at, range.clone(), way, how.clone());
        }
    }

    fn push(&mut self, at: usize, range: Range<usize>, way: Way, how: String) {
        let watch = &self.index.watches[at];
        if watch.place.path == *self.file.path() && watch.place.range == range {
            return;
        }
        if !self.seen.insert((at, range.clone())) {
            return;
        }
        let span = self.file.span(range.clone());
        self.out.push(ModelUse {
            target: watch.target.clone(),
            reference: Reference {
                access: way.access,
                mechanism: way.mechanism,
                certainty: way.certainty.min(watch.certainty).min(match self.by_convention {
                    _ if self.joined && watch.shared => Certainty::Possible,
                    true => Certainty::Likely,
                    false => Certainty::Certain,
                }),
                proof: vec![watch.why.clone(), Step::at(how, span.clone())],
                symbol: super::symbol_at(self.file, range.start),
                test: super::is_test(self.file, range.start),
                span,
                reach: Default::default(),
            },
        });
    }

    /// Reports a use of the model itself, which matters where its table goes.
    fn model(&mut self, model: &str, range: &Range<usize>, how: &str) {
        let Some(watches) = self.index.by_model.get(model) else { return };
        for at in watches.clone() {
            let watch = &self.index.watches[at];
            if watch.attribute.is_none() && self.applies(watch) && !self.foreign.contains(model) {
                self.push(
                    at,
                    range.clone(),
                    Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain },
                    how.to_string(),
                );
            }
        }
    }

    fn visit(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Assign { target, type_text, value, declares, op } => {
                self.visit(value);
                if let ExprKind::Member { name_range, .. } = &target.kind
                    && *op == "="
                {
                    self.assigned = name_range.clone();
                }
                // Ruby: a bare word that is assigned is a variable from here on, never the object's attribute.
                if self.file.language.name == "ruby"
                    && let Some(name) = target.as_name()
                {
                    self.locals.insert(name.to_string());
                }
                self.taken_apart = *declares && self.file.language.name == "rust";
                self.visit(target);
                self.taken_apart = false;
                self.bind_given(target, value);
                self.jvm_assign(target, type_text.as_deref(), value, *declares);
                self.keep_literal(target, value);
                self.script_bind(target, value);
                self.taken_by_type(target, type_text.as_deref());
                self.given_type(target.as_name().unwrap_or_default(), type_text.as_deref());
                if let Some(name) = bound(target).or_else(|| self.row_of_pair(target, value)) {
                    self.locals.insert(name.to_string());
                    self.bind_elements(name, type_text.as_deref(), Some(value));
                    let declared = || type_text.as_deref().and_then(|text| self.model_of_many(text));
                    let rows = self.model_of_rows(value).or_else(declared);
                    let model = match (&rows, *op) {
                        (Some(model), "in") => Some(model.clone()),
                        (_, "in") if self.is_python() => None,
                        _ => type_text
                            .as_deref()
                            .and_then(|text| self.model_of_type(text))
                            .or_else(|| self.model_of_value(value)),
                    };
                    match rows.filter(|_| *op == "=") {
                        Some(model) => self.querysets.insert(name.to_string(), model),
                        None => self.querysets.remove(name),
                    };
                    match model {
                        Some(model) => {
                            self.types.insert(name.to_string(), model);
                        }
                        None if *declares => {
                            self.types.remove(name);
                        }
                        None => {}
                    }
                    if let Some(text) = type_text {
                        prisma::typed_value(self, text, value);
                        if let Some(model) = self.model_of_type(text) {
                            generated::made(self, &model, value, 0);
                        }
                    }
                    generated::bind(self, target, value);
                } else if self.file.language.name == "javascript"
                    && matches!(target.kind, ExprKind::Map(_))
                    && generated::bind(self, target, value)
                {
                } else if let (ExprKind::Map(entries), Some(model)) =
                    (&target.kind, self.model_of_value(value).or_else(|| ecto::row_named(self, value)))
                {
                    for entry in entries {
                        if let Key::Name(name) = &entry.key {
                            let way = Way {
                                mechanism: Mechanism::Member,
                                access: Access::Read,
                                certainty: Certainty::Likely,
                            };
                            let how = format!("it is taken out of a `{model}`");
                            self.attribute(&model, name, &entry.key_range, way, how);
                        }
                    }
                }
                self.go_assign(target, type_text.as_deref(), value);
                return;
            }
            ExprKind::Call { callee, .. } => {
                if let ExprKind::Member { name_range, .. } = &callee.kind {
                    self.called = name_range.clone();
                }
                if self.ruby_relation(expr) {
                    return;
                }
                self.call(expr);
                self.php_call(expr);
                self.call_given(expr);
                self.ruby_write(expr);
                self.python_paths(expr);
                self.csharp_call(expr);
                self.jvm_call(expr);
                self.rust_call(expr);
                ecto::call(self, expr);
                ent::call(self, expr);
                rails::call(self, expr);
                rom::call(self, expr);
            }
            ExprKind::New { type_name, args, .. } => {
                if let Some(model) = self.model_made(type_name) {
                    for arg in args {
                        if let Some(name) = &arg.name {
                            let (mechanism, access, how) = match self.taken_apart {
                                true => (Mechanism::Member, Access::Read, format!("it is taken out of a `{model}`")),
                                false => {
                                    (Mechanism::Constructor, Access::Write, format!("a `{model}` is made with it"))
                                }
                            };
                            let way = Way { mechanism, access, certainty: Certainty::Certain };
                            self.attribute(&model, name, &arg.name_range, way, how);
                        }
                        // `new User({ email })`, `User.new(email: x)`
                        if let ExprKind::Map(entries) = &arg.value.kind {
                            for entry in entries {
                                if let Key::Name(name) = &entry.key {
                                    let (mechanism, access) = (Mechanism::Constructor, Access::Write);
                                    let way = Way { mechanism, access, certainty: Certainty::Certain };
                                    let how = format!("a `{model}` is made with it");
                                    self.attribute(&model, name, &entry.key_range, way, how);
                                }
                            }
                        }
                    }
                    self.model(&model, &expr.range, "a row is made");
                }
            }
            ExprKind::Member { object, name, name_range } => {
                self.member(object, name, name_range);
                ent::member(self, object, name, name_range);
                go_generated::member(self, object, name, name_range);
            }
            ExprKind::Index { object, index } => {
                self.ruby_index(object, index);
                self.ruby_arel(object, index);
                self.php_index(object, index);
                ecto::index(self, object, index);
            }
            ExprKind::Map(entries) => ecto::updated(self, entries),
            ExprKind::Symbol(name) if self.file.language.name == "csharp" => self.name_of_member(name, expr),
            ExprKind::Name(name) if self.file.language.name == "csharp" => self.own_property(name, &expr.range),
            ExprKind::Name(name) if self.file.language.name == "kotlin" => self.word_of_receiver(name, &expr.range),
            ExprKind::Name(name) if self.file.language.name == "ruby" => {
                // A bare word in a model's own method is a call on itself.
                if let Some(owner) = self.types.get("self").cloned()
                    && !self.types.contains_key(name)
                    && !self.locals.contains(name)
                {
                    let name = self.ruby_attribute(name);
                    self.attribute(
                        &owner,
                        name,
                        &expr.range,
                        Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely },
                        format!("inside `{owner}` the word is its attribute"),
                    );
                }
            }
            ExprKind::Lambda { params, body } => return self.lambda(params, body, expr.range.start),
            _ => {}
        }
        // A comprehension names its variable behind the place where it is used.
        for loops in [true, false] {
            expr.each_child(|child| {
                if matches!(child.kind, ExprKind::Assign { op: "in", .. }) == loops {
                    self.visit(child);
                }
            });
        }
    }
}
