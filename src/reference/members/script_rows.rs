//! Rows in TypeScript and JavaScript: what a query gives, what its list hands to functions, and what is taken apart. `const [post] = await db.select().from(posts)`,
//! `posts.map((post) => post.rating)`, `Post.findAll().then((posts) => …)`.
//!
//! Which query it is is told by the model that it names; what a function of the project gives back is `javascript`'s to know.

use crate::lang::facts::{Expr, ExprKind, Key, Param};
use crate::orm::Grammar;

use super::{Chain, Finder, prisma};

/// What a value holds of a model.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Row,
    Rows,
    /// `[rows, count]`
    Counted,
    /// `{ rows, count }`
    CountedBy,
}

/// What a function is given: the model, in which of its parameters, and whether it is a list.
#[derive(Clone)]
pub(super) struct Handed {
    model: String,
    places: &'static [usize],
    many: bool,
    /// The name of the model need not be known in this file.
    pub(super) named_elsewhere: bool,
}

/// Methods of a list whose functions are given its rows.
const OF_ROWS: &[&str] =
    &["every", "filter", "find", "findIndex", "findLast", "flatMap", "forEach", "map", "some", "sortBy", "groupBy"];

/// Methods that give a list of the same rows, or what was waited for.
const SAME: &[&str] = &["catch", "concat", "filter", "finally", "reverse", "slice", "sort", "toReversed", "toSorted"];

/// Links of queries that find several rows.
const MANY: &[&str] = &["bulkCreate", "find", "findAll", "findBy", "findByIds", "findMany", "getMany"];

/// Links of queries that find one.
const ONE: &[&str] = &[
    "build",
    "create",
    "findByPk",
    "findFirst",
    "findOne",
    "findOneBy",
    "findOneByOrFail",
    "findOneOrFail",
    "getOne",
    "getOneOrFail",
];

/// Links of Objection's queries that give something else than a list of rows.
const OTHERWISE: &[&str] = &[
    "avg",
    "count",
    "delete",
    "deleteById",
    "groupBy",
    "max",
    "min",
    "page",
    "range",
    "resultSize",
    "sum",
    "pluck",
    "del",
];

const ONE_OF_OBJECTION: &[&str] = &[
    "findById",
    "findOne",
    "first",
    "insert",
    "insertAndFetch",
    "insertGraph",
    "insertGraphAndFetch",
    "patchAndFetch",
    "patchAndFetchById",
    "updateAndFetch",
    "updateAndFetchById",
    "upsertGraphAndFetch",
];

/// Links of Drizzle that leave whole rows.
const WHOLE: &[&str] =
    &["$dynamic", "all", "execute", "for", "from", "limit", "offset", "orderBy", "set", "values", "where"];

impl Finder<'_, '_> {
    /// The watched model of the rows in a list of this type: `Post[]`, `Array<Post>`.
    pub(super) fn script_many(&self, text: &str) -> Option<String> {
        let inner = text.strip_suffix("[]").or_else(|| {
            let (head, inner) = text.split_once('<')?;
            matches!(head, "Array" | "ReadonlyArray").then(|| inner.strip_suffix('>'))?
        });
        let inner = inner?.trim();
        let inner = inner.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(inner);
        self.model_of_type(inner).or_else(|| self.model_of_alias(inner))
    }

    /// The watched model of which a value is one row.
    pub(super) fn script_row(&self, value: &Expr) -> Option<String> {
        self.script_held(value, 0).filter(|(_, shape)| *shape == Shape::Row).map(|(model, _)| model)
    }

    /// The watched model of which a value is a list of rows.
    pub(super) fn script_rows(&self, value: &Expr) -> Option<String> {
        self.script_held(value, 0).filter(|(_, shape)| *shape == Shape::Rows).map(|(model, _)| model)
    }

