# SPDX-License-Identifier: GPL-3.0-or-later
"""What residents ordered and what the bakery did on the recorded day. At 16:42 that leaves what the
mock-ups show: 12 traditions online and 22 at the counter, no more Céréales, and so on."""
import json
import os

from day import DAY, at, stamp
from names import identifier
from shops import BAKERY

FILE = "2026-06-17-orders.jsonl"

# Before 16:42, what was done at the counter: when, what, of which product, how many.
COUNTER = [
    ((7, 45), "sell", "tradition", 20), ((8, 30), "sell", "campagne", 4), ((8, 40), "sell", "tradition", 26),
    ((9, 20), "sell", "viennois", 7), ((10, 30), "sell", "cereales", 6), ((11, 40), "sell", "campagne", 7),
    ((12, 10), "sell", "viennois", 4), ((15, 20), "sell", "cereales", 5), ((15, 25), "waste", "tradition", 2),
    ((16, 5), "sell", "tradition", 16), ((16, 35), "sell", "tradition", 9),
]

# when, who, telephone, slot, what, note, and when it was prepared and ready
ORDERS = [
    ((13, 50), "M. Le Goff", "0639980131", 1020, {"cereales": (1, "non")}, None, (15, 55), (16, 20)),
    ((14, 20), "M. Bourdin", "0639980183", 1020, {"tradition": (3, None)}, None, (16, 12), None),
    ((14, 55), "Mme Ferrand", "0639980126", 1050, {"campagne": (1, "oui"), "viennois": (2, None)}, None,
     (16, 13), None),
    ((15, 40), "Awa S.", "0639980159", 1080, {"tradition": (1, None), "campagne": (1, "non")}, None,
     (16, 14), None),
    ((16, 39), "Yanis D.", "0639980112", 1110, {"tradition": (1, None)}, None, None, None),
    ((16, 41), "Mme Lefèvre", "0639980118", 1080, {"tradition": (2, None), "campagne": (1, "non")},
     "Bien cuites si possible, merci !", None, None),
    ((16, 44), "Camille R.", "0639980144", 1140, {"tradition": (1, None)}, None, None, None),
    ((16, 49), "M. Bertin", "0639980165", 1110, {"viennois": (2, None)}, "Je passe avec les enfants.", None,
     None),
]


def at_minute(minutes):
    hour, minute = minutes
    return stamp(at(hour, minute, 10))


def lines():
    """What was posted, with the placeholders that a player fills in: "as" is who, a resident by name
    or the baker; {who} in a target stands for the order of that resident."""
    day = DAY.strftime("%Y-%m-%d")
    found = []
    for moment, verb, key, quantity in COUNTER:
        found.append({"at": at_minute(moment), "as": "baker",
                      "to": f"products/{identifier('product', key)}/{verb}",
                      "body": {"day": day, "quantity" if verb == "sell" else "lost": quantity}})
    for moment, who, phone, slot, wanted, note, prepared, ready in ORDERS:
        bought = [{"product": identifier("product", key), "quantity": quantity,
                   **({"options": {"tranche": choice}} if choice else {})}
                  for key, (quantity, choice) in wanted.items()]
        found.append({"at": at_minute(moment), "as": who, "to": f"merchants/{identifier('merchant', BAKERY)}/orders",
                      "body": {"name": who, "phone": phone, "language": "fr", "day": day, "from": slot,
                               "lines": bought, **({"note": note} if note else {})}})
        for step, when in (("prepare", prepared), ("ready", ready)):
            if when:
                found.append({"at": at_minute(when), "as": "baker", "to": f"orders/{{{who}}}/{step}",
                              "body": {}})
    return sorted(found, key=lambda line: line["at"])


def write_orders(folder):
    with open(os.path.join(folder, FILE), "w", encoding="utf-8") as stream:
        for line in lines():
            json.dump(line, stream, ensure_ascii=False, separators=(",", ":"))
            stream.write("\n")
