#!/bin/bash
# The house rules that a machine can hold (ARCHITECTURE.md): who may include what, how long a file may be, what is shipped.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# only HEADER-REGEX FOLDER-OR-FILE…: these headers are included in those places of src/ and nowhere else.
only() {
  local regex="^ *# *include *[<\"]$1" found
  shift
  found=$(cd "$EXPGATE_SOURCE_DIR" && grep -rlE "$regex" src --include='*.cpp' --include='*.h' --include='*.in' |
    grep -vE "^src/($(IFS='|' && echo "$*"))(/|\$)" || true)
  is "$regex only in $*" '' "$found"
}

test_each_library_has_its_room() {
  only 'git2' git
  only '(yaml-cpp/|re2/|utf8proc)' text
  only 'CLI/' app/arguments.cpp
  only 'tree_sitter' content/python/syntax.cpp
  only 'toml' content
  only 'zlib' inflate
  only 'libdeflate' git
  only 'nlohmann/' content gate experiments deploy report app
  is 'the test can fail' src/git "$(cd "$EXPGATE_SOURCE_DIR" && grep -rlE 'include <git2' src | xargs -n1 dirname | sort -u)"
}

# rooms FOLDER ALLOWED…: the files of src/FOLDER include headers of these folders and their own only.
rooms() {
  local folder=$1 found
  found=$(cd "$EXPGATE_SOURCE_DIR/src" && grep -rhoE '^#include "[a-z_]+/' "$folder" | sed 's/.*"//; s|/||' | sort -u |
    grep -vxE "$(IFS='|' && echo "$*")" || true)
  is "src/$folder includes $*" '' "$found"
}

test_dependencies_run_one_way() {
  rooms base
  rooms inflate base
  rooms text base
  rooms model base text
  rooms message base text model
  rooms content base text model inflate
  rooms rules base text model message content
  rooms policy base text model
  rooms git base text model inflate
  rooms engine base text model message content rules policy
  rooms input base text model message content git
  rooms catalogue base
  rooms report base text model catalogue
  rooms gate base text model inflate message content catalogue git input policy engine rules
  rooms deploy base text model catalogue git input policy rules gate
  rooms experiments base text model message content catalogue git input policy rules engine gate
  rooms rewrite base text model message content git input policy rules engine gate
}

# defined FILE…: names of functions that these files define outside classes.
defined() { grep -hoE '^[a-z][A-Za-z0-9_:<>,&* ]*[ &*][a-z_0-9]+\(' "$@" | sed -E 's/.*[ &*]([a-z_0-9]+)\($/\1/' | sort -u; }

# Where a room is one file, a function with a name of base stands for the other one in every file behind it.
test_no_file_hides_a_function_of_base() {
  cd "$EXPGATE_SOURCE_DIR" || return
  local base declared others
  base=$(defined src/base/*.h)
  declared=$(find src -name '*.h' ! -path 'src/base/*' -print0 | xargs -0 cat | defined /dev/stdin)  # for everybody to see
  others=$(find src -name '*.cpp' ! -path 'src/base/*' -print0 | xargs -0 cat | defined /dev/stdin | comm -23 - <(echo "$declared"))
  grep -qx folder_of <<<"$base" && grep -qx shown_folder <<<"$others"
  is 'both sides are found' 0 $?
  is 'names of src/base/ that another room gives a function of its own' '' "$(comm -12 <(echo "$base") <(echo "$others"))"
}

test_files_are_short() {
  cd "$EXPGATE_SOURCE_DIR"
  is 'no source of more than 400 lines' '' "$(find src tests hooks rules -type f \( -name '*.cpp' -o -name '*.h' -o -name '*.sh' -o -name '*.yaml' -o -name '*.in' \) \
    -exec awk 'END { if (NR > 400) print FILENAME ": " NR }' {} \;)"
  is 'hooks have ten lines at most' '' "$(find hooks -type f -exec awk 'END { if (NR > 10) print FILENAME ": " NR }' {} \;)"
}

test_our_own_history_passes_our_own_gate() {
  if [ "$(git -C "$EXPGATE_SOURCE_DIR" rev-parse --is-shallow-repository 2>&1)" != false ]; then
    ok 'there is no whole history here to judge'
    return
  fi
  git init -q --bare own.git
  mkdir -p own.git/hooks
  printf '#!/bin/sh\nexec %q pre-receive --policy %q\n' "$EXPGATE" "$EXPGATE_SOURCE_DIR/.expgate.yaml" >own.git/hooks/pre-receive
  chmod +x own.git/hooks/pre-receive
  exits 'our history is let in' 0 git -C "$EXPGATE_SOURCE_DIR" push -q --no-verify "$PWD/own.git" HEAD:refs/heads/main
}

test_hooks_are_plain_sh() {
  local file
  for file in "$EXPGATE_SOURCE_DIR"/hooks/*; do
    is "${file##*/} begins with #!/bin/sh" '#!/bin/sh' "$(head -1 "$file")"
    exits "${file##*/} parses" 0 sh -n "$file"
  done
}

# A release build beside the one under test, where there is one.
test_release_is_static_and_small() {
  local binary=$EXPGATE_SOURCE_DIR/build/release/expgate
  if [ ! -x "$binary" ]; then
    ok 'there is no release build to look at'
    return
  fi
  run ldd "$binary"
  says 'it is static' 'not a dynamic executable'
  strip -o stripped "$binary"
  is 'it has 12 MB at most' yes "$([ "$(stat -c %s stripped)" -le 12000000 ] && echo yes || stat -c %s stripped)"
}

run_tests "$@"
