# SPDX-License-Identifier: GPL-3.0-or-later
"""GTK 4.8 tells a screen reader the type's name where a widget has none (ux: an icon button)."""
import xml.etree.ElementTree as ElementTree

RULE = "A button with an icon only, and each list, has an accessible label in its .ui."

BUTTONS = {"GtkButton", "GtkToggleButton", "GtkMenuButton"}
LISTS = {"GtkListBox", "GtkListView", "GtkColumnView", "GtkGridView"}


def labelled(node):
    return any(child.tag == "accessibility" and
               any(part.tag in ("property", "relation") and part.get("name") in ("label", "labelled-by")
                   for part in child) for child in node)


def check(file):
    if not file.path.endswith(".ui"):
        return
    try:
        root = ElementTree.fromstring(file.text)
    except ElementTree.ParseError:
        return  # the rule ui-text says it
    for node in root.iter():
        kind = node.get("class") if node.tag == "object" else node.get("parent")
        properties = {child.get("name") for child in node if child.tag == "property"}
        icon_only = kind in BUTTONS and "icon-name" in properties and "label" not in properties
        if (icon_only or kind in LISTS) and not labelled(node):
            name = node.get("id") or node.get("class")
            line = next((number for number, text in enumerate(file.lines, 1)
                         if f'"{name}"' in text), 1)
            yield line, f"{kind} {name} has no accessible label"
