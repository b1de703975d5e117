"""What was done on a case, newest first: who, for which office, when, under which clause, on which content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from datetime import datetime, timedelta

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.entry import DEVIATION, Entry, Evidence
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from . import words
from .behind import Behind, behind, of_entry
from .telling import Told, tell

OUTSIDE = Text("関所を通らなかった行為の記録", "Record of an act outside the gate")
LATE = timedelta(hours=24)
"""From how late a recording is pointed out on the page."""


class File(msgspec.Struct, frozen=True):
    """A file to take away."""

    name: str
    text: Text


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as the page tells it; ``late`` says how long after the act it was recorded, where that was long, and
    ``older`` by which edition of the rules it was judged, where another was in force when it was recorded.
    """

    sequence: int
    text: Text
    act_of: Text
    recorded_by: Text
    behind: Behind
    happened_at: datetime
    recorded_at: datetime
    late: Text | None
    older: Text | None
    about: tuple[Text, ...]
    told: tuple[Told, ...]
    evidence: tuple[Evidence, ...]
    cite: tuple[str, ...]
    lifted: tuple[Text, ...]
    opened: tuple[Text, ...]
    hash: str
    deviation: bool
    receipt: tuple[File, ...]


def events(
    pack: Pack, case: Case, world: World, whole: bool = True, seen: Container[str] = ()
) -> tuple[Event, ...]:
    """Return the entries of a case, newest first; ``whole`` says whether it is seen whole, so that all may be opened, and
    ``seen`` which of the cases that its acts name are.
    """
    return tuple(_event(pack, case, world, entry, whole, seen) for entry in reversed(case.entries))


def _event(pack: Pack, case: Case, world: World, entry: Entry, whole: bool, seen: Container[str]) -> Event:
    register, step = world.register, pack.known_step(entry.step)
    subject = entry.intent.subject.items()
    return Event(
        sequence=entry.sequence,
        text=step.text if step else OUTSIDE,
        act_of=register.body_text(pack, entry.intent.act_of),
        recorded_by=register.name(entry.recorded_by),
        behind=behind(pack, world, case, of_entry(entry), seen),
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        late=_late(entry),
        older=_older(pack, entry),
        about=tuple(
            words.known_text(pack, register, case, part, key) for part, keys in subject for key in keys
        ),
        told=tell(pack, register, step, entry.intent.particulars),
        evidence=entry.evidence,
        cite=step.cite if step else (),
        lifted=tuple(pack.rules[rule].text for rule in entry.lifted if rule in pack.rules),
        opened=_opened(pack, case, entry),
        hash=entry.hash,
        deviation=entry.step == DEVIATION,
        receipt=_receipt(case.id, entry.sequence, whole),
    )


def _late(entry: Entry) -> Text | None:
    after = entry.recorded_at - entry.happened_at
    if after <= LATE:
        return None
    return Text(
        f"行為の{after.days}日後の記録", f"recorded {after.days} day{'s' * (after.days > 1)} after the act"
    )


def _older(pack: Pack, entry: Entry) -> Text | None:
    judged_by = pack.editions.get(entry.pack)
    if judged_by is None or judged_by is pack.in_force(entry.recorded_at):
        return None
    return Text(
        f"行為の時の規則集（第{judged_by.version}版）による",
        f"by the rules at the time of the act (edition {judged_by.version})",
    )


def _receipt(case: str, number: int, whole: bool) -> tuple[File, ...]:
    proof = Text(f"第{number}号の受領証", f"Receipt of entry {number}")
    opened = Text(f"第{number}号の開示", f"Disclosure of entry {number}")
    files = (File(f"{case}-{number}.tlog-proof", proof), File(f"{case}-{number}.json", opened))
    return files if whole else files[:1]


def _opened(pack: Pack, case: Case, entry: Entry) -> tuple[Text, ...]:
    """Return the duties that an entry opened, each once, with how many of it where there are several."""
    variables = pack.kinds[case.kind].variables
    counted = Counter(opened.duty for opened in entry.opens)
    names = {duty: variables[duty].text if duty in variables else Text(duty, duty) for duty in counted}
    return tuple(
        Text(f"{names[duty].ja}（{n}件）", f"{names[duty].en} ({n})") if n > 1 else names[duty]
        for duty, n in counted.items()
    )
