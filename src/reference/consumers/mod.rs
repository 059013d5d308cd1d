//! Files that are no code and name tables and columns all the same: metadata of servers, exports of dashboards, lists of connectors, fixtures. A file each.
//!
//! A consumer says which paths and which words make it worth to parse a file, and tells the columns and queries that stand there; they become queries like those
//! of code, so that homonyms and other databases are told apart in one place. The edge: YAML, JSON and properties; what a tool keeps in its own database is not here.

mod alice;
mod cube;
mod dbt;
mod debezium;
mod django;
mod exporters;
mod grafana;
mod hasura;
mod metabase;
mod rows;
mod superset;

use std::ops::Range;
use std::sync::Arc;

use crate::lang::data::{self, Text, Value};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Access, Clause, ColumnUse, Query, TableUse};
use crate::model::reference::{Certainty, Mechanism, Step};
use crate::orm::Mapping;
use crate::source::{SourceFile, between_characters};
use crate::sql;

use super::fold::Folded;
use super::is_test_path;
use super::models::KnownTable;
use super::sql_use::SqlUse;

/// One kind of file.
pub struct Consumer {
    /// In lower case: `hasura`.
    pub name: &'static str,
    /// Whether a file of this path may be one. Of other endings than YAML's, JSON's and `.properties` nothing is asked.
    pub claims: fn(path: &str) -> bool,
    /// It is parsed only if its text has one of these.
    pub marks: &'static [&'static str],
    /// Tells what a file that was parsed names.
    pub read: fn(documents: &[Value], teller: &mut Teller<'_>),
}

/// Every kind, sorted by name.
pub static CONSUMERS: &[Consumer] = &[
    alice::ALICE,
    cube::CUBE,
    dbt::DBT,
    debezium::DEBEZIUM,
    django::DJANGO,
    grafana::GRAFANA,
    hasura::HASURA,
    metabase::METABASE,
    rows::ROWS,
    exporters::EXPORTERS,
    superset::SUPERSET,
];

/// Manifests and settings of tools, which are in every project and never one of these.
const NEVER: &[&str] =
    &["package.json", "tsconfig.json", "composer.json", "angular.json", "pubspec.yaml", "project.json"];

/// Whether a file of this path may be read by someone else than the code.
pub fn may_be(path: &str) -> bool {
    // Most files of a tree are code, which none of them claims.
    let is_text = is_data(path) || path.ends_with(".properties");
    let name = path.rsplit('/').next().unwrap_or(path);
    is_text && !NEVER.contains(&name) && CONSUMERS.iter().any(|consumer| (consumer.claims)(path))
}

/// What is known of the database and of the models.
pub struct Known<'a> {
    pub tables: &'a [KnownTable],
    pub mappings: &'a [Mapping],
    pub dialect: Dialect,
}

impl Known<'_> {
    fn table(&self, name: &str) -> Option<&KnownTable> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }
}

/// The kinds that a file may be, by its path and its words.
fn kinds(file: &SourceFile) -> impl Iterator<Item = &'static Consumer> {
    CONSUMERS.iter().filter(|consumer| {
        (consumer.claims)(&file.path)
            && (consumer.marks.is_empty() || consumer.marks.iter().any(|mark| file.text.contains(mark)))
    })
}

/// A file that is no code, parsed once for all databases that are asked about it.
#[derive(Clone, Debug)]
pub struct DataFile {
    pub source: SourceFile,
    /// `None`: it does not parse, so that nothing in it is known.
    documents: Option<Arc<Vec<Value>>>,
}

impl DataFile {
    /// A file that one of the consumers may read.
    pub fn of(source: SourceFile) -> Option<Self> {
        kinds(&source).next()?;
        let documents = match source.path.ends_with(".properties") {
            true => Some(vec![properties(&source.text)]),
            // Rails lets Ruby stand in its fixtures; as blanks it leaves the places of all else.
            false => data::read(&without_ruby(&source.text)).ok(),
        };
        Some(Self { source, documents: documents.map(Arc::new) })
    }

    /// Whether it could not be read.
    pub fn is_broken(&self) -> bool {
        self.documents.is_none()
    }
}

