# shellcheck shell=bash
# For suites that install what a release has: its files for this machine's processor, made once for all of them.

# shellcheck disable=SC2034,SC2154 # for the suites; of lib.sh
readonly dist=$EXPGATE_SOURCE_DIR/build/dist
version=$(sed -nE 's/^project\(expgate VERSION ([0-9.]+).*/\1/p' "$EXPGATE_SOURCE_DIR/CMakeLists.txt")

# release_files PART…: makes them into $dist, beside other suites that want some, too. Fails as packaging/release.sh does.
# shellcheck disable=SC2154 # of lib.sh
release_files() {
  (
    flock 9
    env -u GIT_CONFIG_GLOBAL HOME="${machine_cache%/.cache}" XDG_CACHE_HOME="$machine_cache" \
      "$EXPGATE_SOURCE_DIR/packaging/release.sh" --arch x86_64 --out "$dist" "$@" >"$work/release.log" 2>&1 || { cat "$work/release.log" && exit 1; }
  ) 9>>"$EXPGATE_SOURCE_DIR/build/dist.lock"
}

# venv NAME REQUIREMENT…: $work/NAME, with these from the registry. Where they cannot be had, the test says so and is skipped.
venv() {
  local name=$1
  shift
  python3 -m venv "$work/$name" && "$work/$name/bin/pip" -q install "$@" >pip.log 2>&1 && return
  ok "SKIPPED: pip cannot install $*: $(tail -n 1 pip.log)"
  return 1
}
