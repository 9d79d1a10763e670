# SPDX-License-Identifier: GPL-3.0-or-later
"""gtk4-builder-tool on each .ui. It knows GTK only: the libraries that define the other types are
loaded beside it, and our own widgets stand as empty boxes (that they build is a test of theirs)."""
import glob
import os
import tempfile
import xml.etree.ElementTree as ElementTree

LIBRARIES = ("libadwaita-1.so.0", "libshumate-1.0.so.1")
SCREEN = ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 640x480x24 -noreset"]


def without_ours(path):
    """The file as the tool can read it: no handlers and closures, which are functions of ours, a
    template as an object of the type it derives from, other types of ours as boxes."""
    tree = ElementTree.parse(path)
    for node in tree.iter():
        ours = node.tag == "object" and node.get("class", "").startswith("Parvis")
        unknown = ("signal", "binding") + (("property",) if ours else ())
        for child in [child for child in node if child.tag in unknown]:
            node.remove(child)
        if node.tag == "template":
            node.tag = "object"
            node.set("id", node.get("class"))
            parent = node.attrib.pop("parent")
            node.set("class", "GtkBox" if parent == "GtkWidget" else parent)
        elif ours:
            node.set("class", "GtkBox")
    return ElementTree.tostring(tree.getroot(), encoding="unicode")


def check_ui(run):
    files = sorted(glob.glob("resources/desktop/**/*.ui", root_dir=run.top, recursive=True))
    with tempfile.TemporaryDirectory() as folder:
        script = ["status=0"]
        for path in files:
            copy = os.path.join(folder, path.replace("/", "_"))
            with open(copy, "w", encoding="utf-8") as stream:
                stream.write(without_ours(os.path.join(run.top, path)))
            script.append(f'if LD_PRELOAD="{" ".join(LIBRARIES)}" gtk4-builder-tool validate "{copy}"; '
                          f'then echo "ok {path}"; else echo "not ok {path}"; fi')
        status, output = run.command("ui", [*SCREEN, "bash", "-c", "\n".join(script)],
                                     GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory")
    said = output.splitlines()
    for path in files:
        run.note(f"gtk4-builder-tool {path}", f"ok {path}" in said,
                 "" if status == 0 else run.why(status, output))
