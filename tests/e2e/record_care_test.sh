#!/bin/bash
# `expgate record` with care: which work trees, files, numbers, names and places it takes, and that its advice works.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=records.sh
. "$(dirname "$0")/records.sh"

# dirty WHAT PATH: the run could have read it.
dirty() {
  undecided "$1" "$EXPGATE" record vit --metric acc=0.9
  says "$1: which" "\`$2\`"
  [ ! -e results/vit.json ] || not_ok "$1: nothing is written"
}

test_what_makes_a_work_tree_dirty() {
  project
  local path
  for path in params.json Makefile configs/exp/b.yaml results/plot.py data.dvc requirements-dev.txt tool.SH; do
    put "$path" x
    dirty "untracked $path" "$path"
    rm "$path"
  done
  mkdir -p bin && put bin/launch && chmod +x bin/launch
  dirty 'an untracked program' bin/launch
  rm bin/launch
  for path in notes.txt results/metrics.json .vscode/settings.json outputs/.hydra/config.yaml table.csv; do
    put "$path" '{}'
    passes "but not $path" "$EXPGATE" record vit --metric acc=0.9
    rm -r "$path" results/vit.json
  done
  printf '{"acc": 0.9}' >metrics.json
  passes 'nor what the run wrote, by its own word' "$EXPGATE" record vit --metrics metrics.json
  rm metrics.json
  save 'feat: record vit' results/vit.json
  passes 'nor a record that is written anew' "$EXPGATE" record vit --metric acc=0.8 --force
  passes 'nor one of another run' "$EXPGATE" record other --metric acc=0.8
  git checkout -q results/vit.json && rm results/other.json && git rm -q results/vit.json && git commit -qm 'chore: drop it'
  git init -q lib && put lib/code.py x
  git -C lib add . && git -C lib commit -qm x
  dirty 'a repository inside of this one' lib/
  passes 'whose files are hashed' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty
  local one
  one=$(field diff_sha256)
  echo y >>lib/code.py
  passes 'each of them' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty --force
  isnt() { if [ "$2" != "$3" ]; then ok "$1"; else not_ok "$1" "both: $2"; fi; }
  isnt 'another hash' "$one" "$(field diff_sha256)"
  rm -rf lib results
  put results/x.py 'a = 1' && save 'feat: plot' results/x.py
  put results/x.py 'a = 2'
  dirty 'a changed file in results/' results/x.py
  passes 'which is hashed' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty
  is 'as git has it' "$(git diff --full-index HEAD | sha256sum | cut -d ' ' -f 1)" "$(field diff_sha256)"
  git checkout -q results && rm results/vit.json
  local bit
  for bit in skip-worktree assume-unchanged; do
    git update-index "--$bit" train.py
    passes "$bit alone hides nothing" "$EXPGATE" record vit --metric acc=0.9
    rm results/vit.json
    put train.py 'changed()'
    dirty "$bit hides no change" train.py
    says 'how to see it' 'git update-index --no-skip-worktree --no-assume-unchanged'
    passes 'it is hashed' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty
    isnt 'as what it is' "$(: | sha256sum | cut -d ' ' -f 1)" "$(field diff_sha256)"
    is 'the index is as it was' 1 "$(git ls-files -v train.py | grep -c '^[Sh]')"
    rm results/vit.json
    git update-index "--no-$bit" train.py && git checkout -q train.py
  done
  git update-index --skip-worktree train.py && rm train.py
  passes 'what a sparse checkout leaves out cannot be read' "$EXPGATE" record vit --metric acc=0.9
}

test_a_monitor_that_is_wrong_hides_nothing() {
  project
  printf '#!/bin/sh\nprintf "token\\0"\n' >out/monitor && chmod +x out/monitor
  git config core.fsmonitor "$PWD/out/monitor" && git config core.untrackedCache true
  git status --porcelain >/dev/null && git status --porcelain >/dev/null
  put train.py 'changed()'
  is 'git sees no change' '' "$(git status --porcelain)"
  dirty 'expgate does' train.py
}

