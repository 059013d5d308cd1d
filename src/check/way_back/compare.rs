//! The schema before a migration against the one after it and its way back.
//!
//! Tables that the history does not make are left out, and so are enums' values, which PostgreSQL cannot take back. Names of keys and indexes make no difference.

use crate::catalog::{Catalog, Column, Origin, Table};
use crate::hazard::same_type;
use crate::model::change::{ChangeKind, SchemaChange};
use crate::model::name::{Dialect, Ident};

/// What is another after the way back: each with its table, as a sentence without a full stop.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lost {
    pub differs: Vec<(String, String)>,
    /// What is there again, without what it held.
    pub empty: Vec<(String, String)>,
}

/// `made`: what the migration left; `back`: what its way back left of that.
pub(super) fn lost(before: &Catalog, made: &Catalog, back: &Catalog) -> Lost {
    let mut lost = Lost::default();
    for table in before.tables().filter(|table| table.complete && !table.inferred) {
        let name = &table.label.written;
        let mut say = |text: String| lost.differs.push((table.name().to_owned(), text));
        let Some(again) = back.table(name) else {
            say(format!("`{name}` is not made again"));
            continue;
        };
        if again == table {
            continue;
        }
        columns(table, again, made.table(name), before.dialect(), &mut say);
        parts(table, again, &mut say);
        match made.table(name) {
            None if again.id != table.id => {
                lost.empty.push((table.name().to_owned(), format!("`{name}` comes back without its rows")));
            }
            None => {}
            Some(left) => {
                for column in &table.columns {
                    let anew = again.column(&column.name).is_some_and(|own| own.id != column.id);
                    if left.column(&column.name).is_none() && anew && again.id == table.id {
                        let own = again.column(&column.name).filter(|_| before.dialect() != Dialect::Mysql);
                        let needs = own.is_some_and(|own| !own.nullable && own.default.is_none() && !own.generated);
                        let refused =
                            if needs { ", and NOT NULL without a default is refused where there are rows" } else { "" };
                        let text = format!("`{name}.{}` comes back without its values{refused}", column.name);
                        lost.empty.push((table.name().to_owned(), text));
                    }
                }
            }
        }
    }
    for table in back.tables().filter(|table| !table.inferred && before.table(&table.label.written).is_none()) {
        let known = made.table(&table.label.written).is_some_and(|made| made.id == table.id);
        if known && before.table_by_id(table.id).is_none() {
            lost.differs.push((table.name().to_owned(), format!("`{}` stays", table.label.written)));
        }
    }
    for view in before.views().filter(|view| !view.inferred) {
        let name = &view.label.written;
        if back.view(name).is_none() && back.table(name).is_none() {
            lost.differs.push((name.name.value.clone(), format!("the view `{name}` is not made again")));
        }
    }
    lost
}

/// What a migration takes away with all that it held: each with its table.
pub(super) fn emptied(before: &Catalog, made: &Catalog) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for table in before.tables().filter(|table| table.complete && !table.inferred) {
        let name = &table.label.written;
        match made.table_by_id(table.id) {
            None => found.push((table.name().to_owned(), format!("`{name}` comes back without its rows"))),
            Some(left) => {
                let gone = |column: &&Column| !column.inferred && !left.columns.iter().any(|own| own.id == column.id);
                found.extend(table.columns.iter().filter(gone).map(|column| {
                    (table.name().to_owned(), format!("`{name}.{}` comes back without its values", column.name))
                }));
            }
        }
    }
    found
}

fn columns(table: &Table, again: &Table, made: Option<&Table>, dialect: Dialect, say: &mut impl FnMut(String)) {
    let of = &table.label.written;
    for column in table.columns.iter().filter(|column| !column.inferred) {
        let name = &column.name;
        let Some(own) = again.column(name) else {
            say(format!("`{of}.{name}` does not come back"));
            continue;
        };
        let (was, is) = (shown(column), shown(own));
        // What is made anew under newer defaults of the tool holds all that it held.
        let anew = own.id != column.id && widens(&was, &is);
        if !was.is_empty() && !is.is_empty() && !anew && !same_type(&column.data_type, &own.data_type, dialect) {
            say(format!("`{of}.{name}` was `{was}` and comes back as `{is}`"));
        }
        let is_null = |text: &String| text.trim().eq_ignore_ascii_case("null");
        let given = |column: &Column| column.default.as_ref().is_some_and(|text| !is_null(text)) || column.generated;
        match (column.nullable, own.nullable) {
            // Rows that lost their values have none that NOT NULL would take.
            (false, true) if made.is_some_and(|made| made.column(name).is_none()) && !given(column) => {}
            (false, true) if !in_primary(again, own) => say(format!("`{of}.{name}` comes back without NOT NULL")),
            (true, false) => say(format!("`{of}.{name}` comes back NOT NULL")),
            _ => {}
        }
        if given(column) && !given(own) {
            say(format!("`{of}.{name}` comes back without its default"));
        }
    }
    // What the migration drops if it is there may well have been there.
    let of_migration = |own: &&Column| made.is_some_and(|made| made.column(&own.name).is_some());
    let more = again.columns.iter().filter(|own| !own.inferred && table.column(&own.name).is_none());
    for own in more.filter(of_migration) {
        say(format!("`{of}.{}` stays", own.name));
    }
}

