#!/bin/bash
# What the kinds of repositories differ in (SHA-1 or SHA-256, refs in files or reftables), and those that are not supported.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_from_nothing() {
  git init -q --bare server.git
  passes 'the server' "$EXPGATE" install --server server.git
  clone server work
  is 'the clone is of that kind' "$object_format" "$(git rev-parse --show-object-format)"
  passes 'init' "$EXPGATE" init
  git add -A
  commit_ok 'adopts it' -m 'chore: adopt expgate'
  push_ok 'the first policy' origin HEAD:main
  git checkout -q -b exp/vit && mkdir -p configs && printf 'seed: 42\nlr: 0.1\n' >configs/vit.yaml && put train.py && git add configs train.py
  commit_ok 'a config' -m 'feat: add a config'
  push_ok 'an experiment' origin HEAD
  head -c 100000 /dev/urandom >best.pt && git add -f best.pt
  commit_refused 'weights' artifact-path -m 'feat: add weights'
  git commit -q --no-verify -m 'feat: add weights'
  push_refused 'and on the server' artifact-path --no-verify origin HEAD
  git reset -q --hard HEAD^
  git tag -a exp-vit -m 'acc@1: 87.3' && push_ok 'a tag' origin exp-vit
  passes 'the table' "$EXPGATE" experiments
  says 'has it' 'exp-vit'
  run "$EXPGATE" recipe exp-vit
  says 'the recipe names the commit' "$(git rev-parse HEAD)"
  says 'and the seed' 'seed       42'
  passes 'audit' "$EXPGATE" audit --all
  passes 'ci' "$EXPGATE" ci --range main..HEAD --default-branch main
  passes 'doctor' "$EXPGATE" doctor
  run "$EXPGATE" doctor --server ../server.git
  says 'a trial push' 'trial push'
  is 'of the server' 0 "$status"
}

# Whatever the defaults of the user are, a scratch server is of the kind that the real one has.
test_the_defaults_of_the_user_do_not_matter() {
  git init -q --bare server.git
  passes 'installs' "$EXPGATE" install --server server.git
  git config --global init.defaultObjectFormat "$([ "$object_format" = sha1 ] && echo sha256 || echo sha1)"
  export GIT_DEFAULT_HASH
  GIT_DEFAULT_HASH=$([ "$object_format" = sha1 ] && echo sha256 || echo sha1)
  run "$EXPGATE" doctor --server server.git
  is 'the doctor' 0 "$status"
  says 'has pushed' 'trial push'
  if [ "$ref_format" = reftable ]; then
    GIT_DEFAULT_REF_FORMAT=files run "$EXPGATE" doctor --server server.git
    is 'nor that of refs' 0 "$status"
  fi
}

# Many tables, deletions, tags that are peeled, symbolic refs: all of them count.
test_refs_of_each_form() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {commit-header: {}}}'
  clone project
  save 'chore: begin' a.txt
  local n
  for n in 1 2 3 4 5; do save "feat: add $n" "$n.txt" && git branch "b$n" && git tag -a "v$n" -m "v$n"; done
  push_ok 'branches and tags' origin main b1 b2 b3 b4 b5 v1 v2 v3 v4 v5
  git push -q origin :b2 :v3
  git -C ../project.git symbolic-ref refs/heads/alias refs/heads/b4
  save 'did things' bad.txt
  git push -q --no-verify origin HEAD:refs/heads/b4 2>/dev/null && not_ok 'a bad message' || ok 'a bad message'
  push_refused 'through a symbolic ref' commit-header origin HEAD:alias
  # What is reachable from any ref is known: only the last commit is new.
  git reset -q --hard HEAD^ && save 'feat: add more' more.txt
  run git push origin HEAD:refs/heads/new
  is 'let in' 0 "$status"
  for how in 'gc -q' 'pack-refs --all'; do
    # shellcheck disable=SC2086 # two words
    git -C ../project.git $how
    git branch -f again HEAD && save 'did more' "$how.txt" && git branch -f bad HEAD && git reset -q --hard HEAD^
    push_refused "after git $how" commit-header origin bad
    push_ok "what is there is nobody's fault, after git $how" origin "again:refs/heads/again-${how%% *}"
  done
}

