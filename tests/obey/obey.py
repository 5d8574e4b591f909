#!/usr/bin/env python3
"""Makes each fault in each place, has the push rejected, obeys, and pushes again. tests/obey/run.sh starts it and says how."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from faults import FAULTS, Fault
from person import OnlyMend, Person, Stuck, last_line
from places import BRANCH, PLACES, WAYS, Place, Story
from repository import Link, Unexpected, copy_of, make_template


@dataclass
class Case:
    fault: Fault
    place: Place
    where: str  # server, client
    way: str

    @property
    def name(self):
        return f'{self.fault.title} {self.place.name} {self.where} {self.way}'


class Wrong(Exception):
    """What is not as it must be after obeying."""


def own_place():
    return Place('own', lambda story: setattr(story, 'push', story.fault.arrange(story.repository)))


def staged_place():
    return Place('staged', None, ('file', 'message'), is_short=('file', 'message'))


def cases(is_long, parts):
    """All cases, or those of the short form: there server and client take turns."""
    for number, fault in enumerate(FAULTS):
        places = [own_place()] if fault.arrange else [place for place in [staged_place(), *PLACES] if fault.kind in place.kinds]
        for place in places:
            if place.name != 'own' and not is_long and (fault.kind not in place.is_short or fault.is_long):
                continue
            if fault.policy and not place.has_policy or place.name in fault.not_in:
                continue
            number += 1
            both = ('server', 'client')
            for where in ('client',) if place.name == 'staged' else both if is_long else (both[number % 2],):
                for way in WAYS:
                    if way not in ways_of(fault, place) or way not in place.ways:
                        continue
                    case = Case(fault, place, where, way)
                    if set(parts) <= set(re.split('[ /]', case.name)):
                        yield case


def ways_of(fault, place):
    if place.name == 'staged':
        return ('commands', 'fix') if fault.kind == 'file' else ('commands',)
    if fault.kind == 'commits':
        return ('mend',)  # where several things are wrong, the others take a push for some of them
    return ('commands', 'line') if fault.kind == 'ref' else ('commands', 'line', 'mend')


def has_content(path, content):
    if isinstance(content, Link):
        return os.path.islink(path) and os.readlink(path) == content.target
    if not os.path.isfile(path):
        return False
    with open(path, 'rb') as file:
        return file.read() == (content if isinstance(content, bytes) else content.encode())


class Run:
    """One case, from the fault to the second push."""

    def __init__(self, case, repository):
        self.case = case
        self.repository = repository
        self.story = Story(repository, case.fault)

    def install_hooks(self):
        repository = self.repository
        if self.case.where == 'server':
            repository.hook(repository.server, 'pre-receive')
            if self.case.fault.policy:
                os.makedirs(os.path.join(repository.server, 'custom_hooks'), exist_ok=True)
                with open(os.path.join(repository.server, 'custom_hooks', 'expgate.yaml'), 'w', encoding='utf-8') as file:
                    file.write(f'version: 1\nrules:\n  {self.case.fault.policy}\n')
        elif self.case.place.name == 'staged':
            for name in ('pre-commit', 'commit-msg'):
                repository.hook(os.path.join(repository.work, '.git'), name)
        else:
            repository.hook(os.path.join(repository.folder, 'work', '.git'), 'pre-push')

    def rejected(self, ran):
        """The report of a rejection by the rule of this case."""
        if ran.status == 0:
            raise Unexpected('it was not rejected')
        with open(self.repository.report, encoding='utf-8') as file:
            report = json.load(file)
        rules = {each['rule'] for each in report['findings'] if each['severity'] == 'error'}
        if self.case.fault.rule not in rules:
            raise Unexpected(f'it was rejected by {sorted(rules) or last_line(ran.out)}')
        return report

    def obey(self, report, said):
        person = Person(self.repository, self.case.fault, report, said)
        self.person = person
        {'commands': person.by_commands, 'line': person.by_line, 'mend': person.by_mend, 'fix': person.by_fix}[self.case.way]()

    def play(self):
        if self.case.place.name == 'staged':
            return self.play_staged()
        self.case.place.make(self.story)
        self.install_hooks()
        repository, story = self.repository, self.story
        before = self.state()
        again, pushed = story.push, repository.run(['git', 'push', 'origin', *story.push])
        for _ in range(self.case.place.pushes):
            self.obey_on_branch(self.rejected(pushed), pushed.out)
            again = self.case.fault.again or story.push
            pushed = repository.run(['git', 'push', 'origin', *again])
            if pushed.status == 0:
                break
        if pushed.status != 0:
            raise Wrong(f'the push was rejected again: {errors_of(pushed.out)}')
        self.check(again, before)

    def obey_on_branch(self, report, said):
        """Plain git changes the branch that one is on. A server cannot know that it is another one, only name it."""
        case, head = self.case, self.repository.run(['git', 'symbolic-ref', '-q', '--short', 'HEAD'], cwd=self.repository.work).out.strip()
        writes = case.way != 'mend' or case.fault.kind == 'tip' or case.fault.contents
        if case.place.is_elsewhere and writes and case.where == 'server':
            self.repository.git('checkout', '-q', BRANCH)
        self.obey(report, said)
        if case.place.is_elsewhere:
            self.repository.git('checkout', '-q', head)

    def play_staged(self):
        repository, story, fault = self.repository, self.story, self.case.fault
        story.branch()
        story.good()
        files = {**fault.files_at(0), 'models/head_0.py': 'HEAD = 0\n'}
        repository.write(files)
        story.kept = fault.files_at(0)
        self.install_hooks()
        before = self.state()
        message = fault.message if fault.kind == 'message' and (fault.message or fault.name == 'empty') else 'feat(model): add the head 0'
        head = repository.git('rev-parse', 'HEAD')
        # The hooks of a commit are those of a person who has an editor.
        command = ['git', 'commit', '--cleanup=verbatim', '-F', '-']
        if fault.name == 'empty':
            command.insert(2, '--allow-empty-message')
        first = repository.run(command, stdin=message.encode('utf-8', 'surrogateescape'))
        self.obey(self.rejected(first), first.out)
        if repository.git('rev-parse', 'HEAD') == head:
            second = repository.run(['git', 'commit', '-m', message])
            if second.status != 0 and self.case.way == 'fix' and (fault.contents or fault.rule == 'path-name'):
                Person(repository, fault, self.rejected(second), second.out).by_commands()
                second = repository.run(['git', 'commit', '-m', message])
            if second.status != 0:
                raise Wrong(f'the second commit was rejected: {errors_of(second.out)}')
        repository.hook(repository.server, 'pre-receive')
        second = repository.run(['git', 'push', 'origin', story.push[0]])
        if second.status != 0:
            raise Wrong(f'the push was rejected: {errors_of(second.out)}')
        self.check(story.push, before)

    def state(self):
        """What must be the same afterwards: where HEAD is, and the work in progress."""
        return {'head': self.repository.run(['git', 'symbolic-ref', '-q', 'HEAD'], cwd=self.repository.work).out,
                'unfinished': self.unfinished()}

    def unfinished(self):
        files = {}
        for name in ('README.md', 'models/staged.py', 'todo.md'):
            path = os.path.join(self.repository.work, name)
            if os.path.exists(path):
                with open(path, 'rb') as file:
                    files[name] = file.read()
        return files

    def check(self, pushed, before):
        repository, story = self.repository, self.story
        after = self.state()
        if after['head'] != before['head'] and self.case.fault.kind != 'ref':
            raise Wrong(f"HEAD is at {after['head'].strip() or 'no branch'} now")
        if after['unfinished'] != before['unfinished']:
            raise Wrong('work in progress was lost')
        for path in ('rebase-merge', 'rebase-apply', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'):
            if os.path.exists(repository.run(['git', 'rev-parse', '--git-path', path], cwd=repository.work).out.strip()):
                raise Wrong(f'{path} is left')
        for name in pushed:
            self.check_pushed(name)
        if self.case.fault.kind == 'file' and not self.case.fault.contents and self.case.fault.rule in TAKEN_OUT:
            self.check_kept()

    def check_pushed(self, name):
        repository, story = self.repository, self.story
        local, _, ref = name.partition(':')
        if name.startswith('-') or not story.goods:
            return
        local = repository.git('rev-parse', f'{local}^{{commit}}')
        ref = ref or name
        remote = repository.run(['git', 'rev-parse', f'{ref}^{{commit}}'], cwd=repository.server).out.strip()
        if local != remote:
            raise Wrong(f'the server has not got {name}')
        if story.push[-1] != name and len(story.push) > 1:
            return  # of two branches, the last one has everything
        subjects = repository.git('log', '--format=%s', local).split('\n')
        files = repository.git('ls-tree', '-r', '--name-only', local).split('\n')
        for subject, path in story.goods:
            if subject and subjects.count(subject) != 1 or path not in files:
                raise Wrong(f'{subject or path} is not in what was pushed')
        if 'models/staged.py' in files and self.case.way == 'mend' and not self.person.is_left:
            raise Wrong('what was staged for later was pushed')

    def check_kept(self):
        for path, content in self.story.kept.items():
            if not has_content(os.path.join(self.repository.work, path), content):
                raise Wrong(f'`{path}` is gone from the work tree, or is another one')


# Rules whose files are taken out of history, and stay in the work tree.
TAKEN_OUT = ('artifact-path', 'artifact-content', 'max-file-size', 'file-mode')


def errors_of(text):
    found = sorted(set(re.findall(r'error\[([a-z-]+)\]', text)))
    return ', '.join(found) if found else last_line(text)


class Harness:
    def __init__(self, options):
        self.options = options
        self.bin = os.path.join(options.folder, 'bin')
        os.makedirs(self.bin)
        os.symlink(options.expgate, os.path.join(self.bin, 'expgate'))
        self.keep = options.keep or tempfile.mkdtemp(prefix='expgate-obey.')
        self.templates = {}
        self.lock = threading.Lock()
        self.failures = []
        self.passed = 0
        self.only_mend = 0  # cases in which there is no other way

    def template(self, policy):
        with self.lock:
            if policy not in self.templates:
                folder = os.path.join(self.options.folder, f'template-{len(self.templates)}')
                os.makedirs(folder)
                make_template(folder, self.options.expgate, policy)
                self.templates[policy] = folder
            return self.templates[policy]

    def play(self, case):
        folder = os.path.join(self.options.folder, re.sub('[^A-Za-z0-9.-]+', '_', case.name))
        repository = copy_of(self.template(case.fault.policy), folder, self.options.expgate)
        wrong, only_mend = '', False
        try:
            Run(case, repository).play()
        except OnlyMend:
            only_mend = True
        except (Stuck, Wrong) as error:
            wrong = str(error)
        except Unexpected as error:
            wrong = f'preparation: {error}'
        except Exception:  # a mistake of the harness must not end the other cases
            wrong = f'harness: {last_line(traceback.format_exc())}'
        repository.close()
        with self.lock:
            if wrong:
                os.makedirs(self.keep, exist_ok=True)
                kept = os.path.join(self.keep, os.path.basename(folder))
                shutil.rmtree(kept, ignore_errors=True)
                shutil.move(folder, kept)
                self.failures.append((case, wrong.replace('\n', ' '), kept))
            elif only_mend:
                self.only_mend += 1
            else:
                self.passed += 1
        if not wrong:
            shutil.rmtree(folder)

    def without_faults(self):
        """Rules that nothing here breaks."""
        out = subprocess.run([self.options.expgate, 'rules'], stdout=subprocess.PIPE, check=True).stdout.decode()
        rules = re.findall(r'^([a-z]+(?:-[a-z]+)+)\s+(?:file|commit|ref|tip|push)\s', out, re.M)
        if len(rules) < 20:
            raise SystemExit(f'`expgate rules` lists only {len(rules)} rules')
        # Only a server's own policy can have it on: tests/e2e/push_rules_test.sh signs again and pushes.
        known = {fault.rule for fault in FAULTS} | {'commit-signature'}
        return [rule for rule in rules if rule not in known]


def main():
    parser = argparse.ArgumentParser(prog='tests/obey/run.sh')
    parser.add_argument('expgate', type=os.path.realpath)
    parser.add_argument('folder')
    parser.add_argument('--long', action='store_true')
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--keep')
    parser.add_argument('parts', nargs='*', metavar='PART')
    options = parser.parse_intermixed_args()
    started = time.monotonic()
    for name in ('AUTHOR', 'COMMITTER'):  # as they are without the suites' variables: from the configuration
        del os.environ[f'GIT_{name}_NAME'], os.environ[f'GIT_{name}_EMAIL']
    subprocess.run(['git', 'config', '--global', 'user.name', 'Ada'], check=True)
    subprocess.run(['git', 'config', '--global', 'user.email', 'ada@example.com'], check=True)
    harness = Harness(options)
    os.environ['PATH'] = harness.bin + ':' + os.environ['PATH']
    missing = harness.without_faults()
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(harness.play, cases(options.long, options.parts)))
    for case, wrong, folder in sorted(harness.failures, key=lambda each: each[0].name):
        print(f'not ok - {case.name}: {wrong}\n    {folder}')
    for rule in missing:
        print(f'not ok - {rule}: no fault in tests/obey/faults.py breaks it')
    failed = len(harness.failures) + len(missing)
    print(f'{harness.passed} passed, {failed} failed, {harness.only_mend} with no other way than mend, in {time.monotonic() - started:.0f} s')
    return 1 if failed or not harness.passed else 0


if __name__ == '__main__':
    sys.exit(main())
