//! What holds of every input, over generated ones: pieces of SQL are the whole text, threads change nothing, and names are only names.

#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use migcheck::check::{Outcome, check};
use migcheck::config::{BaseChoice, Config, Scope};
use migcheck::fuzz::{pieces, run, statements};
use migcheck::model::name::Dialect;
use migcheck::output::{self, Style, View};
use migcheck::rule::Selection;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use walkdir::WalkDir;

/// What SQL is made of, its traps included.
const PARTS: &[&str] = &[
    "SELECT",
    "FROM",
    "users",
    "a.b",
    "$$",
    "$x$",
    "'",
    "''",
    "\"",
    "`",
    "[",
    "]",
    "--",
    "/*",
    "*/",
    "#",
    ";",
    "\n",
    "\nGO\n",
    "DELIMITER //\n",
    "//",
    "BEGIN",
    "END",
    "CASE",
    "CREATE FUNCTION f()",
    "AS",
    "(",
    ")",
    ",",
    "1.5e",
    "\\",
    "é",
    "\u{feff}",
    "-- +goose StatementBegin\n",
    "\n\\.\n",
    "COPY t FROM stdin;\n",
    "ALTER TABLE t DROP COLUMN c",
    "E'",
    "N'",
    "0x",
    ":name",
    "?",
    "@v",
    "{{",
    "}}",
    "\r\n",
    "\t",
    "\u{a0}",
];

/// Statements that end nowhere but at their end, in every dialect.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE users DROP COLUMN email",
    "CREATE TABLE t (a int, b text DEFAULT 'x;y', c int CHECK (c > 0))",
    "SELECT 'it''s; one' FROM users -- why; not\n WHERE a = 1",
    "UPDATE users SET name = 'a' /* b; c */ WHERE id IN (1, 2)",
    "INSERT INTO t (a, b) VALUES (1, ';'), (2, '--')",
    "DROP TABLE IF EXISTS old_things",
    "SELECT CASE WHEN a = 1 THEN 'b' ELSE 'c' END FROM t",
];

fn dialect() -> impl Strategy<Value = usize> {
    0..Dialect::ALL.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn pieces_joined_are_the_text(parts in prop::collection::vec(select(PARTS), 0..40), blank in select(&["", " "]), at in dialect()) {
        let text = parts.join(blank);
        prop_assert_eq!(pieces(&text, Dialect::ALL[at]).concat(), text.as_str());
        run("sql", &[&[at as u8], text.as_bytes()].concat());
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,80}", at in dialect()) {
        prop_assert_eq!(pieces(&text, Dialect::ALL[at]).concat(), text.as_str());
        run("sql", &[&[at as u8], text.as_bytes()].concat());
    }

    #[test]
    fn statements_joined_and_split_are_the_same(parts in prop::collection::vec(select(STATEMENTS), 1..8), at in dialect()) {
        let text = parts.join(";\n");
        prop_assert_eq!(statements(&text, Dialect::ALL[at]), parts);
    }
}

/// Folders of `testdata/` whose names in code and migrations are the names of the schema.
const PLAIN: &[&str] = &[
    "add-column-name-becomes-ambiguous-csharp",
    "add-required-column-insert-omits-it-python",
    "drop-column-formatted-string-go",
    "drop-column-heredoc-ruby",
    "drop-column-homonym-in-a-joined-table-go",
    "drop-column-in-goose-python",
    "drop-column-interpolated-string-php",
    "drop-column-login-go-sql",
    "drop-column-login-go-sql-cleaned-first",
    "drop-column-login-rust-sqlx",
];

/// The files of a folder, with `/`.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let path = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    entries.map(|entry| (path(entry.path()), std::fs::read(entry.path()).unwrap())).collect()
}

fn scenario(name: &str) -> [BTreeMap<String, Vec<u8>>; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    ["base", "head"].map(|tree| files(&folder.join(tree)))
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let target = folder.join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
}

fn checked([base, head]: &[BTreeMap<String, Vec<u8>>; 2], threads: usize) -> Outcome {
    let place = tempfile::tempdir().unwrap();
    let folders = ["base", "head"].map(|name| place.path().join(name));
    for (folder, files) in folders.iter().zip([base, head]) {
        std::fs::create_dir(folder).unwrap();
        write(folder, files);
    }
    let [base, root] = folders;
    check(&Config { root, base: BaseChoice::Directory(base), scope: Scope::New, threads, ..Config::default() })
}

