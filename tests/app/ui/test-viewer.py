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

from fixture import run, wait_for  # noqa: E402


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
    # Who approves now approves what he has not seen.
    window.press("v")
    window.find(root, None, re.compile("^Newer pictures came. Y shows them"))
    window.press("y")
    window.find(root, "image", re.compile("^Photo 2 of 2, Birth"), 30)
    window.gone(root, "push button", "New photo (Y)")
    until_ready(root)
    window.press("v")
    wait_for(lambda: desk.document("Zoé Lefèvre", "birth")["state"] == "accepted", 30, "the verdict")


def until_ready(root):
    import window
    wait_for(lambda: "sensitive" in window.states(window.find(root, "push button", "Approve Document")), 30,
             "what was sent to be seen")


def test_each_photo_is_looked_at_before_it_is_approved(world):
    import window
    desk = dossiers.Desk(world)
    for requirement in ("birth", "birth", "address"):
        desk.upload("Zoé Lefèvre", requirement, dossiers.picture())
    _, root = dossiers.open_page(desk)
    dossiers.open_dossier(root, "Zoé Lefèvre")
    window.click(window.find(root, "push button", re.compile("^Birth, to review")))
    window.find(root, "image", re.compile("^Photo 1 of 2, Birth"), 30)
    window.press("v")
    window.find(root, None, "1 picture of it was not looked at yet.", 30)
    window.find(root, "image", re.compile("^Photo 2 of 2, Birth"), 30)
    assert desk.document("Zoé Lefèvre", "birth")["state"] == "received"
    until_ready(root)
    # Held down it decides once: the next document is seen, and is still to be reviewed.
    window.hold("v")
    try:
        window.find(root, "push button", re.compile("^Birth, approved"), 30)
        window.find(root, "image", re.compile("^Photo 1 of 1, Address"), 30)
        until_ready(root)
    finally:
        window.release("v")
    window.find(root, "push button", re.compile("^Address.*, to review"))
    window.press("v")
    window.find(root, "push button", re.compile("^Address.*, approved"), 30)


if __name__ == "__main__":
    sys.exit(run("viewer", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                            if name.startswith("test_")]))
