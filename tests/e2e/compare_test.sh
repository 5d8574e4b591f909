#!/bin/bash
# Two experiments side by side.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

sha=$(printf 'a%.0s' {1..64})

# result COMMIT CONFIG ACC HASH: a record.
result() {
  printf '{"schema": "exp-result/1", "commit": "%s", "config": "%s", "seed": 42, "metrics": {"acc@1": %s},\n' "$1" "$2" "$3"
  printf ' "artifacts": [{"name": "best", "uri": "s3://bucket/best.pt", "sha256": "%s", "size": 102400}]}\n' "$4"
}

# Two experiments that branched off main: another learning rate, model, torch and base.
project() {
  git init -q work
  cd work
  put configs/base.yaml $'seed: 42\nmodel: {name: vit, depth: 12}\nlr: 0.001\ndata: ${oc.env:DATA}\nout: runs/${model.name}'
  put uv.lock $'[[package]]\nname = "torch"\nversion = "2.4.0"\n\n[[package]]\nname = "numpy"\nversion = "1.26.4"'
  put Dockerfile "FROM pytorch/pytorch:2.8.0@sha256:$sha"
  save 'feat: add the base config' configs/base.yaml uv.lock Dockerfile train.py
  git checkout -q -b exp/vit
  put configs/exp/vit.yaml $'_base_: ../base.yaml\nlr: 1e-3'
  save 'feat(model): add vit' configs/exp/vit.yaml
  git tag -a exp-vit -m 'ViT | Acc@1: 81.1% | Loss: 0.50'
  git checkout -q -b exp/swin main
  put configs/exp/swin.yaml $'_base_: ../base.yaml\nmodel: {name: swin, window: 7}\nlr: 3e-4'
  sed -i 's/2.4.0/2.5.1/' uv.lock
  save 'feat(model): add swin' configs/exp/swin.yaml uv.lock
  git tag -a exp-swin -m 'Swin | Acc@1: 87.3% | Loss: 0.60'
}

test_what_differs() {
  project
  exits 'two tags' 0 "$EXPGATE" compare exp-vit exp-swin
  says 'a value' '  lr            1e-3'
  says 'of the other' '3e-4'
  says 'a key in one only' '  model.window  –'
  says 'a value that is put together' 'runs/swin'
  says_not 'not what is the same' 'model.depth'
  says 'that is counted' '3 values are the same'
  says 'a metric with its direction' '81.1%  87.3%  +6.2 pp (+7.6 %), better'
  says 'which may be the other way' '0.50   0.60   +0.1 (+20.0 %), worse'
  says 'a package' '  torch  2.4.0  2.5.1'
  says 'the same ones are counted' '1 package has the same version in both.'
  says 'the image' 'Both use the image pytorch/pytorch:2.8.0@'
  says 'commits of one' '1 commit only in exp-vit:'
  says 'and the other' 'feat(model): add swin'
  says 'files' '3 files differ, from A to B: +4 -3 lines'
  says 'by name' 'uv.lock'
  is 'without colour in a pipe' '' "$(grep -c $'\e' <<<"$out" | grep -v 0 || true)"
  is 'no line is wider than the terminal' '' "$(COLUMNS=80 "$EXPGATE" compare exp-vit exp-swin | grep -E '.{81}' || true)"
  is 'nor than a narrow one' '' "$(COLUMNS=40 "$EXPGATE" compare exp-vit exp-swin | LC_ALL=C.UTF-8 grep -E '.{41}' || true)"
  run "$EXPGATE" compare exp-vit exp-swin --all
  says 'all on demand' 'model.depth'
  run "$EXPGATE" compare --color always exp-vit exp-swin
  says 'colour on demand' $'\e[32m+6.2 pp'
  exits 'branches' 0 "$EXPGATE" compare exp/vit exp/swin
  says 'are the same' '3e-4'
  exits 'a commit and a tag' 0 "$EXPGATE" compare "$(git rev-parse exp/vit)" exp-swin
  is 'the same in a bare clone' "$("$EXPGATE" compare exp-vit exp-swin)" \
    "$(git clone -q --bare . ../bare.git && cd ../bare.git && "$EXPGATE" compare exp-vit exp-swin)"
}

