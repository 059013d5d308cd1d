diesel::table! {
    posts (id) {
        id -> BigInt,
        title -> Nullable<Text>,
        rating -> Nullable<Integer>,
    }
}

diesel::table! {
    reviews (id) {
        id -> BigInt,
        title -> Nullable<Text>,
        rating -> Nullable<Integer>,
    }
}
