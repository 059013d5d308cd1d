//! `config`, `init`, `completions`, `man`, and the project's own rules, as a shell sees them.

#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Ran, run};
use migcheck::config::keys::{DATABASE, Kind, OVERRIDE, TABLES, TOP, names};
use serde_json::Value;
use walkdir::WalkDir;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn at(root: &Path, line: &str, variables: &[(&str, &str)]) -> Ran {
    run(&format!("-C {} {line}", root.display()), variables)
}

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

const CONFIG: &str = "fail-on = \"warning\"\nignore = [\"lock\"]\n\n[[database]]\nname = \"shop\"\ndialect = \"mysql\"\n\n\
    [rules.index-too-wide]\nlevel = \"error\"\nmax-columns = 5\n\n[[overrides]]\npaths = [\"old/**\"]\nallow = [\"drop-table\"]\n";

#[test]
fn each_value_has_its_place() {
    let here = folder(&[("migcheck.toml", CONFIG)]);
    for (line, variables, expected) in [
        ("config", &[][..], &[("fail-on = \"warning\"", "migcheck.toml:1"), ("preset = \"default\"", "default")][..]),
        ("config", &[("MIGCHECK_FAIL_ON", "note")], &[("fail-on = \"note\"", "MIGCHECK_FAIL_ON")]),
        (
            "config --fail-on error",
            &[("MIGCHECK_FAIL_ON", "note"), ("MIGCHECK_FORMAT", "json")],
            &[("fail-on = \"error\"", "--fail-on"), ("# format: \"json\"", "MIGCHECK_FORMAT")],
        ),
        (
            "config --ignore rewrite --base main --strict -j 3",
            &[],
            &[
                ("ignore = [\"lock\", \"rewrite\"]", "migcheck.toml:2, --ignore"),
                ("# base: \"main\"", "--base"),
                ("strict = true", "--strict"),
                ("threads = 3", "--threads"),
            ],
        ),
        ("config", &[("MIGCHECK_BASE", "v1")], &[("# base: \"v1\"", "MIGCHECK_BASE")]),
        (
            "config",
            &[],
            &[
                ("dialect = \"mysql\"", "migcheck.toml:6"),
                ("# format is not set", "default"),
                ("level = \"error\"", "migcheck.toml:9"),
                ("max-columns = 5", "migcheck.toml:10"),
                ("paths = [\"old/**\"]", "migcheck.toml:13"),
                ("allow = [\"drop-table\"]", "migcheck.toml:14"),
            ],
        ),
        ("config --warn index-too-wide", &[], &[("level = \"warning\"", "--warn")]),
    ] {
        let ran = at(here.path(), line, variables);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        for (value, from) in expected {
            let remark = format!("# {from}");
            let found = ran.out.lines().any(|line| line.starts_with(value) && line.ends_with(&remark));
            assert!(found, "{line} {variables:?}: {value} {remark}\n{}", ran.out);
        }
    }
}

/// What is printed can stand in the file, and then says the same.
#[test]
fn what_is_printed_is_a_configuration() {
    let here = folder(&[("migcheck.toml", CONFIG)]);
    let values = |ran: &Ran| -> Vec<String> {
        let line = |line: &str| line.split(" # ").next().unwrap_or_default().trim_end().to_owned();
        ran.out.lines().filter(|line| !line.starts_with('#')).map(line).collect()
    };
    let first = at(here.path(), "config", &[]);
    write(here.path(), "migcheck.toml", &first.out);
    let second = at(here.path(), "config", &[]);
    assert_eq!(second.code, 0, "{}", second.err);
    assert_eq!(values(&first), values(&second));
}

