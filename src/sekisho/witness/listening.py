"""Listening over HTTP: a request that is there in whole is answered by a function, in a thread.

A handful of slow senders would otherwise keep a witness from cosigning and a mirror from growing. Where what was brought counts by
itself, a request that breaks off is answered by what came of it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO

import msgspec

from sekisho.serving import server
from sekisho.serving.bodies import IN_MEMORY, Coming, Gone, Receive, Refused, Scope, Send, take

from .answering import PLAIN
from .home import Home

FOLDER = "SEKISHO_WITNESS"
"""The variable that tells a worker process where the folder is."""
THREADS = 4
BACKLOG = 512
"""Requests on their way at once; further ones wait outside."""
AT_ONCE, OF_ONE_ADDRESS = 128, 16
"""How many bodies may be on their way, and from one address."""

Reply = tuple[int, str, bytes]
"""Status, media type, body."""
Headers = Mapping[str, str]
"""Headers, in lower case; of an answer those beyond media type and length."""


class Request(msgspec.Struct, frozen=True):
    """A request that is all there; of a body that is too long, one byte more than there may be."""

    method: str
    path: str
    body: IO[bytes]
    headers: Headers = {}


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
        self._coming = Coming(AT_ONCE, OF_ONE_ADDRESS)
        self._pool = ThreadPoolExecutor(THREADS, "answering")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request in and answer it; one that its sender gave up is forgotten."""
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                (status, media, content), more = await self._answer(scope, receive, body)
            except Refused as why:
                (status, media, content), more = plain(why.status), {}
            except Gone:
                return
        told = {**more, "content-type": media, "content-length": str(len(content))}
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, scope: Scope, receive: Receive, body: IO[bytes]) -> tuple[Reply, Headers]:
        if scope["method"] not in ("GET", "HEAD"):
            with self._coming.counted(str((scope.get("client") or ("",))[0])):
                await self._take(receive, body)
        body.seek(0)
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        request = Request(scope["method"], scope["path"], body, headers)
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._reply, request)

    async def _take(self, receive: Receive, body: IO[bytes]) -> None:
        try:
            await take(receive, body, self._most)
        except (Refused, Gone):
            if not (self._in_part and body.tell()):
                raise


def plain(status: HTTPStatus) -> Reply:
    """Return an answer that says no more than its status."""
    return status, PLAIN, f"{status.phrase}\n".encode()


def run(target: str, home: Home, host: str, port: int) -> None:
    """Serve what a factory makes of a folder, until stopped."""
    os.environ[FOLDER] = str(home.folder.absolute())
    server.serve(target, host, port, backlog=BACKLOG, factory=True)
