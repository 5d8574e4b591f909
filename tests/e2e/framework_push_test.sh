#!/bin/bash
# A push of several refs through the pre-commit framework, which passes one of them to its hooks.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly examples=$EXPGATE_SOURCE_DIR/examples/hook-managers
bin=$work/bin
mkdir -p "$bin" && ln -s "$EXPGATE" "$bin/expgate"
export PATH=$bin:$PATH

# project: a server without hooks and a clone whose pre-push hook is pre-commit's; feature/one is good, feature/two is bad.
project() {
  if ! command -v pre-commit >/dev/null; then ok 'SKIPPED: there is no pre-commit (install.sh --packages test)'; return 1; fi
  git init -q --bare project.git
  clone project
  sed 's/always_run: true/&\n        verbose: true/' "$examples/pre-commit-config.yaml" >.pre-commit-config.yaml # its notes are shown then
  git add .pre-commit-config.yaml && save 'chore: begin' a.txt
  git push -q origin main
  pre-commit install -t pre-push >/dev/null
  git checkout -q -b feature/one main && save 'feat: add one' one.txt
  git checkout -q -b feature/two main && save 'did two things' two.txt
  git checkout -q -b feature/three main && save 'feat: add three' three.txt
  git checkout -q main
}

test_refs_that_are_not_passed_are_checked() {
  project || return 0
  local each
  push_refused 'the second ref' commit-header origin feature/one feature/two
  says 'it is named' 'refs/heads/feature/two'
  push_refused 'in any order' commit-header origin feature/two feature/one
  push_refused 'all branches' commit-header --all origin
  push_refused 'a mirror, with tracking refs' 'commit-header ref-namespace' --mirror origin
  push_refused 'a pattern' commit-header -q origin 'refs/heads/feature/*:refs/heads/feature/*'
  push_refused 'behind --' commit-header origin -- feature/one feature/two
  mkdir sub
  run git -C sub push origin feature/one feature/two
  is 'from below' commit-header "$(named)"
  git -C ../project.git config receive.advertisePushOptions true
  push_refused 'an option with a value' commit-header -o x origin feature/one feature/two
  git config push.pushOption x
  for each in 1 2 3 4 5; do push_refused "an option of the configuration, $each" commit-header origin feature/one feature/two; done
  git config --unset push.pushOption
  git config remote.origin.push 'refs/heads/*:refs/heads/*'
  push_refused 'refspecs of the remote' commit-header origin
  git config --unset remote.origin.push
  git config alias.publish 'push origin'
  run git publish feature/one feature/two
  is 'by an alias' 'commit-header' "$(named)"
  run git -c push.default=matching -C "$PWD" push origin feature/one feature/two
  is 'with options of git' 'commit-header' "$(named)"
  git tag v1 feature/two
  push_refused 'a tag' commit-header origin feature/one v1
  git tag -d v1 >/dev/null
  push_ok 'good ones pass' origin feature/one feature/three
  says 'it is said which were not passed' 'passed only `refs/heads/feature/one` of this push; also checked: `refs/heads/feature/three`'
}

test_a_push_of_one_ref_is_not_rehearsed() {
  project || return 0
  printf '#!/bin/sh\necho called >>"%s"\nexec git-receive-pack "$@"\n' "$PWD/../calls" >../receive
  chmod +x ../receive && git config remote.origin.receivepack "$PWD/../receive"
  push_ok 'one ref' origin feature/one
  is 'the remote is not asked' 1 "$(wc -l <../calls)"
  git checkout -q feature/one && save 'feat: add four' four.txt
  push_ok 'two refs' origin feature/one feature/three
  is 'the remote is asked once' 3 "$(wc -l <../calls)"
}

test_deletions_and_rewrites_count() {
  of_kind "sha1-$ref_format" # pre-commit fails by itself on a deletion in other repositories
  project || return 0
  git push -q --no-verify origin feature/one main:develop
  git fetch -q
  push_refused 'develop is not deleted beside a good branch' protected-ref origin feature/three :develop
  git checkout -q -B rewritten main && git commit -q --amend --no-verify -m 'chore: begin again'
  save 'feat: go elsewhere' x.txt
  run git push -f origin feature/three rewritten:develop
  is 'nor rewritten' 'protected-ref' "$(named | tr ' ' '\n' | grep protected)"
}

test_what_cannot_be_found_out_is_said() {
  project || return 0
  git checkout -q feature/one
  export PRE_COMMIT_REMOTE_NAME=origin PRE_COMMIT_REMOTE_URL=../project.git PRE_COMMIT_LOCAL_BRANCH=refs/heads/feature/one PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF
  export PRE_COMMIT_REMOTE_BRANCH=refs/heads/feature/one
  PRE_COMMIT_FROM_REF=$(git rev-parse main) PRE_COMMIT_TO_REF=$(git rev-parse HEAD)
  exits 'no push above' 0 "$EXPGATE" pre-push --pre-commit-framework
  says 'says so' 'whether this push has others could not be found out'
  git config alias.other "!f() { '$EXPGATE' pre-push --pre-commit-framework; }; f"
  exits 'another command of git above' 0 git other
  says 'is not run again' 'whether this push has others could not be found out'
}

run_tests "$@"
