//! sea-orm (Rust): `#[sea_orm(table_name = "users")] pub struct Model { … }`.
//!
//! The model is the module that holds it, as the code names it: `users::Entity`, `users::Column::Email`. A column is named by its variant in Pascal case or,
//! in `users::ActiveModel { … }`, by its field.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, naming, positional};

pub(super) const ORM: Orm = Orm { name: "sea-orm", declared_in: &["rust"], hints: &["sea_orm("], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| mapping(file, class)).collect()
}

fn option(decorators: &[Expr], name: &str) -> Option<String> {
    decorators
        .iter()
        .filter(|decorator| callee_name(decorator) == Some("sea_orm"))
        .find_map(|decorator| named(decorator, name)?.as_text())
}

fn mapping(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let table = option(&class.decorators, "table_name")?;
    let mut object = ObjectName::new(&table);
    object.qualifiers.extend(option(&class.decorators, "schema_name").map(Ident::new));
    // The module: inline, or the file.
    let model = match class.symbol.rsplit('.').nth(1) {
        Some(module) => module.to_owned(),
        None => {
            let mut parts = file.path().trim_end_matches(".rs").rsplit('/');
            let last = parts.next().unwrap_or_default();
            if last == "mod" { parts.next().unwrap_or(last) } else { last }.to_owned()
        }
    };
    let mut attributes = Vec::new();
    for field in &class.fields {
        let ignored = field.decorators.iter().filter(|own| callee_name(own) == Some("sea_orm")).any(|own| {
            positional(own)
                .any(|value| matches!(&value.kind, ExprKind::Name(name) if name == "ignore" || name == "nested"))
        });
        let variant = option(&field.decorators, "enum_name").unwrap_or_else(|| naming::pascal(&field.name));
        let column = option(&field.decorators, "column_name").unwrap_or_else(|| snake(&variant));
        let kind = if ignored { AttributeKind::Virtual } else { AttributeKind::Column };
        for name in [field.name.clone(), variant] {
            attributes.push(Attribute {
                name,
                column: column.clone(),
                kind,
                target: None,
                span: file.span(field.name_range.clone()),
            });
        }
    }
    let why = format!("`{model}` maps to table `{table}` (`table_name`)");
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Class,
        model,
        used_in: &["rust"],
        certainty: Certainty::Certain,
        why: Step::at(why, file.span(class.name_range.clone())),
        table: Some(object),
        attributes,
        open: false,
        lists_columns: true,
        span: file.span(class.name_range.clone()),
    })
}

/// As the derive macro names a column: a digit starts no word.
fn snake(variant: &str) -> String {
    let mut out = String::new();
    for (at, c) in variant.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
