#!/usr/bin/env bash
# The commit is built twice, in folders of different names and lengths, without a compiler cache: all files of a release are the same.
set -euo pipefail
unset CDPATH # `cd` would look there first
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CCACHE_DISABLE=1

for name in one "another folder, with a longer name"; do
  git clone -q . "$work/$name"
  "$work/$name/packaging/release.sh" --arch x86_64 --out "$work/$name.dist"
done
cd "$work"
diff one.dist/SHA256SUMS 'another folder, with a longer name.dist/SHA256SUMS' || { echo 'the two differ'; exit 1; }
echo "$(wc -l <one.dist/SHA256SUMS) files, the same twice"
