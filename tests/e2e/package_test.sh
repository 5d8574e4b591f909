#!/bin/bash
# The packages: what is in them, in and out of a root of their own, the hooks that they leave behind, and what lintian says.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=release.sh
. "$(dirname "$0")/release.sh"

release_files deb tarball || exit 1
readonly release=$EXPGATE_SOURCE_DIR/build/release
readonly deb=$dist/expgate_$version-1_amd64.deb tarball=$dist/expgate-$version-linux-x86_64.tar.gz

# The machine's own list of packages is not touched.
dpkg_here() {
  mkdir -p root/var/lib/dpkg/updates root/var/lib/dpkg/info
  touch root/var/lib/dpkg/status root/var/lib/dpkg/available
  dpkg --instdir="$PWD/root" --admindir="$PWD/root/var/lib/dpkg" --log="$PWD/dpkg.log" --force-depends --force-not-root "$@"
}

test_what_is_in_them() {
  run dpkg-deb -c "$deb"
  local file
  for file in bin/expgate share/man/man1/expgate.1.gz share/bash-completion/completions/expgate share/fish/vendor_completions.d/expgate.fish \
    share/zsh/vendor-completions/_expgate share/expgate/rules/pytorch.yaml share/doc/expgate/LICENSE \
    share/doc/expgate/examples/gitlab-ci/templates/expgate.yml share/doc/expgate/examples/github-actions/workflow.yml \
    share/doc/expgate/examples/demo.sh share/doc/expgate/THIRD-PARTY; do
    says "the package has $file" "./usr/$file"
  done
  is 'all of it is of root' root/root "$(awk '{print $2}' <<<"$out" | sort -u | xargs)"
  is 'nothing can be written by all' '' "$(awk '$1 ~ /^........w/' <<<"$out")"
  is 'its name and version' "$("$release/expgate" --version)-1" "$(dpkg-deb -f "$deb" Package Version | sed 's/.*: //' | xargs)"
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  is 'the tarball has the same, below one folder' "$(grep -v '/$' <<<"$out" |
    sed 's|.* \./usr/||; /lintian/d; /changelog.Debian/d; s/vendor-completions/site-functions/' | sort)" "$(cd unpacked && find . -type f ! -path ./install.sh ! -path ./SHA256SUMS -printf '%P\n' | sort)"
  is 'its program runs' "$("$release/expgate" --version)" "$(unpacked/bin/expgate --version)"
  run ldd unpacked/bin/expgate
  says 'and needs no library' 'not a dynamic executable'
  is 'nothing lies where hooks of all repositories would' '' "$(grep share/expgate/hooks <<<"$(dpkg-deb -c "$deb")$(tar -tzf "$tarball")" || true)"
  exits 'the tarball lists what it has' 0 bash -c 'cd unpacked && sha256sum --strict --check SHA256SUMS'
  is 'all of it' "$(cd unpacked && find bin share -type f | sort)" "$(sed 's/^[0-9a-f]*  //' unpacked/SHA256SUMS | sort)"
  exits 'the page is that of the program' 0 cmp <("$release/expgate" man) <(gzip -dc unpacked/share/man/man1/expgate.1.gz)
}

