//! Properties of entities that code names beside JPQL, which compiles without them where they are texts: the Criteria API (`root.get("rating")`), orders that a
//! repository is given (`Sort.by("rating")`), the classes that are made of entities (`Post_.rating`, `QPost.post.rating`).
//!
//! A root is known by its type, by what it is made from, or by the specification that is given it.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Function};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::jvm_rows::Held;
use super::{Finder, Way, jpa};

const WAY: Way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };

/// Methods of a root that are given a property's name.
const OF_PROPERTY: &[&str] = &["fetch", "get", "join"];

/// Calls that are given the properties to sort by, with their class.
const ORDERS: &[(&str, &str)] = &[
    ("Sort", "by"),
    ("Order", "asc"),
    ("Order", "desc"),
    ("Order", "by"),
    ("PageRequest", "of"),
    ("PageRequest", "by"),
];

/// How deep the calls of an order go.
const DEEPEST: usize = 12;

/// The properties that an order names: `Sort.by(DESC, "rating").and(Sort.by("id"))`, also inside of a page's request.
fn orders(expr: &Expr, depth: usize, out: &mut Vec<(String, Range<usize>)>) {
    if depth > DEEPEST {
        return;
    }
    match &expr.kind {
        ExprKind::Call { callee, args, .. } => {
            let ExprKind::Member { object, name, .. } = &callee.kind else { return };
            orders(object, depth + 1, out);
            let takes = ORDERS.iter().any(|(class, call)| object.last_name() == Some(class) && name == call);
            for arg in args {
                match arg.value.as_text() {
                    Some(text) => out.extend(Some((text, arg.value.range.clone())).filter(|_| takes)),
                    None => orders(&arg.value, depth + 1, out),
                }
            }
        }
        ExprKind::New { type_name, args, .. } if matches!(type_name.as_str(), "Sort" | "Order" | "Sort.Order") => {
            for arg in args {
                out.extend(arg.value.as_text().map(|text| (text, arg.value.range.clone())));
            }
        }
        ExprKind::List(items) | ExprKind::Seq(items) => items.iter().for_each(|item| orders(item, depth + 1, out)),
        _ => {}
    }
}

/// The entity that the type of a root or path ends at: `Root<Post>`, `Join<Author, Post>`.
fn of_path(text: &str) -> Option<&str> {
    let (head, inner) = text.trim_end_matches('?').split_once('<')?;
    let inner = inner.strip_suffix('>').filter(|inner| !inner.contains('<'))?;
    let inner = match head.rsplit('.').next()? {
        "Root" | "Path" => inner,
        "CollectionJoin" | "Fetch" | "From" | "Join" | "ListJoin" | "SetJoin" => inner.split_once(',')?.1,
        _ => return None,
    };
    Some(inner.trim().trim_start_matches("? extends ").trim_start_matches("out "))
}

/// The entity of `Specification<Post>`.
fn of_specification(text: &str) -> Option<&str> {
    let (head, inner) = text.trim_end_matches('?').split_once('<')?;
    (head.rsplit('.').next()? == "Specification").then(|| inner.strip_suffix('>'))?
}

impl Finder<'_, '_> {
    /// Lambdas of a function that are specifications: what it gives back, and what variables of that type hold.
    pub(super) fn specifications(&mut self, function: &Function) {
        let of = |text: Option<&str>| text.and_then(of_specification).and_then(|model| self.model_of_type(model));
        let given = of(function.returns.as_deref());
        let mut found = Vec::new();
        for body in &function.body {
            body.walk(&mut |expr| {
                let (model, value) = match &expr.kind {
                    ExprKind::Return(value) => (given.clone(), value),
                    ExprKind::Assign { type_text, value, .. } => (of(type_text.as_deref()), value),
                    _ => return true,
                };
                if let (Some(model), ExprKind::Lambda { .. }) = (model, &value.kind) {
                    found.push((value.range.start, model));
                }
                true
            });
        }
        self.jvm.roots.extend(found);
    }

    /// `var root = query.from(Post.class)`, `var post = QPost.post`, `var newest = Sort.by("rating")`
    pub(super) fn criteria_assign(&mut self, name: &str, value: &Expr) {
        let mut found = Vec::new();
        orders(value, 0, &mut found);
        if !found.is_empty() {
            self.jvm.orders.insert(name.to_owned(), found);
        }
        if self.jvm.declared.contains_key(name) {
            return;
        }
        if let Some(model) = self.root_of(value) {
            self.jvm.declared.insert(name.to_owned(), format!("Root<{model}>"));
        } else if let Some(class) = self.query_class(value) {
            self.jvm.declared.insert(name.to_owned(), class);
        }
    }

    /// `query.from(Post.class)`
    fn root_of(&self, value: &Expr) -> Option<String> {
        let ExprKind::Call { callee, args, .. } = &value.kind else { return None };
        let [only] = args.as_slice() else { return None };
        (matches!(callee.kind, ExprKind::Member { .. }) && callee.last_name() == Some("from"))
            .then(|| self.jvm_class(&only.value))?
    }

    /// The text of a variable's type.
    fn type_of(&self, object: &Expr) -> Option<String> {
        match &object.kind {
            ExprKind::Name(name) => self.jvm.declared.get(name).cloned().or_else(|| {
                let class = self.file.facts.classes.iter().find(|class| Some(&class.name) == self.owner.as_ref())?;
                let field = class.fields.iter().find(|field| field.name == *name && !self.locals.contains(name))?;
                field.type_text.clone()
            }),
            _ => None,
        }
    }

