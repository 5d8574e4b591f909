"""A web server that does what artifact stores do, well or badly, for record_test.sh and verify_test.sh.

store_server.py PORT FOLDER LOG [CERTIFICATE KEY]: serves the files of FOLDER below /files, and writes a line for each request to LOG:
method, path, and the headers that sign somebody in."""

import hashlib
import http.server
import json
import os
import ssl
import sys
import time
import urllib.parse

PORT, FOLDER, LOG = int(sys.argv[1]), sys.argv[2], sys.argv[3]
SEEN = {}
SECRETS = ("authorization", "private-token", "x-amz-security-token", "x-amz-date")


def run(run_id):
    """A run as MLflow 3 answers it."""
    metrics = [("val/acc", 87.3), ("loss", 0.41), ("broken", "NaN"), ("huge", 1.7976931348623157e308), ("epoch", 90)]
    tags = []
    if run_id.startswith("of"):
        tags = [{"key": "mlflow.source.git.commit", "value": run_id[2:]}]
    return {
        "run": {
            "info": {"run_id": run_id, "experiment_id": "7", "status": "FINISHED"},
            "data": {"metrics": [{"key": k, "value": v, "timestamp": 1, "step": 1} for k, v in metrics], "tags": tags},
        }
    }


class Store(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Store/1"

    def log_message(self, *arguments):
        pass

    def note(self):
        secrets = [f"{name}={self.headers[name]}" for name in SECRETS if self.headers[name]]
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(" ".join([self.command, self.path, *secrets]) + "\n")

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        names = [name.lower() for name, _ in headers]
        if "content-length" not in names:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def raw(self, text):
        self.wfile.write(text.encode())
        self.close_connection = True

    def file(self, path, headers=()):
        try:
            with open(os.path.join(FOLDER, urllib.parse.unquote(path)), "rb") as file:
                self.answer(200, file.read(), headers)
        except OSError:
            self.answer(404)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.note()
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        first, _, rest = url.path.lstrip("/").partition("/")
        handler = getattr(self, "do_" + first.replace("-", "_"), None)
        if handler:
            handler(rest, query)
        elif "/resolve/" in url.path:
            self.hugging_face(url.path)
        else:
            self.answer(404)

    def do_files(self, rest, query):
        self.file(rest)

    def do_status(self, rest, query):
        self.answer(int(rest))

    def do_to(self, rest, query):
        self.answer(302, headers=[("Location", query["url"])])

    def do_around(self, rest, query):
        self.answer(302, headers=[("Location", "/around/again")])

    def do_flaky(self, rest, query):
        SEEN[rest] = SEEN.get(rest, 0) + 1
        if SEEN[rest] < 3:
            self.answer(503)
        else:
            self.file(rest)

    def do_checksum(self, rest, query):
        with open(os.path.join(FOLDER, rest), "rb") as file:
            self.file(rest, [("X-Checksum-Sha256", hashlib.sha256(file.read()).hexdigest())])

    def do_headless(self, rest, query):
        if self.command == "HEAD":
            self.answer(405)
        elif self.headers["range"] == "bytes=0-0":
            self.answer(206, b"h", [("Content-Range", "bytes 0-0/5")])
        else:
            self.file(rest)

    def do_short(self, rest, query):
        self.answer(200, b"short", [("Content-Length", "1000"), ("Connection", "close")])
        self.close_connection = True

    def do_drip(self, rest, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(600):
            self.wfile.write(b"X: y\r\n")
            self.wfile.flush()
            time.sleep(0.5)

    def do_endless(self, rest, query):
        self.raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while self.command == "GET":
            self.wfile.write(b"x" * 65536)

    def do_wide(self, rest, query):
        self.raw("HTTP/1.1 200 OK\r\n" + "X-Wide: {}\r\n".format("y" * 8000) * 40 + "\r\n")

    def do_junk(self, rest, query):
        self.raw("\0\1\2 not a web server\r\n\r\n")

    def do_gzip(self, rest, query):
        self.answer(200, b"1234567", [("Content-Encoding", "gzip")])

    def do_signed(self, rest, query):
        if self.headers["authorization"] == "Basic YWRhOmxvdmVsYWNl":
            self.file(rest)
        else:
            self.answer(401)

    # Google's and Azure's stores, with the endpoints of their emulators.
    def do_gcs(self, rest, query):
        self.file(rest, [("x-goog-stored-content-length", "5")])

    def do_azure(self, rest, query):
        self.file(rest)

    def hugging_face(self, path):
        name = path.rpartition("/")[2]
        if "gated" in path and self.headers["authorization"] != "Bearer hf_secret":
            return self.answer(401)
        try:
            with open(os.path.join(FOLDER, name), "rb") as file:
                content = file.read()
        except OSError:
            return self.answer(404, headers=[("X-Error-Code", "EntryNotFound")])
        self.answer(
            302,
            headers=[
                ("X-Linked-Etag", '"' + hashlib.sha256(content).hexdigest() + '"'),
                ("X-Linked-Size", str(len(content))),
                ("X-Repo-Commit", "c" * 40),
                ("Location", "/files/" + name),
            ],
        )

    def do_api(self, rest, query):
        if self.headers["authorization"] not in ("Basic YWRhOmxvdmVsYWNl", "Bearer letmein") and "open" not in LOG:
            return self.answer(401, b"You are not authenticated")
        if rest == "2.0/mlflow/runs/get":
            if query["run_id"] == "none":
                return self.answer(404, json.dumps({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no"}).encode())
            if query["run_id"] == "odd":
                return self.answer(200, b"<html>")
            return self.answer(200, json.dumps(run(query["run_id"])).encode())
        if rest == "2.0/mlflow-artifacts/artifacts":
            folder = os.path.join(FOLDER, query.get("path", ""))
            if not os.path.isdir(folder):
                return self.answer(200, b'{"files": []}')
            files = [
                {"path": name, "is_dir": False, "file_size": os.path.getsize(os.path.join(folder, name))}
                for name in sorted(os.listdir(folder))
            ]
            return self.answer(200, json.dumps({"files": files}).encode())
        return self.file(rest.removeprefix("2.0/mlflow-artifacts/artifacts/"))


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Store)
server.daemon_threads = True
if len(sys.argv) > 5:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
