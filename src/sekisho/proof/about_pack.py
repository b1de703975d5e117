"""Properties that the text of a pack decides by itself: who may do a step, which numbers are set, what no rule may read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import msgspec

from sekisho.law.expression import Def, Node, walk
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .prove import Result

STOPPERS = (
    "npa",
    "pref_police",
    "sdf",
    "npa_commissioner",
    "pref_chief",
    "defence_minister",
    "prime_minister",
)
"""The offices of executing officers, the commanders, and above an SDF leg the Prime Minister."""
REQUESTERS = ("nco", "cyber_minister", "npsc", "mod", "npa", "mofa", "foreign_minister", "commission")
"""NCO, the ministers concerned and their offices, the Foreign Minister, and the commission."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A property read off a pack; ``rests_on`` names the steps, options or rules that are read."""

    id: str
    text: Text
    cite: tuple[str, ...]
    about: str
    rests_on: tuple[str, ...]
    holds: Callable[[Pack], bool]


def _may(step: str, offices: tuple[str, ...]) -> Callable[[Pack], bool]:
    return lambda pack: set(offices) <= set(pack.steps[step].by)


def _numbered(pack: Pack) -> bool:
    """Whether every value of the option carries a number of hours, and the duty has the timer that the option sets."""
    timers = {t.id for t in pack.timers.values() if t.option == "commission_notice_hours"}
    duties = [d for d in pack.duties if d.opens == "notify_commission"]
    numbers = pack.options["commission_notice_hours"].values
    return all(v.isdigit() for v in numbers) and bool(duties) and all(d.timer in timers for d in duties)


def _unread(pack: Pack) -> bool:
    """Whether no condition but those of the duties about deviations reads anything of a deviation."""
    own = {v.id for k in pack.kinds.values() for v in k.variables.values() if v.part == "deviation"}
    conditions = [c for r in (*pack.preconditions, *pack.exemptions, *pack.duties) for c in _conditions(r)]
    return not any(own & set(_names(node)) for c in conditions for node in _inside(pack, c))


def _conditions(rule: object) -> Iterator[Node]:
    yield from (c for c in (getattr(rule, "when", None), getattr(rule, "require", None)) if c is not None)


def _inside(pack: Pack, node: Node) -> Iterator[Node]:
    for each in walk(node):
        yield each
        if isinstance(each, Def):
            yield from _inside(pack, pack.defs[each.name])


def _names(node: Node) -> Iterator[str]:
    return (value for f in node.__struct_fields__ if isinstance(value := getattr(node, f), str))


READINGS: tuple[Reading, ...] = (
    Reading(
        id="A04f",
        text=Text(
            "執行する者の機関、指揮を行う者及び内閣総理大臣は、停止することができる者に含まれる。",
            "The executing officer's office, the commanders and the Prime Minister are among those who may stop.",
        ),
        cite=("設計 停止",),
        about="measure.stop",
        rests_on=("measure.stop",),
        holds=_may("measure.stop", STOPPERS),
    ),
    Reading(
        id="A04g",
        text=Text(
            "国家サイバー統括室、関係大臣、外務大臣及び監理委員会は、停止を求めることができる者に含まれる。",
            "NCO, the ministers concerned, the Foreign Minister and the commission are among those who may ask for a stop.",
        ),
        cite=("設計 停止",),
        about="measure.request_stop",
        rests_on=("measure.request_stop",),
        holds=_may("measure.request_stop", REQUESTERS),
    ),
    Reading(
        id="N06e",
        text=Text(
            "監理委員会への通知の期限は、選択肢のどの値の下でも数で定まる。",
            "The notice to the commission has a deadline in hours under every value of its option.",
        ),
        cite=("PDEA 6-2(7)",),
        about="commission_notice_hours",
        rests_on=("commission_notice_hours", "NOTIFY-COMMISSION"),
        holds=_numbered,
    ),
    Reading(
        id="A08d",
        text=Text(
            "逸脱は、いかなる要件も満たさない。前提条件、例外及び義務の条件は、逸脱を読まない。",
            "A deviation satisfies no condition: no precondition, exception or duty rule reads it.",
        ),
        cite=("設計 逸脱",),
        about="deviation",
        rests_on=("K-DEVIATION",),
        holds=_unread,
    ),
)


def read(pack: Pack) -> tuple[Result, ...]:
    """Return what comes of each property that is read off the pack."""
    return tuple(_read(pack, reading) for reading in READINGS)


def _read(pack: Pack, reading: Reading) -> Result:
    began = time.perf_counter()
    holds = reading.holds(pack)
    return Result(
        id=reading.id,
        step=reading.about,
        text=reading.text,
        cite=reading.cite,
        proved=holds,
        rests_on=reading.rests_on if holds else (),
        milliseconds=(time.perf_counter() - began) * 1000,
    )
