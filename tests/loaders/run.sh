#!/bin/bash
# The seed that expgate reads is the one that a project's own loader reads: small projects, one or more for each config system, with the
# seed, without it, with null and with it moved to a part; each edit that a rejection proposes is carried out, and the config is loaded.
#
#   EXPGATE=BINARY tests/loaders/run.sh [--python PYTHON] [PART…]
#
#   --python  one that has requirements.txt installed; otherwise a virtual environment is made in EXPGATE_LOADERS (.cache of the build)
#   PART      only projects that have it in their names
#
# Prints a table of what went wrong, and counts; exit code 1 if there is a failure, 77 if the loaders cannot be had ("skipped: why").
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=
if [ "${1:-}" = --python ]; then
  python=$2
  shift 2
fi
if [ -z "$python" ]; then
  folder=${EXPGATE_LOADERS:-${TMPDIR:-/tmp}/expgate-loaders}
  python=$folder/bin/python
  command -v python3 > /dev/null || { echo "skipped: there is no python3"; exit 77; }
  if ! cmp -s "$here/requirements.txt" "$folder/installed.txt"; then
    log=$(mktemp)
    if ! { python3 -m venv --clear "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
      -r "$here/requirements.txt"; } > "$log" 2>&1; then
      echo "skipped: the loaders cannot be installed: $(tail -n 1 "$log")"
      rm -f "$log"
      exit 77
    fi
    rm -f "$log"
    cp "$here/requirements.txt" "$folder/installed.txt"
  fi
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -B "$here/loaders.py" "$EXPGATE" "$work" "$@"
