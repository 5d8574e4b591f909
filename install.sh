#!/usr/bin/env bash
# Builds expgate and installs it; with --client, --global, --server or --gitlab puts its hooks in place, too. Asks nothing, can be run
# again. Root is needed to install missing Debian packages only. This is the one place that lists packages.
set -euo pipefail
unset CDPATH # `cd` would look there first

usage() {
  cat <<'TEXT'
usage: ./install.sh [--prefix DIR] [--dry-run] [PLACE…]
       ./install.sh --uninstall [--prefix DIR] [--dry-run] [PLACE…]

Builds expgate and installs it to DIR/bin (default: ~/.local). Then puts the hooks in place:
  --client [REPO]     of a working copy (default: the one here): pre-commit, commit-msg, pre-push
  --global            of all your repositories, those there are and those to come
  --server REPO.git   of a bare repository that people push to: pre-receive
  --gitlab DIR        of a whole GitLab: DIR is Gitaly's custom_hooks_dir
Hooks of others are kept and still run. All may be given more than once.

  --uninstall         takes the hooks of these places out again; without a place: all that was
                      installed with this prefix, and the program itself
  --dry-run           says what would be done, and changes nothing
  --build             builds only
  --libgit2           provides libgit2 only
  --tree-sitter       provides tree-sitter and its grammar of Python only
  --git               provides the newest git, which the tests use
  --arm64-sysroot     provides what a release for arm64 is linked with (packaging/release.sh)
  --packages GROUP    installs the missing Debian packages of a group only: build, test, lint, release,
                      server-test (sshd, nginx and others), fleet (Slurm) or image (buildah); no
                      service of theirs is started or enabled
  -h, --help          this text
TEXT
}

readonly build_packages=(
  ca-certificates ccache cmake dpkg-dev g++ git libcli11-dev libdeflate-dev libexpected-dev libfmt-dev libhttp-parser-dev
  libre2-dev libtomlplusplus-dev libutf8proc-dev libyaml-cpp-dev ninja-build nlohmann-json3-dev pkg-config zlib1g-dev
)
readonly test_packages=(
  chromium curl fish gettext git-filter-repo git-lfs libbenchmark-dev libgmock-dev libgtest-dev man-db mandoc npm openssl perl pre-commit
  procps python3 python3-h5py python3-jsonschema python3-numpy python3-torch python3-venv python3-yaml rsync skopeo strace time zsh
)
readonly lint_packages=(clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev lintian shellcheck)
readonly release_packages=(binutils-aarch64-linux-gnu g++-12-aarch64-linux-gnu libdeflate-tools mmdebstrap openssh-client qemu-user-static umoci)
readonly arm64_packages=( # those of build_packages that a program is compiled and linked with, and what they need
  libc6 libc6-dev libcli11-dev libcrypt-dev libdeflate-dev libexpected-dev libfmt-dev libfmt9 libhttp-parser-dev libre2-dev libtomlplusplus-dev
  libgmock-dev libgtest-dev libutf8proc-dev libyaml-cpp-dev linux-libc-dev nlohmann-json3-dev zlib1g-dev
)
readonly server_test_packages=(fcgiwrap gitolite3 nginx openssh-client openssh-server)
readonly image_packages=(buildah mmdebstrap)
readonly fleet_packages=(munge slurm-client slurmctld slurmd)
readonly test_services=(fcgiwrap:fcgiwrap nginx:nginx openssh-server:ssh munge:munge slurmctld:slurmctld slurmd:slurmd) # package:service

