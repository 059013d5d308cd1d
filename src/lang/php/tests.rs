//! What snippets of PHP lower to.

#[test]
fn lowers() {}
