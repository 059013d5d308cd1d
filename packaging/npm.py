#!/usr/bin/env python3
"""Makes the packages for npm out of the archives of a release: one for each platform with the binary in it, and `migcheck`, which depends on all of them
optionally, so that npm installs the one that fits. No script runs and nothing is fetched at install time.

Usage: packaging/npm.py OUT ARCHIVE...    (a folder for each package in OUT)
"""

import json
import pathlib
import re
import shutil
import sys
import tarfile

PLATFORMS = {
    "x86_64-unknown-linux-musl": ("linux", "x64"),
    "aarch64-unknown-linux-musl": ("linux", "arm64"),
    "x86_64-apple-darwin": ("darwin", "x64"),
    "aarch64-apple-darwin": ("darwin", "arm64"),
    "x86_64-pc-windows-msvc": ("win32", "x64"),
}
HERE = pathlib.Path(__file__).parent
SHARED = {
    "license": "MIT OR Apache-2.0",
    "description": "Fails the build when a database migration would break code that still uses what it removes",
}


def written(folder: pathlib.Path, manifest: dict) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(out: pathlib.Path, archives: list[pathlib.Path]) -> None:
    optional = {}
    for archive in sorted(archives):
        version, target = re.fullmatch(r"migcheck-(\d[^-]*)-(.+)\.tar\.gz", archive.name).groups()
        system, cpu = PLATFORMS[target]
        name = f"@migcheck/{system}-{cpu}"
        program = "migcheck.exe" if system == "win32" else "migcheck"
        folder = out / f"{system}-{cpu}"
        written(folder, {"name": name, "version": version, **SHARED, "os": [system], "cpu": [cpu], "files": ["bin"]})
        optional[name] = version
        with tarfile.open(archive) as tar:
            (folder / "bin").mkdir()
            inside = archive.name.removesuffix(".tar.gz")
            (folder / "bin" / program).write_bytes(tar.extractfile(f"{inside}/{program}").read())
            (folder / "bin" / program).chmod(0o755)
            texts = {name: tar.extractfile(f"{inside}/{name}").read() for name in ("LICENSE-APACHE", "LICENSE-MIT", "README.md")}
        for text in ("LICENSE-APACHE", "LICENSE-MIT"):
            (folder / text).write_bytes(texts[text])

    main = out / "migcheck"
    manifest = {"name": "migcheck", "version": version, **SHARED, "bin": {"migcheck": "bin/migcheck.js"}, "files": ["bin"]}
    written(main, {**manifest, "engines": {"node": ">=18"}, "optionalDependencies": optional})
    (main / "bin").mkdir()
    shutil.copy(HERE / "npm" / "migcheck.js", main / "bin" / "migcheck.js")
    (main / "bin" / "migcheck.js").chmod(0o755)
    for name, text in texts.items():
        (main / name).write_bytes(text)


main(pathlib.Path(sys.argv[1]), [pathlib.Path(one) for one in sys.argv[2:]])
