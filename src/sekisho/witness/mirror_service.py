"""The mirror over HTTP (c2sp.org/tlog-mirror): each log that is mirrored as c2sp.org/tlog-tiles, under the hash of its origin,
by GET; what others bring by POST.

Of what is brought each package counts by itself: where a request breaks off, comes too slowly or is too long, what came of it
stays, and the answer says from where on the mirror wants more.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from sekisho.ledger.uploading import CutShort, Read
from sekisho.ledger.witnessing import MOST_BYTES

from .answering import PLAIN
from .home import Home
from .listening import FOLDER, Headers, Listening, Reply, Request, plain, run
from .mirror import copy_folder
from .service import origin_hash
from .uploads import add_checkpoint, add_entries

NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/[1-9]\d{0,2})?"
PATH = re.compile(rf"/([0-9a-f]{{64}})/(checkpoint|tile/(?:\d{{1,2}}|entries)/{NUMBER})")
"""The paths that there are to read; no other is ever looked up."""
TAKEN = {"accept-encoding": "gzip, identity"}
"""How what is brought may be compressed; a header of every answer."""

OCTETS = "application/octet-stream"
FOR_GOOD, AT_ONCE = "public, max-age=31536000, immutable", "no-cache"
"""How long an answer may be kept by others: a tile never changes, a checkpoint does."""
MOST_UPLOAD = 64 * 1024 * 1024
"""Bytes of one request: as many packages as a client sends at once, of leaves of 8 KiB."""


def application(home: Home) -> Listening:
    """Return the application of a mirror."""
    return Listening(answering(home), MOST_UPLOAD, in_part=True)


def answering(home: Home) -> Callable[[Request], tuple[Reply, Headers]]:
    """Return what answers the requests to a mirror."""
    copies = {
        origin_hash(origin): copy_folder(home, origin) for origin in {key.name for key in home.trusted().logs}
    }

    def reply(request: Request) -> Reply:
        if request.method == "POST" and request.path in ("/add-checkpoint", "/add-entries"):
            return _brought(home, request)
        if request.method not in ("GET", "HEAD"):
            return plain(HTTPStatus.METHOD_NOT_ALLOWED)
        found = PATH.fullmatch(request.path)
        if found is None or found[1] not in copies:
            return plain(HTTPStatus.NOT_FOUND)
        return _file(copies[found[1]] / found[2], PLAIN if found[2] == "checkpoint" else OCTETS)

    def respond(request: Request) -> tuple[Reply, Headers]:
        status, media, body = reply(request)
        more = {**TAKEN, "cache-control": FOR_GOOD if media == OCTETS else AT_ONCE}
        if media == OCTETS and "/entries/" in request.path and _unpacks(request):
            body, more["content-encoding"] = gzip.compress(body, 1), "gzip"
        return (status, media, body), more

    return respond


def _unpacks(request: Request) -> bool:
    """Whether who asks says that they unpack gzip."""
    asked = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    return any(each == "gzip" or (each.startswith("gzip;") and not each.endswith("q=0")) for each in asked)


def _brought(home: Home, request: Request) -> Reply:
    read = _body(request)
    if read is None:
        return plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if request.path == "/add-entries":
        return add_entries(home, read, datetime.now(UTC))
    try:
        return add_checkpoint(home, _whole(read), datetime.now(UTC))
    except CutShort:
        return plain(HTTPStatus.BAD_REQUEST)


def _whole(read: Read) -> bytes:
    """Return all that can be read, or enough of it to be too much."""
    data = b""
    while len(data) <= MOST_BYTES and (part := read(MOST_BYTES + 1 - len(data))):
        data += part
    return data


def _body(request: Request) -> Read | None:
    """Return what reads the body as it was before it was compressed; ``None`` for a compression that is not known.

    Raises ``CutShort``, when read, where the body breaks off or is not what it says.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("gzip", "identity"):
        return None
    stream = gzip.GzipFile(fileobj=request.body, mode="rb") if coding == "gzip" else request.body

    def read(count: int) -> bytes:
        try:
            data = stream.read(count)
        except (OSError, EOFError, zlib.error) as error:
            raise CutShort from error
        return data

    return read


def _file(path: Path, media: str) -> Reply:
    try:
        return HTTPStatus.OK, media, path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return plain(HTTPStatus.NOT_FOUND)


def configured() -> Listening:
    """Return the application of the folder that the environment names, for a worker process."""
    return application(Home(Path(os.environ[FOLDER])))


def serve(home: Home, host: str, port: int) -> None:
    """Serve the mirror until stopped. Raises ``Unusable`` where the folder is not a mirror's."""
    home.trusted()
    run(f"{__name__}:configured", home, host, port)
