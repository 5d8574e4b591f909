"""The faults: what a commit or a push does wrong, one entry each. A rule without an entry fails the harness."""

import json
import pickle
import random
from dataclasses import dataclass, field
from typing import Callable, Optional

from repository import Link


@dataclass
class Fault:
    rule: str
    name: str
    kind: str = 'file'  # file, message, tip; ref or commits: `arrange` makes the push, and it has one place of its own
    files: object = None  # {path: content}, or a function of a number that makes each time another content
    message: str = ''  # of the commit; a good one unless it is what is wrong
    policy: str = ''  # a line below `rules:`, where the pack does not judge it as an error
    # What only a person can know, where the rejection has no header, edit or command for it:
    answer: object = ''  # the message to write, or {first line as it is: message}
    contents: dict = field(default_factory=dict)  # what to write into which file; `*`: into any other
    by_hand: Optional[Callable] = None  # what somebody does who has read the help
    words: dict = field(default_factory=dict)  # what to write for the words in capitals of a command
    arrange: Optional[Callable] = None  # makes the push: its refspecs, and options such as `--force`
    is_long: bool = False  # only in the long form
    not_in: tuple = ()  # places where it is not one, or where nothing could mend it
    options: tuple = ()  # of `git commit`, as the fault is made
    again: list = field(default_factory=list)  # what is pushed afterwards, if not the same

    @property
    def title(self):
        return f'{self.rule}/{self.name}'

    def files_at(self, number):
        return self.files(number) if callable(self.files) else dict(self.files or {})


def noise(number, size=3000):
    return random.Random(number).randbytes(size)


def notebook(number, outputs=True):
    cell = {'cell_type': 'code', 'id': f'c{number}', 'metadata': {}, 'source': [f'print({number})'], 'execution_count': None,
            'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': [f'{number}\n']}] if outputs else []}
    return json.dumps({'nbformat': 4, 'nbformat_minor': 5, 'metadata': {}, 'cells': [cell]}, indent=1) + '\n'


def record(repository):
    commit = repository.git('rev-list', '--max-parents=0', 'HEAD')
    return json.dumps({'schema': 'exp-result/1', 'commit': commit, 'config': 'configs/exp/base.yaml', 'seed': 42,
                       'metrics': {'acc@1': 0.873}}) + '\n'


def files(rule, name, *paths, make=noise, **more):
    return Fault(rule, name, files=lambda number: {path: make(number) for path in paths}, **more)


def message(rule, name, text, answer='', **more):
    return Fault(rule, name, 'message', message=text, answer=answer, **more)


def tip(rule, name, of, **more):
    return Fault(rule, name, 'tip', files=of, **more)


def ref(rule, name, arrange, **more):
    return Fault(rule, name, 'ref', arrange=arrange, **more)


# --- pushes ---

def branch(name):
    def arrange(repository):
        repository.git('checkout', '-q', '-b', name)
        repository.commit('feat(model): add a part', {'models/part.py': 'PART = 1\n'})
        return ['HEAD']
    return arrange


def rewritten_main(repository):
    repository.commit('feat(model): add a part', {'models/part.py': 'PART = 1\n'})
    repository.git('push', '-q', 'origin', 'main')
    repository.git('reset', '-q', '--hard', 'HEAD^')
    repository.commit('feat(model): add another part', {'models/other.py': 'PART = 2\n'})
    return ['--force', 'main']


def moved_tag(repository):
    repository.git('tag', '-a', 'v1.0', '-m', 'The first one')
    repository.git('push', '-q', 'origin', 'v1.0')
    repository.commit('feat(model): add a part', {'models/part.py': 'PART = 1\n'})
    repository.git('tag', '-f', '-a', 'v1.0', '-m', 'The first one, again')
    return ['--force', 'main', 'v1.0']


def elsewhere(name):
    def arrange(repository):
        branch('exp/vit')(repository)
        repository.git('update-ref', name, 'HEAD')
        return [name]
    return arrange


def stash(repository):
    branch('exp/vit')(repository)
    repository.write({'models/part.py': 'PART = 3\n'})
    repository.git('stash', '-q')
    return ['refs/stash']


def replacement(repository):
    old = repository.git('rev-parse', 'HEAD')
    branch('exp/vit')(repository)
    repository.git('replace', old, 'HEAD')
    return ['exp/vit', 'refs/replace/*']


