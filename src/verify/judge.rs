//! What a server answered, held against what the findings claim, and what no finding says.

use crate::model::verify::{
    Answer, Asked, Claim, ClaimPlace, LeftOut, Mark, Missed, Question, Trial, Verification, Verified, VerifiedPlace,
};

use super::{Lost, last_name};

/// The answers to the questions of a trial.
pub struct Answers<'a> {
    trial: &'a Trial,
    given: Vec<Given>,
}

/// What is known of one question.
#[derive(Clone, Debug, Default)]
struct Given {
    /// Which of its ways was sent.
    way: usize,
    before: Option<Answer>,
    after: Option<Answer>,
}

/// Sends a statement to be prepared.
type Prepare<'a> = dyn FnMut(&str) -> Result<Answer, Lost> + 'a;

impl<'a> Answers<'a> {
    pub fn new(trial: &'a Trial) -> Self {
        Self { trial, given: vec![Given::default(); trial.questions.len()] }
    }

    /// Asks on the side before the migrations: each way until one is taken.
    pub fn before(&mut self, at: usize, prepare: &mut Prepare<'_>) -> Result<(), Lost> {
        let given = &mut self.given[at];
        let (way, answer) = first_taken(&self.trial.questions[at], prepare)?;
        (given.way, given.before) = (way, Some(answer));
        Ok(())
    }

    /// Asks on the side after them, in the way that was taken before; if none was, in each.
    pub fn after(&mut self, at: usize, prepare: &mut Prepare<'_>) -> Result<(), Lost> {
        let (question, given) = (&self.trial.questions[at], &mut self.given[at]);
        if matches!(given.before, Some(Ok(()))) {
            given.after = Some(prepare(&question.ways[given.way])?);
            return Ok(());
        }
        let (way, answer) = first_taken(question, prepare)?;
        if answer.is_ok() && way != given.way {
            // Both sides answer for the same text, and before none was taken.
            given.way = way;
        }
        given.after = Some(answer);
        Ok(())
    }

    /// Marks every claim, and finds what no claim is about. `spoilt` are the tables of which the schema after is not right; `None`: it may be any.
    pub fn judge(&self, spoilt: Option<&[String]>, out: &mut Verification) {
        let given = |at: &usize| &self.given[*at];
        out.asked = self.given.len();
        out.taken_before = self.given.iter().filter(|one| matches!(one.before, Some(Ok(())))).count();
        out.taken_on_both =
            self.given.iter().filter(|one| matches!((&one.before, &one.after), (Some(Ok(())), Some(Ok(()))))).count();
        let mut claimed = vec![0usize; self.given.len()];
        for claim in &self.trial.claims {
            let mut own: Vec<usize> = claim.places.iter().filter_map(|place| place.question.clone().ok()).collect();
            own.sort_unstable();
            own.dedup();
            own.into_iter().for_each(|at| claimed[at] += 1);
        }
        for claim in &self.trial.claims {
            let places: Vec<VerifiedPlace> =
                claim.places.iter().map(|place| self.place(claim, place, spoilt, &claimed)).collect();
            let less = out.not_made.iter().filter(|one| one.in_part).any(|one| last_name(&one.what) == claim.table);
            let places = if less { places.into_iter().map(not_so_sure).collect() } else { places };
            out.verified.push(verified(claim, places, &out.not_run));
        }
        for (at, question) in self.trial.questions.iter().enumerate().filter(|(_, question)| !question.probe) {
            let Given { way, before: Some(before), after: Some(Err(refusal)) } = given(&at) else { continue };
            let found = Missed {
                span: question.span.clone(),
                symbol: question.symbol.clone(),
                test: question.test,
                partial: question.partial,
                asked: Asked { sql: question.ways[*way].clone(), before: before.clone(), after: Err(refusal.clone()) },
            };
            // Of what the code here uses as well, no finding lists the places of the code that is deployed.
            let told = |claim: &Claim| {
                question.span.revision.is_deployed()
                    && question.tables.contains(&claim.table)
                    && claim.names.iter().all(|name| names(&refusal.message, name))
            };
            let known = question.named || claimed[at] > 0 || is_spoilt(&question.tables, spoilt);
            if before.is_err() {
                out.refused.push(found);
            } else if !known && !self.trial.claims.iter().any(told) {
                out.missed.push(found);
            }
        }
        out.refused.sort_by(|a, b| (a.test, &a.span).cmp(&(b.test, &b.span)));
        out.missed.sort_by(|a, b| (a.test, &a.span).cmp(&(b.test, &b.span)));
    }

