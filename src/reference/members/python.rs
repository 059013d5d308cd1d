//! What Django's and SQLAlchemy's conventions say of models in Python: lookups over relations (`reviews__score`), managers of relations
//! (`submission.reviews.filter(…)`), querysets kept in variables, and the classes that are made for a model (forms, serializers, admins).
//!
//! A relation counts by its name alone if all models that declare the name lead to the same one.

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Class, Expr, ExprKind, Function};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{AttributeKind, CodeFile, Mapping};

use super::eloquent::Held;
use super::{Chain, Finder, Way, python_rows, python_templates};

/// What a model's class has its rows from: Django's managers, Flask-SQLAlchemy's `query`.
const MANAGERS: &[&str] = &["objects", "query", "_default_manager", "all_objects"];

/// What the mappings say of names in Python.
#[derive(Default)]
pub(super) struct Relations {
    /// Where a relation of this name leads; `None` if that depends on the model.
    to: HashMap<String, Option<String>>,
    /// Relations to many rows, which are querysets.
    many: HashSet<String>,
    /// The models that classes are registered for: `admin.site.register(User, UserAdmin)`.
    admins: HashMap<String, String>,
    /// What the classes of the project define, by the class's name.
    defined: HashMap<String, Vec<String>>,
    /// Their bases.
    bases: HashMap<String, Vec<String>>,
    /// What functions give back.
    pub(super) returns: python_rows::Returns,
    /// What views give to templates.
    pub(super) given: Vec<python_templates::Given>,
    /// Django's model of users, which requests have.
    user: Option<String>,
    /// The models whose managers and querysets classes are; `None`: of several.
    pub(super) managers: HashMap<String, Option<String>>,
}

impl Relations {
    pub(super) fn of(mappings: &[Mapping], files: &[&CodeFile]) -> Self {
        let given = python_templates::given(mappings, files);
        let mut this = Self { returns: python_rows::returns(files), given, ..Self::default() };
        let has = |mapping: &Mapping, name: &str| mapping.attributes.iter().any(|own| own.name == name);
        let is_user = |one: &&Mapping| one.orm == "django" && has(one, "password") && has(one, "last_login");
        let mut users: Vec<&str> = mappings.iter().filter(is_user).map(|one| one.model.as_str()).collect();
        users.dedup();
        if let [user] = users[..] {
            this.user = Some(user.to_owned());
        }
        for mapping in mappings.iter().filter(|mapping| mapping.used_in.contains(&"python")) {
            for attribute in &mapping.attributes {
                let Some(target) = &attribute.target else { continue };
                let target = match target.rsplit('.').next().unwrap_or(target) {
                    "self" => mapping.model.as_str(),
                    "AUTH_USER_MODEL" => "User",
                    other => other,
                };
                match attribute.kind {
                    AttributeKind::Reverse => {
                        this.leads(&attribute.name, &mapping.model);
                        this.many.insert(attribute.name.clone());
                    }
                    AttributeKind::Link => {
                        this.leads(&attribute.name, target);
                        this.many.insert(attribute.name.clone());
                    }
                    _ => this.leads(&attribute.name, target),
                }
            }
            if mapping.orm == "django" {
                this.managed(mapping, files);
                let lower = mapping.model.to_lowercase();
                this.leads(&format!("{lower}_set"), &mapping.model);
                this.many.insert(format!("{lower}_set"));
                this.leads(&lower, &mapping.model);
            }
        }
        for file in files.iter().filter(|file| file.language.name == "python") {
            this.classes(file);
        }
        this
    }

    fn leads(&mut self, name: &str, model: &str) {
        let known = self.to.entry(name.to_owned()).or_insert_with(|| Some(model.to_owned()));
        if known.as_deref() != Some(model) {
            *known = None;
        }
    }

    fn classes(&mut self, file: &CodeFile) {
        let facts = &file.facts;
        for (at, class) in facts.classes.iter().enumerate() {
            let methods = facts.functions.iter().filter(|function| function.class == Some(at));
            let names = methods.map(|function| &function.name).chain(class.fields.iter().map(|field| &field.name));
            self.defined.entry(class.name.clone()).or_default().extend(names.cloned());
            let bases = class.bases.iter().filter_map(|base| base.last_name().map(str::to_owned));
            self.bases.entry(class.name.clone()).or_default().extend(bases);
            for decorator in &class.decorators {
                if let ExprKind::Call { callee, args, .. } = &decorator.kind
                    && callee.last_name() == Some("register")
                    && let [model] = &args[..]
                    && let Some(model) = model.value.last_name()
                {
                    self.admins.insert(class.name.clone(), model.to_owned());
                }
            }
        }
        for expr in &facts.top {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && callee.last_name() == Some("register")
                && let [model, admin] = &args[..]
                && let (Some(model), Some(admin)) = (model.value.last_name(), admin.value.last_name())
            {
                self.admins.insert(admin.to_owned(), model.to_owned());
            }
        }
    }

