diesel::table! {
    members (id) {
        id -> Int8,
        email -> Text,
        nick -> Nullable<Text>,
        short_name -> Nullable<Text>,
    }
}
