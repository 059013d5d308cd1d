//! What becomes of the error of a use: taken up in the function that holds it or in one of its callers, or leaving the handler of an entry point.
//!
//! Languages that throw have guards (`lang::handlers`); a promise's `catch` is one. Go and Rust hand errors on as values, which is read from the text that
//! follows the use: `if err != nil`, `_ =`, `?`, `unwrap`, `match`.
//!
//! The edge: what is sent later than where it is named (a lazy query set, a future that is awaited elsewhere, a prepared statement) counts at the place of
//! its name; error handlers of a framework (`app.use((err, …) => …)`, `rescue_from`, `@ExceptionHandler`, middleware) are the framework to this; what a
//! function does to which the error is handed is not looked at; a handler that throws on some ways counts as one that throws.

use std::ops::Range;

use super::unit::{ItemKind, Unit};
use crate::lang::facts::{Catch, Does, ExprKind};
use crate::lang::handlers::{last, words};
use crate::model::reach::{EntryKind, Handling, HandlingKind};

/// A place on a way: the use in its function, then each call of the function before.
pub(super) struct Place<'a> {
    pub unit: &'a Unit,
    /// The function's.
    pub range: Range<usize>,
    pub symbol: &'a str,
    pub kind: ItemKind,
    pub at: usize,
}

/// What a function makes of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Leaves,
    Does(Does, usize),
    Unknown,
}

/// Types that take any error, and words in the names of those that take errors of databases.
const ALL: &[&str] = &["Exception", "Throwable", "Error", "StandardError", "BaseException", "RuntimeException"];
const DATABASE: &[&str] = &[
    "sql",
    "database",
    "dbexception",
    "dberror",
    "dbal",
    "statementinvalid",
    "queryexception",
    "queryfailed",
    "pdo",
    "postgres",
    "operationalerror",
    "programmingerror",
    "integrityerror",
    "dataaccess",
    "persistence",
    "hibernate",
    "jdbc",
    "prisma",
    "sequelize",
    "npgsql",
    "undefinedcolumn",
    "undefinedtable",
    "dbupdate",
    "driverexception",
];
/// How much behind a use is read for Go and Rust.
const AHEAD: usize = 2000;

