# SPDX-License-Identifier: GPL-3.0-or-later
"""One JSON library (others' symbols clash with it), one door for what comes from outside."""
RULE = "JSON is jansson, and text is parsed by parvis_json_parse only."


def check(file):
    if not file.is_c or not file.below("app", "common", "service", "render"):
        return
    for line, match in file.search(r"<json-glib/[^>]*>|<json-c/[^>]*>|<cJSON[^>]*>", file.text):
        yield line, f"{match.group()} is not jansson"
    if file.name in ("parvis-json.c", "parvis-json.h"):
        return
    for line, match in file.search(r"\bjson_load(?:s|b|f|fd|_file|_callback)\b"):
        yield line, f"{match.group()} goes around the limits of parvis_json_parse"
