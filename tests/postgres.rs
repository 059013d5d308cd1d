//! What the rules say of PostgreSQL is what PostgreSQL does: the examples of each rule run on a server, and the locks that are held, the files that are written
//! anew, the rows that are read and the errors are looked at.
//!
//! `cargo test --test postgres -- --ignored` needs `initdb`, `pg_ctl` and `psql` on the path. The cluster is made in a temporary folder and listens on a socket
//! there alone. The edge: how long something takes is not measured; that rows are read or written under the lock stands for it.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use common::servers::Cluster;
use migcheck::rule::document::Example;
use migcheck::rule::named;

/// What the Bad examples of a rule do to a table (or view) that was there before, and its Good examples do not.
enum Does {
    /// The lock is held; nothing else is to be seen, as the statement is quick once it has it.
    Holds(&'static str),
    /// The lock is held while rows are read.
    Reads(&'static str),
    /// The lock is held while the relation or one of its indexes gets a new file.
    Rewrites(&'static str),
    /// It cannot run in a transaction, so that only the new file is seen.
    RewritesOutside,
    /// The statement is refused.
    Fails(&'static str),
}

use Does::{Fails, Holds, Reads, Rewrites, RewritesOutside};

const EXCLUSIVE: &str = "AccessExclusiveLock";

const RULES: &[(&str, Does)] = &[
    ("attach-partition-scans", Reads(EXCLUSIVE)),
    ("concurrent-index-on-partitioned-table", Fails("0A000")),
    ("concurrently-in-transaction", Fails("25001")),
    ("constraint-without-not-valid", Reads(EXCLUSIVE)),
    ("detach-partition-not-concurrent", Holds(EXCLUSIVE)),
    ("drop-index-not-concurrent", Holds(EXCLUSIVE)),
    ("exclusion-constraint-locks", Reads(EXCLUSIVE)),
    ("foreign-key-without-not-valid", Reads("ShareRowExclusiveLock")),
    ("index-not-concurrent", Reads("ShareLock")),
    ("lock-table", Holds(EXCLUSIVE)),
    ("primary-key-builds-index", Reads(EXCLUSIVE)),
    ("refresh-view-not-concurrent", Rewrites(EXCLUSIVE)),
    ("reindex-not-concurrent", Rewrites("ShareLock")),
    ("required-column-without-default", Fails("23502")),
    ("serial-column-rewrites", Rewrites(EXCLUSIVE)),
    ("set-logged-rewrites", Rewrites(EXCLUSIVE)),
    ("set-not-null-scans", Reads(EXCLUSIVE)),
    ("stored-generated-column-rewrites", Rewrites(EXCLUSIVE)),
    ("type-change-rewrites", Rewrites(EXCLUSIVE)),
    ("type-change-under-view", Fails("0A000")),
    ("unique-constraint-builds-index", Reads(EXCLUSIVE)),
    ("vacuum-full-locks", RewritesOutside),
    ("validate-in-same-transaction", Reads(EXCLUSIVE)),
    ("volatile-default-rewrites", Rewrites(EXCLUSIVE)),
];

/// What was there before, each with its rows: three, where defaults make any.
const BEFORE: &str = "
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    FOR i IN 1..3 LOOP
      BEGIN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t); EXCEPTION WHEN others THEN NULL; END;
    END LOOP;
  END LOOP;
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'm' LOOP
    EXECUTE format('REFRESH MATERIALIZED VIEW %s', t);
  END LOOP;
END $$;
CREATE SCHEMA seen;
CREATE TABLE seen.before AS SELECT c.oid, coalesce(i.indrelid, c.oid) AS owner, c.relname, c.relfilenode, c.relkind AS kind
  FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'i');
";

/// A materialized view has no writers, who alone wait for SHARE.
const LOOK: &str = "
SELECT 'lock ' || relname || ' ' || mode FROM seen.before JOIN pg_locks ON relation = oid AND oid = owner
  WHERE pid = pg_backend_pid() AND NOT (kind = 'm' AND mode = 'ShareLock');
SELECT 'new file ' || before.relname FROM seen.before JOIN pg_class USING (oid)
  WHERE pg_class.relfilenode <> before.relfilenode;
SELECT 'read ' || before.relname FROM seen.before JOIN pg_stat_xact_user_tables ON relid = oid WHERE seq_tup_read > 0;
";

/// Runs a script; what it printed, and the SQLSTATE at which it stopped.
fn run(cluster: &Cluster, script: &str) -> Result<String, String> {
    let file = cluster.0.path("script.sql");
    fs::write(&file, format!("\\set VERBOSITY sqlstate\n{script}")).unwrap();
    let Output { status, stdout, stderr } = cluster.psql().arg("-f").arg(&file).output().unwrap();
    if status.success() {
        return Ok(String::from_utf8(stdout).unwrap());
    }
    let said = String::from_utf8(stderr).unwrap();
    Err(said.split("ERROR:").nth(1).unwrap_or(&said).trim().to_owned())
}

/// The migrations of an example: those that are there before, then those that come.
fn migrations(example: &Example) -> (Vec<&str>, Vec<&str>) {
    let mut files: Vec<_> =
        example.files.iter().filter(|file| Path::new(&file.path).extension() == Some("sql".as_ref())).collect();
    files.sort_by_key(|file| file.path.clone());
    let of = |base: bool| files.iter().filter(|file| file.base == base).map(|file| file.text.as_str()).collect();
    (of(true), of(false))
}

/// What is seen while the last migrations of an example run, each in a transaction of its own where it can be.
fn observed(cluster: &Cluster, example: &Example) -> Vec<Result<String, String>> {
    let (base, head) = migrations(example);
    let anew = "SET client_min_messages = error; DROP SCHEMA IF EXISTS seen, public CASCADE; CREATE SCHEMA public;";
    for text in [anew].into_iter().chain(base).chain([BEFORE]) {
        if let Err(error) = run(cluster, text) {
            return vec![Err(format!("{error} before the migration: {text}"))];
        }
    }
    let one = |text: &str| {
        let own = text.contains("BEGIN;");
        let tool = text.contains("+goose") && !text.contains("NO TRANSACTION");
        let never = ["CONCURRENTLY", "VACUUM"].iter().any(|word| text.contains(word)) && !text.contains("REFRESH");
        run(
            cluster,
            &match () {
                () if own => text.replace("COMMIT;", &format!("{LOOK}COMMIT;")),
                () if never && !tool => format!("{text}\n{LOOK}"),
                () => format!("BEGIN;\n{text}\n{LOOK}COMMIT;"),
            },
        )
    };
    head.into_iter().map(one).collect()
}

/// Whether it is seen that a rule's hazard is there.
fn shows(does: &Does, seen: &Result<String, String>) -> bool {
    let lines = || seen.iter().flat_map(|seen| seen.lines());
    let locked = |mode: &str| lines().any(|line| line.starts_with("lock ") && line.ends_with(&format!(" {mode}")));
    let some = |start: &str| lines().any(|line| line.starts_with(start));
    match does {
        Holds(mode) => locked(mode),
        Reads(mode) => locked(mode) && some("read "),
        Rewrites(mode) => locked(mode) && some("new file "),
        RewritesOutside => some("new file "),
        Fails(state) => seen.as_ref().is_err_and(|error| error == state),
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo test --test postgres -- --ignored"]
fn examples_do_what_the_rules_say() {
    let cluster = Cluster::start("").expect("initdb and pg_ctl are on the path");
    let mut wrong = Vec::new();
    for (slug, does) in RULES {
        let rule = named(slug).unwrap_or_else(|| panic!("no rule {slug}"));
        for (section, bad) in [("Bad", true), ("Good", false)] {
            for example in rule.examples(section) {
                let seen = observed(&cluster, &example);
                let failed = seen.iter().any(Result::is_err) && !matches!((does, bad), (Fails(_), true));
                if seen.iter().any(|seen| shows(does, seen)) != bad || failed {
                    wrong.push(format!("{slug} {section} {}: {seen:?}", example.title));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
