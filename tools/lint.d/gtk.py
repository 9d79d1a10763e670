# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tested without a screen must not be able to need one."""
import re

RULE = "No GTK in common, service and app/sync, neither included nor linked."

WIDGETS = r"#\s*include\s+<(?:gtk/|gdk/|gsk/|adwaita|shumate/)[^>]*>"
LIBRARIES = r"\b(?:gtk4?_dep|adwaita_dep|adw_dep|shumate_dep)\b|gtk4|libadwaita|shumate-1"
TARGET = re.compile(r"\b(?:parvis-)?sync'?[^\n]*?(?:static_library|executable|declare_dependency) ?\("
                    r"|\bsync_\w+ = (?:static_library|declare_dependency) ?\(")


def check(file):
    headless = file.below("common", "service", "app/sync")
    if file.is_c and headless:
        for line, match in file.search(WIDGETS, file.text):
            yield line, f"{match.group()} in a part without a screen"
    if file.name == "meson.build" and headless:
        for line, match in file.search(LIBRARIES):
            yield line, f"{match.group()} linked to a part without a screen"
    if file.path == "app/meson.build":
        for match in TARGET.finditer(file.text):
            target = file.text[match.start():file.text.find("\n)", match.start())]
            for library in re.finditer(LIBRARIES, target):
                line = file.line_of(match.start() + library.start())
                yield line, f"{library.group()} linked to app/sync"
