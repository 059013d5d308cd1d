//! Objection's relations: `join: { from: "posts.author_id", through: { from, to }, to: "users.id" }`, each end a column of a table.
//!
//! Only the strings are read; a name that is put together otherwise says nothing.

use crate::lang::facts::{Entry, Expr, ExprKind, Key};
use crate::model::name::Dialect;
use crate::model::query::{Access, Query};
use crate::orm::{CodeFile, naming};
use crate::sql::query::{FragmentKind, read_fragment};

use super::builder::Reading;
use super::fold::Folded;

/// The columns that relations join on, each as a query of its table, and where.
pub(super) fn read(file: &CodeFile) -> Vec<(Query, Folded, usize)> {
    let mut out = Vec::new();
    if file.language.name != "javascript" || !file.source.text.contains("relationMappings") {
        return out;
    }
    let fields =
        file.facts.classes.iter().flat_map(|class| class.fields.iter().filter_map(|field| field.value.as_ref()));
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    let of_classes = file.facts.classes.iter().flat_map(|class| &class.body);
    for root in file.facts.top.iter().chain(fields).chain(bodies).chain(of_classes) {
        root.walk(&mut |expr| {
            if let ExprKind::Map(entries) = &expr.kind
                && let (Some(from), Some(to)) = (entry(entries, "from"), entry(entries, "to"))
            {
                out.extend([from, to].into_iter().flat_map(texts).flat_map(|end| column(file, end)));
            }
            true
        });
    }
    out
}

fn entry<'e>(entries: &'e [Entry], name: &str) -> Option<&'e Expr> {
    entries.iter().find(|entry| matches!(&entry.key, Key::Name(key) if key == name)).map(|entry| &entry.value)
}

/// A key of several columns is a list.
fn texts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::List(items) => items.iter().collect(),
        _ => vec![expr],
    }
}

fn column(file: &CodeFile, end: &Expr) -> Vec<(Query, Folded, usize)> {
    let Some(name) = end.as_text() else { return Vec::new() };
    // Inside of the quotes.
    let start = end.range.start + 1;
    let range = start..start + name.len();
    let Some((table, column)) =
        name.rsplit_once('.').filter(|_| file.source.text.get(range.clone()) == Some(name.as_str()))
    else {
        return Vec::new();
    };
    let mut written = Folded::default();
    written.piece(&name, file.span(range.clone()));
    // `posts.authorId` where `knexSnakeCaseMappers` is set, which is elsewhere: the schema tells.
    let snake = format!("{}.{}", naming::snake(table), naming::snake(column));
    let mut other = Folded::default();
    other.rewritten(&snake, file.span(range));
    let has_other = snake != name && !table.contains('.');
    let all = [Some(written), has_other.then_some(other)].into_iter().flatten();
    all.filter_map(|text| {
        let from = text.slice(0..text.text.rfind('.')?);
        let table = read_fragment(&from.text, FragmentKind::From, Dialect::Postgres)?.tables.pop()?;
        let mut reading = Reading::of(table, &from);
        reading.fragment(&text, FragmentKind::SelectList, Access::Read);
        Some((reading.query, reading.text, start))
    })
    .collect()
}
