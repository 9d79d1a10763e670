# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of tools/check, in the order in which they are worth knowing."""
import argparse
import glob
import json
import os
import re
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from runner import Runner  # noqa: E402
from ui import check_ui  # noqa: E402
from words import check_words  # noqa: E402

BUILD = os.path.join(TOP, "build")
JOBS = str(max(1, os.cpu_count() or 1))
CORE = {"unit", "service", "sync", "render"}
HEADLESS = CORE | {"fuzz", "postgres"}
ON_SCREEN = {"app", "desktop"}
SCREEN = ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1280x900x24 -noreset"]
# Programs whose threads share data (service/store, service/http), which ThreadSanitizer can check; on
# PostgreSQL the threads of its driver and of the relay between nodes. Where the disk fails or loses its
# power there is one thread that matters, and hundreds of databases are opened: no race is to be seen there.
THREADED = re.compile(r"store(?!-faults|-power)|writer|http|hostile|router|stream|kill|nodes|leaving|throttle")
# A few that touch every module of the core; under valgrind each takes thirty times as long.
VALGRIND = re.compile(r"^(json|time|hours|geo|gauge|freshness|words|ingest|replica|outbox|rollup)")
GLIB_SUPPRESSIONS = "/usr/share/glib-2.0/valgrind/glib.supp"


def introspect(run, folder, what):
    status, output = run.command("introspect", ["meson", "introspect", folder, f"--{what}"])
    if status != 0:
        raise RuntimeError("meson introspect failed")
    return json.loads(output.split("\n", 1)[1])


def tests_of(run, folder, suites, pattern=re.compile("")):
    return [test for test in introspect(run, folder, "tests")
            if {suite.split(":")[-1] for suite in test["suite"]} & suites and pattern.search(test["name"])]


def needed_for(suites, pattern=re.compile("")):
    """What a build of which nothing else is run needs: the programs of these tests, and what they say."""
    def needed(run, folder):
        wanted = {target for test in tests_of(run, folder, suites, pattern) for target in test["depends"]}
        return [os.path.relpath(path, folder) for target in introspect(run, folder, "targets")
                for path in target["filename"] if target["id"] in wanted or path.endswith(".mo")]
    return needed


def configure(run, name, *options, needed=None, **extra):
    """A build directory of its own below build/, reused when it can be; of it what @needed says, or all."""
    folder = os.path.join(BUILD, name)
    common = [f"--prefix={folder}/root", *options]
    if os.path.exists(os.path.join(folder, "build.ninja")):
        status, _ = run.command(f"{name}-configure",
                                ["meson", "setup", "--reconfigure", folder, *common], **extra)
        if status != 0:
            shutil.rmtree(folder, ignore_errors=True)
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        shutil.rmtree(folder, ignore_errors=True)
        if not run.check(f"{name}-configure", ["meson", "setup", folder, *common], **extra)[0]:
            return None
    built, _ = run.check(f"{name}-build", ["ninja", "-C", folder, "-j", JOBS,
                                           *(needed(run, folder) if needed else ())], 2400)
    return folder if built else None


def names_of(run, folder, suites, pattern):
    """The names of the tests in one of @suites that @pattern finds. Two suites may have tests of one
    name, hence both here and on the command line."""
    return list(dict.fromkeys(test["name"] for test in tests_of(run, folder, suites, pattern)))


