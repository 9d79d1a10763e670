# SPDX-License-Identifier: GPL-3.0-or-later
"""The application's window as a screen reader sees it (AT-SPI), and a keyboard to use it with.

Import it only when DISPLAY and DBUS_SESSION_BUS_ADDRESS are those of the session to look at: both
libraries read them once. GTK 4.8 serves no GrabFocus and knows window coordinates only, so focus is
moved as a person moves it, with the keyboard.
"""
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

Atspi.init()


def accessibility_bus():
    """The address where programs of this session are read, for one that is of another session."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    return session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None,
                             GLib.VariantType("(s)"), Gio.DBusCallFlags.NONE, -1, None).unpack()[0]


class Missing(Exception):
    """What was looked for did not show in time."""


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def walk(node):
    """The node and all below it; what vanishes meanwhile is left out."""
    try:
        yield node
        for child in list(children(node)):
            yield from walk(child)
    except GLib.Error:
        return


def states(node):
    return {state.value_nick for state in node.get_state_set().get_states()}


def role(node):
    return node.get_role_name()


def name(node):
    return node.get_name() or ""


def is_shown(node):
    """Whether it takes room in the window. GTK 4.8 tells "showing" of windows only, and has what is
    folded away in the tree as well, at a size of nothing."""
    if "visible" not in states(node):
        return False
    try:
        extents = node.get_extents(Atspi.CoordType.WINDOW)
    except GLib.Error:
        return False
    return extents.width > 0 and extents.height > 0


def text_of(node):
    # An end of -1 gives nothing in GTK 4.8.
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def wait_for(condition, what, patience=15, every=0.05):
    """The first true result of @condition; errors of vanishing objects count as not yet."""
    end = time.monotonic() + patience
    while True:
        try:
            result = condition()
            if result:
                return result
        except GLib.Error:
            pass
        if time.monotonic() > end:
            raise Missing(f"{what} did not show within {patience} s")
        time.sleep(every)


def application(process_id, patience=30):
    def look_for_it():
        # Nobody runs a main loop here to hear what has changed: ask each time.
        desktop = Atspi.get_desktop(0)
        desktop.set_cache_mask(Atspi.Cache.NONE)
        for node in children(desktop):
            if node.get_process_id() == process_id and node.get_child_count() > 0:
                node.set_cache_mask(Atspi.Cache.NONE)
                return node
        return None
    return wait_for(look_for_it, f"the application of process {process_id}", patience)


def matches(node, wanted_role, wanted):
    """@wanted: a text, or a compiled pattern that is searched for."""
    said = name(node)
    fits = wanted is None or (wanted == said if isinstance(wanted, str) else wanted.search(said))
    return bool(fits) and (wanted_role is None or role(node) == wanted_role)


def look(root, wanted_role, wanted):
    for node in walk(root):
        try:
            if matches(node, wanted_role, wanted) and is_shown(node):
                return node
        except GLib.Error:
            continue
    return None


def find(root, wanted_role, wanted, patience=15):
    said = wanted if isinstance(wanted, str) or wanted is None else wanted.pattern
    return wait_for(lambda: look(root, wanted_role, wanted), f"{wanted_role or 'anything'} “{said}”",
                    patience)


def gone(root, wanted_role, wanted, patience=15):
    wait_for(lambda: look(root, wanted_role, wanted) is None, f"the end of {wanted}", patience)


def press(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True, timeout=20)


def click(node, times=1):
    """With the pointer, in the middle; the window stands at the corner of the screen."""
    extents = node.get_extents(Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", str(extents.x + extents.width // 2),
                    str(extents.y + extents.height // 2), "click", "--repeat", str(times),
                    "--delay", "80", "1"], check=True, timeout=20)


def act(node):
    """What a screen reader does with a button, wherever its window is."""
    Atspi.Action.do_action(node, 0)


def write(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True, timeout=30)


def focused(root):
    for node in walk(root):
        try:
            if "focused" in states(node) and is_shown(node):
                return node
        except GLib.Error:
            continue
    return None


def reach(root, wanted_role, wanted, key="Tab", most=80):
    """Presses @key until the focus is there, as a person without a mouse would."""
    for _ in range(most):
        node = focused(root)
        if node is not None and matches(node, wanted_role, wanted):
            return node
        before = node and (role(node), name(node))
        press(key)
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            now = focused(root)
            if now is not None and (role(now), name(now)) != before:
                break
            time.sleep(0.02)
    raise Missing(f"{wanted_role} {wanted} cannot be reached with {key}")


def tree(node, depth=0):
    """The whole window as text, for a failed test's log."""
    try:
        marks = states(node) & {"focused", "focusable", "selected", "checked"}
        marks |= {"shown"} if is_shown(node) else set()
        lines = [f"{'  ' * depth}{role(node)} “{name(node)}” {' '.join(sorted(marks))}"]
        for child in children(node):
            lines.extend(tree(child, depth + 1))
        return lines
    except GLib.Error:
        return []


# What only holds others together says nothing; everything else is read aloud.
SILENT = {"filler", "panel", "scroll bar", "scroll pane", "separator"}


def unnamed(root):
    """What a screen reader cannot tell: no name, the name of a C type, or one with the mark of its
    mnemonic in it. GTK calls scrolled windows and what is inside a button focusable too, but never
    stops there."""
    try:
        said, kind = name(root), role(root)
        nameless = not said or said.startswith("_") or (said.startswith(("Gtk", "Adw", "Shumate", "Parvis"))
                                and " " not in said and said != "Parvis")
        found = []
        stops = "focusable" in states(root) and kind != "scroll pane"
        if nameless and (stops or kind not in SILENT) and is_shown(root):
            found.append(f"{kind} “{said}”")
        inside = [] if kind == "push button" and stops else list(children(root))
    except GLib.Error:
        return []
    return found + [one for child in inside for one in unnamed(child)]


def picture(path, crop=None):
    subprocess.run(["import", "-window", "root", *(["-crop", crop, "+repage"] if crop else []), path],
                   check=True, timeout=30)
