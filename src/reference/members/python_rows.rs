//! Which rows a value holds in Python beyond Django's querysets: statements of SQLAlchemy and their results, queries of Peewee and its kin, and what
//! functions of the project are declared to give back.
//!
//! A name of one word means too many functions; of those whose name has several, all that bear it have to give back the same.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::super::builder::Link;
use super::python::LIKELY;
use super::{Chain, Finder, Way};

/// What functions give back, by their name: the type as it is written; `None` if that depends on the function.
pub(super) type Returns = HashMap<String, Option<String>>;

pub(super) fn returns(files: &[&CodeFile]) -> Returns {
    let mut known = Returns::new();
    let python = files.iter().filter(|file| file.language.name == "python");
    for function in python.flat_map(|file| &file.facts.functions) {
        if !function.name.trim_matches('_').contains('_') {
            continue;
        }
        let given = function.returns.clone();
        let entry = known.entry(function.name.clone()).or_insert_with(|| given.clone());
        if *entry != given {
            *entry = None;
        }
    }
    known
}

/// What a statement or its result goes through and stays one of the same rows.
const SAME_ROWS: &[&str] = &[
    "all",
    "distinct",
    "exclude",
    "execution_options",
    "filter",
    "filter_by",
    "group_by",
    "having",
    "join",
    "limit",
    "objects",
    "offset",
    "options",
    "order_by",
    "outerjoin",
    "paginate",
    "prefetch",
    "prefetch_related",
    "scalars",
    "select_from",
    "unique",
    "where",
    "with_for_update",
    "yield_per",
];

const ONE: &[&str] = &["first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"];

/// Types around the type of a row.
const MANY: &[&str] =
    &["AsyncIterator", "Collection", "Iterable", "Iterator", "List", "QuerySet", "Sequence", "Set", "list", "set"];

impl Finder<'_, '_> {
    /// The watched model of which a value holds rows.
    pub(super) fn rows_of_statement(&self, value: &Expr) -> Option<String> {
        let chain = Chain::of(value);
        self.rows_through(chain.root, &chain.links).or_else(|| {
            let text = self.declared_return(value)?;
            let (head, inner) = text.trim().split_once('[')?;
            let is_many = MANY.contains(&head.rsplit('.').next().unwrap_or(head));
            self.model_of_type(inner.trim_end_matches(']')).filter(|_| is_many)
        })
    }

    /// The watched model of which a value is one row.
    pub(super) fn row_of_statement(&self, value: &Expr) -> Option<String> {
        if !self.is_python() {
            return None;
        }
        // SQLAlchemy's `Author = aliased(User)` stands for the class.
        if let ExprKind::Call { callee, args, .. } = &value.kind
            && callee.last_name() == Some("aliased")
        {
            return args.first()?.value.last_name().filter(|name| self.watched(name)).map(str::to_owned);
        }
        if let ExprKind::Call { callee, args, .. } = &value.kind
            && matches!(callee.last_name(), Some("get_object_or_404" | "aget_object_or_404"))
        {
            let first = &args.first()?.value;
            let class = first.last_name().filter(|name| self.watched(name)).map(str::to_owned);
            return class.or_else(|| self.model_of_rows(first));
        }
        let chain = Chain::of(value);
        if let Some((last, before)) = chain.links.split_last()
            && (ONE.contains(&last.name))
            && let Some(model) = self.rows_through(chain.root, before).or_else(|| self.executed(last))
        {
            return Some(model);
        }
        self.model_of_type(self.declared_return(value)?)
    }

    /// The watched model of the rows in a list, a set or a query of this type: `List[Post]`, `QuerySet["Post"]`.
    pub(super) fn python_many(&self, text: &str) -> Option<String> {
        let (head, inner) = text.split_once('[')?;
        let is_many = MANY.contains(&head.rsplit('.').next().unwrap_or(head));
        self.model_of_type(inner.strip_suffix(']')?).filter(|_| is_many)
    }

    /// `getattr(user, "email")`, and the rows that a statement about a class is executed with: `execute(insert(User), [{"email": x}])`.
    pub(super) fn python_named(&mut self, callee: &Expr, args: &[Arg]) {
        let [first, second, ..] = args else { return };
        if !self.is_python() {
            return;
        }
        match callee.last_name() {
            Some(name @ ("getattr" | "hasattr" | "setattr")) if callee.as_name().is_some() => {
                let class = first.value.last_name().filter(|name| self.watched(name)).map(str::to_owned);
                let Some(model) = class.or_else(|| self.model_of_value(&first.value)) else { return };
                let Some(text) = second.value.as_text() else { return };
                let access = if name == "setattr" { Access::Write } else { Access::Read };
                // What asks whether it is there, or has a value for where it is not, fails nothing once the model has it no more.
                let asks = name == "hasattr" || (name == "getattr" && args.len() > 2);
                let has = |at: &usize| {
                    let watch = self.index.watches.get(*at);
                    watch.is_some_and(|one| one.declared && one.attribute.as_deref() == Some(text.as_str()))
                };
                let is_declared = self.index.by_model.get(model.as_str()).is_some_and(|own| own.iter().any(has));
                let certainty = if asks && !is_declared { Certainty::Possible } else { Certainty::Likely };
                let way = Way { mechanism: Mechanism::Member, access, certainty };
                self.attribute(&model, &text, &second.value.range, way, format!("`{name}` of a `{model}` is given it"));
            }
            Some("execute" | "scalars" | "execute_many") => {
                let chain = Chain::of(&first.value);
                let ExprKind::Call { callee, args, .. } = &chain.root.kind else { return };
                let writes = matches!(callee.last_name(), Some("insert" | "update" | "pg_insert" | "upsert"));
                let model = args.first().filter(|_| writes).and_then(|arg| arg.value.last_name());
                if let Some(model) = model.filter(|model| self.watched(model)).map(str::to_owned) {
                    self.keys(&model, &second.value, Access::Write, 0);
                }
            }
            Some("bulk_insert_mappings" | "bulk_update_mappings") => {
                if let Some(model) = first.value.last_name().filter(|model| self.watched(model)).map(str::to_owned) {
                    self.keys(&model, &second.value, Access::Write, 0);
                }
            }
            _ => {}
        }
    }

