//! The operations of Rails' migrations on tables, each into changes of the schema. `t.remove :a` in a block over a table is the same as
//! `remove_columns :users, :a`, and is read by the same code.

use std::ops::Range;

use super::args::Args;
use super::columns::{column, data_type, default, is_type};
use super::names;
use super::reader::Reader;
use crate::migration::script::{Value, change, object};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, SchemaChange};
use crate::model::name::{Ident, ObjectName};

/// What an operation comes to.
pub enum Outcome {
    Changes(Vec<SchemaChange>),
    /// It destroys or renames something, and this is what can be read of it.
    Unreadable(String),
    /// A name that says what to make is put together when it runs.
    Unknown,
    /// No operation on the schema.
    Other,
}

impl Reader<'_, '_> {
    /// One operation, the table first among its arguments.
    pub fn operation(&self, name: &str, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let destroys = DESTROYING.contains(&name);
        let changes = match name {
            "drop_table" => self.drop_tables(args, range),
            "drop_join_table" => self.drop_join_table(args, range),
            "remove_column" | "remove_columns" => self.remove_columns(name, args, range),
            "cleanup_concurrent_column_rename" | "cleanup_column_rename" => self.drop_column(args, 1, range),
            "rename_column" | "finalize_column_rename" => self.rename_column(args, range),
            "rename_column_concurrently" => self.copied_column(args, range),
            "rename_table" | "finalize_table_rename" => self.rename_table(args, range),
            "rename_index" => self.rename_index(args, range),
            "remove_reference" | "remove_belongs_to" | "remove_references" => self.remove_references(args, range),
            "remove_timestamps" => self.remove_timestamps(args, range),
            "add_column" | "add_column_with_default" => self.add_column(args, range),
            "add_columns" => self.add_columns(args, range),
            "add_reference" | "add_belongs_to" | "add_references" => self.add_references(args, range),
            "add_timestamps" | "add_timestamps_with_timezone" => self.add_timestamps(args, range),
            "change_column" | "change_column_type_in_background" => self.change_column(args, range),
            "change_column_default" => self.change_column_default(args, range),
            "change_column_null" => self.change_column_null(args, range),
            "add_not_null_constraint" => self.alter(args, ColumnAction::SetNotNull, range),
            "remove_not_null_constraint" => self.alter(args, ColumnAction::DropNotNull, range),
            "drop_enum" => self.drop_enum(args, range),
            "rename_enum" => self.rename_enum(args, range),
            "rename_enum_value" => self.rename_enum_value(args, range),
            "create_enum" => self.create_enum(args, range),
            "add_enum_value" => self.add_enum_value(args, range),
            _ => match self.key_operation(name, args, range) {
                Outcome::Changes(changes) => Some(changes),
                other => return other,
            },
        };
        match changes {
            Some(changes) => Outcome::Changes(changes),
            None if destroys => Outcome::Unreadable(name.to_owned()),
            None => Outcome::Unknown,
        }
    }

    /// An operation of a block over a table: its name among the operations, or a type.
    pub fn table_operation(&self, name: &str, args: Args<'_>, range: &Range<usize>) -> Outcome {
        let name = match name {
            _ if of_block(name).is_some() => of_block(name).unwrap_or(name),
            "timestamps_with_timezone" | "datetime_with_timezone" if args.positions.len() < 2 => "add_timestamps",
            "attachment" | "has_attached_file" => return self.attachment(&args, range),
            "remove_index"
            | "remove_references"
            | "remove_belongs_to"
            | "remove_timestamps"
            | "rename_index"
            | "remove_foreign_key"
            | "remove_check_constraint"
            | "remove_unique_constraint"
            | "remove_exclusion_constraint" => name,
            // `t.respond_to?(:jsonb)` asks.
            other if is_type(other) || args.positions.len() > 1 && !other.ends_with(['?', '!']) => {
                return self.typed(other, &args, range);
            }
            _ => return Outcome::Other,
        };
        self.operation(name, &args, range)
    }

