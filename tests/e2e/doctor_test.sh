#!/bin/bash
# expgate doctor on a server: proves that the gate is shut by pushing into a scratch copy through the hook that is installed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# gate NAME: a server with a history on its default branch, and an empty folder for what is temporary.
gate() {
  server "$1"
  mkdir tmp
  export TMPDIR=$PWD/tmp
  clone "$1"
  git checkout -q -b main
  save 'chore: begin' a.txt
  sneak "$1" main:main
  cd ..
}

# state SERVER: all that is in the repository, byte by byte.
state() {
  (cd "$1.git" && find . -printf '%P %m %u %l\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha1sum)
}

# doctor WHAT STATUS [ARGUMENT…]: of project.git unless a place is given; nothing of the server is touched, nothing is left behind.
doctor() {
  local what=$1 expected=$2 before
  shift 2
  case "$*" in *--server* | *--gitlab*) ;; *) set -- --server project.git "$@" ;; esac
  before=$(state project)
  exits "$what" "$expected" "$EXPGATE" doctor "$@"
  is "$what: the repository is as it was" "$before" "$(state project)"
  is "$what: nothing is left behind" '' "$(ls -A "$TMPDIR")"
}

test_a_good_gate() {
  gate project
  doctor 'is shut' 0
  says 'the harmless commit' 'a harmless commit on `feature/expgate-doctor` was accepted'
  says 'the harmful one' 'expgate rejected `expgate-doctor.pt` and the message `update`: artifact-path, commit-header'
  says_not 'nothing bad' 'bad  '
  is 'in one line' 'expgate: shut: every push is checked' "${out##*$'\n'}"
  git -C project.git pack-refs --all && git -C project.git repack -q -a -d
  doctor 'a packed one too' 0
  doctor 'quietly' 0 --quiet
  says_not 'says nothing of what is well' 'ok   '
}

test_an_empty_server() {
  server project && mkdir tmp && export TMPDIR=$PWD/tmp
  doctor 'without a commit' 0
}

test_damaged_refs() {
  gate project
  if [ "$ref_format" = reftable ]; then
    echo garbage >>project.git/reftable/tables.list
    doctor 'a damaged list of reftables' 1
    says 'names it' 'are listed, but not'
    return
  fi
  git -C project.git pack-refs --all
  printf 'garbage\n%s refs/heads/zz\n' "$(git -C project.git rev-parse main)" >>project.git/packed-refs
  doctor 'a damaged packed-refs' 1
  says 'names the line' 'line 3 of `packed-refs` is malformed'
  says 'the fix' 'correct or remove that line'
  says 'in one line' 'expgate: shut, even to what is right: the refs of `'
  sed -i 3d project.git/packed-refs
  doctor 'is well after the fix' 0
  echo garbage >project.git/refs/heads/broken
  doctor 'a damaged ref' 1
  says 'names its file' 'refs/heads/broken` holds no object ID'
  rm project.git/refs/heads/broken
  ln -s nowhere project.git/refs/heads/link
  doctor 'a link that leads nowhere is none' 0
}

test_a_lost_bit() {
  gate project
  chmod -x project.git/hooks/pre-receive
  doctor 'is open' 1
  says 'and it is said so' 'NOT BLOCKED: the server accepted'
  says 'and why' 'is not executable'
  says 'in one line' 'expgate: open: nothing is checked: '
}

test_foreign_hooks() {
  gate project
  printf '#!/bin/sh\nexit 0\n' >project.git/hooks/pre-receive
  doctor 'one that lets everything in' 1
  says 'the gate is open' 'NOT BLOCKED: the server accepted'
  printf '#!/bin/sh\necho "closed on Sundays" >&2\nexit 1\n' >project.git/hooks/pre-receive
  doctor 'one that refuses everything' 2
  says 'is not taken for the gate' 'something other than expgate rejects even a harmless commit'
  says 'and is quoted' '| closed on Sundays'
  rm project.git/hooks/pre-receive && ln -s /nowhere/hook project.git/hooks/pre-receive
  doctor 'a link that leads nowhere' 1
  says 'is named' 'is a link whose target does not exist'
  rm project.git/hooks/pre-receive
  doctor 'none at all' 1
}

