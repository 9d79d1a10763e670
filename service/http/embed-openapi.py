#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the description of the interface (YAML) into a C file as JSON."""

import hashlib
import json
import sys

import yaml


def main():
    source, target = sys.argv[1:3]
    with open(source, encoding="utf-8") as file:
        text = json.dumps(yaml.safe_load(file), ensure_ascii=False, separators=(",", ":"))

    data = text.encode("utf-8")
    lines = []
    for start in range(0, len(data), 16):
        lines.append("  " + "".join(f"{byte}," for byte in data[start:start + 16]))

    with open(target, "w", encoding="utf-8") as file:
        file.write("/* Made by embed-openapi.py. */\n")
        file.write('#include "parvis-openapi.h"\n\n')
        file.write("const char parvis_openapi_json[] = {\n" + "\n".join(lines) + "\n  0\n};\n\n")
        file.write(f"const gsize parvis_openapi_length = {len(data)};\n")
        digest = hashlib.sha256(data).hexdigest()[:16]
        file.write(f'const char parvis_openapi_etag[] = "{digest}";\n')


if __name__ == "__main__":
    main()
