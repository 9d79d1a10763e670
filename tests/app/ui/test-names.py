#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader says of every page, window and list of the application: never the name of a
C type, never nothing. TAP."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402

POOL = "Piscine des Mariniers"


def open_window(world):
    import window
    if world.daemon is None:
        world.start_service()
        world.play(True)
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "heading", re.compile("^[1-9][0-9]* "), 30)
    return root


def health(world, name):
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    return next(change["body"]["health"] for change in changes
                if change["kind"] == "source" and change["body"]["name"] == name)


class Walk:
    """Collects what has no name, under the name of where it was met."""

    def __init__(self, root):
        self.root, self.nameless = root, {}

    def look(self, place, wanted_role, wanted):
        """Waits until the place shows, then reads all of the application."""
        import window
        window.find(self.root, wanted_role, re.compile(wanted))
        # A row may still be on its way to the words it is named after.
        try:
            window.wait_for(lambda: not window.unnamed(self.root), "a name for everything", 2)
        except window.Missing:
            self.nameless[place] = window.unnamed(self.root)

    def end(self):
        assert not self.nameless, self.nameless


def leave(root, wanted_role, wanted):
    import window
    window.press("Escape")
    window.gone(root, wanted_role, re.compile(wanted))


def test_every_page_is_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    walk.look("map", "heading", "^169 ")
    window.press("ctrl+2")
    walk.look("counting", "push button", "^Add one ")
    window.press("ctrl+3")
    walk.look("sources", "list", "^Running, ")
    window.press("ctrl+4")
    walk.look("team", "list", "^Team, ")
    window.press("ctrl+j")
    walk.look("queue", "push button", "^Try Again Now")
    walk.end()


def test_a_place_its_dialogs_and_its_table_are_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    window.reach(root, "list item", re.compile(f"^{POOL}"), "F6", 8)
    window.press("Return")
    walk.look("detail", "push button", "^Add one person")
    window.press("plus")
    walk.look("message", "push button", "^Undo")
    window.press("ctrl+t")
    walk.look("table", "tree table", "^Figures of the day")
    window.press("r")
    walk.look("recount", "push button", "^Recount")
    walk.end()


def test_a_source_is_tested_paused_and_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    window.press("ctrl+3")
    window.find(root, "list item", re.compile("^Caméra des Varennes"))
    window.reach(root, "list item", re.compile("^Caméra des Varennes"), "Down", 8)
    window.press("Return")
    walk.look("source", None, r"^\d\d:\d\d:\d\d → 63")
    window.press("F5")
    window.find(root, "status bar", re.compile("^Received: 63, .* plausible"))
    window.press("Delete")
    window.find(root, "list", re.compile("^Paused, 1"))
    wait_for(lambda: "paused" in health(world, "Caméra des Varennes"), 10, "the pause in the service")
    window.press("ctrl+z")
    window.gone(root, "list", re.compile("^Paused, 1"))
    wait_for(lambda: "paused" not in health(world, "Caméra des Varennes"), 10, "the source again")
    walk.end()


def test_every_window_is_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    window.press("ctrl+comma")
    walk.look("preferences", None, "^Messages That Stay")
    for page in ("Keyboard", "Sounds", "Notifications", "Town", "This Computer", "Sharing", "Account", "Privacy"):
        window.reach(root, "page tab", page, "Tab", 20)
        window.press("space")
        walk.look("preferences: " + page, "page tab", page)
    leave(root, None, "^Messages That Stay")
    window.press("ctrl+question")
    walk.look("shortcuts", None, "^Go to a page")
    leave(root, None, "^Go to a page")
    window.press("F1")
    walk.look("help", None, "^Whom to ask")
    window.reach(root, None, "What the figures say", "Tab", 6)
    window.press("Return")
    walk.look("a topic of the help", None, "^A figure always comes with its age")
    leave(root, None, "^Whom to ask")
    window.press("ctrl+4")
    window.find(root, "list", re.compile("^Team, "))
    window.press("ctrl+n")
    walk.look("invitation", "push button", "^Show a Code")
    leave(root, "push button", "^Show a Code")
    window.press("F10")
    walk.look("menu", None, "^About Parvis")
    walk.end()


def test_what_is_told_about_the_program_is_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    window.press("F10")
    window.reach(root, None, re.compile("^About Parvis"), "Down", 10)
    window.press("Return")
    walk.look("about", None, "^Legal")
    walk.end()


def test_the_closure_of_a_place_is_named_throughout(world):
    import window
    root = open_window(world)
    walk = Walk(root)
    window.reach(root, "list item", re.compile(f"^{POOL}"), "F6", 8)
    window.press("shift+F10")
    walk.look("menu of a place", None, "^Close Temporarily")
    window.press("Up", "Up", "Return")
    walk.look("closure", None, "^Residents read the reason")
    # The pencil of the reason goes while it has the focus, and comes back.
    window.press("Tab", "Tab")
    walk.look("closure without the focus in the reason", None, "^Residents read the reason")
    leave(root, None, "^Residents read the reason")
    # The focus is where it was before the menu: on the row, which Enter opens.
    window.press("Return")
    window.find(root, "push button", re.compile("^Add one person"))
    walk.end()


def test_signing_in_is_named_throughout(world):
    import window
    if world.daemon is None:
        world.start_service()
    _, root = world.start_application()
    walk = Walk(root)
    walk.look("address", None, "^Welcome to Parvis")
    window.write("nowhere")
    window.press("Return")
    walk.look("an address that is none", None, "^Welcome to Parvis")
    window.press("ctrl+a")
    window.write(world.service)
    window.press("Return")
    walk.look("ways", "list item", "pairing code")
    window.reach(root, "list item", re.compile("pairing code"), "Tab", 8)
    window.press("Return")
    walk.look("code", "push button", "^Sign In")
    window.write("ABCD-2345")
    window.press("Return")
    window.find(root, None, re.compile("30 minutes"))
    walk.look("a wrong code", "push button", "^Sign In")
    walk.end()


def test_a_list_of_choices_follows_the_choice(world):
    import window
    root = open_window(world)
    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Appearance"))
    window.reach(root, "combo box", "Appearance", "Tab", 20)
    row = window.find(root, "combo box", "Appearance")

    def chosen():
        return window.name(window.look(row, "list item", None))
    assert chosen() == "Light", chosen()
    window.press("space")
    window.find(root, "list item", "Dark")
    window.reach(root, "list item", "Dark", "Down", 4)
    window.press("Return")
    window.wait_for(lambda: chosen() == "Dark", "the choice in the row")


if __name__ == "__main__":
    sys.exit(run("names", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                           if name.startswith("test_")], one_service=True))
