#!/bin/bash
# What a server's administrator can do: projects, a soft start, exceptions, bypasses, the audit log.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# gate NAME: a server with push options, its policy from stdin, a clone of it, and weights about to be pushed.
gate() {
  server "$1"
  git -C "$1.git" config receive.advertisePushOptions true
  policy "$1"
  clone "$1"
  save 'feat: add weights' best.pt
}

# again: the last commit as another one, that no server has seen.
again() {
  tick
  git commit -q --amend --no-edit
}

# log_line N KEY…: that value of the N-th line of the audit log (from 1).
log_line() {
  local n=$1
  shift
  sed -n "${n}p" "$audit" >../line.json
  json ../line.json "$@"
}

test_projects_and_mode() {
  gate project <<'YAML'
version: 1
extends: []
rules: {artifact-path: {}}
projects:
  - {match: ["vision/**"], mode: warn}
  - {match: ["vision/core"], mode: enforce, rules: {commit-header: {}}}
  - {match: ["docs"], rules: {artifact-path: {severity: off}}}
YAML
  export GL_USERNAME=bob GL_PROJECT_PATH=audio/asr
  push_refused 'a project that nothing is said of' artifact-path
  GL_PROJECT_PATH=vision/core
  push_refused 'a later entry counts over an earlier one' artifact-path
  GL_PROJECT_PATH=docs/site
  push_ok 'a project where the check is off' origin HEAD:refs/heads/a
  again
  GL_PROJECT_PATH=vision/vit
  exits 'a project in warn mode' 0 git push origin HEAD:refs/heads/b
  is 'is told' artifact-path "$(named)"
  says 'what would be' 'would be rejected'
  unset GL_PROJECT_PATH
  again
  push_refused 'a plain server has no such path' artifact-path origin HEAD:refs/heads/c
  sed -i "s|docs|$(realpath ../project.git)|" ../project.git/custom_hooks/expgate.yaml
  push_ok 'a plain server is known by its path' origin HEAD:refs/heads/c
}

test_a_repository_administers_nothing() {
  server project
  clone project
  printf 'version: 1\nmode: warn\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml
  push_undecided 'such a policy does not come in' origin HEAD:main
  says 'and it is said why' '`.expgate.yaml`:2:1: `mode` is for'
  git push -q origin :main 2>/dev/null || true
  sneak project HEAD:main
  policy ../project <<<'{version: 1, extends: [], rules: {artifact-path: {}}}'
  save 'feat: add weights' best.pt
  push_refused 'nor does it count where it is' artifact-path origin HEAD:feature/x
  says 'with a note' '`mode` is ignored'
}

test_exceptions() {
  gate project <<'YAML'
version: 1
extends: []
rules: {artifact-path: {}, max-file-size: {limit: 1 KiB}}
YAML
  push_refused 'without an exception' artifact-path
  printf 'allow: [{rule: artifact-path, path: "*.pt", reason: pretrained, expires: %s}]\n' "$(date -u +%F)" >>../project.git/custom_hooks/expgate.yaml
  push_ok 'with one that is good until today' origin HEAD:refs/heads/a
  sed -i 's/expires: [-0-9]*/expires: 2020-02-02/' ../project.git/custom_hooks/expgate.yaml
  again
  push_refused 'with one that has ended' artifact-path origin HEAD:refs/heads/b
  says 'it is named' 'expired on 2020-02-02'
  again
  sed -i '/^allow/d' ../project.git/custom_hooks/expgate.yaml
  printf 'allow: [{rule: artifact-path, object: %s, reason: pretrained}]\n' "$(git rev-parse HEAD:best.pt)" >>../project.git/custom_hooks/expgate.yaml
  push_ok 'with one for this very object' origin HEAD:refs/heads/c
  put best.pt && save 'feat: add other weights' best.pt
  push_refused 'not for another at its place' artifact-path origin HEAD:refs/heads/c
  git reset -q --hard HEAD~ && big best.pt 3000 && git commit -q --amend -am 'feat: add weights'
  push_refused 'nor from another rule' 'artifact-path max-file-size' origin HEAD:refs/heads/d
  printf 'allow: [{rule: artifact-path, path: best.pt}]\n' >>../project.git/custom_hooks/expgate.yaml
  push_undecided 'a reason must be given' origin HEAD:refs/heads/e
}

