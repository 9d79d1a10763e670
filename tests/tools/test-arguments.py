#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slip of the pen on the command line of tools/demo is answered before anything is installed or
built, and what its second half takes is what the first lets through. TAP.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests"))

from tap import run, tests_of  # noqa: E402


def call(program, *arguments):
    """The program where nothing can be installed: no apt, no sudo, no meson is in reach."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("bash", "dirname", "readlink", "sed"):
            os.symlink(f"/usr/bin/{name}", os.path.join(folder, name))
        return subprocess.run(["/bin/bash", os.path.join(TOP, "tools", program), *arguments],
                              capture_output=True, text=True, check=False,
                              env={"PATH": folder, "LC_ALL": "C.UTF-8"})


def test_help_needs_nothing(_):
    for program in ("demo", "check"):
        for option in ("--help", "-h"):
            answer = call(program, option)
            assert answer.returncode == 0, answer
            assert f"tools/{program}" in answer.stdout, answer


def test_slips_are_named_at_once(_):
    for arguments, named in ((("--bogus",), "--bogus"), (("--headless",), "--screenshot"),
                             (("--screenshot", "x.png"), "--headless"),
                             (("--headless", "--screenshot=x.png", "--darkk"), "--darkk"),
                             ((), "no desktop session")):
        answer = call("demo", *arguments)
        assert answer.returncode == 2, answer
        assert named in answer.stderr, answer


def test_both_halves_take_the_same(_):
    with open(os.path.join(TOP, "tools", "desktop", "demo.py"), encoding="utf-8") as file:
        taken = set(re.findall(r'add_argument\("(--[a-z-]+)"', file.read())) - {"--root", "--where"}
    with open(os.path.join(TOP, "tools", "demo"), encoding="utf-8") as file:
        let_through = set(re.findall(r"--[a-z]+", file.read().split("for argument")[1].split("esac")[0]))
    assert taken <= let_through, taken - let_through
    said = call("demo", "--help").stdout
    for option in taken:
        assert option in said, option


if __name__ == "__main__":
    sys.exit(run(tests_of(globals(), "arguments"), None))
