#!/bin/bash
# install.sh, with a build that only copies the binary under test, and an apt that only writes down what it is asked.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# stub NAME: a program of that name that comes first in the PATH; its script is read from stdin.
stub() {
  { echo '#!/bin/bash'; cat; } >"$PWD/stubs/$1"
  chmod +x "$PWD/stubs/$1"
}

# A copy of the script, all packages there, libgit2 and tree-sitter there.
grammar=cache/expgate/tree-sitter-0.25.10-python-0.25.0/python/src
prepare() {
  mkdir -p tree/build/release tree/packaging stubs cache/expgate/libgit2-1.9.7-2/lib "$grammar" "home dir"
  cp "$EXPGATE_SOURCE_DIR/install.sh" tree/ && cp -r "$EXPGATE_SOURCE_DIR/packaging/tarball" tree/packaging/
  touch cache/expgate/libgit2-1.9.7-2/lib/libgit2-experimental.a "$grammar/parser.c"
  export HOME="$PWD/home dir" XDG_CACHE_HOME=$PWD/cache PATH=$PWD/stubs:$PATH
  stub dpkg-query <<<'for name in "${@:4}"; do [ "$name" = "${LACKING:-}" ] || echo "installed $name"; done'
  stub cmake <<STUB
case \$1 in
  --build) cp '$EXPGATE' '$PWD/tree/build/release/expgate' ;;
  --install) mkdir -p "\$DESTDIR\$4/bin" "\$DESTDIR\$4/share/man/man1" && cp '$EXPGATE' "\$DESTDIR\$4/bin/" && echo page >"\$DESTDIR\$4/share/man/man1/expgate.1.gz" ;;
esac
STUB
  stub apt-get <<<"echo \"\$*\" >>'$PWD/apt.log'; [ -z \"\${APT_FAILS:-}\" ]"
  stub sudo <<<'[ "$1" != -n ] || shift; exec "$@"'
  install=$PWD/tree/install.sh
}
there() {
  if [ -e "$1" ]; then echo there; else echo gone; fi
}

test_installs_and_is_undone() {
  prepare
  git init -q work && git init -q --bare server.git
  passes 'installs from another folder, with blanks in HOME' "$install" --client work --server server.git --global
  is 'the program' "$("$EXPGATE" --version)" "$("$HOME/.local/bin/expgate" --version)"
  says 'says where the program is to be found' 'is not in your PATH'
  is 'the manual page' page "$(cat "$HOME/.local/share/man/man1/expgate.1.gz")"
  is 'the hooks of the client' there "$(there work/.git/hooks/pre-push)"
  is 'the hook of the server' there "$(there server.git/hooks/pre-receive)"
  is 'the hooks of all' there "$(there "$HOME/.local/share/expgate/hooks/pre-commit")"
  is 'no package is asked for' gone "$(there apt.log)"
  passes 'a second time' env PATH="$HOME/.local/bin:$PATH" "$install" --client work --server server.git
  says 'is already in place' 'bin/expgate: already in place'
  says_not 'and in the PATH' 'is not in your PATH'
  git init -q other && cd other
  commit_refused 'the hooks of all still check' commit-header --allow-empty -m 'did things'
  cd ..
  passes 'is undone' "$install" --uninstall
  is 'no hook is left' '' "$(find work server.git "$HOME" -name 'pre-*' ! -name '*.sample')"
  is 'no file is left' '' "$(find "$HOME" -type f)"
  is 'no folder is left' '' "$(find "$HOME/.local" -mindepth 1 2>/dev/null)"
  is 'no setting is left' '' "$(git config --global core.hooksPath || true)"
  passes 'once more' "$install" --uninstall
}

test_hooks_of_all_that_were_installed_by_hand() {
  prepare
  "$install" >/dev/null && "$HOME/.local/bin/expgate" install --global >/dev/null
  passes 'a newer one' "$install"
  git init -q work && cd work
  commit_refused 'leaves them as they are' commit-header --allow-empty -m 'did things'
  passes 'its end' "$install" --uninstall
  is 'is theirs' '' "$(git config --global core.hooksPath || true)"
  is 'no file is left' '' "$(find "$HOME" -type f)"
}

