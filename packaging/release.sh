#!/usr/bin/env bash
# Makes what is released into dist/: run without arguments, everything. Each file is the same, bit for bit, wherever the commit is built.
set -euo pipefail
unset CDPATH # `cd` would look there first

usage() {
  cat <<'TEXT'
usage: packaging/release.sh [--arch ARCH]… [--out DIR] [PART…]

Builds expgate and makes the files of a release into DIR (default: dist/).

  PART    tarball, deb, wheel, sdist, npm, pre-commit, image, sbom; default: all
  --arch  x86_64 or aarch64, may be given twice; default: both

DIR/SHA256SUMS lists all files. EXPGATE_SIGNING_KEY=FILE, an SSH key, signs it (SHA256SUMS.sig; docs/release.md says how to check it).
SOURCE_DATE_EPOCH sets the date of the files; default: that of the commit.
TEXT
}

die() {
  printf 'release.sh: %s\n' "$*" >&2
  exit 2
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/dist
archs=()
parts=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit ;;
    --arch)
      case ${2:-} in
        x86_64 | aarch64) archs+=("$2"); shift ;;
        *) die "--arch takes x86_64 or aarch64, not '${2:-}'" ;;
      esac
      ;;
    --out) [ $# -ge 2 ] || die '--out needs a folder'; out=$2; shift ;;
    tarball | deb | wheel | sdist | npm | pre-commit | image | sbom) parts+=("$1") ;;
    *) usage >&2; die "unknown part '$1'" ;;
  esac
  shift
