#!/usr/bin/env bash
# Runs the hooks of .pre-commit-hooks.yaml end to end under pre-commit, from a local clone of this repository: a commit that drops a column in use is refused, its
# quiet twin goes through. `migcheck-system` takes the given binary; with --build the hook that cargo builds runs as well, which takes a release build.
# Usage: scripts/pre-commit.sh [--build] [MIGCHECK]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh
build=
if [ "${1:-}" = --build ]; then build=1 && shift; fi
program=$(realpath "${1:-target/debug/migcheck}")
[ -x "$program" ] || { echo "build first: $program is missing" >&2; exit 2; }

if ! python_tool pre-commit pre-commit==4.7.0; then
    skip "the hooks" "pre-commit is not on PATH, and PyPI has none here"
    finish
    exit
fi
precommit=$found
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home"
ln -s "$program" "$work/bin/migcheck"
export PATH="$work/bin:$PATH" PRE_COMMIT_HOME="$work/home" GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_SYSTEM=/dev/null
unset "${!MIGCHECK_@}" "${!GITHUB_@}" "${!PRE_COMMIT_FROM@}" "${!PRE_COMMIT_TO@}" GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
git config --file "$work/gitconfig" user.name t
git config --file "$work/gitconfig" user.email t@example.org
git config --file "$work/gitconfig" init.defaultBranch main
git config --file "$work/gitconfig" advice.detachedHead false

check "the manifest is valid" "$precommit" validate-manifest .pre-commit-hooks.yaml

# The clone holds what stands in this checkout, committed or not; pre-commit takes a repository by a commit or tag of it.
mkdir "$work/source"
git ls-files -z --cached --others --exclude-standard -- . ':!testdata' ':!tests' | tar --null --files-from - --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$work/source"
git -C "$work/source" init -q
git -C "$work/source" add -A
git -C "$work/source" commit -qm source
git -C "$work/source" tag v0
git clone -q "$work/source" "$work/clone"

# project NAME SCENARIO HOOK: a repository that has the scenario's base on main, with the hook installed, and its head staged.
project() {
    local at=$work/$1
    cp -r "testdata/$2/base" "$at"
    cat >"$at/.pre-commit-config.yaml" <<YAML
repos:
  - repo: $work/clone
    rev: v0
    hooks:
      - id: $3
YAML
    git -C "$at" init -q
    git -C "$at" add -A
    git -C "$at" commit -qm base
    (cd "$at" && "$precommit" install >/dev/null)
    find "$at" -mindepth 1 -maxdepth 1 ! -name .git ! -name .pre-commit-config.yaml -exec rm -r {} +
    cp -r "testdata/$2/head/." "$at"
    git -C "$at" add -A
}
refused() {
    local log
    log=$(git -C "$1" commit -m change 2>&1) && { echo "the commit went through"; return 1; }
    grep -q 'is dropped' <<<"$log" || { echo "$log"; return 1; }
    [ "$(git -C "$1" rev-list --count HEAD)" = 1 ]
}
accepted() { git -C "$1" commit -m change && [ "$(git -C "$1" rev-list --count HEAD)" = 2 ]; }
pushed() { (cd "$1" && "$precommit" run --from-ref HEAD^ --to-ref HEAD); }

scenario=drop-column-login-go-sql
for hook in migcheck-system ${build:+migcheck}; do
    project "$hook-found" "$scenario" "$hook"
    project "$hook-quiet" "$scenario-cleaned-first" "$hook"
    check "$hook: a commit that drops a column in use is refused" refused "$work/$hook-found"
    check "$hook: its quiet twin goes through" accepted "$work/$hook-quiet"
    # As before a push: what is checked is told by two commits.
    git -C "$work/$hook-found" commit -qm change --no-verify
    check "$hook: between two commits, exit code 1" exits 1 pushed "$work/$hook-found"
    check "$hook: between two commits, exit code 0" exits 0 pushed "$work/$hook-quiet"
done
[ -n "$build" ] || skip "the hook that cargo builds" "it takes a release build; --build runs it"

finish
