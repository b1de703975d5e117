"""The body of a request is taken in whole, within a size, a time, and so many at once, before a thread answers the request.

The server tells of a request when its headers are there. A thread that then waited for the rest would answer nobody else, so the
rest is waited for in the event loop, where waiting costs nothing. Who sends too slowly is let go (408); so is whoever keeps too
many requests on their way (503).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, Any

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
"""What ASGI hands to an application."""

PATIENCE, RATE = 10.0, 20_000
"""Seconds for any body, and the bytes a second that are asked for beyond them: what has come decides how long more may take."""
IN_MEMORY = 256 * 1024
"""Bytes of a body beyond which it is kept in a file."""


class Refused(Exception):
    """A request is not taken in; ``status`` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Gone(Exception):
    """The sender gave up."""


class Coming:
    """The bodies on their way to this process: at most ``at_once``, and ``of_one_address`` from one address."""

    def __init__(self, at_once: int, of_one_address: int) -> None:
        self._at_once, self._of_one_address = at_once, of_one_address
        self._coming = Counter[str]()

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count one more body from an address; raises ``Refused`` where too many are on their way."""
        if self._coming.total() >= self._at_once or self._coming[address] >= self._of_one_address:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        self._coming[address] += 1
        try:
            yield
        finally:
            self._coming[address] -= 1
            self._coming += Counter()  # addresses of which none is on its way are forgotten


async def take(receive: Receive, body: IO[bytes], most: int) -> None:
    """Write a body of up to ``most`` bytes, or one byte more of a longer one.

    Raises ``Refused`` where it does not come in time and ``Gone`` where nobody sends it any more; what came is written then, too.
    """
    begun, size, more = asyncio.get_running_loop().time(), 0, True
    try:
        async with asyncio.timeout_at(begun + PATIENCE) as limit:
            while more and size <= most:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                size += body.write(message.get("body", b"")[: most + 1 - size])
                more = message.get("more_body", False)
                limit.reschedule(begun + PATIENCE + size / RATE)
    except TimeoutError as error:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT) from error
