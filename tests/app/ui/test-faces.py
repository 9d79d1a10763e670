#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A counter's computer that several people share: faces, PINs, and who did what. TAP."""
import http.client
import json
import os
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402

POOL = "Piscine des Mariniers"
ONLINE = re.compile("^Connection: .*Online")

SEARCH = """
import json, gi
gi.require_version("Secret", "1")
from gi.repository import Secret
kind = Secret.SchemaAttributeType.STRING
schema = Secret.Schema.new("fr.parvis.Parvis", Secret.SchemaFlags.NONE, {"service": kind, "account": kind})
flags = Secret.SearchFlags.ALL | Secret.SearchFlags.LOAD_SECRETS
print(json.dumps({item.get_attributes()["account"]: item.retrieve_secret_sync(None).get_text()
                  for item in Secret.password_search_sync(schema, {}, flags, None)}))
"""


def keyring(world):
    """What whoever sits at the machine reads in its keyring, by account."""
    said = subprocess.run(["/usr/bin/python3", "-c", SEARCH], env=world.environment, check=True, timeout=30,
                          capture_output=True, text=True)
    return json.loads(said.stdout)


def settings(world):
    path = os.path.join(world.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
    with open(path, encoding="utf-8") as stream:
        return path, stream.read()


def choose_pin(root, window, pin):
    window.find(root, "text", "New PIN", 60)
    window.write(pin)
    window.press("Return")
    window.write(pin)
    window.press("Return")
    window.gone(root, "text", "New PIN", 60)


def share(root, window, pin):
    """In the preferences: several people use this computer, and this is my PIN."""
    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Messages That Stay"))
    window.click(list(window.look_all(root, "page tab", "Sharing"))[-1])
    window.click(window.find(root, "list item", re.compile("^Several People Use This Computer")))
    choose_pin(root, window, pin)
    window.press("Escape")
    window.gone(root, None, re.compile("^Several People Use This Computer"), 60)


def leave(root, window):
    window.press("ctrl+shift+l")
    window.find(root, "heading", "Who Are You?", 60)


def open_face(root, window, name, pin):
    window.reach(root, "push button", name, "Tab", 12)
    window.press("Return")
    window.find(root, "push button", "Open")
    window.write(pin)
    window.press("Return")


def arrive(root, window, world, name, pin):
    """Somebody else signs in in full, and chooses a PIN."""
    code = world.invite(name, "counter")
    window.reach(root, "push button", "Somebody Else…", "Tab", 12)
    window.press("Return")
    window.reach(root, "list item", re.compile("pairing code"), "Tab", 12)
    window.press("Return")
    window.find(root, "push button", "Sign In")
    window.write(code)
    window.press("Return")
    choose_pin(root, window, pin)
    window.find(root, "push button", ONLINE, 60)


def count_one(root, window):
    window.press("ctrl+2")
    tab = window.find(root, "page tab", "Counting")
    window.wait_for(lambda: "selected" in window.states(tab), "the page for counting")
    window.wait_for(lambda: window.focused(root) and window.role(window.focused(root)) != "page tab",
                    "the keyboard in the page")
    window.press("plus")


def counts(world):
    """Who counted how many, in the town's log of the day."""
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    found = {}
    for change in changes:
        if change["kind"] == "gauge_log" and not change["deleted"]:
            for entry in change["body"]["entries"]:
                if entry["what"] == "count":
                    found[entry["actor"]] = found.get(entry["actor"], 0) + entry["delta"]
    return found


def start_shared(world, more=""):
    """Nadia's window, on a computer that is known to be shared: she is asked for a PIN."""
    import window
    world.start_service()
    world.play()
    world.connect_desktop("Nadia Roux", "counter")
    path, text = settings(world)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text + "shared-computer=true\n" + more)
    program, root = world.start_application()
    choose_pin(root, window, "4821")
    window.find(root, "push button", ONLINE, 60)
    return window, program, root


def test_a_computer_is_shared_from_the_preferences(world):
    import window
    world.start_service()
    world.play()
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "push button", ONLINE, 60)
    assert all(secret.startswith("pvr_") for secret in keyring(world).values())
    share(root, window, "4821")
    wait_for(lambda: all(secret.startswith("sealed pvf_") for secret in keyring(world).values()), 10,
             "the sealed token")
    leave(root, window)


def test_two_people_share_a_desk_and_each_acts_under_their_own_name(world):
    window, _, root = start_shared(world)
    before = counts(world)
    count_one(root, window)
    leave(root, window)

    # Nothing of her is left to see or to read.
    assert not window.look(root, None, re.compile(POOL))
    assert not window.unnamed(root), window.unnamed(root)
    assert window.look(root, "push button", "Nadia Roux")
    assert not world.replicas(), world.replicas()
    arrive(root, window, world, "Luc Petit", "739628")
    count_one(root, window)
    leave(root, window)
    assert window.look(root, "push button", "Nadia Roux") and window.look(root, "push button", "Luc Petit")
    secrets = keyring(world)
    assert len(secrets) == 2, secrets
    assert all(secret.startswith("sealed pvf_") and "pvr_" not in secret for secret in secrets.values())

    open_face(root, window, "Nadia Roux", "4821")
    window.find(root, "push button", ONLINE, 60)
    count_one(root, window)

    def gained():
        now = counts(world)
        return sorted(now[who] - before.get(who, 0) for who in now if now[who] != before.get(who, 0))
    wait_for(lambda: gained() == [1, 2], 20, "three counts of two people")
    leave(root, window)
    assert keyring(world).keys() == secrets.keys()
    assert all(secret.startswith("sealed pvf_") for secret in keyring(world).values())


