#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real day of two bakeries, sixty minutes of it in each, at two real windows of one shop. TAP.

The tickets are those of a day in Edinburgh, and baguettes as a French bakery sells them by the hour.
Every other ticket is an order of a resident through the public routes, the others are sales at the
counter. The service is killed while an order is on its way to it and started again, and the second
window has no line for an hour of that day. Seventy minutes are played, or with --whole-day all of it.
The day is pressed together: its tickets come when their minute is there, and both windows and the
service keep the real clock, so that nothing waits less than it does in a shop. Where the machine is too
busy for that, the tickets wait, and the day takes longer than its sixtieth part.
"""
import collections
import csv
import http.client
import json
import os
import re
import socket
import sys
import threading
import time
import urllib.parse
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from gi.repository import GLib  # noqa: E402
from fixture import TOP, Failure, account, run, sample, wait_for  # noqa: E402

FOLDER = os.path.join(os.environ.get("PARVIS_TEST_DATA", os.path.join(TOP, "..", "shared", "data")),
                      "09-bakery")
TICKETS = os.path.join(FOLDER, "breadbasket-edinburgh.csv")
CURVE = os.path.join(FOLDER, "french-bakery-demand-curve.csv")
DAY = "2016-11-05"
SPEED = 60
# From and until, when the line of the second window is cut and mended, when the service is killed.
STRETCH = (600, 670, 606, 666, (603, 640))
WHOLE_DAY = (420, 1230, 660, 720, (540, 690, 840, 960))
PRODUCTS = 4
BAGUETTE = "Baguette"
# Of two years' pieces, for a day's tickets of one each.
OF_CURVE = 5000
OF_SECOND = 4
LEFT_OVER = 3
STEPS = ("Seen, preparing", "Ready", "Collected")


class Relay:
    """The line of one window: what goes through it can be cut, and mended on the same port."""

    def __init__(self, port):
        self.target, self.port, self.open, self.listener = port, 0, [], None
        self.mend()

    def mend(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        # What waits in accept() wakes by this and not by a close.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=10)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            self.open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while True:
                data = one.recv(65536)
                if not data:
                    break
                other.sendall(data)
        except OSError:
            pass
        try:
            other.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def read_tickets(since, until):
    """[(minute, {product: quantity})] of the day in its order, and the names of what is sold."""
    with open(TICKETS, encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Date"] == DAY]
    most = [name for name, _ in collections.Counter(row["Item"] for row in rows).most_common(PRODUCTS)]
    tickets = {}
    for row in rows:
        hours, minutes, _ = row["Time"].split(":")
        ticket = tickets.setdefault(row["Transaction"],
                                    (int(hours) * 60 + int(minutes), collections.Counter()))
        if row["Item"] in most:
            ticket[1][row["Item"]] += 1
    day = [ticket for ticket in tickets.values() if ticket[1]] + read_baguettes()
    return sorted((ticket for ticket in day if since <= ticket[0] < until),
                  key=lambda ticket: ticket[0]), [BAGUETTE, *most]


def read_baguettes():
    """Spread evenly over each hour."""
    with open(CURVE, encoding="utf-8") as stream:
        hours = [(int(row["key"]), int(row["units_sold"]) // OF_CURVE) for row in csv.DictReader(stream)
                 if row["kind"] == "hour"]
    return [(hour * 60 + 60 * index // count, collections.Counter({BAGUETTE: 1}))
            for hour, count in hours for index in range(count)]


class Bakery:
    """The shop, and what answers and buttons have said of it."""

    def __init__(self, world, tickets, names):
        self.world, self.orders, self.refused, self.deaths = world, {}, 0, 0
        settings = os.path.join(world.folder, "parvisd.conf")
        with open(settings, "w", encoding="utf-8") as stream:
            stream.write("[parvisd]\norders-throttle=0\norders-open=0\norders-hour=0\n")
        world.service_options = ("--config", settings)
        world.start_service()
        world.ask("POST", "modules/orders", {})
        self.id = world.ask("POST", "merchants", {
            "name": "Boulangerie Martineau", "cutoff": {"before": 0}, "holidays": "open",
            "slots": [{"weekday": day, "from": at, "until": at + 30, "capacity": 500}
                      for day in range(1, 8) for at in range(1080, 1200, 30)]})["id"]
        baker = account.Account(world.service, account.pair(
            world.service, world.invite("Rémi", "merchant", self.id), "test"))
        self.baker = lambda: {"Authorization": f"Bearer {baker.token()}"}
        self.today = world.ask("GET", f"merchants/{self.id}")["day"]
        self.products, self.declared = {}, {}
        for position, name in enumerate(names, 1):
            self.bake(name, position, tickets)
        self.ordered, self.sold = collections.Counter(), collections.Counter()

    def bake(self, name, position, tickets):
        """A little less than is ordered, so that bread runs out, and enough at the counter."""
        ordered = sum(lines[name] for _, lines in tickets[::2])
        sold = sum(lines[name] for _, lines in tickets[1::2])
        online = max(ordered * 3 // 4, 2)
        self.declared[name] = online + sold + 5
        self.products[name] = self.world.ask("POST", f"merchants/{self.id}/products", {
            "name": name, "price": 120, "position": position}, self.baker())["id"]
        self.world.ask("POST", f"products/{self.products[name]}/bakes",
                       {"day": self.today, "ready": 0, "quantity": self.declared[name], "online": online},
                       self.baker())

    def request(self, key, number, lines, dies):
        """The status and the answer; without one, None."""
        connection = http.client.HTTPConnection(self.world.listen, timeout=30)
        try:
            connection.request("POST", f"/api/v1/towns/{sample.INSEE}/merchants/{self.id}/orders",
                               json.dumps({"name": f"Client {number}", "phone": f"06{number:08d}",
                                           "day": self.today, "from": 1080 + number % 4 * 30,
                                           "lines": [{"product": self.products[name], "quantity": quantity}
                                                     for name, quantity in lines.items()]}),
                               {"Content-Type": "application/json", "Idempotency-Key": key,
                                "Parvis-Device": f"{number:043d}"})
            if dies:
                self.world.kill(self.world.daemon)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return None, None
        finally:
            connection.close()

    def order(self, number, lines, dies):
        """Until it is answered, with one key, through a death if there is one; None: refused."""
        key = str(uuid.uuid4())
        status, answer = self.request(key, number, lines, dies)
        if dies:
            self.deaths += 1
            self.world.start_service()
            status, answer = self.request(key, number, lines, False)
        if status == 409:
            assert all(left >= 0 for left in answer["left"].values()), answer
            self.refused += 1
            return None
        assert status == 201, (status, answer)
        assert answer["id"] not in self.orders, "an order was made twice"
        self.orders[answer["id"]] = answer["code"]
        self.ordered.update(lines)
        return answer

    def entities(self, kind):
        found, after = {}, 0
        while True:
            page = self.world.ask("GET", f"changes?after={after}&limit=1000", None, self.baker())
            for change in page["changes"]:
                after = change["seq"]
                if change["kind"] == kind:
                    found.pop(change["id"], None)
                    if change.get("body") is not None:
                        found[change["id"]] = change["body"]
            if not page["changes"]:
                return found


class Counter:
    """One window of the shop."""

    def __init__(self, bakery, name, service=None):
        import window
        self.window, self.waiting, self.cards, self.collected = window, [], {}, []
        bakery.world.connect_desktop(name, "merchant", bakery.id, service=service)
        _, self.root = bakery.world.start_application()
        window.find(self.root, "push button", re.compile("^Connection: .*Online"), 60)

    def show(self, page):
        tab = self.window.find(self.root, "page tab", re.compile(page), 30)
        self.window.act(tab)

    def sell(self, product, left):
        """@left: before. The button is the same one as long as the window is there; what it says is
        new each time, and the next press counts once it has done what the one before asked for."""
        if product not in self.cards:
            self.cards[product] = self.window.find(self.root, "push button",
                                                   re.compile(f"^Sold one {product},"), 30)
        for then, press in ((left - 1, True), (left - 2, False)):
            said = f"Sold one {product}, {then} left then"
            self.window.wait_for(lambda: self.window.name(self.cards[product]) == said, said, 60)
            if press:
                self.window.act(self.cards[product])

    def step(self, but=0):
        """One step of what stands highest in the window, when more than @but wait; whether there was one."""
        if len(self.waiting) <= but:
            return False
        buttons = "|".join(f"{STEPS[done]}, {code[0]}.?{code[1:]}" for code, done in self.waiting)
        node = self.window.find(self.root, "push button", re.compile(f"^({buttons})$"), 60)
        said = self.window.name(node)
        code, done = next((code, done) for code, done in self.waiting
                          if re.search(f"^{STEPS[done]}, {code[0]}.?{code[1:]}$", said))
        self.window.act(node)
        self.window.wait_for(lambda: self.is_another(node, said), f"the end of {said}", 60)
        self.waiting.remove((code, done))
        if done == len(STEPS) - 1:
            self.collected.append(code)
        else:
            self.waiting.append((code, done + 1))
        return True

    def is_another(self, node, said):
        """Whether a button says something else by now, or went with its row."""
        try:
            return self.window.name(node) != said or not self.window.is_shown(node)
        except GLib.Error:
            return True

    def serve_all(self):
        self.show("^Orders")
        while self.step():
            pass
        self.show("^Today’s Stock")

    def shows(self, page, what, wanted):
        """Waits until what @page says by the pattern @what is @wanted. One walk reads all of it:
        a question for each would take long."""
        self.show(page)
        said = []

        def look():
            said[:] = [re.search(what, self.window.name(node)).group(1)
                       for node in self.window.look_all(self.root, None, re.compile(what))]
            return set(said) == wanted and len(said) == len(wanted)
        try:
            self.window.wait_for(look, what, 60)
        except self.window.Missing as error:
            raise AssertionError(f"{sorted(said)} instead of {sorted(wanted)}") from error


def play(bakery, first, second, relay, tickets, times):
    since, _, cut_at, mend_at, deaths = times
    began, deaths, is_cut, number = time.monotonic(), list(deaths), False, 0
    ordered = None      # what the second window knows of while it has no line
    for index, (minute, lines) in enumerate(tickets):
        bakery.world.programs.check()
        if not is_cut and cut_at <= minute < mend_at:
            is_cut, ordered = True, bakery.ordered.copy()
            relay.cut()
            second.window.find(second.root, "push button", re.compile("^Connection: .*Offline"), 60)
        elif is_cut and minute >= mend_at:
            is_cut = False
            second.serve_all()
            relay.mend()
        # Between two tickets somebody is served; no ticket comes before its time.
        while (early := (minute - since) * 60 / SPEED - (time.monotonic() - began)) > 0:
            if not first.step(LEFT_OVER):
                time.sleep(early)
        if index % 2 == 1:
            for product in lines.elements():
                known = ordered if is_cut else bakery.ordered
                second.sell(product, bakery.declared[product] - bakery.sold[product] - known[product])
                bakery.sold[product] += 1
            continue
        dies = bool(deaths) and minute >= deaths[0]
        if dies:
            deaths.pop(0)
        order = bakery.order(number, lines, dies)
        number += 1
        # What comes while the second has no line, it cannot know.
        if order is not None and len(bakery.orders) % OF_SECOND == 1 and not is_cut:
            second.waiting.append((order["code"], 0))
        elif order is not None:
            first.waiting.append((order["code"], 0))
    if is_cut:
        second.serve_all()
        relay.mend()
    assert not deaths, "the service was killed less often than it should"
    # What is left over stays in view at the end of the day.
    while first.step(LEFT_OVER):
        pass
    second.serve_all()
    return time.monotonic() - began


def wait_until(look, wanted, what):
    """As wait_for() does, and says what there is instead."""
    try:
        wait_for(lambda: look() == wanted, 60, what)
    except Failure as error:
        raise Failure(f"{what}: {look()} instead of {wanted}") from error


def check(bakery, first, second):
    """Everything adds up, at the service and at both windows."""
    served = len(first.collected) + len(second.collected)
    wait_for(lambda: sum(order["state"] == "collected"
                         for order in bakery.entities("order").values()) == served, 60,
             f"{served} orders handed over at the service")
    orders = bakery.entities("order")
    assert set(orders) == set(bakery.orders), "an order was lost or doubled"
    assert len({order["code"] for order in orders.values()}) == len(orders)
    wait_until(lambda: {name: sum(bake["sold"] for bake in bakery.entities("bake").values()
                                  if bake["product"] == product)
                        for name, product in bakery.products.items()},
               {name: bakery.sold[name] for name in bakery.products}, "sales at the service")
    left = {}
    for bake in bakery.entities("bake").values():
        name = next(name for name, product in bakery.products.items() if product == bake["product"])
        left[name] = bake["online"] + bake["counter"]
        reserved = bake["reserved"] + bake["collected"]
        assert bake["declared"] == bakery.declared[name] and bake["overdrawn"] == 0, bake
        assert (bake["sold"], reserved) == (bakery.sold[name], bakery.ordered[name]), (name, bake)
        assert left[name] == bake["declared"] - bake["sold"] - reserved, (name, bake)
    # Those that were handed over are folded away, and counted.
    waiting = {f"{order['name']}, code {order['code'][0]}\u00a0{order['code'][1:]}"
               for order in orders.values() if order["state"] != "collected"}
    assert len(waiting) == LEFT_OVER, waiting
    for counter in (first, second):
        counter.shows("^Today’s Stock", "^([^,]*, [0-9]+) left,",
                      {f"{name}, {count}" for name, count in left.items()})
        counter.shows("^Orders", "^(?:New, )?[0-9:]+, (Client [0-9]+, code [^,]*),", waiting)
        counter.shows("^Orders", "^(Collected, [0-9]+)$", {f"Collected, {served}"})
    return left


def test_a_day_of_the_bakery_adds_up_at_two_windows(world):
    times = WHOLE_DAY if WHOLE else STRETCH
    tickets, names = read_tickets(times[0], times[1])
    bakery = Bakery(world, tickets, names)
    relay = Relay(urllib.parse.urlsplit(world.service).port)
    first = Counter(bakery, "Nadège")
    world.new_desktop("second")
    second = Counter(bakery, "Léa", f"http://127.0.0.1:{relay.port}")
    second.show("^Today’s Stock")
    seconds = play(bakery, first, second, relay, tickets, times)
    left = check(bakery, first, second)
    print(f"# {len(tickets)} tickets of {(times[1] - times[0]) / 60:.1f} h in {seconds:.0f} s: "
          f"{len(bakery.orders)} orders, {bakery.refused} refused, {bakery.sold.total()} sold at the "
          f"counter; the service died {bakery.deaths} times; handed over by the first window "
          f"{len(first.collected)}, by the second {len(second.collected)}, not handed over {LEFT_OVER}; "
          f"left at both and at the service: {left}", flush=True)


def why_not(options):
    return None if os.path.exists(TICKETS) and os.path.exists(CURVE) else "the day of the bakery is not here"


if __name__ == "__main__":
    WHOLE = "--whole-day" in sys.argv
    if WHOLE:
        sys.argv.remove("--whole-day")
    sys.exit(run("bakery", [(name[5:].replace("_", "-"), test) for name, test in list(globals().items())
                            if name.startswith("test_")], why_not=why_not))
