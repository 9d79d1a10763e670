#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in from the real window through a real browser, with the real service. TAP."""
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "app", "ui")]

import fixture  # noqa: E402
import sample  # noqa: E402
from people import Browser, Mail, Provider, one_time_code, why_not, write_config  # noqa: E402

PASSWORD = "quatre chevaux verts"
HELENE = "helene@saint-aubin.example"


def set_up(world, scripts=True):
    """The sample's town, and a browser that knows nobody yet."""
    browser = Browser(world, world.options.node)
    browser.fresh(scripts)
    if world.daemon is None:
        world.start_service()
    world.play()
    world.new_desktop("first")
    browser.become_default()
    return browser


def become_member(browser, link, telephone, email=None):
    """Follows the link of an invitation; the secret of the telephone, if there is to be one. A link
    that came by mail knows the address."""
    browser.goto(link)
    if email is not None:
        browser.fill("#email", email)
    for field in ("#password", "#again"):
        browser.fill(field, PASSWORD)
    browser.press()
    browser.wait_text("Welcome")
    if not telephone:
        return None
    browser.goto(link.split("/sign-in/")[0] + "/sign-in/security/totp")
    browser.press()
    secret = browser.text(".codes code")
    browser.fill("#code", one_time_code(secret, -1))
    browser.press()
    browser.wait_text("recovery codes")
    return secret


def invite(world, name, role):
    return sample.ask(world.options.parvisctl, world.state, world.environment, "account", "add", "--town",
                      sample.INSEE, "--name", name, "--role", role)["link"]


def begin(world):
    """Starts the application and leaves it waiting for the browser; where that is sent to."""
    import window
    program, root = world.start_application()
    window.find(root, None, re.compile("^Welcome to Parvis"))
    window.write(world.service)
    window.press("Return")
    window.find(root, "list item", re.compile("sign in with the browser"))
    window.press("Return")
    window.find(root, None, "Continue in the browser")
    return program, root


def sign_in(browser, email, secret=None):
    browser.fill("#email", email)
    browser.fill("#password", PASSWORD)
    browser.press()
    if secret is not None:
        browser.wait_url("**/sign-in/totp")
        browser.fill("#code", one_time_code(secret))
        browser.press()


def see_town(root, patience=30):
    import window
    window.find(root, "heading", re.compile("^169 "), patience)
    window.find(root, "push button", re.compile("^Connection: .*Online"), patience)


def from_window_to_window(world, scripts):
    import window
    browser = set_up(world, scripts)
    secret = become_member(browser, invite(world, "Hélène Garnier", "mayor"), True, HELENE)
    browser.fresh(scripts)

    program, root = begin(world)
    address = browser.address()
    assert address.startswith(world.service + "/sign-in/authorize?"), address
    browser.goto(address)
    sign_in(browser, HELENE, secret)
    browser.wait_text("You are signed in")
    see_town(root)
    assert window.look(root, "list item", re.compile("^Team and Roles")), "an administrator's page"

    world.kill(program)
    _, root = world.start_application()
    see_town(root)


def test_password_and_telephone_in_the_browser_open_the_window(world):
    from_window_to_window(world, True)


def test_the_whole_way_needs_no_script(world):
    from_window_to_window(world, False)


