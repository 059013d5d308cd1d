//! Ruby: methods that Rails makes of a column (`email?`, `saved_change_to_email`), and receivers whose name says the model (`@user`, `current_user`).
//!
//! Ruby writes no types. A receiver that is named exactly as the model is taken for one where the column's name says something itself; else the place
//! is only possible.

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::vocabulary::{JOINING, KEYWORDS, WRITING};
use super::{Chain, Finder, Way};

/// What Rails puts before and behind a column's name.
const BEFORE: &[&str] = &["saved_change_to_", "will_save_change_to_", "restore_", "reset_", "clear_"];
const BEHIND: &[&str] = &[
    "_was",
    "_changed",
    "_change",
    "_in_database",
    "_before_last_save",
    "_before_type_cast",
    "_previously_changed",
    "_previously_was",
    "_previous_change",
    "_came_from_user",
    "_will_change",
];

/// Whether the keywords of a method of a query are attributes. What else a model's class is called with are the parameters of a method of its own.
pub(super) fn takes_attributes(method: &str) -> bool {
    let plain = method.trim_end_matches(['!', '?']);
    SCOPES.contains(&method) || [JOINING, WRITING, KEYWORDS].iter().any(|words| words.contains(&plain))
}

/// Whether a mixin or base gives a class attributes of its own (`include ActiveModel::Attributes`), and not those of a row.
fn has_values(base: &Expr) -> bool {
    let path = base.path().unwrap_or_default().replace("::", ".");
    matches!(path.as_str(), "ActiveModel.Model" | "ActiveModel.API" | "ActiveModel.Attributes" | "Dry.Struct")
        || path.starts_with("ActiveAttr.")
        || path.starts_with("Virtus")
}

/// Methods of a row that are given its columns.
const WRITERS: &[&str] = &[
    "update",
    "update!",
    "update_columns",
    "update_column",
    "update_attribute",
    "update_attribute!",
    "update_attributes",
    "update_attributes!",
    "assign_attributes",
    "increment",
    "increment!",
    "decrement",
    "decrement!",
    "toggle",
    "toggle!",
    "touch",
    "read_attribute",
    "write_attribute",
];

/// Links with which a query of the class itself begins.
pub(super) const SCOPES: &[&str] = &[
    "create",
    "create!",
    "exists?",
    "find_by",
    "find_by!",
    "find_or_create_by",
    "find_or_create_by!",
    "find_or_initialize_by",
    "group",
    "having",
    "insert_all",
    "new",
    "order",
    "pick",
    "pluck",
    "reorder",
    "rewhere",
    "select",
    "unscope",
    "update_all",
    "upsert_all",
    "where",
];

/// Links that choose among the rows of the class, or load more with them, and name no column.
pub(super) const STARTERS: &[&str] = &[
    "all",
    "distinct",
    "eager_load",
    "includes",
    "joins",
    "left_joins",
    "left_outer_joins",
    "limit",
    "lock",
    "not",
    "offset",
    "preload",
    "readonly",
    "references",
    "unscoped",
];

