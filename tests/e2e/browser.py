"""Looks at a page in Chromium, through the pipe of its remote debugging (no port, no package of Python's).

  browser.py PAGE.html FOLDER

Writes screenshots (wide and narrow, light and dark) and what the print dialogue would make of it to FOLDER, and prints a JSON object: what
the page asked of the network, what the console said, what sorting by mouse and keyboard does, and what overflows.
"""
import base64, json, os, pathlib, shutil, subprocess, sys, tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe"]


class Browser:
    def __init__(self, program):
        self.home = tempfile.mkdtemp()
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()

        def child():  # the browser reads from 3 and writes to 4
            read, write = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen([program, *FLAGS, "--user-data-dir=" + self.home, "about:blank"], preexec_fn=child, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.input, self.output, self.buffer = ours_in, ours_out, b""
        self.number, self.events, self.session = 0, [], None

    def message(self):
        while b"\0" not in self.buffer:
            got = os.read(self.input, 1 << 20)
            if not got:
                raise SystemExit("the browser has gone")
            self.buffer += got
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.output, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, event):
        while not any(each.get("method") == event for each in self.events):
            self.events.append(self.message())

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise SystemExit(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def open(self, address):
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")
        self.events = []
        self.call("Page.navigate", url=address)
        self.wait("Page.loadEventFired")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def requests(events):
    return [event["params"]["request"]["url"] for event in events if event.get("method") == "Network.requestWillBeSent"]


def complaints(events):
    return [json.dumps(event["params"]) for event in events if event.get("method") in
            ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]


def first_cells(browser, table, column):
    return browser.evaluate(f"[...document.querySelectorAll('#{table} tbody tr')].map(r => r.cells[{column}].firstChild.textContent)")


def screenshots(browser, folder, found, settle=lambda browser: None):
    """Writes what is seen on wide and narrow screens, by day and by night; notes the background, and what is wider than the screen."""
    for width, name in ((1280, "desk"), (390, "phone")):
        for scheme in ("light", "dark"):
            browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
            settle(browser)
            if browser.evaluate(f"document.documentElement.scrollWidth > {width}"):  # a phone makes its window wider
                found["overflows"].append(name)
            shot = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
            pathlib.Path(folder, f"{name}-{scheme}.png").write_bytes(base64.b64decode(shot["data"]))
            found[f"{name}-{scheme}"] = browser.evaluate("getComputedStyle(document.body).backgroundColor")


def main(page, folder):
    address = pathlib.Path(page).resolve().as_uri()
    browser = Browser(shutil.which("chromium") or "chromium")
    try:
        found = {"overflows": []}
        browser.open(address)
        screenshots(browser, folder, found)
        browser.call("Emulation.clearDeviceMetricsOverride")
        printed = browser.call("Page.printToPDF")
        pathlib.Path(folder, "page.pdf").write_bytes(base64.b64decode(printed["data"]))
        found["title"] = browser.evaluate("document.title")
        found["rows"] = first_cells(browser, "worst", 1)
        browser.evaluate("document.querySelectorAll('#worst th button')[1].click()")
        found["by path"] = first_cells(browser, "worst", 1)
        found["aria"] = browser.evaluate("document.querySelectorAll('#worst th')[1].ariaSort")
        browser.evaluate("document.querySelectorAll('#worst th button')[3].focus()")
        for kind in ("keyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13)
        found["by keyboard"] = browser.evaluate("[...document.querySelectorAll('#worst tbody tr')].map(r => Number(r.cells[3].dataset.v))")
        found["hash"] = browser.evaluate("location.hash")
        found["scripts"] = browser.evaluate("document.scripts.length")
        found["injected"] = browser.evaluate("typeof injected")
        found["elements"] = browser.evaluate("document.querySelectorAll('img, iframe, link, object, embed, b script, [onerror], [style]').length")
        found["requests"] = requests(browser.events)
        found["complaints"] = complaints(browser.events)
        browser.open(address + "#sort=worst.0.asc")
        found["by address"] = browser.evaluate("[...document.querySelectorAll('#worst tbody tr')].map(r => Number(r.cells[0].dataset.v))")
        found["complaints"] += complaints(browser.events)
        print(json.dumps(found))
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
