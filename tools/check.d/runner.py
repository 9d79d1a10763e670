# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands with a time limit and counts what they found, whatever happens to them."""
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

# Enough for the end of a trace and the last words of the programs.
SAID_LINES = 12
TAP_LINE = re.compile(r"^\s*(not )?ok\b[^#]*(#\s*(skip|todo)\b.*)?", re.I)


def read_log(path):
    """The tests of a run, one JSON object a line; none if the run wrote no log."""
    try:
        with open(path, encoding="utf-8") as stream:
            return [json.loads(line) for line in stream if line.strip()]
    except (OSError, ValueError):
        return []


class Runner:
    def __init__(self, top, build, environment):
        self.top, self.build, self.environment = top, build, environment
        self.passed = self.failed = self.skipped = 0
        self.failures = []
        self.second_tries = []
        self.current = None
        self.logs = os.path.join(build, "logs")
        shutil.rmtree(self.logs, ignore_errors=True)
        os.makedirs(self.logs)

    def note(self, name, ok, why=""):
        """Counts one test."""
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append(f"{name}: {why}" if why else name)
        return ok

    def command(self, name, arguments, limit=600, **extra):
        """Runs one command into a log of its own; (exit status or None, output)."""
        path = os.path.join(self.logs, re.sub(r"[^\w.-]+", "-", name) + ".log")
        with open(path, "w+", encoding="utf-8", errors="replace") as log:
            log.write("$ " + " ".join(arguments) + "\n")
            log.flush()
            try:
                self.current = subprocess.Popen(arguments, cwd=self.top, stdin=subprocess.DEVNULL,
                                                stdout=log, stderr=log, start_new_session=True,
                                                env={**self.environment, **extra})
                status = self.current.wait(limit)
            except subprocess.TimeoutExpired:
                self.stop()
                status = None
                log.write(f"\nstopped after {limit} s\n")
            except OSError as error:
                status = None
                log.write(f"{error}\n")
            log.seek(0)
            return status, log.read()

    def stop(self):
        """Ends what runs, with all that it started."""
        if self.current is not None and self.current.poll() is None:
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(self.current.pid, number)
                    self.current.wait(5)
                    return
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue

    def check(self, name, arguments, limit=600, **extra):
        """A command that is one test: it passes with exit status 0."""
        status, output = self.command(name, arguments, limit, **extra)
        return self.note(name, status == 0, self.why(status, output)), output

    def why(self, status, output):
        last = [line for line in output.splitlines() if line.strip()][-6:]
        ended = "did not end" if status is None else f"exit {status}"
        return ended + "".join("\n      " + line[:200] for line in last)

    def count_tap(self, name, text, ended_well):
        """Counts each line of TAP; a program that ended badly without saying so is one failure."""
        failed, planned, seen = 0, None, 0
        lines = text.splitlines()
        for number, line in enumerate(lines):
            plan = re.match(r"^1\.\.(\d+)", line)
            if plan:
                planned = int(plan.group(1))
            match = TAP_LINE.match(line)
            if not match:
                continue
            seen += not line.startswith(" ")
            if match.group(2):
                self.skipped += 1
            elif match.group(1):
                failed += 1
                self.note(f"{name}: {line.strip()}", False, self.said_after(lines, number))
            else:
                self.note(name, True)
        if not failed and not ended_well:
            self.note(name, False, "the program failed" if planned in (None, seen)
                      else f"ended after {seen} of {planned} tests")

    def said_after(self, lines, number):
        """The end of what a failed test said of it, which TAP puts behind its line."""
        said = list(itertools.takewhile(lambda line: line.startswith("#"), lines[number + 1:]))
        return "".join("\n      " + line[:200] for line in said[-SAID_LINES:])

    def failing(self, log):
        """The names of the tests that failed in a run of "meson test"."""
        return {test["name"].split(" / ")[-1] for test in read_log(log)
                if test["result"] not in ("OK", "EXPECTEDFAIL", "SKIP")}

    def count_meson(self, log, status, output, left_out=frozenset()):
        """Counts what a run of "meson test" wrote into its machine-readable log, but for the tests
        that are @left_out because they get another try."""
        tests, before = read_log(log), self.failed
        for test in tests:
            if test["name"].split(" / ")[-1] in left_out:
                continue
            good = test["result"] in ("OK", "EXPECTEDFAIL")
            text = test.get("stdout") or ""
            if test["result"] == "SKIP":
                self.skipped += 1
            elif re.search(r"^(1\.\.\d+|(not )?ok )", text, re.M):
                self.count_tap(test["name"], text, good)
            else:
                self.note(test["name"], good, test["result"])
        if not tests or (status != 0 and self.failed == before and not left_out):
            self.note(os.path.basename(log), False, self.why(status, output))

    def step(self, name, function):
        """One step, crash-proof: what goes wrong in it is a failure, never the end of the run."""
        started, passed, failed = time.monotonic(), self.passed, self.failed
        print(f"{name} …", end=" ", flush=True)
        try:
            function(self)
        except Exception as error:
            self.note(name, False, f"{type(error).__name__}: {error}")
        if (self.passed, self.failed) == (passed, failed):
            self.note(name, False, "nothing was checked")
        passed, failed = self.passed - passed, self.failed - failed
        print(f"{passed} passed" + (f", {failed} FAILED" if failed else "")
              + f" ({time.monotonic() - started:.0f} s)", flush=True)

    def finish(self):
        if self.failures:
            print(f"\nFailures (logs in {os.path.relpath(self.logs, self.top)}):")
            for failure in self.failures:
                print(f"  {failure}")
        if self.second_tries:
            print("Passed only when tried again: " + ", ".join(self.second_tries))
        if self.skipped:
            print(f"{self.skipped} skipped")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.stdout.flush()
        return 1 if self.failed or not self.passed else 0
