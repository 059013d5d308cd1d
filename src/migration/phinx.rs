//! Phinx and CakePHP's migrations: `<14 digits>_name.php`, run in the order of their numbers. `change` is read, or else `up`.

use std::ops::Range;
use std::sync::Arc;

use super::fluent::{
    Fluent, Link, add_constraint, arg, bare, column, default, derived, drop_column, drop_constraint, drop_index, facts,
    index, is_of_another, names, raw, truth, value,
};
use super::index::{Index, file_name};
use super::script::{Scope, Script, Value, Visitor, change, statement, unparsed, unreadable};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet};
use crate::lang::facts::{CodeFacts, Expr};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ConstraintKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, ObjectName};
use crate::workers::each;

pub struct Phinx;

impl Layout for Phinx {
    fn name(&self) -> &'static str {
        "phinx"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut sets = Vec::new();
        for (folder, files) in index.code_folders(&["php"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            let last = entries.last().and_then(|entry| index.read(&entry.file.path));
            if last.is_some_and(|text| text.contains("Migration")) {
                sets.extend(one(index, self.name(), folder, ordered(entries)));
            }
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// `20240318120000_name.php`
fn entry(path: &Arc<str>) -> Option<Entry> {
    let (number, name) = file_name(path).strip_suffix(".php")?.split_once('_')?;
    let is_one = number.len() == 14 && version::is_digits(number) && !name.is_empty();
    is_one.then(|| Entry::new(Version(vec![version::number(number)]), number, path))
}

impl CodeReader for Phinx {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| Some(read(&facts(file.path, file.text)?, &["change", "up"], dialect));
        each(files, |file| one(file).unwrap_or_default())
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = facts(file.path, file.text).filter(|facts| facts.errors.is_empty())?;
        let turned = facts.functions.iter().any(|function| function.name == "change");
        (!turned).then(|| read(&facts, &["down"], dialect))
    }
}

fn read(facts: &CodeFacts, names: &[&str], dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let out = unparsed(facts).into_iter().collect();
    let mut reader = Reader { dialect, out, pending: Vec::new(), guarded: false };
    if let Some(body) = script.function(names) {
        script.walk(&body.body, &mut Scope::default(), &mut reader);
    }
    let left = std::mem::take(&mut reader.pending);
    reader.out.extend(left.into_iter().map(|change| statement(change.range.clone(), vec![change])));
    reader.out
}

struct Reader {
    dialect: Dialect,
    out: Vec<Statement>,
    /// What was asked of a table that is not saved yet.
    pending: Vec<SchemaChange>,
    /// The migration asks what is there before it does something.
    guarded: bool,
}

impl<'a> Visitor<'a> for Reader {
    fn skips(&self, condition: &Expr) -> bool {
        is_of_another(condition, self.dialect)
    }

    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let chain = Fluent::of(expr);
        let at = chain.range.clone();
        let is_self = chain.root.as_name() == Some("this");
        let Some(first) = chain.links.first() else { return false };
        if is_self {
            match first.name {
                "execute" | "query" => {
                    if let Some(sql) = arg(first.args, 0, "sql") {
                        self.out.extend(raw(script, scope, sql, self.dialect, at));
                    }
                    return true;
                }
                "dropTable" => {
                    match value(script, scope, first.args, 0, "").object() {
                        Some(table) => self.drop(table, at),
                        None => self.out.push(unreadable(at, "a table is dropped")),
                    }
                    return true;
                }
                "hasTable" => {
                    self.guarded = true;
                    return true;
                }
                _ => {}
            }
        }
        let Some((made, links)) = table(script, scope, &chain, is_self) else { return false };
        let named = value(script, scope, made.args, 0, "").object();
        for link in links {
            let place = at.start..link.range.end;
            match &named {
                Some(name) => self.link(script, scope, link, (name, &made), place),
                None if matches!(link.name, "removeColumn" | "renameColumn" | "drop" | "rename") => {
                    self.out.push(unreadable(place, format!("`{}` on a table", link.name)));
                }
                None => {}
            }
        }
        true
    }
}

/// The call that made the table that a chain starts from, and the links behind it.
fn table<'c, 'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    chain: &'c Fluent<'a>,
    is_self: bool,
) -> Option<(Made<'a>, &'c [Link<'a>])> {
    if is_self {
        let first = chain.links.first().filter(|link| link.name == "table")?;
        return Some((Made { args: first.args, range: chain.range.clone() }, chain.links.get(1..)?));
    }
    chain.root.as_name()?;
    let Value::Expr(made) = script.eval(chain.root, scope) else { return None };
    let made = Fluent::of(made);
    let first = made.links.first().filter(|link| link.name == "table" && made.root.as_name() == Some("this"))?;
    Some((Made { args: first.args, range: made.range.clone() }, chain.links.as_slice()))
}

/// `$this->table('users', ['id' => false])`
struct Made<'a> {
    args: &'a [crate::lang::facts::Arg],
    range: Range<usize>,
}

