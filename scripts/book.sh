#!/usr/bin/env bash
# Builds the book of docs/ into target/book/html. mdbook is taken from the PATH, or built once by cargo into target/validators; where neither can be had, that is said.
# Usage: scripts/book.sh
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh

mdbook=$(command -v mdbook || echo "$tools/cargo/bin/mdbook")
if [ ! -x "$mdbook" ] && may_fetch; then
    CARGO_TARGET_DIR="$root/target/validators/cargo-build" cargo install --quiet --locked --debug --no-default-features --root "$tools/cargo" --version 0.5.4 mdbook
fi
rm -rf target/book
address=
[ -z "${GITHUB_REPOSITORY:-}" ] || address=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$GITHUB_SHA
check "pages" cargo run --quiet --locked --example book -- target/book/src "$address"
if [ ! -x "$mdbook" ]; then
    skip "the book" "there is no mdbook on PATH, and cargo could not build it"
    finish
    exit
fi
build() {
    local log
    log=$("$mdbook" build docs 2>&1) || { echo "$log"; return 1; }
    # A link without a target, a page without a file.
    ! grep -E 'WARN|ERROR' <<<"$log"
}
check "mdbook build" build
check "the first page" grep -q 'Fails the build\|A migration drops' target/book/html/index.html
check "a page for each rule" test "$(find target/book/html/rules -name '*.html' | wc -l)" -eq "$(find rules -name '*.md' | wc -l)"
finish
