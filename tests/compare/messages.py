#!/usr/bin/env python3
"""messages.py OLD NEW MESSAGES POLICY RESULTS: each message of the bench through commit-msg, and all of them through ci.

Stands in a repository whose refs/heads/main history.pl has made of MESSAGES (see there)."""
import os
import re
import subprocess
import sys

import judge


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE).stdout


def main():
    old, new, messages, policy, results = sys.argv[1:]
    log = judge.Log(results)
    with open(messages, encoding="utf-8") as lines:
        names = [found[1] for found in (re.match(r"(?:good|bad) +(\S+)", line) for line in lines) if found]
    commits = git("rev-list", "--reverse", "--first-parent", "main").decode().split()
    if len(commits) != len(names) + 1:
        sys.exit(f"{len(names)} messages, but {len(commits) - 1} commits")
    branches = {"main": [], "feature": ["feature/x"]}
    for name, commit in zip(names, commits[1:]):
        with open("message", "wb") as out:
            out.write(git("cat-file", "commit", commit).split(b"\n\n", 1)[1])
        merge = os.path.join(".git", "MERGE_HEAD")
        if name.startswith("merge-"):
            with open(merge, "w", encoding="ascii") as out:
                out.write(commits[0] + "\n")
        for branch in branches:
            git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
            for title, options in {"default": [], "messages.yaml": ["--policy", policy]}.items():
                arguments = ["commit-msg", "message", *options]
                log.compared(f"commit-msg {name} on {branch}, policy {title}", *(judge.run(each, arguments) for each in (old, new)))
        if os.path.exists(merge):
            os.remove(merge)
    for title, options in {"default": [], "messages.yaml": ["--policy", policy]}.items():
        for ref in ("main", "feature/x"):
            arguments = ["ci", "--range", f"{commits[0]}..main", "--ref", ref, *options]
            log.compared(f"ci on {ref}, policy {title}", *(judge.run(each, arguments) for each in (old, new)))


main()
