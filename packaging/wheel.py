#!/usr/bin/env python3
"""Makes a wheel of a static expgate: the program as a script, nothing for Python to import.

usage: wheel.py VERSION MACHINE PROGRAM LICENSES OUT
       wheel.py --metadata VERSION

MACHINE is x86_64 or aarch64; OUT is the folder for the wheel. Files carry the date of SOURCE_DATE_EPOCH, so that the same program
gives the same bytes. The second form prints the metadata, which a source distribution has too. (The binary distribution format: PEP 427; METADATA: core metadata 2.1.)
"""
import base64
import hashlib
import os
import pathlib
import sys
import time
import zipfile

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

    date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]  # a zip begins in 1980
    platforms = ".".join(tag.removeprefix("py3-none-") for tag in tags)
    path = pathlib.Path(out) / f"expgate-{version}-py3-none-{platforms}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (data, mode) in files.items():
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o100000 | mode) << 16
            entry.create_system = 3  # Unix, so that the mode counts
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    print(path)


if __name__ == "__main__":
    main()
