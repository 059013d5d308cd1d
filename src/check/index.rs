//! What the repository uses of the database, written down for a check that is made elsewhere: every query as it is, and every use through a model by the name of its
//! table and column.
//!
//! The names are looked for as if everything were dropped. Where no schema is known, the tables and columns are those that the models declare; what needs a schema (models
//! that take their columns from it, row structs without a table) is counted and told.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::config::Config;
use crate::input::checkout::Checkout;
use crate::model::index::{ANY_OTHER, Header, Index, KnownBy, ModelUse, Place, QueryUse, Shard, numbered};
use crate::model::name::Dialect;
use crate::model::reference::{Certainty, Reference};
use crate::model::report::{Problem, Stats};
use crate::reference::models::{self, KnownTable};
use crate::reference::sql_use::SqlUse;
use crate::source::{LineIndex, Revision, Service, Sources, Span, Tree};

use super::code::{Code, Evidence};
use super::feedback::Feedback;
use super::{Database, consumers, declarative, open};

/// Longer literals are no value of an enum.
const LITERAL: usize = 64;
/// A column that no model knows.
const UNKNOWN: &str = "\u{1}";

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct IndexFor {
    /// What the service is called; else as its repository.
    pub name: Option<String>,
    /// The project whose migrations make the schema.
    pub schema: Option<Config>,
    pub shard: Option<Shard>,
    pub deployed: bool,
    pub dialect: Option<Dialect>,
}

/// The index, and what was met on the way.
#[derive(Clone, Debug, Default)]
pub struct Indexed {
    pub index: Index,
    pub problems: Vec<Problem>,
    pub sources: Sources,
    pub stats: Stats,
}

/// Reads all code, or one part of it.
pub fn index(config: &Config, wanted: &IndexFor) -> Indexed {
    let mut project = open(config);
    let mut problems = project.trees.problems();
    problems.append(&mut project.problems);
    let given = wanted.schema.as_ref().map(|schema| {
        let mut other = open(schema);
        problems.extend(other.trees.problems());
        problems.append(&mut other.problems);
        if other.is_empty() && !problems.iter().any(|problem| problem.fatal) {
            problems.push(super::nothing_found(schema));
        }
        other.databases
    });
    let known: &[Database] = given.as_deref().unwrap_or(&project.databases);
    let known_by =
        match (&given, known.iter().any(|one| one.before.tables().chain(one.after.tables()).next().is_some())) {
            (_, false) => KnownBy::Code,
            (Some(_), _) => KnownBy::Given,
            (None, _) => KnownBy::Own,
        };
    let first = wanted.dialect.or_else(|| known.first().map(|one| one.dialect));
    // Code for databases of several dialects may mean any of them.
    let dialect = first.filter(|first| wanted.dialect.is_some() || known.iter().all(|one| one.dialect == *first));
    let part = |path: &str| wanted.shard.is_none_or(|shard| part_of(path, shard.of) == shard.part);
    let others = consumers::paths(project.trees.head.paths(), &project.databases);
    let code = Code::everything(
        &*project.trees.head,
        Revision::Head,
        &project.code,
        &others,
        &project.databases,
        &part,
        config.threads,
        &mut project.sources,
    );
    project.stats.parsed_files = code.parsed;
    project.stats.text_files = code.as_text;
    project.stats.broken_files = consumers::broken(&code.consumers);
    let tables = match known_by {
        KnownBy::Code => {
            let (tables, open) = code.declared();
            if open > 0 {
                problems.push(Problem::new(format!(
                    "{open} model{} take{} columns from the schema, which is not known here: `--schema` names it",
                    if open == 1 { "" } else { "s" },
                    if open == 1 { "s its" } else { " their" },
                )));
            }
            tables
        }
        _ => of_catalogs(known.iter().flat_map(|one| [&one.before, &one.after])),
    };
    let tables = everything_goes(tables);
    let declared = given.is_none() && project.databases.iter().any(|one| declarative::is_code(&one.set));
    let evidence =
        code.evidence(first.unwrap_or_default(), declared, &tables, &|_| true, (None, &|_| true), config.threads);
    let feedback = Feedback::of(&project.sources, &mut problems);
    let checkout = Checkout::of(&config.root);
    let name = wanted.name.clone().unwrap_or(checkout.name);
    let mut writer = Writer {
        code: &code,
        feedback: &feedback,
        sources: &project.sources,
        lines: HashMap::new(),
        attributes: code.attributes(),
    };
    let (queries, models) = writer.all(evidence, &tables, &part);
    let header = Header {
        service: Arc::new(Service { name, commit: checkout.commit }),
        dirty: checkout.dirty,
        day: checkout.day,
        dialect,
        known_by,
        deployed: wanted.deployed,
        shard: wanted.shard,
    };
    let index = Index { file: String::new(), header, queries, models };
    Indexed { index, problems, sources: project.sources, stats: project.stats }
}

