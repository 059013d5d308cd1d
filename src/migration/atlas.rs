//! Atlas: a folder with `atlas.sum`, which lists the files in their order. Files that it does not list yet come after, by name.
//!
//! A file may be an archive of parts (`-- atlas:txtar`); of these only `migration.sql` runs forward.

use std::collections::HashMap;
use std::ops::Range;

use super::index::{Index, file_name, is_undo, sql_stem};
use super::sections::{comment, lines};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{Layout, MigrationSet};

pub struct Atlas;

impl Layout for Atlas {
    fn name(&self) -> &'static str {
        "atlas"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = Vec::new();
        for (folder, files) in index.folders() {
            let sum = index.marker(folder, "atlas.sum");
            if sum.is_none() && !index.tool_is_named() {
                continue;
            }
            let text = sum.and_then(|path| index.read(path));
            let listed = text.as_deref().unwrap_or("").lines().filter_map(|line| line.rsplit_once(" h1:"));
            let order: HashMap<&str, usize> = listed.enumerate().map(|(at, (name, _))| (name.trim(), at)).collect();
            let entries = files.iter().filter(|path| !is_undo(file_name(path))).map(|path| {
                let name = file_name(path);
                let at = order.get(name).copied().unwrap_or(usize::MAX);
                let version = version::leading(name).map_or_else(|| sql_stem(name).0, |(_, text)| text);
                Entry::new(Version(vec![at as u128]), version, path)
            });
            found.extend(one(index, self.name(), folder, ordered(entries.collect())));
        }
        found
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        let is_archive = lines(text).take_while(|(_, line)| line.trim().is_empty() || comment(line).is_some());
        if !is_archive.filter_map(|(_, line)| comment(line)).any(|words| words.starts_with("atlas:txtar")) {
            return std::iter::once(0..text.len()).collect();
        }
        let mut ranges = Vec::new();
        let mut open: Option<usize> = None;
        for (at, line) in lines(text) {
            let part = line.trim().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            let Some(part) = part.filter(|part| part.ends_with(".sql")) else { continue };
            ranges.extend(open.take().map(|start| start..at));
            open = (part.trim() == "migration.sql").then_some(at + line.len());
        }
        ranges.extend(open.map(|start| start..text.len()));
        ranges
    }
}
