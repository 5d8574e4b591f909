# shellcheck shell=bash disable=SC2034,SC2154 # of lib.sh and for the suites
# What the suites share that push to real servers: source it after lib.sh. A server listens on 127.0.0.1 only, at a free port, has all its
# files in the folder of the test, and ends with the test, whatever becomes of that.
PATH=$PATH:/usr/sbin:/sbin
server_processes=()

# needs PROGRAM…: a server that is not installed is a failure, not a reason to test less.
needs() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "no $program: ./install.sh --packages server-test" && return 1; }
  done
}

# start LOG COMMAND…: in the background, until the end of this test. It is told to end even if this shell is killed.
start() {
  local log=$1
  shift
  trap stop_servers EXIT
  setpriv --pdeathsig TERM -- "$@" >"$log" 2>&1 </dev/null &
  server_processes+=("$!")
}
stop_servers() {
  kill "${server_processes[@]}" 2>/dev/null || true
  wait "${server_processes[@]}" 2>/dev/null || true
}

# until_true COMMAND…: waits for it, ten seconds at most.
until_true() {
  local i
  for ((i = 0; i < 200; i++)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  return 1
}

# Whether that process, and nobody else, listens at that port: PID PORT.
listens() {
  local inode
  inode=$(awk -v port="$(printf ':%04X' "$2")" '$4 == "0A" && index($2, port) == 9 { print $10 }' /proc/net/tcp)
  # shellcheck disable=SC2010 # links, not names
  [ -n "$inode" ] && ls -l "/proc/$1/fd" 2>/dev/null | grep -qF "socket:[$inode]"
}
listens_or_is_gone() { ! kill -0 "$1" 2>/dev/null || listens "$1" "$2"; }

# start_at_port CONFIGURE LOG COMMAND…: calls CONFIGURE with a free port, starts the command and waits until it listens there. $port is that
# port. Another one where somebody else was quicker.
start_at_port() {
  local configure=$1 log=$2 i
  shift 2
  for i in 1 2 3 4 5; do
    port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
    "$configure" "$port"
    start "$log" "$@"
    if until_true listens_or_is_gone "$!" "$port" && listens "$!" "$port"; then return; fi
    kill "$!" 2>/dev/null || true
  done
  cat "$log"
  return 1
}

# --- sshd ---

# sshd_here HOME: OpenSSH with the keys of HOME/.ssh/authorized_keys, for the user that runs the test. A session's home is HOME, so that
# nothing of the real one gets in. $ssh_url is what URLs begin with, git is told to use the key ssh/id.
sshd_here() {
  needs sshd ssh ssh-keygen setpriv
  mkdir -p ssh
  ssh_folder=$PWD/ssh
  if [ "$(id -u)" = 0 ]; then mkdir -p /run/sshd; fi
  [ -e ssh/id ] || new_key ssh/id
  new_key ssh/host
  cat >ssh/sshd_config <<SSHD
Include "$ssh_folder/port"
ListenAddress 127.0.0.1
HostKey "$ssh_folder/host"
AuthorizedKeysFile "$1/.ssh/authorized_keys"
PidFile none
UsePAM no
StrictModes no
AuthenticationMethods publickey
PermitRootLogin prohibit-password
SetEnv "HOME=$1" GIT_CONFIG_NOSYSTEM=1
SSHD
  start_at_port tell_ssh ssh/log "$(command -v sshd)" -D -e -f "$ssh_folder/sshd_config"
}
tell_ssh() {
  echo "Port $1" >"$ssh_folder/port"
  echo "[127.0.0.1]:$1 $(cat "$ssh_folder/host.pub")" >"$ssh_folder/known_hosts"
  cat >"$ssh_folder/config" <<SSH
Host *
BatchMode yes
IdentitiesOnly yes
IdentityFile "$ssh_folder/id"
UserKnownHostsFile "$ssh_folder/known_hosts"
GlobalKnownHostsFile none
StrictHostKeyChecking yes
SSH
  export GIT_SSH_COMMAND="ssh -F '$ssh_folder/config'"
  ssh_url=ssh://$(id -un)@127.0.0.1:$1
}
new_key() { ssh-keygen -q -t ed25519 -N '' -C "${1##*/}" -f "$1"; }

# --- pushing ---

repository=
# The policy of the servers: one check of each kind.
readonly team_policy='version: 1
extends: []
rules:
  commit-header: {}
  artifact-path: {}
  experiment-seed: {refs: ["exp/*"]}
'

# begin REPOSITORY: the first commit of the clone here, pushed; the server has it in REPOSITORY.
begin() {
  repository=$1
  git checkout -q -B main
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
}

server_refs() { git --git-dir="$repository" for-each-ref; }
push_in_two_streams() { git push "$@" >"$work/stdout"; }

# How the lines of a report begin: its findings, what fixes the push, and the verdict.
readonly report_line='error\[[a-z-]+\]: .|note: |  |To fix this push \([^ ()]+, [0-9]+ errors?( in [0-9]+ commits?)?\):$|or without expgate:$|and in any case:$|expgate: push rejected: [0-9]+ error'

# refused WHAT RULES [PUSH-ARGUMENT…]: push_refused, and that whoever pushed is told it as it should be.
refused() {
  local what=$1 rules=$2
  shift 2
  [ $# -gt 0 ] || set -- origin HEAD
  unmoved server_refs refuses "$what" "$rules" push_in_two_streams "$@"
  is "$what: exit code" 1 "$status"
  is "$what: nothing on stdout" '' "$(cat "$work/stdout")"
  is "$what: nothing but the report before the refusal" '' \
    "$(sed -n 's/^remote: //p' <<<"$out" | sed 's/ *$//' | grep -vE "^$|^(GL-HOOK-ERR: )?($report_line)" || true)"
  says "$what: by the hook" '(pre-receive hook declined)'
}

# let_in WHAT [PUSH-ARGUMENT…]: push_ok, without a word, and HEAD is there.
let_in() {
  local what=$1
  push_ok "$@"
  says_not "$what: without a word" 'remote:'
  is "$what: it is there" "$(git rev-parse HEAD)" "$(git --git-dir="$repository" rev-parse "$(git symbolic-ref HEAD)")"
}

amend() {
  git add -A
  git -c core.hooksPath=/dev/null commit -q --amend "${@:---no-edit}"
}

# What each server must refuse, every one beside a harmless twin, with the objects of the push loose on the server and packed. Ends on main.
offences() {
  local shape limit
  for shape in loose packed; do
    limit=1
    if [ "$shape" = loose ]; then limit=100000; fi
    git --git-dir="$repository" config receive.unpackLimit "$limit"
    git checkout -q -b "feature/$shape" main && save 'feat: add weights' w/best.pt
    refused "$shape: a checkpoint" artifact-path
    says "$shape: the file is named" '`w/best.pt`'
    git mv w/best.pt w/notes.md && amend
    let_in "$shape: the same as a note"
    save 'update' a.txt
    refused "$shape: a message that says nothing" commit-header
    amend -m 'fix: mend a'
    let_in "$shape: one that does"
    git checkout -q -b "exp/$shape" main && put "configs/exp/$shape.yaml" 'lr: 0.1' && save 'feat: add a run' "configs/exp/$shape.yaml"
    refused "$shape: an experiment without seed" experiment-seed
    echo 'seed: 42' >>"configs/exp/$shape.yaml" && amend
    let_in "$shape: with one"
  done
  is 'the pushes came in both shapes' 'loose packed' "$(shapes)"
  git checkout -q main
}
shapes() {
  git --git-dir="$repository" count-objects -v | awk '$1 == "count:" && $2 > 0 { print "loose" } $1 == "packs:" && $2 > 0 { print "packed" }' | paste -sd ' '
}

# foreign_hook_stays: a hook that the server had before expgate was installed is run before the gate, by pushes to this server, and alone
# again when expgate is gone.
foreign_hook_stays() {
  cat >"$repository/hooks/pre-receive" <<'HOOK'
#!/bin/sh
# Closes a branch, as a forge or an administrator does.
while read -r old new ref; do
  echo "$ref" >>"$(basename "$0").seen"
  case $ref in refs/heads/closed*) echo 'closed today' && exit 1 ;; esac
done
HOOK
  chmod +x "$repository/hooks/pre-receive"
  passes 'installs' "$EXPGATE" install --server "$repository"
  git checkout -q -b feature/foreign main && save 'feat: add x' x.txt
  let_in 'both let it in'
  is 'theirs has seen it, under its own name' refs/heads/feature/foreign "$(cat "$repository/pre-receive.seen")"
  save 'feat: add weights' foreign.pt
  refused 'the gate refuses' artifact-path
  git reset -q --hard HEAD^
  exits 'theirs refuses' 1 git push origin HEAD:closed
  says 'and says so' 'closed today'
  passes 'uninstalls' "$EXPGATE" uninstall --server "$repository"
  save 'update' y.txt
  let_in 'nobody checks messages any more'
  exits 'theirs still refuses' 1 git push origin HEAD:closed-too
  says 'as before' 'closed today'
}
