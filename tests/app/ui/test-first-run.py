#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first small step of a town, in the real window with the real service. TAP."""
import http.client
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import choose, run, wait_for  # noqa: E402
import sample  # noqa: E402

POOL = "Piscine des Mariniers"


def empty_town(world):
    """A town as an operator adds it: a name and a place on the map, and nothing else."""
    town = sample.read_town()
    described = {name: value for name, value in town["town"].items() if name != "population"}
    world.start_service({"town": {**described, "modules": [], "operator": "Loire-et-Coteaux"},
                         "neighbourhoods": [], "facilities": [], "sources": [], "keys": []})


def open_town(world):
    """One that says itself what it is called."""
    described = {**sample.read_town()["town"], "modules": [], "name": "Commune", "own": ["name", "population"]}
    described.pop("population")
    world.start_service({"town": described, "neighbourhoods": [], "facilities": [], "sources": [], "keys": []})
    world.connect_desktop()
    _, root = world.start_application()
    import window
    window.find(root, "heading", "Your town", 30)
    return root


def live(world):
    """What a stranger is told: the document, or None for a town that is not there."""
    connection = http.client.HTTPConnection(world.listen, timeout=10)
    connection.request("GET", f"/api/v1/towns/{sample.INSEE}/live")
    answer = connection.getresponse()
    said = answer.read()
    return None if answer.status == 404 else json.loads(said)


def page(world):
    """What the code on the poster leads to."""
    place = f"/{sample.INSEE}"
    while True:
        connection = http.client.HTTPConnection(world.listen, timeout=10)
        connection.request("GET", place)
        answer = connection.getresponse()
        if answer.status != 303:
            return answer.status, answer.read().decode()
        place = answer.getheader("Location")


def names(world):
    return [facility["name"] for facility in (live(world) or {"facilities": []})["facilities"]]


def entity(world, kind):
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    found = [change["body"] for change in changes if change["kind"] == kind and not change["deleted"]]
    return found[0] if found else None


