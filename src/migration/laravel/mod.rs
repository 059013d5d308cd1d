//! Laravel: `<year>_<month>_<day>_<time>_name.php` in `database/migrations` and in the folders of modules, run in the order of their names.
//!
//! All folders of one application are one sequence; it is the folder that holds `artisan`. Only `up` is read.

mod blueprint;
mod columns;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::fluent::{Fluent, arg, facts, is_of_another, raw, value};
use super::index::{Index, ancestors, file_name, join, parent};
use super::script::{Scope, Script, Value, Visitor, change, statement, unparsed, unread, unreadable};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet, back};
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, ObjectName};
use crate::workers::each;
use blueprint::Done;

pub struct Laravel;

impl Layout for Laravel {
    fn name(&self) -> &'static str {
        "laravel"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut applications: BTreeMap<String, (Vec<&str>, Vec<Entry>)> = BTreeMap::new();
        for (folder, files) in index.code_folders(&["php"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            if entries.is_empty() {
                continue;
            }
            let root = ancestors(folder).find(|above| index.has(&join(above, "artisan"))).unwrap_or(folder);
            let (folders, all) = applications.entry(root.to_owned()).or_default();
            folders.push(folder);
            all.extend(entries);
        }
        let set = |(root, (folders, mut entries)): (String, (Vec<&str>, Vec<Entry>))| {
            entries.sort_by(|a, b| file_name(&a.file.path).cmp(file_name(&b.file.path)));
            let directory = common(&folders);
            let files = ordered_by_name(entries);
            let mut set = one(index, self.name(), &directory, files)?;
            if let Some((dialect, why)) = connection(index, &root) {
                (set.dialect, set.dialect_why) = (Some(dialect), why);
            } else if !set.dialect_why.starts_with("directory") {
                (set.dialect, set.dialect_why) = (Some(Dialect::Mysql), "Laravel's usual database".to_owned());
            }
            Some(set)
        };
        applications.into_iter().filter_map(set).collect()
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

fn ordered_by_name(entries: Vec<Entry>) -> Vec<super::MigrationFile> {
    // The key holds the whole date; equal ones keep the order of their names.
    let mut files = ordered(entries);
    files.sort_by(|a, b| file_name(&a.path).cmp(file_name(&b.path)));
    files
}

/// `2024_03_18_120000_create_users_table.php`
fn entry(path: &Arc<str>) -> Option<Entry> {
    let stem = file_name(path).strip_suffix(".php")?;
    let parts: Vec<&str> = stem.splitn(5, '_').collect();
    let [year, month, day, time, name] = parts.as_slice() else { return None };
    let digits = |text: &str, most: usize| version::is_digits(text) && text.len() <= most;
    if !(digits(year, 4) && year.len() == 4 && digits(month, 2) && digits(day, 2) && digits(time, 6)) || name.is_empty()
    {
        return None;
    }
    let key = [year, month, day, time].map(|part| version::number(part)).to_vec();
    Some(Entry::new(Version(key), format!("{year}_{month}_{day}_{time}"), path))
}

/// The innermost folder around all of these.
fn common(folders: &[&str]) -> String {
    let mut all = folders.first().copied().unwrap_or_default();
    while !folders.iter().all(|folder| *folder == all || all.is_empty() || folder.starts_with(&format!("{all}/"))) {
        all = parent(all);
    }
    all.to_owned()
}

/// What the application's environment says: `DB_CONNECTION=pgsql`.
fn connection(index: &Index<'_>, root: &str) -> Option<(Dialect, String)> {
    [".env", ".env.example", ".env.dist", ".env.sample", ".env.docker"].iter().find_map(|name| {
        let path = join(root, name);
        let text = index.read(&path).filter(|_| index.has(&path))?;
        let line = text.lines().find_map(|line| line.trim().strip_prefix("DB_CONNECTION="))?;
        let word = line.split('#').next()?.trim().trim_matches(['"', '\'']);
        let dialect = Dialect::named(if word == "sqlsrv" { "mssql" } else { word })?;
        Some((dialect, format!("`{path}`")))
    })
}

impl CodeReader for Laravel {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        each(files, |file| read(file, dialect))
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let mut facts = facts(file.path, file.text)?;
        let there = facts.errors.is_empty() && back::turn(&mut facts, "up", "down");
        there.then(|| read_facts(&facts, dialect))
    }
}

fn read(file: &CodeMigration<'_>, dialect: Dialect) -> Vec<Statement> {
    facts(file.path, file.text).map_or_else(Vec::new, |facts| read_facts(&facts, dialect))
}

fn read_facts(facts: &CodeFacts, dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut reader = Reader { dialect, out: unparsed(facts).into_iter().collect(), creating: None, guarded: false };
    if let Some(up) = script.function(&["up"]) {
        script.walk(&up.body, &mut Scope::default(), &mut reader);
    }
    reader.out
}

/// The key under which a variable that is a blueprint holds its table.
const BLUEPRINT: &str = "#blueprint";

struct Reader {
    dialect: Dialect,
    out: Vec<Statement>,
    /// The table that is being created, and what follows its creation.
    creating: Option<(CreateTable, Vec<SchemaChange>)>,
    /// The migration asks what is there before it does something.
    guarded: bool,
}

impl<'a> Visitor<'a> for Reader {
    fn skips(&self, condition: &Expr) -> bool {
        is_of_another(condition, self.dialect)
    }

    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let chain = Fluent::of(expr);
        if let Some(table) = self.blueprint(script, &chain, scope) {
            match table {
                Value::Text { .. } => self.on_blueprint(script, &chain, &table, scope),
                _ => self.on_unknown(&chain),
            }
            return true;
        }
        let on_schema = is_schema(&chain);
        for link in &chain.links {
            let given = |at: usize, name: &str| value(script, scope, link.args, at, name);
            let at = chain.range.clone();
            match link.name {
                "create" | "table" => {
                    let Some(body) = arg(link.args, 1, "callback") else { continue };
                    if !matches!(body.kind, ExprKind::Lambda { .. }) {
                        continue;
                    }
                    let table = given(0, "table");
                    self.closure(script, body, table, link.name == "create", at, scope);
                    return true;
                }
                "drop" | "dropIfExists" if on_schema => {
                    let if_exists = self.guarded || link.name == "dropIfExists";
                    match given(0, "table").object() {
                        Some(table) => self.push(ChangeKind::DropTable { if_exists, cascade: false }, table, at),
                        None => self.out.push(unreadable(at, "a table is dropped")),
                    }
                    return true;
                }
                "rename" if on_schema => {
                    match (given(0, "from").object(), given(1, "to").object()) {
                        (Some(from), Some(to)) => self.push(ChangeKind::RenameTable { to }, from, at),
                        _ => self.out.push(unreadable(at, "a table is renamed")),
                    }
                    return true;
                }
                "dropColumns" if on_schema => {
                    let columns = blueprint::all_names(script, scope, link.args.get(1..).unwrap_or_default());
                    match (given(0, "table").object(), columns) {
                        (Some(table), Some(columns)) => {
                            for column in columns {
                                let kind = ChangeKind::DropColumn { column, if_exists: self.guarded, cascade: false };
                                self.push(kind, table.clone(), at.clone());
                            }
                        }
                        _ => self.out.push(unreadable(at, "columns are dropped")),
                    }
                    return true;
                }
                "hasColumn"
                | "hasColumns"
                | "hasTable"
                | "whenTableHasColumn"
                | "whenTableDoesntHaveColumn"
                | "getColumnListing"
                | "hasIndex"
                    if on_schema =>
                {
                    self.guarded = true;
                    // `whenTableHasColumn('t', 'c', function (Blueprint $table) { … })`
                    if let Some(body) = arg(link.args, 2, "callback")
                        && matches!(body.kind, ExprKind::Lambda { .. })
                    {
                        self.closure(script, body, given(0, "table"), false, at, scope);
                        return true;
                    }
                }
                "statement" | "unprepared" | "update" | "insert" | "delete" | "affectingStatement"
                    if is_database(&chain) && !chain.links.iter().any(|link| link.name == "table") =>
                {
                    if let Some(sql) = arg(link.args, 0, "query").map(written) {
                        self.out.extend(raw(script, scope, sql, self.dialect, at));
                    }
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

impl Reader {
    /// The table of the blueprint that a chain starts from; `Unknown` for one whose table is not known.
    fn blueprint<'a>(&self, script: &Script<'a>, chain: &Fluent<'a>, scope: &Scope<'a>) -> Option<Value<'a>> {
        chain.root.as_name()?;
        chain.links.first()?;
        script.eval(chain.root, scope).get(BLUEPRINT).cloned()
    }

    fn push(&mut self, kind: ChangeKind, object: ObjectName, at: Range<usize>) {
        self.out.push(statement(at.clone(), vec![change(kind, object, at)]));
    }

    /// `Schema::create('users', function (Blueprint $table) { … })`
    fn closure<'a>(
        &mut self,
        script: &Script<'a>,
        body: &'a Expr,
        table: Value<'a>,
        creates: bool,
        at: Range<usize>,
        scope: &mut Scope<'a>,
    ) {
        let ExprKind::Lambda { params, body } = &body.kind else { return };
        let object = blueprint::table_of(&table);
        if let Some(param) = params.first() {
            scope.set(param.name.clone(), Value::Map(vec![(BLUEPRINT.to_owned(), table)]));
        }
        let Some(object) = object.filter(|_| creates) else {
            if creates {
                self.out.push(unread(at, "the name of the table is put together when the migration runs"));
                self.creating = Some((CreateTable::default(), Vec::new()));
            }
            script.walk(body, scope, self);
            self.creating = None;
            return;
        };
        let outer =
            self.creating.replace((CreateTable { if_not_exists: self.guarded, ..CreateTable::default() }, Vec::new()));
        script.walk(body, scope, self);
        if let Some((create, after)) = std::mem::replace(&mut self.creating, outer) {
            let mut changes = vec![change(ChangeKind::CreateTable(create), object, at.clone())];
            changes.extend(after);
            self.out.push(statement(at, changes));
        }
    }

    fn on_blueprint<'a>(&mut self, script: &Script<'a>, chain: &Fluent<'a>, table: &Value<'a>, scope: &mut Scope<'a>) {
        let Some(table) = blueprint::table_of(table) else { return };
        let at = chain.range.clone();
        match blueprint::changes(script, scope, chain, 0, &table, self.guarded) {
            Done::Changes(changes) => match &mut self.creating {
                Some((create, after)) => {
                    for change in changes {
                        match change.kind {
                            ChangeKind::AddColumn { column, .. } => {
                                create.columns.retain(|known| known.name.value != column.name.value);
                                create.columns.push(column);
                            }
                            ChangeKind::AddConstraint(constraint) => create.constraints.push(constraint),
                            _ => after.push(change),
                        }
                    }
                }
                None if changes.is_empty() => {}
                None => self.out.push(statement(at, changes)),
            },
            Done::Unreadable => self.out.push(unreadable(at, format!("`{table}` loses or renames a column"))),
            Done::Unknown(reason) => self.out.push(unread(at, reason)),
        }
    }

