//! Compares the schema that the migrations of a checkout make with the dump that the tool keeps beside them (`db/schema.rb`), table by table and column by
//! column: name, whether it may be NULL, whether it has a default.
//!
//! `cargo run --example compare -- DIRECTORY`
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use migcheck::catalog::{Catalog, Origin};
use migcheck::migration::{CodeMigration, Tree, find, layout};
use migcheck::model::change::Statement;
use migcheck::model::name::Dialect;
use migcheck::source::Revision;

struct Disk {
    root: PathBuf,
    paths: Vec<Arc<str>>,
}

impl Tree for Disk {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        let bytes = std::fs::read(self.root.join(path)).ok()?;
        Some(Arc::from(String::from_utf8_lossy(&bytes)))
    }
}

fn tree(root: &Path) -> Disk {
    let mut paths: Vec<Arc<str>> = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| Some(Arc::from(entry.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/"))))
        .collect();
    paths.sort();
    Disk { root: root.to_owned(), paths }
}

/// Tables with their columns in a few words.
fn tables(dialect: Dialect, statements: &[(Arc<str>, Vec<Statement>)]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut catalog = Catalog::new(dialect);
    for (path, statements) in statements {
        let origin = Origin { path: path.clone(), revision: Revision::Head };
        statements.iter().for_each(|statement| catalog.apply(statement, &origin));
    }
    let column = |column: &migcheck::catalog::Column| {
        let null = if column.nullable { "null" } else { "not null" };
        let default = if column.default.is_some() || column.generated { " default" } else { "" };
        (column.name.value.clone(), format!("{null}{default}"))
    };
    catalog
        .tables()
        .map(|table| (table.label.written.name.value.clone(), table.columns.iter().map(column).collect()))
        .collect()
}

fn main() -> ExitCode {
    let Some(root) = std::env::args().nth(1) else {
        eprintln!("name a checkout");
        return ExitCode::from(2);
    };
    let tree = tree(Path::new(&root));
    let mut differences = 0;
    for set in find(&tree) {
        let Some(tool) = layout(set.layout) else { continue };
        let (Some(dump), Some(reader)) = (tool.dump(&tree, &set), tool.code()) else { continue };
        let dialect = set.dialect.unwrap_or_default();
        let texts: Vec<(Arc<str>, Arc<str>)> =
            set.files.iter().filter_map(|file| Some((file.path.clone(), tree.read(&file.path)?))).collect();
        let files: Vec<CodeMigration<'_>> = texts.iter().map(|(path, text)| CodeMigration { path, text }).collect();
        let read = reader.read(&files, dialect);
        let made = tables(dialect, &texts.iter().map(|(path, _)| path.clone()).zip(read).collect::<Vec<_>>());
        let kept = tables(dialect, &[(dump.path.clone(), dump.statements)]);
        println!(
            "{}: {} tables from {} migrations, {} in {}",
            set.name,
            made.len(),
            files.len(),
            kept.len(),
            dump.path
        );
        let mut say = |line: String| {
            differences += 1;
            println!("    {line}");
        };
        let internal = ["schema_migrations", "ar_internal_metadata"];
        for (table, columns) in kept.iter().filter(|(table, _)| !internal.contains(&table.as_str())) {
            let Some(own) = made.get(table) else {
                say(format!("{table}: only in the dump"));
                continue;
            };
            for (column, said) in columns {
                match own.get(column) {
                    None => say(format!("{table}.{column}: only in the dump")),
                    Some(other) if other != said => say(format!("{table}.{column}: {other}, in the dump {said}")),
                    Some(_) => {}
                }
            }
            for column in own.keys().filter(|column| !columns.contains_key(*column)) {
                say(format!("{table}.{column}: only from the migrations"));
            }
        }
        for table in made.keys().filter(|table| !kept.contains_key(*table)) {
            say(format!("{table}: only from the migrations"));
        }
    }
    println!("{differences} differences");
    ExitCode::SUCCESS
}
