//! The code of both trees that can matter: the files that name what changes, parsed, and what they say about the database.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::input::{Hit, Kept, Searchable, Skip, Word, Words, search_first};
use crate::lang;
use crate::migration;
use crate::model::name::Dialect;
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::{self, CodeFile, ORMS, naming};
use crate::reference::constants::Constants;
use crate::reference::consumers::{self, Known};
use crate::reference::generated::{self, Package};
use crate::reference::guess;
use crate::reference::is_test_path;
use crate::reference::leads::Tables;
use crate::reference::members::{self, Index};
use crate::reference::models::{self, KnownTable, ModelUse};
use crate::reference::named;
use crate::reference::omissions;
use crate::reference::sql_use::{self, SqlUse};
use crate::resolve::Schema;
use crate::source::{LineIndex, Revision, SourceFile, Sources, Span};

use super::consumers::Files;
use super::database::Database;
use super::linked;
use super::views::Newest;
use crate::workers::parallel;

mod everything;
mod follow;
mod lonely;
mod names;
mod narrow;
mod paths;
mod pieces;
mod plain;
mod prose;
mod queries;
mod replaced;
mod snapshots;

pub use follow::Followed;
pub use names::Names;
pub use narrow::{settle, subjects};
use paths::is_version;
pub use paths::{is_migration_like, which};

/// If so many bytes are read in full, the texts of all other files are not kept beside them.
const MUCH: usize = 8 << 20;

/// How many lines that only bear a name are shown beneath the uses of one change.
const MOST_NAMED: usize = 100;

/// The parsed files of one tree.
#[derive(Default, Clone)]
pub struct Code {
    files: BTreeMap<Arc<str>, Arc<CodeFile>>,
    sql: BTreeMap<Arc<str>, SourceFile>,
    /// Files that only name a column: [`settle`] says which of them are parsed.
    waiting: BTreeMap<Arc<str>, SourceFile>,
    /// Those of them that lead to no table.
    unread: BTreeMap<Arc<str>, SourceFile>,
    /// Files that did not parse whole.
    pub as_text: usize,
    /// Files that were parsed.
    pub parsed: usize,
    /// Files that no build holds.
    unlinked: HashSet<Arc<str>>,
    /// Lines that bear a name that says something, by that name.
    named: BTreeMap<String, Vec<Span>>,
    /// The packages of JavaScript that hold the migrations.
    packages: Vec<Package>,
    /// Files that are no code.
    pub consumers: Files,
    /// The folders and labels of Django's apps.
    pub apps: Vec<(String, String)>,
}

/// Paths of a tree that hold code: a known language or SQL, no migration.
pub fn code_paths(paths: &[Arc<str>], databases: &[Database], threads: usize) -> Vec<Arc<str>> {
    let migrations: HashSet<&str> =
        databases.iter().flat_map(|database| &database.set.files).map(|file| &*file.path).collect();
    // A schema of Prisma's or Drizzle's declares the models as well.
    let declares = |path: &str| {
        path.ends_with(".prisma")
            || databases.iter().any(|database| {
                super::declarative::is_declared(&database.set)
                    && database.set.files.iter().any(|file| *file.path == *path)
            }) && lang::of_path(path).is_some()
    };
    let views = Newest::of(paths);
    let is_migration = |path: &str| migrations.contains(path) && !declares(path);
    which(threads, paths, |path| {
        let may_be = is_code(path) && !is_migration(path) && !is_migration_like(path) && !views.replaces(path);
        may_be
            && !databases.iter().any(|database| {
                let directory = &database.set.directory;
                let inside = !directory.is_empty()
                    && path.strip_prefix(directory.as_str()).is_some_and(|rest| rest.starts_with('/'));
                // A set of migrations in code may span the whole project.
                let of_sql = || migration::layout(database.set.layout).is_none_or(|layout| layout.runs_sql());
                inside
                    && (path.ends_with(".sql") && of_sql()
                        || directory.to_ascii_lowercase().contains("migrat")
                        || path.rsplit('/').nth(1).is_some_and(is_version) && of_sql())
            })
    })
}

/// Templates and texts of the front end: what bears a name there is shown beneath uses that are proved elsewhere.
const TEMPLATES: &[&str] = &[
    "cshtml", "ejs", "erb", "gql", "graphql", "graphqls", "haml", "htm", "html", "jbuilder", "jinja", "jinja2", "j2",
    "liquid", "pug", "rabl", "razor", "slim", "svelte", "twig", "vue",
];

