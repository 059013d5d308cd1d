//! Rows that a function reads with `SELECT *` and asks for a column by its name: `row["email"]`, `row.get("email")`, `$row->email` (Python, PHP).
//!
//! The query has to stand in the function, as a text or a constant, and its star has to be one table's. What the query names itself is found in its text;
//! a key that the code gives the row itself is none of its columns.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::name::Dialect;
use crate::model::query::{Access, Query, TableUse};
use crate::orm::CodeFile;
use crate::sql;
use crate::sql::query::FragmentKind;

use super::builder::{Chain, Reading, named_tables};
use super::constants::Constants;
use super::fold::Folded;
use super::sql_use::Scope;

/// A column that is taken out of a row.
pub(super) struct Taken<'a> {
    pub expr: &'a Expr,
    pub query: Query,
    pub text: Folded,
}

/// The columns that a file's functions take out of rows.
pub(super) fn taken<'a>(file: &'a CodeFile, constants: &Constants<'a>, dialect: Dialect) -> Vec<Taken<'a>> {
    if !matches!(file.language.name, "php" | "python") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let bodies = file.facts.functions.iter().map(|function| &function.body);
    for body in bodies.chain([&file.facts.top]) {
        let mut walk = Walk {
            scope: Scope::empty(file, constants),
            dialect,
            held: HashMap::new(),
            rows: HashMap::new(),
            out: Vec::new(),
        };
        body.iter().for_each(|expr| walk.visit(expr, 0));
        found.append(&mut walk.out);
    }
    found
}

/// The rows of a query.
#[derive(Clone)]
struct Rows {
    table: TableUse,
    from: Folded,
    /// What the query or the code itself calls by a name.
    own: Vec<String>,
}

struct Walk<'a, 'c> {
    scope: Scope<'a, 'c>,
    dialect: Dialect,
    /// Cursors and statements, by their path.
    held: HashMap<String, Rows>,
    /// Variables that are a row, or several.
    rows: HashMap<String, Rows>,
    out: Vec<Taken<'a>>,
}

