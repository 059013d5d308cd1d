//! The names in an expression that may be those of models.

use crate::lang::facts::{Expr, ExprKind};
use crate::reference::builder::Chain;

/// The names in a chain that may be models: its root, the parts of a dotted root, and the plain names given to its first calls
/// (`session.query(User)`, `select(User)`, `getRepository(User)`).
pub(super) fn mentioned<'e>(chain: &Chain<'e>) -> impl Iterator<Item = &'e str> {
    let mut names = Vec::new();
    let mut root = chain.root;
    loop {
        match &root.kind {
            ExprKind::Name(name) => {
                names.push(name.as_str());
                break;
            }
            ExprKind::Member { object, name, .. } => {
                names.push(name.as_str());
                root = object;
            }
            ExprKind::Call { args, .. } => {
                names.extend(args.iter().take(2).filter_map(|arg| given_model(&arg.value)));
                break;
            }
            ExprKind::Seq(items) if items.len() == 1 => root = &items[0],
            _ => break,
        }
    }
    for link in chain.links.iter().take(4) {
        names.extend(link.args.iter().take(3).filter_map(|arg| given_model(&arg.value)));
    }
    names.into_iter()
}

/// `User`, `models.User`, `User.email`
pub(super) fn given_model(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { object, name, .. } if name.starts_with(|c: char| c.is_uppercase()) => {
            let _ = object;
            Some(name)
        }
        ExprKind::Member { object, .. } => object.last_name(),
        _ => None,
    }
}
