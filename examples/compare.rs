//! Compares the schema that the migrations of a checkout make with the dump that the tool keeps beside them (`db/schema.rb`), or with `schema.prisma`, table
//! by table and column by column: name, whether it may be NULL, whether it has a default. Where there
//! is neither, with the names of tables and columns in the models of the code.
//!
//! `cargo run --example compare -- DIRECTORY`
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use migcheck::catalog::{Catalog, Origin};
use migcheck::check::declarative::prisma;
use migcheck::lang;
use migcheck::migration::{CodeMigration, MigrationSet, Tree, find, layout};
use migcheck::model::change::Statement;
use migcheck::model::name::Dialect;
use migcheck::orm::{AttributeKind, CodeFile, Mapping};
use migcheck::reference::is_test_path;
use migcheck::reference::models::mappings;
use migcheck::source::{Revision, SourceFile};
use migcheck::sql;

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

/// What the files of Prisma's schema beside a set of its migrations declare.
fn schemas(tree: &Disk, set: &MigrationSet) -> Vec<(Arc<str>, Vec<Statement>)> {
    let Some((folder, _)) = set.directory.rsplit_once('/').filter(|_| set.layout == "prisma") else {
        return Vec::new();
    };
    let beside = |path: &&Arc<str>| path.starts_with(folder) && path.ends_with(".prisma");
    let read = |path: &Arc<str>| Some((path.clone(), prisma::read(path, &tree.read(path)?).statements));
    tree.paths.iter().filter(beside).filter_map(read).collect()
}

/// The statements of the migrations.
fn made(set: &MigrationSet, dialect: Dialect, texts: &[(Arc<str>, Arc<str>)]) -> Vec<(Arc<str>, Vec<Statement>)> {
    let files: Vec<CodeMigration<'_>> = texts.iter().map(|(path, text)| CodeMigration { path, text }).collect();
    let read = match layout(set.layout).and_then(|tool| tool.code()) {
        Some(reader) => reader.read(&files, dialect),
        None => texts.iter().map(|(_, text)| sql::read_migration(text, 0..text.len(), dialect)).collect(),
    };
    texts.iter().map(|(path, _)| path.clone()).zip(read).collect()
}

/// Compares with the models of the code, by the names of tables and columns only; answers how many differences there are.
fn models(tree: &Disk, set: &MigrationSet, dialect: Dialect, texts: &[(Arc<str>, Arc<str>)]) -> usize {
    let read = |path: &Arc<str>| {
        let language = lang::of_path(path)?;
        let text = tree.read(path).filter(|_| !set.files.iter().any(|file| file.path == *path))?;
        let facts = (language.parse)(&text, path.rsplit('.').next().unwrap_or_default());
        let source = SourceFile::new(path.clone(), Revision::Head, text);
        Some(CodeFile { source, language, facts, test: is_test_path(path) })
    };
    let files: Vec<CodeFile> = tree.paths.iter().filter_map(read).filter(|file| !file.test).collect();
    let mappings = mappings(&files.iter().collect::<Vec<_>>());
    let made = tables(dialect, &made(set, dialect, texts));
    let mut lines = Vec::new();
    let (mut models, mut shared) = (0, 0);
    for (table, columns) in &made {
        let is_of = |one: &&Mapping| one.table.as_ref().is_some_and(|name| name.name.value.eq_ignore_ascii_case(table));
        let stored: Vec<_> = mappings
            .iter()
            .filter(is_of)
            .flat_map(|mapping| &mapping.attributes)
            .filter(|attribute| matches!(attribute.kind, AttributeKind::Column | AttributeKind::Ignored))
            .collect();
        if stored.is_empty() {
            lines.push(format!("{table}: no model"));
            continue;
        }
        models += 1;
        for column in columns.keys() {
            match stored.iter().any(|own| own.column.eq_ignore_ascii_case(column)) {
                true => shared += 1,
                false => lines.push(format!("{table}.{column}: only from the migrations")),
            }
        }
        for own in &stored {
            let known = |other: &str| columns.keys().any(|column| column.eq_ignore_ascii_case(other));
            if !stored.iter().any(|other| other.span == own.span && known(&other.column)) {
                lines.push(format!("{table}.{}: only in the model", own.column));
            }
        }
    }
    for mapping in &mappings {
        let Some(name) = mapping.table.as_ref().map(|name| &name.name.value) else { continue };
        if !made.keys().any(|table| table.eq_ignore_ascii_case(name)) {
            lines.push(format!("{name}: only a model ({})", mapping.model));
        }
    }
    println!(
        "{}: {} tables from {} migrations, {models} with a model, {shared} columns in both",
        set.name,
        made.len(),
        texts.len()
    );
    lines.iter().for_each(|line| println!("    {line}"));
    lines.len()
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
        let dialect = set.dialect.unwrap_or_default();
        let declared = schemas(&tree, &set);
        let (path, kept) = match tool.dump(&tree, &set) {
            Some(dump) => (dump.path.to_string(), vec![(dump.path.clone(), dump.statements)]),
            None if !declared.is_empty() => (format!("{}/*.prisma", set.directory), declared),
            None => {
                let texts = set.files.iter().filter_map(|file| Some((file.path.clone(), tree.read(&file.path)?)));
                differences += models(&tree, &set, dialect, &texts.collect::<Vec<_>>());
                continue;
            }
        };
        let texts: Vec<(Arc<str>, Arc<str>)> =
            set.files.iter().filter_map(|file| Some((file.path.clone(), tree.read(&file.path)?))).collect();
        let made = tables(dialect, &made(&set, dialect, &texts));
        let kept = tables(dialect, &kept);
        println!("{}: {} tables from {} migrations, {} in {}", set.name, made.len(), texts.len(), kept.len(), path);
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
