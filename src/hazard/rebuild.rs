//! A table of SQLite that is rebuilt (made anew, filled, dropped, renamed): what the new one lacks of the old one, told once, at the drop.
//!
//! A column that the new table does not have was taken away on purpose, and whether that breaks something is said by its uses. A single attribute that is gone is
//! what the rebuild was made for; two are an oversight. The edge: copies in code, and what `foreign_keys` is set to elsewhere.

use std::collections::BTreeSet;

use super::Deed;
use super::release::{Release, same};
use crate::catalog::{Catalog, Table};
use crate::model::change::{ChangeKind, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};
use crate::model::query::{Clause, Query};
use crate::source::Sources;

/// Where and in what a deed is done.
pub(super) struct Place<'a> {
    pub at: (usize, usize),
    pub path: &'a str,
    pub text: &'a str,
    pub now: &'a Catalog,
    pub sources: &'a Sources,
}

/// Marks the drop of a table that was rebuilt with what is lost.
pub(super) fn mark(deed: &mut Deed, release: &Release<'_>, place: &Place<'_>) {
    if place.now.dialect() != Dialect::Sqlite || deed.operation != Operation::DropTable {
        return;
    }
    let Some(old) = deed.table.as_ref().and_then(|name| place.now.table(name)) else { return };
    let Some((new, name)) = successor(old, release, place) else { return };
    let lost = lost(old, new, &name, release, place);
    if let Some(listed) = listed(&lost) {
        deed.facts.insert(Fact::RebuildLoses);
        deed.names.insert("lost", listed);
        deed.names.insert("object", name.name.value.clone());
    }
}

/// The table that takes the place of one that is dropped, and the name that it has in the end.
fn successor<'a>(old: &Table, release: &Release<'_>, place: &Place<'a>) -> Option<(&'a Table, ObjectName)> {
    let old_name = &old.label.written;
    // It is made under another name and renamed at the end.
    if let Some(change) = release.renamed_to(place.at, place.path, old_name) {
        return place.now.table(&change.object).map(|new| (new, old_name.clone()));
    }
    // The old one was renamed before, and the new one has its name.
    let (_, change) = release.changes_of(place.path, &old_name.name.value).find(|(at, change)| {
        *at < place.at && matches!(&change.kind, ChangeKind::RenameTable { to } if same(to, old_name))
    })?;
    let made =
        |other: &SchemaChange| matches!(other.kind, ChangeKind::CreateTable(_)) && same(&other.object, &change.object);
    let mut all = release.changes_of(place.path, &change.object.name.value);
    let is_made = all.any(|(at, other)| at < place.at && made(other));
    place.now.table(&change.object).filter(|_| is_made).map(|new| (new, change.object.clone()))
}

/// What is lost: things in their own right, and attributes, of which one alone is on purpose.
#[derive(Default)]
struct Lost {
    things: Vec<String>,
    attributes: Vec<String>,
}

