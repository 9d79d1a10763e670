#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers that lie in a scanner: the real window, service and sandbox, and SANE's own driver for tests. TAP."""
import importlib
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import closed, run, wait_for  # noqa: E402

dossiers = importlib.import_module("test-dossiers")
TITLE = "Scan: Birth (Zoé Lefèvre)"


def configure(world, more="", drivers="test\n"):
    """Two scanners of SANE, which are nowhere."""
    folder = os.path.join(world.folder, "sane")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "dll.conf"), "w", encoding="utf-8") as stream:
        stream.write(drivers)
    with open(os.path.join(folder, "test.conf"), "w", encoding="utf-8") as stream:
        stream.write("number_of_devices 2\nmode Gray\ndepth 8\nresolution_min 1.0\nresolution_max 1200.0\n"
                     "resolution_quant 1.0\ntest-picture \"Grid\"\ngeometry_min 0.0\ngeometry_max 200.0\n"
                     f"geometry_quant 1.0\n{more}")
    world.environment["SANE_CONFIG_DIR"] = folder
    world.environment["PARVIS_SCANNER"] = world.options.scanner


def open_birth(world):
    import window
    desk = dossiers.Desk(world)
    _, root = dossiers.open_page(desk)
    dossiers.show_all(root)
    dossiers.open_dossier(root, "Zoé Lefèvre")
    window.click(window.find(root, "push button", re.compile("^Birth, ")))
    window.find(root, None, "Nothing was sent yet")
    return desk, root


def scan(root, sentence):
    """By keyboard: the button has the focus."""
    import window
    button = window.find(root, "push button", "Scan", 30)
    wait_for(lambda: "focused" in window.states(button), 30, "the scanners to be known")
    window.press("Return")
    window.find(root, None, re.compile(sentence), 60)


def test_what_lies_in_a_scanner_becomes_pages_by_keyboard(world):
    import window
    configure(world)
    desk, root = open_birth(world)
    window.press("shift+a")
    window.find(root, None, TITLE, 30)
    window.find(root, None, "Put the paper on the glass or into the feeder.", 30)
    window.find(root, None, "Noname frontend-tester")
    scan(root, "^Look at the pages")
    window.find(root, "image", "Page 1", 30)
    # Its other side, by the next press of the same button.
    window.reach(root, "push button", "Scan", "shift+Tab", 20)
    scan(root, "^Look at the pages")
    window.find(root, "image", "Page 2", 30)
    add = window.find(root, "push button", "Add 2 Pages")
    wait_for(lambda: "focused" in window.states(add), 30, "the button that adds")
    window.press("Return")
    closed(root, TITLE)
    wait_for(lambda: desk.document("Zoé Lefèvre", "birth")["state"] == "received", 60, "the pages at the service")
    window.find(root, "image", re.compile("^Photo 1 of 2, Birth"), 60)
    added = [entry for entry in desk.file("Zoé Lefèvre")["history"] if entry["kind"] == "added"]
    assert len(added) == 2, added


def test_pages_of_a_feeder_are_let_go_by_nobody_but_the_clerk(world):
    import window
    configure(world)
    desk, root = open_birth(world)
    window.press("shift+a")
    window.find(root, None, "Put the paper on the glass or into the feeder.", 30)
    window.reach(root, None, "All Pages of the Feeder", "Tab", 20)
    window.press("space")
    window.reach(root, "push button", "Scan", "Tab", 20)
    scan(root, "^Look at the pages")
    window.find(root, "image", "Page 10", 30)
    # One that is white is left out.
    window.reach(root, "push button", "Leave This Page Out", "Tab", 20)
    window.press("Return")
    window.gone(root, "image", "Page 10")
    window.press("Escape")
    window.find(root, None, "Let go of 9 pages?")
    window.press("Escape")
    window.gone(root, None, "Let go of 9 pages?")
    window.find(root, "push button", "Add 9 Pages")
    window.press("Escape")
    window.find(root, None, "Let go of 9 pages?")
    window.reach(root, "push button", "Let Go", "Tab", 5)
    window.press("Return")
    closed(root, TITLE)
    assert desk.document("Zoé Lefèvre", "birth")["state"] == "expected"


def test_what_a_scanner_cannot_do_is_said(world):
    import window
    configure(world, drivers="")
    _, root = open_birth(world)
    window.press("shift+a")
    window.find(root, None, "No scanner was found. Is it switched on, and connected?", 30)
    window.press("Escape")
    closed(root, TITLE)
    configure(world, 'read-status-code "SANE_STATUS_JAMMED"\n')
    window.press("shift+a")
    scan(root, "^Paper is jammed in the scanner")
    window.press("Escape")
    closed(root, TITLE)
    # One that takes a day for its page is stopped by the key that began it.
    configure(world, "read-limit true\nread-limit-size 1\nread-delay true\nread-delay-duration 200000\n")
    window.press("shift+a")
    scan(root, "^Scanning")
    stop = window.find(root, "push button", "Stop", 30)
    wait_for(lambda: "focused" in window.states(stop), 30, "the button that stops")
    window.press("Return")
    window.find(root, None, re.compile("^Stopped"), 30)
    window.press("Escape")
    closed(root, TITLE)


if __name__ == "__main__":
    sys.exit(run("scanner", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                             if name.startswith("test_")], ("--scanner",)))