impl Reader {
    fn drop(&mut self, table: ObjectName, at: Range<usize>) {
        let kind = ChangeKind::DropTable { if_exists: self.guarded, cascade: false };
        self.out.push(statement(at.clone(), vec![change(kind, table, at)]));
    }

    fn link<'a>(
        &mut self,
        script: &Script<'a>,
        scope: &Scope<'a>,
        link: &Link<'a>,
        (table, made): (&ObjectName, &Made<'a>),
        at: Range<usize>,
    ) {
        let given = |at: usize| value(script, scope, link.args, at, "");
        match link.name {
            "create" => self.create(script, scope, table, made, at),
            "save" | "update" => self.flush(table),
            "drop" => self.drop(table.clone(), at),
            "exists" | "hasColumn" | "hasIndex" | "hasForeignKey" => self.guarded = true,
            "rename" | "renameTable" => match given(0).object() {
                Some(to) => self.pending.push(change(ChangeKind::RenameTable { to }, table.clone(), at)),
                None => self.out.push(unreadable(at, format!("`{table}` is renamed"))),
            },
            _ => match changes(link, &given, table, &at, self.guarded) {
                Some(changes) => self.pending.extend(changes),
                None if matches!(link.name, "removeColumn" | "renameColumn") => {
                    self.out.push(unreadable(at, format!("`{table}` loses or renames a column")));
                }
                None => {}
            },
        }
    }

    /// What was asked of this table, in order.
    fn taken(&mut self, table: &ObjectName) -> Vec<SchemaChange> {
        let (own, others) = std::mem::take(&mut self.pending).into_iter().partition(|change| {
            change.object.name.value == table.name.value
                || matches!(&change.kind, ChangeKind::CreateIndex { table: of, .. } if of.name.value == table.name.value)
                || matches!(&change.kind, ChangeKind::DropIndex { table: Some(of), .. } if of.name.value == table.name.value)
        });
        self.pending = others;
        own
    }

    fn flush(&mut self, table: &ObjectName) {
        let own = self.taken(table);
        self.out.extend(own.into_iter().map(|change| statement(change.range.clone(), vec![change])));
    }

    fn create<'a>(
        &mut self,
        script: &Script<'a>,
        scope: &Scope<'a>,
        table: &ObjectName,
        made: &Made<'a>,
        at: Range<usize>,
    ) {
        let options = value(script, scope, made.args, 1, "");
        let mut create = CreateTable { if_not_exists: self.guarded, ..CreateTable::default() };
        let id = match options.get("id") {
            Some(Value::Text { value, .. }) => Some(value.clone()),
            Some(value) if value.is_false() => None,
            _ if options.get("primary_key").is_some() => None,
            _ => Some("id".to_owned()),
        };
        if let Some(id) = id {
            let mut id = column(derived(id, made.range.clone()), "integer", false, made.range.clone());
            (id.generated, id.primary_key) = (true, true);
            create.columns.push(id);
        }
        let mut after = Vec::new();
        for change in self.taken(table) {
            match change.kind {
                ChangeKind::AddColumn { column, .. } => create.columns.push(column),
                ChangeKind::AddConstraint(constraint) => create.constraints.push(constraint),
                _ => after.push(change),
            }
        }
        after.insert(0, change(ChangeKind::CreateTable(create), table.clone(), at.clone()));
        self.out.push(statement(at, after));
    }
}

