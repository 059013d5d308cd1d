//! The fields of an entity, those that it inherits and those of what is embedded in it, each with the column and the table that it stands for.

use crate::lang::facts::{Class, Expr, Field, FieldKind};
use crate::orm::{Attribute, AttributeKind, CodeFile, decorator, named, naming};
use crate::source::Span;

use super::has;
use super::world::{Place, World, items};

/// How deep superclasses and embedded classes go.
pub const DEPTH: usize = 8;

/// An attribute of an entity.
pub struct Part {
    /// The class in whose name it is used.
    pub model: String,
    /// `None`: the entity's own table.
    pub table: Option<String>,
    pub attribute: Attribute,
}

/// Where the rows of the classes that extend an entity are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    OneTable,
    Joined,
    PerClass,
}

/// What the root of a hierarchy says.
pub fn strategy(world: &World<'_>, file: &CodeFile, class: &Class) -> Strategy {
    let (mut file, mut class) = (file, class);
    for _ in 0..DEPTH {
        if let Some(mark) = decorator(&class.decorators, "Inheritance") {
            let said =
                named(mark, "strategy").or_else(|| crate::orm::positional(mark).next()).and_then(Expr::last_name);
            return match said {
                Some("JOINED") => Strategy::Joined,
                Some("TABLE_PER_CLASS") => Strategy::PerClass,
                _ => Strategy::OneTable,
            };
        }
        match world.parent(file, class) {
            Some((next, parent)) => (file, class) = (next, parent),
            None => break,
        }
    }
    Strategy::OneTable
}

/// All attributes of an entity.
pub fn collect(world: &World<'_>, file: &CodeFile, class: &Class, depth: usize, out: &mut Vec<Part>) {
    let model = class.name.clone();
    of_class(world, file, class, &Owner { model: &model, table: None, overrides: &[] }, depth, out);
    let (mut at_file, mut at) = (file, class);
    for _ in 0..DEPTH {
        let Some((parent_file, parent)) = world.parent(at_file, at) else { break };
        // The columns of a joined parent are in its own table, with those that it inherits, and found there.
        if has(&parent.decorators, &["Entity"]) && strategy(world, parent_file, parent) == Strategy::Joined {
            break;
        }
        let overrides = overrides(world, file, class, &class.decorators);
        let owner = Owner { model: &model, table: None, overrides: &overrides };
        of_class(world, parent_file, parent, &owner, depth, out);
        if !has(&parent.decorators, &["Entity"]) {
            let owner = Owner { model: &parent.name, table: None, overrides: &overrides };
            of_class(world, parent_file, parent, &owner, depth, out);
        }
        (at_file, at) = (parent_file, parent);
    }
}

/// For what the fields of a class are read.
struct Owner<'o> {
    model: &'o str,
    table: Option<String>,
    /// `@AttributeOverride`: a path of attributes, and its column.
    overrides: &'o [(String, String)],
}

/// What is annotated: a field, or a property by its getter.
struct Property<'c> {
    name: String,
    decorators: Vec<&'c Expr>,
    type_text: Option<&'c str>,
    span: Span,
}

fn of_class(world: &World<'_>, file: &CodeFile, class: &Class, owner: &Owner<'_>, depth: usize, out: &mut Vec<Part>) {
    if depth > DEPTH {
        return;
    }
    let mut properties: Vec<Property<'_>> = Vec::new();
    for field in &class.fields {
        if is_stored(file, field) {
            properties.push(Property {
                name: field.name.clone(),
                decorators: field.decorators.iter().collect(),
                type_text: field.type_text.as_deref(),
                span: file.span(field.name_range.clone()),
            });
        }
    }
    for function in file.facts.functions.iter().filter(|function| function.owner.as_deref() == Some(&class.name)) {
        let rest = function.name.strip_prefix("get").or_else(|| function.name.strip_prefix("is"));
        let Some(name) = rest.filter(|rest| rest.starts_with(char::is_uppercase)).map(naming::camel) else { continue };
        let marks =
            ["Column", "JoinColumn", "Id", "ManyToOne", "OneToOne", "OneToMany", "ManyToMany", "Embedded", "Transient"];
        if !has(&function.decorators, &marks) {
            continue;
        }
        match properties.iter_mut().find(|property| property.name == name) {
            Some(known) => known.decorators.extend(&function.decorators),
            None => properties.push(Property {
                name,
                decorators: function.decorators.iter().collect(),
                type_text: function.returns.as_deref(),
                span: file.span(function.name_range.clone()),
            }),
        }
    }
    for property in &properties {
        of_property(world, file, class, property, owner, depth, out);
    }
}

