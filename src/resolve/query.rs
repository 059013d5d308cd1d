//! One query of the code against the schema before and after: which of its names resolved before and no longer do.
//!
//! A name counts where the scope and the catalog leave one table that can be meant; how sure that is, is the use's certainty.

mod ambiguous;
mod calls;
mod position;
mod types;

use std::ops::Range;

use crate::catalog::{Catalog, NetChange, ObjectKind, Table, View};
use crate::model::event::EventKind;
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Access, ColumnUse, Query};
use crate::model::reference::Certainty;

/// A use of what changes, inside a query.
pub struct Broken {
    /// Index of the net change.
    pub change: usize,
    pub access: Access,
    pub certainty: Certainty,
    /// In the query's text.
    pub range: Range<usize>,
    /// How the name was resolved, without a full stop.
    pub why: String,
}

/// The uses of `net` in a query.
pub fn broken(query: &Query, before: &Catalog, after: &Catalog, net: &[NetChange]) -> Vec<Broken> {
    let reader = Reader { query, before, after };
    let mut found = Vec::new();
    for (at, change) in net.iter().enumerate() {
        match change.kind {
            EventKind::TableDropped | EventKind::TableRenamed if change.object != ObjectKind::Type => {
                reader.tables(at, change, &mut found);
                reader.texts(at, change, &mut found);
                reader.types(at, change, &mut found);
            }
            EventKind::ColumnDropped | EventKind::ColumnRenamed => reader.columns(at, change, &mut found),
            EventKind::RequiredColumnAdded => reader.omitting(at, change, &mut found),
            EventKind::NullRefused => reader.nulls(at, change, &mut found),
            EventKind::ColumnCountChanged => reader.positional(at, change, &mut found),
            EventKind::RowShapeChanged | EventKind::PreparedResultChanged => reader.stars(at, change, &mut found),
            EventKind::ColumnAdded => reader.ambiguous(at, change, &mut found),
            EventKind::UniqueKeyDropped => reader.conflicts(at, change, &mut found),
            EventKind::EnumValueRemoved | EventKind::EnumValueRenamed => reader.values(at, change, &mut found),
            EventKind::RoutineDropped | EventKind::RoutineRenamed => reader.calls(at, change, &mut found),
            EventKind::TypeDropped | EventKind::TypeRenamed => reader.types(at, change, &mut found),
            _ => {}
        }
    }
    found
}

/// Whether a query that names `change`'s table may as well be for another database that has a table of this name: everything that it names is there too,
/// or more of the columns that it takes from the table are there than here.
pub fn fits(query: &Query, change: &NetChange, this: &Catalog, other: &Catalog) -> bool {
    if change.object == ObjectKind::Routine {
        return calls::fits(query, change, other);
    }
    if matches!(change.kind, EventKind::TypeDropped | EventKind::TypeRenamed) {
        return types::fits(query, change, other);
    }
    let known = |catalog: &Catalog, name| catalog.table(name).is_some() || catalog.view(name).is_some();
    let named = |at: &usize| {
        query.tables.get(*at).is_some_and(|table| table.name.name.value.eq_ignore_ascii_case(&change.table))
    };
    let has = |catalog: &Catalog, column: &ColumnUse| {
        column.scopes.iter().flatten().filter_map(|at| query.tables.get(*at)).any(|table| {
            match catalog.table(&table.name) {
                Some(known) => !known.complete || known.column(&column.column).is_some(),
                None => catalog.view(&table.name).is_some(),
            }
        })
    };
    let columns = || query.columns.iter().filter(|column| !column.opaque && !column.scopes.is_empty());
    if !query.tables.is_empty()
        && query.tables.iter().all(|table| known(other, &table.name))
        && columns().all(|column| has(other, column))
    {
        return true;
    }
    let same_name = (0..query.tables.len()).filter(named).any(|at| known(other, &query.tables[at].name));
    if !same_name || query.tables.iter().any(|table| known(this, &table.name) && !known(other, &table.name)) {
        return false;
    }
    let own = || columns().filter(|column| column.scopes.iter().flatten().any(&named));
    own().filter(|column| has(other, column)).count() > own().filter(|column| has(this, column)).count()
}

struct Reader<'a> {
    query: &'a Query,
    before: &'a Catalog,
    after: &'a Catalog,
}