/// The uses of one file.
pub fn uses(file: &DataFile, known: &Known<'_>) -> Vec<SqlUse> {
    let Some(documents) = &file.documents else { return Vec::new() };
    let mut teller = Teller { file: &file.source, known, whole: None, out: Vec::new() };
    for consumer in kinds(&file.source) {
        (consumer.read)(documents, &mut teller);
    }
    teller.out
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yml") || path.ends_with(".yaml")
}

fn is_json(path: &str) -> bool {
    path.ends_with(".json")
}

fn is_data(path: &str) -> bool {
    is_yaml(path) || is_json(path)
}

/// A table as a file names it; the name may stand nowhere in it.
struct Named {
    name: ObjectName,
    range: Range<usize>,
}

impl Named {
    /// A table by its parts, outermost first.
    fn of(schema: Option<&str>, name: &str, range: Range<usize>) -> Self {
        let qualifiers = schema.filter(|schema| !schema.is_empty()).map(Ident::new).into_iter().collect();
        Self { name: ObjectName { qualifiers, name: Ident::new(name) }, range }
    }
}

/// A column as a file names it.
struct Given {
    name: String,
    range: Range<usize>,
    access: Access,
}

impl Given {
    fn of(text: &Text, access: Access) -> Self {
        Self { name: text.value.clone(), range: text.range.clone(), access }
    }
}

/// What a name is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// The file says which table and which column.
    Certain,
    /// A convention stands between.
    Likely,
    /// Nothing fails if it is left.
    Possible,
    /// That it goes breaks nothing; under a new name it is no longer meant.
    OnlyRenames,
}

/// Takes what a consumer reads and makes uses of it.
pub struct Teller<'a> {
    file: &'a SourceFile,
    known: &'a Known<'a>,
    /// The whole file, once for all rows that stand in it.
    whole: Option<Arc<Folded>>,
    out: Vec<SqlUse>,
}

impl<'a> Teller<'a> {
    fn path(&self) -> &'a str {
        &self.file.path
    }

    /// The file names a table and columns of it.
    fn columns(&mut self, table: &Named, columns: impl IntoIterator<Item = Given>, how: &str, worth: Worth) {
        let columns = columns.into_iter().map(|given| ColumnUse {
            column: Ident::at(given.name, true, given.range.clone()),
            access: given.access,
            qualified: false,
            qualifier: None,
            scopes: vec![vec![0]],
            opaque: false,
            clause: Clause::Other,
            range: given.range,
        });
        let (name, range) = (table.name.clone(), table.range.clone());
        let query = Query {
            tables: vec![TableUse { name, alias: None, access: Access::Read, range }],
            columns: columns.collect(),
            approximate: worth != Worth::Certain,
            ..Query::default()
        };
        let file = self.file;
        let text = self.whole.get_or_insert_with(|| Arc::new(Folded::whole(file))).clone();
        self.push(query, text, Mechanism::Mapping, how, worth);
    }

    /// A text of the file is SQL.
    fn sql(&mut self, text: &Text, how: &str) -> bool {
        let folded = self.folded(text);
        let plain = Arc::new(self.plain(folded));
        if !sql::looks_like_sql(&plain.text) {
            return false;
        }
        let queries = sql::read_query(&plain.text, self.known.dialect).unwrap_or_default();
        for query in queries {
            self.push(query, plain.clone(), Mechanism::Sql, how, Worth::Certain);
        }
        true
    }

    /// A text of the file is an expression over one table.
    fn expression(&mut self, table: &Named, text: &Text, how: &str) {
        let mut query = Folded::default();
        query.glue("SELECT ");
        let folded = self.folded(text);
        query.append(&self.plain(folded));
        query.glue(&format!(" FROM {}", table.name));
        let query = Arc::new(query);
        for read in sql::read_query(&query.text, self.known.dialect).into_iter().flatten() {
            // The table is told apart.
            let tables = read.tables.iter().map(|of| TableUse { range: 0..0, ..of.clone() }).collect();
            let read = Query { tables, ..read };
            self.push(read, query.clone(), Mechanism::SqlFragment, how, Worth::Likely);
        }
    }

    fn push(&mut self, query: Query, text: Arc<Folded>, mechanism: Mechanism, how: &str, worth: Worth) {
        self.out.push(SqlUse {
            query,
            text,
            mechanism,
            how: Step::new(how),
            symbol: None,
            test: is_test_path(&self.file.path),
            prisma: false,
            at_most: if worth == Worth::Possible { Certainty::Possible } else { Certainty::Certain },
            only_renames: worth == Worth::OnlyRenames,
        });
    }

    /// The text with the place of each byte.
    fn folded(&self, text: &Text) -> Folded {
        let places = data::places(&self.file.text, text);
        let mut folded = Folded::default();
        let mut from = 0;
        let is_end = |at: usize| {
            text.value.is_char_boundary(at) && places.get(at) != places.get(at - 1).map(|at| at + 1).as_ref()
        };
        for at in 1..=text.value.len() {
            if at == text.value.len() || is_end(at) {
                let start = places.get(from).copied().unwrap_or(0);
                let piece = text.value.get(from..at).unwrap_or_default();
                let range = start..start + piece.len();
                match self.file.text.get(range.clone()) == Some(piece) {
                    true => folded.piece(piece, self.file.span(range)),
                    false => folded.rewritten(piece, self.file.span(text.range.clone())),
                }
                from = at;
            }
        }
        folded
    }

    /// The text with what dashboards put into their SQL made into names, byte for byte.
    fn plain(&self, folded: Folded) -> Folded {
        let mut plain = Folded::default();
        let text = without_templates(&folded.text);
        plain.append(&folded);
        plain.text = text;
        plain
    }

    /// A part of a text, by bytes of its value.
    fn part(&self, text: &Text, part: Range<usize>) -> Range<usize> {
        let places = data::places(&self.file.text, text);
        let at = |index: usize| places.get(index).copied().unwrap_or(0);
        let (start, end) = (at(part.start), at(part.end));
        let as_written = start..start + part.len();
        match self.file.text.get(as_written.clone()) {
            Some(written) if text.value.get(part) == Some(written) => as_written,
            // Lines that were folded, or an escape of one character in several.
            _ => between_characters(&self.file.text, start..end.max(start)),
        }
    }
}

