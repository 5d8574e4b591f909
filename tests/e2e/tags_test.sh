#!/bin/bash
# Experiment tags: what the gate asks of them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

message='ViT-tiny, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41'
signature='-----BEGIN PGP SIGNATURE-----

iQEzBAABCAAdFiEEf1=0.99
-----END PGP SIGNATURE-----'

# A server with the rule alone, or with the policy on stdin, and a clone with one seeded config.
begin() {
  server hub
  printf 'version: 1\nextends: []\nrules:\n  experiment-tag: {severity: error, refs: ["tags/exp-*", "tags/exp/*"]}\n' | policy hub
  clone hub
  put configs/exp/vit.yaml 'seed: 42'
  save 'feat: add vit' configs/exp/vit.yaml
  git push -q origin main
}

test_the_pack_has_it() {
  server hub
  policy hub <<<'version: 1'
  clone hub
  put configs/exp/vit.yaml 'seed: 42'
  save 'feat: add vit' configs/exp/vit.yaml
  push_ok 'main'
  git tag exp-vit
  git tag exp/vit
  git tag v1
  push_refused 'lightweight tags of experiments' experiment-tag origin exp-vit exp/vit
  push_ok 'other tags are as they were' origin v1
}

test_metrics() {
  begin
  git tag -a exp-none -m 'ViT, lr=3e-4, 300 epochs'
  push_refused 'hyper-parameters are no metrics' experiment-tag origin exp-none
  says 'what is missing' 'states no metric'
  says 'and what to type' "git tag -a -f exp-none 'exp-none^{}' -m"
  git tag -a exp-signed -m "ViT
$signature"
  push_refused 'nor is anything in a signature' experiment-tag origin exp-signed
  git tag -a exp-vit -m "$message
$signature"
  push_ok 'a metric before the signature counts' origin exp-vit
  git tag -a exp/vit-2 -m "$message"
  push_ok 'and below exp/' origin exp/vit-2
}

test_the_command_that_mends_works() {
  begin
  git tag exp-vit
  push_refused 'a lightweight tag' experiment-tag origin exp-vit
  command=$(tr '\n' ' ' <<<"$out" | sed 's/remote: //g; s/  */ /g' | grep -oE "git tag -a -f exp-vit .* git push -f origin tag exp-vit")
  passes 'what the refusal says, typed, with what came out' bash -c "${command/METRIC: VALUE/Acc@1: 81.2%}"
  is 'the tag is there' tag "$(git -C ../hub.git cat-file -t exp-vit)"
  is 'on the same commit' "$(git rev-parse HEAD)" "$(git -C ../hub.git rev-parse 'exp-vit^{commit}')"
}

test_the_commit_must_pass() {
  begin
  put configs/exp/vit.yaml 'seed: null'
  save 'feat: unseed' configs/exp/vit.yaml
  git tag -a exp-vit -m "$message"
  push_refused 'a tag on a commit without a valid seed' experiment-tag origin exp-vit
  says 'where' 'configs/exp/vit.yaml'
  git rm -q configs/exp/vit.yaml
  save 'feat: no config'
  git tag -a exp-bare -m "$message"
  push_refused 'nor without any config' experiment-tag origin exp-bare
}

test_nested_moved_deleted() {
  begin
  git tag -a inner -m "$message"
  git tag -a exp-outer -m 'the same again' inner 2>/dev/null
  push_refused 'of a tag of a tag the outer message counts' experiment-tag origin exp-outer
  git tag -a -f exp-outer -m "$message" inner >/dev/null 2>&1
  push_ok 'so this is one' origin exp-outer
  git tag -a -f exp-outer -m 'nothing' HEAD >/dev/null
  push_refused 'moving a tag makes a new one' experiment-tag -f origin exp-outer
  push_ok 'deleting one is free' origin :exp-outer
  git tag -a exp-tree -m "$message" 'HEAD^{tree}'
  policy ../hub <<<'version: 1'
  push_refused 'a tag of a tree is refused once' ref-namespace origin exp-tree
}

