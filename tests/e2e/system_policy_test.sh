#!/bin/bash
# /etc/expgate/policy.yaml, for all projects of a machine, and what lies on top of it.
# shellcheck source=own_etc.sh
. "$(dirname "$0")/own_etc.sh"

# begin: the policy of the machine from stdin, a server with a hook, and a clone with a checkpoint in its last commit.
begin() {
  cat >/etc/expgate/policy.yaml
  server project
  clone project
  save 'feat: add weights' best.pt
}

test_all_projects() {
  begin <<<'{version: 1, extends: [], rules: {artifact-path: {}}}'
  push_refused 'what is refused everywhere' artifact-path
  git mv best.pt best.txt && git commit -q --amend -m 'whatever'
  push_ok 'and only that'
}

test_layers() {
  begin <<'YAML'
version: 1
extends: []
rules: {artifact-path: {}, max-file-size: {limit: 1 KiB}}
delegate: [max-file-size]
YAML
  policy ../project <<<'{version: 1, rules: {artifact-path: {severity: off}, commit-header: {}}}'
  push_ok 'what one project is let'
  save 'whatever' a.txt
  push_refused 'what is asked of one project' commit-header
  git commit -q --amend -m 'feat: add a' && big large.txt 3000 && save 'feat: add text' large.txt
  push_refused 'what still counts of the first' max-file-size
  git reset -q --hard HEAD~
  printf 'version: 1\nextends: []\nrules: {max-file-size: {limit: 9 KiB}, commit-header: {severity: off}, commit-type: {}}\n' >.expgate.yaml
  save 'chore: add a policy' .expgate.yaml && sneak project +HEAD:main
  big large.txt 3000 && save 'feat: add text' large.txt
  push_ok 'what the repository is delegated' origin HEAD:x
  says 'not what the second file of the server has on' '`severity` of `commit-header` is ignored'
  save 'feet: add b' b.txt
  push_refused 'what it switches on itself' commit-type origin HEAD:x
  cd ../project.git
  exits 'by hand' 0 "$EXPGATE" policy check
  says 'all three are read' '`/etc/expgate/policy.yaml`'
}

# A project's file that is broken does not keep the push out of the log of the machine.
test_what_a_broken_project_leaves_undecided_is_written_down() {
  local audit=$PWD/audit.jsonl
  begin <<<"{version: 1, extends: [], audit: {file: $audit}}"
  policy ../project <<<'{version: 1, rules: {artefact-path: {}}}'
  push_undecided 'the project has a slip in its policy'
  is 'one line' 1 "$(wc -l <"$audit")"
  is 'says so' undecided "$(json "$audit" verdict)"
  says 'the pusher reads the name of the file' '`custom_hooks/expgate.yaml`:1:'
  is 'the log all of it' 1 "$(grep -c "$(realpath ../project.git)/custom_hooks/expgate.yaml" "$audit")"
}

test_what_nobody_can_read() {
  begin <<<'{version: 1, extends: []}'
  rm /etc/expgate/policy.yaml && mkdir /etc/expgate/policy.yaml
  push_undecided 'a folder'
  says 'is named without its place' 'the policy `policy.yaml` is a directory'
  rmdir /etc/expgate/policy.yaml && ln -s nowhere /etc/expgate/policy.yaml
  push_undecided 'a link to nowhere'
  rm /etc/expgate/policy.yaml
  push_refused 'none: the pack' 'artifact-path experiment-config'
}

run_tests "$@"
