//! Rails: the keys that associations ask for in the other model's table, queries that begin at an association of the class itself, columns of `arel_table`, and the
//! rows that blocks are given.

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::ruby::{SCOPES, STARTERS};
use super::{Chain, Finder, Way};

/// Associations with several rows.
const SEVERAL: &[&str] = &["has_many", "has_and_belongs_to_many"];

/// Methods of a relation whose blocks are given its rows.
const OF_ROWS: &[&str] = &[
    "all?",
    "any?",
    "collect",
    "count",
    "detect",
    "each",
    "filter",
    "filter_map",
    "find_each",
    "flat_map",
    "group_by",
    "index_by",
    "map",
    "max_by",
    "min_by",
    "none?",
    "partition",
    "reject",
    "select",
    "sort_by",
    "sum",
    "to_h",
    "uniq",
];

fn given<'a>(args: &'a [Arg], name: &str) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)
}

fn texts(expr: &Expr) -> Vec<(String, &Expr)> {
    match &expr.kind {
        ExprKind::List(items) => items.iter().filter_map(|item| Some((item.as_text()?, item))).collect(),
        _ => expr.as_text().map(|text| (text, expr)).into_iter().collect(),
    }
}

impl Finder<'_, '_> {
    /// The model at the other end of an association.
    fn ruby_other(&self, macro_name: &str, args: &[Arg]) -> Option<String> {
        if let Some(class) = given(args, "class_name") {
            let class = class.as_text()?;
            return class.rsplit("::").next().map(str::to_owned);
        }
        let name = args.first()?.value.as_text()?;
        let several = || self.index.plurals.get(&name).cloned().unwrap_or_else(|| naming::singularize(&name));
        Some(if SEVERAL.contains(&macro_name) { naming::pascal(&several()) } else { naming::pascal(&name) })
    }

