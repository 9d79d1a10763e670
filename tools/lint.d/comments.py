# SPDX-License-Identifier: GPL-3.0-or-later
"""One form of comment."""
import re

RULE = "Comments of C are /* … */."

STRING = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(//[^\n]*)", re.S)


def check(file):
    if not file.is_c:
        return
    for match in STRING.finditer(file.text):
        if match.group(1):
            yield file.line_of(match.start()), "a // comment"
