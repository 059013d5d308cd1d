use diesel::prelude::*;

use crate::schema::members;

#[derive(Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Person {
    pub id: i64,
    pub email: String,
    #[diesel(column_name = nick)]
    pub handle: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = members)]
pub struct NewPerson {
    #[diesel(column_name = email)]
    pub address: String,
}

pub fn greeting(person: &Person) -> String {
    format!("{:?} {}", person.handle, person.email)
}

pub fn by_address(conn: &mut PgConnection, address: &str) -> QueryResult<Person> {
    members::table.filter(members::email.eq(address)).select(Person::as_select()).first(conn)
}

pub fn by_nick(conn: &mut PgConnection, nick: &str) -> QueryResult<Person> {
    members::table.filter(members::nick.eq(nick)).select(Person::as_select()).first(conn)
}

pub fn add(conn: &mut PgConnection, address: String) -> QueryResult<usize> {
    diesel::insert_into(members::table).values(NewPerson { address }).execute(conn)
}
