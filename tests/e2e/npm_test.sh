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

run_tests "$@"
