#!/usr/bin/env python3
"""Holds what expgate says of a config's seed against what the config's own loader reads. See run.sh."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import programs  # noqa: E402
from projects import PROJECTS  # noqa: E402


class Failure(Exception):
    """What went wrong, for the table."""


def run(*command, cwd, check=True):
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if check and done.returncode != 0:
        raise Failure(f'{command[:3]} ends with {done.returncode}: {done.stderr.decode()[:300]}')
    return done.stdout.decode()


def write(folder, files):
    for path, text in files.items():
        whole = os.path.join(folder, path)
        os.makedirs(os.path.dirname(whole) or '.', exist_ok=True)
        with open(whole, 'w', encoding='utf-8') as file:
            file.write(text)


def commit(folder, text):
    run('git', 'add', '-A', cwd=folder)
    run('git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'core.hooksPath=/dev/null', 'commit', '-qm', text,
        '--allow-empty', cwd=folder)


def obeyed(folder, edits):
    """Carries out edits as the report has them."""
    for edit in sorted(edits, key=lambda each: -each['line']):
        path = os.path.join(folder, edit['path'])
        lines = []
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                lines = file.read().split('\n')
        at = edit['line'] - 1
        if edit['old'] is None:
            if lines and at >= len(lines) - 1 and lines[-1] == '':
                at = len(lines) - 1
            lines.insert(at, edit['new'])
        elif lines[at] == edit['old']:
            lines[at] = edit['new']
        else:
            raise Failure(f'line {edit["line"]} of {edit["path"]} is not {edit["old"]!r}')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines))


class Gate:
    """The binary, and what it says of the branch exp/vit of a repository."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def findings(self):
        out = run(self.binary, 'ci', '--range', 'main..exp/vit', '--ref', 'exp/vit', '--format', 'json', cwd=self.folder, check=False)
        report = json.loads(out)
        if report['error']:
            raise Failure(f'could not decide: {report["error"]}')
        return [each for each in report['findings'] if each['rule'] in ('experiment-seed', 'experiment-config')]

    def recipe_seed(self, config):
        out = run(self.binary, 'recipe', '--config', config, '--format', 'json', cwd=self.folder, check=False)
        return json.loads(out).get('seed')


def same(one, other):
    """Whether a value of a loader is what expgate says."""
    def number(value):
        try:
            return int(str(value), 0)
        except ValueError:
            return value
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return [number(each) for each in one] == [number(each) for each in other]
    return number(one) == number(other)


def check(gate, project, variant, is_seeded):
    errors = [each for each in gate.findings() if each['severity'] == 'error']
    if is_seeded != (not errors):
        raise Failure(f'{"rejected" if errors else "accepted"}: {errors[0]["message"] if errors else ""}')
    if not is_seeded:
        edits = errors[0]['remedy']['edits']
        if not edits:
            raise Failure(f'no edit is proposed: {errors[0]["help"]}')
        obeyed(gate.folder, edits)
        commit(gate.folder, 'fix(config): set the seed')
        again = [each for each in gate.findings() if each['severity'] == 'error']
        if again:
            raise Failure(f'obeyed {edits[0]["new"]!r}, rejected again: {again[0]["message"]}')
    config = project.get('config_of', {}).get(variant, project['config'])
    seen = project['load'](os.path.join(gate.folder, config), project['key'])
    said = gate.recipe_seed(config)
    if not same(seen, said):
        raise Failure(f'the loader reads {seen!r}, expgate says {said!r}')
    if not is_seeded and not same(seen, 42):
        raise Failure(f'obeyed, the loader reads {seen!r}')
    for key, value in project.get('keeps', {}).get(variant, {}).items():
        kept = project['load'](os.path.join(gate.folder, config), key)
        if kept != value:
            raise Failure(f'obeyed, `{key}` is {kept!r}, and no longer {value!r}')


def variants(project):
    """Each with its name, the files, and whether it is seeded."""
    yield 'tip', project['files'], True
    for name in ('removed', 'null', 'part', 'other'):
        if name in project:
            yield name, {**project['files'], **project[name]}, project.get('seeded', {}).get(name, False)


def main():
    binary, work, parts = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    failures, count = [], 0
    for project in PROJECTS:
        if parts and not any(part in project['name'] for part in parts):
            continue
        for variant, files, is_seeded in variants(project):
            folder = os.path.join(work, f'{project["name"]}-{variant}')
            os.makedirs(folder)
            run('git', 'init', '-qb', 'main', '.', cwd=folder)
            write(folder, {'README.md': 'A project.\n'})
            commit(folder, 'docs: add a readme')
            run('git', 'checkout', '-qb', 'exp/vit', cwd=folder)
            write(folder, files)
            commit(folder, 'feat: add the experiment')
            count += 1
            try:
                check(Gate(binary, folder), project, variant, is_seeded)
            except Exception as error:  # a loader's own errors too
                failures.append((project['name'], variant, f'{type(error).__name__}: {error}'))
    if not parts or 'jsonnet' in parts:
        folder = os.path.join(work, 'programs')
        os.makedirs(folder)
        failures += programs.check(binary, folder, write, commit, run)
        print(f'{len(programs.EXPRESSIONS)} programs in jsonnet')
    for name, variant, what in failures:
        print(f'{name:24} {variant:8} {what}')
    print(f'{count} configs of {len(PROJECTS)} projects, {len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
