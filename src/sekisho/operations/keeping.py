"""Candidates as linking found them are kept with their explanations, and told as they were kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from sekisho.linking import Linking
from sekisho.linking.explain import Explanation, explain
from sekisho.linking.linking import Candidate
from sekisho.linking.render import waterfall
from sekisho.linking.scoring import Contribution
from sekisho.records import models
from sekisho.records.candidates import Found, store_candidates
from sekisho.vocabulary.text import Text

LINKS = 3
"""How many links are kept with a candidate, the strongest first."""


class Strong(msgspec.Struct, frozen=True, kw_only=True):
    """A link between two incidents (by id) as it was when linking ran: its points, and what they are the sum of."""

    one: str
    other: str
    points: int
    contributions: tuple[Contribution, ...]


class Kept(Explanation, frozen=True, kw_only=True):
    """What is kept with a candidate: its explanation, and its strongest links."""

    links: tuple[Strong, ...] = ()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of linking came to: incidents looked at, candidates found, those new since the run before
    (ids), and incidents (ids) that placing left by themselves because links lead from them to too many: a run or the next
    epoch says where they belong.
    """

    incidents: int
    candidates: tuple[str, ...]
    new: tuple[str, ...]
    left: tuple[str, ...] = ()


def keep(linking: Linking, now: datetime, realm: str, among: Collection[str]) -> Run:
    """Keep the candidates of a linking, each explained on the guideline's five elements where it is new.

    ``among``: the present candidates (ids) in whose stead it has them.
    """
    candidates = {each.id: each for each in linking.candidates}
    scores = {name: each.strength for name, each in candidates.items()}
    kept, new = store_candidates(scores, lambda name: _found(linking, candidates[name]), realm, now, among)
    return Run(incidents=len(linking.clusters), candidates=kept, new=new)


def _found(linking: Linking, candidate: Candidate) -> Found:
    kept = Kept(**msgspec.structs.asdict(explain(linking, candidate)), links=_strongest(linking, candidate))
    return Found(
        fingerprint=candidate.id,
        members=candidate.members,
        score=candidate.strength,
        title=_title(linking, candidate),
        explanation=msgspec.to_builtins(kept),
    )


def _strongest(linking: Linking, candidate: Candidate) -> tuple[Strong, ...]:
    return tuple(
        Strong(
            one=each.one,
            other=each.other,
            points=each.points,
            contributions=waterfall(linking, each.one, each.other),
        )
        for each in candidate.links[:LINKS]
    )


def _title(linking: Linking, candidate: Candidate) -> Text:
    dates = sorted(d for m in candidate.members if (d := linking.incidents[m].date) is not None)
    count = len(candidate.members)
    if not dates:
        return Text(f"関連する事案{count}件", f"{count} linked incidents")
    span = f"{dates[0].isoformat()}–{dates[-1].isoformat()}"
    return Text(f"関連する事案{count}件（{span}）", f"{count} linked incidents ({span})")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A kept candidate as a person reads it: its title, the five elements by the field of the proposal that states
    them, with their labels, and all that linking kept.
    """

    id: str
    title: Text
    elements: Mapping[str, Text]
    labels: Mapping[str, Text]
    kept: Kept


def told(candidate: str) -> Told:
    """Return what is said of a kept candidate; raises ``LookupError`` where there is none of that id."""
    row = models.Candidate.objects.filter(pk=candidate).first()
    if row is None:
        raise LookupError(f"there is no candidate {candidate}")
    kept = msgspec.convert(row.explanation, Kept)
    return Told(
        id=row.pk,
        title=Text(row.title_ja, row.title_en),
        elements={PROPOSED[e.name]: e.statement for e in kept.elements},
        labels={PROPOSED[e.name]: e.label for e in kept.elements},
        kept=kept,
    )


PROPOSED = {
    "actor": "actor",
    "target": "organisations",
    "means": "techniques",
    "repetition": "repetition",
    "period": "period",
}
"""By which field of the proposal each element of an explanation is stated."""
