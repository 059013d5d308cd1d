//! The statements of sea-query as changes: `Table`, `Index`, `ForeignKey`, `Type`.

use super::super::script::chain::{Link, chain};
use super::super::script::{Scope, Script, Value, change, statement, unreadable};
use super::column::column;
use super::names::Names;
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{
    ChangeKind, ColumnAction, Constraint, ConstraintKind, CreateTable, IndexPart, SchemaChange, Statement,
};
use crate::model::name::{Ident, ObjectName};

/// What reading a builder needs.
pub struct Builder<'n, 's, 'a> {
    pub names: &'n Names,
    pub script: &'s Script<'a>,
    pub scope: &'s Scope<'a>,
}

impl<'a> Builder<'_, '_, 'a> {
    /// A column's name.
    pub fn ident(&self, expr: &'a Expr) -> Option<Ident> {
        self.names.ident(expr, self.script, self.scope)
    }

    fn table(&self, expr: &'a Expr) -> Option<ObjectName> {
        self.names.table(expr, self.script, self.scope)
    }

    fn first_ident(&self, link: &Link<'a>) -> Option<Ident> {
        self.ident(&link.args.first()?.value)
    }

    fn of_link(&self, links: &[Link<'a>], name: &str) -> Option<ObjectName> {
        self.table(&links.iter().find(|link| link.name == name)?.args.first()?.value)
    }

    fn ident_of(&self, links: &[Link<'a>], name: &str) -> Option<Ident> {
        self.first_ident(links.iter().find(|link| link.name == name)?)
    }

    fn idents_of(&self, links: &[Link<'a>], name: &str) -> Vec<Ident> {
        links.iter().filter(|link| link.name == name).filter_map(|link| self.first_ident(link)).collect()
    }
}

fn has(links: &[Link<'_>], name: &str) -> bool {
    links.iter().any(|link| link.name == name)
}

/// The statement of a builder chain.
pub fn read<'a>(b: &Builder<'_, '_, 'a>, builder: &str, links: &[Link<'a>], expr: &'a Expr) -> Option<Statement> {
    let verb = links.first()?.name;
    let changes = match (builder, verb) {
        ("Table", "create") => create_table(b, links, expr),
        ("Table", "alter") => return Some(alter_table(b, links, expr)),
        ("Table", "drop") => drop_table(b, links, expr),
        ("Table", "rename") => rename_table(b, links, expr),
        ("Table", "truncate") => {
            b.of_link(links, "table").map(|table| vec![change(ChangeKind::Truncate, table, expr.range.clone())])
        }
        ("Index", "create") => create_index(b, links, expr).map(|made| vec![made]),
        ("Index", "drop") => drop_index(b, links, expr),
        ("ForeignKey", "create") => foreign_key(b, links, expr).map(|made| vec![made]),
        ("ForeignKey", "drop") => drop_foreign_key(b, links, expr),
        ("Type", _) => change_type(b, verb, links, expr),
        _ => return None,
    };
    Some(match changes {
        Some(changes) => statement(expr.range.clone(), changes),
        None if matches!(verb, "drop" | "rename") => {
            unreadable(expr.range.clone(), format!("the name in this `{builder}::{verb}` is put together when it runs"))
        }
        None => statement(expr.range.clone(), Vec::new()),
    })
}

fn create_table<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let table = b.of_link(links, "table")?;
    let mut made = CreateTable { if_not_exists: has(links, "if_not_exists"), ..CreateTable::default() };
    let mut more = Vec::new();
    for link in links {
        let Some(arg) = link.args.first().map(|arg| &arg.value) else { continue };
        match link.name {
            "col" => made.columns.extend(column(b, arg)),
            "primary_key" => {
                let columns = b.idents_of(&chain(arg).1, "col");
                made.constraints.push(Constraint { name: None, kind: ConstraintKind::PrimaryKey { columns } });
            }
            "index" => {
                let inner = chain(arg).1;
                if has(&inner, "unique") {
                    let columns = b.idents_of(&inner, "col");
                    made.constraints.push(Constraint {
                        name: b.ident_of(&inner, "name"),
                        kind: ConstraintKind::Unique { columns },
                    });
                } else if has(&inner, "primary") {
                    let columns = b.idents_of(&inner, "col");
                    made.constraints.push(Constraint { name: None, kind: ConstraintKind::PrimaryKey { columns } });
                }
            }
            "foreign_key" => {
                if let Some(found) = constraint(b, &chain(arg).1) {
                    made.constraints.push(found);
                }
            }
            _ => {}
        }
    }
    more.insert(0, change(ChangeKind::CreateTable(made), table, expr.range.clone()));
    Some(more)
}

fn alter_table<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Statement {
    let Some(table) = b.of_link(links, "table") else {
        return unreadable(expr.range.clone(), "the table of this `Table::alter` is put together when it runs");
    };
    let mut changes = Vec::new();
    for link in links {
        let arg = |at: usize| link.args.get(at).map(|arg| &arg.value);
        let kind = match link.name {
            "add_column" | "add_column_if_not_exists" => arg(0)
                .and_then(|arg| column(b, arg))
                .map(|column| ChangeKind::AddColumn { column, if_not_exists: link.name.ends_with("exists") }),
            "modify_column" => arg(0).and_then(|arg| column(b, arg)).map(|column| modify(column, links)),
            "rename_column" => match (arg(0).and_then(|arg| b.ident(arg)), arg(1).and_then(|arg| b.ident(arg))) {
                (Some(from), Some(to)) => Some(ChangeKind::RenameColumn { from, to }),
                _ => {
                    return unreadable(
                        link.range.clone(),
                        format!("a column of `{table}` is renamed, by a name that is put together when it runs"),
                    );
                }
            },
            "drop_column" | "drop_column_if_exists" => match arg(0).and_then(|arg| b.ident(arg)) {
                Some(column) => {
                    Some(ChangeKind::DropColumn { column, if_exists: link.name.ends_with("exists"), cascade: false })
                }
                None => {
                    return unreadable(
                        link.range.clone(),
                        format!("a column of `{table}` is dropped, by a name that is put together when it runs"),
                    );
                }
            },
            "add_foreign_key" => {
                arg(0).and_then(|arg| constraint(b, &chain(through(b, arg)).1)).map(ChangeKind::AddConstraint)
            }
            "drop_foreign_key" => arg(0).and_then(|arg| b.ident(arg)).map(|name| ChangeKind::DropConstraint {
                name,
                if_exists: false,
                cascade: false,
            }),
            _ => None,
        };
        changes.extend(kind.map(|kind| change(kind, table.clone(), link.range.clone())));
    }
    statement(expr.range.clone(), changes)
}

/// What a name stands for, if it is a builder that was kept in a variable.
fn through<'a>(b: &Builder<'_, '_, 'a>, expr: &'a Expr) -> &'a Expr {
    match b.script.eval(expr, b.scope) {
        Value::Expr(inner) => inner,
        _ => expr,
    }
}

/// sea-query's MODIFY gives what it says and leaves the rest, in PostgreSQL at least.
fn modify(column: crate::model::change::ColumnDef, links: &[Link<'_>]) -> ChangeKind {
    let said = |name: &str| {
        links
            .iter()
            .filter(|link| link.name == "modify_column")
            .any(|link| link.args.first().is_some_and(|arg| chain(&arg.value).1.iter().any(|inner| inner.name == name)))
    };
    let name = column.name.clone();
    let action = if said("not_null") {
        ColumnAction::SetNotNull
    } else if said("null") {
        ColumnAction::DropNotNull
    } else if let Some(default) = column.default {
        ColumnAction::SetDefault { default }
    } else {
        ColumnAction::SetType { data_type: column.data_type }
    };
    ChangeKind::AlterColumn { column: name, action }
}

fn drop_table<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let mut changes = Vec::new();
    for link in links.iter().filter(|link| link.name == "table") {
        let table = b.table(&link.args.first()?.value)?;
        let kind = ChangeKind::DropTable { if_exists: has(links, "if_exists"), cascade: has(links, "cascade") };
        changes.push(change(kind, table, expr.range.clone()));
    }
    (!changes.is_empty()).then_some(changes)
}

fn rename_table<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let link = links.iter().find(|link| link.name == "table")?;
    let from = b.table(&link.args.first()?.value)?;
    let to = b.table(&link.args.get(1)?.value)?;
    Some(vec![change(ChangeKind::RenameTable { to }, from, expr.range.clone())])
}

fn create_index<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<SchemaChange> {
    let table = b.of_link(links, "table")?;
    let name = b.ident_of(links, "name").unwrap_or_default();
    let parts = links.iter().filter(|link| link.name == "col").filter_map(|link| {
        let value = &link.args.first()?.value;
        // `(Users::Email, IndexOrder::Desc)`
        let value = match &value.kind {
            ExprKind::List(items) => items.first()?,
            _ => value,
        };
        let column = b.ident(value);
        Some(IndexPart {
            expression: column.as_ref().map_or_else(String::new, |c| c.value.clone()),
            column,
            names: Vec::new(),
        })
    });
    let kind = ChangeKind::CreateIndex {
        table,
        columns: parts.collect(),
        unique: has(links, "unique"),
        predicate: has(links, "and_where").then(String::new),
        concurrently: has(links, "concurrently"),
        if_not_exists: has(links, "if_not_exists"),
    };
    Some(change(kind, ObjectName { qualifiers: Vec::new(), name }, expr.range.clone()))
}

fn drop_index<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let name = b.ident_of(links, "name")?;
    let kind = ChangeKind::DropIndex {
        table: b.of_link(links, "table"),
        concurrently: false,
        if_exists: has(links, "if_exists"),
        cascade: false,
    };
    Some(vec![change(kind, ObjectName { qualifiers: Vec::new(), name }, expr.range.clone())])
}

fn foreign_key<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<SchemaChange> {
    let table = b.of_link(links, "from").or_else(|| b.of_link(links, "from_tbl"))?;
    Some(change(ChangeKind::AddConstraint(constraint(b, links)?), table, expr.range.clone()))
}

/// `.from(Posts::Table, Posts::AuthorId).to(Users::Table, Users::Id)`, or the four parts apart.
fn constraint<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>]) -> Option<Constraint> {
    let second = |name: &str, parts: &str| {
        let of_pair = links.iter().find(|link| link.name == name).and_then(|link| link.args.get(1));
        let mut found: Vec<Ident> = of_pair
            .map(|arg| match &arg.value.kind {
                ExprKind::List(items) => items.iter().filter_map(|item| b.ident(item)).collect(),
                _ => b.ident(&arg.value).into_iter().collect(),
            })
            .unwrap_or_default();
        found.extend(b.idents_of(links, parts));
        found
    };
    let kind = ConstraintKind::ForeignKey {
        columns: second("from", "from_col"),
        table: b.of_link(links, "to").or_else(|| b.of_link(links, "to_tbl"))?,
        referenced: second("to", "to_col"),
    };
    Some(Constraint { name: b.ident_of(links, "name"), kind })
}

