diesel::table! {
    posts (id) {
        id -> BigInt,
        title -> Nullable<Text>,
    }
}

diesel::table! {
    reviews (id) {
        id -> BigInt,
        title -> Nullable<Text>,
        rating -> Nullable<Integer>,
    }
}
