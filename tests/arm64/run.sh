#!/usr/bin/env bash
# The arm64 program under qemu: hooks and commands through real git, and with --unit the unit tests, which takes a build of its own.
# Needs root: the kernel has to know of qemu while this runs, since hooks start the program by themselves.
set -euo pipefail
unset CDPATH # `cd` would look there first
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
root=$PWD

[ "$(id -u)" = 0 ] || { echo 'skipped: only root can tell the kernel of qemu'; exit 77; }
packaging/release.sh --arch aarch64 --out build/dist-arm64 tarball deb wheel npm

readonly kernel=/proc/sys/fs/binfmt_misc
[ -e $kernel/register ] || mount -t binfmt_misc none $kernel || { echo 'skipped: this kernel has no binfmt_misc'; exit 77; }
if [ ! -e $kernel/expgate-arm64 ]; then
  printf '%s' ':expgate-arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F' >$kernel/register
fi
trap 'echo -1 >$kernel/expgate-arm64' EXIT

failed=()
for suite in commit_msg pre_commit pre_push pre_receive audit fix mend_files mend_messages encodings artifact_content ways_round_objects; do
  log=build/arm64/$suite.log
  if EXPGATE=$root/build/arm64/expgate EXPGATE_SOURCE_DIR=$root bash "tests/e2e/${suite}_test.sh" >"$log" 2>&1; then
    printf 'passed  %s: %s\n' "$suite" "$(tail -n 1 "$log")"
  else
    grep -A8 '^not ok' "$log" | head -40 || true
    failed+=("$suite")
  fi
done

if [ "${1:-}" = --unit ]; then
  export EXPGATE_SYSROOT=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/arm64-sysroot CMAKE_TOOLCHAIN_FILE=$root/packaging/arm64.cmake
  export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache} XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/arm64
  cmake --preset dev -B build/arm64-dev "-DEXPGATE_PROGRAMS=$root/build/release/src" >/dev/null
  cmake --build build/arm64-dev --target unit_tests | tail -n 1
  build/arm64-dev/tests/unit_tests --gtest_brief=1 | tail -n 40 || failed+=('unit tests')
fi

[ ${#failed[@]} = 0 ] || { printf 'failed: %s\n' "${failed[*]}"; exit 1; }
echo 'arm64: all passed'
