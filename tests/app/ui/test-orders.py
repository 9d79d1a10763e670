#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A baker at the real window, with the real service and a resident behind it. TAP."""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import account, run, wait_for  # noqa: E402

DEVICE = {"Parvis-Device": "R" * 43}


class Shop:
    """A bakery that sells to residents, and hands over in the evening."""

    def __init__(self, world):
        self.world = world
        world.start_service()
        world.ask("POST", "modules/orders", {})
        self.id = world.ask("POST", "merchants", {
            "name": "Boulangerie Martineau", "cutoff": {"before": 0},
            "slots": [{"weekday": day, "from": at, "until": at + 30, "capacity": 20}
                      for day in range(1, 8) for at in range(1020, 1200, 30)]})["id"]
        baker = account.Account(world.service, account.pair(
            world.service, world.invite("Rémi", "merchant", self.id), "test"))
        self.baker = lambda: {"Authorization": f"Bearer {baker.token()}"}
        self.today = self.see()["day"]
        self.tradition = self.add("Tradition", 120, 1, 40, 20)
        self.country = self.add("Campagne", 380, 2, 8, 4)

    def see(self):
        return self.world.ask("GET", f"merchants/{self.id}")

    def add(self, name, price, position, quantity, online):
        product = self.world.ask("POST", f"merchants/{self.id}/products",
                                 {"name": name, "price": price, "position": position}, self.baker())["id"]
        self.world.ask("POST", f"products/{product}/bakes",
                       {"day": self.today, "ready": 0, "quantity": quantity, "online": online},
                       self.baker())
        return product

    def order(self, name, at, quantity, **more):
        return self.world.ask("POST", f"merchants/{self.id}/orders",
                              {"name": name, "phone": "0612345678", "day": self.today, "from": at,
                               "lines": [{"product": self.tradition, "quantity": quantity}], **more}, DEVICE)

    def state(self, order):
        return self.world.ask("GET", f"orders/{order['id']}", None, DEVICE)["state"]

    def state_in_shop(self, order):
        """As the merchant reads it, which is before the customer is told."""
        changes = self.world.ask("GET", "changes?after=0&limit=1000", None, self.baker())["changes"]
        return next(change["body"]["state"] for change in reversed(changes)
                    if change["kind"] == "order" and change["id"] == order["id"])

    def sold(self):
        changes = self.world.ask("GET", "changes?after=0&limit=1000", None, self.baker())["changes"]
        return sum(change["body"]["sold"] for change in changes
                   if change["kind"] == "bake" and change["body"]["product"] == self.tradition)

    def left(self):
        return next(product["left"] for product in self.see()["products"]
                    if product["id"] == self.tradition)


def open_inbox(shop, name="Nadège", size="1280x800"):
    import window
    shop.world.connect_desktop(name, "merchant", shop.id, size)
    _, root = shop.world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    return root


def spoken(order):
    """The code as it is said: the letter, a space, the number."""
    return f"{order['code'][0]}.?{order['code'][1:]}"


def right_of(node):
    from gi.repository import Atspi
    extents = node.get_extents(Atspi.CoordType.WINDOW)
    return extents.x + extents.width


def press_button(root, wanted):
    """As a pointer does, or a finger."""
    import window
    window.click(window.find(root, "push button", re.compile(wanted)))


def test_an_order_goes_from_new_to_collected_by_keyboard_alone(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1095 - 15, 2)
    row = re.compile(f"Mme Lefèvre, .*{spoken(order)}")
    window.find(root, "list item", row)
    assert not window.unnamed(root), window.unnamed(root)
    window.reach(root, "list item", row, "Tab", 30)
    window.press("Return")
    window.find(root, "push button", re.compile("^Ready, "))
    window.press("Return")
    window.find(root, "push button", re.compile("^Collected, "))
    window.press("Return")
    window.gone(root, "push button", re.compile("^Collected, "))
    wait_for(lambda: shop.state(order) == "collected", 30, "the order at the service")
    window.press("ctrl+z")
    window.find(root, "push button", re.compile("^Collected, "))


