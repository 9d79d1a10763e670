#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded day, played by tools/play into the real service through its public route, comes out
of the public snapshot with the figures of the mock-ups. TAP.

    test-play.py PARVISD PARVISCTL
"""
import datetime
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path[:0] = [os.path.join(TOP, "tools", "desktop"), os.path.join(TOP, "tests")]

import account  # noqa: E402
import sample  # noqa: E402
from programs import Programs, start_service  # noqa: E402
from tap import run, tests_of  # noqa: E402

# name: state, present, free
EXPECTED = {
    "Piscine des Mariniers": ("live", 142, 78), "Parking de la piscine": ("live", 79, 7),
    "Gare": ("live", 140, 0), "Centre-bourg": ("live", 97, 23), "Plaisance": ("hand", 22, 18),
    "Quai de Loire": ("late", 37, 58), "Les Varennes": ("live", 17, 63),
    "La Croix-Blanche": ("stale", 29, 31),
}


class Played:
    """A service into which the day was played, and what it then says."""

    def __init__(self, folder, programs, parvisd, parvisctl):
        state, environment = os.path.join(folder, "state"), dict(os.environ)
        _, self.service = start_service(programs, parvisd, state, environment)
        keys = sample.set_up(parvisctl, state, environment, sample.zone_for_town(sample.offset_now()),
                             folder, self.service)
        sample.add_baker(parvisctl, state, environment, keys, self.service)
        code = sample.invite(parvisctl, state, environment, "Paul Mercier", "mayor")
        reader = account.Account(self.service, account.pair(self.service, code))
        self.token = reader.token()
        with open(keys, encoding="utf-8") as stream:
            self.keys = json.load(stream)
        self.played = subprocess.run([os.path.join(TOP, "tools", "play"), "--service", self.service,
                                      "--keys", keys, "--until-now"], capture_output=True, text=True,
                                     timeout=300, check=False)
        self.live = self.ask("live")
        self.shop = self.ask(f"merchants/{sample.first_shop()}")
        self.changes = self.ask("changes?after=0&limit=1000")["changes"]

    def ask(self, path):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.service).netloc, timeout=20)
        connection.request("GET", f"/api/v1/towns/{sample.INSEE}/{path}",
                           headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        return json.loads(answer.read())

    def bodies(self, kind):
        return [change["body"] for change in self.changes if change["kind"] == kind]


def test_every_payload_is_taken(played):
    assert played.played.returncode == 0 and "refused" not in played.played.stderr, played.played.stderr


def test_the_bakery_has_left_what_the_mockups_say(played):
    found = {product["name"]: product["left"] for product in played.shop["products"]}
    assert found == {"Baguette tradition": 12, "Campagne 500 g": 2, "Céréales": 0, "Viennois": 6}, found


def test_the_town_hall_sees_counts_of_the_shop_and_nobody(played):
    counts = [body for body in played.bodies("orders_day") if body["merchant"] == sample.first_shop()
              and body["day"] == played.shop["day"]]
    assert [(day["placed"], day["collected"], day["sold"], day["lost"]) for day in counts] == \
        [(6, 0, 104, 2)], counts
    known = json.dumps(played.changes, ensure_ascii=False)
    for name in ("Lefèvre", "Bourdin", "0639980118"):
        assert name not in known, name


def test_each_place_says_what_the_mockups_say(played):
    names = {facility["id"]: facility["name"] for facility in played.live["facilities"]}
    found = {names[gauge["facility"]]: (gauge["state"], gauge["present"], gauge["free"])
             for gauge in played.live["gauges"]}
    assert found == EXPECTED, found


def test_the_town_has_169_free_spaces_in_6_of_7(played):
    whole = next(sums for sums in played.live["rollups"] if sums["id"] == sample.INSEE)
    assert (whole["free"], whole["fresh"], whole["gauges"]) == (169, 6, 7), whole


def test_the_figures_of_the_pool_add_up(played):
    pool = next(gauge["id"] for gauge in played.live["gauges"] if gauge["kind"] == "people")
    log = next(body for body in played.bodies("gauge_log") if body["gauge"] == pool)
    parts = (log["entered"], log["left"], log["by_hand"] + log["recounted"])
    assert parts == (486, 347, 3), parts


def test_a_silent_source_tells_its_battery(played):
    cross = next(body for body in played.bodies("source") if body["name"].endswith("Croix-Blanche"))
    assert (cross["health"], cross["battery"]) == ("silent", 12), cross


def test_the_curve_of_the_pool_has_the_day(played):
    pool = next(gauge["id"] for gauge in played.live["gauges"] if gauge["kind"] == "people")
    now = datetime.datetime.now(datetime.timezone.utc)
    first = (now - datetime.timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    last = (now + datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    points = played.ask(f"gauges/{pool}/history?from={first}&to={last}")["points"]
    assert len(points) >= 75, len(points)
    assert max(point["max"] for point in points) == 142, max(point["max"] for point in points)


def test_maps_come_with_their_own_credit(played):
    for theme in ("light", "dark"):
        described = played.ask(f"tiles/{theme}")
        assert "fictive" in described["attribution"] and "OpenStreetMap" not in described["attribution"]


def main():
    folder = tempfile.mkdtemp(prefix="parvis-play-")
    programs = Programs(folder)
    try:
        return run(tests_of(globals(), "play"), Played(folder, programs, *sys.argv[1:3]))
    finally:
        programs.end_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
