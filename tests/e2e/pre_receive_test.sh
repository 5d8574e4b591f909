#!/bin/bash
# The pre-receive hook: what a push brings in, in whatever shape it arrives.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server with this policy and the clone of it, in which main has one commit already.
project() {
  server project
  local text=${1:-}
  [ -n "$text" ] || text='  commit-header: {}
  commit-type: {}
  max-file-size: {limit: 1 KiB}
  artifact-path: {}
  ref-namespace: {}
  protected-ref: {refs: [main]}'
  printf 'version: 1\nextends: []\nrules:\n%s\n' "$text" | policy project
  clone project
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
}

# What a branch may bring, pushed with the objects loose and packed on the server: $1 is its receive.unpackLimit.
files_and_messages() {
  project
  git -C ../project.git config receive.unpackLimit "$1"
  git checkout -q -b work
  save 'update' a.txt
  push_refused 'a message that says nothing' commit-header
  says 'amend mends it' '--amend'
  git reset -q --hard main && save 'feat: add weights' w/best.pt
  push_refused 'a checkpoint by name' artifact-path
  says 'the file is named' '`w/best.pt`'
  git rm -q -r w && save 'feat: drop weights'
  push_refused 'a checkpoint deleted in the next commit' artifact-path
  says 'which takes older commits to be written anew' 'git fast-export'
  git reset -q --hard main && big large.txt && save 'feat: add text' large.txt
  push_refused 'a large file' max-file-size
  git reset -q --hard main && big large.bin 300000 && save 'feet: add all' large.bin w/best.pt
  push_refused 'all sins at once are all told' 'commit-type max-file-size artifact-path'
  git reset -q --hard main && save 'feat: add x' a.txt "src/b ü.py"
  push_ok 'a good commit'
  is 'and it is there' "$(git rev-parse HEAD)" "$(git -C ../project.git rev-parse work)"
}
test_loose_objects() { files_and_messages 100000; }
test_packed_objects() { files_and_messages 1; }

test_first_push_of_all() {
  server first
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\n' | policy first
  clone first
  save 'chore: begin' old.pt && git rm -q old.pt && save 'fix: drop weights'
  push_refused 'a bad root commit in an empty repository' artifact-path
  git checkout -q --orphan good && save 'chore: begin' a.txt
  push_ok 'a good root commit in an empty repository' origin good:main
}

test_experiment() {
  project '  experiment-config: {refs: ["exp/*"]}
  experiment-seed: {refs: ["exp/*"]}'
  git checkout -q -b exp/vit
  push_refused 'an experiment without config, without a single new commit' experiment-config
  save 'feat: add config' configs/vit.yaml && put configs/vit.yaml 'lr: 0.1' && save 'feat: add config' configs/vit.yaml
  push_refused 'an experiment without seed' experiment-seed
  push_ok 'which any other branch may be' origin HEAD:refs/heads/feature/vit
  put configs/vit.yaml 'seed: -1' && save 'feat: add seed' configs/vit.yaml
  push_refused 'an experiment with a seed that is none' experiment-seed
  put configs/vit.yaml 'seed: 42' && save 'fix: mend seed' configs/vit.yaml
  push_ok 'a whole experiment'
  push_ok 'whose deletion needs no seed' origin :exp/vit
}

test_several_refs() {
  project
  git branch good && git checkout -q good && save 'feat: add x' x.txt
  git checkout -q -b bad main && save 'feat: add y' best.pt
  push_refused 'one bad ref of two refuses both' artifact-path origin good bad
  says 'the bad one is named' refs/heads/bad
  says_not 'the good one is not' refs/heads/good
  git branch twin
  push_refused 'the same commit under two names' artifact-path origin bad twin
  is 'is told once' 1 "$(grep -c 'error\[' <<<"$out")"
  says 'and the other name is counted' 'and 1 more ref'
  push_ok 'the good one alone' origin good
  save 'feat: add z' && git tag bad-tag
  git checkout -q -b fine main && save 'feat: add z' z.txt
  push_refused 'branch good, tag bad' artifact-path origin fine bad-tag
}

test_tags() {
  project
  git checkout -q -b work && save 'feat: add weights' best.pt
  git tag light && git tag -m one one && git tag -m two two one 2>/dev/null
  push_refused 'a lightweight tag of a bad commit' artifact-path origin light
  push_refused 'an annotated tag of a bad commit' artifact-path origin one
  push_refused 'a tag of a tag of a bad commit' artifact-path origin two
  git tag -f light main >/dev/null && git tag -f -m one one main >/dev/null && git tag -f -m two two one >/dev/null 2>&1
  push_ok 'the same of good commits' origin light one two
  git tag tree 'main^{tree}' && git tag -m blob blob main:train.py
  push_refused 'a tag of a tree' ref-namespace origin tree
  push_refused 'an annotated tag of a blob' ref-namespace origin blob
  push_ok 'a tag deleted' origin :light
}

