#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What families sent, before a clerk's eyes: the real window, service and sandbox. TAP."""
import importlib.util
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

from fixture import run  # noqa: E402


def load_dossiers():
    spec = importlib.util.spec_from_file_location("dossiers", os.path.join(HERE, "test-dossiers.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dossiers = load_dossiers()


def test_what_arrives_meanwhile_waits(world):
    import window
    desk = dossiers.Desk(world)
    desk.upload("Zoé Lefèvre", "birth", dossiers.picture())
    _, root = dossiers.open_page(desk)
    dossiers.open_dossier(root, "Zoé Lefèvre")
    window.click(window.find(root, "push button", re.compile("^Birth, to review")))
    window.find(root, "image", re.compile("^Photo 1 of 1, Birth"), 30)
    desk.upload("Zoé Lefèvre", "birth", dossiers.picture())
    window.find(root, "push button", "New photo (Y)", 30)
    window.find(root, "image", re.compile("^Photo 1 of 1, Birth"))
    window.press("y")
    window.find(root, "image", re.compile("^Photo 2 of 2, Birth"), 30)
    window.gone(root, "push button", "New photo (Y)")


if __name__ == "__main__":
    sys.exit(run("viewer", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                            if name.startswith("test_")]))
