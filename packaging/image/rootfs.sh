#!/usr/bin/env bash
# usage: rootfs.sh ARCH TAR
#
# Makes TAR, the root of a small Debian 12 for ARCH (amd64, arm64) with git, curl and a shell. Packages are only unpacked, none of their
# scripts runs, so that any processor will do. The same packages give the same bytes.
set -euo pipefail
arch=$1 tar=$2
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
: "${SOURCE_DATE_EPOCH:?must be set}"

# Debian's sources of this machine; apt fills in the names.
# shellcheck disable=SC2016
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u)
packages=base-files,base-passwd,bash,ca-certificates,coreutils,curl,dash,findutils,git,grep,gzip,libc-bin,netbase,sed,tar

printf '%s\n' "$sources" |
  mmdebstrap --quiet --variant=extract --skip=check/qemu "--architectures=$arch" "--include=$packages" "--extract-hook=$here/after-unpacking.sh" \
    bookworm "$tar" -
tar --delete -f "$tar" ./etc/apt ./var/lib/apt ./var/cache/apt # they name this machine's mirror