impl<'a> Reader<'a> {
    /// The table before that the query's table at `at` means.
    fn table(&self, at: usize) -> Option<&'a Table> {
        self.before.table(&self.query.tables.get(at)?.name)
    }

    fn is(&self, at: usize, change: &NetChange) -> bool {
        match self.table(at) {
            Some(table) => table.id == change.id,
            None => self.view(at, self.before).is_some_and(|view| view.id == change.id),
        }
    }

    fn view(&self, at: usize, catalog: &'a Catalog) -> Option<&'a View> {
        catalog.view(&self.query.tables.get(at)?.name)
    }

    /// The name of a column of the query's table or view at `at`, as the schema writes it. `None`: that is not known; `Some(None)`: it has no such column.
    fn own_name(&self, at: usize, column: &Ident, catalog: &'a Catalog) -> Option<Option<&'a str>> {
        if let Some(table) = catalog.table(&self.query.tables.get(at)?.name) {
            let own = table.column(column).map(|own| own.name.value.as_str());
            return (own.is_some() || table.complete).then_some(own);
        }
        let columns = self.view(at, catalog)?.columns.as_ref()?;
        let key = column.key(catalog.dialect());
        let mut same = columns.iter().filter(|own| own.value.eq_ignore_ascii_case(&column.value));
        let exact = columns.iter().find(|own| own.key(catalog.dialect()) == key);
        Some(exact.or_else(|| same.next()).map(|own| own.value.as_str()))
    }

    fn has(&self, at: usize, column: &Ident, catalog: &'a Catalog) -> bool {
        self.own_name(at, column, catalog).flatten().is_some()
    }

    fn certainty(&self, sure: bool) -> Certainty {
        if sure && !self.query.approximate { Certainty::Certain } else { Certainty::Likely }
    }

    fn tables(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        for (index, table) in self.query.tables.iter().enumerate() {
            let view = || self.before.view(&table.name).is_some_and(|view| view.id == change.id);
            if !(self.is(index, change) || view()) {
                continue;
            }
            // A name that still leads somewhere breaks nothing.
            let still = self.after.table(&table.name);
            let apart = still.is_some_and(|now| self.is_homonym(&table.name, now));
            let moved = self.leaves_path(&table.name);
            let leads = !change.fails
                && moved.is_none()
                && ((still.is_some() && !apart) || self.after.view(&table.name).is_some());
            if leads != change.writes_only || (leads && table.access != Access::Write) {
                continue;
            }
            found.push(Broken {
                change: at,
                access: table.access,
                // A path may be set where no migration tells.
                certainty: self.certainty(moved.is_none()),
                range: table.range.clone(),
                why: match (leads, moved) {
                    _ if change.fails => {
                        format!("the query names `{}`, which is a view then that reads what is not there", table.name)
                    }
                    (true, _) => format!("the query writes to `{}`, which is a view then", table.name),
                    (false, Some(schema)) => {
                        format!("the query names `{}` without a schema, and it is in `{schema}` then", table.name)
                    }
                    (false, None) => format!("the query names `{}`", table.name),
                },
            });
        }
    }

    /// The schema that the object of a name without one has moved to, where that is on no search path that is known.
    fn leaves_path(&self, name: &ObjectName) -> Option<&'a str> {
        let has_path = matches!(self.before.dialect(), Dialect::Postgres | Dialect::Mssql);
        if !has_path || !name.qualifiers.is_empty() {
            return None;
        }
        let of = |catalog: &'a Catalog| match (catalog.table(name), catalog.view(name)) {
            (Some(table), _) => Some(table.label.schema.as_str()),
            (None, view) => view.map(|view| view.label.schema.as_str()),
        };
        let (had, has) = (of(self.before)?, of(self.after)?);
        (self.before.may_search(had) && !self.after.may_search(has)).then_some(has)
    }

    /// Whether a name without a schema leads to a table of another schema only because its own is gone: there were both before, and it meant the other one.
    fn is_homonym(&self, name: &ObjectName, now: &Table) -> bool {
        let before = self.before.table(name);
        name.qualifiers.is_empty()
            && before.is_some_and(|before| before.id != now.id && before.label.schema != now.label.schema)
            && self
                .before
                .tables()
                .any(|other| other.label.schema == now.label.schema && other.label.key == now.label.key)
    }

    /// Names of tables in texts: `'users'::regclass`, `create_partition('users', …)`.
    fn texts(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        for literal in &self.query.literals {
            let relation = literal.cast.as_ref().is_some_and(|cast| cast.name.value.eq_ignore_ascii_case("regclass"));
            let name = ObjectName::new(literal.value.rsplit('.').next().unwrap_or_default().trim_matches('"'));
            let is = |table: &Table| table.id == change.id;
            if relation && self.before.table(&name).is_some_and(is) && self.after.table(&name).is_none() {
                found.push(Broken {
                    change: at,
                    access: Access::Read,
                    certainty: Certainty::Likely,
                    range: literal.range.clone(),
                    why: format!("the text `{}` is the name of a relation here", literal.value),
                });
            }
        }
    }

    fn columns(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(column) = &change.column else { return };
        for used in &self.query.columns {
            let goes_on = change.writes_only && used.access != Access::Write;
            if goes_on || !used.column.value.eq_ignore_ascii_case(column) {
                continue;
            }
            if let Some((certainty, why)) = self.resolve(used, change) {
                found.push(Broken { change: at, access: used.access, certainty, range: used.range.clone(), why });
            }
        }
        if change.kind == EventKind::ColumnDropped && !change.writes_only {
            self.constraints(at, change, column, found);
        }
        // The column list of an INSERT, where it is not listed among the columns as well.
        for insert in &self.query.inserts {
            if !self.is(insert.table, change) {
                continue;
            }
            for given in insert.columns.iter().flatten().filter(|given| given.value.eq_ignore_ascii_case(column)) {
                if !self.is_that(insert.table, given, change) {
                    continue;
                }
                if given.range.is_empty() || found.iter().any(|other| other.change == at && other.range == given.range)
                {
                    continue;
                }
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: given.range.clone(),
                    why: format!("the INSERT gives `{}` of `{}`", given.value, change.table),
                });
            }
        }
    }

    /// `ON CONFLICT ON CONSTRAINT` of a constraint that goes with its column.
    fn constraints(&self, at: usize, change: &NetChange, column: &str, found: &mut Vec<Broken>) {
        for conflict in self.query.conflicts.iter().filter(|conflict| self.is(conflict.table, change)) {
            let Some(name) = &conflict.constraint else { continue };
            let keys = self.table(conflict.table).into_iter().flat_map(|table| &table.keys);
            let mut own =
                keys.filter(|key| key.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(&name.value)));
            if own.any(|key| key.columns.iter().any(|own| own.value == column)) {
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: conflict.range.clone(),
                    why: format!("the constraint `{}` is over `{column}`, and goes with it", name.value),
                });
            }
        }
    }

    /// Whether a column of the query is the changed one, and how sure that is.
    fn resolve(&self, used: &ColumnUse, change: &NetChange) -> Option<(Certainty, String)> {
        // PostgreSQL tells `"Email"` from `email`: one that is spelt so comes before those that only nearly are, also further out.
        let told = self.before.dialect() == Dialect::Postgres
            && used.scopes.iter().flatten().any(|at| self.is_spelt(*at, &used.column));
        for scope in &used.scopes {
            // Several tables may answer to one qualifier.
            let open = !used.qualified || scope.len() > 1;
            if open && scope.iter().any(|at| self.gains(*at, used, change)) {
                return None;
            }
            let mut having: Vec<usize> = Vec::new();
            let mut unknown = 0;
            for at in scope {
                match self.own_name(*at, &used.column, self.before) {
                    Some(Some(_)) => having.push(*at),
                    Some(None) => {}
                    // Nothing, or not everything, is known of it.
                    None => unknown += 1,
                }
            }
            if having.is_empty() {
                if unknown > 0 && used.qualified {
                    return None;
                }
                continue;
            }
            if told {
                having.retain(|at| self.is_spelt(*at, &used.column));
            }
            if having.is_empty() {
                continue;
            }
            let ours = having.iter().find(|at| self.is(**at, change))?;
            if !self.is_that(*ours, &used.column, change) {
                return None;
            }
            let name = self.query.tables.get(*ours).map_or_else(String::new, |table| table.name.to_string());
            let one_table = having.iter().all(|at| self.is(*at, change));
            // An inferred table proves the name, not that no other table in scope has it.
            let sure = one_table && (used.qualified || (unknown == 0 && !used.opaque));
            if !one_table && !used.qualified {
                // Two tables of the scope have it: the database refuses the query as it is now. If one of them alone has it afterwards, the query was
                // written for that; if not, the reading is wrong somewhere.
                let goes_on = |at: &&usize| {
                    let now = self.own_name(**at, &used.column, self.after).flatten();
                    now.is_some_and(|own| !told || own == used.column.key(Dialect::Postgres))
                };
                if scope.iter().filter(goes_on).count() == 1 {
                    return None;
                }
                return Some((Certainty::Likely, format!("`{name}` is one of the tables in scope that have it")));
            }
            let why = match (used.qualified, scope.len()) {
                (true, _) => format!("it is qualified with `{name}`"),
                (false, 1) => format!("`{name}` is its only table, so `{}` is no other column", used.column),
                (false, _) => format!("of the tables in scope only `{name}` has `{}`", used.column),
            };
            return Some((self.certainty(sure), why));
        }
        None
    }

    fn is_spelt(&self, at: usize, column: &Ident) -> bool {
        let dialect = self.before.dialect();
        match (self.table(at), self.view(at, self.before)) {
            (Some(table), _) => table.column(column).is_some_and(|own| own.key == column.key(dialect)),
            (None, Some(view)) => view.columns.iter().flatten().any(|own| own.key(dialect) == column.key(dialect)),
            (None, None) => false,
        }
    }

    /// PostgreSQL tells `"Email"` from `email`: whether the name is that of the very column which changes.
    fn is_that(&self, at: usize, column: &Ident, change: &NetChange) -> bool {
        let own = self.own_name(at, column, self.before).flatten();
        self.before.dialect() != Dialect::Postgres || own.is_none() || own == change.column.as_deref()
    }

    /// Whether another table of the query has the name afterwards and did not before: then it is this one's from there on.
    fn gains(&self, at: usize, used: &ColumnUse, change: &NetChange) -> bool {
        if self.is(at, change) {
            return false;
        }
        if self.before.dialect() == Dialect::Postgres {
            // A column that only nearly has the name is another one.
            let now = self.own_name(at, &used.column, self.after).flatten();
            return now.is_some_and(|own| own == used.column.key(Dialect::Postgres))
                && !self.is_spelt(at, &used.column);
        }
        self.has_after(at, used) && !self.has(at, &used.column, self.before)
    }

    fn has_after(&self, at: usize, used: &ColumnUse) -> bool {
        self.has(at, &used.column, self.after)
    }

    /// `ON CONFLICT (…)` without its unique key.
    fn conflicts(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(key) = &change.key else { return };
        for conflict in &self.query.conflicts {
            if !self.is(conflict.table, change) {
                continue;
            }
            let same = match &conflict.constraint {
                Some(name) => {
                    let is = |own: Option<&str>| own.is_some_and(|own| own.eq_ignore_ascii_case(&name.value));
                    let now = self.query.tables.get(conflict.table).and_then(|table| self.after.table(&table.name));
                    let mut left = now.into_iter().flat_map(|now| &now.keys).filter(|own| !own.index);
                    is(key.name.as_deref()) && !left.any(|own| is(own.name.as_deref()))
                }
                None => {
                    !key.columns.is_empty()
                        && conflict.columns.len() == key.columns.len()
                        && conflict
                            .columns
                            .iter()
                            .all(|column| key.columns.iter().any(|own| own.eq_ignore_ascii_case(&column.value)))
                        && !self.key_remains(conflict.table, &conflict.columns)
                }
            };
            if same {
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: conflict.range.clone(),
                    why: "no other unique key is over exactly these columns".into(),
                });
            }
        }
    }

    fn key_remains(&self, table: usize, columns: &[Ident]) -> bool {
        let dialect = self.after.dialect();
        self.query.tables.get(table).and_then(|table| self.after.table(&table.name)).is_some_and(|table| {
            table.keys.iter().any(|key| {
                !key.partial
                    && key.columns.len() == columns.len()
                    && columns
                        .iter()
                        .all(|column| key.columns.iter().any(|own| own.key(dialect) == column.key(dialect)))
            })
        })
    }

    /// Whether a column of the view at `at` is this one of a table.
    fn shows(&self, at: usize, column: &Ident, (table, wanted): (&str, &str)) -> bool {
        let Some(view) = self.view(at, self.before).filter(|_| self.table(at).is_none()) else { return false };
        let dialect = self.before.dialect();
        let place = view.columns.iter().flatten().position(|own| own.key(dialect) == column.key(dialect));
        place.and_then(|place| self.before.behind(view, place)).is_some_and(|(own, column)| {
            own.name().eq_ignore_ascii_case(table) && column.name.value.eq_ignore_ascii_case(wanted)
        })
    }

    /// Literals of an enum's value.
    fn values(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(value) = &change.value else { return };
        for literal in &self.query.literals {
            if literal.value != *value {
                continue;
            }
            let cast = literal.cast.as_ref().is_some_and(|of| of.name.value.eq_ignore_ascii_case(&change.table));
            let compared = literal.column.and_then(|at| self.query.columns.get(at)).is_some_and(|used| {
                change.holders.iter().any(|(table, column)| {
                    used.column.value.eq_ignore_ascii_case(column)
                        && used
                            .scopes
                            .iter()
                            .flatten()
                            .filter_map(|at| self.table(*at))
                            .any(|own| own.name().eq_ignore_ascii_case(table))
                        || used.scopes.iter().flatten().any(|at| self.shows(*at, &used.column, (table, column)))
                })
            });
            let placed = literal.place.and_then(|(table, place)| match self.table(table) {
                Some(own) => Some((own.name(), own.given_at(place)?.name.value.as_str())),
                None => {
                    let (own, column) = self.before.behind(self.view(table, self.before)?, place)?;
                    Some((own.name(), column.name.value.as_str()))
                }
            });
            let given = placed.is_some_and(|(table, column)| {
                change
                    .holders
                    .iter()
                    .any(|(own, name)| own.eq_ignore_ascii_case(table) && name.eq_ignore_ascii_case(column))
            });
            if cast || compared || given {
                found.push(Broken {
                    change: at,
                    access: Access::Read,
                    certainty: self.certainty(true),
                    range: literal.range.clone(),
                    why: format!("the literal is a value of `{}`", change.table),
                });
            }
        }
    }
}
