//! C#: what lambdas are given, link by link: rows of a query, of a repository or another holder of one model, of a mapping's configuration; and which model
//! the methods of the project's own types give back.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key, Param};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::super::builder::Link;
use super::csharp::{element, elements};
use super::{Chain, Finder, Way};

/// Calls that say the type of the rows that they give, or of what they configure: `db.Set<User>()`, `unit.Repository<User>()`, `model.Entity<User>()`.
pub(super) const OF_TYPE: &[&str] =
    &["Entity", "From", "GetRepository", "GetTable", "Query", "QueryOver", "Queryable", "Repository", "Set", "Table"];

/// Links that give a configured property or key of an entity by its row, or by its name.
const CONFIGURING: &[&str] = &[
    "HasAlternateKey",
    "HasIndex",
    "HasKey",
    "HasMany",
    "HasOne",
    "HasQueryFilter",
    "Navigation",
    "OwnsMany",
    "OwnsOne",
    "PrimitiveCollection",
    "Property",
];

/// What a parameter of a lambda is.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Nothing,
    /// A row of a model.
    Row(String),
    /// Several of them.
    Rows(String),
    /// What configures a model.
    Builder(String),
}

/// Links behind which the rows are something else.
pub(super) fn changes_rows(link: &str) -> bool {
    matches!(link, "Select" | "SelectMany" | "GroupBy" | "Join" | "GroupJoin" | "Zip" | "ToDictionary" | "ProjectTo")
}

/// Whether a method of a repository gives one row by its name.
pub(super) fn gives_one(name: &str) -> bool {
    let name = name.trim_end_matches("Async");
    let begins = ["GetBy", "FindBy", "First", "Single", "Last", "GetSingle", "GetFirst", "FindOne", "GetOne"];
    begins.iter().any(|start| name.starts_with(start)) || matches!(name, "Get" | "Find" | "Load")
}

/// Whether it gives several.
pub(super) fn gives_many(name: &str) -> bool {
    let name = name.trim_end_matches("Async");
    let begins = ["All", "List", "GetAll", "GetList", "FindAll", "Query", "Where", "Search", "AsQueryable"];
    begins.iter().any(|start| name.starts_with(start)) || matches!(name, "Get" | "Find" | "FromSql")
}

/// What the methods of types give back that are declared to give a watched model, or several.
pub(super) fn returns(files: &[&CodeFile], is_model: &dyn Fn(&str) -> bool) -> HashMap<(String, String), String> {
    let mut found = HashMap::new();
    for function in files.iter().filter(|file| file.language.name == "csharp").flat_map(|file| &file.facts.functions) {
        let (Some(owner), Some(text)) = (&function.owner, &function.returns) else { continue };
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        if text.split(|c| !is_part(c)).any(is_model) {
            found.insert((owner.clone(), function.name.clone()), text.clone());
        }
    }
    found
}

/// The model of a type that holds rows of one: `IRepository<User>`, `EntityTypeBuilder<User>`.
pub(super) fn held_by(type_text: &str) -> Option<&str> {
    let (head, rest) = type_text.trim().trim_end_matches('?').split_once('<')?;
    let only = rest.strip_suffix('>').filter(|only| !only.contains([',', '<']))?;
    let head = head.rsplit('.').next().unwrap_or(head);
    let is_value = matches!(head, "Task" | "ValueTask" | "Nullable" | "Lazy" | "IOptions" | "Action" | "Predicate");
    (!is_value && element(type_text).is_none()).then_some(only)
}

/// The first type of a function that lambdas are written for: `Expression<Func<User, bool>>`.
fn handed_by(type_text: &str) -> Option<&str> {
    let mut text = type_text.trim().trim_end_matches('?');
    if let Some((head, rest)) = text.split_once('<')
        && head.ends_with("Expression")
    {
        text = rest.strip_suffix('>')?;
    }
    let (head, rest) = text.split_once('<')?;
    let is_function = matches!(head.rsplit('.').next()?, "Func" | "Action" | "Predicate");
    is_function.then(|| rest.split([',', '>']).next().unwrap_or_default().trim())
}

/// The members of its parameter that a lambda names: `p => p.Email`, `p => new { p.Email, p.Name }`.
fn members_of_parameter(lambda: &Expr) -> Vec<(&str, &Range<usize>)> {
    let mut found = Vec::new();
    let ExprKind::Lambda { params, body } = &lambda.kind else { return found };
    let [param] = params.as_slice() else { return found };
    for part in body {
        part.walk(&mut |part| {
            if let ExprKind::Member { object, name, name_range } = &part.kind
                && object.as_name() == Some(&param.name)
            {
                found.push((name.as_str(), name_range));
            }
            true
        });
    }
    found
}

