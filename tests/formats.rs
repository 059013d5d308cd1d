//! Reports for other programs: texts that try to break out of each format, the limits of those who read them, one scenario in every format against
//! `tests/formats/`, and `--output`.

#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use migcheck::check::check;
use migcheck::config::{BaseChoice, Config};
use migcheck::model::finding::{Beside, Finding, Level, Location, Subject};
use migcheck::model::reach::{EntryKind, EntryPoint, Reach};
use migcheck::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use migcheck::model::report::{BaseLabel, DatabaseStats, Problem, Report, Stats};
use migcheck::output::{self, FORMATS, Style, View};
use migcheck::rule::Selection;
use migcheck::source::{Revision, Sources, Span};
use serde_json::Value;

fn render(format: &str, report: &Report, sources: &Sources) -> String {
    let rules = Selection::default();
    (output::named(format).unwrap().render)(&View { report, sources, rules: &rules, style: Style::default() })
}

/// Everything that a repository can say, said with `evil`.
fn said(evil: &str) -> (Report, Sources) {
    let mut sources = Sources::default();
    let path = format!("db/{evil}.sql");
    let text = format!("-- {evil}\n{evil} DROP {evil}\n{evil}");
    let span = |path: &str, revision| Span { path: path.into(), revision, range: 3..text.len() - 1 };
    let code = format!("app/{evil}.py");
    for (path, revision) in [(&path, Revision::Head), (&code, Revision::Head), (&code, Revision::Base)] {
        sources.insert(path.as_str(), revision, text.as_str());
    }
    let entry = EntryPoint {
        kind: EntryKind::Http,
        name: format!("GET /{evil}"),
        certainty: Certainty::Likely,
        via: vec![evil.to_owned()],
    };
    let used = |revision| Reference {
        access: Access::Read,
        mechanism: Mechanism::Sql,
        certainty: Certainty::Likely,
        proof: vec![Step::new(evil)],
        symbol: Some(evil.to_owned()),
        test: false,
        span: span(&code, revision),
        reach: Reach { entry_points: vec![entry.clone()], ..Reach::default() },
    };
    let place = |label: &str| Location { span: span(&path, Revision::Head), label: label.to_owned() };
    let finding = Finding {
        rule: "our-own-rule".into(),
        level: Level::Error,
        certainty: Certainty::Likely,
        message: format!("`users.{evil}` is gone, {evil}"),
        subject: Subject { table: Some("users".into()), column: Some(evil.into()), ..Subject::default() },
        primary: place(evil),
        also: vec![place("and here")],
        related: vec![used(Revision::Head), used(Revision::Base)],
        why: vec![Step::at(evil, span(&path, Revision::Head))],
        breaks: vec![format!("{evil} breaks")],
        plan: vec![format!("mend {evil}"), evil.to_owned()],
        besides: vec![Beside {
            rule: "lock-timeout-missing".into(),
            level: Level::Warning,
            message: evil.to_owned(),
            plan: Vec::new(),
        }],
        cells: Default::default(),
        fingerprint: "0123456789abcdef".into(),
    };
    let database = DatabaseStats { name: evil.into(), directory: evil.into(), new: vec![path], ..Default::default() };
    let base = BaseLabel { name: evil.into(), commit: None, why: evil.into() };
    let stats = Stats { databases: vec![database], base: Some(base), new_migrations: 1, ..Stats::default() };
    (Report { findings: vec![finding], problems: vec![Problem::new(evil)], stats }, sources)
}

const EVIL: &[&str] = &[
    "::error file=x::y",
    "\n::error::x",
    "\n##vso[task.setvariable variable=x]y",
    "##[error]x",
    "100%0A%0D",
    "a,b:c;d]e=f",
    "]]>",
    "<!--",
    "-->",
    "</script><script>alert(1)</script>",
    "</pre></title></style><img src=x onerror=alert(1)>",
    "\" onmouseover=\"x",
    "' x='",
    "&lt;&#x1b;",
    "\u{1b}[31mred",
    "a\r\nb\rc",
    "a`b",
    "``` \n```",
    "a|b|c",
    "x\"]-->y[\"z",
    "#quot;",
    "@everyone #1",
    "[a](https://example.org)",
    "![a](x)](9)",
    "{0} {id}",
    "back\\slash\\",
    "\u{202e}gnp\u{200b}",
    "\u{0}\u{7f}\u{85}\u{2028}\u{ffff}",
    "$(id) ${x} $a$",
    "",
];