test_what_is_no_file_is_refused_at_once() {
  project
  mkfifo out/pipe out/pipe.csv out/pipe.json
  mkdir out/folder.json
  local file
  for file in out/pipe.csv out/pipe.json out/folder.json /dev/zero /dev/null; do
    undecided "metrics in $file" timeout 20 "$EXPGATE" record vit --metrics "$file"
  done
  says 'what it is' 'is not a regular file'
  undecided 'an artifact that is a pipe' timeout 20 "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://b/k,out/pipe
  undecided 'a record that is a pipe' timeout 20 "$EXPGATE" verify out/pipe
  undecided 'no such file' "$EXPGATE" record vit --metrics out/none.csv
  says 'what to do' 'the path is taken from the current folder'
  [ ! -e results ] || not_ok 'nothing is written'
}

test_a_long_table_takes_no_memory() {
  project
  python3 -c 'import sys
with open("out/long.csv", "w") as f:
    f.write("epoch,loss,acc\n")
    for i in range(2200000): f.write(f"{i},0.{i:07d},0.5\n")'
  local most=$((200 << 20))
  if grep -q __asan_init "$EXPGATE"; then most=unlimited; fi # its shadow alone is terabytes
  passes 'tens of MB' prlimit --as="$most" "$EXPGATE" record vit --metrics out/long.csv
  is 'the last row' 0.2199999 "$(field metrics loss)"
  head -c 3000000 /dev/zero | tr '\0' x >out/wide.csv
  undecided 'a row without an end' "$EXPGATE" record other --metrics out/wide.csv
}

test_numbers_are_not_misread() {
  project
  printf 'epoch,acc,top5,zero,grouped,small,state\n1,87.3 %%,95%%,042,1_000,1e-3,n/a\n2,88.1 %%,-,,,,done\n' >out/m.csv
  passes 'a table' "$EXPGATE" record vit --metrics out/m.csv
  is 'percent signs are dropped' '88.1 95' "$(field metrics acc) $(field metrics top5)"
  is 'exponents' 0.001 "$(field metrics small)"
  says 'a leading zero' 'left out: `zero` is `042`, which not every reader takes as a number'
  says 'underscores' 'left out: `grouped` is `1_000`'
  says 'a text' 'left out: no numbers: `state`'
  printf 'acc: 12 %%\nold: 017\nname: vit\nbest: "0.5"\n' >out/m.yaml
  passes 'YAML' "$EXPGATE" record vit --force --metrics out/m.yaml
  is 'a percent sign' 12 "$(field metrics acc)"
  says 'octal or not' '`old` is `017`'
  says 'a text' 'no numbers: `name`'
  says 'quotes' '`best` is `0.5`'
  local bad
  for bad in acc=042 acc=1_000 acc=1,5 acc=inf acc=nan acc=-Infinity acc=0x1f; do
    undecided "an option $bad" "$EXPGATE" record other --metric "$bad"
  done
  passes 'good ones' "$EXPGATE" record other --metric 'a1=12 %' --metric b1=1e-3 --metric c1=-0.5 --metric d1=1e-400
  is 'as written' '{"a1":12,"b1":0.001,"c1":-0.5,"d1":0}' "$(field() { json results/other.json "$@"; }; field metrics)"
  printf '0.5,0.8\n0.4,0.9\n' >out/m.csv
  undecided 'no names of columns' "$EXPGATE" record third --metrics out/m.csv
  printf 'loss,acc\n0,5,0,8\n' >out/m.csv
  undecided 'decimal commas' "$EXPGATE" record third --metrics out/m.csv
}

