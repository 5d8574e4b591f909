#!/bin/bash
# `expgate policy try` judges the pushes of an audit log again with another policy, as the server would have done then.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# history: a server whose policy lets most in, five pushes to it, and what has happened to the repository since.
history() {
  root=$PWD/repositories audit=$PWD/audit.jsonl
  mkdir -p repositories/vision
  server repositories/vision/vit
  cat >repositories/vision/vit.git/custom_hooks/expgate.yaml <<YAML
version: 1
extends: []
rules: {commit-header: {}}
audit: {file: $audit}
YAML
  git clone -q repositories/vision/vit.git vit 2>/dev/null
  cd vit
  export GL_PROJECT_PATH=vision/vit GL_ID=user-1 GL_USERNAME=ada
  save 'feat: begin' readme.txt
  git push -q origin HEAD:refs/heads/main
  save 'feat: add weights' best.pt
  git push -q origin HEAD:refs/heads/exp/a
  git checkout -q -b b HEAD~1
  save 'feat: add code' code.py
  GL_USERNAME=bob git push -q origin HEAD:refs/heads/exp/b
  # The weights are on main in the end, and a branch is made of it later.
  git push -q origin main:refs/heads/main
  git push -q origin main:refs/heads/exp/late
  save 'Bad header' other.py
  git push -q origin HEAD:refs/heads/exp/c 2>/dev/null || true
  cd ..
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\n' >new.yaml
}

# tried POLICY [ARGUMENT…]: the answer as JSON, in try.json.
tried() {
  "$EXPGATE" policy try "$@" --repositories "$root" --log "$audit" --format json >try.json
}

test_what_would_change() {
  history
  is 'six pushes were made' 6 "$(wc -l <"$audit")"
  exits 'they are judged again' 0 "$EXPGATE" policy try new.yaml --repositories "$root" --log "$audit"
  says 'in one line' 'with `new.yaml`, of 5 pushes that were judged again: 1 newly rejected, 0 newly accepted'
  says 'the rule, and whose' '1  artifact-path (1 user)'
  says 'what the log cannot tell' '1 push could not be judged again'
  says 'and why' 'their commits are gone'
  tried new.yaml
  is 'its schema' expgate-policy-try/1 "$(json try.json schema)"
  # Only the push that brought the weights first: later ones carried what was there.
  is 'the push' 'refs/heads/exp/a ada passes rejected ["artifact-path"]' "$(json try.json rejected 0 ref) $(json try.json rejected 0 user) $(
    json try.json rejected 0 before) $(json try.json rejected 0 after) $(json try.json rejected 0 rules)"
  is 'alone' '1 1' "$(json try.json newly_rejected) $(json try.json rejected '#')"
  is 'the project' vision/vit "$(json try.json rejected_projects 0 project)"
  is 'lost commits' '1 1' "$(json try.json undecidable pushes) $(json try.json undecidable objects_gone)"
}

test_branches_are_as_they_were() {
  history
  # All refs but main are gone today; the weights' branch was there when main got them.
  git -C repositories/vision/vit.git for-each-ref --format='delete %(refname)' refs/heads/exp | git -C repositories/vision/vit.git update-ref --stdin
  tried new.yaml
  is 'the same as before' '1 refs/heads/exp/a' "$(json try.json newly_rejected) $(json try.json rejected 0 ref)"
}

test_warn_mode_and_exceptions() {
  history
  echo 'mode: warn' >>new.yaml
  tried new.yaml
  is 'warn mode rejects nothing' 0 "$(json try.json newly_rejected)"
  exits 'but is counted' 0 "$EXPGATE" policy try new.yaml --repositories "$root" --log "$audit"
  says 'as such' '1 push would only be let in by this policy'
  tried --mode enforce new.yaml
  is 'unless it is to be enforced' 1 "$(json try.json newly_rejected)"
  sed -i '/^mode/d' new.yaml
  printf 'allow: [{rule: artifact-path, path: best.pt, reason: old, expires: %s}]\n' "$(date -u +%F)" >>new.yaml
  tried new.yaml
  is 'an exception counts on its last day' 0 "$(json try.json newly_rejected)"
  sed -i 's/expires: [-0-9]*/expires: 2020-02-02/' new.yaml
  tried new.yaml
  is 'not after it' 1 "$(json try.json newly_rejected)"
  sed -i '1s/"time":"[^T]*T/"time":"2020-02-01T/; 2s/"time":"[^T]*T/"time":"2020-02-02T/' "$audit"
  tried new.yaml
  is 'the day is that of the push' 0 "$(json try.json newly_rejected)"
  tried new.yaml --since 2d
  is 'older ones can be left out' '3 2' "$(json try.json judged) $(json try.json lines before_since)"
}

