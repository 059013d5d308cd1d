//! C#: rows that lambdas and loops are given, by the type of the collection; the entity's own properties inside of its class; values that a repository
//! of the entity gives back.
//!
//! What a link makes of the rows is not followed: behind `Select` nothing is known.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::csharp_rows::{OF_TYPE, changes_rows, gives_many, gives_one, held_by};
use super::{Chain, Finder, Way};

/// Types of several values.
const COLLECTIONS: &[&str] = &[
    "Collection",
    "DbSet",
    "HashSet",
    "ICollection",
    "IAsyncEnumerable",
    "IEnumerable",
    "IList",
    "IOrderedEnumerable",
    "IOrderedQueryable",
    "IQueryable",
    "IReadOnlyCollection",
    "IReadOnlyList",
    "ISet",
    "List",
];

/// How deep chains of collections are followed.
const DEEPEST: usize = 8;

/// How long a chain of calls may be.
const LONGEST: usize = 64;

/// The type of the values in a collection.
pub(super) fn element(type_text: &str) -> Option<&str> {
    let text = type_text.trim().trim_end_matches('?');
    if let Some(element) = text.strip_suffix("[]") {
        return Some(element);
    }
    let (head, rest) = text.split_once('<')?;
    let rest = rest.strip_suffix('>')?;
    match head.rsplit('.').next()? {
        "Task" | "ValueTask" | "LazyLoaded" => element(rest),
        "Dictionary" | "IDictionary" | "IReadOnlyDictionary" | "ConcurrentDictionary" => rest.rsplit(',').next(),
        name if COLLECTIONS.contains(&name) => Some(rest.trim_end_matches('?')),
        _ => None,
    }
}

/// Properties that hold several rows of a model; one that is of something else in another class says nothing.
pub(super) fn collections(files: &[&CodeFile], is_model: &dyn Fn(&str) -> bool) -> HashMap<String, String> {
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    let csharp = files.iter().filter(|file| file.language.name == "csharp");
    for field in csharp.flat_map(|file| &file.facts.classes).flat_map(|class| &class.fields) {
        let Some(element) = field.type_text.as_deref().and_then(|text| element(text).or_else(|| held_by(text))) else {
            continue;
        };
        let element = element.rsplit('.').next().unwrap_or(element).to_owned();
        let known = found.entry(field.name.clone()).or_insert_with(|| Some(element.clone()));
        if known.as_ref() != Some(&element) {
            *known = None;
        }
    }
    found.into_iter().filter_map(|(name, model)| Some((name, model.filter(|model| is_model(model))?))).collect()
}

/// The key under which the finder keeps what a variable's elements are.
pub(super) fn elements(name: &str) -> String {
    format!("{name}[]")
}

impl Finder<'_, '_> {
    fn is_csharp(&self) -> bool {
        self.file.language.name == "csharp"
    }

    /// Remembers what a variable's elements are, or the query that it holds.
    pub(super) fn bind_elements(&mut self, name: &str, type_text: Option<&str>, value: Option<&Expr>) {
        if !self.is_csharp() {
            return self.doctrine_assign(name, value);
        }
        self.declare(name, type_text, value);
        let typed = type_text.and_then(element).and_then(|text| self.model_of_type(text));
        match typed.or_else(|| self.element_of(value?, 0)) {
            Some(model) => self.types.insert(elements(name), model),
            None => self.types.remove(&elements(name)),
        };
    }

