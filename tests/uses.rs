//! Several repositories and one database: uses files are written, read elsewhere, and refused where they are wrong; parts of a repository are the whole.

#![allow(clippy::disallowed_methods, clippy::print_stderr)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Ran, run};
use migcheck::check::{IndexFor, Outcome, check, index};
use migcheck::config::{self, BaseChoice, Config, Overrides, uses};
use migcheck::model::index::{Index, Shard};
use migcheck::model::reference::{Certainty, Mechanism};
use migcheck::output;
use tempfile::TempDir;
use walkdir::WalkDir;

const SCHEMA: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, username text, kind text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL, note text);
CREATE TABLE carts (id bigint PRIMARY KEY, username text, email text);
CREATE FUNCTION close_month(month date) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders $$;
CREATE FUNCTION end_month(month date) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders $$;
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The repository of the schema, with one pending migration, and nothing else.
fn database(migration: &str) -> TempDir {
    folder(&[
        ("base/db/migrations/0001_start.up.sql", SCHEMA),
        ("head/db/migrations/0001_start.up.sql", SCHEMA),
        ("head/db/migrations/0002_next.up.sql", migration),
    ])
}

/// What the check of a migration says with the uses of a service whose code is `files`.
fn checked(files: &[(&str, &str)], arguments: &str, migration: &str, format: &str) -> (Ran, String) {
    let (service, database) = (folder(files), database(migration));
    let uses = database.path().join("uses/billing.json");
    fs::create_dir_all(uses.parent().unwrap()).unwrap();
    fs::write(service.path().join("schema.dump.sql"), SCHEMA).unwrap();
    let arguments = arguments.replace("DUMP", &service.path().join("schema.dump.sql").display().to_string());
    let ran =
        run(&format!("index -C {} --name billing -o {} {arguments}", service.path().display(), uses.display()), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let head = database.path().join("head");
    let line = format!("check -C {} --base ./../base --uses ../uses/*.json --format {format}", head.display());
    (run(&line, &[]), fs::read_to_string(uses).unwrap())
}

const SQL: &str =
    "def login(db, name):\n    return db.execute(\"SELECT u.username FROM users u WHERE u.username = %s\", name)\n";
const JOIN: &str = "def notes(db):\n    return db.execute(\"SELECT username, note FROM users JOIN orders ON orders.user_id = users.id\")\n";
const OTHER: &str = "def cart(db):\n    return db.execute(\"SELECT username FROM carts\")\n";
const MODEL: &str = "from sqlalchemy import Column, Text, BigInteger\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass User(Base):\n    __tablename__ = \"users\"\n    id = Column(BigInteger, primary_key=True)\n    name = Column(\"username\", Text)\n\n\ndef find(session, name):\n    return session.query(User).filter(User.name == name).all()\n";
const OTHER_MODEL: &str = "from sqlalchemy import Column, Text, BigInteger\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass Cart(Base):\n    __tablename__ = \"carts\"\n    id = Column(BigInteger, primary_key=True)\n    name = Column(\"username\", Text)\n\n\ndef find(session, name):\n    return session.query(Cart).filter(Cart.name == name).all()\n";
const ROWS: &str = "package main\n\ntype User struct {\n\tID int64 `db:\"id\"`\n\tUsername string `db:\"username\"`\n\tKind string `db:\"kind\"`\n}\n\nfunc load(db *sqlx.DB) (users []User, err error) {\n\terr = db.Select(&users, \"SELECT * FROM users\")\n\treturn\n}\n";
const INSERT: &str = "def add(db, id):\n    db.execute(\"INSERT INTO users (id, email) VALUES (%s, 'x')\", id)\n";
const RAILS: &str = "class User < ApplicationRecord\nend\n\nclass Signup\n  def call(name)\n    User.create!(email: name)\n  end\nend\n";
const RAILS_GIVES: &str = "class User < ApplicationRecord\nend\n\nclass Signup\n  def call(name)\n    User.create!(email: name, born: Date.today)\n  end\nend\n";
const DROP: &str = "ALTER TABLE users DROP COLUMN username;\n";

type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [usize]);

