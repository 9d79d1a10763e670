#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the procedures of data/procedures as one JSON list into a C source."""

import json
import sys


def main():
    target, *sources = sys.argv[1:]
    templates = []
    for source in sources:
        with open(source, encoding="utf-8") as file:
            templates.append(json.load(file))

    data = json.dumps(templates, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    lines = []
    for start in range(0, len(data), 16):
        lines.append("  " + "".join(f"{byte}," for byte in data[start:start + 16]))

    with open(target, "w", encoding="utf-8") as file:
        file.write("/* Made by embed-templates.py. */\n")
        file.write('#include "parvis-procedures.h"\n\n')
        file.write("const unsigned char parvis_templates_json[] = {\n" + "\n".join(lines) + "\n};\n\n")
        file.write(f"const gsize parvis_templates_length = {len(data)};\n")


if __name__ == "__main__":
    main()
