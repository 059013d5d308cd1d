//! What TypeScript's types say of a value beyond the model's own name: aliases, payloads of Prisma, repositories of a model.
//!
//! An alias counts in the files that declare or import it; a name that stands for several types says nothing.

use std::collections::HashMap;

use crate::lang::facts::{Arg, ClassKind, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::super::models::Watch;
use super::{Chain, Finder, Way};

/// `User` of `Prisma.UserGetPayload<…>`
pub(super) fn payload(text: &str) -> Option<&str> {
    Some(text.strip_prefix("Prisma.")?.split_once("GetPayload<")?.0)
}

/// What aliases without members of their own stand for, as it is written.
pub(super) fn aliases(watches: &[Watch], files: &[&CodeFile]) -> HashMap<String, String> {
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    if watches.is_empty() {
        return HashMap::new();
    }
    for file in files.iter().filter(|file| file.language.name == "javascript") {
        for class in file.facts.classes.iter().filter(|class| class.kind == ClassKind::Alias && !class.name.is_empty())
        {
            let text = match &class.bases[..] {
                [base] if class.fields.is_empty() => file.source.text.get(base.range.clone()).map(str::to_owned),
                _ => None,
            };
            let known = found.entry(class.name.clone()).or_insert_with(|| text.clone());
            if *known != text {
                *known = None;
            }
        }
    }
    found.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// Types whose first parameter has the same attributes, or fewer of them.
const SAME: &[&str] = &[
    "Awaited",
    "InferInsertModel",
    "InferSelectModel",
    "Insertable",
    "Loaded",
    "NonNullable",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "Readonly",
    "Required",
    "Selectable",
    "Updateable",
];

/// The name in the middle of a type; `None` if it is several things at once.
fn bare(text: &str) -> Option<&str> {
    let mut text = text.trim();
    for _ in 0..8 {
        let before = text;
        text = text.trim_end_matches(" | null").trim_end_matches(" | undefined").trim();
        text = text.strip_prefix("typeof ").unwrap_or(text);
        text = text.strip_suffix(".$inferSelect").or_else(|| text.strip_suffix(".$inferInsert")).unwrap_or(text);
        if let Some(model) = payload(text) {
            return Some(model);
        }
        if let Some((head, inner)) = text.split_once('<') {
            if !SAME.contains(&head) {
                return None;
            }
            let inner = inner.strip_suffix('>')?;
            text = inner.split_once(',').map_or(inner, |(first, _)| first).trim();
        }
        if text == before {
            break;
        }
    }
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$')).then_some(text)
}

impl Finder<'_, '_> {
    /// The watched model that an alias stands for in this file.
    pub(super) fn model_of_alias(&self, text: &str) -> Option<String> {
        let mut name = bare(text)?;
        let facts = &self.file.facts;
        let import = facts.imports.iter().find(|import| import.local == name);
        let own = facts.classes.iter().any(|class| class.kind == ClassKind::Alias && class.name == name);
        name = match import {
            Some(import) => import.name.as_deref().filter(|name| *name != "default").unwrap_or(name),
            None if own => name,
            None => return None,
        };
        for _ in 0..4 {
            name = bare(self.index.aliases.get(name)?)?;
            let of = |watch: &&Watch| watch.model == name && self.applies(watch);
            if let Some(watch) = self.index.watches.iter().find(of) {
                return Some(watch.model.clone());
            }
        }
        None
    }

    /// Keeps in mind what a variable's type says that is not the model's own.
    pub(super) fn given_type(&mut self, name: &str, text: Option<&str>) {
        if self.file.language.name != "javascript" || name.is_empty() {
            return;
        }
        let Some(text) = text else { return };
        if let Some(model) = self.model_of_alias(text) {
            self.given.insert(name.to_owned(), model);
        }
        if let Some(model) = self.model_of_repository(text) {
            self.given.insert(repository(name), model);
        }
    }

    /// `({ email }: User) => …`
    pub(super) fn taken_by_type(&mut self, target: &Expr, text: Option<&str>) {
        let (ExprKind::Map(entries), Some(text), true) = (&target.kind, text, self.is_script()) else { return };
        if let Some(model) = self.model_of_alias(text) {
            return self.taken_of_row(target, &model);
        }
        let Some(model) = self.model_of_type(text) else { return };
        for entry in entries {
            if let Key::Name(name) = &entry.key {
                let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
                self.attribute(&model, name, &entry.key_range, way, format!("it is taken out of a `{model}`"));
            }
        }
    }

    pub(super) fn is_script(&self) -> bool {
        self.file.language.name == "javascript"
    }

    /// Keeps in mind the keys of an object that a variable holds: it may be written as a row later.
    pub(super) fn keep_literal(&mut self, target: &Expr, value: &Expr) {
        let (Some(name), true) = (target.as_name(), self.is_script()) else { return };
        let value = match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => &items[0],
            _ => value,
        };
        let ExprKind::Map(entries) = &value.kind else {
            self.literals.remove(name);
            return;
        };
        let keys = entries.iter().filter_map(|entry| match &entry.key {
            Key::Name(key) => Some((key.clone(), entry.key_range.clone())),
            _ => None,
        });
        let keys = keys.collect();
        self.literals.insert(name.to_owned(), keys);
    }

    /// `const user = { email }; db.insert(users).values(user)`
    pub(super) fn keys_of_literal(&mut self, model: &str, name: &str, access: Access) {
        for (key, range) in self.literals.get(name).cloned().unwrap_or_default() {
            self.key(model, &key, &range, access);
        }
    }

    /// Whether what comes behind the first argument are values by their own names: `where("u.email = :email", { email })`.
    pub(super) fn names_parameters(&self, link: &str, args: &[Arg]) -> bool {
        let text = || args.first().is_some_and(|arg| matches!(arg.value.kind, ExprKind::Str(_)));
        if self.is_php() {
            return args.len() > 1 && super::eloquent::one_column(link) && text();
        }
        // Rails: what stands behind the condition are its values, however it is put together: `where("state = ? AND " + more, "open")`.
        if self.file.language.name == "ruby" {
            let is_condition = matches!(link, "where" | "not" | "having" | "find_by" | "exists?" | "rewhere");
            return args.len() > 1 && is_condition && args.first().is_some_and(begins_with_text);
        }
        self.is_script()
            && args.len() > 1
            && matches!(link, "where" | "andWhere" | "orWhere" | "having" | "andHaving" | "orHaving" | "setParameter")
            && text()
    }

    /// `User` of `Repository<User>`, `EntityRepository<User>`.
    fn model_of_repository(&self, text: &str) -> Option<String> {
        let (head, inner) = text.trim().split_once('<')?;
        let model = inner.strip_suffix('>')?.trim();
        (head.ends_with("Repository") && self.watched(model)).then(|| model.to_owned())
    }

    /// The model whose repository a value is by its declared type: `this.users` of `constructor(private users: Repository<User>)`.
    pub(super) fn repository(&self, root: &Expr) -> Option<String> {
        match &root.kind {
            ExprKind::Name(name) => self.given.get(&repository(name)).cloned(),
            ExprKind::Member { object, name, .. } if object.as_name() == Some("this") => {
                let owner = self.owner.as_deref()?;
                let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
                let text = class.fields.iter().find(|own| own.name == *name)?.type_text.as_deref()?;
                self.model_of_repository(text)
            }
            _ => None,
        }
    }

    /// The name that a query builder gives to the model: `createQueryBuilder("u")`, also `createQueryBuilder(User, "u")`.
    pub(super) fn query_alias(&mut self, model: &str, chain: &Chain<'_>) {
        for link in chain.links.iter().filter(|link| matches!(link.name, "createQueryBuilder" | "from")) {
            if let Some(text) = link.args.iter().take(2).find_map(|arg| arg.value.as_text()) {
                self.given.insert(alias(&text), model.to_owned());
            }
        }
    }

    /// Keeps in mind a variable that holds a repository or a query that goes on: `const query = posts.createQueryBuilder("p")`.
    pub(super) fn keep_query(&mut self, name: &str, value: &Expr) {
        let mut value = value;
        while let ExprKind::Seq(items) = &value.kind
            && let [item] = &items[..]
        {
            value = item;
        }
        let model = match &value.kind {
            ExprKind::Call { .. } => {
                let chain = Chain::of(value);
                let goes_on = chain.links.last().is_some_and(|last| {
                    let made = |name: &str| {
                        matches!(name, "createQueryBuilder" | "getRepository" | "query" | "forkedRepository")
                    };
                    made(last.name)
                        || (chain.links.iter().any(|link| made(link.name)) && super::vocabulary::goes_on(last.name))
                });
                let own = chain.root.as_name() == Some(name)
                    && chain.links.iter().all(|link| super::vocabulary::goes_on(link.name));
                if goes_on || own { self.model_in(&chain) } else { None }
            }
            ExprKind::Name(_) | ExprKind::Member { .. } => self.repository(value),
            _ => None,
        };
        match model {
            Some(model) => self.given.insert(repository(name), model),
            None => self.given.remove(&repository(name)),
        };
    }

    /// Whether a query builder in hand calls the model so.
    pub(super) fn is_alias(&self, name: &str, model: &str) -> bool {
        self.given.get(&alias(name)).is_some_and(|own| own == model)
    }
}

/// No variable's name begins so.
fn repository(name: &str) -> String {
    format!("repository {name}")
}

fn alias(name: &str) -> String {
    format!("alias {name}")
}

/// Whether a value is a text, or one that more is added to.
fn begins_with_text(arg: &Arg) -> bool {
    let mut value = &arg.value;
    while let ExprKind::Binary { left, .. } = &value.kind {
        value = left;
    }
    arg.name.is_none() && matches!(value.kind, ExprKind::Str(_))
}
