#!/bin/bash
# Input made to be slow or large: none of it makes a hook take more than 64 MiB, or time that grows faster than the input.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"
# shellcheck source=measured.sh
. "$(dirname "$0")/measured.sh"
[ "$longest" -gt 2000 ] || longest=2000 # 10 to 130 ms on an idle machine; before these were read as they are now: seconds to minutes

# Few objects that stand for more names than there is memory for.
test_folders_that_stand_for_many_long_names() {
  project 'artifact-path: {}' 'max-file-size: {}' 'push-budget: {}'
  local blob folder n
  blob=$(git rev-parse main:train.py)
  folder=$(perl -e 'my $oid = pack "H*", shift; printf "100644 f%05d\0%s", $_, $oid for 1 .. 20_000' "$blob" | raw tree)
  for n in $(seq 60); do folder=$(entry 40000 "$(printf 'd%.0s' {1..2000})" "$folder" | raw tree); done
  git update-ref refs/heads/work "$(commit_of "$folder")"
  push_undecided 'deep folders' origin work
  says 'are named' 'a path is longer than 4096 bytes'
  folder=$(perl -e 'my $oid = pack "H*", shift; printf "100644 %05d%s.md\0%s", $_, "n" x 200, $oid for 1 .. 4_000' "$blob" | raw tree)
  git update-ref refs/heads/work "$(commit_of "$(for n in $(seq 100 565); do entry 40000 "d$n" "$folder"; done | raw tree)")"
  push_undecided 'wide ones' origin work
  says 'are named' 'a commit repeats the same folders'
  frugal 'many long names' 2
}

# trees COUNT: the names of so many trees of half a megabyte.
trees() {
  local n
  for n in $(seq "$1"); do
    perl -e 'my ($n, $oid) = (shift, pack "H*", shift); printf "100644 %d-%06d\0%s", $n, $_, $oid for 1 .. 14_000' "$n" "$(git rev-parse main:train.py)" | raw tree
  done
}

# D4: trees have budgets, those that commits name a larger one.
test_many_large_trees() {
  project 'push-budget: {max_bytes: 2 MiB}'
  local commit folder
  anew && save 'feat: add a' a.txt
  commit=$(git rev-parse HEAD)
  raw_refused 'nobody names them' push-budget project "$(reachable HEAD ^main) $(trees 6)" "$zero $commit refs/heads/x"
  folder=$(for tree in $(trees 6); do entry 40000 "d$tree" "$tree"; done | raw tree)
  git update-ref refs/heads/work "$(commit_of "$folder")"
  push_ok 'a commit names them' origin work
  folder=$(for tree in $(trees 55); do entry 40000 "d$tree" "$tree"; done | raw tree)
  git update-ref refs/heads/more "$(commit_of "$folder")"
  push_refused 'too many, even so' push-budget origin more
  frugal 'many large trees' 3
}

# costs WHAT PATH: a push of the file ./hostile under that path is judged, whatever the verdict, in little time and memory.
pushes=0
costs() {
  git checkout -q -B "work-$pushes" main && mkdir -p "$(dirname "$2")" && mv hostile "$2"
  git add -f "$2" && save 'feat: add a file'
  run git push origin HEAD
  pushes=$((pushes + 1))
  says_not "$1: it is judged" 'could not decide'
  quick "$1"
  frugal "$1" "$pushes"
}

# E3: files whose readers took time that grew with the square of their size.
test_files_that_were_slow_to_read() {
  project 'container-pin: {severity: warn}' 'dependency-pin: {severity: warn}'
  perl -e 'print "FROM python:3.11\n"; print "RUN <<A\n" x 60_000' >hostile
  costs 'here-documents that never end' Dockerfile
  perl -e 'print "FROM python:3.11\nRUN ", "<<A " x 120_000, "\n"' >hostile
  costs 'here-documents in one line' Dockerfile
  perl -e 'print "FROM s", $_ - 1, " AS s$_\n" for 1 .. 30_000' >hostile
  costs 'stages' Dockerfile
  perl -e 'print "FROM img$_ AS s$_\n" for 1 .. 20_000' >hostile
  costs 'images' Dockerfile
  perl -e 'print "FROM a\nRUN ", (map { "--mount=from=img$_ " } 1 .. 20_000), "x\n"' >hostile
  costs 'images in one line' Dockerfile
  perl -e 'print "package$_>=1\n" for 1 .. 300_000' >hostile
  costs 'requirements' requirements.txt
}

# E4: files whose values took a thousand times their memory.
test_files_that_were_large_to_read() {
  project 'container-pin: {severity: warn}' 'experiment-seed: {severity: warn}' 'experiment-config: {severity: warn}'
  perl -e 'print "[" x 4_000_000' >hostile
  costs 'YAML of brackets' configs/a.yaml
  perl -e 'print "- " x 2_000_000' >hostile
  costs 'YAML of dashes' configs/a.yaml
  perl -e 'print "a$_ = [1, 2, 3]\n" for 1 .. 200_000' >hostile
  costs 'TOML' configs/a.toml
  perl -e 'print "[", join(",", ("{}") x 1_300_000), "]"' >hostile
  costs 'JSON' configs/a.json
  perl -e 'print "services:\n"; print "  s$_:\n    image: img$_:1\n" for 1 .. 20_000' >hostile
  costs 'compose' docker-compose.yml
}

# Large files are in memory once, whether they come in files of their own or in a pack.
test_large_files() {
  project 'max-file-size: {limit: 100 MiB}' 'artifact-content: {}' 'notebook-output: {}'
  local limit
  for limit in 100 1; do
    git -C ../project.git config receive.unpackLimit "$limit"
    head -c 41900000 /dev/urandom >hostile
    costs "as much as is read, unpack limit $limit" "a$limit.dat"
    perl -e 'print "iVBORw0KGgo" x 3_800_000' >hostile
    costs "as much base64, unpack limit $limit" "a$limit.txt"
    perl -e 'print q({"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [{"image/png": "), "iVBORw0KGgo" x shift,
      q("}], "source": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})' 3000000 >hostile
    costs "a notebook, unpack limit $limit" "a$limit.ipynb"
    says 'it is read' 'a'"$limit"'.ipynb`: 1 of 1 cell has outputs (31.5 MiB)'
    perl -e 'print q({"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [{"image/png": "), "iVBORw0KGgo" x shift,
      q("}], "source": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})' 5600000 >hostile
    costs "a larger one, unpack limit $limit" "b$limit.ipynb"
  done
}

test_a_million_lines_of_a_push() {
  project 'push-budget: {}'
  perl -e 'print "0" x 40, " ", "1" x 40, " refs/heads/b$_\n" for 1 .. 1_000_000' >../lines
  cd ../project.git
  undecided 'too many' hooks/pre-receive <../lines
  says 'is told' 'larger than any push'
  frugal 'a million lines' 1
}

run_tests "$@"
