//! Query builders: chains of calls that name tables and columns in strings, whatever the library (squirrel, knex and their kin).
//!
//! `Select("id", "name").From("users u").Where(Eq{"u.email": x})`: the links are read by a common vocabulary; each string is a fragment of SQL, each key of a
//! map a column. A chain counts only if it names its table, itself or through the variable that it goes on from.

pub(super) mod csharp;
mod dbal;
mod go;
mod groups;
mod names;
mod roles;
mod rows;
mod script;

use std::ops::Range;

use crate::lang::facts::{Arg, Entry, Expr, ExprKind, Key};
use crate::model::name::{Dialect, Ident};
use crate::model::query::{Access, Clause, InsertUse, Query, TableUse};
use crate::orm::{CodeFile, naming};
use crate::sql::query::{FragmentKind, read_fragment};

use super::fold::Folded;
use super::sql_use::Scope;
use super::{camel, column_store, data_sets, go_rows, goqu};
pub(super) use groups::{Bound, bound};
pub(super) use names::named_tables;
pub(super) use roles::{Role, role as role_of};
use roles::{keeps_query, role};
pub(super) use script::handle;

/// A chain of calls: `root.a(…).b(…)`.
pub struct Chain<'a> {
    pub root: &'a Expr,
    pub links: Vec<Link<'a>>,
}

/// One call of a chain.
pub struct Link<'a> {
    pub name: &'a str,
    pub args: &'a [Arg],
    pub range: Range<usize>,
}

impl<'a> Chain<'a> {
    /// Takes a call apart, root first. Awaits and brackets between the links are looked through.
    pub fn of(expr: &'a Expr) -> Self {
        let mut links = Vec::new();
        let mut at = expr;
        loop {
            match &at.kind {
                ExprKind::Call { callee, args, .. } => match &callee.kind {
                    ExprKind::Member { object, name, name_range } => {
                        links.push(Link { name, args, range: name_range.clone() });
                        at = object;
                    }
                    // `knex("users")`: the call itself is the root.
                    _ => break,
                },
                ExprKind::Seq(items) if items.len() == 1 && !links.is_empty() => at = &items[0],
                ExprKind::Member { object, name, .. } if !links.is_empty() && keeps_query(name, object) => at = object,
                _ => break,
            }
        }
        links.reverse();
        Self { root: at, links }
    }
}

/// The tables that a chain names: its own, and those of the variable or constant that it goes on from.
pub(super) fn tables<'a>(chain: &Chain<'a>, scope: &Scope<'a, '_>, depth: usize) -> Vec<(TableUse, Folded)> {
    let mut found = Vec::new();
    if depth > 4 {
        return found;
    }
    let rows = go_rows::tables(chain, scope);
    match &chain.root.kind {
        ExprKind::Name(name) => {
            if let Some(known) = scope.builders.get(name) {
                found.extend(known.iter().cloned());
            } else if let Some(constant) = scope.env.constants.get(scope.env.file, name)
                && matches!(constant.value.kind, ExprKind::Call { .. })
            {
                let inner = Scope::empty(constant.file, scope.env.constants);
                found.extend(tables(&Chain::of(constant.value), &inner, depth + 1));
            }
        }
        // `knex("users")`, `db.table` …: a call whose only argument is a word.
        ExprKind::Call { args, .. }
            if chain.links.iter().any(|link| role(link.name).is_some() || link.name == "modify") =>
        {
            match &args[..] {
                [arg] => found.extend(named_tables(&arg.value, scope, Access::Read)),
                _ => found.extend(script::made(chain.root, scope, depth)),
            }
        }
        _ => {
            found.extend(csharp::made(chain.root, scope));
            if let Some((name, range)) = data_sets::table(chain.root) {
                let mut text = Folded::default();
                text.piece(&name, scope.env.file.span(range));
                let from = read_fragment(&name, FragmentKind::From, Dialect::Postgres);
                found.extend(from.into_iter().flat_map(|query| query.tables).map(|table| (table, text.clone())));
            }
        }
    }
    // `connection("tenant").table("users")` is called with a connection's name.
    if !chain.links.iter().any(|link| role(link.name) == Some(Role::Table))
        && let Some(arg) = called_handle(chain)
    {
        found.extend(named_tables(arg, scope, Access::Read));
    }
    // Rows of a struct say the table; then the words that take a table's name elsewhere take columns and values.
    if !rows.is_empty() || go_rows::goes_on(chain, scope) {
        found.extend(rows);
        for link in chain.links.iter().filter(|link| go_rows::role(link.name) == Some(Role::Join)) {
            found.extend(
                go_rows::joined(link).and_then(|arg| named_tables(arg, scope, Access::Read).into_iter().next()),
            );
        }
        return found;
    }
    for link in &chain.links {
        let access = match role(link.name).or_else(|| csharp::role(link, scope)) {
            Some(Role::Table) => Access::Read,
            Some(Role::Join) => Access::Read,
            Some(Role::Target) if script::is_no_table(link, chain, !found.is_empty(), scope) => continue,
            Some(Role::Target) => Access::Write,
            _ => continue,
        };
        if let Some(first) = link.args.first() {
            found.extend(dbal::tables(link, &first.value, scope, access));
        }
    }
    let own = column_store::own_names(chain);
    found.retain(|(table, _)| !table.name.qualifiers.is_empty() || !own.contains(&table.name.name.value));
    found
}

