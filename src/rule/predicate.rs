//! The closed list of conditions that a rule's `when` can name: small questions about one event, all of which must hold.
//!
//! There is no `or` and no nesting. A rule that needs more gets a new predicate here, with its own test. Of operations the facts that `hazard` finds are
//! conditions as well, each by its name, and with `not-` before it; names and numbers are compared by `Said`.

use crate::model::event::Event;
use crate::model::operation::Fact;
use crate::model::reference::{Certainty, Reference};

use super::options::Options;
use super::said::Said;

/// Which uses are evidence for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Uses in tests count like any other.
    pub strict: bool,
    /// The least certainty that counts: *likely*, unless the rule's `min-certainty` says another.
    pub least: Certainty,
}

impl Counting {
    /// Where no rule says otherwise.
    pub fn usual(strict: bool) -> Self {
        Counting { strict, least: Certainty::Likely }
    }

    /// Whether a use is evidence.
    pub fn counts(self, reference: &Reference) -> bool {
        reference.certainty >= self.least && (self.strict || !reference.test)
    }

    fn any(self, references: &[Reference]) -> bool {
        references.iter().any(|reference| self.counts(reference))
    }
}

/// A condition with its name.
pub struct Predicate {
    pub name: &'static str,
    /// The event, and which uses count.
    pub holds: fn(&Event, Counting) -> bool,
}

impl std::fmt::Debug for Predicate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every predicate, sorted by name.
pub static PREDICATES: &[Predicate] = &[
    Predicate { name: "destructive", holds: |event, _| event.destructive },
    Predicate { name: "not-destructive", holds: |event, _| !event.destructive },
    Predicate { name: "not-used-at-base", holds: |event, uses| !uses.any(&event.base) },
    Predicate { name: "not-used-at-head", holds: |event, uses| !uses.any(&event.head) },
    Predicate {
        name: "only-possible-at-head",
        holds: |event, uses| {
            !uses.any(&event.head)
                && !uses.any(&event.base)
                && event.head.iter().any(|one| one.certainty == Certainty::Possible && (uses.strict || !one.test))
        },
    },
    Predicate {
        name: "only-tests-at-head",
        holds: |event, uses| {
            !uses.any(&event.head) && event.head.iter().any(|one| one.test && one.certainty >= Certainty::Likely)
        },
    },
    Predicate { name: "used-at-base", holds: |event, uses| uses.any(&event.base) },
    Predicate { name: "used-at-head", holds: |event, uses| uses.any(&event.head) },
    Predicate {
        name: "used-by-database-object",
        holds: |event, uses| Counting { strict: true, ..uses }.any(&event.database),
    },
];

/// What a rule's `when` names.
#[derive(Clone, Debug)]
pub enum Condition {
    Predicate(&'static Predicate),
    /// The fact is so, or it is not.
    Fact(Fact, bool),
    /// What the statement says is like this.
    Said(Said),
}

impl Condition {
    /// The condition with this name.
    pub fn named(name: &str) -> Option<Condition> {
        let fact = |name: &str, so| Fact::named(name).map(|fact| Condition::Fact(fact, so));
        named(name)
            .map(Condition::Predicate)
            .or_else(|| fact(name, true))
            .or_else(|| fact(name.strip_prefix("not-")?, false))
    }

    /// Whether it holds for an event, for a rule with these options.
    pub fn holds(&self, event: &Event, strict: bool, options: &Options) -> bool {
        match self {
            Condition::Predicate(predicate) => (predicate.holds)(event, Counting { strict, least: options.least() }),
            Condition::Fact(fact, so) => {
                event.circumstances.as_ref().is_some_and(|all| all.facts.contains(fact) == *so)
            }
            Condition::Said(said) => said.holds(event, options),
        }
    }
}

/// The predicate with this name.
pub fn named(name: &str) -> Option<&'static Predicate> {
    PREDICATES.iter().find(|predicate| predicate.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::engine::tests::{event, reference};

    fn use_of(certainty: Certainty, test: bool) -> Reference {
        Reference { certainty, test, ..reference("a.py") }
    }

    fn holding(change: impl Fn(&mut Event), strict: bool) -> Vec<&'static str> {
        let mut event = event();
        event.head.clear();
        event.base.clear();
        change(&mut event);
        let holding = PREDICATES.iter().filter(|predicate| (predicate.holds)(&event, Counting::usual(strict)));
        holding.map(|predicate| predicate.name).filter(|name| !name.ends_with("destructive")).collect()
    }

    #[test]
    fn names_are_sorted() {
        assert!(PREDICATES.is_sorted_by_key(|predicate| predicate.name));
    }

    #[test]
    fn uses_at_head_and_base() {
        let none = ["not-used-at-base", "not-used-at-head"];
        assert_eq!(holding(|_| {}, false), none);
        assert_eq!(
            holding(|event| event.head = vec![use_of(Certainty::Likely, false)], false),
            ["not-used-at-base", "used-at-head"]
        );
        assert_eq!(
            holding(|event| event.base = vec![use_of(Certainty::Certain, false)], false),
            ["not-used-at-head", "used-at-base"]
        );
    }

    #[test]
    fn guesses_are_no_evidence() {
        assert_eq!(
            holding(|event| event.head = vec![use_of(Certainty::Possible, false)], false),
            ["not-used-at-base", "not-used-at-head", "only-possible-at-head"]
        );
        let both = |event: &mut Event| {
            event.head = vec![use_of(Certainty::Possible, false)];
            event.base = vec![use_of(Certainty::Certain, false)];
        };
        assert_eq!(holding(both, false), ["not-used-at-head", "used-at-base"]);
    }

    #[test]
    fn a_rule_may_ask_for_more_certainty() {
        let likely = Event { head: vec![use_of(Certainty::Likely, false)], ..event() };
        for (least, expected) in [(Certainty::Possible, true), (Certainty::Likely, true), (Certainty::Certain, false)] {
            let uses = Counting { strict: false, least };
            assert_eq!(named("used-at-head").map(|one| (one.holds)(&likely, uses)), Some(expected), "{least:?}");
        }
    }

    #[test]
    fn tests_count_only_when_asked() {
        let tests = |event: &mut Event| event.head = vec![use_of(Certainty::Certain, true)];
        assert_eq!(holding(tests, false), ["not-used-at-base", "not-used-at-head", "only-tests-at-head"]);
        assert_eq!(holding(tests, true), ["not-used-at-base", "used-at-head"]);
    }

    #[test]
    fn objects_of_the_database_count() {
        assert_eq!(
            holding(|event| event.database = vec![use_of(Certainty::Certain, false)], false),
            ["not-used-at-base", "not-used-at-head", "used-by-database-object"]
        );
    }

    #[test]
    fn destruction_is_read_off_the_event() {
        for destructive in [true, false] {
            let event = Event { destructive, ..event() };
            let holds = |name| named(name).is_some_and(|predicate| (predicate.holds)(&event, Counting::usual(false)));
            assert_eq!((holds("destructive"), holds("not-destructive")), (destructive, !destructive));
        }
    }
}
