# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a script starts and surely ends again."""
import os
import signal
import subprocess
import tempfile
import threading
import time


class Failure(Exception):
    """Something that a person should read as one sentence."""


class Programs:
    """What was started, each in a process group of its own, so that nothing is left behind."""

    def __init__(self, folder):
        self.folder, self.running = folder, []

    def log_of(self, name):
        return os.path.join(self.folder, f"{name}.log")

    def start(self, name, arguments, environment, **extra):
        with open(self.log_of(name), "ab") as log:
            try:
                program = subprocess.Popen(arguments, env=environment, stderr=log,
                                           stdin=extra.pop("stdin", subprocess.DEVNULL),
                                           stdout=extra.pop("stdout", log),
                                           start_new_session=True, **extra)
            except OSError as error:
                raise Failure(f"cannot start {name}: {error.strerror}") from error
        self.running.append((name, program))
        return program

    def tail(self, name, lines=12):
        try:
            with open(self.log_of(name), encoding="utf-8", errors="replace") as log:
                return "".join(log.readlines()[-lines:])
        except OSError:
            return ""

    def end(self, program, patience=5):
        """SIGTERM to the group, then SIGKILL if it stays."""
        for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
            try:
                os.killpg(program.pid, number)
                program.wait(wait)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.running = [entry for entry in self.running if entry[1] is not program]

    def end_all(self):
        for _, program in reversed(list(self.running)):
            self.end(program)

    def check(self):
        """Raises if something ended that should run."""
        for name, program in self.running:
            if program.poll() not in (None, 0):
                raise Failure(f"{name} ended with {program.returncode}:\n{self.tail(name)}")


def read_line(program, patience, what):
    """One line of a program's standard output, within a time."""
    found = []
    reader = threading.Thread(target=lambda: found.append(program.stdout.readline()), daemon=True)
    reader.start()
    reader.join(patience)
    line = found[0].decode(errors="replace").strip() if found else ""
    if not line:
        raise Failure(f"{what} did not start")
    return line


def wait_for(condition, patience, what, every=0.1):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(every)
    raise Failure(f"{what} did not happen within {patience} s")


def start_service(programs, parvisd, state, environment, listen="127.0.0.1:0", *more):
    """(program, address): the service, once it listens; with the options @more."""
    program = programs.start("parvisd", [parvisd, "--state-dir", state, "--listen", listen, *more],
                             environment, stdout=subprocess.PIPE)
    try:
        line = read_line(program, 30, "parvisd")
    except Failure as error:
        raise Failure(f"{error}:\n{programs.tail('parvisd')}") from error
    if not line.startswith("listening on "):
        raise Failure(f"parvisd said: {line}")
    return program, line.removeprefix("listening on ")


def start_screen(programs, environment, size):
    """An X server and a session bus of its own; the environment to use them."""
    server = programs.start("Xvfb", ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24",
                                     "-nolisten", "tcp", "-noreset"], environment,
                            stdout=subprocess.PIPE)
    display = read_line(server, 20, "Xvfb")
    with_display = {**environment, "DISPLAY": f":{display}", "GDK_BACKEND": "x11",
                    "GSK_RENDERER": "cairo", "GTK_A11Y": "atspi", "NO_AT_BRIDGE": "0"}
    with_display.pop("WAYLAND_DISPLAY", None)
    return {**with_display, "DBUS_SESSION_BUS_ADDRESS": start_bus(programs, with_display)}


def start_bus(programs, environment):
    """The address of a session bus of its own: a program that is unique on one is there twice on two."""
    bus = programs.start("dbus-daemon", ["dbus-daemon", "--session", "--nofork", "--print-address"],
                         environment, stdout=subprocess.PIPE)
    return read_line(bus, 20, "dbus-daemon")


def french_locale(folder):
    """A folder for LOCPATH: a bare system has no French locale, and none is installed system-wide
    for a demonstration. The empty string where the sources of locales are missing."""
    target = os.path.join(folder, "locale")
    os.makedirs(target, exist_ok=True)
    for name in ("fr_FR", "en_GB"):
        done = subprocess.run(["localedef", "--no-archive", "-i", name, "-f", "UTF-8",
                               os.path.join(target, f"{name}.UTF-8")], stdin=subprocess.DEVNULL,
                              capture_output=True, check=False)
        if done.returncode not in (0, 1) or not os.path.isdir(os.path.join(target, f"{name}.UTF-8")):
            return ""
    return target


def new_folder(prefix):
    return tempfile.mkdtemp(prefix=prefix)
