//! What only the builders of JavaScript write: Knex's `update("rating", 3)`, `orderBy([{ column: "rating" }])` and `knex.raw("max(rating)")`, Kysely's functions
//! that are given an expression builder (`(eb) => eb("rating", "=", 3)`, `({ fn }) => fn.max("rating")`).
//!
//! A query inside of such a function names its table itself and is read for itself.

use crate::lang::facts::{Arg, Expr, ExprKind, Key, Param};
use crate::model::query::{Access, TableUse};
use crate::orm::naming;
use crate::reference::fold::Folded;
use crate::reference::sql_use::Scope;
use crate::sql::query::FragmentKind;

use super::{Chain, HANDLES, Link, Reading, Role, named_tables, role, rows, tables};

/// Whether the file is one of these languages.
pub(super) fn is_script(scope: &Scope<'_, '_>) -> bool {
    scope.env.file.language.name == "javascript"
}

/// `update("rating", 3)` behind a table: one column and its value, where other builders have the table.
pub(super) fn sets_one(link: &Link<'_>, scope: &Scope<'_, '_>) -> bool {
    let [first, second, ..] = link.args else { return false };
    is_script(scope)
        && link.name == "update"
        && first.value.as_word().is_some()
        && !matches!(second.value.kind, ExprKind::Map(_) | ExprKind::Lambda { .. })
}

/// What stands where other builders have a table: a column behind a table, and the entry of a map, a set or an address (`params.delete("estimate")`).
pub(super) fn is_no_table(link: &Link<'_>, chain: &Chain<'_>, has_table: bool, scope: &Scope<'_, '_>) -> bool {
    let is_last = || chain.links.last().is_some_and(|last| std::ptr::eq(last, link));
    let is_entry = || is_script(scope) && link.name == "delete" && link.args.len() == 1 && is_last();
    has_table && sets_one(link, scope) || is_entry()
}

/// The role of links that other languages use for something else: Kysely's `values({ rating })` are the columns of the row.
pub(super) fn own_role(link: &Link<'_>, chain: &Chain<'_>, scope: &Scope<'_, '_>) -> Option<Role> {
    let written = |link: &Link<'_>| matches!(link.name, "insertInto" | "replaceInto" | "into");
    let is_row = link.name == "values" && is_script(scope) && chain.links.iter().any(written);
    // `supabase.from("posts").eq("rating", 3)`
    let of_rest =
        |first: &Link<'_>| first.name == "from" && first.args.first().is_some_and(|arg| arg.value.as_word().is_some());
    if is_script(scope) && chain.links.first().is_some_and(of_rest) && FILTERS.contains(&link.name) {
        return Some(Role::Condition);
    }
    let has_row = || link.args.first().is_some_and(|arg| !rows::literals(&arg.value, scope).is_empty());
    (is_row && has_row()).then_some(Role::Set)
}

/// Filters of PostgREST's clients: the first argument is a column, or has them as its keys.
const FILTERS: &[&str] = &[
    "contains",
    "containedBy",
    "eq",
    "gt",
    "gte",
    "ilike",
    "in",
    "is",
    "like",
    "lt",
    "lte",
    "match",
    "neq",
    "not",
    "order",
    "overlaps",
    "textSearch",
    "upsert",
];

