//! What snippets of Go lower to.

use crate::lang::tree::tests::check;

#[test]
fn lowers() {
    check(&super::GO, &[("package a\nfunc f() {}", "")]);
}
