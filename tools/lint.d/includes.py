# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/architecture.md is the rule: an area includes what its row names."""
import os
import re

RULE = "An area includes only what its row in docs/architecture.md allows."

ROW = re.compile(r"^\| ((?:`[\w/]+/`(?:, )?)+) \|[^|]*\| (.*) \|$", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def read_table(text):
    """Area → the areas that it may include, itself among them."""
    table = {}
    for folders, allowed in ROW.findall(text):
        above = set(table)
        for area in re.findall(r"`([\w/]+)/`", folders):
            side = area.split("/")[0]
            names = re.findall(r"`([\w/]+)`", allowed)
            known = {name if name == "common" or "/" in name else f"{side}/{name}" for name in names}
            if "every area of the service" in allowed:
                known |= {other for other in above if other.startswith("service")} | {"common"}
            if "all of the above" in allowed:
                known |= {other for other in above if other.startswith("app")} | {"common"}
            table[area] = known | {area}
    return table


def check(file):
    side = file.path.split("/")[0]
    if not file.is_c or side not in ("common", "service", "app", "render"):
        return
    table = read_table(file.tree.get("docs/architecture.md", ""))
    area = os.path.dirname(file.path)
    if area not in table:
        yield 1, f"{area}/ has no row in the table of docs/architecture.md"
        return
    homes = {}
    for path in file.tree:
        if path.endswith(".h") and not path.startswith("tests/"):
            homes.setdefault(os.path.basename(path), []).append(os.path.dirname(path))
    for match in INCLUDE.finditer(file.text):
        # Two areas that never meet may have a header of the same name.
        found = homes.get(os.path.basename(match.group(1)), [])
        if found and not table[area].intersection(found):
            yield file.line_of(match.start()), f"{area} may not include {match.group(1)} of {found[0]}"