# Tables are put together while the hook reads them.
test_refs_are_packed_while_we_read() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {commit-header: {}, protected-ref: {}}}'
  clone project
  save 'chore: begin' a.txt
  push_ok 'begins' origin main
  local first line n failed=0
  first=$(git rev-parse HEAD)
  save 'feat: go on' b.txt
  git --git-dir=../project.git fetch -q "$PWD" HEAD
  line="$first $(git rev-parse HEAD) refs/heads/main"
  (
    for n in $(seq 60); do
      git -C ../project.git update-ref "refs/heads/busy$n" "$first"
      git -C ../project.git pack-refs --all
    done
  ) &
  local writer=$!
  while kill -0 "$writer" 2>/dev/null; do
    run env GIT_DIR=../project.git "$EXPGATE" pre-receive <<<"$line"
    [ "$status" = 0 ] || { failed=$((failed + 1)) && not_ok 'a push while refs are packed' "$out"; }
  done
  wait "$writer"
  is 'all were decided' 0 "$failed"
}

test_a_linked_worktree() {
  git init -q work && cd work
  save 'chore: begin' a.txt
  for name in pre-commit commit-msg pre-push; do hook . "$name"; done
  git worktree add -q -b feature/x ../linked
  cd ../linked
  head -c 100000 /dev/urandom >best.pt && git add -f best.pt
  commit_refused 'weights' artifact-path -m 'feat: add weights'
  git reset -q && printf 'b\n' >b.txt && git add b.txt
  commit_ok 'a text' -m 'feat: add b'
  commit_refused 'a message' commit-header --allow-empty -m 'did things'
  git commit -q --allow-empty --no-verify -m 'feat: take back' && git revert --no-commit HEAD^ && git commit -q --no-edit &&
    ok 'a revert keeps its message' || not_ok 'a revert keeps its message'
  is 'HEAD is that of this worktree' feature/x "$(git symbolic-ref --short HEAD)"
}

# Git runs the reference-transaction hook of a shared folder before a new repository is one.
test_git_init_of_the_newest_git_is_silent() {
  export PATH=$newest_git/bin:$PATH
  [ -x "$newest_git/bin/git" ] || { echo "no git at $newest_git: run ./install.sh --git" && return 1; }
  passes 'installs for all repositories' "$EXPGATE" install --global
  run git init new
  is 'git init' 0 "$status"
  says_not 'no word of a repository' 'not a git repository'
  is 'one line' 1 "$(grep -c . <<<"$out")"
  cd new && put a.txt && git add a.txt
  commit_refused 'and the hooks are at work' commit-header -m 'did things'
}

# --- not supported ---

# server_push: a push of one commit to the server, by its hook, whose line is also in the audit log.
server_push() {
  run env GIT_DIR="$PWD/project.git" "$EXPGATE" pre-receive <<<"$zero $(digits 1) refs/heads/x"
}

# unsupported POLICY: a server with an extension that nobody knows, and its own policy.
unsupported() {
  git init -q --bare project.git
  git -C project.git config core.repositoryformatversion 1
  git -C project.git config extensions.surprise yes
  mkdir project.git/custom_hooks
  printf '%s\n' "$1" "audit: {file: $PWD/audit.jsonl}" >project.git/custom_hooks/expgate.yaml
}

test_unsupported_is_undecided_and_written_down() {
  unsupported 'version: 1'
  server_push
  is 'not let in' 2 "$status"
  says 'says why' 'the repository uses the extension `surprise`'
  is 'in the audit log' 'undecided 2 refs/heads/x' \
    "$(json audit.jsonl verdict) $(json audit.jsonl exit_code) $(json audit.jsonl refs 0 ref)"
  is 'with its old and new' "$zero $(digits 1)" "$(json audit.jsonl refs 0 old) $(json audit.jsonl refs 0 new)"
  run env GIT_DIR="$PWD/project.git" "$EXPGATE" update refs/heads/x "$zero" "$(digits 1)"
  is 'nor by the update hook' 2 "$status"
  is 'in the audit log too' 2 "$(wc -l <audit.jsonl)"
}

