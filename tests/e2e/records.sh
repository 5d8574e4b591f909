# shellcheck shell=bash disable=SC2034,SC2154
# What the suites share that write records: source it after lib.sh.

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
