"""A witness or a mirror in a process of its own that listens."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sekisho.witness.answering import Witness

Reply = tuple[int, str, str]


class Served:
    """What listens; ``who`` is the witness that it is, where it is one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.who: Witness

    def call(self, method: str, path: str, body: bytes = b"") -> Reply:
        """Call it; returns status, media type and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body)
            reply = connection.getresponse()
            return reply.status, reply.headers["Content-Type"], reply.read().decode()
        finally:
            connection.close()


@contextmanager
def serving(command: str, home: Path) -> Iterator[Served]:
    """Run ``sekisho COMMAND serve`` on a folder, and end it."""
    one = Served(_free_port())
    line = [sys.executable, "-m", "sekisho", command, "serve", "--home", str(home), "--port", str(one.port)]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE)
    try:
        _wait(one)
        yield one
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(one: Served) -> None:
    for _ in range(200):
        try:
            one.call("GET", "/")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing listens")
