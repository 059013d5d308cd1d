//! What snippets of Kotlin lower to.

#[test]
fn lowers() {}
