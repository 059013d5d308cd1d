//! Indexes, references, keys and checks, views and functions: the operations of Rails' migrations beside columns.

use std::ops::Range;

use super::args::{Args, range_of};
use super::names;
use super::operations::{Outcome, constraint, plain_column, table};
use super::reader::Reader;
use crate::migration::script::{Value, change, sql_kind};
use crate::model::change::{ChangeKind, ColumnDef, ConstraintKind, IndexPart, SchemaChange};
use crate::model::name::{Ident, ObjectName};
use crate::model::query::Query;

impl Reader<'_, '_> {
    /// The operations that are not about columns.
    pub fn key_operation(&self, name: &str, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let changes = match name {
            "add_index" | "add_concurrent_index" => self.add_index(args, range),
            "remove_index" | "remove_concurrent_index" => self.remove_index(args, range),
            "remove_concurrent_index_by_name" | "remove_index_by_name" => {
                let (own, named) = (args.at(0).and_then(table), args.option("name").or_else(|| args.at(1)));
                named.and_then(Value::object).map(|index| vec![self.dropped_index(own, index, args, range)])
            }
            "add_foreign_key" | "add_concurrent_foreign_key" => self.add_foreign_key(args, range),
            "remove_foreign_key" | "remove_foreign_key_if_exists" => self.remove_foreign_key(args, range),
            "add_check_constraint" => self.add_check(args, range),
            "remove_check_constraint" | "remove_unique_constraint" | "remove_exclusion_constraint" => {
                self.remove_named(args, range)
            }
            "validate_check_constraint" | "validate_constraint" | "validate_foreign_key" => {
                Some(validated(args, range).into_iter().collect())
            }
            "add_unique_constraint" | "add_unique_key" => self.add_unique(args, range),
            "create_view" | "replace_view" | "update_view" => self.view(name, args, range),
            "drop_view" => args.at(0).and_then(table).map(|view| {
                let materialized = args.flag("materialized");
                let if_exists = args.flag("if_exists") || self.guarded;
                vec![change(ChangeKind::DropView { if_exists, cascade: false, materialized }, view, range.clone())]
            }),
            "drop_function" => args.at(0).and_then(table).map(|function| {
                let kind = ChangeKind::DropFunction { if_exists: true, cascade: false, procedure: false };
                vec![change(kind, function, range.clone())]
            }),
            "drop_trigger" => args.at(0).and_then(table).map(|trigger| {
                let on = args.option("on").and_then(table);
                vec![change(ChangeKind::DropTrigger { table: on, if_exists: true }, trigger, range.clone())]
            }),
            "create_schema" => {
                args.at(0).and_then(table).map(|schema| vec![change(ChangeKind::CreateSchema, schema, range.clone())])
            }
            "drop_schema" => args.at(0).and_then(table).map(|schema| {
                let kind = ChangeKind::DropSchema { if_exists: args.flag("if_exists"), cascade: true };
                vec![change(kind, schema, range.clone())]
            }),
            "truncate" | "truncate_tables" => Some(
                args.from(0)
                    .filter_map(table)
                    .map(|table| change(ChangeKind::Truncate, table, range.clone()))
                    .collect(),
            ),
            name if HARMLESS.contains(&name) => Some(Vec::new()),
            _ => return Outcome::Other,
        };
        match changes {
            Some(changes) => Outcome::Changes(changes),
            None if name == "drop_view" => Outcome::Unreadable(name.to_owned()),
            None => Outcome::Unknown,
        }
    }