/// Code, how it is indexed, the migration, and the lines that are found.
const CASES: &[Case] = &[
    ("a query", "app/x.py", SQL, "", DROP, &[2]),
    ("an unqualified name of a join", "app/x.py", JOIN, "", DROP, &[2]),
    ("another table's column of that name", "app/x.py", OTHER, "", DROP, &[]),
    ("a model", "app/x.py", MODEL, "", DROP, &[10, 14]),
    ("another table's model", "app/x.py", OTHER_MODEL, "", DROP, &[]),
    ("a table through its model", "app/x.py", MODEL, "", "DROP TABLE users;\n", &[7, 14]),
    ("a table that another model has", "app/x.py", OTHER_MODEL, "", "DROP TABLE users;\n", &[]),
    ("rows, with the schema", "x.go", ROWS, "--schema DUMP", DROP, &[5]),
    ("an insert that omits", "app/x.py", INSERT, "", "ALTER TABLE users ADD COLUMN born date NOT NULL;\n", &[2]),
    ("an insert of what is there", "app/x.py", INSERT, "", "ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n", &[]),
    (
        "a model that omits",
        "app/x.rb",
        RAILS,
        "--schema DUMP",
        "ALTER TABLE users ADD COLUMN born date NOT NULL;\n",
        &[6],
    ),
    (
        "a model that gives",
        "app/x.rb",
        RAILS,
        "--schema DUMP",
        "ALTER TABLE users ALTER COLUMN kind SET DEFAULT 'a';\n",
        &[],
    ),
    (
        "a model that gives the new column",
        "app/x.rb",
        RAILS_GIVES,
        "",
        "ALTER TABLE users ADD COLUMN born date NOT NULL;\n",
        &[],
    ),
    (
        "a function",
        "app/x.py",
        "def f(db):\n    db.callproc(\"close_month\", [])\n",
        "",
        "DROP FUNCTION close_month(date);\n",
        &[2],
    ),
    (
        "another function",
        "app/x.py",
        "def f(db):\n    db.callproc(\"end_month\", [])\n",
        "",
        "DROP FUNCTION close_month(date);\n",
        &[],
    ),
    ("a rename", "app/x.py", SQL, "", "ALTER TABLE users RENAME COLUMN username TO login;\n", &[2]),
    (
        "a column that becomes ambiguous",
        "app/x.py",
        "def f(db):\n    db.execute(\"SELECT note FROM users JOIN orders ON true\")\n",
        "",
        "ALTER TABLE users ADD COLUMN note text;\n",
        &[2],
    ),
];

