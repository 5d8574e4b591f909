#!/bin/bash
# The program that the hooks call is gone, or was cut short by a full disk or a crash: a shell runs an empty file as an empty script, which
# ends with 0. A server accepts nothing then, and a client says once that nothing was checked.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# damage HOW: what is left of the program at ../bin/expgate.
damage() {
  local size
  rm -f ../bin/expgate
  case $1 in
    missing) return ;;
    empty) : >../bin/expgate ;;
    newline) echo >../bin/expgate ;;
    zeros) head -c 65536 /dev/zero >../bin/expgate ;;
    a-script) printf '#!/bin/sh\nexit 0\n' >../bin/expgate ;;
    a-wrapper) printf '#!/bin/sh\nexec "%s" "$@"\n' "$EXPGATE" >../bin/expgate ;;
    a-folder) mkdir ../bin/expgate && return ;;
    a-pipe) mkfifo ../bin/expgate ;;
    not-executable) cp "$EXPGATE" ../bin/expgate && chmod 644 ../bin/expgate && return ;;
    half) size=$(stat -c %s "$EXPGATE") && head -c $((size / 2)) "$EXPGATE" >../bin/expgate ;;
    *) head -c "$1" "$EXPGATE" >../bin/expgate ;;
  esac
  chmod 755 ../bin/expgate
}
readonly all_damages='missing empty newline zeros a-script a-wrapper a-folder a-pipe not-executable half 1 4 5 16 56 57 64 100 623 624 625 1000 4096'

# restored: the program is whole again.
restored() {
  rm -rf ../bin/expgate && cp "$EXPGATE" ../bin/expgate
}

test_a_server_accepts_nothing() {
  server project && clone project && save 'chore: begin' a.txt && sneak project HEAD:main
  mkdir ../bin && restored
  git checkout -q -b feature/x && save 'feat: add x' x.txt
  local how hook
  for hook in pre-receive update; do
    rm ../project.git/hooks/*
    ../bin/expgate install --server ../project.git --hook "$hook" >/dev/null
    for how in $all_damages; do
      damage "$how"
      exits "$hook, $how: a push is rejected" 1 timeout 20 git push origin HEAD
      is "$hook, $how: and nothing moved" '' "$(git ls-remote origin feature/x)"
      case $how in half | [1-9]*) ;; *) says "$hook, $how: it says why" "no working program at $(dirname "$PWD")/bin/expgate; tell the server's" ;; esac
      rm -rf ../bin/expgate
    done
    restored
  done
  push_ok 'a whole program accepts it'
}

test_a_client_says_so_once() {
  git init -q --bare server.git
  git clone -q "$PWD/server.git" work 2>/dev/null && cd work
  mkdir ../bin && restored
  ../bin/expgate install >/dev/null
  local how
  for how in missing empty newline zeros a-script a-wrapper a-folder a-pipe not-executable; do
    damage "$how"
    exits "$how: a commit passes" 0 timeout 20 git commit --allow-empty -m 'did things'
    is "$how: one note" 1 "$(grep -c 'nothing was checked: no working program at' <<<"$out")"
    says "$how: it says what to do" 'install expgate again (pip, npm, apt, ...) and run: expgate install'
    says_not "$how: it names no script that is not there" './install.sh'
    exits "$how: a push passes" 0 timeout 20 git push origin HEAD:main
    is "$how: one note for a push" 1 "$(grep -c 'nothing was checked: no working program at' <<<"$out")"
    exits "$how: the doctor" 1 timeout 20 "$EXPGATE" doctor
    says "$how: the doctor sees it" 'expgate: open: nothing is checked'
    rm -rf ../bin/expgate
  done
  for how in 5 64 624 half; do
    damage "$how"
    exits "$how: a commit does not pass" 1 timeout 20 git commit --allow-empty -m 'did things'
  done
  restored
  commit_refused 'a whole program judges' commit-header --allow-empty -m 'did things'
}

test_the_doctor_of_a_server_is_not_deceived() {
  server project && clone project && save 'chore: begin' a.txt && sneak project HEAD:main
  mkdir ../bin && restored
  ../bin/expgate install --server ../project.git >/dev/null
  damage empty
  exits 'an empty program' 2 "$EXPGATE" doctor --server ../project.git
  says 'does not run' "its program \`$(dirname "$PWD")/bin/expgate\` does not run"
  says 'nothing gets in' 'expgate rejects everything'
}

test_the_filter_of_notebooks_leaves_them_as_they_are() {
  git init -q work && cd work
  mkdir ../bin && restored
  ../bin/expgate install --filter >/dev/null
  local notebook='{"cells":[{"cell_type":"code","execution_count":7,"id":"a","metadata":{},"outputs":[],"source":["1"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}' how
  printf '%s\n' "$notebook" >run.ipynb
  git add run.ipynb
  is 'a whole program cleans' '' "$(git cat-file -p :run.ipynb | grep 'count.*7' || true)"
  for how in missing empty newline zeros; do
    damage "$how"
    printf '%s\n\n' "$notebook" >run.ipynb && touch run.ipynb && git rm -q -f --cached run.ipynb
    exits "$how: a notebook is staged" 0 git add run.ipynb
    is "$how: as it is" "$(git hash-object --no-filters run.ipynb)" "$(git rev-parse :run.ipynb)"
    rm -rf ../bin/expgate
  done
}

run_tests "$@"
