//! Queries: which tables and columns a statement names, by the scoping rules of SQL.
//!
//! A text is parsed with its placeholders filled; what does not parse is read from its tokens. A [`Query`] is never resolved here:
//! that needs a catalog.

mod approximate;
mod expr;
mod from;
mod literals;
mod merge;
mod placeholder;
pub(crate) mod places;
mod refresh;
mod repair;
pub(crate) mod scan;
mod scope;
mod select;
pub mod server;
mod spelling;
mod statement;
mod write;

#[cfg(test)]
mod fragment_tests;
#[cfg(test)]
pub(crate) mod tests;

use placeholder::{Filled, Prepared};
use places::{Edit, Places};
use scope::{Content, Output, Reader, Scope};
use sqlparser::ast;

use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Access, Clause, Query};

/// How often a text with holes is parsed, each time with other fillings.
const ATTEMPTS: usize = 6;
/// Longer texts are no queries of a program.
const LONGEST: usize = 1 << 20;

/// Reads SQL found in code: one or more queries or data changes (`;` between them). Placeholders of drivers are understood in every
/// dialect; U+FFFC marks a piece that is not known. `None` if it is no SQL statement.
pub fn read_query(text: &str, dialect: Dialect) -> Option<Vec<Query>> {
    if text.len() > LONGEST || text.trim().is_empty() {
        return None;
    }
    if let Some(query) = refresh::read(text, dialect) {
        return Some(vec![query]);
    }
    if let Some((filled, statements)) = parse_filled(text, "", dialect) {
        if statements.is_empty() {
            return None;
        }
        let places = filled.places();
        return Some(statements.iter().map(|statement| of_statement(statement, &places, dialect)).collect());
    }
    if let Some(repaired) = repair::repair(text, dialect)
        && let Some((filled, statements)) = parse_filled(&repaired.text, "", dialect)
    {
        let places = filled.places();
        let mut queries: Vec<Query> =
            statements.iter().map(|statement| of_statement(statement, &places, dialect)).collect();
        repaired.restore(text, &mut queries, dialect);
        return Some(queries);
    }
    let pieces = statement_pieces(text, dialect);
    if pieces.len() <= 1 {
        return approximate::read(text, dialect).map(|query| vec![query]);
    }
    let mut queries = Vec::new();
    for range in pieces {
        let Some(piece) = text.get(range.clone()) else { continue };
        let read = match parse_filled(piece, "", dialect) {
            Some((filled, statements)) => {
                let places = filled.places();
                statements.iter().map(|statement| of_statement(statement, &places, dialect)).collect()
            }
            None => approximate::read(piece, dialect).into_iter().collect::<Vec<_>>(),
        };
        queries.extend(read.into_iter().map(|query| shifted(query, range.start)));
    }
    (!queries.is_empty()).then_some(queries)
}

/// What a piece of SQL is a piece of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FragmentKind {
    /// `u.id, lower(email) AS e`
    SelectList,
    /// `age > ? AND name = 'x'`
    Condition,
    /// `created_at DESC, id`
    OrderBy,
    /// `name = ?, age = age + 1`
    Assignments,
    /// `users AS u JOIN orders o ON …`, or only the join.
    From,
}

/// Reads a piece of SQL that a query builder was given. Its columns have no scopes where the piece does not name their table; the
/// qualifier is kept. `None` if it does not parse.
pub fn read_fragment(text: &str, kind: FragmentKind, dialect: Dialect) -> Option<Query> {
    if text.len() > LONGEST || text.trim().is_empty() {
        return None;
    }
    let prefix = match kind {
        FragmentKind::SelectList => "SELECT ",
        FragmentKind::Condition => "SELECT 1 WHERE ",
        FragmentKind::OrderBy => "SELECT 1 ORDER BY ",
        FragmentKind::Assignments => "UPDATE zq SET ",
        FragmentKind::From if begins_with_join(text, dialect) => "SELECT 1 FROM zq ",
        FragmentKind::From => "SELECT 1 FROM ",
    };
    let (filled, statements) = parse_filled(text, prefix, dialect)?;
    let [statement] = statements.as_slice() else { return None };
    let places = filled.places();
    let mut reader = Reader::new(&places, dialect);
    if kind != FragmentKind::From {
        reader.scopes.push(Scope::default());
        reader.add_source(Vec::new(), Content::Columns(Output::unknown()));
    }
    let output = reader.change(statement);
    let mut query = reader.query;
    if kind == FragmentKind::Assignments {
        query.inserts.clear();
    }
    if kind == FragmentKind::SelectList {
        query.outputs = output.names;
    }
    Some(query)
}

/// What a parsed statement names; places as `places` tells them.
pub(crate) fn of_statement(statement: &ast::Statement, places: &Places<'_>, dialect: Dialect) -> Query {
    let mut reader = Reader::new(places, dialect);
    reader.statement(statement);
    reader.query
}

