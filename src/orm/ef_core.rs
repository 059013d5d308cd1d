//! Entity Framework Core, and mappers to which a class is registered with its table: `DbSet<User> Users`, `[Table("users")]`,
//! `Entity<User>().ToTable("x")`, `Mapper.Entity<Movie>("Movies")`.
//!
//! A class and what registers it stand in different files: [`join`] puts them together. A class that is neither registered nor marked maps to nothing.

use std::collections::HashMap;

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field, FieldKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, named, positional};

pub(super) const ORM: Orm = Orm {
    name: "ef core",
    declared_in: &["csharp"],
    hints: &["get; set;", "get; init;", "DbSet<", "Entity<", "ToTable(", "[Table("],
    mappings,
};

/// Marks a mapping that only says which table a class has.
const REGISTERED: &str = "ef core registration";
/// Marks a class that may be registered elsewhere.
const CANDIDATE: &str = "ef core candidate";

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let mut found: Vec<Mapping> = file.facts.classes.iter().filter_map(|class| entity(file, class)).collect();
    for class in &file.facts.classes {
        for field in &class.fields {
            found.extend(db_set(file, field));
        }
        // `class X : IEntityTypeConfiguration<User>` configures one class.
        let configured = class.bases.iter().find_map(|base| match &base.kind {
            ExprKind::Index { object, index } if object.last_name() == Some("IEntityTypeConfiguration") => {
                match &index.kind {
                    ExprKind::List(types) => types.first().and_then(Expr::last_name).map(str::to_owned),
                    _ => None,
                }
            }
            _ => None,
        });
        for function in file.facts.functions.iter().filter(|f| f.owner.as_deref() == Some(&class.name)) {
            for expr in &function.body {
                registrations(file, expr, configured.as_deref(), &mut found);
            }
        }
    }
    found
}

/// A class with stored properties.
fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    if !matches!(class.kind, ClassKind::Class | ClassKind::Struct) {
        return None;
    }
    let attributes: Vec<Attribute> = class.fields.iter().filter_map(|field| property(file, class, field)).collect();
    let place = file.span(class.name_range.clone());
    let marked = decorator(&class.decorators, "Table");
    let mut table = marked.and_then(|at| positional(at).next()?.as_text());
    let schema = marked.and_then(|at| named(at, "Schema")?.as_text());
    let mut why = table.as_ref().map(|table| format!("`{}` maps to table `{table}` (`[Table]`)", class.name));
    if table.is_none() && class.bases.iter().any(|base| base.last_name() == Some("IdentityUser")) {
        table = Some("AspNetUsers".to_owned());
        why = Some(format!("`{}` maps to table `AspNetUsers` (ASP.NET Identity)", class.name));
    }
    if attributes.is_empty() && table.is_none() {
        return None;
    }
    let name = table
        .map(|table| ObjectName { qualifiers: schema.map(Ident::new).into_iter().collect(), name: Ident::new(table) });
    let orm = if name.is_some() { ORM.name } else { CANDIDATE };
    Some(mapping(orm, &class.name, name, why.unwrap_or_default(), attributes, place))
}

