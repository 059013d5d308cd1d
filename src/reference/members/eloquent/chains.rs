//! What models stand on the way to one that is looked for: `$this->server->settings->percent` leads over a `Server`, of which nothing changes.

use crate::lang::facts::{Expr, ExprKind};
use crate::orm::naming;

use super::super::Finder;
use super::DEEPEST;
use super::words::ONE;

impl Finder<'_, '_> {
    /// The class of a value, by the declared type of a property, by relations, by a query of the class, or else by the name that it has.
    pub(super) fn class_of(&self, expr: &Expr, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) if name == "this" => self.owner.clone(),
            ExprKind::Name(name) => Some(naming::pascal(name)),
            ExprKind::Member { object, name, .. } => {
                let written = || (object.as_name() == Some("this")).then(|| self.class_of_property(name)).flatten();
                let related = || {
                    let class = self.class_of(object, depth + 1)?;
                    self.index.eloquent.get(&(class, name.clone())).map(|(target, _)| target.clone())
                };
                written().or_else(related).or_else(|| Some(naming::pascal(name)))
            }
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, name, .. } if ONE.contains(&name.as_str()) => {
                    self.class_asked(object, depth)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The class that a chain of calls begins with: `Server::where(…)->latest()`
    fn class_asked(&self, expr: &Expr, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) => name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| name.clone()),
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, .. } => self.class_asked(object, depth + 1),
                _ => None,
            },
            _ => None,
        }
    }

    /// The declared class of a property of this class: `public Server $server`, also in the constructor's parameters.
    fn class_of_property(&self, field: &str) -> Option<String> {
        let owner = self.owner.as_deref()?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        let own = class.fields.iter().find(|own| own.name == field).and_then(|own| own.type_text.as_deref());
        let made = self.file.facts.functions.iter();
        let made = made.filter(|one| one.owner.as_deref() == Some(owner) && one.name == "__construct");
        let promoted = made.flat_map(|one| &one.params).find(|one| one.name == field);
        let text = own.or_else(|| promoted.and_then(|one| one.type_text.as_deref()))?;
        let is_class = |text: &&str| text.starts_with(|c: char| c.is_ascii_uppercase());
        text.split('|')
            .filter_map(|text| text.trim_start_matches('?').rsplit('\\').next())
            .find(is_class)
            .map(str::to_owned)
    }
}
