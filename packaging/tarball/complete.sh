#!/bin/sh
# usage: complete.sh FOLDER, which holds bin/ and share/: adds the script that installs them, and the list of checksums that it goes by.
set -eu
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd)
cd -- "$1"
install -m 755 "$here/install.sh" install.sh
find bin share -type f | LC_ALL=C sort | while IFS= read -r file; do sha256sum "$file"; done >SHA256SUMS
chmod 644 SHA256SUMS
