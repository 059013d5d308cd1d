use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::entity::person;

pub async fn by_address(db: &DatabaseConnection, address: &str) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Email.eq(address)).one(db).await
}

pub async fn by_nick(db: &DatabaseConnection, nick: &str) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find().filter(person::Column::Nick.eq(nick)).one(db).await
}

pub fn greeting(person: &person::Model) -> String {
    format!("{} {:?}", person.email, person.nick)
}

pub fn make(address: String, nick: String) -> person::ActiveModel {
    person::ActiveModel { email: Set(address), nick: Set(Some(nick)), ..Default::default() }
}
