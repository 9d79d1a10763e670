#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk at the real window, with the real service and families behind it. TAP."""
import datetime
import http.client
import os
import re
import string
import subprocess
import sys
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import Failure, account, answer_chooser, run, sample, wait_for  # noqa: E402

CARD = {"name": "Guichet petite enfance", "address": "1, place de la Mairie, 00001 Essai",
        "phone": "02 41 00 00 01", "email": "creche@essai.fr"}
NAMES = ["Zoé Lefèvre", "Elio Martin-Bakari", "Inès Ouedraogo"]
DEVICES = string.ascii_letters + string.digits


def answers(child):
    today = datetime.date.today()
    return {"born": True, "child_name": child, "birth_date": str(today - datetime.timedelta(400)),
            "from": str(today + datetime.timedelta(60)),
            "days": ["monday", "friday"], "kind": "regular", "sibling": False,
            "parent_name": f"Parent de {child}", "second_parent": False,
            "address": {"street": "8 rue des Mariniers", "postcode": "49000", "city": "Angers"},
            "resident": True, "lodged": False, "situation": "all_work", "phone": "0612345678",
            "honour": True}


class Desk:
    """A town that takes enrolments, and its clerks."""

    def __init__(self, world, names=None):
        self.world = world
        world.start_service()
        world.ask("POST", "modules/dossiers", {"published": True})
        world.ask("POST", "procedures", {"template": "creche", "card": CARD})
        nadia = account.Account(world.service, account.pair(
            world.service, world.invite("Nadia R.", "clerk"), "test"))
        self.nadia = lambda: {"Authorization": f"Bearer {nadia.token()}"}
        self.ids = {}
        for name in names or NAMES:
            self.submit(name)

    def submit(self, name):
        device = {"Parvis-Device": DEVICES[len(self.ids)] * 43}
        dossier = self.world.ask("POST", "procedures/creche/dossiers", {}, device)["id"]
        self.world.ask("POST", f"dossiers/{dossier}/answers", {"answers": answers(name)}, device)
        self.world.ask("POST", f"dossiers/{dossier}/submit", {}, device)
        self.ids[name] = dossier

    def upload(self, name, requirement, page):
        """As a browser does it (tus)."""
        device = DEVICES[list(self.ids).index(name)] * 43
        connection = http.client.HTTPConnection(self.world.listen, timeout=10)

        def ask(method, path, headers, body=None):
            connection.request(method, path, body, {"Parvis-Device": device, "Tus-Resumable": "1.0.0",
                                                    "Idempotency-Key": str(uuid.uuid4()), **headers})
            answer = connection.getresponse()
            said = answer.read()
            if not 200 <= answer.status < 300:
                raise Failure(f"{method} {path}: {answer.status} {said[:300]}")
            return answer
        place = ask("POST", f"/api/v1/towns/{sample.INSEE}/dossiers/{self.ids[name]}/documents/{requirement}/uploads",
                    {"Upload-Length": str(len(page))}).getheader("Location")
        ask("PATCH", place, {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}, page)

    def document(self, name, requirement):
        return next(entry for entry in self.see(name)["documents"] if entry["requirement"] == requirement)

    def file(self, name):
        return self.world.ask("GET", f"dossiers/{self.ids[name]}/file", None, self.nadia())

    def verdicts(self, name):
        return [entry for entry in self.file(name)["history"] if entry["kind"] == "verdict"]

    def see(self, name):
        changes = self.world.ask("GET", "changes?after=0&limit=1000", None, self.nadia())["changes"]
        return next(change["body"] for change in reversed(changes)
                    if change["kind"] == "dossier" and change["id"] == self.ids[name])

    def holder(self, name):
        return self.see(name).get("assigned", {}).get("name")

    def notes(self, name):
        return [entry["text"] for entry in self.file(name)["history"] if entry["kind"] == "note"]


def picture():
    return subprocess.run(["convert", "-size", "600x800", "xc:ivory", "jpeg:-"], check=True,
                          capture_output=True).stdout


