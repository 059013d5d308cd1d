//! Names that a new column makes ambiguous.

use crate::catalog::NetChange;
use crate::model::name::Dialect;
use crate::model::query::{Access, Clause, ColumnUse, Position};

use super::{Broken, Reader};

impl Reader<'_> {
    /// Unqualified names that mean one column before, and afterwards one of two.
    pub(super) fn ambiguous(&self, at: usize, change: &NetChange, found: &mut Vec<Broken>) {
        let Some(column) = &change.column else { return };
        let bare = |used: &&ColumnUse| {
            !used.qualified && used.access != Access::Write && used.column.value.eq_ignore_ascii_case(column)
        };
        // SQLite takes the first column of the name for `USING`, which stands twice here: once for each side.
        let sqlite = self.before.dialect() == Dialect::Sqlite;
        let twice = |used: &ColumnUse| self.query.columns.iter().filter(|other| other.range == used.range).count() > 1;
        let using = |used: &&ColumnUse| sqlite && used.clause == Clause::Join && twice(used);
        for used in self.query.columns.iter().filter(bare).filter(|used| !using(used)) {
            for scope in &used.scopes {
                let others = scope.iter().filter(|at| {
                    !self.is(**at, change) && self.has(**at, &used.column, self.before) && self.goes_on(**at, used)
                });
                let other: Vec<usize> = others.copied().collect();
                let ours = scope.iter().copied().filter(|at| self.is(*at, change));
                let ours: Vec<usize> =
                    ours.filter(|at| self.takes(*at, used, column) && !self.has_spelt(*at, used, column)).collect();
                // Those that `NATURAL JOIN` joins are one.
                let one = |first: &usize| other.iter().all(|next| next == first || self.joined(*next, *first));
                if let (Some(other), false) = (other.first().filter(|first| one(first)), ours.is_empty())
                    && !ours.iter().all(|own| self.joined(*own, *other))
                {
                    let name = self.query.tables.get(*other).map_or_else(String::new, |table| table.name.to_string());
                    let certainty = self.certainty(!used.opaque);
                    let why = format!(
                        "`{name}` and `{}` both have `{column}` then, and the query does not say which",
                        change.table
                    );
                    let range = used.range.clone();
                    found.push(Broken { change: at, access: used.access, certainty, range, why });
                }
                let apart = |own: &&usize| ours.iter().any(|next| next != *own && !self.joined(**own, *next));
                if other.is_empty() && ours.iter().any(|own| apart(&own)) {
                    found.push(Broken {
                        change: at,
                        access: used.access,
                        certainty: self.certainty(!used.opaque),
                        range: used.range.clone(),
                        why: format!("`{}` stands here more than once, and has `{column}` then", change.table),
                    });
                }
                // The inner table has it from there on: that changes what the name means, and is no error.
                if !other.is_empty() || !ours.is_empty() {
                    break;
                }
            }
        }
        for used in self.query.given.iter().filter(bare) {
            let own = |at: &usize| {
                self.is(*at, change)
                    && self.takes(*at, used, column)
                    && self.comes_through(*at, used)
                    && (self.is_named(*at) || !self.has_spelt(*at, used, column))
                    && self.query.natural.iter().flatten().all(|other| other != at)
            };
            let lacks = |at: &usize| {
                [self.before, self.after].iter().all(|of| self.own_name(*at, &used.column, of) == Some(None))
            };
            let Some((beside, inner)) = used.scopes.split_last() else { continue };
            if beside.iter().any(own) && inner.iter().flatten().all(lacks) {
                found.push(Broken {
                    change: at,
                    access: used.access,
                    certainty: self.certainty(!used.opaque),
                    range: used.range.clone(),
                    why: format!(
                        "a query in its FROM and `{}` both have `{column}` then, and it does not say which",
                        change.table
                    ),
                });
            }
        }
    }

    /// Whether a table has the column afterwards, as far as is known. In PostgreSQL one that only nearly has the name is another one.
    fn goes_on(&self, at: usize, used: &ColumnUse) -> bool {
        let postgres = self.before.dialect() == Dialect::Postgres;
        match self.own_name(at, &used.column, self.after) {
            Some(now) => now.is_some_and(|own| !postgres || own == used.column.key(Dialect::Postgres)),
            None => true,
        }
    }

    /// Whether the name is that of the new column; PostgreSQL tells `"Email"` from `email`.
    fn takes(&self, at: usize, used: &ColumnUse, column: &str) -> bool {
        let now = self.query.tables.get(at).and_then(|table| self.after.table(&table.name));
        let own = now.and_then(|now| now.column(&used.column));
        self.before.dialect() != Dialect::Postgres
            || own.is_none_or(|own| own.name.value == column && own.key == used.column.key(Dialect::Postgres))
    }

    /// Whether it had a column of this very name before.
    fn has_spelt(&self, at: usize, used: &ColumnUse, column: &str) -> bool {
        let own = self.own_name(at, &used.column, self.before).flatten();
        own.is_some_and(|own| own == column || self.before.dialect() != Dialect::Postgres)
    }

    /// Whether the columns of the table's star are given names.
    fn is_named(&self, at: usize) -> bool {
        self.query.positions.iter().any(|taken| {
            matches!(taken.position, Position::Named(_))
                && self.query.stars.get(taken.star).is_some_and(|star| star.tables == [at])
        })
    }

    /// Whether a column keeps its name where the first ones of the table's star are given others.
    fn comes_through(&self, at: usize, used: &ColumnUse) -> bool {
        let over = |star: usize| self.query.stars.get(star).is_some_and(|star| star.tables == [at]);
        let named = self.query.positions.iter().filter_map(|taken| match taken.position {
            Position::Named(names) if over(taken.star) => Some(names),
            _ => None,
        });
        let Some(names) = named.max() else { return true };
        let now = self.query.tables.get(at).and_then(|table| self.after.table(&table.name));
        let place =
            now.and_then(|now| now.columns.iter().position(|own| own.key == used.column.key(self.before.dialect())));
        place.is_some_and(|place| place >= names)
    }

    /// `NATURAL JOIN` makes one column of those that both sides have.
    fn joined(&self, one: usize, other: usize) -> bool {
        self.query.natural.iter().any(|group| group.contains(&one) && group.contains(&other))
    }
}
