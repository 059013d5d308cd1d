//! Eloquent: which model a class, a row, a query or a collection is of, link by link: `$this->users->newQuery()->where('email', $x)` of a repository that was
//! given a `User`, `$user->posts()->orderBy('title')`, `auth()->user()->email`, the query that a scope or a closure is given.
//!
//! A link that is neither Eloquent's nor a relation, a scope or a typed method of the model ends what is known: nothing behind it is guessed.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Function, Key, Param, TextPart};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{CodeFile, naming};

use super::{Finder, Way};
use words::{EAGER, MORE_COLUMNS, OF_RELATIONS, OF_ROWS, OF_TABLES, OF_WHERE, ONE, QUERY, SAME, VALUES};

mod chains;
mod related;
mod words;

pub(super) use related::{Relations, by_name, relations};

/// What an expression holds of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Class(String),
    Row(String),
    /// A query, or the rows that it found.
    Query(String),
    /// What a query of the model answers that is neither: a number, a list of values.
    Value(String),
    /// `$this` of a class that is no model.
    This,
    /// What knows who is logged in.
    Login,
}

/// How deep an expression is looked into.
const DEEPEST: usize = 48;

/// `Post` of `Post::class` and of `'App\Models\Post'`.
pub(super) fn class_named(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Member { object, name, .. } if name == "class" => object.last_name().map(str::to_owned),
        ExprKind::Str(_) => {
            let text = expr.as_text()?;
            let last = text.rsplit('\\').next()?;
            last.starts_with(|c: char| c.is_ascii_uppercase()).then(|| last.to_owned())
        }
        _ => None,
    }
}

impl Finder<'_, '_> {
    pub(super) fn is_php(&self) -> bool {
        self.file.language.name == "php"
    }