impl Finder<'_, '_> {
    /// The attribute that a method of a row is for.
    pub(super) fn ruby_attribute<'n>(&self, name: &'n str) -> &'n str {
        if self.file.language.name != "ruby" || self.index.by_attribute.contains_key(name) {
            return name;
        }
        let plain = name.trim_end_matches(['?', '!', '=']);
        let known = |name: &&str| self.index.by_attribute.contains_key(*name);
        let without = |name: &'n str| {
            BEFORE
                .iter()
                .filter_map(|before| name.strip_prefix(before))
                .chain(BEHIND.iter().filter_map(|behind| name.strip_suffix(behind)))
                .find(|name| known(name))
        };
        Some(plain).filter(known).or_else(|| without(plain)).unwrap_or(name)
    }

    /// The model that a receiver's name says: `user`, `@user`, `current_user`, `post.user`.
    pub(super) fn ruby_receiver(&self, receiver: &Expr) -> Option<String> {
        if self.file.language.name != "ruby" {
            return None;
        }
        let name = receiver.last_name()?;
        if receiver.as_name() == Some("self") {
            return self.owner.clone().filter(|owner| self.watched(owner));
        }
        if !name.starts_with(|c: char| c.is_lowercase()) || self.types.contains_key(name) {
            return None;
        }
        let exact = name.strip_prefix("current_").unwrap_or(name);
        let model = naming::pascal(exact);
        (naming::snake(&model) == exact && self.watched(&model)).then_some(model)
    }

    /// `has_many :traces, -> { where(visible: true) }`: the conditions are on the other model. Answers whether the call is such a one.
    pub(super) fn ruby_relation(&mut self, expr: &Expr) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        let Some(macro_name) = callee.as_name().filter(|_| self.file.language.name == "ruby") else { return false };
        if macro_name == "delegate" {
            self.ruby_delegate(args);
        }
        if matches!(macro_name, "attributes" | "attribute" | "fields" | "field" | "json_attributes") {
            self.ruby_serializer(args);
        }
        self.ruby_keys(macro_name, args);
        if !matches!(macro_name, "has_many" | "has_one" | "belongs_to" | "has_and_belongs_to_many")
            || !args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }))
        {
            return false;
        }
        let given =
            args.iter().find(|arg| arg.name.as_deref() == Some("class_name")).and_then(|arg| arg.value.as_text());
        let named = || {
            let name = args.first()?.value.as_text()?;
            let own = naming::pascal(&name);
            let plural = self.index.plurals.get(&name).cloned();
            Some(plural.unwrap_or(own))
        };
        let other = given.and_then(|name| name.rsplit("::").next().map(str::to_owned)).or_else(named);
        let before = (self.owner.take(), self.types.remove("self"));
        self.owner = other;
        for arg in args {
            self.visit(&arg.value);
        }
        self.owner = before.0;
        if let Some(own) = before.1 {
            self.types.insert("self".into(), own);
        }
        true
    }

    /// `delegate :email, to: :user`
    fn ruby_delegate(&mut self, args: &[Arg]) {
        let to = args.iter().find(|arg| arg.name.as_deref() == Some("to")).and_then(|arg| arg.value.as_text());
        let Some(model) = to.map(|to| naming::pascal(&to)).filter(|model| self.watched(model)) else { return };
        for arg in args.iter().filter(|arg| arg.name.is_none()) {
            if let Some(name) = arg.value.as_text() {
                let certainty = Self::ruby_certainty(&name);
                let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty };
                let how = format!("it is asked of what is named like a `{model}`");
                self.attribute(&model, &name, &arg.value.range, way, how);
            }
        }
    }

    /// `attributes :id, :email` in a `UserSerializer`, `fields :email` in a `UserBlueprint`: what it does not define itself, it asks the row.
    fn ruby_serializer(&mut self, args: &[Arg]) {
        let Some(owner) = self.owner.clone() else { return };
        let ends = ["Serializer", "Blueprint", "Blueprinter", "Resource", "Presenter"];
        let Some(model) = ends.iter().find_map(|end| owner.strip_suffix(end)).filter(|model| self.watched(model))
        else {
            return;
        };
        let model = model.to_owned();
        // `include ActiveModel::Attributes`: the attributes are its own.
        let mut own = self.file.facts.classes.iter().filter(|class| class.name == owner);
        if own.any(|class| class.bases.iter().any(has_values)) {
            return;
        }
        // A block, or a method of the name, computes it.
        if args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) {
            return;
        }
        for arg in args.iter().filter(|arg| arg.name.is_none()) {
            let Some(name) = arg.value.as_text() else { continue };
            let is_own = |name: &str| {
                self.file.facts.functions.iter().any(|own| own.name == name && own.owner.as_deref() == Some(&owner))
            };
            if !is_own(&name) {
                let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
                let how = format!("`{owner}` asks a `{model}` for it");
                self.attribute(&model, &name, &arg.value.range, way, how);
            }
        }
    }

    /// How sure a place is where only the receiver's name says the model.
    pub(super) fn ruby_certainty(attribute: &str) -> Certainty {
        if attribute.trim_matches('_').contains('_') { Certainty::Likely } else { Certainty::Possible }
    }

    /// `user.update(email: x)`, `@user.update_column(:email, x)`
    pub(super) fn ruby_write(&mut self, expr: &Expr) {
        let chain = Chain::of(expr);
        let [link] = &chain.links[..] else { return };
        if !WRITERS.contains(&link.name) {
            return;
        }
        let held =
            chain.root.as_name().and_then(|name| self.types.get(name)).filter(|model| self.watched(model)).cloned();
        let held = held.filter(|_| self.file.language.name == "ruby");
        let known = held.is_some();
        let Some(model) = held.or_else(|| self.ruby_receiver(chain.root)) else { return };
        let mut found = Vec::new();
        for (at, arg) in link.args.iter().enumerate() {
            match (&arg.name, &arg.value.kind) {
                (Some(name), _) => found.push((name.clone(), arg.name_range.clone())),
                (None, ExprKind::Symbol(name)) if at == 0 => found.push((name.clone(), arg.value.range.clone())),
                _ => {}
            }
        }
        let own = chain.root.as_name() == Some("self");
        let direct = std::mem::replace(&mut self.direct, link.name.starts_with("update_column"));
        for (name, range) in found {
            let certainty = match known {
                _ if own => Certainty::Certain,
                true => Certainty::Likely,
                false => Self::ruby_certainty(&name),
            };
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty };
            let how = match own {
                true => format!("a `{model}` writes it to itself"),
                false if known => format!("it is written to a `{model}`"),
                false => format!("it is written to what is named like a `{model}`"),
            };
            self.attribute(&model, &name, &range, way, how);
        }
        self.direct = direct;
    }

    /// In a Rails model the class is the receiver that is left out: `scope :named, ->(name) { where("username = ?", name) }`.
    pub(super) fn own_scope(&mut self, chain: &Chain<'_>) {
        let (name, args): (&str, &[Arg]) = match &chain.root.kind {
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Name(name) => (name, args),
                _ => return,
            },
            // `where.not(email: nil)`
            ExprKind::Name(name) if !self.locals.contains(name) => (name, &[]),
            _ => return,
        };
        let Some(owner) = self.owner.clone().filter(|owner| self.file.language.name == "ruby" && self.watched(owner))
        else {
            return;
        };
        self.ruby_own_write(&owner, name, args);
        if !SCOPES.contains(&name) && !STARTERS.contains(&name) {
            if self.ruby_own_scope(&owner, name) {
                self.ruby_links(&owner, chain);
            }
            return;
        }
        self.joined = JOINING.contains(&name);
        self.link(&owner, name, args);
        for link in &chain.links {
            self.link(&owner, link.name, link.args);
        }
        self.joined = false;
        self.ruby_blocks(&owner, chain);
    }

    /// `update!(email: x)`, `read_attribute(:email)` in a model: its own methods, without a receiver.
    fn ruby_own_write(&mut self, model: &str, name: &str, args: &[Arg]) {
        if !WRITERS.contains(&name) {
            return;
        }
        let access = if name == "read_attribute" { Access::Read } else { Access::Write };
        let direct = std::mem::replace(
            &mut self.direct,
            name.starts_with("update_column") || matches!(name, "read_attribute" | "write_attribute"),
        );
        let way = Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain };
        for (at, arg) in args.iter().enumerate() {
            let named = match (&arg.name, &arg.value.kind) {
                (Some(name), _) => Some((name.clone(), &arg.name_range)),
                (None, ExprKind::Symbol(_) | ExprKind::Str(_)) if at == 0 => {
                    arg.value.as_text().map(|name| (name, &arg.value.range))
                }
                _ => None,
            };
            if let Some((name, range)) = named {
                self.attribute(model, &name, range, way, format!("a `{model}` writes it to itself"));
            }
        }
        self.direct = direct;
    }

    /// `current_user.ownerships.where(notifier: true)`: an association that is named like the model.
    pub(super) fn ruby_association(&mut self, chain: &Chain<'_>) {
        if let Some(model) = chain.root.as_name().and_then(|name| self.ruby_own_association(name)) {
            return self.ruby_links(&model, chain);
        }
        let ExprKind::Member { object, name, .. } = &chain.root.kind else { return };
        let Some(model) = self.index.plurals.get(name).cloned().filter(|_| self.file.language.name == "ruby") else {
            return;
        };
        // Many rows have no associations: `entries.valuations` is a scope of what `entries` are.
        if object.last_name().is_some_and(|of| naming::singularize(of) != of) {
            return;
        }
        if !self.watched(&model) {
            return;
        }
        self.by_convention = true;
        for link in chain.links.iter().take_while(|link| SCOPES.contains(&link.name) || link.name == "not") {
            self.link(&model, link.name, link.args);
        }
        self.by_convention = false;
        self.ruby_blocks(&model, chain);
    }

    /// `where(ownerships: { notifier: true })`: the columns of another table.
    pub(super) fn ruby_other_table(&mut self, chain: &Chain<'_>) {
        if self.file.language.name != "ruby" || self.index.plurals.is_empty() {
            return;
        }
        let own = match &chain.root.kind {
            ExprKind::Call { callee, args, .. } => callee.as_name().map(|name| (name, args.as_slice())),
            _ => None,
        };
        for (name, args) in chain.links.iter().map(|link| (link.name, link.args)).chain(own) {
            if !matches!(name, "where" | "not" | "rewhere" | "find_by" | "find_by!" | "exists?" | "or") {
                continue;
            }
            for arg in args {
                let Some(model) = arg.name.as_ref().and_then(|table| self.index.plurals.get(table)).cloned() else {
                    continue;
                };
                if let ExprKind::Map(_) = &arg.value.kind {
                    self.by_convention = true;
                    self.keys(&model, &arg.value, Access::Read, 0);
                    self.by_convention = false;
                }
            }
        }
    }

    /// `self[:email]` in a model.
    pub(super) fn ruby_index(&mut self, object: &Expr, index: &Expr) {
        if self.file.language.name != "ruby" || object.as_name() != Some("self") {
            return;
        }
        let Some(model) = self.owner.clone().filter(|owner| self.watched(owner)) else { return };
        if let ExprKind::Symbol(name) = &index.kind {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
            self.attribute(&model, name, &index.range, way, format!("a `{model}` reads it of itself"));
        }
    }
}