def test_a_stolen_disk_tells_nobody_who_buys_bread(world):
    """What waits to be sent, too, and after the program was killed."""
    import window
    shop = Shop(world)
    shop.world.connect_desktop("Nadège", "merchant", shop.id)
    program, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    order = shop.order("Mme Lefèvre-Nadaud", 1080, 2, note="la cave est ouverte")
    window.find(root, "list item", re.compile("Mme Lefèvre-Nadaud"))
    wait_for(lambda: order["id"] in (world.identifiers_on_disk("order") or ()), 20, "the order on the disk")
    # A name may lie there with an escape for its accent.
    secrets = ("Nadaud", "Lefèvre", "Lef\\u00e8vre", "0612345678", "33612345678", "la cave est ouverte", "four en panne")
    assert world.on_disk(shop.id, *secrets) == {shop.id}, world.on_disk(*secrets)

    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.reach(root, "list item", re.compile("Mme Lefèvre-Nadaud"), "Tab", 30)
    window.press("x")
    window.click(window.find(root, "list item", "Another reason…"))
    window.click(window.find(root, "text", re.compile("^What to tell")))
    window.write("four en panne")
    window.find(root, None, re.compile("four en panne"))
    press_button(root, "^Tell Mme Lefèvre-Nadaud")
    window.find(root, "push button", re.compile("^Connection: .*1 (action|queued)"))
    wait_for(lambda: world.on_disk("order.decline"), 20, "the refusal on the disk")
    assert not world.on_disk(*secrets), world.on_disk(*secrets)
    world.kill(program)
    assert not world.on_disk(*secrets), world.on_disk(*secrets)

    # Who has the key reads them, without the network.
    _, root = world.start_application()
    window.click(window.find(root, "push button", "Not collected, cancelled", 30))
    window.find(root, "list item", re.compile("Mme Lefèvre-Nadaud"))


def test_a_morning_of_orders_goes_by_keyboard_alone(world):
    """One order after the other, without a look at where the focus is: Enter, arrows and the code."""
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    orders = [shop.order(name, at, 1) for name, at in (("Mme Lefèvre", 1080), ("M. Goff", 1110),
                                                       ("Yanis", 1140))]
    window.find(root, "heading", "New, 3")
    row = re.compile(f"Mme Lefèvre, .*{spoken(orders[0])}")
    window.reach(root, "list item", row, "Tab", 30)
    for state, heading in (("preparing", "To prepare, 3"), ("ready", "Ready to hand over, 3"),
                           ("collected", "Collected, 3")):
        for order, name in zip(orders, ("Mme Lefèvre", "M. Goff", "Yanis")):
            window.wait_for(lambda: window.matches(window.focused(root), "list item",
                                                   re.compile(f"{name}, .*{spoken(order)}")),
                            f"the focus on {name}")
            window.press("Return")
            wait_for(lambda: shop.state_in_shop(order) == state, 30, f"{name}: {state}")
        window.find(root, "heading", heading)
    # A customer says her code.
    window.press(orders[1]["code"][0].lower(), *orders[1]["code"][1:])
    window.find(root, "push button", re.compile("^Take the Handing Over Back"))


def test_a_whole_sale_goes_by_clicks_in_a_narrow_window(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop, size="400x800")
    order = shop.order("Mme Lefèvre", 1080, 2)
    code = spoken(order)
    press_button(root, f"^Seen, preparing, {code}")
    press_button(root, f"^Ready, {code}")
    wait_for(lambda: shop.state_in_shop(order) == "ready", 30, "the order to be ready")
    assert shop.state(order) == "preparing", "the customer is told twenty seconds later"
    press_button(root, f"^Collected, {code}")
    wait_for(lambda: shop.state(order) == "collected", 30, "the order at the service")

    # The switcher of the header comes first in the tree, where there is no room for it.
    tab = window.wait_for(lambda: list(window.look_all(root, "page tab", re.compile("^Today’s Stock"))),
                          "the page of the stock")[-1]
    # What is said of a sale comes up from below: it must not lie there any more.
    window.gone(root, "push button", "Undo", 30)
    window.click(tab)
    press_button(root, "^Sold one Tradition, 37 left then")
    window.find(root, None, re.compile("^Tradition, 37 left"))
    wait_for(lambda: shop.sold() == 1, 30, "the sale at the service")
    window.wait_for(lambda: not [node for node in window.look_all(root, "push button", None)
                                 if right_of(node) > 410], "that all of it fits")


def test_the_list_is_printed_by_keyboard_from_the_inbox(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1080, 2)
    window.find(root, "list item", re.compile(f"Mme Lefèvre, .*{spoken(order)}"))
    window.press("ctrl+p")
    window.find(root, "dialog", re.compile("^Print"))
    window.press("Escape")
    window.gone(root, "dialog", re.compile("^Print"))
    window.find(root, "spin button", re.compile("^To bake of Tradition"))
    assert not window.unnamed(root), window.unnamed(root)


