//! What snippets of Java lower to.

#[test]
fn lowers() {}
