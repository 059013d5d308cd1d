//! What MySQL can only do while the writers of a table wait: by copying the table, or by building an index that it does not build online.
//!
//! MySQL manual, 17.12.1, "Online DDL Operations": the operations that do not permit concurrent DML.

use super::forms::Words;
use super::{Deed, Moment};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::model::operation::{Fact, Operation};

/// Says of a deed whether the writers of its table wait until it is done.
pub(super) fn mark(deed: &mut Deed, statement: &Statement, moment: &Moment<'_>) {
    if moment.dialect != Dialect::Mysql {
        return;
    }
    let words = Words::of(moment.text, &statement.range, moment.dialect);
    // With these the statement fails where it would have to copy.
    if words.say("INPLACE") || words.say("INSTANT") {
        return;
    }
    let waits = match deed.operation {
        Operation::AlterByCopy | Operation::ConvertCharset => true,
        Operation::SetType => {
            deed.has(Fact::ReordersValues) || deed.names.contains_key("before") && !deed.has(Fact::NoRewrite)
        }
        // With the new key in the same statement the table is rebuilt in place.
        Operation::DropConstraint => deed.has(Fact::PrimaryKey) && !words.say("ADD PRIMARY KEY"),
        // A reference within a column's definition is read and forgotten; and without the checks the key is only noted.
        Operation::AddForeignKey => !deed.has(Fact::InlineReference) && !moment.whole.key_checks,
        Operation::AddColumn => deed.has(Fact::Stored) || deed.has(Fact::Numbered),
        Operation::CreateIndex => words.say("FULLTEXT") || words.say("SPATIAL"),
        _ => false,
    };
    if waits {
        deed.facts.insert(Fact::WritersWait);
    }
}
