use sea_query::Iden;

#[derive(Iden)]
#[iden = "members"]
pub enum People {
    Table,
    Id,
    Email,
    #[iden = "nick"]
    Handle,
    #[iden = "short_name"]
    Nick,
}