done
[ ${#archs[@]} -gt 0 ] || archs=(x86_64 aarch64)
[ ${#parts[@]} -gt 0 ] || parts=(sbom tarball deb wheel sdist npm pre-commit image)

if ! mkdir -p "$out" 2>/dev/null || [ ! -w "$out" ]; then die "cannot write to '$out'"; fi # before anything is built
out=$(cd -- "$out" && pwd)
cd -- "$root"
[ "$(uname -m)" = x86_64 ] || die "runs on x86_64, not on $(uname -m): it cross-compiles the rest"
git rev-parse --quiet --verify HEAD >/dev/null || die 'needs a clone: the sources and their date come from the commit'
[ -z "$(git status --porcelain --untracked-files=no)" ] || printf 'release.sh: note: the work tree differs from the commit\n' >&2

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
version=$(sed -nE 's/^project\(expgate VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
cache=${XDG_CACHE_HOME:-$HOME/.cache}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- building ---

declare -rA debian=([x86_64]=amd64 [aarch64]=arm64) npm_cpu=([x86_64]=x64 [aarch64]=arm64)
declare -rA folder=([x86_64]=build/release [aarch64]=build/arm64) # of the build

# quietly COMMAND…: shows what it printed only if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { tail -n 60 "$work/log" >&2; die "failed: $*"; }
}

build_x86_64() {
  printf 'building for x86_64\n'
  quietly ./install.sh --build
}

# With the newest build for this machine at hand, whose programs the build runs.
build_aarch64() {
  [ -x build/release/src/compile_charsets ] || build_x86_64
  printf 'building for aarch64\n'
  quietly ./install.sh --arm64-sysroot
  local -x EXPGATE_SYSROOT=$cache/expgate/arm64-sysroot CMAKE_TOOLCHAIN_FILE=$root/packaging/arm64.cmake
  local -x CCACHE_DIR=${CCACHE_DIR:-$cache/ccache} XDG_CACHE_HOME=$cache/expgate/arm64 # for its libgit2
  mkdir -p "$XDG_CACHE_HOME/expgate"
  ln -sfn "$cache"/expgate/tree-sitter-* "$XDG_CACHE_HOME/expgate/" # sources, the same for all
  quietly ./install.sh --libgit2
  quietly cmake --preset release -B build/arm64 "-DEXPGATE_PROGRAMS=$root/build/release/src" -DCPACK_DEBIAN_PACKAGE_ARCHITECTURE=arm64
  quietly cmake --build build/arm64
}

# --- the parts ---

# pack FOLDER FILE: a .tar.gz of the folder, as reproducible as its files.
pack() {
  tar -C "$(dirname "$1")" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" -cf - "$(basename "$1")" |
    libdeflate-gzip -12 -c >"$2"
}

# lay ARCH PREFIX: $stage, with what `cmake --install` lays below PREFIX there.
lay() {
  stage=$work/stage-$1
  rm -rf "$stage"
  DESTDIR=$stage quietly cmake --install "${folder[$1]}" --prefix "$2"
}

make_tarball() {
  local arch stage name
  for arch in "${archs[@]}"; do
    name=expgate-$version-linux-$arch
    lay "$arch" /opt
    mv "$stage/opt" "$work/$name"
    packaging/tarball/complete.sh "$work/$name"
    pack "$work/$name" "$out/$name.tar.gz"
    rm -rf "${work:?}/$name"
  done
}

make_deb() {
  local arch
  for arch in "${archs[@]}"; do
    quietly cpack -G DEB --config "${folder[$arch]}/CPackConfig.cmake" -B "$work/deb-$arch"
    cp "$work/deb-$arch/expgate_$version-1_${debian[$arch]}.deb" "$out/"
  done
}

make_wheel() {
  local arch
  for arch in "${archs[@]}"; do quietly python3 packaging/wheel.py "$version" "$arch" "${folder[$arch]}/expgate" "$work/licenses" "$out"; done
}

# The sources of the commit, with the file that makes them a source distribution (PEP 643).
make_sdist() {
  local name=expgate-$version
  git archive --format=tar "--prefix=$name/" \
    "--add-virtual-file=$name/PKG-INFO:$(python3 packaging/wheel.py --metadata "$version")" HEAD | gzip -9n >"$out/$name.tar.gz"
}

# A package for each processor, and one that depends on them and starts the one that was installed.
make_npm() {
  local arch cpu package=$work/npm/package
  for arch in "${archs[@]}"; do
    cpu=${npm_cpu[$arch]}
    rm -rf "$package" && mkdir -p "$package/bin"
    sed "s/@VERSION@/$version/; s/@CPU@/$cpu/" packaging/npm/platform.json >"$package/package.json"
    install -m 755 "${folder[$arch]}/expgate" "$package/bin/expgate"
    cp LICENSE "$package/" && cp "$work/licenses" "$package/THIRD-PARTY"
    printf '# expgate-linux-%s\n\nThe program for this processor. Install expgate, which chooses the right one.\n' "$cpu" >"$package/README.md"
    pack "$package" "$out/expgate-linux-$cpu-$version.tgz"
  done
  rm -rf "$package" && mkdir -p "$package/bin"
  sed "s/@VERSION@/$version/g" packaging/npm/package.json >"$package/package.json"
  install -m 755 packaging/npm/expgate.js "$package/bin/expgate.js"
  cp LICENSE "$package/" && cp packaging/npm/README.md "$package/"
  pack "$package" "$out/expgate-$version.tgz"
}

# A repository for `repos:` of pre-commit, as a bundle to push to a server: nothing in it but what asks pip for the wheel.
make_pre_commit() {
  local mirror=$work/mirror name='expgate maintainers' email=expgate@localhost
  local -x GIT_AUTHOR_NAME=$name GIT_COMMITTER_NAME=$name GIT_AUTHOR_EMAIL=$email GIT_COMMITTER_EMAIL=$email GIT_CONFIG_GLOBAL=/dev/null
  local -x GIT_AUTHOR_DATE="@$SOURCE_DATE_EPOCH +0000" GIT_COMMITTER_DATE="@$SOURCE_DATE_EPOCH +0000" GIT_CONFIG_NOSYSTEM=1 GIT_DEFAULT_HASH=sha1
  rm -rf "$mirror" && git init -q -b main "$mirror"
  cp LICENSE packaging/pre-commit/README.md "$mirror/"
  cp packaging/pre-commit/hooks.yaml "$mirror/.pre-commit-hooks.yaml"
  sed "s/@VERSION@/$version/g" packaging/pre-commit/pyproject.toml >"$mirror/pyproject.toml"
  git -C "$mirror" add . && git -C "$mirror" commit -q -m "build: follow expgate $version"
  git -C "$mirror" tag -m "expgate $version" "v$version"
  git -C "$mirror" -c pack.threads=1 bundle create -q "$out/expgate-pre-commit-$version.bundle" main "v$version"
}

# An OCI image, made without a daemon: a small Debian with git, and the program on top.
make_image() {
  local arch layout rootfs
  for arch in "${archs[@]}"; do
    rootfs=$work/rootfs-$arch layout=$work/image-$arch
    printf 'making the image for %s\n' "$arch"
    quietly packaging/image/rootfs.sh "${debian[$arch]}" "$rootfs.tar"
    quietly packaging/image/layout.sh "${debian[$arch]}" "$rootfs.tar" "${folder[$arch]}/expgate" "$work/licenses" "$version" "$layout"
    tar -C "$layout" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" -cf "$out/expgate-$version-oci-$arch.tar" .
    rm -rf "$rootfs.tar" "$layout"
  done
}

make_sbom() {
  quietly python3 packaging/sbom.py spdx "$version" "$out/expgate-$version.spdx.json"
}

# --- the whole ---

quietly ./install.sh --packages release
for arch in "${archs[@]}"; do "build_$arch"; done
quietly python3 packaging/sbom.py licenses "$version" "$work/licenses"
for arch in "${archs[@]}"; do cp "$work/licenses" "${folder[$arch]}/THIRD-PARTY"; done # `cmake --install` takes it from there
for part in "${parts[@]}"; do
  printf 'making: %s\n' "$part"
  "make_${part//-/_}"
done

cd -- "$out"
rm -f SHA256SUMS SHA256SUMS.sig
find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' -printf '%P\0' | sort -z | xargs -0 sha256sum >"$work/sums"
mv "$work/sums" SHA256SUMS
if [ -n "${EXPGATE_SIGNING_KEY:-}" ]; then
  ssh-keygen -q -Y sign -f "$EXPGATE_SIGNING_KEY" -n expgate-release SHA256SUMS || die "cannot sign with '$EXPGATE_SIGNING_KEY'"
else
  printf 'not signed: EXPGATE_SIGNING_KEY names no key\n'
fi
printf 'made in %s:\n' "$out"
cat SHA256SUMS