/// Paths of a tree that are searched for names and never parsed.
pub fn template_paths(paths: &[Arc<str>]) -> Vec<Arc<str>> {
    let is_template = |path: &str| path.rsplit_once('.').is_some_and(|(_, ending)| TEMPLATES.contains(&ending));
    paths.iter().filter(|path| is_template(path) && !is_code(path)).cloned().collect()
}

fn is_code(path: &str) -> bool {
    let is_other_xml = path.ends_with(".xml") && !lang::mybatis::may_be_mapper(path) && !lang::is_xml_mapping(path);
    lang::of_path(path).is_some() && !is_other_xml || path.ends_with(".sql") && !is_documentation(path)
}

/// Whether a path is below a folder of documentation, whose queries people run by hand.
fn is_documentation(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    folders
        .split('/')
        .any(|folder| ["doc", "docs", "documentation"].iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// Searches a tree and parses the files that can matter.
pub fn read(
    tree: &impl Searchable,
    paths: &[Arc<str>],
    names: &Names,
    revision: Revision,
    threads: usize,
    sources: &mut Sources,
) -> Code {
    let mut packages: Vec<Package> =
        names.directories.iter().filter_map(|directory| package(tree, directory)).collect();
    packages.dedup();
    if paths.is_empty() {
        return Code { packages, ..Code::default() };
    }
    let implied = names.implied();
    // What only Python or Ruby says comes last, so that the other words have the same numbers without it.
    let (nested, models): (Vec<&String>, Vec<&String>) =
        names.models().iter().partition(|model| model.contains("::") || model.starts_with(naming::JOINS));
    let tables = names.tables.iter().chain(models);
    let common: Vec<Word<'_>> = (names.columns.iter().map(|column| Word::column(column)))
        .chain(tables.map(|table| Word::table(table)))
        .collect();
    let of_ruby: Vec<Word<'_>> = nested.iter().map(|model| Word::table(model)).collect();
    let of_python: Vec<Word<'_>> = implied.iter().map(|name| Word::table(name)).collect();
    let (columns, told) = (names.columns.len() as u32, (common.len() + of_ruby.len()) as u32);
    let all = Words::new(common.iter().chain(&of_ruby).chain(&of_python).copied());
    // A few words are found much faster than many.
    let has_own =
        |path: &&Arc<str>| lang::of_path(path).is_none_or(|language| matches!(language.name, "python" | "ruby"));
    let (special, plain): (Vec<Arc<str>>, Vec<Arc<str>>) = paths.iter().cloned().partition(|path| has_own(&path));
    let own = Words::new(common);
    let mut matches = search_first(tree, &plain, &own, threads);
    matches.hits.append(&mut search_first(tree, &special, &all, threads).hits);
    if matches.hits.iter().map(|hit| hit.size).sum::<usize>() > MUCH {
        tree.kept().into_iter().for_each(Kept::clear);
    }
    matches.hits.sort_by(|a, b| a.path.cmp(&b.path));
    // Of XML only mappers and mappings are code.
    let is_code_of = |hit: &Hit| {
        !hit.path.ends_with(".xml")
            || lang::is_xml_mapping(&hit.path)
            || tree.read(&hit.path).is_some_and(|text| lang::mybatis::is_mapper(&text))
    };
    matches.hits.retain(is_code_of);
    let named = named(tree, &matches.hits, names, revision, threads, sources);
    let texts = parallel(threads, matches.hits.len(), |at| {
        let hit = matches.hits.get(at).filter(|hit| is_code(&hit.path))?;
        let text = tree.read(&hit.path).filter(|text| wanted(hit, text, (columns, told), names))?;
        let searched = if has_own(&&hit.path) { &all } else { &own };
        let only_reads = names.only_rows
            && hit.words.iter().all(|word| (columns..told).contains(word))
            && !text.contains("migcheck")
            && plain::only_reads(&text, &names.tables, searched);
        let declares = !only_reads && lang::of_path(&hit.path).is_some_and(|language| is_of_orm(language.name, &text));
        Some((text, only_reads, declares))
    });
    // Who names the table counts where something may declare a model of it.
    let declared = texts.iter().flatten().any(|(_, _, declares)| *declares);
    let texts = texts.into_iter().map(|read| read.filter(|(_, only_reads, _)| declared || !only_reads));
    let mut wanted: Vec<(&Hit, Arc<str>)> =
        matches.hits.iter().zip(texts).filter_map(|(hit, read)| Some((hit, read?.0))).collect();
    wanted.sort_by_key(|(hit, _)| (std::cmp::Reverse(hit.size), hit.path.clone()));
    enum Read {
        Code(Arc<CodeFile>),
        Sql(SourceFile),
        Later(SourceFile),
    }
    let files = parallel(threads, wanted.len(), |at| {
        let (hit, text) = &wanted[at];
        let source = SourceFile::new(hit.path.clone(), revision, text.clone());
        if narrow::may_wait(hit, text, columns, names) {
            return Read::Later(source);
        }
        match lang::of_path(&hit.path) {
            Some(language) => Read::Code(Arc::new(parse(source, language))),
            None => Read::Sql(source),
        }
    });
    let mut code = Code { named, packages, ..Code::default() };
    let rust = wanted.iter().map(|(hit, _)| &hit.path).filter(|path| path.ends_with(".rs"));
    code.unlinked = rust.filter(|path| linked::is_unlinked(tree, path)).cloned().collect();
    for file in files {
        match file {
            Read::Code(file) => code.keep(file, sources),
            Read::Sql(source) => {
                sources.insert(source.path.clone(), revision, source.text.clone());
                code.sql.insert(source.path.clone(), source);
            }
            Read::Later(source) => drop(code.waiting.insert(source.path.clone(), source)),
        }
    }
    code
}

fn parse(source: SourceFile, language: &'static lang::Language) -> CodeFile {
    let mut facts = (language.parse)(&source.text, &lang::ending(&source.path));
    facts.compact();
    let test = is_test_path(&source.path);
    CodeFile { source, language, facts, test }
}

/// The lines that bear a name that says something, in files of any kind.
fn named(
    tree: &impl Searchable,
    hits: &[Hit],
    names: &Names,
    revision: Revision,
    threads: usize,
    sources: &mut Sources,
) -> BTreeMap<String, Vec<Span>> {
    let wanted = named::Names::of(&names.gone);
    let mut found: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    if wanted.is_empty() {
        return found;
    }
    // Most files are here for a table or a model alone, and a search for a few letters tells them off.
    let gone = Words::new(names.gone.iter().map(|name| Word::table(name)));
    let all = parallel(threads, hits.len(), |at| {
        let hit = hits.get(at).filter(|hit| hit.skip.is_none())?;
        let text = tree.read(&hit.path).filter(|text| !gone.find(text.as_bytes()).is_empty())?;
        let places = wanted.places(&text);
        (!places.is_empty()).then_some((text, places))
    });
    for (hit, read) in hits.iter().zip(all) {
        let Some((text, places)) = read else { continue };
        sources.insert(hit.path.clone(), revision, text);
        for (name, range) in places {
            found.entry(name).or_default().push(Span { path: hit.path.clone(), revision, range });
        }
    }
    found
}

/// The package whose manifest is the nearest to a folder.
fn package(tree: &impl Searchable, directory: &str) -> Option<Package> {
    let folder = super::declarative::package(tree, directory);
    let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
    tree.paths().binary_search_by(|known| (**known).cmp(&path)).ok()?;
    let name = migration::manifest::package_name(&tree.read(&path)?)?;
    Some(Package { folder: folder.to_owned(), name })
}

/// Whether a file with hits is parsed: it names a column; or it names a table and may map it, insert into it or hold its name for others.
fn wanted(hit: &Hit, text: &str, (columns, told): (u32, u32), names: &Names) -> bool {
    let language = lang::of_path(&hit.path);
    // What only an ORM of Python says says nothing elsewhere.
    if hit.words.iter().all(|word| *word >= told) && language.is_none_or(|language| language.name != "python") {
        return false;
    }
    match hit.skip {
        None => {}
        Some(Skip::Generated) if language.is_some_and(|language| orm::is_read_generated(language.name, text)) => {}
        Some(_) => return false,
    }
    if hit.words.iter().any(|word| *word < columns || *word >= told) || names.whole_tables {
        return true;
    }
    let Some(language) = language else { return false };
    let of_orm = || is_of_orm(language.name, text);
    let quoted = || {
        names
            .tables
            .iter()
            .any(|table| ['"', '\'', '`', ':'].iter().any(|quote| text.contains(&format!("{quote}{table}"))))
    };
    // What a function gives back, or a field holds, is known by the model's name, which is no variable's.
    let of_model = || names.models().iter().any(|model| has_word(text, model));
    match language.name {
        "prisma" => true,
        "javascript" => {
            of_model()
                || quoted()
                || names.models().iter().any(|model| has_word(text, &format!(".{}", naming::camel(model))))
        }
        "rust" => {
            of_orm() && (of_model() || ["table!", "table_name"].iter().any(|word| text.contains(word))) || quoted()
        }
        _ => of_orm() && of_model() || quoted(),
    }
}

/// Whether a text may have to do with an ORM.
fn is_of_orm(language: &str, text: &str) -> bool {
    ORMS.iter().any(|orm| orm.declared_in.contains(&language) && orm.hints.iter().any(|hint| text.contains(hint)))
}

/// Whether a text has this word, not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(|at| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).filter(|_| !word.starts_with('.'));
        !is_part(before) && !is_part(bytes.get(at + word.len()))
    })
}

