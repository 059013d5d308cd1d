//! FluentMigrator (C#): classes with `[Migration(n)]`, run in the order of these numbers. `Up` is read, and methods that end in `DbUpgrade`.

mod helpers;

use std::ops::Range;
use std::sync::Arc;

use super::fluent::{
    Fluent, Link, add_constraint, column, default, derived, drop_column, drop_constraint, drop_index, facts, index,
    names, raw, value,
};
use super::index::{Index, file_name};
use super::script::{Scope, Script, Value, Visitor, change, statement, unparsed, unread, unreadable};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet};
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ConstraintKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::workers::each;

pub struct FluentMigrator;

impl Layout for FluentMigrator {
    fn name(&self) -> &'static str {
        "fluentmigrator"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut sets = Vec::new();
        for (folder, files) in index.code_folders(&["cs"]) {
            let entries: Vec<Entry> = files
                .iter()
                .filter(|path| !file_name(path).contains(".Designer."))
                .filter_map(|path| entry(path, &index.read(path)?))
                .collect();
            sets.extend(one(index, self.name(), folder, ordered(entries)));
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// A file is a migration if a class in it has the attribute with a number.
fn entry(path: &Arc<str>, text: &str) -> Option<Entry> {
    if !text.contains("FluentMigrator") {
        return None;
    }
    let after = text.split_once("Migration(")?.1.trim_start();
    let digits: String = after.chars().take_while(|c| c.is_ascii_digit() || *c == '_').filter(|c| *c != '_').collect();
    let stem = file_name(path).strip_suffix(".cs")?;
    if !digits.is_empty() {
        return Some(Entry::new(Version(vec![version::number(&digits)]), digits, path));
    }
    let (version, text) = version::leading(stem)?;
    Some(Entry::new(version, text, path))
}

impl CodeReader for FluentMigrator {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let is_up = |name: &str| name == "Up" || name.ends_with("DbUpgrade");
        let one = |file: &CodeMigration<'_>| Some(read(&facts(file.path, file.text)?, is_up, dialect));
        each(files, |file| one(file).unwrap_or_default())
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = facts(file.path, file.text).filter(|facts| facts.errors.is_empty())?;
        Some(read(&facts, |name| name == "Down", dialect))
    }
}

fn read(facts: &CodeFacts, runs: impl Fn(&str) -> bool, dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut reader = Reader { dialect, out: unparsed(facts).into_iter().collect(), guarded: false };
    for function in &facts.functions {
        if runs(&function.name) {
            script.walk(&function.body, &mut Scope::default(), &mut reader);
        }
    }
    reader.out
}

struct Reader {
    dialect: Dialect,
    out: Vec<Statement>,
    /// The migration asks what is there before it does something.
    guarded: bool,
}

impl<'a> Visitor<'a> for Reader {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let chain = Fluent::of(expr);
        let Some((verb, links)) = self.verb(script, &chain, scope) else {
            let helper = helpers::statement_of(script, expr, scope);
            self.out.extend(helper.clone());
            return helper.is_some();
        };
        let Some(first) = links.first() else { return false };
        let at = chain.range.clone();
        let call = Call { script, scope, links, verb, at: at.clone(), guarded: self.guarded };
        match (verb, first.name) {
            ("Schema", _) => {
                self.guarded = true;
                return false;
            }
            // For another database than the one that is looked at.
            ("", _) => return true,
            ("Execute", "Sql") => {
                if let Some(sql) = super::fluent::arg(first.args, 0, "sqlStatement") {
                    self.out.extend(raw(script, scope, sql, self.dialect, at));
                }
                return true;
            }
            ("Execute", "Script" | "EmbeddedScript" | "EmbeddedScripts") => {
                self.out.push(unread(at, "this SQL stands in a file of its own"));
                return true;
            }
            ("Execute" | "Insert" | "Update", _) => return verb != "Execute",
            _ => {}
        }
        match call.changes() {
            Some(changes) => self.out.push(statement(at, changes)),
            None if matches!(verb, "Delete" | "Rename") => {
                self.out.push(unreadable(at, format!("`{verb}.{}`", first.name)));
            }
            None => {}
        }
        true
    }
}

