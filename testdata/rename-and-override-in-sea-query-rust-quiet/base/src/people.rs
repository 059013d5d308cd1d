use sea_query::{Expr, PostgresQueryBuilder, Query};

use crate::tables::People;

pub fn by_email(email: &str) -> String {
    Query::select()
        .column(People::Id)
        .from(People::Table)
        .and_where(Expr::col((People::Table, People::Email)).eq(email))
        .to_string(PostgresQueryBuilder)
}

pub fn rename(id: i64, nick: &str) -> String {
    Query::update()
        .table(People::Table)
        .value(People::Nick, nick)
        .and_where(Expr::col(People::Id).eq(id))
        .to_string(PostgresQueryBuilder)
}
