//! Texts that grow: `query += …`, and call by call in Java's and C#'s `StringBuilder`, Go's `strings.Builder`, sqlx's `QueryBuilder`.
//!
//! The longest text that can still be read as SQL stands for all of them. A branch that adds to it is taken to be gone through.

use crate::lang::facts::{Expr, ExprKind};
use crate::reference::builder::Chain;
use crate::reference::fold::Folded;
use crate::sql;

use super::{Reader, Scope};

/// Methods that put a text behind what is there.
const APPENDING: &[&str] =
    &["Append", "AppendFormat", "AppendLine", "WriteString", "append", "appendLine", "push", "push_str"];

/// Methods that put a value there, which is a parameter of the query.
const BINDING: &[&str] = &["push_bind", "push_bind_unseparated"];

/// Calls that print into their first argument.
const PRINTING: &[&str] = &["Fprint", "Fprintf", "Fprintln", "write!", "writeln!"];

/// The text that a builder begins with: `new StringBuilder("SELECT …")`, `QueryBuilder::new("SELECT …")`.
pub(super) fn begun(value: &Expr) -> Option<&Expr> {
    match &value.kind {
        ExprKind::New { type_name, args, .. } => {
            let name = type_name.rsplit(['.', ':']).next().unwrap_or(type_name);
            let first = args.first().filter(|_| matches!(name, "StringBuilder" | "StringBuffer"))?;
            Some(&first.value)
        }
        ExprKind::Call { callee, args, .. } => {
            let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
            let is_builder = name == "new" && object.last_name() == Some("QueryBuilder");
            args.first().filter(|_| is_builder).map(|arg| &arg.value)
        }
        _ => None,
    }
}

/// What is put behind a list: `where = append(where, "email = ?", more...)`.
pub(super) fn appended<'a>(name: &str, value: &'a Expr) -> Option<impl Iterator<Item = &'a Expr>> {
    let ExprKind::Call { callee, args, .. } = &value.kind else { return None };
    let (first, rest) = args.split_first()?;
    let is_it = callee.as_name() == Some("append") && first.value.as_name() == Some(name);
    is_it.then(|| rest.iter().map(|arg| &arg.value))
}

/// Methods that put an item behind a list.
const LISTING: &[&str] = &["Add", "add", "append", "push"];

impl<'a> Reader<'a> {
    /// `sb.append(" WHERE …")`: the text of a variable goes on, or begins.
    pub(super) fn grow(&mut self, chain: &Chain<'a>, expr: &'a Expr, scope: &mut Scope<'a, '_>) {
        if let ExprKind::Call { callee, args, .. } = &expr.kind
            && callee.last_name().is_some_and(|name| PRINTING.contains(&name))
        {
            if let [target, printed @ ..] = args.as_slice()
                && let (Some(name), Some(text)) = (target.value.as_name(), scope.env.printed(printed))
            {
                self.add(name, &text, scope);
            }
            return;
        }
        let Some(name) = chain.root.as_name() else { return };
        if let [link] = chain.links.as_slice()
            && LISTING.contains(&link.name)
            && scope.env.lists.contains_key(name)
        {
            link.args.iter().for_each(|arg| scope.env.put_behind(name, &arg.value));
            return;
        }
        for link in &chain.links {
            let text = match link.args.first() {
                Some(_) if BINDING.contains(&link.name) => placeholder(),
                Some(first) if APPENDING.contains(&link.name) => match scope.env.fold(&first.value) {
                    Some(text) => text,
                    None => hole(),
                },
                _ => continue,
            };
            self.add(name, &text, scope);
        }
    }

    fn add(&mut self, name: &str, text: &Folded, scope: &mut Scope<'a, '_>) {
        if scope.env.locals.contains_key(name) {
            self.lengthen(name, text, scope);
        } else if sql::looks_like_sql(&text.text) {
            self.begin(name, text.clone(), scope);
        }
    }

    /// A variable holds a text from here on.
    pub(super) fn begin(&mut self, name: &str, text: Folded, scope: &mut Scope<'a, '_>) {
        if sql::looks_like_sql(&text.text) {
            // The value was recorded by the visit just before, if it is an own text.
            if let Some(last) = self.out.iter().rposition(|found| found.text.text == text.text) {
                scope.pending.insert(name.to_string(), last);
            }
        }
        scope.env.locals.insert(name.to_string(), text);
    }

    /// A variable's text goes on.
    pub(super) fn lengthen(&mut self, name: &str, text: &Folded, scope: &mut Scope<'a, '_>) {
        let Some(local) = scope.env.locals.get_mut(name) else { return };
        local.append(text);
        let local = local.clone();
        // The longer text takes the place of the shorter one if it can still be read as well.
        if let Some(at) = scope.pending.get(name).copied()
            && let Some(queries) = sql::read_query(&local.text, self.dialect)
            && queries.iter().any(|query| !query.approximate)
        {
            let last = self.out.len();
            self.push(queries, local);
            if self.out.len() == last + 1
                && let Some(longer) = self.out.pop()
            {
                self.out[at] = longer;
            }
        }
    }
}

fn placeholder() -> Folded {
    let mut text = Folded::default();
    text.glue("?");
    text
}

/// A text that is not known.
fn hole() -> Folded {
    let mut text = Folded::default();
    text.glue("\u{fffc}");
    text
}
