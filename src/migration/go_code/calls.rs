//! What the calls of a forward function do: SQL that is executed, gorm's migrator, xorm's `Sync` and `DropTables`, and helpers whose names say what they
//! do (`dropTableColumns(sess, "t", "c")`). Helpers of the package are followed.

use std::ops::Range;

use super::super::script::chain::{Link, chain, readable, sql_argument};
use super::super::script::{Scope, Script, Value, Visitor, change, object, statement, unreadable};
use super::registered::{Root, What};
use super::{bun, models};
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, IndexPart, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::orm::go_structs::Library;
use crate::sql;

/// What is said where a name cannot be known.
const UNKNOWN: &str = "a table or column is dropped or renamed, by a name that is put together when it runs";

/// Reads one forward function.
pub(super) fn read<'a>(
    facts: &'a CodeFacts,
    others: Vec<&'a CodeFacts>,
    root: &Root<'a>,
    dialect: Dialect,
    out: &mut Vec<Statement>,
) {
    let mut script = Script::new(facts);
    script.others = others;
    let library = library(facts);
    let mut reader = Reader { dialect, library, out: Vec::new(), outside: Vec::new(), exact: Vec::new() };
    let mut scope = Scope::default();
    if let Some(around) = root.around {
        for expr in &around.body {
            if let ExprKind::Assign { target, value, .. } = &expr.kind
                && let Some(name) = target.as_name()
                && !matches!(value.kind, ExprKind::Lambda { .. })
            {
                scope.set(name, script.eval(value, &scope));
            }
        }
    }
    match root.what {
        What::Body(body) => script.walk(body, &mut scope, &mut reader),
        What::Statements { list, dialect: said } => {
            let said = said.and_then(|said| Dialect::named(said.as_text()?.as_str()));
            // A list for another database says nothing about this one.
            if said.is_none_or(|said| said == dialect) {
                list.walk(&mut |item| {
                    let is_text = matches!(item.kind, ExprKind::Str(_));
                    if is_text {
                        reader.out.extend(sql_argument(&script, item, &scope, &item.range, dialect));
                    }
                    !is_text
                });
            }
        }
    }
    // What cannot be read in a loop is said once.
    let mut unread: Vec<Range<usize>> = Vec::new();
    reader.out.retain(|statement| {
        let is_read = !matches!(statement.kind, StatementKind::Unparsed { .. } | StatementKind::Unreadable { .. });
        let seen = unread.contains(&statement.range);
        if !is_read && !seen {
            unread.push(statement.range.clone());
        }
        is_read || !seen
    });
    without_rebuilt(&mut reader.out, dialect);
    out.append(&mut reader.out);
}

/// Leaves out that a table is dropped and another one, which no statement here makes, gets its name: the copy is made of what the running program finds
/// in the database, so that nothing is known to go away.
fn without_rebuilt(statements: &mut [Statement], dialect: Dialect) {
    let changes = |statement: &Statement| match &statement.kind {
        StatementKind::Changes(changes) => changes.clone(),
        _ => Vec::new(),
    };
    let all: Vec<_> = statements.iter().flat_map(changes).collect();
    let key = |name: &ObjectName| name.name.key(dialect);
    let made: Vec<String> = all
        .iter()
        .filter(|change| matches!(change.kind, ChangeKind::CreateTable(_)))
        .map(|change| key(&change.object))
        .collect();
    let mut rebuilt = Vec::new();
    let mut dropped = Vec::new();
    for change in &all {
        match &change.kind {
            ChangeKind::DropTable { .. } => dropped.push(key(&change.object)),
            ChangeKind::RenameTable { to } if dropped.contains(&key(to)) && !made.contains(&key(&change.object)) => {
                rebuilt.push(key(to));
            }
            _ => {}
        }
    }
    for statement in statements {
        if let StatementKind::Changes(changes) = &mut statement.kind {
            changes.retain(|change| match &change.kind {
                ChangeKind::DropTable { .. } => !rebuilt.contains(&key(&change.object)),
                ChangeKind::RenameTable { to } => !rebuilt.contains(&key(to)),
                _ => true,
            });
        }
    }
}

/// Whose calls and naming rules a file's are, by what it imports.
fn library(facts: &CodeFacts) -> Library {
    let imports = |word: &str| facts.imports.iter().any(|import| import.module.contains(word));
    match () {
        () if imports("uptrace/bun") => Library::Bun,
        () if imports("xorm") && !imports("gorm.io") => Library::Xorm,
        () => Library::Gorm,
    }
}

