//! Messages of errors and logs: `fmt.Errorf("update channel-list %d error: %s", id, err)` begins like a statement, and no database ever gets it.
//!
//! Only a literal that is itself an argument of such a call counts; a query that is handed to it was read where it was put together.

use crate::lang::facts::{Expr, ExprKind};

/// Methods of Go's packages of errors and logs that no package of databases has.
const GO: &[&str] = &[
    "Debugf",
    "Errorf",
    "Fatalf",
    "Infof",
    "Panicf",
    "Printf",
    "Warnf",
    "Warningf",
    "WithMessage",
    "WithMessagef",
    "Wrap",
    "Wrapf",
];

/// Whether a literal argument of `root.….link(…)` is a message.
pub(super) fn is_message(language: &str, root: &Expr, link: &str, value: &Expr) -> bool {
    let makes = GO.contains(&link) || (link == "New" && root.as_name() == Some("errors"));
    language == "go" && makes && matches!(value.kind, ExprKind::Str(_))
}
