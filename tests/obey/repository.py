"""A small repository with a server, in which one case plays."""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass

GATE = 'main'  # the branch that is there before a case begins

# A project that every rule of the pack accepts, the warnings too.
PROJECT = {
    'README.md': 'A vision transformer, trained on drawn shapes.\n',
    'configs/exp/base.yaml': 'model: vit\nlr: 0.001\nseed: 42\n',
    'models/__init__.py': '',
    'models/vit.py': 'WIDTH = 64\n',
    'requirements.txt': 'numpy==1.26.4\ntorch==2.4.0\n',
    'train.py': (
        'import random\n\nimport numpy as np\nimport torch\nimport yaml\n\n\ndef main():\n'
        '    config = yaml.safe_load(open("configs/exp/base.yaml"))\n    random.seed(config["seed"])\n'
        '    np.random.seed(config["seed"])\n    torch.manual_seed(config["seed"])\n'
        '    torch.backends.cudnn.deterministic = True\n    torch.backends.cudnn.benchmark = False\n\n\n'
        'if __name__ == "__main__":\n    main()\n'),
}


@dataclass
class Link:
    """A symbolic link, where a file's content is asked for."""
    target: str


@dataclass
class Ran:
    status: int
    out: str


class Unexpected(Exception):
    """The preparation of a case failed: a mistake of the harness, not of the advice."""


class Repository:
    def __init__(self, folder, expgate):
        self.folder = folder
        self.work = os.path.join(folder, 'work')
        self.server = os.path.join(folder, 'server.git')
        self.report = os.path.join(folder, 'report.json')
        self.cwd = self.work  # where the person stands
        self.expgate = expgate
        self.clock = 1700000000
        self.log = open(os.path.join(folder, 'log'), 'a', encoding='utf-8', errors='surrogateescape')

    def run(self, command, cwd=None, env=None, stdin=None):
        """Runs an argument vector, or a line as somebody types it; both streams are kept."""
        line = command if isinstance(command, str) else shlex.join(command)
        done = subprocess.run(['bash', '-c', command] if isinstance(command, str) else command, cwd=cwd or self.cwd,
                              env=os.environ | (env or {}), input=stdin or b'', check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        out = done.stdout.decode('utf-8', 'surrogateescape')
        self.log.write(f'$ {line}\n{out}[{done.returncode}]\n')
        self.log.flush()
        return Ran(done.returncode, out)

    def git(self, *arguments, cwd=None, stdin=None):
        """What git prints, of a preparation that must succeed."""
        ran = self.run(['git', '-c', 'core.hooksPath=/dev/null', *arguments], cwd=cwd or self.work, stdin=stdin)
        if ran.status != 0:
            raise Unexpected(f'git {shlex.join(arguments)}: {ran.out}')
        return ran.out.rstrip('\n')

    def write(self, files):
        """Writes these files (None: removes it) and stages them."""
        for path, content in files.items():
            full = os.path.join(self.work, path)
            if os.path.lexists(full):
                os.unlink(full)
            if content is not None:
                os.makedirs(os.path.dirname(full), exist_ok=True)
            if isinstance(content, Link):
                os.symlink(content.target, full)
            elif content is not None:
                with open(full, 'wb') as out:
                    out.write(content if isinstance(content, bytes) else content.encode())
        self.git('add', '-f', '-A', '--', *(f':(literal){path}' for path in files))

    def commit(self, message, files=None, *options):
        self.write(files or {})
        self.clock += 60
        os.environ['GIT_AUTHOR_DATE'] = os.environ['GIT_COMMITTER_DATE'] = f'{self.clock} +0000'
        self.git('commit', '-q', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim', '-F', '-', *options,
                 stdin=message.encode('utf-8', 'surrogateescape'))
        return self.git('rev-parse', 'HEAD')

    def hook(self, git_dir, name, *options):
        path = os.path.join(git_dir, 'hooks', name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        line = shlex.join([self.expgate, name, '--report', f'json={self.report}', *options])
        with open(path, 'w', encoding='utf-8') as out:
            out.write(f'#!/bin/sh\nexec {line} "$@"\n')
        os.chmod(path, 0o755)

    def close(self):
        self.log.close()


def make_template(folder, expgate, policy):
    """A server whose main branch holds the project (and the policy), and a clone: copied for each case."""
    repository = Repository(folder, expgate)
    repository.cwd = folder
    repository.run(['git', 'init', '-q', '--bare', 'server.git'])
    repository.run(['git', 'init', '-q', 'work'])
    repository.git('remote', 'add', 'origin', '../server.git')
    files = dict(PROJECT)
    if policy:
        files['.expgate.yaml'] = f'version: 1\nrules:\n  {policy}\n'
    repository.commit('feat: train a vision transformer on drawn shapes', files)
    repository.git('push', '-q', 'origin', 'main')
    repository.git('fetch', '-q', 'origin')
    repository.close()


def copy_of(template, folder, expgate):
    shutil.copytree(template, folder, symlinks=True)
    return Repository(folder, expgate)