    /// The properties that a call names in texts.
    pub(super) fn criteria_call(&mut self, callee: &Expr, args: &[Arg]) {
        let ExprKind::Member { object, name, .. } = &callee.kind else { return };
        if OF_PROPERTY.contains(&name.as_str())
            && let Some(first) = args.first()
            && let Some(text) = first.value.as_text()
        {
            let typed = self.type_of(object);
            let model = typed.as_deref().and_then(of_path).and_then(|model| self.model_of_type(model));
            if let Some(model) = model.or_else(|| self.root_of(object)) {
                self.attribute(&model, &text, &first.value.range, WAY, format!("a query of `{model}` names it"));
            }
        }
        if let Some(model) =
            self.type_of(object).as_deref().and_then(of_specification).and_then(|of| self.model_of_type(of))
        {
            self.given_roots(&model, args);
        }
        if !args.is_empty()
            && let Some(Held::Repository(model)) = self.jvm_value(object, 0)
        {
            self.given_roots(&model, args);
            for arg in args {
                self.sorted_by(&model, &arg.value);
            }
        }
    }

    fn given_roots(&mut self, model: &str, args: &[Arg]) {
        for arg in args {
            if let ExprKind::Lambda { params, .. } = &arg.value.kind
                && params.len() == 3
            {
                self.jvm.roots.insert(arg.value.range.start, model.to_owned());
            }
        }
    }

    /// An order that a repository is given, itself or in a variable or constant.
    fn sorted_by(&mut self, model: &str, value: &Expr) {
        let mut found = Vec::new();
        orders(value, 0, &mut found);
        value.walk(&mut |part| {
            if let Some(name) = part.as_name() {
                found.extend(self.jvm.orders.get(name).into_iter().flatten().cloned());
                let classes = self.file.facts.classes.iter();
                let fields = classes.flat_map(|class| &class.fields).filter(|field| field.name == name);
                fields.filter_map(|field| field.value.as_ref()).for_each(|value| orders(value, 0, &mut found));
            }
            true
        });
        for (text, range) in found {
            let property = text.split('.').next().unwrap_or(&text);
            let way = Way { certainty: Certainty::Likely, ..WAY };
            self.attribute(model, property, &range, way, format!("rows of `{model}` are sorted by it"));
        }
    }

    /// The entity of a class that is made of it, if this file can mean that class: `Post_`, `QPost`.
    fn made_of(&self, class: &str, model: &str) -> Option<String> {
        let watches = self.index.by_model.get(model)?.iter().filter_map(|at| self.index.watches.get(*at));
        let mut packages =
            watches.filter(|watch| watch.orm == "jpa").map(|one| self.index.packages.get(&*one.place.path));
        packages.any(|of| of.is_none_or(|of| jpa::reaches(self.file, class, of))).then(|| model.to_owned())
    }

    /// The class of Querydsl that a value is an instance of.
    fn query_class(&self, value: &Expr) -> Option<String> {
        let class = match &value.kind {
            ExprKind::Member { object, .. } => object.last_name()?,
            ExprKind::New { type_name, .. } => type_name.as_str(),
            _ => return None,
        };
        self.made_of(class, class.strip_prefix('Q')?).map(|_| class.to_owned())
    }

    /// `Post_.rating`, `Post_.RATING`, `QPost.post.rating`, `post.rating` where `post` is a `QPost`.
    pub(super) fn made_member(&mut self, object: &Expr, name: &str, range: &Range<usize>) {
        if !self.is_jvm() {
            return;
        }
        if let Some(class) = object.last_name()
            && let Some(model) = class.strip_suffix('_').and_then(|model| self.made_of(class, model))
        {
            let is_constant = !name.contains(|c: char| c.is_lowercase());
            let property = if is_constant { naming::camel(&name.to_lowercase()) } else { name.to_owned() };
            return self.attribute(&model, &property, range, WAY, format!("the metamodel of `{model}` has it"));
        }
        if !self.index.by_attribute.contains_key(name) {
            return;
        }
        let imported = || {
            let local = object.as_name().filter(|name| !self.locals.contains(*name))?;
            let import = self.file.facts.imports.iter().find(|import| import.local == local)?;
            let (package, class) = import.module.rsplit_once('.')?;
            let watches = self.index.by_model.get(class.strip_prefix('Q')?)?.iter();
            let mut places =
                watches.filter_map(|at| self.index.packages.get(&*self.index.watches.get(*at)?.place.path));
            places.any(|of| of == package).then(|| class.to_owned())
        };
        let class = self.query_class(object).or_else(|| self.type_of(object)).or_else(imported);
        let Some(model) = class.as_deref().and_then(|class| self.made_of_any(class)) else { return };
        self.attribute(&model, name, range, WAY, format!("a query of `{model}` names it"));
    }

    fn made_of_any(&self, class: &str) -> Option<String> {
        let model = class.strip_prefix('Q')?;
        let imported = self.file.facts.imports.iter().any(|import| import.module.rsplit('.').next() == Some(class));
        if imported {
            self.index.by_model.contains_key(model).then(|| model.to_owned())
        } else {
            self.made_of(class, model)
        }
    }
}
