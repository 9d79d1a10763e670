#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mail server for the tests: smtp-server.py [--tls CERT KEY] [--starttls CERT KEY] [--login USER
PASSWORD]. It prints "port N", then each letter as "letter FROM TO SECURITY USER" and its lines in
base64. To refused@… it says 550, to later@… 451, to slow@… nothing. It ends with its standard input."""
import argparse
import asyncio
import base64
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def say(text):
    print(text, flush=True)


class Desk:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "slow":
            await asyncio.sleep(3600)
        if name in ("refused", "later"):
            say(f"tried {address}")
            return "550 5.1.1 nobody of this name" if name == "refused" else "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        security = "encrypted" if server.transport.get_extra_info("ssl_object") else "plain"
        user = session.auth_data or "-"
        say(f"letter {envelope.mail_from} {','.join(envelope.rcpt_tos)} {security} {user} "
            + base64.b64encode(envelope.content).decode())
        return "250 OK"


async def serve(options):
    def authenticate(server, session, envelope, mechanism, data):
        good = [data.login.decode(), data.password.decode()] == options.login
        return AuthResult(success=good, auth_data=data.login.decode())

    def make_context(files):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        return context

    def make():
        wanted = {"hostname": "localhost"}
        if options.starttls:
            wanted.update(tls_context=make_context(options.starttls), require_starttls=True)
        if options.login:
            wanted.update(authenticator=authenticate, auth_required=True,
                          auth_require_tls=bool(options.starttls))
        return SMTP(Desk(), **wanted)

    loop = asyncio.get_running_loop()
    context = make_context(options.tls) if options.tls else None
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context)
    say(f"port {server.sockets[0].getsockname()[1]}")
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--starttls", nargs=2)
    parser.add_argument("--login", nargs=2)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