impl Reader {
    /// The verb that a chain begins with, and what follows it; an empty verb if it is for another database.
    fn verb<'c, 'a>(
        &self,
        script: &Script<'a>,
        chain: &'c Fluent<'a>,
        scope: &Scope<'a>,
    ) -> Option<(&'static str, &'c [Link<'a>])> {
        const VERBS: &[&str] = &["Create", "Alter", "Delete", "Rename", "Execute", "Insert", "Update", "Schema"];
        let known = |name: &str| VERBS.iter().copied().find(|verb| *verb == name);
        match &chain.root.kind {
            ExprKind::Name(name) if matches!(name.as_str(), "this" | "base") => {
                Some((known(chain.links.first()?.name)?, chain.links.get(1..)?))
            }
            ExprKind::Name(name) => Some((known(name)?, chain.links.as_slice())),
            ExprKind::Call { callee, args, .. } if callee.as_name() == Some("IfDatabase") => {
                let meant: Vec<Dialect> =
                    args.iter().filter_map(|arg| dialect_named(script.eval(&arg.value, scope).text()?)).collect();
                let verb = known(chain.links.first()?.name)?;
                let other = !meant.is_empty() && !meant.contains(&self.dialect);
                Some((if other { "" } else { verb }, chain.links.get(1..)?))
            }
            _ => None,
        }
    }
}

fn dialect_named(text: &str) -> Option<Dialect> {
    let lower = text.to_ascii_lowercase();
    let known = [
        ("postgres", Dialect::Postgres),
        ("sqlite", Dialect::Sqlite),
        ("mysql", Dialect::Mysql),
        ("mariadb", Dialect::Mysql),
        ("sqlserver", Dialect::Mssql),
    ];
    known.iter().find(|(name, _)| lower.starts_with(name)).map(|(_, dialect)| *dialect)
}

struct Call<'s, 'a> {
    script: &'s Script<'a>,
    scope: &'s Scope<'a>,
    links: &'s [Link<'a>],
    at: Range<usize>,
    verb: &'static str,
    guarded: bool,
}

