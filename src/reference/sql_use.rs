//! SQL in code: every string that is, or begins like, a statement; and the chains of query builders.
//!
//! One walk over a file's functions and constants, in source order, so that a variable's text is known when it is used.

mod choices;
mod dbt;
mod files;
mod growing;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::name::Dialect;
use crate::model::query::{Query, TableUse};
use crate::model::reference::{Certainty, Mechanism, Step};
use crate::orm::CodeFile;
use crate::source::Span;
use crate::sql;

use super::builder;
use super::column_store;
use super::constants::Constants;
use super::copy_call;
use super::data_sets;
use super::ecto_sources;
use super::fold::{Env, Folded};
use super::{
    beside, boil_mods, go_rows, goqu, inner_selects, join_tables, jpql, laravel, positions, routine_call, table_call,
};
use choices::{chosen, each_item, looped};

mod records;
mod row_access;
mod said;

pub use files::of_sql_file;

/// A query in code, not resolved.
pub struct SqlUse {
    pub query: Query,
    /// One text may hold thousands of uses.
    pub(super) text: Arc<Folded>,
    pub mechanism: Mechanism,
    /// How it was read: "the string was parsed as SQL".
    pub how: Step,
    pub symbol: Option<String>,
    pub test: bool,
    /// It is given to Prisma's client, so that it is for the database of Prisma's migrations.
    pub prisma: bool,
    /// The most that it proves.
    pub at_most: Certainty,
    /// It minds that an object goes by another name, not that there is none.
    pub only_renames: bool,
}

impl SqlUse {
    /// Where a range of the query stands in the code.
    pub fn place(&self, range: &Range<usize>) -> Option<Span> {
        self.text.place(range)
    }

    /// Where it begins in the code.
    pub(super) fn start(&self) -> Option<&Span> {
        self.text.start()
    }

    /// Whether its text is the statement itself, and not one with something added that hangs on its rows.
    pub fn is_statement(&self) -> bool {
        let how = self.how.text.as_str();
        self.mechanism == Mechanism::Sql && (how.starts_with("the string was ") || how.starts_with("a statement in a "))
    }

    /// The SQL text.
    pub fn text(&self) -> &str {
        &self.text.text
    }
}

/// The SQL of one file of code.
pub fn of_code<'a>(file: &'a CodeFile, constants: &Constants<'a>, dialect: Dialect) -> Vec<SqlUse> {
    let mut reader = Reader { dialect, out: Vec::new(), file, prisma: false };
    let mut scope = Scope::empty(file, constants);
    for expr in &file.facts.top {
        reader.visit(expr, &mut scope);
    }
    for class in &file.facts.classes {
        for expr in class.decorators.iter().chain(&class.body) {
            reader.visit(expr, &mut scope);
        }
        for field in &class.fields {
            let called = field.value.as_ref().and_then(|value| routine_call::of_field(&field.name, value, &scope));
            if let Some((query, text)) = called {
                reader.found(field.range.start, Mechanism::QueryKey, query, text, routine_call::HOW);
            }
            for expr in field.decorators.iter().chain(&field.value) {
                reader.visit(expr, &mut scope);
            }
        }
    }
    for function in &file.facts.functions {
        let mut scope = Scope::empty(file, constants);
        let before = reader.out.len();
        go_rows::params(file, function, &mut scope);
        builder::csharp::templates(function, &mut scope, dialect);
        for (at, param) in function.params.iter().enumerate() {
            let given = constants.given(file, function, at);
            if !given.is_empty() {
                scope.choices.insert(param.name.clone(), given);
            }
        }
        for expr in function
            .params
            .iter()
            .filter_map(|param| param.default.as_ref())
            .chain(&function.decorators)
            .chain(&function.body)
        {
            reader.visit(expr, &mut scope);
        }
        positions::mark(file, function, reader.out.get_mut(before..).unwrap_or_default());
        let asked = row_access::asked(file, function, &reader.out);
        reader.out.extend(asked);
        let fields = records::fields(file, function, &reader.out);
        reader.out.extend(fields);
        if !reader.out.is_empty() && dialect != Dialect::Clickhouse && column_store::asks_clickhouse(function) {
            // What is asked of a column store is no query of this database.
            let own = |found: &SqlUse| {
                let start = found.text.start().filter(|span| span.path == *file.path());
                found.prisma || !start.is_some_and(|span| function.range.contains(&span.range.start))
            };
            reader.out.retain(own);
        }
    }
    let jpql = jpql::ranges(file);
    if !jpql.is_empty() {
        let inside = |span: &Span| jpql.iter().any(|range| range.contains(&span.range.start));
        reader.out.retain(|found| !found.start().is_some_and(|span| span.path == *file.path() && inside(span)));
    }
    reader.beside(constants);
    reader.out
}

