//! Constraints and indexes.

use std::ops::Range;

use sqlparser::ast::{self, TableConstraint};

use super::lower::Lower;
use crate::model::change::{ChangeKind, Constraint, ConstraintKind, IndexPart};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::naming::{first_column, unnamed_index};
use crate::sql::query::places::parts;

impl Lower<'_, '_> {
    pub fn check(&self, expr: &ast::Expr) -> ConstraintKind {
        let columns = self.names_in(expr);
        let values = if columns.len() == 1 { listed_values(expr) } else { Vec::new() };
        ConstraintKind::Check { expression: expr.to_string(), columns, values }
    }

    pub fn constraint(&self, constraint: &TableConstraint) -> Result<Lowered, String> {
        let name = |name: &Option<ast::Ident>| name.as_ref().map(|name| self.places.ident(name));
        let columns = |list: &[ast::IndexColumn]| self.index_columns(list);
        Ok(Lowered::Constraint(match constraint {
            TableConstraint::Unique(unique) => Constraint {
                name: name(&unique.name).or_else(|| name(&unique.index_name)),
                kind: ConstraintKind::Unique { columns: columns(&unique.columns) },
            },
            TableConstraint::PrimaryKey(key) => Constraint {
                name: name(&key.name),
                kind: ConstraintKind::PrimaryKey { columns: columns(&key.columns) },
            },
            TableConstraint::ForeignKey(key) => Constraint {
                name: name(&key.name).or_else(|| name(&key.index_name)),
                kind: ConstraintKind::ForeignKey {
                    columns: self.idents(&key.columns),
                    table: self.name(&key.foreign_table)?,
                    referenced: self.idents(&key.referred_columns),
                },
            },
            TableConstraint::Check(check) => Constraint { name: name(&check.name), kind: self.check(&check.expr) },
            TableConstraint::Index(index) => {
                return Ok(Lowered::Index(name(&index.name), self.index_parts(&index.columns)));
            }
            TableConstraint::FulltextOrSpatial(index) => {
                return Ok(Lowered::Index(name(&index.opt_index_name), self.index_parts(&index.columns)));
            }
            TableConstraint::PrimaryKeyUsingIndex(using) => Constraint {
                name: name(&using.name),
                kind: ConstraintKind::UsingIndex { index: self.places.ident(&using.index_name), primary: true },
            },
            TableConstraint::UniqueUsingIndex(using) => Constraint {
                name: name(&using.name),
                kind: ConstraintKind::UsingIndex { index: self.places.ident(&using.index_name), primary: false },
            },
            TableConstraint::Exclude(exclude) => Constraint {
                name: name(&exclude.name),
                kind: ConstraintKind::Exclude {
                    columns: exclude
                        .elements
                        .iter()
                        .flat_map(|element| self.names_in(&element.column.column.expr))
                        .collect(),
                },
            },
        }))
    }

    /// The columns of a key; expressions give the columns that they name.
    fn index_columns(&self, list: &[ast::IndexColumn]) -> Vec<Ident> {
        self.index_parts(list)
            .into_iter()
            .flat_map(|part| match part.column {
                Some(column) => vec![column],
                None => part.names,
            })
            .collect()
    }

    pub fn index_parts(&self, list: &[ast::IndexColumn]) -> Vec<IndexPart> {
        list.iter()
            .map(|part| {
                let expr = &part.column.expr;
                match expr {
                    ast::Expr::Identifier(ident) => {
                        let column = self.places.ident(ident);
                        IndexPart {
                            expression: column.value.clone(),
                            names: vec![column.clone()],
                            column: Some(column),
                        }
                    }
                    // MySQL's prefix `name(10)` looks like a call.
                    ast::Expr::Function(function) if self.dialect == Dialect::Mysql && is_prefix(function) => {
                        let column = parts(&function.name).last().map(|ident| self.places.ident(ident));
                        IndexPart { expression: expr.to_string(), names: column.iter().cloned().collect(), column }
                    }
                    _ => IndexPart { column: None, expression: expr.to_string(), names: self.names_in(expr) },
                }
            })
            .collect()
    }