    /// `t.string :a, :b, null: false`
    fn typed(&self, name: &str, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let Some(table) = args.at(0).and_then(table) else { return Outcome::Unknown };
        let names: Vec<Ident> = args.from(1).filter_map(Value::ident).collect();
        if names.is_empty() && !is_type(name) {
            return Outcome::Other;
        }
        Outcome::Changes(names.into_iter().flat_map(|own| self.added(&table, own, name, args, range)).collect())
    }

    /// A new column, with the index that its options ask for.
    fn added(
        &self,
        table: &ObjectName,
        name: Ident,
        abstract_type: &str,
        args: &Args<'_>,
        range: &Range<usize>,
    ) -> Vec<SchemaChange> {
        let def = column(name.clone(), abstract_type, args, self.dialect, range.clone());
        let mut changes = vec![change(
            ChangeKind::AddColumn { column: def, if_not_exists: args.flag("if_not_exists") || self.guarded },
            table.clone(),
            range.clone(),
        )];
        if let Some(index) = args.option("index") {
            changes.extend(self.option_index(table, vec![name], index, range));
        }
        changes
    }

    fn add_column(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (table, name) = (args.at(0).and_then(table)?, args.at(1)?.ident()?);
        let abstract_type = args.at(2).and_then(type_name).unwrap_or_default();
        Some(self.added(&table, name, &abstract_type, args, range))
    }

    /// `add_columns :users, :a, :b, type: :string`
    fn add_columns(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let abstract_type = args.option("type").and_then(type_name).unwrap_or_default();
        Some(
            args.from(1)
                .filter_map(Value::ident)
                .flat_map(|name| self.added(&table, name, &abstract_type, args, range))
                .collect(),
        )
    }

    fn copied_column(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (table, name) = (args.at(0).and_then(table)?, args.at(2)?.ident()?);
        Some(self.added(&table, name, "", &Args::default(), range))
    }

    fn add_timestamps(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let mut args = args.clone();
        if args.option("null").is_none() && self.version >= (5, 0) {
            args.options.push(("null".into(), Value::Literal("false".into())));
        }
        let names = ["created_at", "updated_at"].map(|name| Ident::at(name, true, range.clone()));
        Some(names.into_iter().flat_map(|name| self.added(&table, name, "datetime", &args, range)).collect())
    }

    fn remove_timestamps(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let names = ["created_at", "updated_at"].map(|name| Ident::at(name, true, range.clone()));
        Some(names.into_iter().map(|name| self.dropped(&table, name, args, range)).collect())
    }

    fn dropped(&self, table: &ObjectName, column: Ident, args: &Args<'_>, range: &Range<usize>) -> SchemaChange {
        let if_exists = args.flag("if_exists") || self.guarded;
        change(ChangeKind::DropColumn { column, if_exists, cascade: false }, table.clone(), range.clone())
    }

    fn drop_column(&self, args: &Args<'_>, at: usize, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (table, name) = (args.at(0).and_then(table)?, args.at(at)?.ident()?);
        Some(vec![self.dropped(&table, name, args, range)])
    }

    /// The type that the way back needs is no column: `remove_column :users, :email, :string`. Old Rails took several columns.
    fn remove_columns(&self, name: &str, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let mut names: Vec<&Value<'_>> = args.from(1).collect();
        if name == "remove_column" && args.positions.get(1).is_some_and(|first| !matches!(first, Value::List(_))) {
            let several = self.version < (4, 3) && names.iter().skip(1).all(|name| !name.text().is_some_and(is_type));
            if !several {
                names.truncate(1);
            }
        }
        let names: Option<Vec<Ident>> = names.into_iter().map(Value::ident).collect();
        let names = names.filter(|names| !names.is_empty())?;
        Some(names.into_iter().map(|name| self.dropped(&table, name, args, range)).collect())
    }

    fn rename_column(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let (from, to) = (args.at(1)?.ident()?, args.at(2)?.ident()?);
        let mut changes =
            vec![change(ChangeKind::RenameColumn { from: from.clone(), to: to.clone() }, table.clone(), range.clone())];
        changes.extend(self.known.indexes_after_column(&table, &from.value, &to.value, range));
        Some(changes)
    }

