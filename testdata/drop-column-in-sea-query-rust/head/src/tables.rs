use std::fmt::Write;

use sea_query::Iden;

#[derive(DeriveIden)]
pub enum Users {
    Table,
    Id,
    NickName,
}

pub enum Person {
    Table,
    BornOn,
    Nonsense,
}

impl Iden for Person {
    fn unquoted(&self, s: &mut dyn Write) {
        write!(
            s,
            "{}",
            match self {
                Self::Table => "users",
                Self::BornOn => "born_on",
                Self::Nonsense => "nonsense",
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
