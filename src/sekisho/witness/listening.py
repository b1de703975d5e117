"""Listening over HTTP: a request is taken in whole, within a size, a time and so many at once, before a thread answers it.

The server tells of a request when its headers are there. A thread that then waited for the rest would answer nobody else, and
a handful of slow senders would keep a witness from cosigning and a mirror from growing; so the rest is waited for in the event
loop, where waiting costs nothing, and who sends too slowly is let go (408), who keeps too many requests on their way turned
away (503). Where what was brought counts by itself, it is answered by what came of it instead.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any

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
IN_MEMORY = 256 * 1024
"""Bytes of a body beyond which it is kept in a file."""

Reply = tuple[int, str, bytes]
"""Status, media type, body."""
Headers = Mapping[str, str]
"""Headers, in lower case; of an answer those beyond media type and length."""
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Request(msgspec.Struct, frozen=True):
    """A request that is all there; of a body that is too long, one byte more than there may be."""

    method: str
    path: str
    body: IO[bytes]
    headers: Headers = {}


class TurnedAway(Exception):
    """A request is not taken in; ``status`` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Listening:
    """The ASGI application of a function that answers requests with bodies of up to ``most`` bytes.

    With ``in_part`` a body that breaks off, or comes too slowly, is answered by what came of it.
    """

    def __init__(
        self,
        reply: Callable[[Request], tuple[Reply, Headers]],
        most: int,
        in_part: bool = False,
    ) -> None:
        self._reply, self._most, self._in_part = reply, most, in_part
        self._coming = Counter[str]()
        self._pool = ThreadPoolExecutor(THREADS, "answering")

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Take a request in and answer it; one that its sender gave up is forgotten."""
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                (status, media, content), more = await self._answer(scope, receive, body)
            except TurnedAway as why:
                (status, media, content), more = plain(why.status), {}
            except ConnectionError:
                return
        told = {**more, "content-type": media, "content-length": str(len(content))}
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answer(
        self, scope: Mapping[str, Any], receive: Receive, body: IO[bytes]
    ) -> tuple[Reply, Headers]:
        if scope["method"] not in ("GET", "HEAD"):
            with self._share(str((scope.get("client") or ("",))[0])):
                await self._take(receive, body)
        body.seek(0)
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        request = Request(scope["method"], scope["path"], body, headers)
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._reply, request)

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

    async def _take(self, receive: Receive, body: IO[bytes]) -> None:
        """Take a body in; raises ``TurnedAway`` where it does not come in time, ``ConnectionError`` where nobody sends it."""
        begun, size, more = asyncio.get_running_loop().time(), 0, True
        try:
            async with asyncio.timeout_at(begun + PATIENCE) as limit:
                while more and size <= self._most:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionError
                    size += body.write(message.get("body", b"")[: self._most + 1 - size])
                    more = message.get("more_body", False)
                    limit.reschedule(begun + PATIENCE + size / RATE)
        except (TimeoutError, ConnectionError) as error:
            if size and self._in_part:
                return
            if isinstance(error, TimeoutError):
                raise TurnedAway(HTTPStatus.REQUEST_TIMEOUT) from error
            raise


def plain(status: HTTPStatus) -> Reply:
    """Return an answer that says no more than its status."""
    return status, PLAIN, f"{status.phrase}\n".encode()


def run(target: str, home: Home, host: str, port: int) -> None:
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
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
