//! `schema.prisma` as the statements that `prisma db push` would make of it.
//!
//! Tables and columns are those that the ORM's mapping names; here come nullability, defaults and keys. Values that Prisma's client makes
//! (`cuid()`, `uuid()`) are no defaults of the database.

use std::sync::Arc;

use crate::lang;
use crate::lang::facts::{Arg, Class, ClassKind, Expr, ExprKind, Field};
use crate::model::change::{
    ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, Reading, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::orm::{AttributeKind, CodeFile, Mapping, ORMS};
use crate::source::{Revision, SourceFile};

/// A schema that was read.
pub struct Read {
    pub statements: Vec<Statement>,
    /// The text that could not be read.
    pub unread: String,
    /// What `provider` says.
    pub dialect: Option<Dialect>,
}

/// The models that a file of Prisma's schema language maps to tables.
pub fn mappings(path: &Arc<str>, text: &Arc<str>) -> Option<(CodeFile, Vec<Mapping>)> {
    let language = lang::of_path(path).filter(|language| language.name == "prisma")?;
    let orm = ORMS.iter().find(|orm| orm.name == "prisma")?;
    let facts = (language.parse)(text, "prisma");
    let source = SourceFile::new(path.clone(), Revision::Head, text.clone());
    let file = CodeFile { source, language, facts, test: false };
    let mappings = (orm.mappings)(&file);
    // A `type` is a part of a document, a `view` is made by hand.
    let is_model = |mapping: &Mapping| {
        file.facts.classes.iter().any(|class| {
            class.name_range == mapping.span.range
                && text.get(class.range.clone()).is_some_and(|t| t.starts_with("model"))
        })
    };
    let mappings = mappings.into_iter().filter(is_model).collect();
    Some((file, mappings))
}

/// Reads a file.
pub fn read(path: &Arc<str>, text: &Arc<str>) -> Read {
    let mut read = Read { statements: Vec::new(), unread: String::new(), dialect: None };
    let Some((file, mappings)) = mappings(path, text) else { return read };
    for class in &file.facts.classes {
        if class.kind == ClassKind::Enum {
            let values = class.fields.iter().map(|field| Ident::at(mapped(field), true, field.name_range.clone()));
            let name = block_map(class).unwrap_or_else(|| class.name.clone());
            let kind = ChangeKind::CreateEnum { values: values.collect() };
            read.statements.push(statement(class, quoted(name), kind));
        }
        if class.name == "datasource" {
            let provider = class.fields.iter().find(|field| field.name == "provider");
            read.dialect = provider.and_then(|field| Dialect::named(&field.value.as_ref()?.as_text()?));
        }
    }
    for mapping in mappings {
        let class = file.facts.classes.iter().find(|class| class.name_range == mapping.span.range);
        if let (Some(class), Some(table)) = (class, mapping.table.clone()) {
            let create = table_of(&file, class, &mapping, &table.name.value);
            read.statements.push(statement(class, table, ChangeKind::CreateTable(create)));
        }
    }
    for error in &file.facts.errors {
        read.unread.push_str(&text.get(error.clone()).unwrap_or_default().to_lowercase());
        read.unread.push('\n');
    }
    read
}

fn statement(class: &Class, object: ObjectName, kind: ChangeKind) -> Statement {
    let range = class.name_range.clone();
    let changes = vec![SchemaChange { kind, object, range: range.clone() }];
    Statement { range, kind: StatementKind::Changes(changes), reading: Reading::Parsed, nested: Vec::new() }
}

fn quoted(name: String) -> ObjectName {
    let mut object = ObjectName::new(name);
    object.name.quoted = true;
    object
}

fn table_of(file: &CodeFile, class: &Class, mapping: &Mapping, table: &str) -> CreateTable {
    let mut create = CreateTable::default();
    let mut column_of = Vec::new();
    for attribute in &mapping.attributes {
        if !matches!(attribute.kind, AttributeKind::Column | AttributeKind::Ignored) {
            continue;
        }
        let Some(field) = class.fields.iter().find(|field| field.name_range == attribute.span.range) else { continue };
        column_of.push((attribute.name.clone(), attribute.column.clone()));
        let column = column(file, field, &attribute.column);
        if find(&field.decorators, "unique").is_some() {
            let columns = vec![column.name.clone()];
            create.constraints.push(unique(format!("{table}_{}_key", attribute.column), columns));
        }
        create.columns.push(column);
    }
    for attribute in &class.body {
        let (Some(name), args) = (callee(attribute), args(attribute)) else { continue };
        let fields = args.iter().find(|arg| matches!(arg.name.as_deref(), None | Some("fields"))).map(|arg| &arg.value);
        let Some(ExprKind::List(fields)) = fields.map(|fields| &fields.kind) else { continue };
        let column = |field: &Expr| {
            let name = field.path().or_else(|| callee(field).map(str::to_owned))?;
            let known = column_of.iter().find(|(own, _)| *own == name).map(|(_, column)| column.clone());
            Some(Ident::at(known?, true, field.range.clone()))
        };
        let columns: Vec<Ident> = fields.iter().filter_map(column).collect();
        if columns.len() != fields.len() || columns.is_empty() {
            continue;
        }
        match name {
            "@@id" => create.constraints.push(Constraint { name: None, kind: ConstraintKind::PrimaryKey { columns } }),
            "@@unique" => {
                let given =
                    args.iter().find(|arg| arg.name.as_deref() == Some("map")).and_then(|arg| arg.value.as_text());
                let all: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
                let name = given.unwrap_or_else(|| format!("{table}_{}_key", all.join("_")));
                create.constraints.push(unique(name, columns));
            }
            _ => {}
        }
    }
    create
}

fn unique(name: String, columns: Vec<Ident>) -> Constraint {
    Constraint { name: Some(Ident::at(name, true, 0..0)), kind: ConstraintKind::Unique { columns } }
}

fn column(file: &CodeFile, field: &Field, name: &str) -> ColumnDef {
    let written = field.type_text.as_deref().unwrap_or_default();
    let base: String = written.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let default = find(&field.decorators, "default").and_then(|default| args(default).first()).map(|arg| &arg.value);
    let by_database = |value: &Expr| {
        !matches!(callee(value), Some("cuid" | "uuid" | "nanoid" | "ulid" | "auto" | "autoincrement"))
            || !matches!(value.kind, ExprKind::Call { .. })
    };
    let text = |value: &Expr| file.source.text.get(value.range.clone()).unwrap_or_default().to_owned();
    let sql = SQL
        .iter()
        .find(|(prisma, _)| *prisma == base)
        .map_or_else(|| format!("\"{base}\""), |(_, sql)| (*sql).to_owned());
    ColumnDef {
        name: Ident::at(name, true, field.name_range.clone()),
        data_type: if written.contains("[]") { format!("{sql}[]") } else { sql },
        nullable: written.contains(['?', '[']),
        default: default.filter(|value| by_database(value)).map(text),
        generated: default.is_some_and(|value| callee(value) == Some("autoincrement")),
        primary_key: find(&field.decorators, "id").is_some(),
        range: field.range.clone(),
        ..ColumnDef::default()
    }
}

const SQL: &[(&str, &str)] = &[
    ("String", "text"),
    ("Boolean", "boolean"),
    ("Int", "integer"),
    ("BigInt", "bigint"),
    ("Float", "double precision"),
    ("Decimal", "decimal"),
    ("DateTime", "timestamp"),
    ("Json", "jsonb"),
    ("Bytes", "bytea"),
    ("Unsupported", ""),
];

fn callee(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Call { callee, .. } => callee.last_name(),
        _ => expr.last_name(),
    }
}

fn args(expr: &Expr) -> &[Arg] {
    match &expr.kind {
        ExprKind::Call { args, .. } => args,
        _ => &[],
    }
}

fn find<'a>(decorators: &'a [Expr], name: &str) -> Option<&'a Expr> {
    decorators.iter().find(|decorator| callee(decorator) == Some(name))
}

fn mapped(field: &Field) -> String {
    let map = find(&field.decorators, "map").and_then(|map| args(map).first()?.value.as_text());
    map.unwrap_or_else(|| field.name.clone())
}

fn block_map(class: &Class) -> Option<String> {
    find(&class.body, "@@map").and_then(|map| args(map).first()?.value.as_text())
}