    pub(super) fn path(&mut self, path: &str, range: &Range<usize>) {
        let parts: Vec<&str> = path.split("__").filter(|part| !part.is_empty()).collect();
        for pair in parts.windows(2) {
            let [relation, attribute] = pair else { continue };
            let Some(model) = self.index.relations.target(relation).filter(|model| self.watched(model)) else {
                continue;
            };
            let model = model.to_owned();
            self.attribute(&model, attribute, range, LIKELY, format!("`{relation}` leads to `{model}`"));
        }
    }

    /// Pony goes over an entity's class as over its rows.
    pub(super) fn entity(&self, name: &str) -> Option<String> {
        let of_pony = |at: &usize| self.index.watches.get(*at).is_some_and(|watch| watch.orm == "pony");
        let is_one = self.index.by_model.get(name)?.iter().any(of_pony) && self.watched(name);
        is_one.then(|| name.to_owned())
    }

    /// `User.select(lambda user: user.email == x)`
    pub(super) fn given_to_lambdas(&mut self, model: &str, chain: &Chain<'_>) {
        if chain.root.as_name().and_then(|name| self.entity(name)).is_none() {
            return;
        }
        let takes =
            |link: &&Link<'_>| matches!(link.name, "select" | "get" | "exists" | "filter" | "where" | "order_by");
        for arg in chain.links.iter().filter(takes).flat_map(|link| link.args) {
            if matches!(arg.value.kind, ExprKind::Lambda { .. }) {
                self.rows.insert(arg.value.range.start, model.to_owned());
            }
        }
    }

    /// What the function that is called is declared to give back.
    fn declared_return(&self, value: &Expr) -> Option<&str> {
        let ExprKind::Call { callee, .. } = &value.kind else { return None };
        self.index.relations.returns.get(callee.last_name()?)?.as_deref().map(|text| text.trim_matches(['"', '\'']))
    }

    fn rows_through(&self, root: &Expr, links: &[Link<'_>]) -> Option<String> {
        let same = |links: &[Link<'_>]| links.iter().all(|link| SAME_ROWS.contains(&link.name));
        // `session.execute(statement).scalars()`, `session.scalars(select(User))`
        if let Some(at) =
            links.iter().position(|link| matches!(link.name, "execute" | "scalars" | "exec" | "stream_scalars"))
            && let Some(model) = links.get(at).and_then(|link| self.executed(link))
        {
            return same(links.get(at + 1..)?).then_some(model);
        }
        match &root.kind {
            ExprKind::Name(name) => {
                if let Some(model) = self.querysets.get(name) {
                    return same(links).then(|| model.clone());
                }
                // `User.select().where(…)`, `User.filter(…)`: the model's class itself has them.
                let first = links.first().filter(|first| {
                    matches!(first.name, "select" | "filter" | "all" | "exclude" | "objects" | "select_related")
                })?;
                let whole = first.name != "select" || first.args.iter().all(|arg| names(arg, name));
                (self.watched(name) && whole && same(links.get(1..)?)).then(|| name.clone())
            }
            // `select(User).where(…)`
            ExprKind::Call { callee, args, .. } if callee.last_name() == Some("select") => {
                let [Arg { name: None, value, .. }] = args.as_slice() else { return None };
                let model = value.last_name().filter(|model| self.watched(model))?;
                same(links).then(|| model.to_owned())
            }
            ExprKind::Seq(items) if items.len() == 1 => {
                let inner = Chain::of(items.first()?);
                (same(links)).then(|| self.rows_through(inner.root, &inner.links))?
            }
            _ => None,
        }
    }

    /// The statement that is given to a session.
    fn executed(&self, link: &Link<'_>) -> Option<String> {
        let takes = matches!(link.name, "execute" | "scalars" | "exec" | "stream_scalars" | "scalar");
        let first = link.args.first().filter(|first| takes && first.name.is_none())?;
        let chain = Chain::of(&first.value);
        self.rows_through(chain.root, &chain.links)
    }
}

/// Whether an argument names the model or an attribute of it.
fn names(arg: &Arg, model: &str) -> bool {
    match &arg.value.kind {
        ExprKind::Name(name) => name == model,
        ExprKind::Member { object, .. } => object.as_name() == Some(model),
        _ => false,
    }
}
