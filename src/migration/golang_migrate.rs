//! golang-migrate: `0042_name.up.sql` with `0042_name.down.sql` beside it. Run by number, whatever its width; numbered subfolders come first
//! in it (`postgres/19/03_name.up.sql`).
//!
//! A program that came to run its files itself goes on with `0043_name.sql` in the same folder. Methods `Up_0042` in Go may stand between them, where a program has made that its own; `go_code` reads them. Bun's `.tx.up.sql` has the same form. The reading of numbered files is shared with the tools that divide a file instead.

use std::collections::BTreeMap;

use super::index::{Index, file_name, is_sql, is_undo, sql_stem};
use super::sections::Style;
use super::set::{Entry, ordered, roots, sets};
use super::version::{self, Version};
use super::{CodeReader, Layout, MigrationSet, back, go_code};

pub struct GolangMigrate;

impl Layout for GolangMigrate {
    fn name(&self) -> &'static str {
        "golang-migrate"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut roots = roots(index, |_, _| true, up_version);
        for (folder, entries) in &mut roots {
            carried_on(index, folder, entries);
        }
        go_code::with_functions(index, self.name(), sets_of(index, self.name(), roots))
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
    sets_of(index, layout, roots(index, |folder, _| accept(folder), up_version))
}

fn sets_of(index: &Index<'_>, layout: &'static str, roots: BTreeMap<&str, Vec<Entry>>) -> Vec<MigrationSet> {
    roots.into_iter().flat_map(|(root, entries)| sets(index, layout, root, ordered(entries))).collect()
}

/// Adds `<number>_name.sql` behind the last `<number>_name.up.sql` where nothing takes back: the program runs its files itself by now, in one sequence with
/// the old ones. Such a runner would run a `.down.sql` too, so where one is left, it is golang-migrate still, which passes over other names.
fn carried_on(index: &Index<'_>, folder: &str, entries: &mut Vec<Entry>) {
    let Some((_, files)) = index.folders().find(|(of, _)| *of == folder) else { return };
    let Some((last, width)) = entries.iter().map(|one| (one.key.clone(), one.file.version.len())).max() else { return };
    if files.iter().any(|path| is_undo(file_name(path))) {
        return;
    }
    let plain = |name: &str| is_sql(name) && up_version(name).is_none();
    for path in files.iter().filter(|path| plain(file_name(path))) {
        if let Some((key, text)) = leading_digits(file_name(path))
            && text.len() == width
            && key > last
        {
            entries.push(Entry::new(key, text, path));
        }
    }
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
        || files.iter().any(|path| version::leading(file_name(path)).is_some())
        || super::plain::is_migration_folder(folder)
}
