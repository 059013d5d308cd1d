//! From where a use is reached: the routes, jobs and commands whose code comes to it.

use super::reference::Certainty;
use crate::source::Span;

/// A kind of way in, in the order of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// What requests pass before their route: middleware, guards, filters. Its name is a phrase: `every request`.
    Requests,
    Http,
    Graphql,
    Schedule,
    Job,
    Event,
    Command,
}

impl EntryKind {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            EntryKind::Requests => "requests",
            EntryKind::Http => "http",
            EntryKind::Graphql => "graphql",
            EntryKind::Schedule => "schedule",
            EntryKind::Job => "job",
            EntryKind::Event => "event",
            EntryKind::Command => "command",
        }
    }
}

/// A way into the program from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    pub kind: EntryKind,
    /// `POST /login`, `send_digest`.
    pub name: String,
    /// How sure the calls between are.
    pub certainty: Certainty,
    /// The functions between, from the entry point to the use.
    pub via: Vec<String>,
}

impl EntryPoint {
    /// As people would write it: a route alone, anything else with its kind.
    pub fn display(&self) -> String {
        match self.kind {
            EntryKind::Http | EntryKind::Requests => self.name.clone(),
            kind => format!("{} {}", kind.name(), self.name),
        }
    }

    /// Whether many would notice at once: people come in here.
    fn is_notable(&self) -> bool {
        const WORDS: &[&str] = &["login", "signin", "sign_in", "sign-in", "session", "auth", "token", "checkout"];
        let name = self.name.to_lowercase();
        self.kind == EntryKind::Http && WORDS.iter().any(|word| name.contains(word))
    }
}

/// What becomes of the error of a use that breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HandlingKind {
    /// It ends the process: a panic, an exit.
    Ends,
    /// It leaves the handler: the framework answers, or the job fails.
    Unhandled,
    /// It is caught, and an answer is given.
    Answered,
    /// It is caught or left out, and the code goes on.
    Swallowed,
}

impl HandlingKind {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            HandlingKind::Ends => "ends",
            HandlingKind::Unhandled => "unhandled",
            HandlingKind::Answered => "answered",
            HandlingKind::Swallowed => "swallowed",
        }
    }
}

/// What becomes of the error of a use, as far as handlers were found on the ways to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handling {
    pub kind: HandlingKind,
    /// The handler, or the entry point that has none.
    pub span: Option<Span>,
    /// A sentence without a full stop.
    pub text: String,
}

/// What is known of the ways to one use. Empty says that none was found, not that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// By kind, then by name.
    pub entry_points: Vec<EntryPoint>,
    /// The use is a declaration: the ways are those to everything that names this model.
    pub every_use_of: Option<String>,
    /// Not every way was followed: there were too many.
    pub cut: bool,
    /// What becomes of its error on the worst of these ways; `None`: not known.
    pub handling: Option<Handling>,
    /// How often tests ran its line; `None`: no report tells.
    pub hits: Option<u64>,
}

impl Reach {
    /// The entry points for a line of text: all of a few, or how many and the one that matters most.
    pub fn phrase(&self, most: usize) -> Option<String> {
        let names: Vec<String> = self.entry_points.iter().map(EntryPoint::display).collect();
        if names.is_empty() {
            return None;
        }
        let more = if self.cut { "at least " } else { "" };
        if names.len() <= most {
            return Some(format!("{more}{}", names.join(", ")));
        }
        let guard = self.entry_points.iter().find(|one| one.kind == EntryKind::Requests);
        let first = guard.or(self.entry_points.iter().find(|one| one.is_notable())).or(self.entry_points.first())?;
        let routes = self.entry_points.iter().all(|one| one.kind == EntryKind::Http);
        let what = if routes { "routes" } else { "entry points" };
        Some(format!("{more}{} {what}, {} among them", names.len(), first.display()))
    }

    /// Whether an entry point is among these.
    pub fn leads_from(&self, entry: &EntryPoint) -> bool {
        self.entry_points.iter().any(|known| known.kind == entry.kind && known.name == entry.name)
    }

    /// The ways to any of several uses, each once.
    pub fn union<'a>(all: impl IntoIterator<Item = &'a Reach>) -> Reach {
        let mut found = Reach::default();
        for one in all {
            found.cut |= one.cut;
            for entry in &one.entry_points {
                if !found.leads_from(entry) {
                    found.entry_points.push(entry.clone());
                }
            }
        }
        found.entry_points.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        found
    }
}
