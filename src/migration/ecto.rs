//! Ecto (Elixir): `priv/repo/migrations/20240101000000_name.exs` with `change` or `up`. Run by number.

use std::collections::HashSet;

use super::golang_migrate::leading_digits;
use super::index::{Index, file_name};
use super::script::chain::sql_argument;
use super::script::{Scope, Script, Value, Visitor, change, object, statement, unparsed, unread, unreadable};
use super::set::{Entry, one, ordered};
use super::{CodeMigration, CodeReader, Layout, MigrationSet, undo};
use crate::lang;
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::workers::each;
use turned::{Turned, read_back};

mod checks;
mod columns;
#[cfg(test)]
mod tests;
mod turned;

pub struct Ecto;

impl Layout for Ecto {
    fn name(&self) -> &'static str {
        "ecto"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = Vec::new();
        for (folder, paths) in index.code_folders(&["exs", "ex"]) {
            let numbered = paths.iter().filter_map(|path| Some((path, leading_digits(file_name(path))?)));
            let entries: Vec<Entry> = numbered.map(|(path, (key, version))| Entry::new(key, version, path)).collect();
            let is_ecto = |entry: &Entry| index.read(&entry.file.path).is_some_and(|text| text.contains("Migration"));
            if entries.first().is_some_and(is_ecto) || entries.last().is_some_and(is_ecto) {
                found.extend(one(index, self.name(), folder, ordered(entries)));
            }
        }
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

impl CodeReader for Ecto {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let parse = |file: &CodeMigration<'_>| match lang::of_path(file.path) {
            Some(language) => (language.parse)(file.text, "exs"),
            None => CodeFacts::default(),
        };
        each(files, |file| read(&parse(file), dialect))
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        read_back(&(lang::of_path(file.path)?.parse)(file.text, "exs"), dialect)
    }
}

fn read(facts: &CodeFacts, dialect: Dialect) -> Vec<Statement> {
    let mut reader = run(facts, &["change", "up"], dialect, None);
    if !reader.out.is_empty() {
        if !facts.functions.iter().any(|function| function.name == "change") {
            reader.out.extend(undo::missing(facts, "up", "down", false));
        } else if let Some((name, why, range)) = run(facts, &["change"], dialect, Some(Turned::default())).one_way() {
            reader.out.push(undo::one_way(name, why, range));
        }
    }
    reader.out
}

/// Reads some functions of a file. `back`: as the tool runs them on the way back.
fn run(facts: &CodeFacts, names: &[&str], dialect: Dialect, back: Option<Turned>) -> Reader {
    let script = Script::new(facts);
    let mut reader = Reader { dialect, table: None, out: Vec::new(), open: Vec::new(), back };
    reader.out.extend(unparsed(facts));
    let mut seen = HashSet::new();
    for function in facts.functions.iter().filter(|function| names.contains(&function.name.as_str())) {
        // Clauses of one function stand one after another.
        if seen.insert(function.range.start) {
            script.walk(&function.body, &mut Scope::default(), &mut reader);
        }
    }
    reader
}

/// What the block around a call is.
#[derive(Clone)]
struct Block {
    table: ObjectName,
    creates: bool,
}

struct Reader {
    dialect: Dialect,
    table: Option<Block>,
    out: Vec<Statement>,
    /// The changes of the block in hand, and the columns of a table that is created.
    open: Vec<SchemaChange>,
    /// Set where `change` is read as it runs on the way back.
    back: Option<Turned>,
}

impl<'a> Visitor<'a> for Reader {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        let name = callee.last_name().unwrap_or_default();
        if let Some(block) = self.table.clone()
            && columns::call(self, &block, name, args, expr, script, scope)
        {
            return true;
        }
        match (name, &callee.kind) {
            ("create" | "create_if_not_exists", ExprKind::Name(_)) => {
                self.create(args, name != "create", expr, script, scope);
                true
            }
            ("alter", ExprKind::Name(_)) => {
                match args.first().and_then(|arg| relation(&arg.value, script, scope)) {
                    Some(Relation { table, .. }) => {
                        let mut changes = self.block(Block { table, creates: false }, args, script, scope);
                        if self.back.is_some() {
                            changes.reverse();
                        }
                        self.push(statement(expr.range.clone(), changes));
                    }
                    None => self
                        .out
                        .push(unreadable(expr.range.clone(), "the table of this `alter` is put together when it runs")),
                }
                true
            }
            ("drop" | "drop_if_exists", ExprKind::Name(_)) => {
                let made = drop_changes(args, name != "drop", expr, script, scope);
                self.command(name, made);
                true
            }
            ("rename", ExprKind::Name(_)) => {
                let made = rename(args, expr, script, scope);
                self.command(name, made);
                true
            }
            ("execute", ExprKind::Name(_)) if self.back.is_some() => {
                match args.get(1) {
                    Some(back) if !matches!(back.value.kind, ExprKind::Lambda { .. }) => {
                        let read = sql_argument(script, &back.value, scope, &expr.range, self.dialect);
                        self.out.splice(0..0, read);
                    }
                    Some(_) => self.turned_lost(),
                    None => self.refuse(name, "it does not say what undoes it", &expr.range),
                }
                true
            }
            ("query" | "query!" | "direction", _) if self.back.is_some() => {
                self.turned_lost();
                true
            }
            ("execute", ExprKind::Name(_)) | ("query" | "query!", _) => {
                let sql = args
                    .iter()
                    .filter(|arg| arg.name.is_none())
                    .find(|arg| matches!(script.eval(&arg.value, scope), Value::Text { .. }))
                    .or(args.first());
                if let Some(arg) = sql.filter(|arg| !matches!(arg.value.kind, ExprKind::Lambda { .. })) {
                    let read = sql_argument(script, &arg.value, scope, &expr.range, self.dialect);
                    self.out.extend(read);
                }
                true
            }
            ("execute_file", ExprKind::Name(_)) => {
                self.turned_lost();
                self.out.push(unread(expr.range.clone(), "it runs an SQL file"));
                true
            }
            ("for", ExprKind::Name(_)) => self.each_of_for(args, script, scope),
            ("each" | "map", ExprKind::Member { .. }) => self.each(args, script, scope),
            _ => false,
        }
    }
}

