# shellcheck shell=bash disable=SC2034,SC2154 # for the suites and of lib.sh
# What the suites share that make objects and pushes which git's own commands refuse to make: source it after lib.sh.

# run_twice [TEST…]: run_tests, with each test on a server that keeps what arrives as loose objects, then on one that keeps packs.
run_twice() {
  local all=("$@") name twice=()
  [ $# -gt 0 ] || mapfile -t all < <(grep -oE '^test_[a-z0-9_]+' "$0")
  for name in "${all[@]}"; do
    eval "${name}_loose() { git config --global receive.unpackLimit 100000; $name; }"
    eval "${name}_packed() { git config --global receive.unpackLimit 1; $name; }"
    twice+=("${name}_loose" "${name}_packed")
  done
  run_tests "${twice[@]}"
}

# gated NAME RULE…: a server with these checks ("max-file-size: {limit: 1 KiB}") and a clone of it, in which main has one commit already.
gated() {
  local name=$1
  shift
  server "$name"
  { printf 'version: 1\nextends: []\nrules:\n' && printf '  %s\n' "$@"; } | policy "$name"
  clone "$name"
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
  first=$(git rev-parse HEAD)
}

# anew [NAME]: a new branch at main, with nothing else around.
anew() {
  git checkout -q -f -B "${1:-work}" main && git clean -qfd
}

# --- objects, byte by byte ---

# raw TYPE: stdin as an object of that type, whatever it is; prints its name.
raw() { git hash-object -t "$1" -w --stdin --literally; }

# entry MODE NAME OBJECT: an entry of a tree. The name may hold escapes (\xFF).
entry() { printf '%s %b\0' "$1" "$2" && perl -e 'print pack "H*", shift' "$3"; }

# raw_commit TREE [PARENT…]: a commit whose message is stdin, and that has the header lines $extra more.
raw_commit() {
  local tree=$1 parent
  shift
  tick
  {
    printf 'tree %s\n' "$tree"
    for parent in "$@"; do printf 'parent %s\n' "$parent"; done
    printf 'author Ada <ada@example.com> %s +0000\ncommitter Ada <ada@example.com> %s +0000\n%b\n' "$clock" "$clock" "${extra:-}"
    cat
  } | raw commit
}

# commit_of TREE: a commit of that tree on top of main that nothing else is wrong with.
commit_of() { printf 'feat: add a tree\n' | raw_commit "$1" "$first"; }

# --- pushes, byte by byte ---

# reachable REV…: the names of all objects that these reach.
reachable() { git rev-list --objects "$@" | cut -d ' ' -f 1; }

# raw_push SERVER OBJECTS COMMAND…: sends these commands, "<old> <new> <ref>", as they are, with a pack of exactly these objects.
raw_push() {
  local server=$1 objects=$2 command ability=$'\001 report-status object-format='$object_format
  shift 2
  {
    for command in "$@"; do
      printf '%04x%s%s' $((${#command} + ${#ability} + 4)) "$command" "$ability" | tr '\001' '\0'
      ability=''
    done
    printf 0000
    tr ' ' '\n' <<<"$objects" | git pack-objects -q --stdout
  } >../raw
  git receive-pack "../$server.git" <../raw | tr -d '\0'
}

# raw_ok WHAT SERVER OBJECTS COMMAND…, raw_refused WHAT RULES SERVER OBJECTS COMMAND…: raw_push, and whether it is let in, or refused by
# exactly these rules (none: by git itself, or because it could not be decided) with no ref moved.
raw_ok() {
  local what=$1
  shift
  run raw_push "$@"
  if grep -q '^.*ok refs/' <<<"$out" && ! grep -q 'ng refs/' <<<"$out" && [ -z "$(named)" ]; then ok "$what"; else not_ok "$what" "$out"; fi
}
raw_refused() {
  local what=$1 rules=$2 before after
  shift 2
  before=$(git ls-remote "../$1.git")
  run raw_push "$@"
  after=$(git ls-remote "../$1.git")
  if [ "$before" != "$after" ]; then not_ok "$what" "was let in" "$out"
  elif [ "$(named)" != "$(sorted "$rules")" ]; then not_ok "$what" "expected: $rules" "     got: $(named)" "$out"
  else ok "$what"; fi
}