def open_page(desk, size="1280x800"):
    import window
    desk.world.connect_desktop("Nathalie Rousseau", "clerk", size=size)
    program, root = desk.world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.find(root, "list item", re.compile("^Files"), 30)
    window.press("ctrl+2")
    window.find(root, "push button", re.compile("^Files shown: "))
    return program, root


def show_all(root):
    """Nobody has sent a document yet, so nothing is to be reviewed."""
    import window
    window.reach(root, "push button", re.compile("^Files shown: "), "Tab", 20)
    window.press("space")
    window.find(root, "list item", re.compile("^All under way"))
    window.reach(root, "list item", re.compile("^All under way"), "Down", 10)
    window.press("Return")
    window.find(root, "list", re.compile("^All under way, "))
    # It would take the next click.
    window.gone(root, "list item", re.compile("^All under way"))


def test_a_clerk_finds_takes_and_notes_by_keyboard_alone(world):
    import window
    desk = Desk(world)
    _, root = open_page(desk)
    window.find(root, None, "Everything is up to date")
    show_all(root)
    for name in NAMES:
        window.find(root, "list item", re.compile(f"^{name}, Submitted today, 0 of [0-9]+ documents"))
    assert not window.unnamed(root), window.unnamed(root)

    # Without the accent that it has.
    window.press("ctrl+f")
    wait_for(lambda: (found := window.focused(root)) is not None and window.role(found) == "entry",
             15, "the search to have the focus")
    window.write("zoe")
    window.gone(root, "list item", re.compile("^Elio"))
    window.find(root, "list item", re.compile("^Zoé"))
    window.press("Return")
    window.find(root, "heading", "Zoé Lefèvre")
    window.press("t")
    window.find(root, None, re.compile("^Taken by you at"))
    wait_for(lambda: desk.holder("Zoé Lefèvre") == "Nathalie Rousseau", 30, "the hold at the service")
    window.press("ctrl+z")
    wait_for(lambda: desk.holder("Zoé Lefèvre") is None, 30, "the hold to be given back")

    write_note(root, "Rappeler jeudi")
    wait_for(lambda: "Rappeler jeudi" in desk.notes("Zoé Lefèvre"), 30, "the note at the service")


def test_who_holds_a_file_is_told_and_it_can_be_taken_over(world):
    import window
    desk = Desk(world)
    world.ask("POST", f"dossiers/{desk.ids['Inès Ouedraogo']}/take", {}, desk.nadia())
    _, root = open_page(desk)
    show_all(root)
    row = re.compile("^Inès Ouedraogo, Taken by Nadia R. at [0-9:]+, ")
    window.find(root, "list item", row)
    window.click(window.find(root, "list item", row))
    window.find(root, "push button", "Take Over")
    window.press("t")
    wait_for(lambda: desk.holder("Inès Ouedraogo") == "Nathalie Rousseau", 30, "the file to change hands")
    window.find(root, "list item", re.compile("^Inès Ouedraogo, Submitted today"))
    world.ask("POST", f"dossiers/{desk.ids['Inès Ouedraogo']}/take", {"over": True}, desk.nadia())
    window.find(root, "list item", row)


def test_offline_it_is_queued_sealed_and_outlives_the_program(world):
    import window
    desk = Desk(world)
    program, root = open_page(desk)
    show_all(root)
    # A click behind a list that has just closed may be taken for its end.
    window.reach(root, "list item", re.compile("^Zoé Lefèvre"), "Tab", 40)
    window.press("Return")
    window.find(root, "heading", "Zoé Lefèvre")
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.press("t")
    window.find(root, "list item", re.compile("^Zoé Lefèvre, change queued"))
    write_note(root, "Mme Ouedraogo rappelle")
    window.find(root, "push button", re.compile("^Connection: .*2 "), 60)
    world.kill(program)

    # Who has the disk and not the login.
    told = desk.ids["Zoé Lefèvre"]
    secrets = ("Lefèvre", "Lef\\u00e8vre", "Zo\\u00e9", "Martin-Bakari", "Ouedraogo", "rappelle")
    assert world.on_disk(told, *secrets) == {told}, world.on_disk(told, *secrets)

    # The filter and what waits are there again, and go out.
    _, root = world.start_application()
    window.find(root, "list", re.compile("^All under way, 3"), 30)
    window.find(root, "list item", re.compile("^Zoé Lefèvre, change queued"), 30)
    world.start_service()
    wait_for(lambda: desk.holder("Zoé Lefèvre") == "Nathalie Rousseau", 60, "the hold at the service")
    wait_for(lambda: "Mme Ouedraogo rappelle" in desk.notes("Zoé Lefèvre"), 30, "the note at the service")


