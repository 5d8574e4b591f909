"""Somebody who does literally what a rejection says, in one of three ways."""

import json
import os
import re
import shlex

from editor import first_line


class Stuck(Exception):
    """The advice ends before the push can be accepted."""


class OnlyMend(Exception):
    """There is no other way than `expgate mend`, which has a case of its own."""


class Person:
    def __init__(self, repository, fault, report, said):
        self.repository = repository
        self.fault = fault
        self.is_left = False  # mend could not do all of it
        self.said = said  # the text of the rejection, as git shows it
        self.errors = [each for each in report['findings'] if each['severity'] == 'error' and 'waived' not in each]
        self.env = {'GIT_EDITOR': os.path.join(os.path.dirname(os.path.abspath(__file__)), 'editor.py'),
                    'OBEY_ANSWERS': os.path.join(repository.folder, 'answers.json')}

    # --- what is known ---

    def old_message(self, finding):
        if not finding['commit']:
            return self.fault.message
        raw = self.repository.git('cat-file', 'commit', finding['commit'])
        return raw.split('\n\n', 1)[1] if '\n\n' in raw else ''

    def new_message(self, finding):
        """The message with the header that is proposed, or else what only the author can write."""
        header = finding['remedy']['header']
        if not header:
            return self.answer(self.old_message(finding))
        rest = self.old_message(finding).split('\n')[1:]
        return '\n'.join([header, *rest])

    def answer(self, old):
        answer = self.fault.answer
        return answer if isinstance(answer, str) else answer.get(first_line(old), '')

    def content(self, path):
        content = self.fault.contents.get(path, self.fault.contents.get('*'))
        if content is None:
            for known, content_there in self.fault.contents.items():
                if os.path.basename(known) == os.path.basename(path):
                    content = content_there
        if content is None and self.fault.kind == 'file' and self.fault.contents:
            content = next(iter(self.fault.contents.values()))  # the same under another name
        return content(self.repository) if callable(content) else content

    def learn(self):
        """Tells the editor what to write."""
        messages, files, edits = [], {}, {}
        for finding in self.errors:
            if finding['remedy']['kind'] == 'message':
                new = self.new_message(finding)
                if new:
                    messages.append([first_line(self.old_message(finding)), new])
            for edit in finding['remedy']['edits']:
                edits.setdefault(edit['path'], []).append(self.completed_edit(edit))
            if finding['path'] and self.content(finding['path']):
                files[finding['path']] = self.content(finding['path'])
        with open(self.env['OBEY_ANSWERS'], 'w', encoding='utf-8') as file:
            json.dump({'messages': messages, 'files': files, 'edits': edits}, file)

    # --- what is done ---

    def type(self, line):
        ran = self.repository.run(line, env=self.env)
        if ran.status != 0:
            raise Stuck(f'`{line}` ended with {ran.status}: {last_line(ran.out)}')
        return ran.out

    def edit(self, edit):
        """Applies one edit to the file in the work tree, as a person would: the line that is named, and nothing else."""
        edit = self.completed_edit(edit)
        path = os.path.join(self.repository.work, edit['path'])
        lines = []
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                lines = file.read().split('\n')
        if edit['old'] is None:
            at = edit['line'] - 1 if edit['line'] else len(lines) - (lines[-1:] == [''])
            lines.insert(at, edit['new'])
        elif edit['line'] is None or edit['line'] > len(lines) or lines[edit['line'] - 1] != edit['old']:
            raise Stuck(f"{edit['path']}:{edit['line']} is not `{edit['old']}`")
        else:
            lines[edit['line'] - 1] = edit['new']
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines))

    def by_commands(self):
        """Edits, headers and commands of the JSON. What several findings share is done once."""
        self.learn()
        done = []
        for finding in self.errors:  # all files first: a command may be about several
            self.prepare(finding, done)
        for finding in self.errors:
            remedy = finding['remedy']
            commands = [[self.completed(word) for word in command] for command in remedy['commands']]
            if any(has_gap(word) for command in commands for word in command):
                if not self.by_hand():
                    raise Stuck(f'nobody knows what to write into {commands}')
                done.append(commands)
                continue
            if commands and commands not in done:
                done.append(commands)
                self.type(' && '.join(shlex.join([*command, '--yes'] if command[:2] == ['expgate', 'mend'] else command) for command in commands))
        if not done and not self.by_hand():
            self.stop_without('the findings have no command, edit or header')

    def prepare(self, finding, done):
        """What is to be written into the work tree before commands are run: edits, or a file that the help asks for."""
        remedy = finding['remedy']
        if remedy['commands'] and remedy['commands'][0][:2] == ['git', 'switch']:
            self.type(shlex.join(remedy['commands'][0]))
        for edit in remedy['edits']:
            if edit not in done and not opens_editor(remedy['commands']):
                self.edit(edit)
                done.append(edit)
        is_file_to_write = self.fault.kind == 'file' and finding['rule'] == self.fault.rule and not opens_editor(remedy['commands'])
        has_edits = any(edit['path'] == finding['path'] for other in self.errors for edit in other['remedy']['edits'])
        is_gone = finding['commit'] and is_file_to_write and not os.path.exists(os.path.join(self.repository.work, finding['path'] or ''))
        if remedy['kind'] in ('commands', 'manual') and not has_edits and not is_gone and (is_file_to_write or self.is_for_the_tip(finding)):
            self.write(finding['path'] or created(remedy['commands']))

    def is_for_the_tip(self, finding):
        return self.fault.kind == 'tip' and finding['rule'] == self.fault.rule

    def write(self, path):
        """The file that the help asks for, with what only a person knows."""
        content = self.content(path) if path else None
        if content is None:
            return
        full = os.path.join(self.repository.work, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as file:
            file.write(content)

    def completed_edit(self, edit):
        new = self.completed(edit['new'])
        if re.search('<[a-z]+>', new):
            raise Stuck(f'nobody knows what to write into `{new}`')
        return edit | {'new': new}

    def completed(self, word):
        for placeholder, meant in self.fault.words.items():
            word = word.replace(placeholder, meant)
        return word

    def by_hand(self):
        if self.fault.by_hand:
            self.fault.by_hand(self)
        return self.fault.by_hand is not None

    def by_line(self):
        """The lines of plain git at the end of the text, one a ref, pasted with what git puts around them."""
        self.learn()
        lines = [line for line in self.block() if is_command(line) and not is_mend(line)]
        if all(is_switch(line) for line in lines) and not self.by_hand():
            self.stop_without('the text has no line of plain git')
        is_prepared = False
        for line in lines:
            if not is_prepared and 'git add' in line:
                for finding in self.errors:
                    self.prepare(finding, [])
                is_prepared = True
            line = self.completed(line)
            if not has_gap(line):
                self.type(line)
            elif not self.by_hand():
                raise Stuck(f'nobody knows what to write into `{line}`')

    def by_mend(self):
        """`expgate mend --yes`, with the messages that only the author can write."""
        self.learn()
        given = {finding['commit']: self.new_message(finding) for finding in self.errors
                 if finding['remedy']['kind'] == 'message' and not finding['remedy']['header'] and finding['commit'] and self.new_message(finding)}
        messages = [word for commit, text in given.items() for word in ('--message', f'{commit}={text}')]
        left = []
        for line in [line for line in self.block() if is_mend(line)] or ['expgate mend']:
            if '--fixup' in line:
                for finding in self.errors:
                    self.prepare(finding, [])
            command = ' '.join([line.strip(), shlex.join([*messages, '--yes', '--format', 'json'])])
            ran = self.repository.run(command, env=self.env)
            if ran.status == 2:
                raise Stuck(f'`{command}` ended with 2: {last_line(ran.out)}')
            if ran.status == 1:
                found = re.search(r'^\{.*^\}', ran.out, re.S | re.M)
                left += [each for each in json.loads(found[0])['left'] if each['severity'] == 'error']
        left += [each for each in self.errors if (each['ref'] or '').startswith('refs/tags/')]  # mend is for branches
        if left:
            self.errors = left
            self.is_left = True
            self.by_commands()

    def by_fix(self):
        """`expgate fix --staged`. What a person has to know is left, and rejected once more."""
        self.repository.run('expgate fix --staged', env=self.env)

    def stop_without(self, what):
        if any(is_mend(line) for line in self.block()):
            raise OnlyMend()
        raise Stuck(what)

    def block(self):
        """What stands in the blocks at the end, one a ref, as the screen shows it."""
        found, is_inside = [], False
        for line in self.said.split('\n'):
            line = re.sub('^remote: ?', '', line)
            is_inside = line.startswith('To fix this') or is_inside and line.strip() != ''
            if is_inside and line.startswith('  '):
                found.append(line)
        return found


def is_command(line):
    return re.match('  (git|env|sh|GIT_[A-Z_]+=|expgate|cd|uv)', line) is not None


def has_gap(text):
    """Whether there is a word in capitals that somebody has to write something else for."""
    return re.search(r'\b(COMMIT|BRANCH|NAME|OBJECT|OLD|NEW|METRIC|VALUE)\b', text) is not None


def is_mend(line):
    return is_command(line) and 'expgate mend' in line


def is_switch(line):
    return '&&' not in line and line.startswith('  git switch ')


def opens_editor(commands):
    return any('GIT_EDITOR' in word for command in commands for word in command)


def created(commands):
    """The file that `git add -- PATH` takes."""
    return next((command[-1].removeprefix(':/') for command in commands if command[:2] == ['git', 'add']), None)


def last_line(text):
    return next((line for line in reversed(text.split('\n')) if line.strip()), '')[:160]
