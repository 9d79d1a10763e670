# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues are whole: nothing untranslated, nothing unsure, nothing missing in them."""
import os
import re

KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3",
            "ngettext:1,2", "g_dpgettext:2"]


def check_words(run):
    with open(os.path.join(run.top, "po", "LINGUAS"), encoding="utf-8") as stream:
        languages = [line.strip() for line in stream if line.strip() and line[0] != "#"]
    template = os.path.join(run.logs, "parvis.pot")
    run.check("xgettext", ["xgettext", "--from-code=UTF-8", "--add-comments", "--files-from=po/POTFILES",
                           f"--output={template}", *(f"--keyword={word}" for word in KEYWORDS)])
    for language in languages:
        catalogue = f"po/{language}.po"
        _, output = run.check(f"msgfmt {catalogue}", ["msgfmt", "-c", "--statistics", "-o", "/dev/null",
                                                      catalogue])
        left = re.search(r"\d+ (?:fuzzy|untranslated)[^\n]*", output)
        run.note(f"{catalogue} is whole", left is None, left.group() if left else "")
        run.check(f"msgcmp {catalogue}", ["msgcmp", catalogue, template])
