# SPDX-License-Identifier: GPL-3.0-or-later
"""The areas' SQL must run on PostgreSQL too."""
import re

RULE = "No SQL that only SQLite accepts outside service/store."

ONLY_SQLITE = re.compile(
    r"\bINSERT OR (?:REPLACE|IGNORE)\b|\bREPLACE INTO\b|\bPRAGMA\b|\bAUTOINCREMENT\b|\browid\b"
    r"|\b(?:json_extract|json_each|strftime|datetime|julianday|ifnull|group_concat|unixepoch) ?\("
    r"|\bGLOB\b|\bSTRICT\b|\bWITHOUT ROWID\b|\bINDEXED BY\b|\blast_insert_rowid\b")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')


def check(file):
    if not file.is_c or not file.below("service") or file.below("service/store"):
        return
    for number, line in enumerate(file.lines, 1):
        for string in STRING.findall(line):
            match = ONLY_SQLITE.search(string)
            if match:
                yield number, f"PostgreSQL does not accept {match.group()}"
