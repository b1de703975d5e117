"""How well candidates held up: what became of those once found, and how many of each score people accepted.

Only candidates and judgements count of which the viewer may see every incident, and a candidate that they may not see is not
there: what is told never depends on what is hidden.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from sekisho.casework.visibility import Viewer
from sekisho.linking.calibration import Step, Verdict, steps
from sekisho.linking.fates import FATES, fate
from sekisho.records import models
from sekisho.records.access import candidates_ever
from sekisho.records.judgements import standing_visible
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.text import Text

VERDICTS: Mapping[str, Verdict] = {
    "recognised": "accepted",
    "joined": "accepted",
    "dismissed": "rejected",
    "split": "rejected",
}
"""What a judgement says of the candidate that it is about; of several the last counts. The other kinds say nothing."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The candidates that came to one end, counted by what people decided."""

    text: Text
    accepted: int
    rejected: int
    undecided: int


class HeldUp(msgspec.Struct, frozen=True, kw_only=True):
    """All candidates ever found, by what became of them and by score; one found again with the same members is one."""

    found: int
    fates: tuple[Line, ...]
    steps: tuple[Step, ...]


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    score: int
    found_at: datetime
    superseded_at: datetime | None
    members: frozenset[str]


@assessing()
def held_up(viewer: Viewer) -> HeldUp:
    """Return how candidates of the viewer's realm held up.

    1. Read every candidate with its incidents.
    2. Find for each the last judgement made while it stood.
    3. Look where its incidents stand now.
    """
    known = _known(viewer)  # 1
    verdicts = _verdicts(known, viewer)  # 2
    each_once = {each.members: each for each in known}.values()
    home = {name: each.id for each in known if each.superseded_at is None for name in each.members}  # 3
    sizes = {each.id: len(each.members) for each in known if each.superseded_at is None}
    ends = Counter(
        (fate(each.members, home, sizes), verdicts.get(each.members, "undecided")) for each in each_once
    )
    return HeldUp(
        found=len(each_once),
        fates=tuple(
            Line(
                text=text,
                accepted=ends[name, "accepted"],
                rejected=ends[name, "rejected"],
                undecided=ends[name, "undecided"],
            )
            for name, text in FATES.items()
        ),
        steps=steps((each.score, verdicts.get(each.members, "undecided")) for each in each_once),
    )


def _known(viewer: Viewer) -> list[_Found]:
    rows = candidates_ever(viewer)
    members: dict[str, set[str]] = defaultdict(set)
    through = models.Candidate.incidents.through.objects.filter(candidate__in=rows.values("pk"))
    for candidate, incident in through.values_list("candidate_id", "incident_id"):
        members[candidate].add(incident)
    said = rows.order_by("found_at", "pk").values_list("pk", "score", "found_at", "superseded_at")
    return [
        _Found(id=pk, score=score, found_at=at, superseded_at=gone, members=frozenset(members[pk]))
        for pk, score, at, gone in said
    ]


def _verdicts(known: Iterable[_Found], viewer: Viewer) -> dict[frozenset[str], Verdict]:
    """Return what was last decided of each candidate by its members, as far as anything was."""
    holding: dict[str, list[_Found]] = defaultdict(list)
    for each in known:
        for name in each.members:
            holding[name].append(each)
    rows = standing_visible(viewer).filter(kind__in=VERDICTS).prefetch_related("incidents")
    return {
        each.members: VERDICTS[row.kind]
        for row in rows.order_by("made_at", "pk")
        for each in _about(frozenset(i.pk for i in row.incidents.all()), row.made_at, holding)
    }


def _about(incidents: frozenset[str], at: datetime, holding: Mapping[str, list[_Found]]) -> Iterator[_Found]:
    """Yield the candidates that a judgement was about: they stood before it, and all their incidents are its own.

    What it made of them itself came at the same moment, and is none of them.
    """
    for each in {found.id: found for name in incidents for found in holding[name]}.values():
        stood = each.found_at < at and (each.superseded_at is None or each.superseded_at >= at)
        if stood and each.members <= incidents:
            yield each