def test_a_browser_that_cannot_come_back_gives_way_to_a_code(world):
    import window
    browser = set_up(world)
    become_member(browser, invite(world, "Hélène Garnier", "clerk"), False, HELENE)
    browser.fresh(True)
    browser.block_answers()

    _, root = begin(world)
    browser.goto(browser.address())
    sign_in(browser, HELENE)
    browser.wait_error()
    window.reach(root, "push button", "The Browser Is on Another Machine")
    window.press("Return")
    code = window.name(window.find(root, None, re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")))
    place = window.name(window.find(root, None, re.compile("/sign-in/device$")))
    browser.goto(place)
    browser.fill("#code", code)
    browser.press()
    browser.press()
    browser.wait_text("connected")
    see_town(root)


def test_no_browser_at_all_gives_way_to_a_code(world):
    import window
    browser = set_up(world)
    become_member(browser, invite(world, "Hélène Garnier", "clerk"), False, HELENE)
    world.new_desktop("without-browser")
    world.environment["XDG_DATA_DIRS"] = world.folder

    program, root = world.start_application()
    window.find(root, None, re.compile("^Welcome to Parvis"))
    window.write(world.service)
    window.press("Return")
    window.find(root, "list item", re.compile("sign in with the browser"))
    window.press("Return")
    code = window.name(window.find(root, None, re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")))
    browser.goto(f"{world.service}/sign-in/device?user_code={code}")
    browser.press()
    browser.press()
    browser.wait_text("connected")
    see_town(root)


def test_a_letter_makes_a_member_who_signs_in(world):
    """A mayor invites in the window; whoever has the letter accepts in the browser, then signs in from
    another desktop."""
    import window
    mail = Mail(world, world.options.smtp)
    world.service_options = ("--config", mail.config)
    browser = set_up(world)
    world.connect_desktop()
    program, root = world.start_application()
    window.find(root, "push button", re.compile("^Connection: .*Online"), 30)
    window.press("ctrl+4")
    window.find(root, "list item", re.compile("^Paul Mercier"))
    window.press("ctrl+n")
    window.find(root, "push button", "Send by E-mail")
    window.write("Nadia Roux")
    window.press("Tab")
    window.write("nadia@saint-aubin.example")
    window.press("Tab", "space")
    window.reach(root, "push button", "Send by E-mail")
    window.press("Return")
    to, words = mail.letter()
    assert to == "nadia@saint-aubin.example", to
    world.kill(program)

    become_member(browser, re.search(r"http://\S+/sign-in/invitation/\S+", words).group(), False)
    world.new_desktop("second")
    browser.become_default()
    _, root = begin(world)
    browser.goto(browser.address())
    browser.press()
    browser.wait_text("You are signed in")
    see_town(root)


def test_an_identity_provider_opens_the_window(world):
    world.service_options = ("--config", write_config(world, provider_addresses="loopback"))
    browser = set_up(world)
    provider = Provider(world, world.options.node, world.options.provider)
    sample.ask(world.options.parvisctl, world.state, world.environment, "provider", "set", sample.INSEE,
               provider.settings)
    browser.goto(invite(world, "Claire Dubois", "mayor"))
    browser.press("text=Sign in with Agents")
    browser.wait_text("The provider knows you as Claire Dubois.")
    browser.press()
    browser.wait_text("Welcome")
    browser.fresh(False)

    _, root = begin(world)
    browser.goto(browser.address())
    browser.press("text=Sign in with Agents")
    browser.wait_text("You are signed in")
    see_town(root)


def test_among_several_towns_the_town_is_chosen_once(world):
    import window
    world.service_options = ("--config", write_config(world, provider_addresses="loopback"))
    browser = set_up(world)
    provider = Provider(world, world.options.node, world.options.provider)
    for words in (("town", "add", "00002", "--name", "Montfleuri"),
                  ("provider", "set", "00002", provider.settings),
                  ("provider", "set", sample.INSEE, provider.settings)):
        sample.ask(world.options.parvisctl, world.state, world.environment, *words)
    browser.goto(invite(world, "Claire Dubois", "mayor"))
    browser.press("text=Sign in with Agents")
    browser.wait_text("The provider knows you as Claire Dubois.")
    browser.press()
    browser.wait_text("Welcome")
    browser.fresh(False)

    program, root = begin(world)
    address = browser.address()
    assert "town=" not in address, address
    browser.goto(address)
    browser.press("text=Sign in with ProConnect or another provider")
    browser.fill("#town", "st aubin")
    browser.press()
    browser.press(f"text=({sample.INSEE})")
    browser.press("text=Sign in with Agents")
    browser.wait_text("You are signed in")
    see_town(root)

    window.press("F10")
    window.reach(root, "menu item", re.compile("^Sign Out"), "Down")
    window.press("Return")
    window.find(root, "list item", re.compile("sign in with the browser"))
    window.press("Return")
    window.find(root, None, "Continue in the browser")
    address = browser.address()
    assert f"town={sample.INSEE}" in address, address
    browser.fresh(False)
    browser.goto(address)
    browser.press("text=Sign in with Agents")
    browser.wait_text("You are signed in")
    see_town(root)


def main():
    tests = [(name[5:].replace("_", "-"), test) for name, test in globals().items() if name.startswith("test_")]
    return fixture.run("desktop-and-browser", tests, ("--node", "--smtp", "--provider"), why_not)


if __name__ == "__main__":
    sys.exit(main())
