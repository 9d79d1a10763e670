# SPDX-License-Identifier: GPL-3.0-or-later
"""The shops of the sample town: what their merchants would declare. Telephone numbers are of those
that Arcep keeps for fiction."""
from names import identifier

BAKERY = "martineau"


def options(key, name, *choices):
    return [{"id": key, "name": name, "choices": [{"id": choice, "name": label, "price": price}
                                                  for choice, label, price in choices]}]


SLICED = options("tranche", "Tranché", ("non", "Non tranché", 0), ("oui", "Tranché", 0))

# key: name, unit, price in cents, allergens, options, [(ready, quantity, online share)] of each day
BREAD = {
    "tradition": ("Baguette tradition", "piece", 130, ["gluten"], [], [(390, 54, 4), (930, 60, 15)]),
    "campagne": ("Campagne 500 g", "piece", 360, ["gluten"], SLICED, [(420, 20, 5)]),
    "cereales": ("Céréales", "piece", 240, ["gluten", "sesame", "soya"], SLICED, [(420, 12, 1)]),
    "viennois": ("Viennois", "piece", 180, ["gluten", "milk", "eggs"], [], [(450, 24, 8)]),
}
GREENS = {
    "panier": ("Panier de la semaine", "piece", 1200, [], [], [(480, 15, 12)]),
    "tomates": ("Tomates de plein champ, 1 kg", "kg", 320, [], [], [(480, 30, 15)]),
    "fraises": ("Fraises, la barquette", "piece", 350, [], [], [(480, 24, 10)]),
}

# The demonstration may be run on any day of the week, and on a holiday: these shops never close.
MORNING, EVENING = (450, 570), (1020, 1170)

def slots(capacity):
    return [{"weekday": day, "from": start, "until": start + 30, "capacity": capacity}
            for day in range(1, 8) for first, last in (MORNING, EVENING)
            for start in range(first, last, 30)]


def product(key, position, entry):
    name, unit, price, allergens, choice, bakes = entry
    usual = [{"ready": ready, "quantity": quantity, "online": online} for ready, quantity, online in bakes]
    return {"id": identifier("product", key), "name": name, "unit": unit, "price": price,
            "allergens": allergens, "options": choice, "position": position,
            "patterns": [{"weekday": day, "bakes": usual} for day in range(1, 8)]}


def merchant(key, name, kind, address, phone, place, products):
    lon, lat = place
    return {"id": identifier("merchant", key), "name": name, "kind": kind, "address": address,
            "phone": phone, "lon": lon, "lat": lat, "confirm": "auto", "cutoff": {"before": 15},
            "keep": 15, "days_ahead": 7, "holidays": "open", "slots": slots(12),
            "products": [product(*entry) for entry in
                         ((one, position, products[one]) for position, one in enumerate(products, 1))]}


def merchants(places):
    bakery = places["facilities"]["boulangerie-martineau"]
    return [
        merchant(BAKERY, bakery["name"], "bakery", bakery["address"], "0261910047",
                 bakery["geometry"]["coordinates"], BREAD),
        merchant("primeur", "Primeurs des Halles", "greengrocer", "6, rue des Halles", "0261910052",
                 [-0.611304, 47.304766], GREENS),
    ]