/// Whether a whole number became a larger one.
fn widens(was: &str, is: &str) -> bool {
    let size = |text: &str| match text.to_ascii_lowercase().as_str() {
        "smallint" | "smallserial" | "int2" => Some(2),
        "int" | "integer" | "serial" | "int4" => Some(4),
        "bigint" | "bigserial" | "int8" => Some(8),
        _ => None,
    };
    size(was).zip(size(is)).is_some_and(|(was, is)| was < is)
}

fn in_primary(table: &Table, column: &Column) -> bool {
    table.primary_key().is_some_and(|key| has(&key.columns, &column.name))
}

fn has(names: &[Ident], name: &Ident) -> bool {
    names.iter().any(|own| own.value.eq_ignore_ascii_case(&name.value))
}

/// A type as it is written, on one line.
fn shown(column: &Column) -> String {
    column.data_type.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Keys, foreign keys, indexes and checks, by their columns.
fn parts(table: &Table, again: &Table, say: &mut impl FnMut(String)) {
    let of = &table.label.written;
    let set = |names: &[Ident]| {
        let mut all: Vec<String> = names.iter().map(|name| name.value.to_ascii_lowercase()).collect();
        all.sort();
        all
    };
    let listed = |names: &[Ident]| names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    // What a column that does not come back took with it is said with the column.
    let there = |names: &[Ident]| !names.is_empty() && names.iter().all(|name| again.column(name).is_some());
    for key in table.keys.iter().filter(|key| there(&key.columns)) {
        if !again.keys.iter().any(|own| set(&own.columns) == set(&key.columns)) {
            let what = if key.primary { "primary key" } else { "unique key" };
            say(format!("`{of}` comes back without its {what} ({})", listed(&key.columns)));
        }
    }
    for key in table.foreign_keys.iter().filter(|key| there(&key.columns)) {
        if !again.foreign_keys.iter().any(|own| set(&own.columns) == set(&key.columns)) {
            say(format!("`{of}` comes back without its foreign key ({})", listed(&key.columns)));
        }
    }
    for index in table.indexes.iter().filter(|index| there(&index.columns)) {
        let same = |columns: &[Ident]| set(columns) == set(&index.columns);
        let kept =
            again.indexes.iter().any(|own| same(&own.columns)) || again.keys.iter().any(|own| same(&own.columns));
        if !kept {
            say(format!("`{of}` comes back without its index ({})", listed(&index.columns)));
        }
    }
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect::<String>().to_lowercase()
    };
    let checks = table.checks.iter().filter(|check| again.checks.len() < table.checks.len() && there(&check.columns));
    for check in checks {
        if !again.checks.iter().any(|own| own.name == check.name || bare(&own.expression) == bare(&check.expression)) {
            say(format!("`{of}` comes back without its check over ({})", listed(&check.columns)));
        }
    }
}

/// The first of a statement's changes that the database refuses, with the reason; each is tried on what those before it left.
pub(super) fn first_refused<'a>(
    before: &Catalog,
    now: &Catalog,
    changes: &'a [SchemaChange],
    origin: &Origin,
) -> Option<(&'a SchemaChange, String)> {
    let mut now = now.clone();
    changes.iter().find_map(|change| {
        let why = refused(before, &now, change);
        now.apply_change(change, origin);
        Some((change, why?))
    })
}

