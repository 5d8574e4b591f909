# shellcheck shell=bash
# What the suites of `expgate mend` share, beside lib.sh.

# project: a server, and a clone of it on exp/vit with a config and a seed on main; the working directory from there on.
project() {
  server hub
  clone hub work
  put configs/base.yaml 'seed: 42'
  put train.py 'import torch'
  put README.md 'a project'
  save 'chore: start the project' configs/base.yaml train.py README.md
  git push -q origin main 2>/dev/null
  git switch -q -c exp/vit
}

weights() { big "$1" 7000000; }
notebook() {
  cat >"$1" <<'JSON'
{"cells": [{"cell_type": "code", "execution_count": 3, "metadata": {},
   "outputs": [{"name": "stdout", "output_type": "stream", "text": ["hi\n"]}], "source": ["print('hi')"]}],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
JSON
}

# holds WHAT REV PATH…: these are all files of the revision.
holds() {
  local what=$1 revision=$2
  shift 2
  is "$what" "$(printf '%s\n' "$@" | sort)" "$(git ls-tree -r --name-only "$revision" | sort)"
}
subjects() { git log --format=%s origin/main..HEAD | paste -sd'|'; }
mends() { exits "$1" 0 "$EXPGATE" mend --yes "${@:2}"; }
