//! Classes of Python over files: which class a base names, so that mixins and abstract models bring their columns wherever they stand.
//!
//! A base is looked for in its own file, then behind the import, then by its name alone if no other class bears it. A parameter that a function
//! gives a class by default counts as that class (models that are put together in a function).

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Class, Expr, ExprKind};

use super::{
    Attribute, AttributeKind, CodeFile, Mapping, django, peewee, piccolo, pony, python_fields, sqlalchemy, tortoise,
};

/// Bases deeper than this are left.
const DEEPEST: usize = 8;

/// The classes of some files.
pub(super) struct Classes<'f> {
    by_name: HashMap<&'f str, Vec<(&'f CodeFile, usize)>>,
}

impl<'f> Classes<'f> {
    pub(super) fn of(files: impl IntoIterator<Item = &'f CodeFile>) -> Self {
        let mut by_name: HashMap<&str, Vec<(&CodeFile, usize)>> = HashMap::new();
        for file in files {
            for (at, class) in file.facts.classes.iter().enumerate() {
                by_name.entry(&class.name).or_default().push((file, at));
            }
        }
        Self { by_name }
    }

    /// The class that a base of `class` in `file` names.
    fn find(&self, file: &CodeFile, class: &Class, base: &Expr) -> Option<(&'f CodeFile, usize)> {
        let name = base.last_name()?;
        if let Some(found) = self.named(file, class, name) {
            return Some(found);
        }
        let params = file.facts.functions.iter().flat_map(|function| &function.params);
        let default =
            params.filter(|param| param.name == name).find_map(|param| param.default.as_ref()?.last_name())?;
        self.named(file, class, default)
    }

    fn named(&self, file: &CodeFile, class: &Class, local: &str) -> Option<(&'f CodeFile, usize)> {
        let import = file.facts.imports.iter().find(|import| import.local == local);
        let name = import.and_then(|import| import.name.as_deref()).unwrap_or(local);
        let is_other = |(other, at): &&(&CodeFile, usize)| {
            other.path() != file.path() || other.facts.classes.get(*at).is_some_and(|other| other.range != class.range)
        };
        let found: Vec<_> = self.by_name.get(name)?.iter().filter(is_other).collect();
        let here = found.iter().find(|(other, _)| other.path() == file.path());
        let imported = || {
            let module = import?.module.rsplit('.').next().filter(|module| !module.is_empty())?;
            let fits = |path: &str| {
                let stem = path.trim_end_matches(".py").trim_end_matches("/__init__");
                stem.ends_with(module) || path.contains(&format!("/{module}/"))
            };
            let mut fitting = found.iter().filter(|(other, _)| fits(other.path()));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let only = || found.first().filter(|_| found.len() == 1);
        here.or_else(imported).or_else(only).map(|found| **found)
    }

    /// A class and what it inherits from, itself first, each once.
    pub(super) fn line(&self, file: &'f CodeFile, at: usize) -> Vec<(&'f CodeFile, usize)> {
        let mut line = vec![(file, at)];
        let mut next = 0;
        while let Some(&(file, at)) = line.get(next) {
            next += 1;
            let Some(class) = file.facts.classes.get(at) else { continue };
            for base in &class.bases {
                if let Some((other, found)) = self.find(file, class, base)
                    && line.len() < DEEPEST * 2
                    && !line.iter().any(|(known, at)| known.path() == other.path() && *at == found)
                {
                    line.push((other, found));
                }
            }
        }
        line
    }
}

/// Reads anew, with the classes of all files, the models of those files whose bases stand elsewhere.
pub(super) fn inherited(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    let python = || files.iter().copied().filter(|file| file.language.name == "python");
    let classes = Classes::of(python());
    for file in python() {
        let reaches_out = |at: usize| classes.line(file, at).iter().any(|(other, _)| other.path() != file.path());
        if !(0..file.facts.classes.len()).any(reaches_out) {
            continue;
        }
        let fields = [peewee::CONVENTION, piccolo::CONVENTION, pony::CONVENTION, tortoise::CONVENTION];
        let fields = fields.iter().map(|one| (one.orm, python_fields::mappings(one, file, &classes)));
        for (orm, mappings) in fields.chain([
            ("django", django::mappings_with(file, &classes)),
            ("sqlalchemy", sqlalchemy::mappings_with(file, &classes)),
        ]) {
            if !mappings.is_empty() {
                found.retain(|own| own.orm != orm || own.span.path != *file.path());
                found.extend(mappings);
            }
        }
    }
    share_inherited(found);
}

/// SQLAlchemy: the classes of one table are one hierarchy, and a value of the base's type may be a row of any of them. What one of them says of a name
/// that is not simply the column's then holds for the others.
fn share_inherited(found: &mut [Mapping]) {
    let mut said: HashMap<String, Vec<Attribute>> = HashMap::new();
    let of_table = |mapping: &Mapping| {
        let table = mapping.table.as_ref().filter(|_| mapping.orm == "sqlalchemy")?;
        Some(table.to_string())
    };
    for mapping in found.iter() {
        if let Some(table) = of_table(mapping) {
            said.entry(table).or_default().extend(mapping.attributes.iter().cloned());
        }
    }
    let is_plain = |one: &Attribute| one.kind == AttributeKind::Column && one.column == one.name;
    for all in said.values_mut() {
        let plain: HashSet<String> = all.iter().filter(|one| is_plain(one)).map(|one| one.name.clone()).collect();
        all.retain(|one| one.kind == AttributeKind::Column && !is_plain(one) && !plain.contains(&one.name));
    }
    for mapping in found.iter_mut() {
        for one in of_table(mapping).and_then(|table| said.get(&table)).into_iter().flatten() {
            if !mapping.attributes.iter().any(|own| own.name == one.name) {
                mapping.attributes.push(one.clone());
            }
        }
    }
}

/// What the `Meta` of a class gives a name.
pub(super) fn meta<'f>((file, at): &(&'f CodeFile, usize), name: &str) -> Option<&'f Expr> {
    let meta = file.facts.classes.iter().find(|inner| inner.outer == Some(*at) && inner.name == "Meta")?;
    let field = meta.fields.iter().find(|field| field.name == name).and_then(|field| field.value.as_ref());
    field.or_else(|| {
        meta.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(&**value),
            _ => None,
        })
    })
}

