# SPDX-License-Identifier: GPL-3.0-or-later
"""Four levels of braces in a function are what one can follow."""
RULE = "Blocks are nested at most four deep."

DEEPEST = 4


def check(file):
    for function in file.functions:
        depth, reported = 0, False
        for at in range(function.body, function.end):
            # Braces inside parentheses or after "=" are initialisers; they hold no statements.
            if file.code[at] == "{":
                depth += 1
                alone = file.code[file.starts[file.line_of(at) - 1]:at].strip() == ""
                if depth > DEEPEST + 1 and alone and not reported:
                    yield file.line_of(at), f"{function.name} is nested {depth - 1} deep"
                    reported = True
            elif file.code[at] == "}":
                depth -= 1
