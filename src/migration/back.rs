//! The way back of a migration: where each tool has it, and what it says.
//!
//! The edge: what only the tool itself can reverse (Rails' `change`, Django's operations, Ecto's `change`) and code that is not read backwards gives nothing.

use std::ops::Range;
use std::sync::Arc;

use super::index::{file_name, parent};
use super::sections::Style;
use super::{CodeMigration, MigrationSet, Tree, layout};
use crate::lang::facts::CodeFacts;
use crate::model::change::{Statement, StatementKind};
use crate::model::name::Dialect;
use crate::sql;

/// Where the way back of a migration in SQL stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file itself, behind a directive.
    Section(Style),
    /// In a file of its own.
    File(String),
}

/// What is known of a migration's way back.
#[derive(Clone, Debug)]
pub enum Back {
    /// The tool has none, it is not read, or it says that the migration cannot be undone.
    Unknown,
    /// There is none, where the tool has its place.
    Missing,
    Read {
        path: Arc<str>,
        text: Arc<str>,
        statements: Vec<Statement>,
    },
}

/// The file beside a migration whose name says `down` where the migration's says `up`.
pub fn beside(path: &str) -> Option<Place> {
    let name = file_name(path);
    let at = name.to_ascii_lowercase().rfind(".up.")?;
    let (before, after) = (name.get(..at)?, name.get(at + ".up.".len()..)?);
    Some(Place::File(format!("{}{before}.down.{after}", path.strip_suffix(name)?)))
}

/// The file of this name in a migration's folder.
pub fn in_folder(path: &str, name: &str) -> Place {
    Place::File(match parent(path) {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    })
}

/// Whether a migration in SQL has a way back; `None`: its tool has no place for one.
pub fn is_there(set: &MigrationSet, path: &str, text: &str, tree: &dyn Tree) -> Option<bool> {
    Some(match layout(set.layout)?.back(path)? {
        Place::Section(style) => !style.backward(text).is_empty(),
        Place::File(other) => has(tree, &other),
    })
}

fn has(tree: &dyn Tree, path: &str) -> bool {
    tree.paths().binary_search_by(|known| (**known).cmp(path)).is_ok()
}

/// Reads the way back of one migration.
pub fn read(set: &MigrationSet, path: &Arc<str>, text: &Arc<str>, tree: &dyn Tree, dialect: Dialect) -> Back {
    if set.is_code(path) {
        let read = set.reader().and_then(|reader| reader.read_back(&CodeMigration { path, text }, dialect));
        return match read {
            Some(statements) if !statements.is_empty() => {
                Back::Read { path: path.clone(), text: text.clone(), statements }
            }
            _ => Back::Unknown,
        };
    }
    let Some(place) = layout(set.layout).and_then(|layout| layout.back(path)) else { return Back::Unknown };
    let (path, text, ranges): (Arc<str>, Arc<str>, Vec<Range<usize>>) = match place {
        Place::Section(style) => (path.clone(), text.clone(), style.backward(text)),
        Place::File(other) if has(tree, &other) => {
            let Some(text) = tree.read(&other) else { return Back::Unknown };
            let whole = 0..text.len();
            (other.into(), text, vec![whole])
        }
        Place::File(_) => return Back::Missing,
    };
    if ranges.is_empty() {
        return Back::Missing;
    }
    let statements: Vec<Statement> =
        ranges.into_iter().flat_map(|range| sql::read_migration(&text, range, dialect)).collect();
    // Comments alone say that nothing undoes it.
    let says =
        |statement: &Statement| !matches!(&statement.kind, StatementKind::Changes(changes) if changes.is_empty());
    if statements.iter().any(says) { Back::Read { path, text, statements } } else { Back::Unknown }
}

/// The functions of a migration in code changed round, so that what reads the one reads the other. `false`: there is no way back.
pub fn turn(facts: &mut CodeFacts, forward: &str, back: &str) -> bool {
    let mut found = false;
    for function in &mut facts.functions {
        if function.name == forward {
            function.name = back.to_owned();
        } else if function.name == back {
            found |= !function.body.is_empty();
            function.name = forward.to_owned();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::CodeReader;
    use crate::migration::alembic::Alembic;
    use crate::migration::laravel::Laravel;
    use crate::model::change::ChangeKind;

    #[test]
    fn files_beside() {
        for (path, expected) in [
            ("db/m/0001_users.up.sql", Some("db/m/0001_users.down.sql")),
            ("1_a.UP.sql", Some("1_a.down.sql")),
            ("m/0001_users.sql", None),
        ] {
            assert_eq!(beside(path), expected.map(|path| Place::File(path.to_owned())), "{path}");
        }
        assert_eq!(in_folder("m/2024_a/up.sql", "down.sql"), Place::File("m/2024_a/down.sql".to_owned()));
    }

    #[test]
    fn sections_backward() {
        let text = "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose Up\nC;\n-- +goose Down\n";
        let parts: Vec<&str> = Style::Goose.backward(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(parts, ["B;\n"]);
    }

    #[test]
    fn code_is_read_backwards() {
        let alembic = "from alembic import op\ndef upgrade():\n    op.drop_table('a')\ndef downgrade():\n    op.drop_column('b', 'c')\n";
        let empty = "from alembic import op\ndef upgrade():\n    op.drop_table('a')\ndef downgrade():\n    pass\n";
        let laravel = "<?php\nreturn new class extends Migration {\n    public function up() { Schema::drop('a'); }\n    \
            public function down() { Schema::table('b', function (Blueprint $table) { $table->dropColumn('c'); }); }\n};\n";
        let readers: [(&dyn CodeReader, &str, &str, bool); 3] = [
            (&Alembic, "v/1.py", alembic, true),
            (&Alembic, "v/1.py", empty, false),
            (&Laravel, "database/migrations/2024_01_01_000000_a.php", laravel, true),
        ];
        for (reader, path, text, there) in readers {
            let read = reader.read_back(&CodeMigration { path, text }, Dialect::Postgres);
            let is_drop = |statement: &Statement| match &statement.kind {
                StatementKind::Changes(changes) => {
                    changes.iter().any(|change| matches!(change.kind, ChangeKind::DropColumn { .. }))
                }
                _ => false,
            };
            let drops = read.as_ref().map(|statements| statements.iter().filter(|one| is_drop(one)).count());
            assert_eq!(drops, there.then_some(1), "{text}: {read:?}");
        }
    }
}
