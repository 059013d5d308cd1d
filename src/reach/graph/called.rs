//! What a framework calls where only a class or a function is named: constructors, guards, extractors, what shapes an answer.

use super::{EntryKind, Graph, ItemKind, Node, Ways};
use crate::reach::mentions::{Mention, Receiver};
use crate::reach::{Entry, Handler};

impl Graph {
    /// Whether requests pass what an entry point of theirs names: a router that is hung up the same way is no middleware, and an error handler runs for errors.
    pub(super) fn is_passed(&self, entry: &Entry, unit: usize, from: Option<Node>) -> bool {
        let Some((at, item)) = from else { return true };
        let (own, item) = (&self.units[at], &self.units[at].items[item]);
        if let (Handler::Here(range), true) = (&entry.handler, at == unit)
            && item.range.start <= range.start
            && range.end <= item.range.end
        {
            return true;
        }
        let hangs = own.declared.entries.iter().any(|one| match &one.handler {
            Handler::Here(range) => {
                one.kind == EntryKind::Http && item.range.contains(&range.start) && item.range != *range
            }
            _ => false,
        });
        let function = own.file.facts.functions.iter().find(|function| function.range == item.range);
        let of_errors = own.file.language.name == "javascript" && function.is_some_and(|one| one.params.len() == 4);
        !hangs && !of_errors
    }

    /// The class that a method makes values of.
    pub(super) fn constructs(&self, (unit, index): Node) -> Option<Node> {
        let item = &self.units[unit].items[index];
        let owner = item.owner.as_ref().filter(|_| item.kind == ItemKind::Function)?;
        let makes = matches!(item.name.as_str(), "__init__" | "constructor" | "initialize" | "__construct")
            || item.name == *owner
            || self.is_shaped((unit, index))
            || self.is_extracted((unit, index));
        let class = |one: &crate::reach::unit::Item| one.kind == ItemKind::Class && one.name == *owner;
        makes.then(|| self.units[unit].items.iter().position(class).map(|class| (unit, class)))?
    }

    /// Whether it is the function of Rust by which a framework makes the argument of a handler from a request.
    pub(super) fn is_extracted(&self, (unit, index): Node) -> bool {
        const NAMES: &[&str] = &["from_request", "from_request_parts"];
        let (unit, item) = (&self.units[unit], &self.units[unit].items[index]);
        unit.file.language.name == "rust" && item.owner.is_some() && NAMES.contains(&item.name.as_str())
    }

    /// The functions that take a value of a class as a parameter.
    pub(super) fn taking(&self, (unit, class): Node) -> Ways {
        let (to, item) = (&self.units[unit], &self.units[unit].items[class]);
        let mut found = Vec::new();
        for at in self.speakers.get(&item.name).into_iter().flatten() {
            let from = &self.units[*at];
            for mention in from.mentions.get(&item.name).into_iter().flatten() {
                if mention.receiver != Receiver::Type || from.file.language.name != to.file.language.name {
                    continue;
                }
                let typed = Mention { receiver: Receiver::TypeArg, ..mention.clone() };
                let certainty = self.classes.means(from, &typed, &item.name, to, item);
                let ways = certainty.map(|certainty| (certainty, self.ways(*at, mention.at)));
                found.extend(
                    ways.into_iter()
                        .flat_map(|(certainty, ways)| ways.into_iter().map(move |way| (way, certainty, mention.at))),
                );
            }
        }
        found
    }

    /// Whether it is the method by which a framework makes an answer of a value of the class, or lets requests pass its guard.
    pub(super) fn is_shaped(&self, (unit, index): Node) -> bool {
        let (unit, item) = (&self.units[unit], &self.units[unit].items[index]);
        let below = |bases: &[&str]| {
            item.owner.as_ref().is_some_and(|owner| bases.iter().any(|base| self.classes.is_below(owner, base)))
        };
        if unit.file.language.name == "javascript" {
            return match item.name.as_str() {
                "canActivate" => below(&["CanActivate", "AuthGuard"]),
                "use" => below(&["NestMiddleware"]),
                "intercept" => below(&["NestInterceptor"]),
                "transform" => below(&["PipeTransform"]),
                _ => false,
            };
        }
        unit.file.language.name == "php"
            && match item.name.as_str() {
                "toArray" => below(&["JsonResource", "ResourceCollection", "Resource"]),
                "transform" => below(&["TransformerAbstract"]),
                _ => false,
            }
    }
}
