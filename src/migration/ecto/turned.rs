//! `change` as Ecto runs it on the way back (`Ecto.Migration.Runner`): every command turned round, the last one first.

use super::super::back::taken_back;
use super::super::script::statement;
use super::Reader;
use crate::lang::facts::{Arg, CodeFacts, ExprKind};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;

/// The way back of a file: its `down`, or `change` with every command turned round.
pub(super) fn read_back(facts: &CodeFacts, dialect: Dialect) -> Option<Vec<Statement>> {
    if !facts.errors.is_empty() || relinks(facts) {
        return None;
    }
    if !facts.functions.iter().any(|function| function.name == "change") {
        return Some(super::run(facts, &["down"], dialect, None).out);
    }
    let reader = super::run(facts, &["change"], dialect, Some(Turned::default()));
    let whole = reader.back.as_ref().is_some_and(|back| back.one_way.is_none() && !back.lost);
    whole.then_some(reader.out)
}

/// Whether a column is given a new reference: the key that goes with it is not read.
fn relinks(facts: &CodeFacts) -> bool {
    let mut found = false;
    for expr in facts.functions.iter().flat_map(|function| &function.body) {
        expr.walk(&mut |part| {
            if let ExprKind::Call { callee, args, .. } = &part.kind
                && callee.last_name() == Some("modify")
            {
                let refers = |arg: &Arg| {
                    matches!(&arg.value.kind, ExprKind::Call { callee, .. } if callee.last_name() == Some("references"))
                };
                found |= args.iter().any(refers);
            }
            !found
        });
    }
    found
}

/// What was met where `change` is read as it runs on the way back.
#[derive(Default)]
pub(super) struct Turned {
    /// The first command that Ecto refuses to turn round, and why.
    pub(super) one_way: Option<(String, &'static str, std::ops::Range<usize>)>,
    /// It asks in which direction it runs, or sends queries of its own.
    pub(super) lost: bool,
}

impl Reader {
    pub(super) fn one_way(&self) -> Option<(&str, &'static str, std::ops::Range<usize>)> {
        let (name, why, range) = self.back.as_ref()?.one_way.as_ref()?;
        Some((name, why, range.clone()))
    }

    pub(super) fn turned_lost(&mut self) {
        if let Some(back) = &mut self.back {
            back.lost = true;
        }
    }

    pub(super) fn refuse(&mut self, name: &str, why: &'static str, range: &std::ops::Range<usize>) {
        if let Some(back) = &mut self.back {
            back.one_way.get_or_insert((name.to_owned(), why, range.clone()));
        }
    }

    /// Adds a statement; on the way back it runs before those that were met.
    pub(super) fn push(&mut self, made: Statement) {
        let at = if self.back.is_some() { 0 } else { self.out.len() };
        self.out.insert(at, made);
    }

    /// Adds what a command does, or what takes it back.
    pub(super) fn command(&mut self, name: &str, made: Statement) {
        let (Some(back), StatementKind::Changes(changes)) = (&mut self.back, &made.kind) else {
            if let Some(back) = &mut self.back {
                back.lost = true;
            }
            return self.push(made);
        };
        let drops = |change: &SchemaChange| {
            matches!(change.kind, ChangeKind::DropTable { .. } | ChangeKind::DropConstraint { .. })
        };
        if changes.iter().any(drops) {
            let why = "Ecto does not know what was there";
            back.one_way.get_or_insert((name.to_owned(), why, made.range.clone()));
            return;
        }
        // An index that is dropped is made again: nothing depends on it here.
        let turned = taken_back(changes);
        self.push(statement(made.range, turned));
    }
}
