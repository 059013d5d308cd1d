//! Doctrine in PHP: its query builder and DQL, finders that are made of a field's name (`findOneByEmail`), the rows that they give, and forms of an entity.
//!
//! A query builder keeps its alias where a variable holds it: `$qb = $this->createQueryBuilder('p'); $qb->andWhere('p.rating > 3')`.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Function, Key, Text, TextPart};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::{Chain, Finder, Way};

/// Methods of Doctrine that make a query of a text.
const DQL: &[&str] = &["createQuery", "setDql", "setDQL"];

/// Links that give all rows.
const MANY: &[&str] = &["findAll", "findBy", "getResult", "matching", "toIterable"];

/// Links that give one row.
const ONE: &[&str] = &["find", "findOneBy", "getOneOrNullResult", "getSingleResult"];

/// What stands for several rows, with the place of the function that is given one of them.
const OVER: &[(&str, usize, usize)] = &[("array_map", 1, 0), ("array_filter", 0, 1), ("array_walk", 0, 1)];

impl Finder<'_, '_> {
    /// Calls of repositories, of query builders and of forms.
    pub(super) fn doctrine_call(&mut self, expr: &Expr) {
        self.over_rows(expr);
        let chain = Chain::of(expr);
        let Some(last) = chain.links.last() else { return };
        if DQL.contains(&last.name)
            && let Some(text) = last.args.first()
        {
            return self.dql(&text.value);
        }
        if last.name == "add" {
            self.field_of_form(&chain);
        }
        let held = self.builder_held(&chain);
        let Some(model) = held.as_ref().map(|held| held.1.clone()).or_else(|| self.doctrine_model(&chain)) else {
            return;
        };
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
        let Some(alias) = alias_of(&chain).or(held.map(|held| held.0)) else { return };
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
        let declared = || self.repository_of(chain.root);
        named.or_else(declared).or_else(|| of_name(chain.root.last_name()?)).or_else(own).filter(is_doctrine)
    }

