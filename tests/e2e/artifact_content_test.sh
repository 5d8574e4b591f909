#!/bin/bash
# What Python's own libraries write, under names that say nothing: told by its content at the server, at the client and in a zip.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# real FOLDER: fills it with real files, one a format. Debian's own Python has the libraries (install.sh).
real() {
  /usr/bin/python3 - "$1" <<'EOF'
import bz2, gzip, io, lzma, os, pickle, random, sqlite3, sys, tarfile, zipfile, zlib
from collections import OrderedDict

import h5py
import numpy

folder = sys.argv[1]
os.makedirs(folder)
def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
state = OrderedDict(weight=[0.1, 0.2], epoch=3)
def checkpoint(method):  # the layout of torch.save()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as file:
        file.writestr("best/data.pkl", pickle.dumps(state, 2))
        file.writestr("best/data/0", random.Random(1).randbytes(200_000))
        file.writestr("best/version", "3\n")
    return data.getvalue()
def archive(name, data, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr("readme.txt", "read me")
        file.writestr(name, data)
    return out.getvalue()
write("torch.txt", checkpoint(zipfile.ZIP_STORED))
write("torch.py", checkpoint(zipfile.ZIP_STORED))
write("torch_zipped", archive("weights", checkpoint(zipfile.ZIP_STORED)))
write("torch_gz", gzip.compress(checkpoint(zipfile.ZIP_STORED)))
write("torch_legacy.dat_", b"".join(pickle.dumps(part, 2) for part in (0x1950a86a20f9469cfc6c, 1001, {}, state)) + b"\0" * 64)
for protocol in range(2, 6):
    write(f"pickle_{protocol}", pickle.dumps(state, protocol))
    write(f"pickle_large_{protocol}", pickle.dumps([os.urandom(100_000)], protocol))
write("pickle_zlib", zlib.compress(pickle.dumps(state, 4)))
tarred = io.BytesIO()
with tarfile.open(fileobj=tarred, mode="w") as file:
    member = tarfile.TarInfo("weights")
    data = checkpoint(zipfile.ZIP_STORED)
    member.size = len(data)
    file.addfile(member, io.BytesIO(data))
write("torch_tar", tarred.getvalue())
write("torch_tar_gz", gzip.compress(tarred.getvalue()))
noise = os.urandom(150_000)
write("xz", lzma.compress(noise))
write("bz2", bz2.compress(noise))
write("zip", archive("noise", noise))
# small ones: nobody can look into them
write("lzma_alone", lzma.compress(pickle.dumps(state), format=lzma.FORMAT_ALONE))
write("xz_small", lzma.compress(pickle.dumps(state)))
write("bz2_small", bz2.compress(pickle.dumps(state)))
write("training_utf16", "".join(f"Epoch {n}: loss={1 / (n + 1):.4f}\r\n" for n in range(1000)).encode("utf-16"))
database = sqlite3.connect(os.path.join(folder, "sqlite"))
database.execute("create table t (x blob)")
database.execute("insert into t values (?)", (os.urandom(1_200_000),))
database.commit()
database.close()
write("numbers.txt", "\n".join(f"{n * 0.37:.4f} {n * -1.5e-7:.3e}" for n in range(2000)).encode())
write("training.txt", "\n".join(f"Epoch {n}: loss={1 / (n + 1):.4f}" for n in range(1000)).encode())
numpy.save(os.path.join(folder, "array.npy"), numpy.zeros(8))
numpy.savez_compressed(os.path.join(folder, "arrays.npz"), a=numpy.zeros(8), b=numpy.ones(3))
for name in ("array.npy", "arrays.npz"):
    os.rename(os.path.join(folder, name), os.path.join(folder, name.replace(".", "_")))
for name, block in (("hdf5", 0), ("hdf5_user_block", 512)):
    with h5py.File(os.path.join(folder, name), "w", userblock_size=block) as file:
        file["w"] = [1.0, 2.0]
EOF
}

# Without this rule's own options: what is refused is refused for its content alone.
content_only() {
  server project
  printf 'version: 1\nextends: []\nrules:\n  artifact-content: {}\n' | policy project
  clone project
  save 'chore: begin' train.py
  push_ok 'the first push' origin main
}

test_what_libraries_write() {
  content_only
  real files
  ssh-keygen -q -t ed25519 -N '' -f files/ssh_key && ssh-keygen -q -t rsa -b 2048 -m PEM -N secret -f files/ssh_pem
  mkdir public && mv files/*.pub public
  git add public && git commit -q -m 'feat: add public keys'
  push_ok 'public keys pass' origin HEAD:feature/keys
  git checkout -q -b work
  save 'feat: add files' files/*
  push_refused 'all of them' artifact-content
  # The text puts files of one kind together; JSON names each.
  exits 'the same in CI' 1 "$EXPGATE" ci --range origin/feature/keys..HEAD --ref work --policy ../project.git/custom_hooks/expgate.yaml --format json
  is 'each of them is refused, for what is in it, and nothing else' \
    "$(printf 'artifact-content error %s contains\n' files/* | sort)" "$(findings_in_words | sort)"
}

# Of the report in $out: rule, severity, path and verb of each finding.
findings_in_words() {
  perl -MJSON::PP -e 'local $/; for (@{JSON::PP->new->utf8->decode(<STDIN>)->{findings}}) {
    print "$_->{rule} $_->{severity} $_->{path} ", $_->{message} =~ /^`\Q$_->{path}\E` (contains) ./ ? $1 : $_->{message}, "\n" }' <<<"$out"
}

test_what_is_ordinary_passes() {
  content_only
  printf '\211PNG\r\n\032\n' >logo.png
  cp "$EXPGATE" program # far over the limit
  head -c 60000 "$EXPGATE" >program.bin
  { printf '<svg><path d="'; seq -s ' L' 1 6000; printf '"/></svg>\n'; } >plot.svg
  seq -s, 1 9000 >table.csv
  git rev-list --objects --all | git pack-objects -q own >/dev/null
  cp "$(find .git/objects -type f | head -1)" loose
  save 'feat: add ordinary files' logo.png program program.bin plot.svg table.csv own-*.pack own-*.idx loose
  push_ok 'images, programs, tables, packs and objects of git'
}

test_at_the_client() {
  client work pre-commit
  printf 'version: 1\nextends: []\nrules:\n  artifact-content: {}\n  artifact-path: {}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml
  printf '\200\002}q\001.' >notes.txt
  cp notes.txt best.pth
  git add notes.txt
  commit_refused 'a pickle with another name' artifact-content
  says 'and how to take it out' 'git restore --staged -- notes.txt'
  git rm -q --cached notes.txt && git add best.pth
  commit_refused 'one whose name says so is told once' artifact-path
}

run_tests "$@"