def many_branches(repository):
    branch('exp/vit')(repository)
    for number in range(5):
        repository.git('branch', f'exp/vit-{number}')
    return [f'exp/vit-{number}' for number in range(5)]


def many_commits(repository):
    branch('exp/vit')(repository)
    for number in range(5):
        repository.commit(f'feat(model): add the part {number}', {f'models/part_{number}.py': 'PART = 1\n'})
    return ['exp/vit']


def push_in_steps(person):
    for number in (3, 0):
        person.type(f'git push origin exp/vit~{number}:refs/heads/exp/vit')


def push_fewer(person):
    person.type('git push origin exp/vit-0 exp/vit-1 exp/vit-2')


def tag(*arguments):
    def arrange(repository):
        branch('exp/vit')(repository)
        repository.git('push', '-q', 'origin', 'exp/vit')
        repository.git('tag', *arguments)
        return ['--tags']
    return arrange


def at_each_commit(person, steps):
    """What somebody does who can rebase: stops at each commit that is named, goes on, and moves the tag."""
    repository = person.repository
    here = repository.git('rev-parse', '--abbrev-ref', 'HEAD')
    branches = [name for name in repository.git('branch', '--format=%(refname:short)', '--list', 'exp/*').split('\n') if name]
    away = branches and here not in branches and here != 'HEAD'
    if away:
        person.type(f'git switch -q {branches[0]}')
    marks = '; '.join(f's/^pick {commit[:7]}/edit {commit[:7]}/' for commit in dict.fromkeys(each['commit'] for each in person.errors))
    first = next(each['commit'] for each in person.errors)
    base = '--root' if not repository.git('rev-list', '--parents', '-1', first).count(' ') else f'{first}^'
    count = len({each['commit'] for each in person.errors})
    person.type(f'GIT_SEQUENCE_EDITOR="sed -i \'{marks}\'" git rebase -q -i -r --autostash --update-refs {base}' + f' && {steps} && git rebase --continue' * count)
    for name in repository.git('tag', '--list', 'exp-*').split():
        person.type(f'GIT_EDITOR=: git tag -a -f {name}')
    if away:
        person.type(f'git switch -q {here}')


def five_in_four(repository):
    """Five faults that need nobody's opinion, in four commits."""
    repository.git('checkout', '-q', '-b', 'exp/vit')
    repository.commit('feat(model): widen the transformer', {'checkpoints/wide.pt': noise(1), 'models/wide.py': 'WIDE = 1\n'})
    repository.commit('docs: look at the shapes\nThe circles are hard.', {'notebooks/shapes.ipynb': notebook(1)})
    repository.commit('Fix(data):say which shapes are hard.', {'models/data.py': 'HARD = 1\n'})
    repository.commit('fixup! feat(model): widen the transformer', {'models/wide.py': 'WIDE = 2\n'})
    return ['exp/vit']


def everything(repository):
    """Weights that are changed and moved, a name for no machine, a message without content, a merge, no seed."""
    repository.git('checkout', '-q', '-b', 'exp/vit')
    repository.commit('feat(model): add the head', {'models/a.pt': noise(1), 'src/aux.py': 'A = 1\n', 'models/head.py': 'HEAD = 1\n'})
    repository.commit('update', {'models/a.pt': noise(2), 'models/head.py': 'HEAD = 2\n'})
    repository.git('checkout', '-q', '-b', 'side', 'HEAD^')
    repository.commit('feat: Add the tail.', {'models/tail.py': 'TAIL = 1\n', 'notebooks/eda.ipynb': notebook(2)})
    repository.git('checkout', '-q', 'exp/vit')
    repository.git('merge', '-q', '--no-ff', '-m', "Merge branch 'side' into exp/vit", 'side')
    repository.git('branch', '-q', '-D', 'side')
    repository.git('mv', 'models/a.pt', 'models/b.pt')
    repository.commit('refactor(model): rename the weights', {'configs/exp/base.yaml': 'model: vit\nlr: 0.001\n'})
    return ['exp/vit']


def reset_author(person):
    at_each_commit(person, 'git commit -q --amend --reset-author --no-edit')


