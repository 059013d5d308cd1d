//! Ktorm (Kotlin): `object Users : Table<User>("t_user")` with a column a property, and entities to which the columns are bound
//! (`val email = varchar("email").bindTo { it.email }`).
//!
//! What is bound to a row of another table (`references(…)`, `bindTo { it.team.id }`) is the first property of the path.

use crate::lang::facts::{Class, Expr, ExprKind, FieldKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, named};

pub(super) const ORM: Orm = Orm { name: NAME, declared_in: LANGUAGES, hints: &["org.ktorm"], mappings };

const NAME: &str = "ktorm";
const LANGUAGES: &[&str] = &["kotlin"];

/// How long a chain of a column is at most.
const LONGEST: usize = 64;

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    if !file.facts.imports.iter().any(|import| import.module.starts_with("org.ktorm.")) {
        return Vec::new();
    }
    file.facts.classes.iter().flat_map(|class| tables(file, class)).collect()
}

/// The base `Table<User>("t_user")`: its arguments, and the entity's name.
fn base(class: &Class) -> Option<(&Expr, Option<&str>)> {
    let is_table = |expr: &Expr| matches!(expr.last_name(), Some("Table" | "BaseTable"));
    let call = class.bases.iter().find(|base| match &base.kind {
        ExprKind::Call { callee, .. } => match &callee.kind {
            ExprKind::Index { object, .. } => is_table(object),
            _ => is_table(callee),
        },
        _ => false,
    })?;
    let entity = class.bases.iter().find_map(|base| {
        let ExprKind::Index { object, index } = &base.kind else { return None };
        let ExprKind::List(types) = &index.kind else { return None };
        types.first().filter(|_| is_table(object))?.last_name()
    });
    Some((call, entity.filter(|name| *name != "Nothing")))
}

/// The table's object, and the entity that its columns are bound to.
fn tables(file: &CodeFile, class: &Class) -> Vec<Mapping> {
    let Some((call, entity)) = base(class) else { return Vec::new() };
    let first = arguments(call).iter().find(|arg| matches!(arg.name.as_deref(), None | Some("tableName")));
    let Some(table) = first.and_then(|arg| arg.value.as_text()) else { return Vec::new() };
    let schema = named(call, "schema").and_then(Expr::as_text);
    let name = ObjectName { qualifiers: schema.into_iter().map(Ident::new).collect(), name: Ident::new(table) };
    let (mut own, mut bound) = (Vec::new(), Vec::new());
    for field in class.fields.iter().filter(|field| field.kind == FieldKind::Field) {
        let Some(column) = field.value.as_ref().and_then(column) else { continue };
        let attribute = |name: &str| Attribute {
            name: name.to_owned(),
            column: column.name.clone(),
            kind: AttributeKind::Column,
            target: None,
            span: file.span(column.place.clone()),
        };
        own.push(attribute(&field.name));
        bound.extend(column.bound.iter().map(|name| attribute(name)));
    }
    let place = file.span(class.name_range.clone());
    let mapping = |model: &str, attributes: Vec<Attribute>, why: String| Mapping {
        orm: NAME,
        grammar: Grammar::Class,
        model: model.to_owned(),
        used_in: LANGUAGES,
        table: Some(name.clone()),
        certainty: Certainty::Certain,
        why: Step::at(why, place.clone()),
        attributes,
        open: false,
        lists_columns: true,
        span: place.clone(),
    };
    let mut found =
        vec![mapping(&class.name, own, format!("`{}` maps to table `{name}` (its constructor)", class.name))];
    if let Some(entity) = entity.filter(|_| !bound.is_empty()) {
        found.push(mapping(entity, bound, format!("`{entity}` is the entity of `{}`", class.name)));
    }
    found
}

/// A column of a table.
struct Column {
    name: String,
    place: std::ops::Range<usize>,
    /// The properties of the entity that hold it.
    bound: Vec<String>,
}

/// `varchar("email").primaryKey().bindTo { it.email }`
fn column(value: &Expr) -> Option<Column> {
    let (mut at, mut bound) = (value, Vec::new());
    for _ in 0..LONGEST {
        let ExprKind::Call { callee, args, .. } = &at.kind else { return None };
        let ExprKind::Member { object, name, .. } = &callee.kind else {
            let given = args.iter().find(|arg| matches!(arg.name.as_deref(), None | Some("name")))?;
            let name = given.value.as_text()?;
            return Some(Column { name, place: given.value.range.clone(), bound });
        };
        if matches!(name.as_str(), "bindTo" | "references") {
            bound.extend(args.iter().filter_map(|arg| property(&arg.value)));
        }
        at = object;
    }
    None
}

/// The property in `{ it.email }`; of a path the first.
fn property(lambda: &Expr) -> Option<String> {
    let ExprKind::Lambda { body, .. } = &lambda.kind else { return None };
    let mut at = body.last()?;
    for _ in 0..LONGEST {
        match &at.kind {
            ExprKind::Return(value) => at = value,
            ExprKind::Seq(items) => at = items.last()?,
            ExprKind::Member { object, name, .. } => match object.as_name() {
                Some(_) => return Some(name.clone()),
                None => at = object,
            },
            _ => return None,
        }
    }
    None
}