struct Reader<'a> {
    dialect: Dialect,
    file: &'a CodeFile,
    out: Vec<SqlUse>,
    /// Inside a call of Prisma's raw queries.
    prisma: bool,
}

/// What is known where the walk stands.
pub(super) struct Scope<'a, 'c> {
    pub env: Env<'a, 'c>,
    /// Tables of query builders that variables hold.
    pub builders: HashMap<String, Vec<(TableUse, Folded)>>,
    /// What variables hold that may be a row to write: a literal, or the call that makes it.
    pub rows_held: HashMap<String, &'a Expr>,
    /// Structs that variables are of, in Go.
    pub types: HashMap<String, String>,
    /// Variables that hold a chain of a Go mapper.
    pub rows: HashSet<String>,
    /// Queries whose text is still being added to (`query += …`): variable → index into the results.
    pending: HashMap<String, usize>,
    /// Variables that may have one of several texts, as far as these are names that change: of a loop, of a parameter.
    choices: HashMap<String, Vec<Folded>>,
    /// Those that have one of their texts at the moment: an expression may bind the name anew, and must not choose again.
    chosen: Vec<String>,
}

impl<'a, 'c> Scope<'a, 'c> {
    /// Nothing is known but the constants.
    pub(super) fn empty(file: &'a CodeFile, constants: &'c Constants<'a>) -> Self {
        Self {
            env: Env { file, constants, locals: HashMap::new(), lists: HashMap::new(), grown: HashMap::new() },
            builders: HashMap::new(),
            rows_held: HashMap::new(),
            types: HashMap::new(),
            rows: HashSet::new(),
            pending: HashMap::new(),
            choices: HashMap::new(),
            chosen: Vec::new(),
        }
    }
}

