//! Drizzle: `export const users = pgTable("users", { email: text("email") })`. The variable is the model: `users.email`, `db.insert(users).values({ … })`.
//!
//! A column without a name is its key, or the key in snake case where the project sets `casing`. A creator with a prefix (`pgTableCreator`) is followed in
//! the same file.

use crate::lang::facts::{Expr, ExprKind, Key, TextPart};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, either_case, innermost, object_of};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, positional};

pub(super) const ORM: Orm = Orm {
    name: "drizzle",
    declared_in: &["javascript"],
    hints: &["drizzle-orm", "pgTable", "sqliteTable", "mysqlTable"],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts
        .top
        .iter()
        .filter_map(|expr| match &expr.kind {
            ExprKind::Assign { target, value, .. } => table(file, target, value),
            _ => None,
        })
        .collect()
}

fn table(file: &CodeFile, target: &Expr, value: &Expr) -> Option<Mapping> {
    let model = target.as_name()?;
    let call = innermost(value)?;
    let ExprKind::Call { callee, args, .. } = &call.kind else { return None };
    let maker = callee.last_name()?;
    let known = matches!(maker, "pgTable" | "mysqlTable" | "sqliteTable" | "singlestoreTable");
    // `authSchema.table("users", …)`, `createTable("users", …)` of a creator
    if !(known || maker == "table" || maker.ends_with("Table")) {
        return None;
    }
    let name = args.first()?.value.as_text()?;
    let columns = object_of(&args.get(1)?.value)?;
    let mut attributes = Vec::new();
    collect(file, columns, &mut attributes, 0);
    if attributes.is_empty() {
        return None;
    }
    let prefix = if known { None } else { prefix(file, maker) };
    let certainty = if known || prefix.is_some() { Certainty::Certain } else { Certainty::Likely };
    let name = format!("{}{name}", prefix.unwrap_or_default());
    let place = file.span(target.range.clone());
    Some(Mapping {
        orm: "drizzle",
        grammar: Grammar::Class,
        model: model.to_string(),
        used_in: &["javascript"],
        certainty,
        why: Step::at(format!("`{model}` is the table `{name}` (`{maker}`)"), place.clone()),
        table: Some(ObjectName::new(name)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

fn collect(file: &CodeFile, columns: &Expr, out: &mut Vec<Attribute>, depth: usize) {
    let ExprKind::Map(entries) = &columns.kind else { return };
    for entry in entries {
        match &entry.key {
            Key::Name(name) => {
                let Some(call) = innermost(&entry.value) else { continue };
                let make = |column| attribute(file, name, column, AttributeKind::Column, entry.key_range.clone());
                match positional(call).next().and_then(Expr::as_text) {
                    Some(column) => out.push(make(column)),
                    None => out.extend(either_case(name).map(make)),
                }
            }
            // `...timestamps`
            Key::Spread => {
                let constant = entry.value.as_name().and_then(|name| constant(file, name));
                if let Some(shared) = constant.and_then(object_of).filter(|_| depth < 4) {
                    collect(file, shared, out, depth + 1);
                }
            }
            Key::Computed(_) => {}
        }
    }
}

fn constant<'f>(file: &'f CodeFile, name: &str) -> Option<&'f Expr> {
    file.facts.top.iter().find_map(|expr| match &expr.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(&**value),
        _ => None,
    })
}

/// What ``pgTableCreator((name) => `app_${name}`)`` puts before a name.
fn prefix(file: &CodeFile, maker: &str) -> Option<String> {
    let value = constant(file, maker)?;
    if !callee_name(value)?.ends_with("TableCreator") {
        return None;
    }
    let mut found = None;
    value.walk(&mut |expr| {
        if let ExprKind::Str(text) = &expr.kind
            && let Some(TextPart::Piece { value, .. }) = text.parts.first()
            && text.parts.len() > 1
        {
            found.get_or_insert_with(|| value.clone());
        }
        true
    });
    found
}