/// Words in the names of what sends queries.
const HANDLES: &[&str] =
    &["db", "knex", "database", "conn", "connection", "trx", "tx", "transaction", "pg", "mysql", "sqlite"];

/// The table that a handle kept by an object is called with: `this.db("users").where(…)`.
fn called_handle<'a>(chain: &Chain<'a>) -> Option<&'a Expr> {
    let first = chain.links.first()?;
    let [arg] = first.args else { return None };
    let is_handle =
        role(first.name).is_none() && naming::words(first.name).iter().any(|word| HANDLES.contains(&word.as_str()));
    is_handle.then_some(&arg.value)
}

/// Reads a chain; `None` if it is no query builder's or its table is not known.
pub(super) fn read<'a>(chain: &Chain<'a>, scope: &Scope<'a, '_>, dialect: Dialect) -> Option<(Query, Folded)> {
    let of_rows = go_rows::is_of_rows(chain, scope);
    let more = |name: &str| roles::of_language(scope.env.file.language.name, name);
    let role = |name: &str| if of_rows { go_rows::role(name) } else { role(name).or_else(|| more(name)) };
    let is_one =
        |link: &Link<'_>| role(link.name).is_some() || groups::is_on(link) || (of_rows && go::takes_more(link));
    if !chain.links.iter().any(is_one) && data_sets::table(chain.root).is_none() {
        return None;
    }
    let tables = tables(chain, scope, 0);
    if tables.is_empty() {
        return None;
    }
    let aliases = goqu::aliases(chain);
    let mut reading = Reading { query: Query::default(), text: Folded::default(), dialect, aliases };
    for (table, from) in &tables {
        reading.table(table.clone(), from);
    }
    let insert = !of_rows
        && chain.links.iter().any(|link| {
            matches!(
                link.name.to_ascii_lowercase().as_str(),
                "insert" | "insertinto" | "into" | "insert_into" | "withtablename"
            )
        });
    let data_set = data_sets::table(chain.root).is_some();
    let insert = insert && !data_set;
    let mut columns: Option<Vec<Ident>> = None;
    for link in &chain.links {
        groups::on(link, &mut reading, scope);
        if of_rows {
            go::of_rows(link, &mut reading, scope);
        }
        let own = || script::own_role(link, chain, scope);
        let Some(role) = role(link.name).or_else(own).or_else(|| data_set.then_some(Role::Order)) else { continue };
        if data_set {
            // Columns of a join may be those of the other table.
            if chain.links.iter().any(|link| link.name.contains("join")) || matches!(link.name, "as" | "from" | "with")
            {
                continue;
            }
            let access = if matches!(role, Role::Target | Role::Set) { Access::Write } else { Access::Read };
            for (name, range) in data_sets::columns(link.args) {
                let mut text = Folded::default();
                text.piece(&name, scope.env.file.span(range));
                reading.fragment(&text, FragmentKind::SelectList, access);
            }
            if let Some(text) = data_sets::texts(link.name, link.args).and_then(|text| scope.env.fold(text)) {
                reading.fragment(&text, FragmentKind::Condition, Access::Read);
            }
            continue;
        }
        match role {
            Role::Columns | Role::Order => {
                let kind = if role == Role::Order { FragmentKind::OrderBy } else { FragmentKind::SelectList };
                for arg in link.args {
                    reading.each_text(&arg.value, scope, kind, Access::Read);
                }
            }
            Role::InsertColumns => {
                let before = reading.query.columns.len();
                let access = if insert { Access::Write } else { Access::Read };
                for arg in link.args {
                    reading.each_text(&arg.value, scope, FragmentKind::SelectList, access);
                }
                if insert {
                    let given = columns.get_or_insert_with(Vec::new);
                    for column in &mut reading.query.columns[before..] {
                        column.clause = Clause::Target;
                        given.push(column.column.clone());
                    }
                }
            }
            Role::Condition => {
                if let Some(first) = link.args.first() {
                    reading.condition(&first.value, scope, 0);
                }
                if let Some(other) = link.args.get(2).filter(|_| link.name == "whereRef") {
                    reading.each_text(&other.value, scope, FragmentKind::SelectList, Access::Read);
                }
            }
            Role::Set if of_rows => {
                for arg in link.args.iter().take(1) {
                    if matches!(arg.value.kind, ExprKind::Map(_)) {
                        reading.keys(&arg.value, scope, Access::Write);
                    } else if !matches!(arg.value.kind, ExprKind::New { .. }) {
                        reading.each_text(&arg.value, scope, FragmentKind::SelectList, Access::Write);
                    }
                }
            }
            Role::Join if of_rows => {
                for arg in go_rows::conditions(link) {
                    reading.each_text(arg, scope, FragmentKind::Condition, Access::Read);
                }
            }
            Role::Set => {
                if let Some(first) = link.args.first() {
                    let rows = rows::literals(&first.value, scope);
                    for row in &rows {
                        let keys = reading.keys(row, scope, Access::Write);
                        if insert {
                            columns.get_or_insert_with(Vec::new).extend(keys);
                        }
                    }
                    if rows.is_empty() {
                        reading.each_text(&first.value, scope, FragmentKind::SelectList, Access::Write);
                    }
                }
            }
            Role::Target => {
                // `upsert([…], ['id'], ['email'])`
                for arg in link.args.iter().skip(1).filter(|_| link.name == "upsert") {
                    reading.each_text(&arg.value, scope, FragmentKind::SelectList, Access::Write);
                }
                let is_table = |word: &str| tables.iter().any(|(table, _)| table.name.name.value == word);
                if let Some(first) = link.args.first().filter(|_| script::sets_one(link, scope))
                    && !first.value.as_word().is_some_and(is_table)
                {
                    reading.each_text(&first.value, scope, FragmentKind::SelectList, Access::Write);
                }
                // `knex("users").insert({ email })`, `.update({ email })`
                for row in link.args.iter().flat_map(|arg| rows::literals(&arg.value, scope)) {
                    let keys = reading.keys(row, scope, Access::Write);
                    if insert && !keys.is_empty() {
                        columns.get_or_insert_with(Vec::new).extend(keys);
                    }
                }
            }
            Role::Join => {
                for (at, arg) in link.args.iter().enumerate() {
                    if at > dbal::names(link, scope) {
                        reading.each_text(&arg.value, scope, FragmentKind::Condition, Access::Read);
                    } else if let Some(text) = scope.env.fold(&arg.value)
                        && let Some(on) = text.text.to_ascii_lowercase().find(" on ")
                    {
                        reading.fragment(&text.slice(on + 4..text.text.len()), FragmentKind::Condition, Access::Read);
                    }
                }
            }
            Role::Suffix => {
                if let Some(text) = link.args.first().and_then(|arg| scope.env.fold(&arg.value)) {
                    reading.suffix(&text);
                }
            }
            Role::Table => {}
        }
    }
    if insert && columns.is_some() {
        let range = reading.query.tables[0].range.clone();
        reading.query.inserts.push(InsertUse { table: 0, columns, values: None, defaults: Vec::new(), range });
    }
    camel::spell(&mut reading.query, &reading.text, scope);
    Some((reading.query, reading.text))
}

