//! JPA's queries: JPQL in `@Query`, `@NamedQuery` and `createQuery`, and Spring Data's methods whose names are queries (`findByEmailAndName`).
//!
//! A class is only the entity if it is of its package or imported from there: a transfer object often has the same name.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lang::facts::{Class, Expr, ExprKind, TextPart};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{CodeFile, callee_name, named};

use super::super::models::Watch;
use super::{Finder, Way};

pub(super) const WAY: Way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };

/// The package that a file of Java or Kotlin declares.
pub(super) fn package(file: &CodeFile) -> Option<&str> {
    // A mapper file names classes with their packages.
    if file.language.name == "mybatis" {
        let class = file.facts.classes.first()?;
        return Some(file.source.text.get(class.name_range.clone())?.rsplit_once('.')?.0);
    }
    if file.language.name == "hibernate-xml" {
        return of_mapping(file);
    }
    if !matches!(file.language.name, "java" | "kotlin") {
        return None;
    }
    let line = file.source.text.lines().find_map(|line| line.trim_start().strip_prefix("package "))?;
    Some(line.split([';', '/']).next().unwrap_or(line).trim())
}

/// The package of all classes that a mapping in XML names with theirs, or the one that it says once.
fn of_mapping(file: &CodeFile) -> Option<&str> {
    let text = &file.source.text;
    let of_class = |class: &Class| {
        let before = text.get(class.name_range.clone())?.rsplit_once(['.', '+', '$']).map(|(before, _)| before);
        before.or_else(|| text.split_once(" package=\"")?.1.split('"').next())
    };
    let mut packages = file.facts.classes.iter().map(of_class);
    let mut common = packages.next()??;
    for package in packages {
        let package = package?;
        let is_in =
            |outer: &str| package.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        while !is_in(common) {
            common = common.rsplit_once('.')?.0;
        }
    }
    Some(common)
}

/// The mappers of Java and Kotlin.
const ORMS: &[&str] = &[
    "exposed",
    "jdbi",
    "jpa",
    "ktorm",
    "micronaut data",
    "mybatis",
    "mybatis-plus",
    "spring data relational",
    "spring jdbc",
];

/// Mappers whose repositories have methods that are queries by their names.
const OF_REPOSITORIES: &[&str] = &["jpa", "micronaut data", "spring data relational"];

/// Whether a model is a class that a file of Java or Kotlin declares.
pub(super) fn is_of_jvm(watch: &Watch) -> bool {
    ORMS.contains(&watch.orm)
}

/// Whether a name in a file can mean a class of a package.
pub(super) fn reaches(file: &CodeFile, model: &str, of: &str) -> bool {
    let inside = |module: &str| module == of || module.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'));
    let mut imports = file.facts.imports.iter();
    if let Some(import) = imports.clone().find(|import| import.local == model) {
        return inside(&import.module);
    }
    package(file) == Some(of) || imports.any(|import| import.name.as_deref() == Some("*") && inside(&import.module))
}

impl Finder<'_, '_> {
    /// Entities whose name means a class of another package here.
    pub(super) fn of_another_package(&self) -> Vec<String> {
        let words = OnceCell::new();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let words_of = || self.file.source.text.split(|c| !is_word(c)).collect::<HashSet<&str>>();
        let reached = |watch: &Watch| {
            let package = self.index.packages.get(&*watch.place.path);
            // Where its name does not stand, a row of it can only come from elsewhere.
            package.is_none_or(|package| reaches(self.file, &watch.model, package))
                || !words.get_or_init(words_of).contains(watch.model.as_str())
        };
        let of_jpa = self.index.watches.iter().filter(|watch| is_of_jvm(watch) && self.applies(watch));
        let mut found: Vec<String> =
            of_jpa.clone().filter(|watch| !reached(watch)).map(|watch| watch.model.clone()).collect();
        found.retain(|model| !of_jpa.clone().any(|watch| watch.model == *model && reached(watch)));
        found
    }
}

