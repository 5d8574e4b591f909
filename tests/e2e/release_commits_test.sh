#!/bin/bash
# A10: what release tools write by default, as an option, and what somebody typed who wants to look like one.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# project OPTION: a server and a clone with a package, and the option of commit-header.
project() {
  server project
  policy project <<<"{version: 1, extends: [conventional-commits], rules: {commit-header: {$1}}}"
  clone project && hook . commit-msg
  printf 'version: 1\nextends: [conventional-commits]\nrules: {commit-header: {%s}}\n' "$1" >.expgate.yaml
  printf '{"name": "vit", "version": "1.2.2"}\n' >package.json && printf '__version__ = "1.2.2"\n' >version.py
  git add . && save 'chore: begin' && git push -q --no-verify origin main
}

# releases MESSAGE [BODY]: a commit with that message that does what its tool does.
releases() {
  git checkout -q -B "feature/$((++number))" main
  sed -i 's/1.2.2/1.2.3/' package.json version.py
  { printf '## 1.2.3\n\n- a change with a long line, as generators of changelogs write them, beyond every limit of columns that a body has %s\n' https://example.com; } >CHANGELOG.md
  git add . && commit_ok "$1: the hook" -m "$1" -m "${2:-}"
}
number=0

readonly messages=(1.2.3 v1.2.3 'bump: version 1.2.2 → 1.2.3' 'chore(release): 1.2.3 [skip ci]' 'chore(main): release 1.2.3')

test_the_defaults_of_release_tools() {
  project 'release_commits: true'
  local message
  for message in "${messages[@]}"; do
    releases "$message" "$(cat CHANGELOG.md 2>/dev/null || echo 'Automatically generated, with a line that is longer than a hundred columns as those of changelogs are.')"
    push_ok "$message: the server"
    passes "$message: CI" "$EXPGATE" ci --range main..HEAD --ref feature/x
  done
}

test_by_default_they_are_messages_like_others() {
  project ''
  git checkout -q -b feature/x && sed -i 's/1.2.2/1.2.3/' package.json && git add .
  commit_refused 'a bare version' commit-header -m 1.2.3
  commit_refused 'a bump' 'commit-type' -m 'bump: version 1.2.2 → 1.2.3'
  commit_ok 'a header like others' -m 'chore(release): 1.2.3'
}

test_words_alone_are_no_release() {
  project 'release_commits: true'
  git checkout -q -b feature/x && echo 'x = 1' >train.py && sed -i 's/1.2.2/1.2.3/' package.json && git add .
  git commit -q --no-verify -m 1.2.3
  push_refused 'with something else in it' commit-header
  git reset -q --hard main && sed -i 's/1.2.2/1.2.4/' package.json && git commit -q --no-verify -a -m 1.2.3
  push_refused 'with another version' commit-header -f origin HEAD
  git commit -q --amend --no-verify -m '1.2.4 is out'
  push_refused 'with more words' commit-header -f origin HEAD
  git reset -q --hard main && git commit -q --no-verify --allow-empty -m 1.2.3
  push_refused 'with nothing in it' commit-header -f origin HEAD
  git reset -q --hard main && sed -i 's/1.2.2/1.2.3/' package.json && git commit -q --no-verify -a -m 1.2.3
  push_ok 'and one that is' -f origin HEAD
}

test_init_proposes_it_where_the_history_has_them() {
  git init -q work && cd work && save 'chore: begin' a.txt
  "$EXPGATE" init --no-hooks --dry-run >plain
  is 'not without' '' "$(grep release_commits plain || true)"
  save v1.2.3
  "$EXPGATE" init --no-hooks >/dev/null
  is 'with one' '  commit-header: {release_commits: true}' "$(grep release_commits .expgate.yaml)"
  exits 'it is a policy' 0 "$EXPGATE" policy check
}

run_tests "$@"
