# SPDX-License-Identifier: GPL-3.0-or-later
"""What every rule needs of a file: its text, the same without comments and strings, its functions."""
import bisect
import functools
import os
import re
import subprocess

SKIPPED = re.compile(r"^(COPYING|data/sample/|tests/fixtures/|tests/fuzz/corpus/|\.(?!ci/)|build)")
BINARY = (".png", ".mbtiles", ".gz", ".db", ".ogg", ".pdf")

TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
HEAD = re.compile(r"^([A-Za-z_]\w*) \(", re.M)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without(match):
    """Comments become spaces and strings empty ones, so that columns and lines stay."""
    token = match.group()
    return blank(token) if token[0] == "/" else token[0] + blank(token[1:-1]) + token[-1]


def closing(text, start):
    """The index of the bracket that closes the one at @start, or -1."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "({[":
            depth += 1
        elif text[at] in ")}]":
            depth -= 1
            if depth == 0:
                return at
    return -1


class Function:
    """A definition in GNU layout: name and body at column 0."""

    def __init__(self, name, start, opening, body, end):
        self.name, self.start, self.opening, self.body, self.end = name, start, opening, body, end


class File:
    def __init__(self, path, text, tree=None):
        self.path, self.text, self.tree = path, text, tree if tree is not None else {}
        self.lines = text.split("\n")
        self.name = os.path.basename(path)
        self.is_c = path.endswith((".c", ".h"))
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def line_of(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def column_of(self, offset):
        return offset - self.starts[self.line_of(offset) - 1]

    def below(self, *folders):
        return self.path.startswith(tuple(folder + "/" for folder in folders))

    def search(self, pattern, text=None):
        """(line, match) for each place where the code, not its comments, matches."""
        for match in re.compile(pattern, re.M).finditer(self.code if text is None else text):
            yield self.line_of(match.start()), match

    @functools.cached_property
    def code(self):
        return TOKEN.sub(without, self.text) if self.is_c else self.text

    @functools.cached_property
    def functions(self):
        found = []
        for match in HEAD.finditer(self.code) if self.path.endswith(".c") else ():
            opening = match.end() - 1
            end_of_head = closing(self.code, opening)
            after = re.compile(r"\s*\n\{").match(self.code, end_of_head + 1)
            if end_of_head < 0 or after is None:
                continue
            body = after.end() - 1
            end = closing(self.code, body)
            if end > 0:
                found.append(Function(match.group(1), match.start(), opening, body, end))
        return found


def read_tree(top):
    """Path → text of each text file of ours, whether committed or not."""
    listed = subprocess.run(["git", "-C", top, "ls-files", "-co", "--exclude-standard"],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = listed.stdout.splitlines()
    else:
        paths = [os.path.relpath(os.path.join(folder, name), top)
                 for folder, _, names in os.walk(top) for name in names]
    tree = {}
    for path in sorted(paths):
        full = os.path.join(top, path)
        if SKIPPED.search(path) or path.endswith(BINARY) or not os.path.isfile(full):
            continue
        with open(full, encoding="utf-8", errors="replace") as stream:
            tree[path] = stream.read()
    return tree
