use entity::users;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

pub async fn named(db: &DatabaseConnection, name: &str) -> Result<Option<users::Model>, sea_orm::DbErr> {
    users::Entity::find().filter(users::Column::NickName.eq(name)).one(db).await
}

pub fn make(email: String) -> users::ActiveModel {
    users::ActiveModel { email: Set(email), nick_name: Set(None), ..Default::default() }
}

pub async fn shown(db: &DatabaseConnection, id: i32) -> Option<String> {
    let user = users::Entity::find_by_id(id).one(db).await.ok()??;
    user.nick_name
}

pub async fn rename(db: &DatabaseConnection, user: users::Model, name: String) -> Result<users::Model, sea_orm::DbErr> {
    let mut user: users::ActiveModel = user.into();
    user.nick_name = Set(Some(name));
    user.update(db).await
}