/// Whether a field has a column, or may have one.
fn is_stored(file: &CodeFile, field: &Field) -> bool {
    let before = file.source.text.get(field.range.start..field.name_range.start).unwrap_or_default();
    let is_constant = field.is_static || before.split_whitespace().any(|word| matches!(word, "transient" | "static"));
    let marked = !field.decorators.is_empty();
    !is_constant
        && !field.name.is_empty()
        && (field.kind == FieldKind::Field || marked)
        && field.kind != FieldKind::Variant
}

fn of_property(
    world: &World<'_>,
    file: &CodeFile,
    class: &Class,
    property: &Property<'_>,
    owner: &Owner<'_>,
    depth: usize,
    out: &mut Vec<Part>,
) {
    let decorators: Vec<Expr> = property.decorators.iter().map(|mark| (*mark).clone()).collect();
    let find = |name: &str| decorator(&decorators, name);
    let text = |mark: &Expr, name: &str| world.value(file, class, mark, name);
    if has(&decorators, &["Transient", "Formula", "Loader"]) {
        return;
    }
    let mut push = |table: Option<String>, columns: &[String]| {
        for column in columns {
            for name in names(&property.name, property.type_text) {
                out.push(Part {
                    model: owner.model.to_owned(),
                    table: table.clone(),
                    attribute: Attribute {
                        name,
                        column: column.clone(),
                        kind: AttributeKind::Column,
                        target: None,
                        span: property.span.clone(),
                    },
                });
            }
        }
    };
    let to_one = find("ManyToOne").or_else(|| find("OneToOne"));
    let join_columns = |marks: Vec<&Expr>| -> Vec<String> {
        marks.into_iter().filter_map(|mark| text(mark, "name")).flat_map(|name| spelled(&name)).collect()
    };
    if let Some(mark) = find("JoinTable").or_else(|| find("CollectionTable")) {
        // A table that only joins is one of its own.
        if let Some(table) = text(mark, "name") {
            let mut columns = Vec::new();
            for side in ["joinColumns", "inverseJoinColumns"] {
                columns.extend(named(mark, side).map(|list| join_columns(items(list))).unwrap_or_default());
            }
            let of_elements = find("ElementCollection").is_some();
            let element = of_elements.then(|| elements(world, file, property)).flatten();
            if element.is_none() && of_elements && is_value(&decorators, property.type_text) {
                columns.extend(find("Column").and_then(|mark| text(mark, "name")));
            }
            push(Some(table.clone()), &columns);
            if let Some((other_file, other)) = element {
                let inner = overrides(world, file, class, &decorators);
                let owner = Owner { model: &other.name, table: Some(table), overrides: &inner };
                of_class(world, other_file, other, &owner, depth + 1, out);
            }
        }
        return;
    }
    if has(&decorators, &["OneToMany", "ManyToMany", "ElementCollection"]) {
        return;
    }
    if let Some(mark) = to_one {
        if named(mark, "mappedBy").is_some() {
            return;
        }
        let columns = join_columns(world.marks(&decorators, "JoinColumn", "JoinColumns"));
        let table = find("JoinColumn").and_then(|mark| text(mark, "table")).or_else(|| owner.table.clone());
        if columns.is_empty() {
            // `PrimaryKeyJoinColumn` and `MapsId` share the key.
            if !has(&decorators, &["PrimaryKeyJoinColumn", "MapsId"]) {
                push(table, &spelled(&format!("{}_id", property.name)));
            }
        } else {
            push(table, &columns);
        }
        return;
    }
    let simple = property.type_text.map(|text| text.split(['<', '?']).next().unwrap_or(text).trim());
    let embedded = simple
        .and_then(|name| world.class(file, name.rsplit('.').next().unwrap_or(name)))
        .filter(|(_, other)| has(&other.decorators, &["Embeddable"]) || has(&decorators, &["Embedded", "EmbeddedId"]));
    if let Some((other_file, other)) = embedded {
        let mut inner = overrides(world, file, class, &decorators);
        let prefix = format!("{}.", property.name);
        let outer = owner
            .overrides
            .iter()
            .filter_map(|(path, column)| Some((path.strip_prefix(&prefix)?.to_owned(), column.clone())));
        inner.extend(outer);
        let owner = Owner { model: &other.name, table: owner.table.clone(), overrides: &inner };
        return of_class(world, other_file, other, &owner, depth + 1, out);
    }
    if has(&decorators, &["Embedded", "EmbeddedId"]) {
        // The class is not among the files; what is said of its columns here holds all the same.
        let table = owner.table.clone();
        for (path, column) in overrides(world, file, class, &decorators) {
            let span = world
                .marks(&decorators, "AttributeOverride", "AttributeOverrides")
                .into_iter()
                .find(|mark| text(mark, "name").as_deref() == Some(path.as_str()));
            out.extend(spelled(&column).into_iter().map(|column| Part {
                model: owner.model.to_owned(),
                table: table.clone(),
                attribute: Attribute {
                    name: format!("{}.{path}", property.name),
                    column,
                    kind: AttributeKind::Column,
                    target: None,
                    span: span.map_or_else(|| property.span.clone(), |mark| file.span(mark.range.clone())),
                },
            }));
        }
        return;
    }
    let column = find("Column");
    let given = owner
        .overrides
        .iter()
        .find(|(path, _)| *path == property.name)
        .map(|(_, column)| column.clone())
        .or_else(|| column.and_then(|mark| text(mark, "name")));
    let table = column.and_then(|mark| text(mark, "table")).or_else(|| owner.table.clone());
    push(table, &spelled(&given.unwrap_or_else(|| property.name.clone())));
}

