//! Chains of calls in migrations that are written in code: `$table->string('name')->nullable()`, `Alter.Table("T").AddColumn("C")`; and what the readers of
//! such tools have in common. What the links mean is each tool's own.

use std::ops::Range;

use super::script::chain::{put_together, readable};
use super::script::{Scope, Script, Value, change, sql_statements};
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind};
use crate::lang::{self};
use crate::model::change::{ChangeKind, ColumnDef, Constraint, ConstraintKind, IndexPart, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};

/// How many links of a chain are looked at.
const LONGEST: usize = 400;

/// A chain: what it starts from, and the links in order.
pub struct Fluent<'a> {
    pub root: &'a Expr,
    pub links: Vec<Link<'a>>,
    /// The whole of it.
    pub range: Range<usize>,
}

/// One call (or member without one) of a chain.
pub struct Link<'a> {
    pub name: &'a str,
    pub args: &'a [Arg],
    /// From the name to the end of its arguments.
    pub range: Range<usize>,
    pub type_args: &'a [String],
}

impl<'a> Fluent<'a> {
    /// Takes a chain apart.
    pub fn of(expr: &'a Expr) -> Self {
        let (mut links, mut root) = (Vec::new(), expr);
        while links.len() < LONGEST {
            match &root.kind {
                ExprKind::Call { callee, args, type_args } => {
                    let end = root.range.end;
                    match &callee.kind {
                        ExprKind::Member { object, name, name_range } => {
                            let range = name_range.start..end.max(name_range.end);
                            links.push(Link { name, args, range, type_args });
                            root = object;
                        }
                        _ => break,
                    }
                }
                ExprKind::Member { object, name, name_range } => {
                    links.push(Link { name, args: &[], range: name_range.clone(), type_args: &[] });
                    root = object;
                }
                ExprKind::Seq(items) if items.len() == 1 => match items.first() {
                    Some(only) => root = only,
                    None => break,
                },
                _ => break,
            }
        }
        links.reverse();
        Self { root, links, range: expr.range.clone() }
    }

    /// The link with this name.
    pub fn link(&self, name: &str) -> Option<&Link<'a>> {
        self.links.iter().find(|link| link.name == name)
    }
}

/// The expression of an argument, by its place or by its name.
pub fn arg<'a>(args: &'a [Arg], at: usize, name: &str) -> Option<&'a Expr> {
    args.iter()
        .find(|arg| !name.is_empty() && arg.name.as_deref() == Some(name))
        .or_else(|| args.get(at).filter(|arg| arg.name.is_none()))
        .map(|arg| &arg.value)
}

/// The value of an argument; unknown if there is none.
pub fn value<'a>(script: &Script<'a>, scope: &Scope<'a>, args: &'a [Arg], at: usize, name: &str) -> Value<'a> {
    arg(args, at, name).map_or(Value::Unknown, |expr| script.eval(expr, scope))
}

/// The facts of a migration.
pub fn facts(path: &str, text: &str) -> Option<CodeFacts> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    lang::of_path(path).map(|language| (language.parse)(text, extension))
}

/// The statements of raw SQL in an argument. Text that is put together when the migration runs is unreadable if it may take something away.
pub fn raw<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    expr: &'a Expr,
    dialect: Dialect,
    call: Range<usize>,
) -> Vec<Statement> {
    if let Some(statements) = sql_statements(&script.eval(expr, scope), dialect) {
        return statements;
    }
    put_together(&readable(expr), &call).into_iter().collect()
}

