"""Looks at the page of experiments in Chromium, as browser.py does at that of an audit.

  notebook_browser.py PAGE.html FOLDER

Writes screenshots (wide and narrow, light and dark, and the details of an experiment) to FOLDER, and prints a JSON object: what sorting,
filtering, choosing and copying do, what the page asked of the network, what the console said, and how long it took to be ready.
"""
import base64, json, pathlib, shutil, sys

from browser import Browser, complaints, requests, screenshots


def key(browser, name, code, text=None):
    for kind in ("keyDown", "keyUp"):
        parameters = {"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code}
        if text and kind == "keyDown":
            parameters["text"] = text
        browser.call("Input.dispatchKeyEvent", **parameters)


def mouse(browser, kind, x, y):
    browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)


def settle(browser):
    """Waits until the page has dealt with what it was sent."""
    browser.call("Runtime.evaluate", expression="new Promise(done => setTimeout(() => requestAnimationFrame(done), 60))", awaitPromise=True)


def until(browser, condition):
    """Whether the condition comes true, within a few seconds: a machine may be busy."""
    script = f"new Promise(done => {{ let n = 0; const look = () => ({condition}) || ++n > 100 ? done(!!({condition})) : setTimeout(look, 50); look(); }})"
    return browser.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)["result"]["value"]


def names(browser):
    return browser.evaluate("[...document.querySelectorAll('#table tbody .name')].map(b => b.textContent)")


def column(browser, title):
    return browser.evaluate(f"(() => {{ const at = [...document.querySelectorAll('#table th')].findIndex(h => h.textContent === {json.dumps(title)});"
                            "return [...document.querySelectorAll('#table tbody tr')].filter(r => at in r.cells).map(r => r.cells[at].textContent); })()")


def click_heading(browser, title):
    browser.evaluate(f"[...document.querySelectorAll('#table th button')].find(b => b.textContent === {json.dumps(title)}).click()")


def filter_by(browser, text):
    """What is left after typing `text` into the filter."""
    browser.evaluate(f"(() => {{ const f = document.getElementById('filter'); f.value = {json.dumps(text)}; f.dispatchEvent(new Event('input')); }})()")
    settle(browser)
    return browser.evaluate("[document.getElementById('count').textContent, document.getElementById('filter-help').textContent]")


def drawn(browser, host):
    return browser.evaluate(f"[...document.querySelectorAll('#{host} path')].map(p => p.getAttribute('d')).join('|')")


def select(browser, control, value):
    browser.evaluate(f"(() => {{ const s = document.getElementById('{control}'); s.value = {json.dumps(value)}; s.dispatchEvent(new Event('change')); }})()")


def copied(browser, button):
    """What a click on the button copies where the clipboard is not to be had."""
    browser.evaluate("navigator.clipboard && (navigator.clipboard.writeText = () => Promise.reject(new Error('denied')));"
                     "window.got = null; document.execCommand = () => { window.got = getSelection().toString(); return true; }")
    browser.evaluate(f"{button}.click()")
    until(browser, "window.got !== null")
    return browser.evaluate("window.got")


def details(browser, folder, found):
    browser.evaluate("document.querySelector('#table .name').click()")
    for width, name in ((390, "details-phone"), (1280, "details-desk")):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        if browser.evaluate("document.getElementById('dialog').scrollWidth > document.getElementById('dialog').clientWidth"):
            found["overflows"].append(name)
        shot = browser.call("Page.captureScreenshot", format="png")
        pathlib.Path(folder, name + ".png").write_bytes(base64.b64decode(shot["data"]))
    browser.evaluate("document.getElementById('dialog').close()")
    browser.call("Emulation.setEmulatedMedia", features=[])
    browser.call("Emulation.clearDeviceMetricsOverride")


def drag_on_axis(browser, axis):
    """Draws a range on the upper third of an axis of the parallel coordinates."""
    box = browser.evaluate(f"(() => {{ const g = document.querySelectorAll('#parallel .grab')[{axis}]; g.scrollIntoView({{block: 'center'}});"
                           "const b = g.getBoundingClientRect(); return [b.x + b.width / 2, b.y, b.height]; })()")
    mouse(browser, "mousePressed", box[0], box[1] + 4)
    mouse(browser, "mouseMoved", box[0], box[1] + box[2] / 6)
    mouse(browser, "mouseMoved", box[0], box[1] + box[2] / 3)
    mouse(browser, "mouseReleased", box[0], box[1] + box[2] / 3)
    return browser.evaluate("[document.getElementById('count').textContent, document.getElementById('clear').hidden]")


def alone_in_the_middle(browser, name):
    """Whether the only point of a value in the scatter stands above its name."""
    return browser.evaluate(f"(() => {{ const label = [...document.querySelectorAll('#scatter text')].find(t => t.textContent === {json.dumps(name)}); if (!label) return null;"
                            "const at = Number(label.getAttribute('x')); const points = document.querySelector('#scatter .dots').getAttribute('d')"
                            ".match(/M[\\d.]+/g).map(p => Number(p.slice(1))); return points.some(x => Math.abs(x - at) <= 1); })()")


