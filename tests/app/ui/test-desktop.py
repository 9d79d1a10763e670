#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, driven with the keyboard and read as a screen reader reads it. TAP."""
import datetime
import os
import re
import socket
import sys
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402

POOL = "Piscine des Mariniers"


def pool_of(world):
    return next(gauge for gauge in world.ask("GET", "live")["gauges"] if gauge["kind"] == "people")


def log_of(world, gauge):
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    return next(change["body"] for change in changes
                if change["kind"] == "gauge_log" and change["body"]["gauge"] == gauge)["entries"]


def sample_town(world):
    """The sample's day in a service, and a desktop that is connected to it."""
    world.start_service()
    world.play()
    world.connect_desktop()


def see_chip(root, words, patience=20):
    import window
    return window.find(root, "push button", re.compile("^Connection: .*" + words), patience)


def open_pool(root):
    """From wherever the focus is: panes with F6, rows with the arrows, Enter opens."""
    import window
    window.find(root, "list item", re.compile(f"^{POOL}"))
    window.reach(root, "list item", re.compile(f"^{POOL}"), "F6", 8)
    window.press("Return")
    window.find(root, "push button", re.compile(r"^Add one person"))


def press_until_said(root, key, said):
    """One press of a key, then wait until the window says what it did."""
    import window
    window.press(key)
    window.find(root, None, re.compile(said))


def start_and_open_pool(world):
    program, root = world.start_application()
    open_pool(root)
    return program, root


def test_a_place_is_found_and_opened_with_the_tab_key_alone(world):
    import window
    sample_town(world)
    _, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "))
    window.reach(root, "list item", re.compile(f"^{POOL}, .*142"), "Tab", 30)
    window.press("Down")
    window.wait_for(lambda: window.name(window.focused(root)).startswith("Parking de la piscine"),
                    "the focus on the next place")
    window.press("Up", "Return")
    window.find(root, "push button", re.compile(r"^Add one person, 142 present"))


def test_counts_by_hand_while_the_service_is_down(world):
    import window
    sample_town(world)
    gauge = pool_of(world)["id"]
    _, root = start_and_open_pool(world)
    see_chip(root, "Online")

    world.stop_service()
    see_chip(root, "Offline")
    # At once: what takes longer than three seconds is not one gesture, and a screen reader is slow.
    window.press("plus", "plus", "plus")
    window.find(root, None, re.compile("^Add one person, 145 present"))
    window.find(root, None, re.compile(r"\+3.*queued"))
    see_chip(root, r"Offline.*[1-3] ")

    world.start_service()
    see_chip(root, "Online", 60)
    wait_for(lambda: pool_of(world)["present"] == 145, 20, "145 people in the service")
    window.find(root, None, re.compile(r"^Add one person, 145 present"))
    window.find(root, None, re.compile(r"\+3.*saved"))
    assert sum(entry["delta"] for entry in log_of(world, gauge) if entry["what"] == "count") == 1 + 3


def test_a_killed_application_sends_its_queue_once(world):
    sample_town(world)
    gauge = pool_of(world)["id"]
    program, root = start_and_open_pool(world)
    see_chip(root, "Online")
    world.stop_service()
    see_chip(root, "Offline")

    # Gestures of opposite ways are not one; each is a command of its own in the queue.
    present, ways = 142, ("plus", "minus") * 6 + ("plus", "plus")
    for key in ways:
        present += 1 if key == "plus" else -1
        press_until_said(root, key, rf"^Add one person, {present} present")
    import window
    window.find(root, None, re.compile(r"at \d\d:\d\d.*queued"))
    world.kill(program)

    program, root = start_and_open_pool(world)
    window.find(root, None, re.compile(rf"^Add one person, {present} present"))
    world.kill(program)

    world.start_service()
    _, root = world.start_application()
    see_chip(root, "Online", 60)
    wait_for(lambda: pool_of(world)["present"] == present, 30, f"{present} people in the service")
    counts = [entry for entry in log_of(world, gauge) if entry["what"] == "count"]
    assert sum(entry["delta"] for entry in counts) == 1 + present - 142, counts
    keys = [entry["key"] for entry in counts]
    assert len(keys) == len(set(keys)), "a command arrived twice"


