//! PHP: receivers whose name says the model (`$user`, Twig's `user`), API resources, Doctrine's query builder and DQL, and its finders that are made of
//! a field's name (`findOneByEmail`).

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Text, TextPart};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::{Chain, Finder, Way};

/// Methods of Doctrine that make a query of a text.
const DQL: &[&str] = &["createQuery", "setDql", "setDQL"];

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

    /// Queries of Doctrine.
    pub(super) fn php_call(&mut self, expr: &Expr) {
        if self.file.language.name != "php" {
            return;
        }
        self.php_stored(expr);
        let chain = Chain::of(expr);
        let Some(last) = chain.links.last() else { return };
        if DQL.contains(&last.name)
            && let Some(text) = last.args.first()
        {
            return self.dql(&text.value);
        }
        let Some(model) = self.doctrine_model(&chain) else { return };
        if let Some(rest) = last.name.strip_prefix("findOneBy").or_else(|| last.name.strip_prefix("findBy")) {
            let mut field = rest.chars();
            if let Some(first) = field.next() {
                let name = format!("{}{}", first.to_ascii_lowercase(), field.as_str());
                let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
                self.attribute(&model, &name, &last.range, way, format!("a finder of `{model}` is named after it"));
            }
        }
        if matches!(last.name, "findBy" | "findOneBy" | "count") {
            for arg in last.args.iter().take(2) {
                self.keys(&model, &arg.value, Access::Read, 0);
            }
        }
        let Some(alias) = alias_of(&chain) else { return };
        for link in &chain.links {
            for arg in link.args {
                arg.value.walk(&mut |expr| {
                    if let ExprKind::Str(text) = &expr.kind {
                        self.aliased(&[(alias.clone(), model.clone())], text);
                    }
                    true
                });
            }
        }
    }

    /// The entity whose repository a chain is called on: `$em->getRepository(User::class)`, `$this->userRepository`, `$this` in a `UserRepository`.
    fn doctrine_model(&self, chain: &Chain<'_>) -> Option<String> {
        let of_name = |name: &str| {
            let plain = name.strip_suffix("Repository").or_else(|| name.strip_suffix("Repo"))?;
            let model = naming::pascal(&naming::snake(plain));
            self.watched(&model).then_some(model)
        };
        let is_doctrine = |model: &String| {
            let watches = self.index.by_model.get(model.as_str()).into_iter().flatten();
            watches.map(|at| &self.index.watches[*at]).any(|watch| watch.orm == "doctrine")
        };
        let named = super::calls::mentioned(chain).find(|name| self.watched(name)).map(str::to_owned);
        let own = || self.owner.as_deref().filter(|_| chain.root.as_name() == Some("this")).and_then(of_name);
        named.or_else(|| of_name(chain.root.last_name()?)).or_else(own).filter(is_doctrine)
    }

    /// `SELECT u.email FROM App\Entity\User u`
    fn dql(&mut self, expr: &Expr) {
        let mut texts = Vec::new();
        expr.walk(&mut |expr| {
            if let ExprKind::Str(text) = &expr.kind {
                texts.push(text);
            }
            true
        });
        let whole: String = texts
            .iter()
            .flat_map(|text| &text.parts)
            .map(|part| match part {
                TextPart::Piece { value, .. } => value.as_str(),
                TextPart::Hole(_) => " ",
            })
            .collect();
        let words: Vec<&str> = whole.split_whitespace().collect();
        let mut aliases = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if !matches!(word.to_ascii_uppercase().as_str(), "FROM" | "UPDATE" | "JOIN") {
                continue;
            }
            let class = words.get(at + 1).map_or("", |class| class.rsplit(['\\', ':']).next().unwrap_or_default());
            let as_word = words.get(at + 2).is_some_and(|word| word.eq_ignore_ascii_case("as"));
            let alias =
                words.get(at + 2 + usize::from(as_word)).map(|alias| alias.trim_end_matches([',', ')']).to_owned());
            if let Some(alias) = alias.filter(|_| self.watched(class)) {
                aliases.push((alias, class.to_owned()));
            }
        }
        for text in texts {
            self.aliased(&aliases, text);
        }
    }

    /// `u.email` in a piece of DQL, by the aliases of its entities.
    fn aliased(&mut self, aliases: &[(String, String)], text: &Text) {
        for part in &text.parts {
            let TextPart::Piece { value, range } = part else { continue };
            if value.len() != range.len() {
                continue;
            }
            for (alias, name, at) in paths(value) {
                let Some((_, model)) = aliases.iter().find(|(own, _)| own == alias) else { continue };
                let place = range.start + at.start..range.start + at.end;
                let way =
                    Way { mechanism: Mechanism::SqlFragment, access: Access::Read, certainty: Certainty::Certain };
                self.attribute(&model.clone(), name, &place, way, format!("a DQL query of `{model}` names it"));
            }
        }
    }
}

/// The alias that a query builder is made with: `createQueryBuilder('u')`, `->from(User::class, 'u')`.
fn alias_of(chain: &Chain<'_>) -> Option<String> {
    chain.links.iter().find_map(|link| match link.name {
        "createQueryBuilder" => link.args.first()?.value.as_text(),
        "from" => link.args.get(1)?.value.as_text(),
        _ => None,
    })
}

/// Every `alias.name` in a text, with the place of the name.
fn paths(text: &str) -> Vec<(&str, &str, Range<usize>)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let found = text.match_indices('.').filter_map(|(dot, _)| {
        let alias = &text[text[..dot].trim_end_matches(is_word).len()..dot];
        let rest = &text[dot + 1..];
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        (!alias.is_empty() && end > 0 && text.is_char_boundary(dot + 1))
            .then(|| (alias, &rest[..end], dot + 1..dot + 1 + end))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn paths_in_dql() {
        for (text, expected) in [("u.name = :x AND é.b", "u.name@2"), ("a.b.c d.", "a.b@2 b.c@4"), ("", "")] {
            let found: Vec<String> =
                paths(text).iter().map(|(alias, name, at)| format!("{alias}.{name}@{}", at.start)).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