/// What a query names, as [`of_statement`].
pub(crate) fn of_query(query: &ast::Query, places: &Places<'_>, dialect: Dialect) -> Query {
    let mut reader = Reader::new(places, dialect);
    let output = reader.query(query);
    reader.set_outputs(output);
    reader.query
}

/// The columns that an expression of a table's definition names, without scopes.
pub(crate) fn of_expr(expr: &ast::Expr, places: &Places<'_>, dialect: Dialect) -> Query {
    let mut reader = Reader::new(places, dialect);
    reader.scopes.push(Scope::default());
    reader.add_source(Vec::new(), Content::Columns(Output::unknown()));
    reader.expr(expr);
    reader.query
}

/// What a statement of a trigger's body names: `new` and `old` are rows of `table`.
pub(crate) fn of_trigger_statement(
    statement: &ast::Statement,
    table: &ObjectName,
    places: &Places<'_>,
    dialect: Dialect,
) -> Query {
    let mut reader = of_trigger(table, places, dialect);
    reader.statement(statement);
    reader.query
}

/// What the condition of a trigger names, as [`of_trigger_statement`].
pub(crate) fn of_trigger_condition(
    condition: &ast::Expr,
    table: &ObjectName,
    places: &Places<'_>,
    dialect: Dialect,
) -> Query {
    let mut reader = of_trigger(table, places, dialect);
    reader.expr_in(condition, Clause::Filter);
    reader.query
}

fn of_trigger<'p, 't>(table: &ObjectName, places: &'p Places<'t>, dialect: Dialect) -> Reader<'p, 't> {
    let mut reader = Reader::new(places, dialect);
    reader.scopes.push(Scope::default());
    let index = reader.table(table.clone(), None, Access::Read);
    for name in ["new", "old", "inserted", "deleted"] {
        reader.add_pseudo(name, Content::Table(index));
    }
    reader
}

impl Filled {
    fn places(&self) -> Places<'_> {
        let mut places = Places::new(&self.text, 0, &self.edits);
        places.open_from = self.open_from;
        places
    }
}

/// Parses a text after a prefix that is not part of it.
fn parse_filled(text: &str, prefix: &str, dialect: Dialect) -> Option<(Filled, Vec<ast::Statement>)> {
    let mut prepared = Prepared::new(text, dialect);
    for _ in 0..ATTEMPTS {
        let filled = prefixed(prepared.fill(), prefix);
        match places::parse(&filled.text, dialect) {
            Ok(statements) => return Some((filled, statements)),
            Err(failure) => {
                if !prepared.refill(&filled, failure.at) {
                    return None;
                }
            }
        }
    }
    None
}

fn prefixed(mut filled: Filled, prefix: &str) -> Filled {
    if prefix.is_empty() {
        return filled;
    }
    filled.text.insert_str(0, prefix);
    for edit in &mut filled.edits {
        edit.new = edit.new.start + prefix.len()..edit.new.end + prefix.len();
    }
    filled.edits.insert(0, Edit { new: 0..prefix.len(), old: 0..0, unknown: true });
    filled
}

fn begins_with_join(text: &str, dialect: Dialect) -> bool {
    const JOINS: &[&str] = &["join", "inner", "left", "right", "full", "cross", "natural", "straight_join"];
    scan::scan(text, dialect).first().is_some_and(|token| token.is_any(text, JOINS))
}

/// The bytes of the statements of a text.
fn statement_pieces(text: &str, dialect: Dialect) -> Vec<std::ops::Range<usize>> {
    let tokens = scan::scan(text, dialect);
    tokens.split(|token| token.is_mark(b';')).filter_map(scan::cover).collect()
}

/// Moves every place of a query by `by` bytes.
pub(crate) fn shifted(mut query: Query, by: usize) -> Query {
    let shift = |range: &mut std::ops::Range<usize>| *range = range.start + by..range.end + by;
    let shift_ident = |ident: &mut Ident| shift(&mut ident.range);
    let shift_name = |name: &mut ObjectName| {
        name.qualifiers.iter_mut().for_each(shift_ident);
        shift_ident(&mut name.name);
    };
    for table in &mut query.tables {
        shift(&mut table.range);
        shift_name(&mut table.name);
        table.alias.iter_mut().for_each(shift_ident);
    }
    for column in &mut query.columns {
        shift(&mut column.range);
        shift_ident(&mut column.column);
    }
    query.stars.iter_mut().for_each(|star| shift(&mut star.range));
    for insert in &mut query.inserts {
        shift(&mut insert.range);
        insert.columns.iter_mut().flatten().for_each(shift_ident);
    }
    for conflict in &mut query.conflicts {
        shift(&mut conflict.range);
        conflict.columns.iter_mut().for_each(shift_ident);
        conflict.constraint.iter_mut().for_each(shift_ident);
    }
    for literal in &mut query.literals {
        shift(&mut literal.range);
        literal.cast.iter_mut().for_each(shift_name);
    }
    query.calls.iter_mut().for_each(shift_name);
    query.types.iter_mut().for_each(shift_name);
    query
}