impl<'a> Reader<'a> {
    fn visit(&mut self, expr: &'a Expr, scope: &mut Scope<'a, '_>) {
        if matches!(expr.kind, ExprKind::Str(_) | ExprKind::Binary { .. } | ExprKind::Call { .. })
            && let Some(name) = chosen(expr, scope)
            && let Some(texts) = scope.choices.remove(&name)
        {
            // The same expression, once with each of the texts.
            let before = scope.env.locals.remove(&name);
            scope.chosen.push(name.clone());
            for text in &texts {
                scope.env.locals.insert(name.clone(), text.clone());
                self.visit(expr, scope);
            }
            scope.chosen.pop();
            scope.env.locals.remove(&name);
            if let Some(before) = before {
                scope.env.locals.insert(name.clone(), before);
            }
            scope.choices.insert(name, texts);
            return;
        }
        for (query, text, how) in laravel::read(expr, scope).into_iter().chain(join_tables::read(expr, scope)) {
            self.found(expr.range.start, Mechanism::QueryKey, query, text, how);
        }
        if let Some((query, text)) = routine_call::read(expr, scope) {
            self.found(expr.range.start, Mechanism::QueryKey, query, text, routine_call::HOW);
        }
        match &expr.kind {
            ExprKind::Assign { target, op, value, type_text, .. } => {
                self.visit(value, scope);
                if let Some(name) = target.as_name() {
                    go_rows::assigned(name, type_text.as_deref(), value, scope);
                    scope.rows_held.insert(name.to_owned(), value);
                }
                if looped(target, op, value, scope) {
                    return;
                }
                if let Some(name) = target.as_name().or_else(|| target.last_name()) {
                    self.assign(name, op, value, scope);
                } else {
                    self.visit(target, scope);
                }
                return;
            }
            ExprKind::Str(_) | ExprKind::Binary { .. } => {
                if let Some(text) = scope.env.fold(expr)
                    && self.record(text)
                {
                    return;
                }
            }
            ExprKind::Call { callee, .. } if !self.prisma && is_prisma_sink(callee) => {
                self.prisma = true;
                self.visit(expr, scope);
                self.prisma = false;
                return;
            }
            ExprKind::Call { .. } => {
                if is_text_call(expr)
                    && let Some(text) = scope.env.fold(expr)
                    && self.record(text)
                {
                    return;
                }
                let chain = builder::Chain::of(expr);
                let built = builder::read(&chain, scope, self.dialect);
                let is_built = built.is_some();
                if let Some((query, text)) =
                    built.or_else(|| goqu::standing(expr, scope)).or_else(|| boil_mods::read(&chain, scope))
                {
                    self.found(expr.range.start, Mechanism::QueryKey, query, text, "a query builder names the table");
                }
                if let Some((query, text)) = ecto_sources::read(expr, scope) {
                    self.found(
                        expr.range.start,
                        Mechanism::QueryKey,
                        query,
                        text,
                        "a query without a schema names the table",
                    );
                }
                if let Some((query, text)) = table_call::read(expr, scope).or_else(|| copy_call::read(expr, scope)) {
                    self.found(
                        expr.range.start,
                        Mechanism::QueryKey,
                        query,
                        text,
                        "a call names the table and its columns",
                    );
                }
                let bound = each_item(expr, scope);
                self.visit_root(chain.root, scope);
                for link in &chain.links {
                    let said =
                        |arg: &&'a Arg| said::is_message(self.file.language.name, chain.root, link.name, &arg.value);
                    let read = link.args.iter().filter(|arg| !said(arg));
                    for arg in read.filter(|arg| !is_built || !goqu::is_table(&arg.value)) {
                        match builder::bound(&chain, link.name, arg, scope) {
                            Some(given) => self.visit_bound(&arg.value, given, scope),
                            None => self.visit(&arg.value, scope),
                        }
                    }
                }
                self.grow(&chain, expr, scope);
                if let Some(name) = bound {
                    scope.choices.remove(name);
                }
                return;
            }
            ExprKind::Index { .. } => {
                if let Some((query, text)) = data_sets::taken(expr, scope) {
                    let how = "it is taken out of a row of a data set";
                    self.found(expr.range.start, Mechanism::QueryKey, query, text, how);
                } else if let Some((query, text)) = data_sets::alone(expr, scope) {
                    self.found(expr.range.start, Mechanism::QueryKey, query, text, "a data set names the table");
                }
            }
            _ => {}
        }
        expr.each_child(|child| self.visit(child, scope));
    }

    fn found(&mut self, from: usize, mechanism: Mechanism, query: Query, text: Folded, how: &str) {
        let at = text.start().filter(|span| span.path == *self.file.path()).map_or(0, |span| span.range.start);
        self.out.push(SqlUse {
            query,
            text: Arc::new(text),
            mechanism,
            how: Step::new(how),
            symbol: super::symbol_at(self.file, from.max(at)),
            test: super::is_test(self.file, from),
            prisma: self.prisma,
            at_most: Certainty::Certain,
            only_renames: false,
        });
    }

    /// What stands beside the queries and means columns as well.
    fn beside(&mut self, constants: &Constants<'a>) {
        for found in beside::read(self.file, constants, self.dialect, &self.out) {
            self.found(found.at, found.mechanism, found.query, found.text, found.how);
        }
    }

    /// A function, while its names hold what it is given.
    fn visit_bound(&mut self, function: &'a Expr, given: builder::Bound, scope: &mut Scope<'a, '_>) {
        let mut before = Vec::new();
        for (name, tables) in given {
            let old = match tables {
                Some(tables) => scope.builders.insert(name.clone(), tables),
                None => scope.builders.remove(&name),
            };
            before.push((name, old));
        }
        self.visit(function, scope);
        for (name, old) in before.into_iter().rev() {
            match old {
                Some(old) => scope.builders.insert(name, old),
                None => scope.builders.remove(&name),
            };
        }
    }

