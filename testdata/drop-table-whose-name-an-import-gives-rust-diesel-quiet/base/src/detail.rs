use crate::schema::deployment as subgraph;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = subgraph)]
pub struct Detail {
    pub id: i32,
    pub failed: bool,
}
