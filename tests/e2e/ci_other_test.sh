#!/bin/bash
# expgate ci by hand and in Jenkins, and in clones of unusual kinds.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

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
  refuses 'a bad message and a file that is gone again' 'commit-type artifact-path' "$EXPGATE" ci --range main..HEAD --default-branch main
  says 'and tells what was judged' "checked $(git rev-parse --short=7 main)..$(git rev-parse --short=7 HEAD) as a push to \`feature/x\`"
  passes 'the last commit alone' "$EXPGATE" ci --range HEAD~.. --default-branch main
  passes 'nothing' "$EXPGATE" ci --range HEAD..HEAD --default-branch main
  refuses 'all of history' 'commit-type artifact-path' "$EXPGATE" ci --range "$zero..HEAD" --default-branch main
  undecided 'no range' "$EXPGATE" ci --range HEAD
  undecided 'a revision that is not there' "$EXPGATE" ci --range main..nothing --default-branch main
}

# A branch that is the default one on the server has rules of its own; without a word for it they would be left out.
test_a_range_needs_the_default_branch() {
  server hub
  policy hub <<<'{version: 1, extends: [], rules: {commit-type: {refs: ["@default"]}}}'
  git -C hub.git symbolic-ref HEAD refs/heads/trunk
  clone hub
  git checkout -q -b trunk 2>/dev/null || true
  printf '{version: 1, extends: [], rules: {commit-type: {refs: ["@default"]}}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml
  git push -q --no-verify origin HEAD:trunk
  save 'feet: add x' a.py
  git remote set-head origin --delete 2>/dev/null || true
  push_refused 'the server rejects it' commit-type origin HEAD:trunk
  undecided 'a default branch that nobody names' "$EXPGATE" ci --range HEAD~..HEAD
  says 'how to name it' 'run `git remote set-head origin --auto`, or name it: `expgate ci --range '\''HEAD~..HEAD'\'' --default-branch NAME`'
  refuses 'named' commit-type "$EXPGATE" ci --range HEAD~..HEAD --default-branch trunk
  passes 'a ref is another word for it' "$EXPGATE" ci --range HEAD~..HEAD --ref feature/x
  says 'and what is not known is said' 'the default branch is not known here'
  JENKINS_URL=http://x BRANCH_NAME=trunk GIT_COMMIT=$(git rev-parse HEAD) undecided 'Jenkins does not know it' \
    "$EXPGATE" ci --range HEAD~..HEAD
  git remote set-head origin --auto >/dev/null
  refuses 'the advice obeyed' commit-type "$EXPGATE" ci --range HEAD~..HEAD
  git remote remove origin
  undecided 'without a remote' "$EXPGATE" ci --range HEAD~..HEAD
  says 'it is named' '--default-branch NAME'
}

test_policy_of_the_base() {
  branch_off
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  save 'feat: allow everything' .expgate.yaml
  refuses 'a laxer policy in the range does not count' 'commit-type artifact-path' "$EXPGATE" ci --range main.. --default-branch main
  passes '--policy stands in for the policy of the base' "$EXPGATE" ci --range main.. --default-branch main --policy .expgate.yaml
}

test_detached() {
  branch_off
  git checkout -q --detach
  undecided 'a range for no branch' "$EXPGATE" ci --range main.. --default-branch main
  says 'names the option' '--ref BRANCH'
  refuses 'a range for a branch of no good name' 'commit-type artifact-path branch-name' "$EXPGATE" ci --range main.. --ref whatever
}

test_no_ci() {
  branch_off
  undecided 'no CI and no range' "$EXPGATE" ci
  says 'tells the way out' 'expgate ci --range main..HEAD --ref feature/x --default-branch main'
}

test_ref_alone() {
  strict_with_config
  git remote set-head origin main
  git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x && git checkout -q main
  refuses 'a branch of this repository' commit-type "$EXPGATE" ci --ref feature/x
  says 'judged by hand' 'by hand, --ref of `feature/x`'
  cd .. && clone project other
  refuses 'a branch of the remote' commit-type "$EXPGATE" ci --ref feature/x
  git checkout -q --detach origin/feature/x && git tag v1
  undecided 'a branch that is not there' "$EXPGATE" ci --ref nothing
  passes 'the default branch: its tip' "$EXPGATE" ci --ref main
}

jenkins() {
  local variables=(JENKINS_URL=http://ci.example/ BUILD_NUMBER=7 "GIT_COMMIT=$(sha)")
  while [ $# -gt 0 ] && [ "$1" != -- ]; do variables+=("$1") && shift; done
  [ $# = 0 ] || shift
  env "${variables[@]}" "$EXPGATE" ci "$@"
}

test_jenkins() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && first=$(sha) && save 'feat: go on' && send feature/x
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/feature/x
  refuses 'the first build of a branch' commit-type jenkins BRANCH_NAME=feature/x -- --default-branch main
  refuses 'a build after one that failed' commit-type jenkins BRANCH_NAME=feature/x "GIT_PREVIOUS_COMMIT=$first" -- --default-branch main
  refuses 'what the last good one had not seen' commit-type jenkins BRANCH_NAME=feature/x GIT_PREVIOUS_COMMIT="$first" "GIT_PREVIOUS_SUCCESSFUL_COMMIT=$(sha origin/main)" -- --default-branch main
  passes 'after a good one' jenkins GIT_BRANCH=origin/feature/x "GIT_PREVIOUS_SUCCESSFUL_COMMIT=$first" -- --default-branch main
  says 'named as such' "Jenkins, build of \`feature/x\`: checked ${first:0:7}.."
  refuses 'a change request' commit-type jenkins BRANCH_NAME=PR-7 CHANGE_ID=7 CHANGE_BRANCH=feature/x CHANGE_TARGET=main
  says 'named as such' 'Jenkins, change request 7: checked'
  tick && git checkout -q origin/main && git merge -q --no-ff -m 'Merge commit' origin/feature/x
  refuses 'a change request that Jenkins has merged' commit-type jenkins BRANCH_NAME=PR-7 CHANGE_ID=7 CHANGE_BRANCH=feature/x CHANGE_TARGET=main
  git checkout -q --detach origin/main && git tag v1
  passes 'the first build of main judges its tip' jenkins BRANCH_NAME=main -- --default-branch main
  says 'and says so' 'no new commits'
  git checkout -q --detach origin/feature/x && git update-ref refs/remotes/origin/main HEAD
  refuses 'where none has passed, what is newer than the last one' commit-type jenkins BRANCH_NAME=main "GIT_PREVIOUS_COMMIT=$(sha "$first~")" -- --default-branch main
  git update-ref refs/remotes/origin/main v1
  passes 'a tag' jenkins BRANCH_NAME=v1 TAG_NAME=v1 -- --default-branch main
  cd ../work && clone_of job 1 '+refs/heads/feature/x:refs/remotes/origin/feature/x' && git checkout -q --detach origin/feature/x
  undecided 'a shallow clone without main' jenkins BRANCH_NAME=PR-7 CHANGE_ID=7 CHANGE_BRANCH=feature/x CHANGE_TARGET=main
  says 'names the switch' 'Shallow clone'
  refuses 'with --fetch' commit-type jenkins BRANCH_NAME=PR-7 CHANGE_ID=7 CHANGE_BRANCH=feature/x CHANGE_TARGET=main -- --fetch
}

# Without a ref, checks for main or exp/* would be left out without a word.
test_no_ref() {
  strict_with_config
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/main
  undecided 'Jenkins names no branch' jenkins GIT_BRANCH=detached
  says 'tells the way out' '--ref BRANCH'
  undecided 'a request without a target' gitlab_request CI_MERGE_REQUEST_TARGET_BRANCH_NAME=
  undecided 'an event of no branch' env GITHUB_ACTIONS=true GITHUB_EVENT_NAME=x GITHUB_REF=refs/pull/7/merge "GITHUB_SHA=$(sha)" \
    GITHUB_EVENT_PATH=/dev/stdin "$EXPGATE" ci <<<'{}'
  undecided 'a ref that is none' "$EXPGATE" ci --range HEAD..HEAD --ref refs/pull/7/merge
  passes 'a range needs no event' env GITHUB_ACTIONS=true GITHUB_EVENT_PATH=/nowhere "$EXPGATE" ci --range HEAD..HEAD --ref main
}

test_unknown_default_branch() {
  strict_with_config
  git -C ../project.git branch -m main trunk && git branch -q -m trunk && send trunk:main
  git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/feature/x
  undecided 'nobody says which it is' jenkins BRANCH_NAME=feature/x
  says 'names the option' '--default-branch NAME'
  refuses 'named by hand' commit-type jenkins BRANCH_NAME=feature/x -- --default-branch trunk
  # Anybody can push a branch of that name, with a policy and a history to his liking.
  cd ../work && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'feat: allow all' .expgate.yaml && send HEAD:main
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/feature/x
  undecided 'a branch called main is not taken for it' jenkins BRANCH_NAME=feature/x
  refuses 'nor in a change request' commit-type jenkins CHANGE_ID=7 CHANGE_BRANCH=feature/x CHANGE_TARGET=trunk
}

# git lets a clone lie about its history and its objects; the server would not.
test_grafts_and_replacements() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' best.pt && bad=$(sha) && save 'feat: go on' && send feature/x
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/feature/x
  git replace "$bad" "$(git commit-tree -p "$bad~" -m 'feat: add x' "$bad~^{tree}")"
  refuses 'a commit that another one stands for' 'commit-type artifact-path' "$EXPGATE" ci --range origin/main.. --ref feature/x
  git replace -d "$bad" >/dev/null && mkdir -p .git/info && echo "$(sha) $(sha origin/main)" >.git/info/grafts
  refuses 'a history that leaves it out' 'commit-type artifact-path' "$EXPGATE" ci --range origin/main.. --ref feature/x
  refuses 'in a merge request' 'commit-type artifact-path' gitlab_request
  sha origin/main >.git/info/grafts
  refuses 'one that cuts main off' 'commit-type artifact-path' gitlab_request
  sha >.git/info/grafts
  undecided 'one that cuts itself off: no merge base' gitlab_request
}

# .git/shallow as a depth of one leaves it, but with all objects here: libgit2 takes such a commit for one without parents.
test_shallow_boundary_in_between() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && save 'feat: go on' && save 'feat: and on' && send feature/x
  clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach origin/feature/x
  sha HEAD~ >.git/shallow
  undecided 'a range over the boundary' "$EXPGATE" ci --range origin/main.. --ref feature/x
  undecided 'a branch over it' gitlab_push feature/x "$zeros"
  undecided 'a request over it' gitlab_request
  passes 'a range on this side of it' "$EXPGATE" ci --range HEAD~..HEAD --ref feature/x
}

test_fetch_that_fails() {
  strict_with_config
  git checkout -q -b feature/x && save 'feat: add x' x.py && send feature/x
  clone_of job 1 '+refs/heads/feature/x:refs/remotes/origin/feature/x' && git checkout -q --detach origin/feature/x
  git remote set-url origin file:///nowhere
  undecided 'from nowhere' gitlab_push feature/x "$zeros" -- --fetch
  says 'says why' '`git fetch` from `origin` failed:'
  status=0 && gitlab_push feature/x "$zeros" -- --fetch --format json >report 2>err || status=$?
  is 'and in JSON' '2 undecided' "$status $(json report verdict)"
  git remote remove origin
  undecided 'without a remote' gitlab_push feature/x "$zeros" -- --fetch
}

# The advice for it is `expgate ci --fetch`, which fetched branches that the event names alone.
test_a_range_whose_sides_are_not_here() {
  git init -q -b main up && cd up
  save 'feat: add a' a.py
  git checkout -q -b feature/x && save 'did things' b.py && git checkout -q main
  cd .. && git clone -q --single-branch -b main "file://$PWD/up" work && cd work
  printf 'version: 1\nextends: [conventional-commits]\n' >.expgate.yaml
  local side
  for side in origin/feature/x "$(git -C ../up rev-parse feature/x)"; do
    undecided "$side" "$EXPGATE" ci --range "main..$side" --ref feature/x
    says 'what to do' '`expgate ci --fetch`'
    refuses "$side is fetched" commit-header "$EXPGATE" ci --fetch --range "main..$side" --ref feature/x
    git update-ref -d refs/remotes/origin/feature/x && git reflog expire --expire=now --all && git prune && rm -f .git/FETCH_HEAD
  done
  undecided 'what the remote does not have' "$EXPGATE" ci --fetch --range main..origin/feature/y --ref feature/x
  says 'is named' '`origin/feature/y` is not in this clone'
}

# CI systems hand passwords on by GIT_ASKPASS.
test_a_fetch_asks_by_what_ci_names() {
  git init -q work && cd work
  save 'feat: add a' a.py
  git remote add origin fake::x
  printf '#!/bin/sh\nprintf "%%s\\n" "$GIT_TERMINAL_PROMPT $GIT_ASKPASS" >%s\nexit 1\n' "$PWD/../asked" >../git-remote-fake
  chmod +x ../git-remote-fake
  local askpass
  for askpass in '' /ci/askpass; do
    undecided 'a remote that is not there' env PATH="$(realpath ..):$PATH" GIT_ASKPASS="$askpass" "$EXPGATE" ci --fetch --range origin/main..HEAD --ref exp/a --default-branch main
    is "asked by '$askpass'" "0 ${askpass:-true}" "$(cat ../asked)"
  done
}

test_partial_clone() {
  project <<'YAML'
version: 1
extends: []
rules:
  max-file-size: {limit: 1 KiB}
YAML
  git -C ../project.git config uploadpack.allowFilter true
  git checkout -q -b feature/x && big x.bin && save 'feat: add x' x.bin && git rm -q x.bin && save 'feat: drop it' && send feature/x
  git clone -q --no-checkout --filter=blob:none "file://$(cd ../project.git && pwd)" ../job && cd ../job
  git checkout -q --detach origin/feature/x
  undecided 'a blob that is not here' gitlab_push feature/x "$zeros"
  says 'tells why' 'remove `--filter` from the CI file'
  refuses 'with --fetch' max-file-size gitlab_push feature/x "$zeros" -- --fetch
}

run_tests "$@"