fn mapping(
    orm: &'static str,
    model: &str,
    table: Option<ObjectName>,
    why: String,
    attributes: Vec<Attribute>,
    place: crate::source::Span,
) -> Mapping {
    Mapping {
        orm,
        grammar: Grammar::Class,
        model: model.to_owned(),
        used_in: &["csharp"],
        table,
        certainty: Certainty::Certain,
        why: Step::at(why, place.clone()),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}

fn property(file: &CodeFile, class: &Class, field: &Field) -> Option<Attribute> {
    let type_text = field.type_text.as_deref()?;
    if field.is_static {
        return None;
    }
    // Only properties are mapped, not fields.
    let text = file.source.text.get(field.range.clone())?;
    if !text.contains('{') && !text.contains("=>") && class.kind == ClassKind::Class {
        return None;
    }
    let stored = text.contains("set;") || text.contains("init;") || class.kind == ClassKind::Struct;
    let has_key = |name: &str| class.fields.iter().any(|other| other.name == format!("{name}Id"));
    let plain = type_text.trim_end_matches('?');
    let is_collection = ["ICollection<", "IList<", "IEnumerable<", "HashSet<", "IReadOnly", "ISet<", "Collection<"]
        .iter()
        .any(|start| plain.starts_with(start));
    let kind = if decorator(&field.decorators, "NotMapped").is_some() {
        AttributeKind::Ignored
    } else if field.kind == FieldKind::Getter && !stored && !text.contains("set") {
        AttributeKind::Computed
    } else if is_collection || has_key(&field.name) {
        AttributeKind::Relation
    } else {
        AttributeKind::Column
    };
    let column = decorator(&field.decorators, "Column").and_then(|at| positional(at).next()?.as_text());
    Some(Attribute {
        name: field.name.clone(),
        column: column.unwrap_or_else(|| field.name.clone()),
        kind,
        target: None,
        span: file.span(field.name_range.clone()),
    })
}

/// `public DbSet<User> Users { get; set; }`
fn db_set(file: &CodeFile, field: &Field) -> Option<Mapping> {
    let inner = field.type_text.as_deref()?.strip_prefix("DbSet<")?.split('>').next()?;
    let model = inner.rsplit('.').next()?.trim();
    let why = format!("`{model}` maps to table `{}` (`DbSet<{model}> {}`)", field.name, field.name);
    let place = file.span(field.name_range.clone());
    // The set is named as well as the class: `db.Users.Where(…)`.
    let alias = Attribute {
        name: field.name.clone(),
        column: String::new(),
        kind: AttributeKind::Virtual,
        target: Some("set".to_owned()),
        span: place.clone(),
    };
    Some(mapping(REGISTERED, model, Some(ObjectName::new(field.name.clone())), why, vec![alias], place))
}

/// Calls that name a class by a type argument and its table, columns or what is left out.
fn registrations(file: &CodeFile, expr: &Expr, configured: Option<&str>, out: &mut Vec<Mapping>) {
    expr.walk(&mut |expr| {
        let ExprKind::Call { .. } = &expr.kind else { return true };
        let mut links: Vec<(&str, &Expr, Option<&String>)> = Vec::new();
        let mut at = expr;
        while let ExprKind::Call { callee, type_args, .. } = &at.kind {
            let ExprKind::Member { object, name, .. } = &callee.kind else { break };
            links.push((name, at, type_args.first()));
            at = object;
            if links.len() > 300 {
                break;
            }
        }
        links.reverse();
        let by_type = links.iter().find_map(|(_, _, given)| *given);
        let Some(model) = by_type.map(|text| text.rsplit('.').next().unwrap_or(text)).or(configured) else {
            return true;
        };
        let mut table = None;
        let mut attributes = Vec::new();
        for (name, call, given) in &links {
            match *name {
                "ToTable" => table = positional(call).next().and_then(Expr::as_text),
                // `Mapper.Entity<Movie>("Movies")`
                _ if given.is_some() && table.is_none() && positional(call).count() == 1 => {
                    table = positional(call).next().and_then(Expr::as_text).filter(|_| *name != "ToView");
                }
                "Ignore" => attributes.extend(lambda_property(file, call, AttributeKind::Ignored)),
                "HasColumnName" => {
                    let before = links
                        .iter()
                        .rev()
                        .find(|(name, other, _)| *name == "Property" && other.range.end <= call.range.end);
                    let column = positional(call).next().and_then(Expr::as_text);
                    if let (Some((_, property, _)), Some(column)) = (before, column) {
                        let found = lambda_property(file, property, AttributeKind::Column);
                        attributes.extend(found.map(|found| Attribute { column, ..found }));
                    }
                }
                _ => {}
            }
        }
        if table.is_some() || !attributes.is_empty() {
            let place = file.span(links.first().map_or(expr.range.clone(), |(_, call, _)| call.range.clone()));
            let why = match &table {
                Some(table) => format!("`{model}` is mapped to table `{table}`"),
                None => String::new(),
            };
            out.push(mapping(REGISTERED, model, table.map(ObjectName::new), why, attributes, place));
        }
        true
    });
}

/// `e => e.X`
fn lambda_property(file: &CodeFile, call: &Expr, kind: AttributeKind) -> Option<Attribute> {
    let ExprKind::Lambda { body, .. } = &positional(call).next()?.kind else { return None };
    let mut expr = body.first()?;
    while let ExprKind::Return(inner) = &expr.kind {
        expr = inner;
    }
    let ExprKind::Member { name, name_range, .. } = &expr.kind else { return None };
    Some(Attribute {
        name: name.clone(),
        column: name.clone(),
        kind,
        target: None,
        span: file.span(name_range.clone()),
    })
}

/// Puts registrations and the classes that they are of together; classes that nothing registers are left out.
pub(super) fn join(all: Vec<Mapping>) -> Vec<Mapping> {
    let (registered, rest): (Vec<Mapping>, Vec<Mapping>) = all.into_iter().partition(|one| one.orm == REGISTERED);
    let mut tables: HashMap<&str, &Mapping> = HashMap::new();
    // A table that is named in words wins over the name of a set.
    let is_set = |one: &Mapping| one.attributes.first().is_some_and(|first| first.target.as_deref() == Some("set"));
    for one in registered.iter().filter(|one| one.table.is_some()) {
        let known = tables.get(one.model.as_str());
        if known.is_none_or(|known| is_set(known) && !is_set(one)) {
            tables.insert(&one.model, one);
        }
    }
    let mut joined = Vec::new();
    for mut one in rest {
        if !matches!(one.orm, "ef core" | CANDIDATE) {
            joined.push(one);
            continue;
        }
        if one.table.is_none() {
            let Some(known) = tables.get(one.model.as_str()) else { continue };
            one.table.clone_from(&known.table);
            one.why = known.why.clone();
        }
        one.orm = ORM.name;
        for other in registered.iter().filter(|other| other.model == one.model) {
            for attribute in other.attributes.iter().filter(|attribute| attribute.target.is_none()) {
                match one.attributes.iter_mut().find(|own| own.name == attribute.name) {
                    Some(own) => (own.kind, own.column) = (attribute.kind, attribute.column.clone()),
                    None => one.attributes.push(attribute.clone()),
                }
            }
        }
        // The set stands for the class in queries, unless it has the same name.
        let sets = registered.iter().filter(|other| other.model == one.model && is_set(other));
        let mut names: Vec<String> = sets.filter_map(|set| Some(set.attributes.first()?.name.clone())).collect();
        names.sort();
        names.dedup();
        names.retain(|name| *name != one.model);
        joined.push(one.clone());
        joined.extend(names.into_iter().map(|name| Mapping { model: name, ..one.clone() }));
    }
    joined
}
