//! What people see: findings made by hand, drawn in every way, against `tests/human/*.txt`.

mod common;

use migcheck::model::finding::{Finding, Level, Location, Subject};
use migcheck::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use migcheck::model::report::{BaseLabel, Report, Stats};
use migcheck::output::{self, Style, View};
use migcheck::rule::Selection;
use migcheck::source::{Revision, Sources, Span};

/// Texts with the places in them: `span` finds one by its words.
#[derive(Default)]
struct Files(Sources);

impl Files {
    fn add(&mut self, revision: Revision, path: &str, text: &str) {
        self.0.insert(path, revision, text);
    }

    fn span(&self, revision: Revision, path: &str, words: &str, nth: usize) -> Span {
        let empty = Span { path: path.into(), revision, range: 0..0 };
        let text = self.0.text(&empty).expect("the file is there");
        let (at, _) = text.match_indices(words).nth(nth).expect("the words are there");
        Span { range: at..at + words.len(), ..empty }
    }

    fn used(&self, revision: Revision, path: &str, words: &str, nth: usize) -> Reference {
        Reference {
            access: Access::Read,
            mechanism: Mechanism::Sql,
            certainty: Certainty::Certain,
            proof: Vec::new(),
            symbol: None,
            test: false,
            span: self.span(revision, path, words, nth),
            reach: Default::default(),
        }
    }
}

const MIGRATION: &str = "db/migrations/20240318120000_drop_username.sql";
const SERVICE: &str = "app/auth/service.py";

fn finding(files: &Files, message: &str, related: Vec<Reference>) -> Finding {
    Finding {
        rule: "column-still-used".into(),
        level: Level::Error,
        certainty: Certainty::Certain,
        message: message.into(),
        subject: Subject { table: Some("users".into()), column: Some("username".into()), ..Subject::default() },
        primary: Location {
            span: files.span(Revision::Head, MIGRATION, "DROP COLUMN username", 0),
            label: "dropped here".into(),
        },
        also: Vec::new(),
        related,
        why: vec![Step::new("the string was parsed as SQL, and `users` is its only table")],
        breaks: vec![
            "Once the migration has run, each of these fails with “column \"username\" does not exist”.".into(),
        ],
        plan: vec!["release code that no longer uses `username`".into(), "drop the column in its own migration".into()],
        cells: Vec::new(),
        besides: Vec::new(),
        fingerprint: "0123456789abcdef".into(),
    }
}

fn files() -> Files {
    let mut files = Files::default();
    files.add(Revision::Head, MIGRATION, "-- no longer shown\n\nALTER TABLE users\n    DROP COLUMN username;\n");
    let service = "\n".repeat(40)
        + "        row = await pool.fetchrow(\n            \"SELECT id, username, password_hash FROM users WHERE username = $1\",\n            username,\n";
    files.add(Revision::Head, SERVICE, &service);
    files.add(Revision::Base, SERVICE, &service);
    files
}

fn report(findings: Vec<Finding>) -> Report {
    let base = BaseLabel { name: "origin/main".into(), commit: Some("4f1c2ab0".into()), why: "given".into() };
    Report { findings, stats: Stats { base: Some(base), code_files: 3, ..Stats::default() }, ..Report::default() }
}

#[track_caller]
fn check(name: &str, files: &Files, findings: Vec<Finding>, format: &str, style: Style) {
    let report = report(findings);
    let format = output::named(format).expect("the format exists");
    let actual = (format.render)(&View { report: &report, sources: &files.0, rules: &Selection::default(), style });
    if !style.color {
        assert!(!actual.contains('\u{1b}'), "an escape got through: {actual:?}");
    }
    common::same_as_file(&format!("human/{name}.txt"), &actual);
}

fn login(files: &Files) -> Finding {
    let mut uses =
        vec![files.used(Revision::Head, SERVICE, "username", 0), files.used(Revision::Head, SERVICE, "username", 1)];
    uses[0].symbol = Some("AuthService.login".into());
    let mut finding = finding(files, "`users.username` is dropped, but the code being deployed still reads it", uses);
    finding.breaks.insert(0, "AuthService.login".into());
    finding
}

#[test]
fn two_files() {
    let files = files();
    check("two_files", &files, vec![login(&files)], "human", Style::default());
    check("ascii", &files, vec![login(&files)], "human", Style { unicode: false, ..Style::default() });
    check("color", &files, vec![login(&files)], "human", Style { color: true, ..Style::default() });
    check("concise", &files, vec![login(&files)], "concise", Style::default());
    check("json", &files, vec![login(&files)], "json", Style::default());
}

#[test]
fn a_file_of_the_base() {
    let files = files();
    let uses = vec![files.used(Revision::Base, SERVICE, "username", 0)];
    let message = "`users.username` is dropped while the code that runs now still reads it";
    check("base", &files, vec![finding(&files, message, uses.clone())], "human", Style::default());
    check("base_concise", &files, vec![finding(&files, message, uses)], "concise", Style::default());
}

