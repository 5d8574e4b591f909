#!/usr/bin/env python3
"""peers.py FOLDER MESSAGES JUDGED EXPGATE POLICY [OUT]

Lets four other checkers of messages, as far as they are in FOLDER, judge the messages of MESSAGES beside expgate, each
message by a process of its own, as a commit-msg hook does. Prints how their verdicts differ from expgate's and how long
each takes; exits with 1 if that is not exactly what JUDGED says. With OUT, writes there what differs.
"""
import fnmatch
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

GITLINT = """[general]
ignore=body-is-missing,body-min-length,body-changed-file-mention
contrib=contrib-title-conventional-commits
[title-max-length]
line-length=100
[title-min-length]
min-length=1
[body-max-line-length]
line-length=100
[contrib-title-conventional-commits]
types=build,chore,ci,docs,feat,fix,perf,refactor,revert,style,test
"""
COMMITTED = """style = "conventional"
subject_length = 100
subject_capitalized = false
subject_not_punctuated = true
imperative_subject = false
line_length = 100
no_fixup = false
no_wip = true
merge_commit = true
allowed_types = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"]
"""
COMMIT_CHECK = """[commit]
conventional_commits = true
subject_capitalized = false
subject_imperative = false
subject_max_length = 100
subject_min_length = 1
allow_commit_types = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"]
"""


def text_of(written):
    """The message that a line of messages.txt stands for, as history.pl reads it."""
    ends = not written.endswith(r"\c")
    raw = (written if ends else written[:-2]).encode() + (rb"\n" if ends else b"")
    repeated = re.compile(rb"\\\*(\d+)\(([^()]*)\)")
    while repeated.search(raw):
        raw = repeated.sub(lambda m: m[2] * int(m[1]), raw, count=1)
    named = {b"n": b"\n", b"t": b"\t", b"s": b" ", b"\\": b"\\"}
    return re.sub(rb"\\([nts\\]|x[0-9a-f]{2})", lambda m: named.get(m[1]) or bytes([int(m[1][1:], 16)]), raw)


def read_messages(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        found = re.match(r"(good|bad) +(\S+) ?\s*(.*)\n", line)
        # A merge is known by its parents, which no hook of messages is shown; a NUL cannot be in a file for git.
        if found and not found[2].startswith("merge"):
            rows.append((found[1], found[2], text_of(found[3])))
    return rows


def read_judged(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        found = re.match(r"(expgate|peer|neither) +(\S+) +(\S+) +(.*)", line)
        if found:
            rows.append({"right": found[1], "tool": found[2], "name": found[3], "why": found[4], "met": False})
    return rows


def commands(folder, work, expgate, policy):
    def program(name):
        for place in ("venv/bin", "cog/bin"):
            path = os.path.join(folder, place, name)
            if os.access(path, os.X_OK):
                return path
        return None

    for name, text in (("gitlint.ini", GITLINT), ("committed.toml", COMMITTED), ("cchk.toml", COMMIT_CHECK)):
        with open(os.path.join(work, name), "w", encoding="utf-8") as file:
            file.write(text)
    message = os.path.join(work, "message")

    def of(name):
        return os.path.join(work, name)

    known = {
        "expgate": [expgate, "commit-msg", "--policy", policy, message],
        "gitlint": [program("gitlint"), "-C", of("gitlint.ini"), "--msg-filename", message],
        "commit-check": [program("commit-check"), "--config", of("cchk.toml"), "--message", message],
        "committed": [program("committed"), "--config", of("committed.toml"), "--commit-file", message],
        "cocogitto": [program("cog"), "verify", "--file", message],
    }
    return {name: argv for name, argv in known.items() if argv[0]}, [n for n, argv in known.items() if not argv[0]]


def judge(argv, work, text):
    with open(os.path.join(work, "message"), "wb") as file:
        file.write(text)
    begin = time.perf_counter()
    # As `git commit -m` runs its hook, so that expgate takes no line for a comment.
    done = subprocess.run(argv, cwd=work, env={**os.environ, "GIT_EDITOR": ":"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return ("good" if done.returncode == 0 else "bad"), time.perf_counter() - begin


def main():
    folder, messages, judged_path, expgate, policy = sys.argv[1:6]
    rows, judged = read_messages(messages), read_judged(judged_path)
    out = open(sys.argv[6], "w", encoding="utf-8") if len(sys.argv) > 6 else None
    unexpected = 0
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["git", "init", "-q", "-b", "main", work], check=True)
        for key in ("user.name", "user.email"):  # cocogitto judges nothing without them
            subprocess.run(["git", "-C", work, "config", key, "ada@example.com"], check=True)
        tools, missing = commands(folder, work, os.path.abspath(expgate), os.path.abspath(policy))
        for name in missing:
            print(f"peers: skipped {name}: it is not in {folder}")
        verdicts, times = {}, {}
        for tool, argv in tools.items():
            results = [judge(argv, work, text) for _, _, text in rows]
            verdicts[tool] = [verdict for verdict, _ in results]
            times[tool] = statistics.median(seconds for _, seconds in results)
        for tool in tools:
            if tool == "expgate":
                continue
            counts = {"both": 0, "expgate": 0, "peer": 0, "neither": 0}
            for at, (right, name, _) in enumerate(rows):
                ours, theirs = verdicts["expgate"][at], verdicts[tool][at]
                if ours == theirs:
                    counts["both" if ours == right else "neither"] += 1
                    continue
                who = "expgate" if ours == right else "peer"
                counts[who] += 1
                entry = next((e for e in judged if fnmatch.fnmatch(tool, e["tool"]) and fnmatch.fnmatch(name, e["name"])), None)
                if out:
                    out.write(f"{who:8} {tool:13} {name:28} {right}\n")
                if entry is None or entry["right"] != who:
                    unexpected += 1
                    print(f"  {name}: {right}; expgate says {ours}, {tool} {theirs}: NOT JUDGED in {os.path.basename(judged_path)}")
                else:
                    entry["met"] = True
            print(f"peers: {len(rows)} messages, {tool}: both are right about {counts['both']}, expgate alone about {counts['expgate']}, "
                  f"{tool} alone about {counts['peer']}, neither about {counts['neither']}; {times[tool] * 1000:.1f} ms a message, "
                  f"expgate {times['expgate'] * 1000:.1f} ms")
        for entry in judged:
            if not entry["met"] and not missing:  # one for several tools may be for the one that is missing
                unexpected += 1
                print(f"  {entry['tool']} {entry['name']}: NOT MET, nothing differs there")
    return 1 if unexpected else 0


sys.exit(main())
