//! What Go's builders have of their own: keys that are constants (`sq.Eq{colEmail: x}`, `map[string]any{models.ColEmail: x}`), and what follows behind an insert
//! (`Suffix("ON CONFLICT (id) DO UPDATE SET email = EXCLUDED.email RETURNING email")`).

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::name::{Dialect, Ident};
use crate::model::query::Access;
use crate::reference::fold::{Folded, HOLE};
use crate::reference::goqu;
use crate::reference::sql_use::Scope;
use crate::sql::query::{FragmentKind, read_fragment};

use super::{Link, Reading, Role};

/// Types that are maps from columns to values by another name.
const MAPS: &[&str] = &[
    "Cond", "Eq", "Ex", "ExOr", "Gt", "GtOrEq", "Gte", "ILike", "In", "Like", "Lt", "LtOrEq", "Lte", "M", "Neq",
    "NotEq", "NotILike", "NotLike", "Record",
];

/// The keys of a map or of such a type that are no texts themselves, with what they say.
fn constants<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Vec<Folded> {
    if scope.env.file.language.name != "go" {
        return Vec::new();
    }
    let found: Vec<Option<Folded>> = match &expr.kind {
        ExprKind::Map(entries) => {
            let computed = entries.iter().filter_map(|entry| match &entry.key {
                Key::Computed(key) => Some(&**key),
                _ => None,
            });
            computed.map(|key| scope.env.fold(key)).collect()
        }
        ExprKind::New { type_name, args, .. }
            if MAPS.contains(&type_name.rsplit('.').next().unwrap_or(type_name.as_str())) =>
        {
            let key = |arg: &'a crate::lang::facts::Arg| match (&arg.name, &arg.value.kind) {
                (Some(name), _) if goqu::is_field(scope.env.file, expr, &arg.name_range) => scope.env.constant(name),
                (None, ExprKind::Seq(pair)) => {
                    pair.first().filter(|_| pair.len() == 2).and_then(|key| scope.env.fold(key))
                }
                _ => None,
            };
            args.iter().map(key).collect()
        }
        _ => Vec::new(),
    };
    found.into_iter().flatten().filter(|text| !text.text.contains(HOLE)).collect()
}

impl Reading {
    /// Adds the columns of such keys.
    pub(super) fn constant_keys<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, access: Access) -> Vec<Ident> {
        let mut found = Vec::new();
        for text in constants(expr, scope) {
            if let Some(query) = read_fragment(&text.text, FragmentKind::SelectList, Dialect::Postgres)
                && let [column] = &query.columns[..]
            {
                found.push(column.column.clone());
            }
            self.fragment(&text, FragmentKind::SelectList, access);
        }
        found
    }

    /// The texts of a list that has a name: `Select(columns...)`, where the list stands outside of the function or has grown in it.
    pub(super) fn named_list<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>, kind: FragmentKind, access: Access) {
        for text in scope.env.texts(expr) {
            self.fragment(&text, kind, access);
        }
    }

    /// What stands behind the statement itself.
    pub(super) fn suffix(&mut self, text: &Folded) {
        let lower = text.text.to_ascii_lowercase();
        if let Some(at) = lower.find("returning ") {
            self.fragment(&text.slice(at + "returning ".len()..lower.len()), FragmentKind::SelectList, Access::Read);
        }
        let Some(conflict) = lower.find("on conflict") else { return };
        let end = lower.find("returning ").unwrap_or(lower.len());
        let set = lower.find("do update set ").filter(|at| *at > conflict);
        let target = conflict + "on conflict".len()..set.unwrap_or(end);
        let target = lower.get(target.clone()).map(|rest| (target.start, rest));
        if let Some((from, rest)) = target
            && let (Some(open), Some(close)) = (rest.find('('), rest.find(')'))
            && rest.get(..open).is_some_and(|before| before.trim().is_empty())
            && open < close
        {
            self.fragment(&text.slice(from + open + 1..from + close), FragmentKind::SelectList, Access::Read);
        }
        if let Some(at) = set {
            let from = at + "do update set ".len();
            let condition = lower.get(from..end).and_then(|rest| rest.find(" where ")).map_or(end, |at| from + at);
            self.fragment(&text.slice(from..condition), FragmentKind::SelectList, Access::Write);
        }
    }
}

/// goqu's `Insert("users").Rows(goqu.Record{…})`.
pub(super) fn role(name: &str) -> Option<Role> {
    (name == "Rows").then_some(Role::Set)
}

/// Whether a link is one of those that [`of_rows`] reads.
pub(super) fn takes_more(link: &Link<'_>) -> bool {
    link.name == "Clauses" || (FINDERS.contains(&link.name) && link.args.len() > 1)
}

/// Methods of gorm that take a condition behind the row.
const FINDERS: &[&str] = &["Delete", "Find", "First", "FirstOrCreate", "FirstOrInit", "Last", "Take"];

/// What gorm is given beside its own words: `First(&user, "email = ?", x)`, `Clauses(clause.OnConflict{…})`.
pub(super) fn of_rows<'a>(link: &Link<'a>, reading: &mut Reading, scope: &Scope<'a, '_>) {
    match link.name {
        name if FINDERS.contains(&name) => {
            if let Some(text) = link.args.get(1).and_then(|arg| scope.env.fold(&arg.value)) {
                reading.fragment(&text, FragmentKind::Condition, Access::Read);
            }
        }
        "Clauses" => link.args.iter().for_each(|arg| clauses(&arg.value, reading, scope)),
        _ => {}
    }
}

/// The columns in `clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"email"})}`.
fn clauses<'a>(expr: &'a Expr, reading: &mut Reading, scope: &Scope<'a, '_>) {
    let mut columns: Vec<(&'a Expr, Access)> = Vec::new();
    let mut rows: Vec<&'a Expr> = Vec::new();
    expr.walk(&mut |expr| {
        match &expr.kind {
            ExprKind::New { type_name, args, .. } if type_name == "clause.Column" => {
                let name = args.iter().find(|arg| arg.name.as_deref() == Some("Name"));
                columns.extend(name.map(|arg| (&arg.value, Access::Read)));
            }
            ExprKind::Call { callee, args, .. } => match callee.path().as_deref() {
                Some("clause.AssignmentColumns") => {
                    columns.extend(args.first().map(|arg| (&arg.value, Access::Write)));
                }
                Some("clause.Assignments") => rows.extend(args.first().map(|arg| &arg.value)),
                _ => {}
            },
            _ => {}
        }
        true
    });
    for (value, access) in columns {
        reading.each_text(value, scope, FragmentKind::SelectList, access);
    }
    for row in rows {
        reading.keys(row, scope, Access::Write);
    }
}