    fn add_index(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let parts = self.index_parts(&own, args.at(1)?)?;
        let options: Vec<(&str, &Value<'_>)> =
            args.options.iter().map(|(name, value)| (name.as_str(), value)).collect();
        Some(vec![self.index(&own, parts, &options, range)])
    }

    /// The parts of an index: columns, or one text that is an expression.
    fn index_parts(&self, own: &ObjectName, value: &Value<'_>) -> Option<Vec<IndexPart>> {
        let parts = value.items().iter().map(|item| {
            let name = item.ident()?;
            if name.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Some(vec![plain_part(name)]);
            }
            let text = format!("CREATE INDEX i ON {} ({})", own.name, name.value);
            Some(match sql_kind(&text, &name.range, self.dialect) {
                Some(ChangeKind::CreateIndex { columns, .. }) => columns,
                _ => vec![IndexPart { column: None, expression: name.value.clone(), names: Vec::new() }],
            })
        });
        let parts: Option<Vec<Vec<IndexPart>>> = parts.collect();
        parts.map(|parts| parts.concat())
    }

    fn index(
        &self,
        own: &ObjectName,
        columns: Vec<IndexPart>,
        options: &[(&str, &Value<'_>)],
        range: &Range<usize>,
    ) -> SchemaChange {
        let option = |name: &str| options.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        let spelled: Vec<String> = columns.iter().map(|part| part.expression.clone()).collect();
        let made = || names::index(&own.to_string(), &spelled);
        let name = option("name").and_then(Value::ident).unwrap_or_else(|| Ident::at(made(), true, range.clone()));
        let kind = ChangeKind::CreateIndex {
            table: own.clone(),
            columns,
            unique: option("unique").is_some_and(Value::is_true),
            predicate: option("where").and_then(Value::text).map(str::to_owned),
            concurrently: option("algorithm").and_then(Value::text) == Some("concurrently"),
            if_not_exists: option("if_not_exists").is_some_and(Value::is_true) || self.guarded,
        };
        change(kind, ObjectName { qualifiers: own.qualifiers.clone(), name }, range.clone())
    }

    /// The index that a column's option asks for: `index: true`, `index: { unique: true }`.
    pub fn option_index(
        &self,
        own: &ObjectName,
        columns: Vec<Ident>,
        value: &Value<'_>,
        range: &Range<usize>,
    ) -> Option<SchemaChange> {
        let options: Vec<(&str, &Value<'_>)> = match value {
            Value::Map(entries) => entries.iter().map(|(name, value)| (name.as_str(), value)).collect(),
            other if other.is_true() => Vec::new(),
            _ => return None,
        };
        Some(self.index(own, columns.into_iter().map(plain_part).collect(), &options, range))
    }

    fn remove_index(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        if let Some(name) = args.option("name") {
            return Some(vec![self.dropped_index(Some(own), name.object()?, args, range)]);
        }
        let columns = args.option("column").or_else(|| args.at(1))?;
        let spelled: Option<Vec<String>> = columns.items().iter().map(|item| Some(item.text()?.to_owned())).collect();
        let spelled = spelled?;
        let name = self.known.index_over(&own, &spelled).unwrap_or_else(|| names::index(&own.to_string(), &spelled));
        let place = columns.items().first().and_then(range_of).unwrap_or_else(|| range.clone());
        let index = ObjectName { qualifiers: own.qualifiers.clone(), name: Ident::at(name, true, place) };
        Some(vec![self.dropped_index(Some(own), index, args, range)])
    }

    fn dropped_index(
        &self,
        own: Option<ObjectName>,
        index: ObjectName,
        args: &Args<'_>,
        range: &Range<usize>,
    ) -> SchemaChange {
        let kind = ChangeKind::DropIndex {
            table: own,
            concurrently: args.text("algorithm") == Some("concurrently"),
            if_exists: args.flag("if_exists") || self.guarded,
            cascade: false,
        };
        change(kind, index, range.clone())
    }

    /// `t.references :author, polymorphic: true, foreign_key: { to_table: :users }`
    pub fn add_references(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let names: Vec<Ident> = args.from(1).map(Value::ident).collect::<Option<_>>()?;
        let nullable = !args.option("null").is_some_and(Value::is_false);
        let default_type = if self.version >= (5, 1) { "bigint" } else { "integer" };
        let abstract_type = args.text("type").unwrap_or(default_type);
        let if_not_exists = args.flag("if_not_exists") || self.guarded;
        let polymorphic = args.option("polymorphic").filter(|value| value.is_true() || matches!(value, Value::Map(_)));
        let mut changes = Vec::new();
        for name in names {
            let with = |end: &str| Ident { value: format!("{}_{end}", name.value), ..name.clone() };
            let one = |name: Ident, data_type: String| {
                let column = ColumnDef { name, data_type, nullable, range: range.clone(), ..ColumnDef::default() };
                plain_column(&own, column, if_not_exists, range)
            };
            if polymorphic.is_some() {
                changes.push(one(with("type"), "varchar".to_owned()));
            }
            changes.push(one(with("id"), super::columns::data_type(abstract_type, args, self.dialect)));
            let wanted = match args.option("index") {
                Some(value) => Some(value.clone()).filter(|value| !value.is_false()),
                None => (self.version >= (5, 0)).then(|| Value::Literal("true".into())),
            };
            let columns = match polymorphic {
                Some(_) => vec![with("type"), with("id")],
                None => vec![with("id")],
            };
            if let Some(mut index) = wanted.and_then(|value| self.option_index(&own, columns, &value, range)) {
                // From Rails 6.1 on, without a name of its own, it is named by the reference.
                let named = args.option("index").is_some_and(|value| value.get("name").is_some());
                if polymorphic.is_some() && !named && self.version >= (6, 1) {
                    index.object.name.value = names::index(&own.to_string(), std::slice::from_ref(&name.value));
                }
                changes.push(index);
            }
            match args.option("foreign_key") {
                Some(value @ Value::Map(_)) => {
                    let to = value.get("to_table").and_then(table);
                    changes.push(self.reference_key(&own, &name, with("id"), to, range));
                }
                Some(value) if value.is_true() => {
                    changes.push(self.reference_key(&own, &name, with("id"), None, range));
                }
                _ => {}
            }
        }
        Some(changes)
    }

    fn reference_key(
        &self,
        own: &ObjectName,
        name: &Ident,
        column: Ident,
        to: Option<ObjectName>,
        range: &Range<usize>,
    ) -> SchemaChange {
        let to = to.unwrap_or_else(|| ObjectName {
            qualifiers: Vec::new(),
            name: Ident { value: names::referenced(&name.value), ..name.clone() },
        });
        let kind = ConstraintKind::ForeignKey { columns: vec![column], table: to, referenced: Vec::new() };
        constraint(own.clone(), None, kind, range)
    }

    pub fn remove_references(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let names: Vec<Ident> = args.from(1).map(Value::ident).collect::<Option<_>>()?;
        let polymorphic = args.option("polymorphic").is_some_and(|value| !value.is_false());
        let if_exists = args.flag("if_exists") || self.guarded;
        let one = |name: &Ident, end: &str| {
            let column = Ident { value: format!("{}_{end}", name.value), ..name.clone() };
            change(ChangeKind::DropColumn { column, if_exists, cascade: false }, own.clone(), range.clone())
        };
        let ends: &[&str] = if polymorphic { &["id", "type"] } else { &["id"] };
        Some(names.iter().flat_map(|name| ends.iter().map(move |end| one(name, end))).collect())
    }

    fn add_foreign_key(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (own, to) = (args.at(0).and_then(table)?, args.at(1).and_then(table)?);
        let columns = match args.option("column") {
            Some(value) => value.items().iter().map(Value::ident).collect::<Option<Vec<_>>>()?,
            None => vec![Ident { value: names::key_of(&to.name.value), ..to.name.clone() }],
        };
        let referenced = args.option("primary_key").map(|key| key.items().iter().filter_map(Value::ident).collect());
        let kind = ConstraintKind::ForeignKey { columns, table: to, referenced: referenced.unwrap_or_default() };
        Some(vec![constraint(own, args.option("name").and_then(Value::ident), kind, range)])
    }

    /// Without a name it is the one that the catalog gives to a key over this column.
    fn remove_foreign_key(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let made = || {
            let column = match args.option("column") {
                Some(column) => column.text()?.to_owned(),
                None => names::key_of(args.option("to_table").or_else(|| args.at(1))?.text()?),
            };
            Some(Ident::at(format!("{}_{column}_fkey", own.name), true, range.clone()))
        };
        let name = args.option("name").and_then(Value::ident).or_else(made)?;
        Some(vec![change(ChangeKind::DropConstraint { name, if_exists: true, cascade: false }, own, range.clone())])
    }

    fn add_check(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let expression = args.at(1)?;
        let (text, place) = (expression.text()?, range_of(expression)?);
        let name = args.option("name").and_then(Value::ident);
        let read = sql_kind(&format!("ALTER TABLE {} ADD CHECK ({text})", own.name), &place, self.dialect);
        let kind = match read {
            Some(ChangeKind::AddConstraint(read)) => read.kind,
            _ => ConstraintKind::Check { expression: text.to_owned(), columns: Vec::new(), values: Vec::new() },
        };
        Some(vec![constraint(own, name, kind, range)])
    }

    fn remove_named(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let Some(name) = args.option("name").and_then(Value::ident) else { return Some(Vec::new()) };
        Some(vec![change(ChangeKind::DropConstraint { name, if_exists: true, cascade: false }, own, range.clone())])
    }

    fn add_unique(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let own = args.at(0).and_then(table)?;
        let name = args.option("name").and_then(Value::ident);
        let kind = match args.option("using_index").and_then(Value::ident) {
            Some(index) => ConstraintKind::UsingIndex { index, primary: false },
            None => ConstraintKind::Unique { columns: args.from(1).filter_map(Value::ident).collect() },
        };
        Some(vec![constraint(own, name, kind, range)])
    }

    /// Scenic's views: their queries stand in files of their own, unless a dump gives them.
    fn view(&self, name: &str, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let view = args.at(0).and_then(table)?;
        let definition = args.option("sql_definition");
        let query = definition.and_then(|definition| {
            let (text, place) = (definition.text()?, range_of(definition)?);
            match sql_kind(&format!("CREATE VIEW v AS {text}"), &place, self.dialect) {
                Some(ChangeKind::CreateView { query, .. }) => Some(query),
                _ => None,
            }
        });
        let kind = ChangeKind::CreateView {
            query: query.unwrap_or_else(|| Box::new(Query { approximate: true, ..Query::default() })),
            columns: Vec::new(),
            materialized: args.option("materialized").is_some_and(|value| !value.is_false()),
            or_replace: name != "create_view" || definition.is_none(),
        };
        Some(vec![change(kind, view, range.clone())])
    }
}

/// The validation of a constraint, if it is named.
fn validated(args: &Args<'_>, range: &Range<usize>) -> Option<SchemaChange> {
    let own = args.at(0).and_then(table)?;
    let name = args.option("name").or_else(|| args.at(1)).and_then(Value::ident)?;
    Some(change(ChangeKind::ValidateConstraint { name }, own, range.clone()))
}

fn plain_part(name: Ident) -> IndexPart {
    IndexPart { expression: name.value.clone(), names: vec![name.clone()], column: Some(name) }
}

/// Operations that are understood and change nothing that code names.
const HARMLESS: &[&str] = &[
    "enable_extension",
    "disable_extension",
    "change_table_comment",
    "change_column_comment",
    "disable_ddl_transaction!",
    "set_table_comment",
    "set_column_comment",
    "initialize_column_type_change",
    "finalize_column_type_change",
    "backfill_column_for_type_change",
    "cleanup_column_type_change",
    "initialize_column_rename",
    "initialize_table_rename",
    "add_exclusion_constraint",
    "validate_not_null_constraint",
    "add_text_limit",
    "remove_text_limit",
];
