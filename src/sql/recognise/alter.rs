//! `ALTER TABLE`, operation by operation.

use std::ops::Range;

use super::checks;
use super::columns::{self, Item};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::{Token, TokenKind};

/// Operations that change nothing a query could name.
const NO_EFFECT: &[&str] = &[
    "ALGORITHM",
    "APPLY",
    "ATTACH",
    "AUTOEXTEND_SIZE",
    "AUTO_INCREMENT",
    "AVG_ROW_LENGTH",
    "CHARACTER",
    "CHARSET",
    "CHECK",
    "CHECKSUM",
    "CLEAR",
    "CLUSTER",
    "COALESCE",
    "COLLATE",
    "COMMENT",
    "COMPRESSION",
    "CONFIGURE",
    "CONNECTION",
    "CONVERT",
    "DEFAULT",
    "DELAY_KEY_WRITE",
    "DELETE",
    "DETACH",
    "DISABLE",
    "DISCARD",
    "ENABLE",
    "ENCRYPTION",
    "ENGINE",
    "EXCHANGE",
    "EXPERIMENTAL",
    "FETCH",
    "FORCE",
    "FREEZE",
    "IMPORT",
    "INHERIT",
    "INSERT_METHOD",
    "KEY_BLOCK_SIZE",
    "LOCK",
    "MATERIALIZE",
    "MAX_ROWS",
    "MIN_ROWS",
    "MOVE",
    "NO",
    "NOCHECK",
    "NOT",
    "OF",
    "OPTIMIZE",
    "OPTIONS",
    "ORDER",
    "OWNER",
    "PACK_KEYS",
    "PARTITION",
    "REBUILD",
    "REMOVE",
    "REORGANIZE",
    "REPAIR",
    "REPLACE",
    "REPLICA",
    "RESET",
    "ROW_FORMAT",
    "SCATTER",
    "SPLIT",
    "STATS_AUTO_RECALC",
    "STATS_PERSISTENT",
    "STATS_SAMPLE_PAGES",
    "SWITCH",
    "TABLESPACE",
    "TRUNCATE",
    "UNSPLIT",
    "UPDATE",
    "VALIDATE",
    "WITH",
    "WITHOUT",
    "ANALYZE",
    "UPGRADE",
    "SYSTEM",
    "MERGE",
];

/// What became of an `ALTER TABLE`.
pub struct Alter {
    pub changes: Vec<SchemaChange>,
    /// The operation that was not understood, if one was not.
    pub unknown: Option<Range<usize>>,
}

/// Reads from behind the words `ALTER TABLE` (or `ALTER FOREIGN TABLE`).
pub fn table(mut c: Cursor<'_>) -> Option<Alter> {
    c.eat("IF EXISTS");
    c.eat("ONLY");
    let table = c.name()?;
    c.eat_operator("*");
    if c.eat("ON CLUSTER") {
        c.skip();
    }
    let mut alter = Alter { changes: Vec::new(), unknown: None };
    if c.done() {
        return None;
    }
    if c.dialect == Dialect::Mssql && c.eat("WITH") {
        c.eat_any(&["CHECK", "NOCHECK"]);
    }
    let mut verb = Verb::None;
    let mut rest = c.rest();
    if c.dialect == Dialect::Clickhouse {
        // `… SETTINGS name = value, …` closes the statement.
        let settings = rest.windows(3).position(|three| {
            matches!(three, [word, _, equals] if word.is_word(c.text, "SETTINGS") && equals.text(c.text) == "=")
        });
        rest = settings.and_then(|at| rest.get(..at)).unwrap_or(rest);
    }
    for part in split_commas(c.text, rest) {
        let operation = Operation { table: &table, c: c.over(part) };
        let range = operation.c.whole();
        match operation.read(verb) {
            Some((changes, next)) => {
                alter.changes.extend(changes.into_iter().map(|(kind, range)| SchemaChange {
                    kind: kind.0,
                    object: kind.1,
                    range,
                }));
                verb = next;
            }
            None => alter.unknown = alter.unknown.or(Some(range)),
        }
    }
    Some(alter)
}

/// What a part without a verb of its own goes on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    None,
    Add,
    DropColumn { if_exists: bool },
    DropConstraint,
    NoEffect,
}

/// Whether the part of a table that is no column follows `ADD` or `DROP`.
fn is_partition(c: Cursor<'_>) -> bool {
    match c.dialect {
        Dialect::Mysql => c.is("PARTITION") || c.is_phrase("PERIOD FOR"),
        Dialect::Clickhouse => {
            c.is_any(&["PARTITION", "PROJECTION", "STATISTICS", "DETACHED", "PART"]) && c.ahead(1).is_some()
        }
        _ => c.is_phrase("PERIOD FOR"),
    }
}

