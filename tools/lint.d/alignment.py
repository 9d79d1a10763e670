# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters one a line with their names in a column, in definitions and in a header's columns:
the one part of the layout that no formatter of Debian 12 writes."""
import re

from source import closing

RULE = "One parameter a line, names in a column; a header's prototypes share their columns."

WIDTH = 100
PROTOTYPE = re.compile(r"^((?:[A-Za-z_]\w*[ \t]+)*[A-Za-z_]\w*)[ \t]*([ \t*]+)([a-z_]\w*)[ \t]*\(", re.M)
PARAMETER = re.compile(r"^(.*?)[\s]*(\**)\s*\b(\w+(?:\[\w*\])?(?: G_GNUC_UNUSED)?)$", re.S)
NOT_A_TYPE = re.compile(r"^(return|else|typedef|case|goto)\b")


class Prototype:
    def __init__(self, match, parameters, end, last):
        self.match, self.parameters, self.end, self.last = match, parameters, end, last
        self.head = (match.group(1), "*" * match.group(2).count("*"), match.group(3))


def split(text):
    """The parameters between two brackets as (type, stars, name); None for what has another form."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text + ","):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(" ".join(text[start:at].split()))
            start = at + 1
    parameters = []
    for part in parts:
        match = PARAMETER.match(part)
        if "(" in part:
            return None
        if part in ("void", "...", "") or match is None or not match.group(1):
            parameters.append((part, "", ""))
        else:
            kind, stars, name = match.groups()
            parameters.append((kind.replace(" *", "*").replace("*", " *") if "*" in kind else kind,
                               stars, name))
    return parameters


def lay_out(parameters, column, width):
    """The text between the brackets, the first of which stands left of @column."""
    lines = [f"{kind}{' ' * (width - len(kind) - len(stars))}{stars}{name}" if name else kind
             for kind, stars, name in parameters]
    return (",\n" + " " * column).join(lines)


def width_of(*lists):
    """Up to the names: the longest type, a blank, and room for the most stars."""
    named = [(len(kind), len(stars)) for entries in lists for kind, stars, name in entries if name]
    return max(kind for kind, _ in named) + 1 + max(stars for _, stars in named) if named else 0


def blocks_of(file):
    """Runs of prototypes that no blank line, comment or directive separates."""
    block, last = [], None
    for match in PROTOTYPE.finditer(file.code):
        end = closing(file.code, match.end() - 1)
        tail = re.compile(r"[^;{}]*?;").match(file.code, end + 1) if end > 0 else None
        parameters = tail and split(file.text[match.end():end])
        if not parameters or NOT_A_TYPE.match(match.group()) or "/*" in file.text[match.start():end]:
            continue
        if block and file.text[last:match.start()] != "\n":
            yield block
            block = []
        block.append(Prototype(match, parameters, end, tail.end()))
        last = tail.end()
    if block:
        yield block


def columns_of(block):
    """Where names, brackets and parameters' names stand at the least."""
    heads = [entry.head for entry in block]
    name_at = width_of(heads)
    return name_at, name_at + max(len(name) for _, _, name in heads) + 1, \
        width_of(*(entry.parameters for entry in block))


def drawn_columns(file, block):
    """The columns that the first prototype and the first parameter with a name have now."""
    match = block[0].match
    name_at, opening = (file.column_of(at) for at in (match.start(3), match.end() - 1))
    for entry in block:
        text = file.text[entry.match.end():entry.end]
        for (_, _, name), part in zip(entry.parameters, text.split(",\n")):
            if name:
                drawn = part.rstrip().rfind(name) - (len(part) - len(part.lstrip()))
                return name_at, opening, max(drawn, columns_of(block)[2])
    return name_at, opening, 0


def write_block(file, block, columns):
    name_at, opening, width = columns
    return "\n".join(
        f"{head_text(entry.head, name_at):{opening}}"
        f"({lay_out(entry.parameters, opening + 1, width)}{file.text[entry.end:entry.last]}"
        for entry in block)


def head_text(head, name_at):
    kind, stars, name = head
    return f"{kind}{' ' * (name_at - len(kind) - len(stars))}{stars}{name}"


def edits_of(file):
    """(start, end, text as it should be); columns wider than needed may stay, if they are shared."""
    for function in file.functions:
        end = closing(file.code, function.opening)
        inside = file.text[function.opening + 1:end]
        parameters = None if "/*" in inside or "#" in inside else split(inside)
        if parameters:
            column = file.column_of(function.opening) + 1
            yield function.opening + 1, end, lay_out(parameters, column, width_of(parameters))
    for block in blocks_of(file):
        start, end = block[0].match.start(), block[-1].last
        shared = write_block(file, block, columns_of(block))
        # Columns that do not fit the page are given up, each prototype then has its own.
        apart = "\n".join(write_block(file, [entry], columns_of([entry])) for entry in block)
        texts = [shared, write_block(file, block, drawn_columns(file, block))]
        if max(map(len, shared.split("\n"))) > WIDTH:
            texts = [apart]
        now = file.text[start:end]
        yield start, end, now if now in texts else texts[0]


def check(file):
    if file.is_c:
        for start, end, text in edits_of(file):
            before = file.text[start:end]
            if before != text:
                pairs = zip(before.split("\n"), text.split("\n"))
                offset = next((n for n, (a, b) in enumerate(pairs) if a != b), 0)
                yield file.line_of(start) + offset, "parameters are not in columns (tools/lint --fix)"


def fix(file):
    text = file.text
    if file.is_c:
        for start, end, wanted in sorted(edits_of(file), reverse=True):
            text = text[:start] + wanted + text[end:]
    return text
