#!/bin/bash
# What reports become in the hands of those who read them: strict parsers, with texts that somebody pushes to break them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

# Commits whose texts are commands, markup and control bytes: a subject, a body, a path.
nasty() {
  strict_with_config
  git checkout -q -b feature/x
  mkdir -p 'a]]><b>'
  big 'a]]><b>/::error::%0A"best".pt' 1024
  git add .
  git -c i18n.commitEncoding=UTF-8 commit -q --no-verify -F - <<MESSAGE
::error::owned <img src=x onerror=alert(1)> ]]> & "q" | \`b\` @ada [a](http://b) ##[add-mask]m

::stop-commands::x
$(printf '\033[2J \xff \xe2\x80\xae')
MESSAGE
  save 'feet: add y' other.ckpt
}

# python CHECK FILE…: runs a check that is written in Python; it has to say nothing.
python() {
  local said
  said=$(python3 -c "$1" "${@:2}" 2>&1) && [ -z "$said" ] && ok "$what" && return
  not_ok "$what" "$said"
}

# outside_code FILE: what of a Markdown file is in no code span and no block of code, where nothing has a meaning.
outside_code() { awk '/^```/ { code = !code; next } !code' "$1" | sed -E 's/`` .* ``//g; s/`[^`]*`//g'; }

# What GitLab's parser of Code Quality wants (docs/ci.md).
readonly code_quality='
import json, re, sys
entries = json.load(open(sys.argv[1]))
assert isinstance(entries, list) and entries, "no list, or an empty one"
prints = [entry["fingerprint"] for entry in entries]
assert len(set(prints)) == len(prints), "fingerprints that are alike"
for entry in entries:
    assert entry["description"] and entry["check_name"], entry
    assert entry["severity"] in ("info", "minor", "major", "critical", "blocker"), entry
    path = entry["location"]["path"]
    assert path and not path.startswith(("/", "./")), path
    assert isinstance(entry["location"]["lines"]["begin"], int), entry
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e]", entry["description"]), entry
'

# JUnit, as GitLab, GitHub and Jenkins read it.
readonly junit='
import sys
from xml.etree import ElementTree
root = ElementTree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites", root.tag
cases = failures = 0
for suite in root:
    assert suite.tag == "testsuite" and suite.get("name"), suite.attrib
    inside = [case for case in suite if case.tag == "testcase"]
    assert int(suite.get("tests")) == len(inside), suite.attrib
    failed = [case for case in inside if case.find("failure") is not None]
    assert int(suite.get("failures")) == len(failed), suite.attrib
    for case in inside:
        assert case.get("name") and case.get("classname"), case.attrib
        float(case.get("time", "0"))
    cases += len(inside)
    failures += len(failed)
assert (failures > 0) == (sys.argv[2] == "fail"), (cases, failures)
assert cases > failures, "checks that passed are test cases, too"
'

# SARIF 2.1.0, as code scanning reads it.
readonly sarif='
import json, re, sys
log = json.load(open(sys.argv[1]))
assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
(run,) = log["runs"]
rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
assert run["tool"]["driver"]["name"] == "expgate" and len(rules) > 20
for rule in run["tool"]["driver"]["rules"]:
    assert rule["shortDescription"]["text"], rule
prints = []
for result in run["results"]:
    assert result["ruleId"] in rules, result["ruleId"]
    assert result["level"] in ("none", "note", "warning", "error")
    assert result["message"]["text"] and "](" not in result["message"]["text"]
    for location in result["locations"]:
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) and not uri.startswith("/"), uri
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    prints += result["partialFingerprints"].values()
(invocation,) = run["invocations"]
assert isinstance(invocation["executionSuccessful"], bool)
'

test_every_format_in_one_run() {
  nasty
  exits 'all at once' 1 "$EXPGATE" ci --range main.. --default-branch main --report gitlab=g.json --report junit=j.xml --report sarif=s.json \
    --report github=h.txt --report markdown=m.md --report json=r.json
  local what
  what='GitLab takes the code quality' && python "$code_quality" g.json
  what='JUnit is well-formed, and counts right' && python "$junit" j.xml fail
  what='SARIF is what code scanning takes' && python "$sarif" s.json
  is 'each finding about a file is in the code quality' "$(python3 -c 'import json; print(sum(f["path"] is not None for f in json.load(open("r.json"))["findings"]))')" \
    "$(python3 -c 'import json; print(len(json.load(open("g.json"))))')"
  is 'each finding is in SARIF' "$(python3 -c 'import json; print(len(json.load(open("r.json"))["findings"]))')" \
    "$(python3 -c 'import json; print(len(json.load(open("s.json"))["runs"][0]["results"]))')"
  is 'every line for GitHub is one of ours' '' "$(grep -vE '^(::(error|warning|notice) |expgate: |$)' h.txt || true)"
  is 'no markup of theirs is in the Markdown' '' "$(outside_code m.md | grep -nE '<img|<b>|^::' || true)"
  is 'no control byte is in any of them' '' "$(grep -lP '[\x00-\x08\x0e-\x1f\x7f]' g.json j.xml s.json h.txt m.md r.json || true)"
}

