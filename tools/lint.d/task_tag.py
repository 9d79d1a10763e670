# SPDX-License-Identifier: GPL-3.0-or-later
"""A task without its tag cannot be told from another's in _finish."""
RULE = "Each g_task_new is followed by g_task_set_source_tag in the same function."


def check(file):
    for function in file.functions:
        body = file.code[function.body:function.end]
        at = body.find("g_task_new (")
        if at >= 0 and "g_task_set_source_tag" not in body:
            yield file.line_of(function.body + at), f"{function.name} sets no source tag"