test_links_of_documents_lead_somewhere() {
  dpkg-deb -x "$deb" tree
  python3 - tree/usr/share/doc/expgate >found <<'PY'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
files = sorted(root.rglob("*.md"))
print(len(files) > 30)
for file in files:
    text = re.sub(r"```.*?```", "", file.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match("[a-z]+:", target) and not (file.parent / target).exists():
            print(file.relative_to(root), target)
PY
  is 'all of them' True "$(cat found)"
  is 'only links are other than in the sources' '' "$(diff <(sed 's/\[[^]]*\]([^)]*)//g' "$EXPGATE_SOURCE_DIR/docs/policy.md") \
    <(sed 's/\[[^]]*\]([^)]*)//g' tree/usr/share/doc/expgate/docs/policy.md))"
}

test_what_lintian_says() {
  if ! command -v lintian >/dev/null; then ok 'SKIPPED: there is no lintian (install.sh --packages lint)'; return; fi
  exits 'nothing' 0 lintian --allow-root --fail-on error,warning "$deb"
  is 'not a word' '' "$(grep -E '^[EW]:' <<<"$out" || true)"
}

# builder ARGUMENT…: buildah, with images of its own.
builder() { buildah --root "$PWD/images" --runroot "$PWD/run" "$@"; }

# By buildah, which needs no daemon, upon a Debian of this machine's own sources.
test_the_image_of_the_gitlab_example() {
  [ -n "${EXPGATE_SETUP:-}" ] || { ok 'skipped: .ci/nightly builds it (EXPGATE_SETUP=1)' && return 0; }
  "$EXPGATE_SOURCE_DIR/install.sh" --packages image >install.log 2>&1 || { not_ok 'buildah is installed' "$(tail -n 1 install.log)" && return 0; }
  local recipe=$EXPGATE_SOURCE_DIR/examples/gitlab-ci/Dockerfile base container
  export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot HOME=$PWD XDG_DATA_HOME=$PWD/data
  # shellcheck disable=SC2016 # apt fills in the names
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u |
    mmdebstrap --quiet --variant=apt bookworm base.tar - 2>/dev/null
  base=$(builder from scratch)
  builder add -q "$base" base.tar / >/dev/null
  builder commit -q "$base" "docker.io/library/$(sed -n 's/^FROM //p' "$recipe")" >/dev/null
  mkdir context && cp "$deb" context
  exits 'it builds' 0 builder bud --network host --pull-never -f "$recipe" -t expgate:test context
  container=$(builder from --pull-never localhost/expgate:test)
  is 'and runs' "expgate $version" "$(builder run "$container" -- expgate --version)"
  is 'beside git' 0 "$(builder run "$container" -- git --version >/dev/null; echo $?)"
}

test_in_and_out() {
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
  says 'and says why' 'GL-HOOK-ERR: expgate: the push is rejected: no working program'
  is 'nothing got in' '' "$(git ls-remote origin)"
  cd .. && dpkg_here -i "$deb" >/dev/null && cd work
  commit_refused 'back again it judges as before' commit-header --allow-empty -m 'did things'
}

# install.sh and the packages lay the same files.
test_install_sh_lays_the_same_files() {
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  exits 'it installs' 0 env HOME="$PWD" XDG_CACHE_HOME="$machine_cache" "$EXPGATE_SOURCE_DIR/install.sh" --prefix "$PWD/opt"
  rm unpacked/install.sh unpacked/SHA256SUMS
  is 'the same files' "$(cd unpacked && find . -type f | sort)" "$(cd opt && find . -type f ! -path ./share/expgate/files | sort)"
  exits 'with the same content' 0 diff -r --exclude=files unpacked opt
  exits 'it takes them out' 0 env HOME="$PWD" "$EXPGATE_SOURCE_DIR/install.sh" --prefix "$PWD/opt" --uninstall
  is 'all of them' '' "$(find opt -mindepth 1)"
}

# --- the tarball's own install.sh (more in tarball_test.sh) ---

test_tarball_in_and_out() {
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  exits 'it says what it would do' 0 unpacked/install.sh --prefix "$PWD/opt" --dry-run
  is 'and does nothing' no "$([ -e opt ] && echo yes || echo no)"
  exits 'it installs' 0 unpacked/install.sh --prefix opt
  says 'and says what comes next' 'expgate init'
  is 'that program' "expgate $version" "$(opt/bin/expgate --version)"
  exits 'again' 0 unpacked/install.sh --prefix opt
  exits 'it takes it out' 0 unpacked/install.sh --uninstall --prefix opt
  is 'all of it' '' "$(find opt -mindepth 1 2>/dev/null)"
  exits 'what is not there' 2 unpacked/install.sh --uninstall --prefix opt
  says 'is said' 'nothing was installed to'
  exits 'with dash' 0 dash unpacked/install.sh --prefix opt
  if command -v busybox >/dev/null; then exits 'with busybox' 0 busybox sh unpacked/install.sh --prefix opt; fi
}

test_tarball_where_it_cannot_be() {
  mkdir unpacked && tar -xzf "$tarball" -C unpacked --strip-components=1
  touch file
  exits 'a prefix that cannot be written to' 2 unpacked/install.sh --prefix "$PWD/file/opt"
  is 'one clear line' "install.sh: cannot write to $PWD/file/opt: choose another --prefix, or become root for this one" "$out"
  printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\363\0' >unpacked/bin/expgate # of RISC-V
  "$EXPGATE_SOURCE_DIR/packaging/tarball/complete.sh" unpacked
  exits 'the program of another processor' 2 unpacked/install.sh --prefix "$PWD/opt"
  says 'is named' 'does not run on this machine (x86_64): get the tarball for it'
}

run_tests "$@"
