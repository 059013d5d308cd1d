//! `migcheck plan` from the outside: each release passes the check at its step, in every dialect, and every tool gets files that migcheck reads again.

#![allow(clippy::disallowed_methods)]

mod common;

use common::rollout::{CASES, Project, releases};

#[test]
fn each_release_passes_the_check() {
    let mut failed = String::new();
    for dialect in ["postgres", "mysql", "sqlite", "mssql"] {
        for case in CASES {
            let project = Project::new(case, dialect);
            for (at, code) in releases(&project, case).into_iter().enumerate() {
                project.release(case.plan, at + 1);
                if code {
                    // Migrations come before the code of their release: the code that runs then is the old one.
                    let ran = project.check();
                    if ran.code != 0 {
                        failed.push_str(&format!(
                            "{dialect} {} release {}, old code:\n{}{}\n",
                            case.name,
                            at + 1,
                            ran.out,
                            ran.err
                        ));
                    }
                    project.code(&[&case.new]);
                }
                let ran = project.check();
                if ran.code != 0 {
                    failed.push_str(&format!("{dialect} {} release {}:\n{}{}\n", case.name, at + 1, ran.out, ran.err));
                }
                project.deploy();
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}
