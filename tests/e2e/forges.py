#!/usr/bin/env python3
"""What forges take and what they would do with it: the schemas of their APIs, and their rules acted out.

forges.py schema github|gitlab FILE    ends with 0 if the API takes it
forges.py judge github|gitlab FILE     in a repository without hooks: what expgate and the forge say of messages, branches and files;
                                       prints what the forge rejects though expgate passes it, then how much both reject
"""
import fnmatch
import json
import os
import re
import subprocess
import sys

import jsonschema

try:
    import re2
except ImportError:
    re2 = None

EXPGATE = os.environ["EXPGATE"]


def rule(name, parameters=None, required=False):
    schema = {"properties": {"type": {"const": name}}, "required": ["type"], "additionalProperties": False}
    if parameters is not None:
        schema["properties"]["parameters"] = {
            "type": "object", "properties": parameters, "required": list(parameters), "additionalProperties": False}
        schema["required"] = ["type", "parameters"] if required else ["type"]
    return schema


TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 200}, "maxItems": 200}
PATTERN = {"name": {"type": "string"}, "negate": {"type": "boolean"},
           "operator": {"enum": ["starts_with", "ends_with", "contains", "regex"]}, "pattern": {"type": "string", "minLength": 1}}
BOOLEAN = {"type": "boolean"}
OF_REFS = [rule("creation"), rule("update"), rule("deletion"), rule("non_fast_forward"), rule("required_linear_history"),
           rule("required_signatures"),
           rule("pull_request", {"dismiss_stale_reviews_on_push": BOOLEAN, "require_code_owner_review": BOOLEAN,
                                 "require_last_push_approval": BOOLEAN, "required_review_thread_resolution": BOOLEAN,
                                 "required_approving_review_count": {"type": "integer", "minimum": 0, "maximum": 10}}, True),
           *[rule(name, PATTERN, True) for name in ("commit_message_pattern", "commit_author_email_pattern", "committer_email_pattern",
                                                    "branch_name_pattern", "tag_name_pattern")]]
OF_FILES = [rule("max_file_size", {"max_file_size": {"type": "integer", "minimum": 1, "maximum": 100}}, True),
            rule("max_file_path_length", {"max_file_path_length": {"type": "integer", "minimum": 1, "maximum": 32767}}, True),
            rule("file_extension_restriction", {"restricted_file_extensions": TEXTS}, True),
            rule("file_path_restriction", {"restricted_file_paths": TEXTS}, True)]
NAMES = {"type": "array", "items": {"type": "string", "pattern": "^(~ALL|~DEFAULT_BRANCH|refs/(heads|tags)/.+)$"}}


def ruleset(targets, rules, conditions):
    properties = {"name": {"type": "string", "minLength": 1}, "target": {"enum": targets},
                  "enforcement": {"enum": ["disabled", "active", "evaluate"]},
                  "rules": {"type": "array", "items": {"type": "object", "oneOf": rules}, "minItems": 1}}
    if conditions:
        properties["conditions"] = {
            "type": "object", "required": ["ref_name"], "additionalProperties": False, "properties": {
                "ref_name": {"type": "object", "required": ["include", "exclude"], "additionalProperties": False,
                             "properties": {"include": {**NAMES, "minItems": 1}, "exclude": NAMES}}}}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


REGEX = {"type": "string", "maxLength": 511}
SCHEMAS = {
    "github": {"type": "array", "items": {"oneOf": [ruleset(["branch", "tag"], OF_REFS, True), ruleset(["push"], OF_FILES, False)]}},
    "gitlab": {"type": "object", "additionalProperties": False, "properties": {
        **{name: REGEX for name in ("author_email_regex", "branch_name_regex", "commit_message_regex", "commit_message_negative_regex",
                                    "file_name_regex")},
        **{name: BOOLEAN for name in ("commit_committer_check", "commit_committer_name_check", "deny_delete_tag", "member_check",
                                      "prevent_secrets", "reject_non_dco_commits", "reject_unsigned_commits")},
        "max_file_size": {"type": "integer", "minimum": 0}}},
}


