#!/bin/bash
# Notebooks with outputs: refused before they are committed, cleaned by `expgate fix`, or by a filter as they are staged.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# run_notebook FILE [COUNT] [SOURCE], clean_notebook FILE [SOURCE]: a notebook as Jupyter writes it, after a run and before any.
run_notebook() {
  case $1 in */*) mkdir -p "${1%/*}" ;; esac
  cat >"$1" <<JSON
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": ${2:-1},
   "id": "a1",
   "metadata": {
    "scrolled": true,
    "tags": []
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "loss 0.41\n"
     ]
    }
   ],
   "source": [
    "${3:-train()}"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
JSON
}
clean_notebook() {
  case $1 in */*) mkdir -p "${1%/*}" ;; esac
  cat >"$1" <<JSON
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a1",
   "metadata": {
    "tags": []
   },
   "outputs": [],
   "source": [
    "${2:-train()}"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
JSON
}

# same WHAT FILE FILE: no byte differs.
same() {
  if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(diff "$2" "$3")"; fi
}

project() {
  client "${1:-project}" pre-commit
  printf 'version: 1\nextends: [notebooks]\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml train.py
  clean_notebook ../clean.ipynb
}

test_refused_mended_committed() {
  project
  run_notebook 'my work/a.ipynb' && git add .
  commit_refused 'a notebook with outputs' notebook-output
  says 'what is in it' '1 of 1 cell has outputs'
  says 'where' '`my work/a.ipynb`'
  says 'and what mends it' $'To fix this commit:\n  expgate fix --staged\n'
  exits 'fix --staged --diff would change something' 1 "$EXPGATE" fix --staged --diff
  exits 'fix --staged' 0 "$EXPGATE" fix --staged 'my work/a.ipynb'
  says 'says what it did' 'my work/a.ipynb: cleaned in the index and the work tree: removed the outputs of 1 cell'
  same 'the file is clean too' ../clean.ipynb 'my work/a.ipynb'
  is 'and git sees no difference' 'A  "my work/a.ipynb"' "$(git status --porcelain)"
  commit_ok 'the commit goes through'
  exits 'there is nothing left to do' 0 "$EXPGATE" fix 'my work'
  says 'and it says so' 'nothing to clean in 1 notebook'
  run_notebook 'my work/a.ipynb'
  commit_refused 'commit -a of a run notebook' notebook-output -a -m 'feat: run'
  says 'where nothing is staged afterwards, the file is to be mended' $'To fix this commit:\n  expgate fix\n'
  exits 'fix without a path finds what differs from HEAD' 0 "$EXPGATE" fix
  is 'nothing differs any more' '' "$(git status --porcelain)"
}

test_what_is_told() {
  project
  printf '{"cells": [{"execution_count": 3, "outputs": []}]}\n' >a.ipynb
  git add a.ipynb
  commit_ok 'counts alone are let in'
  is 'with a warning' notebook-output "$(named warning)"
  printf '{"cells": [\n<<<<<<< HEAD\n' >a.ipynb
  git add a.ipynb
  commit_refused 'what is no JSON' notebook-output
  says 'names the line' 'conflict marker at line 2'
  exits 'fix cannot mend it' 2 "$EXPGATE" fix a.ipynb
  exits 'nor what is staged' 2 "$EXPGATE" fix --staged
  printf '{"cells": [{"metadata": {"tags": ["keep_output"]}, "outputs": [1]}]}\n' >a.ipynb
  git add a.ipynb
  commit_ok 'outputs that are to be kept'
  is 'are no matter' '' "$(named warning)"
}

test_unstaged_edits_are_left_alone() {
  project
  run_notebook a.ipynb 1 && git add a.ipynb
  run_notebook a.ipynb 2 'train(epochs=2)' && cp a.ipynb ../edited.ipynb
  exits 'fix --staged' 0 "$EXPGATE" fix --staged
  says 'says that the file is left alone' 'cleaned in the index only, since the file has unstaged changes'
  same 'the file is as it was' ../edited.ipynb a.ipynb
  git show :a.ipynb >../staged.ipynb
  same 'what is staged is clean' ../clean.ipynb ../staged.ipynb
  commit_ok 'and is committed'
}

