#!/bin/bash
# What a refusal tells people to type works when it is pasted: each refusal's command is run as it stands in the report, and the push gets in.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server with the hook and a clone with all client hooks; main is there already.
project() {
  server project
  hook project.git pre-receive --report "json=$PWD/there.json"
  policy project <<'YAML'
version: 1
extends: [pytorch]
rules:
  commit-autosquash: {refs: ["**"]}
  max-file-size: {limit: 20 KB}
  experiment-environment: {severity: off}
  container-pin: {severity: error}
YAML
  clone project
  git checkout -q -b main 2>/dev/null || true
  put train.py 'print(1)' && put configs/base.yaml 'seed: 1'
  save 'chore: begin' train.py configs/base.yaml
  git -c core.hooksPath=/dev/null push -q origin main 2>/dev/null
  git checkout -q -b feature/x
  export PATH="${EXPGATE%/*}:$PATH"
}

# The commands of plain git in the last output, as somebody would copy them; what is to be done in Jupyter, `expgate fix` does.
commands() {
  sed 's/ *$//; s/^remote: \{0,1\}//' <<<"$out" | sed -n '/^To fix this /,/^$/p' |
    sed -n 's/^  clear the outputs of the notebooks.*/expgate fix -- nb.ipynb/p; /expgate mend$/d; s/^  \(\(git\|env\|sh -c\|uv\) .*\)/\1/p'
}

# An editor that writes a good message, or mends the file that it is given.
editor() {
  cat >../editor <<'SH'
#!/bin/sh
case $1 in
  *COMMIT_EDITMSG|*MSG) { echo 'fix: say what was done'; grep -v '^#' "$1" | sed 1d; } >"$1.new" && mv "$1.new" "$1" ;;
  *Dockerfile) echo 'FROM python:3.11.4-slim' >"$1" ;;
  *) echo 'seed: 7' >"$1" ;;
esac
SH
  chmod +x ../editor
  export GIT_EDITOR=$PWD/../editor
}

