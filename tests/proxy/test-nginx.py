#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped example of nginx in front of the real service: TLS, HTTP/2, limits, streams, bodies,
and what comes in by the back door. TAP.

    test-nginx.py PARVISD PARVISCTL
"""
import concurrent.futures
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

from proxy import EXAMPLE, NAME, Proxy  # noqa: E402

import sample  # noqa: E402
from programs import Programs, start_service, wait_for  # noqa: E402
from tap import run, tests_of  # noqa: E402

BARRIER = "398a79b0-20dd-53e7-ad82-9bbbef17969c"    # of the sample town, format parvis
TOWN = f"/api/v1/towns/{sample.INSEE}"

# What two readers of one connection could understand differently (RFC 9112 §11.2). Each carries a
# second request for /smuggled, which nobody may ever answer.
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
SMUGGLING = {
    "two lengths": b"Content-Length: 3\r\nContent-Length: %d\r\n\r\nabc" % (3 + len(HIDDEN)) + HIDDEN,
    "a length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                           % (5 + len(HIDDEN)) + HIDDEN,
    "an unknown coding": b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc" + HIDDEN,
    "a blank before the colon": b"Transfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc" + HIDDEN,
    "a negative length": b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a length with a sign": b"Content-Length: +3\r\n\r\nabc" + HIDDEN,
    "a NUL in a header": b"X: a\0b\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "a folded header": b"X: a\r\n Content-Length: 3\r\n\r\nabc" + HIDDEN,
    "two hosts": b"Host: other\r\n\r\n" + HIDDEN,
}


class Front:
    """A service with the sample town, and nginx in front of it."""

    def __init__(self, folder, programs, parvisd, parvisctl):
        self.folder, self.programs = folder, programs
        state, path = os.path.join(folder, "state"), os.path.join(folder, "http.sock")
        first, address = start_service(programs, parvisd, state, dict(os.environ))
        keys = sample.set_up(parvisctl, state, dict(os.environ), "+00:00", folder, address)
        programs.end(first)
        start_service(programs, parvisd, state, dict(os.environ), f"unix:{path}")
        with open(keys, encoding="utf-8") as stream:
            self.keys = json.load(stream)
        self.socket = path
        self.proxy = self.new_proxy()

    def new_proxy(self, upstream=None):
        """An nginx of its own: what one test used up of a limit another must not miss."""
        folder = tempfile.mkdtemp(dir=self.folder)
        return Proxy(folder, self.programs, upstream or self.socket)

    def direct(self, path):
        done = subprocess.run(["curl", "--silent", "--unix-socket", self.socket,
                               f"http://localhost{path}"], capture_output=True, check=True)
        return done.stdout.decode()


def read_head(stream):
    data = b""
    while b"\r\n\r\n" not in data:
        part = stream.recv(4096)
        if not part:
            break
        data += part
    return data


def read_all(stream):
    """What comes until the other end closes, or nothing comes for a second."""
    data = b""
    stream.settimeout(1)
    try:
        while part := stream.recv(65536):
            data += part
    except OSError:
        pass
    return data


def statuses(data):
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", data, re.M)]


def post_reading(front, free):
    """A reading of the barrier through the proxy; (status, answer)."""
    _, text = front.proxy.curl("--header", "Content-Type: application/json",
                               "--header", f"Authorization: Bearer {front.keys['sources'][BARRIER]}",
                               "--data-binary", json.dumps({"value": free}), "--write-out",
                               "\n%{http_code}", path=f"{TOWN}/sources/{BARRIER}/readings")
    answer, _, status = text.rpartition("\n")
    return int(status), answer


def test_speaks_http_2_over_tls(front):
    status, text = front.proxy.curl("--http2", "--dump-header", "-", path=f"{TOWN}/live")
    head, _, body = text.partition("\r\n\r\n")
    assert status == 0 and head.startswith("HTTP/2 200"), head
    assert "strict-transport-security: max-age=31536000" in head, head
    assert "server: nginx\r\n" in head + "\r\n", head
    assert json.loads(body)["town"]["insee"] == sample.INSEE


def ask_plainly(proxy, path, host=NAME):
    done = subprocess.run(["curl", "--silent", "--header", f"Host: {host}", "--output", "-",
                           "--write-out", "%{http_code} %{redirect_url}",
                           f"http://127.0.0.1:{proxy.plain_port}{path}"],
                          capture_output=True, check=True)
    return done.stdout.decode()


def test_sends_who_comes_without_tls_to_where_it_is(front):
    for host in (NAME, "elsewhere.example"):
        said = ask_plainly(front.proxy, f"{TOWN}/live", host)
        assert said.endswith(f"301 https://{NAME}{TOWN}/live"), said


def test_refuses_old_tls(front):
    status, _ = front.proxy.curl("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0",
                                 path=f"{TOWN}/live")
    assert status == 35, status


def test_keeps_tags_and_problems_as_they_are(front):
    _, text = front.proxy.curl("--dump-header", "-", path=f"{TOWN}/live")
    tag = re.search(r"(?i)^etag: (\S+)", text, re.M).group(1)
    _, code = front.proxy.curl("--header", f"If-None-Match: {tag}", "--write-out", "%{http_code}",
                               path=f"{TOWN}/live")
    assert code.strip() == "304", code
    _, text = front.proxy.curl("--dump-header", "-", path="/api/v1/towns/99999/live")
    assert text.startswith("HTTP/2 404") and "application/problem+json" in text, text


def test_lets_figures_of_operators_go_nowhere(front):
    # Loopback is what the example allows, and all that a test can come from.
    for path in ("/health", "/metrics"):
        _, code = front.proxy.curl("--output", "/dev/null", "--write-out", "%{http_code}", path=path)
        assert code == "200", (path, code)
    with open(os.path.join(front.proxy.folder, "nginx.conf"), encoding="utf-8") as stream:
        place = stream.read().split("location ~ ^/(health|metrics)$ {")[1].split("}")[0]
    assert [line.strip() for line in place.splitlines() if "allow" in line or "deny" in line] == \
        ["allow 127.0.0.1;", "allow ::1;", "deny all;"], place


def test_does_not_collect_events(front):
    with front.proxy.connect() as stream:
        stream.sendall(f"GET {TOWN}/live/events HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        data = read_head(stream)
        assert statuses(data) == [200], data
        while b"event: snapshot" not in data:
            data += stream.recv(65536)
        status, answer = post_reading(front, 12)
        assert status == 200, answer
        while data.count(b"event: change") == 0:
            part = stream.recv(65536)
            assert part, "the stream ended"
            data += part


def test_keeps_bodies_on_a_tmpfs(front):
    with open(os.path.join(front.proxy.folder, "nginx.conf"), encoding="utf-8") as stream:
        assert f"client_body_temp_path {front.proxy.bodies};" in stream.read()
    size, sent = 1024 * 1024, 512 * 1024
    head = (f"POST {TOWN}/sources/{uuid.uuid4()}/readings HTTP/1.1\r\nHost: {NAME}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n")
    with front.proxy.connect() as stream:
        stream.sendall(head.encode() + b" " * sent)
        deadline = time.monotonic() + 20
        # It is opened and then taken out of its folder: a look in between may see the name.
        while True:
            files = [name for name in front.proxy.open_files()
                     if name.startswith(front.proxy.bodies)]
            if files and all(name.endswith(" (deleted)") for name in files):
                break
            assert time.monotonic() < deadline, files


def test_writes_no_answer_to_a_file(front):
    """A reader who does not read: what waits for him stays in memory and in the service."""
    with front.proxy.connect() as stream:
        stream.sendall(f"GET /api/v1/openapi.json HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        assert statuses(read_head(stream)) == [200]
        assert not [name for name in front.proxy.open_files() if "/proxy/" in name]


def test_refuses_a_body_that_is_too_large(front):
    head = (f"POST {TOWN}/sources/{uuid.uuid4()}/readings HTTP/1.1\r\nHost: {NAME}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {200 * 1024 * 1024}\r\n\r\n")
    with front.proxy.connect() as stream:
        stream.sendall(head.encode())
        assert statuses(read_head(stream)) == [413]


def test_drops_slow_clients_while_others_are_served(front):
    proxy = front.new_proxy()
    slow = [proxy.connect() for _ in range(80)]
    for stream in slow:
        stream.sendall(f"GET {TOWN}/live HTTP/1.1\r\nHost: {NAME}\r\nX-A".encode())
        stream.setblocking(False)
    started, served = time.monotonic(), []
    while slow and time.monotonic() - started < 30:
        ended = set(select.select(slow, [], [], 1)[0])
        for stream in slow:
            try:
                stream.send(b"a")
            except OSError:
                ended.add(stream)
        for stream in ended:
            stream.close()
        slow = [stream for stream in slow if stream not in ended]
        begun = time.monotonic()
        _, code = proxy.curl("--output", "/dev/null", "--write-out", "%{http_code}",
                             path=f"{TOWN}/live")
        served.append((code, time.monotonic() - begun))
    assert not slow, f"{len(slow)} are still connected"
    assert {code for code, _ in served} == {"200"}, served
    assert max(took for _, took in served) < 5, served


def test_limits_what_one_client_asks(front):
    proxy = front.new_proxy()

    def ask(path):
        with proxy.connect() as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
            return statuses(read_all(stream))[0]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, [f"{TOWN}/live"] * 240))
        tiles = list(pool.map(ask, [f"{TOWN}/tiles/light/12/2022/1436.png"] * 120))
    assert set(answers) == {200, 429}, set(answers)
    assert answers.count(200) >= 61, answers.count(200)
    assert 429 not in tiles, tiles.count(429)


def test_limits_connections_of_one_client(front):
    proxy, streams, answers = front.new_proxy(), [], []
    request = (f"GET {TOWN}/tiles/light/12/2022/1436.png HTTP/1.1\r\nHost: {NAME}\r\n"
               "Content-Length: 10\r\n\r\n").encode()
    try:
        # Each holds a request that has begun and does not end: that is what counts.
        for _ in range(100):
            streams.append(proxy.connect())
            streams[-1].sendall(request)
        for _ in range(20):
            with proxy.connect() as stream:
                stream.sendall(request)
                answers += statuses(read_head(stream))
    finally:
        for stream in streams:
            stream.close()
    assert answers[-10:] == [429] * 10, answers


def test_limits_attempts_at_passwords_and_codes(front):
    for path in ("/api/v1/pair", "/api/v1/unlock", "/api/v1/me/pin"):
        limits_attempts_at(front, path)


def limits_attempts_at(front, path):
    proxy, answers = front.new_proxy(), []
    with proxy.connect() as stream:
        for _ in range(40):
            stream.sendall(f"POST {path} HTTP/1.1\r\nHost: {NAME}\r\n"
                           "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".encode())
            data = read_head(stream)
            length = int(re.search(rb"(?i)content-length: (\d+)", data).group(1))
            while len(data.partition(b"\r\n\r\n")[2]) < length:
                data += stream.recv(4096)
            answers += statuses(data)
            if b"Connection: close" in data:
                break
    assert 429 in answers and answers[0] != 429, answers
    assert 21 <= answers.index(429) <= 35, answers


def test_hides_no_request_in_another(front):
    proxy = front.new_proxy()
    for what, rest in SMUGGLING.items():
        with proxy.connect() as stream:
            stream.sendall(b"POST /smuggler HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n" + rest)
            answers = statuses(read_all(stream))
        assert answers and 200 not in answers, (what, answers)
    assert "/smuggled" not in proxy.access_log().replace("GET /smuggled 404", ""), proxy.access_log()


def test_logs_neither_queries_nor_links_that_open_accounts(front):
    proxy = front.new_proxy()
    links = ("reset", "invitation", "email")
    for link in links:
        ask_plainly(proxy, f"/sign-in/{link}/secret-token")
    for path in (f"{TOWN}/live?secret=query", *(f"/sign-in/{link}/secret-token?lang=fr" for link in links)):
        proxy.curl(path=path)
    # nginx writes its line after the answer went out.
    wait_for(lambda: proxy.access_log().count("\n") == 4, 20, "the last line of the log")
    log = proxy.access_log()
    assert "secret" not in log and "127.0.0.1" not in log, log
    for link in links:
        assert f"GET /sign-in/{link}/ " in log, log
    # One process writes all of them in order: what went before is there by now, if at all.
    assert proxy.access_log("house.log") == "", proxy.access_log("house.log")


def test_logs_no_link_when_the_service_is_away(front):
    proxy = front.new_proxy(os.path.join(front.folder, "nobody.sock"))
    for path in ("/sign-in/reset/secret-token", "/sign-in/callback?code=secret&state=secret",
                 f"{TOWN}/live"):
        status, text = proxy.curl("--write-out", "%{http_code}", path=path)
        assert status == 0 and text.endswith("502"), text
    # The last one says that it is the right log.
    wait_for(lambda: "nobody.sock" in front.programs.tail("nginx", 100), 20, "the error")
    assert "secret" not in front.programs.tail("nginx", 1000), front.programs.tail("nginx", 20)


def test_counts_a_network_of_ipv6_as_one_client(front):
    """What the limits count by, said by an nginx that believes who it is told to talk to."""
    folder = tempfile.mkdtemp(dir=front.folder)
    ear, path = os.path.join(folder, "ear.sock"), os.path.join(folder, "nginx.conf")
    with open(EXAMPLE, encoding="utf-8") as example, open(path, "w", encoding="utf-8") as out:
        known = re.search(r"^map \$remote_addr \$parvis_client \{.*?^\}", example.read(), re.M | re.S).group(0)
        out.write(f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log stderr error;\n"
                  "events { worker_connections 64; }\nhttp {\naccess_log off;\n"
                  + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
                  + f"{known}\nserver {{ listen unix:{ear}; set_real_ip_from unix:; real_ip_header X-Told;\n"
                  "return 200 $parvis_client; }\n}\n")
    front.programs.start("nginx", ["nginx", "-p", folder, "-c", path], dict(os.environ))
    wait_for(lambda: os.path.exists(ear), 20, "the start of nginx")

    def client(address):
        done = subprocess.run(["curl", "--silent", "--unix-socket", ear, "--header", f"X-Told: {address}",
                               "http://localhost/"], capture_output=True, check=True)
        return done.stdout.decode()

    assert client("192.0.2.7") != client("192.0.2.8")
    for one, other in (("2001:db8:1:2::1", "2001:db8:1:2:ffff:2:3:4"), ("2001:db8::1", "2001:db8::f:0:0:2")):
        assert client(one) == client(other), (client(one), client(other))
    assert client("2001:db8:1:2::1") != client("2001:db8:1:3::1")


def test_names_the_client_and_nobody_the_client_names(front):
    """What reaches the service, seen by something that stands in its place."""
    path = os.path.join(front.folder, "ear.sock")
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(path)
        ear.listen()
        ear.settimeout(20)
        proxy = front.new_proxy(path)
        with proxy.connect() as client:
            client.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nX-Real-IP: 203.0.113.9\r\n"
                           "x-real-ip: 203.0.113.10\r\nConnection: close\r\n\r\n".encode())
            heard, _ = ear.accept()
            with heard:
                head = read_head(heard).decode().lower()
                heard.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
            assert statuses(read_all(client)) == [204]
    assert re.findall(r"^x-real-ip: (.*)\r$", head, re.M) == ["127.0.0.1"], head
    assert f"host: {NAME}\r\n" in head, head


def main():
    folder = tempfile.mkdtemp(prefix="parvis-nginx-")
    programs = Programs(folder)
    try:
        return run(tests_of(globals(), "nginx"), Front(folder, programs, *sys.argv[1:3]))
    finally:
        programs.end_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