fn lost(old: &Table, new: &Table, name: &ObjectName, release: &Release<'_>, place: &Place<'_>) -> Lost {
    let mut lost = Lost::default();
    let key = |column: &Ident| column.key(Dialect::Sqlite);
    let both: Vec<_> = old.columns.iter().filter_map(|own| Some((own, new.column(&own.name)?))).collect();
    rows(old, new, &both.iter().map(|(own, _)| own.name.clone()).collect::<Vec<_>>(), release, place, &mut lost);
    let kept = |columns: &[Ident]| columns.iter().all(|column| new.column(column).is_some());
    // Indexes of the old table that no index of the new one replaces, now or later.
    let same_columns = |one: &[Ident], other: &[Ident]| one.iter().map(key).eq(other.iter().map(key));
    // Of expressions only the columns are known that they name.
    let over = |columns: &[Ident], expression: &[Ident]| -> (Vec<String>, BTreeSet<String>) {
        (columns.iter().map(key).collect(), expression.iter().map(key).collect())
    };
    // Indexes are made later of the name that the new table has then, or gets.
    let later = |fits: &dyn Fn(&SchemaChange) -> bool| {
        [name, &new.label.written].iter().any(|name| release.later(place.at, place.path, &name.name.value, fits))
    };
    let expression_covered = |columns: &[Ident], expression: &[Ident]| {
        let wanted = over(columns, expression);
        new.indexes.iter().any(|own| over(&own.columns, &own.expression) == wanted)
            || new.keys.iter().any(|own| over(&own.columns, &own.expression) == wanted)
            || later(&|change| match &change.kind {
                ChangeKind::CreateIndex { table, columns: parts, .. } => {
                    let plain: Vec<Ident> = parts.iter().filter_map(|part| part.column.clone()).collect();
                    let expressions = parts.iter().filter(|part| part.column.is_none());
                    let named: Vec<Ident> = expressions.flat_map(|part| part.names.clone()).collect();
                    (same(table, name) || same(table, &new.label.written)) && over(&plain, &named) == wanted
                }
                _ => false,
            })
    };
    let is_covered = |columns: &[Ident]| {
        new.indexes.iter().any(|own| same_columns(&own.columns, columns))
            || new.keys.iter().any(|own| same_columns(&own.columns, columns))
            || later(&|change| match &change.kind {
                ChangeKind::CreateIndex { table, columns: parts, .. } => {
                    let named: Vec<Ident> = parts.iter().filter_map(|part| part.column.clone()).collect();
                    (same(table, name) || same(table, &new.label.written)) && same_columns(&named, columns)
                }
                _ => false,
            })
    };
    let by_name = |index: &str| {
        let is = |change: &SchemaChange| {
            matches!(change.kind, ChangeKind::CreateIndex { .. } | ChangeKind::DropIndex { .. })
                && change.object.name.value.eq_ignore_ascii_case(index)
        };
        release.changes_of(place.path, index).any(|(_, change)| is(change))
    };
    for index in &old.indexes {
        let covered = match index.expression.as_slice() {
            [] => index.columns.is_empty() || is_covered(&index.columns),
            expression => !kept(expression) || expression_covered(&index.columns, expression),
        };
        if kept(&index.columns) && !covered && !by_name(&index.name) {
            lost.things.push(format!("the index `{}`", index.name));
        }
    }
    for own in old.keys.iter().filter(|own| !own.expression.is_empty() && kept(&own.columns) && kept(&own.expression)) {
        let Some(index) = own.name.as_deref() else { continue };
        if !expression_covered(&own.columns, &own.expression) && !by_name(index) {
            lost.things.push(format!("the unique index `{index}`"));
        }
    }
    for own in old.keys.iter().filter(|own| own.expression.is_empty() && kept(&own.columns)) {
        let columns = own.columns.iter().map(|column| column.value.clone()).collect::<Vec<_>>().join(", ");
        let named = own.name.as_deref().is_some_and(by_name);
        match (own.index, own.primary) {
            _ if is_covered(&own.columns) || named => {}
            (true, _) => lost.things.push(format!("the unique index over `{columns}`")),
            (false, true) => lost.attributes.push("its primary key".to_owned()),
            (false, false) => lost.attributes.push(format!("UNIQUE of `{columns}`")),
        }
    }
    let again = |trigger: &str| {
        release.changes_of(place.path, trigger).any(|(_, change)| {
            matches!(change.kind, ChangeKind::CreateTrigger { .. } | ChangeKind::DropTrigger { .. })
                && change.object.name.value.eq_ignore_ascii_case(trigger)
        })
    };
    for trigger in place.now.triggers().filter(|trigger| trigger.target == Some(old.id)) {
        let name = &trigger.label.written.name.value;
        if !again(name) {
            lost.things.push(format!("the trigger `{name}`"));
        }
    }
    lost.things.extend(children(old, place));
    // What a generator writes from a schema is as the schema says.
    if !place.text.contains("-- RedefineTables") {
        for (own, now) in &both {
            let in_key = new.keys.iter().any(|one| one.primary && one.columns.iter().any(|c| key(c) == now.key));
            if !own.nullable && now.nullable && !in_key && !own.inferred {
                lost.attributes.push(format!("NOT NULL of `{}`", own.name.value));
            }
            if own.default.is_some() && now.default.is_none() && !now.generated {
                lost.attributes.push(format!("DEFAULT of `{}`", own.name.value));
            }
        }
        for foreign in old.foreign_keys.iter().filter(|own| kept(&own.columns)) {
            if !new.foreign_keys.iter().any(|one| same_columns(&one.columns, &foreign.columns)) {
                lost.attributes.push(format!("the foreign key to `{}`", foreign.table.name.value));
            }
        }
        if old.checks.len() > new.checks.len() && old.checks.iter().all(|check| kept(&check.columns)) {
            lost.attributes.push("a CHECK".to_owned());
        }
    } else {
        lost.attributes.clear();
    }
    lost
}

