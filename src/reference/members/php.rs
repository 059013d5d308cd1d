//! PHP: receivers whose name says the model (`$user`, Twig's `user`), and API resources.

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::Certainty;
use crate::orm::naming;

use super::Finder;

impl Finder<'_, '_> {
    /// The model that a receiver's name says, unless the file says another type of it.
    pub(super) fn php_receiver(&self, receiver: &Expr) -> Option<String> {
        if self.file.language.name != "php" {
            return None;
        }
        let name = match &receiver.kind {
            ExprKind::Name(name) => name,
            // Twig: `app.user.email`; in PHP a member has a type of its own.
            ExprKind::Member { name, .. } if self.file.path().ends_with(".twig") => name,
            _ => return self.resource(receiver),
        };
        if matches!(name.as_str(), "this" | "self" | "static" | "parent") {
            return self.resource(receiver);
        }
        if self.types.contains_key(name) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return None;
        }
        let model = naming::pascal(&naming::snake(name));
        (self.watched(&model) && !self.typed_otherwise(name, &model)).then_some(model)
    }

    /// Whether the file writes another type before the variable, or makes it of something else than a query.
    fn typed_otherwise(&self, name: &str, model: &str) -> bool {
        let text = &*self.file.source.text;
        let variable = format!("${name}");
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        text.match_indices(&variable).any(|(at, _)| {
            let (before, after) = (text[..at].trim_end_matches([' ', '&']), &text[at + variable.len()..]);
            if after.starts_with(is_word) {
                return false;
            }
            let word = &before[before.trim_end_matches(|c: char| is_word(c) || c == '\\').len()..];
            let written = word.rsplit('\\').next().unwrap_or_default();
            let other_type = written != model
                && (written.starts_with(|c: char| c.is_ascii_uppercase())
                    || matches!(
                        written,
                        "array" | "string" | "int" | "object" | "bool" | "float" | "iterable" | "mixed"
                    ));
            let value = after.trim_start().strip_prefix('=').map(str::trim_start).unwrap_or_default();
            let made = value.strip_prefix("new ").map(|made| made.trim_start_matches('\\'));
            let other_class = made.is_some_and(|made| {
                let class = made.split(|c: char| !is_word(c) && c != '\\').next().unwrap_or_default();
                class.rsplit('\\').next() != Some(model)
            });
            let plain = value.starts_with(['[', '\'', '"', '(']) || value.starts_with("json_decode");
            other_type || other_class || plain
        })
    }

    /// Laravel's `UserResource` answers with the columns of the `User` that it was given: `$this->email`, `$this->resource->email`.
    fn resource(&self, receiver: &Expr) -> Option<String> {
        let of_this = match &receiver.kind {
            ExprKind::Name(name) => name == "this",
            ExprKind::Member { object, name, .. } => name == "resource" && object.as_name() == Some("this"),
            _ => false,
        };
        let owner = self.owner.as_deref().filter(|_| of_this)?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        let is_resource =
            class.bases.iter().any(|base| base.last_name().is_some_and(|name| name.ends_with("JsonResource")));
        let model = owner.strip_suffix("Resource").filter(|_| is_resource)?;
        self.watched(model).then(|| model.to_owned())
    }

    /// How sure a place is where only the receiver's name says the model: the column's name has to say something as well.
    pub(super) fn php_certainty(&self, model: &str, attribute: &str) -> Certainty {
        let watches = self.index.by_attribute.get(attribute).into_iter().flatten();
        let tells = watches.map(|at| &self.index.watches[*at]).any(|watch| {
            let column = watch.target.column.as_deref().unwrap_or_default();
            watch.model == model && naming::snake(column).trim_matches('_').contains('_')
        });
        if tells { Certainty::Likely } else { Certainty::Possible }
    }

    /// Calls of Eloquent's rows and of Doctrine.
    pub(super) fn php_call(&mut self, expr: &Expr) {
        if self.file.language.name != "php" {
            return;
        }
        self.php_stored(expr);
        self.doctrine_call(expr);
    }
}