/// The part that a path belongs to, from 1: by the path alone, so that it stays there when other files come and go (FNV-1a).
fn part_of(path: &str, of: usize) -> usize {
    let hash = path
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The low bits alone would go by the last bytes, which many paths share.
    ((hash >> 32 ^ hash) % (of.max(1) as u64)) as usize + 1
}

/// The tables of all these schemas, each with every column that it has in one of them: what the pending migrations take away is looked for as well.
pub(super) fn of_catalogs<'a>(catalogs: impl Iterator<Item = &'a Catalog>) -> Vec<KnownTable> {
    let mut known: Vec<KnownTable> = Vec::new();
    let mut by_name: HashMap<(Option<String>, String), usize> = HashMap::new();
    for table in catalogs.flat_map(Catalog::tables) {
        let schema = table.label.written_schema();
        let key = (schema.as_ref().map(|schema| schema.to_lowercase()), table.name().to_lowercase());
        let at = *by_name.entry(key).or_insert_with(|| {
            let name = table.name().to_string();
            known.push(KnownTable { schema, name, complete: true, ..KnownTable::default() });
            known.len() - 1
        });
        let own = &mut known[at];
        own.complete &= table.complete;
        let names = table.columns.iter().map(|column| &column.name.value);
        for name in names {
            if !own.columns.contains(name) {
                own.columns.push(name.clone());
            }
        }
    }
    known
}

/// The tables as if each lost all that it has and asked for a column that nobody knows. Behind them stands one without a name, which keeps the columns that
/// several tables have: such a name by itself says little.
pub(super) fn everything_goes(tables: Vec<KnownTable>) -> Vec<KnownTable> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for table in &tables {
        for column in &table.columns {
            *count.entry(column.to_lowercase()).or_default() += 1;
        }
    }
    let mut shared: Vec<String> = count.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect();
    shared.sort();
    let gone = tables.into_iter().map(|table| KnownTable {
        gone: table.columns.clone(),
        required: table.columns.iter().cloned().chain([UNKNOWN.to_owned()]).collect(),
        dropped: true,
        after: Vec::new(),
        ..table
    });
    gone.chain([KnownTable { name: UNKNOWN.to_owned(), after: shared, ..KnownTable::default() }]).collect()
}

struct Writer<'a> {
    code: &'a Code,
    feedback: &'a Feedback,
    sources: &'a Sources,
    lines: HashMap<Arc<str>, LineIndex>,
    /// The names and columns of the models' attributes, by table.
    attributes: HashMap<String, BTreeSet<String>>,
}

