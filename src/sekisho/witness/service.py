"""The witness over HTTP (c2sp.org/tlog-witness): asked by POST ``add-checkpoint``; what it cosigned last by GET."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from sekisho.ledger.note import add_signature
from sekisho.ledger.witnessing import MOST_BYTES

from . import store
from .answering import PLAIN, Witness, answer, witness
from .home import Home

FOLDER = "SEKISHO_WITNESS"
"""The variable that tells a worker process where the witness's folder is."""
THREADS = 4
BACKLOG = 64

Reply = tuple[int, str, bytes]
"""Status, media type, body."""
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def application(who: Witness) -> Application:
    """Return the WSGI application of a witness."""
    return responding(lambda environ: _reply(who, environ))


def responding(
    reply: Callable[[dict[str, Any]], Reply], always: Sequence[tuple[str, str]] = ()
) -> Application:
    """Return the WSGI application of a function that answers; ``always`` are headers of every answer."""

    def respond(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        status, media, body = reply(environ)
        headers = [("Content-Type", media), ("Content-Length", str(len(body))), *always]
        start(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    return respond


def _reply(who: Witness, environ: dict[str, Any]) -> Reply:
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    if path == "/add-checkpoint":
        return (
            _asked(who, environ["wsgi.input"]) if method == "POST" else plain(HTTPStatus.METHOD_NOT_ALLOWED)
        )
    if method not in ("GET", "HEAD"):
        return plain(HTTPStatus.NOT_FOUND)
    return _checkpoint(who, path)


def _asked(who: Witness, body: BinaryIO) -> Reply:
    given = answer(who, body.read(MOST_BYTES + 1), datetime.now(UTC))
    return given.status, given.content_type, given.body.encode()


def _checkpoint(who: Witness, path: str) -> Reply:
    """What was cosigned last of the log whose origin has the hash that stands in the path."""
    try:
        with store.opened(who.home.database) as base:
            found = [each for each in store.handed(base) if path == f"/{origin_hash(each.origin)}/checkpoint"]
    except sqlite3.Error:
        return plain(HTTPStatus.SERVICE_UNAVAILABLE)
    if not found:
        return plain(HTTPStatus.NOT_FOUND)
    return HTTPStatus.OK, PLAIN, add_signature(found[0].note, found[0].lines).encode()


def origin_hash(origin: str) -> str:
    """Return the name by which a log is asked for."""
    return hashlib.sha256(origin.encode()).hexdigest()


def plain(status: HTTPStatus) -> Reply:
    """Return an answer that says no more than its status."""
    return status, PLAIN, f"{status.phrase}\n".encode()


def configured() -> Application:
    """Return the application of the folder that the environment names, for a worker process."""
    return application(witness(Home(Path(os.environ[FOLDER]))))


def serve(home: Home, host: str, port: int) -> None:
    """Serve the witness until stopped. Raises ``Unusable`` where the folder is not a witness's."""
    witness(home)
    run(f"{__name__}:configured", home, host, port)


def run(target: str, home: Home, host: str, port: int) -> None:
    """Serve what a factory makes of a folder, until stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ[FOLDER] = str(home.folder.absolute())
    Granian(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()
