use sea_query::{Expr, Order, PostgresQueryBuilder, Query};

use crate::tables::{Field, Person, Posts, Users};

pub fn names() -> String {
    Query::select()
        .columns([Users::Id, Users::Email])
        .from(Users::Table)
        .order_by((Users::Table, Users::Email), Order::Asc)
        .to_string(PostgresQueryBuilder)
}

pub fn mails() -> String {
    Query::select().column(Person::Email).from(Person::Table).to_string(PostgresQueryBuilder)
}

pub fn mottos() -> String {
    Query::select()
        .expr(Expr::col((Posts::Table, Posts::Motto)))
        .from(Posts::Table)
        .to_string(PostgresQueryBuilder)
}

pub fn label(field: &Field) -> &'static str {
    match field {
        Field::NickName => "Name",
        Field::BornOn => "Birthday",
    }
}