def found(pattern, text, multiline=False):
    """Whether the expression is found, as RE2 reads it; without RE2 as Python reads what both have in common."""
    flags = "(?m)" if multiline else ""
    if re2 is not None:
        return re2.search(flags + pattern, text) is not None
    return re.search(flags + pattern.replace(r"\x{FEFF}", "\ufeff"), text) is not None


class Gitlab:
    def __init__(self, rules):
        self.rules = rules

    def rejects_message(self, message):
        wanted, forbidden = self.rules.get("commit_message_regex"), self.rules.get("commit_message_negative_regex")
        return bool(wanted and not found(wanted, message, True)) or bool(forbidden and found(forbidden, message.rstrip("\n"), True))

    def rejects_branch(self, name):
        wanted = self.rules.get("branch_name_regex")
        return bool(wanted and name != "main" and not found(wanted, name))

    def rejects_file(self, path, size):
        most, forbidden = self.rules.get("max_file_size", 0), self.rules.get("file_name_regex")
        return bool(most and size > most << 20) or bool(forbidden and found(forbidden, path))


class Github:
    def __init__(self, rulesets):
        self.rules = [(each, rule["type"], rule.get("parameters", {})) for each in rulesets for rule in each["rules"]]

    def patterns(self, kind, branch):
        for ruleset, name, parameters in self.rules:
            if name != kind:
                continue
            refs = ruleset["conditions"]["ref_name"]
            if any(self.covers(glob, branch) for glob in refs["include"]) and not any(self.covers(glob, branch) for glob in refs["exclude"]):
                yield parameters

    @staticmethod
    def covers(glob, branch):
        if glob in ("~ALL", "~DEFAULT_BRANCH"):
            return glob == "~ALL" or branch == "main"
        regex = re.escape(glob).replace(r"\*\*/", "(?:[^/]+/)*").replace(r"\*", "[^/]*")
        return re.fullmatch(regex, "refs/heads/" + branch) is not None

    def rejects_message(self, message):
        return any(found(each["pattern"], message) == each["negate"] for each in self.patterns("commit_message_pattern", "develop"))

    def rejects_branch(self, name):
        return any(not found(each["pattern"], name) for each in self.patterns("branch_name_pattern", name))

    def rejects_file(self, path, size):
        for _, name, parameters in self.rules:
            if name == "max_file_size" and size > parameters["max_file_size"] * 1_000_000:
                return True
            if name == "max_file_path_length" and len(path) > parameters["max_file_path_length"]:
                return True
            if name == "file_extension_restriction":
                if any(fnmatch.fnmatchcase(path.rsplit("/", 1)[-1], glob) for glob in parameters["restricted_file_extensions"]):
                    return True
        return False


