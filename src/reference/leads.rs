//! Which files can have a query of a table that changes: those that hold its name, and those that hold a name which leads to it.
//!
//! A query needs its table's name. That stands in the file; or in a constant that the file mentions; or in what a caller in its folder hands on; or it is put
//! together from pieces, of which one stands in the file. All of it is asked of the words of the text, without its grammar: the answer is yes too often, and never
//! no where a query could be read. Mapped models are no matter of this.

use std::collections::{BTreeSet, HashMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::lang::facts::{Expr, ExprKind, Function, Param};
use crate::orm::CodeFile;

use super::builder::role_of;
use super::constants;

/// Languages whose files name tables without constants of this kind, or in a grammar of their own: they are always looked into.
const OPAQUE: &[&str] = &["mybatis", "prisma"];

/// Whether the files of a language are looked into whatever words they hold.
pub fn is_opaque(language: &str) -> bool {
    OPAQUE.contains(&language)
}

/// The names of tables, ready to be looked for with their pieces.
pub struct Tables {
    names: Vec<String>,
    finder: AhoCorasick,
    /// What each pattern of the finder is.
    patterns: Vec<Pattern>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern {
    Whole,
    /// What a name begins with, up to or past an underscore.
    Start,
    End,
}

impl Tables {
    /// `None`: one of the names cannot be told by its bytes.
    pub fn of(names: impl IntoIterator<Item = String>) -> Option<Self> {
        let written: BTreeSet<String> = names.into_iter().collect();
        if written.iter().any(|name| name.is_empty() || !name.is_ascii()) {
            return None;
        }
        let mut all: BTreeSet<(String, Pattern)> = BTreeSet::new();
        for name in &written {
            all.insert((name.to_ascii_lowercase(), Pattern::Whole));
            for split in splits(name) {
                let (start, end) = name.split_at(split);
                if !start.is_empty() && !end.is_empty() {
                    all.insert((start.to_ascii_lowercase(), Pattern::Start));
                    all.insert((end.to_ascii_lowercase(), Pattern::End));
                }
            }
        }
        let names: BTreeSet<String> = written.iter().map(|name| name.to_ascii_lowercase()).collect();
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(all.iter().map(|(text, _)| text)).ok()?;
        let patterns = all.into_iter().map(|(_, pattern)| pattern).collect();
        Some(Self { names: names.into_iter().collect(), finder, patterns })
    }

    /// The names, in lower case.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a text holds one of the names, or a piece of one where texts are put together.
    pub fn may_stand_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.finder.find_overlapping_iter(bytes).any(|found| {
            let before = before(bytes, found.start());
            let after = bytes.get(found.end()).copied();
            match self.patterns.get(found.pattern().as_usize()) {
                Some(Pattern::Whole) | None => !before.is_some_and(is_part) && !after.is_some_and(is_part),
                Some(Pattern::Start) => !before.is_some_and(is_part) && after.is_some_and(is_joint),
                Some(Pattern::End) => {
                    before.is_none_or(|byte| is_joint(byte) || byte == b')') && !after.is_some_and(is_part)
                }
            }
        })
    }
}

/// Where a name is likely to be put together: before and behind an underscore, at a capital, before the plural's ending.
fn splits(name: &str) -> BTreeSet<usize> {
    let bytes = name.as_bytes();
    let mut found: BTreeSet<usize> = name.match_indices('_').flat_map(|(at, _)| [at, at + 1]).collect();
    found.extend((1..bytes.len()).filter(|at| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase()));
    found.extend(["s", "es"].iter().filter(|ending| name.ends_with(**ending)).map(|ending| name.len() - ending.len()));
    found
}

/// The byte before a place; what a format or an escape ends with (`%s`, `\n`) is no part of the word behind it.
fn before(bytes: &[u8], at: usize) -> Option<u8> {
    let last = at.checked_sub(1).and_then(|at| bytes.get(at)).copied()?;
    match at.checked_sub(2).and_then(|at| bytes.get(at)) {
        Some(mark @ (b'%' | b'\\')) if last.is_ascii_alphanumeric() => Some(*mark),
        _ => Some(last),
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a byte beside a word may be the edge of a text, of a hole in it or of a format.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'{' | b'}' | b'$' | b'#' | b'%' | b'\\')
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
        let bytes = text.as_bytes();
        self.0.find_overlapping_iter(bytes).any(|found| {
            let part = |at: usize| bytes.get(at).copied().is_some_and(is_part);
            let starts = !(part(found.start()) && before(bytes, found.start()).is_some_and(is_part));
            starts && !(part(found.end().saturating_sub(1)) && part(found.end()))
        })
    }
}

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
            // Laravel makes a table's name of two models.
            || language == "php" && ["belongsToMany", "morphToMany", "morphedByMany"].iter().any(|word| text.contains(word))
    }

    /// Takes in the constants of files that reach a table, and answers whether there were new ones.
    pub fn grow<'f>(&mut self, files: impl Iterator<Item = &'f CodeFile>) -> bool {
        let mut found: Vec<(&'static str, &str)> = Vec::new();
        for file in files {
            let language = file.language.name;
            constants::each(file, &mut |name, value| {
                let known = self.names.names.get(language).is_some_and(|names| names.contains(name));
                let text = || file.source.text.get(value.range.clone()).unwrap_or_default();
                if !known && self.reach(language, text()) {
                    found.push((language, name));
                }
            });
        }
        let mut grown = false;
        for (language, name) in found {
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
    /// By language and folder: a short name means nothing elsewhere, and neither does a function that is given a table's name.
    near: HashMap<Folder, HashSet<String>>,
    near_words: HashMap<Folder, Words>,
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
                            this.near.entry((language, folder.clone())).or_default().insert(name.to_owned());
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
        (this.near_words, this.asked_words) = (made(&this.near), made(&this.asked));
        this
    }

    /// Whether a file that is not parsed holds one of the names. `quotes`: whether it has a column that changes as a text of its own.
    pub fn stand_in(&self, language: &'static str, path: &str, text: &str, quotes: impl Fn() -> bool) -> bool {
        let folder = (language, folder(path).to_owned());
        let near = |all: &HashMap<Folder, Words>| all.get(&folder).is_some_and(|words| words.stand_in(text));
        self.everywhere.stand_in(language, text) || near(&self.near_words) || (near(&self.asked_words) && quotes())
    }
}

impl Tables {
    /// Whether a value is the name of a table as a text.
    fn is_one(&self, value: &Expr) -> bool {
        value.as_text().is_some_and(|text| self.names.iter().any(|name| name.eq_ignore_ascii_case(text.trim())))
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
    "AsReadOnly", "Join", "as_str", "dedent", "each", "flatMap", "forEach", "for_each", "format", "formatted",
    "freeze", "from", "html_safe", "into", "join", "map", "squish", "strip", "stripIndent", "stripMargin",
    "strip_heredoc", "strip_margin", "to_owned", "to_string", "trim", "trimIndent", "trimMargin", "first", "all",
    "execute", "executeTakeFirst", "executeTakeFirstOrThrow", "selectAll",
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
mod tests {
    use super::*;
    use crate::lang;
    use crate::source::{Revision, SourceFile};

    #[test]
    fn names_and_their_pieces() {
        let tables = Tables::of(["wp_orders".to_owned(), "Users".to_owned(), "AspNetRoles".to_owned()]).unwrap();
        for (text, expected) in [
            ("SELECT a FROM wp_orders WHERE", true),
            ("FROM \\nWP_ORDERS", true),
            ("FROM \\\"wp_orders\\\"", true),
            ("my_wp_orders wp_orders_old", false),
            ("\"wp_\" + name", true),
            ("\"wp\" + \"_orders\"", true),
            ("{$prefix}orders", true),
            ("'%sorders' % x", true),
            ("the orders of wp and orders", false),
            ("users", true),
            ("f\"{model}s\" # of \"user\"", true),
            ("the user said", false),
            ("$\"AspNet{kind}\"", true),
            ("Tables.ASPNETROLES", true),
        ] {
            assert_eq!(tables.may_stand_in(text), expected, "{text}");
        }
        assert!(Tables::of(["größen".to_owned()]).is_none());
    }

    fn file(path: &str, text: &str) -> CodeFile {
        let language = lang::of_path(path).unwrap();
        let facts = (language.parse)(text, &lang::ending(path));
        CodeFile { source: SourceFile::new(path, Revision::Head, text), language, facts, test: false }
    }

    #[test]
    fn names_that_lead_to_a_table() {
        let tables = Tables::of(["orders".to_owned()]).unwrap();
        for (path, declared, used, expected) in [
            ("a.py", "TABLE = 'orders'", "f(TABLE)", true),
            ("a.py", "TABLE = 'carts'", "f(TABLE)", false),
            ("a.py", "TABLE = 'orders'\nWHOLE = 'app.' + TABLE", "f(x.WHOLE)", true),
            ("a.py", "TABLE = 'orders'", "f(TABLES)", false),
            ("A.java", "class A { static final String T_ORDERS = \"orders\"; }", "A.T_ORDERS", true),
            ("a.ts", "export class Q { static table = `orders` }", "`FROM ${Q.table}`", true),
            ("a.rb", "class A\n  TABLE = 'orders'\nend", "\"FROM #{A::TABLE}\"", true),
            ("a.go", "package a\nconst table = \"orders\"\n", "\"FROM \" + table", true),
        ] {
            let file = file(path, declared);
            let mut leads = Leads::new(&tables);
            while leads.grow([&file].into_iter().filter(|file| leads_to(&tables, file))) {}
            assert_eq!(leads.reach(file.language.name, used), expected, "{declared} | {used}");
        }
    }

    fn leads_to(tables: &Tables, file: &CodeFile) -> bool {
        tables.may_stand_in(&file.source.text)
    }

    #[test]
    fn what_is_mentioned() {
        let tables = Tables::of(["orders".to_owned()]).unwrap();
        let columns = Columns::of(&["name".to_owned()]);
        for (path, text, other, expected) in [
            ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLUMNS + ' FROM orders')", "x/b.py: COLUMNS = 'name'", true),
            ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLS + ' FROM orders')", "x/b.py: COLS = 'name'", false),
            ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLS + ' FROM orders')", "d/b.py: COLS = 'name'", true),
            ("d/a.py", "def f(c):\n    c.execute('SELECT ' + columns + ' FROM carts')", "d/b.py: columns = 'name'", false),
            ("d/a.py", "def f(client):\n    client.execute('SELECT 1 FROM orders')", "d/b.py: client = name", false),
            ("d/a.js", "find('orders')", "d/b.js: function find(t) { q(`SELECT name FROM ${t}`) }", true),
            ("d/a.js", "find('carts')", "d/b.js: function find(t) { q(`SELECT name FROM ${t}`) }", false),
            ("d/a.js", "function get(c) { q(`SELECT ${c} FROM orders`) }", "d/b.js: get('name')", true),
            ("d/a.js", "function get(c) { q(`SELECT ${c} FROM orders`) }", "d/b.js: get(name)", false),
            ("d/a.js", "db.select(columns).from('orders')", "e/b.js: export const columns = ['name']", true),
        ] {
            let file = file(path, text);
            let leads = Leads::new(&tables);
            let reaching = [leads.reach(file.language.name, &file.source.text)];
            let mentions = Mentions::of(&[&file], &reaching, &leads);
            let (at, other) = other.split_once(": ").unwrap();
            let found = mentions.stand_in(file.language.name, at, other, || columns.quoted_in(other));
            assert_eq!(found, expected, "{text} | {other}");
        }
    }
}