test_names_that_the_rules_would_reject() {
  project
  local name
  for name in con nul aux.v2 com1 a/lpt1 checkpoints/x mlruns/x; do
    undecided "name $name" "$EXPGATE" record "$name" --metric acc=0.9 --tag
    says 'why' 'would reject the record'
  done
  git tag exp-a && git tag exp-b/c
  undecided 'a tag below a tag' "$EXPGATE" record a/b --metric acc=0.9 --tag
  says 'why' 'cannot have the tag `exp-a/b` beside the tag `exp-a`'
  undecided 'a tag above a tag' "$EXPGATE" record b --metric acc=0.9 --tag
  git tag -d exp-a exp-b/c >/dev/null
  nothing_written
  put results/ViT.json '{}' && save 'feat: add it' results/ViT.json
  undecided 'another case' "$EXPGATE" record vit --metric acc=0.9
  says 'which' '`results/ViT.json`'
  mkdir -p results/deep.json && put results/deep.json/x.txt
  undecided 'a folder of that name' "$EXPGATE" record deep --metric acc=0.9 --force
}

test_the_record_stays_in_the_work_tree() {
  project
  mkdir ../elsewhere
  ln -s ../elsewhere results
  git add results && git commit -qm 'chore: link results'
  undecided 'results is a link' "$EXPGATE" record vit --metric acc=0.9
  says 'why' '`results` is not a folder of this work tree'
  git rm -q results && git commit -qm 'chore: drop it'
  mkdir results && ln -s ../../elsewhere results/sub && ln -s ../../elsewhere/x.json results/vit.json
  undecided 'a folder below is one' "$EXPGATE" record sub/vit --metric acc=0.9
  undecided 'the file is one' "$EXPGATE" record vit --metric acc=0.9 --force
  rm -r results
  git init -q results
  undecided 'another repository' "$EXPGATE" record vit --metric acc=0.9
  is 'nothing is written elsewhere' '' "$(ls -A ../elsewhere)"
}

# obeyed WHAT: the commands that the last output says work as they stand.
obeyed() {
  local next
  next=$(sed -n '/now type/{n;p}' <<<"$out")
  run bash -c "$next"
  is "$1" 0 "$status"
}

test_the_advice_works() {
  git init -q --bare hub.git
  project && git remote add origin ../hub.git
  run "$EXPGATE" record vit --metric acc=0.9
  says 'a push without a tag' 'git push origin HEAD'
  obeyed 'on a branch'
  is 'it is there' "$(git rev-parse HEAD)" "$(git -C ../hub.git rev-parse main)"
  run "$EXPGATE" record b --metric acc=0.9 --tag
  obeyed 'with a tag'
  run "$EXPGATE" record b --metric acc=0.8 --tag --force
  says 'a tag that was pushed is moved' '+exp-b'
  obeyed 'and moves'
  is 'there too' "$(git rev-parse exp-b)" "$(git -C ../hub.git rev-parse exp-b)"
  git checkout -q --detach
  run "$EXPGATE" record c --metric acc=0.9 --tag
  says 'a branch of its own' 'git switch -c feature/record-c'
  obeyed 'on a detached HEAD'
  is 'it is there' "$(git rev-parse HEAD)" "$(git -C ../hub.git rev-parse feature/record-c)"
  git checkout -q --detach && git branch exp-d
  run "$EXPGATE" record d --metric acc=0.9 --tag
  obeyed 'a branch with the name of the tag'
  run "$EXPGATE" record d --metric acc=0.9 --force --commit HEAD~
  says_not 'nothing new is not committed' 'git commit'
  git remote rename origin upstream
  run "$EXPGATE" record e --metric acc=0.9 --tag
  obeyed 'the only remote, by another name'
  git remote remove upstream
  run "$EXPGATE" record f --metric acc=0.9 --tag
  says_not 'no remote, no push' 'git push'
  obeyed 'and the rest works'
  put train.py 'changed()' && put notes.md x && git add notes.md
  run "$EXPGATE" record g --metric acc=0.9 --allow-dirty
  obeyed 'beside other changes'
  is 'which are not committed with it' results/g.json "$(git show --name-only --format= HEAD)"
  mkdir -p sub && cd sub
  run "$EXPGATE" record h --metric acc=0.9 --allow-dirty
  obeyed 'from below'
}

run_tests "$@"
