"""Programs in jsonnet whose seed expgate and the real jsonnet see alike: each makes a document, of which `seed` is a number made of its text."""

import json
import os
import subprocess

# Each is one expression; it is put into `{seed: …}`, as a number that stands for all of its text.
EXPRESSIONS = [
    '{a: 1, b: self.a, c: $.a}', '{a:: 1, b: self.a}', '{a: 1} + {a: super.a + 1}', '{a: {b: 1}} + {a+: {c: 2}}', '{a: 1} {a: 2}',
    '{a:: 1} + {a: 2}', '{a:: 1} + {a::: 2}', '{a: 1, b: self.a} + {a: 2}', '{a: "x" in super} + {}', '{x: 1} + {a: "x" in super, b: super["x"]}',
    '{[k]: k for k in ["a", "b"]}', '{["a" + "b"]: 1, [null]: 2}', '{local x = 1, a: x}', '{f(x, y=2):: x * y, a: self.f(3), b: self.f(y=1, x=2)}',
    '{assert self.a == 1 : "no", a: 1}', 'local x = 1, y = x + 1; [x, y]', 'local f(n) = if n == 0 then 0 else n + f(n - 1); f(20)',
    'local f = function(x, y=x) [x, y]; f(1)', '(function(x) x)(5)', 'if 1 > 2 then 1', 'if "a" < "b" then [1] else [2]', 'assert true; 3',
    '[x * y for x in [1, 2] for y in [3, 4] if x != y]', '[1, 2, 3, 4][1:3]', '[1, 2, 3, 4][::2]', '"abcdef"[1:4]', '"abc"[1]', '[1] + [2]',
    '"a" + 1 + null + true + [1] + {b: 2}', '1 + 2 * 3 - 4 / 2 % 3', '7 & 3 | 8 ^ 1', '1 << 4 >> 2', '!true || false && true', '-(~5)',
    '1 == 1.0', '[1, {a: 2}] == [1, {a: 2}]', '{a: 1, b:: 2} == {a: 1}', '[1, 2] < [1, 3]', '0.1', '1e20', '1.5e-3', '100 / 3', '-0', '5 % -3', '-5 % 3',
    '"\\u0041\\n\\"" + \'b\' + @"c\\d" + @\'e\'\'f\'', '|||\n  a\n    b\n\n  c\n|||', '|||-\n  a\n|||', '"\\ud83d\\ude00"', '/* c */ 1 // d\n # e',
    '"%s|%5s|%-5s|%05d|%.2f|%x|%e|%g|%c|%%" % ["a", "b", "c", 7, 3.14159, 255, 12345.678, 0.0001, 97]', '"%(a)s %(b)d" % {a: [1, {}], b: 3.9}',
    'std.mergePatch({a: 1, b: {c: 1, d: 2}}, {b: {c: null, e: 3}, a: null})', 'std.map(function(x) x * 2, [1, 2])', 'std.filter(function(x) x > 1, [1, 2, 3])',
    'std.foldl(function(a, b) a + b, [1, 2, 3], 0)', 'std.foldr(function(a, b) a + b, ["a", "b"], "")', 'std.join(",", ["a", null, "b"])', 'std.join([0], [[1], [2]])',
    'std.split("a,b,c", ",")', 'std.splitLimit("a,b,c", ",", 1)', 'std.strReplace("aXbX", "X", "--")', 'std.asciiUpper("abc") + std.asciiLower("ABC")',
    'std.range(1, 5)', 'std.makeArray(3, function(i) i * i)', 'std.repeat("ab", 3)', 'std.reverse([1, 2])', 'std.sort([3, 1, 2])',
    'std.sort([{a: 2}, {a: 1}], keyF=function(x) x.a)', 'std.count([1, 1, 2], 1)', 'std.member("abc", "b")', 'std.length({a:: 1, b: 2}) + std.length("é") + std.length([1])',
    'std.objectFields({b: 1, a: 2, c:: 3})', 'std.objectFieldsAll({b: 1, a:: 2})', 'std.objectValues({b: 1, a: 2})', 'std.objectHas({a:: 1}, "a")', 'std.objectHasAll({a:: 1}, "a")',
    'std.get({a: 1}, "b", 3)', 'std.mapWithKey(function(k, v) k + v, {a: 1})', 'std.mapWithIndex(function(i, v) i + v, [1, 2])', 'std.flatMap(function(x) [x, x], [1, 2])',
    'std.flattenArrays([[1], [2, 3]])', 'std.prune({a: null, b: [], c: {d: null}, e: 1})', 'std.type([])', 'std.parseInt("-12") + std.parseHex("ff") + std.parseOctal("17")',
    'std.parseJson("{\\"a\\": [1, 2.5, null, true]}")', 'std.manifestJsonEx({a: [1, {b: 2}], c: {}}, "  ")', 'std.manifestJsonMinified({a: [1, 2]})', 'std.toString({a: [1, "x", null], b: {}})',
    'std.abs(-1) + std.floor(1.7) + std.ceil(1.2) + std.round(2.5) + std.pow(2, 10) + std.sqrt(16) + std.max(1, 2) + std.min(1, 2) + std.clamp(5, 1, 3) + std.mod(7, 4)',
    'std.codepoint("a") + std.char(98)', 'std.stringChars("abc")', 'std.substr("hello", 1, 3)', 'std.startsWith("ab", "a") && std.endsWith("ab", "b")', 'std.stripChars(" a ", " ")',
    'std.all([true]) && std.any([false, true])', 'std.sum([1, 2])', 'std.lines(["a", "b"])', 'std.equals([1], [1])', 'std.slice([1, 2, 3], 0, 2, 1)',
    'local std2 = std; std2.length("ab")', 'local base = import "base.libsonnet"; base { a: base.f(4) }', 'importstr "words.txt"', '(import "values.json").k',
    # what the language rejects
    'x', '{a: 1, a: 2}', '1 / 0', 'error "no"', 'assert false; 1', '{assert false, a: 1}', '1 + null', '{a: 1}.b', '[1][1]', 'null.a', '"a" < 1', '!1', '-"a"', 'std.lenght("a")', 'std.parseInt("x")',
    'local x = x; x', '{a: self.a}', 'function(x) x', 'import "nope.libsonnet"', '{a+: 1} + {a+: null}', '(function(x) x)()', '(function(x) x)(1, 2)', '{["a"]: 1, ["a"]: 2}', '01', '1.', '"\\q"',
    '{a: 1 b: 2}', '[1 2]', 'if true', 'local x = 1', '{', '(1', 'self', 'super.a', '[x for x in 1]', '"%d" % "a"', '"%s %s" % ["a"]', 'std.length(1)', 'std.range("a", 1)', '{a: function(x) x}', '/* a',
]
FILES = {'configs/base.libsonnet': '{ f(x):: x * 2, b: self.f(3) }\n', 'configs/words.txt': 'words of a text\n', 'configs/values.json': '{"k": [1, 2]}\n'}