    /// Whether a class, or one that it inherits from, defines a name.
    fn defines(&self, class: &str, name: &str, depth: usize) -> bool {
        depth < 8
            && (self.defined.get(class).is_some_and(|names| names.iter().any(|own| own == name))
                || self
                    .bases
                    .get(class)
                    .is_some_and(|bases| bases.iter().any(|base| base != class && self.defines(base, name, depth + 1))))
    }

    pub(super) fn target(&self, name: &str) -> Option<&str> {
        self.to.get(name)?.as_deref()
    }
}

pub(super) const LIKELY: Way =
    Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };

impl Finder<'_, '_> {
    pub(super) fn is_python(&self) -> bool {
        self.file.language.name == "python"
    }

    /// Lookups over relations in any query: `filter(reviews__score=1)`, `F("user__email")`, `order_by("-user__email")`.
    pub(super) fn python_paths(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        self.python_named(callee, args);
        let name = callee.last_name().unwrap_or_default();
        if !self.is_python() || !(LOOKUPS.contains(&name) || NAMES.contains(&name)) {
            return;
        }
        for arg in args {
            match &arg.name {
                Some(key) => self.path(key, &arg.name_range),
                None if NAMES.contains(&name) => {
                    if let Some(text) = arg.value.as_text() {
                        self.path(text.trim_start_matches(['-', '+']), &arg.value.range);
                    }
                }
                None => {}
            }
        }
    }

    /// The rows of the table between two models: `Voucher.categories.through.objects.filter(…)`.
    pub(super) fn is_of_a_link(&self, chain: &Chain<'_>) -> bool {
        let mut at = chain.root;
        while let ExprKind::Member { object, name, .. } = &at.kind {
            if name == "through" {
                return self.is_python();
            }
            at = object;
        }
        false
    }

    /// The watched model that a queryset is of: a variable that holds one, or the manager of a relation.
    pub(super) fn queryset_in(&self, chain: &Chain<'_>) -> Option<String> {
        let mut links = chain.links.iter().filter(|_| self.is_python());
        // `self.get_queryset().filter(…)` in a manager.
        let first = links.find(|link| link.name != "get_queryset")?;
        if !(LOOKUPS.contains(&first.name) || NAMES.contains(&first.name) || ROWS.contains(&first.name)) {
            return None;
        }
        match &chain.root.kind {
            ExprKind::Name(name) if name == "self" => self.own_rows(),
            ExprKind::Call { callee, .. } if callee.as_name() == Some("super") => self.own_rows(),
            ExprKind::Name(name) => self.querysets.get(name).cloned(),
            ExprKind::Member { name, .. } if self.index.relations.many.contains(name) => {
                let model = self.index.relations.target(name)?;
                self.watched(model).then(|| model.to_owned())
            }
            _ => None,
        }
    }