/// `{{ tag }}` as a name, `[[ AND x ]]` and `{% if %}` as blanks around, `$__timeFilter(x)` as a call; each as long as before.
fn without_templates(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at + 1 < bytes.len() {
        let close = match (bytes[at], bytes[at + 1]) {
            (b'{', b'{') => "}}",
            (b'{', b'%') => "%}",
            (b'{', b'#') => "#}",
            (b'[', b'[') | (b']', b']') => "",
            (b'$', next) if next.is_ascii_alphabetic() || next == b'_' => {
                out[at] = b'z';
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let rest = text.get(at + 2..).unwrap_or_default();
        let end = rest.find(close).map_or(bytes.len(), |end| at + 2 + end + close.len());
        for (byte, filled) in bytes.iter().zip(&mut out).take(end).skip(at) {
            *filled = if *byte == b'\n' { b'\n' } else { b' ' };
        }
        if close == "}}" {
            out[at..at + 2].copy_from_slice(b"zq");
        }
        at = end;
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// A text with what stands in `<% %>` made blank.
fn without_ruby(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("<%") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("<%") {
        let end = rest.get(open..).and_then(|tag| tag.find("%>")).map_or(rest.len(), |end| open + end + 2);
        out.push_str(rest.get(..open).unwrap_or_default());
        // As many bytes as before.
        out.extend(rest.get(open..end).unwrap_or_default().bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out.into()
}

/// `key=value` lines.
fn properties(text: &str) -> Value {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((key, value)) = line.split_once('=').filter(|_| !line.trim_start().starts_with(['#', '!'])) {
            let trimmed = |part: &str, at: usize| {
                let from = at + part.len() - part.trim_start().len();
                Text { value: part.trim().to_owned(), range: from..from + part.trim().len() }
            };
            let behind = start + key.len() + 1;
            entries.push((trimmed(key, start), Value::Scalar(trimmed(value, behind))));
        }
        start += line.len();
    }
    Value::Map(entries)
}

#[cfg(test)]
mod tests;
