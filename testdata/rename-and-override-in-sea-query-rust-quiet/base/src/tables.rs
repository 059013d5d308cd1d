use sea_query::Iden;

#[derive(Iden)]
#[iden = "members"]
pub enum People {
    Table,
    Id,
    #[iden = "mail"]
    Email,
    #[iden = "short_name"]
    Nick,
}
