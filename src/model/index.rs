//! What one repository uses of a database, not resolved: the contents of a uses file.
//!
//! Queries keep their tables with the scopes of their columns, so that the check decides which table a column belongs to, against its own schema. What models
//! use is a table and a column by name, as the mapping says them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::name::Dialect;
use super::query::Query;
use super::reference::{Access, Certainty, Mechanism};
use crate::source::{LineColumn, Service};

/// The column of [`ModelUse::omits`] that stands for every column that the model does not know.
pub const ANY_OTHER: &str = "*";

/// A place in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: Arc<str>,
    pub at: LineColumn,
    /// In bytes of the file.
    pub range: Range<usize>,
}

/// What the names were checked against when the file was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownBy {
    /// The repository's own migrations.
    Own,
    /// Another repository's, or a dump.
    Given,
    /// The code alone.
    #[default]
    Code,
}

impl KnownBy {
    /// Every one.
    pub const ALL: [KnownBy; 3] = [KnownBy::Own, KnownBy::Given, KnownBy::Code];

    /// The name in the file.
    pub fn name(self) -> &'static str {
        match self {
            KnownBy::Own => "own",
            KnownBy::Given => "given",
            KnownBy::Code => "code",
        }
    }
}

/// One part of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// From 1.
    pub part: usize,
    pub of: usize,
}

/// Where the uses are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    pub service: Arc<Service>,
    /// Files differed from the commit.
    pub dirty: bool,
    /// The day of the commit.
    pub day: Option<String>,
    /// `None`: nothing said which.
    pub dialect: Option<Dialect>,
    pub known_by: KnownBy,
    /// It is the code that runs now, not the code that is merged.
    pub deployed: bool,
    pub shard: Option<Shard>,
}

/// A uses file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// The file, as messages name it.
    pub file: String,
    pub header: Header,
    pub queries: Vec<QueryUse>,
    pub models: Vec<ModelUse>,
}

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryUse {
    /// Its ranges are `n..n + 1`, where `n` is an index into `places`; an empty one stands nowhere.
    pub query: Query,
    pub places: Vec<Place>,
    pub mechanism: Mechanism,
    pub how: String,
    pub symbol: Option<String>,
    pub test: bool,
    pub prisma: bool,
    pub only_renames: bool,
    pub at_most: Certainty,
}

/// A use through a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelUse {
    pub schema: Option<String>,
    pub table: String,
    /// `None`: the table itself.
    pub column: Option<String>,
    /// The row is made without the column.
    pub omits: bool,
    /// With [`ANY_OTHER`]: what it does not stand for, in lower case: the columns that were known, and the words of the call that makes the row.
    pub but: Vec<String>,
    pub access: Access,
    pub mechanism: Mechanism,
    pub certainty: Certainty,
    pub proof: Vec<(String, Option<Place>)>,
    pub symbol: Option<String>,
    pub test: bool,
    pub place: Place,
}

/// A query whose ranges are numbers of places, and the places that `place` gives for them. `None`: a part of it stands nowhere.
pub fn numbered(query: &Query, place: &mut dyn FnMut(&Range<usize>) -> Option<Place>) -> Option<(Query, Vec<Place>)> {
    let mut query = Query { outputs: Vec::new(), plain: Vec::new(), given: Vec::new(), ..query.clone() };
    let mut places = Vec::new();
    let mut known: HashMap<Range<usize>, usize> = HashMap::new();
    let mut lost = false;
    each_range(&mut query, &mut |range| {
        let number = match known.get(range) {
            Some(number) => *number,
            None => match place(range) {
                Some(found) => {
                    places.push(found);
                    known.insert(range.clone(), places.len() - 1);
                    places.len() - 1
                }
                None => {
                    lost = true;
                    return;
                }
            },
        };
        *range = number..number + 1;
    });
    (!lost).then_some((query, places))
}

/// Goes through the ranges that can be shown: of tables, columns, stars, inserts with the columns that they list, conflicts, literals, calls and types.
fn each_range(query: &mut Query, visit: &mut dyn FnMut(&mut Range<usize>)) {
    query.tables.iter_mut().for_each(|one| visit(&mut one.range));
    query.columns.iter_mut().for_each(|one| visit(&mut one.range));
    query.stars.iter_mut().for_each(|one| visit(&mut one.range));
    for insert in &mut query.inserts {
        visit(&mut insert.range);
        // One that stands nowhere stays so.
        let given = insert.columns.iter_mut().flatten().filter(|given| !given.range.is_empty());
        given.for_each(|given| visit(&mut given.range));
    }
    query.conflicts.iter_mut().for_each(|one| visit(&mut one.range));
    query.literals.iter_mut().for_each(|one| visit(&mut one.range));
    query.nulls.iter_mut().for_each(|one| visit(&mut one.range));
    let names = query.calls.iter_mut().chain(&mut query.types);
    names.for_each(|one| visit(&mut one.name.range));
}
