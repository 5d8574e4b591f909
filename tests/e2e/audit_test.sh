#!/bin/bash
# `expgate audit`: a whole history judged as if it all came in new, and what it is made of.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# past NAME: a repository with weights that came, moved and went, a notebook, data, and messages good and bad; the working directory from
# there on. The weights do not compress.
past() {
  git init -q "$1"
  cd "$1"
  save 'feat: add a model' model.py
  mkdir -p models
  head -c 3000000 /dev/urandom >models/best.pt
  save 'feat: keep the best' models/best.pt
  git mv models/best.pt models/old.pt
  save 'Update stuff' train.py
  git rm -q models/old.pt
  save 'chore: remove the weights'
  head -c 40000 /dev/urandom >kept.npy
  save 'feat: add arrays' kept.npy
}

# json EXPRESSION: of the report on stdin in $report, by python.
json() {
  python3 -c 'import json, sys; r = json.load(open("report.json")); print(eval(sys.argv[1]))' "$1"
}

test_judges_everything_as_new() {
  past repo
  refuses 'the past is judged' 'artifact-path commit-header experiment-config' "$EXPGATE" audit
  is 'its exit code is that of violations' 1 "$status"
  "$EXPGATE" audit --format json >report.json || true
  is 'all commits' 5 "$(json 'r["counts"]["commits"]')"
  is 'mode' audit "$(json 'r["mode"]')"
  is 'weights under both names and the array' "['kept.npy', 'models/best.pt', 'models/old.pt']" \
    "$(json 'sorted(f["path"] for f in r["findings"] if f["rule"] == "artifact-path")')"
  passes 'what is clean passes' "$EXPGATE" audit HEAD~4 --policy <(printf 'version: 1\nextends: [conventional-commits, artifacts]\n')
}

test_tells_what_history_is_made_of() {
  past repo
  run "$EXPGATE" audit
  says 'by category' 'bytes by category'
  says 'the largest object' 'models/best.pt  weights, at no tip'
  says 'that one is still there' 'kept.npy  data, at main'
  says 'rules by count' 'findings by rule'
  says 'what to do first' 'what to do first'
  says_not 'no author' Ada
  says_not 'no address' ada@example.com
  "$EXPGATE" audit --format json >report.json || true
  is 'a blob counts once' 1 "$(json '[c["objects"] for c in r["audit"]["categories"] if c["category"] == "weights"][0]')"
  is 'its bytes' 3000000 "$(json 'r["audit"]["worst"][0]["bytes"]')"
  is 'its paths' "['models/best.pt', 'models/old.pt']" "$(json 'r["audit"]["worst"][0]["paths"]')"
  is 'the commits that brought it' 2 "$(json 'len(r["audit"]["worst"][0]["commits"])')"
  is 'it is gone' False "$(json 'r["audit"]["worst"][0]["at_tip"]')"
  is 'the other is not' "['refs/heads/main']" "$(json '[w["tips"] for w in r["audit"]["worst"] if w["path"] == "kept.npy"][0]')"
  is 'the schema is the same' expgate-report/1 "$(json 'r["schema"]')"
  git branch keep HEAD~3
  "$EXPGATE" audit --format json >report.json || true
  is 'another branch that has it counts' "['refs/heads/keep']" "$(json 'r["audit"]["worst"][0]["tips"]')"
}

test_a_renamed_checkpoint_is_told_by_its_content() {
  git init -q repo
  cd repo
  python3 - <<'EOF'
import os, struct
header = b'{"w":{"dtype":"F32","shape":[250000],"data_offsets":[0,1000000]}}'
open("notes.txt", "wb").write(struct.pack("<Q", len(header)) + header + os.urandom(1000000))
EOF
  save 'feat: add notes' notes.txt
  "$EXPGATE" audit --format json >report.json || true
  is 'weights' weights "$(json 'r["audit"]["worst"][0]["category"]')"
  is 'and summed up as such' 1 "$(json '[c["objects"] for c in r["audit"]["categories"] if c["category"] == "weights"][0]')"
}

test_revisions_and_ranges() {
  past repo
  git tag v1 HEAD~4
  git switch -q -c feature/other HEAD~4
  save 'WIP' other.py
  git switch -q main
  "$EXPGATE" audit HEAD~2..HEAD --format json >report.json || true
  is 'a range' 2 "$(json 'r["counts"]["commits"]')"
  "$EXPGATE" audit feature/other --format json >report.json || true
  is 'another branch' "2 refs/heads/feature/other" "$(json '"%d %s" % (r["counts"]["commits"], r["findings"][0]["ref"])')"
  "$EXPGATE" audit --all --format json >report.json || true
  is 'all branches and tags, each commit once' 6 "$(json 'r["counts"]["commits"]')"
  is 'all refs' 3 "$(json 'r["counts"]["refs"]')"
  git checkout -q --detach HEAD~1
  "$EXPGATE" audit --format json >report.json || true
  is 'a detached HEAD' 4 "$(json 'r["counts"]["commits"]')"
  git switch -q main
  exits 'no such revision' 2 "$EXPGATE" audit nowhere
  says 'says so' '`nowhere` names no revision here'
  exits 'three dots are no range' 2 "$EXPGATE" audit v1...main
  exits 'all and one' 2 "$EXPGATE" audit --all main
  exits 'a tree is no commit' 2 "$EXPGATE" audit 'HEAD^{tree}'
}

