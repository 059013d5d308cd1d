//! Calls that query a model: keys, strings and symbols that name its attributes, and the macros in the model's own class.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::Grammar;

use super::{Chain, Finder, Way, prisma};

impl Finder<'_, '_> {
    /// A call: the model in the chain, and attributes in its arguments.
    pub(super) fn call(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        prisma::call(self, expr);
        prisma::go_call(self, expr);
        if let ExprKind::Name(name) = &callee.kind
            && self.watched(name)
        {
            let model = name.clone();
            for arg in args {
                if let Some(name) = &arg.name {
                    self.attribute(
                        &model,
                        name,
                        &arg.name_range,
                        Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Certain },
                        format!("a `{model}` is made with it"),
                    );
                }
            }
            self.model(&model, &callee.range, "a row is made");
        }
        let chain = Chain::of(expr);
        let Some(model) = mentioned(&chain).find(|model| self.watched(model)).map(str::to_string) else { return };
        if self.index.watches.iter().any(|watch| watch.model == model && watch.grammar != Grammar::Class) {
            return;
        }
        self.model(&model, &chain.root.range, "the model is queried");
        for link in &chain.links {
            let access = if WRITING.contains(&link.name) { Access::Write } else { Access::Read };
            let in_column_place = COLUMN_STRINGS.contains(&link.name);
            for arg in link.args {
                if let Some(name) = &arg.name {
                    self.key(&model, name, &arg.name_range, access);
                    if COLUMN_LISTS.contains(&name.as_str()) {
                        self.strings(&model, &arg.value, access);
                    }
                } else if in_column_place {
                    self.strings(&model, &arg.value, access);
                }
                self.keys(&model, &arg.value, access, 0);
            }
        }
        // Derived finders: `find_by_email`.
        if let Some(link) = chain.links.first()
            && let Some(rest) =
                link.name.strip_prefix("find_by_").or_else(|| link.name.strip_prefix("find_or_create_by_"))
        {
            for name in rest.trim_end_matches('!').split("_and_") {
                self.key(&model, name, &link.range, Access::Read);
            }
        }
    }

    fn key(&mut self, model: &str, key: &str, range: &Range<usize>, access: Access) {
        // Django's lookups: `email__icontains`, `author__email` (the first part is this model's).
        let first = key.split("__").next().unwrap_or(key);
        let name = first.rsplit('.').next().unwrap_or(first).trim_matches('$');
        self.attribute(
            model,
            name,
            range,
            Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain },
            format!("a query of `{model}` names it"),
        );
    }

    /// Keys of objects, at any depth below a query's argument.
    fn keys(&mut self, model: &str, expr: &Expr, access: Access, depth: usize) {
        if depth > 6 {
            return;
        }
        match &expr.kind {
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let Key::Name(name) = &entry.key {
                        self.key(model, name, &entry.key_range, access);
                        if COLUMN_LISTS.contains(&name.as_str()) {
                            self.strings(model, &entry.value, access);
                        }
                        // An included model has its own columns.
                        if name == "include" {
                            continue;
                        }
                    }
                    self.keys(model, &entry.value, access, depth + 1);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.keys(model, item, access, depth + 1))
            }
            // `Q(email=x)`, `F("email")`
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name().unwrap_or_default();
                for arg in args {
                    match &arg.name {
                        Some(key) if matches!(name, "Q" | "When" | "Case") => {
                            self.key(model, key, &arg.name_range, access)
                        }
                        None if EXPRESSIONS.contains(&name) => self.strings(model, &arg.value, access),
                        _ => {}
                    }
                    self.keys(model, &arg.value, access, depth + 1);
                }
            }
            ExprKind::Binary { left, right, .. } => {
                self.keys(model, left, access, depth + 1);
                self.keys(model, right, access, depth + 1);
            }
            _ => {}
        }
    }

    /// Strings and symbols that are columns: `order("email")`, `pluck(:email)`, `["email", "DESC"]`.
    fn strings(&mut self, model: &str, expr: &Expr, access: Access) {
        match &expr.kind {
            ExprKind::Str(_) | ExprKind::Symbol(_) => {
                if let Some(text) = expr.as_text() {
                    let word = text.trim_start_matches(['-', '+']);
                    // `users.email`, `email DESC`
                    let word = word.split([' ', ',']).next().unwrap_or(word);
                    self.key(model, word, &expr.range, access);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.strings(model, item, access))
            }
            _ => {}
        }
    }

    /// What stands in the body of the model's own class: `validates :email`, `scope`, `Index("email")`.
    pub(super) fn class_body(&mut self, class: &str, expr: &Expr) {
        if !self.watched(class) {
            return;
        }
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let name = callee.last_name().unwrap_or_default();
        if !CLASS_MACROS.contains(&name) {
            return;
        }
        for arg in args {
            match &arg.name {
                Some(key) if matches!(name, "enum" | "validates_each") => {
                    self.attribute(
                        class,
                        key,
                        &arg.name_range,
                        Way { mechanism: Mechanism::Mapping, access: Access::Declare, certainty: Certainty::Certain },
                        format!("`{name}` in `{class}` names it"),
                    );
                }
                Some(_) => {}
                None => {
                    if let Some(text) = arg.value.as_text() {
                        self.attribute(
                            class,
                            &text,
                            &arg.value.range,
                            Way {
                                mechanism: Mechanism::Mapping,
                                access: Access::Declare,
                                certainty: Certainty::Certain,
                            },
                            format!("`{name}` in `{class}` names it"),
                        );
                    }
                }
            }
        }
    }
}

