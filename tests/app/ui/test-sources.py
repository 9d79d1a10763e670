#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting a source from the window, with the real service and what a device sends. TAP."""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import fixture  # noqa: E402

POOL = "Piscine des Mariniers"


def open_sources(world):
    import window
    world.start_service()
    world.play()
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+3")
    window.find(root, "list", re.compile("^Running, "))
    return root


def press(window, root, label):
    button = window.find(root, "push button", label)
    window.wait_for(lambda: "sensitive" in window.states(button), f"the button {label}")
    window.click(button)


def name_it(window, root):
    window.click(window.find(root, "text", "Name of the Source"))
    window.write("Entrance gate")


def choose(window, root, value):
    """Nothing is chosen by itself: a serial number is a number too."""
    button = window.find(root, "push button", "Next")
    assert "sensitive" not in window.states(button)
    window.click(window.find(root, "list item", value))


def declare(window, root):
    """Up to the key; (identifier, key)."""
    window.press("ctrl+n")
    window.find(root, "heading", "What counts?")
    assert not window.unnamed(root), window.unnamed(root)
    press(window, root, "Next")
    window.find(root, "heading", "Where does it stand?")
    name_it(window, root)
    press(window, root, "Make the Key")
    key = window.name(window.find(root, "label", re.compile("^pvs_")))
    address = window.name(window.find(root, "label", re.compile("/readings$")))
    return address.split("/")[-2], key


def send(world, source, key, body):
    world.keys["sources"][source] = key
    world.post(source, body)


def test_a_gate_is_connected_by_what_it_really_sends(world):
    import window
    root = open_sources(world)
    source, key = declare(window, root)
    press(window, root, "Next")
    window.find(root, "heading", "Which value is the count?")
    window.find(root, None, re.compile("^Nothing received yet. Waiting for "))

    send(world, source, key, {"device": {"serial": 9912, "in/out": {"inside": 23}}, "battery": 88})
    window.find(root, None, re.compile("^Received at .* Choose the value"), 30)
    choose(window, root, "23")
    press(window, root, "Next")
    window.find(root, "heading", "Does it count right?")
    send(world, source, key, {"device": {"serial": 9912, "in/out": {"inside": 24}}})
    window.find(root, None, re.compile("^Received: 24, .*plausible"), 30)
    press(window, root, "Finish")
    window.gone(root, "heading", "Does it count right?")
    window.find(root, "list item", re.compile("^Entrance gate"))
    said = world.ask("GET", f"sources/{source}/readings?limit=1")["readings"][0]
    assert said["value"] == 24 and said.get("reason", "none") == "none", json.dumps(said)


def test_a_value_that_cannot_be_connects_nothing(world):
    import window
    root = open_sources(world)
    source, key = declare(window, root)
    press(window, root, "Next")
    send(world, source, key, {"value": 7})
    window.find(root, None, re.compile("^Received at .* Choose the value"), 30)
    choose(window, root, "7")
    press(window, root, "Next")
    window.find(root, "heading", "Does it count right?")
    send(world, source, key, {"value": -3})
    window.find(root, None, re.compile("^Received: −3, .*negative"), 30)
    finish = window.find(root, "push button", "Finish")
    assert "sensitive" not in window.states(finish), "what is not believed is not connected"


def test_what_is_left_unfinished_is_asked_about(world):
    import window
    root = open_sources(world)
    source, _ = declare(window, root)
    window.press("Escape")
    window.find(root, None, re.compile("^Leave Entrance gate unfinished"))
    window.press("Escape")
    window.gone(root, None, re.compile("^Leave Entrance gate unfinished"))
    window.press("Escape")
    window.find(root, None, re.compile("^Leave Entrance gate unfinished"))
    press(window, root, "Delete")
    window.gone(root, "heading", "Where does it stand?")
    window.gone(root, "list item", re.compile("^Entrance gate"))


