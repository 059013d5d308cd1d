use diesel::prelude::*;

use crate::schema::{posts, reviews};

#[derive(Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct Post {
    pub id: i64,
    pub title: Option<String>,
    pub rating: Option<i32>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reviews)]
pub struct Review {
    pub id: i64,
    pub title: Option<String>,
    pub rating: Option<i32>,
}
