//! go-jet (Go): the tables that it generates from the schema, `table.Posts.Rating`, and their rows, `model.Posts`.
//!
//! ```go
//! var Posts = newPostsTable("public", "posts", "")
//! func newPostsTableImpl(schemaName, tableName, alias string) postsTable {
//!     var RatingColumn = postgres.IntegerColumn("rating")
//!     return postsTable{Rating: RatingColumn}
//! }
//! ```

use std::collections::HashMap;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm};

/// What every such file has.
pub const HINT: &str = "go-jet/jet";

pub(super) const ORM: Orm = Orm { name: "jet", declared_in: &["go"], hints: &[HINT], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.assigned().into_iter().filter_map(|(name, value)| table(file, name, value)).collect()
}

/// `var Posts = newPostsTable("public", "posts", "")`
fn table(file: &CodeFile, name: &str, value: &Expr) -> Option<Mapping> {
    let ExprKind::Call { callee, args, .. } = &value.kind else { return None };
    let made = callee.as_name()?;
    let is_it = made == format!("new{name}Table");
    let table = args.get(1).filter(|_| is_it && args.len() == 3).map(|arg| &arg.value)?;
    let (text, place) = (table.as_text()?, file.span(table.range.clone()));
    let attributes = columns(file, &format!("{made}Impl"));
    (!attributes.is_empty()).then(|| Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: name.to_owned(),
        used_in: &["go"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`{name}` is table `{text}` (jet)"), place.clone()),
        table: Some(ObjectName::new(text)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// The columns that a function makes, by the fields that it gives them to.
fn columns(file: &CodeFile, function: &str) -> Vec<Attribute> {
    let Some(function) = file.facts.functions.iter().find(|one| one.name == function) else { return Vec::new() };
    let mut made: HashMap<&str, &Expr> = HashMap::new();
    let mut found = Vec::new();
    for expr in &function.body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => {
                    if let (Some(name), ExprKind::Call { callee, args, .. }) = (target.as_name(), &value.kind)
                        && callee.last_name().is_some_and(|name| name.ends_with("Column"))
                        && let [arg] = args.as_slice()
                    {
                        made.insert(name, &arg.value);
                    }
                }
                ExprKind::New { args, .. } => {
                    for arg in args {
                        if let (Some(name), Some(text)) =
                            (&arg.name, arg.value.as_name().and_then(|name| made.get(name)))
                            && let Some(column) = text.as_text()
                        {
                            let span = file.span(text.range.clone());
                            let name = name.clone();
                            found.push(Attribute { name, column, kind: AttributeKind::Column, target: None, span });
                        }
                    }
                }
                _ => {}
            }
            true
        });
    }
    found
}