    fn place(&self, claim: &Claim, place: &ClaimPlace, spoilt: Option<&[String]>, claimed: &[usize]) -> VerifiedPlace {
        let mut out = VerifiedPlace {
            span: place.span.clone(),
            test: place.test,
            probe: false,
            partial: false,
            mark: Mark::NotTried,
            reason: String::new(),
            asked: None,
        };
        let at = match &place.question {
            Ok(at) => *at,
            Err(reason) => {
                out.reason.clone_from(reason);
                return out;
            }
        };
        let (question, given) = (&self.trial.questions[at], &self.given[at]);
        (out.probe, out.partial) = (question.probe, question.partial);
        let (Some(before), Some(after)) = (given.before.clone(), given.after.clone()) else { return out };
        let sql = question.ways.get(given.way).cloned().unwrap_or_default();
        // The side on which it has to work, and the one on which it has to break.
        let (works, breaks) = if claim.awaited { (&after, &before) } else { (&before, &after) };
        let (one, other) = if claim.awaited { ("after", "before") } else { ("before", "after") };
        let names = |message: &str| claim.names.iter().all(|name| names(message, name));
        match (works, breaks) {
            _ if is_spoilt(std::slice::from_ref(&claim.table), spoilt) || is_spoilt(&question.tables, spoilt) => {
                out.reason =
                    "a statement that changes its table did not run, so the schema after is not right".to_owned();
            }
            (Err(refusal), _) => {
                out.reason = format!("the server refuses it {one} the migrations as well: {}", refusal.message);
            }
            (Ok(()), Ok(())) if claim.decisive => out.mark = Mark::Disproved,
            (Ok(()), Ok(())) => {
                out.reason =
                    "the server prepares it on both sides; whether it fails is seen only when it runs".to_owned();
            }
            (Ok(()), Err(refusal)) if names(&refusal.message) || claimed[at] == 1 => out.mark = Mark::Proved,
            (Ok(()), Err(refusal)) => {
                out.reason =
                    format!("{other} the migrations the server stops at another name of it: {}", refusal.message);
            }
        }
        out.asked = Some(Asked { sql, before, after });
        out
    }
}

/// Of a table that was made with less, it proves little that something works.
fn not_so_sure(mut place: VerifiedPlace) -> VerifiedPlace {
    if place.mark == Mark::Disproved {
        place.mark = Mark::NotTried;
        place.reason = "the server takes it on both sides, of a table that was not made whole".to_owned();
    }
    place
}

/// The first way that is taken; if none is, what is said of the first.
fn first_taken(question: &Question, prepare: &mut Prepare<'_>) -> Result<(usize, Answer), Lost> {
    let mut first = None;
    for (way, sql) in question.ways.iter().enumerate() {
        match prepare(sql)? {
            Ok(()) => return Ok((way, Ok(()))),
            Err(refusal) => {
                first.get_or_insert(refusal);
            }
        }
    }
    Ok((0, first.map_or(Ok(()), Err)))
}

/// Whether a message bears a name as a whole word.
fn names(message: &str, name: &str) -> bool {
    let message = message.to_lowercase();
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    message.match_indices(name).any(|(at, _)| {
        !is_part(message[..at].chars().next_back()) && !is_part(message[at + name.len()..].chars().next())
    })
}

fn is_spoilt(tables: &[String], spoilt: Option<&[String]>) -> bool {
    spoilt.is_none_or(|spoilt| tables.iter().any(|table| spoilt.contains(table)))
}

/// How servers say that something else needs what a statement takes away.
const DEPENDS: &[&str] = &["depend", "error in view", "error in trigger", "used by a"];

/// The mark of a finding: one use that breaks proves it, and it is wrong if none does.
fn verified(claim: &Claim, places: Vec<VerifiedPlace>, not_run: &[LeftOut]) -> Verified {
    let refused = not_run.iter().filter(|one| one.by_server).find(|one| {
        let span = one.span.as_ref().filter(|span| span.path == claim.primary.path);
        span.is_some_and(|span| span.range.contains(&claim.primary.range.start))
    });
    let all = |mark: Mark| places.iter().all(|place| place.mark == mark);
    let (mark, reason) = match refused {
        Some(refused) if claim.of_database && DEPENDS.iter().any(|words| refused.why.contains(words)) => {
            (Mark::Proved, format!("the server refuses the statement: {}", refused.why))
        }
        Some(refused) => (Mark::NotTried, format!("the server refuses the statement: {}", refused.why)),
        None if places.iter().any(|place| place.mark == Mark::Proved) => (Mark::Proved, String::new()),
        None if !places.is_empty() && all(Mark::Disproved) => (Mark::Disproved, String::new()),
        None => {
            let first = places.iter().find(|place| place.mark == Mark::NotTried);
            (Mark::NotTried, first.map(|place| place.reason.clone()).unwrap_or_default())
        }
    };
    Verified { finding: claim.finding, mark, reason, places }
}