def kept(world, text):
    """In the settings on disk, whatever becomes of the program."""
    path = os.path.join(world.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
    with open(path, encoding="utf-8") as stream:
        return text in stream.read()


def begin(world):
    import window
    empty_town(world)
    world.connect_desktop()
    program, root = world.start_application()
    window.find(root, "heading", "Your town", 30)
    return program, root


def fill(window, text):
    """Into the field after this one: libadwaita 1.2 tells nobody that an entry row has the focus."""
    window.press("Tab", "ctrl+a")
    window.write(text)


def walk_to_the_place(root, window):
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")
    window.press("alt+Right")
    window.find(root, "heading", "Where does the figure come from?")


def name_the_place(root, window):
    """The focus is on the choice above the fields."""
    window.reach(root, "list item", re.compile("^(By Hand|Sensor)"), "Tab", 1)
    fill(window, POOL)
    fill(window, "220")


def test_four_steps_by_keyboard_and_a_death_in_between(world):
    import window
    program, root = begin(world)
    assert window.look(root, "label", "Set by Loire-et-Coteaux.")
    fill(window, "6 214")
    assert not window.unnamed(root), window.unnamed(root)
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")
    assert window.look(root, None, "Step 2, First small step, under way")
    assert window.look(root, None, "Step 1, Your town, done")
    assert window.look(root, None, re.compile("not published: Your pool"))
    assert not window.look(root, "list item", re.compile("Files")), "no trace of other modules"
    assert not window.unnamed(root), window.unnamed(root)
    window.press("Down")
    window.find(root, None, re.compile("not published: Your car park"))
    window.press("Up")
    window.press("alt+Right")
    window.find(root, "heading", "Where does the figure come from?")
    name_the_place(root, window)
    wait_for(lambda: kept(world, POOL) and kept(world, "220"), 10, "what was typed, on the disk")
    world.kill(program)

    _, root = world.start_application()
    window.find(root, "heading", "Where does the figure come from?", 30)
    window.find(root, None, "Taken up where you were.")
    assert not window.unnamed(root), window.unnamed(root)
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    assert window.look(root, "list item", re.compile("^Paul Mercier, Town hall office"))
    assert not window.unnamed(root), window.unnamed(root)
    assert live(world) is None and page(world)[0] == 404, "nothing is public before the end"
    window.reach(root, None, "Publish for the Residents", "Tab", 20)
    window.press("space", "alt+Right")
    window.find(root, None, re.compile(f"{POOL} is visible to residents since"), 20)
    assert names(world) == [POOL]
    assert page(world)[0] == 200 and POOL in page(world)[1]
    town = live(world)["town"]
    assert town["population"] == 6214 and town["modules"] == ["occupancy"]
    window.press("Escape")
    window.find(root, "list item", re.compile(f"^{POOL}"), 20)


def test_the_communes_of_france_complete_a_name(world):
    import window
    root = open_town(world)
    window.press("ctrl+a")
    window.write("saint clair des")
    window.gone(root, "list item", re.compile("^Saint-Clair-de-la-Tour"))
    window.find(root, None, "No commune of this name. Try the INSEE code.")
    window.press("ctrl+a")
    window.write("st clair de")
    window.find(root, "list item", re.compile("^Saint-Clair-de-Halouze, Orne · 812 inhabitants · INSEE 61376"), 20)
    window.gone(root, None, "No commune of this name. Try the INSEE code.")
    assert not window.unnamed(root), window.unnamed(root)
    # Escape gives up what is proposed, and not the window.
    window.press("Escape")
    window.gone(root, "list item", re.compile("^Saint-Clair-de-Halouze"))
    assert window.look(root, "heading", "Your town")
    window.press("Down")
    window.find(root, "list item", re.compile("^Saint-Clair-de-la-Tour"))
    window.press("Down", "Return")
    window.gone(root, "list item", re.compile("^Saint-Clair-de-Halouze"))
    wait_for(lambda: kept(world, "Saint-Clair-de-Halouze") and kept(world, "812"), 10,
             "the commune and its people, on the disk")
    # By its code, and on with typing from among what is proposed.
    window.press("ctrl+a")
    window.write("7138")
    window.find(root, "list item", re.compile("^Saint-Aubin-en-Charollais, .* INSEE 71388"))
    window.press("Down")
    window.write("9")
    window.gone(root, "list item", re.compile("INSEE 71388"))
    window.press("Down", "Return")
    wait_for(lambda: kept(world, "Saint-Aubin-sur-Loire"), 10, "the commune of that code, on the disk")
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")


def test_a_town_may_be_called_what_no_commune_is(world):
    import window
    root = open_town(world)
    window.press("ctrl+a")
    window.write("Bergamo alta")
    window.find(root, None, "No commune of this name. Try the INSEE code.")
    fill(window, "1234")
    walk_to_the_place(root, window)
    name_the_place(root, window)
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.press("alt+Right")
    window.find(root, None, re.compile(f"{POOL} is ready for your team"), 20)
    wait_for(lambda: (entity(world, "town") or {}).get("name") == "Bergamo alta", 20, "its name at the service")
    assert entity(world, "town")["population"] == 1234


def test_bread_begins_with_a_shop_that_only_the_team_sees(world):
    import window
    _, root = begin(world)
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")
    window.press("Down", "Down")
    window.find(root, None, re.compile("not published: Your bakery"))
    window.press("alt+Right")
    window.find(root, "heading", "Which shop begins?")
    assert not window.look(root, "list item", re.compile("^By Hand")), "a shop is counted by its merchant"
    assert not window.unnamed(root), window.unnamed(root)
    window.write("Boulangerie Martineau")
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.press("alt+Right")
    window.find(root, None, re.compile("^Boulangerie Martineau is ready for your team.*Now invite"), 20)
    wait_for(lambda: entity(world, "merchant"), 20, "the shop at the service")
    shop = entity(world, "merchant")
    assert shop["name"] == "Boulangerie Martineau", shop
    assert entity(world, "setup")["prepared"] == ["orders"]
    assert live(world) is None, "nobody else sees it"
    window.press("Escape")
    window.click(window.find(root, "list item", "Shops", 20))
    window.find(root, "list item", re.compile("^Boulangerie Martineau, Nobody works here yet"), 20)


def test_files_begin_with_a_template_and_a_service(world):
    import window
    _, root = begin(world)
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")
    window.press("Down", "Down", "Down")
    window.find(root, None, re.compile("not published: Your nursery desk, 3 of 5"))
    window.press("alt+Right")
    window.find(root, "heading", "Which procedure begins?")
    assert not window.unnamed(root), window.unnamed(root)
    window.press("alt+Right")
    window.find(root, None, re.compile("^Give the service the name"))
    window.write("Guichet petite enfance")
    fill(window, "1, place de la Mairie")
    fill(window, "02 41 00 00 01")
    fill(window, "creche")
    window.press("alt+Right")
    window.find(root, None, re.compile("^Write the service’s e-mail address"))
    window.press("ctrl+a")
    window.write("creche@essai.fr")
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.press("alt+Right")
    window.find(root, None, re.compile("^Guichet petite enfance is ready for your team.*Now invite who reviews"), 20)
    wait_for(lambda: entity(world, "procedure"), 20, "the procedure at the service")
    procedure = entity(world, "procedure")
    assert procedure["procedure"] == "creche" and procedure["open"], procedure
    assert procedure["form"]["card"] == {"name": "Guichet petite enfance", "address": "1, place de la Mairie",
                                         "phone": "02 41 00 00 01", "email": "creche@essai.fr"}, procedure["form"]
    assert entity(world, "setup")["prepared"] == ["dossiers"]
    assert live(world) is None, "families see nothing yet"


def test_it_fits_a_narrow_window(world):
    import window
    empty_town(world)
    world.environment.update(sample.prepare_desktop(
        world.folder, world.service, world.invite("Hélène Garnier", "mayor"), world.environment,
        False, "360x480"))
    _, root = world.start_application()
    window.find(root, "heading", "Your town", 30)
    walk_to_the_place(root, window)
    name_the_place(root, window)
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    place = window.find(root, "push button", "Finish").get_extents(window.Atspi.CoordType.WINDOW)
    assert place.x + place.width <= 360 and place.y + place.height <= 480, (place.x, place.y)


def test_put_off_it_waits_in_the_menu(world):
    import window
    program, root = begin(world)
    walk_to_the_place(root, window)
    name_the_place(root, window)
    window.press("Escape")
    window.gone(root, "heading", "Where does the figure come from?")
    world.kill(program)

    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    assert not window.look(root, "heading", "Where does the figure come from?")
    window.press("F10")
    window.find(root, None, re.compile("^Prepare a Small Step"))
    window.press("Return")
    window.find(root, "heading", "Where does the figure come from?")
    window.find(root, None, "Taken up where you were.")
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")


def test_what_is_missing_is_said_at_its_field(world):
    import window
    _, root = begin(world)
    fill(window, "many")
    window.press("alt+Right")
    window.find(root, None, re.compile("^Write the number of inhabitants"))
    # The focus stayed in the field.
    window.press("ctrl+a", "BackSpace")
    window.gone(root, None, re.compile("^Write the number of inhabitants"))
    walk_to_the_place(root, window)
    window.press("alt+Right")
    window.find(root, None, re.compile("^Give the place the name"))
    window.write(POOL)
    window.press("alt+Right")
    window.find(root, None, re.compile("^Say with digits how many"))


def test_without_the_network_it_is_published_when_it_is_back(world):
    import window
    _, root = begin(world)
    world.stop_service()
    window.find(root, "heading", "Your town")
    walk_to_the_place(root, window)
    name_the_place(root, window)
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.reach(root, None, "Publish for the Residents", "Tab", 20)
    window.press("space")
    window.find(root, None, "Publish for the Residents")
    window.press("alt+Right")
    window.find(root, None, re.compile(f"{POOL} will be published when the network is back"), 20)
    world.start_service()
    window.find(root, None, re.compile(f"{POOL} is visible to residents since"), 60)
    assert names(world) == [POOL]


def test_closed_at_once_it_is_published_all_the_same(world):
    import window
    _, root = begin(world)
    walk_to_the_place(root, window)
    name_the_place(root, window)
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.reach(root, None, "Publish for the Residents", "Tab", 20)
    window.press("space")
    window.find(root, None, "As soon as you finish.")
    window.press("alt+Right", "Escape")
    wait_for(lambda: names(world) == [POOL], 20, "the place among what is public")
    window.find(root, "list item", re.compile(f"^{POOL}"), 20)
    wait_for(lambda: not kept(world, POOL), 10, "the draft to be forgotten")


def test_a_sensor_is_heard_before_anything_is_public(world):
    import window
    _, root = begin(world)
    walk_to_the_place(root, window)
    window.press("Down")
    name_the_place(root, window)
    window.reach(root, "push button", "Test", "Tab", 30)
    window.press("Return")
    key = window.find(root, None, re.compile("^pvs_"), 20)
    window.find(root, None, re.compile("^Nothing received in 10 s"), 20)
    source = entity(world, "source")
    world.keys["sources"][source["id"]] = window.name(key)
    world.post(source["id"], {"value": 23})
    window.find(root, None, re.compile("^Received: 23, .* plausible"), 20)
    assert not window.unnamed(root), window.unnamed(root)
    assert live(world) is None, "the team tries it alone"
    assert entity(world, "facility")["published"] is False
    window.press("alt+Right")
    window.find(root, "heading", "Who uses it?")
    window.press("alt+Right")
    window.find(root, None, re.compile(f"{POOL} is ready for your team"), 20)
    assert live(world) is None


def test_a_gate_is_two_sources_and_both_must_be_heard(world):
    import window
    _, root = begin(world)
    walk_to_the_place(root, window)
    window.press("Down")
    name_the_place(root, window)
    window.reach(root, "combo box", "What It Tells", "Tab", 12)
    window.press("space")
    window.find(root, "list item", re.compile("a counter that adds up$"))
    window.press("Down", "Down", "Return")
    window.reach(root, "push button", "Test", "Tab", 12)
    window.press("Return")
    window.find(root, None, re.compile("^Who goes out"), 20)
    wait_for(lambda: len(keys_shown(root, window)) == 2, 20, "a key for each of the sources")
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    sources = {change["body"]["measure"]: change["body"]["id"] for change in changes
               if change["kind"] == "source" and not change["deleted"] and change["body"]["format"] != "hand"}
    assert set(sources) == {"entered", "left"}, sources
    for measure, key in zip(("entered", "left"), keys_shown(root, window)):
        world.keys["sources"][sources[measure]] = key
    world.post(sources["entered"], {"value": 23})
    window.find(root, None, re.compile("^Entries were received"), 20)
    world.post(sources["left"], {"value": 5})
    window.find(root, None, re.compile("^Received: in 23, .*; out 5, .* plausible"), 20)
    assert not window.unnamed(root), window.unnamed(root)
    assert live(world) is None, "the team tries it alone"


def keys_shown(root, window):
    return [window.name(node) for node in window.look_all(root, None, re.compile("^pvs_"))]


def test_a_device_that_is_known_is_chosen_by_its_name(world):
    import window
    _, root = begin(world)
    walk_to_the_place(root, window)
    window.press("Down")
    name_the_place(root, window)
    window.reach(root, "combo box", "How It Sends", "Tab", 12)
    window.press("space")
    window.find(root, "list item", "ChirpStack")
    window.press("Down", "Down", "Return")
    window.reach(root, "combo box", "Device", "Tab", 4)
    window.press("space")
    window.find(root, "list item", "Milesight VS121")
    assert not window.look(root, "list item", "Bosch TPS110"), "it sees one space, not a place"
    window.press("Escape")
    wait_for(lambda: kept(world, "chirpstack-v4"), 10, "the choice, on the disk")


def make_logo(world):
    path = os.path.join(world.folder, "logo.png")
    subprocess.run(["convert", "-size", "200x100", "xc:#1a5fb4", path], check=True, timeout=60)
    return path


def test_the_logo_is_chosen_in_the_first_step_and_shown(world):
    import window
    _, root = begin(world)
    row = window.find(root, "list item", re.compile("^Logo"))
    choose(root, root, make_logo(world))
    window.find(root, None, re.compile("It is sent when you continue"), 30)
    assert not window.unnamed(root), window.unnamed(root)
    window.press("alt+Right")
    window.find(root, "heading", "Which small step first?")
    wait_for(lambda: (entity(world, "town") or {}).get("logo"), 30, "the logo at the service")
    window.press("alt+Left")
    window.find(root, "heading", "Your town")
    window.wait_for(lambda: window.look(row, "push button", "Remove the Picture"), "the logo in its row", 30)
    window.press("Escape")
    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Messages That Stay"))
    window.reach(root, "page tab", "Town", "Tab", 20)
    window.press("space")
    row = window.find(root, "list item", re.compile("^Logo"))
    window.find(row, "push button", "Remove the Picture", 30)
    assert not window.unnamed(root), window.unnamed(root)
    window.click(window.find(row, "push button", "Remove the Picture"))
    window.find(root, None, re.compile("It is removed when you save"))
    window.act(window.find(root, "push button", "Save New Logo"))
    wait_for(lambda: not entity(world, "town").get("logo"), 30, "the end of the logo")


def test_a_logo_that_was_chosen_is_sent_however_the_window_is_closed(world):
    import window
    _, root = begin(world)
    window.find(root, "list item", re.compile("^Logo"))
    choose(root, root, make_logo(world))
    # At once: it may be read still.
    window.press("Escape")
    window.gone(root, "heading", "Your town")
    wait_for(lambda: (entity(world, "town") or {}).get("logo"), 30, "the logo at the service")


if __name__ == "__main__":
    sys.exit(run("first-run", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                               if name.startswith("test_")]))