test_to_stdout() {
  nasty
  local format
  for format in gitlab junit sarif github markdown json; do
    "$EXPGATE" ci --range main.. --default-branch main --format "$format" >"out.$format" 2>err || true
    is "$format: nothing on stderr" '' "$(cat err)"
  done
  local what
  what='code quality on stdout' && python "$code_quality" out.gitlab
  what='JUnit on stdout' && python "$junit" out.junit fail
  what='SARIF on stdout' && python "$sarif" out.sarif
}

test_no_format_holds_a_command_of_the_repository() {
  nasty
  save 'feat: add z' '##[add-mask]z.ckpt'
  local format
  for format in text json gitlab junit sarif github markdown html; do
    "$EXPGATE" ci --range main.. --default-branch main --format "$format" >log 2>/dev/null || true
    exits "$format: names the file" 0 grep -q 'add-mask]z' log
    exits "$format: nothing that Azure or an old runner would do" 1 grep -q '##\[' log
    exits "$format: nothing that GitHub would do" 1 grep -qE '^[[:space:]]*::(error::owned|stop)' log
  done
}

test_a_pass_and_an_undecided() {
  strict_with_config
  git checkout -q -b feature/x
  save 'feat: add y' model.py
  exits 'a pass' 0 "$EXPGATE" ci --range main.. --default-branch main --report junit=j.xml --report gitlab=g.json --report sarif=s.json
  local what
  what='a pass in JUnit' && python "$junit" j.xml pass
  what='a pass in SARIF' && python "$sarif" s.json
  is 'a pass in the code quality' '[]' "$(tr -d '[:space:]' <g.json)"
  exits 'a base that is not there' 2 "$EXPGATE" ci --range "$(digits 1).." --default-branch main --report junit=j.xml --report gitlab=g.json \
    --report sarif=s.json --report github=h.txt --report markdown=m.md
  is 'an error in JUnit' 1 "$(grep -c '<error' j.xml)"
  what='an entry in the code quality' && python "$code_quality" g.json
  is 'a failed run in SARIF' False "$(python3 -c 'import json; print(json.load(open("s.json"))["runs"][0]["invocations"][0]["executionSuccessful"])')"
  is 'an error for GitHub' 1 "$(grep -c '^::error ' h.txt)"
  is 'words in Markdown' 1 "$(grep -ciE '^#+ .*could not decide' m.md || true)"
}

test_fingerprints_outlive_a_rebase() {
  nasty
  "$EXPGATE" ci --range main.. --default-branch main --report gitlab=before.json >/dev/null || true
  git checkout -q main
  save 'feat: go on' train2.py
  git checkout -q feature/x
  git rebase -q main
  "$EXPGATE" ci --range main.. --default-branch main --report gitlab=after.json >/dev/null || true
  is 'they stay the same' "$(grep -o '"fingerprint": *"[^"]*"' before.json | sort)" "$(grep -o '"fingerprint": *"[^"]*"' after.json | sort)"
}

test_the_summary_of_a_step() {
  nasty
  : >summary.md
  GITHUB_STEP_SUMMARY=$PWD/summary.md "$EXPGATE" ci --range main.. --default-branch main --format github >/dev/null || true
  is 'is written in Markdown' 1 "$(grep -cE '^#+ .*expgate' summary.md)"
  is 'without markup of theirs' '' "$(outside_code summary.md | grep -nE '<img|<b>' || true)"
  GITHUB_STEP_SUMMARY=$PWD/none.md "$EXPGATE" ci --range main.. --default-branch main >/dev/null || true
  is 'only where GitHub is written for' no "$([ -e none.md ] && echo yes || echo no)"
}

test_a_report_that_cannot_be_written() {
  nasty
  exits 'changes no verdict' 1 "$EXPGATE" ci --range main.. --default-branch main --report junit=nowhere/j.xml --report sarif=s.json
  says 'is told' 'nowhere/j.xml'
  is 'the others are written' yes "$([ -s s.json ] && echo yes)"
  undecided 'a format that nobody knows' "$EXPGATE" ci --range main.. --default-branch main --report junitt=j.xml
  says 'asks what was meant' 'did you mean `junit`'
}

run_tests
