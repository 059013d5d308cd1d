//! Differences that are meant, by name: each is told and counted, and is none. Each has to hold in the case itself, as narrowly as it can be told.

use super::judge::{Case, Kind, Report, words};
use super::schema::{Db, Schema, same};
use super::servers::Refusal;

const MEANT: &[(&str, &str)] = &[
    (
        "another-column",
        "a bare name in a subquery means a column of the query around it from there on: the database takes it, and the answer is another one",
    ),
    (
        "another-table",
        "PostgreSQL: a table of another schema on the search path stands in for one that is gone: the database takes the query, and reads another table",
    ),
    (
        "default-by-update",
        "MariaDB asks for no value of a required column that ON DUPLICATE KEY UPDATE sets, and stores an empty one",
    ),
    (
        "new-key",
        "a unique key that is new, over one column: the INSERT stores the value that a row has, given as a literal or by the column's default",
    ),
    (
        "endless-trigger",
        "PostgreSQL: columns took each other's names, and the condition by which a trigger that writes to its own table ended is true for every row",
    ),
    (
        "enum-compared",
        "MySQL compares an enum as text: what is compared with a value that is gone finds nothing any more, and is no error",
    ),
    ("rows-of-another", "a key refuses what is done to the very rows of a table that came in another's place"),
    (
        "never-read",
        "SQLite does not look at a common table that nothing reads, nor at a column that nothing asks for: what is gone there is told all the same",
    ),
    (
        "outer-of-derived",
        "a bare name in a derived table inside a subquery: MySQL from 8.0.14 looks for it further out then, MariaDB does not; the text does not say which of them it is",
    ),
    (
        "enum-of-trigger",
        "MariaDB: a required enum takes its first value where none is given, but not on a table that has a BEFORE trigger",
    ),
    ("insert-ignore", "INSERT IGNORE stores an empty value, which nobody chose, where a required one is missing"),
    (
        "made-anew",
        "a routine that the migration itself makes anew, and that fails by itself: it is read when it is called, not with the migration",
    ),
    ("merge-into-view", "PostgreSQL 15 merges into tables alone: a view that has the table's name takes other changes"),
    ("no-rows", "a query of an INSERT, or a condition, finds no row, so that what would be refused is not stored"),
    (
        "null-given",
        "the query gives the column that is required then, and the value that it gives is NULL: no name says so",
    ),
    (
        "other-places",
        "an INSERT by position into columns that stand in another order: the values are taken, and are those of other columns",
    ),
    (
        "path-of-a-session",
        "PostgreSQL: a migration that looks names up in a schema counts as a sign that the schema is searched, also where it was for itself alone",
    ),
    (
        "result-column",
        "SQLite: a bare name that no table has any more is that of a result column of the query, which has it as an alias",
    ),
    (
        "trigger-on-itself",
        "MariaDB: after tables took each other's names, a trigger writes to the table that it stands on",
    ),
    (
        "place-of-another",
        "a column that is dropped and one that is added in its place count as one that was renamed by hand, also where names are given to the columns of a star; here its type is another",
    ),
    (
        "view-filled",
        "PostgreSQL: a materialized view that is made anew has the rows of its tables, and was empty before: an INSERT of them meets a key",
    ),
    // Known faults: a failure that is not told. `docs/measured.md` lists them.
    ("open-aggregate", "an aggregate over a name that is of the query around it from there on"),
    (
        "open-full-join",
        "SQLite: the first `ON` of a query with a RIGHT or FULL JOIN, where the second table that has the name comes to stand to the right of it",
    ),
    (
        "open-moved",
        "PostgreSQL: a table moves to another schema that is searched, and is changed or made anew beside it: under a bare name it is the same table, and what else changed is not compared",
    ),
    (
        "open-natural",
        "a column that NATURAL JOIN joins by, or that a derived table beside it has, is there twice from there on",
    ),
    (
        "open-type",
        "PostgreSQL: a column of the name that has another type then, as a view was made anew or tables took each other's names",
    ),
    (
        "open-trigger-renamed",
        "SQLite: a trigger followed a column to a new name; another column takes the old one, and the column goes",
    ),
    (
        "open-update-list",
        "MySQL: `UPDATE a, b JOIN c USING (x)`: the text does not parse, and `x` is looked up in `a` as well",
    ),
    (
        "open-value-derived",
        "PostgreSQL: a value of an enum that is compared with a column which a query in the FROM gives",
    ),
    (
        "open-view-written",
        "a view that is made anew over two tables takes no changes (MySQL: no DELETE), and one in a table's place no row without values",
    ),
    ("two-errors", "what is told is one reason why the query fails, and the database says the other one first"),
    (
        "two-of-a-name",
        "SQLite takes a table and a query of one name in a FROM, as long as no column of both is asked for",
    ),
    ("through-what-fails", "MariaDB lets some changes through a view that fails for everybody who reads it"),
    (
        "whole-row",
        "PostgreSQL: a name that was a column's is that of its table from there on, and gives the whole row; or the other way round",
    ),
];