type Found = Vec<((ChangeKind, ObjectName), Range<usize>)>;

struct Operation<'a> {
    table: &'a ObjectName,
    c: Cursor<'a>,
}

impl<'a> Operation<'a> {
    fn one(&self, kind: ChangeKind) -> Found {
        vec![((kind, self.table.clone()), self.c.whole())]
    }

    fn read(&self, carried: Verb) -> Option<(Found, Verb)> {
        let mut c = self.c;
        if c.dialect == Dialect::Mssql {
            match carried {
                Verb::Add if !c.is_any(&["ADD", "DROP", "ALTER"]) => return Some((self.add(c)?, Verb::Add)),
                Verb::DropColumn { .. } | Verb::DropConstraint if c.is("COLUMN") || c.is("CONSTRAINT") => {
                    return self.drop(c);
                }
                Verb::DropColumn { if_exists } => return Some((self.drop_column(c, if_exists)?, carried)),
                Verb::DropConstraint => return Some((self.drop_constraint(c)?, carried)),
                _ => {}
            }
        }
        if c.eat("ADD") {
            Some((self.add(c)?, Verb::Add))
        } else if c.eat("DROP") {
            self.drop(c)
        } else if c.eat("RENAME") {
            Some((self.rename(c)?, Verb::None))
        } else if c.eat("ALTER") {
            Some((self.alter(c)?, Verb::None))
        } else if c.is("MODIFY") || c.is("CHANGE") {
            self.redefine(c)
        } else if c.is("SET") && c.is_at(1, "UNUSED") && c.ahead(2).is_some() {
            // Oracle takes the column away at once, and its room later.
            c.at += 2;
            self.drop(c)
        } else if let (Verb::DropColumn { if_exists }, [one]) = (carried, c.rest())
            && matches!(one.kind, TokenKind::Word | TokenKind::Quoted)
        {
            // H2's `DROP COLUMN a, b`.
            Some((self.drop_column(c, if_exists)?, carried))
        } else if c.eat("SET SCHEMA") {
            Some((self.one(ChangeKind::SetSchema { to: c.ident()? }), Verb::None))
        } else if c.dialect == Dialect::Postgres && c.is_any(&["ATTACH", "DETACH"]) && c.is_at(1, "PARTITION") {
            let attached = c.is("ATTACH");
            c.at += 2;
            Some((self.one(ChangeKind::Partition { partition: c.name()?, attached }), Verb::None))
        } else if c.is("SET") || c.is_any(NO_EFFECT) || c.is_punct(b'(') {
            Some((Vec::new(), Verb::NoEffect))
        } else if c.dialect == Dialect::Mysql
            && carried == Verb::None
            && c.ahead(1).is_some_and(|t| t.kind == TokenKind::Operator)
        {
            Some((Vec::new(), Verb::None))
        } else if carried == Verb::NoEffect {
            Some((Vec::new(), Verb::NoEffect))
        } else {
            None
        }
    }

    fn add(&self, mut c: Cursor<'a>) -> Option<Found> {
        let named = c.eat("COLUMN");
        let if_not_exists = c.eat("IF NOT EXISTS");
        if let (true, Some(group)) = (c.is_punct(b'('), { c }.group()) {
            let mut found = Vec::new();
            for part in split_commas(c.text, group) {
                found.extend(self.add_one(c.over(part), if_not_exists, Some(part))?);
            }
            return Some(found);
        }
        if named {
            let column = columns::column(c)?;
            return Some(self.added(column, if_not_exists, c, None));
        }
        if is_partition(c) {
            return Some(Vec::new());
        }
        self.add_one(c, if_not_exists, None)
    }

    fn add_one(&self, mut c: Cursor<'a>, if_not_exists: bool, part: Option<&[Token]>) -> Option<Found> {
        // SQL Server's `ADD CONSTRAINT name DEFAULT value FOR column`.
        if c.dialect == Dialect::Mssql && (c.is("DEFAULT") || (c.is("CONSTRAINT") && c.is_at(2, "DEFAULT"))) {
            while !c.done() && !c.is("DEFAULT") {
                c.at += 1;
            }
            c.at += 1;
            let from = c.at;
            while !c.done() && !c.is("FOR") {
                c.skip();
            }
            let default = columns::slice(c, c.since(from));
            c.eat("FOR");
            let action = ColumnAction::SetDefault { default };
            return Some(self.one(ChangeKind::AlterColumn { column: c.ident()?, action }));
        }
        Some(match columns::item(c)? {
            Item::Column(column) => self.added(column, if_not_exists, c, part),
            Item::Constraint(constraint) => self.one(ChangeKind::AddConstraint(constraint)),
            Item::Index { name, kind, .. } => {
                vec![((kind.on(self.table.clone()), ObjectName { qualifiers: Vec::new(), name }), self.c.whole())]
            }
            Item::Like(_) | Item::Other => Vec::new(),
        })
    }

