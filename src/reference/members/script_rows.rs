//! Lists of rows in TypeScript and JavaScript: parameters that are declared so, and what the methods of a list hand to their functions.

use crate::lang::facts::ExprKind;

use super::{Chain, Finder};

/// Methods of a list whose functions are given its rows.
const OF_ROWS: &[&str] =
    &["every", "filter", "find", "findIndex", "findLast", "flatMap", "forEach", "map", "some", "sortBy", "groupBy"];

/// Methods that give a list of the same rows.
const SAME: &[&str] = &["filter", "reverse", "slice", "sort", "toSorted"];

/// Links of queries that find several rows.
const MANY: &[&str] = &["find", "findAll", "findBy", "findMany", "getMany"];

impl Finder<'_, '_> {
    /// The watched model of the rows in a list of this type: `Post[]`, `Array<Post>`.
    pub(super) fn script_many(&self, text: &str) -> Option<String> {
        let inner = text.strip_suffix("[]").or_else(|| {
            let (head, inner) = text.split_once('<')?;
            matches!(head, "Array" | "ReadonlyArray").then(|| inner.strip_suffix('>'))?
        });
        self.model_of_type(inner?)
    }

    /// `users.map((user) => user.email)` where `users` are rows.
    pub(super) fn script_rows(&mut self, chain: &Chain<'_>) {
        if !self.is_script() {
            return;
        }
        let Some(name) = chain.root.as_name() else { return };
        let Some(model) = self.querysets.get(name).or_else(|| self.types.get(name)).cloned() else { return };
        self.handed_on(&model, chain, 0);
    }

    /// `(await users.find()).map((user) => user.email)`
    pub(super) fn script_blocks(&mut self, model: &str, chain: &Chain<'_>) {
        if !self.is_script() {
            return;
        }
        let found = chain.links.iter().position(|link| {
            MANY.contains(&link.name) && !link.args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }))
        });
        if let Some(at) = found {
            self.handed_on(model, chain, at + 1);
        }
    }

    fn handed_on(&mut self, model: &str, chain: &Chain<'_>, from: usize) {
        for link in chain.links.iter().skip(from) {
            if OF_ROWS.contains(&link.name)
                && let Some(first) = link.args.first()
                && matches!(first.value.kind, ExprKind::Lambda { .. })
            {
                self.rows.insert(first.value.range.start, model.to_owned());
            }
            if !SAME.contains(&link.name) {
                return;
            }
        }
    }
}