#[test]
fn no_text_breaks_out() {
    for evil in EVIL {
        let (report, sources) = said(evil);
        for format in FORMATS {
            let text = render(format.name, &report, &sources);
            let place = format!("{} {evil:?}", format.name);
            // JSON has escapes of its own for what would harm, and a path in it is that of the file.
            let json = ["json", "json-lines", "gitlab", "rdjson"].contains(&format.name);
            if !json {
                shown(&text, &place);
            } else {
                assert!(!text.contains(|c: char| c < ' ' && c != '\n'), "{place}: {text:?}");
            }
            match format.name {
                "github" => github(&text, &place),
                "azure" => azure(&text, &place),
                "junit" | "checkstyle" => xml(&text, &place),
                "markdown" => markdown(&text, &place),
                "html" => html(&text, &place),
                "sarif" => sarif(&text, &place),
                "json" => {
                    let json: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(json["findings"][0]["plan"][1], *evil);
                }
                "json-lines" => {
                    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                    assert_eq!(lines.len(), 2, "{place}");
                    assert_eq!((&lines[0]["type"], &lines[1]["type"]), (&"finding".into(), &"summary".into()));
                    assert_eq!(lines[0]["plan"][1], *evil);
                }
                "gitlab" => {
                    let json: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(json[0]["severity"], "blocker");
                    shown(json[0]["description"].as_str().unwrap(), &place);
                }
                "rdjson" => {
                    let json: Value = serde_json::from_str(&text).unwrap();
                    let message = json["diagnostics"][0]["message"].as_str().unwrap();
                    shown(message, &place);
                    bare_markdown(message, &place);
                }
                _ => {}
            }
        }
    }
}

/// Nothing in it acts on a terminal or hides what it says.
fn shown(text: &str, place: &str) {
    let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}' | '\u{2028}');
    assert!(!text.contains(bad), "{place}: {text:?}");
}

fn github(text: &str, place: &str) {
    assert_eq!(text.lines().count(), 2, "{place}: {text}");
    for line in text.lines() {
        let rest = line.strip_prefix("::error ").unwrap_or_else(|| panic!("{place}: {line}"));
        let (properties, message) = rest.split_once("::").unwrap();
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').unwrap_or_else(|| panic!("{place}: {line}"));
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&name), "{place}: {line}");
            assert!(!value.contains(':'), "{place}: {line}");
        }
        let escapes =
            rest.split('%').skip(1).all(|one| ["25", "0A", "3A", "2C"].iter().any(|code| one.starts_with(code)));
        assert!(escapes && !message.is_empty(), "{place}: {line}");
    }
}

fn azure(text: &str, place: &str) {
    assert_eq!(text.lines().count(), 1, "{place}: {text}");
    let rest = text.strip_prefix("##vso[task.logissue ").unwrap_or_else(|| panic!("{place}: {text}"));
    let (properties, message) = rest.split_once(']').unwrap();
    for property in properties.split_terminator(';') {
        let name = property.split('=').next().unwrap();
        assert!(["type", "sourcepath", "linenumber", "columnnumber", "code"].contains(&name), "{place}: {text}");
    }
    assert!(!rest.contains("##") && !message.contains([']', ';']), "{place}: {text}");
}

fn xml(text: &str, place: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{place}: {error}: {text}"));
    let known = ["testsuites", "testsuite", "testcase", "failure", "checkstyle", "file", "error"];
    for node in document.descendants().filter(|node| node.is_element()) {
        assert!(known.contains(&node.tag_name().name()), "{place}: {text}");
    }
    assert!(!document.descendants().any(|node| node.is_comment() || node.is_pi()), "{place}: {text}");
}

/// Without code and escapes nothing is left that means anything.
fn bare_markdown(text: &str, place: &str) {
    for line in text.lines() {
        let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        assert_eq!(line.matches('`').count() % 2, 0, "{place}: {line}");
        let mut bare = String::new();
        let mut letters = outside.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => drop(letters.next()),
                other => bare.push(other),
            }
        }
        assert!(!bare.contains(['<', '>', '@', '[', '*', '_', '#', '~', '&', '$']), "{place}: {line}");
    }
}

