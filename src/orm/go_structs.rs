//! Go structs as rows, the way gorm, xorm and bun read them: the table and the columns by their naming rules and tags.
//!
//! Models (`gorm`, `xorm`, `bun`) and migrations that are given structs (`AutoMigrate`, `Sync`) go by the same rules. Only what stands in the text of the
//! structs counts: a naming strategy that the program sets is not known, but for the initialisms (`ID`, `SHA1`) that all of them keep together.

use std::ops::Range;

use crate::lang::facts::{Class, ClassKind, CodeFacts, Expr, ExprKind, Field};

use super::{AttributeKind, decorator, naming, positional};

/// How deep structs that are embedded in each other are followed.
const DEPTH: usize = 6;

/// Whose rules a struct follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    Bun,
    Gorm,
    Pg,
    Xorm,
}

/// A field of a struct as a column.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub column: String,
    pub kind: AttributeKind,
    /// As the tag says it; mostly empty.
    pub data_type: String,
    pub primary: bool,
    pub required: bool,
    /// What the tag says, for what only some ask of it.
    pub tag: String,
    pub range: Range<usize>,
}

/// Whose tags a struct has.
pub fn library(class: &Class) -> Option<Library> {
    let has = |name: &str| class.fields.iter().any(|field| decorator(&field.decorators, name).is_some());
    let base = |path: &str| class.bases.iter().any(|base| base.path().as_deref() == Some(path));
    match () {
        () if has("bun") || base("bun.BaseModel") => Some(Library::Bun),
        () if has("gorm") || base("gorm.Model") => Some(Library::Gorm),
        () if has("xorm") => Some(Library::Xorm),
        () if has("pg") => Some(Library::Pg),
        () => None,
    }
}

/// The table that a struct's name stands for.
pub fn table(name: &str, library: Library) -> String {
    match library {
        Library::Bun | Library::Gorm | Library::Pg => naming::pluralize(&naming::snake(name)),
        Library::Xorm => naming::snake(name),
    }
}

/// What the struct says itself: its `TableName()` gives back a literal, or the tag of its `bun.BaseModel` names it.
pub fn own_table<'a>(class: &Class, files: impl IntoIterator<Item = &'a CodeFacts>) -> Option<String> {
    let tagged = class.fields.iter().find_map(|field| {
        let options = tag_of(field, "bun")?;
        let named = options.split(',').find_map(|option| option.trim().strip_prefix("table:").map(str::to_owned))?;
        Some(named.split([' ', ',']).next().unwrap_or_default().to_owned())
    });
    // go-pg's field without a value: ``tableName struct{} `pg:"users,alias:u"` ``.
    let of_pg = || {
        let field = class.fields.iter().find(|field| field.name.eq_ignore_ascii_case("tableName"))?;
        let named = ["pg", "sql"].iter().find_map(|tag| tag_of(field, tag))?;
        let named = named.split(',').next().unwrap_or_default().trim().replace('"', "");
        let is_name = named.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        (is_name && !named.is_empty()).then_some(named)
    };
    tagged.or_else(of_pg).or_else(|| {
        let is_it = |owner: Option<&str>| owner == Some(&class.name);
        files.into_iter().find_map(|facts| {
            facts.functions.iter().find_map(|function| {
                let named = function.name == "TableName" && is_it(function.owner.as_deref());
                let text = || function.body.iter().find_map(returned_text);
                named
                    .then(|| text().or_else(|| function.body.iter().find_map(|expr| returned_constant(expr, facts))))
                    .flatten()
            })
        })
    })
}

/// The text of the constant of the same file that a `TableName()` gives back: `return TableNameUser`.
fn returned_constant(expr: &Expr, facts: &CodeFacts) -> Option<String> {
    let ExprKind::Return(value) = &expr.kind else { return None };
    let value = match &value.kind {
        ExprKind::Seq(items) | ExprKind::List(items) => items.first()?,
        _ => value,
    };
    let name = value.as_name()?;
    facts.assigned().into_iter().find(|(own, _)| *own == name)?.1.as_text()
}

