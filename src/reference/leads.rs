//! Which files can have a query of a table that changes: those that hold its name, and those that hold a name which leads to it.
//!
//! A query needs its table's name. That stands in the file; or in a constant that the file mentions; or in what a caller in its folder hands on; or it is put
//! together from pieces, of which one stands in the file. All of it is asked of the words of the text, without its grammar: the answer is yes too often, and never
//! no where a query could be read. Mapped models are no matter of this.

mod tables;

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::lang::facts::{Expr, ExprKind, Function, Param};
use crate::orm::{CodeFile, naming};

use super::builder::role_of;
use super::constants;
pub use tables::Tables;
use tables::{before, is_part};

use crate::workers::parallel;

/// Languages whose files name tables without constants of this kind, or in a grammar of their own: they are always looked into.
const OPAQUE: &[&str] = &["mybatis", "prisma"];

/// Whether the files of a language are looked into whatever words they hold.
pub fn is_opaque(language: &str) -> bool {
    OPAQUE.contains(&language)
}

/// Words as they are written, ready to be looked for.
struct Words(AhoCorasick);

impl Words {
    fn of<'w>(words: impl IntoIterator<Item = &'w String>) -> Option<Self> {
        let words: Vec<&String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        (!words.is_empty()).then(|| AhoCorasick::builder().kind(kind).build(words).ok()).flatten().map(Self)
    }

    fn stand_in(&self, text: &str) -> bool {
        self.ends(text).next().is_some()
    }

    /// Whether one of them stands where a value may be given to it.
    fn are_set_in(&self, text: &str) -> bool {
        self.ends(text).any(|end| is_set(text.as_bytes().get(end..).unwrap_or_default()))
    }

    /// Where they end in a text.
    fn ends<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let bytes = text.as_bytes();
        let whole = move |found: &aho_corasick::Match| {
            let part = |at: usize| bytes.get(at).copied().is_some_and(is_part);
            let starts = !(part(found.start()) && before(bytes, found.start()).is_some_and(is_part));
            starts && !(part(found.end().saturating_sub(1)) && part(found.end()))
        };
        self.0.find_overlapping_iter(bytes).filter(whole).map(|found| found.end())
    }
}

/// Whether what follows a name gives it a value: `= 1`, `: str = 1`, Go's ` string = 1`; an attribute of Elixir has its value right behind.
fn is_set(rest: &[u8]) -> bool {
    let of_type = |byte: &u8| is_part(*byte) || b" \t.:<>[]*&?,|'".contains(byte);
    let Some(at) = rest.iter().take(LINE).position(|byte| !of_type(byte)) else { return false };
    match rest.get(at) {
        Some(b'=') => {
            let before = at.checked_sub(1).and_then(|at| rest.get(at));
            !matches!(before, Some(b'<' | b'>')) && !matches!(rest.get(at + 1), Some(b'=' | b'>' | b'~'))
        }
        Some(b'"' | b'~' | b'%') => rest.first() == Some(&b' '),
        _ => false,
    }
}

/// How far behind a name its value is looked for.
const LINE: usize = 120;

/// Names by the language that they are of, with the words to look for.
#[derive(Default)]
struct ByLanguage {
    names: HashMap<&'static str, HashSet<String>>,
    words: HashMap<&'static str, Words>,
}

impl ByLanguage {
    /// Answers whether the name is new.
    fn add(&mut self, language: &'static str, name: &str) -> bool {
        let names = self.names.entry(language).or_default();
        !names.contains(name) && names.insert(name.to_owned())
    }

    fn prepare(&mut self) {
        let made = |(language, names): (&&'static str, &HashSet<String>)| Some((*language, Words::of(names)?));
        self.words = self.names.iter().filter_map(made).collect();
    }

    fn stand_in(&self, language: &str, text: &str) -> bool {
        self.words.get(language).is_some_and(|words| words.stand_in(text))
    }

    fn are_set_in(&self, language: &str, text: &str) -> bool {
        self.words.get(language).is_some_and(|words| words.are_set_in(text))
    }
}

/// The names that lead to a table: constants whose text holds its name or another such constant, and structs that are mapped to it.
pub struct Leads<'t> {
    tables: &'t Tables,
    names: ByLanguage,
}

impl<'t> Leads<'t> {
    /// Nothing but the tables themselves.
    pub fn new(tables: &'t Tables) -> Self {
        Self { tables, names: ByLanguage::default() }
    }

