#!/usr/bin/env python3
"""Writes src/start.ld anew: what short runs of the program call, to be linked side by side.

A page of a program comes into memory with its neighbours, 64 KiB at once, when it is used first. Spread over ten megabytes, the little
that a hook needs costs a fault for almost each function. To be run after changes of what a start does (needs valgrind):

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
INPUT_SECTION = re.compile(r"^ (\.(?:text)\S*)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$")
# The C library has variants of these for each processor: it calls some on the machine at hand.
VARIANTS = "*libc.a:*(.text.evex* .text.avx* .text.sse*)"


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
        alone = re.match(r"^ (\.(?:text)\S*)\s*$", line)
        if alone:
            name = alone[1]
            continue
        whole = INPUT_SECTION.match(line)
        if whole and (whole[1] or name) and int(whole[2], 16) and int(whole[3], 16):
            found.append((int(whole[2], 16), int(whole[3], 16), whole[1] or name, whole[4]))
        name = None
    return sorted(found)


def used(work):
    """The addresses that a verdict on a message and --version execute."""
    subprocess.run(["git", "init", "-q", f"{work}/repository"], check=True)
    message = pathlib.Path(work, "message")
    message.write_text("feat(model): add ViT baseline\n\nTrained for 90 epochs.\n")
    found = set()
    for arguments in ["commit-msg", str(message)], ["--version"]:
        subprocess.run(["valgrind", "-q", "--tool=lackey", "--trace-mem=yes", f"--log-file={work}/log", f"{work}/expgate", *arguments],
                       cwd=f"{work}/repository", check=True, stdout=subprocess.DEVNULL)
        for line in open(f"{work}/log"):
            if line.startswith("I "):
                found.add(int(line[3:].split(",")[0], 16))
    return sorted(found)


def pattern(name, source):
    """The section as a linker script names it: ours by the function, another library's by its member."""
    member = re.match(r".*/(lib\w[\w.+-]*\.a)\(([^)]*)\)$", source)
    if not member:
        return f"*{os.path.basename(source)}({name})"
    ours = member[1].startswith(("libexpgate", "libstdc"))
    return f"*({name})" if ours and "_Z" in name else f"*{member[1]}:{member[2]}({name})"


def main():
    with tempfile.TemporaryDirectory() as work:
        link(work)
        addresses = used(work)
        hit = []
        for section in sections(work):
            at = bisect.bisect_left(addresses, section[0])
            if at < len(addresses) and addresses[at] < section[0] + section[1]:
                hit.append(section)
    text = [pattern(name, source) for _, _, name, source in hit]
    with open(ROOT / "src/start.ld", "w") as script:
        script.write("/* Made by tests/bench/start_order.py, which says what for. A name that a compiler does not give matches nothing. */\n")
        lines = "\n".join(dict.fromkeys([VARIANTS, *text]))
        script.write(f"SECTIONS {{ .text.start : {{\n{lines}\n}} }} INSERT BEFORE .text;\n")


main()
