#!/usr/bin/env python3
"""links.py PAGES: in the pages of that folder, turns links to files of the repository that are not pages into their names."""
import pathlib
import re
import sys

pages = pathlib.Path(sys.argv[1]).resolve()
repository = pathlib.Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(#[^)\s]*)?\)")


def link(page, match):
    """Returns the link as it is, or its text where it leads out of the site; fails where it leads nowhere."""
    target = (page.parent / match[2]).resolve()
    if target.is_dir() and (target / "README.md").exists():
        return f"[{match[1]}]({match[2].rstrip('/')}/README.md{match[3] or ''})"
    if target.is_file():
        return match[0]
    if (repository / target.relative_to(pages)).exists():
        return match[1]
    sys.exit(f"{page.relative_to(pages)}: nothing is at {match[2]}")


for page in pages.rglob("*.md"):
    text = page.read_text(encoding="utf-8")
    page.write_text(LINK.sub(lambda match: link(page, match), text), encoding="utf-8")
