//! Which watched model a value is: by the type that is written beside it, or by the finder that it comes from.

use crate::lang::facts::{Expr, ExprKind};

use super::eloquent::Held;
use super::{Chain, Finder, prisma, sea_orm};

impl Finder<'_, '_> {
    /// The watched model that a type says: `&User`, `*types.User`, `Option<User>`, `User | null`, `Promise<User>`.
    pub(super) fn model_of_type(&self, text: &str) -> Option<String> {
        if self.is_go() {
            return self.go_model(text);
        }
        let mut text = text.trim();
        // PHP: `Server|Project $of` may be the one that changes.
        if self.is_php() && text.contains('|') {
            return text.split('|').find_map(|one| self.model_of_type(one));
        }
        if self.is_python() {
            // `post: "Post"` of a class that is only imported for its type.
            text = text.trim_matches(['"', '\'']);
        }
        loop {
            let before = text;
            text = text.trim_start_matches(['&', '*', '?', ' ']).trim_end_matches(['?', '!', ' ']);
            text = text.strip_prefix("mut ").unwrap_or(text);
            if let Some(rest) = text.strip_prefix('\'') {
                text = rest.split_once(' ').map_or(rest, |(_, rest)| rest);
            }
            if let Some((head, inner)) = text.split_once(['<', '['])
                && WRAPPERS.contains(&head.rsplit([':', '.']).next().unwrap_or(head))
            {
                text = inner.trim_end_matches(['>', ']']).split(',').next().unwrap_or(inner);
            }
            text = text.trim_end_matches(" | null").trim_end_matches(" | undefined").trim_end_matches(" | None");
            if text == before {
                break;
            }
        }
        // TypeScript: several rows are no row; `typeof users.$inferSelect` is one of `users`.
        if self.file.language.name == "javascript" {
            if text.ends_with("[]") {
                return None;
            }
            if let Some(model) = super::typescript::payload(text) {
                return self.model_named(model);
            }
            text = text.strip_prefix("typeof ").unwrap_or(text);
            text = ROWS.iter().find_map(|row| text.strip_suffix(row)).unwrap_or(text);
        }
        // `User<Id>`, `User[int]`: the model without its parameters.
        let plain = text.split(['<', '[']).next().filter(|plain| !plain.is_empty()).unwrap_or(text);
        if let Some(model) = sea_orm::row_type(self, plain) {
            return Some(model);
        }
        self.model_named(plain.rsplit(['.', ':', '\\']).next().unwrap_or(plain))
    }

    /// The watched model of the rows in a list of this type.
    pub(super) fn model_of_many(&self, text: &str) -> Option<String> {
        let text = text.trim().trim_matches(['"', '\'']);
        match () {
            () if self.is_script() => self.script_many(text),
            () if self.is_python() => self.python_many(text),
            () => self.rust_many(text),
        }
    }

    /// The row in what such a call gives beside another value: `post, created = Post.objects.get_or_create(…)`.
    pub(super) fn row_of_pair<'e>(&self, target: &'e Expr, value: &Expr) -> Option<&'e str> {
        let ExprKind::List(items) = &target.kind else { return None };
        if self.file.language.name == "rust" {
            return super::rust_rows::beside_its_place(target, value);
        }
        let chain = Chain::of(value);
        let last = chain.links.last()?.name;
        let is_pair = matches!(
            last,
            "get_or_create" | "update_or_create" | "aget_or_create" | "aupdate_or_create" | "findOrCreate"
        );
        items.first()?.as_name().filter(|_| is_pair)
    }

    /// The watched model of the type that a constructor names.
    pub(super) fn model_made(&self, type_name: &str) -> Option<String> {
        if self.is_go() {
            return self.go_model(type_name);
        }
        self.model_named(type_name.rsplit(['.', ':', '\\']).next().unwrap_or(type_name))
    }

    /// The watched model of a name; `Self` is the type around.
    pub(super) fn model_named(&self, name: &str) -> Option<String> {
        let name = match (name, &self.owner) {
            ("Self" | "self" | "static", Some(owner)) => owner.as_str(),
            _ => name,
        };
        // `Self` in the methods of an entity's rows.
        let row = || (self.owner.as_deref() == Some(name)).then(|| sea_orm::row_type(self, name))?;
        self.watched(name).then(|| name.to_string()).or_else(row)
    }

    /// The model that a function of the project gives back, by the type that it declares.
    fn returned(&self, callee: &Expr) -> Option<String> {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
        if SAME.contains(&name.as_str()) {
            return self.model_of_value(object);
        }
        let owner = match &object.kind {
            ExprKind::Name(name) if matches!(name.as_str(), "self" | "this" | "Self") => self.owner.clone()?,
            ExprKind::Name(name) if self.types.contains_key(name) => self.types.get(name)?.clone(),
            ExprKind::Name(_) | ExprKind::Member { .. } => object.last_name()?.to_string(),
            _ => self.model_of_value(object)?,
        };
        self.model_of_type(self.index.returns.get(&(owner, name.clone()))?)
    }

    /// The model that a value is, where the expression says so.
    pub(super) fn model_of_value(&self, value: &Expr) -> Option<String> {
        if let Some(Held::Row(model)) = self.held(value, 0) {
            return Some(model);
        }
        if let Some(model) = self.jvm_row(value).or_else(|| self.script_row(value)) {
            return Some(model);
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.model_of_value(&items[0]),
            ExprKind::New { type_name, .. } => {
                sea_orm::row_type(self, type_name).or_else(|| self.model_made(type_name))
            }
            ExprKind::Name(name) => self.types.get(name).cloned(),
            // C#: `repository.Get<UserDto>(id)` says what it gives.
            ExprKind::Call { callee, type_args, .. } if self.says_its_type(callee, type_args) => {
                self.model_of_type(type_args.first()?)
            }
            ExprKind::Call { callee, .. } => {
                if let ExprKind::Name(name) = &callee.kind
                    && self.watched(name)
                {
                    return Some(name.clone());
                }
                if let Some(model) = prisma::row_of(self.index, self.file, value) {
                    return Some(model);
                }
                if let Some(model) = self.returned(callee).or_else(|| self.row_of_statement(value)) {
                    return Some(model);
                }
                if let Some(model) = self.returned_row(value) {
                    return Some(model);
                }
                let chain = Chain::of(value);
                if let Some(model) = self.row_of_repository(&chain).or_else(|| self.doctrine_row(&chain)) {
                    return Some(model);
                }
                if let Some(model) = sea_orm::row_of(self, &chain) {
                    return Some(model);
                }
                let last = chain.links.last()?.name;
                let is_csharp = self.file.language.name == "csharp";
                if is_csharp && chain.links.iter().any(|link| super::csharp_rows::changes_rows(link.name)) {
                    return None;
                }
                let many = || {
                    self.element_of(chain.root, 0).or_else(|| self.set_in(value)).or_else(|| self.holder(chain.root))
                };
                let model = self.model_in(&chain).or_else(many)?;
                // `User.find_by_email(x)`
                let derived = self.file.language.name == "ruby"
                    && DERIVED.iter().any(|prefix| last.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()));
                (derived || ONE_ROW.contains(&last)).then_some(model)
            }
            // One of a collection, and what a loop goes over.
            ExprKind::Index { object, .. } => {
                let rows = self.element_of(object, 0).or_else(|| self.doctrine_rows(object));
                rows.or_else(|| self.sequel_row(object))
            }
            ExprKind::Member { .. } => self.user_of_request(value),
            _ => None,
        }
    }
}