def heights_on_axis(browser, title):
    """How many heights the lines of the parallel coordinates have on an axis: one for each value."""
    return browser.evaluate(f"(() => {{ const at = [...document.querySelectorAll('#parallel .title')].findIndex(t => t.querySelector('title').textContent === {json.dumps(title)}); if (at < 0) return null;"
                            "const x = Number(document.querySelectorAll('#parallel .axis')[at].getAttribute('x1'));"
                            "const points = [...document.querySelectorAll('#parallel .lines')].flatMap(p => p.getAttribute('d').match(/[\\d.]+ [\\d.]+/g)).map(p => p.split(' ').map(Number));"
                            "return new Set(points.filter(p => Math.abs(p[0] - x) <= 1).map(p => p[1])).size; })()")


def main(page, folder):
    address = pathlib.Path(page).resolve().as_uri()
    browser = Browser(shutil.which("chromium") or "chromium")
    try:
        found = {"overflows": []}
        browser.open(address)
        found["ready"] = browser.evaluate("document.documentElement.dataset.ready")
        found["ms"] = browser.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        screenshots(browser, folder, found, settle)
        details(browser, folder, found)
        found["title"] = browser.evaluate("document.title")
        found["count"] = browser.evaluate("document.getElementById('count').textContent")
        found["names"] = names(browser)
        click_heading(browser, "acc@1")
        found["by acc"] = column(browser, "acc@1")
        found["aria"] = browser.evaluate("document.querySelector('#table th[aria-sort]').ariaSort")
        found["focus"] = browser.evaluate("document.activeElement.textContent")
        found["hash"] = browser.evaluate("location.hash")
        key(browser, "Enter", 13, "\r")
        found["by keyboard"] = column(browser, "acc@1")
        click_heading(browser, "name")
        found["by name"] = names(browser)

        before = {host: drawn(browser, host) for host in ("time", "scatter", "parallel")}
        found["filtered"] = filter_by(browser, "acc@1>80 lr<0.01")
        found["filtered acc"] = column(browser, "acc@1")
        found["charts follow"] = {host: drawn(browser, host) != before[host] for host in before}
        found["by word"] = filter_by(browser, "SWIN")
        found["by text"] = filter_by(browser, "name~vit")
        found["unknown"] = filter_by(browser, "nosuch>1")
        found["nothing"] = filter_by(browser, "acc@1>1000")
        found["nothing drawn"] = browser.evaluate("document.querySelectorAll('#time .empty, #scatter .empty').length")
        filter_by(browser, "")
        found["charts return"] = {host: drawn(browser, host) == before[host] for host in before}

        select(browser, "metric", "metric.loss")
        found["another metric"] = {host: drawn(browser, host) != before[host] for host in before}
        select(browser, "metric", "metric.acc@1")
        select(browser, "scale", "linear")
        found["another scale"] = drawn(browser, "scatter") != before["scatter"]
        select(browser, "scale", "auto")
        select(browser, "key", "config.model.name")
        found["medians"] = browser.evaluate("document.querySelectorAll('#scatter .median').length")
        if browser.evaluate("[...document.getElementById('key').options].some(o => o.value === 'config.model.depth')"):
            select(browser, "key", "config.model.depth")
        found["alone"] = alone_in_the_middle(browser, "24")
        found["heights"] = heights_on_axis(browser, "model.name")
        found["range"] = drag_on_axis(browser, 0)
        browser.evaluate("document.getElementById('clear').click()")
        found["range cleared"] = browser.evaluate("document.getElementById('count').textContent")

        browser.evaluate("document.querySelector('#time svg').focus()")
        key(browser, "ArrowRight", 39)
        until(browser, "!document.getElementById('tip').hidden")
        found["tip"] = browser.evaluate("document.getElementById('tip').hidden ? '' : document.getElementById('tip').textContent")
        key(browser, "Enter", 13, "\r")
        found["opened by keyboard"] = until(browser, "document.getElementById('dialog').open")
        found["copied in details"] = copied(browser, "document.querySelector('#dialog .copy')")
        found["recipe"] = browser.evaluate("document.querySelector('#dialog pre').textContent")
        key(browser, "Escape", 27)
        found["closed by keyboard"] = until(browser, "!document.getElementById('dialog').open")
        found["copied in a row"] = copied(browser, "document.querySelector('#table .copy')")

        found["scripts"] = browser.evaluate("document.scripts.length")
        found["injected"] = browser.evaluate("typeof injected")
        found["elements"] = browser.evaluate("document.querySelectorAll('img, iframe, link, object, embed, [onerror], [onclick]').length")
        found["requests"] = requests(browser.events)
        found["complaints"] = complaints(browser.events)
        browser.open(address + "#filter=swin&sort=metric.acc%401.asc")
        found["by address"] = column(browser, "acc@1")
        found["names by address"] = names(browser)
        found["complaints"] += complaints(browser.events)
        print(json.dumps(found))
    finally:
        browser.close()


main(*sys.argv[1:])
