//! Spring Data's relational mapping (JDBC and R2DBC): classes with `@Table` and `@Column` of `org.springframework.data.relational`. Those of JPA are `jpa`'s.

use super::Orm;
use super::rows::{self, Style};

pub(super) const ORM: Orm = Orm {
    name: "spring data relational",
    declared_in: rows::LANGUAGES,
    hints: &["org.springframework.data.relational", "org.springframework.data.annotation.Id"],
    mappings: |file| rows::mappings(file, &STYLE),
};

const STYLE: Style = Style {
    orm: "spring data relational",
    table: &["Table"],
    column: &["Column"],
    absent: "",
    convention: "the naming of Spring Data",
    packages: &["org.springframework.data.relational."],
};