/// The uses of watched entities in the queries of a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    if !matches!(file.language.name, "java" | "kotlin" | "hibernate-xml")
        || !finder.index.watches.iter().any(|watch| OF_REPOSITORIES.contains(&watch.orm))
    {
        return;
    }
    let facts = &file.facts;
    let marks = facts.functions.iter().flat_map(|function| &function.decorators);
    for mark in marks.chain(facts.classes.iter().flat_map(|class| &class.decorators)) {
        mark.walk(&mut |expr| {
            let is_native = named(expr, "nativeQuery")
                .is_some_and(|said| matches!(&said.kind, ExprKind::Literal(text) if text == "true"));
            if matches!(callee_name(expr), Some("Query" | "NamedQuery")) && !is_native {
                query(finder, expr);
            }
            true
        });
    }
    for body in facts.functions.iter().flat_map(|function| &function.body) {
        body.walk(&mut |expr| {
            if matches!(&expr.kind, ExprKind::Call { .. }) && callee_name(expr) == Some("createQuery") {
                query(finder, expr);
            }
            true
        });
    }
    for class in &facts.classes {
        let of = class.bases.iter().find_map(|base| repository(finder, base));
        let Some(model) = of else { continue };
        for function in facts.functions.iter().filter(|function| function.owner.as_deref() == Some(&class.name)) {
            if !function.decorators.iter().any(|mark| callee_name(mark) == Some("Query")) {
                derived(finder, &model, &function.name, &function.name_range);
            }
        }
    }
}

/// The entity of `JpaRepository<User, Long>`.
fn repository(finder: &Finder<'_, '_>, base: &Expr) -> Option<String> {
    let base = match &base.kind {
        ExprKind::Call { callee, .. } => callee,
        _ => base,
    };
    let ExprKind::Index { object, index } = &base.kind else { return None };
    if !object.last_name()?.ends_with("Repository") {
        return None;
    }
    let first = match &index.kind {
        ExprKind::List(items) | ExprKind::Seq(items) => items.first()?,
        _ => index,
    };
    first.last_name().filter(|model| finder.watched(model)).map(str::to_owned)
}

/// What may follow a property in the name of a method.
const OPERATORS: &[&str] = &[
    "",
    "Is",
    "Equals",
    "Not",
    "IsNot",
    "Null",
    "IsNull",
    "NotNull",
    "IsNotNull",
    "True",
    "IsTrue",
    "False",
    "IsFalse",
    "In",
    "IsIn",
    "NotIn",
    "IsNotIn",
    "Like",
    "NotLike",
    "IgnoreCase",
    "AllIgnoreCase",
    "Containing",
    "ContainingIgnoreCase",
    "Contains",
    "NotContaining",
    "StartingWith",
    "StartsWith",
    "EndingWith",
    "EndsWith",
    "Between",
    "IsBetween",
    "LessThan",
    "LessThanEqual",
    "GreaterThan",
    "GreaterThanEqual",
    "Before",
    "After",
    "IsBefore",
    "IsAfter",
    "Asc",
    "Desc",
    "Id",
    "IdIn",
    "NotNullOrder",
];

fn derived(finder: &mut Finder<'_, '_>, model: &str, name: &str, range: &Range<usize>) {
    let verbs = ["find", "read", "get", "query", "search", "stream", "count", "exists", "delete", "remove"];
    if !verbs.iter().any(|verb| name.starts_with(verb)) {
        return;
    }
    let Some((_, predicate)) = name.split_once("By") else { return };
    let parts: Vec<&str> =
        predicate.split("OrderBy").flat_map(|part| part.split("And")).flat_map(|part| part.split("Or")).collect();
    let index = finder.index;
    let own = index.by_model.get(model).into_iter().flatten().filter_map(|at| index.watches[*at].attribute.as_deref());
    let attributes: Vec<String> = own.map(str::to_owned).collect();
    for attribute in attributes {
        let mut chars = attribute.chars();
        let pascal: String = chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
        // `And` and `Or` may be inside of the property's own name.
        let is_part = |part: &&str| part.strip_prefix(pascal.as_str()).is_some_and(|rest| OPERATORS.contains(&rest));
        let whole = pascal.contains("And") || pascal.contains("Or");
        if parts.iter().any(is_part) || (whole && predicate.starts_with(&pascal)) {
            let how = format!("the name of the method is a query of `{model}.{attribute}`");
            finder.attribute(model, &attribute, range, WAY, how);
        }
    }
}

