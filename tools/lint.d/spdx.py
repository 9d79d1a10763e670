# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that is taken out of the tree still says whose it is."""
import re

RULE = "The first line of each source file is its SPDX line (the second after #! or <?xml)."

KINDS = re.compile(r"(\.(c|h|py|sh|build|txt|ui|css|md|po|pot|xml|svg|desktop|in|yaml|yml|js|mjs|html|conf"
                   r"|service|socket|ini|supp)|/LINGUAS|/POTFILES(\.in)?|tools/\w+|\.ci/run)$")
LINE = re.compile(r"^(/\*|#|<!--|//|;|%) SPDX-License-Identifier: GPL-3\.0-or-later( \*/| -->)?$")


def check(file):
    if not KINDS.search(file.path):
        return
    first = 1 if file.lines[0].startswith(("#!", "<?xml", "<!DOCTYPE")) else 0
    if len(file.lines) <= first or not LINE.match(file.lines[first]):
        yield first + 1, "the SPDX line GPL-3.0-or-later is not here"
