//! Methods of a row that name its columns, and what Drizzle's callbacks are given: `post.update({ rating: 3 })`, `post.get("rating")`,
//! `db.query.posts.findFirst({ where: (post, { eq }) => eq(post.rating, 3) })`.

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::script_rows::Shape;
use super::{Chain, Finder, Way};

/// Sequelize's methods of a row whose keys and first strings are columns.
const OF_A_ROW: &[&str] = &[
    "changed",
    "decrement",
    "get",
    "getDataValue",
    "increment",
    "previous",
    "set",
    "setAttributes",
    "setDataValue",
    "update",
];

impl Finder<'_, '_> {
    /// A call on a row, or one that is given a row and what to write into it.
    pub(super) fn script_instance(&mut self, chain: &Chain<'_>) {
        if !self.is_script() {
            return;
        }
        self.drizzle_options(chain);
        let Some(first) = chain.links.first() else { return };
        // `em.assign(post, { rating: 3 })`, `posts.merge(post, { rating: 3 })`, `Object.assign(post, …)`, `wrap(post).assign(…)`
        if let Some(last) = chain.links.last().filter(|last| matches!(last.name, "assign" | "merge")) {
            let wrapped = match &chain.root.kind {
                ExprKind::Call { callee, args, .. } if callee.as_name() == Some("wrap") => args.first(),
                _ => None,
            };
            let row = wrapped.or(last.args.first()).and_then(|arg| self.script_row(&arg.value));
            if let Some(model) = row {
                last.args.iter().skip(usize::from(wrapped.is_none())).for_each(|arg| self.row_keys(&model, arg));
                return;
            }
        }
        let own = || self.owner.clone().filter(|owner| self.watched(owner));
        let row = match chain.root.as_name() {
            Some("this") => own(),
            _ => self.script_held(chain.root, 0).filter(|(_, shape)| *shape == Shape::Row).map(|(model, _)| model),
        };
        let Some(model) = row else { return };
        let Some(orm) = self.index.watches.iter().find(|watch| watch.model == model).map(|watch| watch.orm) else {
            return;
        };
        match (orm, first.name) {
            ("sequelize", name) if OF_A_ROW.contains(&name) => {
                let Some(arg) = first.args.first() else { return };
                self.row_keys(&model, arg);
                let access = if name.contains("et") && !name.starts_with("get") { Access::Write } else { Access::Read };
                let items = match &arg.value.kind {
                    ExprKind::List(items) => items.as_slice(),
                    _ => std::slice::from_ref(&arg.value),
                };
                for item in items {
                    if let Some(text) = item.as_text() {
                        self.row_column(&model, &text, &item.range, access);
                    }
                }
            }
            ("objection", "$query") => {
                let writes = |name: &str| name.starts_with("patch") || name.starts_with("update");
                for arg in chain.links.iter().filter(|link| writes(link.name)).flat_map(|link| link.args) {
                    self.row_keys(&model, arg);
                }
            }
            ("objection", "$set" | "$setJson") => first.args.iter().for_each(|arg| self.row_keys(&model, arg)),
            _ => {}
        }
    }

    /// Whether a model is one of Drizzle's tables.
    pub(super) fn is_drizzle(&self, model: &str) -> bool {
        self.is_script() && self.index.watches.iter().any(|watch| watch.orm == "drizzle" && watch.model == model)
    }

    /// The keys of a literal that is written into a row; what stands below them is stored in the column.
    fn row_keys(&mut self, model: &str, arg: &Arg) {
        let ExprKind::Map(entries) = &arg.value.kind else { return };
        for entry in entries {
            if let Key::Name(name) = &entry.key {
                self.row_column(model, name, &entry.key_range, Access::Write);
            }
        }
    }

    fn row_column(&mut self, model: &str, name: &str, range: &std::ops::Range<usize>, access: Access) {
        let way = Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Likely };
        self.attribute(model, name, range, way, format!("a method of a `{model}` is given it"));
    }

    /// The options of Drizzle's relational queries: functions that are given the table, and the tables of relations under `with`.
    fn drizzle_options(&mut self, chain: &Chain<'_>) {
        let ExprKind::Member { object, name, .. } = &chain.root.kind else { return };
        let Some(first) = chain.links.first().filter(|link| matches!(link.name, "findFirst" | "findMany")) else {
            return;
        };
        if object.last_name() == Some("query")
            && let Some(options) = first.args.first()
        {
            self.drizzle_table(name, &options.value, false, 0);
        }
    }

    fn drizzle_table(&mut self, table: &str, options: &Expr, related: bool, depth: usize) {
        let ExprKind::Map(entries) = &options.kind else { return };
        if depth > 6 {
            return;
        }
        let is_one = self.index.watches.iter().any(|watch| watch.orm == "drizzle" && watch.model == table);
        for entry in entries {
            let Key::Name(key) = &entry.key else { continue };
            match key.as_str() {
                "where" | "orderBy" | "extras" if is_one => self.hand_row(&entry.value, table, true),
                "columns" if is_one && related => {
                    let ExprKind::Map(columns) = &entry.value.kind else { continue };
                    for column in columns {
                        if let Key::Name(name) = &column.key {
                            self.given_attribute(table, name, &column.key_range, "it is read from");
                        }
                    }
                }
                // A relation is named like the table that it leads to.
                "with" => {
                    let ExprKind::Map(relations) = &entry.value.kind else { continue };
                    for relation in relations {
                        if let Key::Name(name) = &relation.key {
                            self.drizzle_table(name, &relation.value, true, depth + 1);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
