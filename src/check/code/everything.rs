//! The whole code of a tree, for an index: nothing is looked for, so every file is read, or every file of one part with those that declare models.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::input::{Searchable, Skip};
use crate::lang;
use crate::lang::mybatis;
use crate::orm::{self, AttributeKind, CodeFile, ORMS, habits, naming};
use crate::reference::consumers::DataFile;
use crate::reference::is_test_path;
use crate::reference::models::{self, KnownTable};
use crate::source::{Revision, SourceFile, Sources};

use super::super::database::Database;
use super::super::linked;
use super::{Code, is_code, package};
use crate::workers::parallel;

enum Read {
    Code(Box<CodeFile>),
    Sql(SourceFile),
    Data(DataFile),
}

impl Code {
    /// Reads a tree, which is the one of `revision`. `part` says which files are looked into; of the others only those that may declare a model.
    #[allow(clippy::too_many_arguments, reason = "what is read, and how much of it")]
    pub fn everything(
        tree: &impl Searchable,
        revision: Revision,
        paths: &[Arc<str>],
        others: &[Arc<str>],
        databases: &[Database],
        part: &(dyn Fn(&str) -> bool + Sync),
        threads: usize,
        sources: &mut Sources,
    ) -> Code {
        let all: Vec<(&Arc<str>, bool)> =
            paths.iter().map(|path| (path, false)).chain(others.iter().map(|path| (path, true))).collect();
        let read = parallel(threads, all.len(), |at| {
            let (path, data) = all[at];
            let own = part(path);
            if data && !own {
                return None;
            }
            file(tree, revision, path, data, own)
        });
        let apps = databases.iter().flat_map(|database| crate::migration::django::apps(&database.set)).collect();
        let mut code = Code { apps, ..Code::default() };
        let mut directories: Vec<&str> = databases.iter().map(|database| database.set.directory.as_str()).collect();
        directories.dedup();
        code.packages = directories.into_iter().filter_map(|directory| package(tree, directory)).collect();
        code.packages.dedup();
        for one in read.into_iter().flatten() {
            let source = match &one {
                Read::Code(file) => &file.source,
                Read::Sql(source) => source,
                Read::Data(file) => &file.source,
            };
            let path = source.path.clone();
            sources.insert(path.clone(), revision, source.text.clone());
            match one {
                Read::Code(file) => {
                    code.parsed += 1;
                    code.as_text += usize::from(!file.facts.errors.is_empty());
                    if path.ends_with(".rs") && linked::is_unlinked(tree, &path) {
                        code.unlinked.insert(path.clone());
                    }
                    code.files.insert(path, Arc::new(*file));
                }
                Read::Sql(source) => {
                    code.sql.insert(path, source);
                }
                Read::Data(file) => {
                    code.consumers.insert(path, file);
                }
            }
        }
        code.add_snapshots(tree, tree.paths(), None, revision, sources);
        code.leave_replaced(tree, databases);
        code
    }

    /// Whether a file is in no build.
    pub fn is_unlinked(&self, path: &str) -> bool {
        self.unlinked.contains(path)
    }

    /// What the attributes of models are called here and in the database, in lower case, by table in lower case.
    pub fn attributes(&self) -> HashMap<String, BTreeSet<String>> {
        let files: Vec<&CodeFile> = self.files.values().map(|file| &**file).collect();
        let mut all: HashMap<String, BTreeSet<String>> = HashMap::new();
        for mapping in models::mappings(&files) {
            let Some(table) = &mapping.table else { continue };
            let names = all.entry(table.name.value.to_lowercase()).or_default();
            names
                .extend(mapping.attributes.iter().flat_map(|own| [own.name.to_lowercase(), own.column.to_lowercase()]));
        }
        all
    }

    /// The tables that the models say there are, with every column looked for; and how many models take their columns from the schema, or have no table.
    pub fn declared(&self) -> (Vec<KnownTable>, usize) {
        let files: Vec<&CodeFile> = self.files.values().map(|file| &**file).collect();
        let mappings = models::mappings(&files);
        let mut tables: Vec<KnownTable> = Vec::new();
        let mut table_of = |schema: Option<String>, name: &str| {
            let same = |one: &KnownTable| {
                one.name.eq_ignore_ascii_case(name)
                    && one.schema.as_deref().map(str::to_lowercase) == schema.as_deref().map(str::to_lowercase)
            };
            match tables.iter().position(same) {
                Some(at) => at,
                None => {
                    tables.push(KnownTable { schema, name: name.to_owned(), ..KnownTable::default() });
                    tables.len() - 1
                }
            }
        };
        let mut columns: Vec<(usize, String)> = Vec::new();
        let mut open = 0;
        for mapping in &mappings {
            for link in mapping.attributes.iter().filter(|own| own.kind == AttributeKind::Link) {
                table_of(None, &link.column);
            }
            let Some(name) = &mapping.table else {
                open += 1;
                continue;
            };
            open += usize::from(mapping.open);
            let schema = name.schema().map(|schema| schema.value.clone()).filter(|schema| !schema.is_empty());
            let at = table_of(schema, &name.name.value);
            for own in &mapping.attributes {
                if matches!(own.kind, AttributeKind::Column | AttributeKind::Listed) {
                    columns.push((at, own.column.clone()));
                    // Which of the two it is depends on a naming strategy; the schema tells.
                    if habits(mapping.orm).may_keep_names && own.column == naming::snake(&own.name) {
                        columns.push((at, own.name.clone()));
                    }
                }
            }
        }
        for (at, column) in columns {
            let table = &mut tables[at];
            if !column.is_empty() && !table.columns.iter().any(|own| own.eq_ignore_ascii_case(&column)) {
                table.columns.push(column);
            }
        }
        (tables, open)
    }
}

fn file(tree: &impl Searchable, revision: Revision, path: &Arc<str>, data: bool, own: bool) -> Option<Read> {
    if Skip::of_path(path).is_some_and(|skip| skip != Skip::Generated) {
        return None;
    }
    let text = tree.read(path)?;
    let language = lang::of_path(path).filter(|_| !data);
    match Skip::of_text(path, text.as_bytes()) {
        None => {}
        Some(Skip::Generated) if language.is_some_and(|one| orm::is_read_generated(one.name, &text)) => {}
        Some(_) => return None,
    }
    let source = SourceFile::new(path.clone(), revision, text.clone());
    if data {
        return DataFile::of(source).map(Read::Data);
    }
    if !is_code(path) || path.ends_with(".xml") && !lang::is_xml_mapping(path) && !mybatis::is_mapper(&text) {
        return None;
    }
    let Some(language) = language else { return own.then_some(Read::Sql(source)) };
    let declares = || {
        let of_it = ORMS.iter().filter(|orm| orm.declared_in.contains(&language.name));
        of_it.into_iter().any(|orm| orm.hints.iter().any(|hint| text.contains(hint)))
    };
    if !own && !declares() {
        return None;
    }
    let facts = (language.parse)(&text, &lang::ending(path));
    Some(Read::Code(Box::new(CodeFile { source, language, facts, test: is_test_path(path) })))
}
