#!/usr/bin/env python3
"""summary.py DIFFERENCES RESULTS PART MINIMUM [PART MINIMUM]…: adds up the results, a folder a part; exit code 1 on unlisted differences.

Also fails if a part compared fewer runs than its MINIMUM: a comparison that did not happen proves nothing."""
import collections
import glob
import json
import os
import sys

import judge

RULES = os.environ.get("COMPARE_RULES")  # set: say in how many runs each rule found something
SHOWN = 40  # differing runs printed in full; the others are counted


def results_of(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def main():
    differences, folder, *parts = sys.argv[1:]
    rows = judge.listed_rows(differences)
    used, total, unlisted, listed, failed = set(), 0, 0, 0, False
    for part, minimum in zip(parts[::2], map(int, parts[1::2])):
        compared = 0
        skipped, rules = collections.Counter(), collections.Counter()
        for name, lines, found, why in results_of(os.path.join(folder, part)):
            if why:
                skipped[why] += 1
                continue
            compared += 1
            rules.update(each.removeprefix("rule=").strip('"') for each in found or ["nothing"])
            hits = [[at for at, row in enumerate(rows) if judge.matches(row[0], part) and judge.matches(row[1], name) and
                     judge.matches(row[2], line)] for line in lines]
            used.update(at for hit in hits for at in hit)
            listed += bool(lines) and all(hits)
            if all(hits):
                continue
            unlisted += 1
            if unlisted <= SHOWN:
                print(f"{part}: {name}", *(f"    {line}" for line, hit in zip(lines, hits) if not hit), sep="\n")
        total += compared
        nothing, undecided = rules.pop("nothing", 0), rules.pop("undecided", 0)
        print(f"{part}: compared {compared:,} runs: nothing found in {nothing:,}, undecided {undecided:,}, findings of {len(rules)} rules" +
              "".join(f"; skipped {count:,}: {why}" for why, count in skipped.most_common()))
        if RULES:
            print(*(f"    {count:6,} {rule}" for rule, count in sorted(rules.items())), sep="\n")
        if compared < minimum:
            failed = True
            print(f"{part}: suspiciously few, at least {minimum:,} were expected")
    if unlisted > SHOWN:
        print(f"… and {unlisted - SHOWN:,} more runs that differ")
    for at, row in enumerate(rows):
        if at not in used:
            print(f"note: nothing matches this row of {os.path.basename(differences)}: {row[0]} | {row[1]} | {row[2]}")
    print(f"compared {total:,} runs: {unlisted:,} differences, {listed:,} listed")
    sys.exit(1 if unlisted or failed else 0)


main()
