"""The only way out of an assessment: what a viewer may not see becomes "not met: ask the office".

The text of a rule is public and stays. Facts read from a case that the viewer may not see, the elements named there and
the papers behind them do not; the stored hash remains that of the full verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .reasoning import Reasoning
from .verdict import Assessment, OpenDuty, Reason, Verdict
from .visibility import Access, Viewer, may_see, sees_whole


def present(
    assessment: Assessment, viewer: Viewer, access: Mapping[str, Access], pack: Pack
) -> Assessment | None:
    """Return an assessment as a viewer may see it, or ``None`` where the case itself may not be seen.

    ``access`` holds the access of the case and of every case that was read; one that is not in it is not shown.
    """
    if not _visible(assessment.case, viewer, access):
        return None
    whole = sees_whole(viewer, access[assessment.case])
    steps = {
        s: present_verdict(v, viewer, access, pack)
        for s, v in assessment.steps.items()
        if whole or ((step := pack.known_step(s)) and _own(pack, viewer, assessment.kind, step.by))
    }
    duties = tuple(
        _duty(d, viewer, access)
        for d in assessment.duties
        if whole or _own(pack, viewer, assessment.kind, (d.bearer,))
    )
    reads = {case: n for case, n in assessment.reads.items() if _visible(case, viewer, access)}
    all_seen = _all_whole(assessment.reads, viewer, access)
    changes_at = assessment.changes_at if all_seen else None  # it is a time in one of the cases read
    return msgspec.structs.replace(assessment, steps=steps, duties=duties, reads=reads, changes_at=changes_at)


def present_reasoning(
    found: Reasoning, viewer: Viewer, access: Mapping[str, Access], pack: Pack
) -> Reasoning:
    """Return a reasoning as a viewer may see it: conditions are told only where every case behind them is seen whole."""
    verdict = present_verdict(found.verdict, viewer, access, pack)
    if _all_whole(found.verdict.reads, viewer, access) and _visible(verdict.case, viewer, access):
        return msgspec.structs.replace(found, verdict=verdict)
    behind = {_place(because.reason): because for because in found.because}
    closed = tuple(
        msgspec.structs.replace(behind[_place(reason)], reason=reason, applies=None, requires=None)
        for reason in verdict.reasons
    )
    return Reasoning(verdict=verdict, because=closed)


def _place(reason: Reason) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what tells a reason of a verdict from its others; of a case seen in part, some of them are not told."""
    return reason.rule, tuple(sorted(reason.element.items()))


def present_verdict(verdict: Verdict, viewer: Viewer, access: Mapping[str, Access], pack: Pack) -> Verdict:
    """Return a verdict with the facts of unseen cases withheld; of a case seen in part, the elements of others too."""
    hidden = frozenset(case for case in verdict.reads if not _visible(case, viewer, access))
    partly = verdict.case in access and not sees_whole(viewer, access[verdict.case])
    kind = verdict.step.partition(".")[0]
    told = (r for r in verdict.reasons if not partly or _own(pack, viewer, kind, r.element.values()))
    reasons = tuple(_reason(r, partly or bool(hidden), pack) for r in told)
    subject = tuple(s for s in verdict.subject if not partly or _own(pack, viewer, kind, s.values()))
    reads = {case: n for case, n in verdict.reads.items() if case not in hidden}
    return msgspec.structs.replace(verdict, reasons=reasons, subject=subject, reads=reads)


def _own(pack: Pack, viewer: Viewer, kind: str, names: Iterable[str]) -> bool:
    """Return whether any of some offices or posts is the viewer's in a kind of case, or whether none is named at all."""
    listed = list(names)
    return not listed or any(viewer.of(pack.office_of(each), kind) for each in listed)


def _visible(case: str, viewer: Viewer, access: Mapping[str, Access]) -> bool:
    return case in access and may_see(viewer, access[case])


def _all_whole(cases: Iterable[str], viewer: Viewer, access: Mapping[str, Access]) -> bool:
    return all(case in access and sees_whole(viewer, access[case]) for case in cases)


def _reason(reason: Reason, withheld: bool, pack: Pack) -> Reason:
    """Withhold the facts behind a reason that was not met where any case read is out of sight."""
    if not withheld or reason.outcome in ("met", "lifted") or not reason.because:
        return reason
    office = pack.name(reason.office) if reason.office else Text("内閣官房国家サイバー統括室", "the NCO")
    ask = Text(f"満たされていない。{office.ja}に照会すること。", f"Not met: ask {office.en}.")
    return msgspec.structs.replace(reason, because=(ask,))


def _duty(duty: OpenDuty, viewer: Viewer, access: Mapping[str, Access]) -> OpenDuty:
    if not duty.case or _visible(duty.case, viewer, access):
        return duty
    return msgspec.structs.replace(duty, id="", element={}, case="")  # the id names the case and the element
