//! Drizzle's tables as the statements that `drizzle-kit push` would make of them.
//!
//! Which files declare the schema stands in `drizzle.config.*`; their relative imports are followed. Tables and columns are those of the ORM's mapping. A
//! table with a spread that this does not find is not known whole, so that nothing of it is taken for gone.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use globset::Glob;

use crate::lang;
use crate::lang::facts::{Expr, ExprKind, Key};
use crate::migration::Tree;
use crate::migration::index::{file_name, join, parent};
use crate::model::change::{ChangeKind, ColumnDef, CreateTable, Reading, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::orm::{AttributeKind, CodeFile, Mapping, ORMS};
use crate::source::{Revision, SourceFile};

/// How many files a schema may have.
const MAX_FILES: usize = 500;

/// Whether a path is the configuration of Drizzle's tool.
pub fn is_config(path: &str) -> bool {
    file_name(path)
        .strip_prefix("drizzle.config.")
        .is_some_and(|end| matches!(end, "ts" | "js" | "mjs" | "cjs" | "mts"))
}

/// What a configuration says.
pub struct Settings {
    pub files: Vec<Arc<str>>,
    /// Columns without a name are in snake case.
    pub snake: bool,
    pub dialect: Option<Dialect>,
}

fn parsed(path: &Arc<str>, text: &Arc<str>) -> Option<CodeFile> {
    let language = lang::of_path(path).filter(|language| language.name == "javascript")?;
    let facts = (language.parse)(text, path.rsplit('.').next().unwrap_or_default());
    let source = SourceFile::new(path.clone(), Revision::Head, text.clone());
    Some(CodeFile { source, language, facts, test: false })
}

fn key_is(key: &Key, name: &str) -> bool {
    matches!(key, Key::Name(own) if own == name)
}

/// Reads a configuration and finds the files that declare its tables.
pub fn settings(tree: &dyn Tree, config: &str) -> Option<Settings> {
    let known = |path: &str| tree.paths().binary_search_by(|own| (**own).cmp(path)).ok().map(|at| &tree.paths()[at]);
    let path = known(config)?;
    let file = parsed(path, &tree.read(path)?)?;
    let mut wanted = Vec::new();
    let (mut snake, mut dialect) = (false, None);
    let bodies = file.facts.functions.iter().flat_map(|function| &function.body);
    for expr in file.facts.top.iter().chain(bodies) {
        expr.walk(&mut |expr| {
            let ExprKind::Map(entries) = &expr.kind else { return true };
            for entry in entries {
                if key_is(&entry.key, "schema") {
                    match &entry.value.kind {
                        ExprKind::List(items) => wanted.extend(items.iter().filter_map(Expr::as_text)),
                        _ => wanted.extend(entry.value.as_text()),
                    }
                } else if key_is(&entry.key, "casing") {
                    snake |= entry.value.as_text().as_deref() == Some("snake_case");
                } else if key_is(&entry.key, "dialect") {
                    dialect = entry.value.as_text().and_then(|name| Dialect::named(&name));
                }
            }
            true
        });
    }
    let mut files: BTreeSet<Arc<str>> = BTreeSet::new();
    for one in wanted {
        let at = resolve(parent(config), &one);
        let folder = format!("{at}/");
        let glob = Glob::new(&at).ok().map(|glob| glob.compile_matcher());
        let found = tree.paths().iter().filter(|path| {
            lang::of_path(path).is_some_and(|language| language.name == "javascript")
                && (***path == *at
                    || path.starts_with(&folder)
                    || glob.as_ref().is_some_and(|glob| glob.is_match(&***path)))
        });
        files.extend(found.cloned());
    }
    let mut open: Vec<Arc<str>> = files.iter().cloned().collect();
    while let Some(path) = open.pop().filter(|_| files.len() < MAX_FILES) {
        let Some(file) = tree.read(&path).and_then(|text| parsed(&path, &text)) else { continue };
        for import in file.facts.imports.iter().filter(|import| import.module.starts_with('.')) {
            let at = resolve(parent(&path), &import.module);
            let stem = at.strip_suffix(".js").unwrap_or(&at).to_owned();
            let names = [
                at,
                format!("{stem}.ts"),
                format!("{stem}/index.ts"),
                format!("{stem}.js"),
                format!("{stem}/index.js"),
            ];
            if let Some(found) = names.iter().find_map(|name| known(name))
                && files.insert(found.clone())
            {
                open.push(found.clone());
            }
        }
    }
    files.retain(|path| tree.read(path).is_some_and(|text| declares(&text)));
    (!files.is_empty()).then(|| Settings { files: files.into_iter().collect(), snake, dialect })
}

/// Whether a file makes tables.
fn declares(text: &str) -> bool {
    text.contains("drizzle-orm") && (text.contains("Table") || text.contains(".table("))
}

/// A path seen from a folder: `./src/schema.ts`, `../db`.
fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.iter().fold(String::new(), |path, part| join(&path, part))
}

