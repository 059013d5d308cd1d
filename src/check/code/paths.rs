//! Lists of paths, and which of them are history: what such a file names was true when it ran, so that it is no use of what changes now.

use std::sync::Arc;

use crate::workers::parallel;

/// Those of the paths that are wanted, in order; asked on every core, as a tree may have a hundred thousand.
pub fn which(threads: usize, paths: &[Arc<str>], is_wanted: impl Fn(&str) -> bool + Sync) -> Vec<Arc<str>> {
    const PIECE: usize = 1000;
    let pieces: Vec<&[Arc<str>]> = paths.chunks(PIECE).collect();
    let of = |at: usize| -> Vec<Arc<str>> { pieces[at].iter().filter(|path| is_wanted(path)).cloned().collect() };
    parallel(threads, pieces.len(), of).concat()
}

/// Migrations written in code, by the folders that the frameworks use, and dumps and declarations of the schema: what they name was true when they ran.
pub fn is_migration_like(path: &str) -> bool {
    if !says_migration(path) {
        return false;
    }
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.split('/').collect::<Vec<_>>();
    let file = parts.pop().unwrap_or_default();
    // `upgrader/v320/`: the code that brings a database from one release to the next runs before what comes later.
    let upgrade = || parts.iter().position(|part| part.starts_with("upgrad"));
    // `20230815063834-backfill.ts` runs once, at the time that it is named after.
    let once = file.len() > 15
        && file.starts_with("20")
        && file.bytes().take(14).all(|byte| byte.is_ascii_digit())
        && file.as_bytes().get(14).is_some_and(|byte| matches!(byte, b'-' | b'_'));
    once || parts.iter().any(|part| *part == "migrations" || is_data_migrations(part))
        || (file.ends_with(".sql") && parts.iter().any(|part| part.contains("migration")))
        || upgrade().and_then(|at| parts.get(at + 1..)).is_some_and(|below| below.iter().any(|part| is_version(part)))
        || parts.windows(2).any(|pair| matches!(pair, ["db", "migrate" | "post_migrate"] | ["alembic", "versions"]))
        || (parts.last() == Some(&"db") && (file.ends_with("_schema.rb") || file.ends_with("_structure.sql")))
        || matches!(file, "schema.rb" | "structure.sql" | "schema.sql" | "dump.sql")
        // Supabase's declared schema, from which it makes migrations; no database runs it.
        || (file.ends_with(".sql") && parts.windows(2).any(|pair| pair == ["supabase", "schemas"]))
}

/// Whether a path has any of the words by which [`is_migration_like`] tells: most have none.
fn says_migration(path: &str) -> bool {
    let bytes = path.as_bytes();
    let file = path.rsplit('/').next().unwrap_or(path);
    let says =
        |at: usize, word: &[u8]| bytes.get(at..at + word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word));
    file.starts_with("20")
        || bytes.iter().enumerate().any(|(at, byte)| match byte.to_ascii_lowercase() {
            b'm' => says(at, b"migrat"),
            b'u' => says(at, b"upgrad"),
            b'a' => says(at, b"alembic"),
            b's' => says(at, b"schema.") || says(at, b"structure.") || says(at, b"supabase/schemas"),
            b'd' => says(at, b"dump."),
            _ => false,
        })
}

/// Whether a folder holds what moves data once, at a known step of the schema: `ManualMigrations`, `data_migrations`.
fn is_data_migrations(part: &str) -> bool {
    let kind = part.strip_suffix("migrations").map(|kind| kind.trim_end_matches(['_', '-', '.']));
    kind.is_some_and(|kind| matches!(kind, "manual" | "data" | "post" | "startup" | "onetime"))
}

/// Whether a folder is named after a version: `72`, `v320`, `3.3.0`.
pub(super) fn is_version(part: &str) -> bool {
    let digits = part.strip_prefix('v').unwrap_or(part);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
}
