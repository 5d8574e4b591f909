#!/bin/bash
# examples/gitlab-server, word for word: the commands of its README, its policies and its script, on a stand-in for a Gitaly node.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=gitaly.sh
. "$(dirname "$0")/gitaly.sh"
example=$EXPGATE_SOURCE_DIR/examples/gitlab-server

# A node with nothing on it: a copy of the example and of the program as the working directory, `sudo` and `gitaly` that do their part, and
# all absolute paths below $node.
node_here() {
  mkdir -p clone node/opt/gitlab/embedded/bin node/usr/local/bin node/etc/cron.d node/var/opt/gitlab node/var/log node/bin
  node=$PWD/node
  cd clone
  gitaly_server vit
  ln -s "$gitaly/storage" "$node/var/opt/gitlab/git-data"
  mkdir "$gitaly/storage/repositories" && mv "$gitaly/storage/@hashed" "$gitaly/storage/repositories/" && ln -s repositories/@hashed "$gitaly/storage/@hashed"
  ln -s "$gitaly" "$node/var/opt/gitlab/gitaly"
  cat >"$node/bin/sudo" <<'SUDO'
#!/bin/bash
if [ "$1 $2" = '-u git' ]; then shift 2; fi
if [ "$1" = -- ]; then shift; fi
exec "$@"
SUDO
  # As Gitaly does it: what was there goes away, what the tarball has is there.
  cat >"$node/opt/gitlab/embedded/bin/gitaly" <<GITALY
#!/bin/bash
[ "\$*" = "hooks set --storage default --repository \$6 --config $node/var/opt/gitlab/gitaly/config.toml" ] || { echo "gitaly: \$*" >&2; exit 64; }
cd "$gitaly/storage/\$6" || exit
rm -rf custom_hooks && tar -xf - && [ "\$(ls | grep -c custom_hooks)" -le 1 ]
GITALY
  chmod +x "$node/bin/sudo" "$node/opt/gitlab/embedded/bin/gitaly"
  PATH=$node/usr/local/bin:$node/bin:$PATH
  cp "$EXPGATE" "$node/expgate"
  cp "$example"/* "$node/"
  readme=$(cat "$example/README.md")
}

# type_block TEXT: types the block of commands of the README that has this text in it, with its paths below the node.
type_block() {
  local block
  block=$(awk -v text="$1" '/^```sh/ { inside = 1; block = ""; next } /^```/ { if (inside && index(block, text)) { printf "%s", block; exit } inside = 0 }
    inside { block = block $0 "\n" }' <<<"$readme")
  [ -n "$block" ] || { not_ok "the README has a block with: $1" && return; }
  # In a file, for `set -e` and for its standard input.
  sed -E "s#(^|[ \"])/(usr/local|opt/gitlab|var/opt/gitlab|var/log|etc)/#\1$node/\2/#g; s# -o git -g (git|adm)##" <<<"$block" >"$node/block"
  exits "README: ${1%% *} …" 0 bash -c "cd '$node'; storage=$storage project=$project; set -euo pipefail; . ./block"
}
storage=default
project=@hashed/6b/86/6b86b273ff34fce19d6b804eff5a3f57.git

test_one_project() {
  node_here
  type_block 'expgate --version'
  says 'it runs' expgate
  begin "$repository"
  type_block 'storage=default'
  is 'the hook is executable for all, the policy is not' '755 644' "$(stat -c %a "$repository"/custom_hooks/pre-receive.d/expgate "$repository/custom_hooks/expgate.yaml" | paste -sd ' ')"
  git checkout -q -b feature/x && save 'update' best.pt
  exits 'softly: it is let in' 0 git push origin HEAD
  is 'and told' 'artifact-path commit-header' "$(named)"
  type_block 'doctor --server'
  says 'the doctor finds the hook' 'pre-receive.d/expgate: in place'
  save 'update' more.pt
  refused 'shut' 'artifact-path commit-header'
  amend -m 'feat: add more' && git mv more.pt more.txt && amend
  let_in 'and open for what is good'
  git checkout -q main && put requirements.txt 'torch==2.4.0' && save 'feat: add y' y.txt requirements.txt
  refused "the project's policy wants a config with a seed on main" experiment-config
  put configs/main.yaml 'seed: 1' && amend
  let_in 'of the name that it wants'
  save 'feat: add weights' last.pt
  type_block 'uninstall --gitlab'
  is 'out of the way' '' "$(ls "$repository/custom_hooks" 2>/dev/null || true)"
  exits 'everything gets in' 0 git push origin HEAD
}

# What the job of cron prints, each check and each help on one line.
cron_job() { sed 's/.*root //' "$node/etc/cron.d/expgate" | sh 2>&1 | perl -0pe 's/\n {6}(?!help: |run: |\| )/ /g'; }

test_all_projects() {
  node_here
  type_block 'expgate --version'
  begin "$repository"
  type_block 'install -D'
  says 'softly' 'violations are reported but not blocked'
  git checkout -q -b feature/x && save 'update' best.pt
  exits 'softly: it is let in' 0 git push origin HEAD
  is 'and told' 'artifact-path commit-header' "$(named)"
  type_block 'doctor --gitlab'
  says 'the doctor finds the hook' 'pre-receive.d/expgate: in place'
  save 'update' more.pt
  refused 'shut' 'artifact-path commit-header'
  type_block 'tee -a'
  says 'the policy has a log' 'ok: '
  is 'for whose folder there is room' "audit: {file: $node/var/log/expgate/audit.jsonl}" "$(tail -1 "$node/etc/expgate/policy.yaml")$(ls "$node/var/log/expgate")"
  type_block 'cron.d'
  is 'the doctor comes by, and finds nothing bad' 0 "$(cron_job | grep -c '^bad' || true)"
  chmod 644 "$gitaly/custom_hooks/pre-receive.d/expgate"
  is 'but he would' 1 "$(cron_job | grep -c '^bad .*is not executable')"
  chmod 755 "$gitaly/custom_hooks/pre-receive.d/expgate"
  type_block 'expgate.before'
  refused 'shut after the upgrade' 'artifact-path commit-header'
  type_block 'expgate.before /usr/local/bin/expgate
'
  refused 'shut after the roll-back' 'artifact-path commit-header'
  type_block 'uninstall --gitlab'
  exits 'out of the way' 0 git push origin HEAD
}

# The policy of the whole server in the place of a project's: a test does not write to /etc.
test_server_policy() {
  node_here
  type_block 'expgate --version'
  begin "$repository"
  (cd "$node" && ./make-hooks-tar.sh policy.yaml | "$node/opt/gitlab/embedded/bin/gitaly" hooks set --storage default --repository "$project" \
    --config "$node/var/opt/gitlab/gitaly/config.toml") 2>"$work/said"
  is 'the script has looked at the policy' 1 "$(grep -c '^ok: `policy.yaml`' "$work/said")"
  git checkout -q -b feature/x && big docs/figures/a.png 6000000 && save 'docs: add a figure' docs/figures/a.png
  let_in 'a figure has a limit of its own'
  printf 'rules:\n  artifact-path: {severity: off}\n  branch-name: {severity: off}\n' | { echo 'version: 1' && cat; } >.expgate.yaml
  git checkout -q main && put requirements.txt 'torch==2.4.0' && save 'chore: add policy' .expgate.yaml requirements.txt && let_in "the repository's policy"
  git checkout -q -b whatever && save 'feat: add x' x.txt
  push_ok 'what is delegated, a repository may set'
  says 'what is not, it may not, and is told so' '`artifact-path` is ignored: the check is locked by'
  save 'feat: add weights' best.pt
  refused 'and a checkpoint is refused' artifact-path
}

test_script() {
  node_here
  type_block 'expgate --version'
  cd "$node"
  exits 'a policy that does not parse is not packed' 2 bash -c 'echo "version: [" >bad.yaml; ./make-hooks-tar.sh bad.yaml >bad.tar'
  says 'and the reason told' 'bad.yaml'
  is 'nothing came out' '' "$(cat bad.tar)"
  exits 'a program that is not there' 2 bash -c './make-hooks-tar.sh --binary /nowhere/expgate >bad.tar'
  exits 'an option that is not' 2 ./make-hooks-tar.sh --loud
  exits 'help' 0 ./make-hooks-tar.sh --help
  is 'without a policy: the hook alone' 'custom_hooks/ custom_hooks/pre-receive.d/ custom_hooks/pre-receive.d/expgate' "$(./make-hooks-tar.sh | tar -tf - | paste -sd ' ')"
  is 'whoever packs it, and whatever his umask' 'drwxr-xr-x 0/0 drwxr-xr-x 0/0 -rwxr-xr-x 0/0' \
    "$(umask 077 && ./make-hooks-tar.sh | tar -tvf - --numeric-owner | awk '{ print $1, $2 }' | paste -sd ' ')"
}

run_tests "$@"
