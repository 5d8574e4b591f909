"""The places: where in a push the fault sits. Each makes commits on exp/vit and says what is pushed."""

import os
from dataclasses import dataclass
from typing import Callable

WAYS = ('commands', 'line', 'mend', 'fix')  # fix: of what is staged; the others: of what is pushed, or staged by commands
BRANCH = 'exp/vit'
SIGNED = 'Signed-off-by: Ada <ada@example.com>'


class Story:
    """Commits of one case: good ones, and those with the fault."""

    def __init__(self, repository, fault):
        self.repository = repository
        self.fault = fault
        self.goods = []  # subjects and files that must arrive
        self.kept = {}  # files of the fault, as they lie in the work tree at the end
        self.push = [BRANCH]
        self.messages = []  # of the faulty commits
        self.moved = {}

    def git(self, *arguments, **more):
        return self.repository.git(*arguments, **more)

    def branch(self, name=BRANCH):
        self.git('checkout', '-q', '-b', name)

    def good(self, more=None):
        number = len(self.goods)
        path = f'models/layer_{number}.py'
        subject = f'feat(model): add the layer {number}'
        self.repository.commit(f'{subject}\n\n{SIGNED}', {path: f'LAYER = {number}\n'} | (more or {}))
        self.goods.append((subject, path))

    def bad(self, number=0, beside=True, paths=lambda path: [path], message=None):
        """A commit with the fault; where it is in files, something good lies beside them, which must arrive."""
        files = {}
        for path, content in self.fault.files_at(number).items():
            files |= {each: content for each in paths(self.moved.get(path, path))}
        self.kept |= files
        text = self.fault.message if self.fault.kind == 'message' and self.fault.message else message or f'feat(model): add the head {number}\n\n{SIGNED}'
        if self.fault.kind == 'message' and self.fault.name == 'empty':
            text = ''
        good = {f'models/head_{number}.py': f'HEAD = {number}\n'} if beside else {}
        self.repository.commit(text, files | good, *self.fault.options)
        self.messages.append(text)
        for path in good:
            self.goods.append(('', path))

    def empty_server(self):
        """Nothing was pushed yet, and nothing is committed."""
        repository = self.repository
        repository.run(['git', 'update-ref', '-d', 'refs/heads/main'], cwd=repository.server)
        self.git('update-ref', '-d', 'refs/remotes/origin/main')
        self.git('update-ref', '-d', 'HEAD')  # the files of the project stay staged
        self.push = ['main']


def renamed_path(path):
    """The same fault under another name."""
    folder, name = os.path.split(path)
    stem, dot, end = name.rpartition('.')
    if name.startswith('.') or path in ('Dockerfile', 'requirements.txt') or name in ('aux.py', 'ViT.py', 'train.csv'):
        return os.path.join('old', path)
    if not dot:
        return os.path.join(folder, name + '-2')
    return os.path.join(folder, f'{stem}-2.{end}')


def at_tip(story):
    story.branch()
    story.good()
    story.bad()


def alone(story):
    story.branch()
    story.good()
    story.bad(beside=False)


def older(story):
    story.branch()
    story.good()
    story.bad()
    story.good()
    story.good()


def merge(story):
    story.branch()
    story.good()
    story.git('checkout', '-q', '-b', 'side', 'main')
    story.good()
    story.git('checkout', '-q', BRANCH)
    story.git('merge', '-q', '--no-ff', '--no-commit', 'side')
    story.bad(message="Merge branch 'side' into exp/vit")
    story.git('branch', '-q', '-D', 'side')
    story.good()


def merged(story):
    story.branch()
    story.good()
    story.git('checkout', '-q', '-b', 'side', 'main')
    story.bad()
    story.git('checkout', '-q', BRANCH)
    story.git('merge', '-q', '--no-ff', '-m', "Merge branch 'side' into exp/vit", 'side')
    story.git('branch', '-q', '-D', 'side')
    story.good()


def root(story):
    story.empty_server()
    story.bad()
    story.good()


def only_root(story):
    story.empty_server()
    story.bad()


def first_push(story):
    story.empty_server()
    story.good()
    story.bad()
    story.good()


def renamed(story):
    story.branch()
    story.bad()
    story.good()
    for path in list(story.kept):
        better = renamed_path(path)
        os.makedirs(os.path.dirname(os.path.join(story.repository.work, better)) or '.', exist_ok=True)
        story.git('mv', '--', path, better)
        story.kept[better] = story.kept.pop(path)
    story.repository.commit('refactor: move what came with the head')
    story.good()


