diesel::table! {
    deployment (id) {
        id -> Int4,
        failed -> Bool,
    }
}
