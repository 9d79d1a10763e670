#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk goes through a queue of dossiers by keyboard alone, while a colleague works the same queue through the
service and the line drops twice. TAP. PARVIS_DOSSIERS=60 makes it a long day."""
import importlib
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, sample, wait_for  # noqa: E402

dossiers = importlib.import_module("test-dossiers")
MANY = int(os.environ.get("PARVIS_DOSSIERS", "12"))
# What she was first with is refused and stays in the list until it was read.
DRAINED = re.compile("^Connection: (Online|1 action refused)$")
WORDS = "Le tampon du docteur suffit"


def names():
    return [f"Enfant {chr(ord('A') + i // 10)}{i % 10}" for i in range(MANY)]


def judge_as_colleague(desk, name):
    """What is there is approved, and the family is told."""
    desk.world.ask("POST", f"dossiers/{desk.ids[name]}/take", {"over": True}, desk.nadia())
    desk.world.ask("POST", f"dossiers/{desk.ids[name]}/verdict",
                   {"requirement": "birth", "state": "accepted", "was": "received"}, desk.nadia())
    desk.world.ask("POST", f"dossiers/{desk.ids[name]}/finish", {}, desk.nadia())


def open_name(root):
    """Whose dossier is open."""
    import window
    return window.name(window.find(root, "heading", re.compile("^Enfant ")))


def until_ready(root):
    import window
    wait_for(lambda: "sensitive" in window.states(window.find(root, "push button", "Approve Document")), 60,
             "the picture")


def finish(root):
    """The dossier ends; the next one opens, if there is one."""
    import window
    window.find(root, "push button", "Finish File", 60)
    window.press("ctrl+Return")


def ask_again(root, words=""):
    import window
    window.press("r")
    window.find(root, "push button", "Ask Again", 30)
    window.press("1")
    if words:
        window.reach(root, "text", "Add a sentence (optional)", "Tab", 12)
        window.write(words)
        window.find(root, "label", re.compile(f"« La photo est floue.*{words}"), 30)


def close_again(root):
    import window
    window.press("ctrl+Return")
    window.gone(root, "push button", "Ask Again", 30)


def test_a_run_of_dossiers_by_keyboard_alone(world):
    import window
    all_names = names()
    desk = dossiers.Desk(world, all_names)
    page = dossiers.picture()
    for name in all_names:
        desk.upload(name, "birth", page)
    _, root = dossiers.open_page(desk)
    window.reach(root, "list item", re.compile(f"^{all_names[0]}, "), "Tab", 40)
    window.press("Return")
    window.find(root, "heading", all_names[0], 30)

    theirs = all_names[-3:]
    crossed, again, seen = None, [], []
    while True:
        name, number = open_name(root), len(seen)
        seen.append(name)
        assert seen.count(name) == 1, f"{name} came twice: {seen}"
        until_ready(root)
        if number in (3, 7):
            world.stop_service()
            window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
        if number == 6:
            # Both have the same one: she is first, and what he wrote is not lost.
            crossed = name
            ask_again(root, WORDS)
            judge_as_colleague(desk, name)
            window.find(root, "list item", re.compile(f"^{name}, Taken by Nadia R."), 30)
            window.press("ctrl+Return")
            wait_for(lambda: any(WORDS in text for text in desk.notes(crossed)), 30, "the note")
            window.press("j")
        elif number % 4 == 1:
            again.append(name)
            ask_again(root, WORDS)
            close_again(root)
            finish(root)
        else:
            window.press("v")
            finish(root)
        if number in (4, 8):
            world.start_service()
            window.find(root, "push button", DRAINED, 120)
        if number == 2:
            for other in theirs:
                judge_as_colleague(desk, other)
        if len(seen) == len(all_names) - len(theirs):
            break
        wait_for(lambda: open_name(root) != name, 60, "the next dossier")

    window.find(root, "push button", DRAINED, 120)
    for name in all_names:
        wait_for(lambda: desk.document(name, "birth")["state"] != "received", 60, f"the verdict on {name}")
        verdicts = desk.verdicts(name)
        assert len(verdicts) == 1, (name, verdicts)
        expected = "rejected" if name in again else "accepted"
        assert verdicts[0]["state"] == expected, (name, verdicts)
        if name in again:
            assert verdicts[0]["text"].endswith(WORDS), verdicts
        if name != crossed:
            wait_for(lambda: "tell_at" in desk.see(name), 60, f"the end of {name}")
    sample.ask(world.options.parvisctl, world.state, world.environment, "audit", "verify", sample.INSEE)


def opened(world):
    """Whose pictures were given to somebody, by the trail; once each."""
    entries = world.ask("GET", "audit?limit=1000")["entries"]
    return [entry for entry in entries if entry["action"] in ("upload.content", "dossier.file")]


def test_each_point_is_ticked_where_the_town_wants_it(world):
    import window
    desk = dossiers.Desk(world, ["Enfant A0"])
    world.ask("POST", "description", {"check_each": True})
    desk.upload("Enfant A0", "birth", dossiers.picture())
    _, root = dossiers.open_page(desk)
    window.reach(root, "list item", re.compile("^Enfant A0, "), "Tab", 40)
    window.press("Return")
    until_ready(root)
    window.press("1", "v")
    window.find(root, "label", "Still to tick: Date of birth, Names of the parents, "
                "Legible, all four corners visible", 30)
    box = window.find(root, "check box", re.compile("^Date of birth"))
    window.wait_for(lambda: "focused" in window.states(box), "the focus on what is left", 30)
    assert desk.document("Enfant A0", "birth")["state"] == "received"
    window.press("space", "3", "4", "v")
    window.find(root, "push button", "Finish File", 30)
    wait_for(lambda: desk.document("Enfant A0", "birth")["state"] == "accepted", 30, "the verdict")
    assert desk.verdicts("Enfant A0")[0]["checks"] == ["child", "date", "parents", "legible"]

    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Messages That Stay"), 30)
    window.reach(root, "page tab", "Front Desk", "Tab", 20)
    window.press("space")
    window.find(root, None, "Each Point Must Be Ticked", 30)
    window.find(root, "label", "Set by the town")
    window.find(root, None, re.compile("^Files Kept Without the Network"))
    assert not window.unnamed(root), window.unnamed(root)
    window.reach(root, "page tab", "Privacy", "Tab", 20)
    window.press("space")
    window.find(root, "label", re.compile("^7 days after the decision. The photos only serve"), 30)
    window.find(root, "label", re.compile("^6 months after the decision. For appeals"))
    window.find(root, "label", re.compile("^1 year after the end of what was accepted. While the child"))
    assert not window.unnamed(root), window.unnamed(root)


def keep(world, number):
    """As somebody set it in the preferences of this machine."""
    path = os.path.join(world.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
    with open(path, "a", encoding="utf-8") as stream:
        stream.write(f"dossiers-kept={number}\n")


def test_the_next_files_are_here_without_the_network(world):
    import window
    people = ["Enfant A0", "Enfant A1", "Enfant A2", "Enfant A3"]
    desk = dossiers.Desk(world, people)
    page = dossiers.picture()
    for name in people:
        desk.upload(name, "birth", page)
        desk.upload(name, "income", page)
    world.connect_desktop("Nathalie Rousseau", "clerk")
    keep(world, 3)
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+2")
    window.reach(root, "list item", re.compile("^Enfant A0, "), "Tab", 40)
    window.press("Return")
    until_ready(root)
    # Of three files each picture once, and what their families wrote.
    wait_for(lambda: len([entry for entry in opened(world) if entry["action"] == "upload.content"]) == 6, 60,
             "the pictures of three files")
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    for name in people[:3]:
        window.find(root, "heading", name, 30)
        until_ready(root)
        assert window.look(root, "list item", re.compile(f"Parent de {name}")), "what the family wrote"
        window.press("v")
        window.find(root, "heading", "Tax notice", 30)
        until_ready(root)
        window.press("v")
        finish(root)
    window.find(root, "heading", people[3], 30)
    window.find(root, "label", "The next file needs the network.", 30)
    world.start_service()
    until_ready(root)
    for name in people[:3]:
        wait_for(lambda: desk.document(name, "income")["state"] == "accepted", 60, f"the verdict on {name}")


if __name__ == "__main__":
    sys.exit(run("review", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                            if name.startswith("test_")]))
