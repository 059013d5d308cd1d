//! Files that only name a column: which of them can have a use of it, and are parsed.
//!
//! Where some model is mapped, values travel by their types, so all files of its language are parsed. Else a use of a column is a query, and a query names its
//! table: a file without it matters if it leads there ([`leads`]), or if a file that does takes a name from it. Each file that is parsed may lead on, so it is asked
//! until nothing new is found; of all trees at once, as what one of them says of a name is true of a file that another one shares.

use std::collections::HashSet;
use std::sync::Arc;

use crate::input::Hit;
use crate::lang;
use crate::orm::{CodeFile, Mapping, ORMS, naming};
use crate::reference::constants::Constants;
use crate::reference::leads::{Leads, Mentions, Tables};
use crate::reference::models;
use crate::resolve::Schema;
use crate::source::{SourceFile, Sources};

use super::names::subjects_of;
use super::{Code, Names, parse};
use crate::workers::parallel;

/// The tables that queries have to name; `None`: they need not.
pub fn subjects(schema: &Schema<'_>) -> Option<Tables> {
    let mut names = Vec::new();
    for change in schema.net {
        names.extend(subjects_of(change, schema.before, schema.after)?);
    }
    Tables::of(names)
}

/// Whether a file need not be parsed unless others lead to it: it has no name of a table or model, in no casing, declares no model, and says nothing to us.
pub(super) fn may_wait(hit: &Hit, text: &str, columns: u32, names: &Names) -> bool {
    let Some(narrow) = &names.narrow else { return false };
    let tables = &narrow.tables;
    if hit.words.iter().any(|word| *word >= columns) || text.contains("migcheck") {
        return false;
    }
    let Some(language) = lang::of_path(&hit.path) else { return !tables.may_stand_in(text) };
    let mut own = ORMS.iter().filter(|orm| orm.declared_in.contains(&language.name));
    let is_go = language.name == "go" && text.contains("StructByName[");
    !(Leads::new(tables).reach(language.name, text)
        || is_go
        || own.any(|orm| orm.hints.iter().any(|hint| text.contains(hint))))
}

/// Languages whose models are each other's.
fn family(language: &str) -> &str {
    match language {
        "hibernate-xml" | "java" | "kotlin" | "mybatis" | "scala" => "java",
        "javascript" | "prisma" => "javascript",
        "doctrine-xml" => "php",
        other => other,
    }
}

/// Parses those of the waiting files that can matter, of all trees.
pub fn settle(mut codes: Vec<&mut Code>, names: &Names, threads: usize, sources: &mut Sources) {
    let Some(narrow) = &names.narrow else { return };
    let waiting: HashSet<&str> =
        codes.iter().flat_map(|code| code.waiting.keys()).filter_map(|path| Some(lang::of_path(path)?.name)).collect();
    let mapped = mapped(&codes, &waiting, narrow.tables.names());
    let mut next: Vec<(usize, Arc<str>)> = select(&codes, threads, |language, _| mapped.contains(family(language)));
    loop {
        let parsed = parallel(threads, next.len(), |at| {
            let (of, path) = &next[at];
            let source = codes[*of].waiting.get(path)?;
            Some(Arc::new(parse(source.clone(), lang::of_path(path)?)))
        });
        for ((of, path), file) in next.iter().zip(parsed) {
            codes[*of].waiting.remove(path);
            if let Some(file) = file {
                codes[*of].keep(file, sources);
            }
        }
        if codes.iter().all(|code| code.waiting.is_empty()) {
            break;
        }
        let of_waiting =
            |file: &&CodeFile| waiting.contains(file.language.name) && !mapped.contains(family(file.language.name));
        let files: Vec<&CodeFile> =
            codes.iter().flat_map(|code| code.files.values()).map(|file| &**file).filter(of_waiting).collect();
        let mut leads = Leads::new(&narrow.tables);
        let reaching = spread(&mut leads, &files, threads);
        let mentions = Mentions::of(&files, &reaching, &leads);
        next = select(&codes, threads, |language, source| {
            // Had it a name of a table, it would not wait.
            let quotes = || narrow.columns.quoted_in(&source.text);
            leads.are_named_in(language, &source.text)
                || mentions.stand_in(language, &source.path, &source.text, quotes)
        });
        if next.is_empty() {
            break;
        }
    }
    for code in codes {
        code.unread.extend(std::mem::take(&mut code.waiting));
    }
}

