#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs of a place in the real window: the recount, its question, the closure, and
the lowered capacity. TAP."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402

POOL = "Piscine des Mariniers"


def place_of(world, kind, name):
    """(facility, its gauge) as the public reads them."""
    live = world.ask("GET", "live")
    facility = next(one for one in live["facilities"] if one["name"] == name)
    return facility, next(one for one in live["gauges"]
                          if one["facility"] == facility["id"] and one["kind"] == kind)


def pool_of(world):
    return place_of(world, "people", POOL)


def open_pool(world):
    """The pool's page, with the pointer."""
    import window
    world.start_service()
    world.play()
    world.connect_desktop()
    _, root = world.start_application()
    window.click(window.find(root, "list item", re.compile(f"^{POOL}, .*142")), 2)
    window.find(root, "push button", re.compile("^Add one person, 142 present"))
    window.find(root, "push button", re.compile("^Connection: Online"))
    return root


def open_recount(root):
    import window
    window.click(window.find(root, "push button", "Recount…"))
    window.find(root, "spin button", "How many people do you see?")


def type_value(value):
    import window
    window.press("ctrl+a")
    window.write(str(value))


def test_a_recount_is_done_with_the_pointer(world):
    import window
    root = open_pool(world)
    open_recount(root)
    window.click(window.find(root, "push button", "Cancel"))
    window.gone(root, "dialog", POOL)
    assert pool_of(world)[1]["present"] == 142

    open_recount(root)
    type_value(139)
    window.find(root, "status bar", "The counter says 142: difference −3.")
    window.click(window.find(root, "push button", re.compile("^Set to 139")))
    window.gone(root, "dialog", POOL)
    wait_for(lambda: pool_of(world)[1]["present"] == 139, 20, "139 people in the service")
    window.find(root, "push button", re.compile("^Add one person, 139 present"))


def test_many_times_the_capacity_is_asked_about_before(world):
    import window
    root = open_pool(world)
    open_recount(root)
    type_value(660)
    window.find(root, "status bar", "The counter says 142: difference +518.")
    type_value(5000)
    window.find(root, "status bar", "5,000 for at most 220 people?")
    window.find(root, "push button", re.compile("^Yes, set to 5,000"))

    # Neither Enter nor one digit too few is a yes; the dialog stays and so does the figure.
    window.press("Return", "KP_Enter")
    type_value(66)
    window.find(root, "status bar", "The counter says 142: difference −76.")
    type_value(5000)
    window.find(root, "status bar", "5,000 for at most 220 people?")
    assert pool_of(world)[1]["present"] == 142

    window.click(window.find(root, "push button", re.compile("^Yes, set to 5,000")))
    window.gone(root, "dialog", POOL)
    wait_for(lambda: pool_of(world)[1]["present"] == 5000, 20, "5,000 people in the service")
    window.find(root, "push button", re.compile("^Add one person, 5,?000 present"))


def test_a_yes_is_said_with_the_keyboard(world):
    import window
    root = open_pool(world)
    window.press("r")
    window.find(root, "spin button", "How many people do you see?")
    type_value(5000)
    window.find(root, "status bar", "5,000 for at most 220 people?")
    window.reach(root, "push button", re.compile("^Yes, set to 5,000"), "Tab", 8)
    window.press("Return")
    wait_for(lambda: pool_of(world)[1]["present"] == 5000, 20, "5,000 people in the service")
    window.find(root, "push button", re.compile("^Add one person, 5,?000 present"))
    window.press("ctrl+z")
    wait_for(lambda: pool_of(world)[1]["present"] == 142, 20, "142 people in the service")


def test_a_place_is_closed_and_reopened_with_the_pointer(world):
    import window
    root = open_pool(world)
    open_menu_entry(root, re.compile("^Close temporarily"))
    window.click(window.find(root, "text", re.compile("^Reason")))
    window.write("orage")
    window.click(window.find(root, "push button", "Cancel"))
    window.gone(root, "dialog", POOL)
    assert "closure" not in pool_of(world)[0]

    open_menu_entry(root, re.compile("^Close temporarily"))
    dialog = window.find(root, "dialog", POOL)
    window.click(window.find(dialog, "text", re.compile("^Reason")))
    window.write("orage")
    window.click(window.find(dialog, "push button", "Close"))
    window.gone(root, "dialog", POOL)
    wait_for(lambda: "closure" in pool_of(world)[0], 20, "a closure in the service")
    facility, gauge = pool_of(world)
    assert facility["closure"]["reason"] == "orage" and gauge["state"] == "closed", facility
    window.find(root, None, re.compile("orage"))

    open_menu_entry(root, re.compile("^Reopen"))
    wait_for(lambda: "closure" not in pool_of(world)[0], 20, "the end of the closure")


def test_a_capacity_is_lowered_and_restored(world):
    import window
    root = open_pool(world)
    open_menu_entry(root, re.compile("^Lower the capacity"))
    dialog = window.find(root, "dialog", POOL)
    window.find(dialog, "spin button", "It holds meanwhile")
    type_value(100)
    window.click(window.find(dialog, "text", re.compile("^Reason")))
    window.write("bassin vide")
    window.click(window.find(dialog, "push button", "Lower"))
    window.gone(root, "dialog", POOL)
    wait_for(lambda: "capacity_limit" in pool_of(world)[1], 20, "the limit in the service")
    gauge = pool_of(world)[1]
    limit = gauge["capacity_limit"]
    assert gauge["capacity"] == limit["capacity"] == 100 and limit["whole"] == 220, gauge
    assert limit["reason"] == "bassin vide" and "until" not in limit, limit
    assert gauge["present"] == 142, gauge
    window.find(root, "label", re.compile(r"capacity lowered to 100 .*bassin vide"))

    window.press("ctrl+z")
    wait_for(lambda: pool_of(world)[1]["capacity"] == 220, 20, "the capacity that it had")
    open_menu_entry(root, re.compile("^Lower the capacity"))
    window.find(root, "spin button", "It holds meanwhile")
    type_value(100)
    window.press("Return")
    wait_for(lambda: pool_of(world)[1]["capacity"] == 100, 20, "the limit once more")
    open_menu_entry(root, re.compile("^Restore the capacity"))
    wait_for(lambda: "capacity_limit" not in pool_of(world)[1], 20, "the end of the limit")


def open_menu_entry(root, entry):
    """A popover is a window of its own, whose place nobody tells: its entry is acted upon."""
    import window
    window.click(window.find(root, "push button", "Actions of this place"))
    window.act(window.find(root, "menu item", entry))


if __name__ == "__main__":
    sys.exit(run("dialogs", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                             if name.startswith("test_")]))
