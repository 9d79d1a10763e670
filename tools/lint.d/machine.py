# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the tree must be true on any machine, and finished."""
import re

RULE = "No path of one machine, no mark of unfinished work."

MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PATHS = re.compile(r"(?<![\w.])/(?:work|farm|home/\w+|root)/")
SHARED = re.compile(r"\.\./shared|'\.\.' / 'shared'")


def check(file):
    if file.below("tools/lint.d", "tests/tools"):
        return
    for number, line in enumerate(file.lines, 1):
        match = MARKS.search(line) if not file.path.endswith((".po", ".pot", ".md")) else None
        match = match or PATHS.search(line)
        if not match and not file.below("tests", "tools", ".ci"):
            match = SHARED.search(line)
        if match:
            yield number, match.group()