test_the_advice_keeps_what_is_waived() {
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}, max-file-size: {limit: 1 KiB}}
audit: {file: $PWD/audit.jsonl}
allow: [{rule: artifact-path, path: demo/tiny.pt, reason: a fixture}]
bypass: [{users: [alice], rules: [artifact-path]}]
YAML
  mkdir demo old && put demo/tiny.pt && put old/tiny.pt && save 'feat: add a demo' demo old
  push_refused 'one is no exception' artifact-path
  says 'it is to go' 'old/tiny.pt'
  says_not 'the other is not' 'demo/tiny.pt'
  says_not 'mend would take it away too' 'expgate mend'
  export GL_USERNAME=alice GL_ID=user-1
  big big.bin 3000 && save 'feat: add a large file' big.bin
  push_refused 'a bypass is for one rule' max-file-size -o expgate.bypass=demo origin HEAD
  says_not 'what it lets pass is not to go' 'old/tiny.pt'
}

test_a_waived_finding_is_shown_and_counted() {
  gate project <<'YAML'
version: 1
extends: []
rules: {artifact-path: {}}
allow: [{rule: artifact-path, path: best.pt, reason: "pretrained, see #7"}]
YAML
  hook ../project.git pre-receive -v --report "json=$PWD/../report.json"
  push_ok 'it passes'
  says 'with -v it is told' 'waived[artifact-path]'
  says 'and why' 'pretrained, see #7'
  is 'it is counted' '1 0' "$(json ../report.json counts waived) $(json ../report.json counts error)"
  is 'and reported with the reason' 'pretrained, see #7' "$(json ../report.json findings 0 waived)"
}

test_bypass() {
  audit=$PWD/audit.jsonl
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}, commit-header: {}}
bypass: [{users: [alice], rules: [artifact-path]}]
audit: {file: $audit}
YAML
  export GL_USERNAME=bob GL_ID=user-2
  push_refused 'who has none' artifact-path -o expgate.bypass=demo origin HEAD
  says 'is told that the option does nothing' 'bob'
  push_refused 'and without the option' artifact-path
  says_not 'is not told of it' expgate.bypass
  GL_USERNAME=alice
  push_refused 'who has one and gives no reason' artifact-path
  says 'is told how' 'expgate.bypass="why"'
  push_refused 'an empty reason' artifact-path -o 'expgate.bypass=' origin HEAD
  push_refused 'a blank one' artifact-path -o 'expgate.bypass="  "' origin HEAD
  push_ok 'a reason' -o 'expgate.bypass="demo on Monday"' origin HEAD
  says 'is told to have done it' 'bypass by `alice`: 1 error does not count, "demo on Monday"'
  is 'and written down' 'demo on Monday alice pass 1' \
    "$(log_line 6 bypass) $(log_line 6 user) $(log_line 6 verdict) $(log_line 6 waived '#')"
  is 'refusals are too' 'fail null' "$(log_line 1 verdict) $(log_line 1 bypass)"
  save 'wip' more.pt
  push_refused 'only for the rules of the bypass' commit-header -o expgate.bypass=demo origin HEAD
  unset GL_USERNAME
  GL_ID=key-3
  push_refused 'a deploy key has none, whatever the account' 'artifact-path commit-header' -o expgate.bypass=demo origin HEAD
}

