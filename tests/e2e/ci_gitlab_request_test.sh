#!/bin/bash
# expgate ci in GitLab's pipelines for merge requests: detached, merged results, merge trains, from forks.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

# On feature/x off main, with two bad commits and a good one.
bad_branch() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' best.pt && git rm -q best.pt && save 'feat: drop it' && save 'feat: go on' x.py
  send feature/x
}

# The synthetic merge of HEAD into main that pipelines for merged results run on: checked out, in $merge.
merged_results() {
  merge=$(git -C ../work commit-tree -p "$(git -C ../work rev-parse main)" -p "$(git -C ../work rev-parse feature/x)" -m "Merge branch" \
    "$(git -C ../work merge-tree --write-tree main feature/x)")
  git -C ../work push -q --force origin "$merge:refs/merge-requests/7/merge"
  gitlab_clone "${1:-0}" "$merge"
}
in_merged_results() {
  gitlab_request "CI_COMMIT_SHA=$merge" CI_MERGE_REQUEST_EVENT_TYPE=merged_result "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=$(git -C ../work rev-parse feature/x)" \
    "CI_MERGE_REQUEST_TARGET_BRANCH_SHA=$(git -C ../work rev-parse main)" "$@"
}

test_detached() {
  bad_branch
  gitlab_clone 0 "$(sha)"
  refuses 'all commits of the request' 'commit-type artifact-path' gitlab_request
  says 'names request, range and base' "GitLab CI, merge request !7: checked $(git rev-parse --short=7 origin/main)..$(git rev-parse --short=7 HEAD) as \`main\` would get it"
  cd ../work && git reset -q --hard main && save 'feat: add x' x.py && send feature/x && gitlab_clone 0 "$(sha)"
  passes 'good ones, nor is it a direct push' gitlab_request
  cd ../work && git branch -q whatever && send whatever
  refuses 'from a branch of no good name' branch-name gitlab_request CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=whatever
  passes 'which is no concern of ours in a fork' gitlab_request CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=whatever CI_MERGE_REQUEST_SOURCE_PROJECT_ID=2
}

# `--verify` asks for what the merge would bring, and only the policy of the target says whom.
test_artifacts_of_new_records() {
  # shellcheck source=servers.sh
  . "$here/servers.sh"
  # shellcheck source=stores.sh
  . "$here/stores.sh"
  store
  export EXPGATE_VERIFY_HOSTS=
  project <<YAML
version: 1
extends: []
rules: {artifact-record: {}}
verify_hosts: ["127.0.0.1:$port"]
YAML
  put configs/exp/vit.yaml 'seed: 42'
  save 'feat: add vit' configs/exp/vit.yaml
  first=$(sha)
  record old "$at/files/none.pt"
  save 'feat: record an old one' results/old.json
  send main
  git checkout -q -b feature/x
  record one "$at/files/best.pt"
  save 'feat: record one' results/one.json && send feature/x
  git checkout -q main && save 'feat: go on' && send main
  gitlab_clone 0 "$(git rev-parse feature/x)"
  passes 'it is there; what main has already is not asked for' gitlab_request -- --verify
  says 'that is said' '1 of 1 match'
  cd ../work && git checkout -q feature/x
  record one "$at/files/gone.pt"
  printf 'version: 1\nextends: []\nrules: {}\nverify_hosts: ["*.example"]\n' >.expgate.yaml
  save 'feat: record another' results/one.json .expgate.yaml && send feature/x
  gitlab_clone 0 "$(sha)"
  refuses 'it is not there' artifact-record gitlab_request -- --verify
  cd ../work && git checkout -q main
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' >.expgate.yaml
  save 'chore: list no hosts' .expgate.yaml && send main
  git checkout -q -b feature/y main
  record two "$at/files/best.pt"
  printf 'version: 1\nextends: []\nrules: {}\nverify_hosts: ["127.0.0.1"]\n' >.expgate.yaml
  save 'feat: record two' results/two.json .expgate.yaml && send feature/y:feature/x
  gitlab_clone 0 "$(sha)"
  : >"$log"
  undecided 'a host that only the request lists' gitlab_request -- --verify
  is 'is not asked' '' "$(cat "$log")"
}

# What a branch pipeline has refused must not be let in because it lies on some branch by now.
test_pushed_before() {
  bad_branch
  send feature/x:zoo feature/x:refs/tags/v1
  save 'feat: add more' more.py && send feature/x && gitlab_clone 0 "$(sha)"
  refuses 'commits that other branches and tags have, too' 'commit-type artifact-path' gitlab_request
}

test_main_has_moved_on() {
  strict
  git checkout -q -b feature/x && save 'feat: add x' x.py && send feature/x
  gitlab_clone 0 "$(sha)"
  refuses 'main would have no config' experiment-config gitlab_request
  cd ../work && git checkout -q main && put configs/base.yaml 'seed: 1' && save 'feat: add a config' configs/base.yaml && send main
  gitlab_clone 0 "$(git rev-parse feature/x)"
  passes 'main has got one meanwhile: it is judged as merged' gitlab_request
  cd ../work && git checkout -q feature/x && put configs/other.yaml '{' && save 'feat: add another' configs/other.yaml
  git checkout -q main && git rm -q configs/base.yaml && save 'feat: drop it' && send main feature/x
  gitlab_clone 0 "$(git rev-parse feature/x)"
  refuses 'what only the merge would have wrong' experiment-config gitlab_request
}