test_as_data() {
  project
  "$EXPGATE" compare exp-vit exp-swin --format json >../c.json
  is 'its schema' expgate-compare/1 "$(json ../c.json schema)"
  is 'the commit' "$(git rev-parse exp-vit^{})" "$(json ../c.json a commit)"
  is 'a value, and where it stands' configs/exp/swin.yaml:3 "$(json ../c.json config values 0 b path):$(json ../c.json config values 0 b line)"
  is 'which is a number as it is written' 3e-4 "$(json ../c.json config values 0 b value)"
  is 'the same ones are counted' 3 "$(json ../c.json config same)"
  is 'the metric' better "$(json ../c.json metrics 0 outcome)"
  is 'its direction' higher "$(json ../c.json metrics 0 better)"
  is 'the package' torch "$(json ../c.json packages changed 0 name)"
  is 'commits' 1 "$(json ../c.json code only_a count)"
  is 'the base' "$(git rev-parse main)" "$(json ../c.json code base)"
  run "$EXPGATE" compare exp-vit exp-swin --format markdown
  says 'as Markdown' '| lr | 1e-3 | 3e-4 |'
  exits 'no other format' 2 "$EXPGATE" compare exp-vit exp-swin --format csv
}

test_one_with_itself() {
  project
  exits 'the same twice' 0 "$EXPGATE" compare exp-vit exp/vit
  says 'is said' 'Both are the same commit.'
  is 'and nothing differs, once' 1 "$(grep -c 'values are the same\|value is the same' <<<"$out")"
  run "$EXPGATE" compare exp-vit exp-vit
  says_not 'nor is said what everybody sees' 'Both are the same commit.'
}

test_artifacts() {
  project
  git checkout -q main
  mkdir results
  result "$(git rev-parse exp-vit^{})" configs/exp/vit.yaml 81.1 "$sha" >results/vit.json
  result "$(git rev-parse exp-swin^{})" configs/exp/swin.yaml 87.3 "${sha//a/b}" >results/swin.json
  save 'feat: record both' results/vit.json results/swin.json
  run "$EXPGATE" compare exp-vit exp-swin
  says 'both have their hashes' 'best  aaaaaaaaaaaa, 100 KiB  bbbbbbbbbbbb, 100 KiB'
  "$EXPGATE" compare exp-vit exp-swin --format json >../c.json
  is 'whole in JSON' "${sha//a/b}" "$(json ../c.json artifacts 0 b sha256)"
}

test_a_config_that_is_not_found() {
  project
  git checkout -q -b exp/other main
  put configs/exp/one.yaml 'seed: 1'
  put configs/exp/two.yaml 'seed: 2'
  save 'feat: add two' configs/exp/one.yaml configs/exp/two.yaml
  exits 'which one' 1 "$EXPGATE" compare exp-vit HEAD
  says 'is asked' 'name the config with `--config-b`'
  says 'of these' '    configs/exp/two.yaml'
  says_not 'it does not look the same' 'All values are the same'
  exits 'that is answered' 0 "$EXPGATE" compare exp-vit HEAD --config-b configs/exp/two.yaml
  says 'by its values' 'seed'
  exits 'a config that is not there' 2 "$EXPGATE" compare exp-vit HEAD --config-b configs/none.yaml
  put configs/exp/broken.yaml $'_base_: ../nowhere.yaml\nseed: 1'
  save 'feat: add a broken one' configs/exp/broken.yaml
  exits 'a base that is not there' 1 "$EXPGATE" compare exp-vit HEAD --config-b configs/exp/broken.yaml
  says 'is named' 'it inherits from `../nowhere.yaml`, which is not in the tip'
}

test_slips() {
  project
  exits 'no such tag' 2 "$EXPGATE" compare exp-vit exp-none
  says 'is named' 'unknown experiment, branch, commit or record `exp-none`'
  exits 'one alone' 2 "$EXPGATE" compare exp-vit
  exits 'an option is no revision' 2 "$EXPGATE" compare exp-vit -- --all
  git checkout -q --orphan alone
  put configs/alone.yaml 'seed: 1'
  save 'feat: start again' configs/alone.yaml
  exits 'no history in common' 0 "$EXPGATE" compare exp-vit HEAD --config-b configs/alone.yaml
  says 'is said' 'They have no common history.'
}

