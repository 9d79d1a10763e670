#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of tools/lint.d, on text that keeps it and on text that breaks it. TAP."""
import importlib.util
import os
import sys
import traceback

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
RULES = os.path.join(TOP, "tools", "lint.d")
sys.path.insert(0, RULES)
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from lint_samples import SAMPLES  # noqa: E402
from source import File, read_tree  # noqa: E402


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(RULES, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(rule, path, text, tree):
    file = File(path, text, {**tree, path: text})
    return sorted({line for line, _ in load(rule).check(file)})


def check_sample(rule, path, good, bad, lines, tree):
    lines_of_good = found(rule, path, good, tree)
    assert not lines_of_good, f"what is right is refused at {lines_of_good}"
    lines_of_bad = found(rule, path, bad, tree)
    assert lines_of_bad == lines, f"found {lines_of_bad}, not {lines}"


def check_every_rule_has_a_sample():
    rules = {name[:-3] for name in os.listdir(RULES) if name.endswith(".py")} - {"source"}
    assert rules == {sample[0] for sample in SAMPLES}, rules ^ {sample[0] for sample in SAMPLES}


def check_fix_writes_what_check_accepts():
    rule = load("alignment")
    for name, path, good, bad, _, tree in SAMPLES:
        if name == "alignment":
            fixed = rule.fix(File(path, bad, tree))
            assert fixed == good, fixed


def check_functions_are_found_in_our_own_sources():
    tree = read_tree(TOP)
    text = tree["common/parvis-error.c"]
    names = [function.name for function in File("common/parvis-error.c", text).functions]
    assert "parvis_set_invalid" in names, names
    assert text.count(")\n{\n") == len(names), names


def main():
    tests = [(f"/lint-rules/{rule.replace('_', '-')}/{os.path.basename(path)}-{number}", check_sample,
              (rule, path, good, bad, lines, tree))
             for number, (rule, path, good, bad, lines, tree) in enumerate(SAMPLES, 1)]
    tests += [("/lint-rules/every-rule-has-a-sample", check_every_rule_has_a_sample, ()),
              ("/lint-rules/fix-writes-what-check-accepts", check_fix_writes_what_check_accepts, ()),
              ("/lint-rules/functions-of-our-own-sources-are-found",
               check_functions_are_found_in_our_own_sources, ())]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, check, arguments) in enumerate(tests, 1):
        try:
            check(*arguments)
            print(f"ok {number} {name}")
        except Exception:
            failed += 1
            print(f"not ok {number} {name}")
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
