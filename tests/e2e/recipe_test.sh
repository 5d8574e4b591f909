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
  says 'why' 'neither this push nor a branch or tag leads to'
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

run_tests "$@"
