//! Names of constraints and indexes that code relies on: it tells errors apart by them, upserts `ON CONSTRAINT`, and hints at indexes.
//!
//! A name counts where it is the whole of a literal, or stands behind one of SQL's words for it. Declarations of models are no uses: they say what shall be
//! there, and the migration says that it is not. A name of one word, or one that a table or column bears as well, is not looked for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::catalog::Catalog;
use crate::input::{Searchable, Word, Words, search};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::reference::is_test_path;
use crate::source::{Revision, Sources, Span};

use super::database::Database;

/// How deep statements inside statements are looked at.
const MAX_DEPTH: usize = 24;

/// What stands near a name where a model declares a key.
const DECLARING: &[&str] = &[
    "index(",
    "unique(",
    "indexes",
    "constraint(",
    "constraints",
    "check(",
    "key(",
    "name(",
    "map:",
    "fields",
    "columns",
    "add_index",
    "alter table",
    "create ",
    "drop ",
];

/// Words of SQL that a name of a constraint or an index stands behind.
const BEFORE: &[&str] =
    &["use index (", "force index (", "ignore index (", "use key (", "force key (", "index(", "index ("];

/// A name that is gone.
struct Gone {
    name: String,
    to: Option<String>,
    /// Only a hint names it: no error does.
    hints: bool,
    event: Event,
}

