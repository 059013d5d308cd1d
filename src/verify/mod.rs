//! `migcheck verify`: a real database as the judge of a check. The schema before is made on a scratch database, every query is prepared, the pending statements run,
//! and every query is prepared again; [`judge`] holds the answers against the findings.
//!
//! What is made is gone afterwards, and nothing is ever run but what [`policy`] lets through: no query, no row, no function. A database is one file with a
//! [`Scratch`]; it refuses to begin on one that is not empty. The clients are behind the feature `verify`.

pub mod address;
pub mod judge;
#[cfg(feature = "verify")]
mod mysql;
pub mod policy;
#[cfg(feature = "verify")]
mod postgres;
#[cfg(feature = "verify")]
mod sqlite;

use crate::model::name::Dialect;
use crate::model::verify::{After, Answer, LeftOut, Pending, Piece, Refusal, Trial, Verification};
use address::Address;
use judge::Answers;
use policy::Vetted;

/// How often objects that need one another are tried in all.
const MOST_ATTEMPTS: usize = 50_000;
/// How many seconds a server may take for one statement, or to answer at all.
#[cfg(feature = "verify")]
const SECONDS: u64 = 10;

/// The database is out of reach, or is not one to try things out on: why, without the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost(pub String);

/// A database that was empty, and will be again.
pub trait Scratch {
    /// `PostgreSQL 16.4`
    fn called(&self) -> &str;
    /// Its name, which a statement may bear.
    fn own(&self) -> &str;
    fn dialect(&self) -> Dialect;
    /// The schemas in which names without one are looked up, before the usual one.
    fn search(&mut self, schemas: &[&str]) -> Result<(), Lost>;
    /// Runs one statement; if it is refused, all is as before.
    fn run(&mut self, sql: &str) -> Result<Answer, Lost>;
    /// Prepares one statement and forgets it.
    fn prepare(&mut self, sql: &str) -> Result<Answer, Lost>;
    /// Removes all that was made.
    fn clear(&mut self) -> Result<(), Lost>;
    /// Removes all that was made, also after the database was lost, and says what is left of it.
    fn finish(self: Box<Self>) -> Vec<String>;
}

/// Opens a database: one that is named as scratch, and empty.
pub fn open(address: Address) -> Result<Box<dyn Scratch>, Lost> {
    address.named_as_scratch().map_err(Lost)?;
    #[cfg(feature = "verify")]
    return match address {
        Address::Postgres(net) => postgres::open(net),
        Address::Mysql(net) => mysql::open(net),
        Address::Sqlite(path) => sqlite::open(path),
    };
    #[cfg(not(feature = "verify"))]
    Err(Lost("this migcheck was built without the clients of databases (the feature `verify`)".to_owned()))
}

/// What is said of a database that has something in it.
#[cfg(feature = "verify")]
fn not_empty(database: &str, there: &[String]) -> String {
    let mut list = there.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if there.len() > 5 {
        list.push_str(" and more");
    }
    format!("the database `{database}` is not empty; it has {list}")
}

/// What came of all trials, and why no more did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub verifications: Vec<Verification>,
    /// The database was lost on the way.
    pub lost: Option<String>,
    /// What is still in the database.
    pub left_behind: Vec<String>,
}

/// Makes the trials one after the other. Whatever happens, what was made is removed.
pub fn verify(mut scratch: Box<dyn Scratch>, trials: &[Trial]) -> Verified {
    let mut out = Verified::default();
    for trial in trials {
        match one(&mut *scratch, trial) {
            Ok(verification) => out.verifications.push(verification),
            Err(Lost(why)) => {
                out.lost = Some(why);
                break;
            }
        }
    }
    out.left_behind = scratch.finish();
    out
}

fn one(scratch: &mut dyn Scratch, trial: &Trial) -> Result<Verification, Lost> {
    let mut out = Verification {
        database: trial.database.clone(),
        server: scratch.called().to_owned(),
        left_out: trial.left_out,
        ..Verification::default()
    };
    let schemas: Vec<&str> = trial.schemas.iter().map(String::as_str).collect();
    make(scratch, &trial.before, &mut out)?;
    scratch.search(&schemas)?;
    let mut answers = Answers::new(trial);
    for at in 0..trial.questions.len() {
        answers.before(at, &mut |sql| scratch.prepare(sql))?;
    }
    let spoilt;
    match &trial.after {
        After::Statements(pending) => spoilt = migrate(scratch, pending, &mut out)?,
        After::Schema(pieces) => {
            scratch.clear()?;
            out.after_as_read = true;
            let mut of_after = Verification::default();
            spoilt = Some(make(scratch, pieces, &mut of_after)?);
            let fresh = of_after.not_made.into_iter().filter(|one| !out.not_made.contains(one));
            let fresh: Vec<LeftOut> = fresh.collect();
            out.not_made.extend(fresh);
        }
    }
    scratch.search(&schemas)?;
    for at in 0..trial.questions.len() {
        answers.after(at, &mut |sql| scratch.prepare(sql))?;
    }
    scratch.clear()?;
    answers.judge(spoilt.as_deref(), &mut out);
    Ok(out)
}

/// `posts` of `table app.posts`, in lower case.
fn last_name(what: &str) -> String {
    let name = what.rsplit([' ', '.']).next().unwrap_or(what);
    name.to_lowercase()
}

