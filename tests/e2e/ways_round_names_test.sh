#!/bin/bash
# Ways round the gate by names and trees: another case, width or spelling, characters that nobody sees, bytes that are no text, modes that git
# does not know, trees that it would not make, links and submodules.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

# tree_with ENTRIES: what main has and these entries (the output of `entry`) behind it, as a commit on top of main.
tree_with() {
  commit_of "$({ git cat-file tree main: && cat; } | raw tree)"
}

# sends WHAT RULES COMMIT: the commit is refused by these rules; none: it goes in.
sends() {
  local objects
  objects=$(reachable "$3" ^main 2>/dev/null) || objects="$3 $(git rev-parse "$3^{tree}")"
  if [ -n "$2" ]; then raw_refused "$1" "$2" project "$objects" "$zero $3 refs/heads/x"; else raw_ok "$1" project "$objects" "$zero $3 refs/heads/x"; fi
  git -C ../project.git update-ref -d refs/heads/x
}

test_disguised_artefacts() {
  gated project 'artifact-path: {}'
  local name blob
  blob=$(git hash-object -w train.py)
  for name in BEST.PT Best.Pt 'best.pt.' 'best.pt ' 'best.pt. .' '\xef\xbd\x82est.pt' 'best\xef\xbc\x8ept' 'best.\xef\xbd\x90\xef\xbd\x94' \
    'best.p\xe2\x80\x8bt' 'best.\xe2\x80\x8dpt' 'best.p\xc2\xadt' 'best\xff.pt' 'best.pt\xe2\x80\xaf' 'be\nst.pt' 'best.p\xe2\x81\xa0t' \
    'best.\xf0\x9d\x90\xa9\xf0\x9d\x90\xad' 'best.p\xef\xb8\x8ft'; do
    sends "$name" artifact-path "$(entry 100644 "$name" "$blob" | tree_with)"
  done
  for name in best.ptx best_pt 'best.p t' 'gr\xc3\xbc\xc3\x9fe.txt' 'gru\xcc\x88n.txt' '\xe6\xa8\xa1\xe5\x9e\x8b.py'; do
    sends "$name" '' "$(entry 100644 "$name" "$blob" | tree_with)"
  done
  sends 'below a folder of checkpoints in capitals' artifact-path \
    "$(entry 40000 CHECKPOINTS "$(entry 100644 epoch_1 "$blob" | raw tree)" | tree_with)"
  sends 'which is spelt wide' artifact-path \
    "$(entry 40000 '\xef\xbd\x97andb' "$(entry 40000 run-1 "$(entry 100644 a.bin "$blob" | raw tree)" | raw tree)" | tree_with)"
}

# Whatever is odd about a tree, what lies in it is seen. What is odd is told by path-name and file-mode, which are off here and on
# below.
test_trees_that_git_does_not_make() {
  gated project 'artifact-path: {}' 'max-file-size: {limit: 1 KiB}'
  local small large folder mode commit
  small=$(git rev-parse main:train.py) && big ../large 3000 && large=$(git hash-object -w ../large)
  folder=$(entry 100644 best.pt "$small" | raw tree)
  sends 'a name twice, and the second is large' max-file-size "$({ entry 100644 u "$small" && entry 100644 u "$large"; } | tree_with)"
  sends 'or the first' max-file-size "$({ entry 100644 u "$large" && entry 100644 u "$small"; } | tree_with)"
  sends 'a name of main again' max-file-size "$(entry 100644 train.py "$large" | tree_with)"
  sends 'a folder and a file of one name' artifact-path "$({ entry 100644 u "$small" && entry 40000 u "$folder"; } | tree_with)"
  sends 'a folder twice' artifact-path "$({ entry 40000 u "$(git rev-parse 'main^{tree}')" && entry 40000 u "$folder"; } | tree_with)"
  sends 'out of order' artifact-path "$({ entry 100644 z "$small" && entry 100644 best.pt "$small" && entry 100644 a "$small"; } | tree_with)"
  sends 'a slash in a name' artifact-path "$(entry 100644 u/best.pt "$small" | tree_with)"
  sends 'a folder called .' artifact-path "$(entry 40000 . "$folder" | tree_with)"
  sends 'a folder called .git' artifact-path "$(entry 40000 .git "$folder" | tree_with)"
  for mode in 100600 100664 100777 100000 644 0 140000 0100644; do
    sends "mode $mode" artifact-path "$(entry "$mode" w.pt "$small" | tree_with)"
  done
  for mode in 40755 40777 040000; do
    sends "a folder of mode $mode" artifact-path "$(entry "$mode" w "$folder" | tree_with)"
  done
  commit=$(entry 100644 '' "$large" | tree_with)
  raw_refused 'no name at all' max-file-size project "$commit $(git rev-parse "$commit^{tree}") $large" "$zero $commit refs/heads/x"
  sends 'a tree that is in order' '' "$({ entry 100644 u.txt "$small" && entry 100755 v.txt "$small"; } | tree_with)"
}

