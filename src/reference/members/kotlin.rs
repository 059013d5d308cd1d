//! Kotlin: lambdas whose `it` is a table. Exposed names its columns alone in brackets (`Users.insert { it[email] = x }`), Ktorm as members
//! (`db.users.find { it.email eq x }`, `db.insert(Users) { set(it.email, x) }`).
//!
//! What a sequence of Ktorm is of says the property that makes it: `val Database.users get() = this.sequenceOf(Users)`.

use std::collections::HashMap;

use crate::lang::facts::{Arg, Expr, ExprKind, Param};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::{Chain, Finder, Way};

/// Ktorm's functions whose lambda is given the table.
const OF_TABLES: &[&str] =
    &["insert", "insertAndGenerateKey", "batchInsert", "update", "batchUpdate", "delete", "insertOrUpdate"];

/// Links of a sequence whose lambda is given the table; of others it is given rows.
const CONDITIONS: &[&str] = &[
    "all",
    "any",
    "averageBy",
    "count",
    "filter",
    "filterColumns",
    "filterNot",
    "find",
    "first",
    "firstOrNull",
    "maxBy",
    "minBy",
    "none",
    "removeIf",
    "single",
    "singleOrNull",
    "sortedBy",
    "sortedByDescending",
    "sumBy",
];

/// Which table a property is a sequence of, by its name; without those that are of several.
pub(super) fn sequences(files: &[&CodeFile]) -> HashMap<String, String> {
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    for file in files.iter().filter(|file| file.language.name == "kotlin") {
        for (at, _) in file.source.text.match_indices(".sequenceOf(") {
            let (before, after) = file.source.text.split_at(at);
            let table = after[".sequenceOf(".len()..].split([')', ',']).next().unwrap_or_default().trim();
            let Some((_, declared)) = before.rsplit_once("val ") else { continue };
            let head = declared.split(['=', ':', '\n']).next().unwrap_or_default();
            let Some(name) = head.split_whitespace().next().and_then(|name| name.rsplit('.').next()) else { continue };
            let known = found.entry(name.to_owned()).or_insert_with(|| Some(table.to_owned()));
            if known.as_deref() != Some(table) {
                *known = None;
            }
        }
    }
    found.into_iter().filter_map(|(name, table)| Some((name, table?))).collect()
}

impl Finder<'_, '_> {
    /// Lambdas of a call that are given a watched table.
    pub(super) fn kotlin_call(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        if self.file.language.name != "kotlin" || !args.iter().any(is_lambda) {
            return;
        }
        let called = callee.last_name().unwrap_or_default();
        if OF_TABLES.contains(&called)
            && let Some(table) =
                args.first().and_then(|arg| arg.value.as_name()).and_then(|name| self.table(name, "ktorm"))
        {
            self.it_is(&table, args);
            return;
        }
        // In `update(Users) { where { it.id eq 1 } }` the inner lambda has no `it` of its own.
        if called == "where"
            && let Some(table) = self.types.get("it").cloned()
        {
            self.it_is(&table, args);
            return;
        }
        let chain = Chain::of(expr);
        if let Some(table) = chain.root.last_name().and_then(|name| self.table(name, "exposed")) {
            let lambdas = args.iter().filter(|arg| is_lambda(arg));
            for lambda in lambdas {
                lambda.value.walk(&mut |part| {
                    if let ExprKind::Index { object, index } = &part.kind
                        && object.as_name().is_some()
                    {
                        self.in_brackets(&table, index);
                    }
                    true
                });
            }
            return;
        }
        let sequence = chain.root.last_name().and_then(|name| self.index.sequences.get(name).cloned());
        let sequence = sequence.or_else(|| {
            let first = chain.links.first().filter(|link| link.name == "sequenceOf")?;
            Some(first.args.first()?.value.as_name()?.to_owned())
        });
        if let Some(table) = sequence.and_then(|name| self.table(&name, "ktorm"))
            && CONDITIONS.contains(&called)
        {
            self.it_is(&table, args);
        }
    }

    /// The watched table of this name, if it is that mapper's.
    fn table(&self, name: &str, orm: &str) -> Option<String> {
        let watches = self.index.by_model.get(name)?;
        let is_own = watches.iter().any(|at| self.index.watches[*at].orm == orm);
        (is_own && self.watched(name)).then(|| name.to_owned())
    }

    fn it_is(&mut self, table: &str, args: &[Arg]) {
        for arg in args.iter().filter(|arg| is_lambda(arg)) {
            self.rows.insert(arg.value.range.start, table.to_owned());
        }
    }

    fn in_brackets(&mut self, table: &str, index: &Expr) {
        match &index.kind {
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.in_brackets(table, item));
            }
            ExprKind::Name(name) => {
                let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty: Certainty::Certain };
                self.attribute(table, name, &index.range, way, format!("a row of `{table}` is written with it"));
            }
            _ => {}
        }
    }

    /// In a lambda without parameters the row or table is `it`.
    pub(super) fn implicit_row(&mut self, params: &[Param], start: usize) {
        if self.file.language.name != "kotlin" || !params.is_empty() {
            return;
        }
        match self.rows.get(&start) {
            Some(model) => self.types.insert("it".to_owned(), model.clone()),
            None => self.types.remove("it"),
        };
    }
}

fn is_lambda(arg: &Arg) -> bool {
    matches!(arg.value.kind, ExprKind::Lambda { .. })
}
