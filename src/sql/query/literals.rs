//! Texts in queries that stand for a column's value: compared with it, written to it, or given at its place. Numbers are none.

use sqlparser::ast::{self, Expr, Value};
use sqlparser::tokenizer::Span;

use super::places::parts;
use super::scope::Reader;
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, LiteralUse, NullUse};

impl Reader<'_, '_> {
    /// A value that is compared with or written to a column: a literal is noted with it.
    pub fn value_of(&mut self, expr: &Expr, column: Option<usize>) {
        match expr {
            Expr::Nested(inner) => self.value_of(inner, column),
            _ if null(expr).is_some() => {
                self.null(expr, column, None);
                if let Expr::Cast { data_type, .. } = expr {
                    self.cast_to(data_type);
                }
            }
            Expr::Array(array) => array.elem.iter().for_each(|item| self.value_of(item, column)),
            Expr::Cast { expr: inner, data_type, .. } => match literal(inner) {
                Some(text) => {
                    let cast = self.cast_to(data_type);
                    self.literal(column, cast, text);
                }
                None if matches!(inner.as_ref(), Expr::Array(_)) => self.value_of(inner, column),
                None => {
                    self.expr(expr);
                }
            },
            _ => match literal(expr) {
                Some(text) if column.is_some() => self.literal(column, None, text),
                _ => {
                    self.expr(expr);
                }
            },
        }
    }

    /// The value of one column, or of several: `(a, b) = ('x', 'y')`.
    pub fn value_of_each(&mut self, value: &Expr, columns: &[Option<usize>]) {
        match (value, columns) {
            (_, [column]) => self.value_of(value, *column),
            (Expr::Tuple(values), _) if values.len() == columns.len() => {
                values.iter().zip(columns).for_each(|(value, column)| self.value_of(value, *column));
            }
            _ => self.value_of(value, None),
        }
    }

    /// Notes the type of a cast, if it may be one of the schema's.
    pub fn cast_to(&mut self, data_type: &ast::DataType) -> Option<ObjectName> {
        let name = type_name(self, data_type)?;
        self.query.types.push(name.clone());
        Some(name)
    }

    /// Notes a text with the column that it is for, or the type that it is cast to.
    pub fn literal(&mut self, column: Option<usize>, cast: Option<ObjectName>, text: (String, Span)) {
        if column.is_some() || cast.is_some() {
            self.note_literal(text, |value, range| LiteralUse { column, place: None, cast, value, range });
        }
    }

    /// Notes a text that stands for the column at a place of a table.
    pub fn literal_at(&mut self, expr: &Expr, place: (usize, usize)) {
        self.null(expr, None, Some(place));
        if let Some(text) = literal(expr) {
            let place = Some(place);
            self.note_literal(text, |value, range| LiteralUse { column: None, place, cast: None, value, range });
        }
    }

    /// Notes a `NULL` that a column gets; one that is compared with a column is none.
    fn null(&mut self, expr: &Expr, column: Option<usize>, place: Option<(usize, usize)>) {
        let writes = |at: usize| self.query.columns.get(at).is_some_and(|used| used.access == Access::Write);
        if let Some(span) = null(expr)
            && (place.is_some() || column.is_some_and(writes))
            && self.places.dummy(span).is_none()
            && let Some(range) = self.places.original(span)
        {
            self.query.nulls.push(NullUse { column, place, range });
        }
    }

    fn note_literal(
        &mut self,
        (value, span): (String, Span),
        make: impl FnOnce(String, std::ops::Range<usize>) -> LiteralUse,
    ) {
        let formatted = value.contains('\u{fffc}') || matches!(value.as_str(), "%s" | "%d" | "%v" | "{}" | "?");
        if !formatted && self.places.dummy(span).is_none() {
            let range = self.places.original(span).unwrap_or(0..0);
            self.query.literals.push(make(value, range));
        }
    }
}

/// Where the word `NULL` stands, in parentheses or cast.
pub(super) fn null(expr: &Expr) -> Option<Span> {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => null(inner),
        Expr::Value(value) => matches!(value.value, Value::Null).then_some(value.span),
        _ => None,
    }
}

/// What would refuse a `NULL` is left out, or gets the column's default (SQLite's manual, "The ON CONFLICT Clause"; MySQL's, "INSERT").
pub(super) fn skips_nulls(insert: &ast::Insert, dialect: Dialect) -> bool {
    insert.ignore || insert.or.is_some_and(skips) || insert.replace_into && dialect == Dialect::Sqlite
}

/// The same of `OR IGNORE` and `OR REPLACE`.
pub(super) fn skips(on: ast::SqliteOnConflict) -> bool {
    matches!(on, ast::SqliteOnConflict::Ignore | ast::SqliteOnConflict::Replace)
}

/// The text of a string literal.
pub(super) fn literal(expr: &Expr) -> Option<(String, Span)> {
    let Expr::Value(value) = expr else { return None };
    match &value.value {
        Value::SingleQuotedString(text)
        | Value::DoubleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::NationalStringLiteral(text) => Some((text.clone(), value.span)),
        _ => None,
    }
}

/// Whether it is a text, in parentheses or cast.
pub(super) fn literal_of(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => literal_of(inner),
        _ => literal(expr).is_some(),
    }
}

/// The type of a cast if it may be one of the schema's.
fn type_name(reader: &Reader<'_, '_>, data_type: &ast::DataType) -> Option<ObjectName> {
    match data_type {
        ast::DataType::Custom(name, _) if parts(name).any(|part| reader.places.is_hole(part)) => None,
        ast::DataType::Custom(name, _) => reader.places.name(name),
        ast::DataType::Array(
            ast::ArrayElemTypeDef::SquareBracket(inner, _) | ast::ArrayElemTypeDef::AngleBracket(inner),
        ) => type_name(reader, inner),
        _ => None,
    }
}

/// The places of `DEFAULT` in the rows of an `INSERT`.
pub(super) fn defaults_in(source: &ast::Query) -> Vec<usize> {
    let ast::SetExpr::Values(values) = source.body.as_ref() else { return Vec::new() };
    let of_row = |row: &Vec<Expr>| {
        let given = row.iter().enumerate();
        given.filter(|(_, expr)| is_default(expr)).map(|(place, _)| place).collect::<Vec<_>>()
    };
    let mut places: Vec<usize> = values.rows.iter().flat_map(|row| of_row(&row.content)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The word `DEFAULT`.
pub(super) fn is_default(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(ident) if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("default"))
}