def deleted(story):
    story.branch()
    story.bad()
    story.good()
    story.repository.commit('chore: drop what came with the head', {path: None for path in story.kept})
    story.kept = {}


def many_commits(story):
    story.branch()
    for number in range(3):
        story.bad(number)
        story.good()


def many_files(story):
    def copies(path):
        folder, name = os.path.split(path)
        if path in ('Dockerfile', 'requirements.txt') or name in ('aux.py', '.env') or name.startswith('-'):
            return [path] + [os.path.join(f'part{number:02}', path) for number in range(24)]
        if name == 'ViT.py':
            return [path]
        stem, dot, end = name.rpartition('.')
        return [path] + [os.path.join(folder, f'{stem if dot else name}{number:02}{dot}{end if dot else ""}') for number in range(24)]
    story.branch()
    story.good()
    story.bad(paths=copies)
    story.good()


def tag(story):
    older(story)
    story.git('tag', '-a', 'exp-vit', '-m', 'ViT | acc@1: 87.3%')
    story.push = [BRANCH, 'exp-vit']


def tag_alone(story):
    older(story)
    story.git('tag', '-a', 'exp-vit', '-m', 'ViT | acc@1: 87.3%')
    story.push = ['exp-vit']


def two_branches(story):
    older(story)
    story.git('checkout', '-q', '-b', 'exp/vit-large')
    story.good()
    story.push = [BRANCH, 'exp/vit-large']


def other_branch(story):
    older(story)
    story.git('checkout', '-q', '-b', 'feature/other', 'main')
    story.kept = {}


def worktree(story):
    older(story)
    story.git('checkout', '-q', '--detach', 'main')
    story.git('checkout', '-q', '-b', 'feature/other')
    story.git('worktree', 'add', '-q', '../linked', BRANCH)
    story.repository.work = os.path.join(story.repository.folder, 'linked')
    story.repository.cwd = story.repository.work


def folder(story):
    older(story)
    story.repository.cwd = os.path.join(story.repository.work, 'configs')


def detached(story):
    story.git('checkout', '-q', '--detach')
    story.good()
    story.bad()
    story.good()
    story.push = [f'HEAD:refs/heads/{BRANCH}']


def published(story):
    """The branch is there already, one commit short of the fault."""
    story.branch()
    story.good()
    story.git('push', '-q', 'origin', BRANCH)
    story.bad()
    story.good()


def dirty(story):
    """Work goes on: something is changed, something staged, something new."""
    older(story)
    work = story.repository.work
    with open(os.path.join(work, 'README.md'), 'a', encoding='utf-8') as file:
        file.write('Not finished.\n')
    story.repository.write({'models/staged.py': 'STAGED = 1\n'})
    with open(os.path.join(work, 'todo.md'), 'w', encoding='utf-8') as file:
        file.write('untracked\n')


@dataclass
class Place:
    name: str
    make: Callable
    kinds: tuple = ('file', 'message', 'tip')
    is_short: tuple = ()  # the kinds of fault that the short form has there
    has_policy: bool = True  # the branch that is there already holds one
    pushes: int = 1  # so many are rejected before one is accepted: what branches share is said of the first
    ways: tuple = WAYS
    is_elsewhere: bool = False  # HEAD is, or gets, on another branch than one of the push, which only mend and a client know


PLACES = [
    Place('tip', at_tip),
    Place('alone', alone, ('file',)),
    Place('older', older, is_short=('file', 'message', 'tip')),
    Place('merge', merge, ('file',)),
    Place('merged', merged, is_short=('message',)),
    Place('root', root, has_policy=False),
    Place('only-root', only_root, has_policy=False),
    Place('first-push', first_push, has_policy=False, is_short=('tip',)),
    Place('renamed', renamed, ('file',), is_short=('file',)),
    Place('deleted', deleted, ('file',)),
    Place('many-commits', many_commits, ('file', 'message')),
    Place('many-files', many_files, ('file',)),
    Place('tag', tag),
    Place('tag-alone', tag_alone, ('file', 'message')),
    # `git switch` does not leave a branch whose files were just taken out of the other one.
    Place('two-branches', two_branches, pushes=2, ways=('mend',), is_elsewhere=True),
    Place('other-branch', other_branch, is_elsewhere=True),
    Place('worktree', worktree),
    Place('folder', folder),
    Place('detached', detached),
    Place('published', published),
    Place('dirty', dirty),
]
