//! Ecto (Elixir): modules with `schema "users" do … end`.
//!
//! A field's column is its name or its `source:`, also of the key in `@primary_key`; a virtual field is no column; `belongs_to :author` is the key `author_id`; `timestamps()` are two columns.

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Key};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name};

pub(super) const ORM: Orm =
    Orm { name: "ecto", declared_in: &["elixir"], hints: &["schema \"", "schema(\""], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| mapping(file, class)).collect()
}

fn mapping(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let (name, body) = class.body.iter().find_map(|expr| {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
        let [name, block] = args.as_slice() else { return None };
        let ExprKind::Lambda { body, .. } = &block.value.kind else { return None };
        callee.last_name().is_some_and(is_schema_macro).then_some((&name.value, body))
    })?;
    let table = name.as_text()?;
    let mut object = ObjectName::new(&table);
    let prefix = class.body.iter().find_map(|expr| match &expr.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some("schema_prefix") => value.as_text(),
        _ => None,
    });
    object.qualifiers.extend(prefix.map(Ident::new));
    let mut attributes: Vec<Attribute> = primary_key(file, class).into_iter().collect();
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { args, .. } = &expr.kind {
                attributes.extend(field(file, expr, args));
                return false;
            }
            true
        });
    }
    let why = format!("`{}` maps to table `{table}` (`schema`)", class.name);
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["elixir"],
        certainty: Certainty::Certain,
        why: Step::at(why, file.span(name.range.clone())),
        table: Some(object),
        attributes,
        open: body.iter().any(is_macro_of_its_own),
        lists_columns: true,
        span: file.span(class.name_range.clone()),
    })
}

/// `@primary_key {:code, :string, source: :user_code}`, a field like those in the schema's block (Ecto's documentation, "Schema attributes").
fn primary_key(file: &CodeFile, class: &Class) -> Option<Attribute> {
    let items = class.body.iter().find_map(|expr| match &expr.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some("primary_key") => match &value.kind {
            ExprKind::List(items) => Some(items),
            _ => None,
        },
        _ => None,
    })?;
    let first = items.first()?;
    let name = first.as_text()?;
    let source = items.last().and_then(|options| match &options.kind {
        ExprKind::Map(entries) => entries.iter().find_map(|given| match &given.key {
            Key::Name(key) if key == "source" => given.value.as_text(),
            _ => None,
        }),
        _ => None,
    });
    let (column, span) = (source.unwrap_or_else(|| name.clone()), file.span(first.range.clone()));
    Some(Attribute { name, column, kind: AttributeKind::Column, target: None, span })
}

/// `schema`, and what libraries put around it under a longer name: `typed_schema` of TypedEctoSchema.
pub fn is_schema_macro(name: &str) -> bool {
    name == "schema" || name.ends_with("_schema")
}

/// A macro of the project or of a library in the schema: it may give fields that stand nowhere in the module (`soft_delete()`).
fn is_macro_of_its_own(expr: &Expr) -> bool {
    const OF_ECTO: &[&str] =
        &["field", "belongs_to", "has_one", "has_many", "many_to_many", "embeds_one", "embeds_many", "timestamps"];
    let ExprKind::Call { callee, .. } = &expr.kind else { return false };
    matches!(callee.kind, ExprKind::Name(_)) && callee.as_name().is_some_and(|name| !OF_ECTO.contains(&name))
}

fn field(file: &CodeFile, call: &Expr, args: &[Arg]) -> Vec<Attribute> {
    let option = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value);
    let attribute = |name: String, column: String, kind, target, expr: &Expr| Attribute {
        name,
        column,
        kind,
        target,
        span: file.span(expr.range.clone()),
    };
    let word = callee_name(call).unwrap_or_default();
    if word == "timestamps" {
        let named = ["inserted_at", "updated_at"].into_iter().filter_map(|default| match option(default) {
            Some(value) => value.as_text(),
            None => Some(default.to_owned()),
        });
        return named.map(|name| attribute(name.clone(), name, AttributeKind::Column, None, call)).collect();
    }
    let Some(first) = args.first().map(|arg| &arg.value) else { return Vec::new() };
    let Some(name) = first.as_text() else { return Vec::new() };
    let target = args.get(1).filter(|arg| arg.name.is_none()).and_then(|arg| arg.value.last_name()).map(str::to_owned);
    match word {
        "field" | "embeds_one" | "embeds_many" => {
            let is_virtual =
                matches!(option("virtual").map(|value| &value.kind), Some(ExprKind::Literal(text)) if text == "true");
            let kind = if is_virtual { AttributeKind::Virtual } else { AttributeKind::Column };
            let column = option("source").and_then(Expr::as_text).unwrap_or_else(|| name.clone());
            vec![attribute(name, column, kind, None, first)]
        }
        "belongs_to" => {
            let key = option("foreign_key").and_then(Expr::as_text).unwrap_or_else(|| format!("{name}_id"));
            let column = option("source").and_then(Expr::as_text).unwrap_or_else(|| key.clone());
            vec![
                attribute(name, column.clone(), AttributeKind::Relation, target, first),
                attribute(key, column, AttributeKind::Column, None, first),
            ]
        }
        _ => Vec::new(),
    }
}
