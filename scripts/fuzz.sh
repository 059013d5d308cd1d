#!/usr/bin/env bash
# Runs each fuzz target of fuzz/ for SECONDS (180 if not said), or only those named. What it finds is kept in tests/fuzz/TARGET/, where `cargo test --test fuzz_seeds` runs it again.
# Usage: scripts/fuzz.sh [SECONDS] [TARGET...]
# Needs a nightly toolchain and cargo-fuzz (`cargo install cargo-fuzz`); where one is missing it says so and does nothing.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
seconds=${1:-180}
case $seconds in '' | *[!0-9]*) echo "usage: scripts/fuzz.sh [SECONDS] [TARGET...]" >&2; exit 2 ;; esac
shift || true
skip() { echo "SKIPPED, nothing was fuzzed: $1" >&2; exit 0; }
command -v cargo-fuzz >/dev/null || skip "cargo-fuzz is not installed (cargo install cargo-fuzz)"
cargo +nightly --version >/dev/null 2>&1 || skip "there is no nightly toolchain (rustup toolchain install nightly)"

targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd fuzz/fuzz_targets && for file in *.rs; do echo "${file%.rs}"; done)
# The same versions as the program has; cargo adds what only the fuzzers need.
[ -f fuzz/Cargo.lock ] || cp Cargo.lock fuzz/Cargo.lock
export CARGO_BUILD_JOBS=${CARGO_BUILD_JOBS:-1}
echo "==> corpus"
MIGCHECK_CORPUS="$PWD/fuzz/corpus" nice cargo test --quiet --test fuzz_seeds what_the_scenarios_hold || exit 1
echo "==> build (many minutes)"
nice cargo +nightly fuzz build -O -a --sanitizer none || exit 1
triple=$(rustc -vV | sed -n 's/^host: //p')

failed=0
for target in "${targets[@]}"; do
    found=$(mktemp -d)
    mkdir -p "fuzz/corpus/$target"
    log=$found/log
    # A small input may take a second; a debugger or a busy machine is given some more.
    nice "fuzz/target/$triple/release/$target" "fuzz/corpus/$target" -max_total_time="$seconds" -timeout=10 -report_slow_units=2 \
        -rss_limit_mb=2048 -max_len=8192 -detect_leaks=0 -artifact_prefix="$found/" >"$log" 2>&1
    status=$?
    printf '%-14s %s\n' "$target" "$(grep -E '^(Done|#[0-9]+.*DONE)' "$log" | tail -1)"
    for kind in crash timeout oom slow-unit; do
        for seed in "$found/$kind"-*; do
            [ -f "$seed" ] || continue
            mkdir -p "tests/fuzz/$target"
            cp "$seed" "tests/fuzz/$target/"
            echo "    kept: tests/fuzz/$target/$(basename "$seed")"
            failed=1
        done
    done
    if [ "$status" -ne 0 ]; then
        failed=1
        tail -25 "$log"
    fi
    rm -rf "$found"
done
exit "$failed"
