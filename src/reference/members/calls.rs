//! Calls that query a model: keys, strings and symbols that name its attributes, and the macros in the model's own class.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key, TextPart};
use crate::model::name::Dialect;
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{Grammar, naming};
use crate::sql::query::{FragmentKind, read_fragment};

use super::vocabulary::{
    CLASS_MACROS, COLUMN_LISTS, COLUMN_STRINGS, DIRECT, EXPRESSIONS, JOINING, OF_THE_CLASS, WRITING,
};
use super::{Chain, Finder, Way, generated, prisma, sequelize};

impl Finder<'_, '_> {
    /// A call: the model in the chain, and attributes in its arguments.
    pub(super) fn call(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        prisma::call(self, expr);
        prisma::go_call(self, expr);
        if self.eloquent_call(expr) {
            return;
        }
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
        self.ruby_other_table(&chain);
        self.script_handed(&chain);
        self.script_instance(&chain);
        let Some(model) = self.model_in(&chain) else {
            self.ruby_association(&chain);
            return self.own_scope(&chain);
        };
        if self.index.watches.iter().any(|watch| watch.model == model && watch.grammar != Grammar::Class) {
            generated::call(self, &model, &chain);
            return;
        }
        self.model(&model, &chain.root.range, "the model is queried");
        self.query_alias(&model, &chain);
        self.joined = self.file.language.name == "ruby" && chain.links.iter().any(|link| JOINING.contains(&link.name));
        for link in &chain.links {
            self.link(&model, link.name, link.args);
        }
        self.joined = false;
        self.ruby_blocks(&model, &chain);
        sequelize::call(self, &model, &chain);
        self.given_to_lambdas(&model, &chain);
        if self.file.language.name == "csharp" {
            self.rows_of(&model, &chain.links);
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

    /// One call of a chain that queries a model: the attributes in its arguments.
    pub(super) fn link(&mut self, model: &str, name: &str, args: &[Arg]) {
        // What Drizzle selects has names of its own.
        if RELATED.contains(&name)
            || (matches!(name, "returning" | "select" | "selectDistinct") && self.is_drizzle(model))
        {
            return;
        }
        let access = if WRITING.contains(&name) { Access::Write } else { Access::Read };
        let in_column_place = COLUMN_STRINGS.contains(&name);
        self.direct = DIRECT.contains(&name);
        let args = match self.names_parameters(name, args) {
            true => &args[..1],
            false => args,
        };
        for arg in args {
            // A method of a manager's own, or of the model's class, has parameters of its own.
            let is_own = match self.file.language.name {
                "python" => !super::python::takes_attributes(name),
                "ruby" => !super::ruby::takes_attributes(name),
                _ => false,
            };
            if let Some(name) = arg.name.as_ref().filter(|_| !is_own) {
                self.key(model, name, &arg.name_range, access);
                if COLUMN_LISTS.contains(&name.as_str()) {
                    self.strings(model, &arg.value, access);
                }
            } else if arg.name.is_none() && in_column_place {
                self.strings(model, &arg.value, access);
            }
            // Rails: a hash below a key is about another table, or stored in the column.
            if !(arg.name.is_some() && self.file.language.name == "ruby") {
                self.keys(model, &arg.value, access, 0);
            }
        }
        self.direct = false;
    }

    /// The watched model that a chain is about: one that it mentions, or the one whose repository it is called on (`this.userRepository.find(…)`).
    pub(super) fn model_in(&self, chain: &Chain<'_>) -> Option<String> {
        if self.is_of_a_link(chain) {
            return None;
        }
        if let Some(model) = mentioned(chain).find(|model| self.watched(model)) {
            return Some(model.to_string());
        }
        if let Some(model) = self.queryset_in(chain) {
            return Some(model);
        }
        let root = chain.root.last_name().filter(|_| self.file.language.name == "javascript")?;
        if let Some(model) = self.repository(chain.root) {
            return Some(model);
        }
        // `this.findOne(…)` in a static method of the model.
        if root == "this" && chain.links.first().is_some_and(|link| OF_THE_CLASS.contains(&link.name)) {
            return self.owner.clone().filter(|owner| self.watched(owner));
        }
        let owner =
            ["Repository", "Repo"].iter().find_map(|end| root.strip_suffix(end)).filter(|owner| !owner.is_empty())?;
        let names = naming::model_names(&naming::snake(owner));
        let named = names.iter().flat_map(|name| [name.clone(), format!("{name}Entity")]);
        named.into_iter().find(|model| self.watched(model))
    }

    pub(super) fn key(&mut self, model: &str, key: &str, range: &Range<usize>, access: Access) {
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
    pub(super) fn keys(&mut self, model: &str, expr: &Expr, access: Access, depth: usize) {
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
                        // An included model has its own columns; what PHP has below a key is stored in the column.
                        let of_another = name == "include" || (name == "with" && self.is_drizzle(model));
                        if of_another || self.is_php() || self.file.language.name == "ruby" {
                            continue;
                        }
                    }
                    self.keys(model, &entry.value, access, depth + 1);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.keys(model, item, access, depth + 1))
            }
            // `values(rows.map((row) => ({ email: row.email })))`, and what was put together before
            ExprKind::Lambda { body, .. } if self.is_script() && access == Access::Write => {
                if let Some(last) = body.last() {
                    self.keys(model, last, access, depth + 1);
                }
            }
            ExprKind::Return(value) if self.is_script() => self.keys(model, value, access, depth + 1),
            ExprKind::Name(name) if access == Access::Write => self.keys_of_literal(model, name, access),
            // `Q(email=x)`, `F("email")`
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name().unwrap_or_default();
                for arg in args {
                    match &arg.name {
                        Some(key) if matches!(name, "Q" | "When" | "Case" | "dict") => {
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
    pub(super) fn strings(&mut self, model: &str, expr: &Expr, access: Access) {
        match &expr.kind {
            ExprKind::Str(_) | ExprKind::Symbol(_) => {
                if self.fragment(model, expr, access) {
                    return;
                }
                if let Some(text) = expr.as_text() {
                    let word = text.trim_start_matches(['-', '+']);
                    // `users.email`, `email DESC`
                    let word = word.split([' ', ',']).next().unwrap_or(word);
                    let of_another =
                        |(table, _): (&str, &str)| !self.is_table_of(model, table) && !self.is_alias(table, model);
                    if (self.file.language.name == "ruby" || self.is_php())
                        && word.split_once('.').is_some_and(of_another)
                    {
                        return;
                    }
                    self.key(model, word, &expr.range, access);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.strings(model, item, access))
            }
            _ => {}
        }
    }

    /// Whether a qualifier means the model's own table.
    fn is_table_of(&self, model: &str, table: &str) -> bool {
        let plain = table.trim_matches(['"', '`']);
        let is_mapped = || {
            let mut own = self.index.mappings.iter().filter(|mapping| mapping.model == model);
            own.any(|mapping| mapping.table.as_ref().is_some_and(|name| name.name.value.eq_ignore_ascii_case(plain)))
        };
        naming::model_names(plain).iter().any(|name| name == model) || is_mapped()
    }

    /// A string that is a piece of SQL: `where("lower(email) = ?", x)`, `order("users.email DESC")`. Answers whether it is one.
    pub(super) fn fragment(&mut self, model: &str, expr: &Expr, access: Access) -> bool {
        let ExprKind::Str(text) = &expr.kind else { return false };
        let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return false };
        if value.len() != range.len() || !value.contains([' ', '(', ',', '=']) {
            return false;
        }
        // What the fragment is for decides little: names are looked for, and dialects differ elsewhere.
        let kinds = [FragmentKind::Condition, FragmentKind::OrderBy, FragmentKind::SelectList];
        let Some(query) = kinds.iter().find_map(|kind| read_fragment(value, *kind, Dialect::Postgres)) else {
            return false;
        };
        // A query inside has tables of its own, and is read apart (`inner_selects`).
        for column in query.columns.iter().filter(|column| column.scopes.is_empty()) {
            if column
                .qualifier
                .as_ref()
                .is_some_and(|table| !self.is_table_of(model, table) && !self.is_alias(table, model))
            {
                continue;
            }
            let place = range.start + column.column.range.start..range.start + column.column.range.end;
            let way = Way { mechanism: Mechanism::SqlFragment, access, certainty: Certainty::Certain };
            let how = format!("a piece of SQL in a query of `{model}` names it");
            self.attribute(model, &column.column.value, &place, way, how);
        }
        true
    }

    /// What stands in the body of the model's own class: `validates :email`, `scope`, `Index("email")`.
    pub(super) fn class_body(&mut self, class: &str, expr: &Expr) {
        if !self.watched(class) {
            return;
        }
        if self.file.language.name != "ruby" {
            return self.class_macro(class, expr);
        }
        // Also below a condition (`if Rails.env.test?`), and in `with_options presence: true do`.
        expr.walk(&mut |expr| match &expr.kind {
            ExprKind::Call { callee, .. } => {
                self.class_macro(class, expr);
                callee.as_name() == Some("with_options")
            }
            kind => !matches!(kind, ExprKind::Assign { .. }),
        });
    }

    /// One call in the body of a class.
    pub(super) fn class_macro(&mut self, class: &str, expr: &Expr) {
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

/// Objection's calls that take names of relations: `withGraphFetched({ role: true })`.
const RELATED: &[&str] =
    &["allowGraph", "joinRelated", "leftJoinRelated", "modifyGraph", "withGraphFetched", "withGraphJoined"];

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
                names.extend(args.iter().take(2).filter_map(given_model));
                break;
            }
            ExprKind::Seq(items) if items.len() == 1 => root = &items[0],
            _ => break,
        }
    }
    for link in chain.links.iter().take(4) {
        names.extend(link.args.iter().take(3).filter_map(given_model));
    }
    names.into_iter()
}

/// `User`, `models.User`, `User.email`. What is given under a name is a value of the query, not what is queried: `create!(owner: User.new, …)`.
fn given_model(arg: &Arg) -> Option<&str> {
    match &arg.value.kind {
        _ if arg.name.is_some() => None,
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { name, .. } if name.starts_with(|c: char| c.is_uppercase()) => Some(name),
        ExprKind::Member { object, .. } => object.last_name(),
        _ => None,
    }
}
