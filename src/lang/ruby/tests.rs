//! What snippets of Ruby lower to.

#[test]
fn lowers() {}
