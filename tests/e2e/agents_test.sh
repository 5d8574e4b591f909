#!/bin/bash
# docs/agents.md alone is enough: a program that knows nothing else gets a rejected push in with the commands and keys of that page.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
page=$EXPGATE_SOURCE_DIR/docs/agents.md
mkdir "$work/bin"
ln -s "$(realpath "$EXPGATE")" "$work/bin/expgate"
PATH=$work/bin:$PATH

# block N: the N-th block of shell commands on the page.
block() {
  awk -v wanted="$1" '/^```sh$/ { at++; inside = 1; next } /^```$/ { inside = 0 } inside && at == wanted' "$page"
}

# carries_out WHAT STATUS N: runs that block as it stands; standard output goes to the file `output`, what it says to $out.
carries_out() {
  status=0
  block "$3" >script
  [ -s script ] || { not_ok "$1" "docs/agents.md has no block $3"; return; }
  (set -e && . ./script) >output 2>err || status=$?
  out=$(cat output err)
  if [ "$status" = "$2" ]; then ok "$1"; else not_ok "$1" "exit code $status instead of $2" "$(cat script)" "$out"; fi
}

# keys_of HEADING: the first column of the table that stands below that line of it.
keys_of() {
  awk -v heading="| $1 |" 'index($0, heading) == 1 { inside = 1; next } !/^\|/ { inside = 0 } inside && !/^\| ---/' "$page" |
    cut -d '|' -f 2 | grep -oE '`[a-z_]+`' | tr -d '`'
}

# project: a server, and a clone without hooks, as a program makes it.
project() {
  server gate
  clone gate
  put README.md 'A model.'
  put configs/base.yaml 'seed: 42'
  save 'feat: begin' README.md configs/base.yaml
  git push -q origin main 2>>../log
  git checkout -q -b feature/vit
}

test_from_a_commit_to_a_push_by_the_page_alone() {
  local key
  project
  put models/vit.py
  big models/best.pt
  git add -f .
  export MESSAGE='Added the ViT baseline.'
  carries_out 'the push is rejected' 1 1
  says 'the server says why' 'error[artifact-path]'
  carries_out 'the report says so before it is pushed' 1 2
  for key in $(keys_of key); do
    is "the report has the key $key" yes "$(grep -q "\"$key\":" output && echo yes)"
  done
  is 'the verdict' fail "$(json output verdict)"
  carries_out 'mend does all of it' 0 3
  is 'the schema' expgate-mend/1 "$(json output schema)"
  for key in $(keys_of 'key of `expgate-mend/1`'); do
    is "its answer has the key $key" yes "$(grep -q "\"$key\":" output && echo yes)"
  done
  is 'what is to be pushed' "$(git rev-parse HEAD)" "$(json output new_tip)"
  carries_out 'the push goes in' 0 4
  is 'the server has it' "$(git rev-parse HEAD)" "$(git ls-remote origin refs/heads/feature/vit | cut -f 1)"
  is 'without the weights' '' "$(git log --format= --name-only origin/main..HEAD | grep best.pt || true)"
  is 'which are still there' yes "$([ -s models/best.pt ] && echo yes)"
}

# With a message that only the author can write, the page says what to call.
test_a_message_that_only_the_author_can_write() {
  local commit call
  project
  put models/vit.py
  git add .
  export MESSAGE='fix: update'
  carries_out 'the push is rejected' 1 1
  carries_out 'mend cannot know the message' 1 3
  is 'it is left' commit-subject "$(json output left 0 rule)"
  is 'as a message to write' message "$(json output left 0 remedy kind)"
  commit=$(json output left 0 commit)
  call=$(grep -oE '`expgate mend [^`]*--message COMMIT=TEXT`' "$page" | head -1 | tr -d '`')
  call=${call/COMMIT=TEXT/"$commit='fix(model): read the width from the config'"}
  exits 'the page says how to give it' 0 bash -c "$call"
  carries_out 'the push goes in' 0 4
  is 'with it' 'fix(model): read the width from the config' "$(git log -1 --format=%s)"
}

test_the_page_names_no_key_or_option_that_is_not_there() {
  is 'keys of the report' yes "$([ "$(keys_of key | wc -l)" -gt 6 ] && echo yes)"
  is 'keys of mend' yes "$([ "$(keys_of 'key of `expgate-mend/1`' | wc -l)" -gt 4 ] && echo yes)"
  is 'blocks' 4 "$(grep -c '^```sh$' "$page")"
}

run_tests "$@"
