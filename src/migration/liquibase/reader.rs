//! What changelogs amount to: their change sets in order, with properties filled in, without those for another database.
//!
//! A change set with preconditions is kept, as they hold where it has run; what it creates or drops may be there or not. `rollback` never counts.

use std::collections::HashMap;
use std::ops::Range;

use super::changes;
use super::contexts::{self, Unset};
use super::node::{self, Node, Text};
use super::present::Present;
use crate::migration::script::{unread, unreadable};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql;

/// Values that are longer are not filled in: properties that name properties could double without end.
const LONGEST: usize = 1 << 16;

/// `${name}` and what stands for it.
#[derive(Default)]
pub struct Properties(HashMap<String, String>);

impl Properties {
    fn define(&mut self, node: &Node, dialect: Dialect) {
        let is_for_another = node.value("dbms").is_some_and(|list| super::is_for_another(list, Some(dialect)));
        if is_for_another || is_context_of_another(node, dialect) {
            return;
        }
        if let (Some(name), Some(value)) = (node.value("name"), node.attribute(&["value"])) {
            // The first definition holds.
            let value = self.fill(&value.value);
            if value.len() <= LONGEST {
                self.0.entry(name.to_owned()).or_insert(value);
            }
        }
    }

    /// A text with its properties; what is not defined stays.
    pub fn fill(&self, text: &str) -> String {
        self.fill_with(text, |_, _| {})
    }

    /// The same; `copied` hears of each part with its place in the text and whether it stands there byte by byte.
    fn fill_with(&self, text: &str, mut copied: impl FnMut(Range<usize>, Option<usize>)) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(start) = text.get(at..).and_then(|rest| rest.find("${")).map(|found| at + found) {
            let Some(end) = text.get(start..).and_then(|rest| rest.find('}')).map(|found| start + found + 1) else {
                break;
            };
            let value = text.get(start + 2..end - 1).and_then(|name| self.0.get(name.trim()));
            let Some(value) = value.filter(|value| out.len() + value.len() <= text.len() + LONGEST) else {
                out.push_str(text.get(at..end).unwrap_or_default());
                copied(at..end, None);
                at = end;
                continue;
            };
            out.push_str(text.get(at..start).unwrap_or_default());
            copied(at..start, None);
            out.push_str(value);
            copied(start..end, Some(value.len()));
            at = end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        copied(at..text.len(), None);
        out
    }
}

/// What the changelogs so far leave to those that come after.
#[derive(Default)]
pub struct Run {
    properties: Properties,
    present: Present,
    unset: Unset,
}

impl Run {
    /// Notes which contexts the usual run does not set; asked of all changelogs before the first is read.
    pub fn contexts(&mut self, path: &str, text: &str) {
        if text.contains("context")
            && let Ok(root) = node::parse(path, text)
        {
            self.unset.read(&root);
        }
    }
}

/// The statements of one changelog.
pub fn read(path: &str, text: &str, dialect: Dialect, run: &mut Run) -> Vec<Statement> {
    let root = match node::parse(path, text) {
        Ok(root) => root,
        Err((why, at)) => return vec![unread(at, format!("this changelog does not parse: {why}"))],
    };
    let mut out = Vec::new();
    for child in &root.children {
        match child.name.as_str() {
            "property" => run.properties.define(child, dialect),
            "changeSet" => {
                let before = out.len();
                change_set(&root, child, text, dialect, run, &mut out);
                run.present.learn(out.get(before..).unwrap_or_default());
            }
            _ => {}
        }
    }
    out
}

fn change_set(root: &Node, set: &Node, source: &str, dialect: Dialect, run: &Run, out: &mut Vec<Statement>) {
    let properties = &run.properties;
    let is_for_another = |node: &Node| {
        node.attribute(&["dbms"])
            .is_some_and(|list| super::is_for_another(&properties.fill(&list.value), Some(dialect)))
    };
    let preconditions = set.child("preConditions");
    if set.says("ignore")
        || is_for_another(set)
        || is_context_of_another(set, dialect)
        || run.unset.excludes(set)
        || preconditions.is_some_and(|all| holds(all, dialect, &run.present) == Some(false))
    {
        return;
    }
    let strategy = set.value("objectQuotingStrategy").or_else(|| root.value("objectQuotingStrategy"));
    let mut context = Context {
        source,
        dialect,
        properties,
        quote_all: strategy == Some("QUOTE_ALL_OBJECTS"),
        guarded: preconditions.is_some(),
        out,
    };
    let inside = set.children.iter().flat_map(|child| {
        if child.name == "changes" { child.children.as_slice() } else { std::slice::from_ref(child) }
    });
    for change in inside {
        let no_change = ["preConditions", "rollback", "comment", "validCheckSum", "modifySql", "property"];
        if !no_change.contains(&change.name.as_str()) && !is_for_another(change) {
            changes::read(change, &mut context);
        }
    }
}

/// A context that is the name of a database is used like `dbms`; any other says nothing of it.
fn is_context_of_another(node: &Node, dialect: Dialect) -> bool {
    contexts::of(node).is_some_and(|context| {
        let is_database = |name: &str| Dialect::named(name.trim().trim_start_matches('!')).is_some();
        context.split(',').all(is_database) && super::is_for_another(context, Some(dialect))
    })
}

