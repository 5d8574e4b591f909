#!/usr/bin/env bash
# usage: layout.sh ARCH ROOTFS PROGRAM LICENSES VERSION LAYOUT
#
# Makes LAYOUT, an OCI image layout with the tag VERSION: ROOTFS and above it the program. It runs as a user without rights, in /repository.
set -euo pipefail
arch=$1 rootfs=$2 program=$3 licenses=$4 version=$5 layout=$6
: "${SOURCE_DATE_EPOCH:?must be set}"
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
image=$layout:$version
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
layer=$(mktemp -d)
trap 'rm -rf "$layer"' EXIT

install -D -m 755 "$program" "$layer/root/usr/bin/expgate"
install -D -m 755 "$here/entrypoint.sh" "$layer/root/usr/bin/expgate-entrypoint"
install -D -m 644 "$licenses" "$layer/root/usr/share/doc/expgate/THIRD-PARTY"
install -D -m 644 "$here/../../LICENSE" "$layer/root/usr/share/doc/expgate/LICENSE"
tar -C "$layer/root" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" -cf "$layer/program.tar" usr

umoci init --layout "$layout"
umoci new --image "$image"
umoci raw add-layer --image "$image" "--history.created=$created" "--history.created_by=Debian 12 with git" "$rootfs"
umoci raw add-layer --image "$image" "--history.created=$created" "--history.created_by=expgate $version" "$layer/program.tar"
umoci config --image "$image" "--history.created=$created" "--history.created_by=configuration" "--created=$created" --os linux "--architecture=$arch" \
  --config.user 1000:1000 --config.workingdir /repository --config.entrypoint expgate-entrypoint --config.cmd --help \
  --config.env PATH=/usr/local/bin:/usr/bin:/bin --config.env HOME=/home/expgate \
  --config.label "org.opencontainers.image.version=$version" --config.label org.opencontainers.image.licenses=Apache-2.0 \
  --config.label 'org.opencontainers.image.title=expgate' --config.label 'org.opencontainers.image.description=Commit and push checks for deep-learning repositories'
umoci gc --layout "$layout"
