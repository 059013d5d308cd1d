#!/usr/bin/env bash
# Runs `migcheck check` once: the report in the log, annotations, the job summary, SARIF, and the outputs of the action.
#
# Every input comes in the environment and is never read as shell text. What the repository holds is printed between `stop-commands` marks, so that a line of
# source cannot give a command to the runner. Without the base nothing is checked: exit code 2, never a green step.
set -euo pipefail

workspace=$(pwd)
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/migcheck-run.XXXXXX")

# What has a line of its own in a command's message: %, CR and LF.
escaped() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    text=${text//$'\n'/%0A}
    printf '%s' "$text"
}

output() {
    local mark
    mark=migcheck_$(od -An -N 12 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}

fail() {
    printf '::error title=migcheck could not run::%s\n' "$(escaped "$1")"
    output exit-code 2
    exit 2
}

cd -- "${INPUT_WORKING_DIRECTORY:-.}" 2>/dev/null || fail "there is no directory ${INPUT_WORKING_DIRECTORY:-.}"

known() {
    git rev-parse --quiet --verify --end-of-options "$1^{commit}" >/dev/null 2>&1
}

fetched() {
    git fetch --quiet --no-tags --depth=1 origin -- "$1" >/dev/null 2>&1
}

# Whether the configuration names what is deployed: that goes before what the event says, as it does everywhere else.
configured() {
    local options=()
    [ -z "${INPUT_CONFIG:-}" ] || options+=("--config=$INPUT_CONFIG")
    migcheck config ${options[@]+"${options[@]}"} 2>/dev/null | grep -q '^deployed = '
}

# The code that is deployed: the input; `deployed` of the configuration; the event's base; the first parent of a pull request's merge commit, which is the same
# commit; the default branch.
base=${INPUT_BASE:-}
if [ -z "$base" ] && ! configured; then
    base=${EVENT_BASE:-}
    [[ $base =~ ^0*$ ]] && base=
    if [ -z "$base" ] && [ -n "${EVENT_DEFAULT_BRANCH:-}" ]; then
        base=origin/$EVENT_DEFAULT_BRANCH
        known "$base" || fetched "refs/heads/$EVENT_DEFAULT_BRANCH:refs/remotes/$base" || true
    fi
fi
case "$base" in
-*) fail "the base $base begins like an option" ;;
esac
if [ -n "$base" ] && ! known "$base"; then
    if [[ ${GITHUB_REF:-} == refs/pull/*/merge ]] && [ -z "${INPUT_BASE:-}" ] && known 'HEAD^2'; then
        base='HEAD^1'
    elif fetched "$base"; then
        known "$base" || base=FETCH_HEAD
    else
        fail "the base $base is not in this clone, so the code that is deployed cannot be checked. Set fetch-depth: 2 in actions/checkout for a pull request, 0 for all else"
    fi
fi

arguments=(check --format human --color never)
[ -z "$base" ] || arguments+=("--base=$base")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_FAIL_ON:-}" ] || arguments+=("--fail-on=$INPUT_FAIL_ON")
arguments+=("--output=json=$work/report.json")
[ "${INPUT_ANNOTATIONS:-true}" != true ] || arguments+=("--output=github=$work/annotations.txt")
[ "${INPUT_SUMMARY:-true}" != true ] || arguments+=("--output=markdown=$work/summary.md")
sarif=${INPUT_SARIF_FILE:-}
if [ -n "$sarif" ]; then
    # The path is the workspace's, as the uploading step reads it.
    case "$sarif" in
    /*) arguments+=("--output=sarif=$sarif") ;;
    *) arguments+=("--output=sarif=$workspace/$sarif") ;;
    esac
fi
lines() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        [ -z "$line" ] || listed+=("$line")
    done <<<"$1"
}
listed=()
lines "${INPUT_ARGS:-}"
[ ${#listed[@]} -eq 0 ] || arguments+=("${listed[@]}")
listed=()
lines "${INPUT_PATHS:-}"
[ ${#listed[@]} -eq 0 ] || arguments+=(-- "${listed[@]}")

mark=migcheck_$(od -An -N 12 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$mark"
code=0
migcheck "${arguments[@]}" 2>&1 || code=$?
printf '\n::%s::\n' "$mark"

if [ -f "$work/annotations.txt" ]; then cat -- "$work/annotations.txt"; fi
if [ -f "$work/summary.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat -- "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

# A quotation mark inside a text of the report is escaped there, so that these can only be the summary's own fields.
count() {
    local found=0
    if [ -f "$work/report.json" ]; then
        found=$(grep -o "\"$1\": [0-9][0-9]*" "$work/report.json" | head -n 1 | tr -dc '0-9') || found=0
    fi
    printf '%s' "${found:-0}"
}
output exit-code "$code"
output errors "$(count errors)"
output warnings "$(count warnings)"
if [ -n "$sarif" ] && [ "$code" -lt 2 ]; then output sarif-file "$sarif"; else output sarif-file ''; fi
if [ "$code" -gt 1 ]; then
    printf '::error title=migcheck could not run::exit code %s: what it needs stands in the log above\n' "$code"
fi
exit "$code"
