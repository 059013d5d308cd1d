//! MyBatis-Plus' wrappers that name columns in strings: `new QueryWrapper<User>().eq("email", x)`, also of a variable that is declared as one.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, TextPart};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::{Chain, Finder, Way};

const WRAPPERS: &[&str] = &["QueryWrapper", "UpdateWrapper", "QueryChainWrapper", "UpdateChainWrapper"];

/// Methods whose strings are columns: the first argument, behind a condition the second, of some all.
const COLUMNS: &[&str] = &[
    "between",
    "eq",
    "ge",
    "gt",
    "in",
    "isNotNull",
    "isNull",
    "le",
    "like",
    "likeLeft",
    "likeRight",
    "lt",
    "ne",
    "notBetween",
    "notIn",
    "notLike",
    "set",
];
const LISTS: &[&str] = &["groupBy", "orderByAsc", "orderByDesc", "select"];

/// The columns that wrappers of watched entities name in a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    if !file.facts.imports.iter().any(|import| import.module.starts_with("com.baomidou.")) {
        return;
    }
    for function in &file.facts.functions {
        let mut wrappers: HashMap<&str, String> = HashMap::new();
        for body in &function.body {
            body.walk(&mut |expr| {
                if let ExprKind::Assign { target, type_text, value, .. } = &expr.kind
                    && let Some(name) = target.as_name()
                {
                    let model = type_text.as_deref().and_then(of_type).or_else(|| made(value));
                    model.map(|model| wrappers.insert(name, model));
                }
                true
            });
        }
        for body in &function.body {
            body.walk(&mut |expr| {
                if let ExprKind::Call { .. } = &expr.kind {
                    chain(finder, &wrappers, expr);
                }
                true
            });
        }
    }
}

/// The entity of `QueryWrapper<User>`.
fn of_type(text: &str) -> Option<String> {
    let (head, rest) = text.split_once('<')?;
    let model = rest.trim_end_matches('>').trim();
    (WRAPPERS.contains(&head.trim()) && !model.is_empty()).then(|| model.to_owned())
}

/// The entity of a wrapper that is made here: `new QueryWrapper<User>()`, `Wrappers.<User>query()`.
fn made(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::New { type_name, type_args, .. } => {
            let named = WRAPPERS.contains(&type_name.split('<').next().unwrap_or(type_name));
            let given = type_args.first().filter(|_| named).cloned();
            given.filter(|model| !model.is_empty()).or_else(|| of_type(type_name))
        }
        ExprKind::Call { callee, type_args, .. } => match (callee.last_name(), type_args.as_slice()) {
            (Some("query" | "update"), [model]) => Some(model.clone()),
            // A call that stands alone is its own root.
            (_, _) if matches!(callee.kind, ExprKind::Member { .. }) => made(Chain::of(expr).root),
            (_, _) => None,
        },
        _ => None,
    }
}

fn chain(finder: &mut Finder<'_, '_>, wrappers: &HashMap<&str, String>, expr: &Expr) {
    // Of a chain only its last call: each call before it is walked by itself.
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return };
    let take = match name.as_str() {
        name if COLUMNS.contains(&name) => 2,
        name if LISTS.contains(&name) => usize::MAX,
        _ => return,
    };
    let mut root = &**object;
    for _ in 0..200 {
        match &root.kind {
            ExprKind::Call { callee, type_args, .. } if type_args.is_empty() => match &callee.kind {
                ExprKind::Member { object, .. } => root = object,
                _ => break,
            },
            _ => break,
        }
    }
    let model = made(root).or_else(|| wrappers.get(root.as_name()?).cloned());
    let Some(model) = model.filter(|model| finder.watched(model)) else { return };
    let texts = args.iter().take(take).filter_map(|arg| text(&arg.value));
    let texts: Vec<_> = if take == 2 { texts.take(1).collect() } else { texts.collect() };
    let write = name == "set";
    for (text, range) in texts {
        let watches = finder.index.by_model.get(model.as_str()).cloned().unwrap_or_default();
        let watch = watches.into_iter().find(|at| {
            let watch = &finder.index.watches[*at];
            watch.target.column.as_deref().is_some_and(|column| column.eq_ignore_ascii_case(&text))
        });
        if let Some(at) = watch {
            let access = if write { Access::Write } else { Access::Read };
            let way = Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain };
            finder.push(at, range, way, format!("a query of `{model}` names the column"));
        }
    }
}

/// A string without holes, with the place of what is in it.
fn text(expr: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return None };
    Some((value.clone(), range.clone()))
}
