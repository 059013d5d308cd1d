//! What a case with a difference looks like, by its message, its migration and its query: the conditions of `meant` that no report is needed for.

use super::judge::words;
use super::meant::{Question, is_insert_of_query};
use super::schema::Ty;
use super::servers::Refusal;

impl Question<'_> {
    /// MariaDB misses a bare name of a derived table inside the body of a routine.
    pub(super) fn leaves_derived(&self) -> bool {
        let inner = self.body();
        self.error.filter(|error| error.code == "1054").and_then(super::judge::name).is_some_and(|name| {
            inner.split("(SELECT ").skip(2).any(|part| words(part).any(|word| word.eq_ignore_ascii_case(&name)))
                && (inner.contains("FROM (SELECT ") || inner.contains("JOIN (SELECT "))
        })
    }

    pub(super) fn is_enum_of_trigger(&self) -> bool {
        let missing = self.error.filter(|error| error.code == "1364").and_then(super::judge::name);
        let required = |name: &String| {
            let all = self.case.after.tables.iter().flat_map(|table| &table.columns);
            all.filter(|own| own.ty == Ty::Mood && own.required).any(|own| own.name.eq_ignore_ascii_case(name))
        };
        let before = self.case.before.triggers.iter().any(|own| own.create.contains(" BEFORE "));
        before && missing.as_ref().is_some_and(required)
    }

    pub(super) fn is_natural(&self) -> bool {
        let twice = |error: &Refusal| error.code == "1052" || error.message.starts_with("ambiguous column name");
        self.error.is_some_and(twice) && self.sql.contains("NATURAL JOIN ")
    }

    /// `max` in a subquery over a name of the query around it makes one row of its rows, also of none.
    pub(super) fn is_one_row_of_nulls(&self) -> bool {
        let refuses = |error: &Refusal| error.code == "1048" || error.message.starts_with("NOT NULL constraint");
        let null = self.error.is_some_and(refuses);
        null && is_insert_of_query(self.sql)
            && ["(SELECT max(", "(SELECT min(", "(SELECT count("].iter().any(|part| self.sql.contains(part))
    }

    pub(super) fn is_said(&self, codes: &[&str], start: &str) -> bool {
        self.error.is_some_and(|error| codes.contains(&error.code.as_str()) && error.message.starts_with(start))
    }

    pub(super) fn says(&self, part: &str) -> bool {
        self.case.migration.contains(part)
    }

    /// The ambiguous name has a qualifier.
    pub(super) fn names_two_alike(&self) -> bool {
        let message = self.error.map_or("", |error| error.message.as_str());
        message.split("name: ").nth(1).and_then(|rest| rest.split(' ').next()).is_some_and(|name| name.contains('.'))
    }

    /// The key of its ON CONFLICT is gone, and the INSERT alone fails as well.
    pub(super) fn fails_without_its_conflict(&self, fails: &mut dyn FnMut(&str) -> bool) -> bool {
        let plain = self.sql.split_once(" ON CONFLICT ").map(|(insert, _)| insert);
        self.is_said(&["42P10"], "") && plain.is_some_and(fails)
    }

    /// A column of the name has another type.
    pub(super) fn has_other_types(&self) -> bool {
        let value = self.is_said(&["22P02"], "invalid input syntax for type");
        let swapped = self.says(" RENAME TO middle;");
        (value || self.is_said(&["42883", "42804"], "")) && (self.says("CREATE VIEW v_") || swapped)
    }

    /// A text of the enum is compared inside of a query over a query.
    pub(super) fn compares_what_is_derived(&self) -> bool {
        let asked = match self.body() {
            "" => self.sql,
            body => body,
        };
        let value = self.error.and_then(|error| error.message.split('"').nth(1)).unwrap_or_default();
        asked.contains(&format!("= '{value}'")) && (asked.contains("(SELECT ") || asked.starts_with("WITH "))
    }

    /// A table that the query names without a schema goes to another one of the path.
    pub(super) fn moves_and_changes(&self) -> bool {
        let script = &self.case.migration;
        let moved = |line: &str| {
            let table = line.strip_prefix("ALTER TABLE ")?.split_once(" SET SCHEMA ")?.0;
            words(table).last().map(str::to_owned)
        };
        let bare = |name: String| {
            words(self.sql).any(|word| word == name)
                && !["app", "public"].iter().any(|schema| self.sql.contains(&format!("{schema}.{name}")))
        };
        self.case.before.path
            && script.lines().count() > 1
            && self.is_said(&["42703", "22P02", "42601", "23502", "42P10"], "")
            && script.lines().filter_map(moved).any(bare)
    }

    /// A key is in the way of rows.
    pub(super) fn refers(&self) -> bool {
        let key = |error: &Refusal| {
            matches!(error.code.as_str(), "23503" | "23505" | "1062") || error.message.starts_with("UNIQUE constraint")
        };
        let (filled, several) = (!self.case.rows.is_empty(), self.sql.contains("), ("));
        let fires = !self.case.before.triggers.is_empty();
        // Two columns took each other's names, and the key is over the other one then.
        let renamed = ((filled || several || fires) && self.says("RENAME "))
            || (filled && self.says(" TO middle;"))
            || ((several || fires) && self.says("UNIQUE"));
        self.error.is_some_and(key) && renamed
    }

    /// `NOT NULL` of a column that the query gives a value which is NULL in a row; one that it writes as NULL is told.
    pub(super) fn gives_null(&self) -> bool {
        let Some(error) = self.error else { return false };
        let null = error.code == "23502" || error.code == "1048" || error.message.starts_with("NOT NULL constraint");
        let name = super::judge::name(error);
        let listed = self.sql.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(list, _)| list);
        let given = |name: &str| {
            let sets = self.sql.split_once(" SET ").and_then(|(_, rest)| rest.split(" WHERE ").next());
            let written = self.sql.contains(&format!("{name} = NULL"));
            sets.filter(|_| !written)
                .is_some_and(|sets| sets.starts_with(&format!("{name} = ")) || sets.contains(&format!(", {name} = ")))
        };
        // What runs with the query gives it a value of a row, whose column the migration gave another name.
        let triggers = self.case.before.triggers.iter().map(|own| own.create.as_str());
        let gives = |name: &str, body: &str| {
            let quoted = |quote: char| body.contains(&format!("SET {quote}{name}{quote} ="));
            body.contains(&format!("SET {name} ="))
                || quoted('"')
                || quoted('`')
                || (body.contains("INSERT INTO") && body.contains("NEW."))
        };
        let set = |name: &str| triggers.chain([self.body()]).any(|body| gives(name, body));
        null && self.sql.starts_with("UPDATE ") && name.as_deref().is_some_and(given)
            || null
                && name.as_deref().is_some_and(set)
                && ["RENAME", "NOT NULL", "ADD COLUMN"].iter().any(|part| self.says(part))
            || null
                && is_insert_of_query(self.sql)
                && name.is_some_and(|name| {
                    listed.is_some_and(|list| words(list).any(|word| word.eq_ignore_ascii_case(&name)))
                        || !self.sql.split(" SELECT ").next().unwrap_or_default().contains('(')
                })
    }
}