source_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?must be set}/.cache}/expgate
readonly source_dir cache
readonly source_suite=sid
readonly libgit2_root=$cache/libgit2-1.9.7-2 # where src/git/libgit2.cmake looks; -2: the second time that the patch or a flag changed
readonly libgit2_archive=libgit2_1.9.7+ds.orig.tar.xz libgit2_sum=9fa36a88e816cebe0fa9b526800f24550a46de248b989b1560de0990fb8746cc
readonly libgit2_crate=0.18.8+1.9.7 libgit2_crate_sum=7f7c568b25d7489bc3fb2988ed69ab111d2944d2f5fec3d5c987fe545ea97b50
readonly tree_sitter_root=$cache/tree-sitter-0.25.10-python-0.25.0 # where src/content/python/tree_sitter.cmake looks
readonly tree_sitter_crate=0.25.10 tree_sitter_crate_sum=78f873475d258561b06f1c595d93308a7ed124d9977cb26b148c2084a4a3cc87
readonly tree_sitter_sdist=0.25.2 tree_sitter_sdist_sum=fe43c158555da46723b28b52e058ad444195afd1db3ca7720c59a254544e9c20 # has the same 0.25.10
readonly grammar=0.25.0 grammar_npm_sum=63b76b3fa8181fd79eaad4abcdb21e2babcb504dbfc7710a89934fa456d26096
readonly grammar_crate_sum=6bf85fd39652e740bf60f46f4cda9492c3a9ad75880575bf14960f775cb74a1c
readonly arm64_sysroot=$cache/arm64-sysroot # where packaging/release.sh looks
readonly git_version=2.55.0
readonly git_root=$cache/git-$git_version # where tests/e2e/lib.sh looks
readonly git_archive=git_$git_version.orig.tar.xz git_sum=457fdb04dc8728e007d4688695e6912e6f680727920f2a40bf11eacc17505357
dry_run=no

say() { printf '%s\n' "$*"; }
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

# Runs a command, or says what would be run.
run() {
  if [ "$dry_run" = yes ]; then
    say "would run: $(printf '%q ' "$@")"
  else
    "$@"
  fi
}

# --- packages ---

# The packages among the arguments that are not installed.
missing_packages() {
  local installed package
  installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | awk '$1 == "installed" {printf "%s ", $2}' || true)"
  for package in "$@"; do
    case $installed in *" $package "*) ;; *) printf '%s\n' "$package" ;; esac
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
  else
    die "needs root for this; have an administrator type: $*"
  fi
}

# Makes sure of a group of packages. Touches apt only where something is missing, and its lists only where they do not do.
packages() {
  local -a wanted missing
  case $1 in
    build) wanted=("${build_packages[@]}") ;;
    test) wanted=("${test_packages[@]}") ;;
    lint) wanted=("${lint_packages[@]}") ;;
    release) wanted=("${release_packages[@]}") ;;
    server-test) wanted=("${server_test_packages[@]}") ;;
    fleet) wanted=("${fleet_packages[@]}") ;;
    image) wanted=("${image_packages[@]}") ;;
    *) die "no group of packages is called '$1': build, test, lint, release, server-test, fleet or image" ;;
  esac
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: it is up to you to have what these packages bring: ${wanted[*]}"
    return
  fi
  # npm comes with Node.js where that is not Debian's, and Debian's would be in its way.
  mapfile -t missing < <(missing_packages "${wanted[@]}" | if command -v npm >/dev/null; then grep -vx npm; else cat; fi)
  [ "${#missing[@]}" -gt 0 ] || return 0
  local -a install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}")
  if [ "$dry_run" = yes ]; then
    run "${install[@]}"
    return
  fi
  say "installing Debian packages: ${missing[*]}"
  if [ "$1" = server-test ] || [ "$1" = fleet ]; then
    without_services install_or_update
  else
    install_or_update
  fi
}

# Runs the command in `install` of the caller, with new lists of packages where the old ones do not do.
install_or_update() {
  as_root "${install[@]}" && return
  as_root apt-get update
  as_root "${install[@]}"
}

# Runs that command so that no service is started by it, nor at the next boot: the tests start servers of their own. A service that was
# there before stays as it is.
without_services() {
  local quiet name
  quiet=$(mktemp -d)
  chmod 755 "$quiet"
  printf '#!/bin/sh\nexit 0\n' >"$quiet/invoke-rc.d"
  chmod 755 "$quiet/invoke-rc.d"
  cp "$quiet/invoke-rc.d" "$quiet/deb-systemd-invoke"
  install+=(-o "DPkg::Path=$quiet:/usr/sbin:/usr/bin:/sbin:/bin")
  "$@"
  for name in "${test_services[@]}"; do
    case " ${missing[*]} " in
      *" ${name%:*} "*) as_root /usr/sbin/update-rc.d "${name#*:}" disable ;;
    esac
  done
  rm -r "$quiet"
}

# --- sources: libgit2, tree-sitter, and for the tests the newest git ---

