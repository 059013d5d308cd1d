//! Lists of rows in Rust: values that are declared so, what queries give back that say the type of their rows, and what the methods of a list hand to their closures.

use crate::lang::facts::{Expr, ExprKind};

use super::{Chain, Finder, sea_orm};

/// Types that hold several values of their parameter.
const LISTS: &[&str] = &["Vec", "VecDeque", "HashSet", "BTreeSet", "IndexSet", "LinkedList", "Paginated", "SmallVec"];

/// Types whose first parameter is what they hold.
const AROUND: &[&str] = &["Option", "Result", "QueryResult", "Box", "Arc", "Rc", "Cow", "Json", "Ok"];

/// Methods of a list that give the same rows.
const SAME: &[&str] = &[
    "as_mut",
    "as_ref",
    "as_slice",
    "chain",
    "clone",
    "cloned",
    "collect",
    "context",
    "copied",
    "drain",
    "enumerate",
    "expect",
    "filter",
    "inspect",
    "into_iter",
    "iter",
    "iter_mut",
    "map_err",
    "ok",
    "ok_or_else",
    "par_iter",
    "peekable",
    "rev",
    "skip",
    "skip_while",
    "sorted_by",
    "sorted_by_key",
    "take",
    "take_while",
    "to_vec",
    "unwrap",
    "unwrap_or_default",
    "with_context",
];

/// Methods of a list whose closures are given one of its rows.
const OF_ROWS: &[&str] = &[
    "all",
    "any",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "for_each",
    "group_by",
    "inspect",
    "into_group_map_by",
    "map",
    "max_by_key",
    "min_by_key",
    "partition",
    "position",
    "retain",
    "skip_while",
    "sort_by_cached_key",
    "sort_by_key",
    "sorted_by_key",
    "take_while",
];

/// Methods of an `Option` or a `Result` whose closures are given the row in it.
const OF_ONE: &[&str] = &["and_then", "filter", "inspect", "is_none_or", "is_some_and", "map"];

/// Calls of Diesel's that say the type of the rows that they give: `load::<User>(conn)`.
const LOADS: &[&str] = &["get_results", "load", "load_iter", "load_stream"];

/// Calls of sqlx's that give all rows of a query.
const ALL: &[&str] = &["fetch", "fetch_all", "fetch_many"];

/// How far a chain of calls is followed.
const LONGEST: usize = 64;

impl Finder<'_, '_> {
    fn is_rust(&self) -> bool {
        self.file.language.name == "rust"
    }

    /// The watched model of the rows in a list of this type: `&[Post]`, `Vec<Post>`, `Result<Vec<Post>, Error>`.
    pub(super) fn rust_many(&self, text: &str) -> Option<String> {
        if !self.is_rust() {
            return None;
        }
        let mut text = text.trim();
        for _ in 0..LONGEST {
            text = text.trim_start_matches(['&', '*', ' ']);
            text = text.strip_prefix("mut ").unwrap_or(text);
            if let Some(rest) = text.strip_prefix('\'') {
                text = rest.split_once(' ')?.1;
                continue;
            }
            if let Some(inner) = text.strip_prefix('[') {
                return self.model_of_type(inner.split([']', ';']).next()?);
            }
            let (head, inner) = text.split_once('<')?;
            let head = head.rsplit(':').next().unwrap_or(head).trim();
            let inner = first_parameter(inner);
            if LISTS.contains(&head) {
                return self.model_of_type(inner);
            }
            if !AROUND.contains(&head) {
                return None;
            }
            text = inner;
        }
        None
    }

    /// The watched model whose rows a value holds.
    pub(super) fn rust_rows(&self, value: &Expr) -> Option<String> {
        if !self.is_rust() {
            return None;
        }
        let (mut at, mut of_query) = (value, false);
        for _ in 0..LONGEST {
            match &at.kind {
                ExprKind::Seq(items) if items.len() == 1 => at = &items[0],
                ExprKind::Name(name) => return self.querysets.get(name).filter(|_| !of_query).cloned(),
                ExprKind::Member { object, name, .. } => {
                    return self.many_of_field(object, name).filter(|_| !of_query);
                }
                ExprKind::Call { callee, type_args, args } => {
                    let name = callee.last_name()?;
                    let said = || self.model_of_type(type_args.last()?);
                    if LOADS.contains(&name) && !of_query {
                        return said();
                    }
                    if of_query && matches!(name, "query_as" | "query_as_with") {
                        return said();
                    }
                    // `query_as!(Post, "SELECT …").fetch_all(pool)`
                    if of_query && name == "query_as!" {
                        return self.model_named(args.first()?.value.last_name()?);
                    }
                    if name == "all"
                        && let Some(model) = sea_orm::row_of(self, &Chain::of(at))
                    {
                        return Some(model);
                    }
                    of_query |= ALL.contains(&name);
                    let ExprKind::Member { object, .. } = &callee.kind else { return None };
                    if !of_query && !SAME.contains(&name) {
                        return self.many_returned(object, name);
                    }
                    at = object;
                }
                _ => return None,
            }
        }
        None
    }

    /// The rows in a field: of the struct around, or of a variable whose type is one of the file's.
    fn many_of_field(&self, object: &Expr, field: &str) -> Option<String> {
        let owner = object.as_name().filter(|name| *name == "self").and(self.owner.as_deref())?;
        let class = self.file.facts.classes.iter().find(|class| class.name == owner)?;
        let written = class.fields.iter().find(|own| own.name == field)?.type_text.as_deref()?;
        self.rust_many(written)
    }

    /// The rows that a function of the project gives back, by the type that it declares: `Post::list(conn)`.
    fn many_returned(&self, object: &Expr, name: &str) -> Option<String> {
        let owner = match object.as_name() {
            Some("self" | "Self") => self.owner.clone()?,
            _ => object.last_name()?.to_owned(),
        };
        self.rust_many(self.index.returns.get(&(owner, name.to_owned()))?)
    }

    /// `posts.iter().map(|post| post.rating)`, `post.map(|post| post.rating)` of an `Option`.
    pub(super) fn rust_call(&mut self, expr: &Expr) {
        if !self.is_rust() {
            return;
        }
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return };
        let Some(closure) = args.first().filter(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) else {
            return;
        };
        let rows = || self.rust_rows(object).filter(|_| OF_ROWS.contains(&name.as_str()));
        let one = || self.model_of_value(object).filter(|_| OF_ONE.contains(&name.as_str()));
        if let Some(model) = rows().or_else(one) {
            self.rows.insert(closure.value.range.start, model);
        }
    }
}

/// The variable that a row has beside its place: `for (at, post) in posts.iter().enumerate()`.
pub(super) fn beside_its_place<'e>(target: &'e Expr, value: &Expr) -> Option<&'e str> {
    let ExprKind::List(items) = &target.kind else { return None };
    let [_, row] = items.as_slice() else { return None };
    let ExprKind::Call { callee, .. } = &value.kind else { return None };
    row.as_name().filter(|_| callee.last_name() == Some("enumerate"))
}

/// `Vec<Post>` of `Vec<Post>, Error>`.
fn first_parameter(inner: &str) -> &str {
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            b'>' | b',' if depth == 0 => return inner.get(..at).unwrap_or(inner),
            b'>' | b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    inner
}
