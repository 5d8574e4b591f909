#!/bin/bash
# What npm people install: the packages, `npx expgate`, and what the launcher says where there is no program.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=release.sh
. "$(dirname "$0")/release.sh"

command -v npm >/dev/null || { echo 'skipped: there is no npm (install.sh --packages test)'; exit 77; }
release_files npm || exit 1
export npm_config_cache=$work/npm npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

# The package for the other processor, as far as npm reads it.
mkdir "$work/arm64" && tar -xzf "$dist/expgate-linux-x64-$version.tgz" -C "$work/arm64"
sed -i 's/x64/arm64/g' "$work/arm64/package/package.json" && : >"$work/arm64/package/bin/expgate"
readonly arm64=$work/expgate-linux-arm64-$version.tgz
tar -czf "$arm64" -C "$work/arm64" package

# project [FILE…]: a project, and a registry with these files of the release.
project() {
  git init -q && echo '{"private": true}' >package.json
  python3 "$here/npm_registry.py" "$PWD/port" "$arm64" "${@/#/$dist/}" &
  registry=$!
  trap 'kill "$registry"' EXIT
  while [ ! -s port ]; do sleep 0.1; done
  npm_config_registry=http://127.0.0.1:$(cat port)
  export npm_config_registry
}

test_install_and_run() {
  project "expgate-$version.tgz" "expgate-linux-x64-$version.tgz"
  exits 'it installs' 0 npm install --silent --save-dev expgate
  is 'its version' "expgate $version" "$(npx expgate --version)"
  is 'one program' 1 "$(find node_modules -path '*/bin/expgate' -type f | wc -l)"
  printf 'did things\n' >bad && printf 'feat: add a thing\n' >good
  exits 'a bad message' 1 npx expgate commit-msg bad
  says 'is rejected' 'error[commit-header]'
  exits 'a good one' 0 npx expgate commit-msg good
  exits 'what is mistyped' 2 npx expgate comit-msg good
  exits 'standard input goes through' 2 bash -c 'echo broken | npx expgate pre-receive'
  rm -r node_modules
  exits 'from the lock file' 0 npm ci --silent
  is 'it is there again' "expgate $version" "$(npx expgate --version)"
}

test_npx_alone() {
  project "expgate-$version.tgz" "expgate-linux-x64-$version.tgz"
  is 'needs no set-up' "expgate $version" "$(npx --yes expgate --version)"
}

test_without_the_platform_package() {
  project "expgate-$version.tgz"
  exits 'it installs' 0 npm install --silent --omit=optional expgate
  exits 'it cannot decide' 2 node_modules/.bin/expgate --version
  says 'and says what to install' 'the package expgate-linux-x64 is not installed; run `npm install` without --omit=optional'
  printf 'Object.defineProperty(process, "platform", {value: "darwin"});\n' >mac.js
  exits 'another system' 2 node -r ./mac.js node_modules/.bin/expgate --version
  says 'is named' 'there is no program for darwin on x64; expgate runs on Linux'
}

test_the_end_of_the_launcher_is_that_of_the_program() {
  project "expgate-$version.tgz" "expgate-linux-x64-$version.tgz"
  npm install --silent expgate
  mkfifo pipe
  node_modules/.bin/expgate pre-receive <pipe >/dev/null 2>&1 &
  local launched=$! status=0
  exec 8>pipe
  sleep 1
  kill -TERM "$launched"
  wait "$launched" || status=$?
  exec 8>&-
  is 'a signal' 143 "$status"
  is 'nothing is left' '' "$(pgrep -f "$PWD/node_modules/expgate-linux" || true)"
}

# ended SIGNAL WHOM: the launcher's exit code once its program, or the shell that waits for it, was ended by that signal.
ended() {
  mkfifo pipe
  node_modules/.bin/expgate pre-receive <pipe >/dev/null 2>&1 &
  local launched=$! status=0 pid
  exec 8>pipe
  until pid=$(pgrep -f "^$PWD/node_modules/expgate-linux-x64/bin/expgate pre-receive"); do sleep 0.1; done
  [ "$2" = program ] || pid="$(ps -o ppid= -p "$pid" | tr -d ' ') $pid"
  # shellcheck disable=SC2086
  kill -"$1" $pid
  wait "$launched" || status=$?
  exec 8>&-
  rm pipe
  printf '%s\n' "$status"
}

test_no_end_of_the_program_is_taken_for_a_pass() {
  project "expgate-$version.tgz" "expgate-linux-x64-$version.tgz"
  npm install --silent expgate
  local signal program=node_modules/expgate-linux-x64/bin/expgate
  for signal in 9 11 34 64; do is "signal $signal" "$([ "$signal" = 11 ] && echo 2 || echo "$((128 + signal))")" "$(ended "$signal" program)"; done
  is 'a signal without a name, to all' 2 "$(ended 34 all)"
  mv "$program" whole
  : >"$program" && chmod 755 "$program"
  exits 'an empty program' 2 node_modules/.bin/expgate --version
  is 'is named' "expgate: $PWD/$program is damaged, or not for x64: remove node_modules and run \`npm install\` again" "$out"
  echo >"$program"
  exits 'an empty line' 2 node_modules/.bin/expgate --version
  head -c 5000000 whole >"$program"
  exits 'half of it' 2 node_modules/.bin/expgate --version
  cp whole "$program" && printf '\267' | dd of="$program" bs=1 seek=18 conv=notrunc status=none
  exits 'the program of another processor' 2 node_modules/.bin/expgate --version
  says 'is named' 'not for x64'
  cp whole "$program" && chmod 644 "$program"
  exits 'one that may not be run' 2 node_modules/.bin/expgate --version
  chmod 755 "$program"
  exits 'the whole one' 0 node_modules/.bin/expgate --version
}

test_what_is_not_utf_8_is_not_passed_on_as_something_else() {
  project "expgate-$version.tgz" "expgate-linux-x64-$version.tgz"
  npm install --silent expgate
  printf 'feat: add a thing\n' >$'b\xe9'
  cp $'b\xe9' 'gö d'
  exits 'an argument' 2 node_modules/.bin/expgate commit-msg $'b\xe9'
  says 'is said' 'is not UTF-8'
  is 'in one line' 1 "$(grep -c '' <<<"$out")"
  exits 'a variable of git' 2 env GIT_DIR=$'b\xe9' node_modules/.bin/expgate commit-msg 'gö d'
  says 'is named' "'GIT_DIR' is not UTF-8"
  exits 'one that says nothing to expgate' 0 env GREETING=$'b\xe9' node_modules/.bin/expgate commit-msg 'gö d'
}

run_tests "$@"