test_what_is_foreign_or_damaged_is_not_replaced() {
  prepare
  mkdir -p opt/bin && printf '#!/bin/sh\necho bank 1.0.0\n' >opt/bin/expgate && chmod 755 opt/bin/expgate
  exits 'another program' 2 "$install" --prefix "$PWD/opt"
  says 'is named' "$PWD/opt/bin/expgate is another program"
  exits 'it is not removed, either' 2 "$install" --prefix "$PWD/opt" --uninstall
  is 'it is there' 'bank 1.0.0' "$(opt/bin/expgate)"
  local EXPGATE=$PWD/empty
  : >empty && rm -r stubs opt && prepare
  exits 'a program that does not answer' 2 "$install" --prefix "$PWD/opt"
  is 'is not installed' '' "$(find opt -type f)"
}

test_without_home() {
  prepare
  passes 'a cache and a prefix do' env -u HOME "$install" --prefix "$PWD/opt"
  is 'it is installed' "$("$EXPGATE" --version)" "$(opt/bin/expgate --version)"
  exits 'without a prefix' 1 env -u HOME "$install"
  is 'it is said' 'install.sh: HOME is not set: choose a folder with --prefix' "$out"
}

test_the_prefix_is_looked_at_before_the_build() {
  prepare
  touch file
  exits 'a prefix that cannot be written to' 1 "$install" --prefix "$PWD/file/opt"
  is 'is found' "install.sh: cannot write to $PWD/file/opt: choose another --prefix, or become root for this one" "$out"
  is 'before anything is built' gone "$(there tree/build/release/expgate)"
}

test_cdpath_leads_nowhere() {
  prepare
  mkdir -p other/tree && cp "$install" other/tree/
  (export CDPATH=$PWD/other && passes 'it finds its own folder' bash tree/install.sh --prefix "$PWD/opt")
}

test_a_place_alone_is_undone() {
  prepare
  git init -q one && git init -q two
  "$install" --prefix "$PWD/opt" --client one --client two >/dev/null
  passes 'takes out one' "$install" --prefix "$PWD/opt" --uninstall --client one
  is 'that one' gone "$(there one/.git/hooks/pre-push)"
  is 'not the other' there "$(there two/.git/hooks/pre-push)"
  is 'nor the program' there "$(there opt/bin/expgate)"
  rm -rf two
  passes 'a place that is gone is no obstacle' "$install" --prefix "$PWD/opt" --uninstall
  is 'the rest' '' "$(find opt -type f)"
  cd one
  passes 'without a name: the repository here' "$install" --prefix ../opt --client
  is 'its hooks' there "$(there .git/hooks/pre-push)"
}

test_gitlab() {
  prepare
  mkdir custom
  passes 'installs' "$install" --prefix "$PWD/opt" --gitlab custom
  is 'executable for all' 755 "$(stat -c %a custom/pre-receive.d/expgate)"
  says 'says where the policy goes' '/etc/expgate/policy.yaml'
}

test_dry_run() {
  prepare
  git init -q work
  rm cache/expgate/libgit2-1.9.7-2/lib/libgit2-experimental.a "$grammar/parser.c"
  local before after
  before=$(find . -type f | sort)
  LACKING=cmake passes 'says it all' "$install" --dry-run --client work --global
  after=$(find . -type f | sort)
  says 'the packages' 'apt-get install -y --no-install-recommends cmake'
  says 'libgit2' 'would build libgit2'
  says 'tree-sitter' 'would build tree-sitter'
  says 'the build' 'would run: cmake'
  says 'the program' "would install $HOME/.local/bin/expgate"
  says 'the hooks' 'install --global'
  is 'and changes nothing' "$before" "$after"
}

test_packages() {
  prepare
  passes 'all there' "$install" --packages test
  is 'no call of apt' gone "$(there apt.log)"
  LACKING=ninja-build passes 'one missing' "$install" --packages build
  is 'it alone is installed, without an update' 'install -y --no-install-recommends ninja-build' "$(cat apt.log)"
  rm apt.log
  LACKING=shellcheck APT_FAILS=yes exits 'apt fails' 1 "$install" --packages lint
  is 'an update was tried' 'install update' "$(cut -d' ' -f1 apt.log | xargs)"
  exits 'no such group' 1 "$install" --packages all
}