def run_tests(run, folder, name, suites, pattern=re.compile(""), prefix=(), options=(), factor="3",
              second_look=None, jobs=JOBS, **extra):
    """The tests of @suites whose name @pattern finds, through meson test; those that fail once more
    one after the other in the environment @second_look, if there is one, which then counts and is told."""
    names = names_of(run, folder, suites, pattern)
    if not names:
        return
    for old in glob.glob(os.path.join(folder, "meson-logs", f"{name}*.json")):
        os.unlink(old)
    status, output = run.command(f"{os.path.basename(folder)}-{name}", [
        *prefix, "meson", "test", "-C", folder, "--no-rebuild", "--logbase", name, "-t", factor,
        "--num-processes", jobs, *(f"--suite={suite}" for suite in sorted(suites)), *options, *names],
        3000, **extra)
    # With a wrapper meson puts the wrapper's name behind ours.
    logs = glob.glob(os.path.join(folder, "meson-logs", f"{name}*.json"))
    log = max(logs, key=os.path.getmtime, default=name)
    failing = run.failing(log) if second_look is not None else set()
    run.count_meson(log, status, output, failing)
    if failing:
        again = re.compile("^(" + "|".join(map(re.escape, failing)) + ")$")
        failed = run.failed
        run_tests(run, folder, f"{name}-again", suites, again, prefix, options, factor, jobs="1",
                  **{**extra, **second_look})
        if run.failed == failed and not second_look:  # nothing else was different
            run.second_tries += sorted(failing)


def step_style(run):
    for script in ("tools/lint", "tests/tools/test-lint.py"):
        arguments = ["/usr/bin/python3", script] + (["--tap"] if script == "tools/lint" else [])
        status, output = run.command(os.path.basename(script), arguments)
        run.count_tap(script, output, status == 0)
    for path in sorted(glob.glob("tools/*", root_dir=TOP)) + [".ci/run"]:
        full = os.path.join(TOP, path)
        if os.path.isfile(full) and open(full, "rb").read(11) == b"#!/bin/bash":
            run.check(f"bash -n {path}", ["bash", "-n", full])


def step_build(run):
    folder = configure(run, "check", "-Dwerror=true")
    if folder is None:
        raise RuntimeError("without a build there is nothing more to try")


def step_tests(run):
    run_tests(run, os.path.join(BUILD, "check"), "headless", HEADLESS)


def step_screen(run):
    # A window that waits for the processor behind another's may miss what a test waits for.
    run_tests(run, os.path.join(BUILD, "check"), "screen", ON_SCREEN, prefix=SCREEN, second_look={})


def step_web(run):
    """The pages in a real browser; its pictures stay in build/check/web-evidence."""
    run_tests(run, os.path.join(BUILD, "check"), "web", {"web"}, second_look={})


def step_data(run):
    build = os.path.join(BUILD, "check")
    for path in glob.glob(f"{build}/data/*.desktop"):
        run.check("desktop-file-validate", ["desktop-file-validate", path])
    for path in glob.glob(f"{build}/data/*.metainfo.xml") + glob.glob(f"{build}/data/*.appdata.xml"):
        run.check("appstreamcli", ["appstreamcli", "validate", "--no-net", "--explain", path])
    root = os.path.join(build, "root")
    shutil.rmtree(root, ignore_errors=True)
    run.check("meson install", ["meson", "install", "-C", build, "--no-rebuild"])


def step_asan(run):
    folder = configure(run, "asan", "-Db_sanitize=address,undefined", "-Db_lundef=false",
                       "-Doptimization=1", needed=needed_for(CORE | {"postgres"}))
    options = "strict_string_checks=1:detect_stack_use_after_return=1"
    settings = {
        "factor": "10", "MALLOC_PERTURB_": "0", "ASAN_OPTIONS": options, "PARVIS_TEST_EVERY": "5",
        "LSAN_OPTIONS": f"suppressions={TOP}/tools/check.d/lsan.supp:print_suppressions=0",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        # Debian's GLib has no frame pointers: only a slow look at the whole stack can tell
        # a leak of its own, which is suppressed, from one of ours.
        "second_look": {"ASAN_OPTIONS": f"{options}:fast_unwind_on_malloc=0"},
    }
    if folder:
        run_tests(run, folder, "asan", CORE, **settings)
        run_tests(run, folder, "asan-postgres", {"postgres"}, THREADED, **settings)


