//! Ruby: methods that Rails makes of a column (`email?`, `saved_change_to_email`), and receivers whose name says the model (`@user`, `current_user`).
//!
//! Ruby writes no types. A receiver that is named exactly as the model is taken for one where the column's name says something itself; else the place
//! is only possible.

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::{Chain, Finder, Way};

/// What Rails puts before and behind a column's name.
const BEFORE: &[&str] = &["saved_change_to_", "will_save_change_to_", "restore_", "reset_", "clear_"];
const BEHIND: &[&str] = &[
    "_was",
    "_changed",
    "_change",
    "_in_database",
    "_before_last_save",
    "_before_type_cast",
    "_previously_changed",
    "_previously_was",
    "_previous_change",
    "_came_from_user",
    "_will_change",
];

/// Methods of a row that are given its columns.
const WRITERS: &[&str] = &[
    "update",
    "update!",
    "update_columns",
    "update_column",
    "update_attribute",
    "update_attribute!",
    "update_attributes",
    "update_attributes!",
    "assign_attributes",
    "increment",
    "increment!",
    "decrement",
    "decrement!",
    "toggle",
    "toggle!",
    "touch",
    "read_attribute",
    "write_attribute",
];

impl Finder<'_, '_> {
    /// The attribute that a method of a row is for.
    pub(super) fn ruby_attribute<'n>(&self, name: &'n str) -> &'n str {
        if self.file.language.name != "ruby" || self.index.by_attribute.contains_key(name) {
            return name;
        }
        let plain = name.trim_end_matches(['?', '!', '=']);
        let known = |name: &&str| self.index.by_attribute.contains_key(*name);
        let without = |name: &'n str| {
            BEFORE
                .iter()
                .filter_map(|before| name.strip_prefix(before))
                .chain(BEHIND.iter().filter_map(|behind| name.strip_suffix(behind)))
                .find(|name| known(name))
        };
        Some(plain).filter(known).or_else(|| without(plain)).unwrap_or(name)
    }

    /// The model that a receiver's name says: `user`, `@user`, `current_user`, `post.user`.
    pub(super) fn ruby_receiver(&self, receiver: &Expr) -> Option<String> {
        if self.file.language.name != "ruby" {
            return None;
        }
        let name = receiver.last_name()?;
        if !name.starts_with(|c: char| c.is_lowercase()) || self.types.contains_key(name) {
            return None;
        }
        let exact = name.strip_prefix("current_").unwrap_or(name);
        let model = naming::pascal(exact);
        (naming::snake(&model) == exact && self.watched(&model)).then_some(model)
    }

    /// How sure a place is where only the receiver's name says the model.
    pub(super) fn ruby_certainty(attribute: &str) -> Certainty {
        if attribute.trim_matches('_').contains('_') { Certainty::Likely } else { Certainty::Possible }
    }

    /// `user.update(email: x)`, `@user.update_column(:email, x)`
    pub(super) fn ruby_write(&mut self, expr: &Expr) {
        let chain = Chain::of(expr);
        let [link] = &chain.links[..] else { return };
        if !WRITERS.contains(&link.name) {
            return;
        }
        let Some(model) = self.ruby_receiver(chain.root) else { return };
        let mut found = Vec::new();
        for (at, arg) in link.args.iter().enumerate() {
            match (&arg.name, &arg.value.kind) {
                (Some(name), _) => found.push((name.clone(), arg.name_range.clone())),
                (None, ExprKind::Symbol(name)) if at == 0 => found.push((name.clone(), arg.value.range.clone())),
                _ => {}
            }
        }
        for (name, range) in found {
            let way =
                Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty: Self::ruby_certainty(&name) };
            self.attribute(&model, &name, &range, way, format!("it is written to what is named like a `{model}`"));
        }
    }
}
