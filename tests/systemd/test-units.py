#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped units as systemd reads them, without a running systemd. TAP.

    test-units.py UNIT…
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from tap import run, tests_of  # noqa: E402

# What systemd-analyze may say at most, times ten: of the service that is always there, and of the
# process that opens what strangers send.
THRESHOLDS = {"parvisd.service": 20, "parvis-render@.service": 25}


class Units:
    """Copies whose programs exist, so that only what is written in them can be wrong."""

    def __init__(self, folder, paths):
        self.folder, self.texts = folder, {}
        for path in paths:
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
            self.texts[os.path.basename(path)] = text
            with open(os.path.join(folder, os.path.basename(path)), "w", encoding="utf-8") as out:
                out.write(re.sub(r"^(ExecStart=-?)\S+", r"\1/bin/true", text, flags=re.M))

    def analyze(self, *arguments):
        done = subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True,
                              text=True, check=False, env={**os.environ, "SYSTEMD_COLORS": "0"})
        return done.returncode, done.stdout + done.stderr


def expand(units, word):
    """The system calls of a group, of the groups in it too."""
    if not word.startswith("@"):
        return {word}
    status, said = units.analyze("syscall-filter", word)
    assert status == 0, said
    lines = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    return {call for line in lines if not line.startswith("#") for call in expand(units, line)}


def calls_of(units, name):
    """What is allowed in the end: each line adds, or takes away behind a "~"."""
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", units.texts[name], re.M):
        calls = {call for word in line.lstrip("~").split() for call in expand(units, word)}
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def test_let_threads_that_hash_stand_back(units):
    missing = {"setpriority", "sched_setscheduler"} - calls_of(units, "parvisd.service")
    assert not missing, missing


def test_are_understood(units):
    paths = [os.path.join(units.folder, name.replace("@.", "@1.")) for name in units.texts]
    for name in units.texts:
        if "@." in name:
            os.symlink(name, os.path.join(units.folder, name.replace("@.", "@1.")))
    status, said = units.analyze("verify", "--man=no", "--recursive-errors=no", *paths)
    ours = [line for line in said.splitlines() if units.folder in line or line.startswith("parvis")]
    assert status == 0 and not ours, said


def test_are_confined(units):
    for name, threshold in THRESHOLDS.items():
        status, said = units.analyze("security", "--offline=true", f"--threshold={threshold}",
                                     os.path.join(units.folder, name))
        assert status == 0, said[-400:]
        print("#", said.strip().splitlines()[-1])


def test_take_the_master_key_from_a_credential(units):
    text = units.texts["parvisd.service"]
    assert re.search(r"^LoadCredentialEncrypted=master-key:[^/\s]+$", text, re.M), text


def test_reserve_the_socket_of_the_renderer_for_the_service(units):
    text = units.texts["parvis-render.socket"]
    for line in ("SocketMode=0600", "SocketUser=parvis", "Accept=yes"):
        assert f"\n{line}\n" in text, line
    program = re.search(r"^ConditionFileIsExecutable=(\S+)$", text, re.M).group(1)
    assert f"\nExecStart=-{program} --service\n" in units.texts["parvis-render@.service"]


def main():
    if shutil.which("systemd-analyze") is None:
        print("1..0 # SKIP systemd-analyze is not installed")
        return 0
    with tempfile.TemporaryDirectory(prefix="parvis-units-") as folder:
        return run(tests_of(globals(), "units"), Units(folder, sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