/// Whether preconditions can hold, by those that name the database or a table that is there; `None`: they say nothing of it.
fn holds(node: &Node, dialect: Dialect, present: &Present) -> Option<bool> {
    match node.name.as_str() {
        "dbms" => node.value("type").map(|list| !super::is_for_another(list, Some(dialect))),
        "tableExists" => present.holds(node),
        "not" => {
            let inner: Vec<Option<bool>> = node.children.iter().map(|child| holds(child, dialect, present)).collect();
            (inner.len() == 1).then(|| inner.first().copied().flatten().map(|yes| !yes)).flatten()
        }
        "or" => {
            let inner: Vec<Option<bool>> = node.children.iter().map(|child| holds(child, dialect, present)).collect();
            if inner.contains(&Some(true)) {
                Some(true)
            } else if !inner.is_empty() && inner.iter().all(|one| *one == Some(false)) {
                Some(false)
            } else {
                None
            }
        }
        "and" | "preConditions" => {
            let none = node.children.iter().any(|child| holds(child, dialect, present) == Some(false));
            none.then_some(false)
        }
        _ => None,
    }
}

/// What a change is read in.
pub struct Context<'a> {
    source: &'a str,
    pub dialect: Dialect,
    properties: &'a Properties,
    quote_all: bool,
    /// The change set has preconditions.
    pub guarded: bool,
    pub out: &'a mut Vec<Statement>,
}

impl Context<'_> {
    /// An attribute with its properties filled in; `None` where it is missing or empty.
    pub fn value(&self, node: &Node, names: &[&str]) -> Option<String> {
        let value = self.properties.fill(node.attribute(names)?.value.trim());
        (!value.is_empty()).then_some(value)
    }

    /// The name that an attribute holds; `None` where it is missing or not known.
    pub fn ident(&self, node: &Node, names: &[&str]) -> Option<Ident> {
        let text = node.attribute(names)?;
        self.named(text.value.trim(), text.range.clone())
    }

    /// The names of a list: `a, b DESC`.
    pub fn idents(&self, node: &Node, names: &[&str]) -> Vec<Ident> {
        let Some(text) = node.attribute(names) else { return Vec::new() };
        let filled = self.properties.fill(&text.value);
        let parts = filled.split(',').map(|part| part.split_whitespace().next().unwrap_or_default());
        parts.filter_map(|part| self.named(part, text.range.clone())).collect()
    }

    fn named(&self, name: &str, range: Range<usize>) -> Option<Ident> {
        let filled = self.properties.fill(name);
        let bare = filled.trim_matches(['"', '`', '[', ']']);
        if bare.is_empty() || bare.contains("${") {
            return None;
        }
        // Names of one case go to the database without quotes.
        let mixed = bare.contains(char::is_lowercase) && bare.contains(char::is_uppercase);
        Some(Ident::at(bare, self.quote_all || mixed || bare.len() < filled.len(), range))
    }

    /// A table or view, with the schema that the change names.
    pub fn object(&self, node: &Node, names: &[&str], schema: &[&str]) -> Option<ObjectName> {
        let own = self.ident(node, names)?;
        if let Some((schema, name)) = own.value.split_once('.') {
            let part = |value: &str| Ident { value: value.to_owned(), ..own.clone() };
            return Some(ObjectName { qualifiers: vec![part(schema)], name: part(name) });
        }
        Some(ObjectName { qualifiers: self.ident(node, schema).into_iter().collect(), name: own })
    }

    /// A change at a place.
    pub fn push(&mut self, range: Range<usize>, changes: Vec<SchemaChange>) {
        self.out.push(crate::migration::script::statement(range, changes));
    }

    /// SQL that stands in the changelog, after a beginning that the change type says.
    pub fn sql(&mut self, before: &str, text: &Text, delimiter: Option<&str>) {
        let places = node::places(self.source, text);
        let mut value = before.to_owned();
        let first = places.first().copied().unwrap_or(text.range.start);
        let mut at: Vec<usize> = vec![first; before.len()];
        let filled = self.properties.fill_with(&text.value, |part, replaced| match replaced {
            None => at.extend(part.filter_map(|place| places.get(place).copied())),
            Some(len) => at.extend(std::iter::repeat_n(places.get(part.start).copied().unwrap_or(first), len)),
        });
        value.push_str(&filled);
        at.push(text.range.end);
        let mut start = 0;
        let parts: Vec<Range<usize>> = match delimiter.filter(|delimiter| !delimiter.is_empty() && *delimiter != ";") {
            Some(delimiter) => value
                .split(delimiter)
                .map(|part| {
                    let range = start..start + part.len();
                    start = range.end + delimiter.len();
                    range
                })
                .collect(),
            None => std::iter::once(0..value.len()).collect(),
        };
        for part in parts {
            for mut statement in sql::read_migration(&value, part, self.dialect) {
                sql::move_places(&mut statement, &|place: Range<usize>| {
                    let start = at.get(place.start).copied().unwrap_or(text.range.end);
                    let last = place.end.checked_sub(1).filter(|last| *last >= place.start);
                    let end = last.and_then(|last| at.get(last)).map_or(start, |at| at + 1);
                    // Not inside of a character.
                    let end = (end..=self.source.len()).find(|end| self.source.is_char_boundary(*end)).unwrap_or(end);
                    start..end.max(start)
                });
                self.out.push(if names_a_property(&statement) {
                    unreadable(statement.range, "a name that a property makes, which no changelog defines")
                } else {
                    statement
                });
            }
        }
    }
}

/// Whether a statement takes something away whose name holds `${…}`.
fn names_a_property(statement: &Statement) -> bool {
    let StatementKind::Changes(changes) = &statement.kind else { return false };
    let open = |name: &Ident| name.value.contains("${");
    changes.iter().any(|change| match &change.kind {
        ChangeKind::DropColumn { column, .. } => open(column) || open(&change.object.name),
        ChangeKind::RenameColumn { from, .. } => open(from) || open(&change.object.name),
        ChangeKind::DropTable { .. } | ChangeKind::RenameTable { .. } | ChangeKind::DropView { .. } => {
            open(&change.object.name)
        }
        _ => false,
    })
}
