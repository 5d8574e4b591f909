#!/bin/bash
# `expgate record`: what it writes passes the rules, and what it is given badly it refuses.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=records.sh
. "$(dirname "$0")/records.sh"

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
  undecided 'a name with a line end' "$EXPGATE" record vit --metric acc=0.9 --artifact $'a\nb=s3://bucket/key,out/best.pt'
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
  says 'which, once' 'has: `model.py`, `train.py`'
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
  git tag -d exp-vit >/dev/null
  undecided 'a tag of something else' "$EXPGATE" record vit --metric acc=0.8 --tag
  says 'is not made' 'says something else'
  passes 'the tag alone was missing' "$EXPGATE" record vit --metric acc=0.9 --tag
  says 'the record stays' '`results/vit.json` says that already'
  is 'the tag is there' tag "$(git cat-file -t exp-vit)"
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