# A submodule is a commit of another repository: what lies under its name in this push is named by nobody.
test_a_blob_that_calls_itself_a_submodule() {
  gated project 'max-file-size: {limit: 1 KiB}' 'artifact-path: {}'
  local blob commit
  big ../large 3000 && blob=$(git hash-object -w ../large)
  commit=$(entry 160000 w "$blob" | tree_with)
  raw_refused 'a large one' max-file-size project "$(reachable "$commit" ^main) $blob" "$zero $commit refs/heads/x"
  commit=$(entry 120000 w "$blob" | tree_with)
  sends 'a link that large' max-file-size "$commit"
  commit=$(entry 160000 w "$first" | tree_with)
  sends 'a submodule' '' "$commit"
}

# Few objects, more files than there is memory for. Whoever opens each folder never ends.
test_trees_that_name_a_tree_again_and_again() {
  gated project 'max-file-size: {limit: 1 KiB}' 'artifact-path: {}'
  local tree n commit
  tree=$(git rev-parse 'main^{tree}')
  for _ in $(seq 12); do tree=$(for n in 0 1 2 3 4 5 6 7 8 9; do entry 40000 "d$n" "$tree"; done | raw tree); done
  commit=$(commit_of "$tree")
  raw_refused 'ten folders in each of ten folders, twelve times over' '' project "$(reachable "$commit" ^main)" "$zero $commit refs/heads/x"
  says 'is beyond what can be looked at' 'a commit repeats the same folders'
}

# --- the rules about names and modes ---

strict() {
  gated project 'path-name: {}' 'file-mode: {}'
  small=$(git rev-parse main:train.py)
}

test_names() {
  strict
  local name long
  for name in 'u\x01.txt' 'u\n.txt' 'u\t.txt' 'u\x1b[2J.txt' 'u\x7f.txt' 'u\xff.txt' 'u\xc0\xaf.txt' 'u\\\\v.txt' 'u.txt ' 'u.txt.' \
    '\xed\xa0\x80.txt' 'train.p\xe2\x80\x8by'; do
    sends "$name" path-name "$(entry 100644 "$name" "$small" | tree_with)"
  done
  for name in con nul.txt COM1.py Aux; do
    sends "$name, which Windows keeps for itself" path-name "$(entry 100644 "v" "$small" | sed "s/v/$name/" | tree_with)"
  done
  for name in .git .GIT .Git. '.git ' '.g\xe2\x80\x8cit' 'git~1' . ..; do
    sends "a folder called $name" path-name "$(entry 40000 "$name" "$(git rev-parse 'main^{tree}')" | tree_with)"
  done
  sends 'a capital letter beside a small one' path-name "$(entry 100644 TRAIN.py "$small" | tree_with)"
  sends 'two spellings of one letter' path-name "$({ entry 100644 'u\xc3\xbc' "$small" && entry 100644 'uu\xcc\x88' "$small"; } | tree_with)"
  sends 'a wide letter beside a small one' path-name "$(entry 100644 'tra\xef\xbd\x89n.py' "$small" | tree_with)"
  says 'what is the matter' 'differ only in the width of their letters'
  long=$(printf 'deep%.0s' {1..101})
  sends 'more than 400 bytes' path-name "$(entry 100644 "u$long" "$small" | tree_with)"
  sends 'a slash in a name' path-name "$(entry 100644 u/v "$small" | tree_with)"
  sends 'a name twice' path-name "$({ entry 100644 u "$small" && entry 100755 u "$small"; } | tree_with)"
  sends 'out of order' path-name "$({ entry 100644 z "$small" && entry 100644 y "$small"; } | tree_with)"
  sends 'text of any script' '' "$({ entry 100644 'tr\xef\xbd\x89n.py' "$small" && entry 100644 'u größe 中文.txt' "$small" && entry 100644 'v.git' "$small"; } | tree_with)"
}

# padded MODE: what git fsck calls zeroPaddedFilemode is told, and let in.
padded() {
  local target=$small
  [ "$1" != 040000 ] || target=$(git rev-parse 'main^{tree}')
  sends "mode $1" '' "$(entry "$1" u "$target" | tree_with)"
  is "mode $1 is told" file-mode "$(named warning)"
}

test_modes_links_and_submodules() {
  strict
  local mode target blob
  for mode in 100600 100664 100777 644 0 140000; do
    sends "mode $mode" file-mode "$(entry "$mode" u.txt "$small" | tree_with)"
  done
  for mode in 0100644 040000; do
    padded "$mode"
  done
  sends 'a folder of mode 40755' file-mode "$(entry 40755 u "$(git rev-parse 'main^{tree}')" | tree_with)"
  for target in /etc/passwd ../x sub/../../x 'C:\\data' '..\\x' .git/config ''; do
    blob=$(printf %b "$target" | git hash-object -w --stdin)
    sends "a link to '$target'" file-mode "$(entry 120000 u "$blob" | tree_with)"
  done
  sends 'a submodule' file-mode "$(entry 160000 u "$first" | tree_with)"
  blob=$(printf train.py | git hash-object -w --stdin)
  sends 'a link within the tree' '' "$(entry 120000 u "$blob" | tree_with)"
  sends 'a program' '' "$(entry 100755 u.sh "$small" | tree_with)"
}

run_twice "$@"
