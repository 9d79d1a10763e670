# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample town: what an operator would type in for it. Places come from places.json, which is
drawn with the map, so that markers stand on their car parks."""
import json
import os

from names import identifier
from shops import merchants

INSEE = "00001"

TOWN = {"insee": INSEE, "name": "Saint-Aubin-sur-Loire", "population": 6214, "fictional": True,
        "timezone": "Europe/Paris", "modules": ["occupancy", "orders", "parking"],
        "center": {"lon": -0.61205, "lat": 47.3050}, "bounds": [-0.636, 47.2968, -0.5895, 47.3172],
        "zoom": 15, "attribution": "Saint-Aubin-sur-Loire, commune fictive"}

# key: place in places.json, kind, kind of gauge, capacity, reserved spaces, hours
FACILITIES = {
    "pool": ("piscine-mariniers", "pool", "people", 220, {}, "Mo-Su 10:00-19:30"),
    "pool-cars": ("parking-piscine", "car_park", "vehicles", 86, {"pmr": 4, "charging": 2}, None),
    "station": ("parking-gare", "car_park", "vehicles", 140, {"pmr": 4, "charging": 4}, None),
    "centre": ("parking-centre-bourg", "car_park", "vehicles", 120, {"pmr": 5}, None),
    "plaisance": ("parking-plaisance", "car_park", "vehicles", 40, {"pmr": 2}, None),
    "quay": ("parking-quai-de-loire", "car_park", "vehicles", 95, {"pmr": 3}, None),
    "varennes": ("parking-les-varennes", "car_park", "vehicles", 80, {"pmr": 3}, None),
    "cross": ("parking-la-croix-blanche", "car_park", "vehicles", 60, {"pmr": 2}, None),
}

# key: gauge, name, format, measure, period in seconds, what else is declared
SOURCES = {
    "gate-in": ("pool", "Portillon d’entrée", "chirpstack-v4", "entered_total", 60,
                {"preset": "imbuildings"}),
    "gate-out": ("pool", "Portillon de sortie", "chirpstack-v4", "left_total", 60,
                 {"preset": "imbuildings"}),
    "barrier": ("pool-cars", "Barrière du parking", "parvis", "free", 60, {"pointer": "/value"}),
    "camera-station": ("station", "Caméra de la gare", "chirpstack-v4", "occupied", 120,
                       {"pointer": "/occupied"}),
    "camera-centre": ("centre", "Caméra des Halles", "ttn-v3", "occupied", 120,
                      {"pointer": "/occupied"}),
    "warden": ("plaisance", "Placier", "hand", "free", 7200, {}),
    "camera-quay": ("quay", "Caméra du port", "ttn-v3", "occupied", 120, {"pointer": "/occupied"}),
    "camera-varennes": ("varennes", "Caméra des Varennes", "chirpstack-v4", "free", 120,
                        {"pointer": "/free"}),
    "camera-cross": ("cross", "Caméra de La Croix-Blanche", "chirpstack-v4", "free", 120,
                     {"pointer": "/free"}),
}


def read_places(folder):
    with open(os.path.join(folder, "places.json"), encoding="utf-8") as stream:
        return json.load(stream)


def facility(key, places):
    place, kind, measured, capacity, reserved, hours = FACILITIES[key]
    drawn = places["facilities"][place]
    lon, lat = drawn["geometry"]["coordinates"]
    gauge = {"id": identifier("gauge", key), "kind": measured, "capacity": capacity}
    if reserved:
        gauge["reserved"] = reserved
    entry = {"id": identifier("facility", key), "name": drawn["name"], "kind": kind,
             "address": drawn["address"], "lon": lon, "lat": lat, "gauges": [gauge]}
    if hours:
        entry["opening_hours"] = hours
    linked = {"pool": "pool-cars", "pool-cars": "pool"}.get(key)
    if linked:
        entry["linked"] = identifier("facility", linked)
    return entry


def source(key):
    gauge, name, form, measure, period, rest = SOURCES[key]
    return {"id": identifier("source", key), "gauge": identifier("gauge", gauge), "name": name,
            "format": form, "measure": measure, "period": period, **rest}


def write_town(folder):
    places = read_places(folder)
    body = {
        "town": TOWN,
        "neighbourhoods": [{"id": identifier("neighbourhood", key), "name": area["name"],
                            "geometry": area["geometry"]}
                           for key, area in places["neighbourhoods"].items()],
        "facilities": [facility(key, places) for key in FACILITIES],
        "sources": [source(key) for key in SOURCES],
        "merchants": merchants(places),
    }
    with open(os.path.join(folder, "town.json"), "w", encoding="utf-8") as stream:
        json.dump(body, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
