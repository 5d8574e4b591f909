"""Makes repositories and pushes to them, the same ones for the same seed: one stream for git fast-import a repository."""
import os
import random
import subprocess

import samples

PUSHES = 20  # a repository


def names_in(marks):
    """Returns the names of objects by mark, from a file that git fast-import has written."""
    with open(marks, encoding="ascii") as lines:
        return {int(mark[1:]): name for mark, name in (line.split() for line in lines)}


def quoted(path):
    """Returns a path as git fast-import reads it."""
    raw = os.fsencode(path)
    return b'"' + b"".join(b"\\%03o" % byte if byte < 32 or byte > 126 or byte in b'"\\' else bytes([byte]) for byte in raw) + b'"'


class Generator:
    """One repository: its refs, and the pushes to it. Objects are known by their marks until `build` has asked git for their names."""

    def __init__(self, seed):
        self.any = random.Random(seed)
        self.seed = seed
        self.stream = []
        self.mark = 0
        self.clock = 1_600_000_000 + seed
        self.trees = {}    # of a commit: path -> (mode, bytes)
        self.parents = {}
        self.refs = {}     # ref -> mark
        self.pushes = []   # (kind, [(ref, old mark or None, new mark or None)])
        self.format = "sha256" if seed % 25 == 4 else "sha1"  # a few: 0.1.0 does not read them
        self.server_policy = samples.POLICIES[seed % len(samples.POLICIES)]
        self.bad = self.any.choice([0.05, 0.3, 0.6])  # how often something of a commit is chosen blindly
        self.base_size = 0  # entries of the stream: records name only commits of the base, whose names are then known
        self.make_base()
        self.base_size = len(self.stream)
        self.base = list(self.trees)
        while len(self.pushes) < PUSHES:
            self.make_push()

    # --- objects ---

    def placeholder(self, mark):
        """Returns what stands in the stream for the name of a commit of the base: as long as that."""
        return f"@{mark}@".ljust(64 if self.format == "sha256" else 40, "@")

    def new_mark(self):
        self.mark += 1
        return self.mark

    def message(self):
        many = samples.BAD_MESSAGES if self.any.random() < self.bad else samples.GOOD_MESSAGES
        return self.any.choice(many)

    def file(self):
        """Returns (path, mode, bytes) of a file that a commit brings."""
        chance = self.any.random()
        if chance < 0.2:
            path, data = self.any.choice(samples.CONFIGS)
            mode = "100644"
        elif chance < 0.25 and self.base_size:
            parts = {key: self.any.choice(values) for key, values in samples.RECORD_PARTS.items()}
            commit = "0" * 40 if self.any.random() < 0.2 else self.placeholder(self.any.choice(self.base))
            text = samples.RECORD % (commit, parts["config"], parts["seed"], parts["metric"], parts["uri"])
            return f"results/run{self.any.randrange(9)}.json", "100644", text.encode()
        else:
            path, data, *mode = self.any.choice(samples.FILES if self.any.random() < self.bad else samples.FILES[:12])
            mode = mode[0] if mode else "100644"
        if data.count(b"%d") == 1:
            data = data.replace(b"%d", b"%d" % self.any.randrange(1, 9))
        return path, mode, data

    def commit(self, parents, message=None, files=None, deleted=(), tree=None):
        """Adds a commit whose tree is that of its first parent (or TREE) with these files more, by default a few of any kind."""
        mark = self.new_mark()
        message = self.message() if message is None else message
        self.clock += self.any.choice([60, 60, 60, 0, -3600])
        tree = dict(self.trees[parents[0]] if tree is None and parents else tree or {})
        if files is None:
            files = [self.file() for _ in range(self.any.choice([0, 1, 1, 2, 3, 8]))]
        for path in deleted:
            tree.pop(path, None)
        for path, mode, data in files:
            folder = path + "/"
            for each in [each for each in tree if each.startswith(folder) or path.startswith(each + "/")]:
                del tree[each]
            tree[path] = (mode, data)
        data = message.encode("utf-8", "surrogateescape")
        who = self.any.choice(samples.AUTHORS if self.any.random() < self.bad else samples.AUTHORS[:1]).encode()
        out = [b"reset refs/heads/made\n" if not parents else b"", b"commit refs/heads/made\nmark :%d\n" % mark,
               b"author %s %d +0000\ncommitter %s %d +0000\n" % (who, self.clock, who, self.clock), b"data %d\n%s\n" % (len(data), data)]
        out += [b"%s :%d\n" % (b"merge" if at else b"from", parent) for at, parent in enumerate(parents)]
        out.append(b"deleteall\n")
        for path, (mode, data) in tree.items():
            if mode == "160000":
                out.append(b"M 160000 %s %s\n" % (b"1" * (64 if self.format == "sha256" else 40), quoted(path)))
            else:
                out.append(b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), quoted(path), len(data), data))
        self.stream.append(b"".join(out) + b"\n")
        self.trees[mark] = tree
        self.parents[mark] = parents
        return mark

    def line(self, start, count):
        for _ in range(count):
            start = self.commit([start])
        return start

    def tag(self, target, name, message):
        mark = self.new_mark()
        data = message.encode()
        self.stream.append(b"tag %s\nmark :%d\nfrom :%d\ntagger Ada <ada@example.com> %d +0000\ndata %d\n%s\n" %
                           (name.encode(), mark, target, self.clock, len(data), data))
        return mark

    def blob(self):
        mark = self.new_mark()
        self.stream.append(b"blob\nmark :%d\ndata 5\nblob\n" % mark)
        return mark

    # --- the repository ---

    def make_base(self):
        files = [("src/model.py", "100644", samples.CODE % b"torch.manual_seed(1)"), ("README.md", "100644", b"# Project\n")]
        if self.any.random() < 0.8:
            files.append(("configs/train.yaml", "100644", b"seed: 1\nlr: 0.1\n"))
        if self.any.random() < 0.5:
            files.append(("requirements.txt", "100644", b"torch==2.3.1\n"))
        if self.any.random() < 0.4:
            files.append((".expgate.yaml", "100644", self.any.choice(samples.OWN_POLICIES[:3])))
        main = self.line(self.commit([], "feat: begin", files), self.any.randrange(1, 6))
        self.refs = {"refs/heads/main": main}
        for name in ("develop", "feature/old", "exp/base"):
            self.refs["refs/heads/" + name] = self.line(self.ancestor(main), self.any.randrange(3))
        self.refs["refs/tags/v1.0"] = self.ancestor(main)
        self.refs["refs/tags/exp-base"] = self.tag(main, "exp-base", samples.TAG_MESSAGES[0])

    def ancestor(self, mark):
        for _ in range(self.any.randrange(4)):
            if self.parents.get(mark):
                mark = self.any.choice(self.parents[mark])
        return mark

    def branch(self):
        return self.any.choice([ref for ref in self.refs if ref.startswith("refs/heads/")])

    # --- pushes: each returns updates (ref, new mark or None), where the old value is that of self.refs ---

    def forward(self):
        ref = self.branch()
        return [(ref, self.line(self.refs[ref], self.any.choice([1, 1, 2, 3, 6])))]

    def create(self):
        name = self.any.choice(samples.NEW_BRANCHES[:4] if self.any.random() > self.bad else samples.NEW_BRANCHES)
        return [("refs/heads/" + name.replace("%d", str(self.any.randrange(100))), self.line(self.refs[self.branch()], self.any.randrange(5)))]

    def delete(self):
        return [(self.any.choice(list(self.refs)), None)]

    def force(self):
        ref = self.branch()
        return [(ref, self.line(self.ancestor(self.ancestor(self.refs[ref])), self.any.randrange(3)))]

    def merge(self):
        ref = self.branch()
        side = self.line(self.ancestor(self.refs[ref]), self.any.randrange(1, 4))
        tips = [self.refs[ref], side] + ([self.line(self.ancestor(side), 1)] if self.any.random() < 0.2 else [])
        both = {**self.trees[tips[0]], **self.trees[side]}
        tree = {path: what for path, what in both.items() if not any(other.startswith(path + "/") for other in both)}
        message = self.any.choice(["Merge branch 'feature/x'", "Merge branch 'feature/x' into develop\n\n# Conflicts:\n#\tx", "feat: merge x", "merge stuff"])
        return [(ref, self.commit(tips, message, None if self.any.random() < 0.3 else [], tree=tree))]

    def revert(self):
        ref = self.branch()
        before = self.refs[ref]
        bad = self.commit([before])
        message = self.any.choice(['Revert "feat: add a ViT baseline"\n\nThis reverts commit 0123456789012345678901234567890123456789.', "revert: add a ViT baseline", 'Revert "x"'])
        return [(ref, self.commit([bad], message, [], tree=self.trees[before]))]

    def autosquash(self):
        ref = self.branch()
        first = self.commit([self.refs[ref]], "feat: add a ViT baseline")
        return [(ref, self.commit([first], self.any.choice(["fixup! ", "squash! ", "amend! "]) + "feat: add a ViT baseline"))]

    def put_tag(self):
        name = self.any.choice(samples.TAGS[:3] if self.any.random() > self.bad else samples.TAGS).replace("%d", str(self.any.randrange(50)))
        if self.any.random() < 0.15:
            name = self.any.choice(["v1.0", "exp-base"])
        target = self.refs[self.branch()] if self.any.random() < 0.7 else self.line(self.refs[self.branch()], 1)
        if self.any.random() < 0.7:
            target = self.tag(target, name, self.any.choice(samples.TAG_MESSAGES))
        if self.any.random() < 0.1:
            target = self.tag(target, name + "-outer", self.any.choice(samples.TAG_MESSAGES))
        return [("refs/tags/" + name, target if self.any.random() < 0.95 else self.blob())]

    def odd(self):
        return [(self.any.choice(samples.ODD_REFS).replace("%d", str(self.any.randrange(9))), self.line(self.refs[self.branch()], self.any.randrange(2)))]

    def unrelated(self):
        return [(self.any.choice(["refs/heads/feature/import", self.branch()]), self.line(self.commit([], files=[self.file() for _ in range(4)]), self.any.randrange(3)))]

    def change_policy(self):
        ref = self.any.choice(["refs/heads/main", self.branch()])
        if ref not in self.refs:
            ref = self.branch()
        text = self.any.choice(samples.OWN_POLICIES)
        return [(ref, self.line(self.commit([self.refs[ref]], "chore: change the policy", [(".expgate.yaml", "100644", text), self.file()]), self.any.randrange(2)))]

    def remove_files(self):
        ref = self.branch()
        paths = list(self.trees[self.refs[ref]])
        return [(ref, self.commit([self.refs[ref]], files=[], deleted=self.any.sample(paths, min(len(paths), self.any.randrange(1, 4)))))]

    def several(self):
        kinds = [self.forward, self.create, self.put_tag, self.delete, self.force, self.odd, self.merge]
        updates = [update for kind in self.any.sample(kinds, self.any.randrange(2, 5)) for update in kind()]
        return list(dict(updates).items())

    def make_push(self):
        kinds = [self.forward] * 6 + [self.create] * 4 + [self.merge] * 3 + [self.several] * 3 + [self.put_tag] * 3 + [
            self.force, self.force, self.delete, self.revert, self.autosquash, self.odd, self.unrelated, self.change_policy, self.remove_files]
        kind = self.any.choice(kinds)
        updates = [(ref, self.refs.get(ref), new) for ref, new in kind()]
        self.pushes.append((kind.__name__, [update for update in updates if update[1] != update[2]] or updates))

    # --- git ---

    def build(self, folder):
        """Makes the bare repository FOLDER with the base refs, and with the objects of all pushes. Returns the names of the marks."""
        git = ["git", "--git-dir=" + folder]
        subprocess.run(["git", "init", "-q", "--bare", "--object-format=" + self.format, folder], check=True)
        marks = os.path.join(folder, "marks")
        options = ["-c", "fastimport.unpackLimit=1", "-c", "core.compression=1", "fast-import", "--quiet", "--force", "--export-marks=" + marks]
        subprocess.run([*git, *options], input=b"".join(self.stream[:self.base_size]), check=True)
        stream = b"".join(self.stream[self.base_size:])
        for mark, name in names_in(marks).items():
            stream = stream.replace(self.placeholder(mark).encode(), name.encode())
        subprocess.run([*git, *options, "--import-marks=" + marks], input=stream, check=True)
        names = names_in(marks)
        refs = subprocess.run([*git, "for-each-ref", "--format=%(refname)"], check=True, stdout=subprocess.PIPE).stdout.decode().split()
        updates = [f"delete {ref}" for ref in refs if ref not in self.refs] + [f"update {ref} {names[mark]}" for ref, mark in self.refs.items()]
        subprocess.run([*git, "update-ref", "--stdin"], input="\n".join(updates).encode() + b"\n", check=True)
        if self.server_policy:
            os.mkdir(os.path.join(folder, "custom_hooks"))
            with open(os.path.join(folder, "custom_hooks", "expgate.yaml"), "w", encoding="utf-8") as out:
                out.write(self.server_policy)
        return names
