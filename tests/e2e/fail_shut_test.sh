#!/bin/bash
# What cannot be judged never gets in: exit code 2, said on stderr.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"


# A server in which a clone's branches `good` and `bad` lie below refs/tmp, unknown to any branch; $good, $bad are their commits, and `good`
# and `bad` (files) the lines that would push them.
project() {
  server project
  printf 'version: 1\nextends: []\nrules: {%s}\n' "${1:-artifact-path: {\}, max-file-size: {\}}" | policy project
  clone project client
  save 'chore: begin' train.py src/a.py
  git push -q origin HEAD:main
  git checkout -q -b good && save 'feat: add x' x.txt src/b.py && save 'feat: add y' y.txt
  git checkout -q -b bad main && save 'feat: add weights' w/best.pt && save 'feat: go on' z.txt
  sneak project good:refs/tmp/good bad:refs/tmp/bad
  good=$(git rev-parse good) bad=$(git rev-parse bad)
  cd ../project.git
  echo "$zero $good refs/heads/good" >../good
  echo "$zero $bad refs/heads/bad" >../bad
}

# gate ARGUMENT…: the hook by hand, with the push of file $push on stdin.
push=../good
gate() { "$EXPGATE" "${@:-pre-receive}" <"$push"; }
with() {
  local code=0
  push=$1
  shift
  "$@" || code=$?
  push=../good
  return "$code"
}

# lose OBJECT, harm OBJECT: an object of the server is gone, or garbage.
lose() {
  local oid
  oid=$(git rev-parse "$1")
  rm -f "objects/${oid:0:2}/${oid:2}"
}
harm() {
  local oid
  oid=$(git rev-parse "$1")
  chmod u+w "objects/${oid:0:2}/${oid:2}"
  printf 'not an object' >"objects/${oid:0:2}/${oid:2}"
}

test_exit_codes() {
  project
  exits 'a good push' 0 gate
  is 'about which nothing is said' '' "$out"
  with ../bad exits 'a bad push' 1 gate
  is 'by this rule' artifact-path "$(named)"
  is 'findings are not on stdout' '' "$(with ../bad gate 2>/dev/null || true)"
  with ../bad exits 'a bad push in warn mode' 0 gate pre-receive --mode warn
  exits 'update, good' 0 "$EXPGATE" update refs/heads/good "$zero" "$good"
  exits 'update, bad' 1 "$EXPGATE" update refs/heads/bad "$zero" "$bad"
}

test_arguments() {
  project
  local arguments
  exits 'no command' 2 "$EXPGATE"
  for arguments in 'judge' '--judge' 'pre-receive --judge' 'pre-receive extra' 'pre-receive --mode lax' 'pre-receive --format odd' \
    'pre-receive --color odd' 'pre-receive --report json' 'pre-receive --report odd=file' 'pre-receive --policy missing.yaml' \
    'pre-receive --policy' 'pre-receive --policy .' 'update' 'update refs/heads/x' "update refs/heads/x $zero" \
    "update refs/heads/x $zero nonsense" "update refs/heads/x $zero ${good:0:20}" 'pre-receive pre-receive'; do
    # shellcheck disable=SC2086  # words are meant
    exits "expgate $arguments" 2 gate $arguments
    [ -n "$out" ] || not_ok "expgate $arguments says something"
  done
  exits '--help' 0 "$EXPGATE" --help
  exits '--version' 0 "$EXPGATE" --version
  exits '--help of a command' 0 "$EXPGATE" pre-receive --help
}

test_stdin() {
  project
  local tip=$good
  try() {
    printf '%b' "$2" >../line
    with ../line exits "stdin: $1" 2 gate
    is "stdin: $1 (blames no rule)" '' "$(named)"
    says "stdin: $1 (says so)" 'could not decide'
  }
  try 'nothing' ''
  try 'an empty line' '\n'
  try 'two fields' "$zero $tip\n"
  try 'one field' "$zero\n"
  try 'an empty ref' "$zero $tip \n"
  try 'a short oid' "$zero ${tip:0:39} refs/heads/x\n"
  try 'a long oid' "$zero ${tip}0 refs/heads/x\n"
  try 'an oid with a letter too many' "$zero ${tip:0:39}g refs/heads/x\n"
  try 'a tab between' "$zero\t$tip refs/heads/x\n"
  try 'a good line, then garbage' "$zero $tip refs/heads/x\nrubbish\n"
  try 'garbage, then a good line' "rubbish\n$zero $tip refs/heads/x\n"
  try 'a NUL in the oid' "$zero ${tip:0:20}\\x00${tip:21} refs/heads/x\n"
  try 'an object that is not there' "$zero $(digits 1) refs/heads/x\n"
  try 'an old that is not there' "$(digits 1) $tip refs/heads/x\n"
}