/// The findings as lines: the rule, what it is about, and every place with how sure it is.
fn told(outcome: &Outcome) -> Vec<String> {
    let place = |span: &migcheck::source::Span| format!("{} {} {:?}", span.revision, span.path, span.range);
    let lines = outcome.report.findings.iter().map(|finding| {
        let mut uses: Vec<String> =
            finding.related.iter().map(|one| format!("\n  {} {:?}", place(&one.span), one.certainty)).collect();
        uses.sort();
        format!("{} {} {}{}", finding.rule, finding.subject.display(), place(&finding.primary.span), uses.concat())
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Every whole word that the map has becomes another one.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii() || !is_part(c as u8)) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii() || !is_part(c as u8));
        out.push_str(names.get(word).map_or(word, String::as_str));
        out.push_str(&part[word.len()..]);
    }
    out
}

/// The names of columns and tables that the migrations give, but those that say what they are by themselves.
fn schema_names(trees: &[BTreeMap<String, Vec<u8>>; 2]) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), &trees[0]);
    let config = Config { root: place.path().to_owned(), base: BaseChoice::None, ..Config::default() };
    let project = migcheck::check::open(&config);
    let tables = project.databases.iter().flat_map(|database| database.after.tables());
    let names = tables.flat_map(|table| table.columns.iter().map(|c| c.name.value.as_str()).chain([table.name()]));
    // Words of languages and databases, which mean something else beside the name.
    const WORDS: &[&str] =
        &["name", "role", "total", "note", "status", "type", "data", "email_index", "count", "value", "active"];
    let own: BTreeSet<String> =
        names.filter(|name| name.len() > 4 && !WORDS.contains(name)).map(str::to_owned).collect();
    own.into_iter().collect()
}

/// A name of the same length and form: no word of any language, in the plural where it was.
fn another(name: &str, letters: &[u8]) -> String {
    let plural = name.ends_with('s');
    let last = name.len() - 1;
    let letter = |(at, c): (usize, char)| match c {
        '_' => '_',
        's' if at == last && plural => 's',
        _ => char::from(letters[at % letters.len()]),
    };
    name.chars().enumerate().map(letter).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn names_renamed_everywhere_rename_the_findings(
        scenario_name in select(PLAIN),
        letters in prop::collection::vec(prop::collection::vec(select(b"bcdfghjklmnpqrtvwz".as_slice()), 24), 24),
    ) {
        let before = scenario(scenario_name);
        let names: BTreeMap<String, String> =
            schema_names(&before).iter().zip(&letters).map(|(name, own)| (name.clone(), another(name, own))).collect();
        let different: BTreeSet<&String> = names.values().collect();
        prop_assume!(different.len() == names.len() && !names.is_empty());
        let after = before.clone().map(|tree| {
            let other = |(path, bytes): (String, Vec<u8>)| (path, renamed(&String::from_utf8(bytes).unwrap(), &names).into_bytes());
            tree.into_iter().map(other).collect::<BTreeMap<_, _>>()
        });
        let expected: Vec<String> = told(&checked(&before, 1));
        // Paths stay as they were.
        let subject = |line: &String| match line.split_once(' ') {
            Some((rule, rest)) => {
                let (subject, places) = rest.split_once(' ').unwrap_or((rest, ""));
                format!("{rule} {} {places}", renamed(subject, &names))
            }
            None => line.clone(),
        };
        let mut expected: Vec<String> = expected.iter().map(subject).collect();
        expected.sort();
        prop_assert_eq!(told(&checked(&after, 1)), expected, "{}: {:?}", scenario_name, names);
    }

    #[test]
    fn threads_change_nothing_in_projects_put_together(names in subsequence(PLAIN, 1..5)) {
        let mut trees = [BTreeMap::new(), BTreeMap::new()];
        for (at, name) in names.iter().enumerate() {
            for (tree, files) in trees.iter_mut().zip(scenario(name)) {
                tree.extend(files.into_iter().map(|(path, bytes)| (format!("service{at}/{path}"), bytes)));
            }
        }
        let text = |threads| {
            let Outcome { mut report, sources, .. } = checked(&trees, threads);
            report.stats.phases.clear();
            if let Some(label) = &mut report.stats.base {
                label.name = "base".to_owned();
            }
            let view = View { report: &report, sources: &sources, rules: &Selection::default(), style: Style::default() };
            let text = (output::named("json").unwrap().render)(&view);
            text.lines().filter(|line| !line.contains("duration_ms")).map(|line| format!("{line}\n")).collect::<String>()
        };
        prop_assert_eq!(text(1), text(2));
    }
}