test_places_of_the_index() {
  project
  git worktree add -q ../linked -b linked
  cd ../linked
  mkdir sub && run_notebook sub/a.ipynb && git add . && cd sub
  exits 'in a linked work tree, from a folder below' 0 "$EXPGATE" fix --staged a.ipynb
  same 'the file is clean' ../../clean.ipynb a.ipynb
  is 'the index too' "$(git hash-object a.ipynb)" "$(git rev-parse :sub/a.ipynb)"
  is 'and nothing of the main work tree' '' "$(git -C ../../project status --porcelain)"
  cd ../../project
  run_notebook b.ipynb && git add b.ipynb
  before=$(git rev-parse :b.ipynb)
  cp .git/index .git/other
  exits 'in an index of its own' 0 env GIT_INDEX_FILE="$PWD/.git/other" "$EXPGATE" fix --staged
  is 'that one is clean' "$(git hash-object ../clean.ipynb)" "$(GIT_INDEX_FILE=$PWD/.git/other git rev-parse :b.ipynb)"
  is 'the usual one is not touched' "$before" "$(git rev-parse :b.ipynb)"
}

test_line_endings_modes_and_names() {
  project
  git config core.autocrlf true
  run_notebook a.ipynb && sed -i 's/$/\r/' a.ipynb && chmod 755 a.ipynb
  sed 's/$/\r/' ../clean.ipynb >../crlf.ipynb
  name=$(printf 'b\t"\\\n.ipynb') && run_notebook "$name"
  git add . 2>/dev/null
  exits 'fix --staged' 0 "$EXPGATE" fix --staged
  same 'the file keeps its line endings' ../crlf.ipynb a.ipynb
  is 'and its mode' 755 "$(stat -c %a a.ipynb)"
  is 'in the index too' 100755 "$(git ls-files -s a.ipynb | cut -d' ' -f1)"
  is 'whatever a file is called' 3 "$(git diff --cached HEAD --name-only -z | tr -cd '\0' | wc -c | awk '{ print $1 + 1 }')"
  is 'all is staged as it lies there' '' "$(git diff --name-only)"
}

test_diff_can_be_applied() {
  project
  git config core.hooksPath /dev/null
  mkdir sub && run_notebook 'sub/a b.ipynb' && printf '{"cells":[{"outputs":[1],"metadata":{"hidden":1}}]}' >one-line.ipynb
  git add . && cp 'sub/a b.ipynb' ../before.ipynb
  exits 'fix --diff says that something would change' 1 "$EXPGATE" fix --diff
  same 'and changes nothing' ../before.ipynb 'sub/a b.ipynb'
  "$EXPGATE" fix --diff >../patch || true
  passes 'git applies it' git apply ../patch
  same 'to the same end as fix' ../clean.ipynb 'sub/a b.ipynb'
  is 'without a final newline too' '{"cells":[{"outputs":[],"metadata":{}}]}' "$(cat one-line.ipynb)"
  exits 'what is staged is still to be cleaned' 1 "$EXPGATE" fix --diff
  says 'which it says' 'one-line.ipynb: would be cleaned in the index too'
  git add .
  exits 'then nothing is left' 0 "$EXPGATE" fix --diff
  is 'and nothing is shown' '' "$out"
}