    pub fn create_index(&mut self, index: &ast::CreateIndex) -> Result<(), String> {
        let harmless = |operation: &ast::AlterTableOperation| {
            matches!(operation, ast::AlterTableOperation::Algorithm { .. } | ast::AlterTableOperation::Lock { .. })
        };
        if !index.alter_options.iter().all(harmless) {
            return Err("the index comes with other changes".to_owned());
        }
        let table = self.name(&index.table_name)?;
        let columns = self.index_parts(&index.columns);
        let object = match &index.name {
            Some(name) => self.name(name)?,
            None => unnamed_index(&table, &columns),
        };
        let kind = ChangeKind::CreateIndex {
            table,
            columns,
            unique: index.unique,
            predicate: index.predicate.as_ref().map(ToString::to_string),
            concurrently: index.concurrently,
            if_not_exists: index.if_not_exists,
        };
        let range = self.whole();
        self.push(kind, object, range);
        Ok(())
    }
}

/// A table constraint, or an index that is written among them.
pub(super) enum Lowered {
    Constraint(Constraint),
    Index(Option<Ident>, Vec<IndexPart>),
}

/// The name of an index in a `CREATE TABLE`: MySQL's first column where it has none.
pub(super) fn index_name(name: Option<Ident>, columns: &[IndexPart], table: &ObjectName) -> ObjectName {
    let name = name.or_else(|| first_column(columns)).unwrap_or_else(|| Ident::new(format!("{}_idx", table.name)));
    ObjectName { qualifiers: Vec::new(), name }
}

pub(super) fn cover_idents(name: &Option<Ident>, columns: &[IndexPart]) -> Option<Range<usize>> {
    let first = name.as_ref().or_else(|| columns.first()?.names.first())?;
    let last = columns.last().and_then(|part| part.names.last()).unwrap_or(first);
    Some(first.range.start..last.range.end.max(first.range.end))
}

fn is_prefix(function: &ast::Function) -> bool {
    let ast::FunctionArguments::List(list) = &function.args else { return false };
    matches!(
        list.args.as_slice(),
        [ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(ast::Expr::Value(value)))] if matches!(value.value, ast::Value::Number(..))
    )
}

/// The values of `column IN ('a', 'b')`, `column = ANY (ARRAY['a', 'b'])`, `column = 'a' OR column = 'b'`.
fn listed_values(expr: &ast::Expr) -> Vec<String> {
    use ast::Expr as E;
    let text = |expr: &E| value_text(expr);
    match expr {
        E::Nested(inner) | E::Cast { expr: inner, .. } => listed_values(inner),
        E::InList { list, negated: false, .. } => all_texts(list.iter().map(text)),
        E::AnyOp { right, compare_op: ast::BinaryOperator::Eq, .. } => {
            let mut inner = right.as_ref();
            while let E::Nested(next) | E::Cast { expr: next, .. } = inner {
                inner = next;
            }
            match inner {
                E::Array(array) => all_texts(array.elem.iter().map(text)),
                _ => Vec::new(),
            }
        }
        E::BinaryOp { left, op: ast::BinaryOperator::Eq, right } => {
            text(right).or_else(|| text(left)).into_iter().collect()
        }
        E::BinaryOp { left, op: ast::BinaryOperator::Or, right } => {
            let (left, right) = (listed_values(left), listed_values(right));
            if left.is_empty() || right.is_empty() { Vec::new() } else { [left, right].concat() }
        }
        _ => Vec::new(),
    }
}

/// Every value, or none if one is no string.
fn all_texts(values: impl Iterator<Item = Option<String>>) -> Vec<String> {
    values.collect::<Option<Vec<String>>>().unwrap_or_default()
}

fn value_text(expr: &ast::Expr) -> Option<String> {
    match expr {
        ast::Expr::Nested(inner) | ast::Expr::Cast { expr: inner, .. } => value_text(inner),
        ast::Expr::Value(value) => match &value.value {
            ast::Value::SingleQuotedString(text)
            | ast::Value::DoubleQuotedString(text)
            | ast::Value::NationalStringLiteral(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