# sources KIND: what install.sh makes of this list of sources (stdin) for libgit2.
sources() {
  rm -rf etc apt.sources && mkdir -p etc/sources.list.d
  cat >"etc/sources.list.d/machine.$1"
  stub apt-config <<<"echo \"etc='$PWD/etc' list='$PWD/etc/sources.list' parts='$PWD/etc/sources.list.d'\""
  stub apt-get <<<"for option; do case \$option in Dir::Etc::SourceParts=*) cat \"\${option#*=}\"/* >'$PWD/apt.sources' ;; esac; done; exit 1"
  rm -f cache/expgate/libgit2-1.9.7-2/lib/libgit2-experimental.a
  run "$install" --libgit2
  cat apt.sources 2>/dev/null || echo none
}

test_the_source_of_libgit2_is_the_mirror_of_the_machine() {
  prepare
  # shellcheck source=/dev/null
  local codename=bookworm
  grep -q '^ID=debian' /etc/os-release || return 0
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  is 'a stanza, with its key and its options' "Types: deb-src
Suites: sid
Components: main
URIs: http://mirror.example/debian
Signed-By: /usr/share/keyrings/some.gpg
Check-Valid-Until: no" "$(sources sources <<TEXT
# the machine's own
Types: deb
URIs: http://mirror.example/security
Suites: $codename-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: $codename

Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: $codename $codename-updates
Components: main contrib
Architectures: amd64
Signed-By: /usr/share/keyrings/some.gpg
Check-Valid-Until: no
TEXT
)"
  is 'a line, with its options but the architecture' \
    'deb-src [ signed-by=/k.gpg check-valid-until=no] http://mirror.example/debian sid main' "$(sources list <<TEXT
# deb http://off.example/debian $codename main
deb http://mirror.example/security $codename-security main
deb [arch=amd64 signed-by=/k.gpg check-valid-until=no] http://mirror.example/debian $codename main contrib
TEXT
)"
  is 'a plain line' 'deb-src http://mirror.example/debian sid main' "$(sources list <<<"deb http://mirror.example/debian $codename main")"
  is 'no mirror of Debian at all' none "$(sources list <<<'deb http://mirror.example/ubuntu jammy main')"
  sources list <<<"deb http://mirror.example/debian $codename main" >/dev/null
  is 'it fails as a whole or not at all' 0 "$status"
  says 'and says who takes over' 'CMake will fetch its pinned release instead'
  is 'nothing half done is left' '' "$(find cache -name 'build.*' -o -name 'libgit2*.a')"
}

test_sources_are_checked() {
  prepare
  rm "$grammar/parser.c"
  stub cargo <<<"mkdir -p \"\$CARGO_HOME/registry/cache/x\" && echo forged >\"\$CARGO_HOME/registry/cache/x/tree-sitter-0.25.10.crate\""
  stub npm <<<'echo forged >tree-sitter-python-0.25.0.tgz'
  stub python3 <<<'exit 1'
  exits 'what is not the archive that is meant is not used' 0 "$install" --tree-sitter
  says 'and it says who takes over' 'CMake will fetch its pinned release instead'
  is 'nothing of it is left' '' "$(find cache -name 'build.*' -o -name 'parser.c')"
}

test_arguments() {
  prepare
  exits 'help' 0 "$install" --help
  says 'names the places' '--server REPO.git'
  exits 'an unknown option' 1 "$install" --servre x
  exits 'a missing value' 1 "$install" --prefix
  exits 'no such folder' 1 "$install" --server nowhere
  exits 'nothing to uninstall a place with' 1 "$install" --uninstall --client .
}

test_what_is_shipped_is_one_static_file() {
  local release=$EXPGATE_SOURCE_DIR/build/release/expgate
  [ -e "$release" ] || "$EXPGATE_SOURCE_DIR/install.sh" --build >/dev/null
  run ldd "$release"
  says 'the release is static' 'not a dynamic executable'
  is 'and has 12 MB at most' yes "$([ "$(stat -c %s "$release")" -le 12000000 ] && echo yes)"
  is 'and is stripped' '' "$(readelf -S "$release" | grep -o '\.symtab' || true)"
}

run_tests "$@"
