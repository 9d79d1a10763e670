# SPDX-License-Identifier: GPL-3.0-or-later
"""A real nginx with the shipped example, on a free port, in front of a UNIX socket."""
import os
import re
import socket
import ssl
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools", "desktop"))

from programs import Failure, wait_for  # noqa: E402

EXAMPLE = os.path.join(TOP, "data", "nginx", "parvis.conf")
NAME = "parvis.example.org"


def listening_socket():
    """A free port that stays ours until nginx has it."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", 0))
    found.listen(511)
    os.set_inheritable(found.fileno(), True)
    return found


class Proxy:
    """nginx, told only where its files are: everything else is what the example says."""

    def __init__(self, folder, programs, *nodes):
        """@nodes: the UNIX sockets of the service."""
        self.folder, self.bodies = folder, os.path.join(folder, "bodies")
        self.certificate = os.path.join(folder, "certificate.pem")
        self.make_certificate()
        plain, secure = listening_socket(), listening_socket()
        self.plain_port, self.port = plain.getsockname()[1], secure.getsockname()[1]
        path = os.path.join(folder, "nginx.conf")
        with open(path, "w", encoding="utf-8") as out:
            out.write(self.configuration(nodes))
        # nginx takes over sockets that its environment names: no port is ever free in between.
        environment = {**os.environ, "NGINX": f"{plain.fileno()};{secure.fileno()};"}
        self.program = programs.start("nginx", ["nginx", "-p", folder, "-c", path], environment,
                                      pass_fds=(plain.fileno(), secure.fileno()))
        plain.close()
        secure.close()
        wait_for(lambda: self.workers() or self.program.poll(), 20, "the start of nginx")
        if self.program.poll() is not None:
            raise Failure(f"nginx ended:\n{programs.tail('nginx')}")

    def make_certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout",
                        os.path.join(self.folder, "key.pem"), "-out", self.certificate],
                       check=True, capture_output=True)

    def configuration(self, nodes):
        with open(EXAMPLE, encoding="utf-8") as stream:
            site = stream.read()
        for was, becomes in (
                (r"listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
                (r"listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;"),
                (r"listen \[::\]:[^;]*;", ""),
                (r"server unix:/run/parvis/http\.sock( [^;]*)?;",
                 "".join(rf"server unix:{node}\1;" for node in nodes)),
                (r"/etc/ssl/parvis/fullchain\.pem", self.certificate),
                (r"/etc/ssl/parvis/privkey\.pem", f"{self.folder}/key.pem"),
                (r"/var/log/nginx/parvis\.log", f"{self.folder}/access.log"),
                (r"/run/nginx-parvis", self.bodies)):
            site, found = re.subn(was, becomes, site)
            if found == 0:
                raise Failure(f"the example has no {was} any more")
        others = "".join(f"  {kind}_temp_path {self.folder}/{kind};\n"
                         for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        return (f"daemon off;\nuser root;\npid {self.folder}/nginx.pid;\n"
                f"error_log stderr error;\nworker_processes 1;\n"
                f"events {{ worker_connections 2048; }}\nhttp {{\n"
                # As Debian's nginx.conf has it for every site that says nothing else.
                f"access_log {self.folder}/house.log combined;\n{others}{site}\n}}\n")

    def workers(self):
        path = f"/proc/{self.program.pid}/task/{self.program.pid}/children"
        try:
            with open(path, encoding="ascii") as stream:
                return stream.read().split()
        except OSError:
            return []

    def open_files(self):
        """What the workers have open, as /proc names it."""
        found = []
        for worker in self.workers():
            folder = f"/proc/{worker}/fd"
            for name in os.listdir(folder):
                try:
                    found.append(os.readlink(os.path.join(folder, name)))
                except OSError:
                    continue
        return found

    def access_log(self, name="access.log"):
        with open(os.path.join(self.folder, name), encoding="utf-8") as stream:
            return stream.read()

    def connect(self, timeout=20):
        """A TLS connection that speaks HTTP/1.1."""
        context = ssl.create_default_context(cafile=self.certificate)
        context.set_alpn_protocols(["http/1.1"])
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        return context.wrap_socket(plain, server_hostname=NAME)

    def curl(self, *arguments, path="/"):
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", "30", "--cacert",
                               self.certificate, "--connect-to", f"{NAME}:443:127.0.0.1:{self.port}",
                               *arguments, f"https://{NAME}{path}"],
                              capture_output=True, check=False)
        return done.returncode, done.stdout.decode(errors="replace")