    /// A blueprint whose table is not known.
    fn on_unknown(&mut self, chain: &Fluent<'_>) {
        let takes_away = |name: &str| {
            (name.starts_with("drop") && !matches!(name, "dropIndex" | "dropForeign" | "dropUnique" | "dropPrimary"))
                || name.starts_with("rename")
        };
        if let Some(link) = chain.links.first()
            && self.creating.is_none()
            && takes_away(link.name)
        {
            self.out.push(unreadable(chain.range.clone(), format!("`{}` on a table", link.name)));
        }
    }
}

/// `Schema::…`, `$this->schema->…`, `Capsule::schema()->…`.
fn is_schema(chain: &Fluent<'_>) -> bool {
    chain.root.last_name().is_some_and(|name| name.eq_ignore_ascii_case("schema") || name == "builder")
        || chain.links.iter().any(|link| matches!(link.name, "schema" | "Schema" | "getSchemaBuilder"))
}

/// `DB::…`, `$connection->…`.
/// The SQL inside of `DB::raw('…')`.
fn written(sql: &Expr) -> &Expr {
    match &sql.kind {
        ExprKind::Call { callee, args, .. }
            if callee.last_name().is_some_and(|name| name.eq_ignore_ascii_case("raw")) =>
        {
            args.first().map_or(sql, |arg| &arg.value)
        }
        _ => sql,
    }
}

fn is_database(chain: &Fluent<'_>) -> bool {
    chain.root.last_name().is_some_and(|name| matches!(name, "DB" | "Manager" | "Capsule" | "db" | "connection"))
        || chain.links.iter().any(|link| matches!(link.name, "DB" | "connection" | "getConnection"))
}

#[cfg(test)]
mod tests;
