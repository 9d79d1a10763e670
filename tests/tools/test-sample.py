#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample town is what its maker makes, and says at 16:42 what the mock-ups say. TAP."""
import base64
import json
import os
import shutil
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SAMPLE = os.path.join(TOP, "data", "sample")
sys.path[:0] = [os.path.join(TOP, "tools", "sample.d"), os.path.join(TOP, "tests")]

import day  # noqa: E402
import orders  # noqa: E402
import town  # noqa: E402
from tap import run, tests_of  # noqa: E402

NOW = day.stamp(day.at(16, 42, 8))


def read(name, folder=SAMPLE):
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        return stream.read()


def entries():
    return [json.loads(line) for line in read(day.FILE).splitlines()]


def newest(key):
    target = f"sources/{town.identifier('source', key)}/readings"
    found = [entry for entry in entries() if entry["to"] == target and entry["at"] <= NOW
             and "margin" not in entry["body"]]
    return found[0]["body"], found[-1]["body"], found[-1]["at"]


def figure(body, member):
    if member == "total":
        # Bytes 18 and 20 of the people counter, big-endian, as its maker documents them.
        data = base64.b64decode(body["data"])
        ways = [int.from_bytes(data[start:start + 2], "big") for start in (18, 20)]
        decoded = body.get("object")
        assert decoded is None or ways == [decoded["total_counter_a"], decoded["total_counter_b"]]
        return max(ways)
    decoded = body.get("object") or body.get("uplink_message", {}).get("decoded_payload") or body
    return decoded[member]


def test_the_maker_writes_the_same_bytes():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(SAMPLE, "places.json"), folder)
        town.write_town(folder)
        day.write_day(folder)
        orders.write_orders(folder)
        for name in ("town.json", day.FILE, orders.FILE):
            assert read(name, folder) == read(name), f"{name} differs: run tools/make-sample"


def test_the_pool_adds_up_to_142():
    totals = [figure(newest(key)[1], "total") - figure(newest(key)[0], "total")
              for key in ("gate-in", "gate-out")]
    assert totals == [486, 347], totals
    gestures = [entry for entry in entries() if entry["to"].startswith("gauges/") and entry["at"] <= NOW]
    assert [entry["body"].get("value", entry["body"].get("delta")) for entry in gestures][0] == 0
    assert gestures[1]["body"]["value"] == day.value(day.POOL, day.at(14, 5)) + 2
    assert gestures[2]["body"]["delta"] == 1
    assert totals[0] - totals[1] + 2 + 1 == 142


def test_the_car_parks_say_what_the_mockups_say():
    expected = {("barrier", "value"): 7, ("camera-station", "occupied"): 140,
                ("camera-centre", "occupied"): 120 - 23, ("warden", "value"): 18,
                ("camera-quay", "occupied"): 95 - 58, ("camera-varennes", "free"): 63,
                ("camera-cross", "free"): 31}
    found = {pair: figure(newest(pair[0])[1], pair[1]) for pair in expected}
    assert found == expected, found


def test_one_is_late_and_one_is_silent():
    assert newest("camera-quay")[2].startswith("2026-06-17T14:36"), newest("camera-quay")[2]
    assert newest("camera-cross")[2].startswith("2026-06-17T11:05"), newest("camera-cross")[2]
    assert round(figure(newest("camera-cross")[1], "battery")) == 12


def test_totals_never_fall_and_times_never_go_back():
    lines = entries()
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    for key in ("gate-in", "gate-out"):
        target = f"sources/{town.identifier('source', key)}/readings"
        totals = [figure(line["body"], "total") for line in lines if line["to"] == target]
        assert totals == sorted(totals), key


def test_every_target_is_in_the_town():
    body = json.loads(read("town.json"))
    known = {f"sources/{source['id']}/readings" for source in body["sources"]}
    gauges = {gauge["id"] for facility in body["facilities"] for gauge in facility["gauges"]}
    for source in body["sources"]:
        assert source["gauge"] in gauges, source["name"]
    for entry in entries():
        parts = entry["to"].split("/")
        assert entry["to"] in known or parts[1] in gauges, entry["to"]


def test_every_order_is_of_a_shop_and_its_bread():
    shops = {shop["id"]: {product["id"]: {option["id"]: {choice["id"] for choice in option["choices"]}
                                          for option in product["options"]}
                          for product in shop["products"]}
             for shop in json.loads(read("town.json"))["merchants"]}
    lines = [json.loads(line) for line in read(orders.FILE).splitlines()]
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    placed = set()
    for line in lines:
        kind, identifier, verb = line["to"].split("/")
        if kind == "orders":
            assert line["as"] == "baker" and identifier.strip("{}") in placed, line
        elif verb == "orders":
            placed.add(line["as"])
            # Only numbers that are nobody's.
            assert line["body"]["phone"].startswith("063998"), line
            for entry in line["body"]["lines"]:
                options = shops[identifier][entry["product"]]
                for option, choice in entry.get("options", {}).items():
                    assert choice in options[option], line
        else:
            assert kind == "products" and any(identifier in products for products in shops.values()), line


def test_the_packs_are_ours_and_small():
    total = 0
    for name in ("light.mbtiles", "dark.mbtiles"):
        path = os.path.join(SAMPLE, name)
        total += os.path.getsize(path)
        database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        metadata = dict(database.execute("SELECT name, value FROM metadata"))
        assert "fictive" in metadata["attribution"] and "OpenStreetMap" not in metadata["attribution"]
        assert (metadata["minzoom"], metadata["maxzoom"]) == ("12", "17"), metadata
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = database.execute("SELECT count(*), min(length(tile_data)) FROM tiles").fetchone()
        assert counts[0] > 400 and counts[1] > 50, counts
        database.close()
    assert total < 8_000_000, total


if __name__ == "__main__":
    sys.exit(run(tests_of(globals(), "sample")))
