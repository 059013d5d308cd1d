#!/usr/bin/env bash
# How fast migcheck is beside ripgrep and squawk, in one run on one machine: tables in Markdown and a chart. Trees are generated; a folder of
# your own can be named, and nothing is written there. What cannot be had is skipped, and said.
#
#   scripts/speed.sh [--large] [--runs N] [--program MIGCHECK] [--work DIR] [--write] [--tree DIR TABLE.COLUMN[,TABLE.COLUMN…]]…
#
# --large adds the tree of 100,000 files (some 450 MB), --write puts the tables into README.md and the chart into docs/speed.svg, --work keeps the trees.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh
squawk=
if python_tool squawk squawk-cli==2.70.0; then squawk=$found; fi
ripgrep=$(command -v rg || true)
[ -n "$squawk" ] || skip "squawk" "PyPI has no squawk-cli here"
[ -n "$ripgrep" ] || skip "ripgrep" "there is no rg on PATH"
program=${MIGCHECK:-target/release/migcheck}
SQUAWK=$squawk RIPGREP=$ripgrep exec python3 scripts/speed.py --program "$program" "$@"
