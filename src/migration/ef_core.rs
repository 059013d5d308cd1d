//! Entity Framework Core: `<14 digits>_Name.cs` in folders of migrations, run in the order of their names. Only `Up` is read; `*.Designer.cs` and the
//! snapshot of the model say nothing that the migrations do not.

use std::ops::Range;
use std::sync::Arc;

use super::fluent::{
    Fluent, Link, add_constraint, column, default, drop_column, drop_constraint, drop_index, facts, index,
    is_of_another, names, raw, truth, value,
};
use super::index::{Index, file_name};
use super::script::{Scope, Script, Value, Visitor, change, statement, unparsed, unread, unreadable};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet};
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind, Key};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange, Statement,
};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::workers::each;

pub struct EfCore;

impl Layout for EfCore {
    fn name(&self) -> &'static str {
        "ef-core"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut sets = Vec::new();
        for (folder, files) in index.code_folders(&["cs"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            // The newest one alone may be damaged: it is named then, and its folder is one of migrations all the same.
            let read = |entry: Option<&Entry>| {
                entry.and_then(|entry| index.read(&entry.file.path)).filter(|text| text.contains("MigrationBuilder"))
            };
            let first = read(entries.first());
            let Some(text) = read(entries.last()).or_else(|| first.clone()) else { continue };
            let Some(mut set) = one(index, self.name(), folder, ordered(entries)) else { continue };
            if !set.dialect_why.starts_with("directory")
                && let Some(dialect) = first.as_deref().and_then(annotated).or_else(|| annotated(&text))
            {
                (set.dialect, set.dialect_why) = (Some(dialect), "the provider that the migrations name".to_owned());
            }
            sets.push(set);
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

fn entry(path: &Arc<str>) -> Option<Entry> {
    let stem = file_name(path).strip_suffix(".cs")?;
    let (number, name) = stem.split_once('_')?;
    let is_one = number.len() == 14 && version::is_digits(number) && !name.ends_with(".Designer") && !name.is_empty();
    is_one.then(|| Entry::new(Version(vec![version::number(number)]), number, path))
}

/// The database whose annotations or types stand in a migration.
fn annotated(text: &str) -> Option<Dialect> {
    let known = [
        ("Sqlite:", Dialect::Sqlite),
        ("Npgsql:", Dialect::Postgres),
        ("NpgsqlValueGeneration", Dialect::Postgres),
        ("MySql:", Dialect::Mysql),
        ("MySqlValueGeneration", Dialect::Mysql),
        ("SqlServer:", Dialect::Mssql),
        ("type: \"nvarchar", Dialect::Mssql),
        ("type: \"INTEGER\"", Dialect::Sqlite),
        ("type: \"TEXT\"", Dialect::Sqlite),
        ("type: \"character varying", Dialect::Postgres),
    ];
    known.iter().find(|(sign, _)| text.contains(sign)).map(|(_, dialect)| *dialect)
}

impl CodeReader for EfCore {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| Some(read(&facts(file.path, file.text)?, "Up", dialect));
        each(files, |file| one(file).unwrap_or_default())
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = facts(file.path, file.text).filter(|facts| facts.errors.is_empty())?;
        Some(read(&facts, "Down", dialect))
    }
}

fn read(facts: &CodeFacts, name: &str, dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let back = name == "Down";
    let mut reader = Reader { dialect, back, out: unparsed(facts).into_iter().collect() };
    if let Some(up) = script.function(&[name]) {
        let mut scope = Scope::default();
        if let Some(builder) = up.params.first() {
            scope.set(builder.name.clone(), Value::Map(vec![(BUILDER.to_owned(), Value::Unknown)]));
        }
        script.walk(&up.body, &mut scope, &mut reader);
    }
    reader.out
}

/// The key under which a variable is known as the builder of the migration.
const BUILDER: &str = "#builder";

struct Reader {
    dialect: Dialect,
    /// What is not understood has to show: it may bring back something.
    back: bool,
    out: Vec<Statement>,
}

impl<'a> Visitor<'a> for Reader {
    fn skips(&self, condition: &Expr) -> bool {
        is_of_another(condition, self.dialect)
    }

    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let chain = Fluent::of(expr);
        let is_builder = chain.root.as_name().is_some() && script.eval(chain.root, scope).get(BUILDER).is_some();
        let Some(link) = chain.links.first().filter(|_| is_builder) else { return false };
        let call = Call { script, scope, chain: &chain, link };
        match link.name {
            "Sql" => {
                if let Some(sql) = super::fluent::arg(link.args, 0, "sql") {
                    self.out.extend(raw(script, scope, sql, self.dialect, chain.range.clone()));
                }
            }
            "SqlResource" => {
                self.out.push(unread(chain.range.clone(), "this SQL stands in a resource of the assembly"));
            }
            _ => match call.changes() {
                Some(changes) => self.out.push(statement(chain.range.clone(), changes)),
                None if link.name.starts_with("Drop") || link.name.starts_with("Rename") => {
                    self.out.push(unreadable(chain.range.clone(), format!("`{}`", link.name)));
                }
                None if self.back => self.out.push(statement(chain.range.clone(), Vec::new())),
                None => {}
            },
        }
        true
    }
}

/// One call of the builder.
struct Call<'s, 'a> {
    script: &'s Script<'a>,
    scope: &'s Scope<'a>,
    chain: &'s Fluent<'a>,
    link: &'s Link<'a>,
}

impl<'a> Call<'_, 'a> {
    fn given(&self, at: usize, name: &str) -> Value<'a> {
        value(self.script, self.scope, self.link.args, at, name)
    }

    /// An argument that is only ever given by name, as the generator writes all of them.
    fn named(&self, name: &str) -> Value<'a> {
        self.given(usize::MAX, name)
    }

    fn ident(&self, at: usize, name: &str) -> Option<Ident> {
        self.given(at, name).ident()
    }

    /// The table under `name`, in the schema that the argument `schema` says.
    fn object(&self, at: usize, name: &str, schema: &str) -> Option<ObjectName> {
        let table = self.ident(at, name)?;
        Some(ObjectName { qualifiers: self.named(schema).ident().into_iter().collect(), name: table })
    }

    fn columns(&self) -> Option<Vec<Ident>> {
        names(&self.named("columns")).or_else(|| names(&self.given(2, "column")))
    }

    /// `None`: it is none, or it cannot be read.
    fn changes(&self) -> Option<Vec<SchemaChange>> {
        let at = self.chain.range.clone();
        let table = || self.object(1, "table", "schema");
        Some(match self.link.name {
            "DropColumn" => vec![drop_column(self.ident(0, "name")?, false, &table()?, &at)],
            "DropTable" => {
                let kind = ChangeKind::DropTable { if_exists: false, cascade: false };
                vec![change(kind, self.object(0, "name", "schema")?, at)]
            }
            "RenameColumn" => {
                let kind = ChangeKind::RenameColumn { from: self.ident(0, "name")?, to: self.ident(2, "newName")? };
                vec![change(kind, table()?, at)]
            }
            "RenameTable" => self.rename_table(at)?,
            "RenameIndex" => {
                let kind = ChangeKind::RenameIndex { table: table(), to: self.ident(2, "newName")? };
                vec![change(kind, self.object(0, "name", "schema")?, at)]
            }
            "AddColumn" => {
                let column = column_of(self.script, self.scope, self.chain, 0, self.ident(0, "name")?);
                let kind = ChangeKind::AddColumn { column, if_not_exists: false };
                vec![change(kind, table()?, at)]
            }
            "AlterColumn" => self.alter(&at)?,
            "CreateTable" => {
                vec![change(ChangeKind::CreateTable(self.create()), self.object(0, "name", "schema")?, at)]
            }
            "CreateIndex" => {
                let unique = self.named("unique").is_true();
                vec![index(self.ident(0, "name")?, self.columns()?, unique, &table()?, &at)]
            }
            "DropIndex" => vec![drop_index(self.ident(0, "name")?, &table()?, &at)],
            "AddPrimaryKey" => {
                let kind = ConstraintKind::PrimaryKey { columns: self.columns()? };
                vec![add_constraint(self.ident(0, "name"), kind, &table()?, &at)]
            }
            "AddUniqueConstraint" => {
                let kind = ConstraintKind::Unique { columns: self.columns()? };
                vec![add_constraint(self.ident(0, "name"), kind, &table()?, &at)]
            }
            "AddForeignKey" => {
                let to = self.object(3, "principalTable", "principalSchema")?;
                let kind = foreign_key(self.columns()?, to, self);
                vec![add_constraint(self.ident(0, "name"), kind, &table()?, &at)]
            }
            "DropPrimaryKey" => vec![change(ChangeKind::DropPrimaryKey, table()?, at)],
            "DropForeignKey" | "DropUniqueConstraint" | "DropCheckConstraint" => {
                vec![drop_constraint(self.ident(0, "name")?, &table()?, &at)]
            }
            "EnsureSchema" => vec![change(ChangeKind::CreateSchema, self.given(0, "name").object()?, at)],
            "DropSchema" => {
                let kind = ChangeKind::DropSchema { if_exists: false, cascade: false };
                vec![change(kind, self.given(0, "name").object()?, at)]
            }
            "DropSequence" => Vec::new(),
            _ => return None,
        })
    }

    fn rename_table(&self, at: Range<usize>) -> Option<Vec<SchemaChange>> {
        let from = self.object(0, "name", "schema")?;
        let mut changes = Vec::new();
        let new_schema = self.named("newSchema").ident();
        if let Some(schema) = new_schema.clone() {
            changes.push(change(ChangeKind::SetSchema { to: schema }, from.clone(), at.clone()));
        }
        if let Some(name) = self.ident(2, "newName") {
            let qualifiers: Vec<Ident> = new_schema.into_iter().collect();
            let from = if qualifiers.is_empty() { from } else { ObjectName { qualifiers: qualifiers.clone(), ..from } };
            let to = ObjectName {
                qualifiers: if qualifiers.is_empty() { from.qualifiers.clone() } else { qualifiers },
                name,
            };
            changes.push(change(ChangeKind::RenameTable { to }, from, at));
        } else if changes.is_empty() {
            return None;
        }
        Some(changes)
    }

    /// Only what differs from what was there before.
    fn alter(&self, at: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = self.object(1, "table", "schema")?;
        let name = self.ident(0, "name")?;
        let anew = column_of(self.script, self.scope, self.chain, 0, name.clone());
        let mut actions = Vec::new();
        let old_type = self.named("oldType");
        if old_type.text() != Some(&anew.data_type) && !anew.data_type.is_empty() {
            actions.push(ColumnAction::SetType { data_type: anew.data_type });
        }
        let was_nullable = self.named("oldNullable").is_true();
        match (anew.nullable, was_nullable) {
            (true, false) => actions.push(ColumnAction::DropNotNull),
            (false, true) => actions.push(ColumnAction::SetNotNull),
            _ => {}
        }
        if let Some(default) = anew.default {
            actions.push(ColumnAction::SetDefault { default });
        }
        let make = |action| change(ChangeKind::AlterColumn { column: name.clone(), action }, table.clone(), at.clone());
        Some(actions.into_iter().map(make).collect())
    }

    fn create(&self) -> CreateTable {
        let mut create = CreateTable::default();
        if let Some(ExprKind::Lambda { body, .. }) =
            super::fluent::arg(self.link.args, 1, "columns").map(|arg| &arg.kind)
        {
            for entry in body.iter().flat_map(entries) {
                let Key::Name(name) = &entry.key else { continue };
                let chain = Fluent::of(&entry.value);
                let of_table = |link: &Link<'_>| link.name == "Column";
                let Some(at) = chain.links.iter().position(of_table) else { continue };
                let own = chain.links.get(at).map(|link| value(self.script, self.scope, link.args, 0, "name"));
                let ident = own
                    .and_then(|own| own.ident())
                    .unwrap_or_else(|| Ident::at(name.clone(), true, entry.key_range.clone()));
                create.columns.push(column_of(self.script, self.scope, &chain, at, ident));
            }
        }
        let names: Vec<(String, String)> =
            column_names(super::fluent::arg(self.link.args, 1, "columns"), &create.columns);
        if let Some(ExprKind::Lambda { body, .. }) =
            super::fluent::arg(self.link.args, 3, "constraints").map(|arg| &arg.kind)
        {
            for expr in body {
                expr.walk(&mut |expr| {
                    if !matches!(expr.kind, ExprKind::Call { .. }) {
                        return true;
                    }
                    let chain = Fluent::of(expr);
                    let found = chain
                        .links
                        .iter()
                        .find(|link| matches!(link.name, "PrimaryKey" | "ForeignKey" | "UniqueConstraint"));
                    if let Some(link) = found {
                        let call = Call { link, chain: &chain, ..*self };
                        create.constraints.extend(call.constraint(&names));
                    }
                    false
                });
            }
        }
        create
    }

    /// `table.PrimaryKey("PK_T", x => x.Id)`, `table.ForeignKey(name: …, column: x => x.UserId, principalTable: "Users", …)`.
    fn constraint(&self, names: &[(String, String)]) -> Option<Constraint> {
        let lambda = ["columns", "column"]
            .iter()
            .find_map(|name| super::fluent::arg(self.link.args, usize::MAX, name))
            .or_else(|| super::fluent::arg(self.link.args, 1, "columns"))?;
        let mut columns = Vec::new();
        lambda.walk(&mut |expr| match &expr.kind {
            ExprKind::Member { name, name_range, .. } => {
                let column = names.iter().find(|(property, _)| property == name).map_or(name, |(_, column)| column);
                columns.push(Ident::at(column.clone(), true, name_range.clone()));
                false
            }
            _ => true,
        });
        let kind = match self.link.name {
            "PrimaryKey" => ConstraintKind::PrimaryKey { columns },
            "UniqueConstraint" => ConstraintKind::Unique { columns },
            _ => foreign_key(columns, self.object(2, "principalTable", "principalSchema")?, self),
        };
        Some(Constraint { name: self.ident(0, "name"), kind })
    }
}

