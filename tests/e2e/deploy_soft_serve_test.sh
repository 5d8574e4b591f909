#!/bin/bash
# Soft Serve as a real server: its hook runs those of pre-receive.d, its own among them, and the gate is one more.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"

readonly version=v0.7.6
readonly soft=$machine_cache/expgate/soft-serve-$version/soft

# Builds it once for this machine. Says why where that is not possible.
has_soft_serve() {
  [ ! -x "$soft" ] || return 0
  if ! command -v go >/dev/null; then ok 'SKIPPED: there is no Go to build Soft Serve with'; return 1; fi
  local sources
  export GOPATH=$work/go GOCACHE=$work/go-build GOFLAGS=-mod=mod GOTOOLCHAIN=local GOSUMDB=off CGO_ENABLED=0
  sources=$(cd / && go mod download -json "github.com/charmbracelet/soft-serve@$version" 2>"$work/go.log" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  if [ -n "$sources" ] && cp -r "$sources" "$work/soft-serve" && chmod -R u+w "$work/soft-serve" && mkdir -p "$(dirname "$soft")" &&
    (cd "$work/soft-serve" && go build -o "$soft.new" ./cmd/soft) >>"$work/go.log" 2>&1 && mv "$soft.new" "$soft"; then
    chmod -R u+w "$work/go" # Go makes it read-only, and it is to be removed
    return 0
  fi
  chmod -R u+w "$work/go" 2>/dev/null
  ok "SKIPPED: Soft Serve cannot be built: $(tail -1 "$work/go.log")"
  return 1
}

tell_soft_serve() { export SOFT_SERVE_SSH_LISTEN_ADDR=127.0.0.1:$1; }

# A server with the user ada as its administrator, and a clone of her repository `vit` with the gate.
project() {
  ssh-keygen -q -t ed25519 -N '' -f id
  export SOFT_SERVE_DATA_PATH=$PWD/data SOFT_SERVE_INITIAL_ADMIN_KEYS="$PWD/id.pub" SOFT_SERVE_HTTP_ENABLED=false \
    SOFT_SERVE_GIT_ENABLED=false SOFT_SERVE_STATS_ENABLED=false
  start_at_port tell_soft_serve soft.log "$soft" serve
  export GIT_SSH_COMMAND="ssh -p $port -i $PWD/id -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
  git init -q vit && cd vit && git remote add origin "ssh://localhost:$port/vit"
  save 'chore: begin' a.txt
  git push -q origin main || { cat ../soft.log && return 1; }
}

test_the_gate_beside_the_hook_of_soft_serve() {
  needs ssh ssh-keygen
  has_soft_serve || return 0
  project
  local repository=../data/repos/vit.git
  passes 'installs' "$EXPGATE" install --server "$repository"
  says 'into the folder that its hook runs' 'hooks/pre-receive.d/expgate: installed'
  is 'beside its own' './expgate ./soft-serve' "$(cd "$repository/hooks/pre-receive.d" && echo ./*)"
  mkdir -p "$repository/custom_hooks"
  printf 'version: 1\nidentity: soft-serve\naudit: {file: %s, on_error: reject}\nextends: [pytorch]\n' "$PWD/../audit.jsonl" >"$repository/custom_hooks/expgate.yaml"
  git checkout -q -b feature/x
  save 'feat: add a thing' b.txt
  push_ok 'a good push'
  is 'the audit log knows who, and to what' 'admin vit' "$(tail -1 ../audit.jsonl | python3 -c 'import json, sys; line = json.load(sys.stdin); print(line["user"], line["project"])')"
  big best.pt && git add best.pt && save 'feat: add weights'
  push_refused 'a bad push' artifact-path
  exits 'the doctor' 0 "$EXPGATE" doctor --server "$repository"
  says 'has seen that it is asked' 'trial push: expgate rejected'
  passes 'uninstalls' "$EXPGATE" uninstall --server "$repository"
  is 'its own stays' ./soft-serve "$(cd "$repository/hooks/pre-receive.d" && echo ./*)"
}

run_tests "$@"
