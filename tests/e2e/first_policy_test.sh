#!/bin/bash
# A project without a policy that adopts one: client, server and CI agree about the push that brings it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly narrow='version: 1
rules:
  experiment-config: {refs: ["exp/*"]}
  experiment-seed: {refs: ["exp/*"]}'

# An empty server with the gate, and a clone with the client's; nobody has a policy.
project() {
  git init -q --bare project.git && "$EXPGATE" install --server project.git >/dev/null
  git clone -q project.git project 2>/dev/null && cd project && "$EXPGATE" install >/dev/null
}

# agree WHAT RULES [CI-BASE]: of a push of HEAD to main, all three say the same: these errors, or none.
agree() {
  local old
  old=$(git ls-remote origin refs/heads/main | cut -f1)
  run "$EXPGATE" pre-push origin ../project.git <<<"HEAD $(git rev-parse HEAD) refs/heads/main ${old:-$(printf '0%.0s' {1..40})}"
  is "$1: the client" "$2" "$(named)"
  run "$EXPGATE" ci --range "${old:-$(printf '0%.0s' {1..40})}..HEAD" --ref main
  is "$1: CI" "$2" "$(named)"
  run git push --no-verify origin HEAD:main
  is "$1: the server" "$2" "$(named)"
  is "$1: and it moves" "$([ -n "$2" ] && echo "${old:-none}" || git rev-parse HEAD)" "$(git ls-remote origin refs/heads/main | cut -f1 | grep . || echo none)"
}

test_the_first_commit_of_all() {
  project
  git checkout -q -b main 2>/dev/null || true
  "$EXPGATE" init --no-hooks >/dev/null
  git add .expgate.yaml .gitignore && save 'chore: adopt the gate'
  agree 'what init writes' ''
  printf 'x = 1\n' >train.py && git add train.py && save 'feat: add a script'
  agree 'from then on it counts' ''
  git checkout -q -b exp/vit
  push_refused 'experiments need a config' 'experiment-config'
}

test_on_top_of_what_is_there() {
  project
  save 'feat: add a thing' a.txt
  git push -q --no-verify origin HEAD:feature/a 2>/dev/null
  git -C ../project.git update-ref refs/heads/main "$(git rev-parse HEAD)" && git fetch -q
  printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt the gate'
  agree 'one commit' ''
}

# made WHAT: a server whose main has a commit and no policy.
begun() {
  project
  save 'feat: add a thing' a.txt
  git -C ../project.git fetch -q "$PWD" HEAD:refs/heads/main && git fetch -q
}

test_whatever_else_comes_along_is_judged_as_before() {
  begun
  printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt the gate' b.txt
  agree 'another file in the commit' experiment-config
  git reset -q --hard origin/main
  printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt the gate'
  save 'feat: add more' b.txt
  agree 'another commit' experiment-config
  git reset -q --hard origin/main
  printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'did things'
  agree 'a bad message' commit-header
  git reset -q --hard origin/main
  printf 'version: 1\nextends: []\n' >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt nothing'
  agree 'a policy that asks for nothing' experiment-config
  git reset -q --hard origin/main
  printf 'version: 1\nrules:\n  experiment-config: {refs: ["exp/vit"]}\n  experiment-seed: {refs: ["exp/*"]}\n' >.expgate.yaml
  git add .expgate.yaml && save 'chore: adopt a part'
  agree 'a policy that leaves experiments out' experiment-config
  git reset -q --hard origin/main
  ln -s a.txt .expgate.yaml && git add .expgate.yaml && save 'chore: adopt a link'
  run git push --no-verify origin HEAD:main
  is 'a link is no policy' 1 "$status"
  git rm -q .expgate.yaml && printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && git reset -q --soft origin/main
  save 'chore: adopt the gate'
  git push -q --no-verify origin HEAD:refs/heads/feature/b 2>/dev/null
  agree 'after all that, the plain one' ''
}

test_a_deletion_is_something_else() {
  begun
  git rm -q a.txt && printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt the gate'
  agree 'with a file that is gone' experiment-config
  git reset -q --hard origin/main
  printf 'version: 1\nrules:\n  experiment-config: {refs: ["exp/a", "exp/b/c"]}\n  experiment-seed: {refs: ["exp/a", "exp/b/c"]}\n' >.expgate.yaml
  git add .expgate.yaml && save 'chore: adopt a part'
  agree 'a list of branches' experiment-config
}

test_a_server_with_a_policy_of_its_own_decides() {
  begun
  mkdir -p ../project.git/custom_hooks && echo 'version: 1' >../project.git/custom_hooks/expgate.yaml
  printf '%s\n' "$narrow" >.expgate.yaml && git add .expgate.yaml && save 'chore: adopt the gate'
  run git push --no-verify origin HEAD:main
  is 'the server' experiment-config "$(named)"
}

run_tests "$@"