impl Finder<'_, '_> {
    /// The model that a field of the class around is declared as: `private User $user`, `User Owner { get; set; }`.
    pub(super) fn model_of_field(&self, field: &str) -> Option<String> {
        let owner = self.owner.as_deref()?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        let written = class.fields.iter().find(|own| own.name == field).and_then(|own| own.type_text.as_deref());
        match written {
            Some(text) => self.model_of_type(text),
            None => self.injected(owner, field),
        }
    }
}

/// Drizzle's types of a table's rows.
const ROWS: &[&str] = &[".$inferSelect", ".$inferInsert"];

/// Types whose parameter is the value itself.
const WRAPPERS: &[&str] = &[
    "Option",
    "Optional",
    "Promise",
    "Box",
    "Arc",
    "Rc",
    "Result",
    "Json",
    "Ref",
    "Task",
    "Awaitable",
    "Ok",
    "Cow",
    "Readonly",
    "Partial",
    "Required",
    "NonNullable",
    "Awaited",
    "InferInsertModel",
    "InferSelectModel",
    "Loaded",
    "Omit",
    "Pick",
    "Selectable",
];

/// Methods that give back what they are called on.
const SAME: &[&str] = &[
    "unwrap",
    "expect",
    "clone",
    "unwrap_or_default",
    "unwrap_or_else",
    "ok",
    "ok_or",
    "ok_or_else",
    "map_err",
    "as_ref",
    "as_mut",
    "to_owned",
    "await",
    "context",
    "with_context",
];

/// What the finders of Active Record begin with that have columns in their names, and give one row.
const DERIVED: &[&str] = &["find_by_", "find_or_create_by_", "find_or_initialize_by_"];

/// Links that end a query with one row.
const ONE_ROW: &[&str] = &[
    "find",
    "find!",
    "find_by",
    "find_by!",
    "first",
    "first!",
    "last",
    "take",
    "create",
    "create!",
    "new",
    "build",
    "find_or_create_by",
    "find_or_create_by!",
    "find_or_initialize_by",
    "get",
    "get_or_404",
    "get_or_none",
    "get_solo",
    "get_by_id",
    "one",
    "one_or_none",
    "scalar_one",
    "scalar_one_or_none",
    "first_or_404",
    "get_or_create",
    "update_or_create",
    "aget_or_create",
    "aupdate_or_create",
    "findOne",
    "findByPk",
    "findOrCreate",
    "findOneOrFail",
    "rejectOnEmpty",
    "latest",
    "earliest",
    "aget",
    "acreate",
    "afirst",
    "findOrFail",
    "firstOrFail",
    "firstOrCreate",
    "firstOrNew",
    "updateOrCreate",
    "firstWhere",
    "sole",
    "findOneBy",
    "Find",
    "FindAsync",
    "First",
    "FirstAsync",
    "FirstOrDefault",
    "FirstOrDefaultAsync",
    "Single",
    "SingleAsync",
    "SingleOrDefault",
    "SingleOrDefaultAsync",
    "Last",
    "LastOrDefault",
    "findFirst",
    "findOneByOrFail",
    "findById",
    "throwIfNotFound",
    "insertAndFetch",
    "patchAndFetchById",
];

/// The variable that a target binds: `user`, `Some(user)`, `Ok(user)`.
pub(super) fn bound(target: &Expr) -> Option<&str> {
    match &target.kind {
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("Some" | "Ok")) => match &args[..] {
            [one] => one.value.as_name(),
            _ => None,
        },
        _ => target.as_name(),
    }
}
