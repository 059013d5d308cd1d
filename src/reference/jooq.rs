//! jOOQ: the constants that it generates for tables and columns, `USERS.EMAIL`. The generated code need not be in the tree.
//!
//! Names in strings (`field("email")`) count where the same chain names its table (`table("users")`).
//!
//! A constant counts if the file imports it, or all of its class, from a class or package of tables (`….Tables`, `….tables.Users`), and imports something of jOOQ.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Function, TextPart};
use crate::orm::{CodeFile, naming};

use super::fold::Folded;

/// The uses of constants in a file, each as a query of its own, with where it stands.
pub(super) fn queries(file: &CodeFile) -> Vec<(Folded, Range<usize>)> {
    let facts = &file.facts;
    if !matches!(file.language.name, "java" | "kotlin")
        || !facts.imports.iter().any(|import| import.module.starts_with("org.jooq"))
    {
        return Vec::new();
    }
    let generated = |module: &str| module.split('.').any(|part| matches!(part, "Tables" | "tables"));
    let of_tables = || facts.imports.iter().filter(|import| generated(&import.module));
    let named: HashSet<&str> =
        of_tables().map(|import| import.local.as_str()).filter(|name| is_constant(name)).collect();
    let all = of_tables().any(|import| import.name.as_deref() == Some("*"));
    let mut out = Vec::new();
    let is_table = |expr: &Expr| {
        expr.as_name().is_some_and(|name| is_constant(name) && (all || named.contains(name)))
            || expr.path().is_some_and(|path| {
                // `Tables.USERS`, `Users.USERS`
                let held = path.rsplit_once('.').filter(|(class, name)| !is_constant(class) && is_constant(name));
                held.is_some_and(|(class, _)| of_tables().any(|import| import.local == class))
            })
    };
    let mut visit = |expr: &Expr| {
        expr.walk(&mut |part| {
            if let ExprKind::Member { object, name, name_range } = &part.kind
                && is_table(object)
            {
                if is_constant(name)
                    && let Some(table) = object.last_name()
                {
                    out.push(query(file, table, &object.range, Some((name, name_range))));
                }
                return false;
            }
            if let ExprKind::Call { callee, args, .. } = &part.kind
                && callee.last_name().is_some_and(|name| TAKES_TABLES.contains(&name))
            {
                for arg in args.iter().filter(|arg| is_table(&arg.value)) {
                    if let Some(table) = arg.value.last_name() {
                        out.push(query(file, table, &arg.value.range, None));
                    }
                }
            }
            true
        });
    };
    facts.top.iter().for_each(&mut visit);
    for class in &facts.classes {
        class.body.iter().chain(class.fields.iter().filter_map(|field| field.value.as_ref())).for_each(&mut visit);
    }
    facts.functions.iter().flat_map(|function| &function.body).for_each(&mut visit);
    for function in &facts.functions {
        held(file, function, &is_table, &mut out);
    }
    for body in facts.functions.iter().flat_map(|function| &function.body) {
        plain(file, body, &mut out);
    }
    out
}

/// Uses through variables: `var p = POSTS.as("p")` has the columns of its table, and `var post = db.selectFrom(POSTS).fetchOne()` a method for each of them.
fn held(file: &CodeFile, function: &Function, is_table: &dyn Fn(&Expr) -> bool, out: &mut Vec<(Folded, Range<usize>)>) {
    let mut known: HashMap<&str, Option<Variable<'_>>> = HashMap::new();
    for body in &function.body {
        body.walk(&mut |part| {
            if let ExprKind::Assign { target, value, .. } = &part.kind
                && let Some(name) = target.as_name()
            {
                // A name that is given to several things says nothing.
                let made = variable(value, is_table, 0);
                known.entry(name).and_modify(|known| *known = None).or_insert(made);
            }
            true
        });
    }
    known.retain(|name, _| !function.params.iter().any(|param| param.name == *name));
    if known.values().all(Option::is_none) {
        return;
    }
    for body in &function.body {
        body.walk(&mut |part| {
            if let ExprKind::Member { object, name, name_range } = &part.kind
                && let Some(Some(variable)) = object.as_name().and_then(|object| known.get(object))
            {
                let column = match variable {
                    Variable::Alias(_) => is_constant(name).then(|| name.clone()),
                    Variable::Row(_) => {
                        let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("set"));
                        let rest = rest.filter(|rest| rest.starts_with(char::is_uppercase));
                        Some(naming::snake(rest.unwrap_or(name)))
                    }
                };
                let (Variable::Alias(table) | Variable::Row(table)) = variable;
                if let (Some(column), Some(name)) = (column, table.last_name()) {
                    out.push(query(file, name, &table.range, Some((&column, name_range))));
                }
            }
            true
        });
    }
}