/// The table of a call that a variable holds without any link behind it: `const query = knex("posts")`.
pub(in crate::reference) fn handle<'a>(value: &'a Expr, scope: &Scope<'a, '_>) -> Vec<(TableUse, Folded)> {
    match &value.kind {
        ExprKind::Call { callee, args, .. } if is_script(scope) => {
            let is_handle = callee.as_name().is_some_and(|name| {
                naming::words(name).iter().any(|word| HANDLES.contains(&word.as_str())) && role(name).is_none()
            });
            match &args[..] {
                [arg] if is_handle => named_tables(&arg.value, scope, Access::Read),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The tables of what a function of this file makes: `const posts = () => knex("posts")`, `posts().where(…)`.
pub(super) fn made<'a>(root: &'a Expr, scope: &Scope<'a, '_>, depth: usize) -> Vec<(TableUse, Folded)> {
    let ExprKind::Call { callee, args, .. } = &root.kind else { return Vec::new() };
    let Some(name) = callee.as_name().filter(|_| args.is_empty() && is_script(scope)) else { return Vec::new() };
    let mut named = scope.env.file.facts.functions.iter().filter(|one| one.name == name && one.owner.is_none());
    let (Some(function), None) = (named.next(), named.next()) else { return Vec::new() };
    let [Expr { kind: ExprKind::Return(value), .. }] = &function.body[..] else { return Vec::new() };
    let found = handle(value, scope);
    if found.is_empty() { tables(&Chain::of(value), scope, depth + 1) } else { found }
}

impl Reading {
    /// What stands where columns are named and is no text. Answers whether it is one of these.
    pub(super) fn script<'a>(
        &mut self,
        expr: &'a Expr,
        scope: &Scope<'a, '_>,
        kind: FragmentKind,
        access: Access,
    ) -> bool {
        if !is_script(scope) {
            return false;
        }
        match &expr.kind {
            ExprKind::Map(entries) => {
                let column = entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == "column"));
                // `{ column: "rating", order: "desc" }`
                if let Some(column) = column.filter(|_| kind == FragmentKind::OrderBy) {
                    self.each_text(&column.value, scope, kind, access);
                    return true;
                }
                // `join("posts", { "posts.writer_id": "users.id" })`
                if kind == FragmentKind::Condition {
                    self.keys(expr, scope, access);
                }
                // `select({ score: "rating" })`
                for entry in entries.iter().filter(|_| kind != FragmentKind::OrderBy) {
                    let is_option = matches!(&entry.key, Key::Name(name) if name == "as");
                    if !is_option && matches!(entry.value.kind, ExprKind::Str(_)) {
                        self.each_text(&entry.value, scope, FragmentKind::SelectList, access);
                    }
                }
                true
            }
            ExprKind::Lambda { params, body } => {
                self.expressions(params, body, scope);
                true
            }
            ExprKind::Call { .. } => self.script_call(expr, scope, kind),
            _ => false,
        }
    }

    /// `knex.raw("max(rating) as m")`, `knex.ref("rating").as("r")`, ``sql`max(rating)`.as("m")``, `db.fn.max("rating").as("m")`
    fn script_call<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, kind: FragmentKind) -> bool {
        let chain = Chain::of(expr);
        let as_names = |name: &str| if name == "ref" { FragmentKind::SelectList } else { kind };
        if chain.root.last_name() == Some("fn")
            && let Some(first) = chain.links.first()
        {
            self.aggregate(first.name, first.args, scope);
            return true;
        }
        let piece = match &chain.root.kind {
            ExprKind::Call { callee, args, .. } => callee.as_name().zip(args.first()),
            _ => chain.links.first().and_then(|link| Some((link.name, link.args.first()?))),
        };
        let Some((name, arg)) = piece.filter(|(name, _)| matches!(*name, "raw" | "ref" | "sql")) else { return false };
        if let Some(text) = scope.env.fold(&arg.value) {
            self.fragment(&text, as_names(name), Access::Read);
        }
        true
    }

    /// What a function names that is given Kysely's expression builder.
    fn expressions<'a>(&mut self, params: &'a [Param], body: &'a [Expr], scope: &Scope<'a, '_>) {
        let Some(first) = params.first() else { return };
        // `({ eb, fn: f }) => …`: each name with what it is of the builder.
        let mut parts: Vec<(&str, &str)> = Vec::new();
        if let (true, Some(ExprKind::Assign { target, .. })) =
            (first.name.is_empty(), body.first().map(|one| &one.kind))
            && let ExprKind::Map(entries) = &target.kind
        {
            parts.extend(entries.iter().filter_map(|entry| match &entry.key {
                Key::Name(key) => Some((entry.value.as_name()?, key.as_str())),
                _ => None,
            }));
        }
        let part = |name: &str| match name {
            _ if !first.name.is_empty() => (name == first.name).then_some("eb"),
            _ => parts.iter().find(|(local, _)| *local == name).map(|(_, key)| *key),
        };
        let mut calls: Vec<&'a Expr> = Vec::new();
        for expr in body {
            expr.walk(&mut |expr| {
                if matches!(expr.kind, ExprKind::Call { .. }) {
                    let names_table = |link: &Link<'_>| matches!(role(link.name), Some(Role::Table));
                    if Chain::of(expr).links.iter().any(names_table) {
                        return false;
                    }
                    calls.push(expr);
                }
                true
            });
        }
        for call in calls {
            let ExprKind::Call { callee, args, .. } = &call.kind else { continue };
            match &callee.kind {
                ExprKind::Name(name) => match part(name) {
                    Some("eb") if args.len() == 3 => self.named(args.get(..1), scope),
                    Some("fn") => self.listed(args.get(1), scope),
                    Some(key) if key != "eb" => self.expression(key, args, scope),
                    _ => {}
                },
                ExprKind::Member { object, name, .. } => match &object.kind {
                    ExprKind::Name(object) => match part(object) {
                        Some("eb") if name == "fn" => self.listed(args.get(1), scope),
                        Some("eb") => self.expression(name, args, scope),
                        Some("fn") => self.aggregate(name, args, scope),
                        _ => {}
                    },
                    ExprKind::Member { object, name: of, .. }
                        if of == "fn" && object.as_name().and_then(&part) == Some("eb") =>
                    {
                        self.aggregate(name, args, scope);
                    }
                    // `oc.column("id").doUpdateSet({ rating: 3 })`
                    _ if name == "doUpdateSet" => {
                        for row in args.iter().flat_map(|arg| rows::literals(&arg.value, scope)) {
                            self.keys(row, scope, Access::Write);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// A method of the expression builder.
    fn expression<'a>(&mut self, name: &str, args: &'a [Arg], scope: &Scope<'a, '_>) {
        match name {
            "ref" | "between" | "betweenSymmetric" | "when" | "column" => self.named(args.get(..1), scope),
            "refTuple" => self.named(Some(args), scope),
            "columns" => self.listed(args.first(), scope),
            "and" | "or" => {
                for arg in args {
                    self.keys(&arg.value, scope, Access::Read);
                }
            }
            _ => {}
        }
    }

    /// `fn.max("rating")`, `fn.coalesce("rating", …)`, `fn.agg("max", ["rating"])`
    fn aggregate<'a>(&mut self, name: &str, args: &'a [Arg], scope: &Scope<'a, '_>) {
        match name {
            "max" | "min" | "sum" | "avg" | "count" | "coalesce" | "any" | "jsonAgg" => self.named(Some(args), scope),
            "agg" => self.listed(args.get(1), scope),
            _ => {}
        }
    }

    fn named<'a>(&mut self, args: Option<&'a [Arg]>, scope: &Scope<'a, '_>) {
        let texts = args.into_iter().flatten().filter(|arg| matches!(arg.value.kind, ExprKind::Str(_)));
        texts.for_each(|arg| self.each_text(&arg.value, scope, FragmentKind::SelectList, Access::Read));
    }

    fn listed<'a>(&mut self, arg: Option<&'a Arg>, scope: &Scope<'a, '_>) {
        if let Some(Arg { value: Expr { kind: ExprKind::List(items), .. }, .. }) = arg {
            let texts = items.iter().filter(|item| matches!(item.kind, ExprKind::Str(_)));
            texts.for_each(|item| self.each_text(item, scope, FragmentKind::SelectList, Access::Read));
        }
    }
}
