#!/bin/bash
# The container image: read by other programs, and run as a container runtime would, as its user and in its root.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=release.sh
. "$(dirname "$0")/release.sh"

[ "$(id -u)" = 0 ] || { echo 'skipped: only root can unpack an image and run in it'; exit 77; }
release_files image || exit 1
readonly archive=$dist/expgate-$version-oci-x86_64.tar
mkdir "$work/layout" && tar -xf "$archive" -C "$work/layout"
umoci unpack --image "$work/layout:$version" "$work/bundle" >"$work/unpack.log" 2>&1 || { cat "$work/unpack.log"; exit 1; }
readonly root=$work/bundle/rootfs
touch "$root/dev/null" && mount --bind /dev/null "$root/dev/null"
touch "$root/dev/urandom" && mount --bind /dev/urandom "$root/dev/urandom"
trap 'umount "$root/dev/null" "$root/dev/urandom"; if [ "$BASHPID" = "$suite_process" ]; then rm -rf "$work"; fi' EXIT

chroot=$(PATH=$PATH:/usr/sbin command -v chroot)

# in_image ARGUMENT…: as $user (default: the image's), what `docker run -v REPOSITORY:/repository IMAGE ARGUMENT…` does. Nothing of this machine but the repository is in it.
in_image() { env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/expgate "$chroot" --userspec="${user:-1000:1000}" "$root" sh -c 'cd /repository && exec expgate-entrypoint "$@"' sh "$@"; }

# repository: $PWD, in a fresh clone that root owns, is what /repository shows.
repository() {
  git init -q project && cd project && save 'chore: begin' a.txt
  rm -rf "$root/repository" && cp -a "$PWD" "$root/repository"
}

test_what_it_says_of_itself() {
  exits 'skopeo reads it' 0 skopeo inspect --config "oci-archive:$archive:$version"
  printf '%s\n' "$out" >config
  is 'its user has no rights' 1000:1000 "$(json config config User)"
  is 'for this processor' amd64 "$(json config architecture)"
  is 'nothing of the machine that made it' '' "$(grep -rlE 'https?://[^ ]*(/debian|apt)' "$root/etc" 2>/dev/null || true)"
  is 'not over 100 MB' yes "$([ "$(stat -c %s "$archive")" -le 100000000 ] && echo yes)"
}

test_it_judges() {
  repository
  is 'its version' "expgate $version" "$(in_image --version)"
  exits 'a good history, in a folder of somebody else' 0 in_image ci --range 'HEAD~0..HEAD' --ref feature/x --default-branch main
  exits 'an audit finds no config' 1 in_image audit
  says 'and shows the history' 'bytes by category'
  save 'did things' b.txt && rm -rf "$root/repository" && cp -a "$PWD" "$root/repository"
  exits 'a bad commit' 1 in_image ci --range HEAD~1..HEAD --ref feature/x --default-branch main
  says 'is rejected' 'error[commit-header]'
  exits 'git is there, and reads it' 0 in_image git log --oneline
  says 'all of it' 'did things'
}

# The line in docs/install.md names the user, so that reports can be written into a repository of theirs.
test_it_writes_as_the_owner_of_the_repository() {
  repository
  chown -R 4321:4321 "$root/repository"
  exits 'the user of the image may not write there' 1 in_image audit --report html=audit.html
  says 'and says so' 'Permission denied'
  user=4321:4321
  exits 'its owner may' 1 in_image audit --report html=audit.html
  is 'and has the page' '4321:4321' "$(stat -c %u:%g "$root/repository/audit.html")"
  is 'docs/install.md says how' 1 "$(grep -cF 'docker run --rm --user "$(id -u):$(id -g)"' "$EXPGATE_SOURCE_DIR/docs/install.md")"
}

# GitLab's runner starts a shell in the image and pipes the script into it.
test_a_runner_gets_a_shell() {
  repository
  run in_image sh -c 'expgate --version && git --version && curl --version >/dev/null && echo ran'
  says 'a shell with expgate, git and curl' ran
}

run_tests "$@"
