#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shops of a town at the real window: what the mayor's office says and reads of them, and what a
merchant keeps of his own. TAP."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import run, wait_for  # noqa: E402
import sample  # noqa: E402

DEVICE = {"Parvis-Device": "R" * 43}
ONLINE = re.compile("^Connection: .*Online")


def entities(world, kind, headers=None):
    changes = world.ask("GET", "changes?after=0&limit=1000", None, headers)["changes"]
    return [change["body"] for change in changes if change["kind"] == kind and not change["deleted"]]


def open_shops(world):
    """As somebody of the mayor's office, at that page."""
    import window
    program, root = world.start_application()
    window.find(root, "push button", ONLINE, 30)
    window.click(window.find(root, "list item", "Shops"))
    window.find(root, "push button", "Add…")
    return program, root


def sign_in(world, code):
    import window
    _, root = world.start_application()
    window.find(root, None, re.compile("^Welcome to Parvis"))
    window.write(world.service)
    window.press("Return")
    window.reach(root, "list item", re.compile("pairing code"), "Tab", 8)
    window.press("Return")
    window.find(root, "push button", "Sign In")
    window.write(code)
    window.press("Return")
    return root


def order(world, name, phone):
    shop = sample.first_shop()
    seen = world.ask("GET", f"merchants/{shop}")
    product = next(product["id"] for product in seen["products"] if product["name"] == "Baguette tradition")
    return world.ask("POST", f"merchants/{shop}/orders",
                     {"name": name, "phone": phone, "day": seen["day"], "from": 1110,
                      "lines": [{"product": product, "quantity": 2}]}, DEVICE)


def test_a_shop_is_added_and_its_merchant_comes_to_an_empty_inbox(world):
    import window
    world.start_service()
    world.connect_desktop()
    program, root = open_shops(world)
    window.find(root, "list item", re.compile("^Boulangerie Martineau, Nobody works here yet"))
    assert not window.unnamed(root), window.unnamed(root)
    window.press("ctrl+n")
    window.find(root, "push button", "Save")
    window.write("Fromagerie Roy")
    window.press("Return")
    row = re.compile("^Fromagerie Roy, Nobody works here yet")
    window.click(window.find(root, "list item", row))
    window.find(root, "push button", "Remove This Shop…")
    window.find(root, "list item", re.compile("^Today, Nothing ordered yet"))
    assert not window.unnamed(root), window.unnamed(root)
    window.click(window.find(root, "push button", "Invite…"))
    window.find(root, "push button", "Show a Code")
    window.write("Agathe Roy")
    window.press("Return")
    code = window.name(window.find(root, None, re.compile("^[A-Z0-9]{4}-[A-Z0-9]{4}$"), 20))

    shop = next(shop["id"] for shop in entities(world, "merchant") if shop["name"] == "Fromagerie Roy")
    invited = entities(world, "invitation")
    assert [(one["name"], one["roles"], one["merchants"]) for one in invited] == \
        [("Agathe Roy", ["merchant"], [shop])], invited

    world.kill(program)
    world.new_desktop("of-the-shop")
    counter = sign_in(world, code)
    window.find(counter, "push button", ONLINE, 30)
    window.find(counter, None, "No orders for the moment")


def test_the_mayor_reads_counts_and_never_a_name(world):
    import window
    world.start_service()
    world.connect_desktop()
    _, root = open_shops(world)
    placed = order(world, "Mme Lefèvre-Nadaud", "0639980147")
    sample.add_baker(world.options.parvisctl, world.state, world.environment,
                     os.path.join(world.folder, "keys.json"), world.service)
    window.find(root, "list item", re.compile("^Boulangerie Martineau, Today: 1 placed"), 20)
    world.ask("POST", f"orders/{placed['id']}/cancel", {}, DEVICE)
    row = window.find(root, "list item", re.compile("^Boulangerie Martineau, Today: 1 placed, 1 cancelled"), 20)
    window.click(row)
    window.find(root, "list item", re.compile("^Today, 1 placed, 1 cancelled"))
    window.find(root, "list item", re.compile("^Odile Martineau, Works here"))
    assert not window.look(root, None, re.compile("Lefèvre|0639980147")), "a name on the screen"
    # The count has reached the disk, and so would the name have.
    wait_for(lambda: world.on_disk("orders_day"), 20, "the counts on the disk")
    found = world.on_disk("Lefèvre-Nadaud", "0639980147", placed["id"], placed["code"])
    assert not found - {placed["code"]}, found


