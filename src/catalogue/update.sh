#!/bin/bash
# Brings every translation of this folder up to date with the texts in src (docs/translations.md).
#   update.sh                  new texts get an empty translation; those of texts that are gone become comments
#   update.sh --prune          the same, and removes those comments
#   update.sh --template FILE  only writes the template that translations are merged with
set -euo pipefail
export LC_ALL=C.UTF-8 # texts are UTF-8, and the order must not depend on who runs this

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
readonly width=120
readonly keywords=(--keyword --keyword=tr:1 "--keyword=tr_n:1,2" --keyword=msgid:1)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A date in a file that is made is a conflict in every merge.
without_date() { sed '/^"POT-Creation-Date: /d' "$1"; }

# template FILE: all texts in the sources, sorted, without places: a line that moves changes no translation.
template() {
  find . -name '*.cpp' -o -name '*.h' | sed 's|^\./||' | LC_ALL=C sort >"$scratch/sources"
  # Says of every text with an ellipsis that it is not ASCII; that is on purpose.
  xgettext --language=C++ --from-code=UTF-8 "${keywords[@]}" --no-location --sort-output --width=$width \
    --package-name=expgate --files-from="$scratch/sources" --output="$scratch/dated.pot" 2>"$scratch/errors" ||
    { cat "$scratch/errors" >&2; return 1; }
  if grep -E 'error:|used without plural|invalid multibyte' "$scratch/errors" >&2; then return 1; fi
  without_date "$scratch/dated.pot" | sed 's/charset=CHARSET/charset=UTF-8/' >"$1"
}

if [ "${1:-}" = --template ]; then
  template "${2:?the file to write}"
  exit
fi
case $*:$# in
  :0 | --prune:1) ;;
  *)
    echo 'usage: update.sh [--prune | --template FILE]' >&2
    exit 2
    ;;
esac
template "$scratch/texts.pot"
for po in catalogue/*.po; do
  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --width=$width --output-file="$scratch/merged.po" "$po" "$scratch/texts.pot"
  if [ "${1:-}" = --prune ]; then
    msgattrib --no-obsolete --sort-output --width=$width --output-file="$scratch/pruned.po" "$scratch/merged.po"
    mv "$scratch/pruned.po" "$scratch/merged.po"
  fi
  without_date "$scratch/merged.po" >"$scratch/new.po"
  cmp -s "$scratch/new.po" "$po" || cat "$scratch/new.po" >"$po"
done
