#!/bin/bash
# Records of experiments, and the recipe of a revision.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

sha=$(printf 'a%.0s' {1..64})
image=pytorch/pytorch:2.8.0@sha256:$sha

# A record of that commit, with that seed.
record() {
  printf '{"schema": "exp-result/1",\n "commit": "%s",\n "config": "configs/exp/vit.yaml",\n "seed": %s,\n' "$1" "$2"
  printf ' "metrics": {"acc@1": 87.3, "loss": 0.41},\n'
  printf ' "artifacts": [{"name": "best", "uri": "s3://bucket/vit/best.pt", "sha256": "%s", "size": 102400}]}\n' "$sha"
}

# A commit of a project that can be run again.
project() {
  put configs/base.yaml 'seed: 42'
  put configs/exp/vit.yaml '_base_: ../base.yaml'
  put Dockerfile "FROM $image"
  put train.py 'parser.add_argument("--config", required=True)'
  save 'feat: add vit' configs/base.yaml configs/exp/vit.yaml Dockerfile train.py
}

test_records() {
  server hub
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' | policy hub
  clone hub
  project
  mkdir results
  record "$(git rev-parse HEAD)" 42 >results/vit.json
  save 'feat: record vit' results/vit.json
  push_ok 'a record of a commit of the same push'
  git checkout -q --orphan other
  record "$(git rev-parse main~)" 42 >results/again.json
  save 'feat: record it elsewhere' results/again.json
  push_ok 'of a commit that a branch of the server leads to'
  git checkout -q main
  record "$(git commit-tree -m 'feat: lost' 'HEAD^{tree}')" 42 >results/lost.json
  save 'feat: record a lost one' results/lost.json
  push_refused 'of a commit that no ref leads to' artifact-record
  says 'why' 'which is in neither this push'
  git reset -q --hard HEAD~
  record "$(git rev-parse HEAD)" 43 >results/vit.json
  save 'feat: record another seed' results/vit.json
  push_refused 'with another seed than the config resolves to' artifact-record
  says 'which' 'seed: 42'
  is 'the line is told' 'results/vit.json:4' "$(grep -o 'results/vit.json:[0-9]*' <<<"$out" | head -1)"
  git reset -q --hard HEAD~
  put results/metrics.json '{"acc": 0.9}'
  save 'feat: add figures' results/metrics.json
  push_ok 'other JSON is let in'
  says 'with a warning' 'warning[artifact-record]'
}

test_a_client_sees_it_too() {
  client work pre-commit
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' >.expgate.yaml
  project
  mkdir results
  record "$(git rev-parse HEAD)" 42 >results/vit.json
  git add .
  commit_ok 'a record of HEAD'
  record "$(git rev-parse HEAD)" 7 >results/vit.json
  git add .
  commit_refused 'one with another seed' artifact-record
}

test_the_way_of_the_seed() {
  git init -q work
  cd work
  project
  printf 'import torch\nfrom load import load\ncfg = load(parser.parse_args().config)\ntorch.manual_seed(cfg.seed)\n' >train.py
  save 'feat: seed' train.py
  run "$EXPGATE" recipe
  says 'where it arrives' 'configs/exp/vit.yaml: seed 42 → train.py:4 torch.manual_seed(cfg.seed)'
  is 'as data' 'arrives train.py 4 torch.manual_seed(cfg.seed)' "$({ "$EXPGATE" recipe --format json 2>/dev/null || true; } |
    python3 -c 'import json, sys; s = json.load(sys.stdin)["seeding"]; c = s["calls"][0]; print(s["outcome"], *c.values())')"
  put train.py $'import torch\ntorch.manual_seed(1337)'
  save 'feat: seed with another number' train.py
  run "$EXPGATE" recipe
  says 'that it does not' 'it does not reach train.py:2 torch.manual_seed(1337)'
  put train.py $'import torch\nfrom elsewhere import number\ntorch.manual_seed(number())'
  save 'feat: seed with who knows what' train.py
  run "$EXPGATE" recipe
  says 'that it cannot be told' 'could not follow whether the code seeds with it'
  put train.py 'print(1)'
  save 'feat: seed nothing' train.py
  run "$EXPGATE" recipe
  says 'that nothing seeds' 'no call in the code sets a seed'
}