# The question of the day before: nothing but the end of warn mode.
test_the_policy_that_warned_already() {
  unset GL_PROJECT_PATH GL_ID GL_USERNAME
  history_by_path
  cat >plain.git/custom_hooks/expgate.yaml <<EOF
version: 1
extends: []
rules: {artifact-path: {}}
mode: warn
audit: {file: $audit}
EOF
  rm "$audit"
  (cd plain && save 'feat: add more' more.pt && git push -q origin HEAD:refs/heads/exp/b 2>/dev/null)
  exits 'it is judged again' 0 "$EXPGATE" policy try plain.git/custom_hooks/expgate.yaml --log "$audit"
  says 'nothing is rejected' '0 newly rejected'
  says 'because of warn mode' '1 push would only be let in by this policy'
  exits 'enforced' 0 "$EXPGATE" policy try --mode enforce plain.git/custom_hooks/expgate.yaml --log "$audit"
  says 'it is' 'judged again: 1 newly rejected'
  says_not 'and warn mode has no part in it' 'let in by'
}

test_newly_accepted() {
  history
  # What the rejected push brought has come by another way.
  git --git-dir="$root/vision/vit.git" fetch -q "$PWD/vit" HEAD
  printf 'version: 1\nextends: []\nrules: {}\n' >none.yaml
  tried none.yaml
  is 'a push that passes now' '1 0' "$(json try.json newly_accepted) $(json try.json newly_rejected)"
  is 'and what had rejected it' 'commit-header refs/heads/exp/c' "$(json try.json accepting_rules 0 rule) $(json try.json accepted 0 ref)"
}

test_what_cannot_be_judged() {
  history
  exits 'without the root' 0 "$EXPGATE" policy try new.yaml --log "$audit"
  says 'no repository is found' '6  their repository is not found'
  sed -i '1s|"vision/vit"|"../repositories/vision/vit"|' "$audit"
  mkdir elsewhere
  exits 'a name that leads out of the root' 0 "$EXPGATE" policy try new.yaml --repositories "$PWD/elsewhere" --log "$audit"
  says 'is not followed' '6  their repository is not found'
  exits 'a policy that cannot be read' 2 "$EXPGATE" policy try nosuch.yaml --log "$audit"
  echo 'rules: {nosuch: {}}' >broken.yaml
  exits 'a broken one' 2 "$EXPGATE" policy try broken.yaml --log "$audit"
  exits 'a log that cannot be read' 2 "$EXPGATE" policy try new.yaml --log nosuch
  exits 'no log' 2 "$EXPGATE" policy try new.yaml
  head -c 100 "$audit" >short.jsonl
  exits 'a line that is cut off' 0 "$EXPGATE" policy try new.yaml --log short.jsonl
  says 'is counted' '1 line of the log could not be read'
  echo "[core" >"$root/vision/vit.git/config"
  exits 'a damaged repository' 0 "$EXPGATE" policy try new.yaml --repositories "$root" --log "$audit"
  says 'is undecided' 'expgate cannot decide; the first:'
}

test_a_repository_known_by_its_path() {
  unset GL_PROJECT_PATH GL_ID GL_USERNAME
  history_by_path
  exits 'no root is needed' 0 "$EXPGATE" policy try new.yaml --log "$audit"
  says 'it is found' 'of 1 push that was judged again: 1 newly rejected'
}
history_by_path() {
  audit=$PWD/audit.jsonl
  server plain
  printf 'version: 1\nextends: []\naudit: {file: %s}\n' "$audit" >plain.git/custom_hooks/expgate.yaml
  clone plain
  save 'feat: add weights' best.pt
  git push -q origin HEAD:refs/heads/exp/a
  cd ..
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\n' >new.yaml
}

test_a_month_of_pushes_in_constant_memory() {
  history
  python3 - "$audit" <<'PY'
import sys
line = open(sys.argv[1]).readline()
with open("many.jsonl", "w") as out:
    for i in range(200000):
        project = "vision/vit" if i % 200 == 0 else "group/project%d" % (i % 2000)
        out.write(line.replace("vision/vit", project).replace("heads/main", "heads/branch%d" % i).replace('"time":"20', '"time":"2%d' % (i * 7919 % 10)))
PY
  local most=200000 # KiB
  if grep -q __asan_init "$EXPGATE"; then most=unlimited; fi
  run bash -c "ulimit -v $most; '$EXPGATE' policy try new.yaml --repositories '$root' --log many.jsonl --log many.jsonl --format json >try.json"
  is 'all are read' '0 400000 398000' "$status $(json try.json lines read) $(json try.json undecidable no_repository)"
  is 'those of the repository are judged' 2000 "$(json try.json judged)"
  is 'nothing is left of what was sorted' '' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'expgate.??????' -newer new.yaml)"
  TMPDIR=$PWD/nosuch exits 'without a place to sort' 2 "$EXPGATE" policy try new.yaml --log many.jsonl
  says 'names the way out' 'set `TMPDIR` to a folder'
}

run_tests "$@"
