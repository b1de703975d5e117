"""What goes to a witness over the wire, and what may come back: any reply is an answer or an ``OSError``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sekisho.operations.witness_http import MOST_BYTES, send


@contextmanager
def answering(reply: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """Listen, and reply to a request by a function of its handler and its body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reply(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/w"
        finally:
            server.shutdown()
            thread.join()


def replying(status: int, body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def reply(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def test_status_and_body_come_back_as_they_are() -> None:
    seen = []

    def echo(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append((handler.path, body))
        replying(409, b"20\n")(handler, body)

    with answering(echo) as url:
        assert send(f"{url}/add-checkpoint", b"old 0\n") == (409, "20\n")
    assert seen == [("/w/add-checkpoint", b"old 0\n")]


def test_a_redirection_is_not_followed() -> None:
    """No reply leads us to an address that the policy does not name."""
    with (
        answering(replying(200, b"here")) as elsewhere,
        answering(replying(302, b"", Location=elsewhere)) as url,
    ):
        assert send(url, b"") == (302, "")


@pytest.mark.parametrize(
    "reply",
    [
        replying(200, b"x" * (MOST_BYTES + 1)),
        replying(200, b"\xff\xfe"),
        lambda handler, body: handler.wfile.write(b"no http\r\n\r\n"),
        lambda handler, body: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
        lambda handler, body: None,
    ],
)
def test_a_reply_that_cannot_be_used_is_an_error_of_the_wire(
    reply: Callable[[BaseHTTPRequestHandler, bytes], None],
) -> None:
    with answering(reply) as url, pytest.raises(OSError):
        send(url, b"")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.invalid/",
        "file:///etc/hosts",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://a b/",
    ],
)
def test_an_address_that_is_none_is_an_error_of_the_wire(url: str) -> None:
    with pytest.raises(OSError):
        send(url, b"")


@pytest.mark.parametrize("host", ["witness.example", "10.0.0.5", "localhost.example"])
def test_plain_http_goes_no_further_than_this_machine(host: str) -> None:
    """It is refused before anything is asked, the name not even looked up."""
    with pytest.raises(OSError, match="https is needed"):
        send(f"http://{host}/w/add-checkpoint", b"old 0\n")
