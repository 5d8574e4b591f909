#!/bin/bash
# The environment of an experiment: images and requirements that are not pinned are told in every hook; they refuse where a team says so.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly strict='version: 1
extends: []
rules:
  container-pin: {severity: error}
  dependency-pin: {severity: error}
  experiment-environment: {severity: error, refs: [main, "exp/*"]}'

test_told_before_they_are_committed() {
  client project pre-commit
  printf 'version: 1\nextends: [reproducibility]\n' >.expgate.yaml
  put configs/a.yaml 'seed: 42'
  save 'chore: begin' .expgate.yaml configs/a.yaml
  put Dockerfile 'FROM pytorch/pytorch:latest' && put requirements.txt 'torch>=2' && git add .
  commit_ok 'loose images and requirements are let in'
  is 'with a warning each, once' 'container-pin dependency-pin' "$(named warning)"
  says 'that has the line to write' 'pin it in line 1'
  put Dockerfile 'FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime' && put requirements.txt 'torch==2.4.0' && git add .
  commit_ok 'pinned ones'
  is 'are no matter' '' "$(named warning)"
}

test_an_environment_that_no_other_check_reads() {
  server team
  policy team <<<'version: 1
extends: []
rules:
  experiment-environment: {severity: error, refs: [main]}'
  clone team
  put Dockerfile 'FROM python:latest' && put requirements.txt 'torch>=2'
  save 'feat: begin' train.py Dockerfile requirements.txt
  push_refused 'what is not pinned is no environment' experiment-environment
  put requirements.txt 'torch==2.4.0'
  git add requirements.txt && git commit -q --amend --no-edit
  push_ok 'a file that is pinned'
}

test_refused_where_a_team_says_so() {
  server team
  policy team <<<"$strict"
  clone team
  save 'feat: begin' train.py
  push_refused 'a tip without an environment' experiment-environment
  says 'says what to do' 'git add -- :/requirements.txt'
  put Dockerfile "$(printf 'ARG TAG=latest\nFROM python:$TAG')"
  save 'feat: add an image' Dockerfile
  push_refused 'an image that moves, told once' container-pin
  says 'names the ARG' 'pin it in line 1'
  put Dockerfile "$(printf 'ARG TAG=3.11\nFROM python:$TAG')"
  git add Dockerfile && git commit -q --amend --no-edit
  push_ok 'a pinned one'
  git checkout -q -b exp/vit
  put requirements.txt 'git+https://github.com/a/b@main'
  save 'feat: ask for more' requirements.txt
  push_refused 'a git URL at a branch' dependency-pin
  put requirements.txt "git+https://github.com/a/b@$(git rev-parse HEAD)"
  git add requirements.txt && git commit -q --amend --no-edit
  push_ok 'one at a commit'
  git checkout -q --orphan topic && git rm -rfq . && save 'docs: begin' README.md
  push_ok 'other branches need no environment'
}

test_seeds_reach_the_code() {
  server team
  policy team <<<'version: 1
extends: []
rules: {seed-applied: {severity: error, refs: [main, "exp/*"]}}'
  clone team
  put train.py "$(printf 'import numpy as np\nimport torch\nfrom utils import set_seed\n\nset_seed(42)\nprint(np.zeros(1), torch.rand(1))')"
  put utils/__init__.py 'from .seed import set_seed'
  put utils/seed.py "$(printf 'import torch\n\ndef set_seed(seed):\n    # np.random.seed(seed)\n    torch.manual_seed(seed)')"
  save 'feat: begin' train.py utils/__init__.py utils/seed.py
  push_refused 'numpy is not seeded, a comment is no code' seed-applied
  says 'names the import' 'does not seed numpy (imported in `train.py`:1); it seeds torch in'
  put utils/seed.py "$(printf 'import numpy as np\nimport torch\n\ndef set_seed(seed):\n    np.random.seed(seed)\n    torch.manual_seed(seed)')"
  git add utils && git commit -q --amend --no-edit
  push_ok 'both are seeded'
  is 'and what is lacking for CUDA is told' seed-applied "$(named warning)"
}

run_tests "$@"
