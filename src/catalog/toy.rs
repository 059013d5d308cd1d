//! A toy notation of changes for the tests of this folder: statements between `;`, words between blanks.
//!
//! `table t a:int! b:text=x c:int@ d:int* e:text^ f:text{x,y}`: `!` not null, `=` default, `@` generated, `*` primary key,
//! `^` unique, `{}` values; `like:other`, `of:other` (PARTITION OF), `temp`, `maybe` (IF NOT EXISTS) and `as:other` (AS SELECT *) stand among the columns.

use std::ops::Range;

use crate::model::change::*;
use crate::model::name::{Ident, ObjectName};
use crate::model::query::*;

/// The statements of a text in the toy notation.
pub(super) fn read(text: &str) -> Vec<Statement> {
    let mut at = 0;
    let mut statements = Vec::new();
    for part in text.split(';') {
        let start = at + part.len() - part.trim_start().len();
        let range = start..start + part.trim().len();
        at += part.len() + 1;
        if !part.trim().is_empty() {
            statements.push(statement(part.trim(), range));
        }
    }
    statements
}

pub(super) fn statement(text: &str, range: Range<usize>) -> Statement {
    let with = |kind, nested| Statement { range: range.clone(), kind, reading: Reading::Parsed, nested };
    let changes = |kind, object| StatementKind::Changes(vec![SchemaChange { kind, object, range: range.clone() }]);
    if let Some(inner) = text.strip_prefix("do ") {
        return with(StatementKind::Changes(Vec::new()), vec![statement(inner, range.clone())]);
    }
    if let Some(rest) = text.strip_prefix("proc ") {
        let (name, inner) = rest.split_once(' ').unwrap_or((rest, ""));
        let kind = ChangeKind::CreateFunction {
            body: Vec::new(),
            or_replace: true,
            procedure: true,
            follows: false,
            signature: None,
        };
        return with(changes(kind, object(name)), vec![statement(inner, range.clone())]);
    }
    if let Some(name) = text.strip_prefix("call ") {
        return with(StatementKind::Query(Query { calls: vec![object(name)], ..Query::default() }), Vec::new());
    }
    if let Some(rest) = text.strip_prefix("copy ") {
        return with(StatementKind::Query(copy(rest, &range)), Vec::new());
    }
    if let Some(inner) = text.strip_prefix("unparsed ") {
        let seen = match statement(inner, range.clone()).kind {
            StatementKind::Changes(changes) => changes,
            _ => Vec::new(),
        };
        return with(StatementKind::Unparsed { reason: String::new(), at: range.clone(), seen }, Vec::new());
    }
    let (kind, object) = change(text, &range);
    with(changes(kind, object), Vec::new())
}