def write_note(root, text):
    """Keys come in their order, and N moves the focus before the next one is read; GTK tells nobody that the
    entry in a row has it."""
    import window
    window.press("n")
    window.write(text)
    window.press("Return")


def open_dossier(root, name):
    """From the list, so that the keys go to its documents."""
    import window
    window.click(window.find(root, "list item", re.compile(f"^{name}")))
    window.find(root, "heading", name)


def state_of(desk, name, requirement):
    return desk.document(name, requirement)["state"]


def test_documents_are_judged_by_single_keys_and_taken_back(world):
    import window
    desk = Desk(world)
    page = picture()
    for requirement in ("birth", "address"):
        desk.upload("Zoé Lefèvre", requirement, page)
    desk.upload("Elio Martin-Bakari", "birth", page)
    _, root = open_page(desk)
    open_dossier(root, "Zoé Lefèvre")
    window.find(root, "label", re.compile("^File [12] of 2 · document 2 of [0-9]+$"))
    window.find(root, "push button", re.compile("^Birth, to review, 2 of "))
    # What was declared stands beside what is looked at.
    window.find(root, "check box", "In the child’s name, Declared: Zoé Lefèvre", 30)
    # The number is not shown before somebody wants it.
    window.find(root, "list item", re.compile("06 •• •• •• 78"))
    window.act(window.find(root, "push button", "Show the telephone number"))
    window.find(root, "list item", re.compile("0612345678"), 30)

    # Two are ticked one by one, the others with the verdict. Nothing is approved unseen.
    window.click(window.find(root, "push button", re.compile("^Birth, to review")))
    window.find(root, "image", re.compile("^Photo 1 of 1, Birth"), 30)
    window.press("2")
    wait_for(lambda: "checked" in window.states(window.find(
        root, "check box", re.compile("^Date of birth"))), 15, "the second box")
    window.press("4", "v")
    window.find(root, "push button", re.compile("^Birth, approved"))
    window.find(root, None, re.compile("^Birth approved. .*, document [0-9] of [0-9]"))
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "accepted", 30, "the verdict at the service")
    assert desk.verdicts("Zoé Lefèvre")[-1]["checks"] == ["date", "legible"]

    # What was decided is taken back, and is what is looked at again.
    window.press("ctrl+z")
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "received", 30, "the verdict to be taken back")
    window.find(root, "label", re.compile("^File [12] of 2 · document 2 of [0-9]+$"))
    window.press("shift+v")
    wait_for(lambda: desk.document("Zoé Lefèvre", "birth").get("acceptance") == "seen_at_desk", 30,
             "that the original was seen")

    # The last one; then the dossier ends, and the next one opens.
    window.find(root, "image", re.compile("^Photo 1 of 1, Address"), 30)
    window.press("v")
    window.find(root, "push button", "Finish File")
    window.press("ctrl+Return")
    window.find(root, "heading", "Elio Martin-Bakari")
    wait_for(lambda: "tell_at" in desk.see("Zoé Lefèvre"), 30, "that the family will be told")
    window.find(root, None, re.compile("^Zoé Lefèvre: file finished, message in 10 min"))

    # The end is taken back: that file is what is looked at, and it is to be finished.
    window.press("ctrl+z")
    window.find(root, "heading", "Zoé Lefèvre")
    wait_for(lambda: "tell_at" not in desk.see("Zoé Lefèvre"), 30, "that the family will not be told")
    window.find(root, "list item", re.compile("^Zoé Lefèvre, Reviewed, to be finished, "), 30)
    assert not window.unnamed(root), window.unnamed(root)


