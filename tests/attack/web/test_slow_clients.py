"""Slow clients against the server as it is started: pages go on, each is let go in its time, and told which limit it met."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings

from sekisho.serving.bodies import PATIENCE
from sekisho.web.bodies import OF_ONE_ADDRESS, TURNS, Request, WholeRequests, address_in, senders

HEAD = b"POST /signin/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LARGE = "noto-sans-jp-119-wght-normal.woff2"
READY = 60.0


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with a home and a database of its own, as ``sekisho serve`` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    folder: Path = tmp_path_factory.mktemp("slow")
    around = {**os.environ, "SEKISHO_HOME": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "sekisho", "serve", "--port", str(number)]
    server = subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + READY
        while not _answers(number):
            assert time.monotonic() < until, "the server does not come up"
            time.sleep(0.2)
        yield number
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        return page(port) == 200
    except OSError:
        return False


def page(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/signin/", timeout=PATIENCE) as answer:
        return int(answer.status)


def begun(port: int, sent: bytes) -> socket.socket:
    """A connection on which a request was begun and not ended."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE + 15)
    line.sendall(sent)
    return line


def answered(line: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    return b"".join(iter(lambda: line.recv(4096), b""))


def test_pages_go_on_while_many_send_slowly_and_each_is_let_go(port: int) -> None:
    """Of forty bodies of one byte a share waits its time out (408) and the others come again (503); headers end too."""
    with ExitStack() as stack:
        lines = [stack.enter_context(begun(port, HEAD + b"Content-Length: 1000\r\n\r\na")) for _ in range(40)]
        heads = [stack.enter_context(begun(port, HEAD)) for _ in range(40)]
        assert [page(port) for _ in range(5)] == [200] * 5
        since = time.monotonic()
        said = sorted(answered(line)[9:12] for line in lines)
        assert [answered(line)[9:12] for line in heads] == [b""] * 40
        assert time.monotonic() - since < 2 * PATIENCE
    assert said == [b"408"] * OF_ONE_ADDRESS + [b"503"] * (40 - OF_ONE_ADDRESS)
    assert page(port) == 200


def test_pages_go_on_while_many_read_slowly(port: int) -> None:
    """Forty who ask for something large and read nothing of it keep no thread from others."""
    large = f"GET /static/sekisho/fonts/{LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as stack:
        for _ in range(40):
            line = stack.enter_context(socket.socket())
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.connect(("127.0.0.1", port))
            line.sendall(large * 40)
        assert [page(port) for _ in range(5)] == [200] * 5


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Length: 99999999999\r\n", b"413"),
        (b"Transfer-Encoding: chunked\r\n", b"411"),
    ],
)
def test_what_is_too_large_or_states_no_length_is_turned_back_unread(
    port: int, headers: bytes, status: bytes
) -> None:
    with begun(port, HEAD + headers + b"\r\n") as line:
        said = answered(line)
    assert said[9:12] == status
    assert b"\n" in said.partition(b"\r\n\r\n")[2], "in both languages"


def test_an_ordinary_form_is_answered_as_ever(port: int) -> None:
    with begun(port, HEAD + b"Connection: close\r\nContent-Length: 3\r\n\r\na=b") as line:
        assert answered(line)[9:12] == b"403", (
            "no token of the form: turned back by the page, not by the server"
        )


def test_a_header_written_with_an_underscore_does_not_pass_for_another(settings: LazySettings) -> None:
    """Both are ``HTTP_X_FORWARDED_FOR`` in WSGI's terms, and our proxy looks after one of them only."""
    settings.HTTPS = True
    headers = [(b"x-forwarded-for", b"192.0.2.1"), (b"x_forwarded_for", b"203.0.113.9")]
    scope = {"method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": headers}
    assert address_in(Request(lambda *_: [], scope, io.BytesIO()).environ) == "192.0.2.1"


def test_one_sender_keeps_half_of_the_threads_at_most() -> None:
    """Of twenty costly requests of one person four are answered at a time; another person's does not wait for them."""
    senders.note("one", "person-one")
    senders.note("other", "person-other")
    at_once, most, gate = 0, 0, threading.Event()
    lock = threading.Lock()

    def costly(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        if environ["PATH_INFO"] == "/costly":
            gate.wait(30)
        with lock:
            at_once -= 1
        start("200 OK", [])
        return Chunks()

    async def sent(pages: WholeRequests, path: str, session: str) -> int:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}".encode()
        scope = {
            "method": "GET",
            "path": path,
            "query_string": b"",
            "http_version": "1.1",
            "headers": [(b"cookie", cookie)],
        }
        said: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        await pages(scope, send, send)  # nothing is received: there is no body
        return int(said[0]["status"])

    async def all_at_once() -> None:
        with ThreadPoolExecutor(2 * TURNS) as pool:
            pages = WholeRequests(costly, pool)
            waiting = [asyncio.ensure_future(sent(pages, "/costly", "one")) for _ in range(20)]
            await asyncio.sleep(0.2)
            assert most == TURNS
            assert await asyncio.wait_for(sent(pages, "/", "other"), 10) == 200
            gate.set()
            assert await asyncio.gather(*waiting) == [200] * 20

    asyncio.run(all_at_once())


class Chunks(list[bytes]):
    """An answer in WSGI's terms: chunks that are closed."""

    def close(self) -> None: ...


def test_a_session_that_somebody_made_up_gives_no_turns_of_its_own(settings: LazySettings) -> None:
    """Turns are counted by the person whose session a page found standing; by the address for any other."""

    def who(session: str) -> str:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}".encode()
        scope = {"method": "GET", "path": "/", "query_string": b"", "http_version": "1.1"}
        scope |= {"headers": [(b"cookie", cookie)], "client": ["192.0.2.1", 1]}
        return Request(lambda *_: [], scope, io.BytesIO()).who()

    assert who("made-up-1") == who("made-up-2") == "192.0.2.1"
    senders.note("true-1", "person-a")
    senders.note("true-2", "person-a")
    assert who("true-1") == who("true-2") == "person-a"
