//! The closing line: what was compared with what, so that silence is never taken for success; and the lines of `-v`.

use crate::model::finding::Level;
use crate::model::report::{BaseLabel, Report, Stats};

use super::terminal::clean;

/// The closing line, without its end.
pub fn line(report: &Report, verbose: u8) -> String {
    let stats = &report.stats;
    let counts: Vec<String> = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")]
        .into_iter()
        .map(|(level, name)| (report.count(level), name))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| number(count, name))
        .collect();
    let hidden = verbose == 0 && report.count(Level::Note) > 0;
    let shown_problems = report.count(Level::Error) + report.count(Level::Warning);
    let files = files(stats);
    let mut text = if stats.new_migrations == 0 && counts.is_empty() {
        match &stats.base {
            Some(base) if !stats.all => {
                let lose = if stats.code_files == 1 { "loses" } else { "lose" };
                format!(
                    "No problems: no new migration since {}, so the {files} here {lose} nothing",
                    labels(base, stats, true)
                )
            }
            _ => format!("No problems: no migration to check against {files}"),
        }
    } else {
        let deployed = stats.base.as_ref().filter(|_| stats.deployed);
        let both = match deployed {
            Some(base) => format!("here and as deployed ({})", labels(base, stats, false)),
            None => "as they are here".to_string(),
        };
        match shown_problems {
            0 => {
                let both = both.replacen("here and", "both as they are here and", 1);
                let comma = if deployed.is_some() { "," } else { "" };
                format!("No problems: {} against {files}{comma} {both}", migrations(stats))
            }
            _ => format!("{} in {}, against {files} {both}", listed(&counts), migrations(stats)),
        }
    };
    text.push('.');
    if hidden {
        let notes = report.count(Level::Note);
        let them = if notes == 1 { "it" } else { "them" };
        match shown_problems {
            0 => text.push_str(&format!(" {} hidden; `-v` shows {them}.", number(notes, "note"))),
            _ => text.push_str(&format!(" `-v` shows the {}.", if notes == 1 { "note" } else { "notes" })),
        }
    }
    clean(&text, true)
}

/// What `-v` says before it.
pub fn details(report: &Report) -> String {
    let stats = &report.stats;
    let mut lines = Vec::new();
    for base in stats.base.iter().chain(&stats.further) {
        let commit = base.commit.as_deref().map(|commit| format!(" at {}", short(commit))).unwrap_or_default();
        lines.push(format!("base: {}{commit} ({})", base.name, base.why));
    }
    for database in &stats.databases {
        let dialect = database.dialect.map_or("unknown dialect", |dialect| dialect.name());
        let why = if database.dialect_why.is_empty() { "" } else { &format!(" ({})", database.dialect_why) };
        lines.push(format!(
            "database {}: {dialect}{why}, {} in {} ({}), {} new",
            database.name,
            number(database.migrations, "migration"),
            database.directory,
            database.layout,
            database.new.len(),
        ));
        lines.extend(database.new.iter().map(|path| format!("  {path}")));
        lines.extend(database.appended.iter().map(|path| format!("  {path} (statements were added)")));
        lines.push(format!(
            "  {}: {} parsed, {} recognised by their words, {} not understood",
            number(database.statements, "statement"),
            database.parsed,
            database.recognised,
            database.unparsed
        ));
    }
    let languages: Vec<String> =
        stats.languages.iter().map(|(name, count)| format!("{name} {}", grouped(*count))).collect();
    let languages = if languages.is_empty() { String::new() } else { format!(" ({})", languages.join(", ")) };
    lines.push(format!(
        "code: {}{languages}, {} read in full; {} here and {} deployed",
        number(stats.code_files, "file"),
        grouped(stats.parsed_files),
        number(stats.uses_head, "use"),
        grouped(stats.uses_base),
    ));
    let outside = &stats.outside;
    if !outside.services.is_empty() {
        let (uses, looked_at) = (grouped(outside.uses), grouped(outside.looked_at));
        lines.push(format!("uses of other repositories: {uses}, {looked_at} of them name what changes"));
        lines.extend(outside.services.iter().map(|service| format!("  {service}")));
    }
    for unused in &stats.unused_changes {
        let why = stats.unused_why.get(unused).map_or_else(String::new, |why| format!(": {why}"));
        lines.push(format!("nothing uses `{unused}`{why}"));
    }
    if stats.baselined > 0 {
        lines.push(format!("{} accepted by the baseline", number(stats.baselined, "finding")));
    }
    if stats.suppressed > 0 {
        lines.push(format!("{} accepted by comments", number(stats.suppressed, "finding or use")));
    }
    if stats.corrected > 0 {
        lines.push(format!("{} taken out by `not-a-column` in the code", number(stats.corrected, "use")));
    }
    if stats.possible > 0 {
        lines.push(format!("{} by name alone", number(stats.possible, "place")));
    }
    lines.into_iter().map(|line| clean(&line, true) + "\n").collect()
}

/// The times of the phases, for the end of `-v`; empty if none were taken.
pub fn times(report: &Report) -> String {
    let phases = report.stats.phases.iter().map(|(name, time)| format!("{name} {:.2} s", time.as_secs_f64()));
    phases.collect::<Vec<_>>().join(", ")
}