/// Whether another model gives a model this name to reach it by: `related_name="attributes"`, or its own name in lower case.
pub fn is_reached_as(mappings: &[Mapping], model: &Mapping, name: &str) -> bool {
    let leads = |from: &Mapping, to: &Option<String>| {
        to.as_deref().and_then(|to| to.rsplit('.').next()).is_some_and(|to| match to {
            "self" => from.model == model.model,
            "AUTH_USER_MODEL" => model.model == "User",
            to => to == model.model,
        })
    };
    mappings.iter().filter(|other| other.orm == model.orm).any(|other| {
        other.attributes.iter().any(|own| {
            let bears = match own.kind {
                AttributeKind::Reverse => own.name == name,
                _ => other.orm == "django" && other.model.to_lowercase() == name,
            };
            bears && leads(other, &own.target)
        })
    })
}

/// What the class (or a base) defines that is no column: methods, properties, plain values.
pub(super) fn others(line: &[(&CodeFile, usize)], out: &mut Vec<Attribute>) {
    for (file, at) in line {
        let Some(class) = file.facts.classes.get(*at) else { continue };
        let mut push = |name: &str, range: std::ops::Range<usize>| {
            if !out.iter().any(|own| own.name == name) {
                out.push(Attribute {
                    name: name.to_owned(),
                    column: name.to_owned(),
                    kind: AttributeKind::Computed,
                    target: None,
                    span: file.span(range),
                });
            }
        };
        for field in &class.fields {
            push(&field.name, field.name_range.clone());
        }
        for function in file.facts.functions.iter().filter(|function| function.class == Some(*at)) {
            push(&function.name, function.name_range.clone());
            // `self.total = …`
            for expr in &function.body {
                expr.walk(&mut |expr| {
                    if let ExprKind::Assign { target, .. } = &expr.kind
                        && let ExprKind::Member { object, name, name_range } = &target.kind
                        && object.as_name() == Some("self")
                    {
                        push(name, name_range.clone());
                    }
                    true
                });
            }
        }
    }
}