/// What bun's queries call the table of a struct: `alias:` in the tag of its `bun.BaseModel`, or else its name in snake case.
pub fn alias(class: &Class) -> Option<String> {
    let is_bun = class.kind == ClassKind::Struct && library(class) == Some(Library::Bun);
    let tags = class.fields.iter().filter(|_| is_bun).filter_map(|field| tag_of(field, "bun"));
    let mut options = tags.flat_map(|tag| tag.split(',').map(str::to_owned).collect::<Vec<_>>());
    let given = options.find_map(|option| option.trim().strip_prefix("alias:").map(str::to_owned));
    given.or_else(|| is_bun.then(|| naming::snake(&class.name)))
}

/// The text that a `TableName()` gives back, also through a helper that is given it: `return schema.Qualified(ctx, "users")`.
pub fn returned_text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Return(value) => value.as_text().or_else(|| match &value.kind {
            ExprKind::Seq(items) | ExprKind::List(items) => {
                items.iter().find_map(Expr::as_text).or_else(|| items.iter().find_map(handed_on))
            }
            _ => handed_on(value),
        }),
        ExprKind::Seq(items) => items.iter().find_map(returned_text),
        _ => None,
    }
}

/// The only text that a call is given, if it can be a name.
fn handed_on(expr: &Expr) -> Option<String> {
    if !matches!(expr.kind, ExprKind::Call { .. }) {
        return None;
    }
    let mut texts = positional(expr).filter_map(Expr::as_text);
    let text = texts.next().filter(|_| texts.next().is_none())?;
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    (!text.is_empty() && text.chars().all(is_part)).then_some(text)
}

/// The columns of a struct, those of embedded structs with them; `known` are the structs that a name may mean.
pub fn members(class: &Class, library: Library, known: &[&Class]) -> Vec<Member> {
    let mut found = Vec::new();
    gather(class, library, known, "", DEPTH, &mut found);
    found
}

fn gather(class: &Class, library: Library, known: &[&Class], prefix: &str, depth: usize, found: &mut Vec<Member>) {
    if depth == 0 {
        return;
    }
    let named = |name: &str| known.iter().find(|other| other.name == name && other.kind == ClassKind::Struct).copied();
    for base in &class.bases {
        let name = base.last_name().unwrap_or_default();
        if library == Library::Gorm && base.path().as_deref() == Some("gorm.Model") {
            found.extend(
                ["ID", "CreatedAt", "UpdatedAt", "DeletedAt"]
                    .map(|name| Member { primary: name == "ID", ..plain(name, prefix, base.range.clone()) }),
            );
        } else if let Some(inner) = named(name).filter(|inner| inner.range != class.range) {
            gather(inner, library, known, prefix, depth - 1, found);
        }
    }
    for field in &class.fields {
        let is_base = class.bases.iter().any(|base| base.range == field.name_range);
        if !field.name.starts_with(char::is_uppercase) || (is_base && field.name == "BaseModel") {
            continue;
        }
        let tag = tag_of(field, tag_name(library)).unwrap_or_default();
        if let Some(more) = embedded(&tag, library) {
            let inner = named(type_name(field)).filter(|_| !is_base);
            if let Some(inner) = inner {
                gather(inner, library, known, &format!("{prefix}{more}"), depth - 1, found);
            }
            continue;
        }
        if is_base {
            continue;
        }
        let mut member = match library {
            Library::Gorm => gorm_member(field, &tag, prefix),
            Library::Xorm => xorm_member(field, &tag),
            Library::Bun | Library::Pg => bun_member(field, &tag),
        };
        if member.kind == AttributeKind::Column
            && library != Library::Xorm
            && is_row(field, &tag, named(type_name(field)).is_some())
        {
            member.kind = AttributeKind::Relation;
        }
        found.push(member);
    }
}

fn plain(name: &str, prefix: &str, range: Range<usize>) -> Member {
    Member {
        name: name.to_owned(),
        column: format!("{prefix}{}", naming::snake(name)),
        kind: AttributeKind::Column,
        data_type: String::new(),
        primary: false,
        required: false,
        tag: String::new(),
        range,
    }
}

fn tag_name(library: Library) -> &'static str {
    match library {
        Library::Bun => "bun",
        Library::Pg => "pg",
        Library::Gorm => "gorm",
        Library::Xorm => "xorm",
    }
}

pub fn tag_of(field: &Field, name: &str) -> Option<String> {
    positional(decorator(&field.decorators, name)?).next()?.as_text()
}