pub(super) struct Reader {
    pub dialect: Dialect,
    pub library: Library,
    pub out: Vec<Statement>,
    /// The calls through which functions of other files are followed, with how much was read before each.
    outside: Vec<(Range<usize>, usize)>,
    /// Which statements of such functions were given by the call, and stand where they are written in it.
    exact: Vec<usize>,
}

impl<'a> Visitor<'a> for Reader {
    fn outside(&mut self, call: Option<Range<usize>>) {
        match call {
            Some(call) => self.outside.push((call, self.out.len())),
            None => {
                let Some((call, from)) = self.outside.pop() else { return };
                for (at, statement) in self.out.iter_mut().enumerate().skip(from) {
                    if !self.exact.contains(&at) {
                        sql::move_places(statement, &|_| call.clone());
                    }
                }
            }
        }
    }

    /// A branch for a database that is not this one.
    fn skips(&self, condition: &Expr) -> bool {
        let mut named = Vec::new();
        let mut turned = false;
        condition.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Binary { op, .. } => turned |= op == "!=" || op == "||",
                ExprKind::Name(name) | ExprKind::Member { name, .. } => named.extend(dialect_in(name)),
                ExprKind::Str(_) => named.extend(expr.as_text().as_deref().and_then(dialect_in)),
                _ => {}
            }
            true
        });
        !turned && !named.is_empty() && !named.contains(&self.dialect)
    }

    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        let name = callee.last_name().unwrap_or_default();
        let is_method = matches!(callee.kind, ExprKind::Member { .. });
        if is_method && let Some(statements) = bun::read(script, expr, scope, self) {
            self.out.extend(statements);
            return true;
        }
        match name {
            "Exec" | "ExecContext" | "MustExec" | "MustExecContext" | "NewRaw" | "ExecOne" | "ExecOneContext"
                if is_method =>
            {
                let skipped = args.iter().take_while(|arg| is_context(&arg.value)).count();
                if let Some(arg) = args.get(skipped) {
                    let rest = args.get(skipped + 1..).unwrap_or_default();
                    match bun::filled(script, &arg.value, rest, scope, self.dialect) {
                        Some(statements) => self.out.extend(statements),
                        None => self.sql(script, &arg.value, scope, &expr.range),
                    }
                }
                if let ExprKind::Member { object, .. } = &callee.kind {
                    script.visit(object, scope, self);
                }
                true
            }
            // Queries change nothing, unless it is no query that they are given.
            "Query" | "QueryContext" | "QueryRow" | "Raw" | "SQL" if is_method => {
                let skipped = args.iter().take_while(|arg| is_context(&arg.value)).count();
                if let Some(arg) = args.get(skipped)
                    && let Value::Text { value, .. } = script.eval(&arg.value, scope)
                    && ["ALTER", "DROP", "CREATE", "RENAME"].iter().any(|verb| starts_with_word(&value, verb))
                {
                    self.sql(script, &arg.value, scope, &expr.range);
                }
                false
            }
            _ if is_method && self.migrator(script, expr, scope) => true,
            _ => match helper(script, name, args, scope, &expr.range) {
                Some(statement) => {
                    self.out.push(statement);
                    true
                }
                None => false,
            },
        }
    }
}

