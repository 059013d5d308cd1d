//! What snippets of C# lower to.

#[test]
fn lowers() {}
