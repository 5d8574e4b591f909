#!/bin/bash
# What Python people install: the wheel with pip, pipx and uv, the mirror repository with pre-commit and prek.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=release.sh
. "$(dirname "$0")/release.sh"

release_files wheel pre-commit sdist || exit 1
wheel=$(ls "$dist"/*x86_64.whl)
export PIP_FIND_LINKS=$dist UV_FIND_LINKS=$dist PIP_DISABLE_PIP_VERSION_CHECK=1

# judges PROGRAM…: it rejects a bad message and takes a good one.
judges() {
  printf 'did things\n' >bad && printf 'feat: add a thing\n' >good
  exits "$1: a bad message" 1 "${@:2}" commit-msg bad
  says "$1: says what is wrong" 'error[commit-header]'
  exits "$1: a good one" 0 "${@:2}" commit-msg good
}

test_what_is_in_it() {
  is 'not over 5 MB' yes "$([ "$(stat -c %s "$wheel")" -le 5000000 ] && echo yes)"
  run python3 -m zipfile -l "$wheel"
  says 'the program' "expgate-$version.data/scripts/expgate"
  says 'the licences of what is linked in' "expgate-$version.dist-info/licenses/THIRD-PARTY"
  is 'what `python -m` runs' 'expgate/__init__.py expgate/__main__.py' "$(grep -o '[^ ]*\.py' <<<"$out" | xargs)"
  if ! venv checker twine check-wheel-contents; then return; fi
  exits 'an index would take it' 0 "$work/checker/bin/twine" check --strict "$wheel" "$dist/expgate-$version.tar.gz"
}

test_pip() {
  git init -q
  python3 -m venv env
  exits 'it installs without an index' 0 env/bin/pip -q install --no-index expgate
  is 'that version' "expgate $version" "$(env/bin/expgate --version)"
  judges pip env/bin/expgate
  judges 'python -m' env/bin/python -m expgate
  printf 'feat: add a thing\n' >$'b\xe9'
  exits 'with any bytes as its arguments' 0 env/bin/python -m expgate commit-msg $'b\xe9'
  mv env/bin/expgate whole && : >env/bin/expgate && chmod 755 env/bin/expgate
  exits 'an empty program' 2 env/bin/python -m expgate --version
  is 'is named' "expgate: cannot start $(readlink -f env/bin)/expgate: Exec format error" "$out"
  rm env/bin/expgate
  exits 'none' 2 env/bin/python -m expgate --version
  says 'is said' 'No such file or directory'
  mv whole env/bin/expgate
  exits 'it goes' 0 env/bin/pip -q uninstall -y expgate
  is 'whole' '' "$(find env -name '*expgate*')"
}

test_other_processors_get_no_program() {
  python3 -m venv env
  exits 'pip says that there is none' 1 env/bin/pip download --no-index --no-deps --only-binary :all: --platform manylinux2014_riscv64 expgate
}

test_uv_and_pipx() {
  venv tools uv pipx || return 0
  git init -q
  judges uvx "$work/tools/bin/uvx" --from "$wheel" expgate
  exits 'uv installs it' 0 env UV_TOOL_DIR="$PWD/uv" UV_TOOL_BIN_DIR="$PWD/bin" "$work/tools/bin/uv" tool install --quiet "$wheel"
  judges uv bin/expgate
  exits 'pipx installs it' 0 env PIPX_HOME="$PWD/pipx" PIPX_BIN_DIR="$PWD/pipx-bin" "$work/tools/bin/pipx" install "$wheel"
  judges pipx pipx-bin/expgate
}

# mirror: the repository that a team would have on its server, in $mirror.
mirror() {
  of_kind sha1-files # pre-commit fetches hooks into repositories of the usual kind
  mirror=$PWD/mirror
  git clone -q -b main "$dist/expgate-pre-commit-$version.bundle" "$mirror"
  git init -q --bare project.git
  clone project
  save 'chore: begin' a.txt
  git push -q origin main
  cat >.pre-commit-config.yaml <<YAML
minimum_pre_commit_version: "3.2.0"
default_install_hook_types: [pre-commit, commit-msg, pre-push]
repos:
  - repo: $mirror
    rev: v$version
    hooks: [{id: expgate-pre-commit}, {id: expgate-commit-msg}, {id: expgate-pre-push}]
YAML
  git add .pre-commit-config.yaml && save 'chore: check commits' && git push -q origin main
}

# manages PROGRAM: the hooks of the mirror under pre-commit or prek, without an expgate in the PATH.
manages() {
  local tool=$1
  is "$1: nothing is there before" '' "$(command -v expgate || true)"
  exits "$1: takes the repository" 0 "$tool" install
  commit_refused "$1: a bad message" commit-header --allow-empty -m 'did things'
  big best.pt && git add -f best.pt
  commit_refused "$1: a checkpoint" artifact-path -m 'feat: add weights'
  git rm -q --cached best.pt
  commit_ok "$1: a good commit" --allow-empty -m 'feat: add a thing'
  says_not "$1: without warnings" '[WARNING]'
  git checkout -q -b feature/x
  push_ok "$1: a good push"
  save 'did things' b.txt
  push_refused "$1: a bad push" commit-header
  exits "$1: all files" 0 "$tool" run --all-files
  exits "$1: a range with a bad file" 1 bash -c "git add -f best.pt && git commit -q --no-verify -m 'feat: add weights' && $tool run --from-ref HEAD~1 --to-ref HEAD"
  says "$1: names it" 'best.pt'
  git checkout -q -b feature/one main && save 'feat: add one' one.txt
  git checkout -q -b feature/two main && save 'did two things' two.txt
  push_refused "$1: of two refs, the one that it is not shown" commit-header origin feature/one feature/two
  says "$1: it says so" 'also checked: `refs/heads/feature/two`'
}

test_pre_commit() {
  venv frame 'pre-commit>=4' || return 0
  mirror
  export PRE_COMMIT_HOME=$PWD/../pre-commit PATH=$work/frame/bin:$PATH
  manages pre-commit
}

test_prek() {
  venv prek prek uv || return 0
  mirror
  export PREK_HOME=$PWD/../prek PATH=$work/prek/bin:$PATH
  manages prek
}

run_tests "$@"
