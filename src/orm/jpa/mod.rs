//! JPA and Hibernate, in Java and Kotlin: classes with `@Entity`, `@Table`, `@Column`, `@JoinColumn`, `@Embedded`, `@MappedSuperclass`.
//!
//! A class maps more than its own fields: those of its superclasses, of embedded classes, the key of a relation, tables that only join. They stand in other
//! files, as do the constants that name tables and columns, so [`link`] reads all files at once (`World`). A name that is not said, or not in lower case, is
//! both as JPA takes it and in snake case, as Spring does. A mapping in XML is read as if it were annotations of the class that it names.

mod fields;
mod world;

use crate::lang::facts::{Class, Expr};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use self::fields::{Part, collect};
use self::world::World;
use super::{Attribute, CodeFile, Grammar, Mapping, Orm, decorator, named, naming};

pub(super) const ORM: Orm = Orm {
    name: NAME,
    declared_in: LANGUAGES,
    hints: &["@Entity", "@MappedSuperclass", "@Embeddable", "hibernate-mapping"],
    mappings,
};

const NAME: &str = "jpa";
const LANGUAGES: &[&str] = &["java", "kotlin", "hibernate-xml"];

/// What a file alone declares; [`link`] does it again with all files.
fn mappings(file: &CodeFile) -> Vec<Mapping> {
    entities(&[file])
}

/// Replaces what single files declare by what all of them declare together.
pub fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    if !found.iter().any(|one| one.orm == NAME) {
        return;
    }
    found.retain(|one| one.orm != NAME);
    let own: Vec<&CodeFile> = files.iter().copied().filter(|file| LANGUAGES.contains(&file.language.name)).collect();
    found.extend(entities(&own));
}

fn entities(files: &[&CodeFile]) -> Vec<Mapping> {
    let world = World::new(files);
    let mut found = Vec::new();
    for file in files {
        for class in file.facts.classes.iter().filter(|class| decorator(&class.decorators, "Entity").is_some()) {
            entity(&world, file, class, &mut found);
        }
    }
    found
}

/// The table of an entity: every name that it may have, and how that is known.
struct Named {
    names: Vec<ObjectName>,
    certainty: Certainty,
    how: &'static str,
}

fn entity(world: &World<'_>, file: &CodeFile, class: &Class, out: &mut Vec<Mapping>) {
    let mut parts: Vec<Part> = Vec::new();
    collect(world, file, class, 0, &mut parts);
    let own = table(world, file, class, 0);
    let mut push = |model: &str, table: &Named, attributes: &[&Part]| {
        let place = file.span(class.name_range.clone());
        for name in &table.names {
            let why = format!("`{}` maps to table `{name}` ({})", class.name, table.how);
            out.push(Mapping {
                orm: NAME,
                grammar: Grammar::Class,
                model: model.to_owned(),
                used_in: LANGUAGES,
                table: Some(name.clone()),
                certainty: table.certainty,
                why: Step::at(why, place.clone()),
                attributes: attributes.iter().map(|part| part.attribute.clone()).collect::<Vec<Attribute>>(),
                open: false,
                lists_columns: true,
                span: place.clone(),
            });
        }
    };
    // An embedded class is a model of its own, of the table of the class around.
    let mut models: Vec<&str> = parts.iter().map(|part| part.model.as_str()).collect();
    models.sort_unstable();
    models.dedup();
    if !models.contains(&class.name.as_str()) {
        models.push(&class.name);
    }
    for model in models {
        let of_model: Vec<&Part> = parts.iter().filter(|part| part.model == model).collect();
        let main: Vec<&Part> = of_model.iter().copied().filter(|part| part.table.is_none()).collect();
        if !main.is_empty() || model == class.name {
            push(model, &own, &main);
        }
        let mut others: Vec<&String> = of_model.iter().filter_map(|part| part.table.as_ref()).collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            let named = Named { names: spellings(other, None), certainty: Certainty::Certain, how: "its annotations" };
            let there: Vec<&Part> =
                of_model.iter().copied().filter(|part| part.table.as_ref() == Some(other)).collect();
            push(model, &named, &there);
        }
    }
    // A second table without a column that says so is still the entity's.
    for mark in world.marks(&class.decorators, "SecondaryTable", "SecondaryTables") {
        if let Some(name) = world.value(file, class, mark, "name")
            && !parts.iter().any(|part| part.table.as_ref() == Some(&name))
        {
            push(
                &class.name,
                &Named { names: spellings(&name, None), certainty: Certainty::Certain, how: "`@SecondaryTable`" },
                &[],
            );
        }
    }
}

fn table(world: &World<'_>, file: &CodeFile, class: &Class, depth: usize) -> Named {
    // A class in the table of the one that it extends; a table of its own that it names does not count.
    if depth < fields::DEPTH
        && let Some((parent_file, parent)) = world.parent(file, class)
        && decorator(&parent.decorators, "Entity").is_some()
        && fields::strategy(world, parent_file, parent) == fields::Strategy::OneTable
    {
        return table(world, parent_file, parent, depth + 1);
    }
    let at_table = decorator(&class.decorators, "Table");
    let given = at_table.and_then(|at| world.value(file, class, at, "name"));
    if let Some(name) = given {
        let schema = at_table.and_then(|at| world.value(file, class, at, "schema"));
        // Whether a class of a hierarchy has a table of its own is said by its root, which is not among the files.
        let is_part = has(&class.decorators, &["DiscriminatorValue"]) && world.parent(file, class).is_none();
        let unsure = is_part && !class.bases.is_empty();
        let certainty = if unsure { Certainty::Possible } else { Certainty::Certain };
        return Named { names: spellings(&name, schema), certainty, how: "`@Table`" };
    }
    let entity = decorator(&class.decorators, "Entity").and_then(|at| world.value(file, class, at, "name"));
    let how = if at_table.is_some_and(|at| named(at, "name").is_some()) {
        "its name; that of `@Table` is not known"
    } else {
        "the naming of JPA"
    };
    Named { names: spellings(&entity.unwrap_or_else(|| class.name.clone()), None), certainty: Certainty::Likely, how }
}

/// A name as it is said, and as Spring's naming makes it.
fn spellings(name: &str, schema: Option<String>) -> Vec<ObjectName> {
    let name = name.trim_matches(['`', '"', '\\', '[', ']']);
    let (before, name) = name.rsplit_once('.').map_or((None, name), |(before, name)| (Some(before.to_owned()), name));
    let schema = schema.or(before);
    let make = |name: String| ObjectName {
        qualifiers: schema.iter().cloned().map(Ident::new).collect(),
        name: Ident::new(name),
    };
    let mut names = vec![make(name.to_owned())];
    if !naming::snake(name).eq_ignore_ascii_case(name) && name.contains(char::is_uppercase) {
        names.push(make(naming::snake(name)));
    }
    names
}

/// Whether one of these annotations is there.
fn has(decorators: &[Expr], names: &[&str]) -> bool {
    names.iter().any(|name| decorator(decorators, name).is_some())
}
