//! Whether a module, as an import names it, is a file.
//!
//! Neither search paths nor manifests are read: the last parts of the module are compared with the last parts of the path.

/// The parts of a module: `a.b`, `crate::a::b`, `./a/b`, `A\B`. Dots that climb are left out.
fn parts(module: &str) -> Vec<&str> {
    let module = module.trim_matches(['"', '\'']);
    let module = ["ts", "tsx", "js", "jsx", "mjs", "cjs", "py", "rb", "php"]
        .iter()
        .find_map(|ending| module.strip_suffix(ending).and_then(|rest| rest.strip_suffix('.')))
        .unwrap_or(module);
    module
        .split(['/', '\\'])
        .flat_map(|part| if module.contains('/') { vec![part] } else { part.split(['.', ':']).collect() })
        .filter(|part| {
            !matches!(*part, "" | "." | ".." | "crate" | "self" | "super" | "@" | "~" | "src" | "index" | "mod")
        })
        .collect()
}

/// The folders and the stem of a path; a file that stands for its folder gives the folder. `src` is in no module's name.
fn place(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| *part != "src").collect();
    if let Some(last) = parts.last_mut() {
        *last = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
        if matches!(*last, "index" | "mod" | "__init__" | "lib" | "main") {
            parts.pop();
        }
    }
    parts
}

/// Whether a module is this file (`true`), or a folder around it (`false`), which may give on what the file has.
pub(super) fn names_file(module: &str, name: Option<&str>, path: &str) -> Option<bool> {
    let (module, place) = (parts(module), place(path));
    let stem = *place.last()?;
    let picked = name.filter(|name| !matches!(*name, "*" | "default"));
    // `from . import views`, `use crate::users`
    let Some(last) = module.last().copied() else { return picked.filter(|name| same(name, stem)).map(|_| true) };
    let agrees = |module: &[&str]| {
        let both = module.iter().rev().zip(place.iter().rev()).take(2);
        both.clone().count() > 0 && both.clone().all(|(left, right)| same(left, right))
    };
    if agrees(&module) || (module.len() == 1 && same(last, stem)) {
        return Some(true);
    }
    // The name that is picked may be the module itself, or a class of a file of its own.
    if let Some(name) = picked {
        let whole = [&module[..], &[name]].concat();
        if agrees(&whole) {
            return Some(true);
        }
    }
    let folders = &place[..place.len() - 1];
    folders.iter().any(|folder| same(folder, last)).then_some(false)
}

/// Whether a module is the folder of this file, as in Go.
pub(super) fn names_folder(module: &str, path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (module, folder) = (parts(module), folder.split('/').collect::<Vec<_>>());
    match (module.last(), folder.last()) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}

/// The last part of a module.
pub(super) fn last_of(module: &str) -> Option<&str> {
    parts(module).last().copied()
}

fn same(left: &str, right: &str) -> bool {
    // A crate `user-store` goes by `user_store`.
    let plain = |c: u8| if c == b'-' { b'_' } else { c.to_ascii_lowercase() };
    left.bytes().map(plain).eq(right.bytes().map(plain))
}

/// The folder of a path.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The stem by which a file goes as a module.
pub(super) fn stem(path: &str) -> &str {
    place(path).last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_files_by_their_last_parts() {
        let cases = [
            ("app.auth.service", None, "app/auth/service.py", Some(true)),
            ("app.auth", Some("service"), "app/auth/service.py", Some(true)),
            ("./auth", Some("login"), "src/auth.ts", Some(true)),
            ("./auth", Some("login"), "src/auth/index.ts", Some(true)),
            ("./services", Some("login"), "src/services/auth.ts", Some(false)),
            ("crate::handlers", Some("login"), "src/handlers.rs", Some(true)),
            ("App\\Services\\Mailer", None, "app/Services/Mailer.php", Some(true)),
            (".", Some("views"), "app/views.py", Some(true)),
            ("user_store::access", Some("load"), "crates/user-store/src/access.rs", Some(true)),
            ("mail_store::access", Some("load"), "crates/user-store/src/access.rs", None),
            ("crate", Some("users"), "src/users.rs", Some(true)),
            ("express", Some("Router"), "src/auth.ts", None),
            ("app.billing", Some("service"), "app/auth/service.py", None),
        ];
        for (module, name, path, expected) in cases {
            assert_eq!(names_file(module, name, path), expected, "{module} {path}");
        }
        assert!(names_folder("x/internal/auth", "internal/auth/login.go"));
        assert!(!names_folder("x/internal/auth", "internal/authz/login.go"));
    }
}