/// Deeper expressions are left.
const DEEPEST: usize = 200;

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, expr: &'a Expr, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match &expr.kind {
            ExprKind::Assign { target, op, value, .. } => {
                self.visit(value, depth + 1);
                self.assign(target, op, value);
                return;
            }
            ExprKind::Call { callee, args, .. } => {
                self.call(expr, callee, args);
                match &callee.kind {
                    ExprKind::Member { object, .. } => self.visit(object, depth + 1),
                    _ => self.visit(callee, depth + 1),
                }
                args.iter().for_each(|arg| self.visit(&arg.value, depth + 1));
                return;
            }
            ExprKind::Index { object, index } => {
                if let (Some(rows), Some(key)) = (self.row(object), index.as_text()) {
                    self.take(expr, &rows, &key, &index.range);
                }
            }
            ExprKind::Member { object, name, name_range } => {
                if let Some(rows) = self.row(object) {
                    self.take(expr, &rows, name, name_range);
                }
            }
            ExprKind::Lambda { params, body } => {
                let before = self.rows.clone();
                params.iter().for_each(|param| drop(self.rows.remove(&param.name)));
                body.iter().for_each(|expr| self.visit(expr, depth + 1));
                self.rows = before;
                return;
            }
            _ => {}
        }
        // A comprehension names its variable behind the place where it is used.
        for loops in [true, false] {
            expr.each_child(|child| {
                if matches!(child.kind, ExprKind::Assign { op: "in", .. }) == loops {
                    self.visit(child, depth + 1);
                }
            });
        }
    }

    fn assign(&mut self, target: &'a Expr, op: &str, value: &'a Expr) {
        if let ExprKind::Index { object, index } = &target.kind
            && let (Some(name), Some(key)) = (object.as_name(), index.as_text())
        {
            if let Some(rows) = self.rows.get_mut(name) {
                rows.own.push(key);
            }
            return;
        }
        let Some(path) = target.path() else { return };
        let is_statement =
            matches!(&value.kind, ExprKind::Call { callee, .. } if callee.last_name() == Some("prepare"));
        match self.rows_of(value, 0) {
            Some(rows) if is_statement => {
                self.rows.remove(&path);
                self.held.insert(path.clone(), rows);
            }
            Some(rows) => {
                self.held.remove(&path);
                self.rows.insert(path.clone(), rows);
            }
            None => {
                self.held.remove(&path);
                self.rows.remove(&path);
            }
        }
        match self.scope.env.fold(value).filter(|_| op == "=") {
            Some(text) => drop(self.scope.env.locals.insert(path, text)),
            None => drop(self.scope.env.locals.remove(&path)),
        }
    }

    /// A call that makes its receiver hold rows, or asks a row for one of its columns.
    fn call(&mut self, expr: &'a Expr, callee: &'a Expr, args: &'a [Arg]) {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return };
        let first = args.first().map(|arg| &arg.value);
        if matches!(name.as_str(), "execute" | "query")
            && let Some(path) = object.path()
            && let Some(first) = first
        {
            match self.selected(first) {
                Some(rows) => drop(self.held.insert(path, rows)),
                // What is given to a prepared statement are its values.
                None if matches!(first.kind, ExprKind::List(_) | ExprKind::Map(_)) => {}
                None => drop(self.held.remove(&path)),
            }
        }
        if name == "get"
            && let (Some(rows), Some(key)) = (self.row(object), first.and_then(Expr::as_text))
        {
            self.take(expr, &rows, &key, &args[0].value.range);
        }
        let chain = Chain::of(expr);
        if let Some(last) = chain.links.last().filter(|last| ASKING.contains(&last.name))
            && let (Some(arg), Some(rows)) = (last.args.first(), self.builder(&chain, chain.links.len() - 1))
            && let Some(key) = arg.value.as_text()
        {
            self.take(expr, &rows, &key, &arg.value.range);
        }
    }

    /// Of what query a value is one row.
    fn row(&self, object: &'a Expr) -> Option<Rows> {
        match &object.kind {
            ExprKind::Name(name) => self.rows.get(name).cloned(),
            ExprKind::Call { .. } | ExprKind::Index { .. } => self.rows_of(object, 0),
            ExprKind::Seq(items) if items.len() == 1 => self.row(items.first()?),
            _ => None,
        }
    }

    fn rows_of(&self, value: &'a Expr, depth: usize) -> Option<Rows> {
        if depth > 16 {
            return None;
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.rows_of(items.first()?, depth + 1),
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let path = value.path()?;
                self.rows.get(&path).or_else(|| self.held.get(&path)).cloned()
            }
            // One of several: `rows[0]`, and what PHP's loop goes over.
            ExprKind::Index { object, index } => {
                let is_one =
                    matches!(index.kind, ExprKind::Literal(_) | ExprKind::Empty) || index.as_name() == Some("_");
                is_one.then(|| self.rows_of(object, depth + 1))?
            }
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name()?;
                let first = args.first().map(|arg| &arg.value);
                match &callee.kind {
                    ExprKind::Member { object, .. } => {
                        if EXECUTING.contains(&name)
                            && let Some(rows) = first.and_then(|first| self.selected(first))
                        {
                            return Some(rows);
                        }
                        if PASSING.contains(&name)
                            && first.is_none_or(is_mode)
                            && let Some(rows) = self.rows_of(object, depth + 1)
                        {
                            return Some(rows);
                        }
                        let chain = Chain::of(value);
                        self.builder(&chain, chain.links.len())
                    }
                    _ if matches!(name, "list" | "dict" | "iter" | "next" | "reversed") => {
                        self.rows_of(first?, depth + 1)
                    }
                    _ if matches!(name, "mysqli_fetch_assoc" | "mysqli_fetch_array" | "pg_fetch_assoc") => {
                        self.rows_of(first?, depth + 1)
                    }
                    _ if matches!(name, "mysqli_query" | "pg_query") => self.selected(&args.get(1)?.value),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The rows of a text that is a query with the star of one table.
    fn selected(&self, expr: &'a Expr) -> Option<Rows> {
        // SQLAlchemy's `text("SELECT …")`
        if let ExprKind::Call { callee, args, .. } = &expr.kind
            && matches!(callee.last_name(), Some("text" | "raw" | "SQL"))
        {
            return self.selected(&args.first()?.value);
        }
        let from = self.scope.env.fold(expr)?;
        let lower = from.text.trim_start().to_ascii_lowercase();
        // With subqueries or parts that are put together, the star may be another one's.
        if !lower.starts_with("select") || lower.matches("select").count() != 1 || lower.contains("union") {
            return None;
        }
        let mut queries = sql::read_query(&from.text, self.dialect)?;
        let query = queries.pop().filter(|query| queries.is_empty() && !query.approximate)?;
        let at = *query.stars.first()?.tables.first()?;
        if query.stars.iter().any(|star| star.tables != [at]) {
            return None;
        }
        let own = query.outputs.iter().flatten().cloned().collect();
        Some(Rows { table: query.tables.get(at)?.clone(), from, own })
    }

    /// The rows of Laravel's `DB::table('people')` after so many links, none of which asks for something else than whole rows.
    fn builder(&self, chain: &Chain<'a>, links: usize) -> Option<Rows> {
        let (first, rest) = chain.links.get(..links)?.split_first()?;
        let is_database = matches!(chain.root.last_name(), Some("DB" | "Capsule"));
        let whole = |name: &str| WHOLE.iter().any(|start| name.starts_with(start));
        if !is_database || first.name != "table" || !rest.iter().all(|link| whole(link.name)) {
            return None;
        }
        let mut tables = named_tables(&first.args.first()?.value, &self.scope, Access::Read);
        let (table, from) = tables.pop().filter(|_| tables.is_empty())?;
        Some(Rows { table, from, own: Vec::new() })
    }

    fn take(&mut self, expr: &'a Expr, rows: &Rows, key: &str, range: &Range<usize>) {
        let is_name = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name || rows.own.iter().any(|own| own.eq_ignore_ascii_case(key)) {
            return;
        }
        let file = self.scope.env.file;
        // The name itself, without the quotes around it.
        let text = file.source.text.get(range.clone()).unwrap_or_default();
        let start = range.start + text.find(key).unwrap_or_default();
        let mut name = Folded::default();
        name.piece(key, file.span(start..start + key.len()));
        let mut reading = Reading::of(rows.table.clone(), &rows.from);
        reading.fragment(&name, FragmentKind::SelectList, Access::Read);
        self.out.push(Taken { expr, query: reading.query, text: reading.text });
    }
}

/// Whether an argument only says how rows are fetched (`PDO::FETCH_ASSOC`, a number), and is no query.
fn is_mode(arg: &Expr) -> bool {
    match &arg.kind {
        ExprKind::Literal(_) | ExprKind::Member { .. } => true,
        ExprKind::Name(name) => !name.chars().any(char::is_lowercase),
        _ => false,
    }
}

/// Methods that are given a query and give its rows back.
const EXECUTING: &[&str] = &[
    "cursor",
    "exec",
    "execute",
    "executeQuery",
    "fetch",
    "fetchAllAssociative",
    "fetchAssociative",
    "fetch_all",
    "fetch_one",
    "fetchrow",
    "iterateAssociative",
    "prepare",
    "query",
    "raw",
    "select",
    "selectOne",
];

/// Methods that give back rows of what they are called on.
const PASSING: &[&str] = &[
    "all",
    "fetch",
    "fetchAll",
    "fetchAllAssociative",
    "fetchAssociative",
    "fetchObject",
    "fetchall",
    "fetchmany",
    "fetchone",
    "fetch_all",
    "fetch_array",
    "fetch_assoc",
    "fetch_object",
    "first",
    "get_result",
    "mappings",
    "one",
    "one_or_none",
];

/// How links of Laravel's query builder begin that leave its rows whole.
const WHOLE: &[&str] = &[
    "cursor", "find", "first", "get", "lazy", "limit", "lock", "offset", "oldest", "latest", "order", "orWhere",
    "skip", "sole", "take", "where",
];

/// Links of Laravel's query builder that ask for one column.
const ASKING: &[&str] = &["avg", "decrement", "increment", "max", "min", "sum", "value"];
