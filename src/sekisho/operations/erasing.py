"""Erasing a case's payload on its retention date: the content goes, the log and the erasure itself stay."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from django.db import transaction

from sekisho.casework.register import REGISTERS
from sekisho.records.append import keep_leaf
from sekisho.records.erasing import Erasing, Standing, destroy, resting_open, scrub, standing, without_place
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import JAPAN, write_time

from .leaves import open_leaf
from .outcomes import Invalid
from .pack_in_force import pack_in_force


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """A case's payload is gone, and the erasure of its entries 1 to ``through`` is in the log."""

    case: str
    through: int


def erase(case: str, due: date, instrument: str, erased_by: str, now: datetime) -> Erased | Invalid:
    """Erase the payload of a closed case whose retention ended on ``due``, on the consent named by ``instrument``.

    Nothing can be disposed of without the Prime Minister's consent (公文書等の管理に関する法律 8(2)): its document number
    is put on record with the erasure.

    1. Say everything that stands against it.
    2. Write the leaf that names what is erased, and destroy keys, salts and copies, in one transaction.
    3. Let the database give up the pages in which they stood.
    """
    with transaction.atomic():
        known = standing(case)
        findings = _defects(case, known, due, instrument, now)  # 1
        if known is None or findings:
            return Invalid(findings=findings)
        erasing = Erasing(
            case=case,
            realm=known.realm,
            through=known.sequence,
            due=due,
            instrument=instrument.strip(),
            erased_by=erased_by,
            erased_at=now,
        )
        destroy(
            erasing, keep_leaf(open_leaf("erasure", _envelope(erasing), known.realm), known.realm, now)
        )  # 2
    scrub()  # 3
    return Erased(case=case, through=erasing.through)


def _envelope(erasing: Erasing) -> dict[str, object]:
    return {
        "erased": {erasing.case: list(range(1, erasing.through + 1))},
        "due": erasing.due.isoformat(),
        "instrument": erasing.instrument,
        "erased_by": erasing.erased_by,
        "recorded_at": write_time(erasing.erased_at),
    }


def _defects(
    case: str, known: Standing | None, due: date, instrument: str, now: datetime
) -> tuple[Finding, ...]:
    found = []
    if due >= now.astimezone(JAPAN).date():
        found.append(_finding("due", f"保存期間は {due} まで続く。", f"It is kept through {due}.", _WAIT))
    if not instrument.strip():
        found.append(_finding("instrument", "廃棄の同意の文書番号がない。", "No consent is named.", _CONSENT))
    if known is None:
        return (*found, _finding("case", "示された案件はない。", "There is no such case.", _CHOOSE))
    if known.erased:
        found.append(_finding("case", "既に消去されている。", "It was erased before.", _CHOOSE))
    if known.kind in REGISTERS:
        found.append(
            _finding("case", "登録簿は消去できない。", "A register cannot be erased.", _REGISTER),
        )
    elif not known.closed and _closes(known.kind):
        found.append(_finding("case", "案件が終わっていない。", "The case is not closed.", _CLOSE))
    found += [_resting(each) for each in resting_open(case)]
    if without_place(case):
        found.append(_finding("case", "ログに入っていない記録がある。", "Entries wait for the log.", _LOG))
    return tuple(found)


def _closes(kind: str) -> bool:
    """Return whether cases of a kind are ever closed; what was given, say, stands from its first entry on."""
    steps = pack_in_force().steps_of.get(kind, ())
    return any(effect.verb == "close" for step in steps for effect in step.does)


def _resting(case: str) -> Finding:
    ja, en = f"終わっていない案件 {case} がこの案件に依拠している。", f"The open case {case} rests on it."
    return _finding("case", ja, en, _CLOSE)


_WAIT = Text("保存期間が満了してから行うこと。", "Do it when retention has ended.")
_CONSENT = Text(
    "内閣総理大臣の同意の文書番号を示すこと。", "Name the document of the Prime Minister's consent."
)
_CHOOSE = Text("案件の番号を確かめること。", "Check the id of the case.")
_REGISTER = Text(
    "権限の根拠は、依拠する案件が残る限り要る。", "Authority rests on it as long as any case does."
)
_CLOSE = Text("終わってから行うこと。", "Do it when it is closed.")
_LOG = Text("ログに入るのを待つこと。", "Wait until they are in the log.")


def _finding(place: str, ja: str, en: str, remedy: Text) -> Finding:
    return Finding(code="erasing", severity="error", place=place, message=Text(ja, en), remedy=remedy)
