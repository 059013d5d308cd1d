use std::fmt::Write;

use sea_query::Iden;

#[derive(DeriveIden)]
pub enum Users {
    Table,
    Id,
    Email,
}

pub enum Person {
    Table,
    Email,
}

impl Iden for Person {
    fn unquoted(&self, s: &mut dyn Write) {
        write!(
            s,
            "{}",
            match self {
                Self::Table => "users",
                Self::Email => "email",
            }
        )
        .unwrap();
    }
}

#[derive(Iden)]
pub enum Posts {
    Table,
    Motto,
}

pub enum Field {
    NickName,
    BornOn,
}