fn change(text: &str, range: &Range<usize>) -> (ChangeKind, ObjectName) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let cascade = words.contains(&"cascade");
    let if_exists = words.contains(&"maybe");
    let constraint =
        |name: Option<&&str>, kind| ChangeKind::AddConstraint(Constraint { name: name.map(|name| ident(name)), kind });
    match words.as_slice() {
        ["table", name, rest @ ..] => (ChangeKind::CreateTable(create(rest, range)), object(name)),
        ["drop", "table", name, ..] => (ChangeKind::DropTable { if_exists, cascade }, object(name)),
        ["drop", "view", name, ..] => (ChangeKind::DropView { if_exists, cascade, materialized: false }, object(name)),
        ["drop", "type", name, ..] => (ChangeKind::DropType { if_exists, cascade }, object(name)),
        ["drop", "schema", name, ..] => (ChangeKind::DropSchema { if_exists, cascade }, object(name)),
        ["drop", "function", name, ..] => {
            (ChangeKind::DropFunction { if_exists, cascade, procedure: false }, object(name))
        }
        ["drop", "trigger", name] => (ChangeKind::DropTrigger { table: None, if_exists }, object(name)),
        ["drop", "index", name, table @ ..] => {
            let table = table.first().map(|table| object(table));
            (ChangeKind::DropIndex { table, concurrently: false, if_exists, cascade }, object(name))
        }
        ["drop", "constraint", table, name] => {
            (ChangeKind::DropConstraint { name: ident(name), if_exists, cascade }, object(table))
        }
        ["drop", "pk", table] => (ChangeKind::DropPrimaryKey, object(table)),
        ["drop", column, ..] => {
            let (table, column) = dotted(column);
            (ChangeKind::DropColumn { column, if_exists, cascade }, table)
        }
        ["rename", "table", from, to] => (ChangeKind::RenameTable { to: object(to) }, object(from)),
        ["rename", "view", from, to] => (ChangeKind::RenameView { to: object(to) }, object(from)),
        ["rename", "type", from, to] => (ChangeKind::RenameType { to: object(to) }, object(from)),
        ["rename", "function", from, to] => (ChangeKind::RenameFunction { to: object(to) }, object(from)),
        ["rename", "index", from, to] => (ChangeKind::RenameIndex { table: None, to: ident(to) }, object(from)),
        ["rename", "constraint", table, from, to] => {
            (ChangeKind::RenameConstraint { from: ident(from), to: ident(to) }, object(table))
        }
        ["rename", column, to] => {
            let (table, from) = dotted(column);
            (ChangeKind::RenameColumn { from, to: ident(to) }, table)
        }
        ["attach", parent, name] => (ChangeKind::Partition { partition: object(name), attached: true }, object(parent)),
        ["detach", parent, name] => {
            (ChangeKind::Partition { partition: object(name), attached: false }, object(parent))
        }
        ["move", name, schema] => (ChangeKind::SetSchema { to: ident(schema) }, object(name)),
        ["add", table, column, ..] => {
            let column = column_def(column, range);
            (ChangeKind::AddColumn { column, if_not_exists: if_exists }, object(table))
        }
        ["alter", column, action] => {
            let (table, column) = dotted(column);
            let action = match action.split_once('=') {
                Some(("type", data_type)) => ColumnAction::SetType { data_type: data_type.into() },
                Some((_, default)) => ColumnAction::SetDefault { default: default.into() },
                None if *action == "notnull" => ColumnAction::SetNotNull,
                None if *action == "null" => ColumnAction::DropNotNull,
                None if *action == "nodefault" => ColumnAction::DropDefault,
                None if *action == "nogenerated" => ColumnAction::DropGenerated,
                None => ColumnAction::AddGenerated,
            };
            (ChangeKind::AlterColumn { column, action }, table)
        }
        ["redefine", column, def] => {
            let (table, column) = dotted(column);
            let action = ColumnAction::Redefine(Box::new(column_def(def, range)));
            (ChangeKind::AlterColumn { column, action }, table)
        }
        ["unique", table, columns, name @ ..] => {
            (constraint(name.first(), ConstraintKind::Unique { columns: idents(columns) }), object(table))
        }
        ["pk", table, columns, name @ ..] => {
            (constraint(name.first(), ConstraintKind::PrimaryKey { columns: idents(columns) }), object(table))
        }
        ["using", table, index, name @ ..] => (
            constraint(name.first(), ConstraintKind::UsingIndex { index: ident(index), primary: false }),
            object(table),
        ),
        ["check", table, column, values, name @ ..] => {
            let values = values.split(',').map(str::to_string).collect();
            let kind = ConstraintKind::Check { expression: String::new(), columns: idents(column), values };
            (constraint(name.first(), kind), object(table))
        }
        ["fk", table, columns, other, referenced] => {
            let (columns, referenced) = (idents(columns), idents(referenced));
            (constraint(None, ConstraintKind::ForeignKey { columns, table: object(other), referenced }), object(table))
        }
        ["index", name, table, columns, rest @ ..] => {
            let part = |c: Ident| IndexPart { expression: c.value.clone(), names: vec![c.clone()], column: Some(c) };
            let kind = ChangeKind::CreateIndex {
                table: object(table),
                columns: idents(columns).into_iter().map(part).collect(),
                unique: rest.contains(&"unique"),
                predicate: rest.contains(&"partial").then(String::new),
                concurrently: false,
                if_not_exists: false,
            };
            (kind, object(name))
        }
        ["view", name, table, columns] => {
            let query = Box::new(query(table, columns, range));
            (ChangeKind::CreateView { query, columns: Vec::new(), materialized: false, or_replace: true }, object(name))
        }
        ["enum", name, values] => (ChangeKind::CreateEnum { values: idents(values) }, object(name)),
        ["addvalue", name, value] => (ChangeKind::AddEnumValue { value: ident(value) }, object(name)),
        ["renamevalue", name, from, to] => {
            (ChangeKind::RenameEnumValue { from: ident(from), to: ident(to) }, object(name))
        }
        ["function", name, table, columns] => {
            let body = vec![query(table, columns, range)];
            (
                ChangeKind::CreateFunction {
                    body,
                    or_replace: true,
                    procedure: false,
                    follows: false,
                    signature: None,
                },
                object(name),
            )
        }
        ["trigger", name, table, columns, function @ ..] => {
            let function = function.first().map(|name| object(name));
            let kind = ChangeKind::CreateTrigger {
                table: object(table),
                columns: idents(columns),
                function,
                body: Vec::new(),
                fills: false,
            };
            (kind, object(name))
        }
        ["path", name] => (ChangeKind::SetSearchPath, object(name)),
        other => panic!("not in the toy notation: {other:?}"),
    }
}

