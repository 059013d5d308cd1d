//! Files that no build holds, so that what they say runs nowhere.
//!
//! So far Rust: a file is compiled only if a `mod` names it, or a manifest.

use crate::source::Tree;

/// Whether no module declares this Rust file although there is one that would have to. `false` where that cannot be told.
pub fn is_unlinked(tree: &impl Tree, path: &str) -> bool {
    let read = |path: &str| tree.paths().binary_search_by(|own| (**own).cmp(path)).ok().and_then(|_| tree.read(path));
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    let Some(stem) = file.strip_suffix(".rs") else { return false };
    let (folder, stem) = match stem {
        "lib" | "main" | "build" => return false,
        // `user/mod.rs` is the module `user` of the folder around.
        "mod" => match folder.rsplit_once('/') {
            Some(around) => around,
            None => return false,
        },
        stem => (folder, stem),
    };
    // Each file of these is a program of its own.
    let last = folder.rsplit('/').next().unwrap_or(folder);
    if matches!(last, "bin" | "tests" | "examples" | "benches") {
        return false;
    }
    let mut parents = ["mod.rs", "lib.rs", "main.rs"].map(|name| format!("{folder}/{name}")).to_vec();
    parents.push(format!("{folder}.rs"));
    let texts: Vec<_> = parents.iter().filter_map(|parent| read(parent)).collect();
    if texts.is_empty() || texts.iter().any(|text| declares(text, stem)) {
        return false;
    }
    let mut around = folder;
    loop {
        if let Some(manifest) = read(&format!("{around}/Cargo.toml")) {
            return !manifest.contains(file);
        }
        match around.rsplit_once('/') {
            Some((outer, _)) => around = outer,
            None => return !read("Cargo.toml").is_some_and(|manifest| manifest.contains(file)),
        }
    }
}

/// Whether a file declares a module, or might: by a path, an inclusion or a macro.
fn declares(text: &str, stem: &str) -> bool {
    ["#[path", "include!", "automod", "macro_rules!"].iter().any(|word| text.contains(word))
        || text.split("mod ").skip(1).any(|rest| {
            let rest = rest.trim_start().trim_start_matches("r#");
            rest.strip_prefix(stem).is_some_and(|rest| rest.trim_start().starts_with([';', '{']))
        })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    struct Files(Vec<Arc<str>>, &'static [(&'static str, &'static str)]);

    impl Tree for Files {
        fn paths(&self) -> &[Arc<str>] {
            &self.0
        }

        fn read(&self, path: &str) -> Option<Arc<str>> {
            self.1.iter().find(|(own, _)| *own == path).map(|(_, text)| Arc::from(*text))
        }
    }

    #[test]
    fn a_file_without_a_mod() {
        for (path, files, unlinked) in [
            ("src/db/stats.rs", &[("src/db/mod.rs", "pub mod user;")][..], true),
            ("src/db/stats.rs", &[("src/db/mod.rs", "pub mod stats;")], false),
            ("src/db/stats.rs", &[("src/db.rs", "mod stats ;")], false),
            ("src/db/stats.rs", &[("src/db.rs", "mod statistics;")], true),
            ("src/db/mod.rs", &[("src/lib.rs", "mod other;")], true),
            ("src/db/stats.rs", &[], false),
            ("src/tool.rs", &[("src/main.rs", "fn main() {}"), ("Cargo.toml", "path = \"src/tool.rs\"")], false),
            ("src/bin/tool.rs", &[("src/bin/main.rs", "")], false),
            ("src/a.rs", &[("src/lib.rs", "#[path = \"a.rs\"] mod b;")], false),
            ("src/main.rs", &[("src/lib.rs", "")], false),
        ] {
            let mut paths: Vec<Arc<str>> = files.iter().map(|(path, _)| Arc::from(*path)).collect();
            paths.sort();
            assert_eq!(is_unlinked(&Files(paths, files), path), unlinked, "{path} {files:?}");
        }
    }
}
