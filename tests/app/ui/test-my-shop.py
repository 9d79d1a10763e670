#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merchant says of his own shop at the real window: products and their photos, the usual week,
pickup hours, until when one orders, closing. TAP."""
import http.client
import os
import re
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from fixture import account, choose, closed, run, wait_for  # noqa: E402
import sample  # noqa: E402

ONLINE = re.compile("^Connection: .*Online")
SLOTS = [{"weekday": day, "from": at, "until": at + 30, "capacity": 20}
         for day in range(1, 8) for at in range(1020, 1200, 30)]
# The telephone was held upright: what is above lies on the right (EXIF's orientation 6); and a secret
# that no picture of a shop has to tell.
EXIF = (b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 2)
        + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
        + struct.pack("<HHII", 0x010e, 2, 20, 38) + struct.pack("<I", 0)
        + b"47.3050 N 0.6125 W\0\0")


class Shop:
    """A bakery with one product, and its merchant at the window."""

    def __init__(self, world, size="1280x800"):
        self.world = world
        world.start_service()
        world.ask("POST", "modules/orders", {})
        self.id = world.ask("POST", "merchants", {"name": "Boulangerie Martineau", "cutoff": {"before": 0},
                                                  "slots": SLOTS})["id"]
        baker = account.Account(world.service, account.pair(
            world.service, world.invite("Rémi", "merchant", self.id), "test"))
        self.baker = lambda: {"Authorization": f"Bearer {baker.token()}"}
        self.tradition = world.ask("POST", f"merchants/{self.id}/products",
                                   {"name": "Tradition", "price": 120}, self.baker())["id"]
        world.connect_desktop("Nadège", "merchant", self.id, size)
        self.program, self.root = world.start_application()

    def entities(self, kind):
        changes = self.world.ask("GET", "changes?after=0&limit=1000", None, self.baker())["changes"]
        newest = {change["id"]: change for change in changes if change["kind"] == kind}
        return [change["body"] for change in newest.values() if not change["deleted"]]

    def body(self):
        return next(shop for shop in self.entities("merchant") if shop["id"] == self.id)

    def product(self, name):
        return next((product for product in self.entities("product")
                     if product["name"] == name and product["merchant"] == self.id), None)

    def pattern(self, product, weekday):
        return next((entry["bakes"] for entry in self.entities("pattern")
                     if entry["product"] == product and entry["weekday"] == weekday), [])

    def photo(self, product):
        """The bytes that residents get, and their type; None and the status without one."""
        connection = http.client.HTTPConnection(self.world.listen, timeout=10)
        connection.request("GET", f"/api/v1/towns/{sample.INSEE}/products/{product}/photo")
        answer = connection.getresponse()
        said = answer.read()
        return (said, answer.getheader("Content-Type")) if answer.status == 200 else (None, answer.status)

    def open(self, again=False):
        """My Shop, as from the page of the stock; @again: which is there already."""
        import window
        if not again:
            window.find(self.root, "push button", ONLINE, 30)
            open_tab(self.root, "^Today’s Stock")
        window.click(window.find(self.root, "push button", "My Shop…"))
        return frame(self.root, "My Shop")

    def wait(self, condition, what, patience=30):
        wait_for(condition, patience, what)


def frame(root, title):
    """One window of the application: what is below it is all that is looked through."""
    import window
    node = window.find(root, "frame", title)
    window.find(node, "push button", re.compile("^(New Product…|Choose…)"))
    return node


def open_tab(root, wanted):
    """Where there is no sidebar the switcher comes more than once in the tree, and the last is shown."""
    import window
    node = window.wait_for(lambda: [node for node in window.look_all(root, None, re.compile(wanted))
                                    if window.role(node) in ("page tab", "list item")],
                           f"the page “{wanted}”")[-1]
    window.click(node)


def make_photo(world, name="photo.jpg"):
    """600 × 300, lying on its side, and telling where it was taken."""
    plain = os.path.join(world.folder, "plain.jpg")
    subprocess.run(["convert", "-size", "600x300", "gradient:#c08040-#402000", "-strip", plain],
                   check=True, timeout=60)
    with open(plain, "rb") as stream:
        jpeg = stream.read()
    path = os.path.join(world.folder, name)
    with open(path, "wb") as stream:
        stream.write(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(EXIF) + 2) + EXIF + jpeg[2:])
    return path


def make_file(world, name, content):
    path = os.path.join(world.folder, name)
    with open(path, "wb") as stream:
        stream.write(content)
    return path


def size_of(picture):
    said = subprocess.run(["identify", "-format", "%w %h", "-"], input=picture, capture_output=True,
                          check=True, timeout=30).stdout
    return tuple(int(number) for number in said.split())


def put(node, role, wanted, value):
    """In the place of what is there, as a screen reader or a braille line does: Tab through the rows
    of seven days is tried by one test and not by each."""
    import window
    from gi.repository import Atspi
    entry = window.find(node, role, wanted)
    if role == "spin button":
        Atspi.Value.set_current_value(entry, value)
    else:
        Atspi.EditableText.set_text_contents(entry, value)


def open_product(shop, node, name="Tradition"):
    import window
    window.click(window.find(node, "list item", re.compile(f"^{name}")))
    return frame(shop.root, "Product")


def save(node):
    """Wherever the button is: what is below is scrolled to by nobody here."""
    import window
    window.act(window.find(node, "push button", re.compile("^Save")))


def go_offline(world, shop):
    import window
    world.stop_service()
    window.find(shop.root, "push button", re.compile("^Connection: .*Offline"), 60)


def test_a_product_is_added_with_its_photo_by_keyboard_alone(world):
    import window
    shop = Shop(world)
    mine = shop.open()
    window.reach(mine, "push button", "New Product…", most=5)
    window.press("Return")
    node = frame(shop.root, "New Product")
    assert not window.unnamed(node), window.unnamed(node)
    window.write("Pain de seigle")
    window.reach(node, "spin button", "Price in euros", most=8)
    window.press("ctrl+a")
    window.write("4.20")
    choose(shop.root, node, make_photo(world), by_keyboard=True)
    window.find(node, "label", re.compile("^This is how it will be seen"))
    # The last one is the first one backwards.
    window.reach(node, "push button", "Save", "shift+Tab", 20)
    window.press("Return")
    closed(shop.root, "New Product")
    window.find(mine, "list item", re.compile("^Pain de seigle"))
    shop.wait(lambda: "photo" in (shop.product("Pain de seigle") or {}), "the product and its photo")
    product = shop.product("Pain de seigle")
    assert product["price"] == 420, product
    picture, kind = shop.photo(product["id"])
    assert kind == "image/jpeg" and size_of(picture) == (300, 600), (kind, size_of(picture))
    assert b"Exif" not in picture and b"47.3050" not in picture, "what else was in the file"


def every(node, role, wanted):
    import window
    return list(window.look_all(node, role, wanted))


def test_an_option_and_its_choices_are_kept(world):
    import window
    from gi.repository import Atspi
    shop = Shop(world)
    node = open_product(shop, shop.open())
    window.act(window.find(node, "push button", "Add an Option"))
    window.find(node, "push button", "Remove This Option")
    window.write("Tranchage")
    choices = window.wait_for(lambda: every(node, "text", "Choice")[1:] and every(node, "text", "Choice"),
                              "two choices")
    for entry, text in zip(choices, ("entier", "en tranches")):
        Atspi.EditableText.set_text_contents(entry, text)
    save(node)
    closed(shop.root, "Product")
    shop.wait(lambda: shop.product("Tradition")["options"], "the option")
    product = shop.product("Tradition")
    assert [(option["name"], [choice["name"] for choice in option["choices"]])
            for option in product["options"]] == [("Tranchage", ["entier", "en tranches"])], product


def test_what_is_no_photo_is_refused_and_nothing_is_lost(world):
    import window
    shop = Shop(world)
    node = open_product(shop, shop.open())
    window.press("ctrl+a")
    window.write("Tradition ancienne")
    large = os.path.join(world.folder, "large.jpg")
    with open(large, "wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    with open(make_photo(world), "rb") as stream:
        half = make_file(world, "half.jpg", stream.read()[:900])
    heic = make_file(world, "photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    text = make_file(world, "note.txt", b"Bonjour")
    for path, sentence in ((heic, "is in HEIC.*Save it as JPEG"), (half, "This picture is damaged"),
                           (text, "This file is no picture. Choose a photo in JPEG or PNG"),
                           (large, "This picture is too large")):
        choose(shop.root, node, path)
        window.find(node, "label", re.compile(sentence))
    save(node)
    shop.wait(lambda: shop.product("Tradition ancienne"), "the new name")
    assert shop.photo(shop.tradition) == (None, 404)


def has_photo_on_screen(shop, mine):
    """The product's window, once the feed has told of the photo; None before."""
    import window
    node = open_product(shop, mine)
    if window.look(node, "push button", "Remove the Picture"):
        return node
    window.press("Escape")
    closed(shop.root, "Product")
    return None


