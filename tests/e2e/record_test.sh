#!/bin/bash
# `expgate record`: what it writes passes the rules, and what it is given badly it refuses.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"

sha=$(printf 'a%.0s' {1..64})

# A repository with one experiment that can be run again.
project() {
  client "${1:-work}"
  put configs/exp/vit.yaml 'seed: 42'
  put Dockerfile "FROM pytorch/pytorch:2.8.0@sha256:$sha"
  put train.py 'parser.add_argument("--config", required=True)'
  put .gitignore 'out/'
  save 'feat: add vit' configs/exp/vit.yaml Dockerfile train.py .gitignore
  mkdir out
  head -c 4000 /dev/urandom >out/best.pt
}
field() { json results/vit.json "$@"; }
nothing_written() { is 'nothing is written' '' "$(find . -name '*.json' -not -path './.git/*')$(git tag)"; }

test_a_record_and_its_tag_pass_the_rules() {
  server hub
  clone hub
  project work && cd ..
  cd work && git remote add origin "$PWD/../../hub.git"
  put results/.keep ''
  run "$EXPGATE" record vit --metric acc@1=87.3% --metric loss=0.41 --artifact best=s3://bucket/vit/best.pt,out/best.pt --tag
  is 'exit code' 0 "$status"
  says 'what was written' 'wrote `results/vit.json`: 2 metrics, 1 artifact'
  is 'commit' "$(git rev-parse HEAD)" "$(field commit)"
  is 'config' configs/exp/vit.yaml "$(field config)"
  is 'seed' 42 "$(field seed)"
  is 'image' "pytorch/pytorch:2.8.0@sha256:$sha" "$(field image)"
  is 'metric' 87.3 "$(field metrics acc@1)"
  is 'sha256' "$(sha256sum <out/best.pt | cut -d ' ' -f 1)" "$(field artifacts 0 sha256)"
  is 'size' 4000 "$(field artifacts 0 size)"
  is 'format, by the ending' pytorch "$(field artifacts 0 format)"
  is 'an annotated tag' tag "$(git cat-file -t exp-vit)"
  is 'on the commit that ran' "$(git rev-parse HEAD)" "$(git rev-parse 'exp-vit^{commit}')"
  local next
  next=$(sed -n '/now type/{n;p}' <<<"$out")
  run bash -c "${next/git push/true}" # the suggested commands, up to the push
  is 'what to type next works' 0 "$status"
  push_ok 'record and tag pass the rules' origin HEAD:exp/vit exp-vit
  run "$EXPGATE" experiments
  says 'the table has it' 87.3
  run "$EXPGATE" recipe exp-vit
  says 'and the recipe' 'best: s3://bucket/vit/best.pt'
}

test_from_a_subfolder_and_a_linked_work_tree() {
  project
  git worktree add -q ../linked 2>/dev/null
  cd ../linked/configs
  printf '{"val": {"acc": 0.873}, "loss": [3, 2, 0.41], "name": "vit", "epoch": 90, "ok": true}' >../../m.json
  run "$EXPGATE" record exp-vit --metrics ../../m.json --artifact "best=hf://ada/vit/best.pt,../../work/out/best.pt"
  is 'exit code' 0 "$status"
  says 'a path that works from here' 'git add :/results/vit.json'
  cd ..
  is 'nested keys' 0.873 "$(field metrics val/acc)"
  is 'the last of a list' 0.41 "$(field metrics loss)"
  run grep -c 'epoch\|name\|ok' results/vit.json
  is 'texts and counters are none' 1 "$out" # the artifact's "name"
}

