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
  passes 'what the refusal says, typed' bash -c "$command"
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

run_tests "$@"
