#!/bin/bash
# The pre-push hook: what the server will say, before anything is sent.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server without hooks (so that every refusal is the client's), and a clone with the hook and this policy.
project() {
  git init -q --bare project.git
  clone project
  hook . pre-push
  cat >.expgate.yaml
  save 'chore: begin' .expgate.yaml train.py
  git -c core.hooksPath=/dev/null push -q origin main
}
strict() {
  project <<'YAML'
version: 1
extends: []
rules:
  commit-type: {}
  artifact-path: {}
  protected-ref: {refs: [main]}
  branch-name: {}
YAML
}

test_branches() {
  strict
  git checkout -q -b feature/x
  save 'feet: add x'
  push_refused 'a new branch with a bad message' commit-type
  git reset -q --hard HEAD~ && save 'feat: add x' x.txt
  push_ok 'a new branch with a good one'
  save 'feat: add weights' best.pt
  push_refused 'an update with a checkpoint' artifact-path
  save 'feat: drop weights' && git rm -q best.pt && save 'feat: really drop weights'
  push_refused 'deleted again in a later commit, it is still sent' artifact-path
  says 'which takes older commits to be written anew' 'git fast-export'
  git reset -q --hard origin/feature/x && save 'feat: add y' y.txt
  push_ok 'a good update'
  git checkout -q -b whatever
  push_refused 'a branch name that is not allowed' branch-name
}

test_old_sins() {
  strict
  save 'feet: add weights' best.pt
  git -c core.hooksPath=/dev/null push -q origin main
  save 'feat: go on' y.txt
  push_ok 'what the server has is not judged again'
  git checkout -q -b feature/y && save 'feat: branch off' z.txt
  push_ok 'on a new branch neither'
}

test_deletions() {
  strict
  git checkout -q -b feature/x && save 'feat: add x' x.txt
  push_ok 'a branch'
  push_ok 'its deletion' origin :feature/x
  push_refused 'the deletion of main' protected-ref origin :main
}

test_force() {
  strict
  git checkout -q -b feature/x && save 'feat: add x' x.txt && save 'feat: add y' y.txt
  push_ok 'a branch'
  git reset -q --hard HEAD~ && save 'feat: add z' z.txt
  push_ok 'a force push to a feature branch' -f origin HEAD
  git checkout -q main && save 'feat: add a' a.txt
  push_ok 'an update of main'
  git reset -q --hard HEAD~ && save 'feat: add b' b.txt
  push_refused 'a force push to main' protected-ref -f origin HEAD
}

test_several_refs() {
  strict
  git checkout -q -b feature/good && save 'feat: add x' x.txt
  git checkout -q -b feature/bad main && save 'feet: add y' y.txt
  push_refused 'one bad branch of two refuses both' commit-type origin feature/good feature/bad
  says 'and is named' 'refs/heads/feature/bad'
  says_not 'the good one is not' 'refs/heads/feature/good'
  push_refused 'push --all' commit-type --all origin
  git branch -q -D feature/bad 2>/dev/null || { git checkout -q main && git branch -q -D feature/bad; }
  push_ok 'push --all without it' --all origin
}

test_tags() {
  strict
  git checkout -q -b feature/x && save 'feet: add x' x.txt
  git tag light
  push_refused 'a lightweight tag of a bad commit' commit-type origin light
  push_refused 'with the branch that it is on' commit-type origin light feature/x
  git tag -d light >/dev/null && git tag -m 'a tag' full
  push_refused 'an annotated tag of a bad commit' commit-type origin full
  git tag light main && git tag -f -m 'a tag' full main >/dev/null
  push_ok 'tags of good commits' origin light full
}

# A17: nothing is known here of what the remote has, and it has a bad past.
test_a_remote_that_was_never_fetched() {
  strict
  git push -q --no-verify origin main
  save 'feet: add y' && git push -q --no-verify origin HEAD:main
  git clone -q --bare ../project.git ../fork.git && git remote add fork ../fork.git
  git checkout -q -b feature/on-top && save 'feat: add a thing' y.txt
  push_ok 'its past is not blamed' fork HEAD
  git update-ref -d refs/remotes/fork/feature/on-top
  save 'feet: add z'
  refuses 'what is new is' commit-type git push fork HEAD
  is 'and nothing else' 1 "$(grep -c 'error.commit-type' <<<"$out")"
  git init -q --bare ../empty.git
  refuses 'a remote that has nothing yet' commit-type git push ../empty.git HEAD
  mkdir bin
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nfor word; do [ "$word" != ls-remote ] || { echo "$GIT_TERMINAL_PROMPT $GIT_SSH_COMMAND" >"%s"; exit 1; }; done\nexec %s "$@"\n' \
    "$PWD/../asked" "$(command -v git)" >bin/git && chmod +x bin/git
  run env PATH="$PWD/bin:$PATH" "$EXPGATE" pre-push fork ../fork.git <<<"HEAD $(git rev-parse HEAD) refs/heads/feature/on-top $(printf '0%.0s' {1..40})"
  says 'a remote that does not answer' 'the remote did not say what it has'
  is 'is asked without questions to the user' '0 ssh -o BatchMode=yes' "$(cat ../asked)"
  printf '#!/bin/sh\ncase $* in *ls-remote*) sleep 60 ;; *) exec %s "$@" ;; esac\n' "$(command -v git)" >bin/git
  local before=$SECONDS
  run env PATH="$PWD/bin:$PATH" "$EXPGATE" pre-push fork ../fork.git <<<"HEAD $(git rev-parse HEAD) refs/heads/feature/on-top $(printf '0%.0s' {1..40})"
  says 'one that hangs' 'the remote did not say what it has'
  is 'holds nobody up' yes "$([ $((SECONDS - before)) -lt 20 ] && echo yes)"
}