/// The dialect that a name says: `IsMySQL`, `schemas.POSTGRES`, `"sqlite3"`.
fn dialect_in(name: &str) -> Option<Dialect> {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match () {
        () if has(&["mysql", "mariadb"]) => Some(Dialect::Mysql),
        () if has(&["postgres", "pgsql", "cockroach"]) || lower == "pq" || lower == "pg" => Some(Dialect::Postgres),
        () if has(&["sqlite"]) => Some(Dialect::Sqlite),
        () if has(&["mssql", "sqlserver"]) => Some(Dialect::Mssql),
        () => None,
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.trim_start().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

pub(super) fn is_context(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => name == "ctx" || name == "c",
        ExprKind::Call { callee, .. } => callee.path().is_some_and(|path| path.starts_with("context.")),
        _ => false,
    }
}

fn one(range: &Range<usize>, found: Option<(ChangeKind, ObjectName)>) -> Statement {
    match found {
        Some((kind, object)) => statement(range.clone(), vec![change(kind, object, range.clone())]),
        None => unreadable(range.clone(), UNKNOWN),
    }
}

impl Reader {
    fn sql<'a>(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>, range: &Range<usize>) {
        // xorm's builder makes queries alone.
        let (root, _) = chain(expr);
        let maker = match &root.kind {
            ExprKind::Call { callee, .. } => callee,
            _ => root,
        };
        if maker.path().is_some_and(|path| path == "builder" || path.starts_with("builder.")) {
            return;
        }
        let read = sql_argument(script, expr, scope, range, self.dialect);
        // Text that only the running program has shows nothing, and says so only if some of it can be seen.
        let seen = !readable(expr).is_empty();
        let from = self.out.len();
        self.out.extend(read.into_iter().filter(|statement| {
            seen || !matches!(&statement.kind, StatementKind::Unparsed { reason, .. } if reason.contains("put together"))
        }));
        if self.outside.len() == 1 && expr.as_name().is_some_and(|name| scope.is_given(name)) {
            self.exact.extend(from..self.out.len());
        }
    }

    /// gorm's migrator, xorm's engine and session. `false`: it is none of their calls.
    fn migrator<'a>(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> bool {
        let (_, links) = chain(expr);
        let Some((Link { name, args, .. }, before)) = links.split_last() else { return false };
        let (args, range) = (*args, &expr.range);
        // gorm 1: `tx.Model(&User{}).DropColumn("age")`, `tx.Table("users").DropColumn("age")`
        let subject = before.iter().rev().find(|link| matches!(link.name, "Model" | "Table"));
        let subject = subject.and_then(|link| link.args.first());
        let needed = match *name {
            "DropColumn" | "AddColumn" | "AlterColumn" | "DropIndex" | "CreateIndex" | "DropConstraint" => 2,
            "RenameColumn" | "RenameIndex" => 3,
            _ => 0,
        };
        let (model, rest) = match (subject, args.split_first()) {
            (Some(subject), _) if args.len() < needed => (&subject.value, args),
            (_, Some((first, rest))) => (&first.value, rest),
            _ => return false,
        };
        let library = self.library;
        let table = || models::table_of(script, model, scope, library);
        let holder = match script.eval(model, scope) {
            Value::Expr(inner) => inner,
            _ => model,
        };
        let column = |at: usize| models::column_of(script, &rest.get(at)?.value, scope, Some(holder), library);
        let name_at = |at: usize| script.eval(&rest.get(at)?.value, scope).ident();
        let found = match *name {
            "DropColumn" if !rest.is_empty() => {
                let drop = |column| ChangeKind::DropColumn { column, if_exists: false, cascade: false };
                one(range, table().zip(column(0)).map(|(table, column)| (drop(column), table)))
            }
            "RenameColumn" if rest.len() > 1 => {
                let names = column(0).zip(column(1));
                one(range, table().zip(names).map(|(table, (from, to))| (ChangeKind::RenameColumn { from, to }, table)))
            }
            "RenameTable" if rest.len() == 1 => {
                let to = rest.first().and_then(|arg| models::table_of(script, &arg.value, scope, library));
                one(range, table().zip(to).map(|(from, to)| (ChangeKind::RenameTable { to }, from)))
            }
            "DropTable" | "DropTables" | "DropTableIfExists" => {
                let tables = self.each(script, args, scope);
                let drop = || ChangeKind::DropTable { if_exists: true, cascade: false };
                self.out.extend(tables.into_iter().map(|(value, expr)| {
                    one(range, models::table_of_value(script, &value, expr, library).map(|table| (drop(), table)))
                }));
                return true;
            }
            "AddColumn" if !rest.is_empty() => {
                let Some((table, name)) = table().zip(column(0)) else { return true };
                let column = ColumnDef { range: range.clone(), name, nullable: true, ..ColumnDef::default() };
                statement(range.clone(), vec![models::added(&table, column, range)])
            }
            // xorm and gorm add what the struct has and the table lacks.
            "Sync" | "Sync2" | "SyncWithOptions" | "AutoMigrate" | "CreateTable" | "CreateTables" => {
                for (value, expr) in self.each(script, args, scope) {
                    self.out.extend(models::synced(script, &value, expr, library, range));
                }
                return true;
            }
            "AlterColumn" | "ModifyColumn" if rest.len() > 1 => {
                let given = rest.get(1).and_then(|arg| script.eval(&arg.value, scope).text().map(str::to_owned));
                let Some(((table, column), data_type)) = table().zip(column(0)).zip(given) else { return true };
                let action = ColumnAction::SetType { data_type };
                one(range, Some((ChangeKind::AlterColumn { column, action }, table)))
            }
            "DropIndex" if rest.len() == 1 => {
                let Some((table, name)) = table().zip(name_at(0)) else { return true };
                let kind =
                    ChangeKind::DropIndex { table: Some(table), concurrently: false, if_exists: true, cascade: false };
                let Some(index) = object(&name.value, name.range.clone()) else { return true };
                one(range, Some((kind, index)))
            }
            "CreateIndex" if rest.len() == 1 => {
                let Some((table, name)) = table().zip(name_at(0)) else { return true };
                let columns = models::indexed(script, holder, &name.value, library);
                let Some(index) = object(&name.value, name.range.clone()).filter(|_| !columns.is_empty()) else {
                    return true;
                };
                one(range, Some((index_kind(table, columns), index)))
            }
            "DropConstraint" if rest.len() == 1 => {
                let Some((table, name)) = table().zip(name_at(0)) else { return true };
                one(range, Some((ChangeKind::DropConstraint { name, if_exists: true, cascade: false }, table)))
            }
            _ => return false,
        };
        self.out.push(found);
        true
    }

    /// The tables of a call that is given several; lists are taken apart.
    fn each<'a>(&self, script: &Script<'a>, args: &'a [Arg], scope: &Scope<'a>) -> Vec<(Value<'a>, &'a Expr)> {
        let mut found = Vec::new();
        for arg in args.iter().filter(|arg| !is_options(&arg.value)) {
            match script.eval(&arg.value, scope) {
                Value::List(items) => found.extend(items.into_iter().map(|item| (item, &arg.value))),
                value => found.push((value, &arg.value)),
            }
        }
        found
    }
}

