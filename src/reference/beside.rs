//! Names of columns that stand beside queries: taken out of the rows that one gives back, in constants made from the schema, in the joins of relations. Each
//! kind has a file of its own; here they become uses like those of a query.

use crate::model::name::Dialect;
use crate::model::query::Query;
use crate::model::reference::Mechanism;
use crate::sql;

use super::CodeFile;
use super::constants::Constants;
use super::fold::Folded;
use super::sql_use::SqlUse;
use super::{jooq, js_rows, objection_joins, raw_rows, result_sets};

/// A name with the query that it stands for.
pub(super) struct Beside {
    pub query: Query,
    pub text: Folded,
    /// Where it stands in the file.
    pub at: usize,
    pub mechanism: Mechanism,
    pub how: &'static str,
}

/// Every such name of a file. `queries`: what was found in it so far.
pub(super) fn read<'a>(
    file: &'a CodeFile,
    constants: &Constants<'a>,
    dialect: Dialect,
    queries: &[SqlUse],
) -> Vec<Beside> {
    let mut found = Vec::new();
    for taken in raw_rows::taken(file, constants, dialect) {
        let how = "a row of a query with `*` is asked for it by name";
        let (query, text, at) = (taken.query, taken.text, taken.expr.range.start);
        found.push(Beside { query, text, at, mechanism: Mechanism::QueryKey, how });
    }
    for (query, text, at) in js_rows::read(file, constants, dialect) {
        found.push(Beside {
            query,
            text,
            at,
            mechanism: Mechanism::Member,
            how: "it is taken out of a row of a query",
        });
    }
    for (query, text, at) in objection_joins::read(file) {
        found.push(Beside { query, text, at, mechanism: Mechanism::Mapping, how: "a relation joins on it" });
    }
    let of_jooq = jooq::queries(file).into_iter().map(|(text, at)| (text, at, "jOOQ is given it as a column"));
    let of_rows = result_sets::queries(file, queries).into_iter();
    let of_rows = of_rows.map(|(text, at)| (text, at, "it is taken out of a row of the query beside it"));
    for (text, at, how) in of_jooq.chain(of_rows) {
        for query in sql::read_query(&text.text, dialect).into_iter().flatten() {
            let (text, at) = (text.clone(), at.start);
            found.push(Beside { query, text, at, mechanism: Mechanism::QueryKey, how });
        }
    }
    found
}
