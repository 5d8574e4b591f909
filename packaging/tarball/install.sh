#!/bin/sh
# Installs the expgate program that lies beside this script, on any Linux. Nothing is built, nothing is fetched; root is needed only where
# the folder asks for it.
set -eu

usage() {
  cat <<'TEXT'
usage: ./install.sh [--prefix DIR] [--dry-run]
       ./install.sh --uninstall [--prefix DIR] [--dry-run]

Copies bin/ and share/ to DIR (default: ~/.local). Then, in a repository: expgate init
TEXT
}
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 2
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
prefix=${HOME:-}/.local
action=install
dry_run=no
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || die '--prefix needs a folder'; prefix=$2; shift ;;
    --uninstall) action=uninstall ;;
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
list=$prefix/share/expgate/files

if [ "$action" = uninstall ]; then
  [ -f "$list" ] || die "nothing was installed to $prefix: $list is not there"
  while IFS= read -r file; do
    if [ "$dry_run" = yes ]; then printf 'would remove %s\n' "$prefix/$file"; else rm -f -- "$prefix/$file"; fi
  done <"$list"
  [ "$dry_run" = no ] || exit 0
  sed 's|/[^/]*$||' "$list" | sort -ru | while IFS= read -r folder; do (cd "$prefix" && rmdir -p "$folder" 2>/dev/null) || true; done
  rm -f "$list"
  (cd "$prefix" && rmdir -p share/expgate 2>/dev/null) || true
  printf '%s: removed\n' "$prefix/bin/expgate"
  exit 0
fi

version=$("$here/bin/expgate" --version 2>/dev/null) ||
  die "$here/bin/expgate does not run on this machine ($(uname -m)): get the tarball for it"
if [ "$dry_run" = yes ]; then
  printf 'would install %s to %s\n' "$version" "$prefix"
  exit 0
fi
if ! mkdir -p "$prefix/bin" "$prefix/share/expgate" 2>/dev/null || [ ! -w "$prefix/bin" ] || [ ! -w "$prefix/share" ]; then
  die "cannot write to $prefix: choose another --prefix, or become root for this one"
fi

# Each file is put in place at once: a hook may be running the program.
place() { mkdir -p "$prefix/${1%/*}" && cp -p "$here/$1" "$prefix/$1.new" && mv -f "$prefix/$1.new" "$prefix/$1"; }
(cd "$here" && find bin share -type f) | while IFS= read -r file; do
  place "$file" 2>/dev/null || {
    rm -f "$prefix/$file.new"
    die "cannot write $prefix/$file: is the disk full?"
  }
done
(cd "$here" && find bin share -type f) >"$list"
printf '%s: installed %s\n' "$prefix/bin/expgate" "$version"
case :${PATH:-}: in
  *":$prefix/bin:"*) printf 'next, in a repository: expgate init\n' ;;
  *) printf 'not in your PATH yet: export PATH="%s:%s"\nnext, in a repository: expgate init\n' "$prefix/bin" "\$PATH" ;;
esac
