"""Where a mirror reads a log from: a folder laid out as c2sp.org/tlog-tiles, or an address that serves one."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20.0
MOST_BYTES = 256 * (2 + 0xFFFF)
"""The longest bundle that can be: 256 entries of 65,535 bytes."""
SCHEMES = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}

Source = Callable[[str], bytes]
"""Returns the bytes at a path of the log; raises ``FileNotFoundError`` where there are none, ``OSError`` otherwise."""


def source(where: str) -> Source:
    """Return what reads from a folder or an address."""
    return over_http(where) if urlsplit(where).scheme in SCHEMES else in_folder(Path(where))


def in_folder(folder: Path) -> Source:
    """Return what reads from a folder."""
    return lambda path: (folder / path).read_bytes()


def over_http(prefix: str) -> Source:
    """Return what reads from an address; each read is a connection of its own, and no redirection is followed."""

    def read(path: str) -> bytes:
        try:
            parts = urlsplit(prefix)
            connection = SCHEMES[parts.scheme](str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS)
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{prefix}: {error}") from error
        try:
            connection.request("GET", f"{parts.path.rstrip('/')}/{path}", headers={"Accept-Encoding": "gzip"})
            return _body(path, connection.getresponse())
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{prefix}: {type(error).__name__}") from error
        finally:
            connection.close()

    return read


def _body(path: str, reply: http.client.HTTPResponse) -> bytes:
    if reply.status == http.client.NOT_FOUND:
        raise FileNotFoundError(path)
    if reply.status != http.client.OK:
        raise OSError(f"{path}: {reply.status}")
    data = reply.read(MOST_BYTES + 1)
    if len(data) <= MOST_BYTES and reply.length:
        raise OSError(f"{path}: cut short")
    if reply.headers.get("Content-Encoding") == "gzip":
        data = _inflated(path, data)
    if len(data) > MOST_BYTES:
        raise OSError(f"{path}: more than {MOST_BYTES} bytes")
    return data


def _inflated(path: str, data: bytes) -> bytes:
    """Return what was compressed, and of a bomb no more than shows that it is one."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        return inflate.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise OSError(f"{path}: not gzip") from error
