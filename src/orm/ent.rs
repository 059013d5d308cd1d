//! ent (Go): schemas, `type User struct { ent.Schema }` with `Fields()`, `field.String("email").StorageKey("mail")`, and the packages that are generated from them.
//!
//! The table is the plural of the type's name in snake case, unless an annotation says otherwise (ent's manual, *Fields* and *Annotations*). An attribute bears
//! the name that the generated code gives it: `UserID` of `user_id`. Keys of edges that no field stands for are known from the generated package alone.

mod generated;
mod mixins;
mod plural;

use std::collections::{HashMap, HashSet};

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Function};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub use generated::HINT as LABEL;

/// The generated package of a schema says `Label = "user"` in constants that gofmt may align.
pub(super) const ORM: Orm = Orm {
    name: "ent",
    declared_in: &["go"],
    hints: &["ent.Schema", "mixin.Schema", "/ent\"", "/ent/", generated::HINT],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let structs = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct);
    let schemas = structs.filter(|class| has_base(class, "ent.Schema")).map(|class| mapping(file, class));
    schemas.chain(generated::mapping(file)).collect()
}

/// Puts a schema together with its mixins of other files and with the package that is generated from it.
pub fn link(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    if mappings.iter().any(|mapping| mapping.orm == ORM.name) {
        mixins::join(files, mappings);
        generated::join(files, mappings);
    }
}

/// The packages that models are generated into, by the model's name: `ent` of `app/ent/user`. Where they are not kept in the repository, it is the one around
/// the schema's, or what is imported beside its own package for the model.
pub fn packages(files: &[&CodeFile], mappings: &[Mapping]) -> HashMap<String, HashSet<String>> {
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    let mut of_ent = mappings.iter().filter(|mapping| mapping.orm == ORM.name).peekable();
    if of_ent.peek().is_none() {
        return found;
    }
    let homes = generated::folders(files);
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    for mapping in of_ent {
        let packages = found.entry(mapping.model.clone()).or_default();
        if let Some(home) = generated::home(mapping, &homes) {
            packages.insert(last(home));
            continue;
        }
        packages.extend(package(&mapping.span.path).map(str::to_owned));
        let own = mapping.model.to_lowercase();
        for file in files.iter().filter(|file| file.language.name == "go" && homes.is_empty()) {
            let modules = || file.facts.imports.iter().map(|import| import.module.as_str());
            let around = modules().filter_map(|module| module.rsplit_once('/')).filter(|(_, folder)| *folder == own);
            packages.extend(around.filter(|(around, _)| modules().any(|one| one == *around)).map(|(one, _)| last(one)));
        }
    }
    found
}

fn has_base(class: &Class, path: &str) -> bool {
    class.bases.iter().any(|base| base.path().as_deref() == Some(path))
}

fn mapping(file: &CodeFile, class: &Class) -> Mapping {
    let place = file.span(class.name_range.clone());
    let own = ["Annotations", "Config"].iter().find_map(|name| method(file, &class.name, name).and_then(table_of));
    let (table, certainty, how) = match own {
        Some(table) => (table, Certainty::Certain, "its annotation"),
        None => (plural::table(&class.name), Certainty::Likely, "by ent's naming rules"),
    };
    let mut attributes = Vec::new();
    fields(file, &class.name, &mut attributes);
    Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["go"],
        certainty,
        why: Step::at(format!("`{}` maps to table `{table}` (ent, {how})", class.name), place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}

fn method<'f>(file: &'f CodeFile, owner: &str, name: &str) -> Option<&'f Function> {
    file.facts.functions.iter().find(|one| one.name == name && one.owner.as_deref() == Some(owner))
}

/// The table that `entsql.Annotation{Table: "users"}`, `entsql.Table("users")` or `ent.Config{Table: "users"}` names.
fn table_of(function: &Function) -> Option<String> {
    let mut found = None;
    for expr in &function.body {
        expr.walk(&mut |expr| {
            let text = match &expr.kind {
                ExprKind::New { type_name, args, .. }
                    if matches!(type_name.as_str(), "entsql.Annotation" | "ent.Config") =>
                {
                    args.iter().find(|arg| arg.name.as_deref() == Some("Table")).and_then(|arg| arg.value.as_text())
                }
                ExprKind::Call { callee, args, .. } if callee.path().as_deref() == Some("entsql.Table") => {
                    args.first().and_then(|arg| arg.value.as_text())
                }
                _ => None,
            };
            found = found.take().or(text);
            found.is_none()
        });
    }
    found
}

/// The fields that a schema or mixin declares itself.
fn fields(file: &CodeFile, owner: &str, found: &mut Vec<Attribute>) {
    if let Some(function) = method(file, owner, "Fields") {
        fields_of(file, function, found);
    }
}