impl Writer<'_> {
    fn all(
        &mut self,
        evidence: Evidence,
        tables: &[KnownTable],
        part: &dyn Fn(&str) -> bool,
    ) -> (Vec<QueryUse>, Vec<ModelUse>) {
        let own = |span: Option<&Span>| span.is_some_and(|span| part(&span.path));
        let sql = evidence.sql.into_iter().filter(|used| own(used.place(&(0..0)).as_ref()));
        let queries = sql.filter_map(|used| self.query(used)).collect();
        let mut models = Vec::new();
        for (omits, list) in [(false, evidence.models), (true, evidence.omitted)] {
            for used in list.into_iter().filter(|used| own(Some(&used.reference.span))) {
                models.extend(self.model(used, omits, tables));
            }
        }
        models.sort_by(|a, b| key(a).cmp(&key(b)));
        models.dedup();
        (queries, models)
    }

    fn place(&mut self, span: &Span) -> Option<Place> {
        let text = self.sources.text(span)?;
        let index = self.lines.entry(span.path.clone()).or_insert_with(|| LineIndex::new(text));
        let at = index.place(text, span.range.start);
        Some(Place { path: span.path.clone(), at, range: span.range.clone() })
    }

    fn query(&mut self, mut used: SqlUse) -> Option<QueryUse> {
        let query = &mut used.query;
        query.literals.retain(|one| one.value.len() <= LITERAL);
        // A database's own functions have names of one word, as far as a name tells.
        query.calls.retain(|name| !name.qualifiers.is_empty() || name.name.value.trim_matches('_').contains('_'));
        if query.tables.is_empty() && query.literals.is_empty() && query.calls.is_empty() && query.types.is_empty() {
            return None;
        }
        let mut query = std::mem::take(&mut used.query);
        let names: Vec<String> = query.tables.iter().map(|table| table.name.to_string()).collect();
        let first = used.place(&query.tables.first().map_or(0..0, |table| table.range.clone()))?;
        if names.iter().any(|table| self.feedback.denies_named(None, table, None, &first)) {
            return None;
        }
        let denied: Vec<bool> = query
            .columns
            .iter()
            .map(|column| {
                let mut tables = column.scopes.iter().flatten().filter_map(|at| names.get(*at));
                let span = used.place(&column.range);
                tables.any(|table| {
                    span.as_ref()
                        .is_some_and(|span| self.feedback.denies_named(None, table, Some(&column.column.value), span))
                })
            })
            .collect();
        if denied.iter().any(|denied| *denied) {
            // Literals point at columns by number.
            query.literals.retain(|one| one.column.is_none());
            let mut denied = denied.iter();
            query.columns.retain(|_| !denied.next().copied().unwrap_or_default());
        }
        let (query, places) = numbered(&query, &mut |range| self.place(&used.place(range)?))?;
        let unlinked = places.first().is_some_and(|place| self.code.is_unlinked(&place.path));
        Some(QueryUse {
            query,
            places,
            mechanism: used.mechanism,
            how: used.how.text,
            symbol: used.symbol,
            test: used.test,
            prisma: used.prisma,
            only_renames: used.only_renames,
            at_most: if unlinked { Certainty::Possible } else { used.at_most },
        })
    }

    fn model(&mut self, used: models::ModelUse, omits: bool, tables: &[KnownTable]) -> Option<ModelUse> {
        let table = tables.get(used.target.table)?;
        let Reference { access, mechanism, mut certainty, proof, symbol, test, span, .. } = used.reference;
        let column = used.target.column;
        let spans = || proof.iter().filter_map(|step| step.span.as_ref()).chain([&span]);
        let schema = table.schema.as_deref();
        if spans().any(|span| self.feedback.denies_named(schema, &table.name, column.as_deref(), span)) {
            return None;
        }
        let but = match column.as_deref() {
            Some(UNKNOWN) => self.not_meant(table, &span),
            _ => Vec::new(),
        };
        let mut steps = Vec::new();
        for step in proof {
            let place = step.span.as_ref().and_then(|span| self.place(span));
            steps.push((step.text.replace(UNKNOWN, ANY_OTHER), place));
        }
        if self.code.is_unlinked(&span.path) {
            certainty = Certainty::Possible;
            steps.push(("no `mod` declares this file, so it is not compiled".to_owned(), None));
        }
        Some(ModelUse {
            schema: table.schema.clone(),
            table: table.name.clone(),
            column: column.map(|name| if name == UNKNOWN { ANY_OTHER.to_owned() } else { name }),
            omits,
            but,
            access,
            mechanism,
            certainty,
            proof: steps,
            symbol,
            test,
            place: self.place(&span)?,
        })
    }
}

impl Writer<'_> {
    /// What a row that is made here may have: what its models know, and every word of the call.
    fn not_meant(&self, table: &KnownTable, span: &Span) -> Vec<String> {
        let call = self.sources.text(span).and_then(|text| text.get(span.range.clone())).unwrap_or_default();
        let words = call.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        let known = table.columns.iter().map(String::as_str).chain(words).map(str::to_lowercase);
        let of_models = self.attributes.get(&table.name.to_lowercase()).into_iter().flatten().cloned();
        known.chain(of_models).collect::<BTreeSet<String>>().into_iter().collect()
    }
}

fn key(one: &ModelUse) -> (&str, usize, &str, Option<&str>, bool, std::cmp::Reverse<Certainty>) {
    let column = one.column.as_deref();
    (&one.place.path, one.place.range.start, &one.table, column, one.omits, std::cmp::Reverse(one.certainty))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_by_the_path_alone() {
        let paths: Vec<String> = (0..400).map(|at| format!("app/file_{at}.py")).collect();
        for of in [1, 2, 3, 7] {
            let mut sizes = vec![0; of];
            for path in &paths {
                sizes[part_of(path, of) - 1] += 1;
            }
            assert!(sizes.iter().all(|size| *size * of > 200), "{of}: {sizes:?}");
        }
    }
}