def commit_as_oneself(person):
    """As the rule's own page says: a rebase commits each anew, merges too."""
    repository = person.repository
    first = next(each['commit'] for each in person.errors)
    base = '--root' if not repository.git('rev-list', '--parents', '-1', first).count(' ') else f'{first}^'
    person.type(f'git config user.email ada@example.org && git rebase -q -r --force-rebase --autostash --update-refs {base}')
    for name in repository.git('tag', '--list', 'exp-*').split():
        person.type(f'GIT_EDITOR=: git tag -a -f {name}')


def take_apart(person):
    if not person.errors[0]['commit']:
        person.type('git restore --staged :/ && git add models datasets && git commit -q -m "feat(model): add a head and its data" && '
                    'git add train_b.py configs scripts && git commit -q -m "feat(train): add a run of the head"')
        return
    at_each_commit(person, 'git reset -q HEAD^ && git add :/models :/datasets && git commit -q -m "feat(model): add a head and its data" && '
                           'git add :/train_b.py :/configs :/scripts && git commit -q -m "feat(train): add a run of the head"')


ESCAPE = 'feat(model): add \x1b[2Ja baseline'
WIDE = 'feat(model): add a baseline\n\n' + 'The schedule is the one of the paper, and so is all the rest. ' * 3
PARTS = {'models/b.py': 'B = 1\n', 'datasets/b.py': 'B = 1\n', 'train_b.py': 'B = 1\n', 'configs/exp/b.yaml': 'seed: 7\n',
         'scripts/b.sh': 'true\n'}

