# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two benchmarks of the window share: a screen, a service with a town, and programs."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools", "desktop"))

import sample  # noqa: E402
from programs import Programs, start_screen, start_service  # noqa: E402


class Desk:
    """The desktop's environment, with a service behind it; a context manager."""

    def __init__(self, build, size="1280x800"):
        self.build, self.size = os.path.realpath(build), size
        self.folder = tempfile.mkdtemp(prefix="parvis-bench-")
        self.programs = Programs(self.folder)
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        # The day of the sample is watched at its own hour: at night the pool is closed, and old
        # figures are longer words.
        self.offset = sample.offset_now()
        self.environment.update(HOME=self.folder, XDG_RUNTIME_DIR=self.folder, LC_ALL="C.UTF-8",
                                TZ=sample.zone_for_desktop(self.offset),
                                GSETTINGS_SCHEMA_DIR=f"{self.build}/data:/usr/share/glib-2.0/schemas",
                                GIO_USE_PROXY_RESOLVER="dummy")
        self.environment.update(sample.private_folders(self.folder))
        self.daemon = self.service = None

    def __enter__(self):
        try:
            self.environment = start_screen(self.programs, self.environment, self.size)
            self.daemon, self.service = start_service(
                self.programs, f"{self.build}/service/parvisd", f"{self.folder}/service",
                self.environment)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.programs.end_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.build, "tests", "bench", name)

    def import_town(self, town=None):
        """The sample town, or another in its place; the path of the keys."""
        return sample.set_up(f"{self.build}/service/parvisctl", f"{self.folder}/service",
                             self.environment, sample.zone_for_town(self.offset), self.folder, self.service, town)

    def connect(self):
        """The application's options for this service. Not a keyring: one in a file, as a machine
        without a session has it, costs more than all the rest."""
        return ["--service", self.service, "--town", sample.INSEE]

    def measure(self, arguments, environment=None, limit=60):
        """(µs from start to the first full frame, KiB resident) of one program."""
        environment = {**(environment or self.environment),
                       "BENCH_STARTED": str(time.monotonic_ns() // 1000)}
        done = subprocess.run(arguments, env=environment, stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=limit, check=False)
        said = [line.split() for line in done.stdout.splitlines() if line.startswith("shown ")]
        if done.returncode != 0 or len(said) != 1:
            sys.exit(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-800:]}")
        return int(said[0][1]), int(said[0][2])


def parse(description, **numbers):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("build", help="a build directory")
    for name, value in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
