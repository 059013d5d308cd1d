//! Rows of queries in JavaScript: `SELECT *` through a driver or a query builder, and what the same function takes out of its rows.
//!
//! Only rows that are whole count: of a query that lists its columns the text itself tells. What is done to rows elsewhere is not followed.

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::name::Dialect;
use crate::model::query::{Access, Query, TableUse};
use crate::orm::CodeFile;
use crate::sql;
use crate::sql::query::FragmentKind;

use super::builder::{self, Chain, Reading};
use super::camel;
use super::constants::Constants;
use super::fold::Folded;
use super::sql_use::Scope;

/// What a value is of a query's result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// What a driver gives: `result.rows` of one, `[rows, fields]` of another.
    Result,
    /// A prepared statement.
    Prepared,
    Rows,
    Row,
}

/// A value that holds rows of one table.
#[derive(Clone)]
struct Held {
    shape: Shape,
    table: TableUse,
    text: Folded,
    /// Names that the query itself gives to columns.
    named: Vec<String>,
}

impl Held {
    fn shaped(&self, shape: Shape) -> Option<Self> {
        Some(Self { shape, ..self.clone() })
    }
}

struct Walk<'a, 'c> {
    scope: Scope<'a, 'c>,
    held: HashMap<String, Held>,
    dialect: Dialect,
    out: Vec<(Query, Folded, usize)>,
    seen: HashSet<usize>,
}

/// What is taken out of rows, each as a query of its table with that column, and where.
pub(super) fn read<'a>(file: &'a CodeFile, constants: &Constants<'a>, dialect: Dialect) -> Vec<(Query, Folded, usize)> {
    if file.language.name != "javascript" {
        return Vec::new();
    }
    let mut out = Vec::new();
    let bodies = file.facts.functions.iter().map(|function| &function.body).chain([&file.facts.top]);
    for body in bodies {
        let scope = Scope::empty(file, constants);
        let mut walk = Walk { scope, held: HashMap::new(), dialect, out: Vec::new(), seen: HashSet::new() };
        body.iter().for_each(|expr| walk.visit(expr, 0));
        out.extend(walk.out);
    }
    out
}

/// How deep functions within functions are followed.
const DEPTH: usize = 40;

/// Methods of drivers that are given a statement.
fn given_sql(name: &str) -> Option<Shape> {
    Some(match name {
        "query" | "execute" | "raw" => Shape::Result,
        "get" | "one" | "maybeOne" | "oneOrNone" | "$queryRawOne" => Shape::Row,
        "all" | "any" | "many" | "manyOrNone" | "iterate" | "each" => Shape::Rows,
        "prepare" => Shape::Prepared,
        _ => return None,
    })
}

/// Methods of lists that give each item to a function.
const EACH: &[&str] =
    &["every", "filter", "find", "findIndex", "findLast", "flatMap", "forEach", "map", "some", "sort"];