test_metrics_of_files() {
  project
  printf 'epoch,step,train_loss,"val ""acc"""\n1,10,0.9,\n2,20,0.5,0.8\n3,30,0.4,\n' >out/m.csv
  passes 'CSV' "$EXPGATE" record vit --metrics out/m.csv
  is 'last row' 0.4 "$(field metrics train_loss)"
  is 'last value of a column' 0.8 "$(field metrics 'val "acc"')"
  printf 'val:\n  f1: 0.7\n  at: .inf\nacc: 1e-1\n' >out/m.yaml
  passes 'YAML, written anew' "$EXPGATE" record vit --force --metrics out/m.yaml --metric acc=0.2
  says 'infinity is left out' 'left out: `val/at` is infinite'
  is 'nested' 0.7 "$(field metrics val/f1)"
  is 'an option wins' 0.2 "$(field metrics acc)"
  printf '{"loss": 2, "epoch": 1}\n{"loss": 1, "acc": NaN}\n' >out/m.jsonl
  passes 'JSON Lines' "$EXPGATE" record vit --force --metrics out/m.jsonl
  is 'last line' 1 "$(field metrics loss)"
  says 'Python writes NaN' '`acc` is NaN'
  printf '{"metrics": {"acc": 0.5}, "other": 3}' >out/m.json
  passes 'an object of that name' "$EXPGATE" record vit --force --metrics out/m.json
  is 'only that' '{"acc":0.5}' "$(field metrics)"
  printf 'x' >out/m.txt
  undecided 'another ending' "$EXPGATE" record vit --force --metrics out/m.txt
  printf '{"a": ' >out/bad.json
  undecided 'no JSON' "$EXPGATE" record vit --force --metrics out/bad.json
  printf '{"name": "vit"}' >out/none.json
  undecided 'no number' "$EXPGATE" record vit --force --metrics out/none.json
  undecided 'no file' "$EXPGATE" record vit --force --metrics out/nowhere.json
}

test_bad_input() {
  project
  local option
  for option in a=nan a=inf a=1e999 a= a =1 a=x 'a=1 2' $'a\nb=1'; do
    undecided "metric $option" "$EXPGATE" record vit --metric "$option"
  done
  for option in b=ftp://host/x b=https://ada:secret@host/x b=https://token@host/x 'b=https://h/x?X-Amz-Signature=secret' b=file:///x b=/x b=x \
    's3://bucket/key' '=s3://bucket/key' b= b=s3:// ; do
    undecided "artifact $option" "$EXPGATE" record vit --metric acc=0.9 --artifact "$option,out/best.pt"
    says_not 'without its secret' secret@
    says_not 'nor its signature' Signature=secret
  done
  undecided 'a file that is not there' "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://bucket/key,out/none.pt
  undecided 'a folder' "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://bucket/key,out
  undecided 'a device' "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://bucket/key,/dev/zero
  undecided 'two of one name' "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://b/k,out/best.pt --artifact b=s3://b/l,out/best.pt
  for option in ViT '../x' a//b a.lock .a a/.b 'a b' '' a/ exp- x.json; do
    undecided "name $option" "$EXPGATE" record "$option" --metric acc=0.9
  done
  undecided 'no metric' "$EXPGATE" record vit
  undecided 'no metric for a tag' "$EXPGATE" record vit --metric lr=0.1 --tag
  undecided 'no such commit' "$EXPGATE" record vit --metric acc=0.9 --commit nowhere
  undecided 'no such config' "$EXPGATE" record vit --metric acc=0.9 --config configs/none.yaml
  nothing_written
}

test_a_dirty_work_tree() {
  project
  put train.py 'print()'
  undecided 'a changed file' "$EXPGATE" record vit --metric acc=0.9
  says 'which' '`train.py`'
  passes 'unless it is told' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty
  local one
  one=$(field diff_sha256)
  is 'a hash' 64 "${#one}"
  is 'of the diff, as git has it' "$(git diff --full-index HEAD | sha256sum | cut -d ' ' -f 1)" "$one"
  git config diff.noprefix true
  git config diff.algorithm patience
  git config color.ui always
  passes 'with other settings' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty --force
  is 'the same hash' "$one" "$(field diff_sha256)"
  git checkout -q train.py
  passes 'a clean one has none' "$EXPGATE" record vit --metric acc=0.9 --force
  run grep diff_sha256 results/vit.json
  is 'none' 1 "$status"
  put notes.txt
  passes 'an untracked text is not code' "$EXPGATE" record vit --metric acc=0.9 --force
  put model.py
  undecided 'untracked code' "$EXPGATE" record other --metric acc=0.9
  says 'which' '`model.py`'
  passes 'of another commit' "$EXPGATE" record other --metric acc=0.9 --commit "$(git commit-tree -m 'feat: x' 'HEAD^{tree}')"
  git rm -q --cached train.py
  undecided 'a file that is no longer tracked' "$EXPGATE" record third --metric acc=0.9
}

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