/// An event for each name of a constraint or index that goes away while code still bears it.
pub fn events(
    databases: &[Database],
    tree: &impl Searchable,
    code: &[Arc<str>],
    threads: usize,
    sources: &mut Sources,
) -> Vec<Event> {
    let mut gone = Vec::new();
    if code.is_empty() {
        return Vec::new();
    }
    for database in databases {
        for placed in &database.pending {
            collect(database, &placed.statement, &placed.origin.path, placed.origin.revision, 0, &mut gone);
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let words = Words::new(gone.iter().map(|one| Word::column(&one.name)));
    let mut hits = search(tree, code, &words, threads).hits;
    hits.sort_by(|one, other| one.path.cmp(&other.path));
    for hit in hits.iter().filter(|hit| hit.skip.is_none()) {
        let Some(text) = tree.read(&hit.path) else { continue };
        let mut found = false;
        for one in &mut gone {
            for (range, hint) in places(&text, &one.name, one.hints) {
                found = true;
                one.event.head.push(reference(Span { path: hit.path.clone(), revision: Revision::Head, range }, hint));
            }
        }
        if found {
            sources.insert(hit.path.clone(), Revision::Head, text);
        }
    }
    gone.into_iter().map(|one| one.event).filter(|event| !event.head.is_empty()).collect()
}

fn reference(span: Span, hint: bool) -> Reference {
    let (mechanism, certainty, how) = if hint {
        (Mechanism::Sql, Certainty::Certain, "the SQL names it")
    } else {
        (Mechanism::QueryKey, Certainty::Likely, "the literal is its name")
    };
    Reference {
        access: Access::Read,
        mechanism,
        certainty,
        proof: vec![Step::new(how)],
        symbol: None,
        test: is_test_path(&span.path),
        span,
        reach: Default::default(),
    }
}

fn collect(
    database: &Database,
    statement: &Statement,
    path: &Arc<str>,
    revision: Revision,
    depth: usize,
    gone: &mut Vec<Gone>,
) {
    if depth > MAX_DEPTH {
        return;
    }
    if let StatementKind::Changes(changes) | StatementKind::Unparsed { seen: changes, .. } = &statement.kind {
        for change in changes {
            let Some((name, to, table, hints)) = lost(change, &database.before) else { continue };
            if !says_something(&name) || is_known(&database.after, &name) || gone.iter().any(|one| one.name == name) {
                continue;
            }
            let subject = Subject {
                database: Some(database.set.name.clone()),
                table,
                value: Some(name.clone()),
                ..Subject::default()
            };
            let (kind, label) = match &to {
                Some(_) => (EventKind::ConstraintRenamed, "renamed here"),
                None => (EventKind::ConstraintDropped, "dropped here"),
            };
            let span = Span { path: path.clone(), revision, range: change.range.clone() };
            let event = Event::new(kind, database.dialect, subject, Location { span, label: label.to_owned() });
            gone.push(Gone { name, hints, event: Event { replacement: to.clone(), ..event }, to });
        }
    }
    for inner in &statement.nested {
        collect(database, inner, path, revision, depth + 1, gone);
    }
    gone.retain(|one| one.to.as_ref() != Some(&one.name));
}

/// The name that a change takes away, its new one, its table, and whether no error ever bears it.
fn lost(change: &SchemaChange, before: &Catalog) -> Option<(String, Option<String>, Option<String>, bool)> {
    let own = || Some(change.object.name.value.clone());
    Some(match &change.kind {
        ChangeKind::DropConstraint { name, .. } => (name.value.clone(), None, own(), false),
        ChangeKind::RenameConstraint { from, to } => (from.value.clone(), Some(to.value.clone()), own(), false),
        ChangeKind::DropIndex { .. } | ChangeKind::RenameIndex { .. } => {
            let name = change.object.name.value.clone();
            let is = |other: &str| other.eq_ignore_ascii_case(&name);
            let key = |key: &crate::catalog::Key| key.name.as_deref().is_some_and(is);
            let unique = before.tables().find(|table| table.keys.iter().any(key));
            let table =
                unique.or_else(|| before.tables().find(|table| table.indexes.iter().any(|index| is(&index.name))));
            let to = match &change.kind {
                ChangeKind::RenameIndex { to, .. } => Some(to.value.clone()),
                _ => None,
            };
            (name, to, table.map(|table| table.name().to_owned()), unique.is_none())
        }
        _ => return None,
    })
}

/// Whether a name can be looked for: two words at least.
fn says_something(name: &str) -> bool {
    let words = name.split('_').filter(|word| word.chars().any(char::is_alphabetic)).count();
    name.len() >= 8 && words >= 2
}

/// Whether the schema still has the name, for a key or for anything else.
fn is_known(after: &Catalog, name: &str) -> bool {
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    let of = |own: &Option<String>| own.as_deref().is_some_and(is);
    after.tables().any(|table| {
        is(table.name())
            || table.columns.iter().any(|column| is(&column.name.value))
            || table.keys.iter().any(|key| of(&key.name))
            || table.foreign_keys.iter().any(|key| of(&key.name))
            || table.checks.iter().any(|check| of(&check.name))
            || table.indexes.iter().any(|index| is(&index.name))
    })
}

/// Where a text uses a name, and whether SQL does. `hints`: only there.
fn places(text: &str, name: &str, hints: bool) -> Vec<(Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for at in memmem::find_iter(bytes, name.as_bytes()) {
        let range = at..at + name.len();
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
        let line = text.get(start..at).unwrap_or_default().trim_start();
        if ["//", "#", "--", "*", "/*"].iter().any(|comment| line.starts_with(comment)) || !seen.insert(at) {
            continue;
        }
        let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let (before, after) = (byte(at.checked_sub(1)), byte(Some(range.end)));
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if inside(before) || inside(after) {
            continue;
        }
        let head = text.get(..at).unwrap_or_default().trim_end_matches(['"', '`', '\\', '[']);
        let tail: String = head.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        let words = tail.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let in_sql = BEFORE.iter().any(|phrase| {
            // A plain call of that name is no hint.
            let is_call = phrase.starts_with("index") && !words.contains("with (index");
            words.ends_with(phrase) && !is_call
        });
        let quoted = matches!(before, b'"' | b'\'' | b'`') && before == after;
        let symbol = before == b':' && byte(at.checked_sub(2)) != b':' && byte(at.checked_sub(2)).is_ascii_whitespace();
        if in_sql {
            found.push((range, true));
        } else if !hints && (quoted || symbol) && !declares(text, start, range.end) {
            found.push((range, false));
        }
    }
    found
}

/// Whether the lines around say what keys a model has.
fn declares(text: &str, line: usize, end: usize) -> bool {
    const BEFORE: usize = 3;
    let above = text.get(..line).unwrap_or_default().lines().rev().take(BEFORE);
    let rest = text.get(line..).unwrap_or_default();
    let own = rest.lines().take(2);
    let near = above.chain(own).map(str::to_lowercase).collect::<Vec<_>>().join("\n");
    // Ecto's changesets turn the error of a key into one of the form.
    let ecto = ["unique_constraint(", "foreign_key_constraint(", "check_constraint(", "exclusion_constraint("];
    let first = text.get(line..end).unwrap_or_default();
    let changeset = ecto.iter().any(|call| first.contains(call)) && first.contains("name:");
    !changeset && DECLARING.iter().any(|word| near.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_as_a_whole_literal_or_behind_words_of_sql() {
        for (text, hints, expected) in [
            ("if (e.constraint === 'users_email_key') {", false, &[false][..]),
            ("if err.ConstraintName == \"users_email_key\" {", false, &[false]),
            ("\"INSERT … ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING\"", false, &[]),
            ("SELECT * FROM users USE INDEX (users_email_key) WHERE a", true, &[true]),
            ("SELECT * FROM users FORCE INDEX (`users_email_key`)", true, &[true]),
            ("SELECT * FROM users WITH (INDEX(users_email_key))", true, &[true]),
            ("if (e.constraint === 'users_email_key') {", true, &[]),
            ("// the old 'users_email_key'", false, &[]),
            ("e('my_users_email_key')", false, &[]),
            ("'see users_email_key'", false, &[]),
            ("UniqueConstraint('email', name='users_email_key')", false, &[]),
            ("indexes: [\n  {\n    name: 'users_email_key',\n", false, &[]),
            ("uniqueIndex('users_email_key')", false, &[]),
            ("|> unique_constraint(:email, name: :users_email_key)", false, &[false]),
        ] {
            let found: Vec<bool> = places(text, "users_email_key", hints).into_iter().map(|(_, sql)| sql).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert!(says_something("users_email_key") && !says_something("email_1") && !says_something("unique1"));
    }
}
