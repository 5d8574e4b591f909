#!/bin/bash
# expgate ci in GitHub Actions and those that are like them (Gitea, Forgejo): clones as actions/checkout makes them, events as GitHub sends them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

test_new_branch() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' best.pt && save 'feat: go on' && send feature/x
  github_branch 0 feature/x "$(sha)"
  refuses 'all of its commits' 'commit-type artifact-path' github_push refs/heads/feature/x "$zeros" "$(sha)"
  says 'what was judged' "GitHub Actions, push of \`feature/x\`: checked $(git rev-parse --short=7 HEAD)"
  cd ../work && github_branch 1 feature/x "$(sha)"
  undecided 'in a clone of depth 1' github_push refs/heads/feature/x "$zeros" "$(sha)"
  says 'names the line to add' 'fetch-depth: 0'
  refuses 'with --fetch' 'commit-type artifact-path' github_push refs/heads/feature/x "$zeros" "$(sha)" -- --fetch
}

test_update() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && before=$(sha) && save 'feat: add weights' best.pt && send feature/x
  github_branch 0 feature/x "$(sha)"
  refuses 'what is new' artifact-path github_push refs/heads/feature/x "$before" "$(sha)"
  cd ../work && github_branch 1 feature/x "$(sha)"
  undecided 'in a clone of depth 1' github_push refs/heads/feature/x "$before" "$(sha)"
  says 'names the line to add' 'fetch-depth: 0'
}

test_depth_1_on_main() {
  strict_with_config
  before=$(sha) && save 'feet: add x' best.pt && save 'feat: go on' && send main
  github_branch 1 main "$(sha)"
  undecided 'a push of two commits' github_push refs/heads/main "$before" "$(sha)"
  refuses 'with --fetch' 'commit-type artifact-path' github_push refs/heads/main "$before" "$(sha)" -- --fetch
  cd ../work && github_branch 2 main "$(sha)"
  undecided 'two deep: the base is not there' github_push refs/heads/main "$before" "$(sha)"
  cd ../work && github_branch 3 main "$(sha)"
  refuses 'three deep it is' 'commit-type artifact-path' github_push refs/heads/main "$before" "$(sha)"
}

test_force_push() {
  strict_with_config
  git checkout -q -b feature/x && save 'feat: add x' x.py && send feature/x
  before=$(sha) && git reset -q --hard HEAD~ && save 'feet: add x' x.py && send feature/x
  github_branch 0 feature/x "$(sha)"
  refuses 'whose former tip is gone' commit-type github_push refs/heads/feature/x "$before" "$(sha)"
  refuses 'whose former tip is fetched' commit-type github_push refs/heads/feature/x "$before" "$(sha)" -- --fetch
}

test_deletion() {
  strict_with_config
  github_branch 0 main "$(sha)"
  refuses 'of main' protected-ref github_push refs/heads/main "$(sha)" "$zeros"
  passes 'of another branch' github_push refs/heads/feature/x "$(sha)" "$zeros"
}

# The synthetic merge of HEAD into main that GitHub makes for each request: its oid, in $merge; pushed as refs/pull/7/merge.
pull_request() {
  head=$(sha) base=$(git rev-parse main)
  merge=$(git commit-tree -p "$base" -p "$head" -m "Merge $head into $base" "$(git merge-tree --write-tree main HEAD)")
  git push -q --force origin "$merge:refs/pull/7/merge" "$head:refs/pull/7/head"
  github_clone "$1" "+$merge:refs/remotes/pull/7/merge"
  git checkout -q --detach refs/remotes/pull/7/merge
}
in_pull_request() { github pull_request refs/pull/7/merge "$merge" "$(request_json "$head" "$base")" "$@"; }

test_pull_request() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' best.pt && git rm -q best.pt && save 'feat: drop it'
  git checkout -q main && save 'feat: go on' y.py && send main && git checkout -q feature/x
  pull_request 0
  refuses 'all of its commits' 'commit-type artifact-path' in_pull_request
  says 'names request and range' "GitHub Actions, pull request #7: checked"
  says_not 'not the merge that nobody wrote' "commit ${merge:0:7}"
  for depth in 1 2; do
    cd ../work && pull_request "$depth"
    undecided "in a clone of depth $depth" in_pull_request
    says 'names the line to add' 'fetch-depth: 0'
    refuses 'with --fetch' 'commit-type artifact-path' in_pull_request -- --fetch
  done
  cd ../work && git reset -q --hard main && save 'feat: add x' x.py && pull_request 0
  passes 'a good one' in_pull_request
  passes 'on pull_request_target, in a clone of the target' github pull_request_target refs/heads/main "$base" "$(request_json "$head" "$base")"
}

test_pull_request_from_a_fork() {
  strict_with_config
  git checkout -q -b patch-1 && save 'feat: add x' x.py
  pull_request 0
  refuses 'the name of a branch of ours' branch-name github pull_request refs/pull/7/merge "$merge" "$(request_json "$head" "$base" patch-1)"
  passes 'one of a fork' github pull_request refs/pull/7/merge "$merge" "$(request_json "$head" "$base" patch-1 '{"full_name":"eve/vit"}')"
  passes 'one of a fork that is gone' github pull_request refs/pull/7/merge "$merge" "$(request_json "$head" "$base" patch-1 null)"
}

