//! `migcheck plan --playbook` from the outside: a playbook for each database as it is printed, and alert rules that are a rule file.
//!
//! `PROMTOOL` names the program that checks rule files, if there is one.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{run, same_as_file};

const TABLE: &str = "CREATE TABLE users (\n  id integer PRIMARY KEY,\n  username varchar(40) DEFAULT 'none' NOT NULL,\n  email varchar(60)\n);\nCREATE INDEX users_by_username ON users (username);\n";

struct Code {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
}

const FLASK: Code = Code {
    name: "flask",
    files: &[
        ("requirements.txt", "flask\nsqlalchemy\n"),
        (
            "app.py",
            "from flask import Flask, request\nfrom sqlalchemy import text\nfrom db import session\n\napp = Flask(__name__)\n\n\n@app.post(\"/login\")\ndef login():\n    return find(request.form[\"name\"])\n\n\n@app.get(\"/users/<int:id>\")\ndef user(id):\n    return find(id)\n\n\ndef find(name):\n    return session.execute(text(\"SELECT id FROM users WHERE username = :n\"), {\"n\": name}).first()\n",
        ),
    ],
};

const RAILS: Code = Code {
    name: "rails",
    files: &[
        ("Gemfile", "gem 'rails'\ngem 'mysql2'\n"),
        ("config/routes.rb", "Rails.application.routes.draw do\n  post '/login', to: 'sessions#create'\nend\n"),
        (
            "app/controllers/sessions_controller.rb",
            "class SessionsController < ApplicationController\n  def create\n    render json: User.find_by(username: params[:name])\n  end\nend\n",
        ),
        ("app/models/user.rb", "class User < ApplicationRecord\nend\n"),
    ],
};

const EXPRESS: Code = Code {
    name: "express",
    files: &[
        ("package.json", "{ \"dependencies\": { \"express\": \"4\", \"better-sqlite3\": \"9\" } }\n"),
        (
            "app.js",
            "const express = require('express');\nconst db = require('./db');\nconst app = express();\n\napp.post('/login', (req, res) => {\n  res.json(db.prepare('SELECT id, username FROM users WHERE id = ?').get(req.body.id));\n});\n",
        ),
    ],
};

const EF: Code = Code {
    name: "ef",
    files: &[
        (
            "Shop.csproj",
            "<Project><ItemGroup><PackageReference Include=\"Microsoft.EntityFrameworkCore.SqlServer\" /></ItemGroup></Project>\n",
        ),
        (
            "Program.cs",
            "using Microsoft.EntityFrameworkCore;\n\nvar app = WebApplication.Create(args);\napp.MapPost(\"/login\", (DbContext db) => db.Database.ExecuteSqlRaw(\"UPDATE users SET username = 'x' WHERE id = 1\"));\napp.Run();\n",
        ),
    ],
};

struct Project(tempfile::TempDir);

impl Project {
    /// The deployed code, and the code here with a migration that is pending.
    fn new(dialect: &str, code: &Code, here: &Code, migration: &str) -> Project {
        let folder = tempfile::Builder::new().prefix("playbook").tempdir().unwrap();
        let project = Project(folder);
        for (tree, code) in [("base", code), ("head", here)] {
            project.write(tree, "migrations/000001_users.up.sql", TABLE);
            project.write(
                tree,
                "migcheck.toml",
                &format!("[[database]]\nname = \"main\"\nmigrations = [\"migrations\"]\ndialect = \"{dialect}\"\n"),
            );
            for (path, text) in code.files {
                project.write(tree, path, text);
            }
        }
        project.write("head", "migrations/000002_change.up.sql", migration);
        project
    }

    fn write(&self, tree: &str, path: &str, text: &str) {
        let path: PathBuf = self.0.path().join(tree).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn playbook(&self, more: &str) -> String {
        let head = self.0.path().join("head");
        let ran = run(&format!("-C {} plan --base ../base --playbook {more}", head.display()), &[]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    }
}

const DROP: &str = "ALTER TABLE users DROP COLUMN username;\n";

#[test]
fn each_database_has_its_playbook() {
    for (name, dialect, code, migration) in [
        ("postgres", "postgres", &FLASK, DROP),
        ("mysql", "mysql", &RAILS, DROP),
        ("sqlite", "sqlite", &EXPRESS, DROP),
        ("mssql", "mssql", &EF, DROP),
        ("drop-table", "postgres", &FLASK, "DROP TABLE users;\n"),
        ("rename", "mysql", &RAILS, "ALTER TABLE users RENAME COLUMN username TO login;\n"),
    ] {
        let project = Project::new(dialect, code, code, migration);
        same_as_file(&format!("playbook/{name}.md"), &project.playbook(""));
    }
}

#[test]
fn going_back_helps_where_only_new_code_fails() {
    let none = Code { name: "none", files: &[("requirements.txt", "flask\n")] };
    let helps = Project::new("postgres", &none, &FLASK, DROP).playbook("");
    assert!(helps.contains("(`kubectl rollout undo`):** yes"), "{helps}");
    let unused = Project::new("postgres", &none, &none, DROP).playbook("");
    assert!(unused.contains("(`kubectl rollout undo`):** it cannot be told"), "{unused}");
}

#[test]
fn alert_rules_are_a_rule_file() {
    for (code, dialect) in [(&FLASK, "postgres"), (&RAILS, "mysql"), (&EXPRESS, "sqlite"), (&EF, "mssql")] {
        let project = Project::new(dialect, code, code, DROP);
        let url = "--runbook-url https://wiki.example.org/users.md --exporter spring --error-rate 0.1 --window 10m";
        let rules = project.playbook(&format!("--format prometheus {url}"));
        same_as_file(&format!("playbook/{}.yml", code.name), &rules);
        check(&project.0.path().join("rules.yml"), &rules);
    }
    let none = Code { name: "none", files: &[] };
    let project = Project::new("postgres", &none, &none, DROP);
    check(&project.0.path().join("rules.yml"), &project.playbook("--format prometheus"));
}

/// The shape of a rule file, and with `promtool` all of it.
fn check(path: &Path, rules: &str) {
    assert!(rules.starts_with("groups:"), "{rules}");
    let alerts = rules.matches("- alert: \"").count();
    for part in ["        expr: \"sum(rate(", "        for: ", "          summary: \"", "          endpoint: \""] {
        assert_eq!(rules.matches(part).count(), alerts, "{part}\n{rules}");
    }
    let Some(promtool) = std::env::var_os("PROMTOOL") else { return };
    fs::write(path, rules).unwrap();
    let ran = Command::new(promtool).args(["check", "rules"]).arg(path).output().unwrap();
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn what_makes_no_playbook_is_said() {
    let project = Project::new("postgres", &FLASK, &FLASK, DROP);
    let head = project.0.path().join("head");
    for (line, expected) in [
        ("plan --base ../base --playbook --window 5", "no duration"),
        ("plan --base ../base --playbook --error-rate 2", "not above 0"),
        ("plan --base ../base --playbook --labels a,b", "three names"),
        ("plan --base ../base --playbook --format json", "no format `json`"),
        ("plan --base ../base --format prometheus", "for `--playbook`"),
    ] {
        let ran = run(&format!("-C {} {line}", head.display()), &[]);
        assert!(ran.code == 2 && ran.err.contains(expected), "{line}: {} {}{}", ran.code, ran.out, ran.err);
    }
}
