//! Members of values: `user.email`, where the value is the model itself, a row of it, or bears its name.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::eloquent::Held;
use super::{Finder, Way, ecto, generated, sea_orm};

impl Finder<'_, '_> {
    /// `User.email`, `self.email` in the model, `user.email` where `user` is a `User`.
    pub(super) fn member(&mut self, object: &Expr, name: &str, name_range: &Range<usize>) {
        let name = self.ruby_attribute(name);
        self.made_member(object, name, name_range);
        if !self.index.by_attribute.contains_key(name) {
            return;
        }
        // Core tables: `users.c.email`.
        let object = match &object.kind {
            ExprKind::Member { object: inner, name: c, .. } if c == "c" => match &inner.kind {
                // `User.__table__.c.email`
                ExprKind::Member { object, name, .. } if name == "__table__" => object,
                _ => inner,
            },
            ExprKind::Member { object: inner, name, .. } if generated::has_fields(self, inner, name) => inner,
            ExprKind::Seq(items) if items.len() == 1 => &items[0],
            _ => object,
        };
        if let Some(model) = object.last_name()
            && self.watched(model)
            && !self.types.contains_key(model)
        {
            // Rails: a class has scopes and methods, its rows have the columns.
            if self.file.language.name == "ruby" {
                return;
            }
            let model = model.to_string();
            self.attribute(
                &model,
                name,
                name_range,
                Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain },
                format!("an attribute of `{model}` is named"),
            );
            return;
        }
        // Ruby: `@email` is a variable of the object, not its attribute.
        if self.file.language.name == "ruby"
            && self.file.source.text[object.range.clone()].starts_with('@')
            && object.as_name() == Some("self")
        {
            return;
        }
        let typed = match &object.kind {
            ExprKind::Name(name) if matches!(name.as_str(), "self" | "this" | "cls") => {
                let owner = self.owner.as_deref().and_then(|owner| self.model_named(owner));
                owner.or_else(|| sea_orm::row_type(self, self.owner.as_deref()?)).map(|own| (own, Certainty::Certain))
            }
            ExprKind::Name(name) => {
                let typed = self.types.get(name).cloned();
                // The fields of the class around need no `this`.
                let bare = match self.file.language.name {
                    "csharp" => true,
                    "java" | "kotlin" => !self.locals.contains(name),
                    _ => false,
                };
                let typed = typed.or_else(|| self.model_of_field(name).filter(|_| bare));
                typed.map(|model| (model, Certainty::Likely))
            }
            ExprKind::Member { object, name, .. } if matches!(object.as_name(), Some("self" | "this")) => {
                let model = self.model_of_field(name).or_else(|| self.own_row(name));
                model.map(|model| (model, Certainty::Likely))
            }
            ExprKind::Member { .. } => self.user_of_request(object).map(|model| (model, Certainty::Likely)),
            ExprKind::New { .. } | ExprKind::Call { .. } => {
                self.model_of_value(object).map(|model| (model, Certainty::Likely))
            }
            _ => None,
        };
        let typed = typed.or_else(|| match self.held(object, 0)? {
            Held::Row(model) => Some((model, Certainty::Likely)),
            _ => None,
        });
        let typed = typed.or_else(|| Some((self.jvm_row(object)?, Certainty::Likely)));
        let typed = typed.or_else(|| Some((self.script_row(object)?, Certainty::Likely)));
        let typed = typed.or_else(|| Some((self.ruby_receiver(object)?, Self::ruby_certainty(name))));
        let typed = typed.or_else(|| Some((self.go_value(object)?, Certainty::Likely)));
        let typed = typed.or_else(|| {
            let model = self.php_receiver(object)?;
            let certainty = self.php_certainty(&model, name);
            Some((model, certainty))
        });
        let typed = typed.or_else(|| {
            let model = self.template_receiver(object)?;
            let certainty = self.template_certainty(&model, name);
            Some((model, certainty))
        });
        if typed.is_none() {
            self.member_given(object, name, name_range);
        }
        // Go: the receiver's own name is a parameter of the method.
        if let Some((model, _)) = typed.as_ref().filter(|(model, _)| self.is_script() && self.foreign.contains(model)) {
            // A function of another file gave it, which knows the model.
            self.given_attribute(model, name, name_range, "a function gives back");
        } else if let Some((model, certainty)) = typed {
            self.attribute(
                &model,
                name,
                name_range,
                Way { mechanism: Mechanism::Member, access: Access::Read, certainty },
                format!("the value is a `{model}`"),
            );
        } else {
            ecto::member(self, object, name, name_range);
        }
    }
}