/// What becomes of an error on one way, from the use up. `entry`: what the way leads to; `None`: nothing was found.
pub(super) fn of_way(places: &[Place<'_>], entry: Option<EntryKind>) -> Option<Handling> {
    for place in places {
        match verdict(place) {
            Verdict::Leaves => {}
            Verdict::Unknown => return None,
            Verdict::Does(does, at) => return Some(taken(place, does, at)),
        }
    }
    let (kind, last) = (entry?, places.last()?);
    let what = match kind {
        EntryKind::Requests | EntryKind::Http | EntryKind::Graphql => "the framework answers 500",
        EntryKind::Schedule | EntryKind::Job | EntryKind::Event => "the job fails",
        EntryKind::Command => "the command ends with it",
    };
    let mut text = format!("nothing catches the error: {what}");
    let file = &last.unit.file;
    let own = file.source.text.get(last.range.clone()).unwrap_or_default();
    if file.language.name == "javascript" && own.contains("async") && file.source.text.contains("express") {
        text.push_str("; before Express 5 it is a rejected promise that nobody handles, which ends a Node process");
    }
    Some(Handling { kind: HandlingKind::Unhandled, span: None, text })
}

fn taken(place: &Place<'_>, does: Does, at: usize) -> Handling {
    let symbol = place.symbol;
    let (kind, text) = match does {
        Does::Answers => (HandlingKind::Answered, format!("the error is caught in `{symbol}`, which answers itself")),
        Does::Ends => (HandlingKind::Ends, format!("the error ends the process or panics in `{symbol}`")),
        _ => (HandlingKind::Swallowed, format!("the error is caught in `{symbol}`, which goes on without it")),
    };
    Handling { kind, span: Some(place.unit.file.source.span(at..at)), text }
}

fn verdict(place: &Place<'_>) -> Verdict {
    let text = &place.unit.file.source.text;
    let end = place.range.end.min(place.at + AHEAD).min(text.len());
    let end = (place.at..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(place.at);
    let (ahead, start) = (text.get(place.at..end).unwrap_or_default(), place.range.start.min(place.at));
    match place.unit.file.language.name {
        // Nothing is sent where a constant is given its text; where a mapped type is used, nothing tells which statement sends it.
        _ if place.kind == ItemKind::Value => Verdict::Leaves,
        "go" | "rust" if place.kind == ItemKind::Class => Verdict::Unknown,
        "go" => go(ahead, text.get(start..place.at).unwrap_or_default(), place.at),
        "rust" => rust(ahead, text.get(start..place.at).unwrap_or_default(), place.at),
        "prisma" | "sql" => Verdict::Unknown,
        _ => guarded(place),
    }
}

/// The innermost handler in the function that takes the error and does not throw it again.
fn guarded(place: &Place<'_>) -> Verdict {
    let facts = &place.unit.file.facts;
    let inside = |range: &Range<usize>| range.contains(&place.at) && place.range.start <= range.start;
    let mut found: Vec<(usize, &[Catch])> = Vec::new();
    for guard in facts.guards.iter().filter(|guard| inside(&guard.body)) {
        found.push((guard.body.len(), &guard.catches));
    }
    let promised = promises(place);
    found.extend(promised.iter().map(|(range, catch)| (range.len(), std::slice::from_ref(catch))));
    found.sort_by_key(|(length, _)| *length);
    for (_, catches) in found {
        if let Some(catch) = catches.iter().find(|catch| takes(&catch.types))
            && catch.does != Does::Rethrows
            && !hands_on(place, &catch.range)
        {
            return Verdict::Does(catch.does, catch.range.start);
        }
    }
    Verdict::Leaves
}

/// Whether a handler of JavaScript's gives the error to the framework: `next(error)`.
fn hands_on(place: &Place<'_>, range: &Range<usize>) -> bool {
    let file = &place.unit.file;
    let text = file.source.text.get(range.clone()).unwrap_or_default();
    file.language.name == "javascript" && text.len() < AHEAD && words(text).contains(&"next")
}

/// `query().catch(handler)` around the place. `catch(next)` hands the error on to the framework.
fn promises(place: &Place<'_>) -> Vec<(Range<usize>, Catch)> {
    let mut found = Vec::new();
    if place.unit.file.language.name != "javascript" {
        return found;
    }
    let (facts, text) = (&place.unit.file.facts, &place.unit.file.source.text);
    let bodies = facts.functions.iter().filter(|function| function.range.contains(&place.at));
    for expr in bodies.flat_map(|function| &function.body).chain(&facts.top) {
        expr.walk(&mut |part| {
            if let ExprKind::Call { callee, args, .. } = &part.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
                && name == "catch"
                && object.range.contains(&place.at)
                && place.range.start <= object.range.start
                && let Some(handler) = args.first()
                && handler.value.as_name() != Some("next")
            {
                let catch = crate::lang::handlers::catch(text, handler.value.range.clone(), Vec::new());
                found.push((object.range.clone(), catch));
            }
            part.range.contains(&place.at) || part.range.is_empty()
        });
    }
    found
}

/// Whether a handler of these types takes an error of the database.
fn takes(types: &[String]) -> bool {
    let database = |name: &str| {
        let name = last(name).to_lowercase();
        DATABASE.iter().any(|word| name.contains(word))
    };
    types.is_empty() || types.iter().any(|name| ALL.contains(&last(name)) || database(name))
}

/// The statement in which the place stands, so far as it lies before it.
fn before(text: &str) -> &str {
    let start = text.rfind(['\n', ';', '{', '}']).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

/// Go: the next `if err != nil` behind the place, or an error that is left out or returned at once.
fn go(ahead: &str, behind: &str, at: usize) -> Verdict {
    let statement = before(behind);
    if words(statement).first() == Some(&"return") {
        return Verdict::Leaves;
    }
    let check = ahead.find("err != nil");
    let returned = ahead.find("return ");
    let Some(check) = check.filter(|check| returned.is_none_or(|returned| *check < returned)) else {
        // `rows, _ := db.Query(…)`
        let target = statement.split('=').next().unwrap_or_default();
        let left_out = statement.contains('=') && target.trim_end_matches(':').trim_end().ends_with('_');
        return if left_out { Verdict::Does(Does::GoesOn, at) } else { Verdict::Unknown };
    };
    let block = block(ahead.get(check..).unwrap_or_default());
    let words = words(block);
    let ends = ["panic", "Fatal", "Fatalf", "Fatalln", "Exit"].iter().any(|word| words.contains(word));
    let line = block.lines().find(|line| line.trim_start().starts_with("return")).unwrap_or_default();
    // A handler that writes an answer before it returns has taken the error up.
    let answers = ["WriteHeader", "http", "JSON", "AbortWithStatus", "AbortWithStatusJSON", "String", "SendStatus"];
    let place = at + check;
    match () {
        () if ends => Verdict::Does(Does::Ends, place),
        () if answers.iter().any(|word| words.contains(word)) => Verdict::Does(Does::Answers, place),
        () if line.contains("err") || line.contains("Err") => Verdict::Leaves,
        () if !line.is_empty() => Verdict::Does(Does::Answers, place),
        () => Verdict::Does(Does::GoesOn, place),
    }
}

/// The first block in braces, without them.
fn block(text: &str) -> &str {
    let Some(open) = text.find('{') else { return "" };
    let mut depth = 0usize;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return text.get(open + 1..at).unwrap_or_default(),
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.get(open + 1..).unwrap_or_default()
}

/// Rust: what stands between the place and the end of its statement.
fn rust(ahead: &str, behind: &str, at: usize) -> Verdict {
    // The place may stand inside of a string.
    let inside = behind.matches('"').count() % 2 == 1;
    let (mut depth, mut end, mut text) = (0i32, ahead.len(), inside);
    for (place, c) in ahead.char_indices() {
        match c {
            '"' => text = !text,
            _ if text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ';' if depth <= 0 => {
                end = place;
                break;
            }
            _ => {}
        }
        // Out of the function's own block: it is its value.
        if depth < 0 && c == '}' {
            end = place;
            break;
        }
    }
    let rest = ahead.get(..end).unwrap_or_default();
    let find = |words: &[&str]| words.iter().filter_map(|word| rest.find(word)).min();
    let statement = before(behind);
    let matched = ["match ", "if let ", "while let "].iter().any(|word| statement.contains(word));
    let hands_on = find(&["?;", "?.", "? ", "?)", "?,", "?\n"]).or(rest.ends_with('?').then_some(rest.len()));
    let panics = find(&[".unwrap()", ".expect("]);
    let swallows = find(&[".ok()", ".unwrap_or"]);
    let first = [hands_on, panics, swallows].into_iter().flatten().min();
    match first {
        Some(place) if panics == Some(place) => Verdict::Does(Does::Ends, at + place),
        Some(place) if swallows == Some(place) => Verdict::Does(Does::GoesOn, at + place),
        Some(_) => Verdict::Leaves,
        None if matched || statement.contains("let _ =") => {
            Verdict::Does(if matched { Does::Answers } else { Does::GoesOn }, at)
        }
        None if !ahead.get(end..).unwrap_or_default().starts_with(';') => Verdict::Leaves,
        None => Verdict::Unknown,
    }
}

#[cfg(test)]
#[path = "handling_tests.rs"]
mod tests;