/// A piece that the server does not take yet, and why.
struct Waiting<'a> {
    piece: &'a Piece,
    refusal: Option<Refusal>,
}

/// Makes a schema. What needs something that is not there yet is tried again; when nothing more comes of that, what stays refused is made with less.
/// The names of what is not made, in lower case and without their schemas.
fn make(scratch: &mut dyn Scratch, pieces: &[Piece], out: &mut Verification) -> Result<Vec<String>, Lost> {
    let mut waiting: Vec<Waiting<'_>> = Vec::new();
    let mut refused = Vec::new();
    for piece in pieces {
        let first = piece.ways.first().map(|sql| policy::vet(sql, scratch.dialect(), scratch.own()));
        match first {
            Some(Vetted::Refuse(why)) if piece.ways.len() == 1 => {
                refused.push(last_name(&piece.what));
                out.not_made.push(LeftOut {
                    what: piece.what.clone(),
                    span: None,
                    why,
                    by_server: false,
                    in_part: false,
                });
            }
            None | Some(Vetted::Skip) => {}
            _ => waiting.push(Waiting { piece, refusal: None }),
        }
    }
    let mut attempts = 0;
    while !waiting.is_empty() && attempts < MOST_ATTEMPTS {
        let before = waiting.len();
        attempts += before;
        waiting = pass(scratch, waiting, 0..1, &|_| true, out)?;
        if waiting.len() < before {
            continue;
        }
        let stuck = waiting.len();
        // One that waits for another table may still get it; then it needs no less.
        waiting = pass(scratch, waiting, 1..usize::MAX, &|refusal| !misses_table(refusal), out)?;
        if waiting.len() == stuck {
            waiting = pass(scratch, waiting, 1..usize::MAX, &|_| true, out)?;
        }
        if waiting.len() == stuck {
            break;
        }
    }
    let mut names = refused;
    for Waiting { piece, refusal } in waiting {
        let why = refusal.map(|refusal| refusal.message).unwrap_or_default();
        names.push(last_name(&piece.what));
        out.not_made.push(LeftOut { what: piece.what.clone(), span: None, why, by_server: true, in_part: false });
    }
    Ok(names)
}

/// Tries some ways of all that waits; what was refused for another reason than `when` is left alone. Gives what is not made after it.
fn pass<'a>(
    scratch: &mut dyn Scratch,
    waiting: Vec<Waiting<'a>>,
    ways: std::ops::Range<usize>,
    when: &dyn Fn(&Refusal) -> bool,
    out: &mut Verification,
) -> Result<Vec<Waiting<'a>>, Lost> {
    let mut left = Vec::new();
    for mut one in waiting {
        let tried = one.refusal.as_ref().is_none_or(when);
        let own: Vec<&str> = Some(one.piece.schema.as_str()).filter(|name| !name.is_empty()).into_iter().collect();
        let mut made = false;
        for (way, sql) in one.piece.ways.iter().enumerate().filter(|(way, _)| tried && ways.contains(way)) {
            scratch.search(&own)?;
            let answer = match policy::vet(sql, scratch.dialect(), scratch.own()) {
                Vetted::Run(sql) => scratch.run(&sql)?,
                Vetted::Skip => Ok(()),
                Vetted::Refuse(message) => Err(Refusal { code: String::new(), message }),
            };
            match answer {
                Ok(()) => {
                    out.made += 1;
                    made = true;
                    if let Some(refusal) = one.refusal.as_ref().filter(|_| way > 0) {
                        let (what, why) = (one.piece.what.clone(), refusal.message.clone());
                        out.not_made.push(LeftOut { what, span: None, why, by_server: true, in_part: true });
                    }
                    break;
                }
                // What the fullest way lacks is what people want to know.
                Err(refusal) if way == 0 => one.refusal = Some(refusal),
                Err(_) => {}
            }
        }
        if !made {
            left.push(one);
        }
    }
    Ok(left)
}

/// Whether a server says that another table is not there.
fn misses_table(refusal: &Refusal) -> bool {
    matches!(refusal.code.as_str(), "42P01" | "1146" | "1824" | "1005")
}

/// Runs the pending statements; the tables that those changed which did not run, `None` if that is not known.
fn migrate(
    scratch: &mut dyn Scratch,
    pending: &[Pending],
    out: &mut Verification,
) -> Result<Option<Vec<String>>, Lost> {
    let mut spoilt = Some(Vec::new());
    let mut file = None;
    for one in pending {
        if file != Some(&one.span.path) {
            // What a file sets is over with it.
            scratch.search(&[])?;
            file = Some(&one.span.path);
        }
        let (why, by_server) = match policy::vet(&one.sql, scratch.dialect(), scratch.own()) {
            Vetted::Skip => continue,
            Vetted::Refuse(why) => (why, false),
            Vetted::Run(sql) => match scratch.run(&sql)? {
                Ok(()) => {
                    out.ran += 1;
                    continue;
                }
                Err(refusal) => (refusal.message, true),
            },
        };
        let what: String = one.sql.split_whitespace().collect::<Vec<_>>().join(" ");
        out.not_run.push(LeftOut { what, span: Some(one.span.clone()), why, by_server, in_part: false });
        spoilt = spoilt.zip(one.touches.clone()).map(|(mut names, more)| {
            names.extend(more);
            names
        });
    }
    Ok(spoilt)
}

#[cfg(test)]
mod tests;
