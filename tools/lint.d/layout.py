# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout of the text that is cheap to check; alignment has a rule of its own."""
import re

RULE = "Space before (, no tabs or trailing blanks, a blank line between cases, no space in pointers."

NO_SPACE = re.compile(r"\b(?!g_auto|defined\b|_\b|N_\b|C_\b|NC_\b|__attribute__|PARVIS_STRINGIFY)"
                      r"([A-Za-z_]\w*)\(")
CASE = re.compile(r"^\s*(case\b.*|default\s*):")


def check(file):
    if file.path.endswith((".c", ".h", ".py", ".ui", ".css", ".build")):
        for number, line in enumerate(file.lines, 1):
            if line != line.rstrip():
                yield number, "trailing blanks"
            if "\t" in line:
                yield number, "a tab"
    if not file.is_c:
        return
    lines, macro = file.code.split("\n"), False
    for number, line in enumerate(lines, 1):
        macro = line.lstrip().startswith("#") or macro
        match = None if macro else NO_SPACE.search(line)
        if match:
            yield number, f"no space before ( of {match.group(1)}"
        macro = macro and line.endswith("\\")
        before = file.lines[number - 2].strip() if number > 1 else ""
        if CASE.match(line) and before and not before.endswith(("{", "*/")) \
                and not CASE.match(lines[number - 2]):
            yield number, "no blank line before this case"