# A tag that only lies here says nothing of what the remote has.
test_a_tag_of_ones_own_hides_nothing() {
  strict
  save 'feet: add y' && git tag mine
  push_refused 'the commit that it names is judged' commit-type origin HEAD:feature/x
  git push -q --no-verify origin mine
  push_ok 'one that the remote has as well' origin HEAD:feature/x
}

test_nothing_to_push() {
  strict
  push_ok 'everything up to date'
  git branch feature/same
  push_ok 'a new branch at a commit that is there' origin feature/same
  exits 'no line at all' 0 "$EXPGATE" pre-push origin ../project.git
}

test_url() {
  strict
  git checkout -q -b feature/x && save 'feet: add x' x.txt
  push_refused 'a bad branch, to a URL' commit-type "file://$PWD/../project.git" HEAD
  git reset -q --hard main && save 'feat: add x' x.txt
  push_ok 'a good branch, to a URL' "file://$PWD/../project.git" HEAD
}

# Somebody else pushes to the branch NAME, which this clone does not hear of.
meanwhile() {
  (cd .. && clone project "other-$1" && git checkout -q "$2" && save 'feat: add more' more.txt && git push -q origin "$2")
}

test_remote_moved_on() {
  strict
  git checkout -q -b feature/x && save 'feat: add x' x.txt
  push_ok 'a branch'
  meanwhile first feature/x
  git reset -q --hard HEAD~ && save 'feat: add z' z.txt
  push_ok 'over commits that are not known here' -f origin HEAD
  meanwhile second feature/x
  git reset -q --hard HEAD~ && save 'feet: add z' z.txt
  push_refused 'the same with a bad message' commit-type -f origin HEAD
}

test_policy() {
  strict
  git checkout -q -b feature/x && save 'feet: add x' x.txt
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  push_refused 'a laxer policy in the work tree does not count' commit-type
  git add .expgate.yaml
  push_ok 'staged it does'
  printf 'version: 1\nrulez: {}\n' >.expgate.yaml && git add .expgate.yaml && save 'feat: add y' y.txt
  push_undecided 'a policy that does not validate'
  says 'says where' '`.expgate.yaml`:2'
}

test_experiment() {
  project <<'YAML'
version: 1
extends: []
rules:
  experiment-config: {refs: ["exp/*"]}
  experiment-seed: {refs: ["exp/*"]}
YAML
  git checkout -q -b exp/vit && save 'feat: add x' x.txt
  push_refused 'an experiment without config' experiment-config
  put configs/vit.yaml 'lr: 0.1' && save 'feat: add config' configs/vit.yaml
  push_refused 'an experiment without seed' experiment-seed
  put configs/vit.yaml 'seed: 42' && save 'feat: add seed' configs/vit.yaml
  push_ok 'a whole experiment'
}

# The same push against a server with the same policy: first what the hook on this side says, then what the one over there says.
test_verdict_equals_the_servers() {
  strict
  server ../twin
  cp .expgate.yaml ../twin.git/custom_hooks/expgate.yaml
  git remote add twin ../twin.git
  git -c core.hooksPath=/dev/null push -q twin main
  git checkout -q -b feature/bad && save 'feet: add x' x.txt && save 'feat: add weights' w/best.pt
  git checkout -q -b feature/good main && save 'feat: add x' x.txt
  git checkout -q -b odd main && git merge -q --no-ff -m 'merge' feature/good
  local refspec here there
  for refspec in feature/bad feature/good odd main :main feature/bad:main +feature/good:feature/bad; do
    run git push --dry-run origin "$refspec"
    here="$([ "$status" = 0 ] && echo pass || echo fail): $(named)"
    run git -c core.hooksPath=/dev/null push twin "$refspec"
    there="$([ "$status" = 0 ] && echo pass || echo fail): $(named)"
    is "both say the same about $refspec" "$there" "$here"
  done
}

test_input() {
  strict
  local head
  head=$(git rev-parse HEAD)
  printf 'refs/heads/main %s refs/heads/main %s\n' "$head" "$head" >good
  printf '(delete) %s refs/heads/feature/x %s\n' "$zero" "$head" >deletion
  printf 'HEAD~ of two words %s refs/heads/feature/x %s\n' "$head" "$zero" >words
  printf 'refs/heads/main %s\n' "$head" >short
  printf 'refs/heads/main %s refs/heads/main %s' "$head" "${head:0:20}" >oid
  for name in good deletion words; do
    exits "input: $name" 0 bash -c "'$EXPGATE' pre-push origin ../project.git <$name"
    is 'without a word' '' "$out"
  done
  for name in short oid; do
    exits "input: $name" 2 bash -c "'$EXPGATE' pre-push origin ../project.git <$name"
  done
}

run_tests "$@"
