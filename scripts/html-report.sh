#!/usr/bin/env bash
# Opens the HTML report in headless Chromium, light and dark, with 1, 5 and 60 findings: no message on the console, no request, nothing wider than the window.
# Screenshots are left in target/screenshots, to be looked at. Usage: scripts/html-report.sh [MIGCHECK]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh
program=$(realpath "${1:-target/debug/migcheck}")
[ -x "$program" ] || { echo "build first: $program is missing" >&2; exit 2; }

browser=${CHROMIUM:-}
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$browser" ] || browser=$(command -v "$name" || true)
done
if [ -z "$browser" ]; then
    skip "the HTML report in a browser" "there is no Chromium on PATH (a package of that name has it; CHROMIUM names another)"
    finish
    exit
fi
if ! node_tool playwright-core 1.65.1; then
    skip "the HTML report in a browser" "npm has no playwright-core here"
    finish
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shots=$root/target/screenshots
mkdir -p "$shots"
reports=()
for count in 1 5 60; do
    python3 scripts/html-report.py "$count" "$work/$count"
    code=0
    "$program" -C "$work/$count/head" check --base ../base --output "html=$work/$count.html" >/dev/null 2>&1 || code=$?
    check "$count findings: a report" test "$code" -eq 1 -a -s "$work/$count.html"
    reports+=("$work/$count.html")
done
"$program" -C "$work/1/base" check --base . --allow-empty --output "html=$work/none.html" >/dev/null 2>&1
reports+=("$work/none.html")
if node scripts/html-report.mjs "$tools/node/node_modules" "$browser" "$shots" "${reports[@]}"; then :; else failed=$((failed + 1)); fi
finish
