//! gorm, xorm, bun and go-pg (Go): structs with `gorm:"…"`, `xorm:"…"`, `bun:"…"` or `pg:"…"` tags, or with gorm's or bun's base struct in them; and structs without any tag of a
//! database that say their table by `TableName()`, which gorm and xorm ask for, or that gorm is handed ([`link`]).
//!
//! Which table and columns they are is told by `go_structs`.

use std::collections::{BTreeSet, HashMap};

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Function};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::go_structs::{self, Library};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub(super) const GORM: Orm = Orm {
    name: "gorm",
    declared_in: &["go"],
    hints: &["gorm:\"", "gorm.Model", ") TableName() string"],
    mappings: |file| mappings(file, Library::Gorm),
};
pub(super) const XORM: Orm =
    Orm { name: "xorm", declared_in: &["go"], hints: &["xorm:\""], mappings: |file| mappings(file, Library::Xorm) };
pub(super) const BUN: Orm = Orm {
    name: "bun",
    declared_in: &["go"],
    hints: &["bun:\"", "bun.BaseModel"],
    mappings: |file| mappings(file, Library::Bun),
};
pub(super) const PG: Orm =
    Orm { name: "go-pg", declared_in: &["go"], hints: &["pg:\""], mappings: |file| mappings(file, Library::Pg) };

fn mappings(file: &CodeFile, library: Library) -> Vec<Mapping> {
    let known: Vec<&Class> = file.facts.classes.iter().collect();
    let orm = match library {
        Library::Bun => BUN.name,
        Library::Gorm => GORM.name,
        Library::Pg => PG.name,
        Library::Xorm => XORM.name,
    };
    let structs = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct && class.outer.is_none());
    let is_of = |class: &Class| match go_structs::library(class) {
        Some(own) => own == library,
        None => library == Library::Gorm && says_its_table(class, file),
    };
    let found = structs.filter(|class| is_of(class) && !is_local(file, class));
    found.map(|class| mapping(file, class, library, orm, &known)).collect()
}

/// A struct inside of a function is one step's view of the table, not the program's.
fn is_local(file: &CodeFile, class: &Class) -> bool {
    file.facts.functions.iter().any(|function| {
        function.owner.as_deref() != Some(&class.name)
            && function.range.start < class.range.start
            && class.range.end < function.range.end
    })
}

fn mapping(file: &CodeFile, class: &Class, library: Library, orm: &'static str, known: &[&Class]) -> Mapping {
    let attributes = go_structs::members(class, library, known).into_iter().map(|member| {
        let joins = (library == Library::Gorm && member.kind == AttributeKind::Relation)
            .then(|| go_structs::gorm_option(&member.tag, "many2many"))
            .flatten();
        Attribute {
            name: member.name,
            kind: if joins.is_some() { AttributeKind::Link } else { member.kind },
            column: joins.unwrap_or(member.column),
            target: None,
            span: file.span(member.range),
        }
    });
    let place = file.span(class.name_range.clone());
    let (table, certainty, how) = match go_structs::own_table(class, [&file.facts]) {
        Some(table) if go_structs::library(class).is_none() => (table, Certainty::Likely, "its own name for it"),
        Some(table) => (table, Certainty::Certain, "its own name for it"),
        None => (go_structs::table(&class.name, library), Certainty::Likely, "by its naming rules"),
    };
    Mapping {
        orm,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["go"],
        certainty,
        why: Step::at(format!("`{}` maps to table `{table}` ({orm}, {how})", class.name), place.clone()),
        table: ObjectName::from_parts(table.split('.').map(Ident::new).collect()),
        attributes: attributes.collect(),
        open: false,
        lists_columns: true,
        span: place,
    }
}

/// Structs without any tag of a database that gorm is handed in another file: `db.Create(&models.Token{…})`, `var tokens []models.Token` with `db.Find(&tokens)`.
pub(super) fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    let mut handed: BTreeSet<(String, String)> = BTreeSet::new();
    let go = || files.iter().copied().filter(|file| file.language.name == "go");
    for file in go().filter(|file| file.facts.imports.iter().any(|import| PACKAGES.contains(&import.module.as_str()))) {
        for function in &file.facts.functions {
            gorm_handed(file, function, &mut handed);
        }
    }
    if handed.is_empty() {
        return;
    }
    for file in go() {
        let folder = folder(file.path());
        for class in file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct && class.outer.is_none())
        {
            let is_tagged =
                OTHERS.iter().any(|name| class.fields.iter().any(|field| go_structs::tag_of(field, name).is_some()));
            if go_structs::library(class).is_some()
                || is_tagged
                || is_local(file, class)
                || !handed.contains(&(folder.to_owned(), class.name.clone()))
                || found.iter().any(|one| one.used_in.contains(&"go") && one.model == class.name)
            {
                continue;
            }
            let known: Vec<&Class> = file.facts.classes.iter().collect();
            found.push(mapping(file, class, Library::Gorm, GORM.name, &known));
        }
    }
}

