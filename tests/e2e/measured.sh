# shellcheck shell=bash disable=SC2154 # of crafted.sh
# What the suites share that look at what a hook costs: source it after crafted.sh.

most=65536 longest=400 # KiB, ms
if grep -q __asan_init "$EXPGATE"; then most=10000000 longest=4000; fi # sanitizers need more

# measured SERVER: its hook writes the memory that it took at most and its processor time into ../peaks, a line a push, and its report into
# SERVER.git/report.json.
measured() {
  command -v time >/dev/null || { echo 'no time(1): ./install.sh --packages test' && return 1; }
  printf '#!/bin/sh\nexec %q -f "%%M %%U %%S" -a -o %q %q pre-receive --report json=report.json\n' \
    "$(type -P time)" "$PWD/peaks" "$EXPGATE" >"$1.git/hooks/pre-receive"
  rm -f "$1.git/custom_hooks/pre-receive"
}

# frugal WHAT PUSHES: that many hooks have run so far, and none of them took more than it may.
frugal() {
  grep -E '^[0-9]+ [0-9.]+ [0-9.]+$' ../peaks >../numbers
  is "$1: all were measured" "$2" "$(wc -l <../numbers)"
  is "$1: 64 MiB at most ($(sort -n ../numbers | tail -1 | cut -d ' ' -f 1) KiB)" '' "$(awk -v most="$most" '$1 > most' ../numbers)"
}

# quick WHAT: the last hook took no more than $longest ms of processor time, which other work on the machine does not change much.
quick() {
  local took
  took=$(tail -1 ../peaks | awk '{ print ($2 + $3) * 1000 }')
  is "$1: $longest ms at most ($took ms)" yes "$([ "$took" -le "$longest" ] && echo yes)"
}

# project RULE…: a server whose hook is measured and that writes down all pushes, and a clone.
project() {
  audit=$PWD/audit.jsonl
  gated project "$@"
  cd .. && measured project
  printf 'audit: {file: %s}\n' "$audit" >>project.git/custom_hooks/expgate.yaml
  cd project || return
}