impl Question<'_> {
    /// The migration makes a unique index over one column, and an INSERT gives a literal to it that the row has, or leaves it to its default.
    pub(super) fn meets_new_key(&self) -> bool {
        let Some(error) = self.error.filter(|_| !self.case.rows.is_empty()) else { return false };
        let made = self.case.migration.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("CREATE UNIQUE INDEX ")?.split_once(" ON ")?;
            let (table, columns) = rest.trim_end_matches(");").split_once(" (")?;
            Some((name, words(table).last()?, words(columns).collect::<Vec<_>>()))
        });
        let has_default = |table: &str, column: &str| {
            let tables = self.case.after.tables.iter().filter(|own| own.name.eq_ignore_ascii_case(table));
            tables.flat_map(|own| &own.columns).any(|own| own.name == column && own.default)
        };
        made.into_iter().any(|(name, table, columns)| match columns.as_slice() {
            [column] => {
                (error.message.contains(name) || error.message.ends_with(&format!("{table}.{column}")))
                    && match words(self.sql).any(|word| word == *column) {
                        false => has_default(table, column),
                        true => self.case.rows.iter().any(|row| {
                            words(row).any(|word| word == *column)
                                && row.split('\'').skip(1).step_by(2).any(|own| self.sql.contains(&format!("'{own}'")))
                        }),
                    }
            }
            _ => false,
        })
    }

    /// An INSERT of the rows of a materialized view that the migration makes anew.
    pub(super) fn reads_filled_view(&self) -> bool {
        let made = |line: &str| {
            let name = line.strip_prefix("CREATE MATERIALIZED VIEW ").and_then(|rest| words(rest).next());
            name.is_some_and(|name| words(self.sql).any(|word| word == name))
        };
        !self.case.rows.is_empty()
            && self.is_said(&["23505"], "")
            && is_insert_of_query(self.sql)
            && self.case.migration.lines().any(made)
    }

    /// A trigger with a condition writes to its own table, and columns took each other's names.
    pub(super) fn is_endless(&self) -> bool {
        let own = |body: &str, table: &str| {
            body.contains(" WHEN (") && words(body).filter(|word| word.eq_ignore_ascii_case(table)).count() > 1
        };
        self.is_said(&["54001"], "")
            && self.says(" RENAME COLUMN middle TO ")
            && self.case.before.triggers.iter().any(|trigger| own(&trigger.create, &trigger.table))
    }

    pub(super) fn is_before_full_join(&self) -> bool {
        let outer = [" FULL JOIN ", " RIGHT JOIN "].iter().filter_map(|join| self.sql.find(join)).min();
        self.is_said(&[""], "ambiguous column name")
            && !self.names_two_alike()
            && outer.is_some_and(|at| self.sql[..at].contains(" JOIN ") && self.sql[..at].contains(" ON "))
    }

    /// What SQLite misses is the name in between, which the migration itself gave and took.
    pub(super) fn is_of_renamed_in_trigger(&self) -> bool {
        let Some(name) = self.error.and_then(super::judge::name) else { return false };
        let line = |start: &str, end: &str| {
            self.case.migration.lines().any(|line| line.contains(start) && line.ends_with(&format!("{end}{name};")))
        };
        self.is_said(&[""], "no such column")
            && !self.case.before.triggers.is_empty()
            && line(" RENAME COLUMN ", " TO ")
            && line(" DROP COLUMN ", " DROP COLUMN ")
    }
}

