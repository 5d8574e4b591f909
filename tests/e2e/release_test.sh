#!/bin/bash
# The release as a whole: what packaging/release.sh makes, what it says of it, and that it can be checked.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=release.sh
. "$(dirname "$0")/release.sh"

readonly make_release=$EXPGATE_SOURCE_DIR/packaging/release.sh
release_files sbom tarball || exit 1

test_sums() {
  exits 'each file has its checksum' 0 bash -c "cd '$dist' && sha256sum --strict --check SHA256SUMS"
  is 'all of them' "$(cd "$dist" && find . -type f ! -name 'SHA256SUMS*' -printf '%P\n' | sort)" "$(sed 's/^[0-9a-f]*  //' "$dist/SHA256SUMS")"
}

# As docs/release.md says.
test_signature() {
  ssh-keygen -q -t ed25519 -N '' -C releases@example.com -f key
  exits 'it signs' 0 env -u GIT_CONFIG_GLOBAL HOME="${machine_cache%/.cache}" XDG_CACHE_HOME="$machine_cache" EXPGATE_SIGNING_KEY="$PWD/key" \
    "$make_release" --arch x86_64 --out "$PWD/out" sbom
  printf 'releases@example.com %s\n' "$(cut -d ' ' -f 1,2 key.pub)" >allowed
  local verify=(ssh-keygen -Y verify -f allowed -I releases@example.com -n expgate-release -s out/SHA256SUMS.sig)
  exits 'which can be verified' 0 bash -c '"$@" <out/SHA256SUMS' bash "${verify[@]}"
  echo more >>out/SHA256SUMS
  exits 'of these sums only' 255 bash -c '"$@" <out/SHA256SUMS' bash "${verify[@]}"
}

test_sbom() {
  local file=$dist/expgate-$version.spdx.json
  is 'its form' SPDX-2.3 "$(json "$file" spdxVersion)"
  run cat "$file"
  local library
  for library in libgit2 re2 yaml-cpp zlib libdeflate utf8proc fmt nlohmann-json CLI11 tomlplusplus tree-sitter glibc; do
    says "names $library" "\"name\": \"$library\""
  done
  venv spdx spdx-tools || return 0
  exits 'is valid' 0 "$work/spdx/bin/pyspdxtools" -i "$file"
}

# A build path in the program would make it another one in every folder.
test_no_path_of_this_machine_is_in_the_program() {
  tar -xzf "$dist/expgate-$version-linux-x86_64.tar.gz" -C .
  is 'not of the sources, the cache or a temporary folder' '' \
    "$(grep -aoE "($EXPGATE_SOURCE_DIR|$machine_cache|/tmp/[a-z]+\.|build\.[A-Za-z0-9]{6})[^[:cntrl:]]*" "expgate-$version-linux-x86_64/bin/expgate" || true)"
}

test_the_same_bytes_twice() {
  exits 'once more' 0 env -u GIT_CONFIG_GLOBAL HOME="${machine_cache%/.cache}" XDG_CACHE_HOME="$machine_cache" "$make_release" --arch x86_64 --out "$PWD/out" sbom tarball deb wheel npm pre-commit sdist
  release_files sbom tarball deb wheel npm pre-commit sdist
  local file
  for file in out/*; do
    [ "$file" = out/SHA256SUMS ] || exits "${file#out/}" 0 cmp "$file" "$dist/${file#out/}"
  done
}

test_mistakes() {
  exits 'a part that there is not' 2 "$make_release" rpm
  says 'is named' "unknown part 'rpm'"
  exits 'a processor that there is not' 2 "$make_release" --arch riscv64
  touch file
  exits 'a folder that cannot be' 2 "$make_release" --out file/dist
  says 'is found before anything is built' "cannot write to 'file/dist'"
}

run_tests "$@"
