#!/bin/bash
# The packages: what is in them, in and out of a root of their own, the hooks that they leave behind, and what lintian says.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly release=$EXPGATE_SOURCE_DIR/build/release

# packages: makes them once for all tests, from the release build; $deb and $tarball.
packages() {
  deb=$work/packages/expgate.deb tarball=$work/packages/expgate.tar.gz
  [ ! -e "$deb" ] || return 0
  XDG_CACHE_HOME=$machine_cache "$EXPGATE_SOURCE_DIR/install.sh" --build >build.log 2>&1 || { cat build.log; return 1; }
  cpack --config "$release/CPackConfig.cmake" -B "$work/packages" >cpack.log 2>&1 || { cat cpack.log; return 1; }
  mv "$work"/packages/expgate_*.deb "$deb"
  mv "$work"/packages/expgate-*.tar.gz "$tarball"
}

# The machine's own list of packages is not touched.
dpkg_here() {
  mkdir -p root/var/lib/dpkg/updates root/var/lib/dpkg/info
  touch root/var/lib/dpkg/status root/var/lib/dpkg/available
  dpkg --instdir="$PWD/root" --admindir="$PWD/root/var/lib/dpkg" --log="$PWD/dpkg.log" --force-depends --force-not-root "$@"
}

test_what_is_in_them() {
  packages
  run dpkg-deb -c "$deb"
  local file
  for file in bin/expgate share/man/man1/expgate.1.gz share/bash-completion/completions/expgate share/fish/vendor_completions.d/expgate.fish \
    share/zsh/vendor-completions/_expgate share/expgate/hooks/pre-receive share/expgate/rules/pytorch.yaml share/doc/expgate/LICENSE \
    share/doc/expgate/examples/gitlab-ci/templates/expgate.yml share/doc/expgate/examples/github-actions/action.yml \
    share/doc/expgate/examples/demo.sh; do
    says "the package has $file" "./usr/$file"
  done
  is 'all of it is of root' root/root "$(awk '{print $2}' <<<"$out" | sort -u | xargs)"
  is 'nothing can be written by all' '' "$(awk '$1 ~ /^........w/' <<<"$out")"
  is 'its name and version' "$("$release/expgate" --version)-1" "$(dpkg-deb -f "$deb" Package Version | sed 's/.*: //' | xargs)"
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  is 'the tarball has the same, below one folder' "$(grep -v '/$' <<<"$out" |
    sed 's|.* \./usr/||; /lintian/d; /changelog.Debian/d; s/vendor-completions/site-functions/' | sort)" "$(cd unpacked && find . -type f -printf '%P\n' | sort)"
  is 'its program runs' "$("$release/expgate" --version)" "$(unpacked/bin/expgate --version)"
  run ldd unpacked/bin/expgate
  says 'and needs no library' 'not a dynamic executable'
  for file in "$EXPGATE_SOURCE_DIR"/hooks/*; do exits "${file##*/} is as in the source" 0 cmp "$file" "unpacked/share/expgate/hooks/${file##*/}"; done
  exits 'the page is that of the program' 0 cmp <("$release/expgate" man) <(gzip -dc unpacked/share/man/man1/expgate.1.gz)
}

test_what_lintian_says() {
  packages
  if ! command -v lintian >/dev/null; then ok 'SKIPPED: there is no lintian (install.sh --packages lint)'; return; fi
  exits 'nothing' 0 lintian --allow-root --fail-on error,warning "$deb"
  is 'not a word' '' "$(grep -E '^[EW]:' <<<"$out" || true)"
}

test_in_and_out() {
  packages
  if [ "$(id -u)" != 0 ]; then ok 'SKIPPED: dpkg gives files to root, so only root can install'; return; fi
  run dpkg_here -i "$deb"
  is 'it is installed' 0 "$status"
  is 'and known' 'install ok installed' "$(dpkg_here -s expgate | sed -n 's/^Status: //p')"
  local gate=$PWD/root/usr/bin/expgate
  git init -q --bare server.git && git init -q work && cd work
  git remote add origin ../server.git
  passes 'hooks for a working copy' "$gate" install
  passes 'and for a server' "$gate" install --server ../server.git
  commit_refused 'a bad commit' commit-header --allow-empty -m 'did things'
  commit_ok 'a good one' --allow-empty -m 'feat: begin'
  save 'did things'
  push_refused 'a bad push' commit-header --no-verify origin HEAD:feature/x
  exits 'the doctor is content' 0 "$gate" doctor
  cd ..
  passes 'the same again, over it' dpkg_here -i "$deb"
  run dpkg_here -r expgate
  is 'it is removed' 0 "$status"
  is 'whole' '' "$(find root -path root/var -prune -o -type f -print)"
  cd work
  commit_ok 'a client lets the commit through' --allow-empty -m 'did more things'
  says 'and says that nothing was checked' 'expgate: nothing was checked'
  exits 'a server stays shut' 1 git push --no-verify origin HEAD:feature/x
  says 'and says why' 'GL-HOOK-ERR: expgate: the push is rejected: no program'
  is 'nothing got in' '' "$(git ls-remote origin)"
  cd .. && dpkg_here -i "$deb" >/dev/null && cd work
  commit_refused 'back again it judges as before' commit-header --allow-empty -m 'did things'
}

# install.sh and the packages lay the same files.
test_install_sh_lays_the_same_files() {
  packages
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  exits 'it installs' 0 env HOME="$PWD" XDG_CACHE_HOME="$machine_cache" "$EXPGATE_SOURCE_DIR/install.sh" --prefix "$PWD/opt"
  is 'the same files' "$(cd unpacked && find . -type f | sort)" "$(cd opt && find . -type f ! -path ./share/expgate/files | sort)"
  exits 'with the same content' 0 diff -r --exclude=files unpacked opt
  exits 'it takes them out' 0 env HOME="$PWD" "$EXPGATE_SOURCE_DIR/install.sh" --prefix "$PWD/opt" --uninstall
  is 'all of them' '' "$(find opt -mindepth 1)"
}

run_tests "$@"