# recipe_says WHAT TEXT TRAIN.PY…: what the recipe says of that training script; "|" ends a line.
recipe_says() {
  printf 'import torch, random\n%s\n' "${3//|/$'\n'}" >train.py
  git add train.py
  git commit -q --allow-empty -m "test: $1"
  run "$EXPGATE" recipe
  says "$1" "$2"
}

test_a_seed_that_is_lost_on_its_way() {
  git init -q work
  cd work
  project
  local lost='it does not reach' doubt='could not follow' arrives='seed 42 → train.py'
  recipe_says 'an item set before' "$lost" "cfg['seed'] = 0|torch.manual_seed(cfg['seed'])"
  recipe_says 'a variable set before' "$lost" 'seed = cfg.seed|seed = 7|torch.manual_seed(seed)'
  recipe_says 'a dict made in code' "$lost" "cfg = {'seed': 0}|torch.manual_seed(cfg['seed'])"
  recipe_says 'the seed of a part' "$doubt" "torch.manual_seed(cfg['data']['seed'])"
  recipe_says 'a call that is never run' 'no call in the code sets a seed' 'if False:|    torch.manual_seed(cfg.seed)'
  recipe_says 'a later constant' "$lost" 'torch.manual_seed(cfg.seed)|torch.manual_seed(0)'
  recipe_says 'an earlier constant' "$arrives" 'torch.manual_seed(0)|torch.manual_seed(cfg.seed)'
  recipe_says 'functions in a loop' "$arrives" "for f in (random.seed, torch.manual_seed):|    f(cfg['seed'])"
  recipe_says 'a function with its argument' "$arrives" 'import functools|functools.partial(torch.manual_seed, cfg.seed)()'
  recipe_says 'options that get a config' "$arrives" \
    'args = parser.parse_args()|for k, v in cfg.items():|    vars(args)[k] = v|torch.manual_seed(args.seed)'
  recipe_says 'options that do not' "$lost" 'args = parser.parse_args()|torch.manual_seed(args.seed)'
  says_not 'an option that nobody declares is not given' '--seed'
  put train.py $'import argparse, torch\nparser = argparse.ArgumentParser()\nparser.add_argument("--config")\nparser.add_argument("--seed", type=int)\na = parser.parse_args()\ntorch.manual_seed(a.seed)'
  save 'feat: seed from an option' train.py
  run "$EXPGATE" recipe
  says 'the command passes it' 'python train.py --config configs/exp/vit.yaml --seed 42'
  says 'and it is said' 'train.py:6 torch.manual_seed(a.seed) gets it from the command line'
  sed -i 's/type=int/type=int, default=0/' train.py && save 'feat: seed by default' train.py
  run "$EXPGATE" recipe
  says_not 'another value by default is what ran' '--seed'
  put run.sh 'python train.py --config configs/exp/vit.yaml --seed 42'
  git add run.sh
  recipe_says 'unless a script gives them' "$doubt" 'args = parser.parse_args()|torch.manual_seed(args.seed)'
}

test_a_seed_among_several_projects() {
  git init -q work
  cd work
  put vision/configs/vit.yaml 'seed: 42'
  put vision/train.py $'import torch\ntorch.manual_seed(cfg.seed)'
  put speech/train.py $'import torch\ntorch.manual_seed(0)'
  save 'feat: add two projects' .
  run "$EXPGATE" recipe --config vision/configs/vit.yaml
  says 'it arrives in its own' 'seed 42 → vision/train.py:2 torch.manual_seed(cfg.seed)'
  git rm -q vision/train.py
  save 'feat: run it elsewhere' .
  run "$EXPGATE" recipe --config vision/configs/vit.yaml
  says 'another project says nothing of it' 'could not follow'
}

