#!/bin/bash
# Which commits a check meets: each one the first time that it becomes reachable from a branch or tag in that check's own scope.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server where main and exp/* are stricter than the rest, and a clone.
project() {
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  artifact-path: {}
  commit-header: {refs: [main, "exp/*", "tags/v*"]}
  commit-autosquash: {refs: [main, "exp/*"]}
YAML
  clone project
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
}

test_loose_branch_then_strict_branch() {
  project
  git checkout -q -b feature/x && save 'feat: add x' x.txt && save 'fixup! feat: add x' y.txt
  push_ok 'fixup! on a feature branch'
  push_refused 'the same commit pushed to main' commit-autosquash origin HEAD:main
  push_refused 'the same commit pushed to exp/x' commit-autosquash origin HEAD:refs/heads/exp/x
  push_ok 'the same commit under another loose name' origin HEAD:refs/heads/feature/y
  git checkout -q main && git merge -q --no-ff -m 'merge x' feature/x
  push_refused 'merged into main' commit-autosquash origin main
  git reset -q --hard main~ && git checkout -q feature/x && git reset -q --soft HEAD~2 && save 'feat: add x'
  push_ok 'squashed, to main' origin HEAD:main
}

test_strict_branch_then_another() {
  project
  git checkout -q -b exp/a && save 'wip' a.txt
  push_refused 'a message that says nothing, on exp/*' commit-header
  push_ok 'on a loose branch' origin HEAD:refs/heads/feature/a
  sneak project exp/a:exp/a
  push_ok 'what is on exp/a already is old news for main too: they share the scope' origin HEAD:main
}

test_in_one_push() {
  project
  git checkout -q -b feature/x && save 'fixup! chore: begin' x.txt
  push_refused 'to a loose and to a strict branch at once' commit-autosquash origin HEAD HEAD:main
  says 'names the strict one' refs/heads/main
  says_not 'and not the loose one' refs/heads/feature/x
  push_ok 'to two loose ones' origin HEAD HEAD:refs/heads/feature/y
}

test_tags_in_scope() {
  project
  git checkout -q -b feature/x && save 'wip' x.txt
  push_ok 'a message that says nothing, on a feature branch'
  git tag v1 && git tag other
  push_ok 'a tag out of scope' origin other
  push_refused 'a tag in scope' commit-header origin v1
  git checkout -q main && save 'feat: add z' z.txt && git tag v2
  push_ok 'a tag in scope, of a good commit that is new' origin v2
  push_ok 'and then main: already judged' origin main
}

test_hidden_refs_do_not_count() {
  project
  git checkout -q -b fork && save 'update weights' best.pt
  sneak project fork:refs/merge-requests/1/head
  push_refused 'what came by a merge request is judged at main' 'artifact-path commit-header' origin HEAD:main
  push_refused 'and at a feature branch, by what is in force there' artifact-path origin HEAD:refs/heads/feature/x
  git checkout -q main && git merge -q --no-ff -m 'merge 1' fork
  push_refused 'and in a merge' 'artifact-path commit-header' origin main
  git reset -q --hard main~ && git checkout -q -B fork main && save 'feat: add x' x.txt
  sneak project fork:refs/merge-requests/2/head
  push_ok 'a good one goes in' origin HEAD:main
}

test_replace_refs_do_not_count() {
  project
  git checkout -q -b good && save 'feat: add x' x.txt
  git checkout -q -b bad main && save 'feat: add weights' best.pt
  local bad good
  bad=$(git rev-parse bad) good=$(git rev-parse good)
  sneak project "good:refs/replace/$bad"
  push_refused 'a commit that the server replaces by a good one' artifact-path origin bad
  git --git-dir=../project.git update-ref -d "refs/replace/$bad"
  sneak project "bad:refs/replace/$good"
  push_ok 'a good commit that it replaces by a bad one' origin good
  git replace "$bad" "$good"
  push_refused 'a commit that the client replaces' artifact-path origin bad
}

test_past_without_a_gate() {
  git init -q --bare old.git
  clone old
  save 'update' w/best.pt && save 'stuff' a.txt && git tag v0 && git branch feature/old && save 'fixup! update' b.txt
  git push -q origin main feature/old v0
  cd .. && server old && git -C old.git config receive.denyCurrentBranch ignore
  policy old <<<'{version: 1, extends: [conventional-commits, artifacts]}'
  cd old && save 'feat: go on' c.txt
  push_ok 'a repository with a bad past takes a good commit' origin main
  git checkout -q feature/old && git merge -q --no-edit main 2>/dev/null && save 'feat: go on there' d.txt
  push_ok 'on every branch' origin feature/old
  git checkout -q -b feature/new v0 && save 'feat: branch off' e.txt
  push_ok 'and a new one off the bad past' origin HEAD
  save 'update' f.txt
  push_refused 'but no new sins' commit-header
}

test_force_push_back_and_forth() {
  project
  git checkout -q -b feature/x && save 'feat: add x' x.txt && git branch keep
  push_ok 'a branch'
  git reset -q --hard main && save 'feat: add y' y.txt
  push_ok 'rewritten' -f origin HEAD
  push_ok 'and back again' -f origin keep:feature/x
  git reset -q --hard main && save 'feat: add weights' best.pt && save 'feat: go on' z.txt
  push_refused 'rewritten with a sin in the middle' artifact-path -f origin HEAD
}

test_what_no_branch_holds_any_more() {
  project
  git checkout -q -b exp/a && save 'wip' a.txt && git branch keep
  sneak project exp/a:exp/a
  git reset -q --hard main && save 'feat: anew' b.txt
  push_ok 'exp/a rewritten' -f origin HEAD
  push_refused 'the old commits are new again' commit-header -f origin keep:exp/a
}

test_annotated_tag_holds_history() {
  project
  git checkout -q -b gone && save 'feat: add weights' best.pt && git tag -m one v-one
  sneak project refs/tags/v-one:refs/tags/v-one
  save 'feat: go on' x.txt
  push_ok 'what an annotated tag holds is known' origin HEAD:refs/heads/feature/x
}

test_update_hook() {
  project
  rm ../project.git/hooks/pre-receive ../project.git/custom_hooks/pre-receive 2>/dev/null || true
  hook ../project.git update
  git checkout -q -b feature/x && save 'feat: add x' x.txt
  push_ok 'update: a good branch'
  save 'fixup! feat: add x' y.txt
  push_ok 'update: fixup! on a feature branch'
  push_refused 'update: fixup! on main' commit-autosquash origin HEAD:main
  git checkout -q -b feature/bad main && save 'feat: add weights' best.pt
  push_refused 'update: a checkpoint' artifact-path origin HEAD
  run git push origin HEAD feature/x:refs/heads/feature/other
  is 'update refuses one ref of two' 1 "$status"
  is 'and lets the other in' "$(git rev-parse feature/x)" "$(git -C ../project.git rev-parse feature/other)"
  push_ok 'update: a deletion' origin :feature/other
  push_refused 'the checkpoint is still refused' artifact-path origin HEAD
}

run_tests "$@"