def step_tsan(run):
    suites = {"service", "unit", "postgres"}
    folder = configure(run, "tsan", "-Db_sanitize=thread", "-Db_lundef=false", "-Doptimization=1",
                       "-Dapp=false", needed=needed_for(suites, THREADED))
    if folder:
        # What GLib keeps of freed memory goes from thread to thread behind locks that nobody sees.
        run_tests(run, folder, "tsan", suites, THREADED, factor="10",
                  G_SLICE="always-malloc",
                  TSAN_OPTIONS=f"suppressions={TOP}/tools/check.d/tsan.supp:halt_on_error=0:exitcode=66")


def step_valgrind(run):
    wrapper = ("valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite "
               f"--errors-for-leak-kinds=definite --suppressions={GLIB_SUPPRESSIONS} "
               f"--suppressions={TOP}/tools/check.d/valgrind.supp")
    run_tests(run, os.path.join(BUILD, "check"), "valgrind",
              {"unit", "sync"}, VALGRIND, options=["--wrapper", wrapper], factor="20", G_SLICE="always-malloc",
              MALLOC_PERTURB_="0")


def fuzz_targets(run, folder):
    paths = [os.path.relpath(path, folder) for target in introspect(run, folder, "targets")
             for path in target["filename"]]
    return [path for path in paths if path.startswith("tests/fuzz/fuzz-")]


def step_fuzz(run):
    folder = configure(run, "fuzz", "-Dfuzz=true", "-Dapp=false", "-Db_lundef=false", CC="clang",
                       needed=fuzz_targets)
    if folder is None:
        return
    for target in sorted(glob.glob(f"{folder}/tests/fuzz/fuzz-*")):
        if not os.access(target, os.X_OK) or os.path.isdir(target):
            continue
        name = os.path.basename(target)
        corpus = os.path.join(TOP, "tests", "fuzz", "corpus", name.removeprefix("fuzz-"))
        files = sorted(glob.glob(f"{corpus}/*"))
        run.note(f"{name} has a corpus", bool(files))
        run.check(f"{name}-replay", [target, "-runs=0", corpus], 300)
        run.check(f"{name}-minute", [target, "-max_total_time=10", "-max_len=65536", "-seed=1",
                                     f"-artifact_prefix={run.logs}/", tempfile.mkdtemp(), corpus], 120)


STEPS = {
    "style": step_style, "build": step_build, "tests": step_tests, "screen": step_screen,
    "web": step_web,
    "ui": check_ui, "words": check_words, "data": step_data, "asan": step_asan, "tsan": step_tsan,
    "valgrind": step_valgrind, "fuzz": step_fuzz,
}
SLOW = ("asan", "tsan", "valgrind", "fuzz")


def environment_for(home):
    """A person's settings must not change what the tests say; the home may not even be writable."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("XDG_", "G_", "GTK_", "GSK_", "GDK_", "MESON", "LC_", "PARVIS"))
            and name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANGUAGE",
                             "CFLAGS", "LDFLAGS", "DESTDIR", "NO_AT_BRIDGE")}
    runtime = os.path.join(home, "run")
    os.makedirs(runtime, mode=0o700)
    return {**kept, "HOME": home, "XDG_RUNTIME_DIR": runtime, "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def main():
    parser = argparse.ArgumentParser(prog="tools/check")
    parser.add_argument("--quick", action="store_true", help="leave out " + ", ".join(SLOW))
    parser.add_argument("--only", nargs="+", choices=STEPS, default=[], metavar="STEP")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        print("\n".join(STEPS))
        return 0
    os.makedirs(BUILD, exist_ok=True)
    home = tempfile.mkdtemp(prefix="parvis-check-")
    run = Runner(TOP, BUILD, environment_for(home))

    def interrupted(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupted)
    try:
        for name, function in STEPS.items():
            if (options.only and name not in options.only) or (options.quick and name in SLOW):
                continue
            run.step(name, function)
    except KeyboardInterrupt:
        run.stop()
        run.note("interrupted", False)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
