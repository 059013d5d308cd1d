//! What depends on which columns a table has and on their order: INSERTs, and stars whose rows are taken by position.

use crate::catalog::{NetChange, Table};
use crate::model::event::EventKind;
use crate::model::name::{Dialect, Ident};
use crate::model::query::{Access, Position};

use super::{Broken, Reader};

impl Reader<'_> {
    /// INSERTs that do not give a column that they have to give from now on.
    pub(super) fn omitting(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(column) = &change.column else { return };
        for insert in &self.query.inserts {
            if !self.is(insert.table, change) {
                continue;
            }
            let name = self.query.tables.get(insert.table).map(|table| &table.name);
            let now = name.and_then(|name| self.after.table(name));
            let omits = match &insert.columns {
                // `DEFAULT VALUES`
                Some(given) if given.is_empty() => insert.values == Some(0),
                // It gives the column under the name that is gone, which is told of itself.
                Some(given) if self.gives_former(insert.table, given, change) => continue,
                Some(given) => {
                    // The name may be that of before, which only PostgreSQL tells from one with other capitals.
                    let exact = self.before.dialect() == Dialect::Postgres;
                    let same = |own: &&Ident| match now.and_then(|now| now.column(own)) {
                        Some(own) => own.name.value == *column || !exact && own.name.value.eq_ignore_ascii_case(column),
                        None => own.value.eq_ignore_ascii_case(column),
                    };
                    let told = |place: &usize| !insert.defaults.contains(place);
                    !given.iter().enumerate().any(|(place, own)| same(&own) && told(&place))
                }
                // A view gives none to a column that it does not show, nor to one behind the last value.
                None if now.is_none() => {
                    let few = insert.values.filter(|_| self.before.dialect() == Dialect::Postgres);
                    let view = name.and_then(|name| self.after.view(name));
                    view.and_then(|view| view.columns.as_ref()).is_some_and(|all| {
                        let place = all.iter().position(|own| own.value.eq_ignore_ascii_case(column));
                        place.is_none_or(|place| few.is_some_and(|values| place >= values))
                    })
                }
                // By position PostgreSQL takes fewer values than there are columns.
                None => {
                    let place = now.and_then(|now| now.columns.iter().position(|own| own.name.value == *column));
                    let few = self.before.dialect() == Dialect::Postgres;
                    place.is_some_and(|place| {
                        insert.defaults.contains(&place)
                            || insert.values == Some(0)
                            || few && insert.values.is_some_and(|values| place >= values)
                    })
                }
            };
            if !omits {
                continue;
            }
            found.push(Broken {
                change: at,
                access: Access::Write,
                certainty: self.certainty(true),
                range: insert.range.clone(),
                why: match &insert.columns {
                    Some(given) if given.is_empty() => format!("the INSERT gives no values, and `{column}` needs one"),
                    Some(_) if !insert.defaults.is_empty() => {
                        format!("the INSERT gives no value to `{column}`, which has no default then")
                    }
                    Some(_) => format!("the INSERT lists its columns, and `{column}` is not among them"),
                    None => format!("the INSERT gives its values by position, and none to `{column}`"),
                },
            });
        }
    }

    /// `NULL` for a column that takes none from now on.
    pub(super) fn nulls(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(column) = &change.column else { return };
        for null in &self.query.nulls {
            let used = null.column.and_then(|at| self.query.columns.get(at));
            let targets = used.and_then(|used| used.scopes.first()).into_iter().flatten();
            let is_target = |table: &usize| {
                let now = self.query.tables.get(*table).and_then(|table| self.after.table(&table.name));
                let own = now.zip(used).and_then(|(now, used)| now.column(&used.column));
                self.is(*table, change) && own.is_some_and(|own| own.name.value == *column)
            };
            let named = || targets.into_iter().any(is_target);
            let placed = || {
                let (table, place) = null.place?;
                let now = self.query.tables.get(table).and_then(|table| self.after.table(&table.name))?;
                let own = now.given_at(place).filter(|_| self.is(table, change))?;
                (own.name.value == *column).then_some(())
            };
            if named() || placed().is_some() {
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: null.range.clone(),
                    why: format!("`NULL` is written to `{column}`, which takes none then"),
                });
            }
        }
    }

    fn gives_former(&self, table: usize, given: &[Ident], change: &NetChange) -> bool {
        let mut before = self.table(table).into_iter().flat_map(|table| &table.columns);
        let former =
            before.find(|own| Some(own.id) == change.column_id && Some(&own.name.value) != change.column.as_ref());
        former.is_some_and(|former| {
            !self.has(table, &former.name, self.after)
                && given.iter().any(|own| own.value.eq_ignore_ascii_case(&former.name.value))
        })
    }

    /// INSERTs without a column list, whose number of values no longer fits.
    pub(super) fn positional(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some((had, has)) = change.counts else { return };
        for insert in &self.query.inserts {
            let Some(values) = insert.values else { continue };
            if insert.columns.is_some() || !self.is(insert.table, change) || values > had {
                continue;
            }
            // PostgreSQL fills the columns from the left and takes defaults for the rest (its manual, INSERT); the others want all of them.
            let breaks = match self.before.dialect() {
                Dialect::Postgres => values > has || self.gives_generated(insert.table, values),
                dialect => {
                    values == had
                        && (had != has || (dialect != Dialect::Sqlite && self.gives_generated(insert.table, values)))
                }
            };
            let moved = self.shifts(insert.table, values);
            if !breaks && moved {
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: insert.range.clone(),
                    why: format!(
                        "the INSERT gives {values} values by position, and the columns stand in another order"
                    ),
                });
            } else if breaks {
                let made = self.gives_generated(insert.table, values);
                found.push(Broken {
                    change: at,
                    access: Access::Write,
                    certainty: self.certainty(true),
                    range: insert.range.clone(),
                    why: match made {
                        true => format!(
                            "the INSERT gives {values} values by position, and one of them to a column that is made of others then"
                        ),
                        false => format!(
                            "the INSERT gives {values} values by position; the table had {had} columns and has {has}"
                        ),
                    },
                });
            }
        }
    }

    /// Stars whose rows are taken by position, or that stay prepared, where they stand for other columns than before.
    pub(super) fn stars(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some((had, has)) = change.counts else { return };
        for taken in &self.query.positions {
            let Some(star) = self.query.stars.get(taken.star) else { continue };
            let [table] = &star.tables[..] else { continue };
            let prepared = change.kind == EventKind::PreparedResultChanged;
            if !self.is(*table, change) || found.iter().any(|one| one.change == at && one.range == star.range) {
                continue;
            }
            let why = match taken.position {
                Position::All(values) if !prepared && values == had && had != has => {
                    format!("{values} values are taken of each row; `*` gave {had} columns and gives {has}")
                }
                Position::Named(values)
                    if !prepared
                        && match self.before.dialect() {
                            Dialect::Postgres => values <= had && has < values,
                            _ => values == had && had != has,
                        } =>
                {
                    format!("{values} names are given to its columns; `*` gave {had} columns and gives {has}")
                }
                Position::At(place) if !prepared && place < had && self.moves(*table, place) => {
                    format!("the value at place {} of each row is taken, which is of another column then", place + 1)
                }
                Position::Prepared if prepared => {
                    format!("the driver keeps it prepared; `*` gave {had} columns and gives {has}")
                }
                _ => continue,
            };
            found.push(Broken {
                change: at,
                access: Access::Read,
                certainty: self.certainty(true),
                range: star.range.clone(),
                why,
            });
        }
    }

    /// Whether the column at a place is another one afterwards.
    fn moves(&self, table: usize, place: usize) -> bool {
        if let (Some(before), Some(after)) = (self.view(table, self.before), self.view(table, self.after)) {
            return before.moves(after, place);
        }
        let before = self.table(table);
        let after = self.query.tables.get(table).and_then(|table| self.after.table(&table.name));
        let is = |table: &Table| table.columns.get(place).map(|column| column.id);
        before.zip(after).is_some_and(|(before, after)| is(before) != is(after))
    }

    /// Whether one of so many values becomes that of another column.
    fn shifts(&self, table: usize, values: usize) -> bool {
        if let (Some(before), Some(after)) = (self.view(table, self.before), self.view(table, self.after)) {
            return (0..values).any(|place| before.moves(after, place));
        }
        let Some(before) = self.table(table) else { return false };
        let Some(after) = self.query.tables.get(table).and_then(|table| self.after.table(&table.name)) else {
            let view = self.view(table, self.after);
            return view.is_some_and(|view| (0..values).any(|place| view.moves_from(before, place)));
        };
        let key = |table: &Table, place: usize| table.columns.get(place).map(|own| own.key.clone());
        // Another table has its name now: one that stood beside it, or it lives on under its own.
        let other = before.id != after.id
            && (self.after.table_by_id(before.id).is_some() || self.before.table_by_id(after.id).is_some());
        (0..values).any(|place| before.moves(after, place) || (other && key(before, place) != key(after, place)))
    }

    /// Whether one of the first columns is made of others afterwards, and takes no value.
    fn gives_generated(&self, table: usize, values: usize) -> bool {
        let had = self.table(table).is_some_and(|table| table.columns.iter().take(values).any(|own| own.generated));
        let after = self.query.tables.get(table).and_then(|table| self.after.table(&table.name));
        !had && after.is_some_and(|table| table.columns.iter().take(values).any(|own| own.generated))
    }
}