test_merge_queue() {
  strict_with_config
  base=$(sha) && git checkout -q -b feature/x && save 'feet: add x' x.py && git checkout -q main
  tick && git merge -q --no-ff -m 'Merge pull request #7 from lab/feature/x' feature/x && head=$(sha) && git reset -q --hard "$base"
  ref=gh-readonly-queue/main/pr-7-$base && git branch -q "$ref" "$head" && send "$ref" feature/x
  github_branch 0 "$ref" "$head"
  json="\"action\":\"checks_requested\",\"merge_group\":{\"head_sha\":\"$head\",\"head_ref\":\"refs/heads/$ref\",\"base_sha\":\"$base\",\"base_ref\":\"refs/heads/main\"}"
  refuses 'what main is about to become' commit-type github merge_group "refs/heads/$ref" "$head" "$json"
  says 'and says so' 'what `main` is about to become'
  says 'on main' 'on refs/heads/main'
}

test_tags() {
  strict_with_config
  git tag light && git tag -m 'a tag' full && send light full
  github_clone 0 "+$(sha main):refs/tags/light" && git checkout -q --detach refs/tags/light
  passes 'a lightweight one' github_push refs/tags/light "$zeros" "$(sha)"
  # actions/checkout fetches the commit in the tag's place.
  github_clone 0 "+$(git -C ../work rev-parse main):refs/tags/full" && git checkout -q --detach refs/tags/full
  tag=$(git -C ../work rev-parse full)
  git update-ref -d refs/remotes/origin/full 2>/dev/null || true
  passes 'an annotated one, whose object is here' github_push refs/tags/full "$zeros" "$tag"
  cd ../work && github_clone 1 "+$(sha main):refs/tags/full" && git checkout -q --detach refs/tags/full
  undecided 'one whose object is not' github_push refs/tags/full "$zeros" "$tag"
}

# A tag that names an experiment must be an annotated one: a checkout that makes a lightweight one of it must not raise an alarm.
test_experiment_tag() {
  project <<'YAML'
version: 1
extends: []
rules:
  experiment-tag: {refs: ["tags/exp-*"]}
YAML
  put configs/exp/vit.yaml 'seed: 1' && save 'feat: add a config' configs/exp/vit.yaml && git tag -m 'acc@1: 80%' exp-vit && send main exp-vit
  tag=$(git rev-parse exp-vit)
  github_clone 0 "+$(sha):refs/tags/exp-vit" && git checkout -q --detach refs/tags/exp-vit
  is 'the checkout has made another tag of it' commit "$(git cat-file -t refs/tags/exp-vit)"
  passes 'which is no fault of the tag' github_push refs/tags/exp-vit "$zeros" "$tag"
  cd ../work && git tag exp-light && send exp-light && github_clone 0 "+$(sha):refs/tags/exp-light"
  refuses 'a lightweight one is' experiment-tag github_push refs/tags/exp-light "$zeros" "$(sha exp-light)"
}

test_nothing_was_pushed() {
  strict_with_config
  save 'feet: old sin' best.pt && send main
  github_branch 0 main "$(sha)"
  passes 'a schedule judges the tip alone' github schedule refs/heads/main "$(sha)" '"schedule":"0 0 * * *"'
  says 'and says so' 'schedule of `main`'
  passes 'a button, too' github workflow_dispatch refs/heads/main "$(sha)" '"inputs":{"pull_request":"x"}'
}

test_events_that_say_nothing() {
  strict_with_config
  github_branch 0 main "$(sha)"
  undecided 'no file' github push refs/heads/main "$(sha)" '' GITHUB_EVENT_PATH=/nowhere
  undecided 'no ref' github push '' "$(sha)" ''
  undecided 'a commit that is none' github_push refs/heads/main "$zeros" HEAD
  undecided 'no JSON' github push refs/heads/main "$(sha)" 'x'
}

test_gitea_and_forgejo() {
  strict_with_config
  git checkout -q -b feature/x && save 'feet: add x' x.py && send feature/x
  github_branch 0 feature/x "$(sha)"
  refuses 'a push' commit-type github_push refs/heads/feature/x "$zeros" "$(sha)" GITEA_ACTIONS=true
  says 'in Gitea' 'Gitea Actions, push of'
  refuses 'a request, which is checked out as it is' commit-type github pull_request refs/pull/7/head "$(sha)" \
    "$(request_json "$(sha)" "$(git rev-parse origin/main)")" GITEA_ACTIONS=true FORGEJO_ACTIONS=true
  says 'in Forgejo' 'Forgejo Actions, pull request #7'
}

# What a commit says must not reach the runner as a command.
test_no_workflow_commands() {
  strict_with_config
  long=$(printf 'x%.0s' {1..75})
  git checkout -q -b feature/x && save "feet: $long ::stop-commands::token ##[add-mask]a" x.py && save '::error::hello' && save '##[set-output name=a]b'
  send feature/x && github_branch 0 feature/x "$(sha)"
  refuses 'bad messages' commit-type github_push refs/heads/feature/x "$zeros" "$(sha)"
  is 'no line begins with two colons' '' "$(grep -E '^[[:space:]]*::' <<<"$out" || true)"
  is 'none of the older form' '' "$(grep -E '##\[' <<<"$out" || true)"
  github_push refs/heads/feature/x "$zeros" "$(sha)" -- --format json >report || true
  is 'none in JSON, either' '' "$(grep -E '##\[|^[[:space:]]*::' report || true)"
  is 'which says it all the same' 3 "$(json report counts commits)"
}

run_tests "$@"
