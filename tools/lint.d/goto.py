# SPDX-License-Identifier: GPL-3.0-or-later
"""g_auto* frees on every way out."""
RULE = "No goto."


def check(file):
    if file.is_c:
        for line, _ in file.search(r"\bgoto\b"):
            yield line, "goto"
