//! ent (Go): schemas, `type User struct { ent.Schema }` with `Fields()`, `field.String("email").StorageKey("mail")`.
//!
//! The table is the plural of the type's name in snake case, unless an annotation says otherwise (ent's manual, *Fields* and *Annotations*). An attribute bears
//! the name that the generated code gives it: `UserID` of `user_id`. Keys of edges that no field stands for, and the fields of mixins of other files, are not known.

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Function};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, naming};

pub(super) const ORM: Orm =
    Orm { name: "ent", declared_in: &["go"], hints: &["ent.Schema", "mixin.Schema", "/ent\"", "/ent/"], mappings };

/// How deep mixins that have mixins are followed.
const DEPTH: usize = 4;

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let structs = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct);
    structs.filter(|class| has_base(class, "ent.Schema")).map(|class| mapping(file, class)).collect()
}

fn has_base(class: &Class, path: &str) -> bool {
    class.bases.iter().any(|base| base.path().as_deref() == Some(path))
}

fn mapping(file: &CodeFile, class: &Class) -> Mapping {
    let place = file.span(class.name_range.clone());
    let own = method(file, &class.name, "Annotations").and_then(table_of);
    let (table, certainty, how) = match own {
        Some(table) => (table, Certainty::Certain, "its annotation"),
        None => (naming::pluralize(&naming::snake(&class.name)), Certainty::Likely, "by ent's naming rules"),
    };
    let mut attributes = Vec::new();
    fields(file, &class.name, DEPTH, &mut attributes);
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

/// The table that `entsql.Annotation{Table: "users"}` or `entsql.Table("users")` names.
fn table_of(function: &Function) -> Option<String> {
    let mut found = None;
    for expr in &function.body {
        expr.walk(&mut |expr| {
            let text = match &expr.kind {
                ExprKind::New { type_name, args, .. } if type_name == "entsql.Annotation" => {
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

/// The fields of a schema or mixin, those of its mixins in this file with them.
fn fields(file: &CodeFile, owner: &str, depth: usize, found: &mut Vec<Attribute>) {
    for expr in method(file, owner, "Fields").iter().flat_map(|function| &function.body) {
        expr.walk(&mut |expr| {
            let attribute = matches!(expr.kind, ExprKind::Call { .. }).then(|| field(file, expr)).flatten();
            let is_field = attribute.is_some();
            found.extend(attribute);
            !is_field
        });
    }
    if depth == 0 {
        return;
    }
    for expr in method(file, owner, "Mixin").iter().flat_map(|function| &function.body) {
        expr.walk(&mut |expr| {
            if let ExprKind::New { type_name, .. } = &expr.kind
                && type_name != owner
                && file.facts.classes.iter().any(|class| class.name == *type_name)
            {
                fields(file, type_name, depth - 1, found);
            }
            true
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

/// The package that is generated from a schema's file: `ent` of `app/ent/schema/user.go`.
pub fn package(path: &str) -> Option<&str> {
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

/// Whether a name of the schema's package stands for a field.
pub fn is_of_field(name: &str, field: &str) -> bool {
    let before = ["Field", "By", "Default", "Update"].iter().any(|word| name.strip_prefix(word) == Some(field));
    before
        || name.strip_prefix(field).is_some_and(|rest| AFTER.contains(&rest))
        || name.strip_suffix("Validator").is_some_and(|rest| rest == field)
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
