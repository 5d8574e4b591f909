#!/bin/bash
# The tarball's own install.sh: in, again and out; beside hooks for all repositories; and where something is damaged, foreign or full.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

answer=$("$EXPGATE" --version)

# unpacked [FOLDER]: what the tarball holds, less some of share/, with the program under test.
unpacked() {
  local folder=${1:-unpacked}
  mkdir -p "$folder/bin" "$folder/share/doc/expgate/examples" "$folder/share/man/man1"
  cp "$(readlink -f "$EXPGATE")" "$folder/bin/expgate"
  echo page >"$folder/share/man/man1/expgate.1.gz"
  echo text >"$folder/share/doc/expgate/README.md"
  printf '#!/bin/sh\n' >"$folder/share/doc/expgate/examples/demo.sh"
  chmod 755 "$folder/share/doc/expgate/examples/demo.sh"
  "$EXPGATE_SOURCE_DIR/packaging/tarball/complete.sh" "$folder"
}

# program TEXT: in the place of the unpacked program, a script; the checksums are made for it.
program() {
  printf '%s' "$1" >unpacked/bin/expgate
  "$EXPGATE_SOURCE_DIR/packaging/tarball/complete.sh" unpacked
}

files() { (cd "$1" && find . -type f | sort); }

# refused WHAT TEXT ARGUMENT…: install.sh ends with 2 and one line that has this text, and nothing changes in ./opt.
refused() {
  local what=$1 text=$2 before
  before=$(find opt 2>/dev/null | sort)
  shift 2
  exits "$what" 2 "$@"
  says "$what: is said" "$text"
  is "$what: in one line" 1 "$(grep -c '' <<<"$out")"
  is "$what: nothing is changed" "$before" "$(find opt 2>/dev/null | sort)"
}

test_a_program_that_does_not_answer_is_not_installed() {
  unpacked
  local text
  for text in '' $'\n' $'#!/bin/sh\nexit 0\n' $'#!/bin/sh\necho expgate\n' $'#!/bin/sh\necho expgate 1.2.3\necho more\n' $'#!/bin/sh\necho expgate 1.2.3\nexit 1\n'; do
    program "$text"
    refused "a program '${text//$'\n'/;}'" 'does not run: it says' unpacked/install.sh --prefix opt
  done
  program $'#!/bin/sh\necho "cannot map: Operation not permitted" >&2\nexit 1\n'
  refused 'one that the system stops' "it says 'Operation not permitted'" unpacked/install.sh --prefix opt
  program $'#!/bin/sh\necho expgate 1.2.3\n'
  exits 'one that answers' 0 unpacked/install.sh --prefix opt
}

