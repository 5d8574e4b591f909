#!/bin/bash
# Advice is tested by obeying it: makes a fault in a small repository, has it rejected, carries out literally what the rejection says, and
# pushes again. That push must be accepted, with nothing lost.
#
#   tests/obey/run.sh [--long] [--jobs N] [--keep FOLDER] [PART…]
#
#   EXPGATE_KIND=sha256-reftable chooses what kind of repositories they are, as in tests/e2e/lib.sh.
#
#   --long    every fault in every place; otherwise every fault in the two places that tell most
#   --jobs N  so many cases at once (1)
#   --keep    where the repositories of failures are left (a new folder below TMPDIR)
#   PART      only cases that have it in their names, such as `artifact-path`, `merge`, `mend` or `server`
#
# Prints a table of what went wrong, and counts; exit code 1 if there is a failure.
# shellcheck source=SCRIPTDIR/../e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
python3 -B "$EXPGATE_SOURCE_DIR/tests/obey/obey.py" "$EXPGATE" "$work" "$@"