# Only what expgate itself reports counts, however a hook calls it.
test_foreign_hooks_with_and_without_a_report() {
  gate project
  printf '#!/bin/sh\nexec "%s" pre-receive\n' "$(dirname "$EXPGATE")/expgate" >project.git/hooks/pre-receive
  doctor 'one that calls expgate' 1
  says 'is a foreign hook' "not expgate's"
  says 'that blocks' 'trial push: expgate rejected'
  printf '#!/bin/sh\nread -r _ new _\ngit ls-tree -r --name-only "$new" | grep -q "pt$" || exit 0\n%s\nexit 1\n' \
    'echo "error[artifact-path]: no weights"; echo "expgate: push rejected: 1 error in 1 commit"' >project.git/hooks/pre-receive
  doctor 'one that writes what expgate would' 2
  says 'is not taken for it' 'something other than expgate rejected the harmful commit'
}

test_a_foreign_hook_before_the_gate() {
  gate project
  "$EXPGATE" uninstall --server project.git >/dev/null
  printf '#!/bin/sh\nwhile read -r _ _ ref; do case $ref in */closed) echo closed >&2; exit 1 ;; esac; done\n' >project.git/hooks/pre-receive
  chmod +x project.git/hooks/pre-receive
  "$EXPGATE" install --server project.git >/dev/null
  doctor 'one that has nothing against the trial' 0
  doctor 'one that has' 2 --branch feature/closed
  says 'is quoted' '| closed'
  printf '#!/bin/sh\necho "$0 ran" >>"%s/ran"\n' "$PWD" | tee project.git/hooks/post-receive >project.git/hooks/post-update
  chmod +x project.git/hooks/post-*
  doctor 'with hooks that tell others of a push' 0
  is 'those are not run' no "$([ -e ran ] && echo yes || echo no)"
}

test_a_program_that_is_gone() {
  mkdir bin && cp "$EXPGATE" bin/expgate
  gate project
  bin/expgate install --server project.git >/dev/null
  rm bin/expgate
  doctor 'the gate is shut, and cannot be tried' 2
  says 'nothing gets in' 'expgate rejects everything'
  says 'it is said why' 'no working program at'
}

test_warn_mode() {
  gate project
  "$EXPGATE" install --server project.git --mode warn >/dev/null
  doctor 'of the hook' 0
  says 'is said' 'warn mode is on'
  says 'which is half open' 'expgate: half open: project.git/hooks/pre-receive: is in warn mode'
  "$EXPGATE" install --server project.git >/dev/null
  policy project <<<'{version: 1, mode: warn}'
  doctor 'of the policy' 0
  says 'is said too' 'warn mode is on'
  policy project <<YAML
version: 1
projects:
  - {match: ["vision/**", "$(realpath project.git)"], mode: warn}
YAML
  doctor 'of a project, known by its path' 0
  says 'of that one' 'warn mode is on'
  doctor 'of another project' 0 --project audio/asr
  says 'is enforced' 'expgate rejected'
  doctor 'of one that is named' 0 --env GL_PROJECT_PATH=vision/vit
  says 'is softened' 'warn mode is on'
}