# What each forge says of a push in the environment of its hooks.
test_who_pushes_on_other_forges() {
  audit=$PWD/audit.jsonl
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
bypass: [{users: [ada], rules: [artifact-path]}]
audit: {file: $audit}
YAML
  sed -i '1a identity: gitlab' ../project.git/custom_hooks/expgate.yaml
  local identity user project verdict variables n=0
  while read -r identity user project verdict variables; do
    sed -i "s/^identity:.*/identity: $identity/" ../project.git/custom_hooks/expgate.yaml
    # shellcheck disable=SC2086 # several
    run env $variables git push -o expgate.bypass=demo origin HEAD
    n=$((n + 1))
    is "$variables" "$user $project $verdict" "$(log_line "$n" user) $(log_line "$n" project) $(log_line "$n" verdict)"
    git -C ../project.git update-ref -d refs/heads/main
  done <<'FORGES'
gitea ada team/vit pass GITEA_PUSHER_NAME=ada GITEA_REPO_USER_NAME=team GITEA_REPO_NAME=vit GITEA_DEPLOY_KEY_ID=0
gitea ada team/vit.wiki pass GITEA_PUSHER_NAME=ada GITEA_REPO_USER_NAME=team GITEA_REPO_NAME=vit GITEA_REPO_IS_WIKI=true
gitea null team/vit fail GITEA_PUSHER_NAME=ada GITEA_REPO_USER_NAME=team GITEA_REPO_NAME=vit GITEA_DEPLOY_KEY_ID=7
gitea null null fail GL_USERNAME=ada REMOTE_USER=ada SOFT_SERVE_USERNAME=ada
gogs ada team/vit pass GOGS_AUTH_USER_NAME=ada GOGS_REPO_OWNER_NAME=team GOGS_REPO_NAME=vit
soft-serve ada vit pass SOFT_SERVE_USERNAME=ada SOFT_SERVE_REPO_NAME=vit
soft-serve bob vit fail SOFT_SERVE_USERNAME=bob SOFT_SERVE_REPO_NAME=vit
gitolite ada team/vit pass GL_USER=ada GL_REPO=team/vit
gitlab null team/vit fail GL_PROJECT_PATH=team/vit SOFT_SERVE_USERNAME=ada GL_USER=ada
FORGES
  policy ../project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
identity: soft-serve
projects: [{match: [vit], mode: warn}]
YAML
  exits '`projects` go by the name that the server has for it' 0 env SOFT_SERVE_REPO_NAME=vit git push origin HEAD
  git -C ../project.git update-ref -d refs/heads/main
  push_refused 'and by no other' artifact-path
  policy ../project <<<'{version: 1, identity: soft-server}'
  push_undecided 'a mistake in its name'
  says 'is told' 'mean `soft-serve`'
}

# Its reason is what others look up later: where it cannot be, there is no bypass.
test_a_bypass_that_is_written_nowhere() {
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
bypass: [{users: [alice]}]
YAML
  export GL_USERNAME=alice GL_ID=user-1
  push_undecided 'there is no log' -o expgate.bypass=demo origin HEAD
  says 'and says so' 'only if it is logged'
  echo 'audit: {file: /dev/full, on_error: allow}' >>../project.git/custom_hooks/expgate.yaml
  push_undecided 'the log is full' -o expgate.bypass=demo origin HEAD
}

# Where a server knows no other names, it is the account that counts, and not what the environment says of it.
test_the_account_of_a_bypass_is_that_of_the_uid() {
  audit=$PWD/audit.jsonl
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
bypass: [{users: [alice]}]
audit: {file: $audit}
YAML
  export LOGNAME=alice USER=alice USERNAME=alice
  push_refused 'who only says to be alice' artifact-path -o expgate.bypass=demo origin HEAD
  is 'is written down as the account' "$(id -un)" "$(log_line 1 user)"
  sed -i "s/users: \[alice\]/users: [$(id -un)]/" ../project.git/custom_hooks/expgate.yaml
  push_ok 'the account itself' -o expgate.bypass=demo origin HEAD
}

