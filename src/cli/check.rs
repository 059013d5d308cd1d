//! `migcheck check`, and `migcheck` alone.

use crate::check::{Outcome, check};
use crate::config::accepted;
use crate::model::finding::Level;
use crate::model::report::Report;
use crate::output::{Format, Style, View, closing, named};
use crate::rule::Selection;

use super::args::{CheckArgs, Everywhere};
use super::console::Console;
use super::settings::{Asked, Levels};
use super::{CLEAN, FAILED, FINDINGS, given, outside, report_file};

pub(super) fn run(args: &CheckArgs, everywhere: &Everywhere, levels: &Levels, console: &Console) -> u8 {
    let is_path = |path: &&std::path::PathBuf| path.as_os_str() != "-";
    let paths: Vec<_> = args.paths.iter().filter(is_path).cloned().collect();
    let asked = Asked { everywhere, tree: &args.options.tree, paths: &paths, check: Some((&args.options, levels)) };
    let Some(mut config) = console.settings(&asked) else { return FAILED };
    // A misspelt rule is told before anything is read.
    let rules = match Selection::of(&config) {
        Ok(rules) => rules,
        Err(error) => {
            console.error(&error.to_string(), Some(&error.tip()));
            return FAILED;
        }
    };
    if let Some(path) = args.options.twice() {
        let tip = Some("one file has one report");
        console.error(&format!("`--output` names {} twice", path.display()), tip);
        return FAILED;
    }
    if let Err(error) = given::read(args, &mut config) {
        console.unsettled(error);
        return FAILED;
    }
    config.no_code = args.options.no_code;
    if let Err(error) = outside::read(&args.options.uses, &mut config) {
        console.unsettled(error);
        return FAILED;
    }
    if !args.options.no_baseline {
        match accepted::read(&config.root) {
            Ok(accepted) => config.accepted = accepted.into_keys().collect(),
            Err(message) => {
                console.error(&message, None);
                return FAILED;
            }
        }
    }
    config.ends = true;
    let outcome = check(&config);
    let written = write(args, &outcome, &rules, console);
    if written { exit_code(&outcome.report, config.fail_on) } else { FAILED }
}

/// The exit code: a function of the report and the level, never of the format.
fn exit_code(report: &Report, fail_on: Option<Level>) -> u8 {
    match fail_on {
        _ if report.problems.iter().any(|problem| problem.fatal) => FAILED,
        Some(level) if report.findings.iter().any(|finding| finding.level >= level) => FINDINGS,
        _ => CLEAN,
    }
}

/// Writes every report that was asked for. Answers whether all could be written.
fn write(args: &CheckArgs, outcome: &Outcome, rules: &Selection, console: &Console) -> bool {
    let options = &args.options;
    let report = &outcome.report;
    let verbose = console.verbose();
    console.problems(&report.problems, &outcome.sources);
    if verbose > 0 {
        console.say(closing::details(report).trim_end());
    }

    let style = Style { max_findings: options.max_findings, ..console.style() };
    let render =
        |format: &Format, style: Style| (format.render)(&View { report, sources: &outcome.sources, rules, style });
    // What kept the check from being made was told; that there is no problem would be a lie.
    let failed = report.problems.iter().any(|problem| problem.fatal);
    let mut written = true;
    let to_stdout: Vec<&Format> =
        options.output.iter().filter(|output| output.path.is_none()).map(|output| output.format).collect();
    let to_stdout = if to_stdout.is_empty() { named(&options.format).into_iter().collect() } else { to_stdout };
    for format in to_stdout {
        written &= console.out(&render(format, style));
    }
    if !failed {
        console.say(&closing::line(report, verbose));
    }
    // Last, so that a path that cannot be written hides no finding.
    for output in &options.output {
        let Some(path) = &output.path else { continue };
        let mut text = render(output.format, Style { verbose, max_findings: 0, ..Style::default() });
        if output.format.closing && !failed {
            text.push_str(&closing::line(report, verbose));
            text.push('\n');
        }
        if let Err(error) = report_file::write(path, &text) {
            console.error(&format!("cannot write {}: {error}", path.display()), None);
            written = false;
        }
    }
    let times = closing::times(report);
    if verbose > 0 && !times.is_empty() {
        console.say(&times);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Problem;
    use crate::rule::judge;

    #[test]
    fn the_exit_code_follows_the_report() {
        let mut event = crate::rule::engine::tests::event();
        event.head = vec![crate::rule::engine::tests::reference("a.py")];
        let finding = judge(&[event], &Selection::default(), &crate::rule::Suppressions::none()).remove(0);
        let report = |level: Option<Level>, fatal: bool| Report {
            findings: level
                .into_iter()
                .map(|level| crate::model::finding::Finding { level, ..finding.clone() })
                .collect(),
            problems: vec![Problem { fatal, ..Problem::new("p") }],
            ..Report::default()
        };
        use Level::{Error, Note, Warning};
        for (found, fatal, fail_on, expected) in [
            (None, false, Some(Note), CLEAN),
            (Some(Error), false, Some(Error), FINDINGS),
            (Some(Warning), false, Some(Error), CLEAN),
            (Some(Warning), false, Some(Warning), FINDINGS),
            (Some(Error), false, None, CLEAN),
            (Some(Error), true, Some(Error), FAILED),
            (None, true, None, FAILED),
        ] {
            assert_eq!(exit_code(&report(found, fatal), fail_on), expected, "{found:?} {fatal} {fail_on:?}");
        }
    }
}
