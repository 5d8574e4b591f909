#!/bin/bash
# Ways round the gate by the shape of history: what is there for one commit only, in a merge, in another root, on another branch first,
# behind a force push, or not sent at all. Each next to a harmless twin, and on servers that keep loose objects and packs.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

# main is strict about messages, other branches about files only.
project() {
  gated project 'commit-header: {refs: [main, "exp/*"]}' 'artifact-path: {}' 'max-file-size: {limit: 1 KiB}' 'ref-namespace: {}' \
    'protected-ref: {refs: [main]}'
}

test_added_then_deleted() {
  project
  anew && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop weights'
  push_refused 'a checkpoint of one commit' artifact-path
  anew && big big.txt && save 'feat: add text' big.txt && put big.txt && save 'feat: shorten it' big.txt
  push_refused 'a large file of one commit' max-file-size
  anew && save 'feat: add weights' w/best.pt && git mv w/best.pt a.txt && save 'feat: rename it'
  push_refused 'a checkpoint under another name by now' artifact-path
  anew && save 'feat: add weights' w/best.pt && git revert --no-edit HEAD >/dev/null
  push_refused 'a checkpoint that is reverted' artifact-path
  anew && save 'feat: add text' w/a.txt && git rm -q -r w && save 'feat: drop text'
  push_ok 'a text of one commit'
}

test_only_in_a_merge() {
  project
  anew side && save 'feat: add b' b.txt
  anew && save 'feat: add a' a.txt && git merge -q --no-commit side >/dev/null 2>&1 && put best.pt && git add best.pt && save 'merge side'
  push_refused 'a checkpoint that no parent has' artifact-path
  git rm -q best.pt && git mv b.txt c.txt && git commit -q --amend --no-edit
  push_ok 'the merge without it, that renames a file'
  anew third && save 'feat: add c' c.txt && anew three && save 'feat: add a' a.txt
  git merge -q --no-commit side third >/dev/null 2>&1 && put best.pt && git add best.pt && save 'merge both'
  push_refused 'in a merge of three' artifact-path
  git rm -q best.pt && git commit -q --amend --no-edit
  push_ok 'a merge of three'
  anew lost && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop them' && git checkout -q side &&
    git merge -q -s ours --no-edit lost
  push_refused 'on a side that a merge throws away' artifact-path origin HEAD
}

test_unrelated_root() {
  project
  git checkout -q --orphan root && git rm -q -rf . && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: begin' a.txt
  push_refused 'another root' artifact-path origin root
  anew && git merge -q --allow-unrelated-histories --no-edit root
  push_refused 'merged' artifact-path
  git checkout -q --orphan good && git rm -q -rf . && save 'feat: begin' b.txt
  push_ok 'another root that has nothing to hide' origin good
  anew && git merge -q --allow-unrelated-histories --no-edit good
  push_ok 'merged'
}

test_through_a_hidden_ref() {
  project
  git -C ../project.git config transfer.hideRefs refs/merge-requests
  anew fork && save 'update' w/best.pt && git rm -q -r w && save 'feat: go on' a.txt
  sneak project fork:refs/merge-requests/1/head
  push_refused 'then pushed' artifact-path origin fork
  git checkout -q main && git merge -q --no-ff --no-edit fork
  push_refused 'then merged' 'artifact-path commit-header' origin main
  git reset -q --hard "$first" && git merge -q --ff-only fork
  push_refused 'then fast-forwarded' 'artifact-path commit-header' origin main
  git reset -q --hard "$first"
  anew good && save 'feat: add b' b.txt && sneak project good:refs/merge-requests/2/head
  git checkout -q main && git merge -q --no-ff --no-edit good
  push_ok 'a good one, merged' origin main
}

test_loose_branch_first() {
  project
  anew && save 'whatever' a.txt
  push_ok 'a message on a loose branch'
  push_refused 'the strict branch' commit-header origin HEAD:main
  push_refused 'another strict one' commit-header origin HEAD:refs/heads/exp/a
  push_refused 'both at once with a deletion of the loose one' commit-header origin HEAD:main :work
  git commit -q --amend -m 'feat: add a'
  push_ok 'a good message on the strict branch' origin HEAD:main
}