#[test]
fn uses_of_another_repository_are_found() {
    let mut wrong = Vec::new();
    for (name, path, code, arguments, migration, expected) in CASES {
        let (ran, text) = checked(&[(path, code)], arguments, migration, "concise");
        let lines: BTreeSet<usize> = ran
            .out
            .lines()
            .filter_map(|line| line.split_once(&format!("{path}:"))?.1.split(':').next()?.parse().ok())
            .collect();
        let expected: BTreeSet<usize> = expected.iter().copied().collect();
        if lines != expected || ran.code > 1 || ran.code == 0 && !expected.is_empty() {
            wrong.push(format!("{name}: {expected:?}\n{}{}\n{text}", ran.out, ran.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_name_the_service() {
    let (ran, _) = checked(&[("app/x.py", SQL)], "", DROP, "human");
    assert!(ran.out.contains("billing: app/x.py:2"), "{}", ran.out);
    let (ran, _) = checked(&[("app/x.py", SQL)], "", DROP, "json");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let related = &json["findings"][0]["related"][0];
    assert_eq!(related["service"]["name"], "billing");
    assert_eq!(related["location"]["path"], "app/x.py");
    assert_eq!(related["location"]["start"]["line"], 2);
}

#[test]
fn the_same_code_gives_the_same_bytes_and_they_read_back() {
    let service =
        folder(&[("app/x.py", SQL), ("app/y.py", MODEL), ("x.go", ROWS), ("a/insert.py", INSERT), ("a/join.py", JOIN)]);
    let write = |threads: usize| {
        let ran = run(&format!("index -C {} --name s -j {threads}", service.path().display()), &[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    let text = write(1);
    assert_eq!(text, write(4));
    let index = uses::parse(text.as_bytes(), "s.json").unwrap();
    assert_eq!(output::uses::render(&index), text);
}

#[test]
fn files_that_are_wrong_are_told() {
    let database = database(DROP);
    let at = |name: &str| database.path().join("head").join(name).display().to_string();
    let good = {
        let service = folder(&[("app/x.py", SQL)]);
        run(&format!("index -C {} --name s", service.path().display()), &[]).out
    };
    let big = fs::File::create(at("big.json")).unwrap();
    big.set_len(uses::MOST + 1).unwrap();
    fs::write(at("garbage.json"), vec![b'x'; 10 << 20]).unwrap();
    fs::write(at("cut.json"), good.get(..good.len() / 2).unwrap()).unwrap();
    fs::write(at("version.json"), good.replacen("uses\": 1", "uses\": 9", 1)).unwrap();
    fs::write(at("deep.json"), format!("{{\"migcheck-uses\": 1, \"x\": {}", "[".repeat(1 << 20))).unwrap();
    fs::write(at("mysql.json"), good.replacen("\"dialect\": null", "\"dialect\": \"mysql\"", 1)).unwrap();
    fs::write(at("a.json"), &good).unwrap();
    fs::write(at("b.json"), &good).unwrap();
    let part = |part: usize| good.replacen("\"shard\": null", &format!("\"shard\": [{part}, 3]"), 1);
    fs::write(at("part1.json"), part(1)).unwrap();
    fs::write(at("part3.json"), part(3)).unwrap();
    for (files, expected) in [
        ("none.json", "no uses file `none.json` is there"),
        ("no*.json", "no uses file `no*.json` is there"),
        ("big.json", "the uses file big.json cannot be read: it is larger than 64 MiB"),
        ("garbage.json", "garbage.json:1:1: the uses file is damaged"),
        ("cut.json", "the uses file is cut off"),
        ("version.json", "has version 9 of the format"),
        ("deep.json", "the uses file is cut off"),
        ("mysql.json", "belongs to another database"),
        ("a.json b.json", "the service `s` is there 2 times: a.json, b.json"),
        ("part1.json part3.json", "of `s` the parts 2 of 3 are missing"),
    ] {
        let head = database.path().join("head");
        let ran = run(&format!("check -C {} --base ./../base --uses {files}", head.display()), &[]);
        assert_eq!(ran.code, 2, "{files}: {}", ran.err);
        assert!(ran.err.contains(expected), "{files}: {}", ran.err);
        assert!(!ran.err.contains("No problems"), "{files}: {}", ran.err);
    }
    let ran = run(&format!("check -C {} --base ./../base --no-code", database.path().join("head").display()), &[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn names_with_control_characters_are_shown_and_not_obeyed() {
    let database = database(DROP);
    let service = folder(&[("app/x.py", SQL)]);
    let good = run(&format!("index -C {} --name s", service.path().display()), &[]).out;
    let bad = good.replace("\"s\"", "\"s\\u001b[2J\\n::error::x\"").replace("app/x.py", "a\\u001b[31m\\r\\n::error::b");
    fs::write(database.path().join("head/bad.json"), bad).unwrap();
    for format in ["human", "concise", "json"] {
        let head = database.path().join("head");
        let line = format!("check -v -C {} --base ./../base --uses bad.json --format {format}", head.display());
        let ran = run(&line, &[]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains('\u{1b}') && !text.lines().any(|line| line.starts_with("::")), "{format}: {text:?}");
        }
    }
}

#[test]
fn the_configuration_names_uses_files() {
    let database = database(DROP);
    let service = folder(&[("app/x.py", SQL)]);
    let head = database.path().join("head");
    fs::create_dir_all(head.join("uses")).unwrap();
    let written = head.join("uses/a.json");
    run(&format!("index -C {} --name s -o {}", service.path().display(), written.display()), &[]);
    fs::write(head.join("migcheck.toml"), "uses = ['uses/*.json']\n").unwrap();
    let line = format!("check -v -C {} --base ./../base --format concise", head.display());
    let ran = run(&line, &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("s: app/x.py:2:"), "{}", ran.out);
    assert!(ran.err.contains("uses of other repositories: 1, 1 of them name what changes"), "{}", ran.err);
}

/// Two hundred services with a hundred queries each, of which three use what goes: the others' uses are read and never resolved.
#[test]
fn many_services_cost_what_they_use_of_the_change() {
    let database = database(DROP);
    let head = database.path().join("head");
    fs::create_dir_all(head.join("uses")).unwrap();
    let query = |at: usize| {
        format!(
            "def f{at}(db):\n    return db.execute(\"SELECT note, id FROM orders WHERE user_id = {at} ORDER BY id\")\n\n\n"
        )
    };
    let many: String = (0..100).map(query).collect();
    let service = folder(&[("app/x.py", SQL), ("app/many.py", &many), ("a/cart.py", OTHER)]);
    let other = folder(&[("app/many.py", &many), ("a/cart.py", OTHER)]);
    let of = |folder: &TempDir| run(&format!("index -C {} --name SERVICE", folder.path().display()), &[]).out;
    let (users, others) = (of(&service), of(&other));
    for at in 0..200 {
        let text = if at % 80 == 0 { &users } else { &others };
        fs::write(head.join(format!("uses/{at}.json")), text.replace("SERVICE", &format!("service-{at}"))).unwrap();
    }
    let started = std::time::Instant::now();
    let ran = run(&format!("check -v -C {} --base ./../base --uses uses/*.json --format concise", head.display()), &[]);
    eprintln!("200 services, {} bytes each: {:.2} s", others.len(), started.elapsed().as_secs_f64());
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(ran.out.lines().filter(|line| line.contains("service-")).count(), 6, "{}", ran.out);
    let looked_at = ran.err.lines().find(|line| line.contains("name what changes")).unwrap();
    // Each of the 200 has `carts.username` beside its hundred queries, which has the column's name.
    assert_eq!(looked_at.trim(), "uses of other repositories: 20 203, 203 of them name what changes");
}

/// The errors and warnings of a check, each with its uses, without what only bears a name.
fn evidence(outcome: &Outcome) -> Vec<String> {
    let sources = &outcome.sources;
    let place = |span: &migcheck::source::Span| {
        let place = sources.place(span).map(|place| (place.line, place.column));
        format!("{} {} {place:?}", span.path, span.revision)
    };
    let mut all = Vec::new();
    for finding in outcome.report.findings.iter().filter(|finding| finding.certainty > Certainty::Possible) {
        let uses = finding
            .related
            .iter()
            .filter(|one| one.mechanism != Mechanism::Name && one.certainty > Certainty::Possible);
        for one in uses {
            all.push(format!("{} {} {} {}", finding.rule, finding.message, place(&one.span), one.certainty.name()));
        }
    }
    all.sort();
    all
}

/// The parts of a tree, written and read again.
fn parts(root: &Path, of: usize, deployed: bool) -> Vec<Index> {
    let config = Config { root: root.to_owned(), base: BaseChoice::None, ..settings(root) };
    let shards = (1..=of).map(|part| Shard { part, of });
    shards
        .map(|shard| {
            let wanted = IndexFor { name: Some("whole".into()), shard: Some(shard), deployed, ..IndexFor::default() };
            let text = output::uses::render(&index(&config, &wanted).index);
            uses::parse(text.as_bytes(), "part.json").unwrap()
        })
        .collect()
}

fn settings(root: &Path) -> Config {
    let file = root.join("migcheck.toml");
    let file = file.is_file().then(|| config::load(&file, root).unwrap());
    config::resolve(root.to_owned(), file.as_ref(), Overrides::default()).unwrap()
}

fn whole_and_parts(folder: &Path, of: usize) -> (Vec<String>, Vec<String>) {
    let (head, base) = (folder.join("head"), folder.join("base"));
    let config = Config { root: head.clone(), base: BaseChoice::Directory(base.clone()), ..settings(&head) };
    let whole = evidence(&check(&config));
    let uses = [parts(&head, of, false), parts(&base, of, true)].concat();
    (whole, evidence(&check(&Config { uses, no_code: true, ..config })))
}

/// Scenarios in which what is used stands in the file of its use, or in a model.
const IN_PARTS: &[&str] = &[
    "add-required-column-insert-omits-it-python",
    "add-required-column-model-omits-it-ruby-activerecord",
    "add-required-column-struct-omits-it-elixir-ecto",
    "drop-column-annotated-in-comments-php-doctrine",
    "drop-column-around-the-model-ruby-rails",
    "drop-column-attributes-list-typescript-sequelize",
    "drop-column-behind-a-related-manager-python-django",
    "drop-column-behind-fields-and-results-go-gorm",
    "drop-column-core-select-python-sqlalchemy",
    "drop-column-heredoc-ruby",
    "drop-column-of-tables-that-a-convention-names-csharp-ef-core",
];

#[test]
fn parts_are_the_whole() {
    let mut wrong = Vec::new();
    let mut found = 0;
    for name in IN_PARTS {
        for name in [(*name).to_owned(), format!("{name}-quiet")] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(&name);
            for of in [1, 3] {
                let (whole, parts) = whole_and_parts(&folder, of);
                found += parts.len();
                if whole != parts {
                    wrong.push(format!("{name} in {of}:\n{whole:#?}\n{parts:#?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 20, "{found}");
}

/// `MIGCHECK_PARTS=3 cargo test --test uses every_scenario -- --nocapture` tells in which scenarios parts find less or more than the whole.
#[test]
fn every_scenario_in_parts() {
    let Some(of) = std::env::var("MIGCHECK_PARTS").ok().and_then(|of| of.parse().ok()) else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let (mut same, mut other) = (0, 0);
    for entry in WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name() {
        let folder = entry.unwrap().into_path();
        if !folder.join("base").is_dir() {
            continue;
        }
        let (whole, parts) = whole_and_parts(&folder, of);
        if whole == parts {
            same += 1;
            continue;
        }
        other += 1;
        eprintln!("{}", folder.file_name().unwrap().to_string_lossy());
        whole.iter().filter(|line| !parts.contains(line)).for_each(|line| eprintln!("  - {line}"));
        parts.iter().filter(|line| !whole.contains(line)).for_each(|line| eprintln!("  + {line}"));
    }
    eprintln!("{same} the same, {other} not");
}
