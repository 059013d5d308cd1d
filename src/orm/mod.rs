//! A file per ORM: which class, struct or schema entry maps to which table, and which attribute to which column.
//!
//! Adding an ORM is one file with an [`Orm`] and one entry in [`ORMS`]. What a mapping's attributes are used for in the rest of the code is
//! found by `reference`, the same way for all; an ORM whose queries have a grammar of their own names it in [`Grammar`].

pub mod go_structs;
pub mod naming;

pub mod active_record;
mod diesel;
mod django;
pub mod doctrine;
mod doctrine_builder;
mod drizzle;
mod ef_core;
mod eloquent;
mod exposed;

mod ecto;
pub mod ent;
mod go_tags;
mod gorm;
mod gorp;
mod habits;
pub mod jet;
pub mod jpa;
mod knex;
mod ktorm;
mod kysely;
pub mod laravel_packages;
mod micronaut;
mod mikro_orm;
mod mybatis;
mod objection;
mod peewee;
mod pgx;
mod piccolo;
mod pony;
mod pop;
mod prisma;
mod python;
mod python_fields;
pub mod rom;
mod rows;
mod script;

mod sea_orm;
mod sea_query;
mod selected;
mod sequel;
mod sequelize;
mod spring_data;
mod sqlalchemy;
pub mod sqlboiler;
mod sqlx;
mod tortoise;
mod typeorm;

pub use django::relabel;
pub use ecto::is_schema_macro;
pub use ef_core::{StandIns, is_snapshot, stand_ins};
pub use habits::{Declares, habits};
pub use python::is_reached_as;

use std::sync::Arc;

use crate::lang::Language;
use crate::lang::facts::{Class, CodeFacts, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};
use crate::source::{SourceFile, Span};

/// A file of code with its facts.
pub struct CodeFile {
    pub source: SourceFile,
    pub language: &'static Language,
    pub facts: CodeFacts,
    /// It is test code by its path.
    pub test: bool,
}

impl CodeFile {
    /// The path, cheap to keep.
    pub fn path(&self) -> &Arc<str> {
        &self.source.path
    }

    /// The span of a range of this file.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.source.span(range)
    }
}

/// One ORM, mapper or struct-tag convention.
pub struct Orm {
    /// In output, in lower case: `diesel`.
    pub name: &'static str,
    /// Names of the languages in which models are declared.
    pub declared_in: &'static [&'static str],
    /// A file that holds none of these words declares nothing.
    pub hints: &'static [&'static str],
    /// The mappings that a file declares.
    pub mappings: fn(&CodeFile) -> Vec<Mapping>,
}

/// Every ORM, sorted by name.
pub static ORMS: &[Orm] = &[
    active_record::ORM,
    gorm::BUN,
    selected::DAPPER,
    diesel::ORM,
    django::ORM,
    doctrine::ORM,
    drizzle::ORM,
    ecto::ORM,
    ef_core::ORM,
    eloquent::ORM,
    ent::ORM,
    exposed::ORM,
    go_tags::ORM,
    gorm::PG,
    gorm::GORM,
    gorp::ORM,
    selected::JDBI,
    jet::ORM,
    jpa::ORM,
    knex::ORM,
    ktorm::ORM,
    kysely::ORM,
    micronaut::ORM,
    mikro_orm::ORM,
    mybatis::ORM,
    mybatis::PLUS,
    objection::ORM,
    peewee::ORM,
    piccolo::ORM,
    pony::ORM,
    pop::ORM,
    prisma::ORM,
    selected::PYTHON_ROWS,
    rom::ORM,
    sea_orm::ORM,
    sea_query::ORM,
    sequel::ORM,
    sequelize::ORM,
    spring_data::ORM,
    selected::SPRING,
    sqlalchemy::ORM,
    sqlboiler::ORM,
    sqlx::ORM,
    tortoise::ORM,
    typeorm::ORM,
    gorm::XORM,
];

/// Whether a file that a tool made is read all the same: it declares the schema, and is what the queries are checked against by their own tools.
pub fn is_read_generated(language: &str, text: &str) -> bool {
    match language {
        "prisma" | "rust" => true,
        "go" => GENERATED_GO.iter().any(|hint| text.contains(hint)),
        _ => false,
    }
}

/// What the declarations of ent, gorm's generator, SQLBoiler and jet have in Go.
const GENERATED_GO: &[&str] = &[ent::LABEL, gorm::GENERATED, jet::HINT, sqlboiler::HINT];