test_unsupported_in_warn_mode_is_let_in() {
  unsupported $'version: 1\nmode: warn'
  server_push
  is 'let in' 0 "$status"
  says 'says that nothing was checked' 'accepted without a check'
  is 'undecided in the audit log' 'undecided 0 warn' "$(json audit.jsonl verdict) $(json audit.jsonl exit_code) $(json audit.jsonl mode)"
  rm audit.jsonl
  run env GIT_DIR="$PWD/project.git" "$EXPGATE" pre-receive --mode warn --policy /dev/null <<<"$zero $(digits 1) refs/heads/x"
  is 'not because the command line says so' 2 "$status"
}

test_unsupported_without_checks_has_nothing_to_decide() {
  unsupported $'version: 1\nextends: []'
  server_push
  is 'let in' 0 "$status"
  is 'passed' 'pass 0' "$(json audit.jsonl verdict) $(json audit.jsonl exit_code)"
  printf 'rules: {commit-header: {}}\n' >>project.git/custom_hooks/expgate.yaml
  server_push
  is 'one check is enough' 2 "$status"
}

test_a_damaged_repository_is_undecided_in_warn_mode_too() {
  unsupported $'version: 1\nmode: warn'
  git config -f project.git/config --unset extensions.surprise
  rm project.git/HEAD
  server_push
  is 'not let in' 2 "$status"
  printf '[core\n' >project.git/config
  server_push
  is 'nor with a broken configuration' 2 "$status"
}

test_a_policy_that_cannot_be_read_helps_nobody() {
  unsupported $'version: 1\nmode: warn\nrules: {max-file-sizee: {}}'
  server_push
  is 'not let in' 2 "$status"
}

# Git runs a hook in the repository, with GIT_DIR as it happens to be.
test_unsupported_the_entry_of_the_project_counts() {
  unsupported $'version: 1\nprojects: [{match: ["'"${PWD#/}"$'/project.git", "'"$PWD"$'/project.git"], mode: warn}]'
  cd project.git
  run env GIT_DIR=. "$EXPGATE" pre-receive <<<"$zero $(digits 1) refs/heads/x"
  is 'let in, by the path of the repository' 0 "$status"
  is 'which is in the log' "$PWD" "$(json ../audit.jsonl project)"
  rm ../audit.jsonl
  run env GIT_DIR=. GL_PROJECT_PATH=other/project "$EXPGATE" pre-receive <<<"$zero $(digits 1) refs/heads/x"
  is 'another project is not' 2 "$status"
}

# Git looks at extensions from version 1 of the format on.
test_damage_is_not_excused_by_an_extension_that_git_does_not_look_at() {
  unsupported $'version: 1\nmode: warn'
  git config -f project.git/config core.repositoryformatversion 0
  rm project.git/HEAD
  server_push
  is 'not let in' 2 "$status"
  says_not 'the extension is not the reason' 'surprise'
}

test_known_extensions_that_change_nothing() {
  git init -q work && cd work
  save 'chore: begin' a.txt
  printf 'version: 1\nextends: [conventional-commits]\n' >../messages.yaml
  set_in() { git config -f .git/config "$@"; }
  set_in core.repositoryformatversion 1
  local extension
  for extension in noop noop-v1 relativeWorktrees preciousObjects submodulePathConfig worktreeConfig; do
    set_in "extensions.$extension" true
    exits "$extension" 0 "$EXPGATE" audit -q --policy ../messages.yaml
    set_in --unset "extensions.$extension"
  done
  if [ "$ref_format" = files ]; then
    set_in extensions.refStorage files
    exits 'refs in files, said aloud' 0 "$EXPGATE" audit -q --policy ../messages.yaml
    set_in extensions.refStorage reftable
    exits 'refs that are not where they are said to be' 2 "$EXPGATE" audit -q --policy ../messages.yaml
  fi
}

test_the_environment_chooses_where_refs_are() {
  git init -q work && cd work
  save 'chore: begin' a.txt
  printf 'version: 1\nextends: [conventional-commits]\n' >../messages.yaml
  GIT_REFERENCE_BACKEND=$ref_format exits 'as it is' 0 "$EXPGATE" audit -q --policy ../messages.yaml
  GIT_REFERENCE_BACKEND=reftable:///nowhere exits 'elsewhere' 2 "$EXPGATE" audit -q --policy ../messages.yaml
  says 'says where' 'reftable:///nowhere'
}

run_tests "$@"