def test_a_document_is_asked_for_again_and_no_word_is_lost(world):
    import window
    desk = Desk(world)
    desk.upload("Zoé Lefèvre", "birth", picture())
    _, root = open_page(desk)
    open_dossier(root, "Zoé Lefèvre")
    window.click(window.find(root, "push button", re.compile("^Birth, to review")))
    window.press("r")
    window.find(root, "push button", "Ask Again")
    window.press("1")
    window.find(root, "label", re.compile("^« La photo est floue.*»$"))
    window.click(window.find(root, "text", "Add a sentence (optional)"))
    window.write("Le tampon suffit, appelez le 0241000099")
    window.find(root, "label", re.compile("^« La photo est floue.* Le tampon suffit"))
    window.find(root, "label", re.compile("^This message seems to have a number in it"))
    # Closed by mistake: it is all there again.
    window.press("Escape")
    window.gone(root, "push button", "Ask Again")
    window.press("r")
    window.find(root, "label", re.compile("^« La photo est floue.* Le tampon suffit"))
    window.press("ctrl+Return")
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "rejected", 30, "the verdict at the service")
    entry = desk.verdicts("Zoé Lefèvre")[-1]
    assert entry["reason"] == "blurred" and entry["text"].startswith("La photo est floue."), entry
    assert entry["text"].endswith("Le tampon suffit, appelez le 0241000099"), entry
    until = desk.document("Zoé Lefèvre", "birth")["until"]
    there = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=sample.offset_now())
    assert until == str(there.date() + datetime.timedelta(10)), until

    # Another verdict, taken back: what was said before is said again, word by word.
    window.click(window.find(root, "push button", re.compile("^Birth, asked for again")))
    window.press("shift+v")
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "accepted", 30, "that the original was seen")
    window.press("ctrl+z")
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "rejected", 30, "the rejection to be back")
    assert desk.document("Zoé Lefèvre", "birth")["until"] == until
    back = desk.verdicts("Zoé Lefèvre")[-1]
    assert (back["reason"], back["text"]) == (entry["reason"], entry["text"]), back


def search(root, word):
    """A letter that comes before the line has the focus is a key of the picture."""
    import window
    window.press("ctrl+f")
    window.wait_for(lambda: "Name or number" in window.name(window.focused(root) or root), "the line to search in", 15)
    window.write(word)


def test_labels_are_written_found_and_taken_back(world):
    import window
    desk = Desk(world)
    _, root = open_page(desk)
    show_all(root)
    open_dossier(root, "Zoé Lefèvre")
    window.press("l")
    window.find(root, "text", "Labels")
    window.write("urgent, fratrie")
    window.press("Return")
    wait_for(lambda: desk.see("Zoé Lefèvre")["labels"] == ["urgent", "fratrie"], 30, "the labels")
    window.find(root, None, "Labels, urgent, fratrie")
    # What is too long is said, and what was typed is there again.
    window.press("l")
    window.find(root, "text", "Labels")
    window.press("ctrl+a")
    window.write("x" * 41)
    window.find(root, None, re.compile("^A label has at most 40 letters"))
    window.press("Escape")
    window.gone(root, "text", "Labels")
    window.press("l")
    wait_for(lambda: window.text_of(window.find(root, "text", "Labels")) == "x" * 41, 15, "what was typed")
    window.press("ctrl+a")
    window.write("urgent")
    window.press("Return")
    wait_for(lambda: desk.see("Zoé Lefèvre")["labels"] == ["urgent"], 30, "the other labels")
    window.press("ctrl+z")
    wait_for(lambda: desk.see("Zoé Lefèvre")["labels"] == ["urgent", "fratrie"], 30, "the first labels")
    search(root, "fratrie")
    window.find(root, "list", "Found, 1")


