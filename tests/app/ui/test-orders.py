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
        self.tradition = self.add("Tradition", 120, 40, 20)
        self.country = self.add("Campagne", 380, 8, 4)

    def see(self):
        return self.world.ask("GET", f"merchants/{self.id}")

    def add(self, name, price, quantity, online):
        product = self.world.ask("POST", f"merchants/{self.id}/products",
                                 {"name": name, "price": price}, self.baker())["id"]
        self.world.ask("POST", f"products/{product}/bakes",
                       {"day": self.today, "ready": 0, "quantity": quantity, "online": online},
                       self.baker())
        return product

    def order(self, name, at, quantity):
        return self.world.ask("POST", f"merchants/{self.id}/orders",
                              {"name": name, "phone": "0612345678", "day": self.today, "from": at,
                               "lines": [{"product": self.tradition, "quantity": quantity}]}, DEVICE)

    def state(self, order):
        return self.world.ask("GET", f"orders/{order['id']}", None, DEVICE)["state"]

    def left(self):
        return next(product["left"] for product in self.see()["products"]
                    if product["id"] == self.tradition)


def open_inbox(shop):
    import window
    shop.world.connect_desktop("Nadège", "merchant", shop.id)
    _, root = shop.world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    return root


def test_an_order_goes_from_new_to_collected_by_keyboard_alone(world):
    import window
    shop = Shop(world)
    root = open_inbox(shop)
    order = shop.order("Mme Lefèvre", 1095 - 15, 2)
    row = re.compile(f"Mme Lefèvre, .*{order['code'][0]}.?{order['code'][1:]}")
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
