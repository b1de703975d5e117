"""Where a log is read from, a folder laid out as c2sp.org/tlog-tiles or an address that serves one; and an address that it is
brought to.
"""

from __future__ import annotations

import gzip
import http.client
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sekisho.vocabulary.network import on_this_machine

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
    """Return what reads from an address; each read is a connection of its own, and no redirection is followed.

    Plain HTTP goes no further than this machine: what is copied proves itself, but not to whom it was shown.
    """

    def read(path: str) -> bytes:
        status, data = _asked(prefix, "GET", path, None, {"Accept-Encoding": "gzip"})
        if status == http.client.NOT_FOUND:
            raise FileNotFoundError(path)
        if status != http.client.OK:
            raise OSError(f"{path}: {status}")
        return data

    return read


def post(prefix: str, path: str, body: bytes, media: str) -> tuple[int, str]:
    """Bring a body, compressed, to an address; return the status and the text that comes back. Raises ``OSError``."""
    headers = {"Content-Type": media, "Content-Encoding": "gzip"}
    status, data = _asked(prefix, "POST", path, gzip.compress(body, 1), headers)
    return status, data.decode(errors="replace")


def _asked(
    prefix: str, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    try:
        parts = urlsplit(prefix)
        if parts.scheme == "http" and not on_this_machine(parts.hostname or ""):
            raise OSError(f"{prefix}: https is needed beyond this machine")
        connection = SCHEMES[parts.scheme](str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS)
    except (http.client.HTTPException, ValueError, KeyError) as error:
        raise OSError(f"{prefix}: {error}") from error
    try:
        connection.request(method, f"{parts.path.rstrip('/')}/{path}", body, headers)
        reply = connection.getresponse()
        return reply.status, _body(path, reply)
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{prefix}: {type(error).__name__}") from error
    finally:
        connection.close()


def _body(path: str, reply: http.client.HTTPResponse) -> bytes:
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
