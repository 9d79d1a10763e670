# SPDX-License-Identifier: GPL-3.0-or-later
"""g_return_if_fail and g_assert stay in what we ship."""
RULE = "G_DISABLE_CHECKS and G_DISABLE_ASSERT are never set."


def check(file):
    if file.is_c or file.name in ("meson.build", "meson_options.txt") or file.below("tools", ".ci"):
        if file.below("tools/lint.d"):
            return
        for line, match in file.search(r"G_DISABLE_(?:CHECKS|ASSERT)\b|\bb_ndebug=(?:true|if)"):
            yield line, match.group()