test_a_truncated_tarball_is_not_installed() {
  unpacked
  cp -r unpacked whole
  local again='unpack the tarball again'
  rm unpacked/share/doc/expgate/README.md
  refused 'a file is missing' "unpacked/share/doc/expgate/README.md is damaged or not there: $again" unpacked/install.sh --prefix opt
  rm -r unpacked/share
  refused 'share/ is missing' "$again" unpacked/install.sh --prefix opt
  cp -r whole/share unpacked/ && : >unpacked/bin/expgate
  refused 'the program is empty' 'unpacked/bin/expgate is damaged or not there' unpacked/install.sh --prefix opt
  cp whole/bin/expgate unpacked/bin/ && echo more >>unpacked/share/man/man1/expgate.1.gz
  refused 'a file is another' "$again" unpacked/install.sh --prefix opt
  cp whole/share/man/man1/* unpacked/share/man/man1/ && rm unpacked/SHA256SUMS
  refused 'the list is missing' "$again" unpacked/install.sh --prefix opt
  sed 's/^\(.\{20\}\).*examples/\1/' whole/SHA256SUMS >unpacked/SHA256SUMS
  refused 'the list is damaged' "$again" unpacked/install.sh --prefix opt
  for lines in 40 100 150; do
    head -n "$lines" whole/install.sh >unpacked/install.sh
    run sh unpacked/install.sh --prefix opt
    is "$lines lines of the script: nothing is changed" no "$([ -e opt ] && echo yes || echo no)"
  done
}

test_again_beside_hooks_for_all_repositories() {
  unpacked
  exits 'it installs' 0 unpacked/install.sh
  exits 'hooks for all repositories' 0 "$HOME/.local/bin/expgate" install --global
  git init -q work
  cd work
  commit_refused 'a bad commit' commit-header --allow-empty -m 'did things'
  exits 'it installs again' 0 ../unpacked/install.sh
  says 'what is there already' 'already in place'
  commit_refused 'a bad commit is still rejected' commit-header --allow-empty -m 'did things'
  git init -q --bare ../local.git
  exits 'a local server takes pushes' 0 bash -c 'git commit -q --allow-empty -m "feat: begin" && git push -q ../local.git HEAD:refs/heads/feature/x'
  cd ..
  exits 'a dry run' 0 unpacked/install.sh --uninstall --dry-run
  says 'names the hooks' "would run $HOME/.local/bin/expgate uninstall --global"
  is 'and leaves them' "$HOME/.local/share/expgate/hooks" "$(git config --global core.hooksPath)"
  exits 'it uninstalls' 0 unpacked/install.sh --uninstall
  is 'core.hooksPath is gone' '' "$(git config --global core.hooksPath || true)"
  is 'all files are gone' '' "$(find "$HOME/.local" -mindepth 1)"
  exits 'a commit' 0 git -C work commit -q --allow-empty -m 'did things'
  is 'runs no hook' '' "$out"
}

test_hooks_of_another_installation_stay() {
  unpacked
  unpacked/install.sh >/dev/null
  mkdir -p "opt$HOME" && unpacked/install.sh --prefix "opt$HOME/.local" >/dev/null # a name that ends with that of the other
  "opt$HOME/.local/bin/expgate" install --global >/dev/null
  exits 'one of two goes' 0 unpacked/install.sh --uninstall
  is 'the hooks of the other stay' yes "$([ -x "$(git config --global core.hooksPath)/pre-commit" ] && echo yes)"
  git init -q work && cd work
  commit_refused 'and check' commit-header --allow-empty -m 'did things'
  cd ..
  exits 'the other goes' 0 unpacked/install.sh --uninstall --prefix "opt$HOME/.local"
  is 'and its hooks' '' "$(git config --global core.hooksPath || true)"
}

# as_in_0_1_0: its install.sh laid the texts of the hooks where the hooks of all repositories are.
as_in_0_1_0() {
  mkdir -p "$HOME/.local/share/expgate/hooks"
  cp -p "$EXPGATE_SOURCE_DIR"/hooks/* "$HOME/.local/share/expgate/hooks/"
  (cd "$HOME/.local" && find bin share -type f ! -name files) >listed && mv listed "$HOME/.local/share/expgate/files"
}

test_what_0_1_0_has_laid_is_mended() {
  unpacked
  unpacked/install.sh >/dev/null && as_in_0_1_0
  exits 'over it, without hooks' 0 unpacked/install.sh
  is 'the texts are gone' no "$([ -e "$HOME/.local/share/expgate/hooks" ] && echo yes || echo no)"
  "$HOME/.local/bin/expgate" install --global >/dev/null && as_in_0_1_0
  git init -q work
  exits 'the state: nothing is checked' 0 git -C work commit -q --allow-empty -m 'did things'
  exits 'over it, with hooks' 0 unpacked/install.sh
  says 'they are written anew' "$HOME/.local/share/expgate/hooks: hooks written anew"
  cd work
  commit_refused 'a bad commit is rejected again' commit-header --allow-empty -m 'did things'
  git init -q --bare ../local.git
  exits 'a local server takes pushes' 0 git push -q --no-verify ../local.git HEAD:refs/heads/feature/x
  cd ..
  as_in_0_1_0
  exits 'or out' 0 unpacked/install.sh --uninstall
  is 'core.hooksPath is gone' '' "$(git config --global core.hooksPath || true)"
  is 'with all files' '' "$(find "$HOME/.local" -mindepth 1)"
}

test_whose_files_they_are() {
  if [ "$(id -u)" != 0 ]; then ok 'SKIPPED: only root can give files away'; return; fi
  unpacked && chown -R 1234:1234 unpacked && chmod -R go-rwx unpacked
  (umask 077 && exits 'root installs, with a umask of its own' 0 unpacked/install.sh --prefix "$PWD/opt")
  is 'all is of root' 'root root' "$(find opt -printf '%u %g\n' | sort -u)"
  is 'folders can be entered' 755 "$(find opt -mindepth 1 -type d -printf '%m\n' | sort -u)"
  is 'programs can be run' '755 755' "$(stat -c %a opt/bin/expgate opt/share/doc/expgate/examples/demo.sh | xargs)"
  is 'the rest can be read' 644 "$(find opt/share -type f ! -name demo.sh -printf '%m\n' | sort -u)"
  chown -R 1234:1234 opt
  exits 'again' 0 unpacked/install.sh --prefix opt
  is 'files that were of another are of root' root "$(find opt -type f -printf '%u\n' | sort -u)"
}

test_no_space() {
  if [ "$(id -u)" != 0 ] || ! mkdir opt || ! mount -t tmpfs -o size=2m none opt 2>/dev/null; then ok 'SKIPPED: no small disk can be made'; return; fi
  unpacked
  refused 'a new one' "cannot write $PWD/opt/bin/expgate: No space left on device" unpacked/install.sh --prefix opt
  refused 'is not there' 'nothing was installed' unpacked/install.sh --prefix opt --uninstall
  umount opt
  mount -t tmpfs -o "size=$(($(stat -Lc %s "$EXPGATE") * 3 / 2))" none opt
  unpacked/install.sh --prefix opt >/dev/null
  local before
  before=$(cat opt/share/expgate/files)
  refused 'a newer one' 'No space left on device' unpacked/install.sh --prefix opt
  is 'leaves the old one' "$answer" "$(opt/bin/expgate --version)"
  is 'and its list' "$before" "$(cat opt/share/expgate/files)"
  exits 'which goes' 0 unpacked/install.sh --prefix opt --uninstall
  is 'whole' '' "$(find opt -mindepth 1)"
  umount opt
}

# cp waits once it has come to the program, so that the script can be ended there.
test_an_installation_that_was_killed() {
  unpacked
  local signal
  mkdir stubs
  printf '#!/bin/sh\ncase $* in *man1*) touch %q; sleep 60 ;; esac\nexec /bin/cp "$@"\n' "$PWD/there" >stubs/cp && chmod 755 stubs/cp
  for signal in KILL TERM; do
    rm -f there
    PATH=$PWD/stubs:$PATH setsid sh unpacked/install.sh --prefix opt >/dev/null 2>&1 &
    local installer=$! status=0
    while [ ! -e there ]; do sleep 0.1; done
    kill -"$signal" -- "-$installer"
    wait "$installer" 2>/dev/null || status=$?
    is "$signal ends it" "$((128 + $(kill -l "$signal")))" "$status"
    [ "$signal" = TERM ] || exits "$signal: it can be uninstalled" 0 unpacked/install.sh --prefix opt --uninstall
    is "$signal: nothing is left" '' "$(find opt -mindepth 1 2>/dev/null)"
  done
}

test_what_0_1_0_has_left_half_done_can_be_uninstalled() {
  unpacked
  mkdir -p opt/bin && cp unpacked/bin/expgate opt/bin/
  exits 'without a list the program goes' 0 unpacked/install.sh --prefix opt --uninstall
  is 'it does' '' "$(find opt -mindepth 1)"
  if [ "$(id -u)" = 0 ] && mkdir sealed && mount -t tmpfs none sealed 2>/dev/null; then
    unpacked/install.sh --prefix sealed >/dev/null && mount -o remount,ro sealed
    exits 'what cannot be removed' 2 unpacked/install.sh --prefix sealed --uninstall
    says 'is not called removed' 'Read-only file system'
    umount sealed
  fi
}

test_foreign_things_in_the_way() {
  unpacked
  mkdir -p opt/bin/expgate
  refused 'a folder' "$PWD/opt/bin/expgate is a folder" unpacked/install.sh --prefix opt
  rmdir opt/bin/expgate && mkdir -p opt/share/man/man1/expgate.1.gz
  refused 'one below share/' 'expgate.1.gz is a folder' unpacked/install.sh --prefix opt
  rm -r opt/share && printf '#!/bin/sh\necho bank 1.0.0\n' >opt/bin/expgate && chmod 755 opt/bin/expgate
  refused 'another program' "$PWD/opt/bin/expgate is another program" unpacked/install.sh --prefix opt
  refused 'is not removed, either' 'is another program' unpacked/install.sh --prefix opt --uninstall
  exits 'but by force' 0 unpacked/install.sh --prefix opt --force
  is 'it is ours now' "$answer" "$(opt/bin/expgate --version)"
  : >opt/bin/expgate
  exits 'an empty one of ours' 0 unpacked/install.sh --prefix opt
  printf '#!/bin/sh\necho bank 1.0.0\n' >opt/bin/expgate
  refused 'one that came later' 'is another program' unpacked/install.sh --prefix opt --uninstall
  exits 'goes by force' 0 unpacked/install.sh --prefix opt --uninstall --force
  is 'whole' '' "$(find opt -mindepth 1)"
}

test_hooks_of_a_program_in_a_folder_with_a_blank() {
  unpacked
  unpacked/install.sh --prefix 'a b' >/dev/null && 'a b/bin/expgate' install --global >/dev/null
  exits 'it goes' 0 unpacked/install.sh --uninstall --prefix 'a b'
  is 'with its hooks' '' "$(git config --global core.hooksPath || true)"
}

test_environments() {
  unpacked && unpacked other/unpacked
  program $'#!/bin/sh\necho expgate 1.2.3\n'
  (export CDPATH=$PWD/other && exits 'CDPATH' 0 sh unpacked/install.sh --prefix opt)
  is 'leads nowhere else' 'expgate 1.2.3' "$(opt/bin/expgate --version)"
  refused 'no PATH' 'which is not in the PATH' /usr/bin/env PATH=/nowhere /bin/sh unpacked/install.sh --prefix opt
  refused 'no HOME' 'HOME is not set: choose a folder with --prefix' env -u HOME unpacked/install.sh
  exits 'a blank in the prefix' 0 unpacked/install.sh --prefix "a b/"
  says 'is kept' "$PWD/a b/bin/expgate: installed"
  if [ "$(id -u)" != 0 ] || ! mkdir sealed || ! mount -t tmpfs -o noexec none sealed 2>/dev/null; then ok 'SKIPPED: no disk can be mounted'; return; fi
  refused 'a disk where nothing runs' "sealed/bin/expgate would not run there: Permission denied" unpacked/install.sh --prefix sealed
  is 'gets nothing' '' "$(find sealed -mindepth 1)"
  cp -r unpacked sealed/
  refused 'nothing runs from there' "sealed/unpacked/bin/expgate does not run: it says 'Permission denied'" sh sealed/unpacked/install.sh --prefix opt
  umount sealed
}

test_another_shell() {
  unpacked
  exits 'dash' 0 dash unpacked/install.sh --prefix opt
  exits 'dash takes it out' 0 dash unpacked/install.sh --prefix opt --uninstall
  exits 'bash as sh' 0 bash --posix unpacked/install.sh --prefix opt
  exits 'bash takes it out' 0 bash --posix unpacked/install.sh --prefix opt --uninstall
  if command -v busybox >/dev/null; then exits 'busybox' 0 busybox sh unpacked/install.sh --prefix opt; fi
}

run_tests "$@"
