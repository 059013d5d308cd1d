#!/usr/bin/env python3
"""Makes a wheel for PyPI out of the archive of a release: the very binary, so that nothing is built or fetched where it is installed.

Usage: packaging/wheel.py ARCHIVE OUT
"""

import base64
import hashlib
import pathlib
import re
import stat
import sys
import tarfile
import zipfile

# The musl binary is static: it runs with either C library.
PLATFORMS = {
    "x86_64-unknown-linux-musl": "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
    "aarch64-unknown-linux-musl": "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
    "x86_64-apple-darwin": "macosx_10_12_x86_64",
    "aarch64-apple-darwin": "macosx_11_0_arm64",
    "x86_64-pc-windows-msvc": "win_amd64",
}
SUMMARY = "Fails the build when a database migration would break code that still uses what it removes"


def main(archive: pathlib.Path, out: pathlib.Path) -> None:
    version, target = re.fullmatch(r"migcheck-(\d[^-]*)-(.+)\.tar\.gz", archive.name).groups()
    platform = PLATFORMS[target]
    folder = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        read = lambda name: tar.extractfile(f"{folder}/{name}").read()
        program = "migcheck.exe" if "windows" in target else "migcheck"
        binary, readme = read(program), read("README.md").decode()
        licences = {name: read(name) for name in ("LICENSE-APACHE", "LICENSE-MIT")}

    info = f"migcheck-{version}.dist-info"
    tags = "".join(f"Tag: py3-none-{one}\n" for one in platform.split("."))
    files = {
        f"migcheck-{version}.data/scripts/{program}": binary,
        f"{info}/METADATA": (
            f"Metadata-Version: 2.4\nName: migcheck\nVersion: {version}\nSummary: {SUMMARY}\n"
            "License-Expression: MIT OR Apache-2.0\nLicense-File: LICENSE-APACHE\nLicense-File: LICENSE-MIT\n"
            f"Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n{readme}"
        ).encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: migcheck\nRoot-Is-Purelib: false\n{tags}".encode(),
    }
    files |= {f"{info}/licenses/{name}": text for name, text in licences.items()}

    record = ""
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"migcheck-{version}-py3-none-{platform}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:

        def add(name: str, text: bytes) -> None:
            # One date for all: the same archive gives the same wheel.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            mode = 0o755 if "/scripts/" in name else 0o644
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, text)

        for name, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(text)}\n"
            add(name, text)
        add(f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode())
    print(path)


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
