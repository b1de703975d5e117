"""What is brought to a mirror (c2sp.org/tlog-mirror): checkpoints to grow to, and the leaves up to them.

A checkpoint that was brought (``add-checkpoint``) is kept as one to grow to, after a witness's checks, and not cosigned. Leaves
(``add-entries``) come in packages, each proved to be in the tree of such a checkpoint before it is kept; when all are there,
the copy's own root is compared once more, and only then the mirror cosigns. Nobody has to be trusted for any of it, so
that anybody may bring it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from http import HTTPStatus

import msgspec

from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.note import BadNote, split_note
from sekisho.ledger.tiles import WIDTH
from sekisho.ledger.tree import BadProof
from sekisho.ledger.uploading import (
    INFO,
    CutShort,
    Head,
    Info,
    Read,
    Span,
    check_package,
    read_head,
    read_package,
)
from sekisho.ledger.witnessing import Refusal, Seen, Status, judge, open_request
from sekisho.vocabulary.text import Text

from . import store
from .answering import PLAIN, UNABLE, Answer, keep_against, refused
from .copied import Copy
from .home import Home, Unusable
from .listening import Reply
from .mirror import finish, joined
from .source import in_folder

MOST_AGAIN = 32 * WIDTH
"""How many leaves that the mirror has may be sent once more."""
WAITING_IN = "uploading"


def add_checkpoint(home: Home, body: bytes, now: datetime) -> Reply:
    """Keep a checkpoint to grow to, by the checks of a witness; the answer to one that is kept is empty."""
    claim = open_request(body, home.trusted())
    if isinstance(claim, Refusal):
        return _reply(refused(claim))
    new, at = claim.checkpoint, int(now.timestamp())
    try:
        with store.opened(home.database) as base, store.alone(base):
            latest = _latest(base, Copy(home, new.origin))
            against = judge(claim, latest, store.at_size(base, new.origin, new.size))
            if against is not None:
                keep_against(base, claim, against, at)
                return _reply(refused(against))
            store.keep(base, new.origin, Seen(new.size, new.root, claim.note), at)
    except (sqlite3.Error, OSError) as error:
        return _unable(error)
    return _reply(Answer(status=Status.COSIGNED, body=""))


def add_entries(home: Home, read: Read, now: datetime) -> Reply:
    """Take in leaves; nothing that is read can raise. A copy that cannot be written is an answer, too.

    1. Which leaves, of which log, up to which checkpoint; the answer says from where on the mirror wants them.
    2. Package by package: read it, prove it, keep it. What comes before a request is cut short stays.
    3. With all of them there, the mirror cosigns the checkpoint.
    """
    try:
        head = read_head(read)
        with store.opened(home.database) as base:
            upload = _begun(home, base, head)  # 1
        if not isinstance(upload, Upload):
            return upload
        return upload.packages(read) or upload.cosigned(now)  # 2, 3
    except (CutShort, BadNote):
        return _no(HTTPStatus.BAD_REQUEST, MALFORMED)
    except (sqlite3.Error, OSError, Unusable) as error:
        return _unable(error)


def _begun(home: Home, base: sqlite3.Connection, head: Head) -> Upload | Reply:
    if all(key.name != head.origin for key in home.trusted().logs):
        return _no(HTTPStatus.NOT_FOUND, UNKNOWN.fill(origin=head.origin))
    copy = Copy(home, head.origin, WAITING_IN)
    latest, aim, next_ = _latest(base, copy), _at_size(base, copy, head.end), copy.next()
    if not latest.note:
        return _no(HTTPStatus.UNPROCESSABLE_ENTITY, NO_CHECKPOINT)
    if head.start > head.end:
        return _no(HTTPStatus.BAD_REQUEST, MALFORMED)
    again = min(head.end, next_) - head.start
    if aim is None or head.end < copy.checkpoint().size or head.start > next_ or again > MOST_AGAIN:
        usable = aim is not None and head.end >= copy.checkpoint().size
        return _told(HTTPStatus.CONFLICT, head.end if usable else latest.size, next_)
    return Upload(home, copy, head, aim, read_checkpoint(split_note(aim.note)[0]), latest)


class Upload(msgspec.Struct, frozen=True):
    """A request that may go on: what it brings, and the checkpoint ``aim`` that it goes up to."""

    home: Home
    copy: Copy
    head: Head
    aim: Seen
    new: Checkpoint
    latest: Seen

    def packages(self, read: Read) -> Reply | None:
        """Take in the packages; ``None`` where all are there. Raises ``CutShort`` where not even one is."""
        kept = False
        for span in self.head.spans():
            try:
                self._package(read, span)
            except CutShort:
                if not kept:
                    raise
                return _told(HTTPStatus.ACCEPTED, self.new.size, self.copy.next())
            except BadProof as error:
                return _no(HTTPStatus.UNPROCESSABLE_ENTITY, NOT_PROVED.fill(why=error))
            kept = True
        return None

    def _package(self, read: Read, span: Span) -> None:
        package = read_package(read, span)
        number = span.low // WIDTH
        before = self.copy.leaves(number, span.start - span.low) if span.start > span.low else []
        check_package(span, before, package, self.new)
        with self.copy.alone():
            if self.copy.next() < span.end:
                self.copy.keep(number, [*before, *package.leaves])

    def cosigned(self, now: datetime) -> Reply:
        """Let the copy be at the checkpoint, and return the mirror's cosignatures.

        1. A copy that was set back to an old one cosigns nothing; one that went on meanwhile says so.
        2. The leaves that it has now lead to the root that was mirrored before, and to the one that is aimed at.
        """
        origin = self.head.origin
        with self.copy.alone():
            old = self.copy.checkpoint()
            if old.size < self.home.mark().get(origin, 0):  # 1
                return _no(HTTPStatus.SERVICE_UNAVAILABLE, SET_BACK)
            if self.new.size < old.size:
                return _told(HTTPStatus.CONFLICT, max(self.latest.size, old.size), self.copy.next())
            if self.new.size == old.size and self.copy.note():
                return HTTPStatus.OK, PLAIN, self._lines().encode()
            number, width = divmod(self.new.size, WIDTH)
            if width:
                self.copy.keep(number, self.copy.leaves(number, width))
            if not joined(self.copy, in_folder(self.copy.served), old, self.new):  # 2
                self.copy.keep_evidence(self.aim.note)
                return _no(HTTPStatus.UNPROCESSABLE_ENTITY, NOT_JOINED)
            return HTTPStatus.OK, PLAIN, finish(self.home, self.copy, self.aim.note, self.new, now).encode()

    def _lines(self) -> str:
        """Return the mirror's lines under the checkpoint that is served."""
        own = {(key.name, key.verifier.as_cosigner().id) for key in self.home.signing_keys()}
        return "".join(each.line for each in split_note(self.copy.note())[1] if (each.name, each.id) in own)