    fn rename_table(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (from, to) = (args.at(0).and_then(table)?, args.at(1).and_then(table)?);
        let mut changes = vec![change(ChangeKind::RenameTable { to: to.clone() }, from.clone(), range.clone())];
        changes.extend(self.known.indexes_after_table(&from, &to, range));
        Some(changes)
    }

    fn rename_index(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let table = args.at(0).and_then(table)?;
        let (from, to) = (args.at(1)?.object()?, args.at(2)?.ident()?);
        Some(vec![change(ChangeKind::RenameIndex { table: Some(table), to }, from, range.clone())])
    }

    fn drop_tables(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let cascade = args.text("force") == Some("cascade");
        let if_exists = args.flag("if_exists") || self.guarded;
        let names: Option<Vec<ObjectName>> = args.from(0).map(table).collect();
        let names = names.filter(|names| !names.is_empty())?;
        let one = |name| change(ChangeKind::DropTable { if_exists, cascade }, name, range.clone());
        Some(names.into_iter().map(one).collect())
    }

    fn drop_join_table(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let name = join_table(args)?;
        let if_exists = args.flag("if_exists") || self.guarded;
        Some(vec![change(ChangeKind::DropTable { if_exists, cascade: false }, name, range.clone())])
    }

    fn change_column(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (table, column) = (args.at(0).and_then(table)?, args.at(1)?.ident()?);
        let mut actions = Vec::new();
        if let Some(abstract_type) = args.at(2).and_then(type_name) {
            actions.push(ColumnAction::SetType { data_type: data_type(&abstract_type, args, self.dialect) });
        }
        if let Some(null) = args.option("null") {
            actions.push(if null.is_false() { ColumnAction::SetNotNull } else { ColumnAction::DropNotNull });
        }
        if let Some(value) = args.option("default") {
            actions.push(set_default(value));
        }
        let one =
            |action| change(ChangeKind::AlterColumn { column: column.clone(), action }, table.clone(), range.clone());
        Some(actions.into_iter().map(one).collect())
    }

    fn change_column_default(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let value = args.option("to").or_else(|| args.at(2));
        self.alter(args, value.map_or(ColumnAction::DropDefault, set_default), range)
    }

    fn change_column_null(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let null = args.at(2).is_some_and(Value::is_true);
        self.alter(args, if null { ColumnAction::DropNotNull } else { ColumnAction::SetNotNull }, range)
    }

    fn alter(&self, args: &Args<'_>, action: ColumnAction, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (table, column) = (args.at(0).and_then(table)?, args.at(1)?.ident()?);
        Some(vec![change(ChangeKind::AlterColumn { column, action }, table, range.clone())])
    }

    fn create_enum(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let name = args.at(0).and_then(table)?;
        let values = args.from(1).chain(args.option("values").into_iter().flat_map(|list| list.items()));
        let values = values.filter_map(Value::ident).collect();
        Some(vec![change(ChangeKind::CreateEnum { values }, name, range.clone())])
    }

    fn drop_enum(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let name = args.at(0).and_then(table)?;
        let if_exists = args.flag("if_exists") || self.guarded;
        Some(vec![change(ChangeKind::DropType { if_exists, cascade: false }, name, range.clone())])
    }

    fn rename_enum(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (name, to) = (args.at(0).and_then(table)?, args.option("to").or_else(|| args.at(1)).and_then(table)?);
        Some(vec![change(ChangeKind::RenameType { to }, name, range.clone())])
    }

    fn add_enum_value(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let (name, value) = (args.at(0).and_then(table)?, args.at(1)?.ident()?);
        Some(vec![change(ChangeKind::AddEnumValue { value }, name, range.clone())])
    }

    fn rename_enum_value(&self, args: &Args<'_>, range: &Range<usize>) -> Option<Vec<SchemaChange>> {
        let name = args.at(0).and_then(table)?;
        let from = args.option("from").or_else(|| args.at(1))?.ident()?;
        let to = args.option("to").or_else(|| args.at(2))?.ident()?;
        Some(vec![change(ChangeKind::RenameEnumValue { from, to }, name, range.clone())])
    }