test_refs_and_tips_are_judged() {
  past repo
  git branch strange/name HEAD~4
  git tag exp-none HEAD~4
  "$EXPGATE" audit --all --format json >report.json || true
  is 'names of branches, tips without configs, tags without metrics' "['branch-name', 'experiment-config', 'experiment-tag']" \
    "$(json 'sorted({f["rule"] for f in r["findings"]} & {"branch-name", "experiment-config", "experiment-tag", "push-budget"})')"
}

test_clones_of_every_kind() {
  past repo
  git repack -q -adf
  cd ..
  "$EXPGATE" --version >/dev/null
  local expected
  (cd repo && "$EXPGATE" audit --format json >../report.json) || true
  expected=$(json 'len(r["findings"])')
  git clone -q --bare repo bare.git
  (cd bare.git && "$EXPGATE" audit --format json >../report.json) || true
  is 'a bare one' "$expected" "$(json 'len(r["findings"])')"
  git -C repo worktree add -q ../linked -b feature/linked
  (cd linked && "$EXPGATE" audit main --format json >../report.json) || true
  is 'a linked worktree' "$expected" "$(json 'len(r["findings"])')"
  git clone -q --shared repo shared
  (cd shared && "$EXPGATE" audit --format json >../report.json) || true
  is 'one that borrows its objects' "$expected" "$(json 'len(r["findings"])')"
  is 'and their sizes' 3000000 "$(json 'r["audit"]["worst"][0]["bytes"]')"
  git clone -q --depth 2 "file://$PWD/repo" shallow
  cd shallow
  undecided 'a shallow one' "$EXPGATE" audit
  is 'with code 2' 2 "$status"
  says 'says that history is cut off' 'the history here is cut off (a shallow clone)'
  says 'and what to do' 'git fetch --unshallow'
  run "$EXPGATE" audit HEAD~1..HEAD
  says_not 'a range that is here whole is judged' 'could not decide'
}

test_an_empty_repository_and_a_head_that_leads_nowhere() {
  git init -q repo
  cd repo
  passes 'nothing to judge' "$EXPGATE" audit
  says 'says so' 'there is no commit yet'
  save 'feat: add a thing' a.py
  git branch -m other
  git symbolic-ref HEAD refs/heads/main
  exits 'HEAD names no branch that is there' 2 "$EXPGATE" audit
  says 'says what to do' '--all'
}

test_the_policy_is_that_of_head_or_the_servers() {
  past repo
  printf 'version: 1\nextends: []\nrules:\n  max-file-size: {limit: 1 MiB}\n' >.expgate.yaml
  refuses 'what is not committed does not count' 'artifact-path commit-header experiment-config' "$EXPGATE" audit
  save 'chore: set a policy' .expgate.yaml
  refuses 'that of HEAD' max-file-size "$EXPGATE" audit
  passes 'another one' "$EXPGATE" audit --policy <(printf 'version: 1\nextends: []\n')
  cd ..
  git clone -q --bare repo server.git
  mkdir -p server.git/custom_hooks
  cat >server.git/custom_hooks/expgate.yaml <<'EOF'
version: 1
extends: []
mode: warn
rules:
  max-file-size: {limit: 30 KB}
allow:
  - {rule: max-file-size, path: "models/best.pt", reason: "known"}
EOF
  cd server.git
  run "$EXPGATE" audit --format json
  is 'a server policy, without its mode' 1 "$status"
  printf '%s\n' "$out" >report.json
  is 'with its exceptions' "['kept.npy', 'models/old.pt'] 1" \
    "$(json '"%s %d" % (sorted(f["path"] for f in r["findings"] if "waived" not in f), r["counts"]["waived"])')"
}

test_thousands_of_findings_are_counted() {
  git init -q repo
  cd repo
  perl -e 'for my $n (1 .. 3000) { my $text = "Bad message $n";
    printf "commit refs/heads/main\ncommitter A <a\@b.c> %d +0000\ndata %d\n%s\nM 644 inline f%d.py\ndata 4\nx=1\n\n", 1700000000 + $n * 3600, length $text, $text, $n % 7 }' |
    git fast-import --quiet
  run "$EXPGATE" audit --policy <(printf 'version: 1\nextends: [conventional-commits]\n')
  is 'fifty are shown' 50 "$(grep -c '^error\[' <<<"$out")"
  says 'the others are counted' 'findings (--format json has all)'
  "$EXPGATE" audit --policy <(printf 'version: 1\nextends: [conventional-commits]\n') --format json >report.json || true
  is 'all in JSON' yes "$(json '"yes" if len(r["findings"]) >= 3000 else len(r["findings"])')"
}