test_a_seed_of_a_script_with_a_name_of_its_own() {
  git init -q work
  cd work
  put configs/exp/vit.yaml 'seed: 42'
  put setup.py 'setup()'
  put pack/trainer.py $'class Trainer:\n  pass'
  put pack/adder.py $'import torch\nif __name__ == "__main__":\n  torch.manual_seed(cfg.seed)'
  save 'feat: add a package' .
  run "$EXPGATE" recipe
  says 'where it arrives' 'seed 42 → pack/adder.py:3 torch.manual_seed(cfg.seed)'
}

test_the_gate_warns_of_a_seed_that_does_not_arrive() {
  server hub
  printf 'version: 1\nextends: []\nrules: {experiment-seed: {refs: ["*"]}}\n' | policy hub
  clone hub
  project
  put train.py $'import torch\ntorch.manual_seed(1337)'
  save 'feat: seed with another number' train.py
  push_ok 'it is let in'
  says 'with a warning' 'warning[experiment-seed]'
  says 'that shows the call' '`torch.manual_seed(1337)` in `train.py`:2'
  put README.md 'text'
  save 'docs: describe' README.md
  push_ok 'a push that touches neither config nor code'
  says_not 'has no warning' 'warning[experiment-seed]'
}

test_all_elements() {
  git init -q work
  cd work
  project
  git tag -a exp-vit -m "ViT | Acc@1: 87.3% | Loss: 0.41"
  exits 'a tagged commit has its recipe' 0 "$EXPGATE" recipe
  says 'the commit' "$(git rev-parse HEAD)"
  says 'the tag' 'tag        exp-vit'
  says 'the image' "image      $image"
  says 'its pin' 'Dockerfile:1, pinned by its digest'
  says 'the config' 'config     configs/exp/vit.yaml'
  says 'its hash' "sha256 of the committed file: $(sha256sum <configs/exp/vit.yaml | cut -d' ' -f1)"
  says 'what it inherits' 'inherits configs/base.yaml'
  says 'the seed' 'seed       42'
  says 'the metrics' 'metrics    acc@1 87.3%, loss 0.41'
  says 'how to get the code' 'git checkout exp-vit'
  says 'how to run it' 'docker run --rm --gpus all -v "$PWD":/work -w /work expgate-run:'
  says 'with its config' ' python train.py --config configs/exp/vit.yaml'
  is 'the same by the name of the tag, in a bare clone' "$out" \
    "$(git clone -q --bare . ../bare.git && cd ../bare.git && "$EXPGATE" recipe exp-vit)"
  is 'and in a linked worktree' "$out" "$(git worktree add -q --detach ../linked && cd ../linked && "$EXPGATE" recipe)"
  exits 'no revision' 2 "$EXPGATE" recipe exp-none
  exits 'no format' 2 "$EXPGATE" recipe --format csv
}

test_as_a_record() {
  client work pre-commit
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' >.expgate.yaml
  project
  git tag -a exp-vit -m "ViT | Acc@1: 87.3% | Loss: 0.41"
  mkdir results
  exits 'as JSON' 0 "$EXPGATE" recipe exp-vit --format json
  "$EXPGATE" recipe exp-vit --format json >results/vit.json
  is 'a record' exp-result/1 "$(json results/vit.json schema)"
  is 'of the commit' "$(git rev-parse HEAD)" "$(json results/vit.json commit)"
  is 'with its seed' 42 "$(json results/vit.json seed)"
  is 'and metrics' 87.3 "$(json results/vit.json metrics acc@1)"
  git add results/vit.json
  commit_ok 'which artifact-record accepts'
  says_not 'without a warning' 'warning['
  record "$(git rev-parse HEAD~)" 42 >results/artefacts.json
  git add results
  commit_ok 'a record with artefacts'
  exits 'a later commit with the same config' 0 "$EXPGATE" recipe
  says 'has them' 'best: s3://bucket/vit/best.pt (100 KiB)'
  says 'and says from where' 'results/artefacts.json'
  "$EXPGATE" recipe --format json >results/again.json
  git add results
  commit_ok 'and its record is accepted, too'
}