impl Reader {
    /// The changes that a block makes.
    fn block<'a>(
        &mut self,
        block: Block,
        args: &'a [Arg],
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) -> Vec<SchemaChange> {
        let outer = self.table.replace(block);
        let before = std::mem::take(&mut self.open);
        for arg in args {
            if let ExprKind::Lambda { body, .. } = &arg.value.kind {
                script.walk(body, scope, self);
            } else if arg.name.as_deref() == Some("do") {
                script.visit(&arg.value, scope, self);
            }
        }
        self.table = outer;
        std::mem::replace(&mut self.open, before)
    }

    fn create<'a>(
        &mut self,
        args: &'a [Arg],
        if_not_exists: bool,
        expr: &'a Expr,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) {
        let range = expr.range.clone();
        let Some(made) = args.first().and_then(|arg| relation(&arg.value, script, scope)) else {
            self.out.push(statement(range, Vec::new()));
            return;
        };
        let kind = match made.kind {
            "table" => {
                let mut table = CreateTable { if_not_exists, ..CreateTable::default() };
                if made.primary_key {
                    table.columns.push(columns::id(made.call_range.clone()));
                }
                let inside = self.block(Block { table: made.table.clone(), creates: true }, args, script, scope);
                for change in inside {
                    if let ChangeKind::AddColumn { column, .. } = change.kind {
                        table.columns.push(column);
                    }
                }
                let made = statement(range.clone(), vec![change(ChangeKind::CreateTable(table), made.table, range)]);
                return self.command("create", made);
            }
            "index" | "unique_index" => ChangeKind::CreateIndex {
                table: made.table.clone(),
                columns: made.parts,
                unique: made.unique,
                predicate: made.predicate,
                concurrently: made.concurrently,
                if_not_exists,
            },
            _ => {
                let relation = args.first().map_or(expr, |arg| &arg.value);
                let made = checks::made(relation, &made.table, &made.name, script, scope, self.dialect);
                return self.command("create", statement(range, made.into_iter().collect()));
            }
        };
        let index = ObjectName { qualifiers: made.table.qualifiers.clone(), name: made.name };
        self.command("create", statement(range.clone(), vec![change(kind, index, range)]));
    }

    /// `for t <- [:a, :b], do: …`, `for t <- list do … end`
    fn each_of_for<'a>(&mut self, args: &'a [Arg], script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        let Some(Arg { value: Expr { kind: ExprKind::Assign { target, value, .. }, .. }, .. }) = args.first() else {
            return false;
        };
        let ExprKind::Index { object, .. } = &value.kind else { return false };
        let Value::List(items) = script.eval(object, scope) else { return false };
        for item in items {
            script.bind(target, item, scope);
            for arg in args.iter().skip(1) {
                script.visit(&arg.value, scope, self);
            }
        }
        true
    }

    /// `Enum.each(list, fn t -> … end)`
    fn each<'a>(&mut self, args: &'a [Arg], script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        let [list, Arg { value: Expr { kind: ExprKind::Lambda { params, body }, .. }, .. }] = args else {
            return false;
        };
        let Value::List(items) = script.eval(&list.value, scope) else { return false };
        for item in items {
            match (params.as_slice(), item) {
                ([only], item) => scope.set(only.name.clone(), item),
                (several, Value::List(parts)) => {
                    for (param, part) in several.iter().zip(parts) {
                        scope.set(param.name.clone(), part);
                    }
                }
                _ => {}
            }
            script.walk(body, scope, self);
        }
        true
    }
}

/// What `table(…)`, `index(…)`, `unique_index(…)` or `constraint(…)` stands for.
struct Relation {
    kind: &'static str,
    table: ObjectName,
    name: Ident,
    parts: Vec<crate::model::change::IndexPart>,
    unique: bool,
    concurrently: bool,
    predicate: Option<String>,
    primary_key: bool,
    call_range: std::ops::Range<usize>,
}