/// What a variable holds: a table under another name, or a row of it.
enum Variable<'e> {
    Alias(&'e Expr),
    Row(&'e Expr),
}

fn variable<'e>(value: &'e Expr, is_table: &dyn Fn(&Expr) -> bool, depth: usize) -> Option<Variable<'e>> {
    match &value.kind {
        ExprKind::Call { callee, args, .. } => {
            let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
            match name.trim_matches('`') {
                "as" => is_table(object).then_some(Variable::Alias(object)),
                "newRecord" => args.first().filter(|arg| is_table(&arg.value)).map(|arg| Variable::Row(&arg.value)),
                "fetchOne" | "fetchAny" | "fetchSingle" => selected(object, is_table, 0).map(Variable::Row),
                _ => None,
            }
        }
        // What a loop goes over.
        ExprKind::Index { object, .. } => selected(object, is_table, 0).map(Variable::Row),
        ExprKind::Seq(items) if items.len() == 1 && depth < 4 => variable(items.first()?, is_table, depth + 1),
        _ => None,
    }
}

/// The table of a chain that takes whole rows: `db.selectFrom(POSTS).where(…)`.
fn selected<'e>(chain: &'e Expr, is_table: &dyn Fn(&Expr) -> bool, depth: usize) -> Option<&'e Expr> {
    let ExprKind::Call { callee, args, .. } = &chain.kind else { return None };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
    match name.as_str() {
        "selectFrom" => args.first().map(|arg| &arg.value).filter(|table| is_table(table)),
        _ => (depth < 40).then(|| selected(object, is_table, depth + 1))?,
    }
}

/// Tables and columns that a chain names in strings: `select(field("id")).from(table("users"))`. The outermost chain holds them all.
fn plain(file: &CodeFile, expr: &Expr, out: &mut Vec<(Folded, Range<usize>)>) {
    let (mut tables, mut columns) = (Vec::new(), Vec::new());
    if matches!(expr.kind, ExprKind::Call { .. }) {
        expr.walk(&mut |part| {
            let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
            let into = match callee.last_name() {
                Some("table") => &mut tables,
                Some("field") => &mut columns,
                _ => return true,
            };
            let named = args.first().and_then(|arg| match &arg.value.kind {
                ExprKind::Call { callee, args, .. } if callee.last_name() == Some("name") => word(&args.last()?.value),
                _ => word(&arg.value),
            });
            into.extend(named);
            true
        });
    }
    if tables.is_empty() || columns.is_empty() {
        return expr.children().into_iter().for_each(|child| plain(file, child, out));
    }
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    for (name, range) in &columns {
        let mut text = Folded::default();
        text.glue("SELECT ");
        text.piece(name, file.span(range.clone()));
        text.glue(" FROM ");
        text.glue(&names.join(", "));
        out.push((text, range.clone()));
    }
}

/// The text of a string that is a plain name, with its place.
fn word(expr: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return None };
    let is_name = value.len() == range.len()
        && value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    is_name.then(|| (value.clone(), range.clone()))
}

/// Calls whose arguments are tables.
const TAKES_TABLES: &[&str] = &[
    "from",
    "selectFrom",
    "insertInto",
    "update",
    "deleteFrom",
    "delete",
    "join",
    "leftJoin",
    "innerJoin",
    "rightJoin",
    "fullJoin",
    "leftOuterJoin",
    "crossJoin",
    "fetchCount",
    "fetchExists",
    "mergeInto",
    "truncate",
];

/// As the generator writes names: `USER_ROLES`.
fn is_constant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn query(
    file: &CodeFile,
    table: &str,
    at: &Range<usize>,
    column: Option<(&str, &Range<usize>)>,
) -> (Folded, Range<usize>) {
    let table_at = at.end.saturating_sub(table.len())..at.end;
    let lower = table.to_ascii_lowercase();
    let mut text = Folded::default();
    text.glue("SELECT ");
    match column {
        Some((name, range)) => {
            text.glue(&format!("{lower}."));
            text.piece(&name.to_ascii_lowercase(), file.span(range.clone()));
        }
        None => text.glue("1"),
    }
    text.glue(" FROM ");
    text.piece(&lower, file.span(table_at));
    (text, column.map_or(at.clone(), |(_, range)| range.clone()))
}
