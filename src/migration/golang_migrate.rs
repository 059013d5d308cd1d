//! golang-migrate: `0042_name.up.sql` with `0042_name.down.sql` beside it. Run by number, whatever its width; numbered subfolders come first
//! in it (`postgres/19/03_name.up.sql`).
//!
//! Methods `Up_0042` in Go may stand between them, where a program has made that its own; `go_code` reads them. Bun's `.tx.up.sql` has the same form. The reading of numbered files is shared with the tools that divide a file instead.

use super::index::{Index, is_undo, sql_stem};
use super::sections::Style;
use super::set::{ordered, roots, sets};
use super::version::{self, Version};
use super::{CodeReader, Layout, MigrationSet, back, go_code};

pub struct GolangMigrate;

impl Layout for GolangMigrate {
    fn name(&self) -> &'static str {
        "golang-migrate"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        go_code::with_functions(index, self.name(), up_files(index, self.name(), |_| true))
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(&go_code::GoCode)
    }

    fn runs_sql(&self) -> bool {
        true
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        back::beside(path)
    }
}

/// Sets of `<number>_name.up.sql` in the folders that `accept` takes.
pub fn up_files(index: &Index<'_>, layout: &'static str, accept: impl Fn(&str) -> bool) -> Vec<MigrationSet> {
    let roots = roots(index, |folder, _| accept(folder), up_version);
    roots.into_iter().flat_map(|(root, entries)| sets(index, layout, root, ordered(entries))).collect()
}

/// The number of `<number>_name.up.sql`; a dialect may stand before or after `.up`.
fn up_version(name: &str) -> Option<(Version, String)> {
    let (stem, _) = sql_stem(name);
    if !stem.to_ascii_lowercase().ends_with(".up") {
        return None;
    }
    leading_digits(name).or_else(|| {
        let (digits, text) = leading_digits(name.strip_prefix(['V', 'v'])?)?;
        Some((digits, format!("V{text}")))
    })
}

/// The digits that a name starts with, which are all of the version.
pub fn leading_digits(name: &str) -> Option<(Version, String)> {
    let end = name.bytes().take_while(u8::is_ascii_digit).count();
    let digits = name.get(..end).filter(|digits| !digits.is_empty())?;
    Some((Version(vec![version::number(digits)]), digits.to_owned()))
}

/// Sets of numbered files that hold the directives of a tool.
pub fn with_style(index: &Index<'_>, layout: &'static str, style: Style) -> Vec<MigrationSet> {
    let accept = |folder, files: &[_]| {
        index.tool_is_named() || (looks_ordered(index, folder, files) && index.style(folder) == style)
    };
    let take = |name: &str| {
        if is_undo(name) {
            return None;
        }
        // Only sql-migrate runs files without a number: by name, after those that have one.
        let unnumbered = || (style == Style::SqlMigrate).then(|| (Version::last(), sql_stem(name).0.to_owned()));
        leading_digits(name).or_else(unnumbered)
    };
    let roots = roots(index, accept, take);
    roots.into_iter().flat_map(|(root, entries)| sets(index, layout, root, ordered(entries))).collect()
}

/// Whether it is worth a look into the files of a folder: their names have numbers, or the folder has a telling name.
pub fn looks_ordered(index: &Index<'_>, folder: &str, files: &[&std::sync::Arc<str>]) -> bool {
    index.directory_is_named()
        || files.iter().any(|path| version::leading(super::index::file_name(path)).is_some())
        || super::plain::is_migration_folder(folder)
}