    pub(super) fn script_held(&self, value: &Expr, depth: usize) -> Option<(String, Shape)> {
        if !self.is_script() || depth > 8 || self.index.watches.is_empty() {
            return None;
        }
        match &value.kind {
            ExprKind::Seq(items) if items.len() == 1 => self.script_held(&items[0], depth + 1),
            ExprKind::Name(name) => {
                let rows = || self.querysets.get(name).map(|model| (model.clone(), Shape::Rows));
                rows().or_else(|| self.types.get(name).map(|model| (model.clone(), Shape::Row)))
            }
            ExprKind::Index { object, index } if !matches!(index.kind, ExprKind::Str(_)) => {
                let (model, shape) = self.script_held(object, depth + 1)?;
                (shape == Shape::Rows).then_some((model, Shape::Row))
            }
            ExprKind::Binary { op, left, right } if matches!(op.as_str(), "??" | "||") => {
                self.script_held(left, depth + 1).or_else(|| self.script_held(right, depth + 1))
            }
            // What Sequelize keeps of a row.
            ExprKind::Member { object, name, .. } if name == "dataValues" => {
                self.script_held(object, depth + 1).filter(|(_, shape)| *shape == Shape::Row)
            }
            ExprKind::Call { callee, .. } => {
                if callee.as_name().is_some() {
                    return self.given_back(value);
                }
                let chain = Chain::of(value);
                let (mut held, from) = self.script_query(&chain, depth)?;
                for link in chain.links.get(from..)? {
                    held = self.next_held(held, link)?;
                }
                Some(held)
            }
            _ => None,
        }
    }

    /// What a chain holds where its own query ends, and how many links that takes.
    fn script_query(&self, chain: &Chain<'_>, depth: usize) -> Option<((String, Shape), usize)> {
        if let Some(held) = self.script_held(chain.root, depth + 1).filter(|_| !chain.links.is_empty()) {
            return Some((held, 0));
        }
        let first = chain.links.first()?;
        if let Some(held) = prisma::rows_of(self.index, chain.root, first.name) {
            return Some((held, 1));
        }
        if let Some(held) = self.given_by(chain.root, first.name) {
            return Some((held, 1));
        }
        let model = self.model_in(chain)?;
        let watch = self.index.watches.iter().find(|watch| watch.model == model)?;
        if watch.grammar != Grammar::Class {
            return None;
        }
        let mentions = |arg: &crate::lang::facts::Arg| arg.value.last_name() == Some(model.as_str());
        let joined = |name: &str| ["oin", "nclude", "elation"].iter().any(|part| name.contains(part));
        let only_joined = chain.links.iter().any(|link| joined(link.name) && link.args.iter().any(mentions))
            && !chain.links.iter().any(|link| !joined(link.name) && link.args.iter().any(mentions))
            && !chain.root.path().is_some_and(|path| path.split('.').any(|part| part == model))
            && self.repository(chain.root).is_none();
        if only_joined {
            return None;
        }
        let (shape, end) = match watch.orm {
            "drizzle" => drizzle(chain)?,
            "objection" => objection(chain)?,
            _ => chain
                .links
                .iter()
                .enumerate()
                .find_map(|(at, link)| {
                    let shape = match link.name {
                        "findAndCount" | "findAndCountBy" | "getManyAndCount" => Shape::Counted,
                        "findAndCountAll" => Shape::CountedBy,
                        name if MANY.contains(&name) => Shape::Rows,
                        name if ONE.contains(&name) => Shape::Row,
                        _ => return None,
                    };
                    let each = link.args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
                    Some((if each { None } else { Some(shape) }, at + 1))
                })
                .and_then(|(shape, end)| Some((shape?, end)))?,
        };
        Some(((model, shape), end))
    }

