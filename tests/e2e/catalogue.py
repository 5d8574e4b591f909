"""What is wrong with a translation, a line each: catalogue.py CHECK TEMPLATE.pot TRANSLATION.po

CHECK is missing, gone, fuzzy, arguments, spans or punctuation (tests/e2e/catalogue_test.sh). Reads what `msgcat` writes.
"""
import json
import re
import sys

WIDE = "，。：；！？（）、【】《》“”‘’"


class Message:
    def __init__(self):
        self.text, self.flags, self.is_gone = {"msgid": "", "msgid_plural": "", "msgstr": ""}, "", False

    id = property(lambda self: self.text["msgid"])
    source = property(lambda self: self.text["msgid_plural"] or self.text["msgid"])  # what a translation stands for
    translation = property(lambda self: self.text["msgstr"])


def messages(path):
    found, message, field = [], Message(), None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("#~ "):
            message.is_gone, line = True, line[3:]
        if not line:
            found, message, field = found + [message], Message(), None
        elif line.startswith("#,"):
            message.flags += line
        elif not line.startswith("#"):
            word, quoted = re.fullmatch(r'(?:(\S+) )?(".*")', line).groups()
            field = re.sub(r"\[\d+\]$", "", word) if word else field
            message.text[field] += json.loads(quoted)
    return [each for each in found + [message] if each.id]


def arguments(text):
    return sorted(set(re.findall(r"\{([a-z_0-9]+)\}", re.sub(r"\{\{|\}\}", "", text))))


def spans(text):
    return text.split("`")[1::2]


def shown(text):
    return json.dumps(text, ensure_ascii=False)


def wrong(check, template, translation):
    texts = {each.id: each for each in messages(template)}
    all_of_it = messages(translation)
    ours = {each.id: each for each in all_of_it if not each.is_gone and each.translation}
    if check == "missing":
        return [shown(text) for text in texts if text not in ours or ours[text].source != texts[text].source]
    if check == "gone":
        return [shown(each.id) for each in all_of_it if each.is_gone or each.id not in texts]
    if check == "fuzzy":
        return [shown(each.id) for each in all_of_it if "fuzzy" in each.flags]
    if check == "arguments":
        return [shown(each.id) for each in ours.values() if arguments(each.source) != arguments(each.translation)]
    if check == "spans":
        return [shown(each.id) for each in ours.values() if each.source.count("`") != each.translation.count("`")]
    if check == "punctuation":
        return [shown(each.id) for each in ours.values()
                if any(c in WIDE and c not in each.source for span in spans(each.translation) for c in span)]
    raise SystemExit(f"no check {check}")


print("\n".join(wrong(*sys.argv[1:])))
