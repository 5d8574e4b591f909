#!/usr/bin/env python3
"""The editor of somebody who obeys: writes what the rejection proposed, or what only a person can know.

OBEY_ANSWERS names a file (JSON): `messages` [[first line as it was, new message]…], `files` {path: content} and `edits` {path: [edit…]},
as the report has them. A file that nobody knows an answer for ends with exit code 1, as an editor does that is left with `:cq`.
"""

import json
import os
import subprocess
import sys


def first_line(text):
    return next((line.strip() for line in text.split('\n') if line.strip() and not line.startswith('#')), '')


def applied(edits, text):
    """The text with the edits whose line it has."""
    lines = text.split('\n')
    for each in edits:
        at = (each['line'] or 0) - 1
        if each['old'] is not None and 0 <= at < len(lines) and lines[at] == each['old']:
            lines[at] = each['new']
    return '\n'.join(lines)


def edit(path, answers):
    with open(path, 'rb') as file:
        text = file.read().decode('utf-8', 'surrogateescape')
    top = subprocess.run(['git', 'rev-parse', '--show-toplevel'], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    relative = os.path.relpath(os.path.realpath(path), top or '/')
    edited = applied(answers['edits'].get(relative, []), text)
    if edited != text:
        new = edited
    elif relative in answers['files']:
        new = answers['files'][relative]
    elif os.path.basename(path).endswith(('_EDITMSG', '_MSG')) or '/.git/' in os.path.realpath(path) or path.endswith('.txt'):
        new = next((new for old, new in answers['messages'] if old == first_line(text)), text)
        if not first_line(new):  # of a commit that the advice asks for
            new = 'fix(config): complete the recipe of the run\n\nSigned-off-by: Ada <ada@example.com>\n'
    else:
        print(f'nobody knows what to write into {relative}', file=sys.stderr)
        return False
    with open(path, 'wb') as file:
        file.write(new.encode('utf-8', 'surrogateescape'))
    return True


def main():
    with open(os.environ['OBEY_ANSWERS'], encoding='utf-8') as file:
        answers = json.load(file)
    return 0 if all([edit(path, answers) for path in sys.argv[1:]]) else 1


if __name__ == '__main__':
    sys.exit(main())