def test_what_was_kept_unfinished_goes_on_where_it_stood(world):
    import window
    root = open_sources(world)
    source, key = declare(window, root)
    window.press("Escape")
    window.find(root, None, re.compile("^Leave Entrance gate unfinished"))
    press(window, root, "Keep It")
    window.gone(root, "heading", "Where does it stand?")
    send(world, source, key, {"value": 31})

    window.click(window.find(root, "list item", re.compile("^Entrance gate, .*Unfinished")), 2)
    # Below what fits the window.
    window.act(window.find(root, "push button", "Go On…"))
    window.find(root, "heading", "Which value is the count?")
    window.find(root, None, re.compile("^Received at .* Choose the value"), 30)
    press(window, root, "Back")
    window.find(root, "heading", "Where does it stand?")
    window.find(root, "label", re.compile(f"/sources/{source}/readings$"))
    assert window.text_of(window.find(root, "text", "Name of the Source")) == "Entrance gate"
    press(window, root, "Next")
    window.find(root, "heading", "Which value is the count?")
    choose(window, root, "31")
    press(window, root, "Next")
    window.find(root, "heading", "Does it count right?")
    send(world, source, key, {"value": 32})
    window.find(root, None, re.compile("^Received: 32, .*plausible"), 30)
    press(window, root, "Finish")
    window.gone(root, "heading", "Does it count right?")
    window.gone(root, "push button", "Go On…")


def test_without_the_network_it_says_so_and_keeps_what_was_typed(world):
    import window
    root = open_sources(world)
    window.press("ctrl+n")
    press(window, root, "Next")
    name_it(window, root)
    world.stop_service()
    window.find(root, None, re.compile("^Offline: connecting a source needs the network"), 60)
    button = window.find(root, "push button", "Make the Key")
    assert "sensitive" not in window.states(button)
    world.start_service()
    window.wait_for(lambda: "sensitive" in window.states(button), "the network", 60)
    window.gone(root, None, re.compile("^Offline: connecting"))
    assert window.text_of(window.find(root, "text", "Name of the Source")) == "Entrance gate"


def test_the_list_says_how_old_it_is_while_the_service_is_away(world):
    import window
    root = open_sources(world)
    window.gone(root, None, re.compile("^Offline: last updated"))
    world.stop_service()
    window.find(root, None, re.compile(r"^Offline: last updated \d\d:\d\d\.$"), 60)
    window.gone(root, "list item", re.compile("Live · "))
    window.find(root, "list item", re.compile(r", at \d\d:\d\d,"))
    world.start_service()
    window.gone(root, None, re.compile("^Offline: last updated"), 60)


def open_source(window, root, name):
    window.click(window.find(root, "list item", re.compile(f"^{name}")), 2)
    window.find(root, "push button", "New Key…")


def source_called(world, name):
    """As the feed has it; the sample is one page of it."""
    page = world.ask("GET", "changes?after=0&limit=1000")
    assert not page["more"], "more than a page"
    return next(change["body"] for change in page["changes"]
                if change["kind"] == "source" and change.get("body", {}).get("name") == name)


def test_a_new_key_is_shown_once_and_opens_the_source(world):
    import window
    root = open_sources(world)
    source = source_called(world, "Barrière du parking")
    open_source(window, root, source["name"])
    # Below what fits the window.
    window.act(window.find(root, "push button", "New Key…"))
    key = window.name(window.find(root, "label", re.compile("^pvs_")))
    assert key != world.keys["sources"][source["id"]], "the old key"
    window.press("Escape")
    window.gone(root, "label", re.compile("^pvs_"))

    send(world, source["id"], key, {"value": 1})
    said = world.ask("GET", f"sources/{source['id']}/readings?limit=1")["readings"][0]
    assert said["value"] == 1, said


def main():
    tests = [(name[5:].replace("_", "-"), test) for name, test in globals().items() if name.startswith("test_")]
    return fixture.run("sources", tests)


if __name__ == "__main__":
    sys.exit(main())