/// The waiting files of which something is true, in order.
fn select(
    codes: &[&mut Code],
    threads: usize,
    is_wanted: impl Fn(&'static str, &SourceFile) -> bool + Sync,
) -> Vec<(usize, Arc<str>)> {
    let all: Vec<(usize, &SourceFile)> =
        codes.iter().enumerate().flat_map(|(of, code)| code.waiting.values().map(move |source| (of, source))).collect();
    let found = parallel(threads, all.len(), |at| {
        let (of, source) = all[at];
        let language = lang::of_path(&source.path)?;
        is_wanted(language.name, source).then(|| (of, source.path.clone()))
    });
    found.into_iter().flatten().collect()
}

/// The families of languages in which some model is declared, of those that files wait in.
fn mapped(codes: &[&mut Code], waiting: &HashSet<&str>, tables: &[String]) -> HashSet<&'static str> {
    let wanted: HashSet<&str> = waiting.iter().map(|language| family(language)).collect();
    let objects: HashSet<String> = tables.iter().map(|table| naming::plain(table)).collect();
    let mut found: HashSet<&'static str> = HashSet::new();
    for file in codes.iter().flat_map(|code| code.files.values()) {
        let own = family(file.language.name);
        if wanted.contains(own) && !found.contains(own) && declares(file, &objects) {
            found.insert(own);
        }
    }
    found
}

/// Whether a file may declare a model, alone or together with other files.
fn declares(file: &CodeFile, tables: &HashSet<String>) -> bool {
    let text = &file.source.text;
    let is_row = |name: &String| tables.contains(&naming::plain(name));
    match file.language.name {
        // A class has its mapping where it stands; the rows of a generated client are known by their names.
        "javascript" => {
            let mut imports = file.facts.imports.iter();
            imports.any(|one| one.name.as_ref().is_some_and(is_row)) || !models::declared(file).is_empty()
        }
        "go" => text.contains("StructByName[") || !models::declared(file).is_empty(),
        "prisma" | "rust" => !models::declared(file).is_empty(),
        language => {
            let mut own = ORMS.iter().filter(|orm| orm.declared_in.contains(&language));
            own.any(|orm| orm.hints.iter().any(|hint| text.contains(hint)))
        }
    }
}

/// Which of the files reach a table, by themselves or through the constants of others that do.
fn spread(leads: &mut Leads<'_>, files: &[&CodeFile], threads: usize) -> Vec<bool> {
    let mut reaching =
        parallel(threads, files.len(), |at| leads.reach(files[at].language.name, &files[at].source.text));
    loop {
        let those: Vec<&CodeFile> =
            files.iter().zip(&reaching).filter(|(_, reaches)| **reaches).map(|(file, _)| *file).collect();
        if !leads.grow(&those, threads) {
            return reaching;
        }
        // Only the names are new.
        let now = parallel(threads, files.len(), |at| {
            reaching[at] || leads.are_named_in(files[at].language.name, &files[at].source.text)
        });
        reaching = now;
    }
}

/// Which files may have a query of one of the tables.
pub(super) fn reaching(files: &[&CodeFile], tables: &Tables, constants: &Constants<'_>, threads: usize) -> Vec<bool> {
    let mut leads = Leads::new(tables);
    leads.add_models(constants.models_of(tables.names()));
    let mut reaching = spread(&mut leads, files, threads);
    for (file, reaches) in files.iter().zip(&mut reaching) {
        *reaches |= file.facts.functions.iter().any(|function| constants.is_handed_one(&function.name));
    }
    reaching
}

/// Every mapping that the files declare.
pub(super) fn mappings(files: &[&CodeFile], threads: usize) -> Vec<Mapping> {
    let found = parallel(threads, files.len(), |at| models::declared(files[at]));
    crate::orm::join(files, found.into_iter().flatten().collect())
}
