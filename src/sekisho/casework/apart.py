"""Offices apart: who is of a body that is not executive is not drawn into an executive post.

Nobody acts, or looks, for such a body who also holds an executive post or stands in for one (N19, ``register.entitled``,
``emergency.viewer_at``). An executive office that gave one of its own posts to a member of the oversight commission would
thereby silence that member, without the commission's doing; so the body's own post ends first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .entry import Intent
from .register import Appointment, Delegation, Register

GIVES: Mapping[str, tuple[str, str]] = {
    "register.appoint": ("person", "post"),
    "register.delegate": ("to_person", "from_post"),
}
"""The steps that give a post to somebody, with their fields of the person and of the post."""


def check(pack: Pack, register: Register, intent: Intent, now: datetime) -> Iterator[Finding]:
    """Yield that an executive post is given to who holds, or is yet to hold, a post of a body that is not executive."""
    fields = GIVES.get(intent.step)
    if fields is None:
        return
    person, post = (str(intent.particulars.get(field) or "") for field in fields)
    seats: tuple[Appointment | Delegation, ...] = (*register.appointments, *register.delegations)
    theirs = [s for s in seats if s.person == person and (s.tenure.until is None or now < s.tenure.until)]
    if _executive(pack, register, post) and any(not _executive(pack, register, s.post) for s in theirs):
        yield Finding(code="apart", severity="error", place=fields[0], message=_APART, remedy=_FIRST)


def _executive(pack: Pack, register: Register, post: str) -> bool:
    known = register.post(pack, post)
    office = pack.offices.get(known.office) if known else None
    return office is None or office.executive


_APART = Text(
    "行政の機関でない機関の職にある者であり、この官職に任じ、又はこれを代理させることはできない。",
    "They hold a post of a body that is not executive: they are not appointed to this post, nor made to stand in for it.",
)
_FIRST = Text(
    "その機関が、その者の職の終了を先に登録すること。", "Have that body register the end of their post first."
)
