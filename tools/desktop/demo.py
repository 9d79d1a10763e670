# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration, once everything is built and installed below --root (tools/demo does that)."""
import argparse
import os
import re
import shutil
import signal
import sys
import time

sys.dont_write_bytecode = True
TOOLS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import sample  # noqa: E402
from programs import (Failure, Programs, french_locale, new_folder, start_screen, start_service,  # noqa: E402
                      wait_for)

# Without a window manager that composes, GTK draws a frame of its own around the window.
FRAME = 5
LOCALES = {"fr": "fr_FR.UTF-8", "en": "en_GB.UTF-8"}

# Who sits at the desk, with which role, and what says that their window is live: the sum of the list
# beside the map and two places of it; the first orders of the bakery.
PEOPLE = {
    "mayor": ("Hélène Garnier", "mayor",
              (r"^169\b", r"^Piscine des Mariniers.*\d", r"^La Croix-Blanche.*\d")),
    "merchant": ("Rémi Martineau", "merchant", (r"Mme Lefèvre", r"M\. Le Goff")),
}


def say(text):
    print(f"tools/demo: {text}", file=sys.stderr, flush=True)


def environment_of(options, folder):
    """The installed programs, with settings and data of their own: nobody's are touched."""
    share = os.path.join(options.root, "share")
    environment = dict(os.environ)
    environment.update(
        PATH=os.path.join(options.root, "bin") + ":" + os.environ.get("PATH", "/usr/bin:/bin"),
        XDG_DATA_DIRS=f"{share}:/usr/local/share:/usr/share",
        GSETTINGS_SCHEMA_DIR=os.path.join(share, "glib-2.0", "schemas"),
        # The sample town lies where it is 16:42 now: opening hours and the day's curve fit, and
        # every age is true.
        TZ=sample.zone_for_desktop(options.offset))
    locale = LOCALES[options.language]
    if options.headless or options.language_given:
        folder_of_locales = french_locale(folder)
        environment.update(LANG=locale, LC_ALL=locale, LANGUAGE=options.language)
        if folder_of_locales:
            environment["LOCPATH"] = folder_of_locales
    return environment


def wait_until_live(programs, environment, application, options):
    """Until the window shows what the sample's day makes of it and the picture has come to rest."""
    os.environ.update({name: environment[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")})
    import window

    root = window.application(application.pid)
    for sign in PEOPLE[options.who][2]:
        window.find(root, None, re.compile(sign), 60)

    # Tiles arrive one by one: two pictures that are the same say that the last one has.
    first, second = (os.path.join(programs.folder, f"{name}.png") for name in ("first", "second"))

    crop = f"{options.size}+{FRAME}+{FRAME}"

    def at_rest():
        window.picture(first, crop)
        time.sleep(0.7)
        window.picture(second, crop)
        with open(first, "rb") as one, open(second, "rb") as other:
            return pixels(one.read()) == pixels(other.read())
    wait_for(at_rest, 30, "a picture at rest")
    programs.check()
    os.makedirs(os.path.dirname(os.path.join(options.where, options.screenshot)) or ".", exist_ok=True)
    shutil.move(second, os.path.join(options.where, options.screenshot))


def what_shows(application):
    """The window as text, for whoever has to find out why it never became live."""
    try:
        import window
        lines = window.tree(window.application(application.pid, 2))
        return "\n".join(line for line in lines if "shown" in line) + "\n"
    except Exception as error:
        return f"(the window cannot be read: {error})\n"


def pixels(png):
    """The image data of a PNG, without the time that ImageMagick writes beside it."""
    return b"".join(re.findall(rb"IDAT(.*?)(?=....I[DE]|$)", png, re.S))


def run(options, programs):
    folder = programs.folder
    environment = environment_of(options, folder)
    state = os.path.join(folder, "service")
    parvisd = os.path.join(options.root, "bin", "parvisd")
    _, service = start_service(programs, parvisd, state, environment)
    parvisctl = os.path.join(options.root, "bin", "parvisctl")
    keys = sample.set_up(parvisctl, state, environment, sample.zone_for_town(options.offset), folder,
                         service)
    sample.add_baker(parvisctl, state, environment, keys, service)
    say(f"the service listens on {service}, state in {state}")

    played = os.path.join(folder, "played")
    player = programs.start("play", [os.path.join(TOOLS, "play"), "--service", service, "--keys", keys,
                                     "--speed", str(options.speed), "--once-ready", played], environment)

    def ready():
        if player.poll() is not None:
            raise Failure(f"tools/play ended:\n{programs.tail('play')}")
        return os.path.exists(played)
    wait_for(ready, 120, "the day until now")
    say("it is 16:42 in Saint-Aubin-sur-Loire (commune fictive), and the day goes on")

    width, height = (int(part) + (2 * FRAME if options.headless else 0) for part in options.size.split("x"))
    name, role, _ = PEOPLE[options.who]
    code = sample.invite(parvisctl, state, environment, name, role,
                         sample.first_shop() if role == "merchant" else None)
    environment.update(sample.prepare_desktop(folder, service, code, environment, options.dark,
                                              f"{width}x{height}"))
    if options.headless:
        environment = start_screen(programs, environment, f"{width}x{height}")
    application = programs.start("parvis", [os.path.join(options.root, "bin", "parvis")], environment)
    if options.headless:
        try:
            wait_until_live(programs, environment, application, options)
        except Exception as error:
            raise Failure(f"{error}\n{what_shows(application)}{programs.tail('parvis')}"
                          f"{programs.tail('parvisd')}") from error
        say(f"wrote {options.screenshot}")
        return
    while application.poll() is None:
        programs.check()
        time.sleep(0.3)
    if application.returncode:
        raise Failure(f"the application ended with {application.returncode}:\n{programs.tail('parvis')}")


def main():
    parser = argparse.ArgumentParser(prog="tools/demo", description="The sample town on the screen.")
    parser.add_argument("--root", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--where", default=".", help=argparse.SUPPRESS)
    parser.add_argument("--headless", action="store_true", help="without a desktop session")
    parser.add_argument("--screenshot", metavar="FILE", help="with --headless: the picture to write")
    parser.add_argument("--as", dest="who", choices=PEOPLE, default="mayor",
                        help="whose desk it is: the mayor's office (mayor), or the bakery (merchant)")
    parser.add_argument("--language", choices=LOCALES)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--size", default="1280x800", help="of the window with --headless")
    parser.add_argument("--speed", type=float, default=1, help="how fast the day goes on")
    options = parser.parse_args()
    if options.headless != bool(options.screenshot):
        parser.error("--headless and --screenshot FILE go together")
    if not re.fullmatch(r"\d{3,4}x\d{3,4}", options.size):
        parser.error("--size is WIDTHxHEIGHT")
    options.language_given = options.language is not None
    options.language = options.language or "fr"
    options.offset = sample.offset_now()

    programs = Programs(new_folder("parvis-demo-"))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda number, frame: sys.exit(129))
    try:
        run(options, programs)
        return 0
    except Failure as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("ending")
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        programs.end_all()
        shutil.rmtree(programs.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