/// Links of a builder that leave the rows whole.
const WHOLE: &[&str] = &[
    "andWhere",
    "andWhereNot",
    "forUpdate",
    "from",
    "limit",
    "offset",
    "orWhere",
    "orWhereIn",
    "orWhereNot",
    "orWhereNull",
    "orderBy",
    "selectFrom",
    "table",
    "transacting",
    "where",
    "whereBetween",
    "whereIn",
    "whereNot",
    "whereNotIn",
    "whereNotNull",
    "whereNull",
    "whereRaw",
];

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, expr: &'a Expr, depth: usize) {
        match &expr.kind {
            ExprKind::Assign { target, op, value, .. } => {
                self.visit(value, depth);
                let held = self.held(value, 0);
                let held = if *op == "in" { held.and_then(|held| one(&held)) } else { held };
                self.bind(target, held);
                if let Some(name) = target.as_name() {
                    match self.scope.env.fold(value) {
                        Some(text) => self.scope.env.locals.insert(name.to_owned(), text),
                        None => self.scope.env.locals.remove(name),
                    };
                } else if let ExprKind::Member { object, .. } = &target.kind {
                    self.visit(object, depth);
                }
                return;
            }
            ExprKind::Call { callee, args, .. } => {
                // A method that is called is no column.
                match &callee.kind {
                    ExprKind::Member { object, .. } => self.visit(object, depth),
                    _ => self.visit(callee, depth),
                }
                let row = match &callee.kind {
                    ExprKind::Member { object, name, .. } if EACH.contains(&name.as_str()) => {
                        self.held(object, 0).filter(|held| held.shape == Shape::Rows).and_then(|held| one(&held))
                    }
                    ExprKind::Member { object, name, .. } if name == "then" => {
                        self.held(object, 0).filter(|held| held.shape != Shape::Prepared)
                    }
                    _ => None,
                };
                for arg in args {
                    match &arg.value.kind {
                        ExprKind::Lambda { params, body } if depth < DEPTH => {
                            let first = params.first().map(|param| param.name.as_str());
                            let names = params.iter().map(|param| param.name.as_str());
                            self.inside(names, first.zip(row.clone()), body, depth);
                        }
                        _ => self.visit(&arg.value, depth),
                    }
                }
                return;
            }
            ExprKind::Lambda { params, body } if depth < DEPTH => {
                return self.inside(params.iter().map(|param| param.name.as_str()), None, body, depth);
            }
            ExprKind::Member { object, name, name_range } => {
                if let Some(held) = self.held(object, 0).filter(|held| held.shape == Shape::Row) {
                    self.column(&held, name, name_range);
                }
            }
            _ => {}
        }
        expr.each_child(|child| self.visit(child, depth));
    }

    /// The body of a function within the function: its parameters are its own.
    fn inside<'p>(
        &mut self,
        params: impl Iterator<Item = &'p str>,
        row: Option<(&str, Held)>,
        body: &'a [Expr],
        depth: usize,
    ) {
        let before = self.held.clone();
        for param in params {
            self.held.remove(param);
        }
        if let Some((name, row)) = row {
            self.held.insert(name.to_owned(), row);
        }
        body.iter().for_each(|expr| self.visit(expr, depth + 1));
        self.held = before;
    }

    /// `const { rows } = …`, `const [row] = rows`, `const { email } = row`
    fn bind(&mut self, target: &Expr, held: Option<Held>) {
        match &target.kind {
            ExprKind::Name(name) => {
                match held {
                    Some(held) => self.held.insert(name.clone(), held),
                    None => self.held.remove(name),
                };
            }
            ExprKind::Map(entries) => {
                for entry in entries {
                    let Key::Name(name) = &entry.key else { continue };
                    let of_key = match held.as_ref().map(|held| (held.shape, held)) {
                        Some((Shape::Result, held)) if name == "rows" => held.shaped(Shape::Rows),
                        Some((Shape::Row, held)) => {
                            self.column(held, name, &entry.key_range);
                            None
                        }
                        _ => None,
                    };
                    self.bind(&entry.value, of_key);
                }
            }
            ExprKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let item_held = held.as_ref().and_then(|held| match held.shape {
                        Shape::Result if at == 0 => held.shaped(Shape::Rows),
                        Shape::Rows => one(held),
                        _ => None,
                    });
                    self.bind(item, item_held);
                }
            }
            // With a default.
            ExprKind::Assign { target, .. } => self.bind(target, held),
            _ => {}
        }
    }

    fn column(&mut self, held: &Held, name: &str, range: &std::ops::Range<usize>) {
        if held.named.iter().any(|own| own == name) || !self.seen.insert(range.start) {
            return;
        }
        let mut column = Folded::default();
        column.piece(name, self.scope.env.file.span(range.clone()));
        let mut reading = Reading::of(held.table.clone(), &held.text);
        reading.fragment(&column, FragmentKind::SelectList, Access::Read);
        // The table is named by the query, which was read for itself.
        camel::spell(&mut reading.query, &column, &self.scope);
        self.out.push((reading.query, reading.text, range.start));
    }

    fn held(&self, expr: &'a Expr, depth: usize) -> Option<Held> {
        if depth > 12 {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) => self.held.get(name).cloned(),
            ExprKind::Seq(items) if items.len() == 1 => self.held(items.first()?, depth + 1),
            ExprKind::Binary { op, left, .. } if matches!(op.as_str(), "??" | "||") => self.held(left, depth + 1),
            ExprKind::Index { object, index } => {
                let held = self.held(object, depth + 1)?;
                match (held.shape, &index.kind) {
                    (Shape::Rows, ExprKind::Str(_)) => None,
                    (Shape::Rows, _) => one(&held),
                    (Shape::Result, ExprKind::Literal(at)) if at == "0" => held.shaped(Shape::Rows),
                    _ => None,
                }
            }
            ExprKind::Member { object, name, .. } if name == "rows" => {
                let held = self.held(object, depth + 1).filter(|held| held.shape == Shape::Result)?;
                held.shaped(Shape::Rows)
            }
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Member { object, name, .. } => {
                    let of_object = self.held(object, depth + 1);
                    match (of_object.as_ref().map(|held| held.shape), name.as_str()) {
                        (Some(Shape::Prepared), "get") => return of_object?.shaped(Shape::Row),
                        (Some(Shape::Prepared), "all" | "iterate") => return of_object?.shaped(Shape::Rows),
                        (Some(Shape::Prepared), "bind") => return of_object,
                        (Some(Shape::Rows), "find" | "at" | "shift" | "pop" | "findLast") => return one(&of_object?),
                        (Some(Shape::Rows), "filter" | "slice" | "reverse" | "sort" | "toSorted") => return of_object,
                        _ => {}
                    }
                    if let Some(shape) = given_sql(name)
                        && let Some(held) = args.first().and_then(|arg| self.whole(&arg.value, shape))
                    {
                        return Some(held);
                    }
                    self.of_builder(expr)
                }
                // ``await sql`SELECT * FROM users` ``
                ExprKind::Name(name) if name == "sql" => self.whole(expr, Shape::Rows),
                // `await knex("users")`
                ExprKind::Name(_) => {
                    let tables = builder::handle(expr, &self.scope);
                    let [(table, text)] = &tables[..] else { return None };
                    Some(Held { shape: Shape::Rows, table: table.clone(), text: text.clone(), named: Vec::new() })
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A statement that gives whole rows of one table.
    fn whole(&self, expr: &'a Expr, shape: Shape) -> Option<Held> {
        let text = match &expr.kind {
            // `query({ text: "…", values })`
            ExprKind::Map(entries) => {
                let is_text = |key: &Key| matches!(key, Key::Name(name) if name == "text" || name == "sql");
                let entry = entries.iter().find(|entry| is_text(&entry.key))?;
                self.scope.env.fold(&entry.value)?
            }
            _ => self.scope.env.fold(expr)?,
        };
        if !sql::looks_like_sql(&text.text) {
            return None;
        }
        let mut queries = sql::read_query(&text.text, self.dialect)?;
        let query = queries.pop().filter(|query| queries.is_empty() && !query.approximate)?;
        let mut tables: Vec<usize> = query.stars.iter().flat_map(|star| star.tables.iter().copied()).collect();
        tables.sort_unstable();
        tables.dedup();
        let [table] = tables[..] else { return None };
        let table = query.tables.get(table)?.clone();
        // Behind the star of one table may stand columns of another of its name.
        let whole = query.tables.len() == 1 || query.outputs.iter().all(Option::is_none);
        let named = query.outputs.into_iter().flatten().collect();
        whole.then_some(Held { shape, table, text, named })
    }

    /// `knex("users").where({ id }).first()`, `db.selectFrom("users").selectAll().execute()`
    fn of_builder(&self, expr: &'a Expr) -> Option<Held> {
        let chain = Chain::of(expr);
        let (last, before) = chain.links.split_last()?;
        let all = |name: &str| matches!(name, "selectAll" | "returningAll");
        let (shape, links) = match last.name {
            "first" if last.args.is_empty() => (Shape::Row, before),
            "executeTakeFirst" | "executeTakeFirstOrThrow" if before.iter().any(|link| all(link.name)) => {
                (Shape::Row, before)
            }
            "execute" if before.iter().any(|link| all(link.name)) => (Shape::Rows, before),
            _ => (Shape::Rows, &chain.links[..]),
        };
        let returns = links.iter().any(|link| matches!(link.name, "returning" | "returningAll"));
        let whole = |link: &builder::Link<'_>| {
            let all = |arg: &Arg| arg.value.as_word() == Some("*");
            let lists = matches!(link.name, "select" | "selectAll" | "returning" | "returningAll");
            let written = returns
                && matches!(link.name, "del" | "delete" | "insert" | "insertInto" | "onConflict" | "update" | "values");
            WHOLE.contains(&link.name) || written || (lists && link.args.iter().all(all))
        };
        if !links.iter().all(whole) {
            return None;
        }
        let tables = builder::tables(&chain, &self.scope, 0);
        let [(table, text)] = &tables[..] else { return None };
        Some(Held { shape, table: table.clone(), text: text.clone(), named: Vec::new() })
    }
}

fn one(held: &Held) -> Option<Held> {
    if held.shape == Shape::Rows { held.shaped(Shape::Row) } else { None }
}