fn drop_foreign_key<'a>(b: &Builder<'_, '_, 'a>, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let (table, name) = (b.of_link(links, "table")?, b.ident_of(links, "name")?);
    let kind = ChangeKind::DropConstraint { name, if_exists: false, cascade: false };
    Some(vec![change(kind, table, expr.range.clone())])
}

fn change_type<'a>(b: &Builder<'_, '_, 'a>, verb: &str, links: &[Link<'a>], expr: &Expr) -> Option<Vec<SchemaChange>> {
    let name = b.of_link(links, "as_enum").or_else(|| b.of_link(links, "name"))?;
    let kind = match verb {
        "create" => {
            let values = links.iter().filter(|link| link.name == "values").flat_map(|link| link.args);
            let values = values.flat_map(|arg| match &arg.value.kind {
                ExprKind::List(items) => items.iter().filter_map(|item| b.ident(item)).collect::<Vec<_>>(),
                _ => Vec::new(),
            });
            let values: Vec<Ident> = values.collect();
            if values.is_empty() { ChangeKind::CreateType } else { ChangeKind::CreateEnum { values } }
        }
        "drop" => ChangeKind::DropType { if_exists: has(links, "if_exists"), cascade: has(links, "cascade") },
        "alter" => {
            if let Some(value) = b.ident_of(links, "add_value") {
                ChangeKind::AddEnumValue { value }
            } else if let Some(link) = links.iter().find(|link| link.name == "rename_value") {
                let from = b.first_ident(link)?;
                let to = b.ident(&link.args.get(1)?.value)?;
                ChangeKind::RenameEnumValue { from, to }
            } else {
                ChangeKind::RenameType { to: b.of_link(links, "rename_to")? }
            }
        }
        _ => return None,
    };
    Some(vec![change(kind, name, expr.range.clone())])
}
