# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets the sample town up in a service, and a desktop up for it, as an operator would."""
import datetime
import json
import os
import subprocess

import account
from programs import Failure

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SAMPLE = os.path.join(TOP, "data", "sample")
INSEE = "00001"
LOCAL = (16, 42)          # what the clocks of the sample town say now


def offset_now():
    """Minutes east of UTC where it is 16:42 now, between -719 and 720."""
    now = datetime.datetime.now(datetime.timezone.utc)
    minutes = LOCAL[0] * 60 + LOCAL[1] - (now.hour * 60 + now.minute)
    return (minutes + 719) % 1440 - 719


def clock(offset):
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def zone_for_town(offset):
    """As GLib reads it: ISO 8601."""
    return clock(offset)


def zone_for_desktop(offset):
    """As the C library reads it: POSIX, where the sign is the other way round."""
    return f"<{clock(offset).replace(':', '')}>{clock(-offset)}"


def ask(parvisctl, state, environment, *arguments):
    """The JSON answer of one parvisctl command; a refusal becomes its own sentence."""
    done = subprocess.run([parvisctl, "--state-dir", state, *arguments, "--json"], env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          check=False)
    if done.returncode != 0:
        raise Failure(f"parvisctl {' '.join(arguments[:2])}: {done.stderr.strip() or done.returncode}")
    return json.loads(done.stdout or "null")


def read_town():
    with open(os.path.join(SAMPLE, "town.json"), encoding="utf-8") as stream:
        return json.load(stream)


def invite(parvisctl, state, environment, name, role, shop=None):
    """The code with which somebody of the sample town signs in, once. @shop: where a merchant works."""
    return ask(parvisctl, state, environment, "account", "add", "--town", INSEE, "--name", name,
               "--role", role, *(["--merchant", shop] if shop else []))["code"]


def set_up(parvisctl, state, environment, zone, folder, service, town=None):
    """Imports the sample town (or @town), gives it its map, makes its keys; the path of the file
    with them. Who counts in the recorded day has an account of their own."""
    town = town or read_town()
    town["town"]["timezone"] = zone
    copy = os.path.join(folder, "town.json")
    with open(copy, "w", encoding="utf-8") as stream:
        json.dump(town, stream)

    def tell(*arguments):
        return ask(parvisctl, state, environment, *arguments)
    tell("town", "import", copy)
    tell("town", "tiles", INSEE, "--light", os.path.join(SAMPLE, "light.mbtiles"),
         "--dark", os.path.join(SAMPLE, "dark.mbtiles"))
    counter = invite(parvisctl, state, environment, "Karim Benali", "counter")
    keys = {"town": INSEE, "member": account.pair(service, counter),
            "sources": {source["id"]: tell("source", "rotate", INSEE, source["id"])["key"]
                        for source in town["sources"]}}
    path = os.path.join(folder, "keys.json")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="utf-8") as stream:
        json.dump(keys, stream)
    return path


def first_shop():
    return read_town()["merchants"][0]["id"]


def add_baker(parvisctl, state, environment, keys, service):
    """Lets tools/play, which reads the file @keys, play the day's orders too."""
    code = invite(parvisctl, state, environment, "Odile Martineau", "merchant", first_shop())
    with open(keys, encoding="utf-8") as stream:
        known = json.load(stream)
    known["baker"] = account.pair(service, code)
    with open(keys, "w", encoding="utf-8") as stream:
        json.dump(known, stream)


def private_folders(folder):
    """Settings, data, cache and a keyring in a file: what the person has is neither read nor
    written."""
    home = os.path.join(folder, "desktop")
    names = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache",
             "XDG_STATE_HOME": "state"}
    environment = {name: os.path.join(home, part) for name, part in names.items()}
    for path in environment.values():
        os.makedirs(path, mode=0o700, exist_ok=True)
    return {**environment, "GSETTINGS_BACKEND": "keyfile", "SECRET_BACKEND": "file",
            "SECRET_FILE_TEST_PATH": os.path.join(home, "keyring"),
            "SECRET_FILE_TEST_PASSWORD": "sample"}


KEEP = """
import sys, gi
gi.require_version("Secret", "1")
from gi.repository import Secret
kind = Secret.SchemaAttributeType.STRING
schema = Secret.Schema.new("fr.parvis.Parvis", Secret.SchemaFlags.NONE, {"service": kind, "account": kind})
Secret.password_store_sync(schema, {"service": sys.argv[1], "account": sys.argv[2]}, None, "Parvis",
                           sys.stdin.readline().strip(), None)
"""


def sign_in(service, code, environment):
    """Signs in as the application does and puts what it keeps into the keyring of @environment; what
    the service says of who this is."""
    person = account.Account(service, account.pair(service, code))
    me = account.ask(f"{service}/api/v1/me", token=person.token())
    subprocess.run(["/usr/bin/python3", "-c", KEEP, service, me["account"]["id"]], input=person.refresh,
                   text=True, env=environment, check=True, timeout=30)
    return me


def prepare_desktop(folder, service, code, environment, dark, size):
    """What signing in with @code leaves behind; the environment in which it is found again."""
    private = private_folders(folder)
    me = sign_in(service, code, {**environment, **private})
    towns = ", ".join(f"('{town['insee']}', '{town['name']}', {town['roles']})" for town in me["towns"])
    width, height = size.split("x")
    settings = os.path.join(private["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as stream:
        stream.write(f"[fr/parvis/Parvis]\nservice='{service}'\ntown='{INSEE}'\n"
                     f"account='{me['account']['id']}'\naccount-name='{me['account']['name']}'\n"
                     f"towns=[{towns}]\n"
                     f"color-scheme='{'dark' if dark else 'light'}'\n"
                     f"window-width={width}\nwindow-height={height}\n")
    # What GNOME sets; a bare X server has nobody who does.
    os.makedirs(os.path.join(private["XDG_CONFIG_HOME"], "gtk-4.0"), exist_ok=True)
    with open(os.path.join(private["XDG_CONFIG_HOME"], "gtk-4.0", "settings.ini"), "w",
              encoding="utf-8") as stream:
        stream.write("[Settings]\ngtk-font-name=Cantarell 11\ngtk-decoration-layout=appmenu:close\n"
                     "gtk-icon-theme-name=Adwaita\ngtk-xft-antialias=1\ngtk-xft-hinting=1\n"
                     "gtk-xft-hintstyle=hintslight\ngtk-xft-rgba=none\n")
    return private
