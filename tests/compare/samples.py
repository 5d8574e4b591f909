"""What the generated repositories are made of: messages, files, names and policies, good ones and bad ones."""
import base64
import io
import json
import pickle
import struct
import zipfile

GOOD_MESSAGES = [
    "feat: add a ViT baseline", "fix(data): skip images that do not decode", "docs: explain the config", "perf(loader): decode two batches ahead",
    "feat(model)!: drop the old head\n\nBREAKING CHANGE: checkpoints of v1 cannot be read any more.", "chore: bump torch to 2.3.1",
    "refactor: split the loader\n\nOne class a file.\n\nRefs: #12\nReviewed-by: Lin <lin@example.com>", "test: cover empty batches",
    "feat: 加入基线模型", "build: compile with nvcc 12\n\n* one\n* two\n", "style: sort imports\n\nSigned-off-by: Ada <ada@example.com>"]
BAD_MESSAGES = [
    "Add a ViT baseline", "wip", "feature: add a ViT", "feat: Add a ViT baseline", "feat: add a ViT baseline.", "feat:add a ViT", "", "\n\n",
    "feat: add\nno blank line", "feat(): add a thing", "FEAT: add a thing", "feat: " + "a long subject " * 12, "fix: x",
    "feat: add it\n\n" + "word " * 60, "fix: mend it\n\nBreaking Change: all of it", "fix: mend it\n\nSigned-off-by Ada", "feat: add \x1b[31mred",
    "feat: caf\udce9", "fixup! feat: add a ViT baseline", "squash! fix: skip images", "amend! docs: explain\n\ndocs: explain it", "feat: \u202eevil",
    "Update train.py", "Merge branch 'x'", 'Revert "feat: add a ViT baseline"\n\nThis reverts commit 0123456789012345678901234567890123456789.',
    "revert: feat: add a ViT baseline\n\nRefs: 0123456", "feat: add it\n\n# not a comment\n", "feat: add it\r\n\r\nwindows\r\n", "feat: nul\0byte"]
AUTHORS = ["Ada <ada@example.com>", "root <root@gpu-node-7>", "Lin <lin@example.org>", "林 <lin@example.com>", " <>"]