def _latest(base: sqlite3.Connection, copy: Copy) -> Seen:
    """Return the checkpoint to grow to: the largest that was brought, or the one that was fetched beyond it."""
    brought, served = store.latest(base, copy.origin), _served(copy)
    return served if served and served.size > brought.size else brought


def _at_size(base: sqlite3.Connection, copy: Copy, size: int) -> Seen | None:
    """Return the checkpoint of that size that was brought, or is served."""
    served = _served(copy)
    return served if served and served.size == size else store.at_size(base, copy.origin, size)


def _served(copy: Copy) -> Seen | None:
    note, served = copy.note(), copy.checkpoint()
    return Seen(served.size, served.root, note) if note else None


def _told(status: HTTPStatus, size: int, next_: int) -> Reply:
    return status, INFO, Info(size, next_).text().encode()


def _reply(given: Answer) -> Reply:
    return given.status, given.content_type, given.body.encode()


def _no(status: HTTPStatus, why: Text) -> Reply:
    return status, PLAIN, f"{why.ja}\n{why.en}\n".encode()


def _unable(error: Exception) -> Reply:
    return _no(HTTPStatus.SERVICE_UNAVAILABLE, UNABLE.fill(why=error))


MALFORMED = Text(
    "要求の形が仕様に合わない、又は最初の一組の前に終わっている",
    "the request is malformed, or ends before its first package",
)
UNKNOWN = Text("ログ「{origin}」を知らない", "the log {origin!r} is not known here")
NO_CHECKPOINT = Text(
    "このログのチェックポイントをまだ受け取っていない", "no checkpoint of this log was brought yet"
)
NOT_PROVED = Text(
    "送られた葉は、チェックポイントの木にあることを証明されていない（{why}）",
    "the leaves are not proved to be in the tree of the checkpoint ({why})",
)
NOT_JOINED = Text(
    "写しの葉は、このチェックポイントの根に至らない。双方を証拠として保存した",
    "the leaves of the copy do not lead to the root of this checkpoint; both are kept as evidence",
)
SET_BACK = Text(
    "写しは、連署したものより前の古い写しに戻されている",
    "the copy was set back to an old one, behind what was cosigned",
)
