//! What the files know of each other: classes by name, and constants that name tables and columns.

use std::collections::HashMap;

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::orm::{CodeFile, arguments, decorator, named, positional};

/// How deep constants are followed.
const DEPTH: usize = 8;

/// A class with its file.
pub type Place<'f> = (&'f CodeFile, &'f Class);

/// A value with its file, and the class that it is a field of.
type Constant<'f> = (&'f CodeFile, Option<&'f Class>, &'f Expr);

/// All classes and constants of the files.
pub struct World<'f> {
    classes: HashMap<&'f str, Vec<Place<'f>>>,
    constants: HashMap<&'f str, Vec<Constant<'f>>>,
}

impl<'f> World<'f> {
    /// Sorts what the files declare by name.
    pub fn new(files: &[&'f CodeFile]) -> Self {
        let mut world = Self { classes: HashMap::new(), constants: HashMap::new() };
        for file in files.iter().copied() {
            for expr in &file.facts.top {
                world.assigned(file, expr);
            }
            for class in &file.facts.classes {
                world.classes.entry(&class.name).or_default().push((file, class));
                for field in &class.fields {
                    if let Some(value) = &field.value {
                        world.constants.entry(&field.name).or_default().push((file, Some(class), value));
                    }
                }
            }
        }
        world
    }

    fn assigned(&mut self, file: &'f CodeFile, expr: &'f Expr) {
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                if let Some(name) = target.as_name() {
                    self.constants.entry(name).or_default().push((file, None, value));
                }
            }
            ExprKind::Seq(items) => items.iter().for_each(|item| self.assigned(file, item)),
            _ => {}
        }
    }

    /// The class that a name means in a file: its own, one that it imports, one of its folder, the only one.
    pub fn class(&self, file: &CodeFile, name: &str) -> Option<Place<'f>> {
        let all = self.classes.get(name)?;
        let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let here = folder(file.path());
        let imported = file.facts.imports.iter().find(|import| import.local == name);
        let end = imported.map(|import| import.module.replace('.', "/"));
        all.iter()
            .find(|(other, _)| other.path() == file.path())
            .or_else(|| all.iter().find(|(other, _)| end.as_ref().is_some_and(|end| stem(other.path()).ends_with(end))))
            .or_else(|| all.iter().find(|(other, _)| folder(other.path()) == here))
            .or_else(|| all.first().filter(|_| all.len() == 1))
            .copied()
    }

    /// The class that a class extends, of those that are mapped.
    pub fn parent(&self, file: &CodeFile, class: &Class) -> Option<Place<'f>> {
        class.bases.iter().find_map(|base| {
            let name = match &base.kind {
                ExprKind::Call { callee, .. } => callee.last_name(),
                ExprKind::New { type_name, .. } => type_name.rsplit('.').next(),
                ExprKind::Index { object, .. } => object.last_name(),
                _ => base.last_name(),
            }?;
            let found = self.class(file, name)?;
            let is_itself = std::ptr::eq(found.1, class);
            let is_mapped =
                ["Entity", "MappedSuperclass"].iter().any(|mark| decorator(&found.1.decorators, mark).is_some());
            (!is_itself && is_mapped).then_some(found)
        })
    }

    /// A named argument of an annotation (`value` also without its name), as a text.
    pub fn value(&self, file: &CodeFile, class: &Class, annotation: &Expr, name: &str) -> Option<String> {
        self.text(file, class, named(annotation, name)?, 0).filter(|text| !text.is_empty())
    }

    /// What an expression is as a text, through constants.
    pub fn text(&self, file: &CodeFile, class: &Class, expr: &Expr, depth: usize) -> Option<String> {
        if depth > DEPTH {
            return None;
        }
        if let Some(text) = expr.as_text() {
            return Some(text);
        }
        match &expr.kind {
            ExprKind::Binary { op, .. } if op == "+" => {
                expr.operands(|op| op == "+").into_iter().map(|part| self.text(file, class, part, depth + 1)).collect()
            }
            ExprKind::Seq(items) if items.len() == 1 => self.text(file, class, items.first()?, depth + 1),
            ExprKind::Name(name) => {
                let all = self.constants.get(name.as_str())?;
                let own = all.iter().find(|(other, at, _)| {
                    other.path() == file.path() && at.is_none_or(|at| std::ptr::eq(at, class) || at.name == "Companion")
                });
                let imported = || {
                    let import = file.facts.imports.iter().find(|import| import.local == *name)?;
                    let path = import.module.replace('.', "/");
                    all.iter().find(|(other, at, _)| {
                        at.is_some_and(|at| path.contains(&format!("/{}", at.name)))
                            || path.starts_with(stem(other.path()))
                    })
                };
                let found = own.or_else(imported).or_else(|| all.first().filter(|_| all.len() == 1));
                let (file, at, value) = found?;
                self.text(file, at.unwrap_or(class), value, depth + 1)
            }
            ExprKind::Member { object, name, .. } => {
                let owner = object.last_name()?;
                let all = self.constants.get(name.as_str())?;
                let of_owner = |at: &Option<&Class>| {
                    at.is_some_and(|at| at.name == owner || at.symbol.rsplit('.').nth(1) == Some(owner))
                };
                let (file, at, value) = all.iter().find(|(_, at, _)| of_owner(at))?;
                self.text(file, at.unwrap_or(class), value, depth + 1)
            }
            _ => None,
        }
    }

    /// The annotations of one kind, also inside of the one that holds several.
    pub fn marks<'e>(&self, decorators: &'e [Expr], one: &'e str, several: &str) -> Vec<&'e Expr> {
        let mut found: Vec<&Expr> =
            decorators.iter().filter(|mark| super::super::callee_name(mark) == Some(one)).collect();
        if let Some(list) = decorator(decorators, several) {
            for arg in positional(list).chain(named(list, "value")) {
                found.extend(items(arg));
            }
        }
        found
    }
}

/// The items of a list, or the one.
pub fn items(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::List(items) => items.iter().collect(),
        ExprKind::Call { callee, .. } if matches!(callee.as_name(), Some("arrayOf")) => {
            arguments(expr).iter().map(|arg| &arg.value).collect()
        }
        _ => vec![expr],
    }
}

/// A path without its ending.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}