#[test]
fn many_places_become_a_list() {
    let mut files = files();
    let mut uses = vec![files.used(Revision::Head, SERVICE, "username", 0)];
    for at in 0..13 {
        let path = format!("app/part_{at}.py");
        files.add(Revision::Head, &path, "\n\nx = user.username\n\n\n");
        uses.push(files.used(Revision::Head, &path, "username", 0));
    }
    uses[2].certainty = Certainty::Likely;
    uses[1].test = true;
    uses.push(Reference {
        span: Span { path: "gone.py".into(), revision: Revision::Head, range: 3..9 },
        ..uses[0].clone()
    });
    let mut finding = finding(&files, "`users.username` is dropped, but the code being deployed still reads it", uses);
    finding.certainty = Certainty::Likely;
    finding.why.push(Step::at("`User` maps to table `users`", files.span(Revision::Head, "app/part_0.py", "user", 0)));
    check("many", &files, vec![finding], "human", Style::default());
}

#[test]
fn lines_that_are_hard_to_show() {
    let mut files = files();
    let long = format!("{}const q = \"SELECT username FROM users\";{}\n", "var a=1;".repeat(400), "b();".repeat(400));
    files.add(Revision::Head, "dist/min.js", &long);
    files.add(
        Revision::Head,
        "odd.py",
        "\u{feff}if x:\r\n\tprint(\"\u{1b}[31m\u{7}\u{202e}\", \"grüße 名前\", row.username)\r\n\u{9b}\r\n",
    );
    files.add(Revision::Head, "lone.py", "a = 1\rb = row.username\rc = 3");
    let block = "SELECT\n  id,\n  username\nFROM users";
    files.add(Revision::Head, "block.sql", &format!("{block}\n;"));
    let last = "username";
    files.add(Revision::Head, "empty.py", last);
    for (name, path, words) in [
        ("long", "dist/min.js", "username"),
        ("odd", "odd.py", "username"),
        ("lone", "lone.py", "username"),
        ("block", "block.sql", block),
        ("end", "empty.py", "username"),
    ] {
        let uses = vec![files.used(Revision::Head, path, words, 0)];
        check(
            name,
            &files,
            vec![finding(&files, "`users.user\u{1b}[0mname` is\ndropped", uses)],
            "human",
            Style::default(),
        );
    }
}

#[test]
fn places_that_do_not_exist_do_no_harm() {
    let mut files = files();
    files.add(Revision::Head, "short.py", "ä");
    files.add(Revision::Head, "none.py", "");
    for (path, range) in
        [("short.py", 1..2), ("short.py", 0..1), ("short.py", 5..900), ("none.py", 0..0), ("none.py", 3..4)]
    {
        let span = Span { path: path.into(), revision: Revision::Head, range };
        let uses = vec![Reference { span, ..files.used(Revision::Head, SERVICE, "username", 0) }];
        let report = report(vec![finding(&files, "m", uses)]);
        for format in output::FORMATS {
            for unicode in [true, false] {
                let style = Style { unicode, ..Style::default() };
                let text =
                    (format.render)(&View { report: &report, sources: &files.0, rules: &Selection::default(), style });
                assert!(text.contains("column-still-used"), "{text}");
            }
        }
    }
}

#[test]
fn notes_and_the_rest_are_counted() {
    let files = files();
    let note = Finding { level: Level::Note, ..login(&files) };
    let quiet = Style::default();
    let report = report(vec![note, login(&files), login(&files)]);
    let render = |style| {
        (output::human::FORMAT.render)(&View {
            report: &report,
            sources: &files.0,
            rules: &Selection::default(),
            style,
        })
    };
    assert_eq!(render(quiet).matches("AuthService.login").count(), 2);
    assert_eq!(render(Style { verbose: 1, ..quiet }).matches("AuthService.login").count(), 3);
    let one = render(Style { max_findings: 1, ..quiet });
    assert!(one.ends_with("and 1 more; `--max-findings 0` shows all\n\n"), "{one}");
}

#[test]
fn no_text_and_no_span_makes_it_panic() {
    let pieces = [
        "a",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\u{1b}[1m",
        "ü",
        "名",
        "\u{202e}",
        "\u{feff}",
        "\u{301}",
        " ",
        "",
        "xxxxxxxxxxxx",
    ];
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..3000 {
        let count = if random(20) == 0 { 2000 } else { random(60) };
        let text: String = (0..count).map(|_| pieces[random(pieces.len())]).collect();
        let mut files = files();
        files.add(Revision::Head, "x", &text);
        let mut uses = Vec::new();
        for _ in 0..random(8) {
            let start = random(text.len() + 3);
            let span = Span { path: "x".into(), revision: Revision::Head, range: start..start + random(40) };
            uses.push(Reference { span, ..files.used(Revision::Head, SERVICE, "username", 0) });
        }
        let places = uses.len();
        let report = report(vec![finding(&files, "m", uses)]);
        let style = Style { unicode: random(2) == 0, ..Style::default() };
        let drawn = (output::human::FORMAT.render)(&View {
            report: &report,
            sources: &files.0,
            rules: &Selection::default(),
            style,
        });
        assert!(!drawn.contains(['\u{1b}', '\r', '\u{202e}']), "{drawn:?}");
        assert!(!drawn.contains("Failed to read") && drawn.contains("migcheck explain"), "{drawn}");
        assert!(places == 0 || drawn.contains("[x:") || drawn.contains("more use"), "{drawn}");
    }
}
