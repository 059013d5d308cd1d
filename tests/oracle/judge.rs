//! What the database and migcheck each say of a case, and where they differ.
//!
//! A query counts as reported if a finding of the usage rules has a place in it that is *likely* or *certain*: both are evidence, and a possible one is none. So one
//! that fails afterwards needs such a place, and one that works must have none. What an object of the database uses (a view, a function) is reported at that object:
//! it counts for the queries that name the object.

use std::collections::BTreeSet;
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
use super::meant::{Question, meant};
use super::objects::make;
use super::query::query;
use super::schema::{Db, Schema, View};
use super::servers::{Refusal, Server};

/// A case in words.
#[derive(Clone, Debug)]
pub struct Case {
    pub db: Db,
    pub schema: String,
    /// Functions and triggers, each of which the database may refuse.
    pub objects: Vec<String>,
    pub rows: Vec<String>,
    pub migration: String,
    pub queries: Vec<String>,
    pub before: Schema,
    pub after: Schema,
}

impl Case {
    pub fn new(db: Db, seeds: &Seeds) -> Case {
        let mut schema = Schema::new(db, &mut Choices::new(&seeds.schema));
        let text = schema.create();
        schema.enter_path();
        make(&mut schema, &mut Choices::new(&seeds.objects));
        let mut queries: Vec<String> = seeds.queries.iter().map(|numbers| query(&schema, numbers)).collect();
        queries.extend(schema.views.iter().map(|view| format!("SELECT * FROM {}", view.name)));
        let materialized = schema.views.iter().filter(|view| view.materialized);
        queries.extend(materialized.map(|view| format!("REFRESH MATERIALIZED VIEW {}", view.name)));
        queries.extend(schema.routines.iter().map(|routine| routine.call.clone()));
        let routines = schema.routines.iter().map(|routine| &routine.create);
        let objects = routines.chain(schema.triggers.iter().map(|trigger| &trigger.create)).cloned().collect();
        let (rows, before) = (schema.rows(), schema.clone());
        let changes = seeds.changes.iter().map(|numbers| change(&mut schema, numbers));
        let changes: Vec<String> = changes.filter(|text| !text.is_empty()).collect();
        Case { db, schema: text, objects, rows, migration: changes.join("\n"), queries, before, after: schema }
    }

    pub fn text(&self) -> String {
        let rows = if self.rows.is_empty() { "" } else { "\n-- with rows" };
        [&self.schema, &self.objects.join("\n")].map(String::as_str).join("\n") + rows + "\n--\n" + &self.migration
    }

    /// The words of a query, and those of what runs with it: routines that it calls, triggers of what it writes to.
    fn all_words(&self, sql: &str) -> BTreeSet<String> {
        let lower = |text: &str| words(text).map(str::to_lowercase).collect::<Vec<_>>();
        let mut all: BTreeSet<String> = lower(sql).into_iter().collect();
        for _ in 0..3 {
            for routine in self.before.routines.iter().filter(|own| all.contains(own.name)).collect::<Vec<_>>() {
                all.extend(lower(&routine.create));
            }
            let views = self.before.views.iter().filter(|own| !sql.starts_with("SELECT") && all.contains(&own.name));
            for view in views.collect::<Vec<_>>() {
                all.extend(lower(&view.query));
            }
            // Another table may have the name of the trigger's when it fires.
            let renamed = !sql.starts_with("SELECT")
                && ["RENAME TO", "RENAME TABLE"].iter().any(|part| self.migration.contains(part));
            let triggers = self.before.triggers.iter().filter(|own| renamed || all.contains(&own.table.to_lowercase()));
            for trigger in triggers.collect::<Vec<_>>() {
                all.extend(lower(&trigger.create));
            }
        }
        all
    }

    /// Whether a table that is reported as gone has the name of another one.
    pub fn has_homonym(&self, report: &Report) -> bool {
        let own = |name: &str| self.before.tables.iter().filter(|table| table.name.eq_ignore_ascii_case(name)).count();
        let of_table = ["table-still-used", "database-object-uses-removed"].contains(&report.rule.as_str());
        of_table && report.names.iter().any(|name| own(name) > 1)
    }