/// `xorm.SyncOptions{…}` stands before what is synced.
fn is_options(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::New { type_name, .. } if type_name.ends_with("Options"))
}

fn index_kind(table: ObjectName, columns: Vec<Ident>) -> ChangeKind {
    let part = |column: Ident| IndexPart {
        expression: column.value.clone(),
        names: vec![column.clone()],
        column: Some(column),
    };
    ChangeKind::CreateIndex {
        table,
        columns: columns.into_iter().map(part).collect(),
        unique: false,
        predicate: None,
        concurrently: false,
        if_not_exists: true,
    }
}

/// Helpers whose names say what they do, called with names as literals: `dropTableColumns(sess, "repos", "a", "b")`, `renameColumn(sess, "t", "a", "b")`.
fn helper<'a>(
    script: &Script<'a>,
    name: &str,
    args: &'a [Arg],
    scope: &Scope<'a>,
    range: &Range<usize>,
) -> Option<Statement> {
    let lower = name.to_ascii_lowercase();
    let fewest = match lower.as_str() {
        "droptablecolumns" | "droptablecolumn" | "dropcolumns" | "dropcolumn" | "renametable" => 2,
        "renamecolumn" => 3,
        _ => return None,
    };
    let values: Vec<Value<'a>> = args.iter().map(|arg| script.eval(&arg.value, scope)).collect();
    let given: Vec<&Value<'a>> =
        values.iter().skip_while(|value| value.text().is_none()).flat_map(Value::items).collect();
    let texts: Vec<&Value<'a>> = given.iter().copied().filter(|value| value.text().is_some()).collect();
    if texts.len() < fewest || texts.len() < given.len() && lower.starts_with("drop") {
        // One of the package is followed.
        let is_here = std::iter::once(script.facts)
            .chain(script.others.iter().copied())
            .any(|facts| facts.functions.iter().any(|function| function.name == name));
        return (!is_here).then(|| unreadable(range.clone(), UNKNOWN));
    }
    // What stands in another place than the call (a constant, a list) is shown at the call.
    let placed = |mut ident: Ident| {
        if ident.range.start < range.start || ident.range.end > range.end {
            ident.range = range.clone();
        }
        ident
    };
    let ident = |at: usize| texts.get(at).and_then(|value| value.ident()).map(placed);
    let table: ObjectName = texts.first()?.object()?;
    let mut changes = Vec::new();
    match lower.as_str() {
        "renametable" => {
            changes.push(change(ChangeKind::RenameTable { to: texts.get(1)?.object()? }, table, range.clone()))
        }
        "renamecolumn" => {
            let kind = ChangeKind::RenameColumn { from: ident(1)?, to: ident(2)? };
            changes.push(change(kind, table, range.clone()));
        }
        _ => {
            for column in (1..texts.len()).filter_map(ident) {
                let place = column.range.clone();
                let kind = ChangeKind::DropColumn { column, if_exists: false, cascade: false };
                changes.push(change(kind, table.clone(), place));
            }
        }
    }
    Some(statement(range.clone(), changes))
}
