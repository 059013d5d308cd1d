#!/usr/bin/env bash
# Makes the archive of a release out of a binary: `migcheck-<version>-<target>.tar.gz`, the name that action/install.sh and cargo-binstall look for.
# Inside: the binary, licences, README, changelog, completions and manual pages. Usage: packaging/archive.sh BINARY TARGET OUT
set -euo pipefail
binary=$(realpath "$1") target=$2 out=$3
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
[ "$("$binary" --version)" = "migcheck $version" ] || { echo "the binary is not of version $version" >&2; exit 1; }

mkdir -p "$out"
out=$(cd "$out" && pwd)
name=migcheck-$version-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/completions" "$work/$name/man"
case "$binary" in *.exe) program=migcheck.exe ;; *) program=migcheck ;; esac
cp "$binary" "$work/$name/$program"
chmod 755 "$work/$name/$program"
cp LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md "$work/$name/"
for shell in bash elvish fish powershell zsh; do
    "$binary" completions "$shell" >"$work/$name/completions/migcheck.$shell"
done
"$binary" man "$work/$name/man"
tar -C "$work" -czf "$out/$name.tar.gz" "$name"
echo "$out/$name.tar.gz"