test_links_and_strangers() {
  project
  mkdir ../elsewhere && run_notebook ../elsewhere/a.ipynb && cp ../elsewhere/a.ipynb ../before.ipynb
  ln -s ../elsewhere/a.ipynb link.ipynb && ln -s ../elsewhere folder && ln -s b.ipynb inside.ipynb && run_notebook b.ipynb
  exits 'a link out of the work tree' 2 "$EXPGATE" fix link.ipynb
  exits 'a folder out of it' 2 "$EXPGATE" fix folder/a.ipynb
  exits 'a link inside' 2 "$EXPGATE" fix inside.ipynb
  same 'nothing was followed' ../before.ipynb ../elsewhere/a.ipynb
  exits 'a folder with links in it' 0 "$EXPGATE" fix .
  same 'is cleaned but for these' ../before.ipynb ../elsewhere/a.ipynb
  same 'and the files in it are' ../clean.ipynb b.ipynb
  exits 'what is not there' 2 "$EXPGATE" fix nothing.ipynb
  exits 'what needs nothing' 0 "$EXPGATE" fix train.py
  cd ../elsewhere
  exits 'outside of any repository' 0 "$EXPGATE" fix .
  put train.py
  exits 'where only notebooks can be fixed' 2 "$EXPGATE" fix train.py
  same 'it is cleaned all the same' ../clean.ipynb a.ipynb
}

test_filter() {
  project
  git config core.hooksPath .git/hooks
  clean_notebook a.ipynb && save 'feat: add a' a.ipynb
  exits 'install --filter' 0 "$EXPGATE" install --filter
  run_notebook a.ipynb 7 && cp a.ipynb ../run.ipynb
  is 'a run is no difference' '' "$(git diff)"
  git add a.ipynb
  is 'nor a modification, once git has looked' '' "$(git status --porcelain)"
  same 'the file keeps its outputs' ../run.ipynb a.ipynb
  run_notebook a.ipynb 8 'train(2)' && git add a.ipynb
  is 'an edit is one' 'M  a.ipynb' "$(git status --porcelain)"
  is 'and is staged without outputs' 0 "$(git show :a.ipynb | grep -c loss || true)"
  commit_ok 'and committed'
  touch a.ipynb
  is 'no phantom afterwards' '' "$(git status --porcelain)"
  git worktree add -q ../linked -b linked
  is 'nor in a linked work tree' '' "$(git -C ../linked status --porcelain)"
  printf '{"cells": [' >broken.ipynb
  run git add broken.ipynb
  says 'what is broken is told' '`broken.ipynb` is not a notebook and is left as it is: line 1, column 12'
  is 'and staged to the byte' '{"cells": [' "$(git show :broken.ipynb)"
  git rm -qf broken.ipynb
  exits 'a second time' 0 "$EXPGATE" install --filter
  is 'leaves one line' 1 "$(grep -c expgate .git/info/attributes)"
  exits 'uninstall' 0 "$EXPGATE" uninstall
  says 'takes the filter out' 'filter.expgate-notebook: removed'
  is 'the setting' '' "$(git config --get-regexp 'filter\..*' || true)"
  is 'and the line' no "$([ -e .git/info/attributes ] && echo yes || echo no)"
  touch -d 2001-01-01 a.ipynb # git goes by the time of a file that it knows
  is 'now the outputs count' ' M a.ipynb' "$(git status --porcelain)"
  exits 'a server has no filter' 2 "$EXPGATE" install --filter --server .
}

test_filter_hands_on_every_byte() {
  for text in '' 'no JSON' '{"cells":[]}' "$(printf '[1]\r\n\t')"; do
    is "stdin to stdout: $text" "$text" "$(printf %s "$text" | "$EXPGATE" notebook-clean 2>/dev/null)"
  done
  run_notebook a.ipynb && clean_notebook clean.ipynb
  "$EXPGATE" notebook-clean <a.ipynb >once.ipynb
  same 'cleans' clean.ipynb once.ipynb
  "$EXPGATE" notebook-clean <once.ipynb >twice.ipynb
  same 'once and for all' once.ipynb twice.ipynb
  exits 'a full disk is no success' 2 sh -c '"$EXPGATE" notebook-clean <a.ipynb >/dev/full'
}

run_tests "$@"
