//! Doctrine migrations: `Version<digits>.php`, run in the order of their names. Only `up` is read: SQL in `addSql`, and what is done to the schema object.

use std::ops::Range;
use std::sync::Arc;

use super::fluent::{
    Fluent, Link, add_constraint, arg, column, default, derived, drop_column, drop_constraint, drop_index, facts,
    index, is_of_another, names, raw, truth, value,
};
use super::index::{Index, file_name};
use super::script::{Scope, Script, Value, Visitor, change, statement, unparsed, unreadable};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet};
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ConstraintKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::workers::each;

pub struct Doctrine;

impl Layout for Doctrine {
    fn name(&self) -> &'static str {
        "doctrine"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut sets = Vec::new();
        for (folder, files) in index.code_folders(&["php"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            let Some(mut set) = one(index, self.name(), folder, ordered(entries)) else { continue };
            let is_from_folder = set.dialect_why.starts_with("directory") || set.dialect_why.contains(".env");
            if !is_from_folder && let Some(dialect) = signs(index, &set) {
                (set.dialect, set.dialect_why) = (Some(dialect), "the text of the migrations".to_owned());
            }
            sets.push(set);
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// `Version20240318120000.php`
fn entry(path: &Arc<str>) -> Option<Entry> {
    let rest = file_name(path).strip_suffix(".php")?.strip_prefix("Version")?;
    let digits: String = rest.chars().filter(|c| *c != '_').take_while(char::is_ascii_digit).collect();
    (digits.len() >= 6).then(|| Entry::new(Version(vec![version::number(&digits)]), rest, path))
}

/// The generator writes SQL for the database that the project has.
fn signs(index: &Index<'_>, set: &MigrationSet) -> Option<Dialect> {
    let last = set.files.len().saturating_sub(1);
    let places = [0, last / 4, last / 2, last - last / 4, last];
    let texts = places.iter().filter_map(|at| index.read(&set.files.get(*at)?.path));
    let (mut mysql, mut postgres) = (0, 0);
    for text in texts {
        for sign in ["AUTO_INCREMENT", "ENGINE = InnoDB", "TINYINT", "LONGTEXT", " CHANGE ", "utf8"] {
            mysql += usize::from(text.contains(sign));
        }
        for sign in ["SERIAL", "TIMESTAMP(0)", " TYPE ", "SET NOT NULL", "CREATE SEQUENCE", "JSONB"] {
            postgres += usize::from(text.contains(sign));
        }
    }
    match mysql.cmp(&postgres) {
        std::cmp::Ordering::Greater => Some(Dialect::Mysql),
        std::cmp::Ordering::Less => Some(Dialect::Postgres),
        std::cmp::Ordering::Equal => None,
    }
}

impl CodeReader for Doctrine {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| {
            let facts = facts(file.path, file.text)?;
            Some(read(&facts, &["preUp", "up", "postUp"], dialect))
        };
        each(files, |file| one(file).unwrap_or_default())
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = facts(file.path, file.text).filter(|facts| facts.errors.is_empty())?;
        Some(read(&facts, &["preDown", "down", "postDown"], dialect))
    }
}

fn read(facts: &CodeFacts, names: &[&str], dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut reader = Reader { dialect, out: unparsed(facts).into_iter().collect(), guarded: false };
    for name in names {
        let Some(up) = script.function(&[name]) else { continue };
        let mut scope = Scope::default();
        if let Some(schema) = up.params.first() {
            scope.set(schema.name.clone(), Value::Map(vec![(SCHEMA.to_owned(), Value::Unknown)]));
        }
        script.walk(&up.body, &mut scope, &mut reader);
    }
    reader.out
}

/// The key under which a variable is known as the schema.
const SCHEMA: &str = "#schema";

struct Reader {
    dialect: Dialect,
    out: Vec<Statement>,
    /// The migration asks what is there before it does something.
    guarded: bool,
}

/// What a chain starts from.
enum Root<'a> {
    Schema,
    Table(Value<'a>),
}

impl<'a> Visitor<'a> for Reader {
    fn skips(&self, condition: &Expr) -> bool {
        is_of_another(condition, self.dialect)
    }

    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let chain = Fluent::of(expr);
        let at = chain.range.clone();
        if let Some(link) = chain.links.iter().find(|link| matches!(link.name, "addSql" | "executeStatement" | "exec"))
        {
            if let Some(sql) = arg(link.args, 0, "sql") {
                self.out.extend(raw(script, scope, sql, self.dialect, at));
            }
            return true;
        }
        let Some((mut root, mut links)) = root(script, scope, &chain, 0) else { return false };
        while let Some((link, rest)) = links.split_first() {
            let given = |at: usize| value(script, scope, link.args, at, "");
            match (&root, link.name) {
                (_, name) if name.starts_with("has") => self.guarded = true,
                (Root::Schema, "getTable") => root = Root::Table(given(0)),
                (Root::Schema, "createTable") => {
                    root = Root::Table(given(0));
                    if let Some(table) = given(0).object() {
                        let create = CreateTable { if_not_exists: self.guarded, ..CreateTable::default() };
                        self.push(vec![change(ChangeKind::CreateTable(create), table, at.clone())], &at);
                    }
                }
                (Root::Schema, "dropTable") => match given(0).object() {
                    Some(table) => {
                        let kind = ChangeKind::DropTable { if_exists: self.guarded, cascade: false };
                        self.push(vec![change(kind, table, at.clone())], &at);
                    }
                    None => self.out.push(unreadable(at.clone(), "a table is dropped")),
                },
                (Root::Schema, "renameTable") => match (given(0).object(), given(1).object()) {
                    (Some(from), Some(to)) => {
                        self.push(vec![change(ChangeKind::RenameTable { to }, from, at.clone())], &at);
                    }
                    _ => self.out.push(unreadable(at.clone(), "a table is renamed")),
                },
                (Root::Schema, _) => return true,
                (Root::Table(table), name) => {
                    let call = Call { script, scope, link, at: &at, guarded: self.guarded };
                    let changes = table.object().and_then(|table| call.changes(&table));
                    match changes {
                        Some(changes) => self.push(changes, &at),
                        None if matches!(name, "dropColumn" | "renameColumn") => {
                            let shown = table.text().map_or("a table".to_owned(), |table| format!("`{table}`"));
                            self.out.push(unreadable(at.clone(), format!("{shown} loses or renames a column")));
                        }
                        None => {}
                    }
                }
            }
            links = rest;
        }
        true
    }
}

impl Reader {
    fn push(&mut self, changes: Vec<SchemaChange>, at: &Range<usize>) {
        if !changes.is_empty() {
            self.out.push(statement(at.clone(), changes));
        }
    }
}

/// What a chain starts from: the schema object, or a table that was got from it earlier.
fn root<'c, 'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    chain: &'c Fluent<'a>,
    depth: usize,
) -> Option<(Root<'a>, &'c [Link<'a>])> {
    chain.root.as_name()?;
    match script.eval(chain.root, scope) {
        held @ Value::Map(_) if held.get(SCHEMA).is_some() => Some((Root::Schema, chain.links.as_slice())),
        Value::Expr(made) if depth < 4 => {
            let made = Fluent::of(made);
            let (Root::Schema, links) = root(script, scope, &made, depth + 1)? else { return None };
            let link = links.iter().find(|link| matches!(link.name, "getTable" | "createTable"))?;
            Some((Root::Table(value(script, scope, link.args, 0, "")), chain.links.as_slice()))
        }
        _ => None,
    }
}

/// One call on a table.
struct Call<'s, 'a> {
    script: &'s Script<'a>,
    scope: &'s Scope<'a>,
    link: &'s Link<'a>,
    at: &'s Range<usize>,
    guarded: bool,
}

impl<'a> Call<'_, 'a> {
    fn given(&self, at: usize) -> Value<'a> {
        value(self.script, self.scope, self.link.args, at, "")
    }

    fn changes(&self, table: &ObjectName) -> Option<Vec<SchemaChange>> {
        let make = |kind| change(kind, table.clone(), self.at.clone());
        Some(match self.link.name {
            "dropColumn" => vec![drop_column(self.given(0).ident()?, self.guarded, table, self.at)],
            "renameColumn" => {
                vec![make(ChangeKind::RenameColumn { from: self.given(0).ident()?, to: self.given(1).ident()? })]
            }
            "addColumn" => {
                let mut column = self.column(self.given(0).ident()?, &self.given(2));
                column.data_type = self.type_of(1);
                vec![make(ChangeKind::AddColumn { column, if_not_exists: self.guarded })]
            }
            "modifyColumn" | "changeColumn" => self.modify(table)?,
            "setPrimaryKey" => {
                let kind = ConstraintKind::PrimaryKey { columns: names(&self.given(0))? };
                vec![add_constraint(None, kind, table, self.at)]
            }
            "addIndex" | "addUniqueIndex" => {
                let name = self.given(1).ident().unwrap_or_else(|| derived("", self.link.range.clone()));
                let unique = self.link.name == "addUniqueIndex";
                vec![index(name, names(&self.given(0))?, unique, table, self.at)]
            }
            "dropIndex" => vec![drop_index(self.given(0).ident()?, table, self.at)],
            "dropPrimaryKey" => vec![make(ChangeKind::DropPrimaryKey)],
            "removeForeignKey" | "dropForeignKey" => vec![drop_constraint(self.given(0).ident()?, table, self.at)],
            "addForeignKeyConstraint" => {
                let to = self.table_named()?;
                let columns = names(&self.given(1))?;
                let referenced = names(&self.given(2)).unwrap_or_default();
                let kind = ConstraintKind::ForeignKey { columns, table: to, referenced };
                vec![add_constraint(self.given(4).ident(), kind, table, self.at)]
            }
            _ => return None,
        })
    }

    /// The other table of a foreign key: its name, or a variable that holds it.
    fn table_named(&self) -> Option<ObjectName> {
        match self.given(0) {
            Value::Expr(made) => {
                let made = Fluent::of(made);
                let link = made.links.iter().find(|link| matches!(link.name, "getTable" | "createTable"))?;
                value(self.script, self.scope, link.args, 0, "").object()
            }
            other => other.object(),
        }
    }

    fn column(&self, name: Ident, options: &Value<'a>) -> ColumnDef {
        let is = |key: &str| options.get(key).and_then(truth);
        let mut made = column(name, "", is("notnull") == Some(false), self.at.clone());
        made.default = options.get("default").and_then(default).filter(|default| !default.eq_ignore_ascii_case("null"));
        made.generated = is("autoincrement") == Some(true);
        made
    }

    /// `'string'`, `Types::STRING`, `Type::getType('string')`.
    fn type_of(&self, at: usize) -> String {
        let name = match self.given(at) {
            Value::Text { value, .. } => value,
            Value::Path { path, .. } => path.rsplit('.').next().unwrap_or_default().to_lowercase(),
            Value::Expr(Expr { kind: ExprKind::Call { args, .. }, .. }) => {
                value(self.script, self.scope, args, 0, "").text().unwrap_or_default().to_owned()
            }
            _ => String::new(),
        };
        sql_type(&name).to_owned()
    }

    fn modify(&self, table: &ObjectName) -> Option<Vec<SchemaChange>> {
        let name = self.given(0).ident()?;
        let options = self.given(1);
        let mut actions = Vec::new();
        match options.get("notnull").and_then(truth) {
            Some(true) => actions.push(ColumnAction::SetNotNull),
            Some(false) => actions.push(ColumnAction::DropNotNull),
            None => {}
        }
        if let Some(default) = options.get("default").and_then(default) {
            actions.push(ColumnAction::SetDefault { default });
        }
        let make =
            |action| change(ChangeKind::AlterColumn { column: name.clone(), action }, table.clone(), self.at.clone());
        Some(actions.into_iter().map(make).collect())
    }
}