    /// What an expression holds.
    pub(super) fn held(&self, expr: &Expr, depth: usize) -> Option<Held> {
        if depth > DEEPEST || !self.is_php() {
            return None;
        }
        match &expr.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.held(&items[0], depth + 1),
            ExprKind::Name(name) => match name.as_str() {
                "this" => Some(self.own_eloquent().map_or(Held::This, Held::Row)),
                "self" | "static" => self.own_eloquent().map(Held::Class),
                "Auth" | "request" if !self.types.contains_key(name) => Some(Held::Login),
                _ => self.held_by_name(name),
            },
            ExprKind::Member { object, name, .. } => {
                if name.starts_with(|c: char| c.is_ascii_uppercase()) && self.is_model(name) {
                    return Some(Held::Class(name.clone()));
                }
                match self.held(object, depth + 1) {
                    Some(Held::Row(model)) => self.through(&model, name),
                    Some(Held::This) => {
                        let of_field = self.model_of_field(name).filter(|model| self.is_eloquent(model)).map(Held::Row);
                        of_field.or_else(|| self.through(self.owner.as_deref()?, name))
                    }
                    Some(_) => None,
                    None => self.through(&self.class_of(object, 0)?, name),
                }
            }
            ExprKind::New { type_name, .. } => {
                self.model_made(type_name).filter(|model| self.is_eloquent(model)).map(Held::Row)
            }
            // `foreach ($users as $user)`, `$users[0]`
            ExprKind::Index { object, .. } => match self.held(object, depth + 1)? {
                Held::Query(model) => Some(Held::Row(model)),
                _ => None,
            },
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Name(name) => match name.as_str() {
                    "auth" | "request" => Some(Held::Login),
                    "optional" => self.held(&args.first()?.value, depth + 1),
                    "app" | "resolve" => {
                        class_named(&args.first()?.value).filter(|model| self.is_model(model)).map(Held::Row)
                    }
                    _ => None,
                },
                ExprKind::Member { object, name, .. } => match self.held(object, depth + 1) {
                    Some(before) => self.step(&before, name),
                    // `$user->posts()`, where a `User` is nothing that changes.
                    None if args.is_empty() => self.only_target(name).map(Held::Query),
                    None => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    fn held_by_name(&self, name: &str) -> Option<Held> {
        if let Some(model) = self.querysets.get(name) {
            return Some(Held::Query(model.clone()));
        }
        if let Some(model) = self.types.get(name).filter(|model| self.is_eloquent(model)) {
            return Some(Held::Row(model.clone()));
        }
        self.is_model(name).then(|| Held::Class(name.to_owned()))
    }

    pub(super) fn is_model(&self, name: &str) -> bool {
        self.watched(name) && self.is_eloquent(name)
    }

    /// What a relation of a row leads to.
    fn through(&self, model: &str, relation: &str) -> Option<Held> {
        let (target, many) = self.index.eloquent.get(&(model.to_owned(), relation.to_owned()))?;
        self.is_model(target).then(|| if *many { Held::Query(target.clone()) } else { Held::Row(target.clone()) })
    }

    /// What a call of a method gives, if it is known.
    fn step(&self, before: &Held, name: &str) -> Option<Held> {
        let typed = |owner: &str| {
            let own = self.file.facts.functions.iter().filter(|one| one.owner.as_deref() == Some(owner));
            let here = own.filter(|one| one.name == name).find_map(|one| one.returns.clone());
            let text = here.or_else(|| self.index.returns.get(&(owner.to_owned(), name.to_owned())).cloned())?;
            self.model_of_type(&text).filter(|model| self.is_eloquent(model)).map(Held::Row)
        };
        match before {
            Held::Login => match name {
                "guard" => Some(Held::Login),
                "user" => self.is_model("User").then(|| Held::Row("User".into())),
                _ => None,
            },
            Held::This => match self.through(self.owner.as_deref()?, name) {
                Some(Held::Row(target) | Held::Query(target)) => Some(Held::Query(target)),
                _ => typed(self.owner.as_deref()?),
            },
            Held::Value(_) => None,
            Held::Class(model) | Held::Query(model) => {
                if is_query(name) || self.is_scope(model, name) {
                    Some(Held::Query(model.clone()))
                } else if ONE.contains(&name) {
                    Some(Held::Row(model.clone()))
                } else if VALUES.contains(&name) {
                    Some(Held::Value(model.clone()))
                } else if matches!(before, Held::Class(_)) {
                    typed(model)
                } else {
                    None
                }
            }
            Held::Row(model) => {
                // `$user->posts()` is a query, as `$post->author()` is.
                if let Some((target, _)) = self.index.eloquent.get(&(model.clone(), name.to_owned())) {
                    return self.is_model(target).then(|| Held::Query(target.clone()));
                }
                if SAME.contains(&name) || ONE.contains(&name) {
                    Some(Held::Row(model.clone()))
                } else if is_query(name) || self.is_scope(model, name) {
                    Some(Held::Query(model.clone()))
                } else if VALUES.contains(&name) {
                    Some(Held::Value(model.clone()))
                } else {
                    typed(model)
                }
            }
        }
    }

    /// Whether the model has a scope of this name, in a file that is read.
    fn is_scope(&self, model: &str, name: &str) -> bool {
        self.index.scopes.contains(&(model.to_owned(), name.to_owned()))
    }

    /// One call of Eloquent: the columns in its arguments, and what its closures are given. Answers whether it is one.
    pub(super) fn eloquent_call(&mut self, expr: &Expr) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        let ExprKind::Member { object, name, name_range } = &callee.kind else { return false };
        if !self.is_php() {
            return false;
        }
        self.keys_of_relation(object, name, args);
        let before = self.held(object, 0);
        let own = match &before {
            Some(Held::Class(model) | Held::Row(model) | Held::Query(model)) => Some(model.as_str()),
            _ => None,
        };
        self.qualified(name, args, own);
        let (Some(before), Some(model)) = (&before, own) else {
            self.closures_of_relation(name, args);
            self.sum_of_relation(None, name, args);
            return false;
        };
        self.sum_of_relation(Some(model), name, args);
        if self.index.eloquent.contains_key(&(model.to_owned(), name.clone())) && matches!(before, Held::Row(_)) {
            return true;
        }
        let query = is_query(name) || ONE.contains(&name.as_str()) || VALUES.contains(&name.as_str());
        if !query && !SAME.contains(&name.as_str()) && !self.is_scope(model, name) {
            return false;
        }
        match before {
            Held::Class(model) => self.model(model, &object.range, "the model is queried"),
            Held::Row(model) if query => self.model(model, name_range, "the model is queried"),
            _ => {}
        }
        let known = matches!(before, Held::Class(_));
        let by_convention = self.by_convention;
        self.by_convention |= !known;
        self.link(model, name, args);
        if MORE_COLUMNS.contains(&name.as_str()) {
            for arg in args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::List(_) | ExprKind::Str(_))) {
                self.strings(model, &arg.value, Access::Read);
            }
        }
        // `whereRaw('rating > ?', [3])`
        if name.ends_with("Raw")
            && let Some(first) = args.first()
        {
            self.strings(model, &first.value, Access::Read);
        }
        self.dynamic(model, name, name_range);
        self.by_convention = by_convention;
        self.closures_given(before, model, name, args);
        true
    }

    /// `User::whereEmail($x)`
    fn dynamic(&mut self, model: &str, name: &str, range: &Range<usize>) {
        let Some(rest) = name.strip_prefix("orWhere").or_else(|| name.strip_prefix("where")) else { return };
        if rest.starts_with(|c: char| c.is_ascii_uppercase()) && !OF_WHERE.contains(&rest) {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };
            let how = format!("`{name}` of `{model}` is made of its name");
            self.attribute(model, &naming::snake(rest), range, way, how);
        }
    }

    /// Notes what the closures among a call's arguments are given.
    fn closures_given(&mut self, before: &Held, model: &str, name: &str, args: &[Arg]) {
        let is_closure = |expr: &Expr| matches!(expr.kind, ExprKind::Lambda { .. });
        let given = match name {
            "where" | "orWhere" | "whereNot" | "orWhereNot" | "when" | "unless" | "tap" | "chunk" | "chunkById" => {
                Some(Held::Query(model.to_owned()))
            }
            _ if OF_ROWS.contains(&name) && matches!(before, Held::Query(_) | Held::Class(_)) => {
                Some(Held::Row(model.to_owned()))
            }
            _ if OF_RELATIONS.contains(&name) => {
                let path = args.first().and_then(|arg| arg.value.as_text()).unwrap_or_default();
                self.along(model, &path).map(Held::Query)
            }
            _ => None,
        };
        if let Some(given) = given {
            for arg in args.iter().filter(|arg| is_closure(&arg.value)) {
                self.closures.insert(arg.value.range.start, given.clone());
            }
        }
        if EAGER.contains(&name) {
            for arg in args {
                self.eager(model, &arg.value, 0);
            }
        }
    }

    /// `with(['posts' => function ($query) { … }])`, `with('posts:id,title')`
    fn eager(&mut self, model: &str, value: &Expr, depth: usize) {
        match &value.kind {
            ExprKind::Map(entries) => {
                for entry in entries {
                    match &entry.key {
                        Key::Name(path) if matches!(entry.value.kind, ExprKind::Lambda { .. }) => {
                            if let Some(target) = self.along(model, path) {
                                self.closures.insert(entry.value.range.start, Held::Query(target));
                            }
                        }
                        Key::Name(_) => {}
                        _ if depth < 2 => self.eager(model, &entry.value, depth + 1),
                        _ => {}
                    }
                }
            }
            ExprKind::List(items) if depth < 2 => items.iter().for_each(|item| self.eager(model, item, depth + 1)),
            ExprKind::Str(text) => {
                let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return };
                let Some((path, columns)) = value.split_once(':').filter(|_| value.len() == range.len()) else {
                    return;
                };
                let Some(target) = self.along(model, path) else { return };
                let mut at = range.start + path.len() + 1;
                for column in columns.split(',') {
                    let way =
                        Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };
                    let how = format!("it is loaded with a `{target}`");
                    self.attribute(&target, column.trim(), &(at..at + column.len()), way, how);
                    at += column.len() + 1;
                }
            }
            _ => {}
        }
    }

    /// The model that a path of relations leads to: `posts.comments`.
    pub(super) fn along(&self, model: &str, path: &str) -> Option<String> {
        let path = path.split([' ', ':']).next().unwrap_or(path);
        let mut at = model.to_owned();
        for name in path.split('.') {
            at = self.index.eloquent.get(&(at, name.to_owned()))?.0.clone();
        }
        self.is_model(&at).then_some(at)
    }

    /// `->where('users.email', $x)` of any query: the text names the table.
    fn qualified(&mut self, name: &str, args: &[Arg], own: Option<&str>) {
        let takes = (name.starts_with("where") || name.starts_with("orWhere")) && !name.contains("Has")
            || OF_TABLES.contains(&name);
        if !takes {
            return;
        }
        for arg in args {
            let items = match &arg.value.kind {
                ExprKind::List(items) => items.as_slice(),
                _ => std::slice::from_ref(&arg.value),
            };
            for item in items {
                let ExprKind::Str(text) = &item.kind else { continue };
                let [TextPart::Piece { value, range }] = text.parts.as_slice() else { continue };
                let Some((table, column)) = value.split_once('.').filter(|_| value.len() == range.len()) else {
                    continue;
                };
                let column = column.split(' ').next().unwrap_or(column);
                let is_word =
                    |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                if !is_word(table) || !is_word(column) {
                    continue;
                }
                let from = range.start + table.len() + 1;
                for model in self.models_of_table(table).into_iter().filter(|model| Some(model.as_str()) != own) {
                    let way =
                        Way { mechanism: Mechanism::SqlFragment, access: Access::Read, certainty: Certainty::Likely };
                    self.attribute(
                        &model,
                        column,
                        &(from..from + column.len()),
                        way,
                        format!("it is qualified with `{table}`"),
                    );
                    self.model(&model, &(range.start..range.start + table.len()), "a query names the table");
                }
            }
        }
    }

    fn models_of_table(&self, table: &str) -> Vec<String> {
        let of_table = |mapping: &&crate::orm::Mapping| {
            mapping.orm == "eloquent"
                && mapping.table.as_ref().is_some_and(|name| name.name.value.eq_ignore_ascii_case(table))
                && self.watched(&mapping.model)
        };
        self.index.mappings.iter().filter(of_table).map(|mapping| mapping.model.clone()).collect()
    }

    /// Binds what a closure is given; a parameter hides a variable of its name.
    pub(super) fn eloquent_closure(&mut self, params: &[Param], start: usize) {
        if !self.is_php() {
            return;
        }
        for param in params {
            self.querysets.remove(&param.name);
        }
        match (params.first(), self.closures.get(&start)) {
            (Some(param), Some(Held::Query(model))) => {
                self.querysets.insert(param.name.clone(), model.clone());
            }
            (Some(param), Some(Held::Row(model))) => {
                self.types.insert(param.name.clone(), model.clone());
            }
            _ => {}
        }
    }

    /// `scopeActive($query)`, and what else of a model is given a builder.
    pub(super) fn eloquent_function(&mut self, function: &Function) {
        let (Some(first), Some(owner)) = (function.params.first(), self.owner.clone()) else { return };
        let is_builder = first.type_text.as_deref().is_some_and(|text| text.ends_with("Builder"));
        let is_scope = scope(&function.name).is_some() && first.type_text.as_deref().is_none_or(|_| is_builder);
        if self.is_php() && (is_scope || is_builder) && self.is_model(&owner) {
            self.querysets.insert(first.name.clone(), owner);
        }
    }

    /// The type of a property that is not written beside it: by `@var`, or by the parameter of the constructor that it is set to.
    pub(super) fn injected(&self, owner: &str, field: &str) -> Option<String> {
        if !self.is_php() {
            return None;
        }
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        if let Some(own) = class.fields.iter().find(|own| own.name == field) {
            let before = self.file.source.text.get(..own.range.start)?.trim_end();
            let comment = before.strip_suffix("*/").and_then(|text| text.rsplit("/**").next());
            if let Some(text) = comment.and_then(|text| text.split("@var").nth(1)) {
                let text = text.split_whitespace().next()?;
                return text.split('|').find_map(|text| self.model_of_type(text));
            }
        }
        let made = self.file.facts.functions.iter();
        let made = made.filter(|function| function.owner.as_deref() == Some(owner) && function.name == "__construct");
        let (function, param) = made
            .flat_map(|function| function.body.iter().map(move |expr| (function, expr)))
            .find_map(|(function, expr)| {
                let mut from = None;
                expr.walk(&mut |expr| {
                    if let ExprKind::Assign { target, value, .. } = &expr.kind
                        && let ExprKind::Member { object, name, .. } = &target.kind
                        && object.as_name() == Some("this")
                        && name == field
                    {
                        from = from.take().or_else(|| value.as_name().map(str::to_owned));
                    }
                    true
                });
                Some((function, from?))
            })?;
        let param = function.params.iter().find(|one| one.name == param)?;
        self.model_of_type(param.type_text.as_deref()?)
    }
}

/// `Active` of `scopeActive`, as it is called: `active`.
fn scope(name: &str) -> Option<String> {
    let rest = name.strip_prefix("scope").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))?;
    Some(naming::camel(rest))
}

/// The scopes that classes of PHP declare, by class and name.
pub(super) fn scopes(files: &[&CodeFile]) -> std::collections::HashSet<(String, String)> {
    let functions = files.iter().filter(|file| file.language.name == "php").flat_map(|file| &file.facts.functions);
    functions.filter_map(|one| Some((one.owner.clone()?, scope(&one.name)?))).collect()
}

/// Whether a method gives a query or a collection of the same model.
fn is_query(name: &str) -> bool {
    name.starts_with("where") || name.starts_with("orWhere") || QUERY.contains(&name)
}

/// Whether only the first argument of a method names a column, the others being values.
pub(super) fn one_column(name: &str) -> bool {
    (name.starts_with("where") || name.starts_with("orWhere") || matches!(name, "having" | "orHaving" | "firstWhere"))
        && !name.ends_with("Column")
}
