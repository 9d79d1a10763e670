# SPDX-License-Identifier: GPL-3.0-or-later
"""One glance at the top of a file says what it needs."""
import os
import re

RULE = "A .c begins: SPDX, G_LOG_DOMAIN, config.h, its header, ours A–Z, then the system's A–Z."

INCLUDE = re.compile(r'^#\s*include\s+(["<])([^">]+)[">]', re.M)


def check(file):
    if not file.path.endswith(".c") or not file.below("common", "service", "app", "render"):
        return
    found = [(file.line_of(m.start()), m.group(1), m.group(2)) for m in INCLUDE.finditer(file.text)]
    stem = os.path.splitext(file.name)[0]
    if "G_LOG_DOMAIN" not in file.code.split("#include")[0] and "glib" in file.text:
        yield 2, "no G_LOG_DOMAIN before the first include"
    if not found or found[0][2] != "config.h":
        yield (found[0][0] if found else 1), "the first include is not config.h"
        return
    rest = found[1:]
    own = (f"{stem}.h", f"{stem}-private.h")
    leading = 0
    while leading < len(rest) and rest[leading][2] in own:
        leading += 1
    if leading == 0 and any(entry[2] in own for entry in rest):
        yield rest[0][0], f"{own[0]} comes first after config.h"
        return
    # A file that implements a part of another's header has that one alone on top.
    if leading == 0 and rest and rest[0][1] == '"' and file.lines[rest[0][0]].strip() == "":
        leading = 1
    rest = rest[leading:]
    expected = sorted(rest, key=lambda entry: (entry[1] == "<", entry[2].lower()))
    for entry, wanted in zip(rest, expected):
        if entry != wanted:
            yield entry[0], f"{entry[2]} stands where {wanted[2]} belongs"
            return
