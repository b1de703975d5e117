"""Offices apart: nobody is of a body that is not executive and of an executive office at the same time.

Nobody acts, or looks, for such a body who also holds an executive post or stands in for one (N19, ``register.entitled``,
``emergency.viewer_at``). An executive office that gave one of its own posts to a member of the oversight commission would
thereby silence that member, without the commission's doing; one that gave it beforehand would have them sit in the commission
without acting or seeing. So whichever post there is ends before the other begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sekisho.law.authority import GIVEN_TO, registers
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .entry import Intent
from .register import Appointment, Delegation, Register


def check(pack: Pack, register: Register, intent: Intent, at: datetime) -> Iterator[Finding]:
    """Yield that a post is given to who holds one on the other side for some of that time; ``at`` is when it is given."""
    fields = GIVEN_TO.get(registers(pack, intent.step))
    if fields is None:
        return
    person, post = (str(intent.particulars.get(field) or "") for field in fields)
    since, until = _moment(intent, "from") or at, _moment(intent, "until")
    seats: tuple[Appointment | Delegation, ...] = (*register.appointments, *register.delegations)
    theirs = {s.post for s in seats if s.person == person and _meets(s, since, until)}
    executive = _executive(pack, register, post)
    if any(_executive(pack, register, held) is not executive for held in theirs):
        message, remedy = (_APART, _FIRST) if executive else (_BLIND, _LEAVE_FIRST)
        yield Finding(code="apart", severity="error", place=fields[0], message=message, remedy=remedy)


def _meets(seat: Appointment | Delegation, since: datetime, until: datetime | None) -> bool:
    begins, ends = seat.tenure.since, seat.tenure.until
    return (ends is None or since < ends) and (until is None or begins < until)


def _moment(intent: Intent, field: str) -> datetime | None:
    """Return the time in a field; ``None`` also for what is none, which the form's own check tells."""
    try:
        return parse_time(str(intent.particulars.get(field) or ""))
    except ValueError:
        return None


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
_BLIND = Text(
    "行政の機関の官職にあり、又はこれを代理する者であり、その間はこの機関のために行うことも、閲覧することもできない。",
    "They hold an executive post, or stand in for one: while they do, they neither act nor look for this body.",
)
_LEAVE_FIRST = Text(
    "その官職又は代理の終了を先に登録すること。", "Have the end of that post or delegation registered first."
)
