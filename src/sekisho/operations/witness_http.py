"""Sending a request to a witness over HTTP: to the address given, and to no other that a reply might name."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from sekisho.vocabulary.network import on_this_machine

TIMEOUT_SECONDS = 10.0
"""How long connecting, and each reading, may take."""
MOST_BYTES = 1 << 16
"""The longest reply that is read."""
SCHEMES = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


def send(url: str, body: bytes) -> tuple[int, str]:
    """Post a request and return status and body. Raises ``OSError`` where no reply comes that can be used.

    Plain HTTP goes no further than this machine. No redirection is followed and no proxy asked; a certificate must be one that the system trusts.
    """
    connection, path = _connection(url)
    try:
        connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
        reply = connection.getresponse()
        data = reply.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES and reply.length:
            raise OSError(f"{url}: the reply was cut short")
        return reply.status, _text(data)
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{url}: {type(error).__name__} {error}") from error
    finally:
        connection.close()


def _connection(url: str) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        if parts.scheme in SCHEMES and parts.hostname:
            if parts.scheme == "http" and not on_this_machine(parts.hostname):
                raise OSError(f"{url}: https is needed beyond this machine")
            made = SCHEMES[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
            return made, parts.path
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{url}: {error}") from error
    raise OSError(f"{url}: http or https is needed")


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise OSError(f"the reply is longer than {MOST_BYTES} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise OSError("the reply is not UTF-8") from error
