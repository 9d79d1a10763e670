# SPDX-License-Identifier: GPL-3.0-or-later
"""One account of a service, as an application has it: paired with a code, its token renewed in time."""
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

# Renewed a minute before its end.
MARGIN = 60


def ask(address, body=None, token=None, form=False, headers=None):
    """The JSON of one answer; an error of the service raises."""
    headers = {"Accept": "application/json", **(headers or {})}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        headers["Idempotency-Key"] = str(uuid.uuid4())
        data = (urllib.parse.urlencode(body) if form else json.dumps(body)).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, data, headers)
    with opener.open(request, timeout=20) as answer:
        return json.load(answer)


def pair(service, code, label="sample"):
    """The refresh token that a pairing code is worth, once."""
    return ask(f"{service}/api/v1/pair", {"code": code, "label": label})["refresh_token"]


class Account:
    """Gives the access token of the moment, to several threads."""

    def __init__(self, service, refresh):
        self.service, self.refresh = service, refresh
        self.lock, self.access, self.until = threading.Lock(), None, 0

    def token(self):
        with self.lock:
            if time.monotonic() >= self.until:
                given = ask(f"{self.service}/api/v1/token", form=True,
                            body={"grant_type": "refresh_token", "refresh_token": self.refresh,
                                  "client_id": "fr.parvis.Parvis"})
                self.access, self.refresh = given["access_token"], given["refresh_token"]
                self.until = time.monotonic() + max(1, given["expires_in"] - MARGIN)
            return self.access
