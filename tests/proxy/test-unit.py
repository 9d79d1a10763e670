#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service as its unit starts it, with the example of its configuration, behind nginx with the
example of its: what an operator installs must fit together. TAP.

    test-unit.py PARVISD PARVISCTL UNIT CONFIGURATION
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

from proxy import NAME, Proxy  # noqa: E402

from programs import Programs, wait_for  # noqa: E402
from tap import run, tests_of  # noqa: E402

INSEE = "49007"
# A namespace of one's own, as root or as whoever may make one.
PRIVATE = ("unshare", "--mount", "--propagation", "private")
WHAT_PRIVATE_TMP_DOES = 'mount -t tmpfs tmpfs "$0" && exec "$@"'


class Installed:
    """The unit's command line with its paths moved below a folder, and /tmp made private to it."""

    def __init__(self, folder, programs, parvisd, parvisctl, unit, configuration):
        self.folder, self.parvisctl = folder, parvisctl
        self.state, run_dir = os.path.join(folder, "lib"), os.path.join(folder, "run")
        self.tmp, self.socket = os.path.join(folder, "tmp"), os.path.join(run_dir, "http.sock")
        self.settings = os.path.join(folder, "parvisd.conf")
        for path in (self.state, run_dir, self.tmp):
            os.mkdir(path, 0o700)
        shutil.copy(configuration, self.settings)
        with open(unit, encoding="utf-8") as stream:
            self.unit = stream.read()
        self.started = shlex.split(re.search(r"^ExecStart=(.*)$", self.unit, re.M).group(1))
        moved = [self.move(word, parvisd) for word in self.started]
        self.private = self.find_private()
        if self.private:
            moved = [*self.private, "sh", "-c", WHAT_PRIVATE_TMP_DOES, self.tmp, *moved]
        self.program = programs.start("parvisd", moved, dict(os.environ))
        wait_for(lambda: os.path.exists(self.socket) or self.program.poll() is not None, 20,
                 "the start of parvisd")
        assert self.program.poll() is None, programs.tail("parvisd")
        self.proxy = Proxy(tempfile.mkdtemp(dir=folder), programs, self.socket)

    def move(self, word, parvisd):
        for was, becomes in (("/var/lib/parvis", self.state), ("/run/parvis/http.sock", self.socket),
                             ("/etc/parvis/parvisd.conf", self.settings)):
            word = word.replace(was, becomes)
        return parvisd if word.endswith("/parvisd") else word

    @staticmethod
    def find_private():
        for prefix in (PRIVATE, (*PRIVATE, "--map-root-user")):
            if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
                return prefix
        return ()

    def ctl(self, *words):
        return subprocess.run([self.parvisctl, "--state-dir", self.state, *words],
                              capture_output=True, text=True, check=False)


def test_reads_the_settings_of_its_folder(installed):
    assert "--config" in installed.started, installed.started
    assert installed.started[installed.started.index("--config") + 1] == "/etc/parvis/parvisd.conf"


def test_is_called_as_the_proxy_is(installed):
    _, text = installed.proxy.curl(path="/.well-known/oauth-authorization-server")
    assert f'"issuer":"https://{NAME}"' in text.replace(" ", ""), text


def test_lets_people_sign_in(installed):
    jar = os.path.join(installed.folder, "cookies")
    _, page = installed.proxy.curl("--cookie-jar", jar, path="/sign-in")
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page).group(1)
    _, text = installed.proxy.curl(
        "--cookie", jar, "--header", f"Origin: https://{NAME}", "--header",
        "Sec-Fetch-Site: same-origin", "--data-urlencode", f"token={token}", "--data-urlencode",
        "email=nobody@parvis.example", "--data-urlencode", "password=not the right one",
        "--write-out", "\n%{http_code}", path="/sign-in")
    # A page again, for this password is nobody's: 403 is the answer to a form from elsewhere.
    assert text.rstrip().endswith("\n200") or text.rstrip().endswith("\n422"), text[-300:]
    _, text = installed.proxy.curl(
        "--cookie", jar, "--header", "Origin: https://elsewhere.example", "--data-urlencode",
        f"token={token}", "--write-out", "\n%{http_code}", "--output", "/dev/null", path="/sign-in")
    assert text.strip() == "403", text


def test_writes_copies_where_the_operator_is(installed):
    if not installed.private:
        print("# no namespace can be made here: without the service's own /tmp")
    copy = os.path.join(installed.tmp, "copy.db")
    assert installed.ctl("town", "add", INSEE, "--name", "Angers").returncode == 0
    done = installed.ctl("backup", INSEE, copy)
    assert done.returncode == 0, done.stderr
    assert os.stat(copy).st_size > 0 and os.stat(copy).st_mode & 0o777 == 0o600
    again = installed.ctl("backup", INSEE, copy)
    assert again.returncode != 0 and "exists already" in again.stderr, again.stderr
    assert installed.ctl("town", "remove", INSEE, "--yes").returncode == 0
    done = installed.ctl("restore", INSEE, copy)
    assert done.returncode == 0, done.stderr
    assert installed.ctl("check", INSEE).returncode == 0
    assert not [name for name in os.listdir(installed.state) if name.startswith("copying")]


def main():
    folder = tempfile.mkdtemp(prefix="parvis-unit-")
    programs = Programs(folder)
    try:
        return run(tests_of(globals(), "installed"), Installed(folder, programs, *sys.argv[1:]))
    finally:
        programs.end_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
