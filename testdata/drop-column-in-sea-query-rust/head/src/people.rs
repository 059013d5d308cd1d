use sea_query::{Expr, Order, PostgresQueryBuilder, Query};

use crate::tables::{Person, Posts, Users};

pub fn names() -> String {
    Query::select()
        .columns([Users::Id, Users::NickName])
        .from(Users::Table)
        .order_by((Users::Table, Users::NickName), Order::Asc)
        .to_string(PostgresQueryBuilder)
}

pub fn born() -> String {
    Query::select().column(Person::BornOn).from(Person::Table).to_string(PostgresQueryBuilder)
}

pub fn mottos() -> String {
    Query::select()
        .expr(Expr::col((Posts::Table, Posts::Motto)))
        .from(Posts::Table)
        .to_string(PostgresQueryBuilder)
}