def test_five_wrong_pins_end_what_the_face_opened(world):
    window, _, root = start_shared(world)
    leave(root, window)
    window.reach(root, "push button", "Nadia Roux", "Tab", 12)
    window.press("Return")
    window.find(root, "push button", "Open")
    assert not window.unnamed(root), window.unnamed(root)
    for left in ("4 tries are", "3 tries are", "2 tries are", "1 try is"):
        window.write("9047")
        window.press("Return")
        window.find(root, None, re.compile(f"^This PIN is wrong. {left} left"), 60)
    window.write("9047")
    window.press("Return")
    window.find(root, None, re.compile("^This face opens no more"), 60)
    assert not window.look(root, "push button", "Nadia Roux")
    wait_for(lambda: keyring(world) == {}, 10, "an empty keyring")
    arrive(root, window, world, "Luc Petit", "739628")


def test_without_the_network_who_is_there_goes_on_and_nobody_else_opens(world):
    window, program, root = start_shared(world)
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.press("ctrl+shift+l")
    window.find(root, None, re.compile("^Changing the person needs the network. .*Nadia Roux goes on"))
    assert window.look(root, "page tab", "Counting")
    count_one(root, window)
    window.find(root, "push button", re.compile("^Connection: .*1 "), 60)
    world.kill(program)

    # What she did waits for her, and goes out with nobody else's name.
    program, root = world.start_application()
    window.find(root, "heading", "Who Are You?", 60)
    assert world.replicas(), "what waits is kept"
    window.reach(root, "push button", "Nadia Roux", "Tab", 12)
    window.press("Return")
    window.find(root, "push button", "Open")
    window.write("4821")
    window.press("Return")
    window.find(root, None, re.compile("^Opening a face needs the network"), 60)
    window.press("Escape")
    window.find(root, "heading", "Who Are You?")
    world.start_service()
    before = counts(world)
    arrive(root, window, world, "Luc Petit", "739628")
    assert counts(world) == before, "nothing of hers under his name"
    leave(root, window)
    open_face(root, window, "Nadia Roux", "4821")

    def gained():
        now = counts(world)
        return [now[who] - before.get(who, 0) for who in now if now[who] != before.get(who, 0)]
    wait_for(lambda: gained() == [1], 20, "her count")


def test_a_face_whose_pin_was_typed_opens_when_the_line_is_back(world):
    window, _, root = start_shared(world)
    leave(root, window)
    world.stop_service()
    open_face(root, window, "Nadia Roux", "4821")
    window.find(root, None, re.compile("^Opening a face needs the network, .*opens by itself"), 60)
    assert not window.unnamed(root), window.unnamed(root)
    world.start_service()
    window.find(root, "push button", ONLINE, 60)

    # Who typed anything else meanwhile is asked again.
    leave(root, window)
    world.stop_service()
    open_face(root, window, "Nadia Roux", "4821")
    window.find(root, None, re.compile("^Opening a face needs the network, .*opens by itself"), 60)
    window.press("BackSpace")
    window.gone(root, None, re.compile("^Opening a face needs the network"))


def streams(world):
    connection = http.client.HTTPConnection(world.listen, timeout=10)
    connection.request("GET", "/metrics")
    return int(re.search(rb"^parvis\w*_streams (\d+)", connection.getresponse().read(), re.M).group(1))


def test_a_desk_that_was_left_without_the_network_locks_when_it_is_back(world):
    patience = 30
    window, _, root = start_shared(world, f"lock-after={patience}\n")
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.press("shift")
    left = time.monotonic()
    wait_for(lambda: time.monotonic() > left + patience + 2, patience + 10, "nobody there for long enough")
    assert not window.look(root, "heading", "Who Are You?")
    world.start_service()
    # Between two tries is up to a minute. With the line it locks at once, and not when it next looks at its clock.
    wait_for(lambda: streams(world) > 0, 90, "the line to be back")
    window.find(root, "heading", "Who Are You?", 8)


def test_a_shared_desk_asks_who_is_there_when_nobody_was(world):
    window, _, root = start_shared(world, "lock-after=20\n")
    window.find(root, "heading", "Who Are You?", 60)
    assert not window.look(root, None, re.compile(POOL))
    open_face(root, window, "Nadia Roux", "4821")
    window.find(root, "push button", ONLINE, 60)


def test_a_face_leaves_the_list_and_its_sign_in_ends(world):
    window, _, root = start_shared(world)
    leave(root, window)
    window.reach(root, "push button", re.compile("^Take Nadia Roux off"), "Tab", 12)
    window.press("Return")
    window.find(root, "push button", "Take Off")
    window.reach(root, "push button", "Take Off", "Tab", 6)
    window.press("Return")
    window.gone(root, "push button", "Nadia Roux")
    wait_for(lambda: keyring(world) == {}, 10, "an empty keyring")


if __name__ == "__main__":
    sys.exit(run("faces", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                           if name.startswith("test_")]))
