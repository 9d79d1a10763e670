#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what the service says to people as a table in C: embed-phrases.py OUTPUT PO-FOLDER SOURCE…
The texts are those that the sources mark with N_; the translations are those of po/."""
import ast
import os
import re
import subprocess
import sys


def read_catalogue(text):
    """msgid → msgstr of a catalogue without plurals of ours."""
    entries, kind, current = {}, None, {}
    for line in text.splitlines() + [""]:
        match = re.match(r'(msgid|msgstr)? ?(".*")$', line)
        if match and match.group(1):
            kind = match.group(1)
            if kind == "msgid":
                current = {}
            current[kind] = ast.literal_eval(match.group(2))
        elif match and kind:
            current[kind] += ast.literal_eval(match.group(2))
        else:
            kind = None
        if "msgstr" in current and kind != "msgid":
            entries[current["msgid"]] = current["msgstr"]
    return entries


def names_in(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def quote(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main():
    output, folder, *sources = sys.argv[1:]
    marked = subprocess.run(["xgettext", "--from-code=UTF-8", "--keyword=N_", "--output=-", *sources],
                            check=True, capture_output=True, encoding="utf-8").stdout
    ids = sorted(read_catalogue(marked).keys() - {""}, key=lambda text: text.encode())
    with open(os.path.join(folder, "LINGUAS"), encoding="utf-8") as stream:
        languages = [line.strip() for line in stream if line.strip() and not line.startswith("#")]
    catalogues = []
    for language in languages:
        with open(os.path.join(folder, f"{language}.po"), encoding="utf-8") as stream:
            catalogues.append(read_catalogue(stream.read()))
    lines = ["/* Made by embed-phrases.py. */", '#include "parvis-phrases.h"', ""]
    for number, text in enumerate(ids):
        translations = [catalogue.get(text) or text for catalogue in catalogues]
        for language, translation in zip(languages, translations):
            if names_in(translation) != names_in(text):
                sys.exit(f"{language}.po: other names in braces than in “{text}”")
        lines.append(f"static const char * const texts_{number}[] = {{ "
                     + ", ".join(map(quote, translations)) + " };")
    lines += ["", "const ParvisPhrase parvis_phrases[] = {"]
    lines += [f"  {{ {quote(text)}, texts_{number} }}," for number, text in enumerate(ids)]
    lines += ["};", "", f"const gsize parvis_n_phrases = {len(ids)};", "",
              "const char * const parvis_phrase_languages[] = { "
              + ", ".join(map(quote, languages)) + ", 0 };", ""]
    with open(output, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines))


if __name__ == "__main__":
    main()
