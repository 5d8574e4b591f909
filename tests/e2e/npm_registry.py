#!/usr/bin/env python3
"""npm_registry.py PORT FILE…: an npm registry on loopback that has these packages and no others. PORT is written with its port."""
import base64
import hashlib
import http.server
import json
import pathlib
import sys
import tarfile

port_file, *files = sys.argv[1:]
tarballs = {pathlib.Path(file).name: pathlib.Path(file).read_bytes() for file in files}
manifests = {}
for file in files:
    with tarfile.open(file) as archive:
        manifests[pathlib.Path(file).name] = json.load(archive.extractfile("package/package.json"))


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/").split("/")[-1]
        if name in tarballs:
            return self.answer(200, tarballs[name], "application/octet-stream")
        for tarball, manifest in manifests.items():
            if manifest["name"] == name:
                integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarballs[tarball]).digest()).decode()
                dist = {"tarball": f"http://127.0.0.1:{self.server.server_port}/-/{tarball}", "integrity": integrity}
                packument = {"name": name, "dist-tags": {"latest": manifest["version"]},
                             "versions": {manifest["version"]: {**manifest, "dist": dist}}}
                return self.answer(200, json.dumps(packument).encode(), "application/json")
        return self.answer(404, b'{"error": "not found"}', "application/json")

    def answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
pathlib.Path(port_file).write_text(str(server.server_port))
server.serve_forever()
