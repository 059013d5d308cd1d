//! Of which class the rows are that a query of Java or Kotlin gives, where the query itself says it: JPA's `createQuery("…", Post.class)`, Spring's
//! `BeanPropertyRowMapper` and `JdbcClient`. What becomes of the rows is for `jvm_rows`.

use crate::lang::facts::{Expr, ExprKind};

use super::Finder;
use super::jvm_rows::DEEPEST;

impl Finder<'_, '_> {
    /// The class of a query that says it: `em.createQuery("…", Post.class)`.
    pub(super) fn jvm_query(&self, call: &Expr, depth: usize) -> Option<String> {
        let ExprKind::Call { callee, args, .. } = &call.kind else { return None };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
        if matches!(name.as_str(), "createQuery" | "createNamedQuery" | "createNativeQuery") {
            return args.get(1).and_then(|arg| self.jvm_class(&arg.value));
        }
        // `client.sql("…").query(Post.class)`
        if let ("query", [arg]) = (name.as_str(), args.as_slice()) {
            return self.jvm_class(&arg.value).or_else(|| self.jvm_mapper(&arg.value));
        }
        (depth < DEEPEST).then(|| self.jvm_query(object, depth + 1))?
    }

    /// The class of the rows that one of Spring's mappers makes, also of a field that holds it.
    pub(super) fn jvm_mapper(&self, expr: &Expr) -> Option<String> {
        let is = |name: &str| matches!(name, "BeanPropertyRowMapper" | "DataClassRowMapper");
        match &expr.kind {
            ExprKind::New { type_name, args, .. } if is(type_name.split('<').next().unwrap_or(type_name)) => {
                self.jvm_class(&args.first()?.value)
            }
            ExprKind::Call { callee, args, .. } => {
                let of_class = match &callee.kind {
                    ExprKind::Member { object, name, .. } if name == "newInstance" => object.last_name(),
                    _ => callee.last_name(),
                };
                of_class.filter(|name| is(name))?;
                self.jvm_class(&args.first()?.value)
            }
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let (mapper, inner) = self.jvm_field(expr.last_name()?)?.split_once('<')?;
                let name = inner.trim_end_matches('>');
                (is(mapper) || mapper == "RowMapper").then(|| self.model_named(name))?
            }
            _ => None,
        }
    }

    /// `Post.class`, `Post::class.java`
    pub(super) fn jvm_class(&self, expr: &Expr) -> Option<String> {
        let name = match &expr.kind {
            ExprKind::Member { object, name, .. } if matches!(name.as_str(), "class" | "java") => match &object.kind {
                ExprKind::Seq(items) => items.first()?.last_name()?,
                ExprKind::Member { object, name, .. } if name == "class" => object.last_name()?,
                _ => object.last_name()?,
            },
            _ => return None,
        };
        self.model_named(name)
    }
}
