//! What is deployed already: the tool's own dump of the schema, and statements told from new ones by their text.

use super::database::{Pending, Placed};
use crate::catalog::Origin;
use crate::config::Scope;
use crate::migration::{self, Included, MigrationSet};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::source::{Revision, Sources};

/// The dump that the tool keeps, as the base has it: its statements come first, and what it says is included stays out.
pub(super) fn deployed_dump(
    set: &MigrationSet,
    pending: &Pending<'_>,
    sources: &mut Sources,
    old: &mut Vec<Placed>,
) -> Option<Included> {
    let base = pending.base.filter(|_| matches!(pending.scope, Scope::New | Scope::Staged))?;
    let dump = migration::layout(set.layout)?.dump(base, set)?;
    sources.insert(dump.path.clone(), Revision::Base, dump.text.clone());
    let origin = Origin { path: dump.path, revision: Revision::Base };
    old.extend(dump.statements.into_iter().map(|statement| Placed { statement, origin: origin.clone() }));
    Some(dump.included)
}

/// What is left of a deployed statement whose migration is in the dump: views, functions and triggers, if the dump has none of these.
pub(super) fn left_beside_dump(mut statement: Statement, dumped: bool, dumped_views: bool) -> Option<Statement> {
    if !dumped {
        return Some(statement);
    }
    if dumped_views {
        return None;
    }
    let StatementKind::Changes(changes) = &mut statement.kind else { return None };
    changes.retain(of_beside_tables);
    (!changes.is_empty()).then_some(statement)
}

pub(super) fn is_beside_tables(statement: &Statement) -> bool {
    matches!(&statement.kind, StatementKind::Changes(changes) if changes.iter().any(of_beside_tables))
}

fn of_beside_tables(change: &SchemaChange) -> bool {
    matches!(
        change.kind,
        ChangeKind::CreateView { .. }
            | ChangeKind::DropView { .. }
            | ChangeKind::RenameView { .. }
            | ChangeKind::CreateFunction { .. }
            | ChangeKind::DropFunction { .. }
            | ChangeKind::RenameFunction { .. }
            | ChangeKind::CreateTrigger { .. }
            | ChangeKind::DropTrigger { .. }
    )
}

/// A statement's text without differences in white space and, if it is SQL, in comments.
pub(super) fn normal(text: &str, statement: &Statement, is_code: bool) -> String {
    let text = text.get(statement.range.clone()).unwrap_or_default();
    if is_code { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { bare(text) }
}

/// Whether two texts of a migration in code are the same but for lines of comment, blank lines and blanks at the end of lines. Of other files only the
/// same text is: their comments may be directives, and the place of a word may say what it belongs to.
pub(super) fn same_code(path: &str, one: &str, other: &str) -> bool {
    let mark = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "rb" | "py" | "ex" | "exs" | "php" => "#",
        "js" | "cjs" | "mjs" | "ts" | "cts" | "mts" | "go" | "java" | "kt" | "cs" | "rs" => "//",
        _ => return one == other,
    };
    // `#{sql}` in a text of Ruby, `#[Attribute]` of PHP and `#variable_conflict` of PL/pgSQL are code: a comment begins with a blank.
    let is_comment = |line: &str| {
        line.trim_start()
            .strip_prefix(mark)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    let lines = |text| str::lines(text).map(str::trim_end).filter(move |line| !line.is_empty() && !is_comment(line));
    one == other || lines(one).eq(lines(other))
}

/// SQL without comments, and with a blank only between words. What stands in quotes is kept as it is.
fn bare(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut gap) = (text, false);
    while let Some(c) = rest.chars().next() {
        let (length, is_gap) = match c {
            '\'' | '"' | '`' => {
                (rest.get(1..).and_then(|inside| inside.find(c)).map_or(rest.len(), |end| end + 2), false)
            }
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), true),
            // MySQL runs what stands in `/*! */`.
            '/' if rest.starts_with("/*") && !rest.starts_with("/*!") => {
                (rest.find("*/").map_or(rest.len(), |end| end + 2), true)
            }
            c => (c.len_utf8(), c.is_whitespace()),
        };
        if is_gap {
            gap = true;
        } else {
            if std::mem::take(&mut gap) && is_word(c) && out.ends_with(is_word) {
                out.push(' ');
            }
            out.push_str(rest.get(..length).unwrap_or(rest));
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{bare, same_code};

    #[test]
    fn lines_of_comment_make_no_difference() {
        for (path, one, other, same) in [
            ("1.rb", "class A\n  x 1\nend\n", "# frozen_string_literal: true\n\nclass A\n  x 1 \nend", true),
            ("1.rb", "x 1\n", "x 2\n", false),
            ("1.rb", "execute <<~SQL\nSQL\n", "execute <<~SQL\n  #{drop}\nSQL\n", false),
            ("1.py", "if a:\n  x()\n", "# why\nif a:\n  x() \n", true),
            ("1.py", "if a:\n  x()\n", "if a:\n  pass\nx()\n", false),
            ("1.py", "if a:\n  x()\n  y()\n", "if a:\n  x()\ny()\n", false),
            ("1.php", "#[Old]\nf();", "f();", false),
            ("1.ts", "// old\nf();", "f();", true),
            ("1.sql", "-- old\nSELECT 1;", "SELECT 1;", false),
            ("1.yaml", "a:\n  b:\n", "a:\nb:\n", false),
            ("1.xml", "<sql>\n// a\n</sql>", "<sql>\n</sql>", false),
        ] {
            assert_eq!(same_code(path, one, other), same, "{path}: {one:?}, {other:?}");
        }
    }

    #[test]
    fn comments_and_white_space_make_no_difference() {
        for (text, expected) in [
            ("CREATE  TABLE t(\n  a int, -- why\n  b text\n)", "CREATE TABLE t(a int,b text)"),
            ("a/* x */b", "a b"),
            ("DEFAULT '--  x' ", "DEFAULT'--  x'"),
            ("/*! ENGINE */ \u{fc} 'open", "/*!ENGINE*/\u{fc}'open"),
            ("-- all", ""),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }
}