#[test]
fn the_configuration_as_json() {
    let here = folder(&[("migcheck.toml", CONFIG)]);
    let all = json(&at(here.path(), "config --format json --allow drop-schema", &[]));
    assert_eq!(all["version"], 1);
    let value = |key: &str| all["values"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone();
    assert_eq!(value("fail-on")["value"], "warning");
    assert_eq!(value("fail-on")["from"][0], serde_json::json!({ "kind": "file", "path": "migcheck.toml", "line": 1 }));
    assert_eq!(value("deployed")["value"], Value::Null);
    let rule = |slug: &str| all["rules"].as_array().unwrap().iter().find(|one| one["rule"] == slug).unwrap().clone();
    assert_eq!(rule("index-too-wide")["level"], "error");
    assert_eq!(rule("index-too-wide")["options"][0]["value"], 5);
    assert_eq!(rule("drop-schema")["level"], Value::Null);
    assert_eq!(rule("drop-schema")["from"]["name"], "--allow");
    assert_eq!(rule("index-not-concurrent")["level"], Value::Null);
    assert_eq!(rule("index-not-concurrent")["from"]["line"], 2);
    assert_eq!(rule("column-still-used")["from"]["kind"], "default");
    assert_eq!(rule("identifier-too-long")["options"][0]["value"]["mysql"], 64);
    let none = at(here.path(), "config --no-config --format json", &[]);
    assert_eq!(json(&none)["file"], Value::Null);
    assert_eq!(at(here.path(), "config --format concise", &[]).code, 2);
}

#[test]
fn the_schema_is_the_one_that_is_kept() {
    let ran = run("config --schema", &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    common::same_as_file("../docs/migcheck.schema.json", &ran.out);
}

/// The keys of the schema and those of the parser are the same, and what the schema allows is accepted.
#[test]
fn the_schema_has_every_key_and_no_other() {
    let schema = json(&run("config --schema", &[]));
    let keys =
        |object: &Value| -> BTreeSet<String> { object["properties"].as_object().unwrap().keys().cloned().collect() };
    let listed =
        |keys: &[migcheck::config::keys::Key]| names(keys).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(keys(&schema), listed(TOP));
    let properties = &schema["properties"];
    let nested = [("database", DATABASE), ("overrides", OVERRIDE)];
    for (name, expected) in nested {
        assert_eq!(keys(&properties[name]["anyOf"][0]), listed(expected), "{name}");
    }
    assert_eq!(keys(&properties["tables"]), listed(TABLES));
    let with_options: Vec<_> = migcheck::rule::rules().iter().filter(|rule| !rule.options.is_empty()).collect();
    assert!(with_options.len() > 10);
    for rule in with_options {
        let options = rule.options.iter().map(|spec| spec.name.clone()).chain(["level".to_owned()]).collect();
        assert_eq!(keys(&properties["rules"]["properties"][rule.slug]), options, "{}", rule.slug);
    }

    let lines = |object: &Value| -> String {
        let each = object["properties"].as_object().unwrap().iter();
        each.filter_map(|(key, kind)| Some(format!("{key} = {}\n", sample(kind, &schema)?))).collect()
    };
    let mut text = lines(&schema);
    for (name, object) in [("[[database]]", &properties["database"]["anyOf"][0]), ("[tables]", &properties["tables"])] {
        text.push_str(&format!("{name}\n{}", lines(object)));
    }
    text.push_str(&format!("[[overrides]]\n{}", lines(&properties["overrides"]["anyOf"][0])));
    for (rule, object) in properties["rules"]["properties"].as_object().unwrap() {
        text.push_str(&format!("[rules.{rule}]\n{}", lines(object)));
    }
    let here = folder(&[("migcheck.toml", &text), ("text/README.md", "")]);
    let ran = at(here.path(), "config", &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{text}");
    assert!(TOP.iter().any(|key| key.kind == Kind::PerRule));
}

/// A value that the schema allows; `None`: a table.
fn sample(kind: &Value, schema: &Value) -> Option<String> {
    if let Some(reference) = kind["$ref"].as_str() {
        return sample(schema.pointer(reference.trim_start_matches('#')).unwrap(), schema);
    }
    if let Some(first) = kind["enum"].get(0) {
        return Some(first.to_string());
    }
    if let Some(first) = kind["anyOf"].get(0) {
        return sample(first, schema);
    }
    match (kind["type"].as_str()?, kind["pattern"].as_str()) {
        ("boolean", _) => Some("true".to_owned()),
        ("integer", _) => Some("1".to_owned()),
        ("string", Some(_)) => Some("\"8.0\"".to_owned()),
        ("string", None) => Some("\"text\"".to_owned()),
        _ => None,
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(entry.path(), path).unwrap();
    }
}

#[test]
fn a_fresh_file_changes_nothing() {
    for (scenario, named) in [
        ("drop-column-login-rust-sqlx", Some("format = \"plain-sql\"")),
        ("drop-column-in-django-python", Some("[[database]]")),
        ("drop-column-in-rails-ruby", Some("format = \"rails\"")),
        ("drop-column-login-typescript-prisma", Some("format = \"prisma\"")),
        ("drop-column-two-dialects-go", None),
        ("drop-column-table-of-the-same-name-in-two-services-python", Some("[[database]]")),
        ("drop-column-in-a-declared-schema-prisma-typescript", None),
        ("drop-column-in-a-flyway-class-java", None),
    ] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(scenario);
        let place = tempfile::tempdir().unwrap();
        copy(&from, place.path());
        let head = place.path().join("head");
        let check = || {
            let ran = at(&head, "check --base ../base --format concise", &[]);
            (ran.code, ran.out, ran.err)
        };
        let before = check();
        let ran = at(&head, "init", &[]);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{scenario}: {}", ran.err);
        let text = fs::read_to_string(head.join("migcheck.toml")).unwrap();
        assert_eq!(before, check(), "{scenario}: {text}");
        if let Some(named) = named {
            assert!(text.lines().any(|line| line == named), "{scenario}: {text}");
        }
    }
}

#[test]
fn nothing_is_overwritten() {
    let here = folder(&[("migrations/0001_a.sql", "CREATE TABLE a (id int);\n")]);
    let root = here.path();
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let printed = at(root, "init --dry-run", &[]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert!(printed.out.contains("[[database]]") && !root.join("migcheck.toml").exists(), "{}", printed.out);
    let diff = at(root, "init --diff --github", &[]);
    assert!(
        diff.out.contains("--- /dev/null\n+++ b/migcheck.toml\n") && diff.out.contains("+permissions:"),
        "{}",
        diff.out
    );

    assert_eq!(at(root, "init --github --gitlab --pre-commit", &[]).code, 0);
    let written = [
        "migcheck.toml",
        ".github/workflows/migcheck.yml",
        ".gitlab/migcheck.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
    ];
    for path in written {
        assert!(!read(path).is_empty(), "{path}");
    }
    for part in ["permissions:\n  contents: read\n", "fetch-depth: 0", "pull_request:", "/migcheck@v"] {
        assert!(read(".github/workflows/migcheck.yml").contains(part), "{part}");
    }
    assert!(read(".gitlab/migcheck.yml").contains("GIT_DEPTH: \"0\""));
    assert!(read(".gitlab/migcheck.yml").contains("--output gitlab=gl-code-quality-report.json\n"));
    assert!(read(".gitlab/migcheck.yml").contains("      codequality: gl-code-quality-report.json\n"));
    assert!(read(".pre-commit-config.yaml").starts_with("repos:\n  - repo: https://github.com/"));

    write(root, "migcheck.toml", "strict = true\n");
    write(root, ".pre-commit-config.yaml", "repos: []\n");
    let again = at(root, "init", &[]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("migcheck.toml is there already") && again.err.contains("--force"), "{}", again.err);
    let hook = at(root, "init --pre-commit", &[]);
    assert_eq!(hook.code, 0, "{}", hook.err);
    assert!(hook.out.starts_with("  - repo: ") && hook.err.contains("add this"), "{} {}", hook.out, hook.err);
    assert_eq!(at(root, "init --github", &[]).code, 2);
    assert_eq!(
        (read("migcheck.toml").as_str(), read(".pre-commit-config.yaml").as_str()),
        ("strict = true\n", "repos: []\n")
    );
    let shown = at(root, "init --diff", &[]);
    assert!(shown.out.contains("-strict = true\n"), "{}", shown.out);

    assert_eq!(at(root, "init --force --pre-commit", &[]).code, 0);
    assert!(read("migcheck.toml").contains("[[database]]"));
    assert_eq!(read(".pre-commit-config.yaml"), "repos: []\n");
}

#[test]
fn the_baseline_comes_with_it() {
    let here = folder(&[
        ("migrations/0001_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY, b text);\n"),
        ("migrations/0002_b.sql", "CREATE INDEX a_b_idx ON a (b);\n"),
    ]);
    let ran = at(here.path(), "init --baseline --dry-run", &[]);
    assert!(ran.code == 0 && ran.err.contains("is not shown"), "{}", ran.err);
    let ran = at(here.path(), "init --baseline", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(here.path().join("migcheck-baseline.json").is_file());
    let again = at(here.path(), "init --baseline", &[]);
    assert!(again.code == 2 && again.err.contains("migcheck-baseline.json is there already"), "{}", again.err);
}

#[test]
fn nothing_found_is_said() {
    let here = folder(&[]);
    let ran = at(here.path(), "init", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("No migrations were found"), "{}", ran.err);
    assert_eq!(at(here.path(), "config", &[]).code, 0);
}

#[test]
fn shells_and_manual_pages() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&format!("completions {shell}"), &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        assert!(ran.out.contains("usages") && ran.out.contains("fail-on"), "{shell}");
    }
    assert_eq!(run("completions tcsh", &[]).code, 2);
    let page = run("man", &[]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert!(page.out.contains(".TH migcheck 1") && page.out.contains("check"), "{}", page.out);
    let here = folder(&[]);
    let ran = at(here.path(), "man pages", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in ["migcheck.1", "migcheck-check.1", "migcheck-init.1"] {
        let text = fs::read_to_string(here.path().join("pages").join(name)).unwrap();
        assert!(text.contains(&format!(".TH {}", name.trim_end_matches(".1"))), "{name}");
    }
}

const RULE: &str = r#"# Temporary tables stay

```toml
level = "error"
group = "design"
on = ["create-table"]
when = [{ the = "table", matches = { option = "pattern" } }]
message.any = "`{table}` is temporary by its name (`{option.pattern}`)"
plan.any = ["drop it again"]

[options.pattern]
type = "pattern"
default = "^tmp_"
help = "names of tables that are not to stay"
```

## Hazard

A table that nobody drops.

## Bad

```sql path=head:migrations/0001_t.sql
CREATE TABLE tmp_users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
```

## Good

```sql path=head:migrations/0001_t.sql
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
```
"#;

const TABLE: &str = "CREATE TABLE tmp_users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n";

#[test]
fn rules_of_the_project_itself() {
    let here = folder(&[
        ("migcheck.toml", "user-rules = \"ci/rules\"\n"),
        ("ci/rules/tmp-table.md", RULE),
        ("migrations/0001_t.sql", TABLE),
    ]);
    let root = here.path();
    let check = |config: &str, line: &str| {
        write(root, "migcheck.toml", &format!("user-rules = \"ci/rules\"\n{config}"));
        at(root, &format!("check --no-git --format concise {line}"), &[])
    };
    for (config, line, code, found) in [
        ("", "", 1, true),
        ("", "--ignore tmp-table", 0, false),
        ("", "--ignore design", 0, false),
        ("", "--select usage", 0, false),
        ("", "--select tmp-table", 1, true),
        ("", "--warn tmp-table", 0, true),
        ("[rules.tmp-table]\nlevel = 'warning'", "", 0, true),
        ("[rules.tmp-table]\npattern = '^temp_'", "", 0, false),
        ("[[overrides]]\npaths = ['migrations/**']\nallow = ['tmp-table']", "", 0, false),
    ] {
        let ran = check(config, line);
        assert_eq!(
            (ran.code, ran.out.contains("[tmp-table]")),
            (code, found),
            "{config} {line}: {} {}",
            ran.out,
            ran.err
        );
    }
    let ran = check("", "--output json=all.json");
    assert!(ran.out.contains("`tmp_users` is temporary by its name (`^tmp_`)"), "{}", ran.out);
    assert!(fs::read_to_string(root.join("all.json")).unwrap().contains("\"tmp-table\""));

    write(root, "migrations/0001_t.sql", &format!("-- migcheck: allow tmp-table: gone in a week\n{TABLE}"));
    let quiet = check("", "");
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""), "{}", quiet.err);
    write(root, "migrations/0001_t.sql", TABLE);
    assert_eq!(at(root, "baseline --no-git", &[]).code, 0);
    assert_eq!(check("", "").code, 0);

    let list = at(root, "rules", &[]);
    assert!(list.out.contains("tmp-table") && list.out.contains("(ci/rules/tmp-table.md)"), "{}", list.out);
    let page = at(root, "explain tmp-table", &[]);
    assert!(
        page.out.contains("Temporary tables stay") && page.out.contains("pattern: names of tables"),
        "{}",
        page.out
    );
    let near = at(root, "explain tmp-tabel", &[]);
    assert!(near.code == 2 && near.err.contains("`tmp-table`"), "{}", near.err);
}

#[test]
fn rules_of_the_project_are_tested() {
    let here = folder(&[("migcheck.toml", "user-rules = \"r\"\n"), ("r/tmp-table.md", RULE)]);
    let root = here.path();
    let ran = at(root, "rules --test", &[]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", "2 examples of 1 rule: all as they say.\n"));
    write(root, "r/tmp-table.md", &RULE.replace("TABLE tmp_users", "TABLE temp_users"));
    let ran = at(root, "rules --test", &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(ran.out, "tmp-table: Bad 1 does not yield the rule; other rules: nothing\n");
    let no_good = RULE.split("## Good").next().unwrap();
    write(root, "r/tmp-table.md", no_good);
    assert_eq!(at(root, "rules --test", &[]).out, "tmp-table: no example under `## Good`\n");
    let none = folder(&[]);
    assert_eq!(at(none.path(), "rules --test", &[]).code, 2);
}

#[test]
fn mistakes_in_rules_and_options_have_a_place() {
    let with = |rule: &str| RULE.replace("create-table", rule);
    for (config, file, rule, expected) in [
        ("user-rules = 'r'", "r/x.md", with("make-table"), &["r/x.md:6", "unknown event `make-table`"][..]),
        (
            "user-rules = 'r'",
            "r/drop-table.md",
            RULE.to_owned(),
            &["r/drop-table.md", "migcheck has a rule `drop-table`"],
        ),
        ("user-rules = 'r'", "r/x.md", RULE.replace("\"^tmp_\"", "\"(\""), &["r/x.md", "no regular expression"]),
        ("user-rules = 'q'", "r/x.md", RULE.to_owned(), &["migcheck.toml:1", "`q` cannot be read"]),
        ("user-rules = '../q'", "r/x.md", RULE.to_owned(), &["migcheck.toml:1", "outside the project"]),
        ("[rules.x]\nlevel = 'note'", "r/x.md", RULE.to_owned(), &["migcheck.toml:1", "unknown rule `x`"]),
        (
            "[rules.index-too-wide]\nmax-colums = 1",
            "r/x.md",
            RULE.to_owned(),
            &["migcheck.toml:2", "did you mean `max-columns`?"],
        ),
        (
            "[rules.table-naming]\npattern = '('",
            "r/x.md",
            RULE.to_owned(),
            &["migcheck.toml:2", "no regular expression"],
        ),
        (
            "user-rules = 'r'\n[rules.x]\npatern = 'y'",
            "r/x.md",
            RULE.to_owned(),
            &["migcheck.toml:3", "did you mean `pattern`?"],
        ),
    ] {
        let here = folder(&[("migcheck.toml", config), (file, &rule)]);
        for line in ["check --no-git --allow-empty", "rules"] {
            let ran = at(here.path(), line, &[]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{config} {line}: {}", ran.err);
            for part in expected {
                assert!(ran.err.contains(part), "{config} {line}: {part}\n{}", ran.err);
            }
        }
    }
}

/// The least certainty that counts for a rule.
#[test]
fn only_what_is_certain() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/drop-column-in-templates-python-flask");
    let place = tempfile::tempdir().unwrap();
    copy(&from, place.path());
    let head = place.path().join("head");
    let check = |config: &str| {
        write(&head, "migcheck.toml", config);
        at(&head, "check --base ../base --select column-still-used --format concise", &[])
    };
    assert_eq!(check("").code, 1);
    let certain = check("[rules.column-still-used]\nmin-certainty = 'certain'\n");
    assert_eq!(certain.code, 0, "{}", certain.out);
}
