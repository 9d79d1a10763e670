# SPDX-License-Identifier: GPL-3.0-or-later
"""TAP for tests that are written in Python."""
import traceback


def tests_of(namespace, prefix):
    """(label, function) of each test_… of a module, in order."""
    return [(f"/{prefix}/{name[5:].replace('_', '-')}", check)
            for name, check in namespace.items() if name.startswith("test_")]


def run(tests, *arguments):
    """Calls each with @arguments; the exit status for the whole."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (label, check) in enumerate(tests, 1):
        try:
            check(*arguments)
            print(f"ok {number} {label}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} {label}")
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()), flush=True)
    return 1 if failed else 0