test_policies() {
  gate project
  cd project
  printf 'version: 1\nrules: {branch-name: {allow: ["team/*/x-*"]}}\n' >.expgate.yaml && save 'chore: add a policy' .expgate.yaml
  sneak project main:main && cd ..
  doctor 'with branches of its own, on the default branch' 0
  says 'the trial goes there' 'on `team/expgate-doctor/x-'
  cd project && printf 'version: 1\nrules: {branch-name: {allow: [main]}}\n' >.expgate.yaml && save 'chore: allow main only' .expgate.yaml
  sneak project main:main && cd ..
  doctor 'with none but the default branch' 0
  says 'the trial goes there, too' 'on `main`'
  policy project <<<'{version: 1, rules: {commit-scope: {severity: error, required: true, scopes: [data]}}}'
  doctor 'one that refuses even the trial' 2 --branch feature/x
  says 'it is quoted' '| error[commit-scope]'
  says 'and what helps' '--message TEXT'
  doctor 'with a message for it' 0 --branch feature/x --message 'chore(data): try the gate'
  policy project <<<'{version: 1, extends: [], rules: {artifact-path: {refs: [main]}}}'
  cd project && git rm -q .expgate.yaml && save 'chore: remove the policy' && sneak project main:main && cd ..
  doctor 'one that has nothing against it on that branch' 2
  says 'it is said so' 'the policy has no rule against'
  doctor 'on the one that it is for' 0 --branch main
  policy project <<<'{version: 1, rules: {nonsense: {}}}'
  doctor 'one that does not parse' 2
  says 'nothing gets in' 'expgate rejects everything'
  says 'and why' 'could not decide'
}

test_bypasses_that_would_not_work() {
  gate project
  policy project <<<"{version: 1, audit: {file: $PWD/audit.jsonl}, notify: [$PWD/tell]}"
  doctor 'a program that is not there' 0
  says 'is named' "names \`$PWD/tell\`, which cannot be run"
  printf '#!/bin/sh\n' >tell
  doctor 'one that cannot be run' 0
  says 'is named too' 'which cannot be run'
  chmod +x tell
  doctor 'one that can' 0
  says_not 'is not' 'which cannot be run'
  git -C project.git config --unset-all receive.advertisePushOptions || true
  doctor 'without a bypass nobody needs push options' 0
  says_not 'so they are not missed' 'push options'
  policy project <<<"{version: 1, audit: {file: $PWD/audit.jsonl}, bypass: [{users: [alice]}]}"
  doctor 'with one' 0
  says 'git has to take them' 'git takes no push options'
  says 'the command is printed' 'config receive.advertisePushOptions true'
  git -C project.git config receive.advertisePushOptions true
  doctor 'once it was run' 0
  says_not 'all is well' 'push options'
}

test_keys_that_cannot_be_read() {
  gate project
  policy project <<<"{version: 1, rules: {commit-signature: {allowed_signers: $PWD/keys, severity: warn}}}"
  doctor 'a file that is not there' 1
  says 'is named' "names \`$PWD/keys\`, which cannot be read: no signed commit gets in"
  : >keys
  doctor 'once it is' 0
  says_not 'all is well' 'cannot be read'
  policy project <<<"{version: 1, rules: {commit-signature: {allowed_signers: $PWD/gone, severity: off}}}"
  doctor 'where nobody looks at it' 0
  says_not 'it is not missed' 'cannot be read'
}

