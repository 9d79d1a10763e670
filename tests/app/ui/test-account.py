#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, the team and the preferences, in the real window with the real service. TAP."""
import os
import re
import sqlite3
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402
import sample  # noqa: E402

POOL = "Piscine des Mariniers"


def town_with_people(world):
    world.start_service()
    world.play()


def member(world, name):
    """The entity of a person of the team, as an administrator reads it."""
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    found = [change["body"] for change in changes
             if change["kind"] == "member" and not change["deleted"] and change["body"]["name"] == name]
    return found[0] if found else None


def say_address(root, world):
    """The first field has the focus."""
    import window
    window.find(root, None, re.compile("^Welcome to Parvis"))
    window.write(world.service)
    window.press("Return")


def pair(root, code):
    import window
    window.reach(root, "list item", re.compile("pairing code"), "Tab", 8)
    window.press("Return")
    window.find(root, "push button", "Sign In")
    window.write(code)
    window.press("Return")


def test_a_code_signs_in_with_the_keyboard_alone_and_stays(world):
    import window
    town_with_people(world)
    code = world.invite("Hélène Garnier", "mayor")
    program, root = world.start_application()
    say_address(root, world)
    # In lower case and without the hyphen, as somebody types it.
    pair(root, code.replace("-", "").lower())
    window.find(root, "heading", re.compile("^169 "), 30)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 20)
    world.kill(program)

    _, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "), 30)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 20)
    assert window.look(root, "list item", re.compile("^Team and Roles")), "an administrator's page"


def test_an_unknown_code_is_told_where_it_was_typed(world):
    import window
    town_with_people(world)
    _, root = world.start_application()
    say_address(root, world)
    pair(root, "ABCD-2345")
    window.find(root, None, re.compile("30 minutes"))
    assert window.look(root, "push button", "Sign In"), "what was typed must still be there"
    window.press("Escape")
    window.find(root, "list item", re.compile("pairing code"))


def test_who_counts_sees_what_concerns_counting(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "list item", re.compile(f"^{POOL}"), 30)
    assert window.look(root, "page tab", "Counting")
    assert not window.look(root, None, re.compile("^Team and Roles"))
    assert not window.look(root, None, re.compile("^Sensors and Sources"))


def test_few_pages_of_one_kind_need_no_sidebar(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "page tab", "Live Map", 30)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    assert not window.look(root, "list", "Workspaces")
    assert not window.look(root, "push button", "Show the Sidebar")
    window.press("F9")
    window.press("ctrl+2")
    tab = window.find(root, "page tab", "Counting")
    window.wait_for(lambda: "selected" in window.states(tab), "the page that was chosen")
    window.wait_for(lambda: window.focused(root) and window.role(window.focused(root)) != "page tab",
                    "the keyboard in the page, not on its name")
    assert not window.look(root, "list", "Workspaces"), "there is no sidebar to show"
    assert not window.unnamed(root), window.unnamed(root)
    window.press("ctrl+1")
    window.find(root, "list item", re.compile(f"^{POOL}"))
    window.press("F10")
    window.find(root, None, re.compile("^About Parvis"))