# One that is at a hundred thousand paths took 13 s: each was looked for among all others.
test_one_file_at_many_paths() {
  git init -q --bare many && cd many
  perl "$EXPGATE_SOURCE_DIR/tests/bench/history.pl" files 100000 | git fast-import --quiet --done
  exits 'is surveyed in a second' 1 timeout 12 "$EXPGATE" audit -q main
}

test_damage_is_no_pass() {
  past repo
  local blob
  blob=$(git rev-parse HEAD~4:model.py)
  rm -f ".git/objects/${blob:0:2}/${blob:2}"
  exits 'a missing object is undecided' 2 "$EXPGATE" audit
  says 'and says so' 'could not decide'
  says 'and the object' "$blob"
  says 'and what to do' 'git fsck'
  "$EXPGATE" audit --format json >report.json || true
  out=$(json 'r["error"]["message"]')
  says 'names the file and the commit' "\`model.py\` in commit $(git log --format=%h --abbrev=7 --diff-filter=A -- model.py | tail -1)"
  is 'the rest is reported' True "$(json 'len(r["findings"]) > 0 and r["verdict"] == "undecided"')"
  exits 'no baseline is made of a part' 2 "$EXPGATE" audit --write-baseline ../baseline.json
  is 'so there is none' no "$([ -e ../baseline.json ] && echo yes || echo no)"
  for blob in $(git rev-list --objects HEAD --filter=object:type=blob --missing=allow-any | cut -d' ' -f1 | sort -u); do
    rm -f ".git/objects/${blob:0:2}/${blob:2}"
  done
  exits 'where all are missing' 2 "$EXPGATE" audit
  says 'too' 'could not decide'
}

test_a_partial_clone_and_a_policy_of_messages() {
  past repo
  cd ..
  git -C repo config uploadpack.allowFilter true
  git clone -q --bare --filter=blob:none "file://$PWD/repo" partial
  cd partial
  printf 'version: 1\nextends: [conventional-commits]\n' >../messages.yaml
  exits 'no check asks for sizes: it is judged' 1 "$EXPGATE" audit --policy ../messages.yaml
  is 'by its messages' 'commit-header' "$(named error)"
  says_not 'and decided' 'could not decide'
  says 'what is not known is said' 'not counted: their objects are not here'
  exits 'checks of sizes cannot be decided' 2 "$EXPGATE" audit
  is 'nothing was fetched' 0 "$(git cat-file --batch-all-objects --batch-check='%(objecttype)' --unordered | grep -c blob || true)"
}

# Of a pseudo-terminal of python: what a terminal is shown, and that without one nothing is.
test_progress_is_for_terminals() {
  git init -q repo
  cd repo
  perl -e 'for my $n (1 .. 4000) { printf "commit refs/heads/main\ncommitter A <a\@b.c> %d +0000\ndata 12\nfeat: add xy\nM 644 inline d%d/f%d.py\ndata 8\nx=%06d\n\n", 1700000000 + $n, $n % 40, $n, $n }' |
    git fast-import --quiet
  cat >terminal.py <<'EOF'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
shown = b""
while True:
    try:
        got = os.read(fd, 65536)
    except OSError:
        break
    if not got:
        break
    shown += got
sys.stdout.buffer.write(shown)
EOF
  python3 terminal.py "$EXPGATE" audit >shown
  is 'commits, objects and findings' yes "$(grep -qE '[0-9]+ of 4,000 commits, [0-9,]+ objects, [0-9,]+ findings' <(tr '\r' '\n' <shown) && echo yes || cat -v shown)"
  is 'the line is taken away' yes "$(tail -c 4 shown | cat -v | grep -q '\^\[\[K$' && echo yes || tail -c 40 shown | cat -v)"
  python3 terminal.py "$EXPGATE" -q audit >shown
  is 'quiet is quiet' '' "$(cat shown)"
  "$EXPGATE" audit >/dev/null 2>err || true
  is 'nothing without a terminal' '' "$(cat err)"
}

# The commands that are advised, as they are printed.
test_the_advice_can_be_pasted() {
  of_kind sha1-files # all that git-filter-repo of Debian can rewrite
  past repo
  head -c 11000000 /dev/urandom >huge.ckpt
  save 'feat: keep it all' huge.ckpt
  git rm -q huge.ckpt
  save 'chore: remove it'
  git repack -q -adf
  run "$EXPGATE" audit
  says 'it is worth while' 'git filter-repo --strip-blobs-with-ids'
  grep -E '^       (git clone|cd|printf|git filter-repo)' <<<"$out" >advice.sh
  is 'four lines' 4 "$(wc -l <advice.sh)"
  exits 'they work' 0 bash -e advice.sh
  is 'history has it no more' '' "$(git -C cleanup.git log --all --format=%h -- huge.ckpt)"
  is 'nor the weights' '' "$(git -C cleanup.git log --all --format=%h -- models/best.pt)"
  is 'what is at a tip stays' kept.npy "$(git -C cleanup.git ls-tree --name-only main kept.npy)"
}

run_tests "$@"
