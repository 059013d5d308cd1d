use diesel::prelude::*;

use crate::models::Post;
use crate::schema::posts;

pub struct Page {
    rows: Vec<Post>,
}

impl Page {
    pub fn best(&self) -> Option<i32> {
        self.rows.iter().filter_map(|row| row.rating).max()
    }
}

impl Post {
    pub fn list(conn: &mut PgConnection) -> Result<Vec<Post>, diesel::result::Error> {
        posts::table.select(Post::as_select()).load(conn)
    }
}

pub fn total(rows: &[Post]) -> i32 {
    let mut sum = 0;
    for row in rows {
        sum += row.rating.unwrap_or(0);
    }
    sum
}

pub fn loaded(conn: &mut PgConnection) -> Vec<Option<i32>> {
    let rows = posts::table.load::<Post>(conn).unwrap();
    rows.into_iter().map(|row| row.rating).collect()
}

pub fn numbered(rows: Vec<Post>) {
    for (at, row) in rows.iter().enumerate() {
        println!("{at}: {:?}", row.rating);
    }
}

pub fn listed(conn: &mut PgConnection) {
    for row in Post::list(conn).unwrap() {
        println!("{:?}", row.rating);
    }
}

pub fn one(found: Option<Post>) -> Option<i32> {
    found.and_then(|row| row.rating)
}