impl Code {
    /// This tree with some files taken out and others put in: what the other tree has at those paths.
    pub fn with(&self, gone: impl Fn(&str) -> bool, other: Code) -> Code {
        let mut code = self.clone();
        code.files.retain(|path, _| !gone(path));
        code.sql.retain(|path, _| !gone(path));
        code.unread.retain(|path, _| !gone(path));
        code.consumers.retain(|path, _| !gone(path));
        code.unlinked.retain(|path| !gone(path));
        code.unlinked.extend(other.unlinked);
        for places in code.named.values_mut() {
            places.retain(|span| !gone(&span.path));
        }
        for (name, mut places) in other.named {
            code.named.entry(name).or_default().append(&mut places);
        }
        code.files.extend(other.files);
        code.sql.extend(other.sql);
        code.unread.extend(other.unread);
        code.consumers.extend(other.consumers);
        code
    }

    fn keep(&mut self, file: Arc<CodeFile>, sources: &mut Sources) {
        self.parsed += 1;
        self.as_text += usize::from(!file.facts.errors.is_empty());
        sources.insert(file.path().clone(), file.source.revision, file.source.text.clone());
        self.files.insert(file.path().clone(), file);
    }

    /// The files of code, parsed.
    pub fn parsed_files(&self) -> impl Iterator<Item = &Arc<CodeFile>> {
        self.files.values()
    }