/// A struct whose columns are the row's own; with what is put before their names.
fn embedded(tag: &str, library: Library) -> Option<String> {
    match library {
        Library::Gorm => {
            let is = tag.split(';').any(|option| option.trim().eq_ignore_ascii_case("embedded"));
            is.then(|| gorm_option(tag, "embeddedPrefix").unwrap_or_default())
        }
        Library::Xorm => tag.split_whitespace().any(|word| word.eq_ignore_ascii_case("extends")).then(String::new),
        Library::Bun | Library::Pg => tag.split(',').find_map(|option| {
            let option = option.trim();
            option.strip_prefix("embed:").or((option == "extend").then_some("")).map(str::to_owned)
        }),
    }
}

pub fn gorm_option(tag: &str, name: &str) -> Option<String> {
    tag.split(';').find_map(|part| {
        let (key, value) = part.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('\'').to_owned())
    })
}

fn gorm_member(field: &Field, tag: &str, prefix: &str) -> Member {
    let mut member = plain(&field.name, prefix, field.name_range.clone());
    let lower = tag.to_ascii_lowercase();
    let has = |words: &[&str]| lower.split(';').any(|part| words.contains(&part.trim()));
    if let Some(column) = gorm_option(tag, "column") {
        member.column = format!("{prefix}{column}");
    }
    if tag.trim() == "-" || lower.starts_with("-:all") || lower.starts_with("-:migration") {
        member.kind = AttributeKind::Virtual;
    }
    member.data_type = gorm_option(tag, "type").unwrap_or_default();
    member.primary = has(&["primarykey", "primary_key"]) || field.name == "ID";
    member.required = has(&["not null"]) && !member.primary && gorm_option(tag, "default").is_none();
    member.tag = tag.to_owned();
    member
}

fn xorm_member(field: &Field, tag: &str) -> Member {
    let mut member = plain(&field.name, "", field.name_range.clone());
    let lower = tag.to_ascii_lowercase();
    if let Some(column) = xorm_column(tag) {
        member.column = column;
    }
    if tag.trim() == "-" {
        member.kind = AttributeKind::Virtual;
    }
    let has = |word: &str| lower.split_whitespace().any(|part| part == word);
    member.primary = has("pk") || field.name == "ID" || field.name == "Id";
    let filled = ["default", "autoincr", "created", "updated", "deleted", "version"].iter().any(|word| has(word));
    member.required = (has("notnull") || lower.contains("not null")) && !filled && !member.primary;
    member.tag = tag.to_owned();
    member
}

/// The column that a tag of xorm names: in quotes, or a word that is no option.
pub fn xorm_column(tag: &str) -> Option<String> {
    let mut words = tag.split_whitespace();
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("default") || word.to_ascii_lowercase().starts_with("comment") {
            words.next();
            continue;
        }
        if let Some(quoted) = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return Some(quoted.to_owned()).filter(|name| !name.is_empty());
        }
        let is_name = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
        if is_name && word.starts_with(|c: char| c.is_ascii_lowercase()) && !XORM_OPTIONS.contains(&word) {
            return Some(word.to_owned());
        }
    }
    None
}

fn bun_member(field: &Field, tag: &str) -> Member {
    let mut member = plain(&field.name, "", field.name_range.clone());
    let mut options = tag.split(',').map(str::trim);
    let first = options.next().unwrap_or_default();
    let options: Vec<&str> = options.collect();
    if first == "-" {
        member.kind = AttributeKind::Virtual;
    } else if !first.is_empty() && !first.contains(':') {
        member.column = first.to_owned();
    }
    if options.contains(&"scanonly") {
        member.kind = AttributeKind::Computed;
    }
    member.primary = options.contains(&"pk");
    let filled = ["default:", "nullzero", "autoincrement"];
    member.required = options.contains(&"notnull")
        && !member.primary
        && !options.iter().any(|option| filled.iter().any(|word| option.starts_with(word)));
    let given = options.iter().find_map(|option| option.strip_prefix("type:"));
    member.data_type = given.unwrap_or_default().to_owned();
    member.tag = tag.to_owned();
    member
}

fn type_name(field: &Field) -> &str {
    let text = field.type_text.as_deref().unwrap_or_default();
    text.trim_start_matches(['[', ']', '*'])
}