def test_a_reading_moves_the_figure_while_one_watches(world):
    import window
    sample_town(world)
    _, root = world.start_application()
    window.find(root, "list item", re.compile("^Les Varennes, .*63"))
    source = next(change["body"] for change in world.ask("GET", "changes?after=0&limit=1000")["changes"]
                  if change["kind"] == "source" and change["body"]["name"] == "Caméra des Varennes")
    world.post(source["id"], {"deduplicationId": "00000000-0000-4000-8000-00000000abcd", "fPort": 10,
                              "deviceInfo": {"devEui": source["device"]}, "object": {"free": 41}})
    window.find(root, "list item", re.compile("^Les Varennes, .*41"), 5)
    window.find(root, "push button", re.compile("^Les Varennes, .*41"), 5)
    window.find(root, "heading", re.compile("^147 "), 5)


def test_the_window_opens_on_what_it_knows_without_a_service(world):
    import window
    sample_town(world)
    program, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "))
    see_chip(root, "Online")
    world.wait_until_kept()
    world.stop_service()
    see_chip(root, "Offline")
    world.kill(program)
    _, root = world.start_application()
    see_chip(root, "Offline|^Connection: Connecting")
    row = window.find(root, "list item", re.compile(f"^{POOL}"))
    assert "142" in window.name(row), window.name(row)
    assert "live" not in window.name(row).lower(), "no figure is live while the line is down"


def pass_gate(world, name, total, minutes_ago=0):
    """What the sample's gate of this name sends, measured so long ago."""
    source, counter = {"entry": ("064579ee-931c-5f00-bbcc-0221f79e34e5", "total_counter_a"),
                       "exit": ("2bb9e0ad-56a9-582a-b8ca-4f93f80cd2a3", "total_counter_b")}[name]
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes_ago)
    world.post(source, {"deduplicationId": str(uuid.uuid4()), "time": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                        "deviceInfo": {"devEui": "53c964f4a3995bfa"}, "fPort": 1, "object": {counter: total}})


def test_a_sum_whose_exit_is_silent_is_not_believed(world):
    import window
    world.start_service()
    pass_gate(world, "entry", 1000, 18)
    pass_gate(world, "exit", 500, 18)
    pass_gate(world, "entry", 1060, 17)
    pass_gate(world, "exit", 510, 17)
    pass_gate(world, "entry", 1080)
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "list item", re.compile(f"^{POOL}, .*70 bathers present .*figure of"))
    open_pool(root)
    window.find(root, None, re.compile("^Old · 17 min, figure of "))
    silent = re.compile("^Portillon de sortie silent: the total can no longer be right")
    window.find(root, None, silent)

    # Neither who enters nor a passage that somebody adds makes it right.
    pass_gate(world, "entry", 1083)
    press_until_said(root, "plus", "^Add one person, 74 present")
    window.find(root, None, silent)

    window.press("r")
    window.find(root, None, re.compile("^How many"))
    window.press("ctrl+a")
    window.write("40")
    window.press("Return")
    window.find(root, "push button", re.compile("^Add one person, 40 present"))
    window.gone(root, None, silent)
    window.find(root, None, re.compile("^Counted by hand"))

    # It comes back with all that it kept, most of which had left when somebody counted.
    pass_gate(world, "exit", 545)
    pass_gate(world, "exit", 547)
    window.find(root, "push button", re.compile("^Add one person, 38 present"))
    window.find(root, None, re.compile("^Live · "))