fn markdown(text: &str, place: &str) {
    let (mut drawing, mut drawn) = (false, 0);
    for line in text.lines() {
        if line == "```mermaid" {
            (drawing, drawn) = (true, drawn + 1);
        } else if drawing && line == "```" {
            drawing = false;
        } else if drawing {
            let quotes = line.matches('"').count();
            assert!(quotes == 0 || quotes == 2, "{place}: {line}");
            assert!(line == "flowchart LR" || line.starts_with("  n"), "{place}: {line}");
            assert!(!line.contains(['`', '<', '&', '\\']), "{place}: {line}");
        } else if line.starts_with('|') {
            assert_eq!(line.replace("\\\\", "").replace("\\|", "").matches('|').count(), 5, "{place}: {line}");
        } else {
            let known = ["<details><summary>What to do</summary>", "</details>", "- [ ] ", "### ", "## "];
            let line = known.iter().fold(line.to_owned(), |line, known| match line.strip_prefix(known) {
                Some(rest) => rest.to_owned(),
                None => line,
            });
            bare_markdown(&line, place);
        }
    }
    assert!(!drawing && drawn == 1, "{place}");
}

fn html(text: &str, place: &str) {
    let style = text.find("</style>").unwrap();
    let (head, body) = text.split_at(style);
    assert!(head.contains("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"));
    assert!(!head.contains("url(") && !head.contains("@import"));
    let names: BTreeSet<&str> = "style head body html header main nav table thead tbody tr th td p h1 h2 h3 ul li details summary span div code pre \
         figure figcaption mark strong label input svg text path g title rect footer a"
        .split_whitespace()
        .collect();
    let attributes: BTreeSet<&str> =
        "class id open aria-label role viewBox width height x y rx d href type".split_whitespace().collect();
    for tag in body.split('<').skip(1) {
        let mut rest = tag.split_once('>').unwrap_or_else(|| panic!("{place}: {tag}")).0.trim_start_matches('/');
        let name = rest.split([' ', '/']).next().unwrap();
        assert!(names.contains(name), "{place}: <{tag}");
        rest = rest[name.len()..].trim_matches([' ', '/']);
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            assert!(attributes.contains(&rest[..end]), "{place}: <{tag}");
            let name = &rest[..end];
            rest = &rest[end..];
            if let Some(value) = rest.strip_prefix("=\"") {
                let (value, behind) = value.split_once('"').unwrap_or_else(|| panic!("{place}: <{tag}"));
                assert!(name != "href" || value.starts_with("#f"), "{place}: <{tag}");
                rest = behind;
            }
            rest = rest.trim_start();
        }
    }
}

fn sarif(text: &str, place: &str) {
    let json: Value = serde_json::from_str(text).unwrap();
    let run = &json["runs"][0];
    let result = &run["results"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "our-own-rule");
    assert_eq!(result["partialFingerprints"]["primaryLocationLineHash"], "0123456789abcdef:1");
    let related: Vec<u64> =
        result["relatedLocations"].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap()).collect();
    let message = result["message"]["text"].as_str().unwrap();
    // The brackets that are left are links to those places.
    let bare = message.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
    for (at, link) in bare.split('[').skip(1).enumerate() {
        let (_, target) = link.split_once("](").unwrap_or_else(|| panic!("{place}: {message}"));
        let id: u64 = target.split(')').next().unwrap().parse().unwrap_or_else(|_| panic!("{place}: {message}"));
        assert_eq!((id, related[at]), (at as u64 + 1, id), "{place}: {message}");
    }
    assert!(!message.replace("{{0}}", "").contains("{0}") && !message.contains('`'), "{place}: {message}");
    let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{place}: {uri}");
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    assert!(steps.len() >= 4, "{place}");
}

/// So many findings, and so many uses of each.
fn many(levels: &[Level], uses: usize, breaks: &str) -> (Report, Sources) {
    let (mut report, sources) = said("x");
    let one = report.findings.remove(0);
    for (at, level) in levels.iter().enumerate() {
        let mut finding = Finding { level: *level, fingerprint: format!("{at:016x}"), ..one.clone() };
        finding.breaks = vec![breaks.to_owned()];
        finding.related = (0..uses)
            .map(|at| {
                let mut used = one.related[0].clone();
                used.symbol = Some(format!("function_{at}"));
                used.reach.entry_points[0].name = format!("GET /{at}");
                used
            })
            .collect();
        report.findings.push(finding);
    }
    (report, sources)
}