test_ref_names() {
  project 'ref-namespace: {}'
  local name
  for name in 'refs/heads/two words' 'refs/heads/a..b' 'refs/heads/.hidden' 'refs/heads/x.lock' 'refs/heads/x~1' 'refs/heads/' 'HEAD' \
    'refs/heads/@{x' $'refs/heads/\e[31mred' 'refs/x' 'refs/heads//x' 'refs/heads/x/'; do
    printf '%s %s %s\n' "$zero" "$good" "$name" >../line
    with ../line exits "a ref named $(printf %q "$name")" 1 gate
    is 'is a matter of ref-namespace' ref-namespace "$(named)"
    says_not 'and cannot reach the terminal' $'\e'
  done
  printf '%s %s refs/heads/grün/x-1_2.3\n' "$zero" "$good" >../line
  with ../line exits 'a name that git accepts' 0 gate
}

test_missing_objects() {
  local what
  for what in 'good' 'good~' 'good^{tree}' 'good~^{tree}' 'good~:src' 'good:x.txt'; do
    project
    lose "refs/tmp/$what"
    undecided "missing: $what" gate
    is "missing: $what, exit code" 2 "$status"
    cd .. && rm -rf client project.git
  done
}

test_corrupt_objects() {
  local what
  for what in 'good' 'good~' 'good^{tree}' 'good~:src' 'good:x.txt'; do
    project
    harm "refs/tmp/$what"
    undecided "corrupt: $what" gate
    is "corrupt: $what, exit code" 2 "$status"
    cd .. && rm -rf client project.git
  done
}

# libgit2 reads for ever in such a file, which a loss of power leaves behind.
test_a_loose_object_that_was_cut_short() {
  local what oid file size cut
  for what in 'good' 'good^{tree}' 'good:x.txt'; do
    project 'artifact-content: {}'
    oid=$(git rev-parse "refs/tmp/$what")
    file=objects/${oid:0:2}/${oid:2}
    cp "$file" ../whole && chmod u+w "$file"
    size=$(stat -c %s "$file")
    for cut in 0 1 2 10 $((size / 2)) $((size - 5)) $((size - 1)); do
      head -c "$cut" ../whole >"$file"
      run timeout 20 "$EXPGATE" pre-receive <../good
      is "$what cut to $cut of $size bytes decides nothing, soon" 2 "$status"
    done
    cp ../whole "$file" && printf junk >>"$file"
    undecided "$what with something behind it" timeout 20 "$EXPGATE" pre-receive <../good
    cd .. && rm -rf client project.git
  done
}

# A server's hook is ended by the time its policy allows, and that is written down.
test_a_hook_ends_at_its_deadline() {
  project
  mkdir -p ../logs
  printf 'version: 1\nextends: []\ndeadline: 1 ms\naudit: {file: %s}\nrules: {artifact-path: {}}\n' "$(realpath ../logs)/audit.jsonl" |
    policy ../project
  undecided 'a push that takes too long' gate
  says 'it is said' 'it took too long'
  is 'it is in the audit log with its ref' 'undecided refs/heads/good' \
    "$(python3 -c 'import json; e = json.loads(open("../logs/audit.jsonl").readlines()[-1]); print(e["verdict"], e["refs"][0]["ref"])')"
  printf 'version: 1\nextends: []\ndeadline: 2 s\naudit: {file: %s}\n' "$(realpath ../logs)/audit.jsonl" | policy ../project
  mkfifo ../report
  exits 'one whose report nobody reads' 2 timeout 30 "$EXPGATE" pre-receive --report "json=$(realpath ../report)" <../good
  is 'is in the log as rejected, though it was let in before' 'pass undecided' \
    "$(python3 -c 'import json; print(*[json.loads(line)["verdict"] for line in open("../logs/audit.jsonl").readlines()[-2:]])')"
  printf 'version: 1\nextends: []\ndeadline: 0\nrules: {artifact-path: {}}\n' | policy ../project
  exits 'no deadline' 0 gate
  for wrong in '50' '50 h' '-1 s' '[1 s]' 'soon'; do
    printf 'version: 1\nextends: []\ndeadline: %s\n' "$wrong" >../wrong.yaml
    exits "deadline: $wrong" 2 "$EXPGATE" policy check ../wrong.yaml
  done
}

