#!/bin/bash
# A client that speaks git's protocol by hand: what it says about the server's own refs is not to be believed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

project() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {artifact-path: {}, protected-ref: {refs: [main]}}}'
  clone project
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
  first=$(git rev-parse HEAD)
  save 'feat: add weights' w/best.pt
  evil=$(git rev-parse HEAD)
}

# Git refuses the second command, since there is no such branch, but only after the hook; the first one would stand.
test_new_commits_are_not_had_because_the_client_says_so() {
  project
  run raw_push project "$(reachable "$evil")" "$zero $evil refs/heads/work" "$evil $evil refs/heads/other"
  says 'the push is declined' 'ng refs/heads/work'
  says 'it is said why' 'could not decide: `refs/heads/other` does not exist'
  is 'nothing has moved' "$first" "$(git ls-remote ../project.git 'refs/heads/*' | cut -f 1)"
  run raw_push project "$(reachable "$evil")" "$zero $evil refs/heads/work" "$evil $zero refs/heads/other"
  says 'nor does a deletion help' 'ng refs/heads/work'
  run raw_push project "$(reachable "$evil")" "$first $evil refs/heads/main" "$evil $first refs/heads/main"
  says 'nor the same ref twice' 'ng refs/heads/main'
  is 'still nothing has moved' "$first" "$(git ls-remote ../project.git 'refs/heads/*' | cut -f 1)"
}

test_the_update_hook_looks_too() {
  project
  cd ../project.git
  git fetch -q ../project main:refs/keep-around/work
  undecided 'an old value that is not so' "$EXPGATE" update refs/heads/main "$evil" "$evil"
  refuses 'the true one' artifact-path "$EXPGATE" update refs/heads/main "$first" "$evil"
}

# Git carries such a line out: "warning: Deleting a non-existent ref", or, if the ref is there, "Allowing deletion of corrupt ref".
test_a_deletion_of_nothing_is_one_of_what_is_there() {
  project
  run raw_push project '' "$zero $zero refs/heads/main"
  says 'main is protected' 'ng refs/heads/main'
  says 'by the rule' 'protected-ref'
  is 'main is still there' "$first" "$(git ls-remote ../project.git refs/heads/main | cut -f 1)"
  run raw_push project '' "$zero $zero refs/heads/nope"
  says_not 'what is not there can be deleted' 'ng refs/heads/nope'
}

test_true_old_values() {
  project
  git reset -q --hard "$first" && git tag -a -m one one && git tag light
  push_ok 'a branch and tags' origin HEAD:work one light
  git tag -f -a -m two one >/dev/null
  save 'feat: go on' a.txt
  push_ok 'all of them again, moved by force' -f origin HEAD:work one
  push_ok 'and deleted' origin :work :one :light
}

run_tests "$@"
