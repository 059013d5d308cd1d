//! Files of other programs: data that names columns, uses that another repository hands over, reports of coverage.

use std::sync::Arc;

use super::{choice, lies_in, text};
use crate::config::uses::parse;
use crate::coverage::{Coverage, read};
use crate::lang::data;
use crate::model::name::Dialect;
use crate::output::uses::render;
use crate::reference::consumers::{self, DataFile, Known};
use crate::reference::models::KnownTable;
use crate::source::{Revision, SourceFile};

/// A path for each kind of file that a consumer reads.
pub(super) const PATHS: &[&str] = &[
    "data/a.json",
    "data/a.yaml",
    "db/fixtures/users.yml",
    "db/seeds/users.json",
    "db/seeds/users.yaml",
    "a.properties",
];

/// How many paths there are.
pub(super) fn choices() -> usize {
    PATHS.len()
}

/// A file that is no code and names columns.
pub(super) fn consumers(bytes: &[u8]) {
    let (kind, rest) = choice(bytes, PATHS.len());
    let text = text(rest);
    if let Ok(documents) = data::read(&text) {
        for document in &documents {
            document.walk(&mut |value| {
                if let Some(scalar) = value.as_text() {
                    lies_in(&text, &scalar.range);
                    assert_eq!(data::places(&text, scalar).len(), scalar.value.len() + 1);
                }
                true
            });
        }
    }
    let tables = ["users", "orders"].map(table);
    let known = Known { tables: &tables, mappings: &[], dialect: Dialect::Postgres };
    let source = SourceFile::new(PATHS[kind], Revision::Head, text.as_str());
    let Some(file) = DataFile::of(source) else { return };
    for one in consumers::uses(&file, &known) {
        for column in &one.query.columns {
            if let Some(span) = one.place(&column.column.range) {
                lies_in(&text, &span.range);
            }
        }
    }
}

fn table(name: &str) -> KnownTable {
    let columns: Vec<String> = ["id", "email", "name"].map(str::to_owned).to_vec();
    KnownTable {
        schema: None,
        name: name.to_owned(),
        apart: Vec::new(),
        columns: columns.clone(),
        complete: true,
        gone: vec!["email".to_owned()],
        renamed: vec![("name".to_owned(), "full_name".to_owned())],
        after: columns,
        dropped: false,
        refusing: vec!["email".to_owned()],
        required: vec!["age".to_owned()],
    }
}

/// A file of `migcheck index`: what is read can be written, and is the same when it is read again.
pub(super) fn uses(bytes: &[u8]) {
    let Ok(index) = parse(bytes, "uses.json") else { return };
    let written = render(&index);
    match parse(written.as_bytes(), "uses.json") {
        Ok(again) => assert_eq!(render(&again), written),
        Err(error) => panic!("what was written is not read: {error}"),
    }
}

/// A report of coverage.
pub(super) fn coverage(bytes: &[u8]) {
    let Ok(report) = read(&text(bytes)) else { return };
    let paths: Vec<Arc<str>> = ["app/users.py", "src/users.py", "src/a.js", "users.py"].map(Arc::from).to_vec();
    let mut coverage = Coverage::default();
    coverage.add(report, &paths);
    for path in &paths {
        for line in [0, 1, 7, 100, usize::MAX] {
            coverage.hits(path, line);
        }
    }
}
