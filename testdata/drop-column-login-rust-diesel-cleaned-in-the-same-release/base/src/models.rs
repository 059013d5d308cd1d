use crate::schema::users;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub email: String,
    pub username: Option<String>,
    pub password_hash: String,
}

/// The user who logs in.
pub fn login(conn: &mut PgConnection, login: &str) -> QueryResult<User> {
    users::table.filter(users::username.eq(login)).select(User::as_select()).first(conn)
}