    /// `has_many :posts, foreign_key: :writer_id`: the key is a column of the other model's table, as `user_id` is where nothing is said. `primary_key` is one of the
    /// table that the key leads to.
    pub(super) fn ruby_keys(&mut self, macro_name: &str, args: &[Arg]) {
        let Some(owner) = self.owner.clone() else { return };
        let Some(first) = args.first().filter(|arg| arg.name.is_none()) else { return };
        let Some(other) = self.ruby_other(macro_name, args).filter(|_| given(args, "through").is_none()) else {
            return;
        };
        let has = matches!(macro_name, "has_many" | "has_one");
        if !has && macro_name != "belongs_to" {
            return;
        }
        let mut found: Vec<(&str, String, &Expr, Certainty)> = Vec::new();
        if let Some(expr) = given(args, "primary_key") {
            let of = if has { &owner } else { &other };
            found.extend(texts(expr).into_iter().map(|(name, at)| (of.as_str(), name, at, Certainty::Certain)));
        }
        if has {
            let keys = given(args, "foreign_key").map(texts);
            let named = keys.is_some();
            found.extend(keys.into_iter().flatten().map(|(name, at)| (other.as_str(), name, at, Certainty::Certain)));
            match given(args, "as").and_then(|expr| Some((expr.as_text()?, expr))) {
                Some((name, at)) => {
                    let key = (!named).then(|| format!("{name}_id"));
                    let of_type = given(args, "foreign_type").and_then(Expr::as_text);
                    let of_type = of_type.unwrap_or_else(|| format!("{name}_type"));
                    for name in key.into_iter().chain([of_type]) {
                        found.push((&other, name, at, Certainty::Likely));
                    }
                }
                None if !named && given(args, "query_constraints").is_none() => {
                    let key = format!("{}_id", naming::snake(&owner));
                    found.push((&other, key, &first.value, Certainty::Likely));
                }
                None => {}
            }
        }
        let relation = first.value.as_text().unwrap_or_default();
        let direct = std::mem::replace(&mut self.direct, true);
        for (model, name, at, certainty) in found {
            if self.watched(model) {
                let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty };
                let how = format!("the association `{relation}` of `{owner}` asks for it");
                self.attribute(model, &name, &at.range, way, how);
            }
        }
        self.direct = direct;
    }

    /// The model of an association that the class around declares in this file, where a bare word means it.
    pub(super) fn ruby_own_association(&self, name: &str) -> Option<String> {
        if self.file.language.name != "ruby" || self.locals.contains(name) || self.types.contains_key(name) {
            return None;
        }
        let owner = self.owner.as_deref()?;
        let classes = self.file.facts.classes.iter().filter(|class| class.name == owner);
        let declared = classes.flat_map(|class| &class.body).find_map(|expr| {
            let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
            let macro_name = callee.as_name().filter(|name| SEVERAL.contains(name))?;
            let is_it = args.first().and_then(|arg| arg.value.as_text()).as_deref() == Some(name);
            is_it.then(|| self.ruby_other(macro_name, args))?
        });
        declared.filter(|model| self.watched(model))
    }

    /// `recent.where("rating > ?", 3)`: whether a bare word is a scope that the model declares in this file.
    pub(super) fn ruby_own_scope(&self, owner: &str, name: &str) -> bool {
        let classes = self.file.facts.classes.iter().filter(|class| class.name == owner);
        classes.flat_map(|class| &class.body).any(|expr| {
            let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
            callee.as_name() == Some("scope")
                && args.first().is_some_and(|arg| matches!(&arg.value.kind, ExprKind::Symbol(own) if own == name))
        })
    }

    /// The columns in the links of a query that began elsewhere, as long as it stays one, and the blocks behind them.
    pub(super) fn ruby_links(&mut self, model: &str, chain: &Chain<'_>) {
        for link in &chain.links {
            if SCOPES.contains(&link.name) || STARTERS.contains(&link.name) {
                self.link(model, link.name, link.args);
            }
            if !goes_on(link.name) {
                break;
            }
        }
        self.ruby_blocks(model, chain);
    }

    /// `Post.where(…).each { |post| post.rating }`: what a block is given, as long as the links before it only choose among the rows.
    pub(super) fn ruby_blocks(&mut self, model: &str, chain: &Chain<'_>) {
        if self.file.language.name != "ruby" {
            return;
        }
        self.sequel_links(model, chain);
        for link in &chain.links {
            if OF_ROWS.contains(&link.name) {
                let blocks = link.args.iter().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
                self.rows.extend(blocks.map(|block| (block.value.range.start, model.to_owned())));
            }
            if !goes_on(link.name) {
                return;
            }
        }
    }

    /// `Post.arel_table[:rating]`, and `arel_table[:rating]` in the class.
    pub(super) fn ruby_arel(&mut self, object: &Expr, index: &Expr) {
        let name = match &object.kind {
            ExprKind::Call { callee, .. } => callee.last_name(),
            _ => object.last_name(),
        };
        if self.file.language.name != "ruby" || name != Some("arel_table") {
            return;
        }
        let named = match &object.kind {
            ExprKind::Member { object, .. } => object.last_name().map(str::to_owned),
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, .. } => object.last_name().map(str::to_owned),
                _ => self.owner.clone(),
            },
            _ => self.owner.clone(),
        };
        let Some(model) = named.filter(|model| self.watched(model)) else { return };
        if let Some(name) = index.as_text() {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
            self.attribute(&model, &name, &index.range, way, format!("a query of `{model}` names it"));
        }
    }
}

/// Whether what a link gives is still a relation of the same rows.
fn goes_on(name: &str) -> bool {
    let ends = matches!(
        name,
        "create"
            | "create!"
            | "exists?"
            | "find_by"
            | "find_by!"
            | "group"
            | "insert_all"
            | "new"
            | "pick"
            | "pluck"
            | "update_all"
            | "upsert_all"
    );
    !ends && (SCOPES.contains(&name) || STARTERS.contains(&name))
}
