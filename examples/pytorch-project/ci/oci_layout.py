"""An image without an engine: oci_layout.py FOLDER DOCKERFILE prints the digest of the image that it makes there.

FOLDER becomes an OCI image layout, as skopeo, umoci and podman read it. The image has what this commit has, and names the image of the
Dockerfile as its base, in the annotations that OCI has for this. The same commit gives the same digest."""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from datetime import datetime, timezone
from pathlib import Path

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
CONFIG = "application/vnd.oci.image.config.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE).stdout


def layer(time):
    """The files of HEAD below /project, as a tar that has nothing of this machine in it."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", "--prefix=project/", "HEAD"))) as commit:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for member in commit.getmembers():
                member.uid, member.gid, member.uname, member.gname, member.mtime, member.pax_headers = 0, 0, "root", "root", time, {}
                member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
                tar.addfile(member, commit.extractfile(member) if member.isfile() else None)
    return packed.getvalue()


def main():
    folder, dockerfile = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)

    def blob(content, media_type):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": "sha256:" + digest, "size": len(content)}

    def document(value, media_type):
        return blob(json.dumps(value, sort_keys=True, separators=(",", ":")).encode(), media_type)

    revision = git("rev-parse", "HEAD").decode().strip()
    time = int(git("log", "-1", "--format=%ct").decode())
    created = datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    base = re.search(r"^FROM\s+(\S+)@(sha256:[0-9a-f]{64})", dockerfile, re.MULTILINE)
    if not base:
        sys.exit("the Dockerfile names no base image by its digest")
    annotations = {
        "org.opencontainers.image.base.digest": base[2],
        "org.opencontainers.image.base.name": base[1],
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.revision": revision,
    }
    tar = layer(time)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "created": created,
        "config": {"Entrypoint": ["python", "train.py"], "WorkingDir": "/project"},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar).hexdigest()]},
    }
    manifest = document(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": document(config, CONFIG),
            "layers": [blob(gzip.compress(tar, mtime=0), LAYER)],
            "annotations": annotations,
        },
        MANIFEST,
    )
    named = {**manifest, "annotations": {"org.opencontainers.image.ref.name": revision}}
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [named]}), encoding="utf-8")
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")
    print(manifest["digest"])


if __name__ == "__main__":
    main()