def test_a_removed_member_is_told_by_whom_and_nothing_stays(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    assert world.replicas(), "there is a replica to wipe"
    world.ask("POST", f"members/{member(world, 'Nadia Roux')['id']}/remove", {})
    window.find(root, None, re.compile("taken from you at .* by Paul Mercier"), 30)
    wait_for(lambda: not world.replicas(), 10, "an empty disk")


def test_a_line_that_is_down_wipes_nothing(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 30)
    assert world.replicas()
    assert window.look(root, "list item", re.compile(f"^{POOL}"))


def test_roles_are_changed_and_a_right_that_goes_takes_its_page(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "mayor")
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+4")
    row = window.find(root, "list item", re.compile("^Nadia Roux, Town hall office"))
    assert row and window.look(root, "list item", re.compile("^Paul Mercier, Town hall office"))
    assert not window.unnamed(root), window.unnamed(root)

    # A colleague decides otherwise; the page that is open says so.
    nadia = member(world, "Nadia Roux")["id"]
    import account
    account.pair(world.service, world.invite("Third Person", "mayor"))
    world.ask("POST", f"members/{nadia}/roles", {"roles": ["counter"]})
    window.find(root, None, re.compile("^This access was taken from you at"), 60)
    window.gone(root, "list item", re.compile("^Team and Roles"))
    window.press("ctrl+1")
    window.find(root, "page tab", "Live Map")
    assert window.look(root, "page tab", "Counting")
    window.gone(root, "page tab", "Team and Roles")


def test_who_becomes_an_administrator_has_the_team_and_who_is_none_has_it_no_more(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    nadia = member(world, "Nadia Roux")["id"]
    import account
    account.pair(world.service, world.invite("Third Person", "mayor"))
    world.ask("POST", f"members/{nadia}/roles", {"roles": ["mayor"]})
    window.find(root, "list item", re.compile("^Team and Roles"), 60)
    assert not window.look(root, "page tab", None), "the sidebar is there again"
    window.press("ctrl+4")
    window.find(root, "list item", re.compile("^Paul Mercier, Town hall office"))
    wait_for(lambda: world.identifiers_on_disk("member", "invitation"), 30, "the team in the replica")

    world.ask("POST", f"members/{nadia}/roles", {"roles": ["counter"]})
    window.gone(root, "list item", re.compile("^Team and Roles"), 60)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    wait_for(lambda: world.identifiers_on_disk("member", "invitation") == [], 30, "the end of what may not be read any more")


def test_an_invitation_shows_a_code_that_signs_in(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+4")
    window.find(root, "list item", re.compile("^Paul Mercier"))
    window.press("ctrl+n")
    window.find(root, "push button", "Show a Code")
    window.write("Karim Essai")
    # The e-mail, then the first of the roles; and back to the name, where Enter asks.
    window.press("Tab", "Tab", "space", "shift+Tab", "Return")
    code = window.name(window.find(root, None, re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")))
    window.find(root, None, re.compile(r"^Good for \d+ min"))
    import account
    assert account.pair(world.service, code, "test").startswith("pvr_")
    wait_for(lambda: member(world, "Karim Essai"), 10, "the new member")


def facility(world, name):
    """The identifier of a place."""
    changes = world.ask("GET", "changes?after=0&limit=1000")["changes"]
    return next(change["id"] for change in changes
                if change["kind"] == "facility" and change["body"]["name"] == name)


def test_a_counter_is_given_a_place_and_counts_there_only(world):
    import window
    town_with_people(world)
    world.connect_desktop("Nadia Roux", "counter")
    program, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+2")
    window.find(root, "combo box", None, 30)

    nadia, pool = member(world, "Nadia Roux")["id"], facility(world, POOL)
    world.ask("POST", f"members/{nadia}/roles", {"roles": ["counter"], "facilities": [pool]})
    window.gone(root, "combo box", None, 60)
    window.find(root, "push button", re.compile("^Add one person"))
    world.kill(program)

    # The same without the network: what was kept says it.
    world.stop_service()
    _, root = world.start_application()
    window.find(root, "page tab", "Counting", 30)
    window.press("ctrl+2")
    window.find(root, "push button", re.compile("^Add one person"))
    assert not window.look(root, "combo box", None), "there is one place to count at"


def test_places_of_a_counter_are_chosen_and_shown(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    import account
    account.pair(world.service, world.invite("Karim Essai", "counter"))
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+4")
    window.reach(root, "list item", re.compile("^Karim Essai"), "Tab", 20)
    window.press("Return")
    window.reach(root, "list item", "Live Places", "Tab", 20)
    window.find(root, None, re.compile("^See: figures, .*\nDo: count, close"))
    assert not window.look(root, "list item", "Families’ Files"), "a counter sees no file"
    window.reach(root, "check box", "Only at Certain Places", "shift+Tab", 20)
    window.press("space")
    window.find(root, None, "Choose at least one")
    assert "sensitive" not in window.states(window.find(root, "push button", "Save")), \
        "no place chosen must not become all places"
    window.reach(root, "check box", POOL, "Tab", 20)
    window.press("space")
    window.find(root, None, "1 place")
    window.reach(root, "push button", "Save", "shift+Tab", 30)
    window.press("Return")
    window.find(root, "list item", re.compile(f"^Karim Essai, Front desk, only at {POOL}"), 20)
    wait_for(lambda: member(world, "Karim Essai").get("facilities") == [facility(world, POOL)], 20,
             "the place in the service")

    # Taken back, it is the whole town again.
    window.press("ctrl+z")
    wait_for(lambda: "facilities" not in member(world, "Karim Essai"), 20, "all places again")


def test_preferences_are_kept_and_can_be_put_back(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Messages That Stay"))
    path = os.path.join(world.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")

    def kept(line):
        with open(path, encoding="utf-8") as stream:
            return line in stream.read().splitlines()
    window.reach(root, None, re.compile("^Messages That Stay"), "Tab", 20)
    window.press("space")
    wait_for(lambda: kept("persistent-messages=true"), 10, "the choice in the settings")
    window.reach(root, "push button", re.compile("^Put back: General"), "shift+Tab", 20)
    window.press("Return")
    window.find(root, "push button", re.compile("^Undo: General"))
    assert not kept("persistent-messages=true") and not kept("color-scheme='light'")
    window.reach(root, "push button", re.compile("^Undo: General"), "Tab", 1)
    window.press("Return")
    wait_for(lambda: kept("persistent-messages=true") and kept("color-scheme='light'"), 10,
             "what was put back, taken back")
    window.find(root, "push button", re.compile("^Put back: General"))
    assert not window.unnamed(root), window.unnamed(root)


def open_in_the_browser(world):
    """A browser that only notes where it is sent; the file with that."""
    noted = os.path.join(world.folder, "browser")
    applications = os.path.join(world.environment["XDG_DATA_HOME"], "applications")
    os.makedirs(applications, exist_ok=True)
    with open(os.path.join(applications, "noting.desktop"), "w", encoding="utf-8") as stream:
        stream.write("[Desktop Entry]\nType=Application\nName=Noting\nMimeType=x-scheme-handler/http;\n"
                     f"Exec=sh -c 'echo \"$1\" > {noted}' sh %u\n")
    with open(os.path.join(world.environment["XDG_CONFIG_HOME"], "mimeapps.list"), "w",
              encoding="utf-8") as stream:
        stream.write("[Default Applications]\nx-scheme-handler/http=noting.desktop\n")
    return noted


def written(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as stream:
        return stream.read().strip()


def preferences_of_the_account(root, window):
    window.press("ctrl+comma")
    window.find(root, None, re.compile("^Messages That Stay"))
    # The window has its pages in the header bar too, where they do not fit and are not drawn.
    window.click(list(window.look_all(root, "page tab", "Account"))[-1])


def test_the_address_is_changed_in_the_browser(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    noted = open_in_the_browser(world)
    world.stop_service()
    with sqlite3.connect(os.path.join(world.state, "service.db")) as service:
        service.execute("UPDATE account SET email = 'h.garnier@saint-aubin.example'"
                        " WHERE name = 'Hélène Garnier'")
    service.close()
    world.start_service()
    _, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    preferences_of_the_account(root, window)
    window.find(root, None, re.compile("h.garnier@saint-aubin.example"))
    assert not window.unnamed(root), window.unnamed(root)
    window.click(window.find(root, "push button", re.compile("^Change… E-Mail")))
    wait_for(lambda: written(noted) == f"{world.service}/sign-in/security/email", 10,
             "the page of the service in the browser")


def test_without_the_network_the_account_says_so(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    program, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    world.wait_until_kept()
    world.kill(program)
    world.stop_service()
    _, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "), 30)
    preferences_of_the_account(root, window)
    window.find(root, None, re.compile("^Your account needs the network"))


def add_second_town(world, name):
    """The account of @name in another town too, as an invitation that was accepted leaves it."""
    sample.ask(world.options.parvisctl, world.state, world.environment, "town", "add", "00002",
               "--name", "Sainte-Croix")
    world.stop_service()
    with sqlite3.connect(os.path.join(world.state, "service.db")) as service:
        account, = service.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()
        service.execute("INSERT INTO account_town (town, account, insee) VALUES ('', ?, '00002')", (account,))
    service.close()
    with sqlite3.connect(os.path.join(world.state, "towns", "00002.db")) as town:
        town.execute("INSERT INTO member (town, account, name, created_at) VALUES ('00002', ?, ?, 0)",
                     (account, name))
        town.execute("INSERT INTO member_role (town, account, role) VALUES ('00002', ?, 'clerk')", (account,))
    town.close()
    world.start_service()


def test_somebody_of_two_towns_goes_from_one_to_the_other_by_keyboard(world):
    import window
    town_with_people(world)
    world.connect_desktop()
    add_second_town(world, "Hélène Garnier")
    _, root = world.start_application()
    window.find(root, "heading", re.compile("^169 "), 30)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)

    def menu():
        """The town that was chosen has a window of its own, which may still be on its way."""
        window.press("ctrl+l")
        return window.look(root, "list", "Your towns")

    def choose(town):
        wait_for(menu, 15, "the menu of towns")
        window.reach(root, "list item", re.compile(f"^{town}"), "Tab", 8)
        window.press("Return")

    wait_for(lambda: len(window_towns(root, window)) == 2, 30, "both towns in the menu")
    choose("Sainte-Croix")
    window.gone(root, "heading", re.compile("^169 "), 30)
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    assert not window.look(root, "list item", re.compile("^Team and Roles")), "a clerk here"
    wait_for(lambda: any(entry.startswith("00002-") for entry in all_replicas(world)), 10,
             "a replica of its own")
    assert not window.look(root, None, re.compile(POOL)), "nothing of the other town is shown"

    choose("Saint-Aubin-sur-Loire")
    window.find(root, "heading", re.compile("^169 "), 30)
    window.find(root, "list item", re.compile("^Team and Roles"), 30)


def all_replicas(world):
    return os.listdir(os.path.join(world.environment["XDG_DATA_HOME"], "parvis"))


def window_towns(root, window):
    """What stands in the menu of towns."""
    window.press("ctrl+l")
    towns = [window.name(item) for item in window.children(window.find(root, "list", "Your towns"))] \
        if window.look(root, "list", "Your towns") else []
    window.press("Escape")
    return towns


if __name__ == "__main__":
    sys.exit(run("account", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                             if name.startswith("test_")]))
