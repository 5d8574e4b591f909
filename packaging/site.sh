#!/usr/bin/env bash
# Builds the documentation as a site into build/site; fails on a link that leads nowhere.
#
# The pages are the repository's own, where they are in it, so that their links work here and there. mkdocs-material comes from PyPI into a
# folder of its own. A link to a file that is not part of the site (a source, a script) is written as text.
set -euo pipefail
unset CDPATH # `cd` would look there first
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
readonly pages=build/site-pages material=9.8.2
tools=$(realpath -m build/site-tools) # venv wants a folder, not a link to one
readonly tools

if [ ! -x "$tools/bin/mkdocs" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" --quiet install "mkdocs-material==$material" || { rm -rf "$tools"; echo "site.sh: pip cannot install mkdocs-material $material" >&2; exit 77; }
fi
rm -rf $pages build/site
mkdir -p $pages
git ls-files '*.md' 'docs/*.svg' LICENSE | grep -vE '^(tests|packaging|src)/' | tar -cf - -T - | tar -xf - -C $pages
python3 packaging/site/links.py $pages
NO_MKDOCS_2_WARNING=1 "$tools/bin/mkdocs" build --strict --config-file packaging/site/mkdocs.yml 2>&1 | { grep -vE '^INFO ' || true; } # --quiet would not count warnings
echo "build/site/index.html"