# The machine's own Debian mirror as a source of newer suites: prints a stanza (.sources) or a line (.list), with all
# options that the machine has for it (Signed-By, Check-Valid-Until, …).
stanza_of() {
  awk -v RS= -v suites="$1" -v wanted="$source_suite" '
    function is_ours(list,   n, i, words) {
      n = split(list, words, /[ \t\n]+/)
      for (i = 1; i <= n; i++) if (words[i] != "" && index(" " suites " ", " " words[i] " ")) return 1
      return 0
    }
    {
      count = split($0, lines, "\n"); kept = ""; types = ""; of = ""; enabled = "yes"; field = ""
      for (i = 1; i <= count; i++) {
        if (lines[i] ~ /^#/) continue
        if (lines[i] !~ /^[ \t]/) { field = tolower(lines[i]); sub(/:.*/, "", field); value = lines[i]; sub(/^[^:]*:/, "", value) }
        else value = lines[i]
        if (field == "types") types = types value
        else if (field == "suites") of = of value
        else if (field == "enabled") enabled = value
        else if (field != "components" && field != "architectures") kept = kept lines[i] "\n"
      }
      if (types ~ /deb/ && is_ours(of) && enabled !~ /no|false/) {
        printf "Types: deb-src\nSuites: %s\nComponents: main\n%s", wanted, kept
        exit
      }
    }' "$2"
}
line_of() {
  awk -v suites="$1" -v wanted="$source_suite" '
    $1 == "deb" || $1 == "deb-src" {
      options = ""
      if (match($0, /\[[^]]*\]/)) {
        options = substr($0, RSTART, RLENGTH)
        $0 = substr($0, 1, RSTART - 1) " " substr($0, RSTART + RLENGTH)
        gsub(/arch[+-]?=[^] ]*/, "", options)
        options = options ~ /^\[ *\]$/ ? "" : options " "
      }
      if (index(" " suites " ", " " $3 " ")) { print "deb-src " options $2 " " wanted " main"; exit }
    }' "$2"
}

# Writes that source into the folder $1; fails where the machine has none.
write_sources() {
  local codename file etc list parts
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && [ "$ID" = debian ] && printf '%s' "${VERSION_CODENAME:-}") || return 1
  local suites="$codename stable oldstable oldoldstable testing unstable sid"
  eval "$(apt-config shell etc Dir::Etc/d list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  for file in "${parts:-$etc/sources.list.d}"/*.sources "${list:-$etc/sources.list}" "${parts:-$etc/sources.list.d}"/*.list; do
    [ -f "$file" ] || continue
    case $file in
      *.sources) stanza_of "$suites" "$file" >"$1/newer.sources" ;;
      *) line_of "$suites" "$file" >"$1/newer.list" ;;
    esac
    if [ -s "$1/newer.sources" ] || [ -s "$1/newer.list" ]; then
      find "$1" -empty -delete
      return 0
    fi
  done
  return 1
}

# Fetches $2, the upstream archive of the source package $1, from Debian into $4; $3 is its SHA-256. With a throw-away configuration:
# nothing of the machine's own apt is changed. The archive is looked for beside every version that Debian lists, since the pinned
# checksum vouches for it.
fetch_archive() {
  local package=$1 archive=$2 sum=$3 work=$4 version uri
  mkdir -p "$work"/{sources.d,lists/partial,cache/archives/partial}
  write_sources "$work/sources.d" || { say "no Debian mirror is configured on this machine"; return 1; }
  local -a options=(
    -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/sources.d" -o "Dir::State::Lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)"
  )
  apt-get "${options[@]}" -qq update || return 1
  for version in $(apt-cache "${options[@]}" showsrc --only-source "$package" | awk '$1 == "Version:" {print $2}'); do
    uri=$(apt-get "${options[@]}" -qq --print-uris --only-source source "$package=$version" | awk -v name="$archive" '$2 == name {print $1}')
    [ -n "$uri" ] || continue
    /usr/lib/apt/apt-helper "${options[@]}" download-file "${uri//\'/}" "$work/$archive" "SHA256:$sum" || return 1
    return
  done
  say "Debian's $source_suite has no $archive"
  return 1
}

# unpack SUM ARCHIVE FOLDER: what the archive holds in its one folder, if it is the archive that is meant.
unpack() {
  echo "$1  $2" | sha256sum --check --quiet && mkdir -p "$3" && tar -xf "$2" -C "$3" --strip-components=1
}