test_an_audit_log_is_written_by_those_who_run_the_hooks() {
  gate project
  policy project <<<"{version: 1, audit: {file: $PWD/audit.jsonl}}"
  : >audit.jsonl
  doctor 'it can be written' 0
  is 'the two pushes are in it, as what they are' '2 expgate-doctor' \
    "$(wc -l <audit.jsonl) $(grep -o '"user":"[^"]*"' audit.jsonl | sort -u | cut -d'"' -f4)"
  rm audit.jsonl
  doctor 'where there is none yet' 0
  if [ "$(id -u)" = 0 ]; then is 'root leaves none that others cannot write' no "$([ -e audit.jsonl ] && echo yes || echo no)"; fi
  policy project <<<"{version: 1, audit: {file: $PWD/nowhere/audit.jsonl}}"
  doctor 'one that cannot be written' 2
  says 'is told' 'the audit log'
}

test_update_hooks() {
  gate project
  "$EXPGATE" uninstall --server project.git >/dev/null
  "$EXPGATE" install --server project.git --hook update >/dev/null
  doctor 'an update hook is a gate, too' 0 --server project.git --hook update
}

# As another user than the one who asks, whose rights are what counts.
test_the_user_that_runs_hooks() {
  with_debians_git
  [ "$(id -u)" = 0 ] || return 0
  chmod 711 "$work" . && mkdir bin && cp "$EXPGATE" bin/expgate
  gate project
  chmod 1777 tmp
  bin/expgate install --server project.git >/dev/null
  chown -R nobody project.git
  doctor 'runs them as the owner' 0
  says 'and says so' 'hooks run as `nobody`'
  chown root project.git/hooks/pre-receive && chmod 700 project.git/hooks/pre-receive
  doctor 'a hook that only root can run' 1
  says 'is skipped' 'NOT BLOCKED: the server accepted'
  doctor 'by root it would be run' 1 --user root
  says 'which is not who runs it' 'expgate rejected'
  chmod 755 project.git/hooks/pre-receive
  chmod 700 bin
  doctor 'a program that the owner cannot run' 2
  says 'lets nothing in' 'expgate rejects everything'
  chmod 755 bin
  policy project <<<'version: 1' && chmod 600 project.git/custom_hooks/expgate.yaml && chown root project.git/custom_hooks/expgate.yaml
  doctor 'a policy that the owner cannot read' 2
  says 'is named' 'cannot read the policy'
  doctor 'a user that is none' 2 --user nobody-of-that-name
}

test_gitlab() {
  gate project
  mkdir custom
  "$EXPGATE" install --gitlab custom >/dev/null
  printf '#!/bin/sh\ncat >/dev/null\n' | tee custom/pre-receive.d/zz-mail custom/pre-receive.d/lint~ >custom/pre-receive.d/off
  chmod +x custom/pre-receive.d/zz-mail custom/pre-receive.d/lint~
  mkdir custom/pre-receive.d/folder && ln -s nowhere custom/pre-receive.d/link
  doctor 'all projects' 0 --gitlab custom
  says 'the order' 'hooks run in this order: pre-receive.d/expgate, pre-receive.d/zz-mail'
  says 'a name that Gitaly skips' 'lint~: Gitaly skips it without a message: its name ends in `~`'
  says 'a folder' 'folder: Gitaly skips it without a message: it is a folder'
  says 'a link' 'link: Gitaly skips it without a message: the target of the link does not exist'
  says 'a lost bit' 'off: Gitaly skips it without a message: the user who runs hooks cannot execute it'
  printf '#!/bin/sh\nexit 1\n' >custom/pre-receive.d/aa-first && chmod +x custom/pre-receive.d/aa-first
  doctor 'a hook before the gate that refuses everything' 2 --gitlab custom
  rm custom/pre-receive.d/aa-first && mv custom/pre-receive.d/expgate custom/pre-receive.d/expgate~
  doctor 'a name that Gitaly skips' 1 --gitlab custom
  says 'is an open gate' 'NOT BLOCKED: the server accepted'
  mkdir -p store/@hashed/aa/bb && mv project.git store/@hashed/aa/bb/1.git && ln -s store/@hashed/aa/bb/1.git project.git
  rm project.git/hooks/pre-receive
  "$EXPGATE" install --server store/@hashed/aa/bb/1.git >/dev/null
  policy project <<<'{version: 1, projects: [{match: ["vision/**"], mode: warn}]}'
  doctor 'one project' 0 --server store/@hashed/aa/bb/1.git
  says 'is shut' 'expgate rejected'
  doctor 'by its name' 0 --server store/@hashed/aa/bb/1.git --project vision/vit
  says 'is in warn mode' 'warn mode is on'
  chmod -x project.git/custom_hooks/pre-receive.d/expgate
  doctor 'its lost bit' 1 --server store/@hashed/aa/bb/1.git
  says 'is an open gate, too' 'NOT BLOCKED: the server accepted'
}

run_tests "$@"
