#!/bin/sh
# Installs the expgate program that lies beside this script, on any Linux. Nothing is built, nothing is fetched; root is needed only where
# the folder asks for it.
set -eu
unset CDPATH # `cd` would look there first
umask 022

usage() {
  cat <<'TEXT'
usage: ./install.sh [--prefix DIR] [--force] [--dry-run]
       ./install.sh --uninstall [--prefix DIR] [--force] [--dry-run]

Copies bin/ and share/ to DIR (default: ~/.local). Then, in a repository: expgate init

  --uninstall   removes them again; before that, takes the hooks of `expgate install --global` out
  --force       also if DIR/bin/expgate is another program
  --dry-run     says what would be done, and changes nothing
TEXT
}
say() { printf '%s\n' "$*"; }
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 2
}

# answers PROGRAM: whether it is an expgate that runs here. $said is what it, or the system, says.
answers() {
  said=$("$1" --version 2>&1 </dev/null) || return 1
  [ "$(printf '%s\n' "$said" | grep -cxE 'expgate [0-9]+\.[0-9]+\.[0-9]+[^ ]*' || true) $(printf '%s\n' "$said" | grep -c '')" = '1 1' ]
}

# last_words TEXT: the end of its first line, as "Permission denied".
last_words() {
  first=$(printf '%s\n' "$1" | sed -n 1p | tr -d '\000-\037\177')
  printf '%s\n' "${first##*: }"
}

# Whether bin/expgate of the prefix is one of ours, or was and does not run any more.
is_ours() {
  if [ "$force" = yes ] || [ ! -e "$program" ] || answers "$program"; then return; fi
  [ -f "$list" ] && grep -qxF bin/expgate "$list" && { [ ! -s "$program" ] || ! "$program" --version </dev/null >/dev/null 2>&1; }
}

# sweep: removes those folders of the files on stdin that are empty now.
sweep() {
  { sed 's|/[^/]*$||' && say share/expgate; } | sort -ru | while IFS= read -r folder; do (cd "$prefix" && rmdir -p "$folder" 2>/dev/null) || true; done
}

# --- git's hooks of this user, which `expgate install --global` writes to share/expgate/hooks in ~/.local ---

hooks_path() { git config --global --path --get core.hooksPath 2>/dev/null || true; }

# physical FOLDER: its name without symbolic links, or as it is.
physical() { (cd "$1" 2>/dev/null && pwd -P) || say "$1"; }

# is_template FILE: whether it is the text of a hook, not a hook. Version 0.1.0 laid these where the hooks are.
is_template() { grep -qE '^(gate=@EXPGATE@|folder=@FOLDER@)$' "$1" 2>/dev/null; }

# Whether git looks into a folder of hooks that call the program of this prefix.
is_global() {
  global=$(hooks_path)
  [ -n "$global" ] && [ -f "$global/pre-commit" ] || return 1
  for gate in "$program" "$(physical "$prefix/bin")/expgate"; do
    if grep -qxF -e "gate=$gate" -e "gate='$gate'" "$global/pre-commit"; then return; fi
  done
  is_template "$global/pre-commit" # of 0.1.0
}

# Writes hooks anew that templates have overwritten.
heal_hooks() {
  folder=$prefix/share/expgate/hooks global=$(hooks_path)
  if [ -n "$global" ] && [ "$(physical "$global")" = "$(physical "$folder")" ] && is_template "$folder/pre-commit"; then
    "$program" install --global >/dev/null || die "the hooks in $folder check nothing: expgate install --global"
    say "$folder: hooks written anew"
  fi
  remove_templates
}

remove_templates() {
  for file in "$prefix"/share/expgate/hooks/*; do ! is_template "$file" || rm -f "$file"; done
}

# --- in ---

# The tarball has a list of all files with their checksums.
check_unpacked() {
  grep -qs '  bin/expgate$' "$sums" || die "$sums is not there or damaged: unpack the tarball again"
  checked=$(cd "$here" && LC_ALL=C sha256sum -c SHA256SUMS 2>/dev/null) || true
  bad=$(printf '%s\n' "$checked" | sed -n 's/: FAILED.*//p' | sed -n 1p)
  [ -z "$bad" ] || die "$here/$bad is damaged or not there: unpack the tarball again"
  [ "$(printf '%s\n' "$checked" | grep -c ': OK$')" = "$(grep -c '' "$sums")" ] || die "$sums is damaged: unpack the tarball again"
  answers "$here/bin/expgate" && return
  machine=$(uname -m)
  # The head of an ELF file has the number of its processor.
  case $(od -An -tu1 -N20 "$here/bin/expgate" 2>/dev/null | tr -s ' \n' ' '):$machine in
    ' 127 69 76 70 '*' 62 0 :x86_64' | ' 127 69 76 70 '*' 183 0 :aarch64') ;;
    ' 127 69 76 70 '*) die "$here/bin/expgate does not run on this machine ($machine): get the tarball for it" ;;
  esac
  die "$here/bin/expgate does not run: it says '$(last_words "$said")', not \`expgate X.Y.Z\`"
}