/// Whether a condition holds only on another database than this: `$platform instanceof SqlitePlatform`, `DB::getDriverName() === 'sqlite'`.
pub fn is_of_another(condition: &Expr, dialect: Dialect) -> bool {
    let ExprKind::Binary { op, left, right } = &condition.kind else { return false };
    if op == "instanceof" {
        let Some(class) = right.last_name() else { return false };
        let class = class.to_ascii_lowercase();
        let meant = [
            ("sqlite", Dialect::Sqlite),
            ("postgresql", Dialect::Postgres),
            ("mysql", Dialect::Mysql),
            ("mariadb", Dialect::Mysql),
            ("sqlserver", Dialect::Mssql),
        ];
        return meant.iter().any(|(name, other)| class.starts_with(name) && *other != dialect);
    }
    let (asked, named) = match (left.as_text(), right.as_text()) {
        (None, Some(text)) => (left, text),
        (Some(text), None) => (right, text),
        _ => return false,
    };
    let chain = Fluent::of(asked);
    let asks = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["driver", "platform", "dialect", "activeprovider"].iter().any(|word| name.contains(word))
    };
    if !(chain.root.last_name().is_some_and(asks) || chain.links.iter().any(|link| asks(link.name))) {
        return false;
    }
    let word = named.rsplit('.').next().unwrap_or(&named);
    let Some(meant) = Dialect::named(word) else { return false };
    match op.as_str() {
        "===" | "==" => meant != dialect,
        "!==" | "!=" => meant == dialect,
        _ => false,
    }
}

/// A column of a type that is null unless said otherwise.
pub fn column(name: Ident, data_type: impl Into<String>, nullable: bool, range: Range<usize>) -> ColumnDef {
    ColumnDef { name, data_type: data_type.into(), nullable, range, ..ColumnDef::default() }
}

/// A name that the tool derives, at the place of what it is derived from.
pub fn derived(value: impl Into<String>, range: Range<usize>) -> Ident {
    Ident::at(value, true, range)
}

/// The last part of a table's name.
pub fn bare(table: &ObjectName) -> &str {
    &table.name.value
}

/// `true` and `false` as written, `None` for anything else.
pub fn truth(value: &Value<'_>) -> Option<bool> {
    if value.is_true() {
        Some(true)
    } else if value.is_false() {
        Some(false)
    } else {
        None
    }
}

/// A default as SQL would write it.
pub fn default(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text { value, .. } => Some(format!("'{}'", value.replace('\'', "''"))),
        Value::Literal(text) => Some(text.clone()),
        Value::Unknown => None,
        _ => Some("…".to_owned()),
    }
}

/// The creation of an index.
pub fn index(name: Ident, columns: Vec<Ident>, unique: bool, table: &ObjectName, at: &Range<usize>) -> SchemaChange {
    let part = |column: Ident| IndexPart {
        expression: column.value.clone(),
        names: vec![column.clone()],
        column: Some(column),
    };
    let kind = ChangeKind::CreateIndex {
        table: table.clone(),
        columns: columns.into_iter().map(part).collect(),
        unique,
        predicate: None,
        concurrently: false,
        if_not_exists: true,
    };
    change(kind, ObjectName { qualifiers: Vec::new(), name }, at.clone())
}

/// The end of an index.
pub fn drop_index(name: Ident, table: &ObjectName, at: &Range<usize>) -> SchemaChange {
    let kind =
        ChangeKind::DropIndex { table: Some(table.clone()), concurrently: false, if_exists: true, cascade: false };
    change(kind, ObjectName { qualifiers: Vec::new(), name }, at.clone())
}

/// The end of a key.
pub fn drop_constraint(name: Ident, table: &ObjectName, at: &Range<usize>) -> SchemaChange {
    change(ChangeKind::DropConstraint { name, if_exists: true, cascade: false }, table.clone(), at.clone())
}

/// A new key.
pub fn add_constraint(
    name: Option<Ident>,
    kind: ConstraintKind,
    table: &ObjectName,
    at: &Range<usize>,
) -> SchemaChange {
    change(ChangeKind::AddConstraint(Constraint { name, kind }), table.clone(), at.clone())
}

/// The end of a column.
pub fn drop_column(column: Ident, if_exists: bool, table: &ObjectName, at: &Range<usize>) -> SchemaChange {
    change(ChangeKind::DropColumn { column, if_exists, cascade: false }, table.clone(), at.clone())
}

/// The names in a value, be it one or a list; `None` if one is not known or there is none.
pub fn names(value: &Value<'_>) -> Option<Vec<Ident>> {
    let names: Option<Vec<Ident>> = value.items().iter().map(Value::ident).collect();
    names.filter(|names| !names.is_empty())
}