test_audit_log() {
  audit=$PWD/audit.jsonl
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
audit: {file: $audit}
YAML
  export GL_USERNAME=bob GL_ID=user-2 GL_PROTOCOL=ssh GL_PROJECT_PATH=vision/vit
  push_refused 'a push that is refused' artifact-path origin HEAD:main
  is 'who and where' 'vision/vit bob user-2 ssh' "$(log_line 1 project) $(log_line 1 user) $(log_line 1 user_id) $(log_line 1 protocol)"
  is 'what' "refs/heads/main $zero $(git rev-parse HEAD)" \
    "$(log_line 1 refs 0 ref) $(log_line 1 refs 0 old) $(log_line 1 refs 0 new)"
  is 'with what result' 'pre-receive enforce fail 1' "$(log_line 1 hook) $(log_line 1 mode) $(log_line 1 verdict) $(log_line 1 exit_code)"
  is 'the finding' "artifact-path best.pt $(git rev-parse HEAD:best.pt)" \
    "$(log_line 1 findings 0 rule) $(log_line 1 findings 0 path) $(log_line 1 findings 0 object)"
  is 'by which policy' "$(cd / && GIT_DEFAULT_HASH=sha1 git hash-object --no-filters "$OLDPWD/../project.git/custom_hooks/expgate.yaml")" "$(log_line 1 policy)"
  is 'when' 1 "$(log_line 1 time | grep -cE '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$')"
  is 'the file is not for everybody' 640 "$(stat -c %a "$audit")"
  printf 'version: [\n' >.expgate.yaml && save 'chore: break the policy' .expgate.yaml && git rm -q --cached best.pt
  push_undecided 'a push that cannot be judged' origin HEAD:main
  is 'is written down' 'undecided 2' "$(log_line 2 verdict) $(log_line 2 exit_code)"
  is 'with the reason' 1 "$(log_line 2 error | grep -c expgate.yaml)"
  GL_REPOSITORY=wiki-1 run git push origin HEAD:refs/heads/w
  is 'a wiki is not' 2 "$(wc -l <"$audit")"
  rm ../project.git/hooks/pre-receive
  hook ../project.git update
  git reset -q --hard HEAD~
  run git push origin HEAD:refs/heads/a HEAD:refs/heads/b
  is 'an update hook writes a line for each ref' 'update update 4' "$(log_line 3 hook) $(log_line 4 hook) $(wc -l <"$audit")"
}

test_a_log_that_cannot_be_written() {
  gate project <<YAML
version: 1
extends: []
audit: {file: $PWD/nowhere/audit.jsonl}
YAML
  push_undecided 'nothing gets in'
  says 'and why' '`audit.jsonl` cannot be written: No such file or directory'
  sed -i 's|audit.jsonl|audit.jsonl, on_error: allow|' ../project.git/custom_hooks/expgate.yaml
  push_ok 'unless the policy says otherwise'
  says 'and then it is told' 'the audit log'
  mkdir -p ../nowhere/audit.jsonl
  sed -i 's|, on_error: allow||' ../project.git/custom_hooks/expgate.yaml
  push_undecided 'a folder at its place' origin HEAD:refs/heads/b
  rmdir ../nowhere/audit.jsonl && mkfifo ../nowhere/audit.jsonl
  push_undecided 'a pipe that nobody reads' origin HEAD:refs/heads/b
  rm ../nowhere/audit.jsonl && ln -s /dev/full ../nowhere/audit.jsonl
  push_undecided 'no plain file' origin HEAD:refs/heads/b
}

test_a_log_that_somebody_has_locked() {
  local audit=$PWD/audit.jsonl
  server project
  policy project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
audit: {file: $audit}
YAML
  clone project
  save 'chore: begin' a.txt
  : >"$audit"
  flock "$audit" sleep 60 &
  sleep 0.3
  SECONDS=0
  push_ok 'is written to all the same' origin main
  is 'within seconds' yes "$([ "$SECONDS" -lt 30 ] && echo yes || echo "$SECONDS s")"
  kill %1
  is 'has the line' 1 "$(wc -l <"$audit")"
}

test_lines_of_concurrent_pushes() {
  audit=$PWD/audit.jsonl
  gate project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
audit: {file: $audit}
YAML
  # A hundred findings with long paths make lines far longer than a pipe's atomic write.
  local n long
  long=$(printf 'deep%.0s' {1..40})
  for n in $(seq 100); do put "$long/$n.pt"; done
  save 'feat: add weights' "$long"
  for n in $(seq 64); do
    GL_USERNAME=user$n git push -q origin "HEAD:refs/heads/b$n" >/dev/null 2>&1 &
  done
  wait
  is 'no line is lost' 64 "$(wc -l <"$audit")"
  is 'or torn' 64 "$(perl -MJSON::PP -ne '$n += @{JSON::PP->new->decode($_)->{findings}} == 100; END { print $n }' "$audit")"
  is 'each push has its own' 64 "$(grep -oE '"user":"user[0-9]+"' "$audit" | sort -u | wc -l)"
  is 'they are long' 1 "$(awk 'length > 8192 { long++ } END { print (long == NR) }' "$audit")"
}

run_tests "$@"