/// Why the database refuses a change of the way back, where that is certain: it names what the migration took away, or what never was there.
fn refused(before: &Catalog, now: &Catalog, change: &SchemaChange) -> Option<String> {
    let object = &change.object;
    let table = now.table(object);
    let gone = || before.table(object).is_some() && table.is_none() && now.view(object).is_none();
    let complete = table.filter(|table| table.complete && !table.inferred && !table.temporary);
    let lacks = |name: &Ident| complete.filter(|table| table.column(name).is_none());
    match &change.kind {
        ChangeKind::DropTable { if_exists: false, .. } if gone() => Some(format!("`{object}` is not there any more")),
        ChangeKind::DropColumn { column, if_exists: false, .. } if lacks(column).is_some() => {
            Some(format!("`{object}` has no column `{column}` then"))
        }
        ChangeKind::RenameColumn { from, .. } if lacks(from).is_some() => {
            Some(format!("`{object}` has no column `{from}` then"))
        }
        ChangeKind::DropColumn { if_exists: false, .. } | ChangeKind::RenameColumn { .. } if gone() => {
            Some(format!("`{object}` is not there any more"))
        }
        ChangeKind::AddColumn { column, if_not_exists: false, .. } => {
            let has = complete.and_then(|table| table.column(&column.name)).filter(|own| !own.inferred);
            has.map(|_| format!("`{object}` has a column `{}` already", column.name))
        }
        ChangeKind::CreateTable(create) if !create.if_not_exists && !create.temporary => {
            complete.map(|_| format!("`{object}` is there already"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::StatementKind;
    use crate::source::Revision;
    use crate::sql;

    /// What is said of a migration and its way back: what refuses, what differs, what is empty.
    fn said(before: &str, up: &str, down: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let origin = Origin { path: "m.sql".into(), revision: Revision::Head };
        let read = |text: &str| sql::read_migration(text, 0..text.len(), Dialect::Postgres);
        let run = |catalog: &Catalog, text: &str| {
            let mut catalog = catalog.clone();
            read(text).iter().for_each(|statement| catalog.apply(statement, &origin));
            catalog
        };
        let before = run(&Catalog::new(Dialect::Postgres), before);
        let made = run(&before, up);
        let mut now = made.clone();
        let mut refusals = Vec::new();
        for statement in read(down) {
            if let StatementKind::Changes(changes) = &statement.kind {
                refusals.extend(first_refused(&before, &now, changes, &origin).map(|(_, why)| why));
            }
            now.apply(&statement, &origin);
        }
        let texts = |all: Vec<(String, String)>| all.into_iter().map(|(_, text)| text).collect();
        let Lost { differs, empty } = lost(&before, &made, &now);
        (refusals, texts(differs), texts(empty))
    }

    #[test]
    fn ways_back() {
        let base =
            "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL DEFAULT '', b bigint); CREATE INDEX i ON t (b);";
        type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
        let cases: &[Case<'_>] = &[
            ("ALTER TABLE t ADD COLUMN c int;", "ALTER TABLE t DROP COLUMN c;", &[], &[], &[]),
            ("ALTER TABLE t ADD COLUMN c int;", "SELECT 1;", &[], &["`t.c` stays"], &[]),
            (
                "ALTER TABLE t ADD COLUMN c int;",
                "ALTER TABLE t DROP COLUMN d;",
                &["`t` has no column `d` then"],
                &["`t.c` stays"],
                &[],
            ),
            ("CREATE TABLE u (id int);", "DROP TABLE u;", &[], &[], &[]),
            ("CREATE TABLE u (id int);", "DROP TABLE IF EXISTS v;", &[], &["`u` stays"], &[]),
            (
                "ALTER TABLE t DROP COLUMN a;",
                "ALTER TABLE t ADD COLUMN a text;",
                &[],
                &["`t.a` comes back without NOT NULL", "`t.a` comes back without its default"],
                &["`t.a` comes back without its values"],
            ),
            (
                "ALTER TABLE t DROP COLUMN b;",
                "ALTER TABLE t ADD COLUMN b int;",
                &[],
                &["`t.b` was `bigint` and comes back as `int`", "`t` comes back without its index (b)"],
                &["`t.b` comes back without its values"],
            ),
            (
                "ALTER TABLE t DROP COLUMN id;",
                "ALTER TABLE t ADD COLUMN id bigint PRIMARY KEY;",
                &[],
                &[],
                &[
                    "`t.id` comes back without its values, and NOT NULL without a default is refused where there are rows",
                ],
            ),
            (
                "ALTER TABLE t DROP COLUMN b;",
                "ALTER TABLE t ADD COLUMN b int8; CREATE INDEX i ON t (b);",
                &[],
                &[],
                &["`t.b` comes back without its values"],
            ),
            ("DROP INDEX i;", "CREATE INDEX other ON t (b);", &[], &[], &[]),
            (
                "ALTER TABLE t DROP COLUMN a, ADD COLUMN a int;",
                "ALTER TABLE t DROP COLUMN a, ADD COLUMN a text NOT NULL DEFAULT '';",
                &[],
                &[],
                &[],
            ),
            ("ALTER TABLE t DROP COLUMN IF EXISTS c;", "ALTER TABLE t ADD COLUMN c int;", &[], &[], &[]),
            ("DROP INDEX i;", "SELECT 1;", &[], &["`t` comes back without its index (b)"], &[]),
            ("ALTER TABLE t RENAME COLUMN b TO c;", "ALTER TABLE t RENAME COLUMN c TO b;", &[], &[], &[]),
            (
                "ALTER TABLE t RENAME TO u;",
                "ALTER TABLE t RENAME COLUMN b TO c;",
                &["`t` is not there any more"],
                &["`t` is not made again"],
                &[],
            ),
            (
                "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
                &[],
                &[],
                &[],
            ),
            (
                "DROP TABLE t;",
                "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL DEFAULT '', b bigint); CREATE INDEX i ON t (b);",
                &[],
                &[],
                &["`t` comes back without its rows"],
            ),
        ];
        for (up, down, refusals, differs, empty) in cases {
            let (r, d, e) = said(base, up, down);
            let text = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
            assert_eq!((r, d, e), (text(refusals), text(differs), text(empty)), "{up} / {down}");
        }
    }
}
