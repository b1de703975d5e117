"""Requests are taken in whole (``serving.bodies``) before a page has to do with them, and each sender has their turns.

The pages get a thread once a request is there. The answer, too, is handed over whole, so that nobody holds a thread by reading
slowly. A reverse proxy does the same before us; this holds without one.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager, closing
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, Any

from asgiref.wsgi import WsgiToAsgiInstance
from django.conf import settings
from django.http import parse_cookie

from sekisho.serving.bodies import IN_MEMORY, Coming, Gone, Receive, Refused, Scope, Send, take
from sekisho.vocabulary.text import Text

AT_ONCE, OF_ONE_ADDRESS = 256, 32
"""How many bodies may be on their way, and from one address."""
TURNS = 4
"""How many requests of one sender are answered at once: half of the threads (``asgi.THREADS``)."""
ROOM = 1024 * 1024
"""How much longer than the largest file the form around it may be."""
WORDS = {
    HTTPStatus.BAD_REQUEST: Text("要求の形式に誤りがある。", "The request is malformed."),
    HTTPStatus.REQUEST_TIMEOUT: Text("送信が時間内に終わらなかった。", "It did not arrive in time."),
    HTTPStatus.LENGTH_REQUIRED: Text(
        "長さの示されていない送信は受け付けない。", "What is sent must state its length."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("送信が大きすぎる。", "It is too large."),
    HTTPStatus.SERVICE_UNAVAILABLE: Text(
        "混み合っている。少し待って再び送ること。", "Busy: send it again in a moment."
    ),
}
NOTHING = Text("何も記録していない。", "Nothing was recorded.")


class WholeRequests:
    """An ASGI application: a WSGI application answers, in the threads of ``pool``, requests that are all there."""

    def __init__(self, application: Callable[..., Any], pool: Executor) -> None:
        self._application, self._pool = application, pool
        self._coming = Coming(AT_ONCE, OF_ONE_ADDRESS)
        self._turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request in and answer it; one that its sender gave up is forgotten."""
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                start, content = await self._answer(Request(self._application, scope, body), receive)
            except Refused as refusal:
                start, content = _said(refusal.status)
            except Gone:
                return
        await send(start)
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, request: Request, receive: Receive) -> tuple[dict[str, Any], bytes]:
        length = request.length()
        if length:
            with self._coming.counted(address_in(request.environ)):
                await take(receive, request.body, length)
            request.body.seek(0)
        async with self._turns.of(request.who()):
            return await asyncio.get_running_loop().run_in_executor(self._pool, request.answer)


class Turns:
    """Lets so many requests of one sender be answered at once; further ones of theirs wait, and keep nobody else out."""

    def __init__(self) -> None:
        self._lines: dict[str, asyncio.Semaphore] = {}
        self._standing = Counter[str]()

    @asynccontextmanager
    async def of(self, who: str) -> AsyncIterator[None]:
        """Wait for a turn of ``who``."""
        line = self._lines.setdefault(who, asyncio.Semaphore(TURNS))
        self._standing[who] += 1
        try:
            async with line:
                yield
        finally:
            self._standing[who] -= 1
            if not self._standing[who]:
                del self._standing[who], self._lines[who]


class Senders:
    """Whose the sessions are that a page found standing, the latest; one that somebody made up is nobody's."""

    def __init__(self, kept: int = 4096) -> None:
        self._kept, self._lock = kept, Lock()
        self._people: OrderedDict[str, str] = OrderedDict()

    def note(self, session: str, person: str) -> None:
        """Note that a session is a person's."""
        with self._lock:
            self._people[session] = person
            self._people.move_to_end(session)
            while len(self._people) > self._kept:
                self._people.popitem(last=False)

    def of(self, session: str) -> str:
        """Return whose a session is; empty where that is not known."""
        with self._lock:
            return self._people.get(session, "")


senders = Senders()
"""Those of this process."""


class Request:
    """One request in WSGI's terms. A name with ``_`` could pass for that of another header, so it is left out."""

    def __init__(self, application: Callable[..., Any], scope: Scope, body: IO[bytes]) -> None:
        self.body, self._wsgi = body, WsgiToAsgiInstance(application)
        self._wsgi.scope = {**scope, "headers": [each for each in scope["headers"] if b"_" not in each[0]]}
        try:
            self.environ: dict[str, Any] = self._wsgi.build_environ(self._wsgi.scope, body)
        except ValueError as error:  # the same header over and over
            raise Refused(HTTPStatus.BAD_REQUEST) from error

    def length(self) -> int:
        """Return the length of the body in bytes; raises ``Refused`` where it is not told, or too large."""
        told = self.environ.get("CONTENT_LENGTH", "0")
        if "HTTP_TRANSFER_ENCODING" in self.environ or not (told.isascii() and told.isdecimal()):
            raise Refused(HTTPStatus.LENGTH_REQUIRED)
        if int(told) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + ROOM:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return int(told)

    def who(self) -> str:
        """Return by what the sender's turns are counted: the person whose session it is, or the address it comes from."""
        session = parse_cookie(str(self.environ.get("HTTP_COOKIE", ""))).get(settings.SESSION_COOKIE_NAME, "")
        return senders.of(session) or address_in(self.environ)

    def answer(self) -> tuple[dict[str, Any], bytes]:
        """Return the message that begins the answer, and the whole of its body."""
        with closing(self._wsgi.wsgi_application(self.environ, self._wsgi.start_response)) as chunks:
            content = b"".join(chunks)
        return self._wsgi.response_start, content


def address_in(environ: Mapping[str, Any]) -> str:
    """Return from where a request came; behind TLS, what our own proxy says (the last address that it added)."""
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", "")) if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(environ.get("REMOTE_ADDR", ""))


def _said(status: HTTPStatus) -> tuple[dict[str, Any], bytes]:
    lines = [each.in_(language) for language in ("ja", "en") for each in (WORDS[status], NOTHING)]
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
        "connection": "close",
        **({"retry-after": "10"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}),
    }
    coded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": int(status), "headers": coded}, "\n".join(lines).encode()
