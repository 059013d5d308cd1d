//! Code: its facts, the models and queries in it, what of them a change of the schema breaks, and from where that is reached.

use std::collections::HashSet;
use std::sync::Arc;

use super::{choice, lies_in, text};
use crate::catalog::{Catalog, NetChange, Origin, difference, fold};
use crate::lang::{LANGUAGES, Language};
use crate::model::name::Dialect;
use crate::orm::CodeFile;
use crate::reach::graph::Graph;
use crate::reach::unit::Unit;
use crate::reference::constants::Constants;
use crate::reference::members::{self, Index};
use crate::reference::models::KnownTable;
use crate::reference::{generated, guess, is_test_path, models, omissions, sql_use};
use crate::resolve::{self, Schema};
use crate::source::{Revision, SourceFile};
use crate::sql;

/// What the code is held against: names that the corpus has too.
const BEFORE: &str = "
    CREATE TABLE users (id INT PRIMARY KEY, email TEXT NOT NULL, name TEXT, login TEXT, role TEXT, phone TEXT);
    CREATE TABLE orders (id INT PRIMARY KEY, user_id INT REFERENCES users (id), total INT, note TEXT);
    CREATE TABLE posts (id INT, title TEXT, author TEXT);";
const PENDING: &str = "
    ALTER TABLE users DROP COLUMN email;
    ALTER TABLE users RENAME COLUMN name TO full_name;
    ALTER TABLE users ADD COLUMN age INT NOT NULL;
    ALTER TABLE orders DROP COLUMN note;
    DROP TABLE posts;";

/// The first byte of a language and the number of one of its endings.
pub(super) fn first(language: usize, ending: usize) -> usize {
    language + LANGUAGES.len() * (ending % (256 / LANGUAGES.len()))
}

/// Languages, each with a few of its endings.
pub(super) fn choices() -> usize {
    LANGUAGES.len() * LANGUAGES.iter().map(|language| language.extensions.len()).max().unwrap_or(1)
}

/// A file of code.
pub(super) fn run(bytes: &[u8]) {
    let (at, rest) = choice(bytes, 256);
    let language: &'static Language = &LANGUAGES[at % LANGUAGES.len()];
    // One without endings is told by what stands before them.
    let ending = language.extensions.iter().cycle().nth(at / LANGUAGES.len()).copied().unwrap_or("orm.xml");
    let text: Arc<str> = text(rest).into();
    let facts = (language.parse)(&text, ending);
    facts.errors.iter().for_each(|range| lies_in(&text, range));
    facts.functions.iter().for_each(|function| lies_in(&text, &function.range));
    facts.classes.iter().for_each(|class| lies_in(&text, &class.range));
    let source = SourceFile::new(format!("app/users.{ending}"), Revision::Head, text.clone());
    let test = is_test_path(&source.path);
    let file = Arc::new(CodeFile { source, language, facts, test });
    let places = of_file(&file);
    let mut graph = Graph::default();
    graph.add([Arc::new(Unit::of(file.clone()))]);
    graph.settle();
    let functions = file.facts.functions.iter().map(|function| function.range.start);
    for at in places.into_iter().chain(functions).take(20) {
        graph.reach(file.path(), at);
    }
}

/// Where the file uses what changes.
fn of_file(file: &CodeFile) -> Vec<usize> {
    let dialect = Dialect::Postgres;
    let (before, after, net) = step(dialect);
    let tables = resolve::known_tables(&before, &after, &net);
    let files = [file];
    let mut mappings = models::mappings(&files);
    models::settle(&mut mappings, &tables, &[]);
    let changed = |table: &KnownTable| table.gone.iter().chain([&table.name]).cloned().collect::<Vec<_>>();
    let names: HashSet<String> = tables.iter().filter(|table| table.changes()).flat_map(changed).collect();
    let constants = Constants::of(&files, names).with_models(&mappings);
    let (mut watches, mut uses) = models::watches(&mappings, &tables, &files);
    watches.extend(generated::watches(&files, &tables, &mappings, &[]));
    let index = Index::new(&watches, &mappings, &files);
    uses.extend(members::uses(file, &index));
    uses.extend(guess::uses(file, &guess::Names::of(&tables)));
    uses.extend(omissions::uses(&files, &mappings, &tables));
    let queries = if file.language.name == "prisma" { Vec::new() } else { sql_use::of_code(file, &constants, dialect) };
    let schema = Schema { name: "a", before: &before, after: &after, net: &net, prisma: false, others: Vec::new() };
    let found = resolve::uses(&schema, &tables, &queries, &uses, &[]);
    let spans = found.iter().flatten().map(|one| &one.span).filter(|span| span.path == *file.path());
    let places: Vec<usize> = spans
        .map(|span| {
            lies_in(&file.source.text, &span.range);
            span.range.start
        })
        .collect();
    resolve::events(&schema, found, Vec::new());
    places
}

fn step(dialect: Dialect) -> (Catalog, Catalog, Vec<NetChange>) {
    let origin = Origin { path: "migrations/1.sql".into(), revision: Revision::Head };
    let mut before = Catalog::new(dialect);
    for statement in sql::read_migration(BEFORE, 0..BEFORE.len(), dialect) {
        before.apply(&statement, &origin);
    }
    let pending = sql::read_migration(PENDING, 0..PENDING.len(), dialect);
    let (after, log) = fold(&mut before, pending.iter().map(|statement| (statement, &origin)));
    let net = difference(&before, &after, &log);
    (before, after, net)
}
