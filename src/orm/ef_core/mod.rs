//! Entity Framework Core, and mappers to which a class is registered with its table: `DbSet<User> Users`, `[Table("users")]`,
//! `Entity<User>().ToTable("x")`, `Mapper.Entity<Movie>("Movies")`.
//!
//! A class and what registers it stand in different files: `registration` reads what is said of a class, `join` finds the class that is meant and puts
//! both together. A class that nothing registers is a row only of a table that has its name and its columns.

mod join;
mod registration;
mod snapshot;
mod stand_ins;

#[cfg(test)]
mod tests;

use crate::lang::facts::{Class, ClassKind, Expr, Field, FieldKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, named, positional};

pub(super) use join::join;
pub use snapshot::is_snapshot;
pub use stand_ins::{StandIns, stand_ins};

pub(super) const ORM: Orm = Orm {
    name: "ef core",
    declared_in: &["csharp"],
    hints: &[
        "set; }",
        "set;}",
        "init; }",
        "init;}",
        "record ",
        "DbSet<",
        "Entity<",
        "ToTable(",
        "[Table(",
        "[TableName(",
        "[SugarTable(",
        "[Alias(",
        "[Map(",
        "Map<",
        "Mapper<",
        "Mapping<",
    ],
    mappings,
};

/// Marks a class that may be registered elsewhere.
const CANDIDATE: &str = "ef core candidate";

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| entity(file, class)).collect()
}

/// Tables of ASP.NET Identity's own classes, unless another name is given to them.
const IDENTITY: &[(&str, &str)] = &[
    ("IdentityRole", "AspNetRoles"),
    ("IdentityRoleClaim", "AspNetRoleClaims"),
    ("IdentityUser", "AspNetUsers"),
    ("IdentityUserClaim", "AspNetUserClaims"),
    ("IdentityUserLogin", "AspNetUserLogins"),
    ("IdentityUserRole", "AspNetUserRoles"),
    ("IdentityUserToken", "AspNetUserTokens"),
];

/// The table that a class has by its base.
fn identity(class: &Class) -> Option<&'static str> {
    let is = |name: &str| class.bases.iter().any(|base| base.last_name() == Some(name));
    IDENTITY.iter().find(|(name, _)| is(name)).map(|(_, table)| *table)
}

/// Attributes that give a class its table: of EF Core, Dapper.Contrib, FastCrud and linq2db; PetaPoco; SqlSugar; RepoDb; OrmLite.
const TABLES: &[&str] = &["Table", "TableName", "SugarTable", "Map", "Alias"];

/// Those that give a property its column.
const COLUMNS: &[&str] = &["Column", "SugarColumn", "Map", "Alias"];

/// The schema and the table that a class says: `[Table("users", Schema = "app")]`, `[Table(Name = "users")]`.
fn table_of(class: &Class) -> Option<(Option<String>, String)> {
    let marked = TABLES.iter().find_map(|name| decorator(&class.decorators, name))?;
    let table = positional(marked).next().or_else(|| named(marked, "Name"))?.as_text()?;
    Some((named(marked, "Schema").and_then(Expr::as_text), table))
}

/// The column that `[Column("x")]` or `[Column(Name = "x")]` says.
fn column_of(field: &Field) -> Option<String> {
    let marked = COLUMNS.iter().find_map(|name| decorator(&field.decorators, name))?;
    let name = || named(marked, "Name").or_else(|| named(marked, "ColumnName"));
    positional(marked).next().or_else(name)?.as_text()
}

/// A class with stored properties.
fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    if !matches!(class.kind, ClassKind::Class | ClassKind::Struct) {
        return None;
    }
    let attributes: Vec<Attribute> = class.fields.iter().filter_map(|field| property(file, class, field)).collect();
    let place = file.span(class.name_range.clone());
    let table = table_of(class);
    let why = table.as_ref().map(|(_, table)| format!("`{}` maps to table `{table}` (`[Table]`)", class.name));
    let name = table.map(|(schema, table)| ObjectName {
        qualifiers: schema.map(Ident::new).into_iter().collect(),
        name: Ident::new(table),
    });
    // A class without properties of its own may inherit them.
    if attributes.is_empty() && name.is_none() && class.bases.is_empty() {
        return None;
    }
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
    let column = column_of(field);
    Some(Attribute {
        name: field.name.clone(),
        column: column.unwrap_or_else(|| field.name.clone()),
        kind,
        target: None,
        span: file.span(field.name_range.clone()),
    })
}