fn files(stats: &Stats) -> String {
    let files = number(stats.code_files, "file");
    let files = match stats.outside.services.len() {
        0 => files,
        others => format!("{files} and {}", number(others, "uses file")),
    };
    let as_text = (stats.text_files > 0).then(|| format!("{} read as text", grouped(stats.text_files)));
    let broken =
        (stats.broken_files > 0).then(|| format!("{} not read: no valid YAML or JSON", grouped(stats.broken_files)));
    match as_text.into_iter().chain(broken).collect::<Vec<_>>() {
        parts if parts.is_empty() => files,
        parts => format!("{files} ({})", parts.join(", ")),
    }
}

fn migrations(stats: &Stats) -> String {
    let appended: usize = stats.databases.iter().map(|database| database.appended.len()).sum();
    let whole = stats.new_migrations.saturating_sub(appended);
    // Without a base nothing says which of them are new.
    let name = if stats.all || stats.base.is_none() { "migration" } else { "new migration" };
    match (whole, appended) {
        (_, 0) => number(stats.new_migrations, name),
        (0, _) => format!("the statements added to {}", number(appended, "old migration")),
        _ => format!("{} and the statements added to {}", number(whole, name), number(appended, "old one")),
    }
}

/// All releases in the field.
fn labels(base: &BaseLabel, stats: &Stats, brackets: bool) -> String {
    let all: Vec<String> = std::iter::once(base).chain(&stats.further).map(|one| label(one, brackets)).collect();
    all.join(if brackets { " and " } else { "; " })
}

fn label(base: &BaseLabel, brackets: bool) -> String {
    match (&base.commit, brackets) {
        (Some(commit), true) => format!("{} ({})", base.name, short(commit)),
        (Some(commit), false) => format!("{}, {}", base.name, short(commit)),
        (None, _) => base.name.clone(),
    }
}

fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => "nothing".to_string(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A count with its noun: `3 files`.
pub fn number(count: usize, name: &str) -> String {
    format!("{} {name}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Digits in groups of three: `18 214`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::DatabaseStats;
    use crate::rule::{Selection, judge};

    fn report(new: usize, base: bool) -> Report {
        let label = BaseLabel {
            name: "origin/main".into(),
            commit: Some("4f1c2ab00112233".into()),
            why: "where HEAD left it".into(),
        };
        let stats = Stats {
            code_files: 412,
            new_migrations: new,
            base: base.then_some(label),
            deployed: base,
            ..Stats::default()
        };
        Report { stats, ..Report::default() }
    }

    fn with_findings(levels: &[Level]) -> Report {
        let mut event = crate::rule::engine::tests::event();
        event.head = vec![crate::rule::engine::tests::reference("a.py")];
        let finding = judge(&[event], &Selection::default(), &crate::rule::Suppressions::none()).remove(0);
        let findings = levels.iter().map(|level| crate::model::finding::Finding { level: *level, ..finding.clone() });
        Report { findings: findings.collect(), ..report(1, true) }
    }

    #[test]
    fn every_form() {
        let text = Report { stats: Stats { text_files: 2, ..report(3, true).stats }, ..Report::default() };
        let broken = Report { stats: Stats { broken_files: 1, ..text.stats.clone() }, ..Report::default() };
        let appended = |new: usize| {
            let database = DatabaseStats { appended: vec!["m.sql".into()], ..DatabaseStats::default() };
            Report { stats: Stats { databases: vec![database], ..report(new, true).stats }, ..Report::default() }
        };
        for (report, expected) in [
            (
                report(3, true),
                "No problems: 3 new migrations against 412 files, both as they are here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                Report { stats: Stats { deployed: false, ..report(3, true).stats }, ..Report::default() },
                "No problems: 3 new migrations against 412 files as they are here.",
            ),
            (report(87, false), "No problems: 87 migrations against 412 files as they are here."),
            (
                report(0, true),
                "No problems: no new migration since origin/main (4f1c2ab), so the 412 files here lose nothing.",
            ),
            (report(0, false), "No problems: no migration to check against 412 files."),
            (
                broken,
                "No problems: 3 new migrations against 412 files (2 read as text, 1 not read: no valid YAML or JSON), both as they are here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                text,
                "No problems: 3 new migrations against 412 files (2 read as text), both as they are here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                appended(1),
                "No problems: the statements added to 1 old migration against 412 files, both as they are here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                appended(2),
                "No problems: 1 new migration and the statements added to 1 old one against 412 files, both as they are here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                with_findings(&[Level::Error]),
                "1 error in 1 new migration, against 412 files here and as deployed (origin/main, 4f1c2ab).",
            ),
            (
                with_findings(&[Level::Error, Level::Error, Level::Warning, Level::Note]),
                "2 errors, 1 warning and 1 note in 1 new migration, against 412 files here and as deployed (origin/main, 4f1c2ab). `-v` shows the note.",
            ),
            (
                with_findings(&[Level::Note, Level::Note]),
                "No problems: 1 new migration against 412 files, both as they are here and as deployed (origin/main, 4f1c2ab). 2 notes hidden; `-v` shows them.",
            ),
        ] {
            assert_eq!(line(&report, 0), expected);
        }
    }

    #[test]
    fn silence_says_why() {
        let mut report = report(1, true);
        report.stats.unused_changes = vec!["users.nickname".into()];
        report.stats.unused_why.insert("users.nickname".into(), "no file names it".into());
        assert!(details(&report).contains("\nnothing uses `users.nickname`: no file names it\n"));
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (count, expected) in [(0, "0"), (999, "999"), (1038, "1 038"), (1_234_567, "1 234 567")] {
            assert_eq!(grouped(count), expected);
        }
    }
}
