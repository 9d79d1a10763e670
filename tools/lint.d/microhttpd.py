# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP library is one folder's business, so that it can be changed."""
RULE = "No libmicrohttpd outside service/http."


def check(file):
    if not file.is_c or not file.below("common", "service", "app", "render"):
        return
    if file.below("service/http"):
        return
    for line, match in file.search(r"\bMHD_\w+|<microhttpd\.h>"):
        yield line, f"{match.group()} belongs in service/http"
