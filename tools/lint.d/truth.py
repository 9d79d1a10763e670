# SPDX-License-Identifier: GPL-3.0-or-later
"""A boolean is a condition, a pointer is compared with NULL."""
RULE = "Booleans are not compared with TRUE or FALSE."


def check(file):
    if file.is_c:
        for line, match in file.search(r"[=!]= ?(?:TRUE|FALSE)\b|\b(?:TRUE|FALSE) ?[=!]="):
            yield line, match.group()