def test_a_photo_is_sent_seen_again_and_removed(world):
    import window
    shop = Shop(world)
    mine = shop.open()
    node = open_product(shop, mine)
    choose(shop.root, node, make_photo(world))
    window.find(node, "label", re.compile("^This is how it will be seen"))
    save(node)
    closed(shop.root, "Product")
    shop.wait(lambda: "photo" in shop.product("Tradition"), "the photo")
    node = window.wait_for(lambda: has_photo_on_screen(shop, mine), "the photo that the service keeps", 60)
    window.click(window.find(node, "push button", "Remove the Picture"))
    window.find(node, "label", "It is removed when you save.")
    save(node)
    closed(shop.root, "Product")
    shop.wait(lambda: "photo" not in shop.product("Tradition"), "the end of the photo")
    assert shop.photo(shop.tradition) == (None, 404)


def test_without_the_network_a_photo_stays_where_it_was_chosen(world):
    import window
    shop = Shop(world)
    mine = shop.open()
    go_offline(world, shop)
    window.click(window.find(mine, "push button", "New Product…"))
    node = frame(shop.root, "New Product")
    window.write("Brioche")
    choose(shop.root, node, make_photo(world))
    window.find(node, "label", re.compile("^This is how it will be seen"))
    save(node)
    window.find(node, "label", re.compile("^The product is kept and leaves when the network is back"))
    world.start_service()
    shop.wait(lambda: shop.product("Brioche"), "the product that waited", 90)
    save(node)
    shop.wait(lambda: "photo" in shop.product("Brioche"), "the photo that stayed")
    closed(shop.root, "New Product")
    assert len([product for product in shop.entities("product") if product["name"] == "Brioche"]) == 1