fn create(words: &[&str], range: &Range<usize>) -> CreateTable {
    let mut table = CreateTable::default();
    for word in words {
        match *word {
            "temp" => table.temporary = true,
            "maybe" => table.if_not_exists = true,
            _ => match word.split_once(':') {
                Some(("like", other)) => table.like.push(object(other).into()),
                Some(("of", other)) => {
                    table.like.push(object(other).into());
                    table.partition = true;
                }
                Some(("as", other)) => table.query = Some(Box::new(query(other, "*", range))),
                _ => table.columns.push(column_def(word, range)),
            },
        }
    }
    table
}

fn column_def(text: &str, range: &Range<usize>) -> ColumnDef {
    let (text, values) = match text.split_once('{') {
        Some((text, values)) => (text, values.trim_end_matches('}').split(',').map(str::to_string).collect()),
        None => (text, Vec::new()),
    };
    let (text, default) = match text.split_once('=') {
        Some((text, default)) => (text, Some(default.to_string())),
        None => (text, None),
    };
    let (name, data_type) = text.split_once(':').unwrap_or((text, ""));
    let flags: &[char] = &['!', '@', '*', '^'];
    ColumnDef {
        name: ident(name),
        data_type: data_type.trim_end_matches(flags).to_string(),
        nullable: !data_type.contains('!'),
        default,
        generated: data_type.contains('@'),
        made_of: Vec::new(),
        primary_key: data_type.contains('*'),
        unique: data_type.contains('^'),
        references: None,
        values,
        range: range.clone(),
        ..ColumnDef::default()
    }
}

/// `SELECT columns FROM table`
fn query(table: &str, columns: &str, range: &Range<usize>) -> Query {
    let used = TableUse { name: object(table), alias: None, access: Access::Read, range: range.clone() };
    let mut query = Query { tables: vec![used], ..Query::default() };
    if columns == "*" {
        query.stars.push(StarUse { tables: vec![0], range: range.clone(), whole_row: false });
        query.outputs.push(None);
        return query;
    }
    for column in idents(columns) {
        query.outputs.push(Some(column.value.clone()));
        query.columns.push(ColumnUse {
            column,
            access: Access::Read,
            qualified: false,
            scopes: vec![vec![0]],
            opaque: false,
            qualifier: None,
            clause: Clause::Projection,
            range: range.clone(),
        });
    }
    query
}

/// `a,b from c,d`: `INSERT INTO a (b) SELECT d FROM c`; within one table `UPDATE a SET b = d`. Each is `table.columns`.
fn copy(text: &str, range: &Range<usize>) -> Query {
    let (into, from) = text.split_once(" from ").unwrap_or((text, ""));
    let (into, targets) = into.split_once('.').unwrap_or((into, ""));
    let (from, sources) = from.split_once('.').unwrap_or((from, ""));
    let mut query = query(from, sources, range);
    if into == from {
        query.columns.iter_mut().for_each(|column| column.clause = Clause::Value);
        let mut target = query.columns.clone();
        target.iter_mut().zip(idents(targets)).for_each(|(column, name)| {
            column.clause = Clause::Target;
            column.column = name;
        });
        query.columns.extend(target);
    } else {
        query.tables.push(TableUse { name: object(into), alias: None, access: Access::Write, range: range.clone() });
        let columns = Some(idents(targets));
        query.inserts.push(InsertUse { table: 1, columns, values: None, defaults: Vec::new(), range: range.clone() });
    }
    query
}

pub(super) fn ident(text: &str) -> Ident {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => Ident::at(inner, true, 0..0),
        None => Ident::new(text),
    }
}

fn idents(text: &str) -> Vec<Ident> {
    text.split(',').filter(|part| *part != "-").map(ident).collect()
}

pub(super) fn object(text: &str) -> ObjectName {
    ObjectName::from_parts(text.split('.').map(ident).collect()).unwrap_or_default()
}

fn dotted(text: &str) -> (ObjectName, Ident) {
    let (table, column) = text.rsplit_once('.').unwrap_or((text, ""));
    (object(table), ident(column))
}
