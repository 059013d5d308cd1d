use entity::pets;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

pub async fn named(db: &DatabaseConnection, name: &str) -> Result<Option<pets::Model>, sea_orm::DbErr> {
    pets::Entity::find().filter(pets::Column::NickName.eq(name)).one(db).await
}

pub async fn shown(db: &DatabaseConnection, id: i32) -> Option<String> {
    let pet = pets::Entity::find_by_id(id).one(db).await.ok()??;
    pet.nick_name
}

pub async fn rename(db: &DatabaseConnection, pet: pets::Model, name: String) -> Result<pets::Model, sea_orm::DbErr> {
    let mut pet: pets::ActiveModel = pet.into();
    pet.nick_name = Set(Some(name));
    pet.update(db).await
}