def test_a_service_that_is_slow_is_waited_for_with_words(world):
    """What is not here yet is not said to be missing."""
    import window
    world.start_service()
    world.connect_desktop()
    world.stop_service()
    address, port = world.listen.split(":")
    with socket.create_server((address, int(port))):
        _, root = world.start_application()
        window.find(root, None, "Reading the places…")
        for key, words in (("ctrl+2", "Reading the places…"), ("ctrl+3", "Reading the sources…")):
            window.press(key)
            window.find(root, "status bar", words)
        # A line that stays dead is another thing than a slow one, and still no emptiness.
        window.find(root, None, "Nothing received yet", 60)
        for key in ("ctrl+1", "ctrl+2", "ctrl+3"):
            window.press(key)
            window.find(root, None, "Nothing received yet")
            for missing in ("Nothing to count yet", "No source yet", "No place yet"):
                assert window.look(root, None, missing) is None, missing
    world.start_service()
    window.find(root, "list", re.compile("^(Running|To look at), "), 60)
    window.gone(root, None, re.compile("^Reading the "))
    window.press("ctrl+2")
    window.find(root, "push button", re.compile("^Add one "))


def test_a_double_click_opens_a_place_and_its_keys_count(world):
    import window
    sample_town(world)
    _, root = world.start_application()
    row = window.find(root, "list item", re.compile(f"^{POOL}, .*142"))
    window.click(row, 2)
    window.find(root, "push button", re.compile(r"^Add one person, 142 present"))
    press_until_said(root, "plus", r"^Add one person, 143 present")
    press_until_said(root, "ctrl+z", r"^Add one person, 142 present")


def test_the_keys_of_a_page_work_as_soon_as_it_shows(world):
    import window
    sample_town(world)
    _, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "))
    window.press("ctrl+2")
    before = window.name(window.find(root, "push button", re.compile("^Add one")))
    window.press("plus")
    window.wait_for(lambda: window.name(window.find(root, "push button", re.compile("^Add one"))) != before,
                    "one more than: " + before)


def test_counting_begins_with_the_place_that_was_chosen(world):
    import window
    sample_town(world)
    _, root = world.start_application()
    window.find(root, "list item", re.compile(f"^{POOL}"))
    window.reach(root, "list item", re.compile(f"^{POOL}"), "F6", 8)
    window.press("Down", "Up", "ctrl+2")
    window.find(root, "push button", re.compile("^Add one person, 142 present"))


def test_space_pins_a_place_and_f11_shows_the_wall(world):
    import window
    sample_town(world)
    program, root = world.start_application()
    window.find(root, "list item", re.compile(f"^{POOL}"))
    window.reach(root, "list item", re.compile(f"^{POOL}"), "F6", 8)
    window.press("space")
    window.find(root, "list item", re.compile(f"^{POOL}.*on the wall display"))
    window.press("F11")
    window.gone(root, "push button", re.compile("^Gare, "))
    window.find(root, "push button", re.compile(f"^{POOL}, .*142"))
    window.press("Escape")
    window.find(root, "push button", re.compile("^Gare, "))
    world.kill(program)

    _, root = world.start_application()
    window.find(root, "list item", re.compile(f"^{POOL}.*on the wall display"))


def test_damaged_data_are_asked_about_and_kept(world):
    import window
    sample_town(world)
    program, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "))
    world.wait_until_kept()
    world.kill(program)

    (path,) = [os.path.join(folder, "replica.db") for folder, _, files in os.walk(world.folder)
               if "replica.db" in files]
    # What was written last is in the log beside it, which would mend the first page.
    for suffix in ("-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    with open(path, "wb") as stream:
        stream.write(b"no longer a database" * 1000)

    _, root = world.start_application()
    window.find(root, "push button", "Start Again from the Service")
    assert os.path.getsize(path) == 20000, "nothing is touched before somebody chose"
    window.reach(root, "push button", "Start Again from the Service", "Tab", 6)
    window.press("Return")
    window.find(root, None, re.compile("The damaged file is kept"))
    window.find(root, "heading", re.compile("^169 "), 30)
    kept = [name for name in os.listdir(os.path.dirname(path)) if name.startswith("replica.db.damaged-")]
    assert len(kept) == 1 and os.path.getsize(os.path.join(os.path.dirname(path), kept[0])) == 20000


if __name__ == "__main__":
    sys.exit(run("desktop", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                             if name.startswith("test_")]))