check_target() {
  while read -r _ file; do
    case /$file/ in */../* | //*) die "$sums is damaged: unpack the tarball again" ;; /bin/* | /share/*) ;; *) die "$sums names '$file', which is not of expgate" ;; esac
    [ ! -d "$prefix/$file" ] || die "$prefix/$file is a folder: move it away, or choose another --prefix"
  done <"$sums"
  is_ours || die "$program is another program: move it away, choose another --prefix, or have it replaced with --force"
}

# A new version of a file lies beside the old one until all are there.
copy() {
  case $1 in bin/*) mode=755 ;; *) if [ -x "$here/$1" ]; then mode=755; else mode=644; fi ;; esac
  mkdir -p "$prefix/${1%/*}" && rm -f "$prefix/$1.new" && cp "$here/$1" "$prefix/$1.new" && chmod "$mode" "$prefix/$1.new"
}

# write_list: from stdin, at once.
write_list() { sort -u >"$list.new" && mv -f "$list.new" "$list"; }

# Everything is again as it was before.
undo() {
  trap - EXIT
  while read -r _ file; do rm -f "$prefix/$file.new"; done <"$sums"
  rm -f "$list.new"
  if [ -n "$before" ]; then printf '%s\n' "$before" | write_list || true; else rm -f "$list" && printf '%s\n' "$names" | sweep; fi
}
give_up() {
  undo
  die "$1"
}

install_all() {
  check_unpacked
  version=$said
  check_target
  if [ "$dry_run" = yes ]; then
    say "would install $version to $prefix"
    return
  fi
  if ! mkdir -p "$prefix/bin" "$prefix/share/expgate" 2>/dev/null || [ ! -w "$prefix/bin" ] || [ ! -w "$prefix/share/expgate" ]; then
    die "cannot write to $prefix: choose another --prefix, or become root for this one"
  fi
  names=$(sed 's/^[^ ]*  //' "$sums")
  before=$(cat "$list" 2>/dev/null) || true
  trap undo EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # The list comes first: --uninstall finds all that is there, whatever happens next.
  problem=$({ printf '%s\n%s\n' "$before" "$names" | grep . | write_list; } 2>&1) || give_up "cannot write $list: $(last_words "$problem")"
  while read -r _ file; do
    problem=$(copy "$file" 2>&1) || give_up "cannot write $prefix/$file: $(last_words "$problem")"
  done <"$sums"
  answers "$program.new" || give_up "$program would not run there: $(last_words "$said")"
  done=installed
  ! cmp -s "$program.new" "$program" || done='already in place,'
  trap - EXIT
  while read -r _ file; do
    mv -f "$prefix/$file.new" "$prefix/$file" || die "cannot write $prefix/$file"
  done <"$sums"
  heal_hooks
  # What an older version had beyond this one. Hooks are the user's.
  printf '%s\n' "$before" | while IFS= read -r file; do
    case $file in '' | share/expgate/hooks/*) continue ;; esac
    printf '%s\n' "$names" | grep -qxF -e "$file" || rm -f "$prefix/$file"
  done
  printf '%s\n' "$before" | sweep
  printf '%s\n' "$names" | write_list
  say "$program: $done $version"
  case :${PATH:-}: in
    *":$prefix/bin:"*) ;;
    *) say "note: $prefix/bin is not in your PATH yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
  say 'next, in a repository: expgate init'
}

# --- out ---

uninstall_all() {
  names=bin/expgate
  if [ -f "$list" ]; then
    names=$(cat "$list")
  elif [ ! -e "$program" ]; then
    die "nothing was installed to $prefix: $list is not there"
  fi
  is_ours || die "$program is another program: have it removed with --force"
  [ ! -d "$program" ] || die "$program is a folder: move it away"
  if [ "$dry_run" = yes ]; then
    ! is_global || say "would run $program uninstall --global"
    printf '%s\n' "$names" | sed "s|^|would remove $(printf '%s' "$prefix" | sed 's/[\\&|]/\\&/g')/|"
    return
  fi
  if is_global; then
    "$program" uninstall --global ||
      say "note: git still looks for hooks in $global: git config --global --unset core.hooksPath" >&2
  fi
  remove_templates
  problem=$(printf '%s\n' "$names" | while IFS= read -r file; do
    case $file in
      *../* | share/expgate/hooks/*) ;;
      bin/* | share/*) rm -f "$prefix/$file" "$prefix/$file.new" || exit 1 ;;
    esac
  done 2>&1) || die "cannot remove all of it: $(last_words "$problem"); the rest is listed in $list"
  rm -f "$list" "$list.new" 2>/dev/null || die "cannot remove $list"
  printf '%s\n' "$names" | sweep
  say "$program: removed"
}

main() {
  for tool in cat chmod cmp cp grep mkdir mv od rm rmdir sed sha256sum sort tr uname; do
    command -v "$tool" >/dev/null || die "needs the program \`$tool\`, which is not in the PATH"
  done
  case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
  here=$(cd -- "${here:-/}" && pwd)
  sums=$here/SHA256SUMS
  prefix=${HOME:-}/.local
  action=install
  dry_run=no force=no
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix) [ $# -ge 2 ] || die '--prefix needs a folder'; prefix=$2; shift ;;
      --uninstall) action=uninstall ;;
      --force) force=yes ;;
      --dry-run) dry_run=yes ;;
      -h | --help) usage; exit ;;
      *) usage >&2; die "unknown option '$1'" ;;
    esac
    shift
  done
  case $prefix in
    /.local) die 'HOME is not set: choose a folder with --prefix' ;;
    /*) ;;
    *) prefix=$PWD/$prefix ;;
  esac
  while [ "${prefix%/}" != "$prefix" ]; do prefix=${prefix%/}; done
  program=$prefix/bin/expgate
  list=$prefix/share/expgate/files
  case $action in install) install_all ;; uninstall) uninstall_all ;; esac
}

main "$@"; exit # all of the script is read by now
