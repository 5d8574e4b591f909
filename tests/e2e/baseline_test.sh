#!/bin/bash
# Baselines: what was found on the day of adoption is let pass, what comes later is not.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

past() {
  git init -q "$1"
  cd "$1"
  printf 'version: 1\nextends: [conventional-commits, artifacts]\n' >.expgate.yaml
  save 'chore: set a policy' .expgate.yaml
  head -c 2000 /dev/urandom >best.pt
  save 'Add weights' best.pt
  save 'feat: add code' a.py
}

adopt() {
  "$EXPGATE" audit --write-baseline expgate-baseline.json "$@" >/dev/null
}

test_a_past_is_adopted() {
  past repo
  exits 'it would be rejected' 1 "$EXPGATE" audit
  exits 'writing it down lets it pass' 0 "$EXPGATE" audit --write-baseline expgate-baseline.json
  says 'says so' 'wrote the baseline `expgate-baseline.json`: it waives 2 findings from now on'
  exits 'from now on it passes' 0 "$EXPGATE" audit --baseline expgate-baseline.json
  exits 'not without it' 1 "$EXPGATE" audit
  "$EXPGATE" audit --baseline expgate-baseline.json --format json >report.json
  is 'waived and counted' '2 0 baseline' "$(python3 -c 'import json; r = json.load(open("report.json")); w = [f for f in r["findings"] if "waived" in f]
print(r["counts"]["waived"], r["counts"]["error"], w[0]["waived_by"].split(" ")[0])')"
  save 'Add more' b.py
  refuses 'what is new is judged' commit-header "$EXPGATE" audit --baseline expgate-baseline.json
  head -c 2000 /dev/urandom >best.pt
  save 'feat: better weights' best.pt
  refuses 'another object under a known path, too' 'artifact-path commit-header' "$EXPGATE" audit --baseline expgate-baseline.json
}

test_the_file_is_the_same_each_time_and_names_no_line() {
  past repo
  adopt
  cp expgate-baseline.json first
  adopt
  is 'the same bytes' '' "$(diff first expgate-baseline.json)"
  is 'an entry a line' 2 "$(grep -c '^    {"rule"' expgate-baseline.json)"
  is 'sorted' '' "$(grep '^    {' expgate-baseline.json | sed 's/,$//' | LC_ALL=C sort -c 2>&1)"
  is 'its schema' '  "schema": "expgate-baseline/1",' "$(sed -n 2p expgate-baseline.json)"
  is 'no lines' '' "$(grep '"line"' expgate-baseline.json || true)"
  # Written again with the old one in force, it is still whole.
  "$EXPGATE" audit --baseline expgate-baseline.json --write-baseline expgate-baseline.json >/dev/null
  is 'also with itself in force' '' "$(diff first expgate-baseline.json)"
  git repack -q -ad
  adopt
  is 'also when repacked' '' "$(diff first expgate-baseline.json)"
}

test_stale_entries_are_named_and_pruned() {
  past repo
  adopt
  cp expgate-baseline.json ../before.json
  git reset -q --hard HEAD~2
  cp ../before.json expgate-baseline.json
  run "$EXPGATE" audit --baseline expgate-baseline.json
  is 'it passes' 0 "$status"
  says 'how many' '2 entries no longer match a finding'
  says 'which' 'artifact-path best.pt'
  is 'and leaves the file alone' '' "$(diff ../before.json expgate-baseline.json)"
  exits 'pruned' 0 "$EXPGATE" audit --baseline expgate-baseline.json --prune-baseline
  says 'says so' 'removed 2 entries that no longer match a finding'
  is 'nothing is left' 0 "$(grep -c '"rule"' expgate-baseline.json || true)"
  exits 'which is valid' 0 "$EXPGATE" audit --baseline expgate-baseline.json
  says_not 'nothing stale' 'match a finding'
}