/// Rows and values that the copy leaves out.
fn rows(old: &Table, new: &Table, both: &[Ident], release: &Release<'_>, place: &Place<'_>, lost: &mut Lost) {
    let is = |table: &Table, name: &ObjectName| place.now.table(name).is_some_and(|own| own.id == table.id);
    let into = |query: &Query| {
        let inserted = |at: usize| query.tables.get(at).is_some_and(|of| same(&of.name, &new.label.written));
        query.inserts.iter().any(|insert| inserted(insert.table))
    };
    let copies: Vec<&Query> = release
        .queries_of(place.path, &new.label.written.name.value)
        .filter(|(at, query)| *at < place.at && into(query))
        .map(|(_, query)| query)
        .collect();
    let from_old = |query: &&&Query| {
        query.tables.iter().enumerate().any(|(at, of)| {
            (is(old, &of.name) || same(&of.name, &old.label.written))
                && query.inserts.iter().all(|insert| insert.table != at)
        })
    };
    let selected = |change: &SchemaChange| match &change.kind {
        ChangeKind::CreateTable(create) => create.query.is_some() && same(&change.object, &new.label.written),
        _ => false,
    };
    let mut made = release.changes_of(place.path, &new.label.written.name.value);
    if made.any(|(at, change)| at < place.at && selected(change)) {
        return;
    }
    if copies.is_empty() {
        if super::release::is_sql(place.path) {
            lost.things.push("its rows, which nothing copies".to_owned());
        }
        return;
    }
    let [copy] = copies[..] else { return };
    let [insert] = &copy.inserts[..] else { return };
    if !from_old(&&copy) || copy.approximate {
        return;
    }
    if copy.columns.iter().any(|column| column.clause == Clause::Filter) && copy.tables.len() == 2 {
        lost.things.push("the rows that the copy's `WHERE` leaves out".to_owned());
    }
    let Some(given) = &insert.columns else { return };
    for column in both {
        let is_given = given.iter().any(|own| own.key(Dialect::Sqlite) == column.key(Dialect::Sqlite));
        let filled = new.column(column).is_some_and(|own| own.generated);
        if !is_given && !filled {
            lost.things.push(format!("the values of `{}`, which the copy leaves out", column.value));
        }
    }
}

/// Tables whose rows go with those of the dropped one, unless the file says that foreign keys are off.
fn children(old: &Table, place: &Place<'_>) -> Option<String> {
    let cascades = |child: &&Table| {
        child.id != old.id
            && child.foreign_keys.iter().any(|own| {
                let written = || place.sources.text(&own.span).and_then(|text| text.get(own.span.range.clone()));
                own.target == Some(old.id) && written().is_some_and(|text| cascades(text, old.name()))
            })
    };
    let names: Vec<String> = place.now.tables().filter(cascades).map(|child| format!("`{}`", child.name())).collect();
    if names.is_empty() {
        return None;
    }
    let before: String = place.text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let off = ["foreign_keys=off", "foreign_keys=0", "foreign_keys=false", "foreign_keys(off)", "foreign_keys(0)"];
    (!off.iter().any(|pragma| before.contains(pragma)))
        .then(|| format!("the rows of {} by ON DELETE CASCADE, where `foreign_keys` is on", names.join(", ")))
}

/// Whether a definition refers to a table and deletes with it.
fn cascades(text: &str, table: &str) -> bool {
    let lower = text.to_lowercase();
    let table = table.to_lowercase();
    lower.match_indices("references").any(|(at, word)| {
        let rest = lower.get(at + word.len()..).unwrap_or_default();
        let end = rest.find([',', ';']).unwrap_or(rest.len());
        let rest = rest.get(..end).unwrap_or_default();
        let named = rest.trim_start().trim_start_matches(['"', '`', '[']);
        named.starts_with(&table) && rest.split_whitespace().collect::<Vec<_>>().join(" ").contains("on delete cascade")
    })
}

/// All that is lost in one phrase; `None` if there is nothing, or a single attribute.
fn listed(lost: &Lost) -> Option<String> {
    if lost.things.is_empty() && lost.attributes.len() < 2 {
        return None;
    }
    let all: Vec<&str> = lost.things.iter().chain(&lost.attributes).map(String::as_str).collect();
    Some(match all.as_slice() {
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::cascades;

    #[test]
    fn definitions_that_delete() {
        for (text, expected) in [
            ("user_id int REFERENCES users(id) ON DELETE CASCADE", true),
            ("FOREIGN KEY (a) REFERENCES \"users\" (id)\n  on delete  cascade", true),
            ("user_id int REFERENCES users(id), x int REFERENCES y ON DELETE CASCADE", false),
            ("REFERENCES users ON DELETE SET NULL", false),
        ] {
            assert_eq!(cascades(text, "users"), expected, "{text}");
        }
    }
}
