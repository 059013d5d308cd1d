//! The vocabulary of query builders: which method takes tables, columns, conditions.

use crate::lang::facts::{Expr, ExprKind};

/// What the strings of a link are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::reference) enum Role {
    /// The table that is read.
    Table,
    /// The table that is written.
    Target,
    Join,
    Columns,
    /// The columns of an INSERT.
    InsertColumns,
    Condition,
    Order,
    /// `Set("column", value)`, `SetMap(…)`, `update({…})`
    Set,
    /// A piece of SQL at the end: `RETURNING id`.
    Suffix,
}

/// The common vocabulary; names without case and underscores.
pub(in crate::reference) fn role(name: &str) -> Option<Role> {
    if matches!(name, "Order" | "OrderAppend" | "OrderPrepend") {
        return Some(Role::Order);
    }
    let plain: String = name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    Some(match plain.as_str() {
        "from" | "table" | "fromselect" | "selectfrom" => Role::Table,
        "into" | "insert" | "insertinto" | "replace" | "update" | "updatetable" | "delete" | "deletefrom"
        | "withtablename" => Role::Target,
        "join" | "leftjoin" | "innerjoin" | "rightjoin" | "fulljoin" | "crossjoin" | "joinclause" | "leftouterjoin"
        | "fullouterjoin" => Role::Join,
        "select" | "first" | "column" | "distinct" | "distincton" | "pluck" | "addselect" | "selectraw"
        | "returning" | "removecolumns" | "count" | "countdistinct" | "max" | "min" | "sum" | "sumdistinct" | "avg"
        | "avgdistinct" | "onconflict" => Role::Columns,
        "columns" | "cols" | "usingcolumns" => Role::InsertColumns,
        "where" | "andwhere" | "orwhere" | "having" | "wherenull" | "wherenotnull" | "wherein" | "wherenotin"
        | "whereraw" | "wherebetween" | "wherenot" | "orwherein" | "orwherenot" | "orwherenull" | "orwherenotnull"
        | "andwherenot" | "wherelike" | "whereilike" | "wherenotbetween" | "whereref" | "wherecolumn"
        | "orwhereraw" | "orwherelike" | "orwhereilike" | "orwherebetween" | "orwherenotin" | "havingraw"
        | "havingin" => Role::Condition,
        "orderby" | "groupby" | "orderbyclause" | "orderbyraw" | "groupbyraw" => Role::Order,
        "set" | "setmap" | "increment" | "decrement" | "merge" => Role::Set,
        "suffix" => Role::Suffix,
        _ => return None,
    })
}

/// What the builders of a language have beside these.
pub(in crate::reference) fn of_language(language: &str, name: &str) -> Option<Role> {
    match language {
        "php" => of_laravel(name),
        "go" => super::go::role(name),
        _ => None,
    }
}

/// What Laravel's query builder has beside these.
fn of_laravel(name: &str) -> Option<Role> {
    Some(match name {
        "insertGetId" | "insertOrIgnore" | "updateOrInsert" | "upsert" => Role::Target,
        "average" | "implode" | "value" => Role::Columns,
        "latest" | "oldest" | "orderByDesc" | "reorder" | "groupByRaw" => Role::Order,
        "orWhereColumn" | "orWhereNotBetween" | "whereDate" | "orWhereDate" | "whereDay" | "whereMonth"
        | "whereYear" | "whereTime" | "whereJsonContains" | "whereJsonLength" | "whereFullText" | "orHaving"
        | "orHavingRaw" | "havingBetween" | "whereIntegerInRaw" => Role::Condition,
        _ => return None,
    })
}

/// Whether a link without arguments or brackets gives the query back that it is asked of: `Post.where(a: 1).where.not(b: 2)` in Ruby. Elsewhere a name
/// may be an association, whose rows are other ones.
pub(super) fn keeps_query(name: &str, of: &Expr) -> bool {
    const KEEPING: &[&str] =
        &["all", "distinct", "kept", "lock", "readonly", "reverse_order", "unscoped", "where", "with_deleted"];
    KEEPING.contains(&name) && matches!(of.kind, ExprKind::Call { .. })
}
