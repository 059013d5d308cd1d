//! The fields that a user's class has from Django's own classes (`django.contrib.auth.models`): they stand in the project's table, though no file of the
//! project lists them.

use crate::lang::facts::Expr;

use super::super::{Attribute, AttributeKind, CodeFile};

const PASSWORD: &[&str] = &["password", "last_login"];
const PERMISSIONS: &[&str] = &["is_superuser"];
const USER: &[&str] = &[
    "username",
    "first_name",
    "last_name",
    "email",
    "is_staff",
    "is_active",
    "date_joined",
    "is_superuser",
    "password",
    "last_login",
];

/// The columns that a base brings, and whether it brings the links to groups and permissions; `None` for a base that is no class of Django's for users.
pub(super) fn fields(file: &CodeFile, base: &Expr) -> Option<(&'static [&'static str], bool)> {
    let path = base.path()?;
    let (name, local) = (path.rsplit('.').next()?, path.split('.').next()?);
    let found = match name {
        "AbstractUser" => (USER, true),
        "AbstractBaseUser" => (PASSWORD, false),
        "PermissionsMixin" => (PERMISSIONS, true),
        _ => return None,
    };
    // Others have classes of these names as well, with other fields.
    let imported = |module: &str| module.starts_with("django.contrib.auth") || module == "django.contrib";
    file.facts.imports.iter().any(|import| import.local == local && imported(&import.module)).then_some(found)
}

/// Adds what the bases of a class and of those that it inherits from bring; what the project says of a name stays.
pub(super) fn collect(line: &[(&CodeFile, usize)], table: &str, out: &mut Vec<Attribute>) {
    for (file, at) in line {
        for base in file.facts.classes.get(*at).into_iter().flat_map(|class| &class.bases) {
            let Some((columns, links)) = fields(file, base) else { continue };
            let mut push = |name: &str, column: String, kind: AttributeKind| {
                if !out.iter().any(|own| own.name == name) {
                    let span = file.span(base.range.clone());
                    out.push(Attribute { name: name.to_owned(), column, kind, target: None, span });
                }
            };
            columns.iter().for_each(|name| push(name, (*name).to_owned(), AttributeKind::Column));
            for name in ["groups", "user_permissions"].iter().filter(|_| links) {
                push(name, format!("{table}_{name}"), AttributeKind::Link);
            }
        }
    }
}
