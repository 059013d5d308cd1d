//! Micronaut Data: classes with `@MappedEntity` and `@MappedProperty`. Entities of JPA that its repositories read are `jpa`'s.

use super::Orm;
use super::rows::{self, Style};

pub(super) const ORM: Orm = Orm {
    name: "micronaut data",
    declared_in: rows::LANGUAGES,
    hints: &["@MappedEntity"],
    mappings: |file| rows::mappings(file, &STYLE),
};

const STYLE: Style = Style {
    orm: "micronaut data",
    table: &["MappedEntity"],
    column: &["MappedProperty"],
    absent: "",
    convention: "the naming of Micronaut Data",
    packages: &["io.micronaut.data."],
};
