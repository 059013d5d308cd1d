//! The words by which MySQL and SQL Server change a table while it is written.

use super::text::{insert, tokens};
use super::{Answer, Case, Edit};
use crate::model::name::Dialect;
use crate::sql::cursor::Cursor;

pub(super) fn online(case: &Case<'_>) -> Answer {
    if case.dialect == Dialect::Mssql { mssql(case) } else { mysql(case) }
}

/// A copy that is asked for is not asked for. What InnoDB can do in no other way stays as it is: it would only fail.
fn mysql(case: &Case<'_>) -> Answer {
    let tokens = tokens(case);
    let mut cursor = Cursor::new(case.text, &tokens, case.dialect);
    let (mut edits, mut copy, mut lock) = (Vec::new(), false, false);
    while !cursor.done() {
        let from = cursor.at;
        if cursor.eat("ALGORITHM") {
            cursor.eat_operator("=");
            if cursor.eat("COPY") {
                copy = true;
                edits.push(Edit { range: cursor.since(from), text: "ALGORITHM=INPLACE".to_owned() });
            }
        } else if cursor.eat("LOCK") {
            cursor.eat_operator("=");
            if cursor.eat_any(&["SHARED", "EXCLUSIVE"]) {
                lock = true;
                edits.push(Edit { range: cursor.since(from), text: "LOCK=NONE".to_owned() });
            } else if cursor.eat_any(&["NONE", "DEFAULT"]) {
                lock = true;
            }
        } else {
            cursor.skip();
        }
    }
    if edits.is_empty() {
        return Err("InnoDB can only do it by a copy: saying otherwise would make the migration fail".to_owned());
    }
    if let (true, false, Some(edit)) = (copy, lock, edits.first_mut()) {
        let comma = if Cursor::new(case.text, &tokens, case.dialect).is("ALTER") { "," } else { "" };
        edit.text.push_str(&format!("{comma} LOCK=NONE"));
    }
    Ok(edits)
}

fn mssql(case: &Case<'_>) -> Answer {
    let tokens = tokens(case);
    let mut cursor = Cursor::new(case.text, &tokens, case.dialect);
    let mut on = 0;
    while !cursor.done() {
        if cursor.eat("WITH") {
            let Some(bracket) = cursor.token().filter(|_| cursor.is_punct(b'(')) else { break };
            return Ok(vec![insert(bracket.end, "ONLINE = ON, ")]);
        }
        on += usize::from(cursor.is("ON"));
        cursor.skip();
    }
    if on != 1 {
        return Err("the statement has a form that is not known".to_owned());
    }
    Ok(vec![insert(case.statement.end, " WITH (ONLINE = ON)")])
}