test_pruning_needs_the_whole_view() {
  past repo
  git switch -q -c feature/x
  save 'Bad one' x.py
  git switch -q main
  adopt --all
  cp expgate-baseline.json before
  exits 'not for one branch, where it is of all' 2 "$EXPGATE" audit --baseline expgate-baseline.json --prune-baseline
  says 'says what to do' 'expgate audit --all --baseline'
  exits 'not for a range' 2 "$EXPGATE" audit HEAD~1..HEAD --baseline expgate-baseline.json --prune-baseline
  exits 'not without a baseline' 2 "$EXPGATE" audit --prune-baseline
  exits 'of all' 0 "$EXPGATE" audit --all --baseline expgate-baseline.json --prune-baseline
  is 'nothing was stale' '' "$(diff before expgate-baseline.json)"
  run "$EXPGATE" audit --baseline expgate-baseline.json
  says_not 'one branch calls nothing stale' 'match a finding'
  run "$EXPGATE" audit HEAD~1..HEAD --baseline expgate-baseline.json
  says_not 'nor does a range' 'match a finding'
}

test_a_damaged_baseline_is_no_pass() {
  past repo
  adopt
  cp expgate-baseline.json whole
  sed -i '5s/"object":"[0-9a-f]*"/"object":"12"/' expgate-baseline.json
  undecided 'an object that is none' "$EXPGATE" audit --baseline expgate-baseline.json
  is 'with code 2' 2 "$status"
  says 'with file and line' '`expgate-baseline.json`:5: '
  head -c 200 whole >expgate-baseline.json
  undecided 'half a file' "$EXPGATE" audit --baseline expgate-baseline.json
  printf '<<<<<<< HEAD\n' | cat - whole >expgate-baseline.json
  undecided 'a conflict' "$EXPGATE" audit --baseline expgate-baseline.json
  says 'its line' '`expgate-baseline.json`:1: '
  undecided 'none at all' "$EXPGATE" audit --baseline nowhere.json
  undecided 'nowhere to write to' "$EXPGATE" audit --write-baseline /nowhere/at/all.json
}

test_hooks_know_no_baseline() {
  past repo
  adopt
  local hook
  for hook in pre-commit pre-receive update pre-push commit-msg; do
    run "$EXPGATE" "$hook" --baseline expgate-baseline.json </dev/null
    is "$hook" 2 "$status"
  done
}

test_in_ci_the_change_has_no_say_in_it() {
  past repo
  adopt
  local range
  range=$(git rev-list --max-parents=0 HEAD)..HEAD
  refuses 'without' 'artifact-path commit-header' "$EXPGATE" ci --range "$range" --default-branch main
  passes 'a file from elsewhere' "$EXPGATE" ci --range "$range" --default-branch main --baseline expgate-baseline.json
  git switch -q -c feature/x
  save 'chore: adopt the gate' expgate-baseline.json
  save 'Bad news' c.py
  adopt
  save 'chore: adopt some more' expgate-baseline.json
  refuses 'what the change brings' commit-header "$EXPGATE" ci --range main..HEAD --default-branch main --baseline expgate-baseline.json
  says 'says so' 'this change adds the baseline `'
}

# An old branch that comes in after the day of adoption.
test_in_ci_the_baseline_is_that_of_the_base() {
  past repo
  git switch -q -c feature/old
  save 'Old sin' old.py
  git switch -q main
  adopt --all
  save 'chore: adopt the gate' expgate-baseline.json
  git switch -q feature/old
  exits 'refused without' 1 "$EXPGATE" ci --range main..HEAD --default-branch main
  printf 'damaged\n' >expgate-baseline.json
  exits 'passes with that of the base, whatever lies here' 0 "$EXPGATE" ci --range main..HEAD --default-branch main --baseline expgate-baseline.json
  save 'New sin' new.py
  refuses 'what is new is judged' commit-header "$EXPGATE" ci --range main..HEAD --default-branch main --baseline expgate-baseline.json
}

run_tests "$@"