test_every_hook_sees_it() {
  begin
  git tag -a exp-vit -m 'nothing'
  printf 'version: 1\nextends: []\nrules:\n  experiment-tag: {refs: ["tags/exp-*"]}\n' >.expgate.yaml
  git add .expgate.yaml
  hook . pre-push
  refuses 'pre-push' experiment-tag git push origin exp-vit
  rm .git/hooks/pre-push
  rm -f ../hub.git/hooks/*
  hook ../hub.git update --policy "$PWD/.expgate.yaml"
  push_refused 'update' experiment-tag origin exp-vit
}

# A repository with three experiments, packed and loose, and a lightweight one.
experiments() {
  git init -q work
  cd work
  put configs/base.yaml 'seed: 42'
  put configs/exp/vit.yaml '_base_: ../base.yaml'
  put configs/exp/swin.yaml 'seed: 7'
  save 'feat: add models' configs/base.yaml configs/exp/vit.yaml configs/exp/swin.yaml
  tick
  git tag -a exp-vit -m 'ViT | Acc@1: 87.3% | Loss: 0.41'
  tick
  git tag -a exp/swin -m 'Swin | Acc@1: 81.1% | Loss: 0.35'
  git pack-refs --all
  tick
  git tag -a exp-vit-long -m "ViT, longer | acc@1=88.0
$signature"
  git tag exp-light
  git tag v1
}

test_experiments_are_listed() {
  experiments
  exits 'all' 0 "$EXPGATE" experiments
  is 'the newest first' 'exp-vit-long exp/swin exp-vit exp-light' \
    "$(awk '/^exp/ { print $1 }' <<<"$out" | tr '\n' ' ' | sed 's/ $//')"
  says 'config and seed by the name' 'configs/exp/vit.yaml   42'
  says 'another' 'configs/exp/swin.yaml  7'
  says 'the best by a metric that is to be high' '88.0 *'
  says 'and by one that is to be low' '0.35 *'
  says 'what is wrong with one' 'lightweight: no message'
  says_not 'other tags are none' v1
  is 'the same in a linked worktree' "$out" "$(git worktree add -q ../linked && cd ../linked && "$EXPGATE" experiments)"
  is 'the same in a bare clone' "$(grep -v light <<<"$out")" \
    "$(git clone -q --bare . ../bare.git && cd ../bare.git && "$EXPGATE" experiments | grep -v light)"
  (cd .. && mkdir none && cd none && git init -q && exits 'none' 0 "$EXPGATE" experiments && says 'how to make one' 'git tag -a')
}

test_experiments_are_chosen() {
  experiments
  exits 'none of them' 2 "$EXPGATE" experiments --limit 0
  says 'is no list' '`--limit` must be at least 1'
  is 'sorted by a metric' 'exp/swin exp-vit' "$("$EXPGATE" experiments --sort loss --where 'loss>0' --format csv | tail -n +2 | cut -d, -f1 | tr '\n' ' ' | sed 's/ $//')"
  is 'chosen by two conditions' exp-vit "$("$EXPGATE" experiments --where 'acc@1>85' --where 'loss<1' --format csv | tail -n +2 | cut -d, -f1)"
  is 'by the seed' exp/swin "$("$EXPGATE" experiments --where 'seed=7' --format csv | tail -n +2 | cut -d, -f1)"
  "$EXPGATE" experiments --where 'seed=7' --format json >one.json
  is 'as JSON' 81.1 "$(json one.json experiments 0 metrics acc@1)"
  is 'with its commit' "$(git rev-parse HEAD)" "$(json one.json experiments 0 commit)"
  is 'and its seed' 7 "$(json one.json experiments 0 seed)"
  is 'as Markdown' '| name | date | commit | config | seed | acc@1 | loss | remark |' "$("$EXPGATE" experiments --format markdown | head -1)"
  is 'a narrow terminal' '' "$(COLUMNS=40 "$EXPGATE" experiments | grep -E '.{41}' || true)"
  exits 'a metric that nobody states' 2 "$EXPGATE" experiments --sort los
  says 'what was meant' 'did you mean `loss`?'
  exits 'no condition' 2 "$EXPGATE" experiments --where acc@1
  exits 'no format' 2 "$EXPGATE" experiments --format yaml
  exits 'nothing is like that' 0 "$EXPGATE" experiments --where 'acc@1>99'
  says 'so' 'no experiment matches'
}

test_damage_is_no_pass() {
  experiments
  rm ".git/objects/$(git rev-parse exp-vit-long | sed 's|^..|&/|')"
  undecided 'a tag object is missing' "$EXPGATE" experiments
}

# What is missing has to be committed once, for the branch; then there is nothing to commit for its tag.
test_a_tag_does_not_repeat_what_its_branch_is_told() {
  server repeat
  printf 'version: 1\nextends: []\nrules:\n  experiment-seed: {refs: ["exp/*"]}\n  experiment-tag: {refs: ["tags/exp-*"]}\n' | policy repeat
  clone repeat
  save 'chore: begin' train.py && git push -q origin main && git checkout -q -b exp/vit
  put configs/vit.yaml 'seed: null' && save 'feat: add a config' configs/vit.yaml
  git tag -a -m 'ViT | acc@1: 87.3%' exp-vit
  push_refused 'neither can be run again' 'experiment-seed experiment-tag' origin exp/vit exp-vit
  is 'the commit is said once' 1 "$(grep -c 'git commit' <<<"$out")"
  is 'so is the edit' 1 "$(grep -c 'in .configs/vit.yaml., line 1' <<<"$out")"
  says 'then the tag is moved' 'git tag -a -f exp-vit'
  push_refused 'alone' experiment-tag origin exp-vit
  is 'it says all of it' 1 "$(grep -c 'git commit.*git tag -a -f exp-vit' <<<"$out")"
}

run_tests "$@"