def test_pickup_hours_are_kept_with_their_capacity(world):
    shop = Shop(world)
    node = shop.open()
    put(node, "text", "Monday", "7:30-9:00, 17:00-18:00")
    put(node, "text", "Sunday", "")
    put(node, "spin button", "Orders for each half-hour", 7)
    save(node)
    closed(shop.root, "My Shop")
    shop.wait(lambda: {slot["capacity"] for slot in shop.body()["slots"]} == {7}, "the new hours")
    slots = [(slot["weekday"], slot["from"]) for slot in shop.body()["slots"]]
    assert [at for day, at in slots if day == 1] == [450, 480, 510, 1020, 1050], slots
    assert not [at for day, at in slots if day == 7], slots


def test_the_end_of_reservations_is_kept_and_shown_again(world):
    import window
    from gi.repository import Atspi
    shop = Shop(world)
    node = shop.open()
    put(node, "spin button", "Minutes before the pickup", 45)
    save(node)
    closed(shop.root, "My Shop")
    shop.wait(lambda: shop.body()["cutoff"] == {"before": 45}, "the minutes before the pickup")

    node = shop.open(again=True)
    spin = window.find(node, "spin button", "Minutes before the pickup")
    assert Atspi.Value.get_current_value(spin) == 45


def test_allergens_are_ticked_by_keyboard(world):
    import window
    shop = Shop(world)
    node = open_product(shop, shop.open())
    for allergen in ("Gluten", "Sesame"):
        box = window.reach(node, "check box", re.compile(f"^{allergen}"), most=40)
        window.press("space")
        window.wait_for(lambda: "checked" in window.states(box), f"{allergen}, ticked")
    save(node)
    closed(shop.root, "Product")
    shop.wait(lambda: shop.product("Tradition")["allergens"] == ["gluten", "sesame"], "the allergens")


def test_what_is_baked_every_week_is_kept_for_its_weekday(world):
    import window
    shop = Shop(world)
    node = open_product(shop, shop.open())
    window.reach(node, "list item", re.compile("^Tuesday"), most=60)
    window.press("Return")
    window.act(window.find(node, "push button", "Add a Batch"))
    put(node, "spin button", "How many are baked", 40)
    put(node, "spin button", "How many of them residents can reserve", 12)
    window.find(node, None, re.compile("40 baked, 12 online"))
    save(node)
    closed(shop.root, "Product")
    shop.wait(lambda: shop.pattern(shop.tradition, 2), "the batch of every Tuesday")
    bakes = shop.pattern(shop.tradition, 2)
    assert [(bake["quantity"], bake["online"]) for bake in bakes] == [(40, 12)], bakes
    assert not shop.pattern(shop.tradition, 1) and not shop.pattern(shop.tradition, 3)


def test_reservations_end_at_an_hour_of_the_day_before(world):
    import window
    shop = Shop(world)
    node = shop.open()
    window.reach(node, "combo box", "Reservations end", most=60)
    window.press("space")
    window.find(node, "list item", "At an hour of the day before")
    window.reach(node, "list item", "At an hour of the day before", "Down", 4)
    window.press("Return")
    put(node, "text", "Until which hour of the day before", "18:30")
    save(node)
    closed(shop.root, "My Shop")
    shop.wait(lambda: shop.body()["cutoff"] == {"day_before": 1110}, "the hour of the day before")


def test_today_is_closed_and_opened_again_by_clicks(world):
    import window
    shop = Shop(world, "400x800")
    node = shop.open()
    reason = window.find(node, "text", "Why, if you close them today")
    window.click(reason)
    window.write("Four en panne")
    turn = window.find(node, "check box", "Reservations")
    window.click(turn)
    shop.wait(lambda: shop.body()["open"] is False, "the shop closed for today")
    assert shop.body()["shut"]["reason"] == "Four en panne"
    window.find(node, "label", "Four en panne")
    window.click(turn)
    shop.wait(lambda: shop.body().get("open") is True, "the shop open again")


def test_what_was_changed_without_the_network_leaves_when_it_is_back(world):
    shop = Shop(world)
    mine = shop.open()
    go_offline(world, shop)
    node = open_product(shop, mine)
    put(node, "spin button", "Price in euros", 1.35)
    save(node)
    closed(shop.root, "Product")
    world.start_service()
    shop.wait(lambda: shop.product("Tradition")["price"] == 135, "the price that waited", 90)


if __name__ == "__main__":
    sys.exit(run("my-shop", [(name[5:].replace("_", "-"), test) for name, test in globals().items()
                             if name.startswith("test_")]))
