# shellcheck shell=bash disable=SC2034,SC2154 # of lib.sh and for the suites
# A stand-in for Gitaly: what its custom hooks find, and what becomes of what they say. Source it after servers.sh.
#
# A storage with one repository in it ($repository), and $gitaly/custom_hooks as custom_hooks_dir. A push goes through git receive-pack with
# core.hooksPath at a hook of Gitaly's; an operation of the web interface calls the same without receive-pack. Either way the custom hooks are
# run with an environment made from scratch.

# gitaly_server NAME: the storage, and the clone NAME as the working directory. Hooks and policy are up to the test.
gitaly_server() {
  gitaly=$PWD/gitaly
  repository=$gitaly/storage/@hashed/6b/86/6b86b273ff34fce19d6b804eff5a3f57.git
  project_id=project-1
  mkdir -p "$gitaly"/{home,custom_hooks,hooks,said,storage/+gitaly/tmp} "$repository"
  git init -q --bare "$repository"
  # The user's own configuration is none of the gate's business there: GIT_CONFIG_GLOBAL says so.
  echo '[this is no configuration' >"$gitaly/home/.gitconfig"
  declare -p gitaly repository >"$gitaly/settings"
  declare -f custom_hooks hook_environment is_custom_hook run_custom_hooks >"$gitaly/functions"
  cat >"$gitaly/hooks/pre-receive" <<HOOK
#!/bin/bash
. "$gitaly/settings"; . "$gitaly/functions"
[ -z "\${GIT_PUSH_OPTION_COUNT+x}" ] || options=\$(env | grep ^GIT_PUSH_OPTION_)
run_custom_hooks "\$GIT_OBJECT_DIRECTORY" "\$GIT_ALTERNATE_OBJECT_DIRECTORIES"
code=\$?
case \$GL_PROTOCOL in
  web) cat "$gitaly/said/errors" >&2 ;;
  *) cat "$gitaly/said/out" "$gitaly/said/errors" >&2 ;;
esac
exit \$code
HOOK
  chmod +x "$gitaly/hooks/pre-receive"
  git clone -q "file://$repository" "$1" 2>/dev/null
  cd "$1" || return
  git config remote.origin.receivepack "git -c core.hooksPath='$gitaly/hooks' receive-pack"
  export GL_PROTOCOL=ssh GL_REPOSITORY=$project_id
}

# The hooks of a repository in the order in which they are run. As in Gitaly's source, a file is no hook where its name ends in `~`, where it
# is or points to a folder, and where it is not executable for the user. Nothing is said of it.
custom_hooks() {
  local LC_ALL=C hook
  shopt -s nullglob dotglob
  for hook in "$repository"/custom_hooks/pre-receive "$repository"/custom_hooks/pre-receive.d/* "$gitaly"/custom_hooks/pre-receive.d/*; do
    if is_custom_hook "$hook"; then printf '%s\n' "$hook"; fi
  done
}
is_custom_hook() { case $1 in *~) return 1 ;; esac && [ -e "$1" ] && [ ! -d "$1" ] && [ -x "$1" ]; }

# hook_environment OBJECTS ALTERNATES: one variable a line. No GIT_QUARANTINE_PATH; no objects' folders where nothing waits anywhere.
hook_environment() {
  printf '%s\n' "GIT_DIR=$repository" "GL_REPOSITORY=$GL_REPOSITORY" GL_PROJECT_PATH=vision/vit GL_ID=user-7 GL_USERNAME=ada \
    "GL_PROTOCOL=$GL_PROTOCOL" "HOME=$gitaly/home" PATH=/usr/bin:/bin LANG=en_US.UTF-8 TZ=:/etc/localtime GIT_TERMINAL_PROMPT=0 \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
  if [ -n "$1" ]; then printf '%s\n' "GIT_OBJECT_DIRECTORY=$1" "GIT_ALTERNATE_OBJECT_DIRECTORIES=$2"; fi
  if [ -n "${options:-}" ]; then printf '%s\n' "$options"; fi
}

# run_custom_hooks OBJECTS ALTERNATES: each gets all of standard input; the first that fails ends it. What they say goes to $gitaly/said.
run_custom_hooks() {
  local lines variables hook
  lines=$(cat && echo .)
  mapfile -t variables < <(hook_environment "$1" "$2")
  : >"$gitaly/said/out" && : >"$gitaly/said/errors"
  while read -r hook; do
    # A hook that reads nothing is none that failed.
    (cd "$repository" && { printf %s "${lines%.}" 2>/dev/null || :; } | env -i "${variables[@]}" "$hook" >>"$gitaly/said/out" 2>>"$gitaly/said/errors") || return
  done < <(custom_hooks)
}

# --- operations of the web interface ---

# A new quarantine, as Gitaly makes them for its own operations: not in the repository. $1: absolute, relative (to the repository), or none,
# where the objects are in the repository already.
quarantine() {
  objects='' alternates='' folder=$repository/objects
  [ "$1" != none ] || return 0
  folder=$(mktemp -d "$gitaly/storage/+gitaly/tmp/quarantine-XXXXXX")
  objects=$folder alternates=$repository/objects
  if [ "$1" = relative ]; then objects=../../../../+gitaly/tmp/${folder##*/} alternates=objects; fi
}

# Runs git on the server with that quarantine.
on_server() { GIT_DIR=$repository GIT_OBJECT_DIRECTORY=$folder GIT_ALTERNATE_OBJECT_DIRECTORIES=$repository/objects git "$@"; }

# web_commit TREE MESSAGE PARENT…: the commit of an operation, made on the server.
web_commit() {
  local tree=$1 message=$2 parent parents=()
  shift 2
  for parent in "$@"; do parents+=(-p "$parent"); done
  tick
  printf '%s\n' "$message" | on_server commit-tree "$tree" "${parents[@]}"
}

# web_update REF NEW: what Gitaly does before it moves a ref for the web interface: $status, and what is shown as $out.
web_update() {
  local old
  old=$(git --git-dir="$repository" rev-parse -q --verify "$1") || old=$zero
  status=0 began=$SECONDS
  GL_PROTOCOL=web run_custom_hooks "$objects" "$alternates" <<<"$old $2 $1" || status=$?
  out=$(cat "$gitaly/said/errors")
  is "$1 by the web interface: quick" yes "$([ $((SECONDS - began)) -lt 10 ] && echo yes || echo "$((SECONDS - began)) seconds of 55")"
  is "$1 by the web interface: nothing on stdout" '' "$(cat "$gitaly/said/out")"
  is "$1 by the web interface: all lines are shown" '' "$(grep -vE '^(GL-HOOK-ERR: .*)?$' <<<"$out" || true)"
}

# web_refused WHAT RULES REF NEW; web_let_in WHAT REF NEW: which then is done.
web_refused() {
  web_update "$3" "$4"
  if [ "$status" = 1 ] && [ "$(named)" = "$(sorted "$2")" ]; then ok "$1"
  else not_ok "$1" "exit code $status, expected: $2" "$out"; fi
}
web_let_in() {
  web_update "$2" "$3"
  if [ "$status" = 0 ] && [ -z "$out" ]; then ok "$1"; else not_ok "$1" "exit code $status" "$out"; fi
  [ -z "$objects" ] || cp -r "$folder/." "$repository/objects"
  git --git-dir="$repository" update-ref "$2" "$3"
}
