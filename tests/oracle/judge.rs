//! What the database and migcheck each say of a case, and where they differ.
//!
//! A query counts as reported if a finding of the usage rules has a place in it that is *likely* or *certain*: both are evidence, and a possible one is none. So one
//! that fails afterwards needs such a place, and one that works must have none. What an object of the database uses (a view, a function) is reported at that object:
//! it counts for the queries that name the object.

use std::fs;
use std::ops::Range;
use std::path::Path;

use migcheck::check::check;
use migcheck::config::{BaseChoice, Config, DatabaseConfig, Preset};
use migcheck::model::finding::Finding;
use migcheck::model::name::Dialect;
use migcheck::model::reference::{Certainty, Mechanism, Reference};

use super::change::change;
use super::choices::{Choices, Seeds};
use super::query::query;
use super::schema::{Db, Schema};
use super::servers::{Refusal, Server};

/// A case in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub db: Db,
    pub schema: String,
    pub migration: String,
    pub queries: Vec<String>,
}

impl Case {
    pub fn new(db: Db, seeds: &Seeds) -> Case {
        let mut schema = Schema::new(db, &mut Choices::new(&seeds.schema));
        let text = schema.create();
        schema.enter_path();
        let mut queries: Vec<String> = seeds.queries.iter().map(|numbers| query(&schema, numbers)).collect();
        queries.extend(schema.views.iter().map(|view| format!("SELECT * FROM {}", view.name)));
        let changes = seeds.changes.iter().map(|numbers| change(&mut schema, numbers));
        let changes: Vec<String> = changes.filter(|text| !text.is_empty()).collect();
        Case { db, schema: text, migration: changes.join("\n"), queries }
    }
}

impl Case {
    /// A name, and the one that a table of this name had before the migration renamed it.
    fn names<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let renames = self
            .migration
            .split(';')
            .filter_map(|one| one.trim().strip_prefix("ALTER TABLE ")?.split_once(" RENAME TO "));
        let last = |text: &'a str| words(text).last().unwrap_or_default();
        let former =
            renames.filter(move |(_, to)| last(to).eq_ignore_ascii_case(name)).map(move |(from, _)| last(from));
        [name].into_iter().chain(former)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It fails afterwards, and nothing is reported.
    Missed,
    /// It fails afterwards, and what is reported is about something else.
    Misnamed,
    /// It works afterwards, and is reported.
    Alarm,
}

#[derive(Clone, Debug)]
pub struct Difference {
    pub kind: Kind,
    pub query: String,
    /// What the database says, or the rule that is wrong.
    pub what: String,
    /// The same for every case that has one cause, as far as can be told.
    pub sort: String,
}

/// Differences that are meant, by name: each is told and counted, and is none.
const MEANT: &[(&str, &str)] = &[
    (
        "another-column",
        "a bare name in a subquery means a column of the query around it from there on: the database takes it, and the answer is another one",
    ),
    (
        "default-by-update",
        "MariaDB asks for no value of a required column that ON DUPLICATE KEY UPDATE sets, and stores an empty one",
    ),
    ("empty-row", "MariaDB takes `() VALUES ()` for a table, and not for a view that has its name then"),
    (
        "enum-compared",
        "MySQL compares an enum as text: what is compared with a value that is gone finds nothing any more, and is no error",
    ),
    ("insert-ignore", "INSERT IGNORE stores an empty value, which nobody chose, where a required one is missing"),
    ("no-rows", "the tables are empty, so that INSERT … SELECT stores no row without a required column"),
    (
        "other-places",
        "an INSERT by position into columns that stand in another order: the values are taken, and are those of other columns",
    ),
    ("through-what-fails", "MariaDB lets some changes through a view that fails for everybody who reads it"),
    ("whole-row", "PostgreSQL: a name that was a column's is that of its table from there on, and gives the whole row"),
];

/// `ORACLE_MEANT` names one that is to be shown like any other difference.
fn is_asked_for(name: &str) -> bool {
    std::env::var("ORACLE_MEANT").is_ok_and(|asked| asked == name)
}

/// Why a difference is meant.
fn meant(case: &Case, kind: Kind, report: Option<&Report>, sql: &str) -> Option<&'static str> {
    let name = match (kind, report) {
        (Kind::Alarm, Some(report)) => match report.rule.as_str() {
            "column-still-used" if report.may_be_outer(case, sql) => "another-column",
            "column-still-used" if case.db == Db::Postgres && report.is_of_a_source(sql) => "whole-row",
            "enum-value-still-used" if case.db == Db::Maria => "enum-compared",
            "insert-omits-required-column" if sql.starts_with("INSERT IGNORE") => "insert-ignore",
            "insert-omits-required-column" if sql.contains(" SELECT ") => "no-rows",
            "insert-omits-required-column" if case.db == Db::Maria && report.is_set_by_update(sql) => {
                "default-by-update"
            }
            "table-still-used"
                if case.db == Db::Maria && !sql.starts_with("SELECT") && report.why.contains("is a view then that") =>
            {
                "through-what-fails"
            }
            "insert-without-columns-breaks" if report.why.contains("in another order") => "other-places",
            _ => return None,
        },
        (Kind::Missed, _) if case.db == Db::Maria && sql.ends_with("() VALUES ()") => "empty-row",
        _ => return None,
    };
    MEANT.iter().find(|(own, _)| *own == name).map(|(own, _)| *own)
}

