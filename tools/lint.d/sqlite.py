# SPDX-License-Identifier: GPL-3.0-or-later
"""Two places speak to SQLite; everything else goes through their interfaces."""
RULE = "No sqlite3_ outside service/store and app/sync."


def check(file):
    if not file.is_c or not file.below("common", "service", "app", "render"):
        return
    if file.below("service/store", "app/sync"):
        return
    for line, match in file.search(r"\bsqlite3_\w+|<sqlite3\.h>"):
        yield line, f"{match.group()} belongs in service/store or app/sync"
