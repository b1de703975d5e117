"""Recording a deviation: what happened outside the gate is always accepted, satisfies nothing, and opens
duties.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.casework import form
from sekisho.casework.assessment import READING_ONLY
from sekisho.casework.entry import DEVIATION, Entry, Evidence, Intent
from sekisho.casework.register import entitled
from sekisho.casework.sight import words_in
from sekisho.records.second_wall import assessing
from sekisho.records.world import Loaded, load_register, load_world, realm_of
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .act import NONCE_BYTES, unreadable_paper
from .outcomes import Accepted, Conflict, Invalid
from .pack_in_force import pack_in_force
from .unseen import home_of, looking
from .viewing import may_see_case
from .writing import write_entry

TRIES = 8
"""How often a deviation is written again when others act on the case at that very moment: it must not be
lost.
"""


@assessing()
def record(
    case: str,
    what: str,
    recorded_by: str,
    now: datetime,
    happened_at: datetime,
    act_of: str = "",
    more: Mapping[str, Any] | None = None,
    evidence: Iterable[Evidence] = (),
    identified: str = "",
) -> Accepted | Conflict | Invalid:
    """Record that ``what`` happened in a case outside the gate; nobody who sees it needs an entitlement to say so (A08),
    but who sees it by emergency access alone only reads.

    ``act_of`` is the office by which it was done, as far as known; ``more`` are further particulars; ``identified`` is
    the way in which who records it was identified.

    1. Check that there is such a case that they may see and that it is said what happened, and not in the future.
    2. Make the entry: no verdict allowed it, and the entry says so by having none.
    3. Write it; where somebody else's entry comes in between, again on top of that.
    """
    realm = home_of(pack_in_force(), case, recorded_by, now, "")
    viewer = looking(pack_in_force(), recorded_by, now, realm)
    seen = may_see_case(case, viewer)
    findings = _defects(case if seen else "", what, act_of, (happened_at, now))  # 1
    if seen and not may_see_case(case, msgspec.structs.replace(viewer, emergency=frozenset())):
        findings = (*findings, _finding("case", READING_ONLY.ja, READING_ONLY.en, _OTHERS))
    papers = tuple(evidence)
    findings = (*findings, *form.unreadable("what", words_in([what, more or {}])), *unreadable_paper(papers))
    if findings:
        return Invalid(findings=findings)
    intent = Intent(
        case=case,
        step=DEVIATION,
        act_of=act_of,
        particulars={**(more or {}), "what": what},
        nonce=secrets.token_hex(NONCE_BYTES),
    )
    for _ in range(TRIES):
        loaded = load_world(pack_in_force(), (case,), realm_of(case))
        plain = _entry(loaded, intent, recorded_by, (happened_at, now), papers)  # 2
        entry = msgspec.structs.replace(plain, identified=identified)
        if write_entry(pack_in_force(), loaded, entry) is None:  # 3
            return Accepted(entry=entry, verdict=None)
    return Conflict(cases=(case,), came=())


def _entry(
    loaded: Loaded,
    intent: Intent,
    person: str,
    times: tuple[datetime, datetime],
    evidence: tuple[Evidence, ...],
) -> Entry:
    world, case = loaded.world, loaded.world.cases[intent.case]
    authority = entitled(world.pack, world.register, person, intent.act_of, DEVIATION, times[1])
    return Entry(
        intent=intent,
        sequence=case.sequence + 1,
        previous=case.head,
        happened_at=times[0],
        recorded_at=times[1],
        recorded_by=person,
        by_virtue_of=authority.id if authority else "",
        verdict="",
        pack=world.pack.hash,
        reads={case.id: case.sequence},
        evidence=evidence,
        realm=case.realm,
    )


def _defects(case: str, what: str, act_of: str, times: tuple[datetime, datetime]) -> tuple[Finding, ...]:
    found, pack = [], pack_in_force()
    happened_at, now = times
    if act_of and act_of not in (*pack.offices, *pack.posts, *load_register(pack, realm_of(case)).posts):
        found.append(
            _finding("act_of", "そのような機関又は官職はない。", "There is no such office or post.", _CHOOSE)
        )
    if not realm_of(case):
        found.append(_finding("case", "示された案件はない。", "There is no such case.", _CHOOSE))
    if not what.strip():
        found.append(_finding("what", "何があったかが記入されていない。", "What happened is not said.", _SAY))
    if happened_at > now:
        found.append(_finding("happened_at", "将来の日時である。", "The time lies in the future.", _WHEN))
    return tuple(found)


_OTHERS = Text(
    "案件を所管する機関の者に伝えること。", "Tell somebody of an office that takes part in the case."
)
_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_SAY = Text("分かっている限りで記入すること。", "Say it as far as it is known.")
_WHEN = Text("実際に起きた日時を記入すること。", "Give the time at which it happened.")


def _finding(place: str, ja: str, en: str, remedy: Text) -> Finding:
    return Finding(code="deviation", severity="error", place=place, message=Text(ja, en), remedy=remedy)