test_delete_and_recreate() {
  project
  anew exp/a && save 'feat: add a' a.txt
  push_ok 'an experiment'
  push_ok 'that is deleted' origin :exp/a
  save 'whatever' b.txt
  push_refused 'and comes back with more' commit-header
  git push -q origin main:old
  push_refused 'beside a deletion' commit-header origin :old HEAD:refs/heads/exp/b
  git commit -q --amend -m 'feat: add b'
  push_ok 'and comes back with more that is good'
  push_refused 'main cannot be deleted' protected-ref origin :main
}

test_force_push() {
  project
  anew && save 'feat: add a' a.txt
  push_ok 'a branch'
  anew && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: go on' b.txt
  push_refused 'that is rewritten with a sin in the middle' artifact-path -f origin HEAD
  push_refused 'or replaced' artifact-path origin +HEAD:work
  anew && save 'feat: add b' b.txt
  push_ok 'that is rewritten' -f origin HEAD
  git checkout -q main && git commit -q --amend -m 'chore: begin anew'
  push_refused 'main' protected-ref -f origin main
}

test_a_client_that_sends_all_of_history() {
  project
  big old.txt && save 'whatever' w/old.pt old.txt && sneak project main:main
  anew && save 'feat: add a' a.txt
  raw_ok 'what was there is nobody'"'"'s fault' project "$(reachable HEAD)" "$zero $(git rev-parse HEAD) refs/heads/good"
  save 'feat: add weights' w/best.pt && git rm -q w/best.pt && save 'feat: drop them'
  raw_refused 'what is new is' artifact-path project "$(reachable HEAD)" "$zero $(git rev-parse HEAD) refs/heads/bad"
}

# Texts that differ in a line, so that git sends the new one as a delta of the old.
test_thin_packs() {
  project
  seq 1 400 >old.txt && save 'whatever' old.txt && sneak project main:main
  anew && seq 1 399 >old.txt && save 'feat: shorten it' old.txt
  push_refused 'a delta of what was too large already' max-file-size origin HEAD
  anew && seq 1 100 >old.txt && save 'feat: shorten it' old.txt
  push_ok 'a delta that makes it small enough; its base is not new'
  cp old.txt w.txt && save 'feat: add it twice' w.txt && seq 1 399 >w.txt && save 'feat: go on' w.txt
  push_refused 'a delta that grows' max-file-size
}

test_shallow_pushes() {
  project
  local n
  for n in 1 2 3; do save "feat: add $n" "$n.txt"; done
  git push -q origin main
  git clone -q --depth 1 "file://$PWD/../project.git" ../shallow 2>/dev/null && cd ../shallow
  git checkout -q -b work && save 'feat: add a' a.txt
  push_ok 'a good commit from a shallow clone'
  save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop them'
  push_refused 'a bad one' artifact-path
  git -C ../project.git config receive.shallowUpdate true
  push_refused 'a server that takes shallow pushes, a bad one' artifact-path
  git reset -q --hard HEAD~2 && save 'feat: add b' b.txt
  push_ok 'a good one'
}

# A server that lacks the past of what it is sent: it would become shallow itself, and nobody could say what is new.
test_shallow_pushes_that_cut_history_off() {
  project
  git init -q --bare ../empty.git && git -C ../empty.git config receive.shallowUpdate true
  "$EXPGATE" install --server ../empty.git >/dev/null && mkdir -p ../empty.git/custom_hooks && policy ../empty <../project.git/custom_hooks/expgate.yaml
  save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop them' && sneak project main:main
  git clone -q --depth 1 "file://$PWD/../project.git" ../shallow 2>/dev/null && cd ../shallow
  git remote set-url origin "$PWD/../empty.git"
  push_undecided 'history that begins in the middle' origin main:refs/heads/work
  git fetch -q --unshallow "file://$PWD/../project.git"
  push_refused 'and the whole of it' artifact-path origin main:refs/heads/work
}

run_twice "$@"
