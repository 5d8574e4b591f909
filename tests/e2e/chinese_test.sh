#!/bin/bash
# A Chinese user's day: the language of a client is that of its locale, the language of a server that of its policy; what programs read is
# the same in both.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

in_chinese() { env -u LC_ALL -u LC_MESSAGES LANG=zh_CN.UTF-8 "$@"; }

repository() {
  git init -q -b main work
  cd work || exit
  put train.py 'print(1)'
  save 'feat: begin' train.py
}

test_a_client_speaks_the_language_of_its_locale() {
  repository
  put best.pt weights && git add best.pt
  run in_chinese "$EXPGATE" pre-commit
  is 'it rejects' 1 "$status"
  says 'what is wrong' '错误[artifact-path]'
  says 'that the commit is rejected' '提交被拒绝'
  says 'the command is the same' 'git restore --staged -- best.pt'
  run env -u LC_ALL -u LANG -u LC_MESSAGES EXPGATE_LANG=zh_CN "$EXPGATE" pre-commit
  says 'EXPGATE_LANG alone does' '提交被拒绝'
  run in_chinese env EXPGATE_LANG=en "$EXPGATE" pre-commit
  says 'EXPGATE_LANG wins' 'commit rejected'
  run in_chinese env LC_ALL=C.UTF-8 "$EXPGATE" pre-commit
  says 'LC_ALL wins over LANG' 'commit rejected'
}

test_help_and_mistakes_are_translated() {
  run in_chinese "$EXPGATE" help ci
  says 'help' '用法'
  run in_chinese "$EXPGATE" polcy
  is 'a mistake' 2 "$status"
  says 'names the nearest command' '`policy`'
  says 'in Chinese' '命令'
  run in_chinese "$EXPGATE" explain max-file-size
  says 'a rule' '为什么'
}

test_a_server_speaks_the_language_of_its_policy() {
  server project
  policy project <<'YAML'
version: 1
language: zh_CN
YAML
  clone project
  git checkout -q -b feature/x
  save 'feat: add weights' best.pt
  run env -u LC_ALL LANG=C.UTF-8 git push origin HEAD
  says 'in Chinese, whatever the locale is' '推送被拒绝'
  says 'rule names stay' 'artifact-path'
}

test_without_it_a_server_speaks_english() {
  server project
  policy project <<'YAML'
version: 1
YAML
  clone project
  git checkout -q -b feature/x
  save 'feat: add weights' best.pt
  run in_chinese git push origin HEAD
  says 'in English' 'push rejected'
}

test_what_programs_read_is_the_same() {
  repository
  put best.pt weights && git add best.pt
  "$EXPGATE" pre-commit --format json >english.json || true
  in_chinese "$EXPGATE" pre-commit --format json >chinese.json || true
  local key
  for key in rule check severity reason arguments path object; do
    is "$key" "$(json english.json findings 0 "$key")" "$(json chinese.json findings 0 "$key")"
  done
  in_chinese "$EXPGATE" pre-commit --report gitlab=chinese-gitlab.json >/dev/null 2>&1 || true
  "$EXPGATE" pre-commit --report gitlab=english-gitlab.json >/dev/null 2>&1 || true
  is 'fingerprints' "$(json english-gitlab.json 0 fingerprint)" "$(json chinese-gitlab.json 0 fingerprint)"
}

run_tests "$@"