/// The fields in the body of a function.
fn fields_of(file: &CodeFile, function: &Function, found: &mut Vec<Attribute>) {
    for expr in &function.body {
        expr.walk(&mut |expr| {
            let attribute = matches!(expr.kind, ExprKind::Call { .. }).then(|| field(file, expr)).flatten();
            let is_field = attribute.is_some();
            found.extend(attribute);
            !is_field
        });
    }
}

/// `field.String("email").Optional().StorageKey("mail")`
fn field(file: &CodeFile, expr: &Expr) -> Option<Attribute> {
    let mut at = expr;
    let mut key = None;
    loop {
        let ExprKind::Call { callee, args, .. } = &at.kind else { return None };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
        if object.as_name() == Some("field") {
            let first = &args.first()?.value;
            let name = first.as_text()?;
            return Some(Attribute {
                column: key.unwrap_or_else(|| name.to_lowercase()),
                name: pascal(&name),
                kind: AttributeKind::Column,
                target: None,
                span: file.span(first.range.clone()),
            });
        }
        if name == "StorageKey" && key.is_none() {
            key = Some(args.first()?.value.as_text()?);
        }
        at = object;
    }
}

/// The name that the generated code gives a field: `user_id` → `UserID`, `nick_name` → `NickName`.
pub fn pascal(name: &str) -> String {
    let words = name.split(['_', '-', ' ']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let upper = word.to_uppercase();
            match ACRONYMS.contains(&upper.as_str()) {
                true => upper,
                false if word.eq_ignore_ascii_case("ids") => "IDs".to_owned(),
                false => {
                    let mut chars = word.chars();
                    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
                }
            }
        })
        .collect()
}

/// Words that the generated code writes in capitals.
const ACRONYMS: &[&str] = &[
    "ACL", "API", "ASCII", "AWS", "CPU", "CSS", "DNS", "EOF", "GB", "GUID", "HCL", "HTML", "HTTP", "HTTPS", "ID", "IP",
    "JSON", "KB", "LHS", "MAC", "MB", "QPS", "RAM", "RHS", "RPC", "SLA", "SMTP", "SQL", "SSH", "SSO", "TCP", "TLS",
    "TTL", "UDP", "UI", "UID", "URI", "URL", "UTF8", "UUID", "VM", "XML", "XMPP", "XSRF", "XSS",
];

/// The package that is generated from a schema's file, unless it is told otherwise: `ent` of `app/ent/schema/user.go`.
fn package(path: &str) -> Option<&str> {
    path.rsplit('/').nth(2)
}

/// What the generated code calls things of a field: `FieldEmail`, `EmailContains`, `ByEmail`.
const AFTER: &[&str] = &[
    "",
    "EQ",
    "NEQ",
    "In",
    "NotIn",
    "GT",
    "GTE",
    "LT",
    "LTE",
    "IsNil",
    "NotNil",
    "Contains",
    "ContainsFold",
    "EqualFold",
    "HasPrefix",
    "HasSuffix",
];

/// Whether a name of the schema's package stands for a field, or for an edge with its key in the model's own table.
pub fn is_of_field(name: &str, field: &str) -> bool {
    let before = ["Field", "By", "Default", "Update", "Has"].iter().any(|word| name.strip_prefix(word) == Some(field));
    let between = |before: &str, after: &str| name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    before
        || name.strip_prefix(field).is_some_and(|rest| AFTER.contains(&rest))
        || name.strip_suffix("Validator").is_some_and(|rest| rest == field)
        || between("Has", "With") == Some(field)
        || between("By", "Field") == Some(field)
        || between("", "Column") == Some(field)
}

/// Whether a method of a generated builder sets a field: `SetEmail`, `ClearEmail`.
pub fn is_setter(name: &str, field: &str) -> bool {
    let before = ["SetNillable", "Set", "Add", "Append", "Clear", "Update", "Reset", "Old"];
    before.iter().any(|word| name.strip_prefix(word) == Some(field))
        || name.strip_suffix("Cleared").is_some_and(|rest| rest == field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_bear_the_names_of_the_generated_code() {
        for (name, expected) in [("email", "Email"), ("user_id", "UserID"), ("tag_ids", "TagIDs"), ("apiURL", "ApiURL")]
        {
            assert_eq!(pascal(name), expected);
        }
    }

    #[test]
    fn names_of_the_package_stand_for_fields() {
        for (name, expected) in
            [("FieldEmail", true), ("EmailEQ", true), ("Email", true), ("ByEmail", true), ("EmailHash", false)]
        {
            assert_eq!(is_of_field(name, "Email"), expected, "{name}");
        }
        for (name, expected) in [("SetEmail", true), ("ClearEmail", true), ("SetEmailHash", false)] {
            assert_eq!(is_setter(name, "Email"), expected, "{name}");
        }
    }
}
