# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that came from outside are decoded by the confined renderer, never here."""
RULE = "No gdk-pixbuf and no texture, picture or image from a file or bytes."


def check(file):
    if not file.is_c or not file.below("app", "common", "service", "render"):
        return
    pattern = r"\bgdk_texture_new_from_(?!resource)\w+|\b[Gg]dk_?[Pp]ixbuf\w*|\bgtk_(?:picture|image)_\w*" \
              r"(?:new_(?:for|from)_|set_(?:from_)?)file(?:name)?\b"
    for line, match in file.search(pattern):
        yield line, f"{match.group()} decodes outside data in the application"
