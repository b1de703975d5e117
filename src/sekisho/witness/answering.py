"""Answering a request to cosign, over whatever way it came.

What holds, whatever happens in between: what was answered is in the mark, what is in the mark is in the database, and
the database has one root for a size. So a witness that was killed may have kept more than it said, never less; and a
database that was set back to an old copy is behind the mark, and cosigns nothing.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from sekisho.ledger.keys import Signer, encode
from sekisho.ledger.policy import Policy
from sekisho.ledger.witnessing import (
    Claim,
    Fault,
    Refusal,
    Seen,
    Status,
    judge,
    open_request,
    other_root,
    refusal,
    write_request,
)
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from . import store
from .home import Home, Unusable

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


class Witness(msgspec.Struct, frozen=True):
    """A witness as it was configured: where it keeps things, its keys, and the keys of the logs."""

    home: Home
    keys: tuple[Signer, ...]
    trusted: Policy


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back: status, body; ``seen`` is the tree that was cosigned, ``finding`` says why none was."""

    status: Status
    body: str
    origin: str = ""
    seen: Seen | None = None
    finding: Finding | None = None

    @property
    def content_type(self) -> str:
        """The media type of the body."""
        return SIZE if self.status is Status.CONFLICT else PLAIN


def witness(home: Home) -> Witness:
    """Read what a witness works with. Raises ``Unusable``."""
    return Witness(home, home.signing_keys(), home.trusted())


def answer(who: Witness, body: bytes, now: datetime) -> Answer:
    """Answer a request; nothing that it holds can raise. A store that cannot be written is an answer, too.

    1. Open the request: form, origin, signature.
    2. In one transaction: judge it against what is held, keep the tree and the cosignature, or the evidence.
    3. Put the mark where the database is.
    4. Only then hand out the cosignature.
    """
    claim = open_request(body, who.trusted)  # 1
    if isinstance(claim, Refusal):
        return refused(claim)
    try:
        with store.opened(who.home.database) as base:
            given = _decide(who, base, claim, now)  # 2
            if given.status is Status.COSIGNED:
                _put_mark(who.home, base)  # 3
    except (sqlite3.Error, OSError, Unusable) as error:
        return refused(refusal(Status.UNABLE, "unable", UNABLE.fill(why=error)))
    return given  # 4


def compare(who: Witness, note: str, now: datetime) -> Answer:
    """Compare a checkpoint that somebody else was shown with what was cosigned here; it is never cosigned.

    The answer is ``COSIGNED`` with the tree where the very same was cosigned here; a finding says what else it is.
    Raises ``sqlite3.Error`` and ``Unusable``.
    """
    claim = open_request(write_request(0, (), note).encode(), who.trusted)
    if isinstance(claim, Refusal):
        return refused(claim)
    origin, new = claim.checkpoint.origin, claim.checkpoint
    with store.opened(who.home.database) as base, store.alone(base):
        before = store.at_size(base, origin, new.size)
        if before is not None and before.root == new.root:
            return Answer(status=Status.COSIGNED, body="", origin=origin, seen=before)
        if before is None:
            return refused(refusal(Status.UNKNOWN, "not-seen", NOT_SEEN.fill(size=new.size)), origin)
        fork = Refusal(Status.INCONSISTENT, other_root(new, before), fault=Fault.OTHER_ROOT, beside=before)
        store.keep_evidence(base, origin, claim.note, fork, (), int(now.timestamp()))
    return refused(fork, origin)


def _decide(who: Witness, base: sqlite3.Connection, claim: Claim, now: datetime) -> Answer:
    origin, new, at = claim.checkpoint.origin, claim.checkpoint, int(now.timestamp())
    with store.alone(base):
        behind = _behind(who.home, base, origin, at)
        if behind is not None:
            return refused(behind)
        against = judge(claim, store.latest(base, origin), store.at_size(base, origin, new.size))
        if against is not None:
            keep_against(base, claim, against, at)
            return refused(against, origin)
        seen = Seen(new.size, new.root, claim.note)
        lines = "".join(key.cosign(new.text(), now) for key in who.keys)
        store.keep(base, origin, seen, at)
        store.keep_handed(base, origin, new.size, lines, at)
    return Answer(status=Status.COSIGNED, body=lines, origin=origin, seen=seen)


def keep_against(base: sqlite3.Connection, claim: Claim, against: Refusal, at: int) -> None:
    """Keep what was claimed beside what speaks against it, where that is evidence; needs an open transaction."""
    proof = [encode(each) for each in claim.request.proof]
    store.keep_evidence(base, claim.checkpoint.origin, claim.note, against, proof, at)


def _behind(home: Home, base: sqlite3.Connection, origin: str, at: int) -> Refusal | None:
    """Return why nothing may be cosigned: the database, or the clock, is behind what was answered before."""
    held, marked = store.latest(base, origin).size, home.mark().get(origin, 0)
    if held < marked:
        return refusal(Status.UNABLE, "set-back", SET_BACK.fill(held=held, marked=marked))
    last = max((each.at for each in store.handed(base) if each.origin == origin), default=0)
    return refusal(Status.UNABLE, "clock", CLOCK) if at < last else None


def _put_mark(home: Home, base: sqlite3.Connection) -> None:
    with store.alone(base):
        home.put_mark(store.sizes(base))


def refused(why: Refusal, origin: str = "") -> Answer:
    """Return what goes back for a refusal."""
    told = f"{why.finding.message.ja}\n{why.finding.message.en}\n"
    body = f"{why.held}\n" if why.status is Status.CONFLICT else told
    return Answer(status=why.status, body=body, origin=origin, finding=why.finding)


NOT_SEEN = Text(
    "この証人は大きさ{size}に連署していないため、比べられない",
    "this witness cosigned nothing at size {size}, so there is nothing to compare with",
)
UNABLE = Text(
    "証人は保存できず、連署しない（{why}）",
    "the witness cannot keep what it saw, and cosigns nothing ({why})",
)
SET_BACK = Text(
    "証人のデータベースは大きさ{held}であるが、{marked}まで連署した印がある。古い写しに戻されている",
    "the witness's database is at size {held}, yet {marked} was cosigned: it was set back to an old copy",
)
CLOCK = Text(
    "証人の時計が、最後の連署より前を指している", "the witness's clock is behind its own last cosignature"
)
