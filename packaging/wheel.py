#!/usr/bin/env python3
"""Makes a wheel of a static expgate: the program as a script, and what starts it for `python -m expgate`.

usage: wheel.py VERSION MACHINE PROGRAM LICENSES OUT
       wheel.py --metadata VERSION

MACHINE is x86_64 or aarch64; OUT is the folder for the wheel. Files carry the date of SOURCE_DATE_EPOCH, so that the same program
gives the same bytes. The second form prints the metadata, which a source distribution has too. (The binary distribution format: PEP 427; METADATA: core metadata 2.1.)
"""
import base64
import hashlib
import os
import pathlib
import struct
import subprocess
import sys
import time
import zlib

# Static, so that any C library will do: the oldest that pip knows for each.
TAGS = [f"py3-none-{system}" for system in ("manylinux_2_17_{m}", "manylinux2014_{m}", "musllinux_1_1_{m}")]


ROOT = pathlib.Path(__file__).resolve().parent.parent


def metadata(version):
    """Returns the core metadata, with README.md as the description."""
    return f"""Metadata-Version: 2.1
Name: expgate
Version: {version}
Summary: Commit and push checks for deep-learning repositories
License: Apache-2.0
License-File: LICENSE
Keywords: git,hooks,pre-commit,pre-receive,deep-learning,reproducibility,conventional-commits
Classifier: Development Status :: 4 - Beta
Classifier: Environment :: Console
Classifier: Intended Audience :: Developers
Classifier: Intended Audience :: Science/Research
Classifier: License :: OSI Approved :: Apache Software License
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: C++
Classifier: Topic :: Software Development :: Version Control :: Git
Description-Content-Type: text/markdown

{(ROOT / "README.md").read_text(encoding="utf-8")}"""


def deflated(data):
    """Returns the bytes as raw deflate (RFC 1951), 3 % smaller than zlib makes them: without the frame that gzip puts around."""
    packed = subprocess.run(["libdeflate-gzip", "-12", "-c"], input=data, check=True, capture_output=True).stdout
    return packed[10:-8]


def zipped(files):
    """Returns a zip archive (APPNOTE 6.3) of `files`: by name, their bytes and mode."""
    date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))  # a zip begins in 1980
    dos = (date.tm_sec // 2 | date.tm_min << 5 | date.tm_hour << 11, date.tm_mday | date.tm_mon << 5 | (date.tm_year - 1980) << 9)
    body, directory = b"", b""
    for name, (data, mode) in files.items():
        packed = deflated(data)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, *dos, zlib.crc32(data), len(packed), len(data), len(name), 0)
        unix = struct.pack("<H", 20 | 3 << 8)  # made by Unix, so that the mode counts
        directory += b"PK\1\2" + unix + common + struct.pack("<HHHII", 0, 0, 0, (0o100000 | mode) << 16, len(body)) + name.encode()
        body += b"PK\3\4" + common + name.encode() + packed
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)


def main():
    if sys.argv[1] == "--metadata":
        print(metadata(sys.argv[2]), end="")
        return
    version, machine, program, licenses, out = sys.argv[1:]
    tags = [tag.format(m=machine) for tag in TAGS]
    info = f"expgate-{version}.dist-info"
    wheel = "Wheel-Version: 1.0\nGenerator: expgate\nRoot-Is-Purelib: false\n" + "".join(f"Tag: {tag}\n" for tag in tags)
    files = {
        f"expgate-{version}.data/scripts/expgate": (pathlib.Path(program).read_bytes(), 0o755),
        **{f"expgate/{file.name}": (file.read_bytes(), 0o644) for file in sorted((ROOT / "packaging/python/expgate").glob("*.py"))},
        f"{info}/METADATA": (metadata(version).encode(), 0o644),
        f"{info}/WHEEL": (wheel.encode(), 0o644),
        f"{info}/licenses/LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644),
        f"{info}/licenses/THIRD-PARTY": (pathlib.Path(licenses).read_bytes(), 0o644),
    }
    record = ""
    for name, (data, _) in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    files[f"{info}/RECORD"] = (f"{record}{info}/RECORD,,\n".encode(), 0o644)

    platforms = ".".join(tag.removeprefix("py3-none-") for tag in tags)
    path = pathlib.Path(out) / f"expgate-{version}-py3-none-{platforms}.whl"
    path.write_bytes(zipped(files))
    print(path)


if __name__ == "__main__":
    main()
