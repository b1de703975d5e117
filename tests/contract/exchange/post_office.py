"""A mail server for tests (RFC 5321, what a client of one recipient needs): a real socket, and what it was told to refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class PostOffice(socketserver.ThreadingTCPServer):
    """Keeps the letters that it took; while ``closed`` it takes none (421)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.letters: list[EmailMessage] = []
        self.closed = False

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.server_address[1])


class _Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        if self.server.closed:
            self._say("421 closed")
            return
        self._say("220 post office")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if word == "QUIT" else "250 ok")

    def _take(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        letter = b"".join(line.removeprefix(b".") for line in lines)
        self.server.letters.append(message_from_bytes(letter, EmailMessage, policy=policy.default))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server while the block runs."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, daemon=True)
        thread.start()
        yield office
        office.shutdown()
        thread.join()
