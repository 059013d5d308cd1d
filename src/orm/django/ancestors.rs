//! Models that inherit from models with tables of their own, and proxies of them.
//!
//! What such a model has from its ancestor stays in the ancestor's table (Django's documentation, "Multi-table inheritance"); a proxy has no table of
//! its own ("Proxy models"). The child is then a model of several tables: a mapping of its name for each.

use crate::lang::facts::Class;

use super::super::{Attribute, AttributeKind, CodeFile, Mapping};
use super::history;
use super::{Classes, is_model, is_set, model};

/// Classes, each by its file and its place in it.
type Line<'f> = Vec<(&'f CodeFile, usize)>;

/// How many ancestors with tables are followed.
const DEEPEST: usize = 8;

/// The mappings of a model: that of its own table, and one under its name for each ancestor that has a table.
pub(super) fn with_tables<'f>(classes: &Classes<'f>, file: &'f CodeFile, at: usize, class: &Class) -> Vec<Mapping> {
    if is_set(file, at, "abstract") {
        return Vec::new();
    }
    let (own, ancestors) = split(classes, file, at);
    let mut found: Vec<Mapping> = Vec::new();
    for (file, at) in ancestors.iter().take(DEEPEST) {
        let Some(ancestor) = file.facts.classes.get(*at) else { continue };
        let (line, _) = split(classes, file, *at);
        found.extend(model(file, *at, ancestor, &line));
    }
    let Some(mut mapping) = (!is_set(file, at, "proxy")).then(|| model(file, at, class, &own)).flatten() else {
        return under_the_name(found, class);
    };
    for ancestor in &found {
        let missing = |own: &&Attribute| !mapping.attributes.iter().any(|known| known.name == own.name);
        let elsewhere = ancestor.attributes.iter().filter(missing).map(|one| Attribute {
            column: one.name.clone(),
            kind: match one.kind {
                AttributeKind::Column | AttributeKind::Listed | AttributeKind::Link => AttributeKind::Relation,
                kind => kind,
            },
            ..one.clone()
        });
        let elsewhere: Vec<Attribute> = elsewhere.filter(|one| one.kind != AttributeKind::Reverse).collect();
        mapping.attributes.extend(elsewhere);
    }
    let mut all = under_the_name(found, class);
    for ancestor in &mut all {
        // What the child says of a name is no field of the ancestor's.
        let told = |one: &Attribute| mapping.attributes.iter().any(|own| own.name == one.name && own.span != one.span);
        ancestor.attributes.retain(|one| !told(one));
    }
    let history = history::of(&mut mapping, &own);
    all.insert(0, mapping);
    all.extend(history);
    all
}

fn under_the_name(mut found: Vec<Mapping>, class: &Class) -> Vec<Mapping> {
    for mapping in &mut found {
        mapping.model = class.name.clone();
        // The name of the relation leads to the ancestor, which has its own mapping.
        mapping.attributes.retain(|one| one.kind != AttributeKind::Reverse);
    }
    found
}

/// A class with what it inherits from without a table, itself first; and the next of its ancestors that have one, with theirs.
fn split<'f>(classes: &Classes<'f>, file: &'f CodeFile, at: usize) -> (Line<'f>, Line<'f>) {
    let mut ancestors: Line<'f> = Vec::new();
    let mut theirs: Line<'f> = Vec::new();
    let line = classes.line(file, at);
    let same = |a: &(&CodeFile, usize), b: &(&CodeFile, usize)| a.1 == b.1 && a.0.path() == b.0.path();
    for one in line.iter().skip(1) {
        let has_table = !is_set(one.0, one.1, "abstract") && !is_set(one.0, one.1, "proxy");
        let above = classes.line(one.0, one.1);
        if has_table && is_model(&above) {
            ancestors.push(*one);
            theirs.extend(above);
        }
    }
    let is_own = |one: &(&CodeFile, usize)| !theirs.iter().any(|other| same(one, other));
    let own = line.into_iter().enumerate().filter(|(place, one)| *place == 0 || is_own(one)).map(|(_, one)| one);
    (own.collect(), ancestors)
}
