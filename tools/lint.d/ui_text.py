# SPDX-License-Identifier: GPL-3.0-or-later
"""Screens speak two languages."""
import re
import xml.etree.ElementTree as ElementTree

RULE = "Each text of a .ui file is translatable."

SHOWN = {"label", "title", "subtitle", "description", "tooltip-text", "placeholder-text", "text",
         "heading", "body"}


def check(file):
    if not file.path.endswith(".ui"):
        return
    try:
        ElementTree.fromstring(file.text)
    except ElementTree.ParseError as error:
        yield error.position[0], f"not XML: {error}"
        return
    for match in re.finditer(r'<property name="([\w-]+)"([^>/]*)>([^<]*)</property>', file.text):
        name, attributes, text = match.groups()
        if name in SHOWN and re.search(r"[^\W\d_]", text) and "translatable" not in attributes \
                and "bind-source" not in attributes:
            yield file.line_of(match.start()), f"{name} “{text.strip()}” is not translatable"
