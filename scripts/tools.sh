# Sourced by the other scripts: where validators are put, how they are fetched from the package registries, and how steps are told.
# shellcheck shell=bash
#
# What cannot be had is skipped, and said. MIGCHECK_TOOLS=present fetches nothing and takes what is there.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/target/validators
failed=0 skipped=0
mkdir -p "$tools"

skip() {
    echo "SKIPPED $1: $2"
    skipped=$((skipped + 1))
}

# check NAME COMMAND...: the output is shown only of what fails.
check() {
    local told=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $told"
    else
        echo "FAILED  $told"
        echo "$output"
        failed=$((failed + 1))
    fi
}

# An exit code that is not 0 and wanted.
exits() {
    local wanted=$1 code=0
    shift
    "$@" || code=$?
    [ "$code" -eq "$wanted" ] || { echo "exit code $code, not $wanted: $*"; return 1; }
}

may_fetch() {
    [ "${MIGCHECK_TOOLS:-}" != present ]
}

# python_tool PROGRAM PACKAGE==VERSION: sets `found` to a program of PyPI, from the PATH or a virtual environment of this checkout.
python_tool() {
    found=$(command -v "$1" 2>/dev/null) && return
    found=$tools/python/bin/$1
    [ -x "$found" ] && return
    if may_fetch; then
        [ -x "$tools/python/bin/pip" ] || python3 -m venv "$tools/python" >/dev/null 2>&1
        "$tools/python/bin/pip" -q install "$2" >/dev/null 2>&1
    fi
    [ -x "$found" ]
}

# node_tool PACKAGE VERSION [PACKAGE VERSION ...]: puts packages of npm into $tools/node.
node_tool() {
    command -v npm >/dev/null || return 1
    local wanted=()
    while [ $# -ge 2 ]; do
        [ -e "$tools/node/node_modules/$1/package.json" ] || wanted+=("$1@$2")
        shift 2
    done
    [ ${#wanted[@]} -eq 0 ] && return
    may_fetch || return 1
    npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$tools/node" "${wanted[@]}" >/dev/null 2>&1
}

finish() {
    echo "$failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}
