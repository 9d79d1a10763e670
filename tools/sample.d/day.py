# SPDX-License-Identifier: GPL-3.0-or-later
"""One recorded day: Wednesday 17 June 2026 in Saint-Aubin-sur-Loire, second by second as it would
have arrived. Curves run through the points below; the points at 16:42 are those of the mock-ups."""
import base64
import datetime
import json
import os
import random
import struct
import uuid

from names import NAMESPACE, identifier

DAY = datetime.datetime(2026, 6, 17, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
FILE = "2026-06-17.jsonl"

# (hour, minute): how many, between which the curves run
POOL = {(9, 45): 0, (10, 0): 0, (10, 10): 9, (10, 30): 36, (11, 0): 60, (11, 30): 80, (12, 0): 73,
        (12, 30): 55, (13, 0): 50, (13, 30): 63, (14, 0): 86, (14, 30): 103, (15, 0): 120,
        (15, 30): 131, (15, 45): 129, (16, 0): 135, (16, 25): 138, (16, 40): 138, (16, 41): 139,
        (16, 45): 139, (17, 0): 156, (17, 30): 172, (18, 0): 148, (18, 30): 104, (19, 0): 55,
        (19, 30): -3, (19, 45): -3}
POOL_LEFT = {(9, 45): 0, (10, 0): 0, (10, 20): 4, (11, 0): 25, (12, 0): 92, (13, 0): 168, (14, 0): 214,
             (15, 0): 262, (16, 0): 317, (16, 41): 347, (16, 45): 347, (17, 30): 402, (18, 30): 520,
             (19, 0): 590, (19, 30): 660, (19, 45): 660}
POOL_CARS = {(6, 0): 6, (9, 30): 9, (10, 30): 30, (11, 30): 48, (13, 0): 34, (14, 30): 62,
             (16, 0): 77, (16, 40): 79, (16, 46): 79, (17, 30): 84, (18, 30): 52, (19, 45): 12,
             (21, 0): 7}
STATION = {(6, 0): 31, (7, 0): 84, (8, 0): 127, (9, 0): 138, (10, 30): 140, (12, 0): 136,
           (13, 0): 134, (14, 30): 139, (15, 30): 140, (16, 48): 140, (17, 30): 128, (18, 30): 84,
           (19, 30): 52, (21, 0): 38}
CENTRE = {(6, 0): 24, (8, 0): 52, (9, 30): 98, (11, 0): 113, (12, 15): 104, (13, 30): 88,
          (15, 0): 94, (16, 30): 97, (16, 48): 97, (17, 45): 108, (19, 0): 61, (21, 0): 40}
QUAY = {(6, 0): 8, (9, 0): 20, (11, 30): 46, (13, 0): 58, (15, 0): 41, (16, 30): 37, (16, 50): 37,
        (18, 0): 44, (19, 30): 52, (21, 0): 30}
VARENNES = {(6, 0): 38, (8, 30): 22, (12, 0): 24, (14, 0): 19, (16, 30): 17, (16, 48): 17,
            (18, 30): 31, (21, 0): 40}
CROSS = {(6, 0): 34, (8, 30): 25, (12, 0): 30, (13, 0): 29, (13, 6): 29}
WARDEN = {(9, 10): 26, (11, 20): 12, (14, 0): 21, (16, 15): 18, (17, 0): 15, (18, 30): 22}


def at(hour, minute, second=0):
    return DAY + datetime.timedelta(hours=hour, minutes=minute, seconds=second)


def exact(points, instant):
    """Between two points in a straight line."""
    seconds = (instant - DAY).total_seconds()
    known = [(hour * 3600 + minute * 60, count) for (hour, minute), count in points.items()]
    for (start, before), (end, after) in zip(known, known[1:]):
        if start <= seconds <= end:
            return before + (after - before) * (seconds - start) / (end - start)
    return known[-1][1] if seconds > known[-1][0] else known[0][1]


def value(points, instant):
    """Whole people or cars."""
    return round(exact(points, instant))


def stamp(instant, digits=3):
    utc = instant.astimezone(datetime.timezone.utc)
    fraction = f"{utc.microsecond:06d}000"[:digits]
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + fraction + "Z"


def rhythm(first, last, period, phase, rng):
    """Instants a period apart, a little off as radio is, exact around 16:42."""
    instant = first + datetime.timedelta(seconds=phase)
    while instant <= last:
        near = abs((instant - at(16, 42)).total_seconds()) < 300
        yield instant + datetime.timedelta(milliseconds=0 if near else rng.randrange(2000))
        instant += datetime.timedelta(seconds=period)


class Device:
    """One radio device: what a network server adds to its payload."""

    def __init__(self, key, name, rng):
        self.key, self.name, self.rng = key, name, rng
        self.eui = uuid.uuid5(NAMESPACE, key).hex[:16]
        self.count = rng.randrange(2000, 40000)

    def radio(self):
        self.count += 1
        return -95 + self.rng.randrange(-12, 12), round(7 + self.rng.random() * 3, 1)

    def chirpstack(self, instant, decoded, data=b"", port=1):
        rssi, snr = self.radio()
        return {"deduplicationId": str(uuid.uuid5(NAMESPACE, f"{self.eui}/{self.count}")),
                "time": stamp(instant),
                "deviceInfo": {"applicationName": "parvis", "deviceName": self.name,
                               "devEui": self.eui},
                "devAddr": self.eui[-8:], "adr": True, "dr": 5, "fCnt": self.count, "fPort": port,
                "data": base64.b64encode(data).decode(), "object": decoded,
                "rxInfo": [{"gatewayId": "a840411d6b5a4150", "rssi": rssi, "snr": snr}],
                "txInfo": {"frequency": 868100000,
                           "modulation": {"lora": {"spreadingFactor": 7}}}}

    def status(self, instant, battery):
        return {"deduplicationId": str(uuid.uuid5(NAMESPACE, f"{self.eui}/s{self.count}")),
                "time": stamp(instant),
                "deviceInfo": {"applicationName": "parvis", "deviceName": self.name,
                               "devEui": self.eui},
                "margin": 7, "batteryLevel": battery}

    def ttn(self, instant, decoded, data=b"", port=1):
        rssi, snr = self.radio()
        correlation = uuid.uuid5(NAMESPACE, f"{self.eui}/{self.count}").hex[:26].upper()
        return {"end_device_ids": {"device_id": self.name, "dev_eui": self.eui.upper(),
                                   "application_ids": {"application_id": "parvis"}},
                "correlation_ids": [f"gs:uplink:{correlation}"],
                "received_at": stamp(instant + datetime.timedelta(milliseconds=210), 9),
                "uplink_message": {
                    "f_port": port, "f_cnt": self.count,
                    "frm_payload": base64.b64encode(data).decode(), "decoded_payload": decoded,
                    "rx_metadata": [{"gateway_ids": {"gateway_id": "mairie"}, "rssi": rssi,
                                     "snr": snr, "time": stamp(instant)}],
                    "received_at": stamp(instant, 9)}}


def people_counter(device, way, total, passed):
    """An IMBuildings people counter: its own bytes and what its codec makes of them. It counts
    both ways; at a gate only one of them moves."""
    counters = {"a": (passed, total), "b": (0, 0)} if way == "a" else {"a": (0, 0), "b": (passed, total)}
    data = struct.pack(">BB8sBHHHBHHB", 2, 6, bytes.fromhex(device.eui), 0, 341, counters["a"][0],
                       counters["b"][0], 0, counters["a"][1], counters["b"][1], device.count % 256)
    return data, {"device_type": "People Counter", "battery_voltage": 3.41,
                  **{f"counter_{way}": moved for way, (moved, _) in counters.items()},
                  **{f"total_counter_{way}": all_in_all for way, (_, all_in_all) in counters.items()}}


def gate(key, name, way, curve, start, phase, rng):
    """The network of the exit runs no codec: only the device's bytes arrive."""
    device, before = Device(key, name, rng), start
    for instant in rhythm(at(9, 45), at(19, 45), 60, phase, rng):
        total = start + curve(instant)
        data, decoded = people_counter(device, way, total, total - before)
        before = total
        payload = device.chirpstack(instant, decoded, data)
        if way == "b":
            del payload["object"]
        yield instant, key, payload


def camera(key, name, envelope, points, capacity, last, phase, rng, member, battery=None):
    """A camera or a detector that sends an absolute figure every two minutes."""
    device = Device(key, name, rng)
    for number, instant in enumerate(rhythm(at(6, 0), last, 120, phase, rng)):
        occupied = value(points, instant)
        figure = occupied if member == "occupied" else capacity - occupied
        decoded = {member: figure, "capacity": capacity}
        if battery is not None:
            decoded["battery"] = round(battery - number / 100, 1)
        send = device.ttn if envelope == "ttn-v3" else device.chirpstack
        yield instant, key, send(instant, decoded, struct.pack(">HH", figure, capacity), 10)
        if battery is not None and number % 60 == 59:
            soon = instant + datetime.timedelta(seconds=3)
            yield soon, key, device.status(soon, decoded["battery"])


def barrier(rng):
    for instant in rhythm(at(6, 0), at(21, 0), 60, 0, rng):
        yield instant, "barrier", {"observed_at": stamp(instant), "value": 86 - value(POOL_CARS, instant)}


def by_hand():
    for (hour, minute), free in WARDEN.items():
        yield at(hour, minute), "warden", {"observed_at": stamp(at(hour, minute)), "value": free}


def gestures():
    """What people did at the desk of the pool: a command each, with the town's key."""
    pool = identifier("gauge", "pool")
    for instant, verb, body in (
            (at(10, 0), "recount", {"value": 0, "note": "Ouverture, compteur remis à zéro"}),
            (at(14, 5), "recount", {"value": None, "note": "Recalage après comptage du bassin"}),
            (at(16, 41), "count", {"delta": 1, "note": "Entrée par le portail"})):
        if body.get("value", 0) is None:
            body["value"] = value(POOL, instant) + 2
        yield instant, f"gauges/{pool}/{verb}", {"at": stamp(instant), **body}


def entered(instant):
    """Whoever is in or has left did come in."""
    return round(exact(POOL, instant) + exact(POOL_LEFT, instant))


def write_day(folder):
    rng = random.Random(20260617)
    lines = [
        # Ages at 16:42:08: 20 s and 34 s for the gates, 8 s, 14 s, 11 s, 6 min, 9 s for the cars.
        *gate("gate-in", "portillon-entree", "a", entered, 18214, 48, rng),
        *gate("gate-out", "portillon-sortie", "b", lambda t: value(POOL_LEFT, t), 17906, 34, rng),
        *barrier(rng),
        *camera("camera-station", "camera-gare", "chirpstack-v4", STATION, 140, at(21, 0), 114, rng,
                "occupied"),
        *camera("camera-centre", "camera-halles", "ttn-v3", CENTRE, 120, at(21, 0), 117, rng,
                "occupied"),
        *(entry for entry in camera("camera-quay", "camera-port", "ttn-v3", QUAY, 95, at(21, 0), 8,
                                    rng, "occupied")
          if not at(16, 37) < entry[0] < at(16, 48)),
        *camera("camera-varennes", "camera-varennes", "chirpstack-v4", VARENNES, 80, at(21, 0), 119,
                rng, "free"),
        *camera("camera-cross", "camera-croix-blanche", "chirpstack-v4", CROSS, 60, at(13, 5), 60,
                rng, "free", 14.1),
        *by_hand(), *gestures(),
    ]
    lines.sort(key=lambda line: line[0])
    with open(os.path.join(folder, FILE), "w", encoding="utf-8") as stream:
        for instant, key, payload in lines:
            target = key if "/" in key else f"sources/{identifier('source', key)}/readings"
            json.dump({"at": stamp(instant), "to": target, "body": payload}, stream,
                      ensure_ascii=False, separators=(",", ":"))
            stream.write("\n")