/// A field that holds another table's row, or several, and has no column of its own.
fn is_row(field: &Field, tag: &str, known: bool) -> bool {
    let lower = tag.to_ascii_lowercase();
    let says = ["foreignkey:", "many2many:", "polymorphic:", "references:", "rel:", "m2m:"];
    if says.iter().any(|word| lower.contains(word)) {
        return true;
    }
    if ["type:", "serializer:", "column:", "array"].iter().any(|word| lower.contains(word)) {
        return false;
    }
    let text = field.type_text.as_deref().unwrap_or_default();
    let is_list = text.starts_with("[]") && !text.starts_with("[]byte");
    let inner = type_name(field);
    known || (is_list && inner.rsplit('.').next().unwrap_or(inner).starts_with(char::is_uppercase))
}

/// Words of xorm's tags that are no names.
const XORM_OPTIONS: &[&str] = &[
    "autoincr",
    "array",
    "bigint",
    "binary",
    "bit",
    "blob",
    "bool",
    "boolean",
    "bytea",
    "cache",
    "char",
    "comment",
    "created",
    "date",
    "datetime",
    "decimal",
    "default",
    "deleted",
    "double",
    "enum",
    "extends",
    "float",
    "index",
    "int",
    "integer",
    "json",
    "jsonb",
    "local",
    "longblob",
    "longtext",
    "mediumblob",
    "mediumint",
    "mediumtext",
    "nocache",
    "not",
    "notnull",
    "null",
    "numeric",
    "nvarchar",
    "pk",
    "real",
    "serial",
    "bigserial",
    "set",
    "smallint",
    "text",
    "time",
    "timestamp",
    "timestampz",
    "tinyblob",
    "tinyint",
    "tinytext",
    "unique",
    "unsigned",
    "updated",
    "utc",
    "uuid",
    "varbinary",
    "varchar",
    "version",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let facts = (crate::lang::of_path("a.go").expect("Go is there").parse)(&format!("package m\n{text}"), "go");
        let known: Vec<&Class> = facts.classes.iter().collect();
        let class = facts.classes.iter().find(|class| class.name == "T").expect("a struct");
        let library = library(class).unwrap_or(Library::Xorm);
        let shown = members(class, library, &known).into_iter().map(|member| {
            let marks =
                [(member.kind != AttributeKind::Column, "-"), (member.primary, " pk"), (member.required, " required")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            format!("{}{marks}", member.column)
        });
        let own = own_table(class, [&facts]).unwrap_or_else(|| table("T", library));
        format!("{own}: {}", shown.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn structs_are_tables() {
        for (text, expected) in [
            ("type T struct { gorm.Model\nName string }", "ts: id pk, created_at, updated_at, deleted_at, name"),
            (
                "type M struct { ID string }\ntype T struct { M\nUserID int64 `gorm:\"column:owner;not null\"`\nUser User\nPosts []Post `gorm:\"foreignKey:X\"`\nTags []Tag }\ntype User struct {}",
                "ts: id pk, owner required, user-, posts-, tags-",
            ),
            (
                "type T struct { A int `gorm:\"-\"`\nB M `gorm:\"embedded;embeddedPrefix:m_\"` }\ntype M struct { C int }",
                "ts: a-, m_c",
            ),
            (
                "type T struct { Id int64 `xorm:\"pk autoincr\"`\nSHA1 string `xorm:\"VARCHAR(40) NOT NULL 'sha'\"`\nx int\nCommitSHA string }\nfunc (T) TableName() string { return \"t\" }",
                "t: id pk, sha required, commit_sha",
            ),
            (
                "type T struct { A string `xorm:\"index token_last_eight\"`\nB string `xorm:\"NOT NULL DEFAULT 'x'\"`\nC X `xorm:\"extends\"` }\ntype X struct { D int }",
                "t: token_last_eight, b, d",
            ),
            (
                "type T struct { bun.BaseModel `bun:\"table:users,alias:u\"`\nID int64 `bun:\",pk,autoincrement\"`\nName string `bun:\"full_name,notnull\"`\nO *Org `bun:\"rel:belongs-to\"` }",
                "users: id pk, full_name required, o-",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_of_xorm_name_columns() {
        for (tag, expected) in [
            ("pk autoincr 'repo_id'", Some("repo_id")),
            ("netrc_only_trusted", Some("netrc_only_trusted")),
            ("NOT NULL DEFAULT 'x'", None),
            ("VARCHAR(250) UNIQUE", None),
            ("TEXT JSON", None),
            ("json", None),
            ("", None),
        ] {
            assert_eq!(xorm_column(tag).as_deref(), expected, "{tag}");
        }
    }
}
