//! Which watched model a value is: by the type that is written beside it, or by the finder that it comes from.

use crate::lang::facts::{Expr, ExprKind};

use super::{Chain, Finder, prisma};

impl Finder<'_, '_> {
    /// The watched model that a type says: `&User`, `*types.User`, `Option<User>`, `User | null`, `Promise<User>`.
    pub(super) fn model_of_type(&self, text: &str) -> Option<String> {
        let mut text = text.trim();
        loop {
            let before = text;
            text = text.trim_start_matches(['&', '*', '?', ' ']).trim_end_matches(['?', '!', ' ']);
            text = text.strip_prefix("mut ").unwrap_or(text);
            if let Some(rest) = text.strip_prefix('\'') {
                text = rest.split_once(' ').map_or(rest, |(_, rest)| rest);
            }
            for wrapper in ["Option<", "Optional[", "Promise<", "Box<", "Arc<", "Rc<", "Result<", "Json<", "Ref<"] {
                if let Some(inner) = text.strip_prefix(wrapper) {
                    text = inner.trim_end_matches(['>', ']']).split(',').next().unwrap_or(inner);
                }
            }
            text = text.trim_end_matches(" | null").trim_end_matches(" | undefined").trim_end_matches(" | None");
            if text == before {
                break;
            }
        }
        let last = text.rsplit(['.', ':']).next().unwrap_or(text);
        self.watched(last).then(|| last.to_string())
    }

    /// The model that a value is, where the expression says so.
    pub(super) fn model_of_value(&self, value: &Expr) -> Option<String> {
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.model_of_value(&items[0]),
            ExprKind::New { type_name, .. } => {
                let model = type_name.rsplit(['.', ':']).next().unwrap_or(type_name);
                self.watched(model).then(|| model.to_string())
            }
            ExprKind::Name(name) => self.types.get(name).cloned(),
            ExprKind::Call { callee, .. } => {
                if let ExprKind::Name(name) = &callee.kind
                    && self.watched(name)
                {
                    return Some(name.clone());
                }
                if let Some(model) = prisma::row_of(self.index, self.file, value) {
                    return Some(model);
                }
                let chain = Chain::of(value);
                let model = self.model_in(&chain)?;
                let last = chain.links.last()?.name;
                ONE_ROW.contains(&last).then_some(model)
            }
            _ => None,
        }
    }
}

/// Links that end a query with one row.
const ONE_ROW: &[&str] = &[
    "find",
    "find!",
    "find_by",
    "find_by!",
    "first",
    "first!",
    "last",
    "take",
    "create",
    "create!",
    "new",
    "build",
    "find_or_create_by",
    "find_or_create_by!",
    "find_or_initialize_by",
    "get",
    "get_or_404",
    "one",
    "one_or_none",
    "scalar_one",
    "scalar_one_or_none",
    "first_or_404",
    "get_or_create",
    "findOne",
    "findByPk",
    "findOrCreate",
    "findOneOrFail",
    "rejectOnEmpty",
    "latest",
    "earliest",
    "aget",
    "acreate",
    "afirst",
    "findFirst",
    "findOneBy",
    "findOneByOrFail",
    "findById",
    "throwIfNotFound",
    "insertAndFetch",
    "patchAndFetchById",
];