test_conflict() {
  strict_with_config
  git checkout -q -b feature/x && put train.py one && save 'feat: change it' train.py && send feature/x
  git checkout -q main && put train.py two && save 'feat: change it too' train.py && send main
  gitlab_clone 0 "$(git rev-parse feature/x)"
  passes 'a request that cannot be merged yet' gitlab_request
  says 'says so' 'conflicts with `main`'
}

test_merging_main() {
  strict_with_config
  git checkout -q -b feature/x && save 'feat: add x' x.py
  git checkout -q main && save 'feet: old sin' old.pt && send main
  git checkout -q feature/x && tick && git merge -q -m 'Merge main' main && send feature/x
  gitlab_clone 0 "$(sha)"
  passes 'blames nobody for its past' gitlab_request
}

test_merged_results() {
  bad_branch
  git checkout -q main && save 'feat: go on' y.py && send main
  merged_results
  refuses 'the commits of the source' 'commit-type artifact-path' in_merged_results
  says_not 'not the merge that nobody wrote' "${merge:0:7}"
  cd ../work && git checkout -q feature/x && git reset -q --hard main~ && save 'feat: add x' x.py && send feature/x && merged_results
  passes 'good ones' in_merged_results
  passes 'in a merge train' in_merged_results CI_MERGE_REQUEST_EVENT_TYPE=merge_train
  says 'which is named' '(merge train)'
  cd ../work && merged_results 20
  passes 'twenty deep that is enough here' in_merged_results
  says 'and says what stands for main' '`main` is not in this clone'
  cd ../work && merged_results 1
  undecided 'one deep it is not' in_merged_results
  says 'names the line to add' 'GIT_DEPTH: "0"'
  passes 'with --fetch' in_merged_results -- --fetch
}

test_another_target() {
  strict_with_config
  git checkout -q -b exp/a && put configs/a.yaml 'seed: 2' && save 'feat: add a' configs/a.yaml && send exp/a
  git checkout -q -b feature/x && git rm -q -r configs && save 'feat: drop the configs' && send feature/x
  gitlab_clone 0 "$(sha)"
  refuses 'checks of the target apply' experiment-config gitlab_request CI_MERGE_REQUEST_TARGET_BRANCH_NAME=exp/a
  says 'to the target' 'on refs/heads/exp/a'
  passes 'back from main to it' gitlab_request CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=main CI_MERGE_REQUEST_TARGET_BRANCH_NAME=exp/a "CI_COMMIT_SHA=$(git rev-parse origin/main)"
}

test_unrelated() {
  strict_with_config
  git checkout -q --orphan feature/x && save 'feat: begin anew' z.py && send feature/x
  gitlab_clone 0 "$(sha)"
  undecided 'a history that has nothing to do with main' gitlab_request
  says 'says so' 'have no common history'
}

# A policy on main that cannot be read would keep out what mends it.
test_broken_policy_on_main() {
  strict_with_config
  cp .expgate.yaml ../good.yaml
  before=$(sha) && printf 'version: 1\nrulez: {}\n' >.expgate.yaml && save 'feat: break it' .expgate.yaml && send main
  git checkout -q -b feature/x && save 'feat: add x' x.py && send feature/x && gitlab_clone 0 "$(sha)"
  undecided 'a request for something else' gitlab_request
  says 'tells the way out' 'only a commit on top of `main` passes'
  says 'and another one' 'expgate ci --policy FILE'
  passes 'with a policy by hand' gitlab_request -- --policy ../good.yaml
  cd ../work && git reset -q --hard main && cp ../good.yaml .expgate.yaml && save 'fix: mend the policy' .expgate.yaml && send feature/x
  gitlab_clone 0 "$(sha)"
  passes 'a request that mends it' gitlab_request
  says 'says so' 'this push fixes it'
  cd ../work && before=$(git rev-parse main) && send feature/x:main && gitlab_clone 0 "$(sha)" main
  passes 'and the push that comes of it' gitlab_push main "$before"
  cd ../work && git checkout -q main && git reset -q --hard "$before" && cp ../good.yaml .expgate.yaml && save 'feet: mend the policy' .expgate.yaml
  git checkout -q -B feature/x && send feature/x "$before:main" && gitlab_clone 0 "$(sha)"
  refuses 'one with a bad message, by the built-in rules' commit-type gitlab_request
}

test_child_pipeline() {
  bad_branch
  gitlab_clone 0 "$(sha)"
  refuses 'of a merge request' 'commit-type artifact-path' gitlab_request CI_PIPELINE_SOURCE=parent_pipeline
}

test_external() {
  bad_branch
  gitlab_clone 0 "$(sha)"
  refuses "a pull request of another system" 'commit-type artifact-path' gitlab CI_PIPELINE_SOURCE=external_pull_request_event \
    CI_EXTERNAL_PULL_REQUEST_IID=3 CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY=a/b CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY=a/b \
    CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME=feature/x CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME=main \
    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA=$(sha)" "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA=$(git rev-parse origin/main)"
  says 'is named as such' 'external pull request #3'
}

test_json() {
  bad_branch
  gitlab_clone 0 "$(sha)"
  gitlab_request -- --format json >report || true
  is 'the mode' ci "$(json report mode)"
  is 'the verdict' fail "$(json report verdict)"
  is 'both branches' '["refs/heads/feature/x","refs/heads/main"]' "$(json report findings 0 refs)"
  is 'three commits' 3 "$(json report counts commits)"
}

run_tests "$@"
