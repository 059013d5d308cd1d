//! From a use of the schema up the calls to the ways into the program: routes, resolvers, jobs, commands.
//!
//! [`mod@unit`] makes of a file its items and what it mentions, [`call`] decides whether a mention means an item, [`graph`] goes up,
//! [`routes`] puts the path of a route together, and a file of `frameworks` reads where entry points are declared.
//!
//! Everything goes by name, import and written type. It does not follow: values that are put together when the program runs (containers without
//! types, reflection, event buses), calls over the network, and what an entry point hands to a queue. An empty answer is no proof of anything.

pub mod call;
mod frameworks;
pub mod graph;
pub mod handling;
mod imports;
mod mentions;
pub mod routes;
pub mod unit;

pub use frameworks::FRAMEWORKS;

use std::ops::Range;

use crate::model::reach::EntryKind;
use crate::orm::CodeFile;

/// One framework, or a family of them that declares entry points in the same way.
pub struct Framework {
    /// In output and in the README: `flask`.
    pub name: &'static str,
    /// What else is declared in the same way, as the README spells it: each has a row in the tests.
    pub also: &'static [&'static str],
    pub languages: &'static [&'static str],
    /// A file that holds none of these identifiers declares nothing; empty: the path says it.
    pub words: &'static [&'static str],
    /// A file that also holds one of these hangs routers below others, or tells handlers by text: it is read whatever it names.
    pub hubs: &'static [&'static str],
    /// Files that matter by their path alone.
    pub path: fn(&str) -> bool,
    pub read: fn(&CodeFile, &mut Declared),
}

/// What a file declares.
#[derive(Debug, Default)]
pub struct Declared {
    pub entries: Vec<Entry>,
    pub mounts: Vec<Mount>,
    /// Routers with a prefix of their own: name, prefix.
    pub routers: Vec<(String, String)>,
}

/// An entry point as a file declares it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: EntryKind,
    /// `POST`; several for a route that answers to several; empty: the handler says it, or all. Of what requests pass: its own name, where not all of them
    /// come to it.
    pub verbs: Vec<String>,
    /// The path below its router, or the name.
    pub path: String,
    /// The router of this file that it hangs on; `None`: the file as a whole.
    pub on: Option<String>,
    pub handler: Handler,
}

/// Whose code an entry point runs.
#[derive(Clone, Debug)]
pub enum Handler {
    /// What stands here, and what is named here.
    Here(Range<usize>),
    /// A method of a class elsewhere; `None`: any method. With outer modules joined by `.`, as far as they are told.
    Method { class: String, method: Option<String> },
    /// A function elsewhere, with its modules before it: `shop.context.cart`.
    Function(String),
}

/// A router of another place that hangs on one of this file.
#[derive(Clone, Debug)]
pub struct Mount {
    /// How it is named here: `users.router`, `authRoutes`; or a module in quotes.
    pub child: String,
    pub prefix: String,
    pub on: Option<String>,
}

impl Declared {
    /// Adds a route whose handler stands here.
    fn route(&mut self, verbs: &[&str], path: impl Into<String>, on: Option<String>, handler: Range<usize>) {
        let verbs = verbs.iter().map(|verb| verb.to_ascii_uppercase()).filter(|verb| !verb.is_empty()).collect();
        let handler = Handler::Here(handler);
        self.entries.push(Entry { kind: EntryKind::Http, verbs, path: path.into(), on, handler });
    }

    /// Adds something that has a name and no path.
    fn named(&mut self, kind: EntryKind, name: impl Into<String>, handler: Range<usize>) {
        let handler = Handler::Here(handler);
        self.entries.push(Entry { kind, verbs: Vec::new(), path: name.into(), on: None, handler });
    }
}

impl Declared {
    /// Adds what requests pass. `path`: below which, or a phrase of its own; `only`: its name, where not all of them come to it.
    fn guard(&mut self, path: impl Into<String>, only: Option<&str>, on: Option<String>, handler: Handler) {
        let verbs = only.map(str::to_owned).into_iter().collect();
        self.entries.push(Entry { kind: EntryKind::Requests, verbs, path: path.into(), on, handler });
    }
}

/// What a file declares, by every framework of its language.
pub fn declared(file: &CodeFile) -> Declared {
    let mut found = Declared::default();
    for framework in frameworks_of(file.language.name) {
        let named = framework.words.iter().any(|word| file.source.text.contains(word));
        if named || (framework.path)(file.path()) {
            (framework.read)(file, &mut found);
        }
    }
    found
}

/// The frameworks of a language.
pub fn frameworks_of(language: &str) -> impl Iterator<Item = &'static Framework> {
    FRAMEWORKS.iter().filter(move |framework| framework.languages.contains(&language))
}
