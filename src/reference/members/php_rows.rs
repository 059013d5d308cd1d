//! PHP: the values of a row that are asked for by a string: `$this->attributes['email']` in the model, `$user['email']`, `$user->getOriginal('email')`.

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::{Finder, Way};

/// Methods of Eloquent's rows that are given the name of a column.
const STORED: &[&str] = &[
    "getAttribute",
    "getAttributeFromArray",
    "getAttributeValue",
    "getOriginal",
    "getRawOriginal",
    "isClean",
    "isDirty",
    "setAttribute",
    "wasChanged",
];

impl Finder<'_, '_> {
    /// `$this->attributes['email']`, and a row as an array.
    pub(super) fn php_index(&mut self, object: &Expr, index: &Expr) {
        if self.file.language.name != "php" {
            return;
        }
        let Some(name) = index.as_text() else { return };
        let stored = match &object.kind {
            ExprKind::Member { object, name, .. } if object.as_name() == Some("this") => {
                matches!(name.as_str(), "attributes" | "original").then(|| self.own_eloquent()).flatten()
            }
            _ => None,
        };
        let row = || match &object.kind {
            ExprKind::Name(name) if name == "this" => self.own_eloquent(),
            ExprKind::Name(name) => self.types.get(name).cloned().filter(|model| self.is_eloquent(model)),
            _ => None,
        };
        let (model, certainty) = match stored {
            Some(model) => (model, Certainty::Certain),
            None => match row() {
                Some(model) => (model, Certainty::Likely),
                None => return,
            },
        };
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty };
        self.attribute(&model, &name, &index.range, way, format!("a stored value of a `{model}` is taken"));
    }

    /// `$user->getOriginal('email')`
    pub(super) fn php_stored(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return };
        let Some(first) = args.first().filter(|_| STORED.contains(&name.as_str())) else { return };
        let Some(column) = first.value.as_text() else { return };
        let model = match object.as_name() {
            Some("this") => self.own_eloquent(),
            Some(variable) => self.types.get(variable).cloned().filter(|model| self.is_eloquent(model)),
            None => None,
        };
        let Some(model) = model else { return };
        let access = if name == "setAttribute" { Access::Write } else { Access::Read };
        let way = Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Likely };
        self.attribute(&model, &column, &first.value.range, way, format!("`{name}` of a `{model}` is given it"));
    }

    pub(super) fn own_eloquent(&self) -> Option<String> {
        let owner = self.owner.as_deref()?;
        (self.watched(owner) && self.is_eloquent(owner)).then(|| owner.to_owned())
    }

    pub(super) fn is_eloquent(&self, model: &str) -> bool {
        let watches = self.index.by_model.get(model).into_iter().flatten();
        watches.filter_map(|at| self.index.watches.get(*at)).any(|watch| watch.orm == "eloquent")
    }
}
