#!/bin/bash
# The texts for people and their translations (docs/translations.md): every text is collected, every translation fits its text.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly catalogue=$EXPGATE_SOURCE_DIR/src/catalogue
command -v xgettext >/dev/null || { echo 'skipped: gettext is not installed' && exit 77; }

# none WHAT CHECK TEMPLATE PO: nothing is wrong with the translation; else how much, and the first ten of it.
none() {
  local found
  found=$(python3 "$here/catalogue.py" "$2" "$3" "$4") || { not_ok "$1" "$2 could not be checked"; return; }
  if [ -z "$found" ]; then ok "$1"; else not_ok "$1" "$(wc -l <<<"$found") texts:" "$(head -10 <<<"$found")"; fi
}

test_every_text_is_collected() {
  local template=$PWD/texts.pot
  cd "$EXPGATE_SOURCE_DIR"
  # A name instead of a literal is a text that no translator sees.
  is 'tr, tr_n and msgid are given literals' '' "$(find src -name '*.cpp' -o -name '*.h' | grep -vE '^src/base/text\.(h|cpp)$' |
    xargs perl -0777 -ne 'while (/\b(?:tr|tr_n|msgid)\(\s*+(?!R?")(.{0,40})/gs) { print "$ARGV: $1\n" }')"
  exits 'they are' 0 "$catalogue/update.sh" --template "$template"
}

test_every_translation_fits_its_text() {
  local po
  "$catalogue/update.sh" --template "$PWD/texts.pot"
  for po in "$catalogue"/*.po; do
    cp "$po" .
    po=${po##*/}
    exits "$po is in order" 0 msgfmt --check --output-file=/dev/null "$po"
    msgcat --no-wrap --no-location "$po" >plain.po
    msgcat --no-wrap --no-location texts.pot >plain.pot
    none "$po has every text" missing plain.pot plain.po
    none "$po has no text that is gone" gone plain.pot plain.po
    none "$po has no fuzzy translation" fuzzy plain.pot plain.po
    none "$po has the arguments of its texts" arguments plain.pot plain.po
    none "$po has their code spans" spans plain.pot plain.po
    none "$po has no full-width punctuation in code" punctuation plain.pot plain.po
  done
}

test_an_update_leaves_what_is_up_to_date() {
  cp -r "$EXPGATE_SOURCE_DIR/src" src
  src/catalogue/update.sh
  cp -r src/catalogue once
  src/catalogue/update.sh
  exits 'the second changes nothing' 0 diff -r once src/catalogue
  is 'no date' '' "$(grep -h 'POT-Creation-Date' src/catalogue/*.po || true)"
  is 'nothing is fuzzy' '' "$(grep -h '^#,.*fuzzy' src/catalogue/*.po || true)"
  printf '\nmsgid "gone {soon}"\nmsgstr "{soon}"\n' >>src/catalogue/zh_CN.po
  src/catalogue/update.sh
  is 'a text that is gone is a comment' 1 "$(grep -c '^#~ msgid "gone {soon}"' src/catalogue/zh_CN.po)"
  src/catalogue/update.sh --prune
  exits 'and can be removed' 0 diff -r once src/catalogue
}

# broken CHECK MSGID MSGSTR: the check finds that translation, and not one that is the same as its text.
broken() {
  printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "%s"\nmsgstr ""\n' "$2" >a.pot
  sed '$d' a.pot >a.po
  cp a.po right.po
  printf 'msgstr "%s"\n' "$3" >>a.po
  printf 'msgstr "%s"\n' "$2" >>right.po
  is "$1: $3" "\"$2\"" "$(python3 "$here/catalogue.py" "$1" a.pot a.po)"
  is "$1: the text itself" '' "$(python3 "$here/catalogue.py" "$1" a.pot right.po)"
}

test_the_checks_find_what_is_wrong() {
  broken missing 'one {path}' ''
  broken arguments '{path} is {size}' '{path} 是'
  broken arguments '{path}' '{path} {size}'
  broken arguments '{{path}} {size}' '{path} {size}'
  broken spans 'run `git add`' '运行 git add'
  broken punctuation 'write `a: b`' '写 `a：b`'
  cat >a.pot <<'PO'
msgid "one {name}"
msgid_plural "{count} of {name}"
msgstr[0] ""
PO
  cat >a.po <<'PO'
#, fuzzy
msgid "one {name}"
msgid_plural "{count} of {name}"
msgstr[0] "{name} 的"

#~ msgid "old"
#~ msgstr "旧"
PO
  is 'a plural has the arguments of its plural form' '"one {name}"' "$(python3 "$here/catalogue.py" arguments a.pot a.po)"
  is 'what is fuzzy' '"one {name}"' "$(python3 "$here/catalogue.py" fuzzy a.pot a.po)"
  is 'what is gone' '"old"' "$(python3 "$here/catalogue.py" gone a.pot a.po)"
}

run_tests "$@"
