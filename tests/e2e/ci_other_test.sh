#!/bin/bash
# expgate ci by hand and in Jenkins.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A repository on a branch with two bad commits and this policy on main.
branch_off() {
  git init -q project
  cd project
  cat >.expgate.yaml <<'YAML'
version: 1
extends: []
rules:
  commit-type: {}
  artifact-path: {}
  branch-name: {}
YAML
  save 'chore: begin' .expgate.yaml train.py
  git checkout -q -b feature/x
  save 'feet: add x' best.pt
  git rm -q best.pt
  save 'feat: drop it'
}

test_range() {
  branch_off
  refuses 'a bad message and a file that is gone again' 'commit-type artifact-path' "$EXPGATE" ci --range main..HEAD
  says 'and tells what was judged' "judged $(git rev-parse --short=7 main)..$(git rev-parse --short=7 HEAD) as a push to \`feature/x\`"
  passes 'the last commit alone' "$EXPGATE" ci --range HEAD~..
  passes 'nothing' "$EXPGATE" ci --range HEAD..HEAD
  refuses 'all of history' 'commit-type artifact-path' "$EXPGATE" ci --range 0000000000000000000000000000000000000000..HEAD
  undecided 'no range' "$EXPGATE" ci --range HEAD
  undecided 'a revision that is not there' "$EXPGATE" ci --range main..nothing
}

test_policy_of_the_base() {
  branch_off
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  save 'feat: allow everything' .expgate.yaml
  refuses 'a laxer policy in the range does not count' 'commit-type artifact-path' "$EXPGATE" ci --range main..
  passes '--policy stands in for the policy of the base' "$EXPGATE" ci --range main.. --policy .expgate.yaml
}

test_detached() {
  branch_off
  git checkout -q --detach
  undecided 'a range for no branch' "$EXPGATE" ci --range main..
  says 'names the option' '--ref BRANCH'
  refuses 'a range for a branch of no good name' 'commit-type artifact-path branch-name' "$EXPGATE" ci --range main.. --ref whatever
}

test_no_ci() {
  branch_off
  undecided 'no CI and no range' "$EXPGATE" ci
  says 'tells the way out' '--range origin/main..HEAD'
}

run_tests "$@"