test_what_is_no_file_is_refused_at_once() {
  project
  mkfifo out/pipe out/pipe.csv out/pipe.json
  mkdir out/folder.json
  local file
  for file in out/pipe.csv out/pipe.json out/folder.json /dev/zero /dev/null; do
    undecided "metrics in $file" timeout 10 "$EXPGATE" record vit --metrics "$file"
  done
  says 'what it is' 'is not a regular file'
  undecided 'an artifact that is a pipe' timeout 10 "$EXPGATE" record vit --metric acc=0.9 --artifact b=s3://b/k,out/pipe
  undecided 'a record that is a pipe' timeout 10 "$EXPGATE" verify out/pipe
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
  passes 'tens of MB' prlimit --as=$((200 << 20)) "$EXPGATE" record vit --metrics out/long.csv
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

test_the_record_is_checked_with_the_hash_of_a_diff() {
  server hub
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' | policy hub
  clone hub
  project work && git remote add origin "$PWD/../../hub.git"
  put train.py 'print()'
  passes 'a record of a dirty tree' "$EXPGATE" record vit --metric acc=0.9 --allow-dirty
  save 'feat: record vit' results/vit.json
  push_ok 'is a record'
  sed -i 's/\("diff_sha256": "\)./\1g/' results/vit.json
  save 'feat: record it badly' results/vit.json
  push_refused 'with a hash that is none' artifact-record
}

test_overwriting() {
  project
  passes 'first' "$EXPGATE" record vit --metric acc=0.9 --tag
  undecided 'the record is there' "$EXPGATE" record vit --metric acc=0.8
  is 'as it was' 0.9 "$(field metrics acc)"
  rm -r results
  undecided 'the tag is there' "$EXPGATE" record vit --metric acc=0.8 --tag
  [ ! -e results ] || not_ok 'and nothing is written'
  passes 'forced' "$EXPGATE" record vit --metric acc=0.8 --tag --force
  is 'anew' 0.8 "$(field metrics acc)"
  is 'the tag too' 'vit, configs/exp/vit.yaml, seed=42 | acc: 0.8' "$(git tag -l --format='%(contents:subject)' exp-vit)"
  is 'no rests' vit.json "$(ls -A results)"
  put .gitignore 'results/'
  git commit -qam 'chore: ignore results'
  run "$EXPGATE" record other --metric acc=0.9
  says 'an ignored folder' 'git add -f results/other.json'
  put configs/exp/b.yaml 'seed: 1'
  save 'feat: add b' configs/exp/b.yaml
  undecided 'which config' "$EXPGATE" record third --metric acc=0.9
  says 'choices' 'configs/exp/b.yaml'
  passes 'named' "$EXPGATE" record third --metric acc=0.9 --config configs/exp/b.yaml
  put configs/exp/b.yaml 'seed: null'
  save 'feat: forget the seed' configs/exp/b.yaml
  undecided 'no seed' "$EXPGATE" record fourth --metric acc=0.9 --config configs/exp/b.yaml
}

test_signing_goes_through_git() {
  needs ssh-keygen
  project
  ssh-keygen -q -t ed25519 -N '' -f ../key
  git config gpg.format ssh
  git config user.signingKey "$PWD/../key.pub"
  git config tag.gpgSign true
  passes 'signed' "$EXPGATE" record vit --metric acc=0.9 --tag
  run git cat-file tag exp-vit
  says 'a signature' 'BEGIN SSH SIGNATURE'
  git config gpg.ssh.program false
  undecided 'no key' "$EXPGATE" record other --metric acc=0.9 --tag
  says 'what was written' '`results/other.json` was written, but the tag was not created'
}

test_the_image_that_ran() {
  project
  local built
  built=registry.example:5000/team/vit/train@sha256:$(printf 'b%.0s' {1..64})
  passes 'by its digest' "$EXPGATE" record vit --metric acc=0.9 --image "$built"
  is 'it is in the record' "$built" "$(field image)"
  git add results && git commit -qm 'feat: record vit'
  run "$EXPGATE" recipe HEAD~
  says 'the recipe names it' "image $built a record in results/, pinned by its digest"
  says 'and runs it' "$built python train.py --config configs/exp/vit.yaml"
  says_not 'it is not built again' 'docker build'
  passes 'the image that the Dockerfile builds upon' "$EXPGATE" record vit --commit HEAD~ --metric acc=0.9 --force --image "pytorch/pytorch@sha256:$sha"
  git commit -qam 'fix: record the image that ran'
  run "$EXPGATE" recipe HEAD~
  says 'is built upon' 'docker build -t expgate-run:'
  undecided 'a tag could be moved' "$EXPGATE" record other --metric acc=0.9 --image team/vit:1.0
  says 'it says so' 'nothing was written: `team/vit:1.0` has no digest'
  undecided 'no image at all' "$EXPGATE" record other --metric acc=0.9 --image "a b@sha256:$sha"
  is 'and nothing is written' vit.json "$(ls results)"
}

test_other_environments() {
  project
  git rm -q Dockerfile
  put uv.lock 'version = 1'
  save 'build: lock' uv.lock
  passes 'a lock file' "$EXPGATE" record vit --metric acc=0.9
  is 'its name' uv.lock "$(field environment file)"
  is 'its hash' "$(sha256sum <uv.lock | cut -d ' ' -f 1)" "$(field environment sha256)"
  put Dockerfile 'FROM pytorch/pytorch:2.8.0'
  save 'build: use an image' Dockerfile
  passes 'an image by its tag' "$EXPGATE" record vit --metric acc=0.9 --force
  says 'is said to be left out' 'left out: the image `pytorch/pytorch:2.8.0`'
  git rm -q -r configs
  git commit -qm 'refactor: drop configs'
  undecided 'no config' "$EXPGATE" record vit --metric acc=0.9 --force
}

test_a_run_at_mlflow() {
  needs python3 curl
  mkdir store
  configure() { printf '%s\n' "$1" >port; }
  start_at_port configure server.log sh -c "exec python3 '$here/store_server.py' \$(cat port) store requests.log"
  local at=http://127.0.0.1:$port
  project
  export MLFLOW_TRACKING_URI=$at
  undecided 'without a password' "$EXPGATE" record vit --run mlflow:abc
  says 'what it wants' MLFLOW_TRACKING_USERNAME
  export MLFLOW_TRACKING_USERNAME=ada MLFLOW_TRACKING_PASSWORD=lovelace
  passes 'with one' "$EXPGATE" record vit --run mlflow:abc
  is 'its metrics' '{"loss":0.41,"val/acc":87.3}' "$(field metrics)"
  says 'NaN is left out' 'left out: `broken` is NaN'
  says 'so is infinity' 'left out: `huge` is infinite'
  is 'the run' "{\"id\":\"abc\",\"tracker\":\"mlflow\",\"url\":\"$at/#/experiments/7/runs/abc\"}" "$(field run)"
  says_not 'no secret' lovelace
  undecided 'no such run' "$EXPGATE" record vit --force --run mlflow:none
  says 'why' 'no such run'
  undecided 'an answer that is none' "$EXPGATE" record vit --force --run mlflow:odd
  undecided 'of another commit' "$EXPGATE" record vit --force --run mlflow:of0123456789
  says 'which' 0123456789
  passes 'of this one' "$EXPGATE" record vit --force --run "mlflow:of$(git rev-parse HEAD)"
  unset MLFLOW_TRACKING_USERNAME MLFLOW_TRACKING_PASSWORD
  MLFLOW_TRACKING_URI=http://ada:lovelace@127.0.0.1:$port passes 'in the URI' "$EXPGATE" record vit --force --run mlflow:abc
  run cat results/vit.json
  says_not 'and not in the record' lovelace
  MLFLOW_TRACKING_TOKEN=letmein passes 'by token and page' "$EXPGATE" record vit --force --run "$at/#/experiments/7/runs/abc" --metric loss=0.3
  is 'an option wins' 0.3 "$(field metrics loss)"
  : >../requests.log
  MLFLOW_TRACKING_URI=http://127.0.0.1:1 MLFLOW_TRACKING_TOKEN=letmein undecided 'a page at another server' \
    "$EXPGATE" record vit --force --run "$at/#/experiments/7/runs/abc"
  is 'is not shown the token' 'GET /api/2.0/mlflow/runs/get?run_id=abc' "$(sort -u ../requests.log)"
  MLFLOW_TRACKING_URI=file:///tmp/mlruns undecided 'no server' "$EXPGATE" record vit --force --run mlflow:abc
  MLFLOW_TRACKING_URI='' undecided 'none named' "$EXPGATE" record vit --force --run mlflow:abc
  MLFLOW_TRACKING_URI=http://127.0.0.1:1 undecided 'nobody there' "$EXPGATE" record vit --force --run mlflow:abc
  passes 'a page at W&B is linked' "$EXPGATE" record vit --force --metric acc=0.9 --run https://wandb.ai/ada/vit/runs/x1y2
  is 'as such' '{"id":"x1y2","tracker":"wandb","url":"https://wandb.ai/ada/vit/runs/x1y2"}' "$(field run)"
  undecided 'a page with a password' "$EXPGATE" record vit --force --metric acc=0.9 --run https://ada:lovelace@wandb.ai/ada/vit/runs/x1y2
  says_not 'is not repeated' lovelace
  undecided 'another page' "$EXPGATE" record vit --force --metric acc=0.9 --run https://example.com/x
  mkdir empty
  local git_path
  git_path=$(command -v git)
  ln -s "$git_path" empty/git
  undecided 'without curl' env PATH="$PWD/empty" "$EXPGATE" record vit --force --run mlflow:abc
  says 'what is missing' 'cannot run `curl`'
}

test_the_example_of_the_documentation() {
  project
  git remote add origin ../hub.git
  printf 'loss,val/acc\n0.5,0.8\n' >out/metrics.csv
  local line
  line=$(sed -n '/^```sh$/{n;p;q}' "$EXPGATE_SOURCE_DIR/docs/records.md")
  run bash -c "expgate() { '$EXPGATE' \"\$@\"; }; $line"
  is 'exit code' 0 "$status"
  is 'says what the page says' "$(sed -n '/^wrote/,/^  git/p' "$EXPGATE_SOURCE_DIR/docs/records.md" | sed 's/26fd7c7/COMMIT/g')" \
    "${out//$(git rev-parse --short=7 HEAD)/COMMIT}"
}

test_json() {
  project
  run "$EXPGATE" record vit --metric acc=0.9 --format json --tag
  printf '%s' "$out" >answer
  is 'schema' expgate-record/1 "$(json answer schema)"
  is 'path' results/vit.json "$(json answer path)"
  is 'tag' exp-vit "$(json answer tag)"
  is 'the record' 0.9 "$(json answer record metrics acc)"
  is 'what to type' git "$(json answer next 0 0)"
}

test_in_chinese() {
  project
  EXPGATE_LANG=zh_CN run "$EXPGATE" record vit --metric acc=0.9
  says 'in Chinese' '已写入'
  rm -r results
  git config --unset-all core.bare || true
  git clone -q --bare . ../bare.git
  cd ../bare.git
  undecided 'a bare repository' "$EXPGATE" record vit --metric acc=0.9
}

run_tests "$@"
