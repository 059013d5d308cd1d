//! The command line as a shell sees it.

#![allow(clippy::disallowed_methods)]

mod common;

use std::io::Write;
use std::process::Stdio;

use common::{command, run};

#[test]
fn help_and_version_go_to_stdout() {
    for line in [
        "--help",
        "-h",
        "check --help",
        "baseline --help",
        "completions --help",
        "config --help",
        "init --help",
        "man --help",
        "rules --help",
        "explain --help",
        "fix --help",
        "index --help",
        "info --help",
        "plan --help",
        "schema --help",
        "usages --help",
        "--version",
    ] {
        let ran = run(line, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        assert!(ran.out.contains("migcheck"), "{line}: {}", ran.out);
    }
    let help = run("--help", &[]).out;
    assert!(help.starts_with("Fails the build when a database migration"), "{help}");
    let help = run("check --help", &[]).out;
    for option in ["--base", "--staged", "--select", "--fail-on", "--output", "--color", "-j"] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn mistakes_exit_with_2_and_say_what_helps() {
    for (line, expected) in [
        (
            "check --select colum-still-used",
            "error: unknown rule `colum-still-used`\n\n  tip: a rule with a similar name: `column-still-used`; `migcheck rules` lists all\n",
        ),
        (
            "--ignore usge",
            "error: unknown rule `usge`\n\n  tip: a rule with a similar name: `usage`; `migcheck rules` lists all\n",
        ),
        ("check --allow zzzzzz", "error: unknown rule `zzzzzz`\n\n  tip: `migcheck rules` lists all\n"),
        (
            "explain column-stil-used",
            "error: unknown rule `column-stil-used`\n\n  tip: a rule with a similar name: `column-still-used`; `migcheck rules` lists all\n",
        ),
        ("--base ./no-such-directory", "error: the base `./no-such-directory` is no directory\n"),
    ] {
        let ran = run(line, &[]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", expected), "{line}");
    }
    for (line, words) in [
        ("chek", "check"),
        ("check --basee main", "--base"),
        ("--format yaml", "human"),
        ("--base main check", "`--base` goes behind the subcommand"),
        ("init -c other.toml", "other.toml is not looked at"),
        ("--strict rules", "`rules` has no `--strict`"),
        ("check --base main --staged", "exclude each other"),
        ("info --base main --no-git", "exclude each other"),
        ("check --migrations /no/such", "is outside of"),
        ("check --output json", "FORMAT=PATH"),
        ("check --output yaml=x", "there are azure, checkstyle, concise"),
        ("-C no/such/directory rules", "cannot run in no/such/directory"),
    ] {
        let ran = run(line, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains(words), "{line}: {}", ran.err);
    }
}

#[test]
fn colours_are_for_those_who_want_them() {
    for (line, variables, colored) in [
        ("explain nope", &[][..], false),
        ("explain nope --color always", &[], true),
        ("explain nope --color never", &[("FORCE_COLOR", "1")], false),
        ("explain nope", &[("FORCE_COLOR", "1")], true),
        ("explain nope", &[("CLICOLOR_FORCE", "1")], true),
        ("explain nope", &[("CLICOLOR_FORCE", "0")], false),
        ("explain nope", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        ("explain nope", &[("MIGCHECK_COLOR", "always"), ("NO_COLOR", "1")], true),
        ("explain nope --color never", &[("MIGCHECK_COLOR", "always")], false),
    ] {
        let ran = run(line, variables);
        assert_eq!(ran.err.contains('\u{1b}'), colored, "{line} {variables:?}: {}", ran.err);
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    for line in ["rules", "explain column-still-used", "--help"] {
        let mut child = command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{line}");
    }
}

#[test]
fn every_rule_is_listed_and_explained() {
    let list = run("rules", &[]);
    assert_eq!((list.code, list.err.as_str()), (0, ""));
    for rule in migcheck::rule::rules() {
        assert!(list.out.contains(&format!("  {} ", rule.slug)), "{}", rule.slug);
        let page = run(&format!("explain {}", rule.slug), &[]);
        assert_eq!((page.code, page.err.as_str()), (0, ""), "{}", rule.slug);
        for words in [rule.slug, rule.group.name(), "Why it matters", "Bad", "Good", "When it is wrong"] {
            assert!(page.out.contains(words), "{}: {words}", rule.slug);
        }
        assert!(!page.out.contains("```"), "{}", rule.slug);
    }
}

#[test]
fn standard_input_is_left_alone() {
    let mut child = command("rules").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // The pipe may be closed by now, which is as good.
    let _ = child.stdin.take().unwrap().write_all(b"x");
    assert!(child.wait().unwrap().success());
}

#[test]
fn findings_go_to_stdout_and_all_else_to_stderr() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display();
    let line = |rest: &str| format!("-C {at} --no-git --allow-empty {rest}");

    let human = run(&line(""), &[]);
    assert_eq!((human.code, human.out.as_str()), (0, ""), "{}", human.err);
    assert!(human.err.contains("No problems: "), "{}", human.err);
    for quiet in ["-q", "-qq"] {
        let ran = run(&line(quiet), &[]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{quiet}");
    }

    assert_eq!(run(&line(""), &[("MIGCHECK_BASE", "main")]).code, 0, "the flag wins");

    let json = run(&line("--format json"), &[]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&report["version"], &report["summary"]["errors"]), (&1.into(), &0.into()));
    let same = run(&line("--output json=-"), &[("MIGCHECK_FORMAT", "concise")]);
    assert!(same.out.starts_with('{'), "{}", same.out);
}

/// What a release that is taken back would meet is said of it only if the deployed code was read.
#[test]
fn nothing_is_said_of_deployed_code_that_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for (tree, call) in [("base", "q"), ("head", "query")] {
        write(&format!("{tree}/migrations/0001_a.sql"), "CREATE TABLE a (id bigint PRIMARY KEY, b varchar(9));");
        write(&format!("{tree}/a.py"), &format!("def read(db):\n    return db.{call}('SELECT b FROM a')\n"));
    }
    write("head/migrations/0002_b.sql", "ALTER TABLE a DROP COLUMN b;");
    let at = folder.path().join("head");
    for line in ["", "--select usage"] {
        let ran = run(&format!("-C {} --base ../base {line}", at.display()), &[]);
        assert!(ran.out.contains("rolling the code back does not either"), "{line}: {}", ran.out);
    }
}

/// Which rules speak of one migration that builds an index while writers wait and has a column of 32 bits as its key.
#[test]
fn rules_are_selected_by_name_group_and_path() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for tree in ["base", "head"] {
        write(&format!("{tree}/migrations/0001_a.sql"), "CREATE TABLE a (id bigint PRIMARY KEY, b varchar(9));");
    }
    let index = "CREATE INDEX a_b_idx ON a (b); CREATE TABLE c (id int PRIMARY KEY);";
    write("head/migrations/0002_b.sql", index);
    let (lock, key) = ("index-not-concurrent", "int-primary-key");
    for (line, config, expected) in [
        ("", "", vec![format!("warning[{lock}]")]),
        ("--select lock", "", vec![format!("warning[{lock}]")]),
        ("--select design", "", vec![format!("warning[{key}]")]),
        ("--select int-primary-key,lock", "", vec![format!("warning[{lock}]"), format!("warning[{key}]")]),
        ("--ignore lock", "", vec![]),
        ("--deny lock", "", vec![format!("error[{lock}]")]),
        ("--deny index-not-concurrent", "", vec![format!("error[{lock}]")]),
        ("--allow lock", "", vec![]),
        ("--deny lock --allow index-not-concurrent", "", vec![]),
        ("--deny int-primary-key", "", vec![format!("warning[{lock}]"), format!("error[{key}]")]),
        ("--warn int-primary-key", "", vec![format!("warning[{lock}]"), format!("warning[{key}]")]),
        ("--deny design", "", vec![format!("warning[{lock}]")]),
        ("", "preset = 'usage'", vec![]),
        ("--warn index-not-concurrent", "preset = 'usage'", vec![format!("warning[{lock}]")]),
        ("--select lock", "preset = 'usage'", vec![format!("warning[{lock}]")]),
        ("", "preset = 'strict'", vec![format!("warning[{lock}]")]),
        ("", "[[overrides]]\npaths = ['migrations/0002*']\nallow = ['lock']", vec![]),
        ("--deny lock", "[[overrides]]\npaths = ['migrations/0002*']\nallow = ['lock']", vec![]),
        ("", "[[overrides]]\npaths = ['migrations/0001*']\nallow = ['lock']", vec![format!("warning[{lock}]")]),
        ("--select usage", "[[overrides]]\npaths = ['**']\ndeny = ['int-primary-key']", vec![format!("error[{key}]")]),
    ] {
        write("head/migcheck.toml", config);
        let at = folder.path().join("head");
        let ran = run(&format!("-C {} --base ../base --format concise {line}", at.display()), &[]);
        // Other rules may speak as well.
        let found = ran.out.lines().filter_map(|line| Some(line.split(": ").nth(1)?.to_owned()));
        let found: Vec<String> = found.filter(|rule| [lock, key].iter().any(|name| rule.contains(name))).collect();
        assert_eq!(found, expected, "{line} {config}: {} {}", ran.out, ran.err);
    }
    for (config, expected) in [
        ("preset = 'strickt'", "did you mean `strict`?"),
        ("[[overrides]]\npaths = ['a']\nallow = ['lok']", "did you mean `lock`?"),
        ("[[overrides]]\npath = ['a']\nallow = ['lock']", "did you mean `paths`?"),
    ] {
        write("head/migcheck.toml", config);
        let ran = run(&format!("-C {} --base ../base", folder.path().join("head").display()), &[]);
        assert_eq!(ran.code, 2, "{config}");
        assert!(ran.err.contains(expected) && ran.err.contains("migcheck.toml:"), "{config}: {}", ran.err);
    }
}

#[test]
fn reports_go_to_files_without_colour() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!(
        "-C {} --no-git --allow-empty --color always --output human=all.txt --output json=all.json",
        folder.path().display()
    );
    assert_eq!(run(&line, &[]).code, 0);
    let text = std::fs::read_to_string(folder.path().join("all.txt")).unwrap();
    assert!(text.starts_with("No problems: ") && !text.contains('\u{1b}'), "{text:?}");
    assert!(std::fs::read_to_string(folder.path().join("all.json")).unwrap().contains("\"version\": 1"));
    let failed = run(&format!("{line} --output json=no/such/folder.json"), &[]);
    assert_eq!(failed.code, 2);
    assert!(failed.err.contains("cannot write no/such/folder.json"), "{}", failed.err);
}
