# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around the window when somebody signs in: a browser that the desktop opens, a mail server,
a telephone."""
import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import struct
import subprocess
import time

from programs import Failure, read_line, wait_for

PERSON = os.path.join(os.path.dirname(os.path.realpath(__file__)), "person.mjs")

# Hands the address on, as the desktop file of a browser does.
OPENER = """#!/bin/sh
printf '%s\\n' "$1" >> "$PARVIS_TEST_ADDRESSES"
"""
ENTRY = """[Desktop Entry]
Type=Application
Name=Browser of the test
Exec={opener} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
NoDisplay=true
"""


class Helper:
    """A program that is told things on its standard input and answers in lines."""

    def __init__(self, programs, name, arguments, environment):
        self.ours, theirs = os.pipe()[::-1]
        self.program = programs.start(name, arguments, environment, stdin=theirs,
                                      stdout=subprocess.PIPE)
        os.close(theirs)

    def tell(self, line):
        os.write(self.ours, line.encode() + b"\n")

    def hear(self, patience, what):
        return read_line(self.program, patience, what)


def why_not(options):
    """Why there is no browser to test with, or None."""
    done = subprocess.run([options.node, PERSON], input='["why-not"]\n', capture_output=True, text=True,
                          check=True, timeout=60)
    return json.loads(done.stdout)["said"]


class Browser(Helper):
    """Chromium, and the desktop's settings that make it the one that opens addresses."""

    def __init__(self, world, node):
        super().__init__(world.programs, "browser", [node, PERSON], dict(os.environ))
        self.world, self.opened = world, os.path.join(world.folder, "addresses")

    def __getattr__(self, name):
        """browser.wait_url (…) tells the program ["wait-url", …]."""
        def act(*given):
            self.tell(json.dumps([name.replace("_", "-"), *given]))
            answer = json.loads(self.hear(60, f"the browser's {name}"))
            if "error" in answer:
                raise Failure(f"browser, {name} {given}: {answer['error']}")
            return answer.get("said")
        return act

    def become_default(self):
        """For the desktop that the world has now."""
        environment = self.world.environment
        opener = os.path.join(self.world.folder, "opener")
        with open(opener, "w", encoding="utf-8") as stream:
            stream.write(OPENER)
        os.chmod(opener, 0o755)
        folder = os.path.join(environment["XDG_DATA_HOME"], "applications")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "test-browser.desktop"), "w", encoding="utf-8") as stream:
            stream.write(ENTRY.format(opener=opener))
        with open(os.path.join(environment["XDG_CONFIG_HOME"], "mimeapps.list"), "w",
                  encoding="utf-8") as stream:
            stream.write("[Default Applications]\n"
                         + "".join(f"x-scheme-handler/{scheme}=test-browser.desktop\n"
                                   for scheme in ("http", "https")))
        environment["PARVIS_TEST_ADDRESSES"] = self.opened
        open(self.opened, "w", encoding="utf-8").close()

    def address(self):
        """Where the desktop has sent the browser."""
        def last():
            with open(self.opened, encoding="utf-8") as stream:
                lines = stream.read().splitlines()
            return lines[-1] if lines else None
        return wait_for(last, 20, "an address for the browser")


def write_config(world, **settings):
    """The path of a configuration of the service."""
    path = os.path.join(world.folder, "parvisd.conf")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("[parvisd]\n" + "".join(f"{name.replace('_', '-')}={value}\n"
                                             for name, value in settings.items()))
    return path


class Mail(Helper):
    """A mail server, and the settings with which the service writes through it."""

    def __init__(self, world, server):
        super().__init__(world.programs, "mail", ["/usr/bin/python3", server], dict(os.environ))
        port = self.hear(20, "the mail server").split()[1]
        self.config = write_config(world, smtp_url=f"smtp://localhost:{port}", smtp_plain="true",
                                   mail_from="parvis@saint-aubin.example")

    def letter(self):
        """(recipient, words) of the next one."""
        _, _, to, _, _, data = self.hear(30, "a letter").split()
        message = email.message_from_bytes(base64.b64decode(data), policy=email.policy.default)
        return to, message.get_body(("plain",)).get_content()


class Provider(Helper):
    """npm's oidc-provider as ProConnect is; whoever comes is its agent Claire Dubois."""

    def __init__(self, world, node, program):
        super().__init__(world.programs, "provider",
                         [node, program, "agents", f"{world.service}/sign-in/callback"], dict(os.environ))
        self.settings = os.path.join(world.folder, "provider.json")
        with open(self.settings, "w", encoding="utf-8") as stream:
            json.dump({"id": "agents", "label": {"fr": "Agents", "en": "Agents"},
                       "issuer": self.hear(30, "the provider"), "client_id": "parvis",
                       "client_secret": "a secret that only two know, 32+",
                       "client_auth": "client_secret_basic", "algorithms": ["RS256"],
                       "userinfo": "signed", "pkce": False, "prompt": "login",
                       "scopes": ["openid", "given_name", "usual_name", "email", "siret"],
                       "name_claims": ["given_name", "usual_name"],
                       "claims": {"id_token": {"amr": {"essential": True},
                                               "acr": {"essential": True, "values": ["eidas2"]}}},
                       "accept_acr": ["eidas2"], "require_amr": ["mfa"],
                       "require_claims": {"siret": "21340126800130"}}, stream)


def one_time_code(secret, steps=0):
    """What a telephone shows that was given the base32 @secret (RFC 6238), @steps from now."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1)
    at = digest[19] & 15
    return f"{(struct.unpack_from('>I', digest, at)[0] & 0x7fffffff) % 1000000:06d}"