/// The names in a chain that may be models: its root, the parts of a dotted root, and the plain names given to its first calls
/// (`session.query(User)`, `select(User)`, `getRepository(User)`).
pub(super) fn mentioned<'e>(chain: &Chain<'e>) -> impl Iterator<Item = &'e str> {
    let mut names = Vec::new();
    let mut root = chain.root;
    loop {
        match &root.kind {
            ExprKind::Name(name) => {
                names.push(name.as_str());
                break;
            }
            ExprKind::Member { object, name, .. } => {
                names.push(name.as_str());
                root = object;
            }
            ExprKind::Call { args, .. } => {
                names.extend(args.iter().take(2).filter_map(|arg| given_model(&arg.value)));
                break;
            }
            ExprKind::Seq(items) if items.len() == 1 => root = &items[0],
            _ => break,
        }
    }
    for link in chain.links.iter().take(4) {
        names.extend(link.args.iter().take(3).filter_map(|arg| given_model(&arg.value)));
    }
    names.into_iter()
}

/// `User`, `models.User`, `User.email`
fn given_model(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { object, name, .. } if name.starts_with(|c: char| c.is_uppercase()) => {
            let _ = object;
            Some(name)
        }
        ExprKind::Member { object, .. } => object.last_name(),
        _ => None,
    }
}

/// Links that write.
const WRITING: &[&str] = &[
    "create",
    "create!",
    "update",
    "update!",
    "update_all",
    "update_columns",
    "update_column",
    "insert",
    "insert_all",
    "upsert",
    "upsert_all",
    "bulkCreate",
    "build",
    "new",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "assign_attributes",
    "values",
];

/// Links whose strings and symbols are columns.
const COLUMN_STRINGS: &[&str] = &[
    "order",
    "order_by",
    "reorder",
    "group",
    "group_by",
    "pluck",
    "pick",
    "select",
    "where",
    "not",
    "find_by",
    "values",
    "values_list",
    "only",
    "defer",
    "distinct",
    "select_related",
    "prefetch_related",
    "update_column",
    "increment_counter",
    "sum",
    "average",
    "minimum",
    "maximum",
    "count",
    "ids",
    "exists?",
    "includes",
    "joins",
    "load_only",
    "filter_by",
    "having",
    "increment",
    "decrement",
    "max",
    "min",
    "insert_all",
    "annotate",
    "aggregate",
    "get_attribute",
    "latest",
    "earliest",
    "dates",
    "in_bulk",
    "left_joins",
    "references",
];

/// Keys whose strings are columns.
const COLUMN_LISTS: &[&str] = &[
    "attributes",
    "order",
    "group",
    "fields",
    "update_fields",
    "only",
    "defer",
    "exclude",
    "unique_by",
    "returning",
    "updateOnDuplicate",
    "conflictFields",
    "conflictAttributes",
    "search_fields",
    "list_display",
    "ordering",
];

/// Expressions whose strings are columns (Django's and Sequelize's).
const EXPRESSIONS: &[&str] = &[
    "F", "OuterRef", "Sum", "Count", "Max", "Min", "Avg", "Lower", "Upper", "Coalesce", "col", "literal", "Subquery",
    "Concat", "Trunc",
];

/// Calls in a model's class body whose arguments are attributes.
const CLASS_MACROS: &[&str] = &[
    "validates",
    "validate",
    "validates_presence_of",
    "validates_uniqueness_of",
    "validates_format_of",
    "validates_length_of",
    "validates_inclusion_of",
    "validates_numericality_of",
    "enum",
    "serialize",
    "encrypts",
    "has_secure_token",
    "attribute",
    "normalizes",
    "belongs_to",
    "store",
    "store_accessor",
    "monetize",
    "mount_uploader",
    "friendly_id",
    "delegate_missing_to",
    "attr_readonly",
    "has_secure_password",
    "counter_culture",
];