    /// What a link makes of what is held.
    fn next_held(&self, held: (String, Shape), link: &super::super::builder::Link<'_>) -> Option<(String, Shape)> {
        let (model, shape) = held;
        let shape = match (shape, link.name) {
            (Shape::Rows, name) if SAME.contains(&name) => Shape::Rows,
            (Shape::Rows, "at" | "find" | "findLast" | "pop" | "shift") => Shape::Row,
            (Shape::Row, "toJSON" | "$clone" | "catch" | "finally" | "throwIfNotFound") => Shape::Row,
            (Shape::Row, "get") if !matches!(link.args.first().map(|arg| &arg.value.kind), Some(ExprKind::Str(_))) => {
                Shape::Row
            }
            (shape, "then") => {
                let ExprKind::Lambda { params, body } = &link.args.first()?.value.kind else { return None };
                let param = params.first().filter(|param| !param.name.is_empty())?;
                let last = match &body.last()?.kind {
                    ExprKind::Return(value) => value,
                    _ => body.last()?,
                };
                match &last.kind {
                    ExprKind::Name(name) if *name == param.name => shape,
                    ExprKind::Index { object, .. } if object.as_name() == Some(&param.name) && shape == Shape::Rows => {
                        Shape::Row
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some((model, shape))
    }

    /// Keeps in mind what the functions among a chain's arguments are given.
    pub(super) fn script_handed(&mut self, chain: &Chain<'_>) {
        if !self.is_script() || chain.links.is_empty() {
            return;
        }
        let has_function = |link: &super::super::builder::Link<'_>| {
            link.args.first().is_some_and(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }))
        };
        if !chain.links.iter().any(has_function) {
            return;
        }
        let Some((mut held, from)) = self.script_query(chain, 0) else { return };
        for link in chain.links.iter().skip(from) {
            if let Some(first) = link.args.first().filter(|_| has_function(link)) {
                let (places, many): (&[usize], bool) = match (held.1, link.name) {
                    (Shape::Rows, name) if OF_ROWS.contains(&name) => (&[0], false),
                    (Shape::Rows, "sort" | "toSorted") => (&[0, 1], false),
                    (Shape::Rows, "reduce" | "reduceRight") => (&[1], false),
                    (Shape::Rows, "then") => (&[0], true),
                    (Shape::Row, "then") => (&[0], false),
                    _ => (&[], false),
                };
                if !places.is_empty() {
                    let handed = Handed { model: held.0.clone(), places, many, named_elsewhere: false };
                    self.handed.insert(first.value.range.start, handed);
                }
            }
            match self.next_held(held, link) {
                Some(next) => held = next,
                None => return,
            }
        }
    }

    /// The first parameter of a function is one row.
    pub(super) fn hand_row(&mut self, function: &Expr, model: &str, named_elsewhere: bool) {
        if matches!(function.kind, ExprKind::Lambda { .. }) {
            let handed = Handed { model: model.to_owned(), places: &[0], many: false, named_elsewhere };
            self.handed.insert(function.range.start, handed);
        }
    }

    /// Gives the parameters of a function what it was found to be given.
    pub(super) fn take_handed(&mut self, params: &[Param], body: &[Expr], start: usize) {
        let Some(handed) = self.handed.get(&start).cloned() else { return };
        for param in handed.places.iter().filter_map(|place| params.get(*place)) {
            if param.type_text.is_some() {
                continue;
            }
            if !param.name.is_empty() {
                match (handed.many, handed.named_elsewhere) {
                    (true, _) => self.querysets.insert(param.name.clone(), handed.model.clone()),
                    (_, true) => self.given.insert(param.name.clone(), handed.model.clone()),
                    _ => self.types.insert(param.name.clone(), handed.model.clone()),
                };
                continue;
            }
            // `({ rating }) => …`
            for expr in
                body.iter().filter(|expr| param.range.start <= expr.range.start && expr.range.end <= param.range.end)
            {
                let ExprKind::Assign { target, .. } = &expr.kind else { continue };
                match (&target.kind, handed.many) {
                    (ExprKind::List(items), true) => self.bind_items(items, &handed.model),
                    (ExprKind::Map(_), false) => self.taken_of_row(target, &handed.model),
                    _ => {}
                }
            }
        }
    }

    fn bind_items(&mut self, items: &[Expr], model: &str) {
        for item in items {
            match &item.kind {
                ExprKind::Name(name) => {
                    self.querysets.remove(name);
                    self.types.insert(name.clone(), model.to_owned());
                }
                ExprKind::Map(_) => self.taken_of_row(item, model),
                _ => {}
            }
        }
    }

    pub(super) fn taken_of_row(&mut self, target: &Expr, model: &str) {
        let ExprKind::Map(entries) = &target.kind else { return };
        for entry in entries {
            if let Key::Name(name) = &entry.key {
                self.given_attribute(model, name, &entry.key_range, "it is taken out of");
            }
        }
    }

    /// Keeps in mind what the parts of a pattern are: `const [post] = …`, `const { rows } = …`, `const [posts, users] = await Promise.all([…])`.
    pub(super) fn script_bind(&mut self, target: &Expr, value: &Expr) {
        if !self.is_script() || matches!(value.kind, ExprKind::Empty) {
            return;
        }
        match &target.kind {
            ExprKind::Name(name) => self.keep_query(name, value),
            ExprKind::List(items) => {
                for name in items.iter().filter_map(Expr::as_name) {
                    self.querysets.remove(name);
                    if self.row_of_pair(target, value) != Some(name) {
                        self.types.remove(name);
                    }
                }
                if let Some(values) = all_of(value) {
                    for (item, value) in items.iter().zip(values) {
                        match (item.as_name(), self.script_held(value, 0)) {
                            (Some(name), Some((model, Shape::Rows))) => {
                                self.querysets.insert(name.to_owned(), model);
                            }
                            (Some(name), Some((model, Shape::Row))) => {
                                self.types.insert(name.to_owned(), model);
                            }
                            (None, Some(_)) => self.script_bind(item, value),
                            _ => {}
                        }
                    }
                    return;
                }
                match self.script_held(value, 0) {
                    Some((model, Shape::Rows)) => self.bind_items(items, &model),
                    Some((model, Shape::Counted)) => {
                        if let Some(name) = items.first().and_then(Expr::as_name) {
                            self.querysets.insert(name.to_owned(), model);
                        }
                    }
                    _ => {}
                }
            }
            ExprKind::Map(entries) => match self.script_held(value, 0) {
                Some((model, Shape::CountedBy)) => {
                    let rows = entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == "rows"));
                    if let Some(name) = rows.and_then(|entry| entry.value.as_name()) {
                        self.querysets.insert(name.to_owned(), model);
                    }
                }
                Some((model, Shape::Row)) => self.taken_of_row(target, &model),
                _ => {}
            },
            _ => {}
        }
    }
}