fn foreign_key(columns: Vec<Ident>, table: ObjectName, call: &Call<'_, '_>) -> ConstraintKind {
    let referenced =
        names(&call.named("principalColumns")).or_else(|| names(&call.named("principalColumn"))).unwrap_or_default();
    ConstraintKind::ForeignKey { columns, table, referenced }
}

fn entries(expr: &Expr) -> &[crate::lang::facts::Entry] {
    match &expr.kind {
        ExprKind::Map(entries) => entries,
        ExprKind::Return(inner) => entries(inner),
        ExprKind::Seq(items) => items.first().map_or(&[], entries),
        _ => &[],
    }
}

/// The properties of the anonymous object with the columns that they are.
fn column_names(lambda: Option<&Expr>, columns: &[ColumnDef]) -> Vec<(String, String)> {
    let Some(ExprKind::Lambda { body, .. }) = lambda.map(|lambda| &lambda.kind) else { return Vec::new() };
    let properties = body.iter().flat_map(entries).filter_map(|entry| match &entry.key {
        Key::Name(name) => Some(name.clone()),
        _ => None,
    });
    properties.zip(columns.iter().map(|column| column.name.value.clone())).collect()
}

/// The column that `Column<T>(…)`, `AddColumn<T>(…)` or `AlterColumn<T>(…)` describes, with the annotations behind it.
fn column_of<'a>(script: &Script<'a>, scope: &Scope<'a>, chain: &Fluent<'a>, at: usize, name: Ident) -> ColumnDef {
    let mut made = column(name, "", false, chain.range.clone());
    let Some(link) = chain.links.get(at) else { return made };
    let named = |name: &str| value(script, scope, link.args, usize::MAX, name);
    made.data_type = match named("type").text() {
        Some(text) => text.to_owned(),
        None => link.type_args.first().map(|text| sql_type(text).to_owned()).unwrap_or_default(),
    };
    made.nullable = truth(&named("nullable")).unwrap_or(false);
    // One that is given and cannot be read (`(byte)1`) is one all the same.
    let is_given = |arg: &&Arg| matches!(arg.name.as_deref(), Some("defaultValue" | "defaultValueSql"));
    let given = link
        .args
        .iter()
        .find(is_given)
        .is_some_and(|arg| !matches!(script.eval(&arg.value, scope), Value::Literal(text) if text == "null"));
    let readable = default(&named("defaultValueSql")).or_else(|| default(&named("defaultValue")));
    made.default = if given { readable.or_else(|| Some("…".to_owned())) } else { readable };
    made.generated = !matches!(named("computedColumnSql"), Value::Unknown)
        || chain.links.get(at + 1..).unwrap_or_default().iter().any(|link| {
            let name = value(script, scope, link.args, 0, "name");
            name.text().is_some_and(|name| {
                ["Autoincrement", "ValueGenerat", "Identity"].iter().any(|sign| name.contains(sign))
            })
        });
    made
}