test_namespaces() {
  project
  push_refused 'a replace ref' ref-namespace origin "HEAD:refs/replace/$(digits 1)"
  push_refused 'a namespace of my own' ref-namespace origin HEAD:refs/mine/x
  push_ok 'a branch' origin HEAD:refs/heads/mine/x
}

test_main_is_protected() {
  project
  save 'feat: add x' x.txt
  push_ok 'main moves on'
  git reset -q --hard HEAD~ && save 'feat: add y' y.txt
  push_refused 'a force push' protected-ref -f origin HEAD
  push_refused 'its deletion' protected-ref origin :main
  git branch other
  push_ok 'another branch' origin other
  git checkout -q other && git commit -q --amend -m 'feat: add z'
  push_ok 'a force push to that' -f origin other
  push_ok 'its deletion' origin :other
}

test_merges() {
  project
  save 'update weights' old.pt
  sneak project main:main
  git checkout -q -b feature main~ && save 'feat: add x' x.txt
  git merge -q --no-edit main
  push_ok 'a merge of main blames nobody for its past' origin feature
  git checkout -q -b evil main~ && save 'feat: add y' y.txt
  git merge -q --no-commit main 2>/dev/null && put new.pt && git add new.pt && git -c core.hooksPath=/dev/null commit -q --no-edit
  push_refused 'a merge that brings in a checkpoint of its own' artifact-path
  says 'which is named' '`new.pt`'
  says_not 'and only that' '`old.pt`'
}

test_unrelated_history() {
  project
  git checkout -q --orphan other && git rm -q -r --cached . && rm train.py
  save 'feat: start anew' new.txt
  push_ok 'another root' origin other
  save 'feat: add weights' best.pt && git checkout -q main && git merge -q --allow-unrelated-histories --no-edit other
  push_refused 'a merge of another root that has sinned' artifact-path
}

test_nothing_new() {
  project
  git branch feature
  push_ok 'a new branch at an old commit' origin feature
  git checkout -q -b sin && save 'update' best.pt && sneak project +sin:sin
  push_ok 'a new branch at a sin that is there already' origin sin:again
  echo "$zero $(git rev-parse sin) refs/heads/once-more" >line
  (cd ../project.git && "$EXPGATE" pre-receive --report json=report.json <"$OLDPWD/line")
  is 'for which no commit is looked at' 0 "$(json ../project.git/report.json counts commits)"
  is 'and no file' 0 "$(json ../project.git/report.json counts files)"
}