def test_names_are_hidden_while_somebody_looks(world):
    import window
    desk = Desk(world)
    _, root = open_page(desk)
    show_all(root)
    open_dossier(root, "Zoé Lefèvre")
    number = desk.see("Zoé Lefèvre")["number"]
    window.find(root, None, "Name of the child, Zoé Lefèvre")
    window.press("ctrl+shift+h")
    window.find(root, "heading", number)
    window.find(root, "list item", re.compile(f"^{number}, Submitted today"))
    window.find(root, None, "Names are hidden: Ctrl+Shift+H shows them.")
    said = "\n".join(window.tree(root))
    for word in [part for name in NAMES for part in name.split()]:
        assert word not in said, word
    # One finds by name what is hidden.
    search(root, "ouedraogo")
    window.find(root, "list item", re.compile(f"^{desk.see('Inès Ouedraogo')['number']}, "))
    window.press("Escape")
    window.press("ctrl+shift+h")
    window.find(root, "heading", "Zoé Lefèvre")
    window.find(root, None, "Name of the child, Zoé Lefèvre")


def test_who_was_told_by_phone_is_in_the_history(world):
    import window
    desk = Desk(world)
    _, root = open_page(desk)
    show_all(root)
    open_dossier(root, "Zoé Lefèvre")
    window.find(root, None, re.compile("None: tell them by phone or at the desk$"))
    window.click(window.find(root, "push button", "More decisions"))
    window.act(window.find(root, "menu item", "Family Told by Phone"))
    window.find(root, None, "Zoé Lefèvre: told by phone")
    wait_for(lambda: [entry["by"] for entry in desk.file("Zoé Lefèvre")["history"]
                      if entry["kind"] == "informed"] == ["phone"], 30, "what was said")
    window.press("Escape")
    window.press("h")
    window.find(root, None, re.compile(" Nathalie Rousseau told the family by phone$"), 30)


def write_file(world, name, contents):
    path = os.path.join(world.folder, name)
    with open(path, "wb") as stream:
        stream.write(contents)
    return path


def test_a_paper_that_is_brought_becomes_a_page(world):
    import window
    desk = Desk(world)
    _, root = open_page(desk)
    show_all(root)
    window.reach(root, "list item", re.compile("^Zoé Lefèvre"), "Tab", 40)
    window.press("Return")
    window.find(root, "heading", "Zoé Lefèvre")
    window.click(window.find(root, "push button", re.compile("^Birth, ")))
    window.find(root, None, "Nothing was sent yet")

    # Of the wrong kind, said at once.
    window.press("a")
    answer_chooser(root, "Add a Paper", write_file(world, "photo.heic", b"\0\0\0\x18ftypheic" + b"." * 40))
    window.find(root, None, re.compile("^“photo.heic” is in the format HEIC"))
    window.press("a")
    answer_chooser(root, "Add a Paper", write_file(world, "letter.txt", b"Dear town hall, here we are"))
    window.find(root, None, re.compile("^“letter.txt” is no JPEG"))

    # The line is cut: it waits, and goes out by itself.
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.press("a")
    answer_chooser(root, "Add a Paper", write_file(world, "scan.jpg", picture()))
    window.find(root, None, re.compile(r"^Birth \(Zoé Lefèvre\) waits here for the network"), 60)
    world.start_service()
    wait_for(lambda: state_of(desk, "Zoé Lefèvre", "birth") == "received", 60, "the paper at the service")
    window.find(root, "image", re.compile("^Photo 1 of 1, Birth"), 30)
    window.gone(root, "push button", "Do Not Send")
    added = [entry for entry in desk.file("Zoé Lefèvre")["history"] if entry["kind"] == "added"]
    assert [entry["requirement"] for entry in added] == ["birth"], added

    # What is approved takes nothing more.
    window.press("v")
    window.find(root, "push button", re.compile("^Birth, approved"))
    window.click(window.find(root, "push button", re.compile("^Birth, approved")))
    window.press("a")
    window.find(root, None, re.compile("^This document is approved"))
    assert not window.unnamed(root), window.unnamed(root)


def test_without_the_module_there_is_no_page(world):
    import window
    world.start_service()
    world.connect_desktop("Nathalie Rousseau", "clerk")
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    assert window.look(root, "list item", re.compile("^Files")) is None
    world.ask("POST", "modules/dossiers", {})
    window.find(root, "list item", re.compile("^Files"), 30)


if __name__ == "__main__":
    sys.exit(run("dossiers", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                              if name.startswith("test_")]))
