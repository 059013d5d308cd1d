//! Supabase: `supabase/migrations/<timestamp>_name.sql` for PostgreSQL. Run in the order of the names. Seeds and tests are no migrations.

use super::golang_migrate::leading_digits;
use super::index::{Index, file_name, is_undo};
use super::set::{Entry, one, ordered};
use super::version::Version;
use super::{Layout, MigrationSet};
use crate::model::name::Dialect;

pub struct Supabase;

impl Layout for Supabase {
    fn name(&self) -> &'static str {
        "supabase"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let is_one = |folder: &str| {
            index.tool_is_named() || folder == "supabase/migrations" || folder.ends_with("/supabase/migrations")
        };
        let mut found = Vec::new();
        for (folder, files) in index.folders().filter(|(folder, _)| is_one(folder)) {
            let entries = files.iter().filter(|path| !is_undo(file_name(path))).filter_map(|path| {
                let (_, digits) = leading_digits(file_name(path))?;
                Some(Entry::new(Version::default(), digits, path))
            });
            found.extend(one(index, self.name(), folder, ordered(entries.collect())).map(|set| MigrationSet {
                dialect: Some(Dialect::Postgres),
                dialect_why: "Supabase is PostgreSQL".to_owned(),
                ..set
            }));
        }
        found
    }
}