test_odd_dates() {
  project
  local when n branch
  for when in '@0 +0000' '@4070908800 +0000' '@1700000000 +0000'; do
    branch=${when//[@ +]/}
    git checkout -q -b "odd-$branch" main
    for n in 1 2 3; do
      put "$n.txt" && git add . && GIT_COMMITTER_DATE=$when GIT_AUTHOR_DATE=$when git commit -q -m "feat: add $n"
    done
    push_ok "commits of date $when" origin HEAD
    GIT_COMMITTER_DATE='@1 +0000' git commit -q --allow-empty -m "update"
    push_refused "and a bad one of 1970 on top of $when" commit-header origin HEAD
    GIT_COMMITTER_DATE='@4070908800 +0000' git commit -q --allow-empty --amend -m "update"
    push_refused "and a bad one of 2099 on top of $when" commit-header origin HEAD
  done
}

test_skewed_past() {
  project
  # The server's history runs backwards in time and has a sin in it: nobody is blamed for it, wherever a push begins.
  local n when=4000000000
  for n in 1 2 3 4 5 6 7 8; do
    when=$((when - 400000000))
    put "$n.txt" && git add . && GIT_COMMITTER_DATE="@$when +0000" git -c core.hooksPath=/dev/null commit -q -m "update $n"
  done
  sneak project main:main
  for n in 0 1 3 5 7; do
    git checkout -q -B "from-$n" "main~$n" && GIT_COMMITTER_DATE='@3900000000 +0000' git commit -q --allow-empty -m 'feat: go on'
    push_ok "from main~$n" origin HEAD
    GIT_COMMITTER_DATE='@1 +0000' git commit -q --allow-empty -m 'feat: go on'
    push_ok "from main~$n, backwards" origin HEAD
  done
}

test_stores() {
  project
  git checkout -q -b work && save 'feat: add x' x.txt
  git --git-dir=../project.git gc -q && git --git-dir=../project.git pack-refs --all
  push_ok 'a server that is packed'
  save 'feat: add weights' best.pt
  push_refused 'a server that is packed, a checkpoint' artifact-path
  git clone -q --bare --shared ../project.git ../shared.git
  mkdir -p ../shared.git/custom_hooks && cp ../project.git/custom_hooks/expgate.yaml ../shared.git/custom_hooks/
  "$EXPGATE" install --server ../shared.git >/dev/null
  git remote set-url origin "$PWD/../shared.git"
  push_refused 'a server with alternates, a checkpoint' artifact-path
  git reset -q --hard HEAD~ && save 'feat: add y' y.txt
  push_ok 'a server with alternates'
}

test_submodules() {
  project '  max-file-size: {limit: 1 KiB}
  artifact-path: {}'
  git update-index --add --cacheinfo "160000,$(digits 1),library"
  save 'feat: add library'
  push_ok 'a submodule, whose commit is not here'
}

test_folder_and_file_swap() {
  project
  save 'feat: add folder' x/inner.txt && git rm -q -r x && save 'feat: turn it' x
  push_ok 'a folder that becomes a file'
  git rm -q x && save 'feat: turn it back' x/best.pt
  push_refused 'a file that becomes a folder with a checkpoint' artifact-path
}

# 0.1.0 called this "not a ref update", and rejected the whole push.
test_deleting_a_branch_that_is_not_there_is_nothing() {
  server project
  clone project
  save 'feat: begin' a.py
  git push -q origin HEAD:refs/heads/feature/gone
  git --git-dir ../project.git update-ref -d refs/heads/feature/gone
  push_ok 'the rest of the push gets in' origin HEAD:refs/heads/feature/y :refs/heads/feature/gone :refs/heads/nope
  push_ok 'and nothing at all' origin :refs/heads/nope
  cd ../project.git
  exits 'the update hook agrees' 0 "$EXPGATE" update refs/heads/nope "$zero" "$zero"
}

# `dvc exp push` and AGit: nobody reads the messages there, but what is fetched is fetched.
test_refs_of_machines_may_be_allowed() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {ref-namespace: {allow: ["refs/exps/**", "refs/for/**"]}, commit-header: {}, artifact-path: {}}}'
  clone project
  save 'feat: begin' a.py
  push_ok 'main' origin main
  save 'no header here' b.py
  push_ok 'an experiment of dvc' origin HEAD:refs/exps/4f/2a9c1/exp-1
  push_ok 'a request of AGit' origin HEAD:refs/for/main
  push_refused 'the same commit on a branch, since such refs never count as existing' commit-header origin HEAD:refs/heads/x
  push_refused 'another namespace' 'commit-header ref-namespace' origin HEAD:refs/changes/1
  push_refused 'one that git hides things in' 'commit-header ref-namespace' origin "HEAD:refs/replace/$(digits 4)"
  save 'feat: weights' w/best.pt
  push_refused 'weights' artifact-path origin HEAD:refs/exps/4f/2a9c1/exp-2
  policy ../project <<<'{version: 1, extends: [], rules: {ref-namespace: {allow: ["refs/**"]}, commit-header: {}}}'
  save 'still no header' c.py
  push_refused 'branches are branches whatever is allowed' commit-header origin HEAD:refs/heads/x
  push_refused 'and replacements stay out' ref-namespace origin "HEAD:refs/replace/$(digits 4)"
}

test_branches_that_forges_and_bots_make() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {branch-name: {}}}'
  clone project
  save 'feat: begin' a.py
  push_ok 'main' origin main
  local name
  for name in revert-4f2a9c1 revert-12-fix/loader cherry-pick-4f2a9c1 dependabot/pip/torch-2.5 renovate/numpy-2.x pre-commit-ci-update-config \
    gh-readonly-queue/main/pr-7-4f2a9c1 copilot/fix-loader ada-patch-1 42-loader-is-slow; do
    push_ok "$name" origin "HEAD:refs/heads/$name"
  done
  for name in reverted dependabots/x my-patch patch-1 issue-42 x/42-loader fix/renovate/x; do
    push_refused "$name" branch-name origin "HEAD:refs/heads/$name"
    says_not 'a name that nobody chooses is not proposed' 'gh-readonly-queue'
  done
  policy ../project <<<'{version: 1, extends: [], rules: {branch-name: {allow: [main, "feature/*"]}}}'
  push_refused 'a team can say no to them' branch-name origin HEAD:refs/heads/dependabot/pip/torch-2.6
}

run_tests "$@"
