use entity::pets;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

pub async fn named(db: &DatabaseConnection, name: &str) -> Result<Option<pets::Model>, sea_orm::DbErr> {
    pets::Entity::find().filter(pets::Column::NickName.eq(name)).one(db).await
}