TYPES = "build chore ci docs feat fix perf refactor revert style test".split()
MESSAGES = [f"{kind}{scope}{mark}: add a ViT baseline" for kind in TYPES for scope in ("", "(model)") for mark in ("", "!")] + [
    "fix: a", "feat(model, data): join the two", "feat: 修复数据", "fix(a b): say it", "docs: x\n\nbody\n\nRefs: 1",
    "fixup! feat: add a ViT baseline", "squash! fix: a thing", "amend! fix: a thing",
    'Revert "feat: add x"\n\nThis reverts commit 4f2a9c1b0d3e5f60718293a4b5c6d7e8f9012345.',
    'Reapply "feat: add x"\n\nThis reverts commit 4f2a9c1b0d3e5f60718293a4b5c6d7e8f9012345.',
    "update", "Update README.md", "feature: add x", "Feat: add x", "feat:add x", "feat : add x", "feat(): add x", "feat(a: add x", "feat:  add x",
    "wip", "feat", ": add x", "add x\n\nfeat: not here", "[ABC-1] feat: x", "feat：add x", "fixup!", "merge main", "1.2.3", "feat[a]: x",
]
BRANCHES = """main develop feature/a feature/a/b feature/add-vit_2 exp/vit exp/vit/lr-1e-4 revert-12 revert-12-feature/x cherry-pick-4f2a dependabot/pip/torch
renovate/all/of/it pre-commit-ci-update-config gh-readonly-queue/main/pr-1 copilot/fix-1 me-patch-1 12-fix-it 7-a
scratch feat/x features/x feature exp experiment/x x/main main2 Feature/x master dev patch-1 me-patch-x fix-12 refs/heads/main copilot renovate bugfix/x
release/1.0 release/v1.0 topic/a/b vit.1 hotfix/it""".split()
FILES = """best.pth models/best.pth BEST.PT a.ckpt x.safetensors model.onnx a.h5 a.npy data/a.npz a.parquet f.pkl f.joblib train.log logs.txt a.wandb
model.py train.py docs/a.md results/best.json configs/exp/vit.yaml requirements.txt .gitkeep wandb/run-1/files/config.yaml wandb/.gitkeep
mlruns/0/meta.yaml mlruns/.gitkeep mlruns/a.dvc src/mlruns.py lightning_logs/v/hparams.yaml __pycache__/a.pyc node_modules/a/index.js .env .env.example
.env.pt .netrc id_rsa id_rsa.pub docs/id_rsa.md a.pem a.key kaggle.json a.kdbx nohup.out checkpoints/a.bin checkpoints/model.py runs/a.py runs/x.event
aux.py src/con src/console.py lpt1.txt com10.txt nul.d/x a:b.txt a?b a*b a<b a|b 'a"b' a.b. a./b best.pth.dvc best.pth.md ptx.py a.pth.py apth pth
.idea/x.xml .vscode/settings.json idea/x.xml data/a.csv a.csv mlflow.db tfevents.py events.out.tfevents.1 x.tfevents.md a.pt.tar a.npy.txt
notes/topology.png a.mar a.mat a.dat a.bin x.index slurm-1.out .pth x/.pt Thumbs.db thumbs.db .DS_Store""".split() + [
    "a b.txt", "a ", "a /b", "x" * 200 + "/" + "y" * 199, "x" * 200 + "/" + "y" * 200, "é" * 120 + "/" + "ü" * 90]
SIZES = [("big.txt", 1 << 20), ("big.txt", 5 << 20), ("big.txt", (5 << 20) + 1), ("big.txt", 7 << 20)]


def run(*arguments, **options):
    return subprocess.run(arguments, capture_output=True, check=False, **options)


def passes_message(message):
    """Of a commit that is pushed to `develop`, where fixups may not stay."""
    head = run("git", "rev-parse", "HEAD").stdout.decode().strip()
    made = run("git", "commit-tree", "-p", head, "HEAD^{tree}", input=(message + "\n").encode()).stdout.decode().strip()
    return run(EXPGATE, "update", "refs/heads/develop", head, made).returncode == 0


def passes_branch(name):
    head = run("git", "rev-parse", "HEAD").stdout.decode().strip()
    return run(EXPGATE, "update", "refs/heads/" + name, "0" * len(head), head).returncode == 0


def passes_file(path, size):
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(b"x = 1\n" if size == 0 else b"x" * size)
    run("git", "add", "-f", "--", path)
    passed = run(EXPGATE, "pre-commit").returncode == 0
    run("git", "rm", "-q", "-f", "--cached", "--", path)
    os.remove(path)
    if os.path.dirname(path):
        os.removedirs(os.path.dirname(path))
    return passed


def judge(forge):
    both = {"messages": 0, "branches": 0, "files": 0}

    def compare(kind, what, passed, rejected):
        if passed and rejected:
            print(f"unfair: {kind}: {what!r}")
        both[kind] += not passed and rejected

    for message in MESSAGES:
        compare("messages", message, passes_message(message), forge.rejects_message(message + "\n"))
    for branch in BRANCHES:
        compare("branches", branch, passes_branch(branch), forge.rejects_branch(branch))
    for path, size in [(path, 0) for path in FILES] + SIZES:
        # that GitHub does not know a leading dot is said
        is_said = isinstance(forge, Github) and path.rsplit("/", 1)[-1].startswith(".")
        compare("files", f"{path} {size}", passes_file(path, size) and not is_said, forge.rejects_file(path, size))
    print(" ".join(f"{kind} {count}" for kind, count in both.items()))


def main():
    verb, kind, file = sys.argv[1:]
    with open(file, encoding="utf-8") as source:
        data = json.load(source)
    if verb == "schema":
        jsonschema.Draft7Validator(SCHEMAS[kind]).validate(data)
    else:
        judge(Gitlab(data) if kind == "gitlab" else Github(data))


if __name__ == "__main__":
    main()