/// Where gorm comes from.
const PACKAGES: &[&str] = &["gorm.io/gorm", "github.com/jinzhu/gorm"];

/// Methods of gorm that are handed rows.
const TAKES: &[&str] = &[
    "AutoMigrate",
    "Create",
    "CreateInBatches",
    "Delete",
    "Find",
    "FindInBatches",
    "First",
    "FirstOrCreate",
    "FirstOrInit",
    "Last",
    "Model",
    "Save",
    "Take",
];

/// What only a chain of gorm has.
const LINKS: &[&str] = &[
    "Clauses",
    "Debug",
    "Joins",
    "Limit",
    "Model",
    "Not",
    "Offset",
    "Omit",
    "Or",
    "Order",
    "Preload",
    "Scopes",
    "Select",
    "Session",
    "Table",
    "Unscoped",
    "Where",
    "WithContext",
];

/// The structs whose rows a function hands to gorm, each with the last part of its package's path.
fn gorm_handed(file: &CodeFile, function: &Function, handed: &mut BTreeSet<(String, String)>) {
    let mut types: HashMap<&str, String> = HashMap::new();
    let mut add = |written: &str| {
        let name = written.trim_start_matches(['[', ']', '*', '&']);
        let (package, name) = match name.split_once('.') {
            Some((package, name)) => {
                let import = file.facts.imports.iter().find(|import| import.local == package);
                (import.map_or(package, |import| folder_name(&import.module)), name)
            }
            None => (folder(file.path()), name),
        };
        if name.starts_with(char::is_uppercase) {
            handed.insert((package.to_owned(), name.to_owned()));
        }
    };
    for body in &function.body {
        body.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, type_text, value, .. } => {
                    let made = || match &value.kind {
                        ExprKind::New { type_name, .. } => Some(type_name.clone()),
                        _ => None,
                    };
                    if let (Some(name), Some(of)) = (target.as_name(), type_text.clone().or_else(made)) {
                        types.insert(name, of);
                    }
                }
                ExprKind::Call { callee, args, .. } => {
                    let ExprKind::Member { object, name, .. } = &callee.kind else { return true };
                    if TAKES.contains(&name.as_str()) && is_of_gorm(object) {
                        for arg in args {
                            match &arg.value.kind {
                                ExprKind::New { type_name, .. } => add(type_name),
                                ExprKind::Name(name) => types.get(name.as_str()).into_iter().for_each(|of| add(of)),
                                _ => {}
                            }
                        }
                    }
                }
                _ => {}
            }
            true
        });
    }
}

/// Whether a chain begins at a handle of the database, or goes on as only gorm's do.
fn is_of_gorm(expr: &Expr) -> bool {
    let mut at = expr;
    for _ in 0..64 {
        match &at.kind {
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { name, .. } if LINKS.contains(&name.as_str()) => return true,
                ExprKind::Member { object, .. } => at = object,
                _ => return false,
            },
            _ => break,
        }
    }
    let name = at.last_name().unwrap_or_default().to_ascii_lowercase();
    ["conn", "db", "gorm", "orm", "session", "tx"].iter().any(|end| name.ends_with(end))
}

/// The name of a file's folder.
fn folder(path: &str) -> &str {
    folder_name(path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

fn folder_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Tags by which other libraries know the fields of a row or a document.
const OTHERS: &[&str] = &["bson", "db", "dynamodbav", "firestore", "orm", "pg", "spanner", "sql"];

/// Whether a struct without gorm's tags has a `TableName()` that gives a text, and no tags of another library.
fn says_its_table(class: &Class, file: &CodeFile) -> bool {
    let is_other = |name: &str| class.fields.iter().any(|field| go_structs::tag_of(field, name).is_some());
    go_structs::own_table(class, [&file.facts]).is_some() && !OTHERS.iter().any(|name| is_other(name))
}