impl Finder<'_, '_> {
    /// Remembers the type that a variable is declared with, or that its value says.
    pub(super) fn declare(&mut self, name: &str, type_text: Option<&str>, value: Option<&Expr>) {
        let held = || value.and_then(|value| self.holder(value)).map(|model| format!("Held<{model}>"));
        match type_text.filter(|text| *text != "var").map(str::to_owned).or_else(held) {
            Some(text) => self.raw.insert(name.to_owned(), text),
            None => self.raw.remove(name),
        };
        if let (Some(text), Some(value)) = (type_text, value) {
            self.handed_to(text, value);
        }
    }

    /// A lambda where a function of a model's row is wanted.
    pub(super) fn handed_to(&mut self, type_text: &str, value: &Expr) {
        let ExprKind::Lambda { .. } = &value.kind else { return };
        if let Some(model) = handed_by(type_text).and_then(|text| self.model_of_type(text)) {
            self.given_to(value, vec![Given::Row(model)]);
        }
    }

    /// The type that a variable, or a field of the class around, is declared with.
    fn declared(&self, value: &Expr) -> Option<&str> {
        let field = |name: &str| {
            let class = self.file.facts.classes.iter().find(|class| self.owner.as_ref() == Some(&class.name))?;
            class.fields.iter().find(|field| field.name == name)?.type_text.as_deref()
        };
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.declared(items.first()?),
            ExprKind::Name(name) if self.locals.contains(name) => self.raw.get(name).map(String::as_str),
            ExprKind::Name(name) => field(name),
            ExprKind::Member { object, name, .. } if object.as_name() == Some("this") => field(name),
            _ => None,
        }
    }

    /// The watched model of what holds rows by its type: `IRepository<User> users`, `unit.Repository<User>()`.
    pub(super) fn holder(&self, value: &Expr) -> Option<String> {
        if self.file.language.name != "csharp" {
            return None;
        }
        match &value.kind {
            ExprKind::Call { callee, type_args, args } => {
                let ([only], [], Some(name)) = (type_args.as_slice(), args.as_slice(), callee.last_name()) else {
                    return None;
                };
                let holds = OF_TYPE.contains(&name) || name.contains("Repo");
                self.model_of_type(only).filter(|_| holds)
            }
            _ => self.model_of_type(held_by(self.declared(value)?)?),
        }
    }

    /// Whether a call gives one value of the type that it names.
    pub(super) fn says_its_type(&self, callee: &Expr, type_args: &[String]) -> bool {
        let name = callee.last_name().unwrap_or_default();
        self.file.language.name == "csharp" && type_args.len() == 1 && (gives_one(name) || name == "Map")
    }

    /// The rows that a method of such a holder gives by its name.
    pub(super) fn rows_of_holder(&self, chain: &Chain<'_>) -> Option<String> {
        let first = chain.links.first().filter(|link| gives_many(link.name))?;
        let rest = chain.links.iter().skip(1);
        let kept = rest.clone().all(|link| !changes_rows(link.name) && !gives_one(link.name));
        self.holder(chain.root).filter(|_| kept || first.name.is_empty())
    }

    /// The type that a method of the project is declared to give back.
    fn returned_type(&self, call: &Expr) -> Option<&str> {
        let ExprKind::Call { callee, .. } = &call.kind else { return None };
        if self.file.language.name != "csharp" {
            return None;
        }
        let (owner, name) = match &callee.kind {
            ExprKind::Name(name) => (self.owner.as_deref()?, name),
            ExprKind::Member { object, name, .. } => match &object.kind {
                ExprKind::Name(this) if matches!(this.as_str(), "this" | "base") => (self.owner.as_deref()?, name),
                _ => (self.declared(object).or_else(|| object.last_name())?, name),
            },
            _ => return None,
        };
        let owner = owner.trim_end_matches('?').split('<').next().unwrap_or(owner);
        let owner = owner.rsplit('.').next().unwrap_or(owner);
        self.index.csharp_returns.get(&(owner.to_owned(), name.clone())).map(String::as_str)
    }

    /// The watched model of a row that a method of the project gives back.
    pub(super) fn returned_row(&self, call: &Expr) -> Option<String> {
        let text = self.returned_type(call)?;
        let inner = text.split_once('<').filter(|(head, _)| head.ends_with("Task")).map_or(text, |(_, inner)| inner);
        let is_row = !inner.contains(['<', '[', '(']);
        self.model_of_type(inner.trim_end_matches('>')).filter(|_| is_row)
    }

    /// The watched model of several.
    pub(super) fn returned_rows(&self, call: &Expr) -> Option<String> {
        self.model_of_type(element(self.returned_type(call)?)?)
    }

    /// Says what the lambdas of a chain are given that begins with rows of a model.
    pub(super) fn rows_of(&mut self, model: &str, links: &[Link<'_>]) {
        let (mut model, mut grouped) = (model.to_owned(), false);
        for link in links {
            let lambda = |at: usize| link.args.get(at).map(|arg| &arg.value);
            match link.name {
                "Join" | "GroupJoin" => {
                    let inner = lambda(0).and_then(|rows| self.element_of(rows, 0));
                    let given = |model: Option<String>| model.map_or(Given::Nothing, Given::Row);
                    let many = |model: Option<String>| model.map_or(Given::Nothing, Given::Rows);
                    let both = match link.name {
                        "Join" => given(inner.clone()),
                        _ => many(inner.clone()),
                    };
                    let all = [vec![Given::Row(model.clone())], vec![given(inner)], vec![Given::Row(model), both]];
                    for (at, given) in all.into_iter().enumerate() {
                        if let Some(lambda) = lambda(at + 1) {
                            self.given_to(lambda, given);
                        }
                    }
                    return;
                }
                "GroupBy" if !grouped => {
                    self.rows_in(&model, link.args);
                    if let Some(last) = link.args.last() {
                        let both = matches!(&last.value.kind, ExprKind::Lambda { params, .. } if params.len() == 2);
                        if both {
                            self.given_to(&last.value, vec![Given::Nothing, Given::Rows(model.clone())]);
                        }
                    }
                    if link.args.len() != 1 {
                        return;
                    }
                    grouped = true;
                }
                "SelectMany" if !grouped => {
                    self.rows_in(&model, link.args);
                    let Some(next) = lambda(0).and_then(|lambda| self.collection_in(lambda)) else { return };
                    if link.args.len() != 1 {
                        return;
                    }
                    model = next;
                }
                // What it is given is a row of another model.
                "ThenInclude" => {}
                _ if grouped => {
                    let each = link.args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
                    for arg in each {
                        self.given_to(&arg.value, vec![Given::Rows(model.clone())]);
                    }
                }
                _ => self.rows_in(&model, link.args),
            }
            if matches!(link.name, "Add" | "AddAsync" | "Attach" | "Update" | "Insert" | "InsertAsync") {
                self.made_without_type(&model, link.args);
            }
            if changes_rows(link.name) && !matches!(link.name, "GroupBy" | "SelectMany") {
                return;
            }
        }
    }

    /// `users.SelectMany(u => u.Posts).Where(p => …)`, whatever the users are.
    pub(super) fn rows_within(&mut self, links: &[Link<'_>]) {
        for (at, link) in links.iter().enumerate().filter(|(_, link)| link.name == "SelectMany") {
            let [only] = link.args else { continue };
            if let Some(model) = self.collection_in(&only.value) {
                self.rows_of(&model, links.get(at + 1..).unwrap_or_default());
            }
        }
    }

    /// The model of the collection that a lambda gives: `u => u.Posts`.
    fn collection_in(&self, lambda: &Expr) -> Option<String> {
        let ExprKind::Lambda { body, .. } = &lambda.kind else { return None };
        let mut at = body.first()?;
        while let ExprKind::Return(inner) = &at.kind {
            at = inner;
        }
        self.element_of(at, 0)
    }

    /// The lambdas among these arguments are each given a row.
    pub(super) fn rows_in(&mut self, model: &str, args: &[Arg]) {
        for arg in args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) {
            self.rows.insert(arg.value.range.start, model.to_owned());
        }
    }

    /// The lambdas among these arguments are each given what configures a model.
    pub(super) fn held_in(&mut self, model: &str, args: &[Arg]) {
        for arg in args {
            self.given_to(&arg.value, vec![Given::Builder(model.to_owned())]);
        }
    }

    fn given_to(&mut self, lambda: &Expr, given: Vec<Given>) {
        if let ExprKind::Lambda { .. } = &lambda.kind {
            self.rows.remove(&lambda.range.start);
            self.linq.insert(lambda.range.start, given);
        }
    }

    /// What the parameters of a lambda are.
    pub(super) fn csharp_lambda(&mut self, params: &[Param], start: usize) {
        let Some(given) = self.linq.get(&start).cloned() else { return };
        for (param, given) in params.iter().zip(given) {
            match given {
                Given::Nothing => {}
                Given::Row(model) => drop(self.types.insert(param.name.clone(), model)),
                Given::Rows(model) => drop(self.types.insert(elements(&param.name), model)),
                Given::Builder(model) => {
                    self.raw.insert(param.name.clone(), format!("EntityTypeBuilder<{model}>"));
                }
            }
        }
    }

    /// The model that a chain configures: `builder.HasIndex(…)` of an `EntityTypeBuilder<User>`, `model.Entity<User>().HasIndex(…)`.
    pub(super) fn builder_of(&self, expr: &Expr, chain: &Chain<'_>) -> Option<String> {
        if chain.links.first().is_some_and(|link| link.name == "Entity") {
            return self.set_in(expr);
        }
        let is_builder = self.declared(chain.root)?.contains("Builder<");
        self.holder(chain.root).filter(|_| is_builder)
    }

    /// The properties that a chain of configuration names.
    pub(super) fn configured(&mut self, model: &str, chain: &Chain<'_>) {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Declare, certainty: Certainty::Certain };
        let of_many = chain.links.iter().any(|link| link.name == "WithMany");
        for link in &chain.links {
            let is_key = link.name == "HasForeignKey" && of_many;
            if CONFIGURING.contains(&link.name) || is_key {
                let first = link.args.get(..1).unwrap_or_default();
                if link.name == "HasQueryFilter" {
                    self.rows_in(model, first);
                }
                for (name, range) in first.iter().flat_map(|arg| members_of_parameter(&arg.value)) {
                    self.attribute(model, name, range, way, format!("a property of `{model}` is configured"));
                }
                for arg in link.args.iter().filter(|_| !matches!(link.name, "HasOne" | "HasMany")) {
                    if let Some(text) = arg.value.as_text() {
                        self.attribute(
                            model,
                            &text,
                            &arg.value.range,
                            way,
                            format!("a property of `{model}` is named"),
                        );
                    }
                }
            }
            if link.name == "HasData" {
                for arg in link.args {
                    self.keys_of_row(model, &arg.value);
                }
            }
            if matches!(link.name, "HasMany" | "OwnsOne" | "OwnsMany") {
                break;
            }
        }
    }

    /// `new { Id = 1, Email = "x" }`: a row that is stored.
    fn keys_of_row(&mut self, model: &str, value: &Expr) {
        let way = Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Certain };
        match &value.kind {
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        self.attribute(model, name, &entry.key_range, way, format!("a `{model}` is made with it"));
                    }
                }
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.keys_of_row(model, item)),
            _ => {}
        }
    }

    /// `users.Add(new() { Email = "x" })`
    fn made_without_type(&mut self, model: &str, args: &[Arg]) {
        let way = Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Certain };
        for arg in args {
            let ExprKind::New { type_name, args, .. } = &arg.value.kind else { continue };
            for arg in args.iter().filter(|_| type_name.is_empty()) {
                if let Some(name) = &arg.name {
                    self.attribute(model, name, &arg.name_range, way, format!("a `{model}` is made with it"));
                }
            }
        }
    }

    /// AutoMapper: `CreateMap<User, UserDto>().ForMember(d => d.Mail, o => o.MapFrom(s => s.Email))`.
    pub(super) fn mapped(&mut self, expr: &Expr, chain: &Chain<'_>) {
        let mut at = expr;
        let (mut from, mut to) = loop {
            let ExprKind::Call { callee, type_args, .. } = &at.kind else { return };
            if let (Some("CreateMap"), [from, to]) = (callee.last_name(), type_args.as_slice()) {
                break (self.model_of_type(from), self.model_of_type(to));
            }
            let ExprKind::Member { object, .. } = &callee.kind else { return };
            at = object;
        };
        for link in &chain.links {
            if link.name == "ReverseMap" {
                std::mem::swap(&mut from, &mut to);
            }
            if !matches!(link.name, "ForMember" | "ForPath" | "ForCtorParam" | "ForSourceMember") {
                continue;
            }
            let first = if link.name == "ForSourceMember" { &from } else { &to };
            if let Some(model) = first.clone() {
                self.rows_in(&model, link.args.get(..1).unwrap_or_default());
            }
            let Some(from) = &from else { continue };
            let mut lambdas = Vec::new();
            for arg in link.args.iter().skip(1) {
                arg.value.walk(&mut |part| {
                    if let ExprKind::Call { callee, args, .. } = &part.kind
                        && matches!(callee.last_name(), Some("MapFrom" | "PreCondition" | "Condition" | "ResolveUsing"))
                    {
                        lambdas.extend(args.first().map(|arg| arg.value.clone()));
                    }
                    true
                });
            }
            for lambda in lambdas {
                self.given_to(&lambda, vec![Given::Row(from.clone())]);
            }
        }
    }

    /// `nameof(User.Email)`, which is read as the text `Email`.
    pub(super) fn name_of_member(&mut self, name: &str, expr: &Expr) {
        let Some(before) = self.file.source.text.get(..expr.range.start) else { return };
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let Some(object) =
            before.strip_suffix('.').map(|before| before.rsplit(|c| !is_part(c)).next().unwrap_or(before))
        else {
            return;
        };
        if let Some(model) = self.model_named(object).or_else(|| self.types.get(object).cloned()) {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
            self.attribute(&model, name, &expr.range, way, format!("an attribute of `{model}` is named"));
        }
    }
}
