#!/usr/bin/env python3
"""Writes src/start.ld anew: what short runs of the program call, read and write, to be linked side by side.

A page of a program comes into memory with its neighbours, 64 KiB at once, when it is used first; one that is written to comes alone.
Spread over ten megabytes, the little that a hook needs costs a fault for almost each function and table. To be run after changes of
what a start does (needs valgrind):

    cmake --build --preset release && tests/bench/start_order.py
"""

import bisect
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
KIND = r"\.(?:text|rodata|data\.rel\.ro|data|bss)"
INPUT_SECTION = re.compile(rf"^ ({KIND}\S*)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$")
NAME_ALONE = re.compile(rf"^ ({KIND}\S*)\s*$")
# Where each kind goes: constants beside the unwind tables, of which a start reads the first word, the rest in front of its like.
PLACES = {".text": "BEFORE .text", ".rodata": "AFTER .rodata", ".data.rel.ro": "BEFORE .data.rel.ro", ".data": "BEFORE .data",
          ".bss": "BEFORE .bss"}
# Bytes: tables of which a start touches a word or two stay where they are.
LARGE = {".text": 64 << 10, ".rodata": 48 << 10, ".data.rel.ro": 48 << 10, ".data": 8 << 10, ".bss": 32 << 10}
# What valgrind does not see: the C library has variants of its functions for each processor, and reads the kernel's own library.
UNSEEN = {".text": ["*libc.a:*(.text.evex .text.evex512)", "*libc.a:*(.text.avx .text.avx.*)", "*libc.a:*(.text.sse*)",
                    "*libc.a:dl-object.o(.text)", "*libc.a:dl-lookup.o(.text)", "*libc.a:dl-setup_hash.o(.text)",
                    "*libc.a:strstr-avx512.o(.text*)"],
          # The linker keeps one of equal strings, and of one that ends another: wherever that is.
          ".rodata": ["*(.rodata.*str1.1)", "*(.rodata.*str1.8)"]}


def link(work):
    """The program with its symbols and in the order of the libraries, and the map of it."""
    command = subprocess.run(["ninja", "-t", "commands", "expgate"], cwd=BUILD, check=True, capture_output=True, text=True)
    line = re.sub(r"-Wl,-T,\S+", "", command.stdout.splitlines()[-1])
    line = line.replace(" -s ", f" -Wl,-Map,{work}/map ").replace("-o expgate ", f"-o {work}/expgate ")
    subprocess.run(line, shell=True, cwd=BUILD, check=True, stderr=subprocess.DEVNULL)


def sections(work):
    """The input sections of the map: address, size, name, where from."""
    found, name = [], None
    for line in open(f"{work}/map", errors="replace"):
        alone = NAME_ALONE.match(line)
        if alone:
            name = alone[1]
            continue
        whole = INPUT_SECTION.match(line)
        if whole and (whole[1] or name) and int(whole[2], 16) and int(whole[3], 16):
            found.append((int(whole[2], 16), int(whole[3], 16), whole[1] or name, whole[4]))
        name = None
    return sorted(found)


def used(work):
    """For each of some runs the addresses that it executes, reads and writes: --version, a message, one where there is a commit already."""
    subprocess.run(["git", "init", "-q", f"{work}/repository"], check=True)
    message = pathlib.Path(work, "message")
    message.write_text("feat(model): add ViT baseline\n\nTrained for 90 epochs.\n")
    runs = []
    for arguments in ["--version"], ["commit-msg", str(message)], ["commit-msg", str(message)]:
        subprocess.run(["valgrind", "-q", "--tool=lackey", "--trace-mem=yes", f"--log-file={work}/log", f"{work}/expgate", *arguments],
                       cwd=f"{work}/repository", check=True, stdout=subprocess.DEVNULL)
        runs.append(sorted({int(line[3:].split(",")[0], 16) for line in open(f"{work}/log") if line.startswith(("I ", " L", " S", " M"))}))
        subprocess.run(["git", "-c", "core.hooksPath=", "commit", "-q", "--allow-empty", "-F", message], cwd=f"{work}/repository", check=True)
    return runs


def pattern(name, source):
    """The section as a linker script names it: ours by the function, another library's by its member."""
    member = re.match(r".*/(lib\w[\w.+-]*\.a)\(([^)]*)\)$", source)
    if not member:
        return f"*{os.path.basename(source)}({name})"
    ours = member[1].startswith(("libexpgate", "libstdc"))
    return f"*({name})" if ours and "_Z" in name else f"*{member[1]}:{member[2]}({name})"


def kind_of(name):
    return next(kind for kind in PLACES if name == kind or name.startswith(kind + "."))


def touches(run, address, end):
    at = bisect.bisect_left(run, address)
    return at < len(run) and run[at] < end


def main():
    with tempfile.TemporaryDirectory() as work:
        link(work)
        runs = used(work)
        hit = {kind: [] for kind in PLACES}
        for address, size, name, source in sections(work):
            kind = kind_of(name)
            count = sum(touches(run, address, address + size) for run in runs)
            if count and size <= LARGE[kind] and ".str1." not in name:
                hit[kind].append((size if kind == ".bss" else -count, pattern(name, source)))
    with open(ROOT / "src/start.ld", "w") as script:
        script.write("/* Made by tests/bench/start_order.py, which says what for. A name that a compiler does not give matches nothing. */\n")
        for kind, place in PLACES.items():
            # What all of these runs touch comes first, of what is filled with zeros the small.
            ordered = [line for _, line in sorted(hit[kind], key=lambda each: each[0])]
            lines = "\n".join(dict.fromkeys(ordered + UNSEEN.get(kind, [])))
            script.write(f"SECTIONS {{ {kind}.start : {{\n{lines}\n}} }} INSERT {place};\n")


main()
