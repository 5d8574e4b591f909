#!/bin/bash
# What only warns until a day, and whom a bypass is told to.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# gate: a server with push options and its policy from stdin, a clone of it, and weights about to be pushed.
gate() {
  server project
  git -C project.git config receive.advertisePushOptions true
  policy project
  clone project
  save 'feat: add weights' best.pt
}
again() { tick; git commit -q --amend --no-edit; }
# day SPEC: that day in UTC.
day() { date -u -d "$1" +%F; }
# from DATE: `enforce_from` says that from now on.
from() { sed -i "s/enforce_from: [-0-9]*/enforce_from: $1/" ../project.git/custom_hooks/expgate.yaml; }

test_a_check_that_warns_until_a_day() {
  local soon
  soon=$(day '+3 days')
  gate <<YAML
version: 1
extends: []
rules: {artifact-path: {severity: warn, enforce_from: $soon}, commit-header: {severity: warn}}
YAML
  push_ok 'until then it warns'
  says 'with the day' "\`artifact-path\` only warns for now: it rejects from $soon on (00:00 UTC)"
  from "$(day today)"
  again
  push_refused 'on that day it rejects' artifact-path origin HEAD:refs/heads/a
  says_not 'and speaks of no day' 'only warns'
  from 2020-01-31
  push_refused 'and after it' artifact-path origin HEAD:refs/heads/a
  save 'wip' notes.txt
  push_refused 'a check without a day warns on' artifact-path origin HEAD:refs/heads/a
  is 'as before' commit-header "$(named warning)"
}

test_a_mode_that_warns_until_a_day() {
  local soon
  soon=$(day '+3 days')
  gate <<YAML
version: 1
extends: []
mode: warn
enforce_from: $soon
rules: {artifact-path: {}}
projects: [{match: [vision/**], mode: warn}]
YAML
  exits 'until then the push is let in' 0 git push origin HEAD
  says 'with the day' "it rejects such a push from $soon on (00:00 UTC)"
  from "$(day today)"
  again
  push_refused 'on that day it is not' artifact-path origin HEAD:refs/heads/a
  exits 'a project with a mode of its own has no day' 0 env GL_PROJECT_PATH=vision/vit git push origin HEAD:refs/heads/a
  says_not 'and none is named' 'it rejects'
  sed -i 's/mode: warn}\]/mode: warn, enforce_from: 2020-01-31}]/' ../project.git/custom_hooks/expgate.yaml
  again
  GL_PROJECT_PATH=vision/vit push_refused 'one whose day has come' artifact-path origin HEAD:refs/heads/b
}

test_a_repository_loosens_nothing_with_it() {
  gate <<'YAML'
version: 1
extends: []
rules: {artifact-path: {}}
YAML
  printf 'version: 1\nrules: {artifact-path: {severity: warn, enforce_from: 2099-01-31}}\n' >.expgate.yaml
  git reset -q --soft HEAD~ 2>/dev/null || git update-ref -d HEAD
  git rm -q --cached best.pt
  save 'chore: be lax' .expgate.yaml
  sneak project HEAD:main
  save 'feat: add weights' best.pt
  push_refused 'what the server has on' artifact-path origin HEAD:refs/heads/x
  says 'is locked' 'are ignored: the check is locked'
}

test_days_that_end_nothing() {
  local body
  while read -r body; do
    printf 'version: 1\nextends: []\n%s\n' "$body" >server.yaml
    exits "$body" 2 "$EXPGATE" policy check server.yaml
    says 'with its line' 'server.yaml`:3:'
  done <<'EOF2'
enforce_from: 2027-01-31
rules: {artifact-path: {severity: error, enforce_from: 2027-01-31}}
rules: {artifact-path: {enforce_from: 2027-01-31}}
rules: {artifact-path: {severity: warn, enforce_from: 2027-02-30}}
rules: {artifact-path: {severity: warn, enforce_from: soon}}
projects: [{match: [a], enforce_from: 2027-01-31}]
projects: [{match: [a], mode: enforce, enforce_from: 2027-01-31}]
notify: []
notify: [mail, root]
notify: {a: b}
EOF2
  printf 'version: 1\nextends: []\nnotify: [/bin/true]\n' >.expgate.yaml
  exits 'only a server is told of bypasses' 2 "$EXPGATE" policy check .expgate.yaml
}

# notified COMMAND: a server that tells bypasses to it, and alice, who has one.
notified() {
  audit=$PWD/audit.jsonl
  gate <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
bypass: [{users: [alice]}]
audit: {file: $audit}
notify: $1
YAML
  export GL_USERNAME=alice GL_ID=user-1
}
script() {
  printf '#!/bin/sh\n%s\n' "$2" >"$1"
  chmod +x "$1"
}

test_a_bypass_is_told() {
  # shellcheck disable=SC2016 # for the script
  script tell 'cat >"$1"; printf "%s\n" "$2" >"$1.arguments"'
  notified "[$PWD/tell, $PWD/told, 'a b; c \$HOME']"
  push_refused 'a push without one' artifact-path
  if [ -e ../told ]; then not_ok 'is not told' "$(cat ../told)"; else ok 'is not told'; fi
  push_ok 'a bypass' -o expgate.bypass=demo origin HEAD
  is 'is told with its line of the log' "$(tail -n1 "$audit")" "$(cat ../told)"
  is 'and no shell' 'a b; c $HOME' "$(cat ../told.arguments)"
  says_not 'in silence' notify
}

test_a_command_that_fails_changes_nothing() {
  script fail 'echo noise >&2; exit 3'
  notified "[$PWD/fail]"
  push_ok 'it fails' -o expgate.bypass=demo origin HEAD
  says 'with a note' 'failed with exit code 3; the bypass is logged'
  says_not 'what it says is not passed on' noise
  sed -i 's|^notify:.*|notify: [/nowhere/tell]|' ../project.git/custom_hooks/expgate.yaml
  again
  push_ok 'it is not there' -o expgate.bypass=demo origin HEAD:refs/heads/a
  says 'with a note' 'could not be run'
  says_not 'its place is not told' nowhere
}

# Whatever keeps it: itself, a child in its group, that it has closed what it writes to, or that it never stops writing.
test_a_command_that_hangs_is_ended() {
  local hangs begin took n=0 nap=61.$$ # of this run alone
  notified '[/bin/true]'
  for hangs in "sleep $nap" "exec perl -e 'setpgrp(0, getpgrp(getppid())); exec qw(sleep $nap)'" "sleep $nap & sleep $nap" "sleep $nap & exit 0" \
    "exec >&- 2>&-; sleep $nap" 'yes' 'yes >&2'; do
    script ../hang "$hangs"
    sed -i "s|^notify:.*|notify: [$(realpath ../hang)]|" ../project.git/custom_hooks/expgate.yaml
    again
    n=$((n + 1))
    begin=$SECONDS
    push_ok "$hangs" -o expgate.bypass=demo origin "HEAD:refs/heads/h$n"
    took=$((SECONDS - begin))
    says 'with a note' 'took longer than 2 s; the bypass is logged'
    if [ "$took" -lt 20 ]; then ok 'and soon'; else not_ok 'and soon' "$took s"; fi
  done
  is 'nothing is left of them' '' "$(pgrep -x -f "sleep $nap" || true)"
}

run_tests "$@"