/// Puts together what several files say of one model.
pub fn join(files: &[&CodeFile], mut mappings: Vec<Mapping>) -> Vec<Mapping> {
    // A class has what is mixed into its base, and into itself.
    active_record::without_stubs(files, &mut mappings);
    active_record::mixed_in(files, &mut mappings);
    active_record::inherited(files, &mut mappings);
    active_record::of_own_bases(files, &mut mappings);
    active_record::inherited(files, &mut mappings);
    active_record::mixed_in(files, &mut mappings);
    diesel::link(&mut mappings);
    jpa::link(files, &mut mappings);
    pgx::link(files, &mut mappings);
    exposed::link(files, &mut mappings);
    doctrine::inherited(files, &mut mappings);
    eloquent::inherited(files, &mut mappings);
    python::inherited(files, &mut mappings);
    let mut joined = ef_core::join(files, mappings);
    script::inherit(files, &mut joined);
    sequelize::associate(files, &mut joined);
    selected::link(files, &mut joined);
    gorp::link(files, &mut joined);
    gorm::link(files, &mut joined);
    knex::link(files, &mut joined);
    ent::link(files, &mut joined);
    joined
}

/// How queries name the attributes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Keyword arguments, keys of objects, strings in known positions, members of the class: `User.where(email: x)`.
    Class,
    /// `prisma.user.findMany({ where: { email } })`, relations nested.
    Prisma,
    /// `users::email`, `users::dsl::*`.
    Diesel,
    /// Only the declaration and typed values; queries are SQL.
    Row,
}

/// A model of a table.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub orm: &'static str,
    pub grammar: Grammar,
    /// As the code names it: `User`.
    pub model: String,
    /// The languages in which it is used.
    pub used_in: &'static [&'static str],
    /// `None`: to be found out from the columns.
    pub table: Option<ObjectName>,
    /// How sure the table is.
    pub certainty: Certainty,
    /// How the table is known.
    pub why: Step,
    pub attributes: Vec<Attribute>,
    /// The model has every column of the table without declaring it (Rails).
    pub open: bool,
    /// Each query of the model lists every declared column, so that one that is gone breaks them all.
    pub lists_columns: bool,
    /// Where the model is declared: its name.
    pub span: Span,
}

/// An attribute of a model.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// As the code names it.
    pub name: String,
    /// As the database names it.
    pub column: String,
    pub kind: AttributeKind,
    /// For a relation: the model it leads to.
    pub target: Option<String>,
    pub span: Span,
}

/// What stands behind an attribute. Only a column (and a relation's key) is a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    Column,
    /// A name in a list that only treats the column where it is there (`$casts`): an entry that is left breaks nothing by itself.
    Listed,
    Relation,
    /// A relation whose rows stand in a table of their own, which `column` names.
    Link,
    /// The name by which the model that `target` names reaches this one.
    Reverse,
    Computed,
    Virtual,
    Ignored,
}

/// Whether a name among the bases of a class means this module or trait: as written, or under one of the modules around the class.
pub fn means_module(base: &Expr, class: &Class, module: &Class) -> bool {
    let Some(path) = base.path() else { return false };
    let path = path.replace("::", ".").replace('\\', ".");
    if path.rsplit('.').next() != Some(module.name.as_str()) {
        return false;
    }
    let mut around = class.symbol.as_str();
    loop {
        if module.symbol == path || module.symbol == format!("{around}.{path}") {
            return true;
        }
        match around.rsplit_once('.') {
            Some((outer, _)) => around = outer,
            // PHP writes the name that it imports.
            None => return module.symbol == module.name && path.ends_with(&module.name),
        }
    }
}

/// The decorator (annotation, attribute, tag) with this name, by its last part.
pub(crate) fn decorator<'a>(decorators: &'a [Expr], name: &str) -> Option<&'a Expr> {
    decorators.iter().find(|decorator| callee_name(decorator) == Some(name))
}

/// The last part of the name that a call calls, or of a plain name.
pub(crate) fn callee_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Call { callee, .. } => callee.last_name(),
        _ => expr.last_name(),
    }
}

/// The arguments of a call; none for anything else.
pub(crate) fn arguments(expr: &Expr) -> &[crate::lang::facts::Arg] {
    match &expr.kind {
        ExprKind::Call { args, .. } | ExprKind::New { args, .. } => args,
        _ => &[],
    }
}

/// The value of a named argument.
pub(crate) fn named<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    arguments(expr).iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)
}

/// The positional arguments.
pub(crate) fn positional(expr: &Expr) -> impl Iterator<Item = &Expr> {
    arguments(expr).iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value)
}

/// The texts that a list holds; none for anything else.
pub(crate) fn texts(list: &Expr) -> Vec<String> {
    match &list.kind {
        ExprKind::List(items) | ExprKind::Seq(items) => items.iter().filter_map(Expr::as_text).collect(),
        _ => Vec::new(),
    }
}

/// A value as a name: a string, a symbol, a plain or dotted name.
pub(crate) fn text_or_path(expr: &Expr) -> Option<String> {
    expr.as_text().or_else(|| expr.path())
}
