# SPDX-License-Identifier: GPL-3.0-or-later
"""A town, a service and the real window for the tests of the desktop, and TAP for their results.

    test-….py --parvis PROGRAM --parvisd PROGRAM --parvisctl PROGRAM --schemas DIR [--render PROGRAM]

Each program of tests has a screen and a session bus of its own; nothing of the person's session,
settings, keyring or files is touched.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import urllib.parse
import uuid

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))
sys.path.insert(0, os.path.join(TOP, "tools", "desktop"))

import account  # noqa: E402
import sample  # noqa: E402
from programs import Failure, Programs, start_bus, start_screen, start_service, wait_for  # noqa: E402

SKIP = 77
# What GTK 4.8 says when a screen reader asks for the relative of a widget that is just going.
FORGIVEN = "g_variant_is_object_path: assertion 'string != NULL' failed"


class World:
    """Everything that one test needs; ends with it."""

    def __init__(self, options, screen):
        self.options, self.folder = options, tempfile.mkdtemp(prefix="parvis-desktop-")
        self.programs = Programs(self.folder)
        self.environment = {**screen, "GSETTINGS_SCHEMA_DIR": options.schemas + ":/usr/share/glib-2.0/schemas",
                            "GIO_USE_PROXY_RESOLVER": "dummy", "LC_ALL": "C.UTF-8", "LANGUAGE": "en",
                            "TZ": sample.zone_for_desktop(sample.offset_now()),
                            "PARVIS_RENDER": options.render}
        self.state = os.path.join(self.folder, "service")
        self.listen, self.service, self.daemon, self.keys = "127.0.0.1:0", None, None, None
        self.mayor, self.service_options, self.desktop = None, (), self.folder

    def start_service(self, town=None):
        """The same address again after a stop, as a service has that restarts. @town: the file of
        another town than the sample's."""
        self.daemon, self.service = start_service(self.programs, self.options.parvisd, self.state,
                                                  self.environment, self.listen, *self.service_options)
        self.listen = urllib.parse.urlsplit(self.service).netloc
        if self.keys is None:
            path = sample.set_up(self.options.parvisctl, self.state, self.environment,
                                 sample.zone_for_town(sample.offset_now()), self.folder, self.service, town)
            with open(path, encoding="utf-8") as stream:
                self.keys = json.load(stream)
            self.environment.update(sample.private_folders(self.folder))
            self.mayor = account.Account(self.service, account.pair(
                self.service, self.invite("Paul Mercier", "mayor"), "test"))

    def invite(self, name, role, shop=None):
        """A code with which somebody signs in."""
        return sample.invite(self.options.parvisctl, self.state, self.environment, name, role, shop)

    def stop_service(self):
        self.programs.end(self.daemon)

    def new_desktop(self, name):
        """Another machine, where Parvis was never started; its data is in the folder @name. The
        screen is the same, so that both are seen."""
        self.desktop = os.path.join(self.folder, name)
        self.environment.update(sample.private_folders(self.desktop))
        import window
        self.environment["AT_SPI_BUS_ADDRESS"] = window.accessibility_bus()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = start_bus(self.programs, self.environment)

    def connect_desktop(self, name="Hélène Garnier", role="mayor", shop=None, size="1280x800",
                        service=None):
        """Settings and keyring as a sign-in leaves them. @service: another address of it."""
        self.environment.update(sample.prepare_desktop(self.desktop, service or self.service,
                                                       self.invite(name, role, shop), self.environment,
                                                       False, size))

    def start_application(self):
        import window
        program = self.programs.start("parvis", [self.options.parvis], self.environment)
        try:
            return program, window.application(program.pid)
        except window.Missing as error:
            raise Failure(f"{error}\n{self.programs.tail('parvis', 30)}") from error

    def check_said(self):
        """A program of GTK that does what it must not says so and goes on: no test passes with that."""
        try:
            with open(self.programs.log_of("parvis"), encoding="utf-8", errors="replace") as log:
                said = [line for line in log if "-CRITICAL **" in line and FORGIVEN not in line]
        except FileNotFoundError:  # it was never started
            said = []
        if said:
            raise Failure("the application said:\n" + "".join(said))

    def kill(self, program):
        os.killpg(program.pid, signal.SIGKILL)
        program.wait(10)
        self.programs.running = [entry for entry in self.programs.running if entry[1] is not program]

    def replicas(self):
        """The folders of this machine's replicas of the sample's town."""
        folder = os.path.join(self.environment["XDG_DATA_HOME"], "parvis")
        return [os.path.join(folder, entry) for entry in (os.listdir(folder) if os.path.exists(folder) else [])
                if entry.startswith(f"{sample.INSEE}-")]

    def on_disk(self, *words):
        """Which of these the application's files have in them, as bytes."""
        folder = os.path.join(self.environment["XDG_DATA_HOME"], "parvis")
        found = set()
        for where, _, names in os.walk(folder):
            for name in names:
                with open(os.path.join(where, name), "rb") as stream:
                    content = stream.read()
                found |= {word for word in words if word.encode() in content}
        return found

    def identifiers_on_disk(self, *kinds):
        """Which entities of these kinds the only replica has. The application keeps it for itself, so that is
        a copy's word; one that was taken in the middle of a change says nothing."""
        folders = self.replicas()
        if len(folders) != 1:
            return None
        folder = folders[0]
        with tempfile.TemporaryDirectory() as copy:
            for name in ("replica.db", "replica.db-wal"):
                if os.path.exists(os.path.join(folder, name)):
                    shutil.copy(os.path.join(folder, name), copy)
            replica = sqlite3.connect(os.path.join(copy, "replica.db"))
            try:
                return [row[0] for row in replica.execute(
                    f"SELECT id FROM entity WHERE kind IN ({', '.join('?' * len(kinds))})", kinds)]
            except sqlite3.DatabaseError:
                return None
            finally:
                replica.close()

    def wait_until_kept(self):
        """What the feed says is on the screen up to a second before it is on the disk, so a test that takes
        the program away, and then wants to see it without a service, waits for that."""
        gauges = {gauge["id"] for gauge in self.ask("GET", "live")["gauges"]}
        wait_for(lambda: gauges <= set(self.identifiers_on_disk("gauge") or ()), 30, "the town in the replica")

    def ask(self, method, path, body=None, headers=None):
        """As the mayor, or as who is in @headers."""
        connection = http.client.HTTPConnection(self.listen, timeout=10)
        connection.request(method, f"/api/v1/towns/{sample.INSEE}/{path}",
                           None if body is None else json.dumps(body),
                           {**(headers or {"Authorization": f"Bearer {self.mayor.token()}"}),
                            "Content-Type": "application/json",
                            "Idempotency-Key": str(uuid.uuid4())})
        answer = connection.getresponse()
        said = answer.read()
        if not 200 <= answer.status < 300:
            raise Failure(f"{method} {path}: {answer.status} {said[:300]}")
        return json.loads(said)

    def post(self, source, body):
        connection = http.client.HTTPConnection(self.listen, timeout=10)
        connection.request("POST", f"/api/v1/towns/{sample.INSEE}/sources/{source}/readings",
                           json.dumps(body), {"Authorization": f"Bearer {self.keys['sources'][source]}",
                                              "Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
        if not 200 <= answer.status < 300:
            raise Failure(f"POST readings: {answer.status} {said[:300]}")

    def gauge(self, identifier):
        return next(gauge for gauge in self.ask("GET", "live")["gauges"] if gauge["id"] == identifier)

    def play(self, on=False):
        """The sample's day until 16:42. @on: and what comes after it as it happened, until the end."""
        arguments = [os.path.join(TOP, "tools", "play"), "--service", self.service, "--keys",
                     os.path.join(self.folder, "keys.json")]
        if not on:
            subprocess.run([*arguments, "--until-now"], check=True, timeout=120, capture_output=True,
                           env=self.environment)
            return
        ready = os.path.join(self.folder, "played")
        self.programs.start("play", [*arguments, "--once-ready", ready], self.environment)
        wait_for(lambda: os.path.exists(ready), 120, "the day until now")

    def end_desktop(self):
        """The next application is one that was never started, as after new_desktop(), at the same
        service."""
        for program in [program for name, program in self.programs.running if name == "parvis"]:
            self.programs.end(program)
        self.desktop = tempfile.mkdtemp(dir=self.folder)
        self.environment.update(sample.private_folders(self.desktop))
        os.remove(self.programs.log_of("parvis"))

    def end(self):
        self.programs.end_all()
        shutil.rmtree(self.folder, ignore_errors=True)


def options_of(argv, more):
    parser = argparse.ArgumentParser()
    for name in ("--parvis", "--parvisd", "--parvisctl", "--schemas", *more):
        parser.add_argument(name, required=True)
    parser.add_argument("--render", default="", help="what opens pictures; none does without it")
    parser.add_argument("--only", help="tests whose name has this in it")
    return parser.parse_args(argv)


def missing_tools():
    return [tool for tool in ("Xvfb", "dbus-daemon", "xdotool", "import") if shutil.which(tool) is None]


def run(prefix, tests, more=(), why_not=lambda options: None, one_service=False):
    """Runs (name, function) pairs, each with a world of its own, and prints TAP. @more: options that
    these tests need besides; @why_not: what else they may have to be skipped for. @one_service: they only
    look at a town; each has an application of its own and the service of the one before."""
    options = options_of(sys.argv[1:], more)
    tests = [test for test in tests if not options.only or options.only in test[0]]
    missing = missing_tools()
    why = f"{', '.join(missing)} not installed" if missing else why_not(options)
    if why:
        print(f"1..0 # SKIP {why}")
        return SKIP
    outer = tempfile.mkdtemp(prefix="parvis-screen-")
    screen_programs = Programs(outer)
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    try:
        base = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        base["HOME"] = outer
        base["XDG_RUNTIME_DIR"] = outer
        screen = start_screen(screen_programs, base, "1280x900")
        os.environ.update({key: screen[key] for key in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})
        world = None
        for number, (name, test) in enumerate(tests, 1):
            world = world or World(options, screen)
            try:
                test(world)
                world.check_said()
                print(f"ok {number} /{prefix}/{name}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok {number} /{prefix}/{name}")
                said = traceback.format_exc() + world.programs.tail("parvis") + world.programs.tail("parvisd")
                print("\n".join("# " + line for line in said.splitlines()), flush=True)
                save_evidence(world, name)
            finally:
                if one_service and number < len(tests):
                    world.end_desktop()
                else:
                    world.end()
                    world = None
    finally:
        screen_programs.end_all()
        shutil.rmtree(outer, ignore_errors=True)
    return 1 if failed else 0


def closed(root, title):
    import window
    window.wait_for(lambda: all(window.name(node) != title for node in window.children(root)),
                    f"the end of the window “{title}”", 30)


def choose(root, node, path, by_keyboard=False):
    import window
    if by_keyboard:
        window.reach(node, "push button", re.compile("^Choose…"))
        window.press("Return")
    else:
        window.click(window.find(node, "push button", re.compile("^Choose…")))
    answer_chooser(root, "Choose a Picture", path)


def answer_chooser(root, title, path):
    """As somebody does who knows where it is: a slash opens the line for a path."""
    import window
    window.wait_for(lambda: [window.name(one) for one in window.children(root)
                             if window.name(one) == title], "the choice of a file")
    window.write(path)
    window.press("Return")
    closed(root, title)


def save_evidence(world, name):
    """A picture and the tree of what a screen reader saw, beside the build's logs."""
    import window
    folder = os.environ.get("PARVIS_EVIDENCE")
    if not folder:
        return
    try:
        os.makedirs(folder, exist_ok=True)
        window.picture(os.path.join(folder, f"{name}.png"))
        program = next(program for label, program in world.programs.running if label == "parvis")
        with open(os.path.join(folder, f"{name}.txt"), "w", encoding="utf-8") as stream:
            stream.write("\n".join(window.tree(window.application(program.pid, 2))))
    except Exception as error:
        print(f"# no evidence: {error}")
