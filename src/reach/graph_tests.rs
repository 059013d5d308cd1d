//! Going up over several files: what is looked for, what came in late, and how sure the ways are.

use super::*;
use crate::lang;
use crate::orm::CodeFile;
use crate::source::{Revision, SourceFile};

fn unit(path: &str, text: &str) -> Arc<Unit> {
    let language = lang::of_path(path).unwrap();
    let facts = (language.parse)(text, &lang::ending(path));
    let source = SourceFile::new(path, Revision::Head, text);
    Arc::new(Unit::of(Arc::new(CodeFile { source, language, facts, test: false })))
}

/// The place of the word `USE` in the first file.
fn place(files: &[(&str, &str)]) -> (Arc<str>, usize) {
    let (path, text) = files[0];
    (Arc::from(path), text.find("USE").unwrap())
}

fn told(reach: &Reach) -> Vec<String> {
    reach.entry_points.iter().map(|one| format!("{} ({})", one.display(), one.certainty.name())).collect()
}

const BASE: (&str, &str) = ("app/store.py", "class Store:\n    def load_profile_of(self, name):\n        USE\n");
const ROUTE: (&str, &str) = (
    "app/web.py",
    "from flask import Flask\nfrom app.small import Small\napp = Flask(__name__)\n@app.get('/me')\ndef me():\n    small = Small()\n    return small.load_profile_of(1)\n",
);
const MIDDLE: (&str, &str) = ("app/middle.py", "from app.store import Store\nclass Middle(Store):\n    pass\n");
const SMALL: (&str, &str) = ("app/small.py", "from app.middle import Middle\nclass Small(Middle):\n    pass\n");

/// Files, and the entry points that the first of them is reached from.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

/// Files that come in one by one make the same of it as all at once, however much was asked before.
#[test]
fn what_comes_in_late_counts_as_well() {
    let cases: &[Case] = &[
        (&[BASE, ROUTE, SMALL, MIDDLE], &["GET /me (certain)"]),
        (&[BASE, MIDDLE, ROUTE, SMALL], &["GET /me (certain)"]),
        (
            &[
                ("src/mail.ts", "export default async function send() { USE; }\nexport class Other {}\n"),
                (
                    "src/app.ts",
                    "import express from 'express';\nimport { run } from './jobs';\nconst app = express();\napp.post('/mail', run);\n",
                ),
                ("src/jobs.ts", "import Post from './Mail';\nexport function run(req, res) { Post(); }\n"),
            ],
            &["POST /mail (certain)"],
        ),
        (
            &[
                ("src/load.js", "function load() { USE; }\nfunction loadAll() {}\nmodule.exports = loadAll;\n"),
                (
                    "src/app.js",
                    "const express = require('express');\nconst get = require('./load');\nconst app = express();\napp.get('/x', (req, res) => get());\n",
                ),
            ],
            &[],
        ),
    ];
    for (files, expected) in cases {
        let (path, at) = place(files);
        let mut whole = Graph::default();
        whole.add(files.iter().map(|(path, text)| unit(path, text)));
        assert_eq!(told(&whole.reach(&path, at)), *expected, "{files:#?}");
        let mut graph = Graph::default();
        for (file, text) in *files {
            graph.add([unit(file, text)]);
            graph.names(&[(path.clone(), at)], 100);
            graph.reach(&path, at);
        }
        graph.settle();
        assert_eq!(told(&graph.reach(&path, at)), *expected, "one by one: {files:#?}");
    }
}

/// Names come in portions, and a way whose names were not all looked for says so.
#[test]
fn what_was_not_looked_for_is_told() {
    let files = [BASE, ROUTE, SMALL, MIDDLE];
    let (path, at) = place(&files);
    let graph = || {
        let mut graph = Graph::default();
        graph.add(files.iter().map(|(path, text)| unit(path, text)));
        graph
    };
    let places = [(path.clone(), at)];
    let mut all = graph().names(&places, 100);
    all.sort();
    assert_eq!(all, ["Store", "app", "load_profile_of"]);
    let mut one_by_one = graph();
    let mut found = Vec::new();
    for expected in [true, true, false] {
        found.extend(one_by_one.names(&places, 1));
        assert_eq!(one_by_one.reach(&path, at).cut, expected, "{found:?}");
    }
    assert!(one_by_one.names(&places, 1).is_empty());
    found.sort();
    assert_eq!(found, all);
    one_by_one.pass_over("Store");
    assert!(!one_by_one.reach(&path, at).cut, "the method was looked for by its own name");
    one_by_one.pass_over("load_profile_of");
    assert!(one_by_one.reach(&path, at).cut);
}

/// A guess that comes first does not hide the sure way behind it.
#[test]
fn the_surer_way_counts() {
    let files = [
        (
            "app/users.py",
            "class Users:\n    def find_by_name(self):\n        USE\n    def load_profile_of(self):\n        return self.find_by_name()\n",
        ),
        (
            "app/shown.py",
            "from app.users import Users\ndef show_profile(some):\n    some[0].find_by_name()\n    return Users().load_profile_of()\n",
        ),
        (
            "app/web.py",
            "from flask import Flask\nfrom app.shown import show_profile\napp = Flask(__name__)\n@app.get('/me')\ndef me():\n    return show_profile([])\n",
        ),
    ];
    let (path, at) = place(&files);
    let mut graph = Graph::default();
    graph.add(files.iter().map(|(path, text)| unit(path, text)));
    let reach = graph.reach(&path, at);
    assert_eq!(told(&reach), ["GET /me (certain)"]);
    let via = ["show_profile", "Users.load_profile_of", "Users.find_by_name"];
    assert!(reach.entry_points[0].via.ends_with(&via.map(str::to_owned)), "{:?}", reach.entry_points[0].via);
}

/// Routers that hang on each other, in a circle and each on all others.
#[test]
fn routers_on_routers() {
    let mesh = |count: usize, prefix: &dyn Fn(usize) -> String| {
        let text = |own: usize| {
            let others = (0..count).filter(|other| *other != own);
            let mounts = others.map(|other| format!("router.use('{}', require('./r{other}'));\n", prefix(other)));
            format!(
                "const express = require('express');\nconst router = express.Router();\nrouter.get('/own{own}', (req, res) => {{ USE; }});\n{}module.exports = router;\n",
                mounts.collect::<String>()
            )
        };
        let mut graph = Graph::default();
        graph.add((0..count).map(|own| unit(&format!("src/r{own}.js"), &text(own))));
        let at = text(0).find("USE").unwrap();
        graph.reach("src/r0.js", at).entry_points.len()
    };
    assert_eq!(mesh(2, &|at| format!("/p{at}")), 1);
    assert_eq!(mesh(3, &|at| format!("/p{at}")), 2);
    assert_eq!(mesh(16, &|at| format!("/p{at}")), 4);
    // All ways look the same, so that there are never enough of them.
    assert_eq!(mesh(16, &|_| "/".to_owned()), 1);
}