    fn added(&self, column: ColumnDef, if_not_exists: bool, c: Cursor<'_>, part: Option<&[Token]>) -> Found {
        let range = part.map_or_else(|| self.c.whole(), crate::sql::cursor::range_of);
        let kind = ChangeKind::AddColumn { column, if_not_exists };
        let mut found = vec![((kind, self.table.clone()), range.clone())];
        let checks = checks::of_column(c.over(c.rest())).into_iter().map(ChangeKind::AddConstraint);
        found.extend(checks.map(|check| ((check, self.table.clone()), range.clone())));
        found
    }

    fn drop(&self, mut c: Cursor<'a>) -> Option<(Found, Verb)> {
        let start = c;
        let another = |by: usize| {
            start
                .ahead(by)
                .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted | TokenKind::String))
        };
        if c.is("CONSTRAINT") && another(1) {
            c.at += 1;
            return Some((self.drop_constraint(c)?, Verb::DropConstraint));
        }
        if c.eat("PRIMARY KEY") {
            return Some((self.one(ChangeKind::DropPrimaryKey), Verb::None));
        }
        if c.eat("FOREIGN KEY") || (another(1) && c.eat("CHECK")) {
            return Some((self.drop_constraint(c)?, Verb::None));
        }
        if c.is_any(&["INDEX", "KEY"]) && another(1) && !c.is_any_at(1, &["CASCADE", "RESTRICT"]) {
            c.at += 1;
            let if_exists = c.eat("IF EXISTS");
            let name = c.ident()?;
            let kind = ChangeKind::DropIndex {
                table: Some(self.table.clone()),
                concurrently: false,
                if_exists,
                cascade: false,
            };
            return Some((vec![((kind, ObjectName { qualifiers: Vec::new(), name }), self.c.whole())], Verb::None));
        }
        if is_partition(c) {
            return Some((Vec::new(), Verb::NoEffect));
        }
        if c.is("SYSTEM") && c.is_at(1, "VERSIONING") {
            return Some((Vec::new(), Verb::NoEffect));
        }
        // `COLUMN` is left out where the column itself has that name: `DROP column`.
        let said = (another(1) || c.is_punct_at(1, b'(')) && c.eat("COLUMN");
        let if_exists = c.eat("IF EXISTS");
        if let Some(group) = { c }.group() {
            let mut found = Vec::new();
            for part in split_commas(c.text, group) {
                found.extend(self.drop_column(c.over(part), if_exists)?);
            }
            return Some((found, Verb::DropColumn { if_exists }));
        }
        // In SQL Server, `DROP name` drops a constraint.
        if !said && c.dialect == Dialect::Mssql && !self.c.is("COLUMN") {
            return Some((self.drop_constraint(c)?, Verb::DropConstraint));
        }
        Some((self.drop_column(c, if_exists)?, Verb::DropColumn { if_exists }))
    }

    fn drop_column(&self, mut c: Cursor<'a>, if_exists: bool) -> Option<Found> {
        let if_exists = c.eat("IF EXISTS") || if_exists;
        let column = c.ident()?;
        let cascade = c.eat("CASCADE");
        Some(self.one(ChangeKind::DropColumn { column, if_exists, cascade }))
    }

    fn drop_constraint(&self, mut c: Cursor<'a>) -> Option<Found> {
        let if_exists = c.eat("IF EXISTS");
        let name = c.ident()?;
        let cascade = c.eat("CASCADE");
        Some(self.one(ChangeKind::DropConstraint { name, if_exists, cascade }))
    }

    fn rename(&self, mut c: Cursor<'a>) -> Option<Found> {
        let pair = |c: &mut Cursor<'a>| -> Option<(Ident, Ident)> {
            c.eat("IF EXISTS");
            let from = c.ident()?;
            if !c.eat("TO") && !c.eat("AS") {
                return None;
            }
            Some((from, c.ident()?))
        };
        if c.eat("TO") || c.eat("AS") || c.eat_operator("=") {
            return Some(self.one(ChangeKind::RenameTable { to: c.name()? }));
        }
        if c.is("COLUMN") && !c.is_at(1, "TO") {
            c.at += 1;
            let (from, to) = pair(&mut c)?;
            return Some(self.one(ChangeKind::RenameColumn { from, to }));
        }
        if c.is("CONSTRAINT") && !c.is_at(1, "TO") {
            c.at += 1;
            let (from, to) = pair(&mut c)?;
            return Some(self.one(ChangeKind::RenameConstraint { from, to }));
        }
        if c.is_any(&["INDEX", "KEY"]) && !c.is_at(1, "TO") {
            c.at += 1;
            let (name, to) = pair(&mut c)?;
            let kind = ChangeKind::RenameIndex { table: Some(self.table.clone()), to };
            return Some(vec![((kind, ObjectName { qualifiers: Vec::new(), name }), self.c.whole())]);
        }
        if let Some((from, to)) = pair(&mut { c }) {
            return Some(self.one(ChangeKind::RenameColumn { from, to }));
        }
        if c.dialect == Dialect::Mysql {
            return Some(self.one(ChangeKind::RenameTable { to: c.name()? }));
        }
        None
    }

    fn alter(&self, mut c: Cursor<'a>) -> Option<Found> {
        if c.is_any(&["INDEX", "CONSTRAINT", "CHECK", "PRIMARY", "PARTITION"])
            && c.ahead(1).is_some_and(|t| !["SET", "TYPE", "DROP"].iter().any(|word| t.is_word(c.text, word)))
        {
            return Some(Vec::new());
        }
        if c.is("COLUMN") && !c.is_any_at(1, &["SET", "TYPE", "DROP"]) {
            c.at += 1;
        }
        c.eat("IF EXISTS");
        let at = c;
        let column = c.ident()?;
        let action = if c.eat("SET DATA TYPE") || c.eat("TYPE") {
            ColumnAction::SetType { data_type: columns::data_type(&mut c) }
        } else if c.eat("SET DEFAULT") {
            ColumnAction::SetDefault {
                default: columns::slice(c, {
                    let from = c.at;
                    let mut end = c;
                    end.at = c.tokens.len();
                    end.since(from)
                }),
            }
        } else if c.eat("SET NOT NULL") {
            ColumnAction::SetNotNull
        } else if c.eat("DROP NOT NULL") {
            ColumnAction::DropNotNull
        } else if c.eat("DROP DEFAULT") {
            ColumnAction::DropDefault
        } else if c.eat("DROP EXPRESSION") || c.eat("DROP IDENTITY") || c.eat("DROP STORED") {
            ColumnAction::DropGenerated
        } else if c.eat("ADD GENERATED") {
            ColumnAction::AddGenerated
        } else if c.is_any(&["SET", "RESET", "RESTART", "OPTIONS", "DROP", "ADD", "STATISTICS"]) {
            return Some(Vec::new());
        } else if c.dialect != Dialect::Postgres && !c.done() {
            ColumnAction::Redefine(Box::new(columns::column(at)?))
        } else {
            return None;
        };
        Some(self.one(ChangeKind::AlterColumn { column, action }))
    }

    fn redefine(&self, mut c: Cursor<'a>) -> Option<(Found, Verb)> {
        let change = c.is("CHANGE");
        c.at += 1;
        let clickhouse = c.dialect == Dialect::Clickhouse;
        if clickhouse
            && c.is_any(&["SETTING", "ORDER", "TTL", "QUERY", "SAMPLE", "COMMENT", "DEFINER", "SQL", "REFRESH"])
        {
            return Some((Vec::new(), Verb::NoEffect));
        }
        c.eat("COLUMN");
        c.eat("IF EXISTS");
        if change {
            let from = c.ident()?;
            let column = columns::column(c)?;
            let to = column.name.clone();
            let mut found = Vec::new();
            if from.value != to.value {
                found = self.one(ChangeKind::RenameColumn { from, to: to.clone() });
            }
            let action = ColumnAction::Redefine(Box::new(column));
            found.extend(self.one(ChangeKind::AlterColumn { column: to, action }));
            return Some((found, Verb::None));
        }
        if clickhouse && c.is_any_at(1, &["REMOVE", "COMMENT", "CODEC", "TTL", "MODIFY", "RESET", "SETTINGS"]) {
            return Some((Vec::new(), Verb::NoEffect));
        }
        let column = columns::column(c)?;
        let name = column.name.clone();
        let action = ColumnAction::Redefine(Box::new(column));
        Some((self.one(ChangeKind::AlterColumn { column: name, action }), Verb::None))
    }
}
