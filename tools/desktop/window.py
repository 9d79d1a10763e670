# SPDX-License-Identifier: GPL-3.0-or-later
"""The application's window as a screen reader sees it (AT-SPI), and a keyboard to use it with.

Import it only when DISPLAY and DBUS_SESSION_BUS_ADDRESS are those of the session to look at: both
libraries read them once. GTK 4.8 serves no GrabFocus and knows window coordinates only, so focus is
moved as a person moves it, with the keyboard.

A question to the application costs a millisecond or two, and a window has hundreds of nodes: who looks
for one reads all of them with one question (Snapshot) and asks only those that fit.
"""
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

Atspi.init()
VISIBLE, FOCUSED, FOCUSABLE = (1 << int(state) for state in (
    Atspi.StateType.VISIBLE, Atspi.StateType.FOCUSED, Atspi.StateType.FOCUSABLE))
APPLICATION = "/org/a11y/atspi/accessible/root"
buses = []


def accessibility_bus():
    """The address where programs of this session are read, for one that is of another session."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    return session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None,
                             GLib.VariantType("(s)"), Gio.DBusCallFlags.NONE, -1, None).unpack()[0]


class Missing(Exception):
    """What was looked for did not show in time."""


def call_all(root, paths, interface, method):
    """What each of the objects at @paths answers, all asked at once, or why it does not."""
    if not buses:
        flags = Gio.DBusConnectionFlags
        buses.append(Gio.DBusConnection.new_for_address_sync(
            accessibility_bus(), flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None))
    context, answers = GLib.MainContext(), {}

    def take(bus, result, path):
        try:
            answers[path] = bus.call_finish(result).get_child_value(0)
        except GLib.Error as error:
            answers[path] = error
    context.push_thread_default()
    try:
        for path in paths:
            buses[0].call(root.app.bus_name, path, interface, method, None, None, Gio.DBusCallFlags.NONE,
                          30000, None, take, path)
        while len(answers) < len(paths):
            context.iteration(True)
    finally:
        context.pop_thread_default()
    return answers


class Snapshot:
    """All of an application as it is now, by the cache that it keeps for screen readers: the same nodes
    in the same order as walk() gives, as long as nothing changes meanwhile."""

    def __init__(self, root):
        self.root = root
        for _ in range(10):
            self.read()
            if self.settle():
                break

    def read(self):
        self.known, self.below = {}, {}
        cache = "/org/a11y/atspi/cache"
        items = call_all(self.root, [cache], "org.a11y.atspi.Cache", "GetItems")[cache]
        if isinstance(items, GLib.Error):
            raise items
        for item in (items.get_child_value(number) for number in range(items.n_children())):
            self.known[item.get_child_value(0).get_child_value(1).get_string()] = item

    def children(self, paths):
        """{path: the paths of its children}"""
        answers = call_all(self.root, paths, "org.a11y.atspi.Accessible", "GetChildren")
        return {path: [child for _, child in answer.unpack()] for path, answer in answers.items()
                if not isinstance(answer, GLib.Error)}

    def settle(self):
        """Asks all that have children for them; whether they are known. Neither their number nor what
        the cache says of their parents and places tells: who is hidden by now is in it, in the place of
        another, and GTK has in it, at leisure, whom somebody asked for."""
        # The application counts no windows.
        self.below = self.children([path for path, item in self.known.items() if path == APPLICATION
                                    or item.get_child_value(4).get_int32() > 0])
        found = [path for path in self.paths() if path not in self.known]
        has_all = not found
        while found:
            found = [child for paths in self.children(found).values() for child in paths
                     if child not in self.known]
        return has_all

    def paths(self, closed=lambda path: False):
        """Of the root and all below it, but for what is inside of one that is @closed."""
        waiting = [self.root.path]
        while waiting:
            path = waiting.pop()
            yield path
            if not closed(path):
                waiting += reversed(self.below.get(path, ()))

    def name(self, path):
        return self.known[path].get_child_value(6).get_string()

    def role(self, path):
        return Atspi.role_get_name(Atspi.Role(self.known[path].get_child_value(7).get_uint32()))

    def has(self, path, state):
        return bool(self.known[path].get_child_value(9).get_child_value(0).get_uint32() & state)

    def node(self, path):
        """The node that was there, or None if it is not there any more."""
        above = {}
        for parent in self.paths():
            for index, child in enumerate(self.below.get(parent, ())):
                above.setdefault(child, (parent, index))
        way = []
        while path != self.root.path:
            way.append((path, above[path][1]))
            path = above[path][0]
        node = self.root
        for path, index in reversed(way):
            child = node.get_child_at_index(index)
            node = child if child and child.path == path else child_at(node, path, above)
            if node is None:
                return None
        return node

    def nodes(self, fits, closed=lambda path: False):
        """Those in view for whose path @fits says yes."""
        for path in self.paths(lambda path: path in self.known and closed(path)):
            if path in self.known and self.has(path, VISIBLE) and fits(path):
                try:
                    node = self.node(path)
                    if node is not None and has_room(node):
                        yield node
                except GLib.Error:
                    continue


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def child_at(node, path, listed):
    """The child with that path. The pages of a stack stand between it and what is in them for who asks for
    one by its place, and do not for who asks for all paths: they are not among @listed."""
    for child in children(node):
        if child.path == path:
            return child
        if child.path not in listed:
            within = child_at(child, path, listed)
            if within is not None:
                return within
    return None


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


def has_room(node):
    """GTK 4.8 tells "showing" of windows only, and has what is folded away in the tree as well, at a
    size of nothing."""
    try:
        extents = node.get_extents(Atspi.CoordType.WINDOW)
    except GLib.Error:
        return False
    return extents.width > 0 and extents.height > 0


def is_shown(node):
    """Whether it takes room in the window."""
    return "visible" in states(node) and has_room(node)


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


def fits(said, wanted):
    """@wanted: a text, or a compiled pattern that is searched for."""
    return wanted is None or bool(wanted == said if isinstance(wanted, str) else wanted.search(said))


def matches(node, wanted_role, wanted):
    return fits(name(node), wanted) and (wanted_role is None or role(node) == wanted_role)


def look_all(root, wanted_role, wanted):
    """All that are in view, as they are come to."""
    seen = Snapshot(root)
    return seen.nodes(lambda path: fits(seen.name(path), wanted)
                      and (wanted_role is None or seen.role(path) == wanted_role))


def look(root, wanted_role, wanted):
    return next(look_all(root, wanted_role, wanted), None)


def find(root, wanted_role, wanted, patience=15):
    said = wanted if isinstance(wanted, str) or wanted is None else wanted.pattern
    return wait_for(lambda: look(root, wanted_role, wanted), f"{wanted_role or 'anything'} “{said}”",
                    patience)


def gone(root, wanted_role, wanted, patience=15):
    wait_for(lambda: look(root, wanted_role, wanted) is None, f"the end of {wanted}", patience)


def press(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True, timeout=20)


def hold(key):
    """Until release(): the server repeats it, as for a finger that rests on it."""
    subprocess.run(["xdotool", "keydown", key], check=True, timeout=20)


def release(key):
    subprocess.run(["xdotool", "keyup", key], check=True, timeout=20)


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
    seen = Snapshot(root)
    return next(seen.nodes(lambda path: seen.has(path, FOCUSED)), None)


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
    seen = Snapshot(root)

    def stops(path):
        return seen.has(path, FOCUSABLE) and seen.role(path) != "scroll pane"

    def is_nameless(path):
        said = seen.name(path)
        return (stops(path) or seen.role(path) not in SILENT) and (
            not said or said.startswith("_")
            or (said.startswith(("Gtk", "Adw", "Shumate", "Parvis")) and " " not in said and said != "Parvis"))

    def is_button(path):
        return stops(path) and seen.role(path) == "push button"
    return [f"{role(node)} “{name(node)}”" for node in seen.nodes(is_nameless, is_button)]


def picture(path, crop=None):
    subprocess.run(["import", "-window", "root", *(["-crop", crop, "+repage"] if crop else []), path],
                   check=True, timeout=30)