    /// How many files bear a name.
    pub fn naming(&self, name: &str) -> usize {
        let texts = self.files.values().map(|file| &file.source.text);
        let others =
            self.sql.values().chain(self.unread.values()).chain(self.consumers.values().map(|file| &file.source));
        let others = others.map(|file| &file.text);
        texts.chain(others).filter(|text| has_word(text, name)).count()
    }

    /// Whether nothing is here that any of the files in `gone` says.
    pub fn is_free_of(&self, gone: impl Fn(&str) -> bool) -> bool {
        let parsed = self.files.keys().chain(self.sql.keys()).chain(&self.unlinked).chain(self.consumers.keys());
        let mut paths = parsed.chain(self.named.values().flatten().map(|span| &span.path));
        !paths.any(|path| gone(path))
    }

    /// A use in a file that is not compiled breaks nothing: it is shown, and fails no build.
    pub fn weaken(&self, uses: &mut [Vec<Reference>]) {
        for uses in uses {
            for one in uses.iter_mut().filter(|one| self.unlinked.contains(&one.span.path)) {
                one.certainty = Certainty::Possible;
                one.proof.push(Step::new("no `mod` declares this file, so it is not compiled"));
            }
            uses.sort_by_key(|one| (one.test, std::cmp::Reverse(one.certainty)));
        }
    }

