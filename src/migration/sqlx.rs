//! sqlx: `<number>_name.sql`, or `<number>_name.up.sql` with `.down.sql`, in a folder of a Rust crate that uses sqlx. Run by number.

use super::golang_migrate::{leading_digits, up_files};
use super::index::{Index, file_name, is_undo};
use super::plain::is_migration_folder;
use super::sections::Style;
use super::set::{ordered, roots, sets};
use super::{Layout, MigrationSet, back};

pub struct Sqlx;

impl Layout for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let is_of_crate = |folder: &str| index.tool_is_named() || uses_sqlx(index, folder);
        let mut found = up_files(index, self.name(), is_of_crate);
        let is_simple = |folder, files: &[_]| {
            let numbered = |path: &&std::sync::Arc<str>| leading_digits(file_name(path)).is_some();
            (index.tool_is_named() || is_migration_folder(folder))
                && files.iter().any(numbered)
                && !files.iter().any(|path| path.contains(".up."))
                && (index.tool_is_named() || index.style(folder) == Style::None)
                && is_of_crate(folder)
        };
        let take = |name: &str| if is_undo(name) { None } else { leading_digits(name) };
        for (root, entries) in roots(index, is_simple, take) {
            found.extend(sets(index, self.name(), root, ordered(entries)));
        }
        found
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        back::beside(path)
    }
}

/// The nearest manifest is Cargo's, and it or one above it names sqlx. One that cannot be read is believed.
fn uses_sqlx(index: &Index<'_>, folder: &str) -> bool {
    let Some((path, text)) = index.nearest(folder, &["Cargo.toml", "go.mod", "package.json"]) else { return false };
    if file_name(path) != "Cargo.toml" {
        return false;
    }
    let names_sqlx = |text: &str| text.contains("sqlx");
    text.as_deref().is_none_or(names_sqlx)
        || super::index::ancestors(super::index::parent(path))
            .filter_map(|folder| index.read(index.marker(folder, "Cargo.toml")?))
            .any(|text| names_sqlx(&text))
}