# Every place in the index of a pack that says where an object lies, damaged in turn: libraries trust it. Not all objects are read.
test_a_damaged_index_of_a_pack() {
  local index count at before undecided=0 entry=$((${#zero} / 2 + 4)) # the bytes of a name and a checksum
  export ASAN_OPTIONS=handle_segv=0 # a sanitizer would say it in its own way
  project
  git repack -q -ad
  index=$(echo objects/pack/*.idx)
  chmod u+w "$index"
  count=$(git show-index <"$index" | wc -l)
  for ((at = 1032 + entry * count; at < 1032 + (entry + 4) * count; at += 4)); do
    before=$(od -An -tu1 -j "$at" -N 1 "$index")
    printf '%b' "\\x$(printf %x $((before ^ 128)))" | dd of="$index" bs=1 seek="$at" conv=notrunc status=none
    gate >../said 2>&1 && status=0 || status=$?
    if [ "$status" = 2 ] && grep -q 'could not decide' ../said; then undecided=$((undecided + 1)); fi
    [ "$status" = 0 ] || is "damage at $at" '2 said' "$status $(grep -q 'could not decide' ../said && echo said)"
    printf '%b' "\\x$(printf %x "$before")" | dd of="$index" bs=1 seek="$at" conv=notrunc status=none
  done
  is 'some of it is read' yes "$([ "$undecided" -ge 5 ] && echo yes)"
  exits 'as it was' 0 gate
}

test_a_crash() {
  export ASAN_OPTIONS=handle_segv=0
  project
  mkfifo ../line
  GL_PROTOCOL=web "$EXPGATE" pre-receive <../line >../said 2>&1 &
  exec 9>../line
  until [ "$(readlink "/proc/$!/exe")" = "$(realpath "$EXPGATE")" ]; do sleep 0.05; done
  sleep 0.3 # it waits for lines
  kill -SEGV $!
  status=0 && wait $! || status=$?
  exec 9>&-
  is 'decides nothing' 2 "$status"
  is 'and says so' 'GL-HOOK-ERR: expgate: could not decide: the program crashed' "$(head -1 ../said)"
}

test_what_is_known_need_not_be_whole() {
  project 'artifact-path: {}'
  lose main:train.py
  exits 'a blob of the past is missing' 0 gate
  lose refs/tmp/good:x.txt
  exits 'a new blob is missing, where names are all that counts' 0 gate
}

test_types() {
  project 'ref-namespace: {}, artifact-path: {}'
  echo "$zero $(git rev-parse 'main^{tree}') refs/heads/x" >../line
  with ../line gate >/dev/null 2>&1 && not_ok 'a branch that is a tree' || ok 'a branch that is a tree'
  echo "$zero $(git rev-parse 'main:train.py') refs/heads/x" >../line
  with ../line gate >/dev/null 2>&1 && not_ok 'a branch that is a blob' || ok 'a branch that is a blob'
  local fake
  fake=$(printf 'tree %s\nauthor nonsense\n\nfeat: x\n' "$zero" | git hash-object -t commit -w --stdin --literally)
  echo "$zero $fake refs/heads/x" >../line
  with ../line gate >/dev/null 2>&1 && not_ok 'a commit without a tree' || ok 'a commit without a tree'
  fake=$(printf 'tree %s\nparent %s\nauthor A <a> 1 +0\ncommitter A <a> 1 +0\n\nfeat: x\n' "$(git rev-parse 'main:train.py')" "$good" |
    git hash-object -t commit -w --stdin --literally)
  echo "$zero $fake refs/heads/x" >../line
  with ../line gate >/dev/null 2>&1 && not_ok 'a commit whose tree is a blob' || ok 'a commit whose tree is a blob'
}

test_repositories() {
  project
  cd ..
  git init -q --bare --object-format=sha256 wide.git
  git init -q --bare odd.git
  git -C odd.git config core.repositoryformatversion 1 && git -C odd.git config extensions.surprise true
  git init -q --bare future.git && git -C future.git config core.repositoryformatversion 99
  mkdir empty
  local folder
  for folder in wide.git odd.git future.git empty; do
    cd "$folder"
    with ../good undecided "$folder" gate
    is "$folder, exit code" 2 "$status"
    cd ..
  done
  cd project.git
  export GIT_NAMESPACE=team
  with ../good undecided 'a namespace' gate
  unset GIT_NAMESPACE
  is 'a namespace, exit code' 2 "$status"
  says 'says that it is one' '(`GIT_NAMESPACE` is'
  mv HEAD HEAD.away
  undecided 'a repository without HEAD' gate
}

test_streams_that_are_closed() {
  project
  local name code expected
  for name in good bad; do
    [ "$name" = good ] && expected=0 || expected=1
    push=../$name
    code=0 && "$EXPGATE" pre-receive <"$push" 2>&- || code=$?
    is "$name, stderr closed" "$expected" "$code"
    code=0 && "$EXPGATE" pre-receive <"$push" >&- 2>/dev/null || code=$?
    is "$name, stdout closed" "$expected" "$code"
    code=0 && "$EXPGATE" pre-receive <"$push" >&- 2>&- || code=$?
    is "$name, both closed" "$expected" "$code"
    code=0 && "$EXPGATE" pre-receive <"$push" 2>/dev/full || code=$?
    is "$name, stderr full" "$expected" "$code"
    set +e
    "$EXPGATE" pre-receive <"$push" 2>&1 | true
    code=${PIPESTATUS[0]}
    set -e
    is "$name, the reader has gone away" "$expected" "$code"
  done
  exits 'stdin closed' 2 bash -c "'$EXPGATE' pre-receive <&-"
}

test_reports_that_cannot_be_written() {
  project
  local code
  code=0 && gate pre-receive --format json >/dev/full 2>../err || code=$?
  is 'a pass whose JSON cannot be written is none' 2 "$code"
  is 'and is told' yes "$(grep -q 'could not' ../err && echo yes)"
  code=0 && with ../bad gate pre-receive --format json >/dev/full 2>/dev/null || code=$?
  is 'a refusal whose JSON cannot be written' yes "$([ "$code" != 0 ] && echo yes)"
  with ../bad run gate pre-receive --report json=/dev/full
  is 'a refusal whose report file cannot be written' yes "$([ "$status" != 0 ] && echo yes)"
  says 'says which' /dev/full
  run gate pre-receive --report json=/dev/full
  says 'a report file on a full disk is told' /dev/full
  run gate pre-receive --report json=/missing/folder/report.json
  says 'a report file in a folder that is not there is told' /missing/folder/report.json
}

test_few_file_descriptors() {
  project
  local n code
  for n in 3 4 5 6 7 8; do
    code=0 && (ulimit -n "$n" && exec "$EXPGATE" pre-receive <../bad) >/dev/null 2>&1 || code=$?
    is "a bad push with $n descriptors does not pass" yes "$([ "$code" != 0 ] && echo yes)"
  done
}

test_policy_files() {
  project
  ln -sf expgate.yaml custom_hooks/expgate.yaml
  undecided 'a policy that is a link to itself' gate
  ln -sf missing custom_hooks/expgate.yaml
  undecided 'a policy that is a link to nowhere' gate
  rm custom_hooks/expgate.yaml && mkdir custom_hooks/expgate.yaml
  undecided 'a folder in its place' gate
  says 'which is named' 'expgate.yaml` is a directory'
  rmdir custom_hooks/expgate.yaml
  { printf 'version: 1\n'; head -c 1100000 /dev/zero | tr '\0' '#'; } >custom_hooks/expgate.yaml
  undecided 'a policy of more than 1 MiB' gate
  { printf 'version: 1\nrules: '; printf '[%.0s' {1..500}; } >custom_hooks/expgate.yaml
  undecided 'a policy of 500 levels' gate
  printf 'version: 1\nrules: {artifact-path: {}, artifact-path: {severity: off}}\n' >custom_hooks/expgate.yaml
  undecided 'a policy with a key twice' gate
  printf 'version: 1\nextends: [pytorhc]\n' >custom_hooks/expgate.yaml
  undecided 'a policy of an unknown pack' gate
  says 'did you mean' 'pytorch'
  printf 'version: 1\nextends: []\nrules: {max-file-size: {limit: lots}}\n' >custom_hooks/expgate.yaml
  undecided 'a policy with a size that is none' gate
  says 'says where' ':3:'
}

test_json() {
  project
  with ../bad gate pre-receive --format json >../fail.json 2>../err || true
  is 'nothing but JSON on stdout' expgate-report/1 "$(json ../fail.json schema)"
  is 'verdict' fail "$(json ../fail.json verdict)"
  is 'mode' pre-receive "$(json ../fail.json mode)"
  is 'tool' expgate "$(json ../fail.json tool name)"
  is 'version' "$("$EXPGATE" --version)" "expgate $(json ../fail.json tool version)"
  is 'refs' 1 "$(json ../fail.json counts refs)"
  is 'commits' 2 "$(json ../fail.json counts commits)"
  is 'files' 2 "$(json ../fail.json counts files)"
  is 'objects: where no quarantine is listed, commits and files' 4 "$(json ../fail.json counts objects)"
  is 'errors' 1 "$(json ../fail.json counts error)"
  is 'warnings' 0 "$(json ../fail.json counts warning)"
  is 'waived' 0 "$(json ../fail.json counts waived)"
  is 'one finding' 1 "$(json ../fail.json findings '#')"
  is 'its rule' artifact-path "$(json ../fail.json findings 0 rule)"
  is 'its check' artifact-path "$(json ../fail.json findings 0 check)"
  is 'its severity' error "$(json ../fail.json findings 0 severity)"
  is 'its ref' refs/heads/bad "$(json ../fail.json findings 0 ref)"
  is 'its commit' "$(git rev-parse "$bad~")" "$(json ../fail.json findings 0 commit)"
  is 'its path' w/best.pt "$(json ../fail.json findings 0 path)"
  is 'its object' "$(git rev-parse "$bad:w/best.pt")" "$(json ../fail.json findings 0 object)"
  is 'no line' null "$(json ../fail.json findings 0 line)"
  is 'no error' null "$(json ../fail.json error)"
  for key in message help policy; do [ -n "$(json ../fail.json findings 0 "$key")" ] || not_ok "the finding has a $key"; done
  gate pre-receive --format json >../pass.json
  is 'a pass' pass "$(json ../pass.json verdict)"
  is 'without findings' 0 "$(json ../pass.json findings '#')"
  is 'elapsed_ms is a number' yes "$(json ../pass.json elapsed_ms | grep -qE '^[0-9.e-]+$' && echo yes)"
  with ../bad gate pre-receive --report json=../file.json >/dev/null 2>&1 || true
  is '--report writes the same' "$(json ../fail.json findings)" "$(json ../file.json findings)"
  lose refs/tmp/good~
  gate pre-receive --format json >../undecided.json 2>/dev/null || true
  is 'undecided' undecided "$(json ../undecided.json verdict)"
  is 'with an error' yes "$([ "$(json ../undecided.json error)" != null ] && echo yes)"
}

test_json_escapes() {
  project
  (
    cd ../client && git checkout -q -B odd main
    put $'quo"te\\\e\n\xff.pt' && git add . && save $'feat: add "x"\e'
    sneak project odd:refs/tmp/odd
  )
  echo "$zero $(git rev-parse refs/tmp/odd) refs/heads/odd" >../odd
  with ../odd gate pre-receive --format json >../odd.json 2>/dev/null || true
  is 'a path that is not UTF-8 is escaped' $'quo"te\\\e\n\\xFF.pt' "$(json ../odd.json findings 0 path)"
}

run_tests "$@"