/// The text of a query with its places in the file.
#[derive(Default)]
pub(super) struct Jpql {
    pub text: String,
    /// Where each part begins in the text, and where it stands.
    parts: Vec<(usize, usize, Range<usize>)>,
}

impl Jpql {
    pub fn add(&mut self, expr: &Expr) {
        if let ExprKind::Str(text) = &expr.kind {
            for part in &text.parts {
                match part {
                    TextPart::Piece { value, range } => {
                        self.parts.push((self.text.len(), value.len(), range.clone()));
                        self.text.push_str(value);
                    }
                    TextPart::Hole(_) => self.text.push(' '),
                }
            }
            return;
        }
        for child in expr.children() {
            self.add(child);
        }
    }

    pub fn place(&self, at: Range<usize>) -> Option<Range<usize>> {
        let (start, len, range) =
            self.parts.iter().find(|(start, len, _)| *start <= at.start && at.end <= start + len)?;
        Some(if *len == range.len() {
            range.start + at.start - start..range.start + at.end - start
        } else {
            range.clone()
        })
    }
}

/// Words and dotted paths with where they begin; parameters are left out.
pub(super) fn words(text: &str) -> Vec<(&str, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let before = text.get(..from).and_then(|before| before.chars().next_back());
                if !matches!(before, Some(':' | '?' | '\''))
                    && let Some(word) = text.get(from..at)
                {
                    found.push((word, from));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The uses in a query in JPQL, the text of a call.
pub(super) fn query(finder: &mut Finder<'_, '_>, call: &Expr) {
    let mut jpql = Jpql::default();
    for arg in crate::orm::arguments(call) {
        if matches!(arg.name.as_deref(), None | Some("value" | "query")) {
            jpql.add(&arg.value);
        }
    }
    let text = std::mem::take(&mut jpql.text);
    let words = words(&text);
    let mut aliases: HashMap<&str, &str> = HashMap::new();
    let mut bare: Vec<&str> = Vec::new();
    let mut models = Vec::new();
    for (at, (word, _)) in words.iter().enumerate() {
        let opens = ["from", "join", "update", "into", "fetch"].iter().any(|open| word.eq_ignore_ascii_case(open));
        let Some((name, from)) = words.get(at + 1).filter(|_| opens) else { continue };
        let model = name.rsplit('.').next().unwrap_or(name);
        if !finder.watched(model) {
            continue;
        }
        models.push((model, from + name.len() - model.len()));
        let mut after = words.get(at + 2).map(|(word, _)| *word);
        if after.is_some_and(|word| word.eq_ignore_ascii_case("as")) {
            after = words.get(at + 3).map(|(word, _)| *word);
        }
        let no_alias = ["where", "set", "order", "group", "join", "left", "inner", "on", "having"];
        match after.filter(|word| !no_alias.iter().any(|no| word.eq_ignore_ascii_case(no))) {
            Some(alias) => drop(aliases.insert(alias, model)),
            None => bare.push(model),
        }
    }
    for (model, start) in models {
        if let Some(place) = jpql.place(start..start + model.len()) {
            finder.model(model, &place, "a query names the entity");
        }
    }
    for (word, from) in &words {
        let (model, name, start) = match word.split_once('.') {
            Some((alias, rest)) => {
                let Some(model) = aliases.get(alias) else { continue };
                let name = rest.split('.').next().unwrap_or(rest);
                (*model, name, from + alias.len() + 1)
            }
            None => {
                let [only] = bare[..] else { continue };
                (only, *word, *from)
            }
        };
        if let Some(place) = jpql.place(start..start + name.len()) {
            finder.attribute(model, name, &place, WAY, format!("a query of `{model}` names it"));
        }
    }
}
