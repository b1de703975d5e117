"""Listening over HTTP: a request is taken in whole, within a size, a time and so many at once, before a thread answers it.

The server tells of a request when its headers are there. A thread that then waited for the rest would answer nobody else, and
a handful of slow senders would keep the witness from cosigning; so the rest is waited for in the event loop, where waiting
costs nothing, and who sends too slowly is let go (408), who keeps too many requests on their way turned away (503).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Literal

import msgspec

from .answering import PLAIN
from .home import Home

FOLDER = "SEKISHO_WITNESS"
"""The variable that tells a worker process where the folder is."""
THREADS = 4
BACKLOG = 512
"""Requests on their way at once; further ones wait outside."""
HEADERS_WITHIN = 10_000
"""Milliseconds within which the headers of a request are there."""
AT_ONCE, OF_ONE_ADDRESS = 128, 16
"""How many bodies may be on their way, and from one address."""
PATIENCE, RATE = 10.0, 20_000
"""Seconds for any body, and the bytes a second that are asked for beyond them."""

Reply = tuple[int, str, bytes]
"""Status, media type, body."""
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Request(msgspec.Struct, frozen=True):
    """A request that is all there; of a body that is too long, one byte more than there may be."""

    method: str
    path: str
    body: bytes = b""


class TurnedAway(Exception):
    """A request is not taken in; ``status`` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Listening:
    """The ASGI application of a function that answers requests with bodies of up to ``most`` bytes."""

    def __init__(self, reply: Callable[[Request], Reply], most: int = 0) -> None:
        self._reply, self._most = reply, most
        self._coming = Counter[str]()
        self._pool = ThreadPoolExecutor(THREADS, "answering")

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Take a request in and answer it; one that its sender gave up is forgotten."""
        try:
            with self._share(str((scope.get("client") or ("",))[0])):
                body = await self._taken(receive)
            request = Request(scope["method"], scope["path"], body)
            reply = await asyncio.get_running_loop().run_in_executor(self._pool, self._reply, request)
        except TurnedAway as why:
            reply = plain(why.status)
        except ConnectionError:
            return
        status, media, content = reply
        headers = [(b"content-type", media.encode()), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": content})

    @contextmanager
    def _share(self, address: str) -> Iterator[None]:
        """Count one more body from an address; raises ``TurnedAway`` where too many are on their way."""
        if self._coming.total() >= AT_ONCE or self._coming[address] >= OF_ONE_ADDRESS:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        self._coming[address] += 1
        try:
            yield
        finally:
            self._coming[address] -= 1
            self._coming += Counter()  # addresses of which none is on its way are forgotten

    async def _taken(self, receive: Receive) -> bytes:
        """Return the body; raises ``TurnedAway`` where it does not come in time, ``ConnectionError`` where nobody sends it."""
        body, more = b"", True
        try:
            async with asyncio.timeout(PATIENCE + self._most / RATE):
                while more and len(body) <= self._most:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionError
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
        except TimeoutError as error:
            raise TurnedAway(HTTPStatus.REQUEST_TIMEOUT) from error
        return body[: self._most + 1]


def plain(status: HTTPStatus) -> Reply:
    """Return an answer that says no more than its status."""
    return status, PLAIN, f"{status.phrase}\n".encode()


def run(
    target: str, home: Home, host: str, port: int, interface: Literal["asginl", "wsgi"] = "asginl"
) -> None:
    """Serve what a factory makes of a folder, until stopped."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    os.environ[FOLDER] = str(home.folder.absolute())
    Granian(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces(interface),
        blocking_threads=THREADS if interface == "wsgi" else None,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
