#[test] fn lowers() {}