test_a_record_tells_the_config() {
  git init -q work
  cd work
  project
  put configs/exp/swin.yaml 'seed: 7'
  save 'feat: add swin' configs/exp/swin.yaml
  mkdir results
  record "$(git rev-parse HEAD)" 42 >results/vit.json
  save 'feat: record vit' results/vit.json
  exits 'of two configs, the one that was recorded' 0 "$EXPGATE" recipe
  says 'it' 'config     configs/exp/vit.yaml'
  save 'feat: go on' x.txt
  exits 'and so it is later on' 0 "$EXPGATE" recipe
  put configs/exp/vit.yaml 'seed: 8'
  save 'feat: change it' configs/exp/vit.yaml
  exits 'but not once it is another' 1 "$EXPGATE" recipe
}

test_what_is_missing_is_said() {
  git init -q work
  cd work
  put train.py 'print("hello")'
  put 'configs/a b.yaml' 'lr: 1'
  put Dockerfile 'FROM pytorch/pytorch'
  save 'feat: begin' train.py 'configs/a b.yaml' Dockerfile
  exits 'nothing is invented' 1 "$EXPGATE" recipe
  says 'the image' 'missing: the image: `Dockerfile`: the image `pytorch/pytorch` has no tag'
  says 'the seed' 'missing: the seed: `configs/a b.yaml`: it has no `seed`'
  says 'the results' 'missing: the results'
  says 'the flag' 'missing: how to pass the config to `train.py`'
  says_not 'and no line to run' 'docker run'
  exits 'nor is it in a record' 1 "$EXPGATE" recipe --format json
  put 'configs/a b.yaml' 'seed: 1'
  put configs/c.yaml 'seed: 2'
  put train.py 'parser.add_argument("--config")'
  put Dockerfile 'FROM python:3.11
ENTRYPOINT ["python", "train.py"]'
  save 'feat: go on' train.py 'configs/a b.yaml' configs/c.yaml Dockerfile
  git tag -a exp-x -m 'x | acc=0.9'
  exits 'one of two configs' 1 "$EXPGATE" recipe exp-x
  says 'is not guessed' 'it could be any of 2 configs'
  exits 'but may be named' 0 "$EXPGATE" recipe exp-x --config 'configs/a b.yaml'
  says 'and is quoted' "--entrypoint '' expgate-run:$(git rev-parse --short=7 HEAD) python train.py --config 'configs/a b.yaml'"
  exits 'one that is not there' 2 "$EXPGATE" recipe --config configs/none.yaml
  git rm -q Dockerfile
  put uv.lock 'version = 1'
  save 'build: lock' uv.lock
  git tag -a exp-y -m 'y | acc=0.9 | configs/c.yaml'
  exits 'a lock file will do, and a config that the tag names' 0 "$EXPGATE" recipe
  says 'how' 'uv run --frozen python train.py --config configs/c.yaml'
}

test_of_two_tags_the_one_that_says_something() {
  git init -q work
  cd work
  project
  GIT_COMMITTER_DATE='2026-01-01 12:00 +0000' git tag -a exp-good -m 'ViT | Acc@1: 87.3%'
  GIT_COMMITTER_DATE='2026-01-02 12:00 +0000' git tag -a exp-mute -m 'ViT again'
  exits 'the newer one states no metric' 0 "$EXPGATE" recipe
  says 'so it is the other' 'tag        exp-good'
  says 'with its metrics' 'acc@1 87.3%'
  exits 'by its name' 1 "$EXPGATE" recipe exp-mute
  says 'it has none' 'the tag exp-mute states no metric'
  says 'and the other is named' 'expgate recipe exp-good'
}