def test_what_one_counter_does_the_other_shows(world):
    import window
    shop = Shop(world)
    first = open_inbox(shop)
    world.new_desktop("second")
    second = open_inbox(shop, "Léa")
    order = shop.order("Mme Lefèvre", 1080, 2)
    code = spoken(order)
    seen = re.compile(f"^Seen, preparing, {code}")
    window.find(first, "push button", seen)
    window.find(second, "push button", seen)

    # What lies behind the other window has no pointer: its button is pressed as a screen reader does.
    window.act(window.find(first, "push button", seen))
    ready = re.compile(f"^Ready, {code}")
    window.find(first, "push button", ready)
    window.find(second, "push button", ready)
    window.find(second, "heading", "To prepare, 1")
    window.gone(second, "heading", re.compile("^New, "))
    # Who has it in hand is said where he is not.
    hold = re.compile("Mme Lefèvre, .*, Nadège is preparing it, since [0-9]")
    held = window.find(second, "list item", hold)
    window.gone(first, "list item", hold)
    window.click(held)
    window.find(second, "label", re.compile("^Nadège is preparing it, since"))

    # Both at once: one step forward is made of the two, and each shows it.
    collected = re.compile(f"^Collected, {code}")
    buttons = [window.find(root, "push button", ready) for root in (first, second)]
    for button in buttons:
        window.act(button)
    for root in (first, second):
        window.find(root, "push button", collected)
    wait_for(lambda: shop.state_in_shop(order) == "ready", 30, "one step at the service")

    window.act(window.find(second, "push button", collected))
    for root in (second, first):
        window.find(root, "heading", "Collected, 1")
    wait_for(lambda: shop.state(order) == "collected", 30, "the order at the service")


def test_an_order_is_seen_where_nobody_lets_it_ring(world):
    """Both counters are silenced: each says so all the time, and that there is an order."""
    import window
    shop = Shop(world)
    first = open_inbox(shop)
    world.new_desktop("second")
    second = open_inbox(shop, "Léa")
    for root in (first, second):
        window.act(window.find(root, "push button", "Sound on"))
        window.find(root, "push button", "Sound off")
        assert window.look(root, "alert", "1 new") is None
    order = shop.order("Mme Lefèvre", 1080, 2)
    for root in (first, second):
        window.find(root, "alert", "1 new")
    seen = re.compile(f"^Seen, preparing, {spoken(order)}")
    window.act(window.find(first, "push button", seen))
    for root in (first, second):
        window.gone(root, "alert", "1 new")
    # Each has a sound of its own.
    window.act(window.find(first, "push button", "Sound off"))
    window.find(first, "push button", "Sound on")
    window.find(second, "push button", "Sound off")


def test_what_another_counter_went_on_with_is_not_taken_back_from_here(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1080, 2)
    row = re.compile(f"Mme Lefèvre, .*{spoken(order)}")
    window.find(root, "list item", row)
    window.reach(root, "list item", row, "Tab", 30)
    window.press("Return")
    window.find(root, "heading", "To prepare, 1")
    wait_for(lambda: shop.state(order) == "preparing", 30, "the step at the service")
    for step in ("ready", "collect"):
        world.ask("POST", f"orders/{order['id']}/{step}", {}, shop.baker())
    window.find(root, "heading", "Collected, 1")
    window.press("ctrl+z")
    # What comes after it has come: nothing of it did before.
    window.press("F2")
    wait_for(lambda: shop.sold() == 1, 30, "the sale at the service")
    assert shop.state(order) == "collected", shop.state(order)
    window.find(root, "heading", "Collected, 1")


def test_every_page_and_window_of_a_shop_is_named(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1080, 2)
    window.find(root, "list item", re.compile(f"Mme Lefèvre, .*{spoken(order)}"))
    opened = (("ctrl+2", "f", "^New Batch: Tradition"), ("ctrl+1", "x", "^I cannot"))
    for page, key, title in opened:
        window.press(page)
        assert not window.unnamed(root), (page, window.unnamed(root))
        window.press("Tab", key)
        window.find(root, None, re.compile(title))
        assert not window.unnamed(root), (title, window.unnamed(root))
        window.press("Escape")
    window.press("ctrl+3")
    window.find(root, "spin button", re.compile("^To bake of Tradition"))
    assert not window.unnamed(root), window.unnamed(root)


def test_what_is_done_without_the_network_is_sent_once(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1080, 2)
    row = re.compile("Mme Lefèvre")
    window.find(root, "list item", row)
    world.stop_service()
    window.find(root, "push button", re.compile("^Connection: .*Offline"), 60)
    window.reach(root, "list item", row, "Tab", 30)
    window.press("Return")
    window.find(root, "push button", re.compile("^Connection: .*1 (action|queued)"))
    world.start_service()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 60)
    wait_for(lambda: shop.state(order) == "preparing", 30, "the step at the service")


def test_a_sale_at_the_counter_leaves_what_is_online(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    before = shop.left()
    window.press("ctrl+2")
    window.find(root, None, re.compile("^Tradition, 40 left"))
    window.press("1")
    window.press("minus")
    window.find(root, None, re.compile("^Tradition, 39 left"))
    assert not window.unnamed(root), window.unnamed(root)
    window.press("ctrl+z")
    window.find(root, None, re.compile("^Tradition, 40 left"))
    assert shop.left() == before == 20, shop.left()


if __name__ == "__main__":
    sys.exit(run("orders", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                            if name.startswith("test_")]))