fn sql_type(name: &str) -> &str {
    match name {
        "string" | "ascii_string" | "" => "varchar(255)",
        "guid" => "uuid",
        "datetime" | "datetime_immutable" | "datetimetz" | "datetimetz_immutable" | "datetime_mutable" => "timestamp",
        "date_immutable" | "date_mutable" => "date",
        "time_immutable" | "time_mutable" => "time",
        "array" | "simple_array" | "object" => "text",
        "float" => "double precision",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::compact::changes;
    use super::super::testing::{Files, line};
    use super::*;

    #[test]
    fn operations_become_changes() {
        let cases: &[(&str, &str)] = &[
            ("$this->addSql('ALTER TABLE t DROP COLUMN a');", "t -a"),
            ("$this->addSql('ALTER TABLE t ' . 'DROP COLUMN a');", "t -a"),
            ("$this->addSql(\"ALTER TABLE {$this->getTable('t')} DROP COLUMN a\");", "t -a"),
            ("$this->addSql(\"ALTER TABLE {$x} DROP COLUMN a\");", "unreadable"),
            ("$this->addSql(\"UPDATE {$x} SET a = 1\");", ""),
            ("$this->addSql(\"ALTER TABLE {$x} CONVERT TO CHARACTER SET utf8mb4\");", ""),
            ("$this->addSql(\"ALTER TABLE {$x} ADD a int, DROP b\");", "unreadable"),
            ("$this->addSql(\"ALTER TABLE t {$x}\");", "unreadable"),
            ("foreach (['a', 'b'] as $c) { $this->addSql('ALTER TABLE t DROP COLUMN ' . $c); }", "t -a; t -b"),
            ("$this->addSql(<<<'SQL'\nALTER TABLE t DROP COLUMN a\nSQL);", "t -a"),
            ("$schema->getTable('t')->dropColumn('a');", "t -a"),
            ("$t = $schema->getTable('t'); $t->dropColumn('a'); $t->renameColumn('b', 'c');", "t -a; t b>c"),
            ("$schema->getTable('t')->dropColumn($x);", "unreadable"),
            (
                "$t = $schema->createTable('t'); $t->addColumn('id', 'integer', ['autoincrement' => true]); $t->addColumn('b', Types::STRING, ['notnull' => false]); $t->setPrimaryKey(['id']);",
                "create t (); t +id integer generated; t +b varchar(255) null; t +primary key (id)",
            ),
            ("$schema->dropTable('t');", "drop t"),
            ("$schema->renameTable('t', 'u');", "t >u"),
            ("$t = $schema->getTable('t'); if ($t->hasColumn('a')) { $t->dropColumn('a'); }", "t -a if exists"),
            ("$schema->getTable($this->getTable('t', true))->addUniqueIndex(['a'], 'ix');", "+unique index ix"),
            ("$schema->getTable('t')->modifyColumn('a', ['notnull' => true]);", "t a:not null"),
            ("$this->skipIf(true, 'x');", ""),
            ("$this->addSql('ALTER TABLE t DROP FOREIGN KEY ' . $x);", ""),
            (
                "switch (true) { case $platform instanceof SqlitePlatform: $this->addSql('DROP TABLE a'); break; case $platform instanceof PostgreSQLPlatform: $this->addSql('DROP TABLE b'); break; }",
                "drop b",
            ),
            (
                "switch ($this->connection->getDatabasePlatform()->getName()) { case 'sqlite': $this->addSql('DROP TABLE a'); break; case 'postgresql': $this->addSql('DROP TABLE b'); break; }",
                "drop b",
            ),
            (
                "if ($platform instanceof SqlitePlatform) { $this->addSql('DROP TABLE a'); } else { $this->addSql('DROP TABLE b'); }",
                "drop b",
            ),
        ];
        for (body, expected) in cases {
            let text = format!(
                "<?php\nfinal class Version20240101000000 extends AbstractMigration {{\n public function up(Schema $schema): void {{ {body} }}\n public function down(Schema $schema): void {{ $schema->dropTable('never'); }}\n}}"
            );
            assert_eq!(changes(&Doctrine, "migrations/Version20240101000000.php", &text), *expected, "{body}");
        }
    }

    #[test]
    fn versions_are_found() {
        let tree = Files::new(&[
            ("migrations/Version20240102000000.php", "AUTO_INCREMENT"),
            ("migrations/Version20240101000000.php", ""),
            ("migrations/AbstractMigration.php", ""),
        ]);
        let lines: Vec<String> = Doctrine.find(&tree).iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "doctrine migrations mysql: 20240101000000=Version20240101000000.php 20240102000000=Version20240102000000.php"
            ]
        );
    }
}
