//! What the mappers of JavaScript and TypeScript have in common: options in objects, and columns whose case a setting decides.

use std::ops::Range;

use crate::lang::facts::{Class, Expr, ExprKind, Key};

use super::{Attribute, AttributeKind, CodeFile, Mapping, decorator, mikro_orm, naming, sequelize, typeorm};

/// The value of an object's key.
pub(super) fn entry<'a>(expr: &'a Expr, key: &str) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Map(entries) => {
            entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == key)).map(|entry| &entry.value)
        }
        // `{ … } as const`
        ExprKind::Seq(items) if items.len() == 1 => entry(items.first()?, key),
        _ => None,
    }
}

/// A text under an object's key.
pub(super) fn option_text(expr: &Expr, key: &str) -> Option<String> {
    entry(expr, key).and_then(Expr::as_text)
}

/// A column of a file.
pub(super) fn attribute(
    file: &CodeFile,
    name: &str,
    column: String,
    kind: AttributeKind,
    range: Range<usize>,
) -> Attribute {
    Attribute { name: name.to_string(), column, kind, target: None, span: file.span(range) }
}

/// A property's name as it stands and in snake case, if that differs: which of them is the column, a setting elsewhere says.
pub(super) fn either_case(name: &str) -> impl Iterator<Item = String> {
    let snake = naming::snake(name);
    let other = (snake != name).then_some(snake);
    std::iter::once(name.to_string()).chain(other)
}

/// The first call of a chain: `text("email")` of `text("email").notNull().unique()`.
pub(super) fn innermost(expr: &Expr) -> Option<&Expr> {
    let mut at = expr;
    for _ in 0..64 {
        match &at.kind {
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, .. } if matches!(object.kind, ExprKind::Call { .. }) => at = object,
                _ => return Some(at),
            },
            ExprKind::Seq(items) if items.len() == 1 => at = items.first()?,
            _ => return None,
        }
    }
    None
}

/// The object that an expression is, or that a callback gives back.
pub(super) fn object_of(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Map(_) => Some(expr),
        ExprKind::Lambda { body, .. } => object_of(body.last()?),
        ExprKind::Return(value) => object_of(value),
        ExprKind::Seq(items) if items.len() == 1 => object_of(items.first()?),
        _ => None,
    }
}

/// Adds to the models that are classes the columns of the classes that they extend, also those of other files.
pub fn inherit(files: &[&CodeFile], mappings: &mut [Mapping]) {
    const WITH_CLASSES: [&str; 3] = ["mikro-orm", "sequelize", "typeorm"];
    let scripts = || files.iter().copied().filter(|file| file.language.name == "javascript");
    for mapping in mappings.iter_mut().filter(|mapping| WITH_CLASSES.contains(&mapping.orm)) {
        let Some(file) = scripts().find(|file| *file.path() == mapping.span.path) else { continue };
        let own = |class: &&Class| class.name_range == mapping.span.range;
        let Some(model) = file.facts.classes.iter().find(own) else { continue };
        let (mut file, mut class) = (file, model);
        for _ in 0..6 {
            let Some((of, base)) = base_of(scripts(), file, class) else { break };
            let inherited = match mapping.orm {
                "typeorm" => base.fields.iter().flat_map(|field| typeorm::column(of, field)).collect(),
                "mikro-orm" => mikro_orm::columns(of, base),
                _ => decorator(&model.decorators, "Table")
                    .map_or_else(Vec::new, |table| sequelize::columns(of, base, table)),
            };
            let known: Vec<String> = mapping.attributes.iter().map(|attribute| attribute.name.clone()).collect();
            mapping.attributes.extend(inherited.into_iter().filter(|one: &Attribute| !known.contains(&one.name)));
            (file, class) = (of, base);
        }
    }
}

/// The class that a class extends, where one file alone declares it or the import says which.
pub(super) fn base_of<'f>(
    files: impl Iterator<Item = &'f CodeFile>,
    file: &'f CodeFile,
    class: &Class,
) -> Option<(&'f CodeFile, &'f Class)> {
    let name = class.bases.first()?.last_name()?;
    let of_name = |file: &'f CodeFile| {
        let found = file.facts.classes.iter().find(|other| other.name == name && other.range != class.range);
        found.map(|found| (file, found))
    };
    if let Some(found) = of_name(file) {
        return Some(found);
    }
    let import = file.facts.imports.iter().find(|import| import.local == name)?;
    let stem = import.module.rsplit('/').next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or(stem);
    let mut found: Vec<_> = files.filter(|other| !other.test).filter_map(of_name).collect();
    if found.len() > 1 {
        let in_module = |path: &str| path.rsplit('/').next().and_then(|file| file.split('.').next()) == Some(stem);
        let named: Vec<_> = found.iter().copied().filter(|(file, _)| in_module(file.path())).collect();
        found = if named.is_empty() { found } else { named };
    }
    if found.len() > 1 {
        // Of several packages, the one that the file is in.
        let shared =
            |path: &str| path.split('/').zip(file.path().split('/')).take_while(|(left, right)| left == right).count();
        let most = found.iter().map(|(file, _)| shared(file.path())).max();
        found.retain(|(file, _)| Some(shared(file.path())) == most);
    }
    match found[..] {
        [one] => Some(one),
        _ => None,
    }
}