fn changes<'a>(
    link: &Link<'a>,
    given: &dyn Fn(usize) -> Value<'a>,
    table: &ObjectName,
    at: &Range<usize>,
    guarded: bool,
) -> Option<Vec<SchemaChange>> {
    let make = |kind| change(kind, table.clone(), at.clone());
    let add = |column: ColumnDef| make(ChangeKind::AddColumn { column, if_not_exists: guarded });
    Some(match link.name {
        "removeColumn" => vec![drop_column(given(0).ident()?, guarded, table, at)],
        "renameColumn" => {
            vec![make(ChangeKind::RenameColumn { from: given(0).ident()?, to: given(1).ident()? })]
        }
        "addColumn" => {
            let options = given(2);
            let is = |key: &str| options.get(key).and_then(truth);
            let nullable = is("null").unwrap_or(false);
            let mut made =
                column(given(0).ident()?, sql_type(given(1).text().unwrap_or_default()), nullable, at.clone());
            made.default = options.get("default").and_then(default).filter(|text| !text.eq_ignore_ascii_case("null"));
            made.generated = is("identity") == Some(true);
            vec![add(made)]
        }
        "changeColumn" => {
            let options = given(2);
            let column = given(0).ident()?;
            let alter = |action| make(ChangeKind::AlterColumn { column: column.clone(), action });
            let mut changes = Vec::new();
            if let Some(text) = given(1).text() {
                changes.push(alter(ColumnAction::SetType { data_type: sql_type(text).to_owned() }));
            }
            match options.get("null").and_then(truth) {
                Some(true) => changes.push(alter(ColumnAction::DropNotNull)),
                Some(false) => changes.push(alter(ColumnAction::SetNotNull)),
                None => {}
            }
            changes
        }
        "addTimestamps" | "addTimestampsWithTimezone" => {
            let named =
                |at: usize, usual: &str| given(at).ident().unwrap_or_else(|| derived(usual, link.range.clone()));
            let mut created = column(named(0, "created_at"), "timestamp", false, at.clone());
            created.default = Some("CURRENT_TIMESTAMP".to_owned());
            vec![add(created), add(column(named(1, "updated_at"), "timestamp", true, at.clone()))]
        }
        "addIndex" => {
            let options = given(1);
            let columns = names(&given(0))?;
            let name = options.get("name").and_then(Value::ident);
            let name = name.unwrap_or_else(|| {
                derived(
                    format!("{}_{}", bare(table), columns.first().map_or("", |column| &column.value)),
                    link.range.clone(),
                )
            });
            let unique = options.get("unique").is_some_and(Value::is_true);
            vec![index(name, columns, unique, table, at)]
        }
        "removeIndexByName" => vec![drop_index(given(0).ident()?, table, at)],
        "addForeignKey" => {
            let referenced = names(&given(2)).unwrap_or_default();
            let kind = ConstraintKind::ForeignKey { columns: names(&given(0))?, table: given(1).object()?, referenced };
            vec![add_constraint(None, kind, table, at)]
        }
        "dropForeignKey" => {
            let name = given(1).ident()?;
            vec![drop_constraint(name, table, at)]
        }
        _ => return None,
    })
}

fn sql_type(name: &str) -> &str {
    match name {
        "string" => "varchar(255)",
        "biginteger" => "bigint",
        "smallinteger" => "smallint",
        "tinyinteger" => "tinyint",
        "datetime" => "timestamp",
        "binary" => "bytea",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::compact::changes;
    use super::*;

    #[test]
    fn operations_become_changes() {
        let cases: &[(&str, &str)] = &[
            ("$this->table('t')->removeColumn('a')->removeColumn('b')->save();", "t -a; t -b"),
            ("$t = $this->table('t'); $t->renameColumn('a', 'b')->update();", "t a>b"),
            ("$this->table('t')->removeColumn($x)->save();", "unreadable"),
            (
                "$this->table('t')->addColumn('a', 'string', ['null' => true])->addIndex(['a'], ['unique' => true])->create();",
                "create t (id integer generated pk, a varchar(255) null); +unique index t_a",
            ),
            (
                "$t = $this->table('t', ['id' => false]); $t->addColumn('a', 'integer', ['default' => 0]); $t->create();",
                "create t (a integer default 0)",
            ),
            ("$this->table('t')->addColumn('a', 'text')->update();", "t +a text"),
            ("$this->table('t')->drop()->save();", "drop t"),
            ("$this->table('t')->rename('u')->update();", "t >u"),
            ("$this->dropTable('t');", "drop t"),
            ("$this->execute('ALTER TABLE t DROP COLUMN a');", "t -a"),
            ("$t = $this->table('t'); if ($t->hasColumn('a')) { $t->removeColumn('a')->save(); }", "t -a if exists"),
            (
                "$this->table('t')->changeColumn('a', 'integer', ['null' => false])->save();",
                "t a:type integer; t a:not null",
            ),
        ];
        for (body, expected) in cases {
            let text = format!(
                "<?php\nclass X extends AbstractMigration {{ public function change() {{ {body} }} public function down() {{ $this->dropTable('never'); }} }}"
            );
            assert_eq!(changes(&Phinx, "db/migrations/20240101000000_x.php", &text), *expected, "{body}");
        }
    }
}