/// `ORACLE_MEANT` names one that is to be shown like any other difference.
fn is_asked_for(name: &str) -> bool {
    std::env::var("ORACLE_MEANT").is_ok_and(|asked| asked == name)
}

/// What the database and migcheck say of a query, where they differ.
pub struct Question<'a> {
    pub case: &'a Case,
    pub kind: Kind,
    pub sql: &'a str,
    pub report: Option<&'a Report>,
    pub error: Option<&'a Refusal>,
}

/// Why a difference is meant. `fails` asks the database whether it refuses a query after the migration.
pub fn meant(of: &Question<'_>, fails: &mut dyn FnMut(&str) -> bool) -> Option<&'static str> {
    let name = match of.kind {
        Kind::Alarm => of.alarm(of.report?, fails)?,
        Kind::Missed if of.meets_new_key() => "new-key",
        Kind::Missed if of.reads_filled_view() => "view-filled",
        Kind::Missed if of.is_endless() => "endless-trigger",
        Kind::Missed if of.is_before_full_join() => "open-full-join",
        Kind::Missed if of.is_of_renamed_in_trigger() => "open-trigger-renamed",
        Kind::Missed if of.gives_null() => "null-given",
        Kind::Missed | Kind::Misnamed if of.is_on_a_path() => "path-of-a-session",
        Kind::Missed | Kind::Misnamed if of.asks_for_what_is_made_anew() => "made-anew",
        Kind::Missed | Kind::Misnamed if of.is_used_twice() => "trigger-on-itself",
        Kind::Missed if of.is_said(&[""], "misuse of aggregate") => "open-aggregate",
        Kind::Missed if of.is_said(&["42803"], "aggregate functions are not allowed") => "open-aggregate",
        Kind::Missed | Kind::Misnamed if of.has_other_types() => "open-type",
        Kind::Missed if of.is_said(&["22P02"], "invalid input value for enum") && of.compares_what_is_derived() => {
            "open-value-derived"
        }
        Kind::Missed if of.moves_and_changes() => "open-moved",
        Kind::Misnamed if of.moves_and_changes() && of.says(" RENAME TO middle;") => "open-moved",
        Kind::Missed | Kind::Misnamed if of.leaves_derived() => "outer-of-derived",
        Kind::Missed if of.is_enum_of_trigger() => "enum-of-trigger",
        Kind::Missed if of.is_natural() => "open-natural",
        Kind::Misnamed if of.is_one_row_of_nulls() => "open-aggregate",
        Kind::Missed if of.is_said(&["1395"], "") && of.says(" VIEW v_") => "open-view-written",
        Kind::Missed | Kind::Misnamed if of.gives_a_view_nothing() => "open-view-written",
        Kind::Missed if of.is_said(&["55000"], "cannot ") && of.says("CREATE VIEW v_") => "open-view-written",
        Kind::Missed | Kind::Misnamed if of.is_said(&["42809"], "column notation") => "whole-row",
        Kind::Missed if of.is_said(&["0A000"], "cannot execute MERGE") => "merge-into-view",
        Kind::Missed if of.is_said(&["42883", "42804"], "") && of.sql.contains(" (login") => "place-of-another",
        Kind::Missed if of.is_said(&[""], "ambiguous column name") && of.names_two_alike() => "two-of-a-name",
        Kind::Missed | Kind::Misnamed if of.refers() => "rows-of-another",
        Kind::Misnamed if of.fails_without_its_conflict(fails) => "two-errors",
        Kind::Missed | Kind::Misnamed => return None,
    };
    MEANT.iter().map(|(own, _)| *own).find(|own| *own == name).filter(|own| !is_asked_for(own))
}

impl Question<'_> {
    fn alarm(&self, report: &Report, fails: &mut dyn FnMut(&str) -> bool) -> Option<&'static str> {
        let (db, sql) = (self.case.db, self.sql);
        let maria = db == Db::Maria;
        Some(match report.rule.as_str() {
            "table-still-used" if db == Db::Postgres && self.case.has_homonym(report) => "another-table",
            "column-still-used" | "table-still-used" if db == Db::Sqlite && self.is_never_read(report) => "never-read",
            "ambiguous-column" if maria && self.updates_a_list() => "open-update-list",
            "column-still-used" if self.may_be_outer(report) => "another-column",
            "column-still-used" if maria && self.is_made_now(report) => "no-rows",
            "column-still-used" if db == Db::Sqlite && self.is_of_the_result(report) => "result-column",
            "column-still-used" if db == Db::Postgres && self.is_of_a_source(report) => "whole-row",
            "database-object-uses-removed"
                if maria
                    && self.sql.starts_with("CALL ")
                    && report.names.iter().any(|name| fails(&format!("SELECT * FROM `{name}`"))) =>
            {
                "through-what-fails"
            }
            "database-object-uses-removed" if self.moves_and_is_replaced(report) => "open-moved",
            "database-object-uses-removed" if self.may_be_outer_in_body(report) => "another-column",
            "database-object-uses-removed" if db == Db::Postgres && self.in_body().names_a_source(report) => {
                "whole-row"
            }
            // The INSERT of a body stands behind the head of its routine.
            "database-object-writes-break" if body_inserts_a_query(self.body()) => "no-rows",
            "database-object-writes-break" if self.in_body().stands_otherwise() => "other-places",
            "database-object-writes-break" if maria && self.body().contains("INSERT IGNORE") => "insert-ignore",
            "database-object-writes-break" if maria && report.why.is_empty() && report.is_of_value() => "enum-compared",
            "enum-value-still-used" if self.stores_nothing(report) => "no-rows",
            "enum-value-still-used" if maria && self.compares(report) => "enum-compared",
            "insert-omits-required-column" if sql.starts_with("INSERT IGNORE") => "insert-ignore",
            "insert-omits-required-column" if is_insert_of_query(sql) => "no-rows",
            "insert-omits-required-column" if sql.starts_with("MERGE ") => "no-rows",
            "insert-omits-required-column" if maria && is_set_by_update(report, sql) => "default-by-update",
            "table-still-used"
                if maria
                    && !sql.starts_with("SELECT")
                    && report.why.contains("is a view then that reads")
                    && report.names.iter().any(|name| fails(&format!("SELECT * FROM `{name}`"))) =>
            {
                "through-what-fails"
            }
            "insert-without-columns-breaks" if report.why.contains("in another order") && self.stands_otherwise() => {
                "other-places"
            }
            _ => return None,
        })
    }

    /// Whether it is about a name, bare or behind an alias that is also a table, inside of parentheses that hold a query, which something else has afterwards.
    fn may_be_outer(&self, report: &Report) -> bool {
        let Some((before, rest)) = self.sql.split_at_checked(report.at) else { return false };
        let depth = before.matches('(').count().saturating_sub(before.matches(')').count());
        // An alias may be the name of a table outside.
        let qualifier = before.trim_end_matches(['"', '`']).strip_suffix('.').and_then(|before| words(before).last());
        let is_table = |name: &str| self.case.before.tables.iter().any(|table| table.name == name);
        let Some(name) = words(rest).next() else { return false };
        depth > 0 && before.contains("(SELECT") && qualifier.is_none_or(is_table) && self.is_elsewhere(name)
    }

    /// The routine that the query calls.
    pub(super) fn body(&self) -> &str {
        let own = self.case.before.routines.iter().find(|own| own.call == self.sql);
        own.map_or("", |own| own.create.as_str())
    }

    fn in_body(&self) -> Question<'_> {
        Question { sql: self.body(), ..*self }
    }

    /// The same in a routine, by the words of its text.
    fn may_be_outer_in_body(&self, report: &Report) -> bool {
        let (body, inner) = (self.body(), self.in_body());
        let name = report.names.first().map(String::as_str).unwrap_or_default();
        body.matches("(SELECT").count() > 1 && inner.is_elsewhere(name)
    }

    /// Whether a table or view of the query has a column of this name afterwards, or the query itself gives the name to something.
    fn is_elsewhere(&self, name: &str) -> bool {
        let after = &self.case.after;
        let is_named = |own: &str| words(self.sql).any(|word| word.eq_ignore_ascii_case(own));
        // A view took the name of the table that is called so.
        let kept = |own: &str| own == "kept" && self.says("CREATE VIEW ");
        let tables =
            after.tables.iter().filter(|own| is_named(&own.name) || kept(&own.name)).flat_map(|table| &table.columns);
        let views = after.views.iter().filter(|view| is_named(&view.name)).flat_map(|view| &view.columns);
        let mut columns = tables.map(|own| own.name.as_str()).chain(views.map(|(own, _)| own.as_str()));
        let lower = self.sql.to_lowercase();
        let name = name.to_lowercase();
        columns.any(|own| own.eq_ignore_ascii_case(&name))
            || lower.contains(&format!(" as {name}"))
            || lower.split(['(', ',']).any(|part| part.split(')').next().is_some_and(|one| one.trim() == name))
    }

    /// The same of a routine: whether one of the places of the name is such a column.
    fn names_a_source(&self, report: &Report) -> bool {
        let Some(own) = report.names.first() else { return false };
        let lower = self.sql.to_ascii_lowercase();
        let places = lower.match_indices(&own.to_ascii_lowercase()).map(|(at, _)| at).collect::<Vec<_>>();
        // The place of a source is one of its own, as it may stand there twice.
        places.len() > 1 && places.iter().any(|at| self.is_of_a_source_at(own, *at))
    }

    /// Whether the column, which is named without a table, has the name of a table or an alias in a FROM.
    fn is_of_a_source(&self, report: &Report) -> bool {
        report.names.first().is_some_and(|own| self.is_of_a_source_at(own, report.at))
    }

    fn is_of_a_source_at(&self, own: &str, at_name: usize) -> bool {
        let bare = self.sql.get(..at_name).is_some_and(|before| !before.trim_end_matches('"').ends_with('.'));
        let begins = |before: &str| {
            let before = before.strip_suffix(" (").unwrap_or(before);
            let ends = ["FROM", "JOIN", "AS", "INTO", "UPDATE", "USING", "public.", "app."];
            ends.iter().any(|end| before.ends_with(end))
                || (before.ends_with(',') && before.contains(" FROM "))
                || before.ends_with(')')
                || words(before).last().is_some_and(|last| before.ends_with(last) && self.is_table(last))
        };
        let (lower, own) = (self.sql.to_ascii_lowercase(), own.to_ascii_lowercase());
        let mut places = lower.match_indices(&own).map(|(at, _)| at).filter(|at| *at != at_name);
        bare && places.any(|at| begins(self.sql[..at].trim_end().trim_end_matches('"').trim_end()))
    }

    fn is_table(&self, name: &str) -> bool {
        self.case.before.tables.iter().any(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// An UPDATE that meets no row, or a query whose rows would be stored.
    fn stores_nothing(&self, report: &Report) -> bool {
        let before = self.sql.get(..report.at).unwrap_or_default();
        let set = before.rfind(" SET ").is_some_and(|set| !before[set..].contains(" WHERE "));
        set && self.sql.starts_with("UPDATE ") || is_insert_of_query(self.sql) || self.sql.starts_with("MERGE ")
    }

    /// Whether the value stands behind a comparison.
    fn compares(&self, report: &Report) -> bool {
        let before = self.sql.get(..report.at).unwrap_or_default();
        let condition = ["WHERE ", "ON ", "WHEN ", "HAVING ", "AND ", "OR ", "(", "NOT "];
        let near = before.trim_end();
        (near.ends_with('=') || near.ends_with(',') || near.ends_with('('))
            && condition.iter().any(|word| before.contains(word))
    }

    /// Whether the columns of the table or view stand otherwise than before.
    fn stands_otherwise(&self) -> bool {
        let Some(into) = self.sql.split_once(" INTO ").and_then(|(_, rest)| words(rest).next()) else { return false };
        let into = match into {
            "public" | "app" => self.sql.split_once(&format!("{into}.")).and_then(|(_, rest)| words(rest).next()),
            other => Some(other),
        };
        let db = self.case.db;
        let columns = |schema: &Schema| -> Option<Vec<String>> {
            let name = into?;
            let of_view = schema.views.iter().filter(|view| same(db, &view.name, name));
            let views = of_view.flat_map(|view| &view.columns).map(|(name, _)| name.clone());
            let tables = schema.tables.iter().filter(|table| table.name.eq_ignore_ascii_case(name));
            Some(tables.flat_map(|table| &table.columns).map(|own| own.name.clone()).chain(views).collect())
        };
        let lists = |name: &str| {
            let rest = self.sql.split_once(name).map_or("", |(_, rest)| rest.trim_start_matches(['"', '`', ' ']));
            rest.starts_with('(')
        };
        let by_position = !into.is_some_and(lists);
        by_position && (columns(&self.case.before) != columns(&self.case.after) || self.case.migration.contains("VIEW"))
    }

    /// A table has moved to a schema that the migration itself searched.
    fn is_on_a_path(&self) -> bool {
        let script = &self.case.migration;
        self.error.is_some_and(|error| error.code == "42P01")
            && script.contains("SET search_path TO app;")
            && script.contains(" SET SCHEMA app;")
    }

    /// Whether the name, which is bare, is an alias of the result.
    fn is_of_the_result(&self, report: &Report) -> bool {
        let Some((before, rest)) = self.sql.split_at_checked(report.at) else { return false };
        let bare = !before.trim_end_matches('"').ends_with('.');
        let lower = self.sql.to_lowercase();
        bare && words(rest).next().is_some_and(|name| {
            let alias = format!(" as {}", name.to_lowercase());
            lower.match_indices(&alias).any(|(at, _)| lower[at + alias.len()..].starts_with([' ', ',']))
        })
    }

    fn asks_for_what_is_made_anew(&self) -> bool {
        let script = &self.case.migration;
        let made =
            |name: &str| ["FUNCTION", "PROCEDURE"].iter().any(|kind| script.contains(&format!(" {kind} {name}(")));
        self.case.asked(self.sql).is_some_and(made)
    }

    fn is_used_twice(&self) -> bool {
        self.error.is_some_and(|error| error.code == "1442") && self.case.migration.contains("middle")
    }

    /// Whether it is about a common table of which the statement takes no row, or about a column of one that nothing asks for.
    fn is_never_read(&self, report: &Report) -> bool {
        let mut depth = 0;
        let starts =
            |at: usize| ["SELECT ", "UPDATE ", "INSERT ", "DELETE "].iter().any(|one| self.sql[at..].starts_with(one));
        let main = self.sql.char_indices().find(|(at, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0 && starts(*at)
        });
        let Some((with, main)) = main.map(|(at, _)| self.sql.split_at(at)).filter(|(with, _)| report.at < with.len())
        else {
            return false;
        };
        let names = with.match_indices(" AS (SELECT").filter_map(|(at, _)| {
            words(with[..at].rsplit(['(', ')', ',']).find(|part| words(part).next().is_some())?).last()
        });
        let lists = with.split(") AS (SELECT").filter_map(|part| words(part.rsplit_once(" (")?.0).last());
        let reads = |name: &str| {
            [" FROM ", " JOIN ", ", "].iter().any(|before| {
                main.match_indices(before).any(|(at, _)| words(&main[at + before.len()..]).next() == Some(name))
            })
        };
        // `(SELECT …) AS name` of a column.
        let alias = with[report.at..].split(") AS ").nth(1).and_then(|rest| words(rest).next());
        let unasked = alias.is_some_and(|alias| !words(main).any(|word| word == alias) && !main.contains('*'));
        !names.chain(lists).any(reads) || (report.why.contains("is a view then") && unasked)
    }

    /// An UPDATE that gives a value to a column which is made of others then: refused for a row, and there is none.
    fn is_made_now(&self, report: &Report) -> bool {
        let made = |name: &str| {
            let all = self.case.after.tables.iter().flat_map(|table| &table.columns);
            all.filter(|own| own.generated.is_some()).any(|own| own.name.eq_ignore_ascii_case(name))
        };
        self.stores_nothing(report) && report.names.first().is_some_and(|name| made(name))
    }
}

/// `INSERT INTO x (…) SELECT …`, whose rows may be none.
pub(super) fn is_insert_of_query(sql: &str) -> bool {
    let before = sql.split("SELECT ").next().unwrap_or_default();
    sql.starts_with("INSERT ") && sql.contains("SELECT ") && !before.contains(" VALUES ") && !before.contains(" SET ")
}

/// The same behind the head of a procedure.
fn body_inserts_a_query(create: &str) -> bool {
    let body = create.split_once("$$ ").map_or("", |(_, body)| body);
    is_insert_of_query(body.strip_prefix("BEGIN ").unwrap_or(body))
}

fn is_set_by_update(report: &Report, sql: &str) -> bool {
    let set = sql.split("ON DUPLICATE KEY UPDATE ").nth(1).and_then(|text| words(text).next());
    set.is_some_and(|set| report.names.first().is_some_and(|own| own.eq_ignore_ascii_case(set)))
}