    /// The watched model of the values in a collection.
    pub(super) fn element_of(&self, value: &Expr, depth: usize) -> Option<String> {
        if !self.is_csharp() || depth > DEEPEST {
            return None;
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.element_of(&items[0], depth + 1),
            ExprKind::Name(name) if self.locals.contains(name) => self.types.get(&elements(name)).cloned(),
            ExprKind::Name(name) if name == "Query" && self.model_of_base().is_some() => self.model_of_base(),
            ExprKind::Member { object, name, .. } if matches!(name.as_str(), "Values" | "Value" | "Result") => {
                self.element_of(object, depth + 1)
            }
            ExprKind::Member { object, .. } if self.holder(object).is_some() => self.holder(object),
            ExprKind::Name(name) | ExprKind::Member { name, .. } => self.index.collections.get(name).cloned(),
            ExprKind::New { type_name, .. } => self.model_of_type(element(type_name)?),
            ExprKind::Call { .. } => {
                let chain = Chain::of(value);
                let kept = |link: &super::super::builder::Link<'_>| {
                    KEEPING.contains(&link.name) || OF_TYPE.contains(&link.name) || gives_many(link.name)
                };
                if let Some(rows) = self.rows_of_holder(&chain).or_else(|| self.returned_rows(value)) {
                    return Some(rows);
                }
                let kept = chain.links.iter().all(kept) && !chain.links.is_empty();
                let rows = || self.element_of(chain.root, depth + 1).or_else(|| self.model_in(&chain));
                if kept { rows().or_else(|| self.set_in(value)) } else { None }
            }
            _ => None,
        }
    }

    /// Lambdas of a call on a collection of rows, of a repository's own query, and of a call that says the rows' types.
    pub(super) fn csharp_call(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, type_args } = &expr.kind else { return };
        if !self.is_csharp() {
            return;
        }
        let chain = Chain::of(expr);
        let held = self.holder(chain.root);
        if let Some(model) = &held {
            self.model(model, &chain.root.range, "the model is queried");
        }
        if let Some(model) = self.builder_of(expr, &chain) {
            self.configured(&model, &chain);
        } else if let Some(model) = self.element_of(chain.root, 0).or_else(|| self.set_in(expr)).or(held) {
            self.rows_of(&model, &chain.links);
        } else {
            self.rows_within(&chain.links);
        }
        self.mapped(expr, &chain);
        self.csharp_row(&chain);
        self.property_by_name(callee, args);
        self.field_of_view(&chain);
        // `.Where<User>(u => …)`
        if let [only] = type_args.as_slice()
            && let Some(model) = self.model_of_type(only)
        {
            let name = callee.last_name().unwrap_or_default();
            if name == "Entity" {
                self.held_in(&model, args);
            } else {
                self.rows_in(&model, args);
            }
            if OF_TYPE.contains(&name) {
                self.model(&model, &callee.range, "the model is queried");
            }
        }
        // `Query(u => …)` in `class UserRepository : Repository<User>`
        let own = match &callee.kind {
            ExprKind::Name(_) => true,
            ExprKind::Member { object, .. } => matches!(object.as_name(), Some("this" | "base")),
            _ => false,
        };
        if own && let Some(model) = self.model_of_base() {
            self.rows_in(&model, args);
        }
    }

    /// `db.Set<User>()`, with what is asked of it.
    pub(super) fn set_in(&self, value: &Expr) -> Option<String> {
        let mut at = value;
        for _ in 0..LONGEST {
            match &at.kind {
                ExprKind::Seq(items) if items.len() == 1 => at = &items[0],
                ExprKind::Call { callee, type_args, .. } if self.is_csharp() => {
                    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
                    let says = OF_TYPE.contains(&name.as_str()) || gives_many(name);
                    if let (true, [only]) = (says, type_args.as_slice()) {
                        return self.model_of_type(only);
                    }
                    if changes_rows(name) && at.range != value.range {
                        return None;
                    }
                    at = object;
                }
                _ => return None,
            }
        }
        None
    }

    /// `db.Entry(user).Property(u => u.Email)`, and `s.SetProperty(u => u.Email, x)` where `s` was given for rows.
    fn csharp_row(&mut self, chain: &Chain<'_>) {
        for (at, link) in chain.links.iter().enumerate() {
            let model = match link.name {
                "Property" | "Reference" | "Collection" => {
                    let entry =
                        at.checked_sub(1).and_then(|at| chain.links.get(at)).filter(|link| link.name == "Entry");
                    entry.and_then(|entry| self.model_of_value(&entry.args.first()?.value))
                }
                "SetProperty" => chain.root.as_name().and_then(|name| self.types.get(name).cloned()),
                _ => None,
            };
            if let Some(model) = model {
                self.rows_in(&model, link.args);
            }
        }
    }

    /// `EF.Property<string>(user, "Email")`
    fn property_by_name(&mut self, callee: &Expr, args: &[crate::lang::facts::Arg]) {
        let [row, name] = args else { return };
        if callee.path().as_deref() != Some("EF.Property") {
            return;
        }
        if let (Some(model), Some(text)) = (self.model_of_value(&row.value), name.value.as_text()) {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
            self.attribute(&model, &text, &name.value.range, way, format!("a property of `{model}` is named"));
        }
    }

    /// Razor: `Html.EditorFor(m => m.Email)` is given the page's model, or one of its rows.
    fn field_of_view(&mut self, chain: &Chain<'_>) {
        let [link] = chain.links.as_slice() else { return };
        if chain.root.as_name() == Some("Html") && link.name.ends_with("For") {
            let model = self.types.get("Model").or_else(|| self.types.get(&elements("Model"))).cloned();
            if let Some(model) = model {
                self.rows_in(&model, link.args);
            }
        }
    }

    /// The model that a base of the class around is of: `Repository<User>`.
    pub(super) fn model_of_base(&self) -> Option<String> {
        let owner = self.owner.as_deref()?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        class.bases.iter().find_map(|base| {
            let ExprKind::Index { object, index } = &base.kind else { return None };
            let named = object.last_name().is_some_and(|name| OF_ONE_MODEL.iter().any(|part| name.contains(part)));
            let ExprKind::List(types) = &index.kind else { return None };
            let model = types.first().filter(|_| named)?.last_name()?;
            self.model_named(model)
        })
    }

    /// `await _userRepository.GetByIdAsync(id)`: a row of the model that the repository is named after.
    pub(super) fn row_of_repository(&self, chain: &Chain<'_>) -> Option<String> {
        if !self.is_csharp() {
            return None;
        }
        let [link] = chain.links.as_slice() else { return None };
        let one = gives_one(link.name);
        if let Some(model) = self.holder(chain.root).filter(|_| one) {
            return Some(model);
        }
        let stem = chain.root.last_name()?.trim_start_matches('_').strip_suffix("Repository").filter(|_| one)?;
        let mut letters = stem.chars();
        let first = letters.next()?.to_uppercase();
        self.model_named(&first.chain(letters).collect::<String>())
    }

    /// Inside of the entity's class, a word that is no variable is its property.
    pub(super) fn own_property(&mut self, name: &str, range: &Range<usize>) {
        if !self.is_csharp() || self.locals.contains(name) {
            return;
        }
        let Some(owner) = self.owner.clone().filter(|owner| self.watched(owner)) else { return };
        let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
        self.attribute(&owner, name, range, way, format!("inside `{owner}` the word is its property"));
    }
}

/// Parts of the names of bases that have lambdas of the rows of one model: `Repository<User>`, `AbstractValidator<User>`, `ClassMap<User>`.
const OF_ONE_MODEL: &[&str] = &["Configuration", "Map", "Repo", "Specification", "Validator"];

/// Links that leave the rows what they are.
const KEEPING: &[&str] = &[
    "AsEnumerable",
    "AsNoTracking",
    "AsQueryable",
    "AsSplitQuery",
    "ConfigureAwait",
    "Distinct",
    "Include",
    "OrderBy",
    "OrderByDescending",
    "Reverse",
    "Skip",
    "Take",
    "ThenBy",
    "ThenByDescending",
    "ThenInclude",
    "ToArray",
    "ToArrayAsync",
    "ToList",
    "ToListAsync",
    "Where",
];