FAULTS = [
    files('artifact-path', 'weights', 'models/best.pt'),
    files('artifact-path', 'odd-names', "models/it's [b].pt", '-v.pt', '模型/最好 的.pt'),
    files('artifact-path', 'data', 'data/train.csv', make=lambda number: f'image,label\n{number},1\n' + '0123456789,1\n' * 100_000),
    files('artifact-path', 'secret', '.env', make=lambda number: f'TOKEN={number}secret{number}\n'),
    files('artifact-path', 'folder', *(f'wandb/run-{n}/files/{name}' for n in (1, 2) for name in ('a.wandb', 'output.log'))),
    files('artifact-content', 'pickle', 'docs/notes.txt', make=lambda number: pickle.dumps({'w': [number / 7] * 90, 'b': noise(number)})),
    files('max-file-size', 'figure', 'docs/figure.pdf', make=lambda number: b'%PDF-1.7\n' + b'%d\n' % number + bytes(6 << 20)),
    files('artifact-record', 'no-commit', 'results/vit.json', make=lambda number: json.dumps({'schema': 'exp-result/1', 'seed': number}),
          contents={'results/vit.json': record}, not_in=('root', 'only-root')),  # it names a commit that comes before it
    files('notebook-output', 'outputs', 'notebooks/eda.ipynb', make=notebook),
    files('notebook-output', 'not-json', 'notebooks/eda.ipynb', make=lambda number: '{"cells": [' + str(number),
          contents={'notebooks/eda.ipynb': notebook(1, outputs=False)}),
    files('path-name', 'device', 'src/aux.py', make=lambda number: f'A = {number}\n'),
    files('path-name', 'windows', 'docs/what?.md', make=lambda number: f'{number}\n'),
    files('path-name', 'backslash', 'docs/a\\b.md', make=lambda number: f'{number}\n'),
    files('path-name', 'case', 'models/ViT.py', make=lambda number: f'A = {number}\n'),
    files('file-mode', 'link', 'models/pretrained', make=lambda number: Link(f'/srv/models/{number}')),
    files('container-pin', 'latest', 'Dockerfile', make=lambda number: f'FROM pytorch/pytorch:latest\nENV N={number}\n',
          policy='container-pin: {severity: error}', contents={'Dockerfile': 'FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime\n'},
          words={'pytorch/pytorch:<version>': 'pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime'}),
    files('dependency-pin', 'range', 'requirements.txt', make=lambda number: f'numpy==1.26.4\ntorch>=2.{number}\n',
          policy='dependency-pin: {severity: error}', contents={'requirements.txt': 'numpy==1.26.4\ntorch==2.4.1\n'},
          words={'torch==<version>': 'torch==2.4.1'}),

    message('commit-header', 'prose', 'Added the cosine schedule', 'feat(train): add the cosine schedule'),
    message('commit-header', 'no-space', 'fix(data):skip broken images'),
    message('commit-header', 'body-kept', 'feat (model) : add ViT.\n\nAs in the paper.\n\nRefs: 12'),
    message('commit-header', 'empty', '', 'feat(train): add the cosine schedule', not_in=('staged',)),  # there git asks for it
    message('commit-type', 'word', 'feature(model): add a baseline'),
    message('commit-type', 'area', 'Model: add a baseline'),
    message('commit-scope', 'misspelt', 'feat(mdoel): add a baseline', 'feat(model): add a baseline',
            policy='commit-scope: {severity: error, scopes: [model, data, train, config]}'),
    message('commit-subject', 'capital', 'feat(model): Add a baseline.'),
    message('commit-subject', 'vague', 'fix: update', 'fix(train): step the schedule once an epoch'),
    message('commit-subject', 'wide', 'feat(model): add ' + 'a very wide and long ' * 5 + 'baseline', 'feat(model): add a wide baseline'),
    message('commit-body', 'no-blank', 'feat(model): add a baseline\nAs in the paper.', 'feat(model): add a baseline\n\nAs in the paper.'),
    message('commit-body', 'wide', WIDE, 'feat(model): add a baseline\n\nThe schedule is the one of the paper.'),
    message('commit-footer', 'breaking', 'feat(train): read the size from the config\n\nBreaking Change: `--batch-size` is gone.',
            'feat(train): read the size from the config\n\nBREAKING CHANGE: `--batch-size` is gone.'),
    message('commit-footer', 'sign-off', 'feat(model): add a baseline', 'feat(model): add a baseline\n\nSigned-off-by: Ada <ada@example.com>',
            policy='commit-footer: {severity: error, required: [Signed-off-by]}'),
    message('commit-footer', 'dco', 'feat(model): add a baseline\n\nSigned-off-by: Eve <eve@example.com>',
            'feat(model): add a baseline\n\nSigned-off-by: Ada <ada@example.com>', policy='commit-footer: {severity: error, dco: true}'),
    message('commit-message', 'pattern', 'feat(model): add a baseline', 'feat(model): add a baseline\n\nRefs: EXP-1',
            policy=r"commit-message: {severity: error, pattern: '^feat.*layer|^Refs: EXP-\d+$'}"),
    message('commit-message', 'forbidden', 'feat(model): add a baseline\n\nDo not merge.', 'feat(model): add a baseline\n\nAs in the paper.',
            policy="commit-message: {severity: error, forbidden: '(?i)do not merge'}"),
    message('commit-encoding', 'escape', ESCAPE, 'feat(model): add a baseline'),
    message('commit-encoding', 'direction', 'feat(model): add a \u202ebaseline', 'feat(model): add a baseline'),
    message('commit-autosquash', 'fixup', 'fixup! feat(model): add the layer 0', 'feat(model): add the rest of the layer 0', not_in=('staged', 'tag-alone')),
    message('commit-author', 'address', 'feat(model): add a baseline', by_hand=reset_author,
            policy=r"commit-author: {severity: error, email: '.*@example\.com'}", options=('--author=root <root@gpu-7>',), not_in=('staged',)),
    message('commit-committer', 'address', 'feat(model): add a baseline', by_hand=commit_as_oneself,
            policy=r"commit-committer: {severity: error, email: '.*@example\.org'}", not_in=('staged',)),
    Fault('commit-atomic', 'areas', 'message', files=PARTS, policy='commit-atomic: {severity: error}', by_hand=take_apart),

    tip('experiment-config', 'none', {'configs/exp/base.yaml': None}, contents={'*': 'lr: 0.001\nseed: 42\n'}),
    tip('experiment-config', 'unreadable', {'configs/exp/base.yaml': 'lr: [1\nseed: 42\n'},
        contents={'configs/exp/base.yaml': 'lr: 1\nseed: 42\n'}),
    tip('experiment-seed', 'null', {'configs/exp/base.yaml': 'model: vit\nseed: null\nlr: 0.002\n'}),
    tip('experiment-seed', 'missing', {'configs/exp/base.yaml': 'model: vit\nlr: 0.002\n'}),
    tip('experiment-seed', 'yacs', {'configs/exp/base.yaml': 'MODEL:\n  DEPTH: 12\nSEED: -1\n'}),
    tip('experiment-seed', 'lightning-cli', {'configs/exp/base.yaml': 'trainer:\n  max_epochs: 1\nmodel:\n  class_path: a.B\n'}, is_long=True),
    tip('experiment-seed', 'fairseq', {'configs/exp/base.yaml': '# of a task\ncommon:\n  fp16: true\ntask:\n  _name: lm\nseed: 1\n'}, is_long=True),
    tip('experiment-seed', 'part', {'configs/exp/base.yaml': 'lr: 0.1\ndata:\n  seed: 42\n'}, is_long=True),
    tip('experiment-seed', 'mmengine', {'configs/exp/base.yaml': None,
                                        'configs/exp/base.py': 'default_scope = "mmdet"\nseed = 42\n'}),
    tip('experiment-seed', 'ml_collections', {'configs/exp/base.yaml': None, 'configs/exp/base.py':
        'import ml_collections\n\n\ndef get_config():\n  config = ml_collections.ConfigDict()\n  config.lr = 0.1\n  return config\n'}),
    tip('experiment-seed', 'allennlp', {'configs/exp/base.yaml': None,
                                        'configs/exp/base.jsonnet': '{\n  "dataset_reader": {},\n  "trainer": { "lr": 0.1 }\n}\n'}, is_long=True),
    tip('experiment-seed', 'argparse', {'configs/exp/base.yaml': None, 'train.py':
        'import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--lr", type=float, default=0.1)\n'
        'parser.add_argument("--seed", type=int, default=None)\n'}),
    tip('experiment-seed', 'json', {'configs/exp/base.yaml': None, 'configs/exp/base.json': '{\n  "model": "vit",\n  "seed": -1\n}\n'}),
    tip('experiment-environment', 'none', {'requirements.txt': None}, policy='experiment-environment: {severity: error}',
        contents={'*': 'numpy==1.26.4\ntorch==2.4.0\n'}),
    tip('experiment-environment', 'range', {'requirements.txt': 'numpy\ntorch>=2\n'}, policy='experiment-environment: {severity: error}',
        contents={'*': 'numpy==1.26.4\ntorch==2.4.1\n'}, words={'numpy==<version>': 'numpy==1.26.4', 'torch==<version>': 'torch==2.4.1'}),
    tip('seed-applied', 'nothing-seeded', {'train.py': 'import torch\n\nif __name__ == "__main__":\n    torch.rand(1)\n'},
        policy='seed-applied: {severity: error}',
        contents={'train.py': 'from lightning import seed_everything\n\nseed_everything(42)\n'}),

    Fault('artifact-path', 'five-in-four', 'commits', arrange=five_in_four),
    Fault('artifact-path', 'everything', 'commits', arrange=everything, answer={'update': 'feat(model): double the head'}),

    ref('branch-name', 'near', branch('feat/vit')),
    ref('branch-name', 'unknown', branch('scratch')),
    ref('protected-ref', 'rewritten', rewritten_main, again=['main']),
    ref('protected-ref', 'moved-tag', moved_tag, policy='protected-ref: {severity: error, refs: [main, tags/v*]}', again=['main'],
        words={}),
    ref('ref-namespace', 'notes', elsewhere('refs/notes/runs'), by_hand=lambda person: None, again=['HEAD']),  # the help says that they stay here
    ref('ref-namespace', 'for', elsewhere('refs/for/main'), words={'NAME': 'vit-2'}, again=['HEAD']),
    ref('ref-namespace', 'stash', stash, words={'NAME': 'stashed'}, again=['HEAD']),
    ref('ref-namespace', 'replace', replacement, again=['exp/vit']),
    ref('push-budget', 'refs', many_branches, policy='push-budget: {severity: error, max_refs: 3}', by_hand=push_fewer, again=['exp/vit-3']),
    ref('push-budget', 'commits', many_commits, policy='push-budget: {severity: error, max_commits: 3}', by_hand=push_in_steps),
    ref('experiment-tag', 'lightweight', tag('exp-vit'), words={'METRIC: VALUE': 'acc@1: 87.3%'}),
    ref('experiment-tag', 'no-metric', tag('-a', 'exp-vit', '-m', 'lr=3e-4'), words={'METRIC: VALUE': 'acc@1: 87.3%'}),
    ref('experiment-tag', 'bad-name', tag('-a', 'exp-ViT', '-m', 'ViT | acc@1: 87.3%')),
]