    /// `SELECT u.email FROM App\Entity\User u`
    fn dql(&mut self, expr: &Expr) {
        let (mut texts, mut whole) = (Vec::new(), String::new());
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Str(text) => {
                    texts.push(text);
                    whole.extend(text.parts.iter().map(|part| match part {
                        TextPart::Piece { value, .. } => value.as_str(),
                        TextPart::Hole(_) => " ",
                    }));
                }
                ExprKind::Member { .. } => whole.push_str(class_named(expr).unwrap_or_default()),
                _ => {}
            }
            true
        });
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

    /// The entity that the repository around hands to its base: `parent::__construct($registry, Post::class)`.
    fn repository_of(&self, root: &Expr) -> Option<String> {
        let owner = self.owner.as_deref().filter(|_| root.as_name() == Some("this"))?;
        let mut found = None;
        self.each_own(owner, "__construct", |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
                && name == "__construct"
                && object.as_name() == Some("parent")
            {
                found = args.iter().rev().find_map(|arg| class_named(&arg.value)).map(str::to_owned);
            }
        });
        found.filter(|model| self.watched(model))
    }

    /// Every expression of a method of the class.
    fn each_own(&self, owner: &str, method: &str, mut visit: impl FnMut(&Expr)) {
        let is_it = |function: &&Function| function.owner.as_deref() == Some(owner) && function.name == method;
        for expr in self.file.facts.functions.iter().filter(is_it).flat_map(|function| &function.body) {
            expr.walk(&mut |expr| {
                visit(expr);
                true
            });
        }
    }

    /// The alias and the entity of the query builder that a chain goes on from.
    fn builder_held(&self, chain: &Chain<'_>) -> Option<(String, String)> {
        let (alias, model) = self.raw.get(chain.root.as_name()?)?.split_once('\n')?;
        Some((alias.to_owned(), model.to_owned()))
    }

    /// Remembers the query builder that a variable holds.
    pub(super) fn doctrine_assign(&mut self, name: &str, value: Option<&Expr>) {
        if !self.is_php() {
            return;
        }
        let made = value.and_then(|value| {
            let chain = Chain::of(value);
            let ended = chain.links.iter().any(|link| MANY.contains(&link.name) || ONE.contains(&link.name));
            let held = self.builder_held(&chain);
            let alias = alias_of(&chain).filter(|_| !ended);
            alias.and_then(|alias| Some((alias, self.doctrine_model(&chain)?))).or(held.filter(|_| !ended))
        });
        match made {
            Some((alias, model)) => self.raw.insert(name.to_owned(), format!("{alias}\n{model}")),
            None => self.raw.remove(name),
        };
    }

    /// The watched entity whose rows a value holds.
    pub(super) fn doctrine_rows(&self, value: &Expr) -> Option<String> {
        if !self.is_php() {
            return None;
        }
        match &value.kind {
            ExprKind::Name(name) => self.querysets.get(name).cloned(),
            ExprKind::Seq(items) if items.len() == 1 => self.doctrine_rows(&items[0]),
            ExprKind::Call { .. } => self.doctrine_given(&Chain::of(value), MANY),
            _ => None,
        }
    }

    /// The watched entity of which a chain gives one row.
    pub(super) fn doctrine_row(&self, chain: &Chain<'_>) -> Option<String> {
        self.doctrine_given(chain, ONE).filter(|_| self.is_php())
    }

    /// What a chain that ends with one of these gives: rows of its entity, if nothing else is selected.
    fn doctrine_given(&self, chain: &Chain<'_>, ends: &[&str]) -> Option<String> {
        let last = chain.links.last().filter(|last| ends.contains(&last.name))?;
        let held = self.builder_held(chain);
        if last.name.starts_with("get") {
            let alias = alias_of(chain).or_else(|| Some(held.clone()?.0))?;
            let other = |link: &&super::super::builder::Link<'_>| {
                matches!(link.name, "select" | "addSelect")
                    && !link.args.iter().all(|arg| arg.value.as_text().is_some_and(|text| text == alias))
            };
            if chain.links.iter().any(|link| other(&link)) {
                return None;
            }
        }
        held.map(|held| held.1).or_else(|| self.doctrine_model(chain))
    }

    /// `array_map(fn ($post) => $post->getRating(), $posts)`
    fn over_rows(&mut self, expr: &Expr) {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let Some((_, list, function)) = OVER.iter().find(|over| callee.as_name() == Some(over.0)) else { return };
        let (Some(list), Some(function)) = (args.get(*list), args.get(*function)) else { return };
        if let (ExprKind::Lambda { .. }, Some(model)) = (&function.value.kind, self.doctrine_rows(&list.value)) {
            self.rows.insert(function.value.range.start, model);
        }
    }

    /// `$builder->add('rating')` in the form of an entity: its value is taken from the row and put there.
    fn field_of_form(&mut self, chain: &Chain<'_>) {
        let Some(model) = self.model_of_form() else { return };
        for link in chain.links.iter().filter(|link| link.name == "add") {
            let [name, ..] = link.args else { continue };
            let Some(field) = name.value.as_text() else { continue };
            let apart = link.args.iter().skip(1).any(|arg| {
                let ExprKind::Map(entries) = &arg.value.kind else { return false };
                let mut keys = entries.iter().filter_map(|entry| match &entry.key {
                    Key::Name(key) => Some(key.as_str()),
                    _ => None,
                });
                keys.any(|key| matches!(key, "mapped" | "property_path" | "getter"))
            });
            if !apart {
                let way = Way { mechanism: Mechanism::Member, access: Access::Read, certainty: Certainty::Likely };
                self.attribute(
                    &model,
                    &field,
                    &name.value.range,
                    way,
                    format!("a form of `{model}` has a field for it"),
                );
            }
        }
    }

    /// The entity that the form around is for: `'data_class' => Post::class` in its options.
    fn model_of_form(&self) -> Option<String> {
        let owner = self.owner.as_deref()?;
        let mut found = None;
        for method in ["configureOptions", "setDefaultOptions"] {
            self.each_own(owner, method, |expr| {
                let ExprKind::Map(entries) = &expr.kind else { return };
                let of_data = |key: &Key| matches!(key, Key::Name(key) if key == "data_class");
                let class =
                    entries.iter().find(|entry| of_data(&entry.key)).and_then(|entry| class_named(&entry.value));
                found = class.map(str::to_owned).or(found.take());
            });
        }
        found.filter(|model| self.watched(model))
    }
}

/// `Post` of `Post::class`.
fn class_named(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Member { object, name, .. } if name == "class" => object.last_name(),
        _ => None,
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
