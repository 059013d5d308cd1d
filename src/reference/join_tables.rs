//! Rails: the table between two models that `has_and_belongs_to_many` reads and writes, which no class stands for.
//!
//! `join_table` names it, or else both tables by the alphabet do. Its columns are the keys of both sides.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, TextPart};
use crate::model::name::Dialect;
use crate::model::query::{Access, Query};
use crate::orm::naming;
use crate::sql::query::{FragmentKind, read_fragment};

use super::builder::Reading;
use super::fold::Folded;
use super::sql_use::Scope;

/// `has_and_belongs_to_many :tags, join_table: "posts_tags", foreign_key: :post_id, association_foreign_key: "tag_id"`
pub(super) fn read(expr: &Expr, scope: &Scope<'_, '_>) -> Option<(Query, Folded, &'static str)> {
    let file = scope.env.file;
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    if file.language.name != "ruby" || callee.as_name() != Some(naming::JOINS) {
        return None;
    }
    let (name, at) = args.first().filter(|arg| arg.name.is_none()).and_then(|arg| word(&arg.value))?;
    let around = file.facts.classes.iter().filter(|class| class.range.contains(&expr.range.start));
    let own = last_part(&around.min_by_key(|class| class.range.len())?.name);
    let class = given(args, "class_name").and_then(Expr::as_text);
    let other = class.as_deref().map(|class| naming::snake(last_part(class)));
    let other = other.unwrap_or_else(|| naming::singularize(&name));
    let (table, range) = match given(args, "join_table") {
        Some(named) => word(named)?,
        None => {
            let own_table = naming::pluralize(&naming::snake(own));
            (naming::join_table(&own_table, &naming::pluralize(&other)), at.clone())
        }
    };
    let mut text = Folded::default();
    text.piece(&table, file.span(range));
    let of_table = read_fragment(&table, FragmentKind::From, Dialect::Postgres)?.tables.into_iter().next()?;
    let mut reading = Reading::of(of_table, &text);
    for (option, key) in [("foreign_key", naming::snake(own)), ("association_foreign_key", other)] {
        let (column, range) = match given(args, option) {
            Some(named) => match word(named) {
                Some(named) => named,
                None => continue,
            },
            None => (format!("{key}_id"), at.clone()),
        };
        reading.column(file, &column, range, Access::Read);
    }
    Some((reading.query, reading.text, "an association has its pairs in the table"))
}

fn given<'a>(args: &'a [Arg], name: &str) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// A name in a string or a symbol, with its place.
fn word(expr: &Expr) -> Option<(String, Range<usize>)> {
    let (name, range) = match &expr.kind {
        ExprKind::Symbol(name) => (name.clone(), expr.range.clone()),
        ExprKind::Str(text) => match text.parts.as_slice() {
            [TextPart::Piece { value, range }] => (value.clone(), range.clone()),
            _ => return None,
        },
        _ => return None,
    };
    let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
    is_word.then_some((name, range))
}