# The text of a value as a number: every byte of what the program makes counts.
PROGRAM = ('local value = ({expression}\n);\nlocal text = std.manifestJsonMinified({{value: value}});\n'
           '{{seed: 1 + std.foldl(function(sum, c) (sum * 31 + std.codepoint(c)) % 1000003, std.stringChars(text), 0)}}\n')


def seen(path):
    """What the real one sees, None where it stops."""
    import _jsonnet
    try:
        return json.loads(_jsonnet.evaluate_file(path))['seed']
    except RuntimeError:
        return None


def check(binary, folder, write, commit, run):
    """Returns rows of what is not alike."""
    run('git', 'init', '-qb', 'main', '.', cwd=folder)
    files = {f'configs/p{at}.jsonnet': PROGRAM.format(expression=each) for at, each in enumerate(EXPRESSIONS)}
    write(folder, {**FILES, **files})
    commit(folder, 'feat: add programs')
    wrong = []
    for at, expression in enumerate(EXPRESSIONS):
        path = f'configs/p{at}.jsonnet'
        out = subprocess.run([binary, 'recipe', '--config', path, '--format', 'json'], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             check=False).stdout
        said, real = json.loads(out).get('seed'), seen(os.path.join(folder, path))
        if str(said) != str(real):
            wrong.append(('jsonnet', str(at), f'{expression!r}: the loader sees {real!r}, expgate says {said!r}'))
    return wrong
