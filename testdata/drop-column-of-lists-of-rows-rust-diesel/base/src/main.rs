mod lists;
mod models;
mod schema;

fn main() {}