    /// Structs of Go whose names stand for a table in its mappers' queries.
    pub fn add_models<'m>(&mut self, models: impl Iterator<Item = &'m String>) {
        for model in models {
            self.names.add("go", model);
        }
        self.names.prepare();
    }

    /// Whether a text of a language may name a table.
    pub fn reach(&self, language: &str, text: &str) -> bool {
        is_opaque(language)
            || self.tables.may_stand_in(text)
            || self.names.stand_in(language, text)
            // Laravel and Rails make a table's name of two models.
            || language == "php" && ["belongsToMany", "morphToMany", "morphedByMany"].iter().any(|word| text.contains(word))
            || language == "ruby" && text.contains(naming::JOINS)
    }

    /// Whether a text of a language holds one of the names, but for the tables' own.
    pub fn are_named_in(&self, language: &str, text: &str) -> bool {
        self.names.stand_in(language, text)
    }

    /// Takes in the constants of files that reach a table, and answers whether there were new ones.
    pub fn grow(&mut self, files: &[&CodeFile], threads: usize) -> bool {
        let found = parallel(threads, files.len(), |at| {
            let file = files[at];
            let language = file.language.name;
            let mut found: Vec<(&'static str, &str)> = Vec::new();
            constants::each(file, &mut |name, value| {
                let known = self.names.names.get(language).is_some_and(|names| names.contains(name));
                let text = || file.source.text.get(value.range.clone()).unwrap_or_default();
                if !known && self.reach(language, text()) {
                    found.push((language, name));
                }
            });
            found
        });
        let mut grown = false;
        for (language, name) in found.into_iter().flatten() {
            grown |= self.names.add(language, name);
        }
        if grown {
            self.names.prepare();
        }
        grown
    }
}

/// What the parsed files that reach a table mention: a file that says what such a name means matters for their queries, whatever else it holds.
#[derive(Default)]
pub struct Mentions {
    everywhere: ByLanguage,
    /// By language and folder: a short name means nothing elsewhere.
    near: HashMap<Folder, HashSet<String>>,
    near_words: HashMap<Folder, Words>,
    /// Functions that are given a table's name.
    given: HashMap<Folder, HashSet<String>>,
    given_words: HashMap<Folder, Words>,
    /// Functions that reach a table: who hands a column's name on to one matters.
    asked: HashMap<Folder, HashSet<String>>,
    asked_words: HashMap<Folder, Words>,
}