    /// The root of a chain is not read as a chain again.
    fn visit_root(&mut self, root: &'a Expr, scope: &mut Scope<'a, '_>) {
        match &root.kind {
            ExprKind::Call { callee, args, .. } => {
                self.visit(callee, scope);
                for arg in args {
                    self.visit(&arg.value, scope);
                }
            }
            _ if data_sets::table(root).is_some() => {}
            _ => self.visit(root, scope),
        }
    }

    fn assign(&mut self, name: &str, op: &str, value: &'a Expr, scope: &mut Scope<'a, '_>) {
        if op == "=" || op == ":=" {
            scope.choices.remove(name);
            if let Some(more) = growing::appended(name, value) {
                more.for_each(|item| scope.env.put_behind(name, item));
                return;
            }
            scope.env.grown.remove(name);
            match &value.kind {
                ExprKind::List(_) => scope.env.lists.insert(name.to_string(), value),
                _ => scope.env.lists.remove(name),
            };
        }
        if let ExprKind::Call { .. } = value.kind {
            let chain = builder::Chain::of(value);
            let mut tables = builder::tables(&chain, scope, 0);
            if tables.is_empty() {
                tables = builder::handle(value, scope);
            }
            if !tables.is_empty() {
                if go_rows::is_of_rows(&chain, scope) {
                    scope.rows.insert(name.to_string());
                }
                scope.builders.insert(name.to_string(), tables);
            }
        }
        let text = scope.env.fold(value).or_else(|| scope.env.fold(growing::begun(value)?));
        let Some(text) = text else {
            if op == "=" || op == ":=" {
                scope.env.locals.remove(name);
                scope.pending.remove(name);
            }
            return;
        };
        match op {
            "=" | ":=" => self.begin(name, text, scope),
            _ => self.lengthen(name, &text, scope),
        }
    }

    /// Records a text if it is SQL.
    fn record(&mut self, text: Folded) -> bool {
        if !sql::looks_like_sql(&text.text) {
            let Some(query) = inner_selects::read(&text.text, self.dialect) else { return false };
            self.push(vec![query], text);
            return true;
        }
        if self.dialect != Dialect::Clickhouse && column_store::only_clickhouse(&text.text) {
            return true;
        }
        let Some(queries) = sql::read_query(&text.text, self.dialect) else { return false };
        self.push(queries, text);
        true
    }

    fn push(&mut self, queries: Vec<Query>, text: Folded) {
        let Some(start) = text.start().cloned() else { return };
        let own = start.path == *self.file.path();
        let at = start.range.start;
        let text = Arc::new(text);
        for query in queries {
            let how = if query.approximate {
                "the string was read as SQL from its tokens"
            } else {
                "the string was parsed as SQL"
            };
            self.out.push(SqlUse {
                query,
                text: text.clone(),
                mechanism: Mechanism::Sql,
                how: Step::new(how),
                symbol: if own { super::symbol_at(self.file, at) } else { None },
                test: super::is_test(self.file, at),
                prisma: self.prisma,
                at_most: Certainty::Certain,
                only_renames: false,
            });
        }
    }
}

/// `prisma.$queryRaw`, `Prisma.sql`
fn is_prisma_sink(callee: &Expr) -> bool {
    match callee.last_name() {
        Some("$queryRaw" | "$queryRawUnsafe" | "$executeRaw" | "$executeRawUnsafe") => true,
        Some("sql") => callee.path().is_some_and(|path| path == "Prisma.sql"),
        _ => false,
    }
}

/// A call that gives back a text made of its arguments, so that the text as a whole may be SQL.
fn is_text_call(expr: &Expr) -> bool {
    let ExprKind::Call { callee, .. } = &expr.kind else { return false };
    callee.last_name().is_some_and(|name| {
        matches!(
            name,
            "format!"
                | "Sprintf"
                | "sprintf"
                | "concat!"
                | "format"
                | "formatted"
                | "join"
                | "Join"
                | "strip"
                | "trim"
                | "squish"
                | "freeze"
                | "strip_heredoc"
                | "trimIndent"
                | "trimMargin"
                | "stripMargin"
                | "to_string"
                | "to_owned"
                | "dedent"
                | "stripIndent"
        )
    })
}
