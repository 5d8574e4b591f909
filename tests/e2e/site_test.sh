#!/bin/bash
# The documentation as a site: it builds strictly, every page is in it, and a link that leads nowhere is found.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A clone of what is here, with the tools of the first one that was built.
site() {
  mkdir tree && (cd "$EXPGATE_SOURCE_DIR" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf - 2>/dev/null) | tar -xf - -C tree
  cd tree && git init -q && git add -A
  mkdir -p build "$EXPGATE_SOURCE_DIR/build/site-tools"
  ln -s "$EXPGATE_SOURCE_DIR/build/site-tools" build/site-tools
  run packaging/site.sh
}

# skipped: there is no mkdocs to be had.
skipped() { [ "$status" = 77 ] && ok "SKIPPED: $out"; }

test_it_builds() {
  site
  ! skipped || return 0
  is 'without a warning' 'build/site/index.html' "$out"
  local page built
  for page in $(git ls-files 'docs/*.md' 'examples/*/README.md' rules/README.md); do
    built=build/site/${page%.md}.html # mkdocs makes an index of a README
    is "$page is in it" yes "$([ -f "$built" ] || [ -f "${built%README.html}index.html" ] && echo yes)"
    is "$page is in the navigation" 1 "$(grep -c "$page" packaging/site/mkdocs.yml)"
  done
  is 'nothing is loaded from elsewhere' '' \
    "$(grep -hoE '<(script|link|img)[^>]+(src|href)="(https?:)?//[^"]+"' build/site/index.html | grep -v canonical || true)"
}

test_links_that_lead_nowhere() {
  site
  ! skipped || return 0
  echo '[gone](gone.md)' >>docs/faq.md
  exits 'to a page' 1 packaging/site.sh
  says 'is named' 'docs/faq.md: nothing is at gone.md'
  sed -i '$d' docs/faq.md && echo '[gone](policy.md#no-such-heading)' >>docs/faq.md
  exits 'to a heading' 1 packaging/site.sh
  says 'is named' 'no-such-heading'
}

run_tests "$@"
