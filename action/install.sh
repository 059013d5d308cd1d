#!/usr/bin/env bash
# Puts the migcheck of the right version on PATH and says which it is.
#
# In: INPUT_VERSION, INPUT_INSTALL, and what the runner sets. Out: `version` in GITHUB_OUTPUT, a folder in GITHUB_PATH.
# A download is used only if its SHA-256 is the one in action/checksums.txt; a wrong one fails and is never replaced by a build.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
own=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
version=${INPUT_VERSION:-}
version=${version#v}
version=${version:-$own}
install=${INPUT_INSTALL:-auto}
releases=${MIGCHECK_RELEASES:-https://github.com/${GITHUB_ACTION_REPOSITORY:-migcheck/migcheck}/releases/download}
tools=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/migcheck/$version

fail() {
    printf '::error title=migcheck could not be installed::%s\n' "$1"
    exit 2
}

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([.+-][0-9A-Za-z.+-]*)?$ ]] || fail 'the input version is no version such as 0.1.0'

done_with() {
    printf 'migcheck %s: %s\n' "$version" "$1"
    printf 'version=%s\n' "$version" >>"$GITHUB_OUTPUT"
    exit 0
}

on_path() {
    command -v migcheck >/dev/null 2>&1 || return 1
    [ "$(migcheck --version 2>/dev/null)" = "migcheck $version" ]
}

target() {
    case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-musl ;;
    Darwin-x86_64) echo x86_64-apple-darwin ;;
    Darwin-arm64) echo aarch64-apple-darwin ;;
    MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
    esac
}

sum_of() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# 0: installed; 1: there is no such release, or no way to reach it. A wrong checksum ends the step.
download() {
    local target archive wanted folder
    target=$(target) || return 1
    archive=migcheck-$version-$target.tar.gz
    wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$root/action/checksums.txt" | head -n 1)
    if [ -z "$wanted" ]; then
        printf 'no checksum of %s is known to this action\n' "$archive"
        return 1
    fi
    folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/migcheck.XXXXXX")
    curl --fail --location --silent --show-error --retry 3 --output "$folder/$archive" "$releases/v$version/$archive" || return 1
    if [ "$(sum_of "$folder/$archive")" != "$wanted" ]; then
        fail "the checksum of $archive is not the one that this action knows: it is not run"
    fi
    mkdir -p "$tools"
    tar -xzf "$folder/$archive" -C "$tools" --strip-components 1
}

build() {
    command -v cargo >/dev/null 2>&1 || fail 'there is no cargo to build migcheck with: add a step that installs Rust, or set install to download'
    [ "$version" = "$own" ] || fail "this action holds the source of $own: use the action's tag v$version to build $version"
    printf 'building migcheck %s takes some minutes; cache %s to do it once\n' "$version" "$tools"
    cargo install --locked --path "$root" --root "$tools/build" || fail 'cargo could not build migcheck'
    mkdir -p "$tools"
    mv "$tools/build/bin/"migcheck* "$tools/"
}

cached() {
    [ -x "$tools/migcheck" ] || [ -x "$tools/migcheck.exe" ]
}

use_cached() {
    printf '%s\n' "$tools" >>"$GITHUB_PATH"
    done_with "$1"
}

case "$install" in
none)
    command -v migcheck >/dev/null 2>&1 || fail 'migcheck is not on PATH, and the input install says that it is'
    version=$(migcheck --version)
    version=${version#migcheck }
    done_with 'on PATH'
    ;;
auto)
    if on_path; then done_with 'on PATH'; fi
    if cached; then use_cached 'from the tool cache'; fi
    if download; then use_cached 'downloaded'; fi
    build
    use_cached 'built'
    ;;
download)
    if cached; then use_cached 'from the tool cache'; fi
    download || fail "there is no release $version for this machine with a known checksum: set \`install: build\`"
    use_cached 'downloaded'
    ;;
build)
    if cached; then use_cached 'from the tool cache'; fi
    build
    use_cached 'built'
    ;;
*) fail 'the input install is none of auto, download, build, none' ;;
esac