/// A language, and a folder's path.
type Folder = (&'static str, String);

/// Names of up to so many letters are followed within their folder alone.
const SHORT: usize = 5;

impl Mentions {
    /// The names in the queries of files that reach a table, and in the constants of all.
    pub fn of(files: &[&CodeFile], reaching: &[bool], leads: &Leads<'_>) -> Self {
        let mut this = Self::default();
        for (file, reaches) in files.iter().zip(reaching) {
            let (language, folder) = (file.language.name, folder(file.path()).to_owned());
            let mut names: HashSet<&str> = HashSet::new();
            constants::each(file, &mut |_, value| mentioned(value, &mut names));
            let mut own: HashSet<&str> = HashSet::new();
            constants::each(file, &mut |name, _| {
                own.insert(name);
            });
            if *reaches {
                let text = |range: &std::ops::Range<usize>| file.source.text.get(range.clone()).unwrap_or_default();
                let facts = &file.facts;
                let fields = facts.classes.iter().flat_map(|class| &class.fields);
                let of_classes = facts.classes.iter().flat_map(|class| class.decorators.iter().chain(&class.body));
                let roots = facts.top.iter().chain(of_classes);
                let roots = roots.chain(fields.flat_map(|field| field.decorators.iter().chain(&field.value)));
                for root in roots.filter(|root| leads.reach(language, text(&root.range))) {
                    mentioned(root, &mut names);
                }
                for function in &facts.functions {
                    if leads.reach(language, text(&function.range)) {
                        in_function(function, &mut names);
                        this.asked.entry((language, folder.clone())).or_default().insert(function.name.clone());
                    }
                }
                let bodies = facts.functions.iter().flat_map(|function| &function.body);
                for root in facts.top.iter().chain(bodies) {
                    root.walk(&mut |expr| {
                        if let ExprKind::Call { callee, args, .. } = &expr.kind
                            && let Some(name) = callee.last_name()
                            && args.iter().any(|arg| leads.tables.is_one(&arg.value))
                        {
                            this.given.entry((language, folder.clone())).or_default().insert(name.to_owned());
                        }
                        true
                    });
                }
            }
            for name in names.difference(&own) {
                if name.len() > SHORT {
                    this.everywhere.add(language, name);
                } else {
                    this.near.entry((language, folder.clone())).or_default().insert((*name).to_owned());
                }
            }
        }
        this.everywhere.prepare();
        let made = |all: &HashMap<Folder, HashSet<String>>| {
            all.iter().filter_map(|(key, names)| Some((key.clone(), Words::of(names)?))).collect()
        };
        (this.near_words, this.given_words, this.asked_words) =
            (made(&this.near), made(&this.given), made(&this.asked));
        this
    }

    /// Whether a file that is not parsed may say what one of the names means. `quotes`: whether it has a column that changes as a text of its own.
    pub fn stand_in(&self, language: &'static str, path: &str, text: &str, quotes: impl Fn() -> bool) -> bool {
        let folder = (language, folder(path).to_owned());
        let holds = |all: &HashMap<Folder, Words>| all.get(&folder).is_some_and(|words| words.stand_in(text));
        self.everywhere.are_set_in(language, text)
            || self.near_words.get(&folder).is_some_and(|words| words.are_set_in(text))
            || holds(&self.given_words)
            || (holds(&self.asked_words) && quotes())
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The names in a function that are none of its own.
fn in_function<'e>(function: &'e Function, found: &mut HashSet<&'e str>) {
    let mut names = HashSet::new();
    let mut own: HashSet<&str> = function.params.iter().map(|param| param.name.as_str()).collect();
    let defaults = function.params.iter().filter_map(|param| param.default.as_ref());
    for expr in defaults.chain(&function.decorators).chain(&function.body) {
        mentioned(expr, &mut names);
        expr.walk(&mut |part| {
            match &part.kind {
                ExprKind::Assign { target, .. } => target.walk(&mut |part| {
                    own.extend(part.as_name());
                    true
                }),
                ExprKind::Lambda { params, .. } => own.extend(params.iter().map(|param: &Param| param.name.as_str())),
                _ => {}
            }
            true
        });
    }
    found.extend(names.difference(&own));
}

/// The names in an expression whose text a query may take: all but those of functions that are called, and what they are called on.
fn mentioned<'e>(expr: &'e Expr, found: &mut HashSet<&'e str>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            found.insert(name);
        }
        ExprKind::Member { object, name, .. } => {
            found.insert(name);
            if !matches!(object.kind, ExprKind::Name(_) | ExprKind::Member { .. }) {
                mentioned(object, found);
            }
        }
        ExprKind::Call { callee, args, .. } => {
            if let ExprKind::Member { object, name, .. } = &callee.kind
                && (role_of(name).is_some() || OF_TEXTS.contains(&name.as_str()) || !is_path(object))
            {
                mentioned(object, found);
            }
            args.iter().for_each(|arg| mentioned(&arg.value, found));
        }
        ExprKind::Assign { value, .. } => mentioned(value, found),
        _ => expr.each_child(|child| mentioned(child, found)),
    }
}

fn is_path(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Name(_) | ExprKind::Member { .. })
}

/// Methods of texts and lists that give a text made of them, or go through them.
const OF_TEXTS: &[&str] = &[
    "AsReadOnly",
    "Join",
    "as_str",
    "dedent",
    "each",
    "flatMap",
    "forEach",
    "for_each",
    "format",
    "formatted",
    "freeze",
    "from",
    "html_safe",
    "into",
    "join",
    "map",
    "squish",
    "strip",
    "stripIndent",
    "stripMargin",
    "strip_heredoc",
    "strip_margin",
    "to_owned",
    "to_string",
    "trim",
    "trimIndent",
    "trimMargin",
    "first",
    "all",
    "execute",
    "executeTakeFirst",
    "executeTakeFirstOrThrow",
    "selectAll",
];

/// Columns that change, looked for as texts of their own: `"email"`, `:email`.
pub struct Columns(Option<AhoCorasick>);

impl Columns {
    pub fn of(names: &[String]) -> Self {
        Self(AhoCorasick::builder().ascii_case_insensitive(true).build(names).ok())
    }

    /// Whether a text has one of them in quotes.
    pub fn quoted_in(&self, text: &str) -> bool {
        let Some(finder) = &self.0 else { return true };
        let bytes = text.as_bytes();
        let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b' ');
        finder.find_overlapping_iter(bytes).any(|found| {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            before == Some(&b':') || (before.is_some_and(is_quote) && bytes.get(found.end()).is_some_and(is_quote))
        })
    }
}

#[cfg(test)]
#[path = "leads/tests.rs"]
mod tests;
