#!/bin/bash
# The documentation keeps its word: links lead somewhere, policies in it are valid, commands in it exist, comments cite pages that are there.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t pages < <(cd "$EXPGATE_SOURCE_DIR" && find . \( -name .git -o -name build -o -name .cache \) -prune -o -name '*.md' -print | sed 's|^\./||' | sort)

# prose FILE: the page without its blocks of code.
prose() { awk '/^ *```/ { code = !code; next } !code' "$1"; }

# anchors FILE: what a link can name behind `#`, as GitLab and GitHub make it of the headings.
anchors() {
  prose "$1" | perl -CSD -ne 'next unless s/^#+ +//; chomp; s/\[([^\]]*)\]\([^)]*\)/$1/g; $_ = lc; s/[^\w\- ]//g; s/ /-/g; print "$_\n"'
}

test_links_lead_somewhere() {
  local page link target lost=''
  for page in "${pages[@]}"; do
    while read -r link; do
      case $link in http*) continue ;; esac
      target=$EXPGATE_SOURCE_DIR/$(dirname "$page")/${link%%#*}
      [ "${link%%#*}" ] || target=$EXPGATE_SOURCE_DIR/$page
      [ -e "$target" ] || { lost+="$page: $link"$'\n' && continue; }
      case $link in *#*) anchors "$target" | grep -qxF -- "${link#*#}" || lost+="$page: $link"$'\n' ;; esac
    done < <(prose "$EXPGATE_SOURCE_DIR/$page" | { grep -oP '\]\(\K[^)]+' || true; })
  done
  is 'no link leads nowhere' '' "$lost"
}

# Each block that begins with a version is a policy.
test_policies_are_valid() {
  local page file checked=0
  for page in "${pages[@]}"; do
    perl -0777 -ne 'while (/^( *)```yaml\n(.*?)^ *```/msg) { my ($in, $text) = ($1, $2); $text =~ s/^$in//mg; next unless $text =~ /^version: 1/;
      open my $out, ">", "policy-" . ++$n . ".yaml" or die; print $out $text }' "$EXPGATE_SOURCE_DIR/$page"
    for file in policy-*.yaml; do
      [ -e "$file" ] || continue
      exits "$page: ${file%.yaml}" 0 "$EXPGATE" policy check "$file"
      rm "$file"
      checked=$((checked + 1))
    done
  done
  is 'some were found' yes "$([ "$checked" -gt 2 ] && echo yes)"
}

# calls FILE: what stands behind `expgate` in its blocks of code and between backquotes, a line each, without remarks.
calls() {
  perl -0777 -ne 's{^( *)```.*?\n(.*?)^ *```}{push @code, split(/\n/, $2); ""}msge; s/``.*?``//sg; push @code, /`([^`]+)`/g;
    for (@code) { s/ #.*//; print "$1\n" while m{(?:^|[ (/"])expgate ([^|&;>")]+)}g }' "$1"
}

test_commands_and_options_exist() {
  local page call word unknown='' seen=0
  "$EXPGATE" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' >commands
  "$EXPGATE" man | sed 's/\\-/-/g' >options
  for page in "${pages[@]}"; do
    case $page in CHANGELOG.md | examples/*) continue ;; esac
    while read -r call; do
      seen=$((seen + 1))
      word=${call%% *}
      case $word in [a-z]*) grep -qxF -- "$word" commands || unknown+="$page: expgate $call"$'\n' ;; esac
      while read -r word; do
        grep -qF -- "$word" options || unknown+="$page: expgate $call: $word"$'\n'
      done < <(grep -oE -- '--[a-z][a-z-]+' <<<"$call" || true)
    done < <(calls "$EXPGATE_SOURCE_DIR/$page")
  done
  is 'no command or option is unknown' '' "$unknown"
  is 'many were looked at' yes "$([ "$seen" -gt 40 ] && echo yes || echo "$seen")"
}

test_comments_cite_pages_that_are_there() {
  local page lost=''
  while read -r page; do [ -e "$EXPGATE_SOURCE_DIR/$page" ] || lost+="$page "; done < <(cd "$EXPGATE_SOURCE_DIR" &&
    grep -rhoE '(^|[^/a-z.-])docs/[a-z-]+\.md' src hooks install.sh packaging tests/e2e/{ci,lib,reports_test}.sh --include='*.h' --include='*.cpp' --include='*.sh' |
    grep -oE 'docs/.*' | grep -vE 'docs/(gguf|spec)\.md' | sort -u)
  is 'no comment cites a page that is not there' '' "$lost"
}

test_the_readme_is_short_and_has_both_commands() {
  is 'at most 150 lines' yes "$([ "$(wc -l <"$EXPGATE_SOURCE_DIR/README.md")" -le 150 ] && echo yes)"
  out=$(cat "$EXPGATE_SOURCE_DIR/README.md")
  says 'the demo' './examples/demo.sh'
  says 'the tests' './tests/run.sh'
}

run_tests "$@"
