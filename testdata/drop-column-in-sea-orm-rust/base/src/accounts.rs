use entity::users;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

pub async fn named(db: &DatabaseConnection, name: &str) -> Result<Option<users::Model>, sea_orm::DbErr> {
    users::Entity::find().filter(users::Column::NickName.eq(name)).one(db).await
}

pub fn make(email: String) -> users::ActiveModel {
    users::ActiveModel { email: Set(email), nick_name: Set(None), ..Default::default() }
}