    /// Paperclip's columns for a file.
    fn attachment(&self, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let Some(table) = args.at(0).and_then(table) else { return Outcome::Unknown };
        let mut changes = Vec::new();
        for name in args.from(1).filter_map(Value::ident) {
            for (end, abstract_type) in [
                ("file_name", "string"),
                ("content_type", "string"),
                ("file_size", "integer"),
                ("updated_at", "datetime"),
            ] {
                let own = Ident { value: format!("{}_{end}", name.value), ..name.clone() };
                changes.extend(self.added(&table, own, abstract_type, &Args::default(), range));
            }
        }
        Outcome::Changes(changes)
    }
}

/// The operation that a word of a block over a table stands for.
pub fn of_block(name: &str) -> Option<&'static str> {
    Some(match name {
        "column" => "add_column",
        "remove" | "remove_columns" => "remove_columns",
        "rename" => "rename_column",
        "change" => "change_column",
        "change_default" => "change_column_default",
        "change_null" => "change_column_null",
        "timestamps" => "add_timestamps",
        "references" | "belongs_to" => "add_references",
        "index" => "add_index",
        "foreign_key" => "add_foreign_key",
        "check_constraint" => "add_check_constraint",
        "unique_constraint" | "unique_key" => "add_unique_constraint",
        "exclusion_constraint" => "add_exclusion_constraint",
        _ => return None,
    })
}

/// A table's name; also of `User.table_name`.
pub fn table(value: &Value<'_>) -> Option<ObjectName> {
    match value {
        Value::Path { path, range } => {
            let model = path.strip_suffix(".table_name")?.rsplit('.').next()?;
            object(&names::referenced(&crate::orm::naming::snake(model)), range.clone())
        }
        other => other.object(),
    }
}

/// The table of `create_join_table :a, :b`.
pub fn join_table(args: &Args<'_>) -> Option<ObjectName> {
    if let Some(given) = args.option("table_name") {
        return given.object();
    }
    let (one, two) = (args.at(0)?, args.at(1)?);
    object(&names::join_table(one.text()?, two.text()?), super::args::range_of(one)?)
}

/// The key columns of a table between two others.
pub fn join_columns(args: &Args<'_>, dialect: crate::model::name::Dialect) -> Vec<ColumnDef> {
    let column = |value: &Value<'_>| {
        let own = value.ident()?;
        let name = Ident { value: names::key_of(&own.value), ..own.clone() };
        let nullable =
            args.option("column_options").and_then(|options| options.get("null")).is_some_and(Value::is_true);
        let data_type = data_type("bigint", args, dialect);
        Some(ColumnDef { name, data_type, nullable, range: own.range, ..ColumnDef::default() })
    };
    args.positions.iter().take(2).filter_map(column).collect()
}

/// A type: a symbol or a string.
fn type_name(value: &Value<'_>) -> Option<String> {
    value.text().map(str::to_owned)
}

fn set_default(value: &Value<'_>) -> ColumnAction {
    default(value).map_or(ColumnAction::DropDefault, |default| ColumnAction::SetDefault { default })
}

/// A constraint of a table that is altered.
pub fn constraint(table: ObjectName, name: Option<Ident>, kind: ConstraintKind, range: &Range<usize>) -> SchemaChange {
    change(ChangeKind::AddConstraint(Constraint { name, kind }), table, range.clone())
}

/// A column without a place of its own at the end of a table.
pub fn plain_column(table: &ObjectName, column: ColumnDef, if_not_exists: bool, range: &Range<usize>) -> SchemaChange {
    let kind = ChangeKind::AddColumn { column, if_not_exists };
    change(kind, table.clone(), range.clone())
}

/// Operations whose names have to be known.
const DESTROYING: &[&str] = &[
    "drop_table",
    "drop_join_table",
    "remove_column",
    "remove_columns",
    "rename_column",
    "finalize_column_rename",
    "cleanup_concurrent_column_rename",
    "rename_table",
    "finalize_table_rename",
    "remove_reference",
    "remove_references",
    "remove_belongs_to",
    "remove_timestamps",
    "drop_enum",
    "rename_enum",
    "rename_enum_value",
    "drop_view",
];
