//! Sequel's models in Ruby: `Post[1]`, columns in Sequel's own functions, and blocks in which a bare word is a column.

use crate::lang::facts::{Expr, ExprKind, Param};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::super::data_sets;
use super::{Chain, Finder, Way};

/// Before the model in the note on a block in which `self` stands for its columns.
const AS_SELF: &str = "self ";

impl Finder<'_, '_> {
    /// Sequel: `Post.order(Sequel.desc(:rating))`, and `Post.where { rating > 3 }`, in whose block a bare word is a column.
    pub(super) fn sequel_links(&mut self, model: &str, chain: &Chain<'_>) {
        if !self.is_sequel(model) {
            return;
        }
        for arg in chain.links.iter().flat_map(|link| link.args) {
            if matches!(&arg.value.kind, ExprKind::Lambda { params, .. } if params.is_empty()) {
                self.rows.insert(arg.value.range.start, format!("{AS_SELF}{model}"));
            }
            for (name, range) in data_sets::in_functions(&arg.value) {
                let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
                self.attribute(model, &name, &range, way, format!("a query of `{model}` names it"));
            }
        }
    }

    fn is_sequel(&self, model: &str) -> bool {
        let mut watches = self.index.by_model.get(model).into_iter().flatten();
        self.watched(model) && watches.any(|at| self.index.watches.get(*at).is_some_and(|watch| watch.orm == "sequel"))
    }

    /// Sequel's `Post[1]`: the row of a key.
    pub(super) fn sequel_row(&self, object: &Expr) -> Option<String> {
        object.as_name().filter(|name| self.file.language.name == "ruby" && self.is_sequel(name)).map(str::to_owned)
    }

    /// In such a block the model's columns are bare words.
    pub(super) fn ruby_self(&mut self, params: &[Param], start: usize) {
        if self.file.language.name == "ruby"
            && params.is_empty()
            && let Some(model) = self.rows.get(&start).and_then(|row| row.strip_prefix(AS_SELF))
        {
            self.types.insert("self".to_owned(), model.to_owned());
        }
    }
}
