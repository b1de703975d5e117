"""The witness over HTTP (c2sp.org/tlog-witness): asked by POST ``add-checkpoint``; what it cosigned last by GET."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from sekisho.ledger.note import add_signature
from sekisho.ledger.witnessing import MOST_BYTES

from . import store
from .answering import PLAIN, Witness, answer, witness
from .home import Home
from .listening import FOLDER, Listening, Reply, Request, plain, run


def application(who: Witness) -> Listening:
    """Return the application of a witness."""
    return Listening(lambda request: (_reply(who, request), {}), MOST_BYTES)


def _reply(who: Witness, request: Request) -> Reply:
    if request.path == "/add-checkpoint":
        return (
            _asked(who, request.body.read())
            if request.method == "POST"
            else plain(HTTPStatus.METHOD_NOT_ALLOWED)
        )
    if request.method not in ("GET", "HEAD"):
        return plain(HTTPStatus.NOT_FOUND)
    return _checkpoint(who, request.path)


def _asked(who: Witness, body: bytes) -> Reply:
    given = answer(who, body, datetime.now(UTC))
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


def configured() -> Listening:
    """Return the application of the folder that the environment names, for a worker process."""
    return application(witness(Home(Path(os.environ[FOLDER]))))


def serve(home: Home, host: str, port: int) -> None:
    """Serve the witness until stopped. Raises ``Unusable`` where the folder is not a witness's."""
    witness(home)
    run(f"{__name__}:configured", home, host, port)
