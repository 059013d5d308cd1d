use diesel::prelude::*;

use crate::models::Review;
use crate::schema::reviews;

pub struct Page {
    rows: Vec<Review>,
}

impl Page {
    pub fn best(&self) -> Option<i32> {
        self.rows.iter().filter_map(|row| row.rating).max()
    }
}

impl Review {
    pub fn list(conn: &mut PgConnection) -> Result<Vec<Review>, diesel::result::Error> {
        reviews::table.select(Review::as_select()).load(conn)
    }
}

pub fn total(rows: &[Review]) -> i32 {
    let mut sum = 0;
    for row in rows {
        sum += row.rating.unwrap_or(0);
    }
    sum
}

pub fn loaded(conn: &mut PgConnection) -> Vec<Option<i32>> {
    let rows = reviews::table.load::<Review>(conn).unwrap();
    rows.into_iter().map(|row| row.rating).collect()
}

pub fn numbered(rows: Vec<Review>) {
    for (at, row) in rows.iter().enumerate() {
        println!("{at}: {:?}", row.rating);
    }
}

pub fn listed(conn: &mut PgConnection) {
    for row in Review::list(conn).unwrap() {
        println!("{:?}", row.rating);
    }
}

pub fn one(found: Option<Review>) -> Option<i32> {
    found.and_then(|row| row.rating)
}
