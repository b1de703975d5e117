"""The server that all of it runs on: granian, speaking HTTP/1.1 to the world and ASGI to us."""

from __future__ import annotations

HEADERS_WITHIN = 10_000
"""Milliseconds within which the headers of a request are there."""


def serve(target: str, host: str, port: int, *, backlog: int, factory: bool = False) -> None:
    """Serve an ASGI application (``module:name``), or what a factory of that name makes, until stopped.

    ``backlog`` is how many requests may be on their way at once; further ones wait outside.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        target,
        factory=factory,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        backpressure=backlog,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