/// The names of the tables of a file.
pub fn tables(path: &Arc<str>, text: &Arc<str>) -> Vec<String> {
    let Some(file) = parsed(path, text) else { return Vec::new() };
    mappings(&file).into_iter().filter_map(|mapping| Some(mapping.table?.name.value)).collect()
}

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    ORMS.iter().find(|orm| orm.name == "drizzle").map_or_else(Vec::new, |orm| (orm.mappings)(file))
}

/// The tables of a file, and the text that could not be read.
pub fn read(path: &Arc<str>, text: &Arc<str>, snake: bool) -> (Vec<Statement>, String) {
    let Some(file) = parsed(path, text) else { return (Vec::new(), text.to_lowercase()) };
    // Where a key stands, and what it is given.
    let mut values: HashMap<usize, &Expr> = HashMap::new();
    let mut spreads: Vec<(usize, String)> = Vec::new();
    let mut constants: BTreeSet<&str> = BTreeSet::new();
    for expr in &file.facts.top {
        if let ExprKind::Assign { target, .. } = &expr.kind {
            constants.extend(target.as_name());
        }
        expr.walk(&mut |expr| {
            if let ExprKind::Map(entries) = &expr.kind {
                for entry in entries {
                    match &entry.key {
                        Key::Name(_) => drop(values.insert(entry.key_range.start, &entry.value)),
                        Key::Computed(_) => spreads.push((entry.value.range.start, String::new())),
                        Key::Spread => {
                            let name = entry.value.as_name().unwrap_or_default();
                            spreads.push((entry.value.range.start, name.to_owned()));
                        }
                    }
                }
            }
            true
        });
    }
    let mut statements = Vec::new();
    for mapping in mappings(&file) {
        let Some(table) = mapping.table.clone() else { continue };
        let around = file.facts.top.iter().find(|expr| match &expr.kind {
            ExprKind::Assign { target, .. } => target.range == mapping.span.range,
            _ => false,
        });
        let range = around.map_or(mapping.span.range.clone(), |expr| expr.range.clone());
        let mut create = CreateTable::default();
        let open = |(at, name): &&(usize, String)| range.contains(at) && !constants.contains(name.as_str());
        if spreads.iter().any(|spread| open(&spread)) {
            create.like.push(ObjectName::new("columns of another file").into());
        }
        let mut seen = BTreeSet::new();
        for attribute in mapping.attributes.iter().filter(|attribute| attribute.kind == AttributeKind::Column) {
            // Without a name of its own a column is listed in both cases.
            let either = mapping.attributes.iter().filter(|other| other.span == attribute.span).count() > 1;
            if either && (attribute.column == attribute.name) == snake {
                continue;
            }
            if seen.insert(attribute.column.clone()) {
                let value = values.get(&attribute.span.range.start).copied();
                create.columns.push(column(&attribute.column, attribute.span.range.clone(), value));
            }
        }
        let mut object = table;
        object.name.quoted = true;
        let range = mapping.span.range.clone();
        let changes = vec![SchemaChange { kind: ChangeKind::CreateTable(create), object, range: range.clone() }];
        let kind = StatementKind::Changes(changes);
        statements.push(Statement { range, kind, reading: Reading::Parsed, nested: Vec::new() });
    }
    let unread = file.facts.errors.iter().filter_map(|error| text.get(error.clone())).map(str::to_lowercase).collect();
    (statements, unread)
}

/// `text("email").notNull().default("")`
fn column(name: &str, range: std::ops::Range<usize>, value: Option<&Expr>) -> ColumnDef {
    let mut column = ColumnDef {
        name: Ident::at(name.to_owned(), true, range.clone()),
        nullable: true,
        range,
        ..ColumnDef::default()
    };
    let mut at = value;
    for _ in 0..64 {
        let Some(ExprKind::Call { callee, .. }) = at.map(|expr| &expr.kind) else { break };
        let (name, inner) = match &callee.kind {
            ExprKind::Member { object, name, .. } => (name.as_str(), Some(&**object)),
            ExprKind::Name(name) => (name.as_str(), None),
            _ => break,
        };
        match name {
            "notNull" => column.nullable = false,
            "primaryKey" => (column.primary_key, column.nullable) = (true, false),
            "unique" => column.unique = true,
            // Drizzle's client fills in what a function gives: no insert has to name it.
            "default" | "defaultNow" | "defaultRandom" | "$default" | "$defaultFn" | "$onUpdate" | "$onUpdateFn" => {
                column.default = Some(name.to_owned());
            }
            "autoincrement" => column.generated = true,
            name if name.starts_with("generated") => column.generated = true,
            maker if !inner.is_some_and(|inner| matches!(inner.kind, ExprKind::Call { .. })) => {
                column.generated |= maker.to_ascii_lowercase().contains("serial");
                column.data_type = maker.to_owned();
            }
            _ => {}
        }
        at = inner;
    }
    column
}
