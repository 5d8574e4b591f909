#!/usr/bin/env bash
# Writes a tarball for `gitaly hooks set` to standard output: the gate's hook and a policy, for one project of a GitLab.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: ./make-hooks-tar.sh [--warn] [--binary FILE] [POLICY] >hooks.tar

  POLICY          the project's server policy (default: none; the server's or the repository's counts)
  --warn          a soft start: violations are reported but not blocked
  --binary FILE   the expgate that the hook calls, at the same path on each Gitaly node
                  (default: the one in PATH)
TEXT
}

die() {
  printf 'make-hooks-tar.sh: %s\n' "$*" >&2
  exit 2
}

mode=enforce
policy=
binary=$(command -v expgate || true)
while [ $# -gt 0 ]; do
  case $1 in
    --warn) mode=warn ;;
    --binary) [ $# -ge 2 ] || die '--binary needs a value'; binary=$2; shift ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; die "does not know '$1'" ;;
    *) [ -z "$policy" ] || die 'one policy is enough'; policy=$1 ;;
  esac
  shift
done
[ -x "$binary" ] || die "no program at '$binary': ./install.sh --prefix /usr/local puts it there"
[ ! -t 1 ] || die 'a tarball is nothing to look at: end the line with >hooks.tar'
[ -z "$policy" ] || "$binary" policy check "$policy" >&2 || die "$policy is not fit to be installed"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/custom_hooks"
# Beside a hook of the project's own, and where `expgate doctor --server` looks.
"$binary" install --gitlab "$folder/custom_hooks" --mode "$mode" >/dev/null
if [ -n "$policy" ]; then install -m 644 "$policy" "$folder/custom_hooks/expgate.yaml"; fi
chmod 755 "$folder/custom_hooks" "$folder/custom_hooks/pre-receive.d"
tar -C "$folder" --owner=0 --group=0 --numeric-owner --sort=name -cf - custom_hooks
