//! What each tool does with a migration that comes too late, or that changed after it ran, in words.
//!
//! A tool that keeps a list of all migrations and runs whatever is missing (dbmate, Diesel, Prisma, sqlx, sql-migrate, Liquibase, and those
//! of Rails and Django) has no entry for the order: it does what its user means.

use crate::source::Tree;

/// What is true of every tool.
pub const RAN: &str = "a database on which it ran stays as it is; a new one is made without it";

/// What a tool does with a migration below the last one that ran; `None`: it runs it, or does what nobody can know.
pub fn out_of_order(layout: &str, version: &str) -> Option<&'static str> {
    Some(match layout {
        "golang-migrate" => {
            "golang-migrate keeps only the number of the last migration: what is below it is skipped without a word"
        }
        "goose" => "goose refuses to go on while a migration below the last one is missing (`-allow-missing` runs it)",
        "flyway" => "Flyway refuses to go on or, where it does not validate, ignores it (`outOfOrder` runs it)",
        "refinery" => "refinery refuses to go on, or with `set_abort_missing(false)` leaves it out",
        "atlas" => "Atlas refuses a file that was added out of order (`--exec-order` runs it)",
        "node-pg-migrate" => "node-pg-migrate refuses to go on (`--no-check-order` runs it)",
        "supabase" => "`supabase db push` refuses to go on (`--include-all` runs it)",
        "kysely" => "Kysely refuses to go on (`allowUnorderedMigrations` runs it)",
        // The tool is not known. Dates interleave whenever two branches are merged, and tools with dates expect it; numbers do not.
        "plain-sql" if version.len() < 7 && version.bytes().all(|byte| byte.is_ascii_digit()) => {
            "a tool that keeps the last number skips it; one that keeps a list runs it after those that come behind it"
        }
        _ => return None,
    })
}

/// What a tool does with a second migration of one version.
pub fn same_version(layout: &str) -> Option<&'static str> {
    Some(match layout {
        "golang-migrate" => "golang-migrate refuses two migrations of one number",
        "goose" => "goose refuses two migrations of one version",
        "flyway" => "Flyway refuses two migrations of one version",
        "refinery" => "refinery refuses two migrations of one version",
        "sqlx" => "sqlx takes it for the one that ran, changed, and refuses to go on",
        "dbmate" => "dbmate takes it for the one that ran, and never runs it",
        _ => return None,
    })
}

/// What a tool does with a migration that is not what ran.
pub fn ran_once(layout: &str) -> &'static str {
    match layout {
        "flyway" | "sqlx" | "refinery" | "liquibase" => {
            "each migration runs once, and this tool refuses to go on where its checksum is another than that of what ran"
        }
        _ => "each migration runs once: a database on which it ran stays as it was",
    }
}

/// Whether a configuration of Flyway at or above its migrations, or of the application, lets it run what comes too late.
pub fn flyway_runs_out_of_order(tree: &dyn Tree, directory: &str) -> bool {
    let first = directory.split('/').next().unwrap_or_default();
    let may_say = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let near = path.split('/').next() == Some(first) || !path.contains('/') || first.is_empty();
        let known = name.starts_with("application")
            || name.starts_with("bootstrap")
            || name.contains("flyway")
            || name.starts_with("build.gradle")
            || name == "pom.xml";
        let ends = [".yml", ".yaml", ".properties", ".conf", ".toml", ".gradle", ".kts", ".xml", ".java", ".kt"];
        near && known && ends.iter().any(|end| name.ends_with(end))
    };
    tree.paths().iter().filter(|path| may_say(path)).filter_map(|path| tree.read(path)).any(|text| says_so(&text))
}

/// `outOfOrder = true`, `out-of-order: true`, `<outOfOrder>true<`, `.outOfOrder(true)`.
fn says_so(text: &str) -> bool {
    let lower = text.to_ascii_lowercase().replace('-', "");
    lower.match_indices("outoforder").any(|(at, word)| {
        let after = lower.get(at + word.len()..).unwrap_or_default();
        after.trim_start_matches([' ', '\t', '=', ':', '>', '(', '"', '\'']).starts_with("true")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flyway_is_told_in_many_ways() {
        for (text, expected) in [
            ("flyway.outOfOrder=true", true),
            ("spring:\n  flyway:\n    out-of-order: true", true),
            ("<outOfOrder>true</outOfOrder>", true),
            ("configure().outOfOrder(true)", true),
            ("flyway.outOfOrder=false", false),
            ("outOfOrder", false),
        ] {
            assert_eq!(says_so(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_interleave_and_numbers_do_not() {
        assert!(out_of_order("plain-sql", "0042").is_some() && out_of_order("plain-sql", "20240318120000").is_none());
        assert!(out_of_order("dbmate", "1").is_none() && same_version("dbmate").is_some());
    }
}
