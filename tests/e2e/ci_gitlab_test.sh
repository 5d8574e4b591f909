#!/bin/bash
# expgate ci in GitLab CI: clones as its runner makes them, variables as it sets them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

test_new_branch() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' best.pt && save 'feat: go on' && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  refuses 'all of its commits' 'commit-type artifact-path' gitlab_push feature/x "$zeros"
  says 'what was judged' "GitLab CI, push of \`feature/x\`: checked $(git rev-parse --short=7 HEAD)"
  says 'a command that mends it' 'git push --force-with-lease'
  cd ../work && git checkout -q -b feature/y main && save 'feat: add y' && send feature/y && gitlab_clone 0 "$(sha)" feature/y
  passes 'a good one' gitlab_push feature/y "$zeros"
  says 'says so' 'passed: 1 commit'
  cd ../work && git checkout -q -b whatever main && send whatever && gitlab_clone 0 "$(sha)" whatever
  refuses 'a name that is not allowed' branch-name gitlab_push whatever "$zeros"
}

test_update() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x
  before=$(sha)
  save 'feat: add weights' best.pt && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  refuses 'what is new' artifact-path gitlab_push feature/x "$before"
  says 'the range' "checked ${before:0:7}..$(git rev-parse --short=7 HEAD) (since its previous tip)"
  cd ../work && git checkout -q main && save 'feat: add y' y.py && send main
  git checkout -q feature/x && before=$(sha) && tick && git merge -q -m 'Merge main' main && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  passes 'merging main blames nobody' gitlab_push feature/x "$before"
}

test_push_to_main() {
  strict_with_config
  before=$(sha) && save 'feat: add weights' best.pt && send main
  gitlab_clone 0 "$(sha)" main
  refuses 'a checkpoint, but no direct push: that is past' artifact-path gitlab_push main "$before"
  says 'warns of a rewrite' 'others have `main` already: agree with them before'
  cd ../work && gitlab_clone 20 "$(sha)" main
  refuses 'the same in a shallow clone that reaches far enough' artifact-path gitlab_push main "$before"
}

# Tags and branches that are pushed along with a branch hold its commits, too: each must not excuse the other.
test_pushed_along() {
  strict_with_config
  before=$(sha) && save 'feet: add x' x.py && git tag v1 && git tag -m 'Two' v2 && git branch zoo && send main v1 v2 zoo
  gitlab_clone 0 "$(sha)" main
  refuses 'main, with its tags' commit-type gitlab_push main "$before"
  cd ../work && git checkout -q -b feature/b main && save 'feet: add b' b.py && send feature/b feature/b:feature/c
  gitlab_clone 0 "$(sha)" feature/b
  refuses 'the first of two new branches' commit-type gitlab_push feature/b "$zeros"
  passes 'the second one has nothing new' gitlab_push feature/c "$zeros"
}

test_force_push() {
  strict_with_config
  git checkout -q -b feature/x && save 'feat: add x' x.py && send feature/x
  before=$(sha) && git reset -q --hard HEAD~ && save 'feet: add x' x.py && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  refuses 'a branch whose former tip is gone' commit-type gitlab_push feature/x "$before"
  says 'which is said' "rewritten: its previous tip ${before:0:7} is gone"
  refuses 'the same with the tip fetched' commit-type gitlab_push feature/x "$before" -- --fetch
  says 'which then is the base' "checked ${before:0:7}.."
  cd ../work && git checkout -q main && save 'feat: add y' y.py && send main
  before=$(sha) && git reset -q --hard HEAD~ && save 'feat: add z' z.py && send main && gitlab_clone 0 "$(sha)" main
  undecided 'main, whose former policy is gone' gitlab_push main "$before"
  says 'tells how to fetch it' "git fetch origin $before"
  cp .expgate.yaml ../policy.yaml
  refuses 'with a policy by hand' protected-ref gitlab_push main "$before" -- --policy ../policy.yaml
  refuses 'or fetched' protected-ref gitlab_push main "$before" -- --fetch
}

test_tag() {
  strict_with_config
  git tag v1 && git tag -m 'Two' v2 && send v1 v2
  gitlab_clone 0 "$(sha)"
  passes 'of a commit of main' gitlab CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v2 CI_COMMIT_REF_NAME=v2 "CI_COMMIT_BEFORE_SHA=$zeros"
  says 'named as such' 'push of `v2`'
  cd ../work && git checkout -q --detach && save 'feet: add x' x.py && git tag v3 && send v3 && gitlab_clone 0 "$(sha)"
  refuses 'of a commit that is on no branch' commit-type gitlab CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v3 CI_COMMIT_REF_NAME=v3 "CI_COMMIT_BEFORE_SHA=$zeros"
}

