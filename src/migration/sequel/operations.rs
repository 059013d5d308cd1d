//! The operations of Sequel's migrations on one table, each into changes of the schema: those of `alter_table`, which the database has as well with the table
//! first, and the words of a block of `create_table`.

use std::ops::Range;

use super::columns::{column, data_type, default, type_name};
use super::reader::Reader;
use crate::lang::facts::{Expr, ExprKind, Key};
use crate::migration::rails::args::{Args, range_of};
use crate::migration::rails::operations::{Outcome, constraint, plain_column};
use crate::migration::script::{Value, change, sql_kind};
use crate::model::change::{ChangeKind, ColumnAction, ConstraintKind, IndexPart, SchemaChange};
use crate::model::name::{Ident, ObjectName};

type Made = Option<Vec<SchemaChange>>;

impl Reader<'_> {
    /// One operation of `alter_table`.
    pub fn alter(&self, name: &str, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let one = |kind: ChangeKind| vec![change(kind, table.clone(), range.clone())];
        let column = || args.at(0).and_then(Value::ident);
        let action = |action: ColumnAction| Some(one(ChangeKind::AlterColumn { column: column()?, action }));
        let made: Made = match name {
            "add_column" => self.typed(table, args, range),
            "drop_column" => column().map(|column| one(self.dropped(column, args))),
            "rename_column" => column().and_then(|from| {
                let to = args.at(1)?.ident()?;
                Some(one(ChangeKind::RenameColumn { from, to }))
            }),
            "set_column_type" => {
                let written = args.at(1).and_then(type_name).unwrap_or_default();
                action(ColumnAction::SetType { data_type: data_type(&written, args, self.dialect) })
            }
            "set_column_default" => {
                let new = args.at(1).and_then(default);
                action(new.map_or(ColumnAction::DropDefault, |default| ColumnAction::SetDefault { default }))
            }
            "set_column_allow_null" if args.at(1).is_some_and(Value::is_false) => action(ColumnAction::SetNotNull),
            "set_column_allow_null" => action(ColumnAction::DropNotNull),
            "set_column_not_null" => action(ColumnAction::SetNotNull),
            "add_primary_key" => self.primary_key(table, args, range),
            "add_foreign_key" => self.foreign_key(table, args, range),
            "drop_foreign_key" => match args.at(0) {
                Some(Value::List(columns)) => return Outcome::Changes(self.dropped_key(table, columns, args, range)),
                _ => column().map(|column| one(self.dropped(column, args))),
            },
            "add_unique_constraint" => self.unique(table, args, range),
            "add_constraint" => Some(self.check(table, args.at(0), 1, args, range)),
            "validate_constraint" => column().map(|name| one(ChangeKind::ValidateConstraint { name })),
            "rename_constraint" => column().and_then(|from| {
                let to = args.at(1)?.ident()?;
                Some(one(ChangeKind::RenameConstraint { from, to }))
            }),
            // What takes no name with it that code would use.
            "add_index" | "add_full_text_index" | "add_spatial_index" => {
                Some(self.index(table, args, range).into_iter().collect())
            }
            "drop_index" => Some(self.dropped_index(table, args, range).into_iter().collect()),
            "drop_constraint" => Some(column().map_or_else(Vec::new, |name| {
                one(ChangeKind::DropConstraint { name, if_exists: true, cascade: args.flag("cascade") })
            })),
            "add_exclusion_constraint" | "set" => Some(Vec::new()),
            _ => return Outcome::Other,
        };
        match made {
            Some(changes) => Outcome::Changes(changes),
            None if DESTROYING.contains(&name) => Outcome::Unreadable(name.to_owned()),
            None => Outcome::Unknown,
        }
    }

    /// One word of a block of `create_table`; what is no word of it is a type.
    pub fn in_create(&self, name: &str, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Outcome {
        let made: Made = match name {
            "primary_key" => self.primary_key(table, args, range),
            "foreign_key" => self.foreign_key(table, args, range),
            "column" => self.typed(table, args, range),
            "index" | "full_text_index" | "spatial_index" => Some(self.index(table, args, range).into_iter().collect()),
            "unique" => self.unique(table, args, range),
            "constraint" => Some(self.check(table, args.at(0), 1, args, range)),
            "check" => Some(self.check(table, None, 0, args, range)),
            "exclude" | "from" | "to" | "values_in" | "default" | "modulus" | "remainder" => Some(Vec::new()),
            _ if NO_TYPES.contains(&name) || name.ends_with(['?', '!']) => return Outcome::Other,
            other => match args.at(0) {
                Some(first) => first.ident().map(|own| self.added(table, own, other, args, range)),
                None => return Outcome::Other,
            },
        };
        made.map_or(Outcome::Unknown, Outcome::Changes)
    }

    fn dropped(&self, column: Ident, args: &Args<'_>) -> ChangeKind {
        let if_exists = args.flag("if_exists") || self.guarded;
        ChangeKind::DropColumn { column, if_exists, cascade: args.flag("cascade") }
    }

    /// `column :a, String, null: false`
    fn typed(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Made {
        let written = args.at(1).and_then(type_name).unwrap_or_default();
        Some(self.added(table, args.at(0)?.ident()?, &written, args, range))
    }

    /// A new column, with the index that its options ask for.
    fn added(
        &self,
        table: &ObjectName,
        name: Ident,
        written: &str,
        args: &Args<'_>,
        range: &Range<usize>,
    ) -> Vec<SchemaChange> {
        let def = column(name.clone(), written, args, self.dialect, range.clone());
        let if_not_exists = args.flag("if_not_exists") || self.guarded;
        let mut changes = vec![plain_column(table, def, if_not_exists, range)];
        if let Some(wanted) = args.option("index").filter(|value| value.is_true() || matches!(value, Value::Map(_))) {
            let options = match wanted {
                Value::Map(options) => options.clone(),
                _ => Vec::new(),
            };
            let own = Value::Text { value: name.value, range: name.range, pieces: Vec::new() };
            changes.extend(self.index(table, &Args { positions: vec![own], options, block: None }, range));
        }
        changes
    }

    fn primary_key(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Made {
        if let Some(Value::List(columns)) = args.at(0) {
            let columns = columns.iter().map(Value::ident).collect::<Option<Vec<_>>>()?;
            let kind = ConstraintKind::PrimaryKey { columns };
            return Some(vec![constraint(table.clone(), args.option("name").and_then(Value::ident), kind, range)]);
        }
        let name = args.at(0).or_else(|| args.option("name"))?.ident()?;
        let written = args.option("type").or_else(|| args.at(1)).and_then(type_name);
        let written = written.unwrap_or_else(|| "Integer".to_owned());
        let counted = matches!(
            written.to_ascii_lowercase().as_str(),
            "integer" | "bignum" | "bigint" | "int" | "serial" | "bigserial" | "fixnum"
        ) && !args.option("auto_increment").is_some_and(Value::is_false);
        let mut def = column(name, &written, args, self.dialect, range.clone());
        def.primary_key = true;
        def.nullable = false;
        def.generated |= counted;
        Some(vec![plain_column(table, def, args.flag("if_not_exists") || self.guarded, range)])
    }

    /// A column with its key, or for a list the key alone.
    fn foreign_key(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Made {
        let to = args.at(1).or_else(|| args.option("table")).and_then(Value::object);
        let referenced: Vec<Ident> =
            args.option("key").map(|key| key.items().iter().filter_map(Value::ident).collect()).unwrap_or_default();
        if let Some(Value::List(columns)) = args.at(0) {
            // Keys over columns that are found when it runs take no name with them.
            let Some(columns) = columns.iter().map(Value::ident).collect::<Option<Vec<_>>>() else {
                return Some(Vec::new());
            };
            let Some(to) = to else { return Some(Vec::new()) };
            let kind = ConstraintKind::ForeignKey { columns, table: to, referenced };
            return Some(vec![constraint(table.clone(), args.option("name").and_then(Value::ident), kind, range)]);
        }
        let name = args.at(0)?.ident()?;
        let mut changes = self.added(table, name.clone(), "Integer", args, range);
        let named = args.option("foreign_key_constraint_name").or_else(|| args.option("name")).and_then(Value::ident);
        if let Some(to) = to {
            let kind = ConstraintKind::ForeignKey { columns: vec![name], table: to, referenced };
            changes.push(constraint(table.clone(), named, kind, range));
        }
        Some(changes)
    }

    /// Without a name it is the one that the catalog gives to a key over this column.
    fn dropped_key(
        &self,
        table: &ObjectName,
        columns: &[Value<'_>],
        args: &Args<'_>,
        range: &Range<usize>,
    ) -> Vec<SchemaChange> {
        let made = || {
            let column = columns.first()?.text()?;
            Some(Ident::at(format!("{}_{column}_fkey", table.name), true, range.clone()))
        };
        let Some(name) = args.option("name").and_then(Value::ident).or_else(made) else { return Vec::new() };
        let kind = ChangeKind::DropConstraint { name, if_exists: true, cascade: args.flag("cascade") };
        vec![change(kind, table.clone(), range.clone())]
    }

    fn unique(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Made {
        let columns: Vec<Ident> = args.at(0)?.items().iter().map(Value::ident).collect::<Option<_>>()?;
        let kind = ConstraintKind::Unique { columns };
        Some(vec![constraint(table.clone(), args.option("name").and_then(Value::ident), kind, range)])
    }

    fn index(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Option<SchemaChange> {
        let columns: Vec<IndexPart> = args.at(0)?.items().iter().map(index_part).collect::<Option<_>>()?;
        let spelled: Vec<String> = columns.iter().map(|part| part.expression.clone()).collect();
        let name = args.option("name").and_then(Value::ident);
        let name = name.unwrap_or_else(|| Ident::at(index_name(table, &spelled), true, range.clone()));
        let predicate = args.option("where").map(|predicate| match predicate.text() {
            Some(text) => text.to_owned(),
            None => lit(predicate).unwrap_or_else(|| "…".to_owned()),
        });
        let kind = ChangeKind::CreateIndex {
            table: table.clone(),
            columns,
            unique: args.flag("unique"),
            predicate,
            concurrently: args.flag("concurrently"),
            if_not_exists: args.flag("if_not_exists") || self.guarded,
        };
        Some(change(kind, ObjectName { qualifiers: table.qualifiers.clone(), name }, range.clone()))
    }

    fn dropped_index(&self, table: &ObjectName, args: &Args<'_>, range: &Range<usize>) -> Option<SchemaChange> {
        let name = args.option("name").and_then(Value::ident).or_else(|| {
            let columns: Option<Vec<&str>> = args.at(0)?.items().iter().map(Value::text).collect();
            let columns: Vec<String> = columns?.into_iter().map(str::to_owned).collect();
            let place = args.at(0).and_then(range_of).unwrap_or_else(|| range.clone());
            Some(Ident::at(index_name(table, &columns), true, place))
        })?;
        let kind = ChangeKind::DropIndex {
            table: Some(table.clone()),
            concurrently: args.flag("concurrently"),
            if_exists: args.flag("if_exists") || self.guarded,
            cascade: args.flag("cascade"),
        };
        Some(change(kind, ObjectName { qualifiers: table.qualifiers.clone(), name }, range.clone()))
    }

    /// A constraint in SQL, or in Ruby of which the columns are known.
    fn check(
        &self,
        table: &ObjectName,
        name: Option<&Value<'_>>,
        from: usize,
        args: &Args<'_>,
        range: &Range<usize>,
    ) -> Vec<SchemaChange> {
        let name = name.and_then(Value::ident).or_else(|| args.option("name").and_then(Value::ident));
        let text = args.at(from).and_then(|value| value.text().map(str::to_owned).or_else(|| lit(value)));
        let place = args.at(from).and_then(range_of).unwrap_or_else(|| range.clone());
        let read = text
            .as_ref()
            .and_then(|text| sql_kind(&format!("ALTER TABLE {} ADD CHECK ({text})", table.name), &place, self.dialect));
        let kind = match read {
            Some(ChangeKind::AddConstraint(read)) => read.kind,
            _ => {
                let mut columns: Vec<Ident> = Vec::new();
                let keys = args.options.iter().filter(|(name, _)| !OPTIONS.contains(&name.as_str()));
                columns.extend(keys.clone().map(|(name, _)| Ident::at(name.clone(), true, range.clone())));
                let values = match &keys.collect::<Vec<_>>()[..] {
                    [(_, Value::List(values))] => {
                        values.iter().filter_map(|value| Some(value.text()?.to_owned())).collect()
                    }
                    _ => Vec::new(),
                };
                args.block.iter().flat_map(|(_, body)| body.iter()).for_each(|expr| names(expr, &mut columns));
                if let Some(Value::Expr(expr)) = args.at(from) {
                    names(expr, &mut columns);
                }
                ConstraintKind::Check { expression: text.unwrap_or_else(|| "…".to_owned()), columns, values }
            }
        };
        vec![constraint(table.clone(), name, kind, range)]
    }
}

/// The name that Sequel gives an index: `users_email_name_index`.
fn index_name(table: &ObjectName, columns: &[String]) -> String {
    format!("{}_{}_index", table.to_string().replace('.', "_"), columns.join("_"))
}

fn index_part(value: &Value<'_>) -> Option<IndexPart> {
    if let Some(name) = value.ident() {
        return Some(IndexPart { expression: name.value.clone(), names: vec![name.clone()], column: Some(name) });
    }
    let Value::Expr(expr) = value else { return None };
    let mut found = Vec::new();
    names(expr, &mut found);
    Some(IndexPart { column: None, expression: lit(value).unwrap_or_else(|| "…".to_owned()), names: found })
}

/// The text of `Sequel.lit("…")`.
pub fn lit(value: &Value<'_>) -> Option<String> {
    let Value::Expr(Expr { kind: ExprKind::Call { callee, args, .. }, .. }) = value else { return None };
    let wanted = matches!(callee.path()?.as_str(), "Sequel.lit" | "Sequel.literal");
    args.first().filter(|_| wanted && args.len() == 1)?.value.as_text()
}

/// The columns that Ruby's form of an expression names: `length(name) > 2`, `Sequel.~(a: nil)`.
fn names(expr: &Expr, found: &mut Vec<Ident>) {
    expr.walk(&mut |expr| {
        match &expr.kind {
            ExprKind::Name(name) if name.starts_with(char::is_lowercase) => {
                found.push(Ident::at(name.clone(), true, expr.range.clone()));
            }
            ExprKind::Map(entries) => found.extend(entries.iter().filter_map(|entry| match &entry.key {
                Key::Name(name) => Some(Ident::at(name.clone(), true, entry.key_range.clone())),
                _ => None,
            })),
            // The function's name is no column.
            ExprKind::Call { args, .. } => {
                for arg in args {
                    if let Some(name) = &arg.name {
                        found.push(Ident::at(name.clone(), true, arg.name_range.clone()));
                    }
                    names(&arg.value, found);
                }
                return false;
            }
            _ => {}
        }
        true
    });
}

/// Options of a constraint that are no columns.
const OPTIONS: &[&str] = &["name", "not_valid", "deferrable", "type", "no_inherit", "not_enforced"];

/// Operations whose names have to be known.
const DESTROYING: &[&str] = &["drop_column", "rename_column", "drop_foreign_key"];

/// Calls in a block of `create_table` that make no column.
const NO_TYPES: &[&str] = &[
    "raise",
    "puts",
    "print",
    "p",
    "loop",
    "lambda",
    "proc",
    "yield",
    "super",
    "send",
    "public_send",
    "require",
    "require_relative",
    "include",
    "extend",
    "instance_exec",
    "instance_eval",
    "format",
    "sprintf",
    "Array",
    "fail",
];