test_an_image_by_its_tag_is_left_out_aloud() {
  client work pre-commit
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' >.expgate.yaml
  project
  put Dockerfile 'FROM python:3.11'
  git add Dockerfile
  commit_ok 'an image by its tag'
  git tag -a exp-vit -m 'ViT | Acc@1: 87.3%'
  mkdir -p results
  exits 'a record takes a digest' 0 "$EXPGATE" recipe --format json
  says 'and so it says' 'left out: the image `python:3.11`: a record needs its digest'
  "$EXPGATE" recipe --format json >results/vit.json 2>/dev/null
  is 'it is not in it' '' "$(grep image results/vit.json || :)"
  git add results
  commit_ok 'and artifact-record accepts it'
  says_not 'without a warning' 'warning['
}

test_an_empty_lock_file_is_none() {
  git init -q work
  cd work
  project
  git rm -q Dockerfile
  : >uv.lock
  save 'build: lock nothing' uv.lock
  git tag -a exp-vit -m 'ViT | Acc@1: 87.3%'
  exits 'it locks nothing' 1 "$EXPGATE" recipe
  says 'and says so' 'missing: the image'
}

# The rule and the recipe mean the same by an environment.
test_pinned_packages_are_an_environment() {
  git init -q work
  cd work
  project
  git rm -q Dockerfile
  printf 'torch==2.4.0\nnumpy==1.26.4\n' >requirements.txt
  save 'build: pin' requirements.txt
  git tag -a exp-vit -m 'ViT | Acc@1: 87.3%'
  exits 'pinned requirements' 0 "$EXPGATE" recipe
  says 'are named' 'packages   requirements.txt, all with exact versions'
  says 'how to run with them' 'python -m venv .venv-expgate && .venv-expgate/bin/pip install -r requirements.txt && .venv-expgate/bin/python train.py'
  says_not 'nothing is missing' 'missing:'
  printf 'torch>=2\n' >requirements.txt
  git add requirements.txt && git commit -q --amend -m 'build: pin' --no-verify && git tag -fa exp-vit -m 'ViT | Acc@1: 87.3%' >/dev/null
  exits 'loose ones are none' 1 "$EXPGATE" recipe
  says 'which is said' 'no file of pinned requirements'
  git rm -q requirements.txt
  printf 'dependencies:\n- python=3.11.4\n- numpy=1.26.4\n' >environment.yml
  save 'build: conda' environment.yml
  git tag -fa exp-vit -m 'ViT | Acc@1: 87.3%' >/dev/null
  exits 'an environment of conda' 0 "$EXPGATE" recipe
  says 'how to run in it' 'conda env create -n expgate-run -f environment.yml && conda run -n expgate-run python train.py'
  git rm -q environment.yml
  mkdir 'the env' && put 'the env/uv.lock' 'version = 1'
  save 'build: lock' 'the env/uv.lock'
  git tag -fa exp-vit -m 'ViT | Acc@1: 87.3%' >/dev/null
  exits 'a lock file in a folder' 0 "$EXPGATE" recipe
  says 'how to run with it' "uv run --frozen --project 'the env' python train.py"
  git rm -q 'the env/uv.lock'
  printf 'train:\n  image: python:3.11\n  script: python train.py\n' >.gitlab-ci.yml
  save 'ci: train' .gitlab-ci.yml
  git tag -fa exp-vit -m 'ViT | Acc@1: 87.3%' >/dev/null
  exits 'the image of the CI' 0 "$EXPGATE" recipe
  says 'is an image' 'image      python:3.11'
}

test_hydra() {
  git init -q work
  cd work
  put conf/config.yaml 'seed: 3'
  put train.py '@hydra.main(version_base=None, config_path="conf", config_name="config")'
  put Dockerfile "FROM $image"
  save 'feat: begin' conf/config.yaml train.py Dockerfile
  git tag -a exp/h -m 'h | reward=12.5'
  exits 'Hydra' 0 "$EXPGATE" recipe exp/h
  says 'takes a name' 'python train.py --config-name config'
}

run_tests "$@"