    /// The watched model whose rows a value holds: a queryset, a query.
    pub(super) fn model_of_rows(&self, value: &Expr) -> Option<String> {
        if let Some(Held::Query(model)) = self.held(value, 0) {
            return Some(model);
        }
        if self.is_script() {
            return self.script_rows(value);
        }
        if !self.is_python() {
            return self.rust_rows(value).or_else(|| self.doctrine_rows(value));
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.model_of_rows(&items[0]),
            ExprKind::Name(name) => self.querysets.get(name).cloned().or_else(|| self.entity(name)),
            // `query = User.objects`
            ExprKind::Member { object, name, .. } if MANAGERS.contains(&name.as_str()) => {
                object.last_name().filter(|model| self.watched(model)).map(str::to_owned)
            }
            ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("list" | "reversed" | "sorted")) => {
                self.model_of_rows(&args.first()?.value)
            }
            ExprKind::Call { .. } => {
                if let Some(model) = self.rows_of_statement(value) {
                    return Some(model);
                }
                let chain = Chain::of(value);
                let of_rows = |link: &super::super::builder::Link<'_>| ROWS.contains(&link.name);
                if let Some(model) = self.queryset_in(&chain) {
                    return chain.links.iter().all(of_rows).then_some(model);
                }
                // `User.objects.filter(…)`, `User.query.all()`
                if let ExprKind::Member { object, name, .. } = &chain.root.kind
                    && MANAGERS.contains(&name.as_str())
                    && let Some(model) = object.last_name()
                {
                    return (self.watched(model) && chain.links.iter().all(of_rows)).then(|| model.to_owned());
                }
                // `session.query(User).filter(…)`
                let start = chain.links.iter().position(|link| link.name == "query")?;
                let [model] = chain.links.get(start)?.args else { return None };
                let model = model.value.as_name().filter(|model| self.watched(model))?;
                chain.links.iter().skip(start + 1).all(of_rows).then(|| model.to_owned())
            }
            _ => None,
        }
    }

    /// The class that is made for a watched model, and that model: `class Meta: model = User`, `admin.site.register(User, UserAdmin)`.
    fn made_for(&self, owner: &str) -> Option<String> {
        if !self.is_python() {
            return None;
        }
        let classes = &self.file.facts.classes;
        let at = classes.iter().position(|class| class.name == owner)?;
        let class = classes.get(at)?;
        let bases = || class.bases.iter().filter_map(Expr::last_name);
        let meta = || classes.iter().find(|inner| inner.outer == Some(at) && inner.name == "Meta");
        let model = meta()
            .and_then(|meta| value(meta, "model"))
            .or_else(|| {
                value(class, "model").filter(|_| bases().any(|base| base.ends_with("Inline") || base.ends_with("View")))
            })
            .and_then(Expr::last_name)
            .or_else(|| self.index.relations.admins.get(owner).map(String::as_str))?;
        self.watched(model).then(|| model.to_owned())
    }

    /// The model of what stands at `request.user`, `self.request.user`.
    pub(super) fn user_of_request(&self, value: &Expr) -> Option<String> {
        let ExprKind::Member { object, name, .. } = &value.kind else { return None };
        if !self.is_python() || name != "user" || object.last_name() != Some("request") {
            return None;
        }
        self.index.relations.user.clone().filter(|model| self.watched(model))
    }

    /// Whether `self.instance`, `self.object` of the class around is a row of a model.
    pub(super) fn own_row(&self, name: &str) -> Option<String> {
        if !matches!(name, "instance" | "object") {
            return None;
        }
        self.made_for(self.owner.as_deref()?)
    }

    /// Methods of such a class are given rows: `def get_name(self, obj)`.
    pub(super) fn given_rows(&mut self, function: &Function) {
        let rows = function.params.iter().filter(|param| matches!(param.name.as_str(), "obj" | "instance"));
        let untyped: Vec<_> = rows.filter(|param| param.type_text.is_none()).map(|param| param.name.clone()).collect();
        if untyped.is_empty() || !self.is_python() {
            return;
        }
        if let Some(model) = function.owner.as_deref().and_then(|owner| self.made_for(owner)) {
            self.types.extend(untyped.into_iter().map(|name| (name, model.clone())));
        }
    }

    /// The lists of a class that is made for a model, which name its attributes; and those of a model's own `Meta`.
    pub(super) fn lists_of_names(&mut self, class: &Class) {
        if self.is_python() && self.watched(&class.name) {
            let at = self.file.facts.classes.iter().position(|own| own.range == class.range);
            let meta = self.file.facts.classes.iter().find(|inner| inner.outer == at && inner.name == "Meta");
            if let Some(meta) = meta.filter(|_| at.is_some()) {
                for list in META_LISTS.iter().filter_map(|name| value(meta, name)) {
                    self.listed("", &class.name, list, 0);
                }
            }
            return;
        }
        let Some(model) = self.made_for(&class.name) else { return };
        let bases: Vec<&str> = class.bases.iter().filter_map(Expr::last_name).collect();
        let is = |ends: &[&str]| bases.iter().any(|base| ends.iter().any(|end| base.contains(end)));
        let facts = &self.file.facts;
        let at = facts.classes.iter().position(|own| own.range == class.range);
        let meta = facts.classes.iter().find(|inner| inner.outer == at && inner.name == "Meta" && at.is_some());
        let mut lists = Vec::new();
        if is(&["Form", "Serializer", "FilterSet"]) {
            lists.extend(meta.and_then(|meta| value(meta, "fields")));
        }
        if is(&["View"]) {
            lists.extend(value(class, "fields"));
        }
        if is(&["Admin", "Inline"]) {
            lists.extend(ADMIN_LISTS.iter().filter_map(|name| value(class, name)));
        }
        for list in lists {
            self.listed(&class.name, &model, list, 0);
        }
    }

    fn listed(&mut self, class: &str, model: &str, list: &Expr, depth: usize) {
        if depth > 6 {
            return;
        }
        if let Some(text) = list.as_text() {
            let text = text.trim_start_matches('-');
            let first = text.split("__").next().unwrap_or(text);
            if !self.index.relations.defines(class, first, 0) {
                let how = match class {
                    "" => format!("`{model}.Meta` lists it"),
                    _ => format!("`{class}` is made for `{model}` and lists it"),
                };
                self.attribute(model, first, &list.range, LIKELY, how);
            }
            self.path(text, &list.range);
            return;
        }
        match &list.kind {
            // `models.Index(fields=["email"], name="by_email")`
            ExprKind::Call { args, .. } => {
                let fields = args.iter().filter(|arg| matches!(arg.name.as_deref(), Some("fields" | "include")));
                fields.for_each(|arg| self.listed(class, model, &arg.value, depth + 1));
            }
            ExprKind::List(_) | ExprKind::Seq(_) | ExprKind::Binary { .. } => {
                for item in list.children() {
                    self.listed(class, model, item, depth + 1);
                }
            }
            // `fieldsets = [("Title", {"fields": ("a", "b")})]`, `fields = {"email": ["exact"]}`
            ExprKind::Map(entries) => {
                for entry in entries {
                    if let crate::lang::facts::Key::Name(name) = &entry.key {
                        if name == "fields" {
                            self.listed(class, model, &entry.value, depth + 1);
                        } else if depth == 0 {
                            let how = format!("`{class}` is made for `{model}` and lists it");
                            let first = name.split("__").next().unwrap_or(name);
                            if !self.index.relations.defines(class, first, 0) {
                                self.attribute(model, first, &entry.key_range, LIKELY, how);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn value<'a>(class: &'a Class, name: &str) -> Option<&'a Expr> {
    class.fields.iter().find(|field| field.name == name)?.value.as_ref()
}

/// Whether the keywords of a method of a query are attributes.
pub(super) fn takes_attributes(method: &str) -> bool {
    LOOKUPS.contains(&method)
        || matches!(method, "create_user" | "create_superuser" | "in_bulk" | "bulk_create" | "bulk_update" | "save")
        || matches!(method, "exists" | "get_or_none" | "insert" | "insert_many" | "replace" | "set")
}

/// Methods of querysets whose keywords are attributes, and what stands in their arguments.
const LOOKUPS: &[&str] = &[
    "filter",
    "exclude",
    "get",
    "create",
    "update",
    "get_or_create",
    "update_or_create",
    "aget",
    "acreate",
    "aupdate",
    "aget_or_create",
    "aupdate_or_create",
    "filter_by",
    "values",
    "get_object_or_404",
    "get_list_or_404",
    "Q",
    "When",
];

/// Calls whose strings are attributes.
const NAMES: &[&str] = &[
    "F",
    "OuterRef",
    "Sum",
    "Count",
    "Max",
    "Min",
    "Avg",
    "Lower",
    "Upper",
    "Coalesce",
    "Concat",
    "order_by",
    "values",
    "values_list",
    "only",
    "defer",
    "distinct",
    "select_related",
    "prefetch_related",
    "earliest",
    "latest",
    "dates",
    "datetimes",
    "ArrayAgg",
    "StringAgg",
    "Prefetch",
];

/// Links that leave a queryset one of the same rows.
const ROWS: &[&str] = &[
    "all",
    "filter",
    "exclude",
    "order_by",
    "select_related",
    "prefetch_related",
    "distinct",
    "only",
    "defer",
    "annotate",
    "reverse",
    "using",
    "iterator",
    "select_for_update",
    "filter_by",
    "options",
    "limit",
    "offset",
    "where",
    "complex_filter",
    "none",
];

/// Lists of a model's `Meta` that name its attributes.
const META_LISTS: &[&str] = &[
    "constraints",
    "get_latest_by",
    "index_together",
    "indexes",
    "ordering",
    "order_with_respect_to",
    "unique_together",
];

/// Lists of an admin class that name attributes of the model or of the class itself.
const ADMIN_LISTS: &[&str] = &[
    "autocomplete_fields",
    "date_hierarchy",
    "fields",
    "fieldsets",
    "filter_horizontal",
    "filter_vertical",
    "list_display",
    "list_editable",
    "list_filter",
    "ordering",
    "raw_id_fields",
    "readonly_fields",
    "search_fields",
];