    /// The object that a query asks for and nothing else.
    pub fn asked(&self, sql: &str) -> Option<&str> {
        let routine = self.before.routines.iter().find(|own| own.call == sql).map(|own| own.name);
        let of_view = |view: &&View| {
            sql == format!("SELECT * FROM {}", view.name) || sql == format!("REFRESH MATERIALIZED VIEW {}", view.name)
        };
        routine.or_else(|| self.before.views.iter().find(of_view).map(|view| view.name.as_str()))
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

impl Case {
    /// The name that a column had before the migration renamed it. SQLite writes the new one into triggers, so that it is the one which it misses there.
    fn former<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.migration.lines().filter(|_| self.db == Db::Sqlite);
        let renames = lines.filter_map(|line| line.split_once(" RENAME COLUMN ")?.1.split_once(" TO "));
        let last = |text: &'a str| words(text).last().unwrap_or_default();
        renames.filter(move |(_, to)| last(to).eq_ignore_ascii_case(name)).map(move |(from, _)| last(from))
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
    let kept: Vec<&String> = case.objects.iter().filter(|object| server.attempt(object)).collect();
    let objects = kept.iter().map(|object| format!("{object}\n")).collect::<String>();
    if !case.rows.is_empty() {
        server.fill(&case.rows);
    }
    let all: Vec<&str> = case.queries.iter().map(String::as_str).collect();
    let before = server.queries(&all);
    if std::env::var_os("ORACLE_SHOW_REFUSED").is_some() {
        case.objects.iter().filter(|one| !kept.contains(one)).for_each(|one| eprintln!("object refused: {one}"));
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
    let findings = findings(case, &objects, &queries, folder);
    for (at, (sql, result)) in queries.into_iter().zip(after).enumerate() {
        verdict.worked += 1;
        verdict.failed += usize::from(result.is_err());
        let reports = reports(case, &findings, at, sql);
        let mut fails = |sql: &str| server.queries(&[sql])[0].is_err();
        let found = match &result {
            Ok(()) => alarm(case, &reports, sql, &mut fails),
            Err(error) => silence(case, &reports, sql, error, &mut fails),
        };
        match found {
            Some(Ok(difference)) => verdict.differences.push(difference),
            Some(Err(name)) => verdict.meant.push(name),
            None => {}
        }
    }
    verdict
}

type Found = Option<Result<Difference, &'static str>>;

/// The first report of a query that works which is not meant, or why they all are.
fn alarm(case: &Case, reports: &[Report], sql: &str, fails: &mut dyn FnMut(&str) -> bool) -> Found {
    // An object that is asked for as a whole, and works, is no evidence either.
    let asked = case.asked(sql);
    let about = |report: &&Report| !report.through || asked.is_some_and(|asked| report.is_evidence(asked));
    let mut found = None;
    for report in reports.iter().filter(about) {
        match meant(&Question { case, kind: Kind::Alarm, sql, report: Some(report), error: None }, fails) {
            Some(name) => found = Some(Err(name)),
            None => {
                let through = if report.through { " through an object" } else { "" };
                return Some(Ok(Difference {
                    kind: Kind::Alarm,
                    query: sql.to_owned(),
                    what: format!("{} {}{through}: {}", report.rule, report.subject, report.why),
                    sort: format!("{:?} {}{through}", case.db, report.rule),
                }));
            }
        }
    }
    found
}

/// A query that fails, of which nothing or something else is reported.
fn silence(case: &Case, reports: &[Report], sql: &str, error: &Refusal, fails: &mut dyn FnMut(&str) -> bool) -> Found {
    // MariaDB calls a table that is not there by its alias.
    let is_alias = |name: &str| error.code == "1146" && !case.before.tables.iter().any(|table| table.name == name);
    // SQLite misses the common table where it stops at something else in it.
    let is_common = |name: &str| error.message.starts_with("no such table") && sql.contains(&format!(" {name} "));
    let is_common = |name: &str| is_common(name) && case.before.tables.iter().all(|table| table.name != name);
    let named = match name(error).filter(|name| !is_alias(name) && !is_common(name)) {
        Some(name) => {
            case.names(&name).any(|name| reports.iter().any(|report| report.is_of(name)))
                || case.former(&name).any(|name| reports.iter().any(|report| report.through && report.is_of(name)))
        }
        None => reports.iter().any(|report| rules(error).is_none_or(|rules| rules.contains(&report.rule.as_str()))),
    };
    // Another table of the search path stands in for the one that is gone, without its columns.
    let stands_in = error.code == "42703" && reports.iter().any(|report| case.has_homonym(report));
    // A value by position that is left to another column; a view that fails, whatever it is that it does not find.
    let by_position = matches!(error.code.as_str(), "23502" | "1364" | "1048");
    let tells = |report: &Report| {
        by_position && report.rule == "insert-without-columns-breaks"
            || report.why.contains("is a view then that reads")
    };
    let kind = match (reports.is_empty(), named || stands_in || reports.iter().any(tells)) {
        (true, _) => Kind::Missed,
        (false, true) => return None,
        (false, false) => Kind::Misnamed,
    };
    if let Some(name) = meant(&Question { case, kind, sql, report: None, error: Some(error) }, fails) {
        return Some(Err(name));
    }
    let said: Vec<String> = reports.iter().map(|report| format!("{} {}", report.rule, report.subject)).collect();
    let sort = match error.code.is_empty() {
        true => error.message.split_whitespace().take(4).collect::<Vec<_>>().join(" "),
        false => error.code.clone(),
    };
    Some(Ok(Difference {
        kind,
        query: sql.to_owned(),
        what: format!("{} [{}]", error.message, said.join("; ")),
        sort: format!("{:?} {sort}", case.db),
    }))
}

/// What migcheck says of a query.
pub struct Report {
    pub rule: String,
    subject: String,
    pub names: Vec<String>,
    /// The views, functions and triggers that are evidence as well.
    objects: Vec<String>,
    /// Of a view, a function or a trigger that runs with the query.
    through: bool,
    pub why: String,
    /// Where in the query.
    pub at: usize,
}

impl Report {
    fn is_of(&self, name: &str) -> bool {
        self.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether it is about a value.
    pub fn is_of_value(&self) -> bool {
        self.subject.contains('\'')
    }

    fn is_evidence(&self, object: &str) -> bool {
        self.objects.iter().any(|own| own.eq_ignore_ascii_case(object))
    }
}

const START: &str = "    db.execute(\"\"\"";

struct Findings {
    findings: Vec<Finding>,
    places: Vec<Range<usize>>,
}

fn findings(case: &Case, objects: &str, queries: &[&str], folder: &Path) -> Findings {
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
    write("base/migrations/0001_objects.sql", objects);
    write("head/migrations/0001_objects.sql", objects);
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

fn reports(case: &Case, of: &Findings, at: usize, sql: &str) -> Vec<Report> {
    let words = case.all_words(sql);
    let place = &of.places[at];
    let mut found = Vec::new();
    for finding in &of.findings {
        let inside = |one: &Reference| &*one.span.path == "app.py" && place.contains(&one.span.range.start);
        let name = |one: &Reference| {
            let symbol = one.symbol.as_deref().filter(|_| one.mechanism == Mechanism::Database)?;
            Some(symbol.split_whitespace().last()?.to_owned())
        };
        let object = |one: &Reference| name(one).is_some_and(|name| words.contains(&name.to_lowercase()));
        let sure = |one: &&Reference| one.certainty > Certainty::Possible;
        let through = !finding.evidence().filter(sure).any(inside);
        if through && !finding.evidence().filter(sure).any(object) {
            continue;
        }
        let subject = &finding.subject;
        let columns = subject.column.iter().flat_map(|columns| columns.split(", "));
        let names = columns.chain(subject.table.as_deref()).map(str::to_owned);
        let objects: Vec<String> = finding.evidence().filter_map(name).collect();
        let first = finding.evidence().filter(sure).find(|one| inside(one));
        let why = first.and_then(|one| one.proof.last()).map(|step| step.text.clone()).unwrap_or_default();
        let at = first.map_or(0, |one| one.span.range.start.saturating_sub(place.start + START.len()));
        found.push(Report {
            why,
            at,
            rule: finding.rule.clone(),
            subject: subject.display(),
            names: names.chain(objects.iter().cloned()).collect(),
            objects,
            through,
        });
    }
    found
}

pub fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The name of what a database misses, where its message has it.
pub fn name(error: &Refusal) -> Option<String> {
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
        "42703" if message.starts_with("record ") => message.split('"').nth(3).map(str::to_owned),
        "42703" | "42P01" | "42702" | "23502" => match quoted('"') {
            Some(name) => Some(name),
            None => message.split_whitespace().nth(1).map(str::to_owned),
        },
        "1054" | "1146" | "1364" | "1052" | "1356" | "1048" => quoted('\''),
        _ => None,
    }?;
    Some(whole.rsplit('.').next().unwrap_or(&whole).trim_matches('"').to_owned())
}

/// The rules one of which has to speak where a database's message has no name; `None`: that is not known.
fn rules(error: &Refusal) -> Option<&'static [&'static str]> {
    let message = &error.message;
    let counts = &[
        "insert-without-columns-breaks",
        "star-read-by-position",
        "column-still-used",
        "table-still-used",
        "database-object-writes-break",
    ];
    Some(match error.code.as_str() {
        "42P10" if message.contains("columns available") => counts,
        "" if message.contains("ON CONFLICT clause does not match") => {
            &["conflict-target-without-key", "column-still-used", "database-object-writes-break"]
        }
        "42P10" => &["conflict-target-without-key", "column-still-used", "database-object-writes-break"],
        "" if message.contains("values were supplied") || message.contains("values for") => counts,
        "42601" | "1136" => counts,
        "22P02" | "1265" | "1366" => {
            &["enum-value-still-used", "insert-without-columns-breaks", "database-object-writes-break"]
        }
        _ => return None,
    })
}
