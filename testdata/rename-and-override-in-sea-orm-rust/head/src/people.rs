use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::entity::person;

pub async fn by_address(db: &DatabaseConnection, address: &str) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Email.eq(address)).one(db).await
}

pub async fn by_handle(db: &DatabaseConnection, handle: &str) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Handle.eq(handle)).one(db).await
}

pub async fn by_nick(db: &DatabaseConnection, nick: &str) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Nick.eq(nick)).one(db).await
}

pub fn greeting(person: &person::Model) -> String {
    format!("{:?} {:?}", person.handle, person.nick)
}

pub fn make(address: String, handle: String) -> person::ActiveModel {
    person::ActiveModel { email: Set(address), handle: Set(Some(handle)), ..Default::default() }
}