    /// Puts beneath the uses of each change the lines that bear its name alone, where a use is proved and the name means nothing else here.
    pub fn add_named(&self, schema: &Schema<'_>, uses: &mut [Vec<Reference>], sources: &Sources) {
        for (change, uses) in schema.net.iter().zip(uses) {
            let proved = uses.iter().any(|one| one.certainty > Certainty::Possible && !one.test);
            if !proved {
                continue;
            }
            let Some(name) = change.telling_name(schema.before) else { continue };
            let Some(places) = self.named.get(&naming::plain(&name)) else { continue };
            let mut lines: HashMap<Arc<str>, LineIndex> = HashMap::new();
            let mut line = |span: &Span| {
                let text = sources.text(span)?;
                let index = lines.entry(span.path.clone()).or_insert_with(|| LineIndex::new(text));
                Some((span.path.clone(), index.line(span.range.start)))
            };
            // What a guess found already stands in this list, too.
            uses.retain(|one| one.mechanism != Mechanism::Name || one.certainty > Certainty::Possible);
            let known: HashSet<_> = uses.iter().filter_map(|one| line(&one.span)).collect();
            let more = places.iter().filter(|span| line(span).is_some_and(|place| !known.contains(&place)));
            uses.extend(more.take(MOST_NAMED).map(|span| named::reference(span, is_test_path(&span.path))));
        }
    }

    /// What the code says about one database. `subjects`: only queries of these tables are wanted, and of these those that `matters` says so of. Most do not, and
    /// all of thousands of files take more room than these.
    pub fn evidence(
        &self,
        dialect: Dialect,
        declared_in_code: bool,
        tables: &[KnownTable],
        belongs: &dyn Fn(&str) -> bool,
        (subjects, matters): (Option<&Tables>, &Matters<'_>),
        threads: usize,
    ) -> Evidence {
        let files: Vec<&CodeFile> =
            self.files.values().filter(|file| belongs(file.path())).map(|file| &**file).collect();
        let mut mappings = narrow::mappings(&files, threads);
        models::settle(&mut mappings, tables, &self.apps);
        let constants = Constants::of(&files, changed_names(tables)).with_models(&mappings);
        let (mut watches, mut uses) = models::watches(&mappings, tables, &files);
        watches.extend(generated::watches(&files, tables, &mappings, &self.packages));
        if declared_in_code {
            uses.retain(|one| one.reference.access != Access::Declare);
        }
        let index = Index::new(&watches, &mappings, &files);
        let reaching = subjects.map(|tables| narrow::reaching(&files, tables, &constants, threads));
        let guessed = guess::Names::of(tables);
        let found = parallel(threads, files.len(), |at| {
            let file = files[at];
            let reaches = reaching.as_ref().is_none_or(|reaching| reaching[at]);
            let mut sql = match file.language.name == "prisma" || !reaches {
                true => Vec::new(),
                false => sql_use::of_code(file, &constants, dialect),
            };
            sql.retain(|one| matters(one));
            sql.shrink_to_fit();
            let mut uses = if index.is_empty() { Vec::new() } else { members::uses(file, &index) };
            if !guessed.is_empty() {
                uses.extend(guess::uses(file, &guessed));
            }
            (sql, uses)
        });
        let omitted = omissions::uses(&files, &mappings, tables);
        let mut sql = Vec::new();
        for (queries, more) in found {
            sql.extend(queries);
            uses.extend(more);
        }
        self.weaken_lonely(&mappings, &mut uses);
        let own: Vec<&SourceFile> = self.sql.values().filter(|file| belongs(&file.path)).collect();
        let read = |at: usize| match subjects.is_none_or(|tables| tables.may_stand_in(&own[at].text)) {
            true => sql_use::of_sql_file(own[at], dialect, is_test_path(&own[at].path)),
            false => Vec::new(),
        };
        sql.extend(parallel(threads, own.len(), read).into_iter().flatten());
        let known = Known { tables, mappings: &mappings, dialect };
        let others: Vec<_> = self.consumers.values().filter(|file| belongs(&file.source.path)).collect();
        sql.extend(parallel(threads, others.len(), |at| consumers::uses(others[at], &known)).into_iter().flatten());
        Evidence { sql, models: uses, omitted }
    }
}

/// Whether a query is wanted.
pub type Matters<'a> = dyn Fn(&SqlUse) -> bool + Sync + 'a;

/// Names of tables and columns that change, in lower case.
fn changed_names(tables: &[KnownTable]) -> HashSet<String> {
    let changed = tables.iter().filter(|table| table.changes());
    changed.flat_map(|table| table.gone.iter().chain([&table.name])).map(|name| name.to_lowercase()).collect()
}

/// What the code of one tree says about one database, not resolved.
pub struct Evidence {
    pub sql: Vec<SqlUse>,
    pub models: Vec<ModelUse>,
    /// Rows that are made without a column that they have to give.
    pub omitted: Vec<ModelUse>,
}
