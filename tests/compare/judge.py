"""Runs two binaries on the same input and says how their verdicts differ. Wording is never compared."""
import json
import os
import re
import subprocess
import time
from collections import Counter

TIMEOUT = 120  # seconds a run
PLACE = ("rule", "check", "severity", "ref", "commit", "path", "line", "object")


def shown(finding):
    """Returns one line for a finding: what blames what, where, and whether it is waived."""
    line = " ".join(f"{key}={json.dumps(finding.get(key), ensure_ascii=False)}" for key in PLACE)
    refs = finding.get("refs") or []
    if refs != [finding.get("ref")] and refs:
        line += f" refs={json.dumps(sorted(refs), ensure_ascii=False)}"
    return line + (" waived" if finding.get("waived") else "")


def facts(code, stdout):
    """Returns a multiset of lines: all that is compared of a run."""
    lines = Counter([f"exit {code}"])
    if not stdout.strip():
        return lines + Counter(["no report"])
    try:
        report = json.loads(stdout)
    except ValueError:
        return lines + Counter(["a report that is not JSON"])
    lines.update([f"verdict {report['verdict']}", f"mode {report['mode']}"])
    lines.update(f"counts {key} {value}" for key, value in report["counts"].items())
    if report.get("error"):
        lines.update(["error"])
    lines.update("finding " + shown(finding) for finding in report["findings"])
    survey = report.get("audit")
    if survey:
        survey = {key: survey[key] for key in ("revisions", "first", "last", "categories", "worst", "secrets", "rules")}
        lines.update(f"audit {key} {json.dumps(value, sort_keys=True, ensure_ascii=False)}" for key, value in survey.items())
    return lines


def run(binary, arguments, stdin=b"", cwd=None, env=None, files=()):
    """Returns the facts of one run, or None if it did not end in time. STDIN may be None: closed. FILES are descriptors that it inherits."""
    extra = {"preexec_fn": lambda: os.close(0)} if stdin is None else {"input": stdin}
    try:
        done = subprocess.run([binary, *arguments, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              cwd=cwd, env=env, pass_fds=files, timeout=TIMEOUT, check=False, **extra)
    except subprocess.TimeoutExpired:
        return None
    return facts(done.returncode, done.stdout)


def differences(old, new):
    """Returns what only the old binary says (-) and what only the new one says (+), as lines."""
    if old is None or new is None:
        return [] if old is new else ["- ended in time" if new is None else "+ ended in time"]
    return [f"- {line}" for line in sorted((old - new).elements())] + [f"+ {line}" for line in sorted((new - old).elements())]


class Log:
    """A file of results, one a line: [name of the run, differences, the rules that were found, reason why it was skipped]."""

    def __init__(self, folder, name=None):
        self.path = os.path.join(folder, name or f"{os.getpid()}-{time.monotonic_ns()}.jsonl")

    def _add(self, *row):
        with open(self.path, "a", encoding="utf-8", errors="surrogateescape") as out:
            out.write(json.dumps(row) + "\n")

    def compared(self, name, old, new):
        found = {line.split(" ", 2)[1] for line in old or () if line.startswith("finding ")}
        found.update({"undecided"} & {line.split()[-1] for line in old or () if line.startswith("verdict ")})
        self._add(name, differences(old, new), sorted(found), "")

    def skipped(self, name, why):
        self._add(name, [], [], why)


def listed_rows(path):
    """Returns the rows `| part | run | difference | why |` of differences.md: patterns in which `*` stands for any text."""
    rows = []
    with open(path, encoding="utf-8") as text:
        for line in text:
            cells = [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if len(cells) == 4 and cells[0] != "part" and not re.fullmatch(r"[-:]+", cells[0]):
                rows.append(cells)
    return rows


def matches(pattern, text):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
