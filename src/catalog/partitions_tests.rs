//! Partitions in the toy notation: they go with the table that has them.

use super::tests::check;
use crate::model::name::Dialect::Postgres;

#[test]
fn a_table_takes_its_partitions_along() {
    let events =
        "table events at:date; table one of:events; table half of:one; table other at:date; table copy like:events";
    check(
        Postgres,
        &[
            (events, "drop table events", "-t events@1; -t half@1; -t one@1"),
            (events, "detach events one; drop table events", "-t events@2"),
            (events, "attach events other; drop table events", "-t events@2; -t half@2; -t one@2; -t other@2"),
            (events, "rename table events old; drop table old", "-t events@2; -t half@2; -t one@2"),
            (events, "drop table one", "-t half@1; -t one@1"),
            ("table a x:int of:a; table b of:a", "attach b b; attach b a; drop table a", "-t a@3; -t b@3"),
        ],
    );
}