test_nothing_was_pushed() {
  strict
  save 'feet: old sin' best.pt && send main
  gitlab_clone 0 "$(sha)" main
  refuses 'a schedule on main judges its tip alone' experiment-config gitlab_push main "$zeros" CI_PIPELINE_SOURCE=schedule
  says 'and says so' 'schedule of `main`'
  cd ../work && git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x && gitlab_clone 0 "$(sha)" feature/x
  refuses 'a button on a branch, what main lacks' commit-type gitlab_push feature/x "$zeros" CI_PIPELINE_SOURCE=web
}

test_too_shallow() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x
  before=$(sha) && save 'feet: add y' && commits 25 && send feature/x
  for depth in 1 20; do
    gitlab_clone "$depth" "$(sha)" feature/x
    undecided "an update of 26 commits, $depth deep" gitlab_push feature/x "$before"
    says 'names the line to add' 'GIT_DEPTH: "0"'
    undecided "a new branch, $depth deep" gitlab_push feature/x "$zeros"
    says 'names the line to add' 'GIT_DEPTH: "0"'
    undecided "a merge request, $depth deep" gitlab_request "CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git -C ../work rev-parse main)"
    says 'names the line to add' 'GIT_DEPTH: "0"'
    refuses "a merge request, $depth deep, with --fetch" commit-type gitlab_request -- --fetch
    cd ../work
  done
  gitlab_clone 20 "$(sha)" feature/x
  refuses 'an update, with --fetch' commit-type gitlab_push feature/x "$before" -- --fetch
  cd ../work && gitlab_clone 1 "$(sha)" feature/x
  exits 'a shallow clone, judged by hand' 2 gitlab_push feature/x "$zeros" -- --range "HEAD..HEAD~"
}

# A policy by hand and the base within reach: main need not be here for its policy, but for what it has.
test_shallow_main() {
  strict_with_config
  commits 30 && send main && before=$(sha) && save 'feet: add x' x.py && send main
  gitlab_clone 20 "$(sha)" main
  refuses 'a push to main within the depth' commit-type gitlab_push main "$before"
  before=$(git -C ../work rev-parse main~25)
  undecided 'one beyond it' gitlab_push main "$before"
  cd ../work && before=$(sha) && git checkout -q -b side main~28 && save 'feat: add side' && git checkout -q main && tick && git merge -q -m 'Merge side' side
  send main && gitlab_clone 3 "$(sha)" main
  undecided 'a merge of what is beyond it' gitlab_push main "$before"
  says 'says where' 'history ends at the shallow commit'
  says 'names the line to add' 'GIT_DEPTH: "0"'
  passes 'with --fetch' gitlab_push main "$before" -- --fetch
}

test_policy() {
  strict_with_config
  git checkout -q -b feature/x && printf 'version: 1\nextends: []\n' >.expgate.yaml
  save 'feet: allow all' .expgate.yaml && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  refuses 'a laxer policy on a branch does not count' commit-type gitlab_push feature/x "$zeros"
  says 'and its change is told' "commit $(git rev-parse --short=7 HEAD) \"feet: allow all\" changes \`.expgate.yaml\`"
  refuses 'nor in a merge request' commit-type gitlab_request
  says 'where it is told, too' 'changes `.expgate.yaml`'
  cd ../work && git reset -q --hard main && printf 'version: 1\nrulez: {}\n' >.expgate.yaml && save 'feat: break it' .expgate.yaml && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  undecided 'a broken one does not get to main' gitlab_request
  says 'says whose it is' 'the policy in this change'
  passes 'on a branch it does no harm' gitlab_push feature/x "$zeros"
  cd ../work && before=$(git rev-parse main) && send feature/x:main && gitlab_clone 0 "$(sha)" main
  undecided 'pushed to main it does' gitlab_push main "$before"
}

test_no_policy_yet() {
  git init -q --bare project.git
  clone project work
  save 'feet: begin' best.pt && send main && gitlab_clone 0 "$(sha)" main
  run gitlab_push main "$zeros"
  is 'the first push ever is judged by the built-in rules' 1 "$status"
  says 'its messages' 'error[commit-type]'
  says 'its files' 'error[artifact-path]'
}

run_tests "$@"
