#[test]
fn lowers() {}
