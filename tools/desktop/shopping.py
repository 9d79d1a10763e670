# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a day's orders through the public routes: residents order from a telephone each, the baker
sells at the counter and takes the orders a step further."""
import json
import re
import secrets
import urllib.error

import account


class Shopping:
    """What residents and the baker of one town do. @baker: an Account."""

    def __init__(self, service, town, baker, lines):
        self.root, self.baker = f"{service}/api/v1/towns/{town}/", baker
        self.devices, self.orders = {}, {}
        self.merchant = next(re.match(r"merchants/([^/]+)/orders", line["to"]).group(1)
                             for line in lines if line["to"].startswith("merchants/"))
        # The recording is of one day; it is played today, where the shop is.
        self.day = account.ask(f"{self.root}merchants/{self.merchant}")["day"]

    def post(self, line):
        """(status, answer), as a Poster says it."""
        who = line["as"]
        target = re.sub(r"\{(.+?)\}", lambda found: self.orders[found.group(1)], line["to"])
        body = {**line["body"], **({"day": self.day} if "day" in line["body"] else {})}
        if who == "baker":
            headers = {"Authorization": f"Bearer {self.baker.token()}"}
        else:
            headers = {"Parvis-Device": self.devices.setdefault(who, secrets.token_urlsafe(32))}
        try:
            answer = account.ask(self.root + target, body, headers=headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError as error:
            return 0, str(error).encode()
        if who != "baker":
            self.orders[who] = answer["id"]
        return 200, json.dumps(answer).encode()