# From other registries, where there is a program for them: NAME VERSION SUM WORK, unpacked into WORK/NAME.
fetch_crate() {
  local name=$1 version=$2 sum=$3 work=$4 project=$4/$1.project file
  command -v cargo >/dev/null || { say "there is no cargo"; return 1; }
  mkdir -p "$project/src" && : >"$project/src/lib.rs"
  printf '[package]\nname = "sources"\nversion = "0.0.0"\n[dependencies]\n%s = "=%s"\n' "$name" "${version%%+*}" >"$project/Cargo.toml"
  CARGO_HOME=$work/cargo cargo fetch --quiet --manifest-path "$project/Cargo.toml" || return 1
  for file in "$work"/cargo/registry/cache/*/"$name-$version.crate"; do
    unpack "$sum" "$file" "$work/$name" || return 1
  done
}
fetch_npm() {
  command -v npm >/dev/null || { say "there is no npm"; return 1; }
  (cd "$4" && npm pack --silent --ignore-scripts "$1@$2") && unpack "$3" "$4/$1-$2.tgz" "$4/$1"
}
fetch_sdist() {
  python3 -m pip --version || return 1
  python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$4" "$1==$2" && unpack "$3" "$4/$1-$2.tar.gz" "$4/$1"
}

fetch_libgit2() {
  local work=$1
  if fetch_archive libgit2 "$libgit2_archive" "$libgit2_sum" "$work"; then
    mkdir "$work/source" && tar -xf "$work/$libgit2_archive" -C "$work/source" --strip-components=1
  else
    fetch_crate libgit2-sys "$libgit2_crate" "$libgit2_crate_sum" "$work" && mv "$work/libgit2-sys/libgit2" "$work/source"
  fi
  patch -d "$work/source" -p1 <"$source_dir/src/git/libgit2.patch"
}

# Without TLS, SSH, NTLM and GSSAPI: no business of a gate.
build_libgit2() {
  local work=$1
  CFLAGS="${CFLAGS:--O2} -ffunction-sections -fdata-sections -ffile-prefix-map=$work=." cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_INSTALL_PREFIX="$libgit2_root" -DEXPERIMENTAL_SHA256=ON -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTS=OFF \
    -DBUILD_CLI=OFF -DUSE_SSH=OFF -DUSE_HTTPS=OFF -DUSE_NTLMCLIENT=OFF -DUSE_GSSAPI=OFF -DREGEX_BACKEND=regcomp -DUSE_HTTP_PARSER=http-parser
  cmake --build "$work/build"
  DESTDIR="$work/out" cmake --install "$work/build"
}

# Sources only: they are compiled with the program (src/content/python/tree_sitter.cmake). Debian has too old a library, and no grammar.
fetch_tree_sitter() {
  fetch_crate tree-sitter "$tree_sitter_crate" "$tree_sitter_crate_sum" "$1" ||
    { fetch_sdist tree-sitter "$tree_sitter_sdist" "$tree_sitter_sdist_sum" "$1" && mv "$1/tree-sitter/tree_sitter/core/lib"/* "$1/tree-sitter/"; }
  fetch_npm tree-sitter-python "$grammar" "$grammar_npm_sum" "$1" || fetch_crate tree-sitter-python "$grammar" "$grammar_crate_sum" "$1"
}

build_tree_sitter() {
  local out=$1/out$tree_sitter_root
  mkdir -p "$out/core" "$out/python"
  mv "$1/tree-sitter/include" "$1/tree-sitter/src" "$out/core/"
  mv "$1/tree-sitter-python/src" "$out/python/"
}

# Debian's git is too old for reftables and hooks of the configuration, which the tests try with a newer one.
fetch_git() {
  fetch_archive git "$git_archive" "$git_sum" "$1"
  mkdir "$1/source" && tar -xf "$1/$git_archive" -C "$1/source" --strip-components=1
}

build_git() {
  local work=$1
  local -a options=("prefix=$git_root" NO_TCLTK=1 NO_GETTEXT=1 NO_PERL=1 NO_PYTHON=1 NO_EXPAT=1 NO_CURL=1 NO_OPENSSL=1 NO_RUST=1 NO_INSTALL_HARDLINKS=1 CFLAGS=-O1)
  make -C "$work/source" -j "$(nproc)" "${options[@]}" all
  make -C "$work/source" "${options[@]}" "DESTDIR=$work/out" install
}

# Debian's packages for arm64, unpacked: with lists of their own, so that this machine's apt does not learn of another processor.
fetch_arm64_sysroot() {
  mkdir -p "$1"/{lists/partial,cache/archives/partial,packages}
  : >"$1/status"
  local -a options=(
    -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "Dir::State::Lists=$1/lists" -o "Dir::State::status=$1/status"
    -o "Dir::Cache=$1/cache" -o "APT::Sandbox::User=$(id -un)"
  )
  apt-get "${options[@]}" -qq update
  (cd "$1/packages" && apt-get "${options[@]}" -qq download "${arm64_packages[@]}")
}

build_arm64_sysroot() {
  local file
  mkdir -p "$1/out$arm64_sysroot"
  for file in "$1"/packages/*.deb; do dpkg-deb -x "$file" "$1/out$arm64_sysroot"; done
}

# provide NAME ROOT FILE: fetches and builds it once a machine, in `work`: whole or not at all, since it is moved into place at the end.
provide() {
  local name=$1 root=$2 file=$3 work log status=0
  [ ! -e "$root/$file" ] || return 0
  if [ "$dry_run" = yes ]; then
    say "would build $name from source into $root"
    return
  fi
  mkdir -p "$(dirname "$root")"
  work=$(mktemp -d "$(dirname "$root")/build.XXXXXX")
  log=$work/log
  say "building $name, once on this machine"
  # In a process of its own: `set -e` is off in what `||` follows.
  "$BASH" "$source_dir/install.sh" "--${name//-/_}-in" "$work" >"$log" 2>&1 || status=$?
  if [ "$status" = 0 ]; then
    rm -rf "$root"
    mv "$work/out$root" "$root"
  else
    tail -n 5 "$log" | sed 's/^/  /'
  fi
  rm -rf "$work"
  return "$status"
}

libgit2() { provide libgit2 "$libgit2_root" lib/libgit2-experimental.a || say "could not build libgit2 (see above); CMake will fetch its pinned release instead"; }
tree_sitter() {
  provide tree-sitter "$tree_sitter_root" python/src/parser.c || say "could not provide tree-sitter (see above); CMake will fetch its pinned release instead"
}
sysroot() { provide arm64-sysroot "$arm64_sysroot" usr/lib/aarch64-linux-gnu/libre2.a || die "could not get Debian's packages for arm64 (see above)"; }
newest_git() { provide git "$git_root" bin/git || die "could not build git $git_version, which the tests need (see above)"; }

# --- the program ---

# Runs a command of the build: in sight on a terminal, else into a log that is shown where it fails.
logged() {
  local log
  if [ "$dry_run" = yes ] || [ -t 1 ]; then
    run "$@"
    return
  fi
  log=$(mktemp)
  "$@" >"$log" 2>&1 || {
    cat "$log"
    die "failed: $*"
  }
  rm "$log"
}

build() {
  packages build
  libgit2
  tree_sitter
  [ "$dry_run" = yes ] || say "building expgate (build/release), which takes about five minutes on two cores"
  logged cmake -S "$source_dir" --preset release
  logged cmake --build "$source_dir/build/release"
}

# Before a build of minutes.
check_prefix() {
  if [ "$dry_run" = no ] && { ! mkdir -p "$prefix/bin" 2>/dev/null || [ ! -w "$prefix/bin" ]; }; then
    die "cannot write to $prefix: choose another --prefix, or become root for this one"
  fi
}

# Installs what the packages have, too (packaging/CMakeLists.txt), as a release does: by the script of its tarball.
install_program() {
  local stage
  if [ "$dry_run" = yes ]; then
    say "would install $program, and its manual page, completions and examples below $prefix/share"
    return
  fi
  stage=$(mktemp -d)
  DESTDIR=$stage logged cmake --install "$source_dir/build/release" --prefix "$prefix"
  "$source_dir/packaging/tarball/complete.sh" "$stage$prefix"
  "$stage$prefix/install.sh" --prefix "$prefix" || { rm -rf "$stage"; exit 2; }
  rm -rf "$stage"
}

# Takes them out again, and the folders that are empty then.
uninstall_program() {
  local -a dry=()
  if [ "$dry_run" = yes ]; then dry=(--dry-run); fi
  if [ ! -e "$program" ] && [ ! -e "$files_file" ]; then
    say "$program: not there"
  else
    "$source_dir/packaging/tarball/install.sh" --uninstall --prefix "$prefix" ${dry[@]+"${dry[@]}"}
  fi
}

# --- places ---

# A place is written "client PATH", "server PATH", "gitlab PATH" or "global"; those installed to are listed in a file beside the program.
arguments_of() {
  case $1 in
    global) hook_arguments=(--global) ;;
    client\ *) hook_arguments=("${1#client }") ;;
    *) hook_arguments=("--${1%% *}" "${1#* }") ;;
  esac
}

remember() {
  [ "$dry_run" = no ] || return 0
  mkdir -p "$(dirname "$places_file")"
  grep -qxF -- "$1" "$places_file" 2>/dev/null || printf '%s\n' "$1" >>"$places_file"
}

forget() {
  [ "$dry_run" = no ] && [ -f "$places_file" ] || return 0
  grep -vxF -- "$1" "$places_file" >"$places_file.new" || true
  mv "$places_file.new" "$places_file"
  [ -s "$places_file" ] || rm "$places_file"
}

# $1: install or uninstall, $2: the place.
hooks() {
  local -a dry=() hook_arguments
  arguments_of "$2"
  if [ "$dry_run" = yes ]; then dry=(--dry-run); fi
  if [ -x "$program" ]; then
    "$program" "$1" "${dry[@]}" "${hook_arguments[@]}"
  elif [ "$dry_run" = yes ]; then
    run "$program" "$1" "${hook_arguments[@]}"
  else
    die "$program is not there: nothing to $1 with"
  fi
}

uninstall() {
  local place
  if [ "${#places[@]}" -gt 0 ]; then
    for place in "${places[@]}"; do
      hooks uninstall "$place"
      forget "$place"
    done
    return
  fi
  local -a remembered=()
  [ ! -f "$places_file" ] || mapfile -t remembered < <(tac "$places_file")
  for place in ${remembered[@]+"${remembered[@]}"}; do
    case $place in
      *\ *) [ -d "${place#* }" ] || { say "${place#* } is gone, and its hooks with it"; forget "$place"; continue; } ;;
    esac
    hooks uninstall "$place"
    forget "$place"
  done
  uninstall_program
}

# --- arguments ---

prefix=${HOME:-}/.local
action=install
places=()
add_place() {
  [ -d "$2" ] || die "$1: no folder at '$2'"
  places+=("$1 $(cd -- "$2" && pwd -P)")
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --server | --gitlab | --packages | --libgit2-in | --tree_sitter-in | --git-in | --arm64_sysroot-in) [ $# -ge 2 ] || die "$1 needs a value" ;;
  esac
  case $1 in
    --prefix) prefix=$2; shift ;;
    --server | --gitlab) add_place "${1#--}" "$2"; shift ;;
    --client)
      case ${2:-} in
        '' | -*) add_place client . ;;
        *) add_place client "$2"; shift ;;
      esac
      ;;
    --global) places+=(global) ;;
    --uninstall) action=uninstall ;;
    --build) action=build ;;
    --libgit2) action=libgit2 ;;
    --tree-sitter) action=tree-sitter ;;
    --git) action=git ;;
    --arm64-sysroot) action=sysroot ;;
    --libgit2-in | --tree_sitter-in | --git-in | --arm64_sysroot-in) # not for people: the part of `provide` that may fail
      name=${1#--} name=${name%-in}
      "fetch_$name" "$2"
      "build_$name" "$2"
      exit
      ;;
    --packages) action="packages $2"; shift ;;
    --dry-run) dry_run=yes ;;
    -h | --help) usage; exit ;;
    *) usage >&2; die "does not know '$1'" ;;
  esac
  shift
done
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
while [ "${prefix%/}" != "$prefix" ]; do prefix=${prefix%/}; done
case $action:$prefix in install:/.local | uninstall:/.local) die 'HOME is not set: choose a folder with --prefix' ;; esac
readonly prefix dry_run
readonly program=$prefix/bin/expgate places_file=$prefix/share/expgate/places files_file=$prefix/share/expgate/files

case $action in
  packages\ *) packages "${action#packages }" ;;
  libgit2) libgit2 ;;
  tree-sitter) tree_sitter ;;
  git) newest_git ;;
  sysroot) sysroot ;;
  build) build ;;
  uninstall) uninstall ;;
  install)
    check_prefix
    build
    install_program
    for place in ${places[@]+"${places[@]}"}; do
      hooks install "$place"
      remember "$place"
    done
    ;;
esac
