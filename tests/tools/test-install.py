#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools/install would have apt install, with programs that only pretend. TAP."""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests"))

from tap import run, tests_of  # noqa: E402

INSTALL = os.path.join(TOP, "tools", "install")

# Everything is installed but what MISSING names; a package from elsewhere brings what
# PROVIDED names.
DPKG_QUERY = """#!/bin/bash
case "$*" in
  *Provides*) echo "installed $PROVIDED" ;;
  *) [[ " $MISSING " == *" ${!#} "* ]] || printf installed ;;
esac
"""


def install(*purposes, missing="", provided=""):
    """The packages that apt-get was asked for."""
    with tempfile.TemporaryDirectory() as folder:
        asked = os.path.join(folder, "asked")
        programs = {"dpkg-query": DPKG_QUERY,
                    "apt-get": f'#!/bin/bash\nprintf "%s\\n" "$*" >> {asked}\n',
                    "sudo": '#!/bin/bash\nexec "$@"\n'}
        for name, text in programs.items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as program:
                program.write(text)
            os.chmod(path, 0o755)

        subprocess.run([INSTALL, *purposes], check=True, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, MISSING=missing, PROVIDED=provided,
                                PATH=folder + os.pathsep + os.environ["PATH"]))
        if not os.path.exists(asked):
            return []
        with open(asked, encoding="utf-8") as stream:
            return stream.read().split("--no-install-recommends")[-1].split()


def test_what_is_missing_is_installed_once():
    packages = install("test", "build", missing="python3 valgrind")
    assert packages == ["python3", "valgrind"], packages


def test_nothing_is_done_where_nothing_is_missing():
    assert install("test", "build", "bench") == []


def test_what_another_package_brings_is_not_installed():
    packages = install("bench", missing="npm nginx-light", provided="nodejs-dev, npm (= 9.2)")
    assert packages == ["nginx-light"], packages


def test_nothing_is_listed_twice():
    listed = subprocess.run([INSTALL, "--list", "test", "build", "demo"], check=True,
                            stdout=subprocess.PIPE, encoding="utf-8").stdout.split()
    assert len(listed) == len(set(listed)) > 20, listed


def test_no_purpose_names_a_package_twice():
    with open(os.path.join(TOP, "tools", "packages"), encoding="utf-8") as stream:
        lines = [tuple(line.split()[:2]) for line in stream if line.strip() and line[0] != "#"]
    assert len(lines) == len(set(lines)), sorted(line for line in lines if lines.count(line) > 1)


if __name__ == "__main__":
    sys.exit(run(tests_of(globals(), "install")))