/// A plausible type for a type of .NET.
fn sql_type(name: &str) -> &str {
    match name.trim_end_matches('?') {
        "string" => "text",
        "int" => "integer",
        "long" => "bigint",
        "short" | "byte" => "smallint",
        "bool" => "boolean",
        "Guid" => "uuid",
        "DateTime" | "DateTimeOffset" => "timestamp",
        "DateOnly" => "date",
        "TimeSpan" | "TimeOnly" => "time",
        "decimal" => "decimal",
        "double" => "double precision",
        "float" => "real",
        "byte[]" => "bytea",
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
            (r#"m.DropColumn(name: "A", table: "T");"#, "T -A"),
            (r#"m.DropColumn(name: "A", schema: "s", table: "T");"#, "s.T -A"),
            (r#"m.DropColumn("A", "T");"#, "T -A"),
            (r#"m.DropColumn(name: Name(), table: "T");"#, "unreadable"),
            (r#"m.RenameColumn(name: "A", table: "T", newName: "B");"#, "T A>B"),
            (r#"m.DropTable(name: "T");"#, "drop T"),
            (r#"m.RenameTable(name: "T", newName: "U");"#, "T >U"),
            (r#"m.AddColumn<string>(name: "A", table: "T", type: "TEXT", nullable: true);"#, "T +A TEXT null"),
            (r#"m.AddColumn<int>(name: "A", table: "T", nullable: false, defaultValue: 0);"#, "T +A integer default 0"),
            (
                r#"m.AddColumn<byte>(name: "A", table: "T", type: "smallint", nullable: false, defaultValue: (byte)1);"#,
                "T +A smallint default …",
            ),
            (
                r#"m.AlterColumn<int>(name: "A", table: "T", type: "INTEGER", nullable: false, defaultValue: 0, oldClrType: typeof(int), oldType: "INTEGER", oldNullable: true);"#,
                "T A:not null; T A:default 0",
            ),
            (
                r#"m.CreateTable(name: "T", columns: table => new { Id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true), U = table.Column<string>(type: "TEXT", nullable: true) }, constraints: table => { table.PrimaryKey("PK_T", x => x.Id); table.ForeignKey(name: "FK", column: x => x.U, principalTable: "Users", principalColumn: "Id", onDelete: ReferentialAction.Cascade); });"#,
                "create T (Id INTEGER generated, U TEXT null, primary key (Id), foreign key (U) >Users)",
            ),
            (r#"m.CreateIndex(name: "IX", table: "T", column: "A", unique: true);"#, "+unique index IX"),
            (r#"m.CreateIndex(name: "IX", table: "T", columns: new[] { "A", "B" });"#, "+index IX"),
            (r#"m.DropIndex(name: "IX", table: "T");"#, "-index IX"),
            (r#"m.DropForeignKey(name: "FK", table: "T");"#, "T -constraint FK"),
            (
                r#"m.AddForeignKey(name: "FK", table: "T", column: "A", principalTable: "U", principalColumn: "Id");"#,
                "T +foreign key (A) >U",
            ),
            (r#"m.Sql("ALTER TABLE T DROP COLUMN A");"#, "T -A"),
            (r#"m.Sql(@"ALTER TABLE ""T"" DROP COLUMN ""A""");"#, "T -A"),
            (r#"m.Sql($"DROP TABLE {x}");"#, "unreadable"),
            (r#"foreach (var c in new[] { "A", "B" }) { m.DropColumn(name: c, table: "T"); }"#, "T -A; T -B"),
            (r#"m.InsertData(table: "T", column: "A", value: 1);"#, ""),
        ];
        for (body, expected) in cases {
            let text = format!(
                "namespace X {{ public partial class Y : Migration {{ protected override void Up(MigrationBuilder m) {{ {body} }} protected override void Down(MigrationBuilder m) {{ m.DropTable(name: \"never\"); }} }} }}"
            );
            assert_eq!(changes(&EfCore, "Migrations/20240101000000_Y.cs", &text), *expected, "{body}");
        }
    }

    #[test]
    fn folders_of_providers_are_one_database() {
        let text = "class A : Migration { void Up(MigrationBuilder b) {} }";
        let tree = Files::new(&[
            ("util/MySqlMigrations/Migrations/20240101000000_A.cs", text),
            ("util/MySqlMigrations/Migrations/20240101000000_A.Designer.cs", text),
            ("util/MySqlMigrations/Migrations/ContextModelSnapshot.cs", text),
            ("util/PostgresMigrations/Migrations/20240101000001_A.cs", text),
            ("src/ManualMigrations/Manual.cs", text),
        ]);
        let sets = EfCore.find(&tree);
        let lines: Vec<String> = sets.iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "ef-core util/MySqlMigrations/Migrations mysql: 20240101000000=20240101000000_A.cs",
                "ef-core util/PostgresMigrations/Migrations postgres: 20240101000001=20240101000001_A.cs"
            ]
        );
        assert_eq!(sets[0].group, sets[1].group);
    }
}