/// The values that are waited for together: of `Promise.all([…])`, `prisma.$transaction([…])`.
fn all_of(value: &Expr) -> Option<&[Expr]> {
    let value = match &value.kind {
        ExprKind::Seq(items) if items.len() == 1 => &items[0],
        _ => value,
    };
    let ExprKind::Call { callee, args, .. } = &value.kind else { return None };
    let is_all = callee.path().as_deref() == Some("Promise.all") || callee.last_name() == Some("$transaction");
    match &args.first()?.value.kind {
        ExprKind::List(items) if is_all => Some(items),
        _ => None,
    }
}

/// What a query of Drizzle's gives, and how many links that takes.
pub(super) fn drizzle(chain: &Chain<'_>) -> Option<(Shape, usize)> {
    let links = &chain.links;
    if chain.root.path().is_some_and(|path| path.contains("query.")) {
        return match links.first()?.name {
            "findFirst" => Some((Shape::Row, 1)),
            "findMany" => Some((Shape::Rows, 1)),
            _ => None,
        };
    }
    let start = links.iter().position(|link| match link.name {
        "select" | "selectDistinct" => link.args.is_empty(),
        "insert" | "update" | "delete" => true,
        _ => false,
    })?;
    let reads = links.get(start)?.args.is_empty();
    let mut end = start + 1;
    let mut gives = reads;
    while let Some(link) = links.get(end) {
        match link.name {
            "get" if gives => return Some((Shape::Row, end + 1)),
            "returning" if link.args.is_empty() && !reads => gives = true,
            "onConflictDoNothing" | "onConflictDoUpdate" => {}
            name if WHOLE.contains(&name) => {}
            _ => break,
        }
        end += 1;
    }
    // The rows of a join have a row of each table.
    let joins = links.iter().any(|link| link.name.ends_with("oin"));
    (gives && !joins).then_some((Shape::Rows, end))
}

fn objection(chain: &Chain<'_>) -> Option<(Shape, usize)> {
    let links = &chain.links;
    let start = links.iter().position(|link| link.name == "query")?;
    let mut shape = Shape::Rows;
    for (at, link) in links.iter().enumerate().skip(start + 1) {
        let each = link.args.first().is_some_and(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. }));
        match link.name {
            "then" | "catch" | "finally" => return Some((shape, at)),
            name if each && (OF_ROWS.contains(&name) || name.starts_with("reduce")) => return Some((shape, at)),
            name if OTHERWISE.contains(&name) || matches!(name, "patch" | "update") => return None,
            name if ONE_OF_OBJECTION.contains(&name) => shape = Shape::Row,
            _ => {}
        }
    }
    Some((shape, links.len()))
}
