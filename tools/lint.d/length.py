# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not fit in a head is split by concern."""
import ast

RULE = "A file has at most 800 lines, a function 80, a line of C 100 columns."

FILE, FUNCTION, LINE = 800, 80, 100
COUNTED = (".c", ".h", ".py", ".js", ".mjs", ".ui", ".css", ".build", ".sh")


def functions_of(file):
    if file.path.endswith(".py") or file.lines[0].startswith("#!/usr/bin/python3"):
        for node in ast.walk(ast.parse(file.text)):
            if isinstance(node, ast.FunctionDef):
                yield node.name, node.lineno, node.end_lineno
    for function in file.functions:
        yield function.name, file.line_of(function.start), file.line_of(function.end)


def check(file):
    count = file.text.count("\n")
    if count > FILE and (file.path.endswith(COUNTED) or file.lines[0].startswith("#!")):
        yield FILE + 1, f"{count} lines in one file"
    for name, first, last in functions_of(file):
        if last - first + 1 > FUNCTION:
            yield first, f"{name} has {last - first + 1} lines"
    if file.is_c:
        for number, line in enumerate(file.lines, 1):
            if len(line) > LINE:
                yield number, f"{len(line)} columns"
