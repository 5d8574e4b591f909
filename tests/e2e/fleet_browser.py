"""Looks at the page of a fleet in Chromium, as browser.py does at that of an audit.

  fleet_browser.py PAGE.html FOLDER

Writes screenshots (wide and narrow, light and dark) to FOLDER, and prints a JSON object: what sorting and filtering do, what the page asked
of the network, what the console said, and what overflows.
"""
import json, pathlib, shutil, sys

from browser import Browser, complaints, first_cells, requests, screenshots


def shown(browser):
    return browser.evaluate("[...document.querySelectorAll('#repositories tbody tr')].filter(r => r.getClientRects().length)"
                            ".map(r => r.cells[0].firstChild.textContent)")


def main(page, folder):
    browser = Browser(shutil.which("chromium") or "chromium")
    try:
        found = {"overflows": []}
        address = pathlib.Path(page).resolve().as_uri()
        browser.open(address)
        screenshots(browser, folder, found)
        # The last screenshots are those of a phone.
        found["scrolls"] = browser.evaluate("[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth).length")
        found["title"] = browser.evaluate("document.title")
        found["rows"] = first_cells(browser, "repositories", 0)
        found["unknown"] = first_cells(browser, "unknown", 0)
        browser.evaluate("document.querySelectorAll('#repositories th button')[4].click()")
        found["by size"] = first_cells(browser, "repositories", 0)
        browser.evaluate("(() => { const f = document.getElementById('filter'); f.value = 'TEAM 2'; f.dispatchEvent(new Event('input')); })()")
        found["filtered"] = shown(browser)
        found["count"] = browser.evaluate("document.querySelector('output').textContent")
        found["injected"] = browser.evaluate("typeof injected")
        found["scripts"] = browser.evaluate("document.scripts.length")
        found["elements"] = browser.evaluate("document.querySelectorAll('img, iframe, link, object, embed, b script, [onerror], [style]').length")
        found["requests"] = requests(browser.events)
        found["complaints"] = complaints(browser.events)
        browser.open(address + "#sort=repositories.0.asc")
        found["by address"] = first_cells(browser, "repositories", 0)
        print(json.dumps(found))
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
