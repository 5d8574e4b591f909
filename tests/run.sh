#!/usr/bin/env bash
# All tests, from an empty clone on: installs what is missing, builds, runs. Arguments go on to ctest (-R NAME, -j 4, …).
set -euo pipefail
unset CDPATH # `cd` would look there first
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

./install.sh --packages test
./install.sh --packages server-test
./install.sh --git # the newest one, for what Debian's cannot do
./install.sh --build # the static executable, which some tests look at
cmake --preset dev
cmake --build --preset dev
ctest --preset dev --parallel "$(nproc)" "$@"
