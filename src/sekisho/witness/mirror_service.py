"""The mirror over HTTP: each log that is mirrored, as c2sp.org/tlog-tiles, under the hash of its origin."""

from __future__ import annotations

import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .answering import PLAIN
from .home import Home
from .mirror import copy_folder
from .service import FOLDER, Application, Reply, origin_hash, plain, responding, run

NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/[1-9]\d{0,2})?"
PATH = re.compile(rf"/([0-9a-f]{{64}})/(checkpoint|tile/(?:\d{{1,2}}|entries)/{NUMBER})")
"""The paths that there are; no other is ever looked up."""


def application(home: Home) -> Application:
    """Return the WSGI application of a mirror."""
    copies = {
        origin_hash(origin): copy_folder(home, origin) for origin in {key.name for key in home.trusted().logs}
    }

    def reply(environ: dict[str, Any]) -> Reply:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return plain(HTTPStatus.METHOD_NOT_ALLOWED)
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or found[1] not in copies:
            return plain(HTTPStatus.NOT_FOUND)
        return _file(
            copies[found[1]] / found[2], PLAIN if found[2] == "checkpoint" else "application/octet-stream"
        )

    return responding(reply)


def _file(path: Path, media: str) -> Reply:
    try:
        return HTTPStatus.OK, media, path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return plain(HTTPStatus.NOT_FOUND)


def configured() -> Application:
    """Return the application of the folder that the environment names, for a worker process."""
    return application(Home(Path(os.environ[FOLDER])))


def serve(home: Home, host: str, port: int) -> None:
    """Serve the mirror until stopped. Raises ``Unusable`` where the folder is not a mirror's."""
    home.trusted()
    run(f"{__name__}:configured", home, host, port)
