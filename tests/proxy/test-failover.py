#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes on one PostgreSQL database behind a real nginx, each killed under load. TAP.

    private-postgres run TEMPLATE test-failover.py PARVISD PARVISCTL
"""
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import uuid

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

from proxy import NAME, Proxy  # noqa: E402

import account  # noqa: E402
import sample  # noqa: E402
from programs import Programs, start_service, wait_for  # noqa: E402
from tap import run, tests_of  # noqa: E402

TOWN = f"/api/v1/towns/{sample.INSEE}"
WORKERS, COMMANDS, LIVES = 16, 60, 8
PATIENCE = 120


class Nodes:
    """Two services with one database and one master key, and nginx in front of them."""

    def __init__(self, folder, programs, parvisd, parvisctl):
        self.programs, self.parvisd, self.running = programs, parvisd, {}
        server = os.environ["PARVIS_TEST_POSTGRES"]
        self.tell_database("parvis_owner", "CREATE DATABASE failover")
        self.database = ("--database", f"postgresql://parvis@/failover?host={server}",
                         "--database-owner", f"postgresql://parvis_owner@/failover?host={server}")
        self.states = [os.path.join(folder, name) for name in ("one", "two")]
        self.sockets = [f"{state}.sock" for state in self.states]
        first, address = start_service(programs, parvisd, self.states[0], dict(os.environ), "127.0.0.1:0",
                                       *self.database)
        keys = sample.set_up(parvisctl, self.states[0], dict(os.environ), "+00:00", folder, address)
        with open(keys, encoding="utf-8") as stream:
            self.token = account.Account(address, json.load(stream)["member"]).token()
        programs.end(first)
        os.mkdir(self.states[1], 0o700)
        shutil.copy(os.path.join(self.states[0], "master-key"), self.states[1])
        self.make_commits_slow()
        for node in range(2):
            self.start(node)
        self.proxy = Proxy(tempfile.mkdtemp(dir=folder), programs, *self.sockets)

    @staticmethod
    def tell_database(role, sql):
        subprocess.run([os.environ["PARVIS_TEST_POSTGRES_CONTROL"], "sql", os.environ["PARVIS_TEST_POSTGRES"],
                        role, sql], check=True)

    def make_commits_slow(self):
        """So that a node that is killed is surely killed in the middle of one."""
        for setting in ("commit_delay = 30000", "commit_siblings = 0"):
            self.tell_database("postgres", f"ALTER ROLE parvis SET {setting}")

    def start(self, node):
        self.running[node], _ = start_service(self.programs, self.parvisd, self.states[node], dict(os.environ),
                                              f"unix:{self.sockets[node]}", *self.database)

    def kill(self, node):
        program = self.running.pop(node)
        os.killpg(program.pid, signal.SIGKILL)
        program.wait(10)
        self.programs.running = [entry for entry in self.programs.running if entry[1] is not program]

    def connect(self, worker):
        """Through the proxy, each worker from an address of its own: limits are by address."""
        context = ssl.create_default_context(cafile=self.proxy.certificate)
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=20,
                                                source_address=(f"127.0.1.{worker + 1}", 0))
        connection.connect()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=NAME)
        return connection


def ask(nodes, worker, method, path, key=None, body=None):
    """(status, answer) of one try; 0 if there was no answer."""
    headers = {"Host": NAME, "Authorization": f"Bearer {nodes.token}"}
    if key:
        headers.update({"Idempotency-Key": key, "Content-Type": "application/json"})
    try:
        connection = nodes.connect(worker)
        connection.request(method, TOWN + path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, text
    except (OSError, http.client.HTTPException):
        return 0, b""


class Worker(threading.Thread):
    """Counts people by hand, and repeats each gesture with its key until it is answered."""

    def __init__(self, nodes, number, gauge):
        super().__init__(daemon=True)
        self.nodes, self.number, self.gauge = nodes, number, gauge
        self.answered, self.repeated, self.wrong = {}, 0, None

    def run(self):
        for _ in range(COMMANDS):
            key = str(uuid.uuid4())
            while key not in self.answered and self.wrong is None:
                status, text = ask(self.nodes, self.number, "POST", f"/gauges/{self.gauge}/count", key,
                                   '{"delta":1}')
                if status == 200:
                    self.answered[key] = text
                elif status in (0, 409, 429, 502, 503, 504):
                    self.repeated += status != 429
                    time.sleep(0.05)
                else:
                    self.wrong = (status, text)


class Reader(threading.Thread):
    """Follows the feed at one node, and at the other with its cursor when that one is gone."""

    def __init__(self, nodes, node):
        super().__init__(daemon=True)
        self.nodes, self.node, self.lives = nodes, node, 0
        self.cursor, self.entities, self.wrong, self.ended = 0, {}, None, False

    def run(self):
        while not self.ended:
            try:
                with socket.socket(socket.AF_UNIX) as stream:
                    stream.settimeout(60)
                    stream.connect(self.nodes.sockets[self.node])
                    stream.sendall(f"GET {TOWN}/changes/events HTTP/1.0\r\nHost: {NAME}\r\nAuthorization: "
                                   f"Bearer {self.nodes.token}\r\nLast-Event-ID: {self.cursor}\r\n\r\n".encode())
                    self.lives += 1
                    self.follow(stream.makefile("r", encoding="utf-8"))
            except OSError:
                pass
            self.node = 1 - self.node

    def follow(self, lines):
        event, data = "", ""
        for line in lines:
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                data = value
            elif name == "id":
                if int(value) < self.cursor:
                    self.wrong = f"the cursor went back from {self.cursor} to {value}"
                self.cursor = int(value)
            elif line.strip() == "" and event == "change":
                self.take(json.loads(data))
                event = ""

    def take(self, change):
        name = (change["kind"], change["id"])
        before = self.entities.get(name, {"seq": 0})
        if change["seq"] < before["seq"]:
            self.wrong = f"{name} went back from {before['seq']} to {change['seq']}"
        self.entities[name] = change


def read_feed(nodes):
    """What a reader has who begins now."""
    entities, cursor = {}, 0
    while True:
        status, text = ask(nodes, 100, "GET", f"/changes?after={cursor}&limit=500")
        assert status == 200, (status, text)
        page = json.loads(text)
        entities.update({(change["kind"], change["id"]): change for change in page["changes"]})
        cursor = page["cursor"]
        if not page["more"]:
            return entities, cursor


def answered(workers):
    for worker in workers:
        assert worker.wrong is None, worker.wrong
    return sum(len(worker.answered) for worker in workers)


def test_each_node_is_killed_under_load_and_nothing_is_lost_or_doubled(nodes):
    entities, _ = read_feed(nodes)
    gauge = next(change["body"]["id"] for (kind, _), change in entities.items()
                 if kind == "gauge" and change["body"]["kind"] == "people")
    workers = [Worker(nodes, number, gauge) for number in range(WORKERS)]
    readers = [Reader(nodes, node) for node in range(2)]
    for thread in readers + workers:
        thread.start()

    total = WORKERS * COMMANDS
    for life in range(LIVES):
        wait_for(lambda until=(life + 0.3) * total / LIVES: answered(workers) >= until, PATIENCE,
                 "a part of the load", 0.01)
        nodes.kill(life % 2)
        wait_for(lambda until=answered(workers) + WORKERS: answered(workers) >= until, PATIENCE,
                 "the other goes on", 0.01)
        nodes.start(life % 2)
    wait_for(lambda: answered(workers) == total, PATIENCE, "all answers")
    assert sum(worker.repeated for worker in workers) > 0, "nobody noticed that a node was killed"

    entities, cursor = read_feed(nodes)
    body = entities["gauge", gauge]["body"]
    assert body["present"] == total, (body["present"], total)
    for reader in readers:
        wait_for(lambda one=reader: one.entities.get(("gauge", gauge)) == entities["gauge", gauge] or one.wrong,
                 30, "the last figure at each reader")
        assert reader.wrong is None, reader.wrong
        assert reader.lives >= 2, "its node was killed, so it must have come back"
        kept = {name: change for name, change in reader.entities.items() if not change["deleted"]}
        fresh = {name: change for name, change in entities.items() if not change["deleted"]}
        assert kept == fresh, [name for name in kept.keys() | fresh.keys() if kept.get(name) != fresh.get(name)]
        assert reader.cursor <= cursor

    # Through whichever node: what is asked again is answered as it was, and done no second time.
    for worker in workers:
        for key, text in list(worker.answered.items())[::20]:
            status, again = ask(nodes, worker.number, "POST", f"/gauges/{gauge}/count", key, '{"delta":1}')
            assert (status, again) == (200, text), (status, again, text)
    assert read_feed(nodes)[0]["gauge", gauge]["body"]["present"] == total
    for reader in readers:
        reader.ended = True


def test_the_database_agrees_with_itself(nodes):
    done = subprocess.run([sys.argv[2], "--state-dir", nodes.states[0], "check", sample.INSEE],
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def main():
    folder = tempfile.mkdtemp(prefix="parvis-failover-")
    programs = Programs(folder)
    try:
        return run(tests_of(globals(), "failover"), Nodes(folder, programs, *sys.argv[1:3]))
    finally:
        programs.end_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