def notebook(outputs, valid=True):
    cell = {"cell_type": "code", "execution_count": 3 if outputs else None, "id": "a1", "metadata": {}, "source": ["x = 1\n"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}] if outputs else []}
    text = json.dumps({"cells": [cell], "metadata": {"widgets": {"a": 1}} if outputs == "widgets" else {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    return (text if valid else text[:-9]).encode()


def archive(names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), b"x" * 40)
    return out.getvalue()


SAFETENSORS = struct.pack("<Q", 64) + json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).ljust(64).encode() + b"\0" * 8
PICKLE = pickle.dumps({"w": list(range(50))}, protocol=2)
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CODE = b"import random\n\nimport numpy as np\nimport torch\n\n%s\n\ndef train(model):\n    return model\n"

# Configs: path, text. What experiment-config, experiment-seed and seed-applied look at.
CONFIGS = [
    ("configs/train.yaml", b"seed: %d\nlr: 0.1\n"), ("configs/train.yaml", b"lr: 0.%d\n"), ("configs/exp/vit.yaml", b"_base_: ../train.yaml\nlr: %d\n"),
    ("configs/exp/vit.yaml", b"defaults: [base, _self_]\nseed: ${oc.env:SEED,%d}\n"), ("configs/broken.yaml", b"a: [%d\nb: }\n"),
    ("configs/run.json", b'{"seed": %d, "lr": 0.1}'), ("configs/run.json", b'{"seed": "%d", lr}'), ("configs/run.toml", b"[train]\nseed = %d\n"),
    ("configs/run.py", b"seed = %d\nmodel = dict(type='ViT')\n"), ("configs/run.py", b"seed = random.randint(0, %d)\n"), ("config.yaml", b"random_seed: -%d\n"),
    ("config.yaml", b"seeds: [%d, 43]\n"), ("experiments/a/config.yml", b"trainer: {seed_everything: %d}\n"), ("params.yaml", b"seed: %d.5\n"),
    ("configs/dup.yaml", b"seed: 1\nseed: %d\n"), ("configs/tab.yaml", b"a:\n\tseed: %d\n"), ("hparams/h.yaml", b"seed: null\nx: %d\n")]

# Files: path, bytes (with %d: any number), mode.
FILES = [
    ("src/model.py", CODE % b"torch.manual_seed(%d)"), ("src/train.py", CODE % b"np.random.seed(%d); random.seed(0); torch.manual_seed(0)"),
    ("src/train.py", CODE % b"x = %d"), ("train.py", b"import lightning as L\nL.seed_everything(%d)\n"), ("README.md", b"# Run %d\n"), ("src/data/load.py", b"n = %d\n"),
    ("tests/test_model.py", b"def test():\n    assert %d\n"), (".gitignore", b"*.pt\n# %d\n"), ("scripts/run.sh", b"#!/bin/sh\necho %d\n", "100755"),
    ("requirements.txt", b"torch==2.3.%d\nnumpy==1.26.4\n"), ("requirements.txt", b"torch>=2.%d\nnumpy\n-e git+https://example.com/x.git#egg=x\n"),
    ("requirements/dev.txt", b"-r ../requirements.txt\npytest~=8.%d\n"), ("environment.yml", b"dependencies:\n  - python=3.11\n  - pip:\n    - torch==2.%d\n"),
    ("pyproject.toml", b"[project]\nname = 'x'\ndependencies = ['torch>=2.%d']\n"), ("uv.lock", b"version = %d\n"), ("poetry.lock", b"# %d\n[[package]]\nname = 'torch'\n"),
    ("Dockerfile", b"FROM pytorch/pytorch:2.3.%d-cuda12.1-cudnn8-runtime\nRUN pip install x\n"), ("Dockerfile", b"FROM python:latest\nRUN echo %d\n"),
    ("docker/train.Dockerfile", b"ARG V=3.%d\nFROM python:$V AS base\nFROM base\nFROM scratch\nFROM nvidia/cuda\n"), ("compose.yaml", b"services:\n  a: {image: redis, x: %d}\n"),
    (".gitlab-ci.yml", b"image: python:3.%d\njob: {script: [ls]}\n"), (".github/workflows/ci.yml", b"jobs:\n  a:\n    container: python\n    runs-on: x%d\n"),
    (".devcontainer/devcontainer.json", b'{"image": "python:%d"}'),
    ("best.pt", PICKLE), ("weights/model.safetensors", SAFETENSORS), ("checkpoints/last.ckpt", archive(["archive/data.pkl", "archive/version"])),
    ("model.txt", archive(["archive/data.pkl", "archive/version", "archive/data/0"])), ("data/train.csv", b"a,b\n" + b"1,2\n" * 50), ("data/x.npy", b"\x93NUMPY\x01\0v\0{'descr'}"),
    ("assets/blob.bin", SAFETENSORS), ("src/hidden.py", PICKLE), ("notes", b"\x1f\x8b\x08\0" + bytes(30)), ("runs/events.out.tfevents.17000.host", b"\x18\0\0\0"),
    ("wandb/run-1/files/output.log", b"epoch %d\n"), ("logs/train.log", b"loss %d\n"), ("train.out", b"Epoch %d: loss 0.3\n" * 1), ("archive.tar.gz", b"\x1f\x8b\x08\0x"),
    ("src/__pycache__/m.cpython-311.pyc", b"\xa7\r\r\n%d"), (".env", b"TOKEN=%d\n"), ("id_rsa", b"-----BEGIN OPENSSH PRIVATE KEY-----\nx%d\n"), (".DS_Store", b"\0\0\0\1Bud1"),
    ("docs/fig.png", PNG), ("docs/weights.md", b"See https://example.com/%d\n"), ("lfs.pt", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n"),
    ("best.pt.dvc", b"outs:\n- md5: " + b"b" * 32 + b"\n  size: %d\n  path: best.pt\n"), ("big.txt", b"0123456789abcdef" * 400000), ("medium.csv", b"1,2,3\n" * 60000),
    ("nb/good.ipynb", notebook(False)), ("nb/bad.ipynb", notebook(True)), ("nb/widgets.ipynb", notebook("widgets")), ("nb/broken.ipynb", notebook(True, False)), ("nb/empty.ipynb", b""),
    ("src/lin k.py", b"x = %d\n"), ("src/con.py", b"x = %d\n"), ("aux", b"%d\n"), ("src/tail ", b"%d\n"), ("src/dot.", b"%d\n"), ("src/a:b.py", b"%d\n"), ("src/back\\slash.py", b"%d\n"),
    ("src/Model.py", b"case %d\n"), ("SRC/model.py", b"case %d\n"), ("src/caf\u00e9.py", b"nfc %d\n"), ("src/cafe\u0301.py", b"nfd %d\n"), ("src/\u202egnp.py", b"%d\n"), ("src/bad\udcff.py", b"%d\n"),
    ("src/new\nline.py", b"%d\n"), ("数据/说明.md", b"%d\n"), ("a/" * 60 + "deep.py", b"%d\n"), ("src/" + "long" * 70 + ".py", b"%d\n"), ("-rf", b"%d\n"), ("src/x.py~", b"%d\n"),
    ("link", b"src/model.py", "120000"), ("src/up", b"../../outside", "120000"), ("etc", b"/etc/passwd", "120000"), ("loop", b"loop", "120000"), ("README.md", b"#!/x %d", "100755"), ("vendor", b"", "160000"),
    (".gitmodules", b'[submodule "vendor"]\n\tpath = vendor\n\turl = https://example.com/%d.git\n'), (".gitattributes", b"*.pt filter=lfs diff=lfs merge=lfs -text\n")]

RECORD = ('{"schema": "exp-result/1",\n"commit": "%s",\n"config": "%s",\n"seed": %s,\n"metrics": {"acc@1": %s},\n'
          '"artifacts": [{"uri": "%s", "sha256": "' + "c" * 64 + '"}]}\n')
RECORD_PARTS = {"config": ["configs/train.yaml", "configs/train.yaml", "configs/none.yaml", "../x.yaml"], "seed": ["1", "2", "42", "[1, 2]", '"1"', "-1"],
                "metric": ["87.3", "87.3", "NaN", '"87"'], "uri": ["s3://team/best.pt", "s3://team/best.pt", "/home/ada/best.pt", "file:///tmp/x"]}

NEW_BRANCHES = ["feature/%d", "feature/deep/er/%d", "exp/vit-%d", "exp/%d/a", "vit-%d", "hotfix/%d", "Feature/%d", "feature/实验-%d", "users/ada/%d", "release/1.%d", "main-%d"]
ODD_REFS = ["refs/notes/commits", "refs/merge-requests/%d/head", "refs/heads/refs/heads/x%d", "refs/x/%d", "refs/replace/" + "1" * 40, "refs/heads/HEAD", "refs/heads/-x%d", "refs/stash",
            "refs/tags/refs/tags/v%d", "refs/heads/" + "0" * 40]
TAGS = ["exp-vit-%d", "exp/vit-%d", "v1.%d.0", "exp-Bad_%d", "nightly-%d", "exp/%d-实验", "exp-x%d"]
TAG_MESSAGES = ["ViT-tiny, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41", "ViT, lr=3e-4, 300 epochs", "mIoU 45.1", "first release", "", "train loss = nan", "FID: 12.1\n\nSigned-off-by: A <a@b.c>",
                "x\n-----BEGIN PGP SIGNATURE-----\nacc: 0.9\n-----END PGP SIGNATURE-----\n", "seed: 3.5 | Top-1 0.71"]

POLICIES = [
    None, "version: 1\n", "version: 1\nextends: [artifacts]\n", "version: 1\nextends: [conventional-commits, branches]\nrules:\n  commit-scope: {severity: error, scopes: [model, data], required: true}\n",
    "version: 1\nrules:\n  commit-author: {severity: error, email: '.*@example\\.com', signed: false}\n  commit-atomic: {severity: error}\n  commit-footer: {severity: error, required: [Signed-off-by], breaking_needs_footer: true}\n",
    "version: 1\nmode: warn\n", "version: 1\nrules:\n  max-file-size: {severity: error, limit: 200 KiB}\n  push-budget: {severity: error, max_commits: 4}\n",
    "version: 1\nallow:\n  - {rule: artifact-path, path: best.pt, reason: pretrained}\n  - {rule: path-name, path: 'src/**', reason: legacy}\nbypass:\n  - {users: [alice], rules: [commit-header, artifact-path]}\n",
    "version: 1\nextends: [pytorch]\nrules:\n  container-pin: {severity: error}\n  dependency-pin: {severity: error}\n  experiment-environment: {severity: error}\n  seed-applied: {severity: error}\n",
    "version: 1\nrules:\n  commit-header: {severity: warn, refs: [main]}\n  protected-ref: {severity: error, refs: ['feature/*', 'tags/*']}\n", "version: 1\nextends: [reproducibility, notebooks]\n"]
OWN_POLICIES = [
    b"version: 1\nextends: [artifacts]\n", b"version: 1\nrules: {artifact-path: {severity: off}}\n", b"version: 1\nrules: {commit-body: {severity: error, max_width: 60}}\n",
    b"version: 1\nrules: {branch-name: {severity: error, also: ['users/**']}}\n", b"version: 1\nallow: [{rule: artifact-path, path: best.pt, reason: x}]\n", b"version: 2\n", b"rules: [\n"]