def test_a_shop_is_renamed_and_removed_and_both_are_taken_back_or_not(world):
    import window
    world.start_service()
    world.connect_desktop()
    _, root = open_shops(world)
    window.click(window.find(root, "list item", re.compile("^Primeurs des Halles")))
    window.find(root, "push button", "Remove This Shop…")
    window.press("ctrl+a")
    window.write("Le Potager")
    window.press("Return")
    window.find(root, "list item", re.compile("^Le Potager, Nobody"))
    names = lambda: sorted(shop["name"] for shop in entities(world, "merchant"))  # noqa: E731
    wait_for(lambda: "Le Potager" in names(), 20, "the name at the service")
    window.press("ctrl+z")
    window.find(root, "list item", re.compile("^Primeurs des Halles, Nobody"))
    wait_for(lambda: names() == ["Boulangerie Martineau", "Primeurs des Halles"], 20, "the name back")

    window.click(window.find(root, "list item", re.compile("^Primeurs des Halles")))
    window.click(window.find(root, "push button", "Remove This Shop…"))
    window.find(root, None, "Remove Primeurs des Halles?")
    window.press("Escape")
    window.gone(root, None, "Remove Primeurs des Halles?")
    window.click(window.find(root, "push button", "Remove This Shop…"))
    window.press("alt+r")
    window.gone(root, "list item", re.compile("^Primeurs des Halles"))
    wait_for(lambda: names() == ["Boulangerie Martineau"], 20, "the end of the shop")


def test_without_the_network_a_shop_waits_in_the_queue(world):
    import window
    world.start_service()
    world.connect_desktop()
    _, root = open_shops(world)
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.press("ctrl+n")
    window.find(root, "push button", "Save")
    window.write("Fromagerie Roy")
    window.press("Return")
    window.find(root, "list item", re.compile("^Fromagerie Roy, change queued"))
    world.start_service()
    window.find(root, "list item", re.compile("^Fromagerie Roy, Nobody works here yet"), 60)


def test_reservations_are_opened_at_once_and_ended_after_a_question(world):
    import window
    world.start_service(town={**sample.read_town(), "town": {
        **sample.read_town()["town"], "modules": ["occupancy", "parking"], "prepared": ["orders"]}})
    world.connect_desktop()
    _, root = open_shops(world)
    town = lambda: entities(world, "setup")[0]  # noqa: E731
    window.find(root, "label", re.compile("^In preparation"))
    window.reach(root, None, "Residents can reserve", "Tab", 30)
    window.press("space")
    window.find(root, "label", re.compile("^Public: residents see"))
    wait_for(lambda: "orders" in town()["modules"], 20, "the module among what is public")
    assert world.ask("GET", "merchants", None, DEVICE)["merchants"]
    window.press("space")
    window.find(root, None, "Take reservations away from residents?")
    window.press("Escape")
    window.gone(root, None, "Take reservations away from residents?")
    window.find(root, "label", re.compile("^Public: residents see"))
    window.press("space")
    window.find(root, None, "Take reservations away from residents?")
    window.press("alt+t")
    window.find(root, "label", re.compile("^In preparation"))
    wait_for(lambda: "orders" in town()["prepared"], 20, "the module among what is prepared")


def test_where_orders_are_off_there_is_no_trace_of_them(world):
    import window
    town = sample.read_town()
    world.start_service(town={**town, "merchants": [],
                              "town": {**town["town"], "modules": ["occupancy", "parking"]}})
    world.connect_desktop()
    _, root = world.start_application()
    window.find(root, "push button", ONLINE, 30)
    window.find(root, "list item", "Team and Roles")
    assert not window.look(root, "list item", "Shops")
    world.ask("POST", "modules/orders", {"on": True, "published": False})
    window.find(root, "list item", "Shops", 20)


if __name__ == "__main__":
    sys.exit(run("shops", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                           if name.startswith("test_")]))
