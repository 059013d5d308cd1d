//! Lists of texts: written out, in constants and variables, and those that grow (`where = append(where, "email = ?")`), joined to one text.

use crate::lang::facts::{Expr, ExprKind};
use crate::orm::CodeFile;
use crate::reference::constants::MANY;

use super::{DEPTH, Env, Folded};

/// Longer items are not kept of a list that grows.
const LONGEST_ITEM: usize = 2_000;

/// The items of a list, and the file that they stand in.
pub(super) struct Items<'a> {
    pub(super) values: Vec<&'a Expr>,
    pub(super) file: &'a CodeFile,
    /// What was put behind them.
    pub(super) grown: Vec<Folded>,
}

impl<'a> Env<'a, '_> {
    /// Something is put behind the items of a list. It has its text from here on, so that lists that hold each other end.
    pub fn put_behind(&mut self, list: &str, item: &'a Expr) {
        let text = self.fold(item).filter(|text| text.text.len() <= LONGEST_ITEM).unwrap_or_else(|| {
            let mut hole = Folded::default();
            hole.glue("\u{fffc}");
            hole
        });
        let grown = self.grown.entry(list.to_owned()).or_default();
        if grown.len() < MANY {
            grown.push(text);
        }
    }

    /// The texts among the items of a list.
    pub fn texts(&self, expr: &'a Expr) -> Vec<Folded> {
        let Some(items) = self.list(expr, self.file, 0) else { return Vec::new() };
        let own = items.values.into_iter().filter_map(|item| self.fold_in(item, items.file, 1));
        own.chain(items.grown).collect()
    }

    /// The changed names among the items of a list.
    pub fn changed_items(&self, expr: &'a Expr) -> Vec<Folded> {
        let Some(items) = self.list(expr, self.file, 0) else { return Vec::new() };
        let text = |item: &&'a Expr| self.constants.changed_text(items.file, item);
        items.values.iter().filter_map(text).take(MANY).collect()
    }

    /// The items of a list that is written here, or of the constant that a name means.
    pub(super) fn list(&self, expr: &'a Expr, file: &'a CodeFile, depth: usize) -> Option<Items<'a>> {
        if depth > DEPTH {
            return None;
        }
        match &expr.kind {
            ExprKind::List(items) => Some(Items { values: items.iter().collect(), file, grown: Vec::new() }),
            ExprKind::New { args, .. } => {
                Some(Items { values: args.iter().map(|arg| &arg.value).collect(), file, grown: Vec::new() })
            }
            ExprKind::Seq(items) if items.len() == 1 => self.list(&items[0], file, depth + 1),
            ExprKind::Name(name)
                if std::ptr::eq(file, self.file)
                    && (self.lists.contains_key(name) || self.grown.contains_key(name)) =>
            {
                let list = self.lists.get(name).and_then(|list| self.list(list, file, depth + 1));
                let mut items = list.unwrap_or(Items { values: Vec::new(), file, grown: Vec::new() });
                items.grown.extend(self.grown.get(name).into_iter().flatten().cloned());
                Some(items)
            }
            ExprKind::Name(name) | ExprKind::Member { name, .. } => {
                let constant = self.constants.get(file, name)?;
                self.list(constant.value, constant.file, depth + 1)
            }
            // `%w[id email].freeze`, `List.of("id", "email")`
            ExprKind::Call { callee, args, .. } => match (callee.last_name()?, &callee.kind) {
                ("freeze" | "AsReadOnly", ExprKind::Member { object, .. }) => self.list(object, file, depth + 1),
                ("of" | "asList" | "listOf" | "arrayOf", _) => {
                    Some(Items { values: args.iter().map(|arg| &arg.value).collect(), file, grown: Vec::new() })
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn joined(&self, items: Items<'a>, separator: &str, depth: usize) -> Option<Folded> {
        let mut folded = Folded::default();
        let mut known = false;
        for (at, item) in items.values.into_iter().enumerate() {
            if at > 0 {
                folded.glue(separator);
            }
            match self.fold_in(item, items.file, depth + 1) {
                Some(text) => {
                    known = true;
                    folded.append(&text);
                }
                None => folded.glue("\u{fffc}"),
            }
        }
        for text in items.grown {
            if !folded.text.is_empty() {
                folded.glue(separator);
            }
            known |= text.has_text();
            folded.append(&text);
        }
        known.then_some(folded)
    }
}
