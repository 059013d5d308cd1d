#!/usr/bin/env bash
# Makes the packages of a release out of one binary and installs each of them, offline, in a place of its own: archive, npm, PyPI, and the action's download.
# Usage: scripts/packages.sh [MIGCHECK]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/tools.sh
program=$(realpath "${1:-target/debug/migcheck}")
[ -x "$program" ] || { echo "build first: $program is missing" >&2; exit 2; }
case "$(uname -s)-$(uname -m)" in
Linux-x86_64) target=x86_64-unknown-linux-musl ;;
Linux-aarch64) target=aarch64-unknown-linux-musl ;;
Darwin-x86_64) target=x86_64-apple-darwin ;;
Darwin-arm64) target=aarch64-apple-darwin ;;
*) echo "no release is made for this machine" >&2; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$("$program" --version)
version=${version#migcheck }
name=migcheck-$version-$target

check "archive" packaging/archive.sh "$program" "$target" "$work/dist"
archive=$work/dist/$name.tar.gz
mkdir "$work/unpacked"
tar -xzf "$archive" -C "$work/unpacked" --strip-components 1
for part in migcheck LICENSE-MIT LICENSE-APACHE README.md CHANGELOG.md completions/migcheck.{bash,elvish,fish,powershell,zsh} man/migcheck.1 man/migcheck-check.1; do
    check "archive: $part" test -s "$work/unpacked/$part"
done

# The name in Cargo.toml by which cargo-binstall finds the archive.
url=$(sed -n 's/^pkg-url = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
url=${url//\{ name \}/migcheck} url=${url//\{ version \}/$version} url=${url//\{ target \}/$target}
check "cargo-binstall: the archive's name" test "${url##*/}" = "$name.tar.gz"
check "cargo-binstall: the folder inside" grep -qx 'bin-dir = "{ name }-{ version }-{ target }/{ bin }{ binary-ext }"' Cargo.toml

login=testdata/drop-column-login-go-sql
runs() {
    exits 1 "$1" -C "$login/head" --base ../base --format concise && exits 0 "$1" -C "$login-cleaned-first/head" --base ../base && exits 2 "$1" --no-such-option
}
check "archive: runs" runs "$work/unpacked/migcheck"

# npm: packed and installed from the files, with the platform's package beside.
if command -v npm >/dev/null; then
    check "npm: packages" python3 packaging/npm.py "$work/npm" "$archive"
    for package in "$work"/npm/*/; do
        (cd "$package" && npm pack --silent --pack-destination "$work/dist") >/dev/null
    done
    mkdir "$work/project"
    echo '{"private": true}' >"$work/project/package.json"
    (cd "$work/project" && npm install --offline --silent --ignore-scripts --no-audit --no-fund "$work"/dist/*.tgz) >"$work/npm.log" 2>&1
    check "npm: runs, and hands on exit codes" runs "$work/project/node_modules/.bin/migcheck"
    rm -r "$work"/project/node_modules/@migcheck
    check "npm: says that the platform's package is missing" exits 2 "$work/project/node_modules/.bin/migcheck" --version
    check "npm: no package runs a script at install time" exits 1 grep -rlE '"(pre|post)?install"' "$work/npm" --include=package.json
else
    skip "npm" "npm is not on PATH"
fi

# PyPI
check "wheel" python3 packaging/wheel.py "$archive" "$work/wheels"
if python3 -m venv "$work/venv" >/dev/null 2>&1; then
    check "wheel: installs without an index" "$work/venv/bin/pip" -q install --no-index --find-links "$work/wheels" migcheck
    check "wheel: runs" runs "$work/venv/bin/migcheck"
    check "wheel: its record is right" "$work/venv/bin/python" - "$work"/wheels/*.whl <<'PY'
import base64, csv, hashlib, io, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    names = set(wheel.namelist())
    record = next(name for name in names if name.endswith("/RECORD"))
    for name, digest, size in csv.reader(io.StringIO(wheel.read(record).decode())):
        names.remove(name)
        if name != record:
            text = wheel.read(name)
            assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text).digest()).rstrip(b"=").decode(), name
            assert int(size) == len(text), name
    assert not names, names
PY
else
    skip "wheel: installs" "python3 makes no virtual environment here"
fi

# What the action downloads: the same archive by its checksum, and nothing by a wrong one.
downloads() {
    local copy=$work/action-$1 sum
    mkdir -p "$copy/action" "$work/releases/v$version" "$work/tools-$1" "$work/temp"
    cp action/install.sh "$copy/action/" && cp Cargo.toml "$copy/" && cp "$archive" "$work/releases/v$version/"
    sum=$(python3 -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$archive")
    [ "$1" = right ] || sum=$(printf '%064d' 0)
    printf '%s  %s\n' "$sum" "$name.tar.gz" >"$copy/action/checksums.txt"
    env -u GITHUB_ACTIONS PATH="${PATH}" INPUT_INSTALL=download MIGCHECK_RELEASES="file://$work/releases" GITHUB_OUTPUT="$work/output" GITHUB_PATH="$work/path" \
        RUNNER_TOOL_CACHE="$work/tools-$1" RUNNER_TEMP="$work/temp" bash "$copy/action/install.sh"
}
check "action: downloads what it knows" exits 0 downloads right
check "action: what it downloaded runs" runs "$work/tools-right/migcheck/$version/migcheck"
check "action: refuses another checksum" exits 2 downloads wrong

finish
