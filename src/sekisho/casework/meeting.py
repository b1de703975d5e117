"""Who attended a body's meeting, as the pack says where it stands, and that nobody attends who is recused.

Nothing here judges quorum or majority: the pack's rules do. What is refused is to record somebody recused as taking part,
and to conclude while somebody is recorded so who has been recused since: they have no part in the case (``recusal``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sekisho.law.collegiate import Collegiate
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .case import Case, Element
from .entry import Intent
from .fold import PAIR
from .recusal import END_RECUSAL, RECUSE, recused
from .register import Register

Seat = tuple[str, tuple[str, ...]]
"""What an element is keyed by, a post or a person, and who was there for it."""


def body_of(pack: Pack, case: Case, act_of: str, step: str) -> Collegiate | None:
    """Return the body whose act it is: named as such, or by a step that records its acts in such a case."""
    recorded = (b for b in pack.collegiate.values() if step in b.steps and _holds(case.root, b.where))
    return pack.collegiate.get(act_of) or next(recorded, None)


def seats(
    register: Register, body: Collegiate, case: Case, subject: Mapping[str, tuple[str, ...]], at: datetime
) -> Iterator[Seat]:
    """Yield who attended, of the elements acted on where some are."""
    for element in case.active(body.part):
        of = all(key in subject[part] for part, key in element.of.items() if part in subject)
        if of and _holds(element, body.attended):
            key = element.key.rpartition(PAIR)[2]
            deputised = bool(body.deputised) and _holds(element, body.deputised)
            deputy = str(element.attrs.get(body.deputy) or "") if deputised else ""
            yield key, (deputy,) if deputy else (register.holders(key, at) or (key,))


def check(pack: Pack, case: Case, intent: Intent) -> Iterator[Finding]:
    """Yield that somebody recused from a case is named as taking part in it; that they were absent may be recorded."""
    away = recused(case)
    if not away or intent.step in (f"{case.kind}.{RECUSE}", f"{case.kind}.{END_RECUSAL}"):
        return
    given = intent.particulars
    meeting = (b for b in pack.collegiate.values() if any(pack.steps[s].kind == case.kind for s in b.steps))
    if any(_says_absent(body, given) for body in meeting):
        return
    for field in pack.steps[intent.step].asks.values():
        if field.type == "person" and str(given.get(field.id) or "") in away:
            yield Finding(code="recused", severity="error", place=field.id, message=_AWAY, remedy=_ANOTHER)


def still_attending(
    pack: Pack, register: Register, case: Case, intent: Intent, at: datetime
) -> frozenset[str]:
    """Return the persons recused from a case who are recorded as attending the meeting that an act concludes."""
    body, away = body_of(pack, case, intent.act_of, intent.step), recused(case)
    if body is None or not away or intent.step not in body.steps:
        return frozenset()
    attending = (set(persons) for _, persons in seats(register, body, case, intent.subject, at))
    return frozenset(person for persons in attending if persons <= away for person in persons)


def _says_absent(body: Collegiate, given: Mapping[str, object]) -> bool:
    return any(name in given and _word(given[name]) not in values for name, values in body.attended.items())


def _holds(element: Element, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether an element has one of the values wanted of each attribute or record."""
    return all(_value(element, name) in values for name, values in wanted.items())


def _value(element: Element, name: str) -> str:
    return element.records[name].value if name in element.records else _word(element.attrs.get(name))


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


ATTENDS_RECUSED = Text(
    "この案件について回避した者が、出席したものとして記録されている。欠席又は代理出席として記録を改めた後に行うこと。",
    "Somebody recused from this case is recorded as attending: record them as absent or deputised first.",
)
_AWAY = Text("この案件について回避した者である。", "They are recused from this case.")
_ANOTHER = Text(
    "他の者とすること。回避の理由がなくなったときは、その終了を先に登録すること。",
    "Name somebody else; where the reason for it is gone, register the end of the recusal first.",
)