impl Question<'_> {
    /// `() VALUES ()`, in a routine as well, into a view that took the place of a table.
    pub(super) fn gives_a_view_nothing(&self) -> bool {
        let nothing = " () VALUES ()";
        self.is_said(&["1136"], "")
            && self.says("CREATE VIEW ")
            && (self.sql.ends_with(nothing) || self.body().trim_end_matches([';', ' ']).ends_with(nothing))
    }

    /// `UPDATE a, b JOIN c USING (x)`.
    pub(super) fn updates_a_list(&self) -> bool {
        let list = self.sql.strip_prefix("UPDATE ").and_then(|rest| rest.split_once(" SET ")).map(|(list, _)| list);
        list.is_some_and(|list| {
            list.split(" JOIN ").next().is_some_and(|first| first.contains(',')) && list.contains(" USING (")
        })
    }

    /// A table moves to another schema of the path, and another one there takes the name that a routine reads.
    pub(super) fn moves_and_is_replaced(&self, report: &super::judge::Report) -> bool {
        let named = |name: &str| {
            self.says(&format!(".{name} SET SCHEMA "))
                && self.says(&format!(" RENAME TO {name};"))
                && !["app", "public"].iter().any(|schema| self.body().contains(&format!("{schema}.{name}")))
        };
        self.case.before.path && report.names.first().is_some_and(|name| named(name))
    }
}
