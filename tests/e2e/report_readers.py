"""Reads reports as their readers do: report_readers.py FORMAT FILE [SCHEMA]. Prints what is wrong with the file; nothing if it is fine."""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema

# GitLab validates each entry (app/validators/json_schemas/codeclimate.json) and reads on up to the first that fails; the page needs the
# path and line, too (docs.gitlab.com/ci/testing/code_quality).
GITLAB_ENTRY = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^(?!/|\\./)."},
                "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
            },
        },
    },
}

# What stands where in JUnit XML, as Jenkins and GitLab read it: element, its attributes (those behind * must be there), its children.
JUNIT = {
    "testsuites": ({"*name", "*tests", "*failures", "*errors", "*time"}, {"testsuite"}),
    "testsuite": ({"*name", "*tests", "*failures", "*errors", "*skipped", "*time"}, {"testcase", "system-out"}),
    "testcase": ({"*name", "*classname", "*time", "file"}, {"failure", "error", "skipped"}),
    "failure": ({"*message", "*type"}, set()),
    "error": ({"*message", "*type"}, set()),
    "skipped": ({"*message"}, set()),
    "system-out": (set(), set()),
}


def load(path):
    with open(path, "rb") as file:
        return json.loads(file.read().decode("utf-8", "strict"))


def gitlab(path, _):
    entries = load(path)
    jsonschema.validate(entries, {"type": "array", "items": GITLAB_ENTRY})
    prints = [entry["fingerprint"] for entry in entries]
    assert len(set(prints)) == len(prints), "equal fingerprints"


def junit(path, _):
    root = ElementTree.parse(path).getroot()
    assert root.tag == "testsuites", root.tag

    def walk(element):
        attributes, children = JUNIT[element.tag]
        names = {name.lstrip("*") for name in attributes}
        needed = {name[1:] for name in attributes if name.startswith("*")}
        assert needed <= set(element.keys()) <= names, (element.tag, element.keys())
        for child in element:
            assert child.tag in children, (element.tag, child.tag)
            walk(child)

    walk(root)
    for suite in root:
        cases = suite.findall("testcase")
        keys = [(case.get("classname"), case.get("name")) for case in cases]
        assert len(set(keys)) == len(keys), "two tests of one name"
        for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            found = sum(len(case.findall(kind)) for case in cases)
            assert suite.get(attribute) == str(found), (kind, found)
        assert suite.get("tests") == str(len(cases))
        # GitLab reads an element with a `type` that Rails knows ("yaml", "file", …) as that type.
        for case in cases:
            assert len(case) <= 1
            assert all(child.get("type") not in ("yaml", "symbol", "file", "array", "hash") and child.text for child in case)


def sarif(path, schema):
    log = load(path)
    jsonschema.Draft7Validator(load(schema), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER).validate(log)
    for run in log["runs"]:
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        for result in run["results"]:  # what GitHub's code scanning takes (its documentation of SARIF support)
            assert result["ruleId"] in rules, result["ruleId"]
            place = result["locations"][0]["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"]), place
            assert place["region"]["startLine"] >= 1
            assert result["partialFingerprints"]["primaryLocationLineHash"]


def github(path, _):
    with open(path, encoding="utf-8", errors="strict", newline="") as file:
        text = file.read()
    assert "\r" not in text
    *commands, last = text.rstrip("\n").split("\n")
    assert last.startswith("expgate: "), last
    for line in commands:
        match = re.fullmatch(r"::(error|warning|notice) ((?:(?:file|line|title)=[^,:%]*(?:%(?:25|0A|0D|3A|2C)[^,:%]*)*,?)+)::(.*)", line)
        assert match, line
        assert re.fullmatch(r"([^%]|%25|%0A|%0D)*", match[3]), line


# What stands at the end of a report in Markdown, outside its blocks of commands.
MARKDOWN_STEP = re.compile(
    r"To fix this (commit|(push|change) \(.+, \d+ errors?( in \d+ commits?)?\)):|or without expgate:|and in any case:"
    r"|clear the outputs of the notebooks in Jupyter(, then:| and stage them again)|in `.+`, (add the line|line \d+, write) `.+`"
    r"|this leaves commit [0-9a-f]{7,}: push again to see what to do about it|(or by hand: )?stop at commit [0-9a-f]{7,} in a rebase, and fix it there")


def markdown(path, _):
    with open(path, encoding="utf-8", errors="strict", newline="") as file:
        text = file.read()
    assert text.startswith("### ") and "\r" not in text
    assert len(text.encode()) < 1 << 20
    fixes = False
    lines = iter(text.split("\n"))
    for line in lines:
        fixes = fixes or line.startswith("To fix this ")
        fence = re.fullmatch("(`{3,})sh", line)
        if fence:  # one command, which cannot end its block
            command = next(lines)
            assert fixes and command and fence[1] not in command, command
            assert next(lines) == fence[1], command
        else:
            assert not line or MARKDOWN_STEP.fullmatch(line) or re.match(r"(###|(  )?-|help:|…|\d+ commits?,) ?", line), line


try:
    {"gitlab": gitlab, "junit": junit, "sarif": sarif, "github": github, "markdown": markdown}[sys.argv[1]](
        sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
except Exception as error:  # whatever it is, the file cannot be read
    print(f"{type(error).__name__}: {str(error)[:2000]}")