/// The embeddable class of a collection's elements.
fn elements<'w>(world: &World<'w>, file: &CodeFile, property: &Property<'_>) -> Option<Place<'w>> {
    let (_, inner) = property.type_text?.split_once('<')?;
    let name = inner.rsplit(',').next().unwrap_or(inner).trim().trim_end_matches(['>', '?', ' ']);
    let found = world.class(file, name.rsplit('.').next().unwrap_or(name))?;
    has(&found.1.decorators, &["Embeddable"]).then_some(found)
}

/// Whether a collection is of values, which have one column, as far as its type tells.
fn is_value(decorators: &[Expr], type_text: Option<&str>) -> bool {
    const VALUES: &[&str] = &[
        "BigDecimal",
        "BigInteger",
        "Byte",
        "Boolean",
        "Character",
        "Double",
        "Float",
        "Instant",
        "Int",
        "Integer",
        "Long",
        "Short",
        "String",
        "URI",
        "URL",
        "UUID",
    ];
    let inner = type_text.and_then(|text| text.split_once('<')).map_or("", |(_, inner)| inner);
    let name = inner.rsplit(',').next().unwrap_or(inner).trim().trim_end_matches(['>', '?', ' ']);
    let name = name.rsplit('.').next().unwrap_or(name);
    let says = ["Convert", "Converter", "Enumerated", "JdbcTypeCode", "Lob", "Temporal", "Type"];
    VALUES.contains(&name) || name.starts_with("Local") || has(decorators, &says)
}

fn overrides(world: &World<'_>, file: &CodeFile, class: &Class, decorators: &[Expr]) -> Vec<(String, String)> {
    world
        .marks(decorators, "AttributeOverride", "AttributeOverrides")
        .into_iter()
        .filter_map(|mark| {
            let column = world.value(file, class, named(mark, "column")?, "name")?;
            Some((world.value(file, class, mark, "name")?, column))
        })
        .collect()
}

/// A column as it is named, and in snake case.
fn spelled(name: &str) -> Vec<String> {
    let name = name.trim_matches(['`', '"', '\\', '[', ']']);
    let mut names = vec![name.to_owned()];
    if name.contains(char::is_uppercase) && !naming::snake(name).eq_ignore_ascii_case(name) {
        names.push(naming::snake(name));
    }
    names
}

/// What the code calls a property: itself, and its getter and setter, which may be written or made (by Lombok, by Kotlin).
fn names(property: &str, type_text: Option<&str>) -> Vec<String> {
    let pascal: String = {
        let mut chars = property.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let mut names = vec![property.to_owned(), format!("get{pascal}"), format!("set{pascal}")];
    if type_text.is_some_and(|text| text.trim_end_matches('?').eq_ignore_ascii_case("boolean")) {
        names.push(format!("is{pascal}"));
    }
    // Kotlin and Lombok leave `is` out of a name that has it.
    if let Some(rest) = property.strip_prefix("is").filter(|rest| rest.starts_with(char::is_uppercase)) {
        names.extend([format!("set{rest}"), format!("get{rest}")]);
    }
    names
}