impl<'a> Call<'_, 'a> {
    fn link(&self, name: &str) -> Option<&Link<'a>> {
        self.links.iter().find(|link| link.name == name)
    }

    fn given(&self, link: &Link<'a>) -> Value<'a> {
        value(self.script, self.scope, link.args, 0, "")
    }

    fn ident(&self, link: &str) -> Option<Ident> {
        self.given(self.link(link)?).ident()
    }

    /// The table that a link names, in the schema that `InSchema` says.
    fn table(&self, link: &str) -> Option<ObjectName> {
        let schema = self.ident("InSchema").or_else(|| self.ident("ToSchema")).into_iter().collect();
        Some(ObjectName { qualifiers: schema, name: self.ident(link)? })
    }

    /// All names that links of these kinds give, one or several each; `None` if one is not known.
    fn all(&self, links: &[&str]) -> Option<Vec<Ident>> {
        let mut found = Vec::new();
        for link in self.links.iter().filter(|link| links.contains(&link.name)) {
            for arg in link.args {
                found.extend(names(&self.script.eval(&arg.value, self.scope))?);
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// `None`: it cannot be read.
    fn changes(&self) -> Option<Vec<SchemaChange>> {
        let first = self.links.first()?;
        let at = || self.at.clone();
        Some(match (self.verb, first.name) {
            ("Create", "Table" | "TableForModel") => self.create(first)?,
            ("Create" | "Alter", "Column") => {
                let table = self.table("OnTable")?;
                self.columns(&table)
            }
            ("Alter", "Table") => {
                let table = self.table("Table")?;
                let mut changes = self.columns(&table);
                if let Some(to) = self.ident("ToSchema") {
                    changes.push(change(ChangeKind::SetSchema { to }, table, at()));
                }
                changes
            }
            ("Delete", "Table") => {
                let if_exists = self.guarded || self.link("IfExists").is_some();
                vec![change(ChangeKind::DropTable { if_exists, cascade: false }, self.table("Table")?, at())]
            }
            ("Delete", "Column") => {
                let table = self.table("FromTable")?;
                let columns = self.all(&["Column"])?;
                columns.into_iter().map(|column| drop_column(column, self.guarded, &table, &self.at)).collect()
            }
            ("Delete", "Index") => {
                let table = self.table("OnTable");
                match (self.ident("Index"), table) {
                    (Some(name), Some(table)) => vec![drop_index(name, &table, &self.at)],
                    _ => Vec::new(),
                }
            }
            ("Delete", "ForeignKey" | "UniqueConstraint" | "PrimaryKey") => {
                let table = self.table("OnTable").or_else(|| self.table("FromTable"));
                match (self.given(first).ident(), table) {
                    (Some(_), Some(table)) if first.name == "PrimaryKey" => {
                        vec![change(ChangeKind::DropPrimaryKey, table, at())]
                    }
                    (Some(name), Some(table)) => vec![drop_constraint(name, &table, &self.at)],
                    _ => Vec::new(),
                }
            }
            ("Delete", "DefaultConstraint") => {
                let kind =
                    ChangeKind::AlterColumn { column: self.ident("OnColumn")?, action: ColumnAction::DropDefault };
                vec![change(kind, self.table("OnTable")?, at())]
            }
            ("Delete", "Schema") => {
                let kind = ChangeKind::DropSchema { if_exists: self.guarded, cascade: false };
                vec![change(kind, self.given(first).object()?, at())]
            }
            // Rows, sequences.
            ("Delete", _) => Vec::new(),
            ("Rename", "Table") => {
                let from = self.table("Table")?;
                let to = ObjectName { qualifiers: from.qualifiers.clone(), name: self.ident("To")? };
                vec![change(ChangeKind::RenameTable { to }, from, at())]
            }
            ("Rename", "Column") => {
                let kind = ChangeKind::RenameColumn { from: self.ident("Column")?, to: self.ident("To")? };
                vec![change(kind, self.table("OnTable")?, at())]
            }
            ("Create", "Index") => {
                let table = self.table("OnTable")?;
                let columns = self.all(&["OnColumn"])?;
                let name = self.ident("Index").unwrap_or_else(|| derived("", first.range.clone()));
                vec![index(name, columns, self.link("Unique").is_some(), &table, &self.at)]
            }
            ("Create", "UniqueConstraint" | "PrimaryKey") => {
                let columns = self.all(&["Column", "Columns"])?;
                let kind = match first.name {
                    "PrimaryKey" => ConstraintKind::PrimaryKey { columns },
                    _ => ConstraintKind::Unique { columns },
                };
                vec![add_constraint(self.given(first).ident(), kind, &self.table("OnTable")?, &self.at)]
            }
            ("Create", "ForeignKey") => {
                let to = ObjectName { qualifiers: Vec::new(), name: self.ident("ToTable")? };
                let kind = ConstraintKind::ForeignKey {
                    columns: self.all(&["ForeignColumn", "ForeignColumns"])?,
                    table: to,
                    referenced: self.all(&["PrimaryColumn", "PrimaryColumns"]).unwrap_or_default(),
                };
                vec![add_constraint(self.given(first).ident(), kind, &self.table("FromTable")?, &self.at)]
            }
            ("Create", "Schema") => vec![change(ChangeKind::CreateSchema, self.given(first).object()?, at())],
            _ => return None,
        })
    }

    fn create(&self, first: &Link<'a>) -> Option<Vec<SchemaChange>> {
        let table = self.table(first.name)?;
        let mut create = CreateTable { if_not_exists: self.guarded, ..CreateTable::default() };
        // A project's own shorthand: a table with a key `Id`.
        if first.name == "TableForModel" {
            let mut id = column(derived("Id", first.range.clone()), "integer", false, first.range.clone());
            (id.generated, id.primary_key) = (true, true);
            create.columns.push(id);
        }
        let mut after = Vec::new();
        for described in self.described() {
            if described.indexed {
                after.push(self.own_index(&described, &table));
            }
            create.columns.push(described.column);
        }
        after.insert(0, change(ChangeKind::CreateTable(create), table, self.at.clone()));
        Some(after)
    }

    /// The columns that the links of a chain add or alter.
    fn columns(&self, table: &ObjectName) -> Vec<SchemaChange> {
        let mut changes = Vec::new();
        for described in self.described() {
            if described.indexed {
                changes.push(self.own_index(&described, table));
            }
            let name = described.column.name.clone();
            if !described.alters {
                let kind = ChangeKind::AddColumn { column: described.column, if_not_exists: self.guarded };
                changes.insert(0, change(kind, table.clone(), self.at.clone()));
                continue;
            }
            let mut actions = Vec::new();
            if !described.column.data_type.is_empty() {
                actions.push(ColumnAction::SetType { data_type: described.column.data_type.clone() });
            }
            actions.extend(
                described
                    .said_nullable
                    .map(|nullable| if nullable { ColumnAction::DropNotNull } else { ColumnAction::SetNotNull }),
            );
            actions.extend(described.column.default.clone().map(|default| ColumnAction::SetDefault { default }));
            let make = |action| {
                let kind = ChangeKind::AlterColumn { column: name.clone(), action };
                change(kind, table.clone(), self.at.clone())
            };
            changes.extend(actions.into_iter().map(make));
        }
        changes
    }

    fn own_index(&self, described: &Described, table: &ObjectName) -> SchemaChange {
        let column = described.column.name.clone();
        let name = derived(format!("IX_{}_{}", table.name, column), column.range.clone());
        index(name, vec![column], false, table, &self.at)
    }

    /// A column begins where a link names one, and what follows describes it.
    fn described(&self) -> Vec<Described> {
        let mut all: Vec<Described> = Vec::new();
        for link in self.links {
            if matches!(link.name, "WithColumn" | "AddColumn" | "AlterColumn" | "Column") {
                let Some(name) = self.given(link).ident() else { continue };
                all.push(Described {
                    column: column(name, "", false, link.range.start..self.at.end),
                    alters: link.name == "AlterColumn" || (link.name == "Column" && self.verb == "Alter"),
                    said_nullable: None,
                    indexed: false,
                });
                continue;
            }
            let Some(last) = all.last_mut() else { continue };
            match link.name {
                "Nullable" => (last.column.nullable, last.said_nullable) = (true, Some(true)),
                "NotNullable" => (last.column.nullable, last.said_nullable) = (false, Some(false)),
                "PrimaryKey" => last.column.primary_key = true,
                "Identity" => last.column.generated = true,
                "Unique" => last.column.unique = true,
                "Indexed" => last.indexed = true,
                "WithDefaultValue" | "SetExistingRowsTo" | "WithDefault" => {
                    last.column.default = default(&self.given(link)).or(Some("…".to_owned()));
                }
                "ForeignKey" | "References" => {
                    let table = link.args.len().checked_sub(2).and_then(|at| link.args.get(at));
                    if let Some(to) = table.and_then(|arg| self.script.eval(&arg.value, self.scope).object()) {
                        last.column.references = Some((to, Vec::new()));
                    }
                }
                name if name.starts_with("As") && last.column.data_type.is_empty() => {
                    last.column.data_type = sql_type(name).to_owned();
                }
                _ => {}
            }
        }
        all
    }
}

struct Described {
    column: ColumnDef,
    alters: bool,
    said_nullable: Option<bool>,
    indexed: bool,
}

fn sql_type(method: &str) -> &'static str {
    match method {
        "AsInt32" => "integer",
        "AsInt64" => "bigint",
        "AsInt16" | "AsByte" => "smallint",
        "AsString" | "AsAnsiString" | "AsFixedLengthString" | "AsXml" => "text",
        "AsBoolean" => "boolean",
        "AsDateTime" | "AsDateTime2" | "AsDateTimeOffset" => "timestamp",
        "AsDate" => "date",
        "AsTime" => "time",
        "AsGuid" => "uuid",
        "AsDecimal" | "AsCurrency" => "decimal",
        "AsDouble" => "double precision",
        "AsFloat" => "real",
        "AsBinary" => "bytea",
        _ => "",
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
            (r#"Delete.Column("A").FromTable("T");"#, "T -A"),
            (r#"Delete.Column("A").Column("B").FromTable("T").InSchema("s");"#, "s.T -A; s.T -B"),
            (r#"Delete.Column(x).FromTable("T");"#, "unreadable"),
            (r#"Rename.Column("A").OnTable("T").To("B");"#, "T A>B"),
            (r#"Rename.Table("T").To("U");"#, "T >U"),
            (r#"Delete.Table("T");"#, "drop T"),
            (r#"Delete.Table("T").IfExists();"#, "drop T if exists"),
            (r#"Delete.FromTable("T").Row(new { A = 1 });"#, ""),
            (
                r#"Alter.Table("T").AddColumn("A").AsInt32().WithDefaultValue(0).AddColumn("B").AsString().Nullable();"#,
                "T +B text null; T +A integer default 0",
            ),
            (r#"Alter.Table("T").AlterColumn("A").AsString().NotNullable();"#, "T A:type text; T A:not null"),
            (r#"Alter.Column("A").OnTable("T").AsInt64().Nullable();"#, "T A:type bigint; T A:null"),
            (r#"Create.Column("A").OnTable("T").AsInt64().Nullable();"#, "T +A bigint null"),
            (
                r#"Create.Table("T").WithColumn("Id").AsInt32().PrimaryKey().Identity().WithColumn("A").AsString().Unique();"#,
                "create T (Id integer generated pk, A text unique)",
            ),
            (r#"Create.TableForModel("T").WithColumn("A").AsString();"#, "create T (Id integer generated pk, A text)"),
            (
                r#"Create.Index("IX").OnTable("T").OnColumn("A").Ascending().WithOptions().Unique();"#,
                "+unique index IX",
            ),
            (r#"Execute.Sql("ALTER TABLE T DROP COLUMN A");"#, "T -A"),
            (r#"IfDatabase("postgres").Execute.Sql("ALTER TABLE T DROP COLUMN A");"#, "T -A"),
            (r#"IfDatabase("sqlite").Execute.Sql("ALTER TABLE T DROP COLUMN A");"#, ""),
            (r#"if (Schema.Table("T").Column("A").Exists()) { Delete.Column("A").FromTable("T"); }"#, "T -A if exists"),
            (r#"Execute.WithConnection(Convert);"#, ""),
        ];
        for (body, expected) in cases {
            let text = format!(
                "using FluentMigrator; [Migration(7)] public class X : Migration {{ public override void Up() {{ {body} }} public override void Down() {{ Delete.Table(\"never\"); }} }}"
            );
            assert_eq!(changes(&FluentMigrator, "Migrations/007_x.cs", &text), *expected, "{body}");
        }
    }

    #[test]
    fn the_attribute_gives_the_order() {
        let tree = Files::new(&[
            ("Core/Migration/010_b.cs", "using FluentMigrator; [Migration(10)] class B {}"),
            ("Core/Migration/9_a.cs", "using FluentMigrator; [Migration(9)] class A {}"),
            ("Core/Migration/Base.cs", "using FluentMigrator; class Base {}"),
        ]);
        let lines: Vec<String> = FluentMigrator.find(&tree).iter().map(line).collect();
        assert_eq!(lines, ["fluentmigrator Core/Migration -: 9=9_a.cs 10=010_b.cs"]);
    }

    #[test]
    fn a_table_of_thirty_columns_is_read() {
        let columns: String = (0..30).map(|at| format!("\n.WithColumn(\"C{at}\").AsString()")).collect();
        let nullable = columns.replacen(".AsString()", ".AsString().Nullable()", 20);
        let text = format!("class M : Migration {{ override void Up() {{ Create.Table(\"T\"){nullable}; }} }}");
        let read = changes(&FluentMigrator, "Migrations/001_M.cs", &text);
        assert!(read.starts_with("create T (C0 text null") && read.ends_with("C29 text)"), "{read}");
    }
}