/// A query that is put together from pieces.
pub(super) struct Reading {
    pub query: Query,
    pub text: Folded,
    dialect: Dialect,
    pub(super) aliases: Vec<String>,
}

impl Reading {
    /// A query of one table.
    pub(super) fn of(table: TableUse, from: &Folded) -> Self {
        let mut reading =
            Self { query: Query::default(), text: Folded::default(), dialect: Dialect::Postgres, aliases: Vec::new() };
        reading.table(table, from);
        reading
    }

    pub(super) fn table(&mut self, mut table: TableUse, from: &Folded) {
        let by = self.text.text.len();
        self.text.append(from);
        self.text.glue("\n");
        table.name = table.name.shifted(by);
        table.range = table.range.start + by..table.range.end + by;
        self.query.tables.push(table);
    }

    /// The strings of an expression: itself, or the items of a list.
    pub(super) fn each_text<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, kind: FragmentKind, access: Access) {
        let mut stack = vec![(expr, true)];
        while let Some((expr, by_name)) = stack.pop() {
            if let Some(text) = scope.env.fold(expr) {
                self.fragment(&text, kind, access);
                continue;
            }
            match &expr.kind {
                _ if goqu::is_expression(expr) => self.goqu(expr, scope),
                // `DB::raw('max(rating)')`, `knex.raw('max(rating)')`, `sq.Alias(sq.Expr("max(rating)"), "m")`
                ExprKind::Call { callee, args, .. }
                    if matches!(callee.last_name(), Some("raw" | "Raw" | "Expr" | "Alias")) =>
                {
                    stack.extend(args.first().map(|arg| (&arg.value, false)));
                }
                _ if self.script(expr, scope, kind, access) => {}
                // `Select(columns...)`; a list may hold itself (`columns = [...columns, "id"]`), so names inside of one are not followed.
                ExprKind::Name(name) if by_name && scope.env.lists.contains_key(name) => {
                    if let Some(ExprKind::List(items)) = scope.env.lists.get(name).map(|list| &list.kind) {
                        stack.extend(items.iter().rev().map(|item| (item, false)));
                    }
                    scope.env.grown.get(name).into_iter().flatten().for_each(|text| self.fragment(text, kind, access));
                }
                ExprKind::Name(_) | ExprKind::Member { .. } if by_name => self.named_list(expr, scope, kind, access),
                ExprKind::List(items) | ExprKind::Seq(items) => {
                    stack.extend(items.iter().rev().map(|item| (item, by_name)));
                }
                ExprKind::New { args, .. } => {
                    let values = args.iter().filter(|arg| arg.name.is_none()).map(|arg| (&arg.value, by_name));
                    stack.extend(values.rev());
                }
                _ => {}
            }
        }
    }

    /// `"a = ? AND b > 1"`, `Eq{"a": x}`, `And{…}`, `Expr("lower(a) = ?")`.
    fn condition<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, depth: usize) {
        if depth > 8 {
            return;
        }
        if let Some(text) = scope.env.fold(expr) {
            self.fragment(&text, FragmentKind::Condition, Access::Read);
            return;
        }
        if goqu::is_expression(expr) {
            return self.goqu(expr, scope);
        }
        if matches!(expr.kind, ExprKind::Lambda { .. })
            && self.script(expr, scope, FragmentKind::Condition, Access::Read)
        {
            return;
        }
        self.keys(expr, scope, Access::Read);
        match &expr.kind {
            ExprKind::New { args, .. } => {
                for arg in args.iter().filter(|arg| arg.name.is_none()) {
                    self.condition(&arg.value, scope, depth + 1);
                }
            }
            ExprKind::List(items) | ExprKind::Seq(items) => {
                items.iter().for_each(|item| self.condition(item, scope, depth + 1))
            }
            // The first argument of `Expr("…", args…)`; of `And(…)`, `Or(…)` all.
            ExprKind::Call { callee, args, .. } => {
                for arg in args.iter().take(1) {
                    self.condition(&arg.value, scope, depth + 1);
                }
                // `Eq{"a": x}.And(Eq{"b": y})`
                if let ExprKind::Member { object, .. } = &callee.kind
                    && matches!(object.kind, ExprKind::New { .. } | ExprKind::Call { .. })
                {
                    self.condition(object, scope, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// The keys of a map as columns.
    pub(super) fn keys<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, access: Access) -> Vec<Ident> {
        let file = scope.env.file;
        let mut found = self.constant_keys(expr, scope, access);
        for (name, range) in entries(expr).unwrap_or_default() {
            if goqu::is_field(file, expr, &range) {
                continue;
            }
            let mut text = Folded::default();
            text.piece(&name, file.span(range));
            if let Some(query) = read_fragment(&name, FragmentKind::SelectList, self.dialect)
                && let [column] = &query.columns[..]
            {
                found.push(column.column.clone());
            }
            self.fragment(&text, FragmentKind::SelectList, access);
        }
        found
    }

    /// A name that is a column as it stands, at the end of its range: `email`, `:email`.
    pub(super) fn column(&mut self, file: &CodeFile, name: &str, range: Range<usize>, access: Access) {
        let mut text = Folded::default();
        text.piece(name, file.span(range.end.saturating_sub(name.len())..range.end));
        self.fragment(&text, FragmentKind::SelectList, access);
    }

    /// Adds the columns of a fragment, each with the tables of the chain as its scope. A query inside has tables of its own (`inner_selects`).
    pub(super) fn fragment(&mut self, text: &Folded, kind: FragmentKind, access: Access) {
        if text.text.len() > 20_000 {
            return;
        }
        let Some(query) = read_fragment(&text.text, kind, self.dialect) else { return };
        let by = self.text.text.len();
        self.text.append(text);
        self.text.glue("\n");
        self.query.calls.extend(query.calls.into_iter().map(|name| name.shifted(by)));
        self.query.types.extend(query.types.into_iter().map(|name| name.shifted(by)));
        for mut column in query.columns.into_iter().filter(|column| column.scopes.is_empty()) {
            let scope = match &column.qualifier {
                Some(qualifier) => self.qualified(qualifier),
                None => (0..self.query.tables.len()).collect(),
            };
            column.range = column.range.start + by..column.range.end + by;
            column.column.range = column.column.range.start + by..column.column.range.end + by;
            column.scopes = if scope.is_empty() { Vec::new() } else { vec![scope] };
            if access == Access::Write {
                column.access = Access::Write;
            }
            self.query.columns.push(column);
        }
    }

    fn qualified(&self, qualifier: &str) -> Vec<usize> {
        let matches = |name: &Ident| name.value.eq_ignore_ascii_case(qualifier);
        self.query
            .tables
            .iter()
            .enumerate()
            .filter(|(_, table)| match &table.alias {
                Some(alias) => matches(alias),
                None => matches(&table.name.name),
            })
            .map(|(at, _)| at)
            .collect()
    }
}

/// The keys of a map or of a composite literal with string keys, with their places.
fn entries(expr: &Expr) -> Option<Vec<(String, Range<usize>)>> {
    match &expr.kind {
        ExprKind::Map(entries) => Some(
            entries
                .iter()
                .filter_map(|Entry { key, key_range, .. }| match key {
                    Key::Name(name) => Some((name.clone(), key_range.clone())),
                    _ => None,
                })
                .collect(),
        ),
        ExprKind::New { args, .. } if args.iter().any(|arg| arg.name.is_some()) => {
            Some(args.iter().filter_map(|arg| arg.name.clone().map(|name| (name, arg.name_range.clone()))).collect())
        }
        _ => None,
    }
}