fn relation<'a>(expr: &'a Expr, script: &Script<'a>, scope: &Scope<'a>) -> Option<Relation> {
    let expr = match script.eval(expr, scope) {
        Value::Expr(inner) => inner,
        _ => expr,
    };
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let kind =
        ["table", "index", "unique_index", "constraint"].into_iter().find(|kind| callee.last_name() == Some(kind))?;
    let option = |name: &str| {
        args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| script.eval(&arg.value, scope))
    };
    let mut table = script.eval(&args.first()?.value, scope).object()?;
    if let Some(prefix) = option("prefix").and_then(|prefix| prefix.ident()) {
        table.qualifiers.push(prefix);
    }
    let second = args.get(1).filter(|arg| arg.name.is_none()).map(|arg| script.eval(&arg.value, scope));
    let mut parts = Vec::new();
    if kind != "table" && kind != "constraint" {
        for item in second.as_ref().map(Value::items).unwrap_or_default() {
            let text = item.text().unwrap_or_default();
            let plain = text.chars().all(|c| c.is_alphanumeric() || c == '_');
            parts.push(crate::model::change::IndexPart {
                column: item.ident().filter(|_| plain),
                expression: text.to_owned(),
                names: Vec::new(),
            });
        }
    }
    let given = match kind {
        "constraint" => second.as_ref().and_then(Value::ident),
        _ => option("name").and_then(|name| name.ident()),
    };
    // As Ecto names an index: what is no letter or digit becomes one underscore.
    let default = || {
        let mut words = vec![table.name.value.clone()];
        words.extend(parts.iter().map(|part| part.expression.clone()));
        let joined = format!("{}_index", words.join("_"));
        joined
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("_")
    };
    let name = given.unwrap_or_else(|| Ident::at(default(), true, expr.range.clone()));
    Some(Relation {
        kind,
        name,
        unique: kind == "unique_index" || option("unique").is_some_and(|value| value.is_true()),
        concurrently: option("concurrently").is_some_and(|value| value.is_true()),
        predicate: option("where").map(|value| value.text().unwrap_or_default().to_owned()),
        primary_key: !option("primary_key").is_some_and(|value| value.is_false()),
        call_range: expr.range.clone(),
        table,
        parts,
    })
}

fn drop_changes<'a>(
    args: &'a [Arg],
    if_exists: bool,
    expr: &Expr,
    script: &Script<'a>,
    scope: &Scope<'a>,
) -> Statement {
    let range = expr.range.clone();
    let Some(made) = args.first().and_then(|arg| relation(&arg.value, script, scope)) else {
        return unreadable(range, "the name in this `drop` is put together when it runs");
    };
    let cascade = args
        .iter()
        .any(|arg| arg.name.as_deref() == Some("mode") && script.eval(&arg.value, scope).text() == Some("cascade"));
    let (kind, object) = match made.kind {
        "table" => (ChangeKind::DropTable { if_exists, cascade }, made.table),
        "constraint" => (ChangeKind::DropConstraint { name: made.name, if_exists, cascade }, made.table),
        _ => (
            ChangeKind::DropIndex {
                table: Some(made.table.clone()),
                concurrently: made.concurrently,
                if_exists,
                cascade,
            },
            ObjectName { qualifiers: made.table.qualifiers, name: made.name },
        ),
    };
    statement(range.clone(), vec![change(kind, object, range)])
}

/// `rename table(:a), to: table(:b)`, `rename table(:a), :x, to: :y`, `rename index(…), to: "z"`
fn rename<'a>(args: &'a [Arg], expr: &Expr, script: &Script<'a>, scope: &Scope<'a>) -> Statement {
    let range = expr.range.clone();
    let read = || {
        let made = relation(&args.first()?.value, script, scope)?;
        let to = &args.iter().find(|arg| arg.name.as_deref() == Some("to"))?.value;
        let column = args.get(1).filter(|arg| arg.name.is_none());
        let (kind, object) = match (column, made.kind) {
            (Some(column), _) => {
                let from = script.eval(&column.value, scope).ident()?;
                (ChangeKind::RenameColumn { from, to: script.eval(to, scope).ident()? }, made.table)
            }
            (None, "table") => {
                let to = match relation(to, script, scope) {
                    Some(other) => other.table,
                    None => script.eval(to, scope).object()?,
                };
                (ChangeKind::RenameTable { to }, made.table)
            }
            (None, _) => {
                let to = script.eval(to, scope).ident()?;
                let object = object(&made.name.value, made.name.range.clone())?;
                (ChangeKind::RenameIndex { table: Some(made.table), to }, object)
            }
        };
        Some(statement(range.clone(), vec![change(kind, object, range.clone())]))
    };
    read().unwrap_or_else(|| unreadable(range.clone(), "a name in this `rename` is put together when it runs"))
}
