//! Doctrine ORM: classes with `#[ORM\Entity]`; their properties with `#[ORM\Column]` and `#[ORM\JoinColumn]`.
//!
//! Without `#[ORM\Table(name: …)]` the table is found by the class's name and its columns, as naming strategies differ. A column without a name is the
//! property's in snake case, which is what Symfony sets up. Annotations in comments count like attributes; traits and mapped superclasses give their
//! columns. Methods that get or set a property stand for it in other classes. A mapping in XML is read as if it were attributes of the class that it names.

use crate::lang::facts::{Class, Expr, Field};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, named, positional};

pub(super) const ORM: Orm = Orm {
    name: "doctrine",
    declared_in: &["php", "doctrine-xml"],
    hints: &["ORM\\", "Doctrine\\ORM", "loadMetadata", "doctrine-mapping"],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts
        .classes
        .iter()
        .filter_map(|class| entity(file, class).or_else(|| super::doctrine_builder::entity(file, class)))
        .collect()
}

fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    decorator(&class.decorators, "Entity")?;
    let text = |decorator: &Expr, name: &str| named(decorator, name).and_then(Expr::as_text);
    let place = file.span(class.name_range.clone());
    let at_table = decorator(&class.decorators, "Table");
    let table = at_table.and_then(|at| text(at, "name").or_else(|| positional(at).next()?.as_text()));
    let schema = at_table.and_then(|at| text(at, "schema"));
    let (certainty, why) = match &table {
        Some(table) => (Certainty::Certain, format!("`{}` maps to table `{table}` (`ORM\\Table`)", class.name)),
        None => (Certainty::Likely, format!("`{}` is an entity", class.name)),
    };
    let mut attributes = Vec::new();
    for field in &class.fields {
        property(file, class, field, &mut attributes);
    }
    let table = table.map(|table| ObjectName {
        qualifiers: schema.map(Ident::new).into_iter().collect(),
        name: Ident::new(table.trim_matches('`')),
    });
    Some(Mapping {
        orm: "doctrine",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["php"],
        table,
        certainty,
        why: Step::at(why, place.clone()),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// Traits and mapped superclasses of other files: their properties are columns of the entity that uses them.
pub fn inherited(files: &[&CodeFile], mappings: &mut [Mapping]) {
    let php = || files.iter().filter(|file| matches!(file.language.name, "php" | "doctrine-xml"));
    for mapping in mappings.iter_mut().filter(|mapping| mapping.orm == ORM.name) {
        let Some(class) = php()
            .filter(|file| *file.path() == mapping.span.path)
            .flat_map(|file| &file.facts.classes)
            .find(|class| class.name_range == mapping.span.range)
        else {
            continue;
        };
        for field in &class.fields {
            embedded(&php().copied().collect::<Vec<_>>(), field, &mut mapping.attributes);
        }
        let mut waiting: Vec<&str> = class.bases.iter().filter_map(Expr::last_name).collect();
        if mapping.span.path.ends_with(".xml") {
            for file in php().filter(|file| file.language.name == "php") {
                for own in file.facts.classes.iter().filter(|own| own.name == class.name) {
                    methods(file, own, &mut mapping.attributes);
                    waiting.extend(own.bases.iter().filter_map(Expr::last_name));
                }
            }
        }
        let mut seen: Vec<&str> = vec![&class.name];
        while let Some(name) = waiting.pop().filter(|_| seen.len() < 64) {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            for file in php() {
                let bases = file.facts.classes.iter().filter(|class| class.name == name);
                // An entity of its own has its own table, or shares it: its columns are looked for under its name.
                for base in bases.filter(|class| decorator(&class.decorators, "Entity").is_none()) {
                    for field in &base.fields {
                        property(file, base, field, &mut mapping.attributes);
                    }
                    waiting.extend(base.bases.iter().filter_map(Expr::last_name));
                }
            }
        }
    }
}

/// What the class of a mapping in XML gets and sets its properties with.
fn methods(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>) {
    let mut found = Vec::new();
    for field in out.iter().filter(|field| field.kind == AttributeKind::Column) {
        let named = accessors(file, class, &field.name).into_iter();
        found.extend(named.map(|name| Attribute { name, target: None, ..field.clone() }));
    }
    out.extend(found);
}

/// The columns of an embeddable, with the prefix that the property gives them: `#[ORM\Embedded(class: Address::class)] private $home` has `home_street`.
fn embedded(files: &[&CodeFile], field: &Field, out: &mut Vec<Attribute>) {
    let Some(at) = decorator(&field.decorators, "Embedded") else { return };
    let written = named(at, "class").or_else(|| positional(at).next()).and_then(|class| {
        let path = class.as_text().or_else(|| class.path())?;
        Some(path.trim_end_matches(".class").to_owned())
    });
    let Some(path) = written.or_else(|| field.type_text.clone()) else { return };
    let name = path.rsplit(['\\', '.', '?']).next().unwrap_or_default();
    let prefix = match named(at, "columnPrefix") {
        Some(prefix) => prefix.as_text().unwrap_or_default(),
        None => format!("{}_", naming::snake(&field.name)),
    };
    for file in files {
        let classes = file.facts.classes.iter().filter(|class| class.name == name);
        for class in classes.filter(|class| decorator(&class.decorators, "Embeddable").is_some()) {
            let mut own = Vec::new();
            for field in &class.fields {
                property(file, class, field, &mut own);
            }
            out.extend(own.into_iter().filter(|one| one.kind == AttributeKind::Column).map(|mut one| {
                one.column = format!("{prefix}{}", one.column);
                // The row has the embeddable; its own fields are not asked of it.
                one.name = format!("{}.{}", field.name, one.name);
                one
            }));
        }
    }
}

fn property(file: &CodeFile, class: &Class, field: &Field, out: &mut Vec<Attribute>) {
    let find = |name: &str| decorator(&field.decorators, name);
    let own = |at: Option<&Expr>| at.and_then(|at| named(at, "name").or_else(|| positional(at).next())?.as_text());
    let column = if find("Column").is_some() || find("Id").is_some() {
        own(find("Column")).unwrap_or_else(|| naming::snake(&field.name))
    } else if find("ManyToOne").is_some() || find("OneToOne").is_some() {
        let is_other_side = find("OneToOne").is_some_and(|at| named(at, "mappedBy").is_some());
        if is_other_side {
            return out.push(attribute(file, &field.name, "", AttributeKind::Relation, field));
        }
        own(find("JoinColumn")).unwrap_or_else(|| format!("{}_id", naming::snake(&field.name)))
    } else if find("OneToMany").is_some() || find("ManyToMany").is_some() {
        return out.push(attribute(file, &field.name, "", AttributeKind::Relation, field));
    } else {
        return;
    };
    let column = column.trim_matches('`').to_owned();
    out.push(attribute(file, &field.name, &column, AttributeKind::Column, field));
    for method in accessors(file, class, &field.name) {
        out.push(attribute(file, &method, &column, AttributeKind::Column, field));
    }
}

/// The methods of a class that get or set one of its properties.
pub(super) fn accessors(file: &CodeFile, class: &Class, field: &str) -> Vec<String> {
    let pascal = naming::pascal(field);
    let methods = ["get", "set", "is", "has"].map(|prefix| format!("{prefix}{pascal}"));
    let is_declared = |method: &String| {
        file.facts.functions.iter().any(|function| {
            function.owner.as_deref() == Some(&class.name) && function.name.eq_ignore_ascii_case(method)
        })
    };
    methods.into_iter().filter(is_declared).collect()
}

fn attribute(file: &CodeFile, name: &str, column: &str, kind: AttributeKind, field: &Field) -> Attribute {
    Attribute {
        name: name.to_owned(),
        column: column.to_owned(),
        kind,
        target: None,
        span: file.span(field.name_range.clone()),
    }
}
