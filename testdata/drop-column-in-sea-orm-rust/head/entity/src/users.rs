use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub email: String,
    pub nick_name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {
    fn new() -> Self {
        Self { nick_name: Set(None), ..ActiveModelTrait::default() }
    }
}