# One way for all commands: as git takes paths.
test_paths_are_those_of_the_current_folder() {
  project
  git checkout -q -b exp/other main
  put configs/exp/one.yaml 'seed: 1'
  put configs/exp/two.yaml 'seed: 2'
  save 'feat: add two' configs/exp/one.yaml configs/exp/two.yaml
  cd configs/exp
  exits 'a config of compare' 0 "$EXPGATE" compare exp-vit HEAD --config-b two.yaml
  exits 'is not counted from the top' 2 "$EXPGATE" compare exp-vit HEAD --config-b configs/exp/two.yaml
  says 'which is said' 'paths are relative to the current folder'
  run "$EXPGATE" recipe --config ../exp/two.yaml
  says 'of recipe' 'config     configs/exp/two.yaml'
  run "$EXPGATE" recipe --config "$PWD/one.yaml"
  says 'or absolute' 'config     configs/exp/one.yaml'
  exits 'nor outside' 2 "$EXPGATE" recipe --config ../../../one.yaml
  says 'the repository' 'lies outside the repository'
  exits 'of record' 0 "$EXPGATE" record two --config two.yaml --metric acc@1=0.9153846153846154 --tag
  is 'as the record has it' configs/exp/two.yaml "$(json ../../results/two.json config)"
  save 'feat: record two' ../../results/two.json
  cd ../../results
  exits 'a record, to compare' 0 "$EXPGATE" compare exp-vit two.json
  says 'with its metric, rounded' '0.9154'
  says_not 'not all digits' '0.9153'
  run "$EXPGATE" verify two.json
  says 'or to verify' 'no artifacts in 1 record'
  is 'the tag has it rounded' 1 "$(git tag -l --format='%(contents)' exp-two | grep -c 'acc@1: 0.9154$')"
  is 'CSV has it whole' 1 "$("$EXPGATE" experiments --format csv | grep -c 0.9153846153846154)"
}

test_an_unknown_name() {
  project
  git checkout -q main
  mkdir results
  result "$(git rev-parse exp-vit^{})" configs/exp/vit.yaml 81.1 "$sha" >results/mlp-2.json
  save 'feat: record one' results/mlp-2.json
  exits 'of a tag' 2 "$EXPGATE" compare vitt exp-swin
  is 'is said in the first line, with what is meant' 'expgate: unknown experiment `vitt`; did you mean `exp-vit`?' "${out%%$'\n'*}"
  exits 'without its exp-' 2 "$EXPGATE" recipe swin
  is 'too' 'expgate: unknown experiment `swin`; did you mean `exp-swin`?' "${out%%$'\n'*}"
  git tag -d exp-vit >/dev/null
  exits 'of a record' 2 "$EXPGATE" compare mlp exp-swin
  is 'by its file' 'expgate: unknown experiment `mlp`; did you mean `results/mlp-2.json`?' "${out%%$'\n'*}"
  exits 'which works' 0 "$EXPGATE" compare results/mlp-2.json exp-swin
  exits 'to verify' 2 "$EXPGATE" verify results/mlp-3.json
  says 'as well' 'did you mean `results/mlp-2.json`?'
  exits 'like nothing' 2 "$EXPGATE" recipe something-else
  is 'is only unknown' 'expgate: unknown experiment, branch or commit `something-else`' "${out%%$'\n'*}"
}

# yacs lays a config on what stands in code, whether it has a seed of its own or not.
test_defaults_in_code() {
  git init -q work
  cd work
  put config/defaults.py $'from yacs.config import CfgNode as CN\n_C = CN()\n_C.SEED = 42\n_C.SOLVER = CN()\n_C.SOLVER.LR = 0.1\n_C.SOLVER.STEPS = 90\n_C.OUT = "runs"'
  put configs/a.yaml $'SEED: 1\nSOLVER: {LR: 0.2}'
  put configs/b.yaml $'SEED: 2'
  put train.py $'from yacs.config import CfgNode\nfrom config.defaults import _C'
  save 'feat: add configs' config/defaults.py configs/a.yaml configs/b.yaml train.py
  exits 'two of yacs' 0 "$EXPGATE" compare HEAD HEAD --config-a configs/a.yaml --config-b configs/b.yaml
  says 'a value from the code' '  SOLVER.LR  0.2'
  says 'is compared' '0.1'
  says 'with those that are the same' '2 values are the same'
}

test_chinese() {
  project
  export EXPGATE_LANG=zh_CN
  run "$EXPGATE" compare exp-vit exp-swin
  says 'in the reader'"'"'s language' '个软件包'
  is 'no line is wider than the terminal' '' "$(COLUMNS=80 "$EXPGATE" compare exp-vit exp-swin |
    python3 -c 'import sys, unicodedata
for line in sys.stdin:
    if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip("\n")) > 80: print(line)')"
}

# Subjects, paths and values that a terminal would act on.
test_hostile_texts() {
  project
  put configs/exp/evil.yaml $'_base_: ../base.yaml\nnote: "\\e]0;owned\\a"'
  save $'feat: \e[2Jclear' configs/exp/evil.yaml
  put $'evil\e[31m.txt'
  save 'feat: add a name' $'evil\e[31m.txt'
  run "$EXPGATE" compare exp-vit HEAD --config-b configs/exp/evil.yaml
  is 'no escape reaches the terminal' 0 "$(tr -d '\n' <<<"$out" | grep -cP '[\x00-\x08\x0b-\x1f\x7f]' || true)"
  says 'they are shown' '\x1B[2Jclear'
}

run_tests "$@"