#[derive(Default)]
pub struct Verdict {
    /// The database took the schema and the migration.
    pub taken: bool,
    /// Queries that worked before; of these, those that fail afterwards.
    pub worked: usize,
    pub failed: usize,
    pub differences: Vec<Difference>,
    pub meant: Vec<&'static str>,
}

/// Asks both.
pub fn judge(server: &mut dyn Server, case: &Case, folder: &Path) -> Verdict {
    let mut verdict = Verdict::default();
    server.clean();
    if let Err(error) = server.migrate(&case.schema) {
        panic!("the schema is refused: {}\n{}", error.message, case.schema);
    }
    if case.schema.contains("SET search_path") {
        server.migrate("SET LOCAL search_path TO app, public").unwrap();
    }
    let all: Vec<&str> = case.queries.iter().map(String::as_str).collect();
    let before = server.queries(&all);
    if std::env::var_os("ORACLE_SHOW_REFUSED").is_some() {
        for (sql, result) in all.iter().zip(&before) {
            if let Err(error) = result {
                eprintln!("refused: {}\n    {sql}", error.message);
            }
        }
    }
    if case.migration.is_empty() {
        return verdict;
    }
    if let Err(error) = server.migrate(&case.migration) {
        if std::env::var_os("ORACLE_SHOW_REFUSED").is_some() {
            eprintln!("migration refused: {}\n{}", error.message, case.migration);
        }
        return verdict;
    }
    verdict.taken = true;
    let queries: Vec<&str> =
        all.into_iter().zip(before).filter(|(_, worked)| worked.is_ok()).map(|(sql, _)| sql).collect();
    let after = server.queries(&queries);
    let findings = findings(case, &queries, folder);
    for (at, (sql, result)) in queries.into_iter().zip(after).enumerate() {
        verdict.worked += 1;
        let reports = reports(&findings, at, sql);
        let direct = || reports.iter().filter(|report| !report.through);
        match result {
            Ok(()) => {
                if let Some(report) = direct().next() {
                    if let Some(name) = meant(case, Kind::Alarm, Some(report), sql).filter(|name| !is_asked_for(name)) {
                        verdict.meant.push(name);
                        continue;
                    }
                    verdict.differences.push(Difference {
                        kind: Kind::Alarm,
                        query: sql.to_owned(),
                        what: format!("{} {}", report.rule, report.subject),
                        sort: format!("{:?} {}", case.db, report.rule),
                    });
                }
            }
            Err(error) => {
                verdict.failed += 1;
                let kind = if reports.is_empty() {
                    Kind::Missed
                } else if name(&error)
                    .is_some_and(|name| !case.names(&name).any(|name| reports.iter().any(|report| report.is_of(name))))
                    && !reports.iter().any(|report| report.why.contains("is a view then that reads"))
                {
                    Kind::Misnamed
                } else {
                    continue;
                };
                if let Some(name) = meant(case, kind, None, sql).filter(|name| !is_asked_for(name)) {
                    verdict.meant.push(name);
                    continue;
                }
                let said: Vec<&str> = reports.iter().map(|report| report.subject.as_str()).collect();
                let what = format!("{} [{}]", error.message, said.join("; "));
                let sort = match error.code.is_empty() {
                    true => error.message.split_whitespace().take(4).collect::<Vec<_>>().join(" "),
                    false => error.code,
                };
                verdict.differences.push(Difference {
                    kind,
                    query: sql.to_owned(),
                    what,
                    sort: format!("{:?} {sort}", case.db),
                });
            }
        }
    }
    verdict
}

/// What migcheck says of a query.
struct Report {
    rule: String,
    subject: String,
    names: Vec<String>,
    /// Of a view or a function that the query names.
    through: bool,
    why: String,
    /// Where in the query.
    at: usize,
}

impl Report {
    /// Whether it is about a name, bare or behind an alias that is also a table, inside of parentheses that hold a query.
    fn may_be_outer(&self, case: &Case, sql: &str) -> bool {
        let Some((before, _)) = sql.split_at_checked(self.at) else { return false };
        let depth = before.matches('(').count().saturating_sub(before.matches(')').count());
        // An alias may be the name of a table outside.
        let qualifier = before.trim_end_matches(['"', '`']).strip_suffix('.').and_then(|before| words(before).last());
        let is_table = |name: &str| case.schema.contains(&format!("CREATE TABLE {name} "));
        depth > 0 && before.contains("(SELECT") && qualifier.is_none_or(is_table)
    }

    /// Whether the column has the name of a table or an alias in a FROM.
    fn is_of_a_source(&self, sql: &str) -> bool {
        let Some(own) = self.names.first() else { return false };
        let begins = |before: &str| {
            let ends = ["FROM", "JOIN", "AS", "INTO", "UPDATE", "public.", "app."];
            ends.iter().any(|end| before.ends_with(end)) || (before.ends_with(',') && before.contains(" FROM "))
        };
        sql.match_indices(own.as_str()).any(|(at, _)| begins(sql[..at].trim_end().trim_end_matches('"').trim_end()))
    }

