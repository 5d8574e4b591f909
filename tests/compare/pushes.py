#!/usr/bin/env python3
"""pushes.py OLD NEW COUNT RESULTS WORK: judges COUNT generated pushes with both binaries, in repositories that are made in WORK.

Every push goes through pre-receive; some go through a real git push with its quarantine, update, ci, pre-commit and pre-push, too."""
import concurrent.futures
import os
import shlex
import shutil
import subprocess
import sys

import generate
import judge

HOOK = """#!/bin/sh
cat >stdin
for each in old new; do
  if [ $each = old ]; then gate={old}; else gate={new}; fi
  "$gate" pre-receive --format json <stdin >$each.json 2>/dev/null
  echo $? >$each.code
done
exit 1
"""


class Repository:
    def __init__(self, binaries, seed, log, work):
        self.binaries = binaries
        self.log = log
        self.made = generate.Generator(seed)
        self.zero = "0" * (64 if self.made.format == "sha256" else 40)
        self.folder = os.path.join(work, f"{seed}.git")
        self.server = os.path.join(work, f"{seed}-server.git")
        self.clone = os.path.join(work, f"{seed}-clone")
        self.names = self.made.build(self.folder)
        self.make_server()
        self.make_clone()

    def git(self, folder, *arguments, check=True):
        return subprocess.run(["git", "-C", folder, *arguments], check=check, stdout=subprocess.DEVNULL, stderr=None if check else subprocess.DEVNULL)

    def make_server(self):
        """A repository that has what the refs lead to and nothing else, so that a push brings something."""
        subprocess.run(["git", "clone", "-q", "--mirror", "--no-local", self.folder, self.server], check=True)
        self.git(self.server, "config", "--remove-section", "remote.origin")
        if os.path.isdir(os.path.join(self.folder, "custom_hooks")):
            shutil.copytree(os.path.join(self.folder, "custom_hooks"), os.path.join(self.server, "custom_hooks"))
        hook = os.path.join(self.server, "hooks", "pre-receive")
        os.makedirs(os.path.dirname(hook), exist_ok=True)
        with open(hook, "w", encoding="utf-8") as out:
            out.write(HOOK.format(old=shlex.quote(self.binaries[0]), new=shlex.quote(self.binaries[1])))
        os.chmod(hook, 0o755)

    def make_clone(self):
        """A working copy that has all objects, and the server's branches as origin's."""
        subprocess.run(["git", "init", "-q", "--object-format=" + self.made.format, self.clone], check=True)
        with open(os.path.join(self.clone, ".git", "objects", "info", "alternates"), "w", encoding="utf-8") as out:
            out.write(os.path.join(self.folder, "objects") + "\n")
        self.git(self.clone, "remote", "add", "origin", self.server)
        for ref, mark in self.made.refs.items():
            if ref.startswith("refs/heads/"):
                self.git(self.clone, "update-ref", ref.replace("refs/heads/", "refs/remotes/origin/"), self.names[mark])

    def name(self, mark):
        return self.names[mark] if mark else self.zero

    def compare(self, title, folder, arguments, stdin="", more=None):
        environment = {**os.environ, **(more or {})}
        self.log.compared(title, *(judge.run(each, arguments, stdin.encode(), folder, environment) for each in self.binaries))

    def judge_push(self, at):
        kind, updates = self.made.pushes[at]
        title = f"push {self.made.seed}.{at} {kind}"
        updates = [(ref, self.name(old), self.name(new)) for ref, old, new in updates]
        lines = "".join(f"{old} {new} {ref}\n" for ref, old, new in updates)
        user = {"GL_USERNAME": "alice", "GL_ID": "user-1", "GIT_PUSH_OPTION_COUNT": "1", "GIT_PUSH_OPTION_0": "expgate.bypass=it is Monday"}
        self.compare(f"{title}: pre-receive", self.folder, ["pre-receive"], lines, user if at % 2 else None)
        if at % 5 == 1:
            for ref, old, new in updates:
                self.compare(f"{title}: update {ref}", self.folder, ["update", ref, old, new])
        if at % 3 == 0:
            self.judge_in_ci(title, updates)
        if at % 4 == 0:
            self.push(title, updates)
        if at % 5 == 2:
            self.judge_commit(title, updates)
        if at % 5 == 3:
            lines = "".join(f"{ref if new != self.zero else '(delete)'} {new} {ref} {old}\n" for ref, old, new in updates)
            self.compare(f"{title}: pre-push", self.clone, ["pre-push", "origin", self.server], lines)

    def judge_in_ci(self, title, updates):
        for ref, old, new in updates:
            if new != self.zero and ref.startswith(("refs/heads/", "refs/tags/")):
                start = old if old != self.zero else self.name(self.made.refs["refs/heads/main"])
                short = ref[len("refs/heads/"):] if ref.startswith("refs/heads/") else ref[len("refs/"):]
                self.compare(f"{title}: ci {ref}", self.folder, ["ci", "--range", f"{start}..{new}", "--ref", short, "--default-branch", "main"])

    def push(self, title, updates):
        results = [os.path.join(self.server, f"{each}.{kind}") for each in ("old", "new") for kind in ("json", "code")]
        for each in results:
            if os.path.exists(each):
                os.remove(each)
        refspecs = [f"{'' if new == self.zero else '+' + new}:{ref}" for ref, _, new in updates]
        self.git(self.folder, "push", "-q", self.server, *refspecs, check=False)
        if not all(os.path.exists(each) for each in results):
            self.log.skipped(f"{title}: git push", "git itself refuses the push")
            return
        found = []
        for report, code in (results[:2], results[2:]):
            with open(report, "rb") as text, open(code, encoding="ascii") as number:
                found.append(judge.facts(int(number.read()), text.read()))
        self.log.compared(f"{title}: git push", *found)

    def judge_commit(self, title, updates):
        """The push's new commit as if it were staged on its parent, on the branch."""
        for ref, old, new in updates:
            if new == self.zero or not ref.startswith("refs/heads/") or self.git(self.folder, "rev-parse", "-q", "--verify", new + "^", check=False).returncode:
                continue
            if self.git(self.clone, "update-ref", ref, new + "^", check=False).returncode:
                continue  # beside another branch of its name
            self.git(self.clone, "symbolic-ref", "HEAD", ref)
            if self.git(self.clone, "read-tree", new, check=False).returncode == 0:
                self.compare(f"{title}: pre-commit on {ref}", self.clone, ["pre-commit"])

    def audit(self):
        title = f"repository {self.made.seed}"
        tips = [self.name(new) for _, updates in self.made.pushes for _, _, new in updates if new in self.made.trees]
        self.compare(f"{title}: audit --all", self.folder, ["audit", "--all"])
        self.compare(f"{title}: audit of everything pushed", self.folder, ["audit", *sorted(set(tips))])

    def clear(self):
        for each in (self.folder, self.server, self.clone):
            shutil.rmtree(each)


def judge_repository(binaries, seed, count, results, work):
    repository = Repository(binaries, seed, judge.Log(results, f"{seed}.jsonl"), work)
    for at in range(count):
        repository.judge_push(at)
    repository.audit()
    repository.clear()


def main():
    old, new, count, results, work = sys.argv[1:]
    count = int(count)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(judge_repository, (old, new), at // generate.PUSHES, min(generate.PUSHES, count - at), results, work)
                for at in range(0, count, generate.PUSHES)]
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
