#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/check counts what fails, says what it said, and tells what needed another try. TAP."""
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests"))
sys.path.insert(0, os.path.join(TOP, "tools", "check.d"))

import check  # noqa: E402
from runner import Runner  # noqa: E402
from tap import run, tests_of  # noqa: E402

# Fails whenever it is told to, or as long as it has left no trace of itself.
PROGRAM = """import os, sys
again = os.path.exists(sys.argv[1])
open(sys.argv[1], "w").close()
good = again and sys.argv[2] == "once"
print("1..1")
print("ok 1 /a" if good else "not ok 1 /a\\n# Missing: a button")
sys.exit(not good)
"""


def checked(when, **look):
    """What tools/check counted and said of one test that fails @when, "once" or "always"."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("program.py", PROGRAM), ("meson.build", (
                "project('p')\n"
                f"test('t', find_program('python3'), args: [files('program.py'), '{folder}/trace', '{when}'],\n"
                "  protocol: 'tap', suite: 's')\n"))):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        build = os.path.join(folder, "build")
        subprocess.run(["meson", "setup", build, folder], check=True, capture_output=True)
        runner = Runner(folder, build, dict(os.environ))
        check.run_tests(runner, build, "log", {"s"}, re.compile(""), **look)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = runner.finish()
        return runner, said.getvalue(), status


def test_a_failure_counts_and_is_told_with_its_reason(_):
    runner, said, status = checked("always")
    assert (runner.passed, runner.failed, status) == (0, 1, 1), said
    assert "not ok 1 /a" in said and "Missing: a button" in said, said


def test_what_fails_at_every_try_fails(_):
    runner, said, status = checked("always", second_look={})
    assert (runner.passed, runner.failed, status) == (0, 1, 1), said
    assert "tried again" not in said, said


def test_what_passes_only_when_tried_again_is_named(_):
    runner, said, status = checked("once", second_look={})
    assert (runner.passed, runner.failed, status) == (1, 0, 0), said
    assert "Passed only when tried again: t\n" in said, said


def test_nothing_is_tried_again_unasked(_):
    runner, said, status = checked("once")
    assert (runner.passed, runner.failed, status) == (0, 1, 1), said


if __name__ == "__main__":
    sys.exit(run(tests_of(globals(), "check"), None))