    fn is_set_by_update(&self, sql: &str) -> bool {
        let set = sql.split("ON DUPLICATE KEY UPDATE ").nth(1).and_then(|text| words(text).next());
        set.is_some_and(|set| self.names.first().is_some_and(|own| own.eq_ignore_ascii_case(set)))
    }

    fn is_of(&self, name: &str) -> bool {
        self.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }
}

const START: &str = "    db.execute(\"\"\"";

struct Findings {
    findings: Vec<Finding>,
    places: Vec<Range<usize>>,
}

fn findings(case: &Case, queries: &[&str], folder: &Path) -> Findings {
    let mut code = String::from("def run(db):\n");
    let mut places = Vec::new();
    for sql in queries {
        let start = code.len();
        code.push_str(&format!("{START}{sql}\n\"\"\")\n"));
        places.push(start..code.len());
    }
    let write = |path: &str, text: &str| fs::write(folder.join(path), text).unwrap();
    write("base/migrations/0001_first.sql", &case.schema);
    write("head/migrations/0001_first.sql", &case.schema);
    write("head/migrations/0002_second.sql", &case.migration);
    write("head/app.py", &code);
    let dialect = match case.db {
        Db::Sqlite => Dialect::Sqlite,
        Db::Postgres => Dialect::Postgres,
        Db::Maria => Dialect::Mysql,
    };
    let database = DatabaseConfig {
        name: "work".into(),
        migrations: vec!["migrations".into()],
        dialect: Some(dialect),
        ..DatabaseConfig::default()
    };
    let outcome = check(&Config {
        root: folder.join("head"),
        databases: vec![database],
        base: BaseChoice::Directory(folder.join("base")),
        preset: Preset::Usage,
        threads: 1,
        ..Config::default()
    });
    let fatal: Vec<_> = outcome.report.problems.iter().filter(|problem| problem.fatal).collect();
    assert!(fatal.is_empty(), "{fatal:?}");
    Findings { findings: outcome.report.findings, places }
}

/// The folders that a case is written to.
pub fn prepare(folder: &Path) {
    for path in ["base/migrations", "head/migrations"] {
        fs::create_dir_all(folder.join(path)).unwrap();
    }
}

fn reports(of: &Findings, at: usize, sql: &str) -> Vec<Report> {
    let place = &of.places[at];
    let mut found = Vec::new();
    for finding in &of.findings {
        let inside = |one: &Reference| &*one.span.path == "app.py" && place.contains(&one.span.range.start);
        let object = |one: &Reference| {
            let name = one.symbol.as_deref().and_then(|symbol| symbol.split_whitespace().last());
            one.mechanism == Mechanism::Database
                && name.is_some_and(|name| words(sql).any(|word| word.eq_ignore_ascii_case(name)))
        };
        let sure = |one: &&Reference| one.certainty > Certainty::Possible;
        let through = !finding.evidence().filter(sure).any(inside);
        if through && !finding.evidence().filter(sure).any(object) {
            continue;
        }
        let subject = &finding.subject;
        let columns = subject.column.iter().flat_map(|columns| columns.split(", "));
        let names = columns.chain(subject.table.as_deref()).map(str::to_owned);
        let objects = finding
            .evidence()
            .filter(|one| object(one))
            .filter_map(|one| Some(one.symbol.as_deref()?.split_whitespace().last()?.to_owned()));
        let first = finding.evidence().filter(sure).find(|one| inside(one));
        let why = first.and_then(|one| one.proof.last()).map(|step| step.text.clone()).unwrap_or_default();
        let at = first.map_or(0, |one| one.span.range.start.saturating_sub(place.start + START.len()));
        found.push(Report {
            why,
            at,
            rule: finding.rule.clone(),
            subject: subject.display(),
            names: names.chain(objects).collect(),
            through,
        });
    }
    found
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The name of what a database misses, where its message has it.
fn name(error: &Refusal) -> Option<String> {
    let message = &error.message;
    let quoted = |quote: char| message.split(quote).nth(1).map(str::to_owned);
    let whole = match error.code.as_str() {
        // SQLite.
        "" => {
            let mut parts = [
                "no such column: ",
                "no such table: ",
                "has no column named ",
                "ambiguous column name: ",
                "constraint failed: ",
            ]
            .into_iter();
            parts
                .find_map(|start| message.split(start).nth(1))
                .map(|rest| rest.split_whitespace().next().unwrap_or(rest).to_owned())
        }
        "42703" | "42P01" | "42702" | "23502" => match quoted('"') {
            Some(name) => Some(name),
            None => message.split_whitespace().nth(1).map(str::to_owned),
        },
        "1054" | "1146" | "1364" | "1052" | "1356" => quoted('\''),
        _ => None,
    }?;
    Some(whole.rsplit('.').next().unwrap_or(&whole).trim_matches('"').to_owned())
}