#[test]
fn limits_are_kept() {
    let levels: Vec<Level> = (0..60).map(|at| if at % 3 == 0 { Level::Error } else { Level::Warning }).collect();
    let (report, sources) = many(&levels, 1, "x");
    let text = render("github", &report, &sources);
    let starting = |with: &str| text.lines().filter(|line| line.starts_with(with)).count();
    assert_eq!((starting("::error "), starting("::warning ")), (10, 9), "{text}");
    assert!(text.starts_with("::error file="), "{text}");
    let last = "::error title=migcheck::and 11 errors and 31 warnings more, which GitHub would not show here";
    assert_eq!(text.lines().last(), Some(last));

    let (report, sources) = many(&vec![Level::Error; 1500], 1, &"words ".repeat(200));
    let text = render("markdown", &report, &sources);
    assert!(text.len() < 1000 * 1024 && text.ends_with("more, for which there is no room here\n"), "{}", text.len());

    let (report, sources) = many(&[Level::Error], 300, "x");
    let page = render("html", &report, &sources);
    assert!(page.matches("<g class=\"node").count() <= 40);
    assert!(page.contains(">and 286 places more<"), "{page}");
    let sarif: Value = serde_json::from_str(&render("sarif", &report, &sources)).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["relatedLocations"].as_array().unwrap().len(), 100);
}

#[test]
fn nothing_found_is_a_report_too() {
    let (report, sources) = many(&[], 0, "");
    for (format, expected) in [
        ("gitlab", "[]\n"),
        ("github", ""),
        ("azure", ""),
        ("junit", "name=\"checked\""),
        ("checkstyle", "</checkstyle>"),
        ("sarif", "\"results\": []"),
        ("rdjson", "\"diagnostics\": []"),
        ("markdown", "No problems"),
        ("html", "<h1>No problems</h1>"),
    ] {
        let text = render(format, &report, &sources);
        assert!(text.contains(expected) && (!expected.is_empty() || text.is_empty()), "{format}: {text}");
    }
    let failed = Report { problems: vec![Problem { fatal: true, ..Problem::new("no base") }], ..report };
    for (format, expected) in [
        ("junit", "<error type=\"problem\" message=\"no base\"/>"),
        ("markdown", "The check could not be made:\n\n- no base\n"),
        ("html", "<h1>The check could not be made</h1>"),
        ("sarif", "\"executionSuccessful\": false"),
    ] {
        let text = render(format, &failed, &sources);
        assert!(text.contains(expected) && !text.contains("No problems"), "{format}: {text}");
    }
}

const SCENARIO: &str = "testdata/drop-column-login-python-django";

#[test]
fn a_scenario_in_every_format() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIO);
    let base = BaseChoice::Directory(folder.join("base"));
    let mut outcome = check(&Config { root: folder.join("head"), base, ..Config::default() });
    // Where the checkout is differs as well.
    outcome.report.stats.base = Some(BaseLabel { name: "base".into(), ..BaseLabel::default() });
    for format in FORMATS.iter().filter(|format| !matches!(format.name, "human" | "concise" | "json")) {
        let text = render(format.name, &outcome.report, &outcome.sources);
        let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        // The time is the one thing that differs between runs.
        let text = match text.split_once("\"duration_ms\":") {
            Some((before, rest)) => {
                format!("{before}\"duration_ms\":0{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
            }
            None => text,
        };
        common::same_as_file(&format!("formats/{}.txt", format.name), &text);
    }
}

#[test]
fn reports_go_where_they_are_sent() {
    let place = tempfile::tempdir().unwrap();
    let line = format!("-C {SCENARIO}/head check --base ../base");
    let file = |name: &str| place.path().join(name).display().to_string();
    let plain = common::run(&line, &[]);
    assert_eq!(plain.code, 1);
    for format in FORMATS {
        let ran = common::run(&format!("{line} --format {} --output {0}={}", format.name, file(format.name)), &[]);
        assert_eq!(ran.code, 1, "{}: {}", format.name, ran.err);
        let written = std::fs::read_to_string(file(format.name)).unwrap();
        assert!(!written.is_empty() && !ran.out.is_empty(), "{}", format.name);
    }
    let ran = common::run(&format!("{line} --output concise=- --output github=- --output json={}", file("a")), &[]);
    assert!(ran.code == 1 && ran.out.contains("::error file=") && ran.out.contains("error[column-still-used]"));

    let ran = common::run(&format!("{line} --output json={}", file("none/a.json")), &[]);
    assert_eq!((ran.code, &ran.out), (2, &plain.out));
    assert!(ran.err.contains("error: cannot write"), "{}", ran.err);
    for (options, expected) in [
        ("--output sarf=a", "a similar name: `sarif`"),
        ("--output nonsense=a", "there are azure, checkstyle"),
        ("--format markdow", "a similar value exists: 'markdown'"),
        ("--output json=a --output sarif=a", "names a twice"),
        ("--output json=a --output sarif=./a", "names ./a twice"),
    ] {
        let ran = common::run(&format!("{line} {options}"), &[]);
        assert!(ran.code == 2 && ran.err.contains(expected), "{options}: {}", ran.err);
    }
}
