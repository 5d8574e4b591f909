# shellcheck shell=bash
# What the suites share that put hooks beside those of others: source it after lib.sh.

# gated WHAT: the gate judges commits, messages and pushes here.
gated() {
  big best.pt && git add -f best.pt
  commit_refused "$1: a checkpoint" artifact-path -m 'feat: add weights'
  git rm -q --cached best.pt && rm best.pt
  commit_refused "$1: a bad message" commit-header --allow-empty -m 'did things'
  git checkout -q -B feature/gated main
  save 'did things'
  push_refused "$1: a bad push" commit-header origin HEAD
  git checkout -q main
}

# ungated WHAT: nobody judges.
ungated() {
  commit_ok "$1: nobody judges" --allow-empty -m 'did things'
  git reset -q --hard HEAD~
}

# hears WHAT TEXT: a good commit, and its output has that text.
hears() {
  echo "$1" >heard.txt && git add heard.txt
  commit_ok "$1" -m 'feat: add a thing'
  says "$1: it runs" "$2"
}

# old_shim NAME: what 0.1.0 wrote.
old_shim() {
  printf '#!/bin/sh\n# Made by `expgate install`, undone by `expgate uninstall`. The hook that was here before runs first.\ngate=%s\nbefore=$0.before-expgate\n' "$EXPGATE"
  if [ "$1" = pre-push ] || [ "$1" = pre-receive ]; then
    # shellcheck disable=SC2016
    printf 'lines=$(cat; echo .)\n[ ! -x "$before" ] || printf %%s "${lines%%.}" | "$before" "$@" || exit\nprintf %%s "${lines%%.}" | "$gate" %s "$@"\n' "$1"
  else
    # shellcheck disable=SC2016
    printf 'if [ -x "$before" ]; then "$before" "$@" || exit; fi\nexec "$gate" %s "$@"\n' "$1"
  fi
}