# mends WHAT [PUSH-ARGUMENT…]: the push is refused; what the refusal tells is done, and it gets in.
mends() {
  local what=$1 pasted
  shift
  [ $# -gt 0 ] || set -- origin HEAD
  run git push --no-verify "$@"
  if [ "$status" = 0 ]; then not_ok "$what: was let in" "$out"; return; fi
  pasted=$(commands)
  if [ -z "$pasted" ]; then not_ok "$what: names no command" "$out"; return; fi
  is "$what: JSON has the same command" "${pasted%%[ \\]*}" "$(json ../there.json findings "$(first_command)" remedy commands 0 0)"
  local report=$out
  editor
  tick
  carry_out_edits "$(first_command)"
  run bash -e -c "$pasted"
  if [ "$status" != 0 ]; then not_ok "$what: the command fails" "$pasted" "$out" "$report"; return; fi
  [ -n "${keeps-}" ] && { [ -e "$keeps" ] || not_ok "$what: the file is lost on disk: $keeps" "$pasted"; }
  [ -z "$(git diff HEAD --stat; git ls-files -u)" ] || not_ok "$what: leaves something half done" "$pasted" "$(git status -s)"
  [ "$(git rev-parse -q --verify HEAD || true)" != "$(git rev-parse main)" ] || save 'feat: go on' again.txt
  git rev-parse -q --verify HEAD >/dev/null || save 'feat: go on' again.txt
  run git push --no-verify "$@"
  if [ "$status" = 0 ]; then ok "$what"; else not_ok "$what: refused again" "typed:" "$pasted" "$out" "$(git log --oneline --stat -5)"; fi
  GIT_EDITOR=false
}
# takes_a_person WHAT: the push is refused, no line of git could do it without a conflict, and that is said.
takes_a_person() {
  run git push --no-verify origin HEAD
  is "$1: no line" '' "$(commands)"
  says "$1: words instead" 'in a rebase, and fix it there'
}
# The number of the finding whose commands the report shows first.
first_command() {
  perl -MJSON::PP -e 'local $/; my $f = JSON::PP->new->utf8->decode(<STDIN>)->{findings};
    for (0..$#$f) { if (@{$f->[$_]{remedy}{commands}}) { print $_; exit } } print 0' <../there.json
}
# What the finding wants to be edited, as a person would do it: a line that is replaced, or one in a new file.
carry_out_edits() {
  local count=0 edit path old new
  count=$(json ../there.json findings "$1" remedy edits '#')
  for ((edit = 0; edit < count; ++edit)); do
    path=$(json ../there.json findings "$1" remedy edits "$edit" path)
    old=$(json ../there.json findings "$1" remedy edits "$edit" old)
    new=$(json ../there.json findings "$1" remedy edits "$edit" new)
    [ "$old" = null ] && [ ! -e "$path" ] || continue
    mkdir -p "$(dirname "$path")"
    printf '%s\n' "$new" >"$path"
  done
}
fresh() { git checkout -q -B "feature/$RANDOM" main; }

test_messages() {
  project
  save 'feet: add x' a.txt
  mends 'in the tip'
  fresh && save 'feet: add x' a.txt && save 'feat: add y' b.txt
  mends 'in an older commit'
  fresh && save 'feet: add x' a.txt && save 'feat: add y' b.txt && save 'wip' c.txt
  mends 'in several'
  fresh && save 'feet: add x' a.txt && git checkout -q -b side HEAD~ && save 'feat: side' s.txt && git checkout -q - &&
    git merge -q --no-ff -m 'Merge side' side && save 'feat: on' d.txt
  takes_a_person 'behind a merge'
  is 'which is kept' 1 "$(git rev-list --merges --count main..HEAD)"
  git checkout -q --orphan feature/root && save 'feet: begin' && save 'feat: go on' r.txt
  mends 'in a root commit'
  git checkout -q --orphan feature/root2 && save 'feet: begin'
  mends 'in a root commit that is the tip'
}

test_files() {
  local keeps=best.pt
  project
  save 'feat: add x' best.pt a.txt
  mends 'in the tip, beside another'
  fresh && rm -f best.pt && save 'feat: add x' best.pt
  mends 'alone in the tip'
  fresh && rm -f best.pt && save 'feat: add x' best.pt a.txt && save 'feat: on' b.txt
  mends 'in an older commit'
  fresh && rm -f best.pt && save 'feat: add x' best.pt && save 'feat: on' b.txt
  mends 'alone in an older commit'
  is 'and nothing of it is left' '' "$(git log --format= --name-only main..HEAD | grep best.pt || true)"
  fresh && rm -f best.pt && save 'feat: add x' best.pt a.txt && put best.pt && save 'feat: train' best.pt && put best.pt && save 'feat: go on' best.pt c.txt
  mends 'again and again'
  fresh && rm -f best.pt && save 'feat: add x' best.pt a.pth 'c d.pt' e.txt && save 'feat: y' f.pt g.txt
  mends 'several of several commits'
  fresh && rm -f best.pt && save 'feet: add x' best.pt a.txt && save 'feat: on' b.txt
  mends 'with a bad message, older'
  fresh && rm -f best.pt && save 'feet: add x' best.pt a.txt
  mends 'with a bad message, in the tip'
  keeps=
  fresh && rm -f best.pt && save 'feat: add x' best.pt a.txt && git rm -q best.pt && save 'feat: drop it'
  mends 'added and deleted again'
  fresh && big large.txt 30000 && save 'feat: add table' large.txt b.txt
  mends 'too large'
  fresh && put .env 'SECRET=1' && save 'feat: add secrets' .env b.txt
  mends 'a secret'
}

test_roots_and_merges() {
  project
  git checkout -q --orphan feature/root && git rm -rq --cached . && save 'feat: begin' best.pt
  mends 'a file alone in a root commit'
  git checkout -q -f --orphan feature/root2 && git rm -rqf . && rm -f best.pt && save 'feat: begin' best.pt && save 'feat: on' b.txt
  mends 'a file alone in an older root commit'
  git checkout -q -f -B feature/m main && save 'feat: a' a.txt && git checkout -q -b side2 main && save 'feat: b' b.txt && git checkout -q feature/m
  rm -f best.pt && git merge -q --no-ff --no-commit side2 2>/dev/null && put best.pt && git add -f best.pt && save 'Merge side2'
  mends 'brought by a merge'
  git checkout -q -B feature/m2 main && save 'feat: a' a.txt && git checkout -q -B side3 main && save 'feat: b' b.txt && git checkout -q feature/m2
  rm -f best.pt && git merge -q --no-ff --no-commit side3 2>/dev/null && put best.pt && git add -f best.pt && save 'Merge side3' && save 'feat: c' c.txt
  mends 'brought by an older merge'
  is 'which stays a merge' 1 "$(git rev-list --merges --count main..HEAD)"
}

test_names() {
  project
  local name
  for name in 'a b.pt' "it's.pt" '-x.pt' ':x.pt' '[a]*.pt' 'q"u.pt' '$HOME.pt' 'über.pt' $'a\xff.pt' '--all.pt'; do
    fresh && put "./$name" && save 'feat: add x' "./$name" a.txt
    mends "$(printf '%q' "$name") in the tip"
    fresh && rm -f "./$name" && put "./$name" && save 'feat: add x' "./$name" a.txt && put "./$name" && save 'feat: go on' "./$name" b.txt
    mends "$(printf '%q' "$name") in several"
    rm -f -- "./$name"
  done
  for name in 'aux.txt' $'a\xffb.txt' 'a\b.txt' 'tail.' $'tab\t.txt' 'Train.py'; do
    fresh && put "$name" && save 'feat: add x' "$name"
    mends "$(printf '%q' "$name") is no name"
    fresh && put "$name" && save 'feat: add x' "$name" && save 'feat: on' b.txt
    takes_a_person "$(printf '%q' "$name") is no name, older"
  done
}

test_contents() {
  project
  notebook() { printf '{"cells":[{"cell_type":"code","execution_count":1,"metadata":{},"outputs":[%s],"source":["x"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}\n' "$2" >"$1"; }
  local shown='{"name":"stdout","output_type":"stream","text":["1\n"]}'
  notebook nb.ipynb "$shown" && save 'feat: explore' nb.ipynb a.txt
  mends 'a notebook in the tip'
  fresh && notebook nb.ipynb "$shown" && save 'feat: explore' nb.ipynb && save 'feat: on' b.txt
  takes_a_person 'a notebook in an older commit'
  fresh && notebook nb.ipynb "$shown" && save 'feat: explore' nb.ipynb && notebook nb.ipynb "$shown,$shown" && save 'feat: run again' nb.ipynb && save 'feat: on' b.txt
  takes_a_person 'a notebook in several'
  fresh && notebook nb.ipynb "$shown" && put best.pt && save 'feat: explore' nb.ipynb best.pt && save 'feet: on' b.txt
  run git push --no-verify origin HEAD
  says 'a notebook, weights and a message: the line leaves the notebook' 'this leaves commit'
  fresh && put Dockerfile 'FROM python' && save 'feat: add image' Dockerfile a.txt && save 'feat: on' b.txt
  run git push --no-verify origin HEAD
  says 'an image that is not pinned, older: a commit that mend folds' "git commit --fixup=$(git rev-parse --short=7 HEAD~) -- :/Dockerfile && expgate mend"
  fresh && put Dockerfile 'FROM python' && save 'feat: add image' Dockerfile
  mends 'an image that is not pinned'
}

test_folding() {
  project
  save 'feat: add x' a.txt && put a.txt && save 'fixup! feat: add x' a.txt && save 'feat: add y' y.txt
  mends 'a fixup left'
  is 'it is folded' 2 "$(git rev-list --count main..HEAD)"
  fresh && save 'fixup! chore: begin' a.txt
  mends 'a fixup of what is pushed already'
  fresh && save 'feet: add x' a.txt && save 'fixup! feet: add x' b.txt
  mends 'a fixup of a bad message'
}

test_refs() {
  project
  git checkout -q -b Feature/y && save 'feat: add y' y.txt
  mends_by 'a branch name' 'feature/y'
  git checkout -q -b exp/vit main && git rm -q configs/base.yaml && save 'feat: drop the config'
  mends 'no config'
  git checkout -q -b feature/t main && save 'feet: add x' a.txt && git tag v1
  mends 'a tag and a branch' origin HEAD v1
  fresh && save 'feet: add x' a.txt && git tag -m 'version 2' v2
  mends 'an annotated tag' origin v2
  is 'whose message is kept' 'version 2' "$(git tag -l --format='%(contents:subject)' v2)"
  git checkout -q -b feature/one main && save 'feat: one' a.txt && git checkout -q -b feature/other main && save 'feet: two' b.txt && git checkout -q -
  mends 'one of two branches' origin feature/one feature/other
  git checkout -q main && git pull -q && git checkout -q -B feature/e main && git tag -a -m 'ViT' exp-vit
  run git push --no-verify origin exp-vit
  says 'the tag wants what came out' 'METRIC: VALUE'
  says_not 'and no result is made up' '87'
  run bash -e -c "$(commands)"
  says 'as it stands it is refused again' 'states no metric'
}
# The command pushes by itself.
mends_by() {
  run git push --no-verify origin HEAD
  run bash -e -c "$(commands)"
  is "$1: is there" "$(git rev-parse HEAD)" "$(git ls-remote origin "refs/heads/$2" | cut -f1)"
}

# The client hooks: what was refused is committed, or pushed, once the command was typed.
test_client_hooks() {
  project
  git fetch -q && git show main:train.py >/dev/null
  for name in pre-commit commit-msg pre-push; do hook . "$name"; done
  put a.txt && put best.pt && git add -f a.txt best.pt
  run git commit -m 'feat: add x'
  run bash -e -c "$(commands)"
  commit_ok 'pre-commit: a file' -m 'feat: add x'
  put a.txt && put best.pt && git add -f best.pt && run git commit -a -m 'feat: more x'
  run bash -e -c "$(commands)"
  commit_ok 'pre-commit: with -a' -a -m 'feat: more x'
  put a.txt && git add a.txt && run git commit -m 'feet: more x'
  editor && run bash -e -c "$(commands)"
  is 'commit-msg: the message is written anew' 'fix: say what was done' "$(git log -1 --format=%s)"
  put a.txt && run git commit -a -m 'feet: more x'
  run bash -e -c "$(commands)"
  is 'commit-msg: with -a' "$(git rev-parse HEAD:a.txt)" "$(git hash-object a.txt)"
  GIT_EDITOR=false
  save 'feet: add x' b.txt && save 'feat: add y' c.txt
  run git push origin HEAD
  editor && run bash -e -c "$(commands)"
  push_ok 'pre-push: a message'
}

# Narrow terminals and prefixes break no command.
test_wrapping() {
  project
  save 'feat: add x' 'some folder/a very long name of weights.pt' a.txt && save 'feat: on' b.txt
  local columns
  for columns in 40 60 100; do
    GL_PROTOCOL=web COLUMNS=$columns run git push --no-verify --dry-run origin HEAD
  done
  mends 'a long name'
}

run_tests "$@"
