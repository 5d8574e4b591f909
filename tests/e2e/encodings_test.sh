#!/bin/bash
# E8: messages in every encoding that git's own iconv decodes are judged like their twins in UTF-8, in the hook, on the server and in CI.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

project() {
  server project
  policy project <<<'{version: 1, extends: [conventional-commits]}'
  clone project && hook . commit-msg
  printf 'version: 1\nextends: [conventional-commits]\n' >.expgate.yaml && git add .expgate.yaml
  save 'chore: begin' && git push -q --no-verify origin main
}

# in_encoding ENCODING GOOD BAD: both messages in that encoding; the bad one has a full stop at its end.
in_encoding() {
  git checkout -q -B "feature/${1//[^A-Za-z0-9]/-}" main
  git config i18n.commitEncoding "$1"
  iconv -f UTF-8 -t "$1" <<<"$2" >../message
  commit_ok "$1: a good message" --allow-empty -F ../message
  is "$1: git reads it as it is" "$2" "$(git -c i18n.logOutputEncoding=UTF-8 log -1 --format=%s)"
  push_ok "$1: the server"
  passes "$1: CI" "$EXPGATE" ci --range main..HEAD --ref feature/x
  iconv -f UTF-8 -t "$1" <<<"$3" >../message
  commit_refused "$1: a vague one" commit-subject --allow-empty -F ../message
  git commit -q --no-verify --allow-empty -F ../message
  push_refused "$1: on the server, too" commit-subject
  says "$1: its words are shown as they are" "${3#*: }"
}

test_chinese() {
  project
  local encoding
  for encoding in GBK GB18030 GB2312; do in_encoding "$encoding" 'fix(data): 跳过损坏的图像' 'fix: 修改'; done
  for encoding in BIG5 BIG5-HKSCS; do in_encoding "$encoding" 'fix(data): 跳過損壞的圖像' 'fix: 修改'; done
}

test_japanese_and_korean() {
  project
  local encoding
  for encoding in SHIFT_JIS CP932 EUC-JP ISO-2022-JP; do in_encoding "$encoding" 'fix(data): 壊れた画像を飛ばす' 'fix: 画像.'; done
  for encoding in EUC-KR CP949; do in_encoding "$encoding" 'fix(data): 깨진 이미지를 건너뛰기' 'fix: 이미지.'; done
}

test_one_byte_a_letter() {
  project
  local encoding
  for encoding in KOI8-R windows-1251 ISO-8859-5 CP866; do in_encoding "$encoding" 'fix(data): пропускать картинки' 'fix: картинки.'; done
  for encoding in ISO-8859-2 windows-1250; do in_encoding "$encoding" 'fix(data): pomiń zepsute obrazy i łącza' 'fix: pomiń łącza.'; done
  for encoding in ISO-8859-15 ISO-8859-1 windows-1252; do in_encoding "$encoding" 'fix(data): überspringe kaputte Bilder' 'fix: überspringe.'; done
}

# A recipe and the note about a changed policy once showed the bytes as they were.
test_subjects_are_decoded_wherever_they_are_shown() {
  project
  git checkout -q -b feature/x
  git config i18n.commitEncoding GBK
  iconv -f UTF-8 -t GBK <<<'feat: 跳过损坏的图像' >../message
  git commit -q --allow-empty -F ../message
  run "$EXPGATE" recipe HEAD
  says 'the recipe' 'feat: 跳过损坏的图像'
  printf '# more\n' >>.expgate.yaml && git add .expgate.yaml
  iconv -f UTF-8 -t GBK <<<'chore: 修改策略' >../message
  git commit -q -F ../message
  run "$EXPGATE" ci --range main..HEAD --ref feature/x
  says 'the note about the policy' 'chore: 修改策略'
}

# What all tables say, letter by letter, beside Python's.
test_the_tables() {
  if ! command -v python3 >/dev/null; then ok 'SKIPPED: there is no python3'; return; fi
  project
  local encoding
  for encoding in gbk gb18030 big5 shift_jis cp932 euc_jp euc_kr cp949 koi8_r koi8_u iso8859_2 iso8859_7 iso8859_15 cp1250 cp1251 cp1253 cp1255; do
    git checkout -q -B "feature/$encoding" main
    python3 - "$encoding" >../message <<'PYTHON'
import sys
encoding = sys.argv[1]
letters = []
for code in range(0xA1, 0xFFE0):
    try:
        if chr(code).isalnum() and len(chr(code).encode(encoding)) <= 4 and chr(code).encode(encoding).decode(encoding) == chr(code):
            letters.append(chr(code))
    except UnicodeError:
        pass
lines = ["".join(letters[at:at + 40]) for at in range(0, len(letters), 40)]
sys.stdout.buffer.write(("docs: list the letters\n\n" + "\n".join(lines[:300]) + "\n").encode(encoding))
PYTHON
    git -c i18n.commitEncoding="${encoding//_/-}" commit -q --no-verify --allow-empty -F ../message
    push_ok "$encoding: every letter is one"
  done
}

test_bytes_that_are_no_text_in_what_is_declared() {
  project
  git checkout -q -B feature/x main
  printf 'fix: skip \xff\xff images\n' >../message
  git -c i18n.commitEncoding=GBK commit -q --no-verify --allow-empty -F ../message
  push_refused 'GBK' commit-encoding
  says 'is told where' 'byte 0xFF on line 1 is no text in `GBK`'
  git -c i18n.commitEncoding=x-unknown commit -q --amend --no-verify --allow-empty -m 'fix: add' 2>/dev/null
  push_refused 'an encoding that there is not' commit-encoding
}

run_tests "$@"
