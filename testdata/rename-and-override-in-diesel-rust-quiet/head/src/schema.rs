diesel::table! {
    members (id) {
        id -> Int8,
        #[sql_name = "mail"]
        email -> Text,
        #[sql_name = "short_name"]
        nick -> Nullable<Text>,
    }
}
