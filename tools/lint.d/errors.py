# SPDX-License-Identifier: GPL-3.0-or-later
"""A caller that acts on an error must know one set of codes."""
RULE = "Errors of common, service and app/sync are of PARVIS_ERROR."


def check(file):
    if not file.is_c or not file.below("common", "service", "app/sync"):
        return
    pattern = r"\b(?:g_set_error(?:_literal)?|g_error_new(?:_literal)?|g_task_return_new_error) \(" \
              r"(?:[^,;()]*,\s*)?((?!PARVIS_ERROR\b)[A-Z]\w*_ERROR)\b"
    for line, match in file.search(pattern):
        yield line, f"{match.group(1)}: map it to PARVIS_ERROR where it enters"
