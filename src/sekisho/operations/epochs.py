"""Opening an epoch of linking: a person has candidates weighed by what is known now, and sees what that changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sekisho.casework.visibility import Viewer
from sekisho.linking.anew import Anew, Gathering
from sekisho.linking.changes import COMMONER, LISTED, RARER, RELISTED, UNLISTED, Change, changes
from sekisho.linking.decided import Constraints, settle
from sekisho.linking.frequency import count_frequencies
from sekisho.linking.keys import Key
from sekisho.linking.listing import Listing, default_listing
from sekisho.linking.parameters import default_parameters
from sekisho.records import models
from sekisho.records.access import visible_incidents
from sekisho.records.candidates import present_candidates
from sekisho.records.epochs import current_epoch, epochs_of
from sekisho.records.ground import StoredGround
from sekisho.records.judgements import EPOCH, Judgement, decided_in
from sekisho.records.laying import collected, lay
from sekisho.records.listing import listing_of
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.text import Text

from .judging import record, unentitled, unsaid
from .outcomes import Invalid
from .placing import place

REASONS = 5
"""How many keys that came to weigh otherwise are kept with a change, those furthest apart first."""


class Otherwise(msgspec.Struct, frozen=True, kw_only=True):
    """A key that incidents of a change share, in how many incidents it counted as occurring before and after, and as which category
    of shared infrastructure (its name; empty: as none).

    The numbers count everybody's incidents: they are kept with the epoch, and nobody is told more than ``went``.
    """

    key: Key
    before: int
    after: int
    category_before: str = ""
    category: str = ""

    @property
    def went(self) -> Text:
        """Which way it went; what a list says of it goes before how often it occurs."""
        if self.category != self.category_before:
            told = (
                RELISTED if self.category and self.category_before else LISTED if self.category else UNLISTED
            )
            return told.fill(
                category=_label(self.category or self.category_before), before=_label(self.category_before)
            )
        return COMMONER if self.after > self.before else RARER


def _label(category: str) -> Text:
    known = default_listing().categories.get(category)
    return known.label if known else Text(category, category)


class Reasoned(Change, frozen=True, kw_only=True):
    """A change of candidates, and what came to weigh otherwise among their incidents."""

    why: tuple[Otherwise, ...] = ()


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An epoch as a viewer may know of it, with the changes of candidates whose every incident they may see.

    ``lists``: the warning lists (ids) in force in it. ``person``, ``act_of`` and ``reason`` are empty for the first, which the
    first run of linking opens.
    """

    number: int
    opened_at: datetime
    changes: tuple[Reasoned, ...]
    lists: tuple[str, ...] = ()
    person: str = ""
    act_of: str = ""
    reason: str = ""


@assessing()
def open_epoch(reason: str, act_of: str, viewer: Viewer, now: datetime) -> Opened | Invalid:
    """Weigh by what is known now: open the next epoch, link in it, and record who did so, why, and how much it changed.

    Nothing is written where the reason or an office that may judge candidates is missing. Of two who open at once the second to write
    finds the other's opened, counts again, and opens the one after.
    """
    findings = [*unsaid(reason, act_of), *unentitled(act_of)]
    if findings:
        return Invalid(findings=tuple(findings))
    number = None
    while number is None:
        number = _opened_as(reason.strip(), act_of, viewer, now)
    place(now, viewer.realm)
    return _seen(_rows(viewer.realm, number), viewer)[0]


def _opened_as(reason: str, act_of: str, viewer: Viewer, now: datetime) -> int | None:
    """Open the next epoch and record it; return its number, ``None`` where another was opened, or an incident forgotten, meanwhile."""
    row = current_epoch(viewer.realm)
    fresh = models.LinkEpoch(realm=viewer.realm, number=row.number + 1 if row else 1, opened_at=now)
    decided = decided_in(viewer.realm)

    def told(gathered: Gathering, anew: Anew) -> list[dict[str, Any]]:
        if row:
            place(now, viewer.realm)  # what is compared with is up to date
        return _changes(row, fresh, gathered, anew, decided.constraints)

    with collected(fresh, decided) as found, transaction.atomic():
        if lay(found, told) is None:
            return None
        counts = {"incidents": fresh.incidents, "changes": len(fresh.changes)}
        record(
            Judgement(
                kind=EPOCH,
                incidents=(),
                reason=reason,
                person=viewer.person,
                act_of=act_of,
                realm=viewer.realm,
                made_at=now,
                said={"number": fresh.number, **counts, "lists": fresh.lists},
            )
        )
    return fresh.number


@assessing()
def epochs(viewer: Viewer) -> tuple[Opened, ...]:
    """Return the epochs of the viewer's realm, the newest first, each with the changes of which they may see all incidents."""
    return _seen(_rows(viewer.realm), viewer)


def _rows(realm: str, number: int | None = None) -> list[models.LinkEpoch]:
    rows = epochs_of(realm)
    return list(rows if number is None else rows.filter(number=number))


def _seen(rows: list[models.LinkEpoch], viewer: Viewer) -> tuple[Opened, ...]:
    told = {row.pk: msgspec.convert(row.changes, tuple[Reasoned, ...]) for row in rows}
    named = {name for found in told.values() for each in found for name in _members(each)}
    visible = set(visible_incidents(viewer).filter(pk__in=named).values_list("pk", flat=True))
    acts = {
        each.said["number"]: each for each in models.Judgement.objects.filter(realm=viewer.realm, kind=EPOCH)
    }
    return tuple(
        _opened(row, [c for c in told[row.pk] if visible.issuperset(_members(c))], acts.get(row.number))
        for row in rows
    )


def _opened(row: models.LinkEpoch, found: list[Reasoned], act: models.Judgement | None) -> Opened:
    made = {"person": act.person, "act_of": act.act_of, "reason": act.reason} if act else {}
    return Opened(
        number=row.number, opened_at=row.opened_at, changes=tuple(found), lists=tuple(row.lists), **made
    )


def _members(change: Change) -> frozenset[str]:
    return frozenset(name for group in (*change.before, *change.after) for name in group)


def _changes(
    row: models.LinkEpoch | None,
    fresh: models.LinkEpoch,
    gathered: Gathering,
    anew: Anew,
    constraints: Constraints,
) -> list[dict[str, Any]]:
    """Return what an epoch that is about to open (``fresh``) changes for the candidates of the one in force, if any."""
    old = [tuple(sorted(each)) for each in present_candidates(row.realm).values()] if row else []
    bound = {name for group in anew.groups for name in group}
    named = set().union(*constraints.together, *(side for sides in constraints.apart for side in sides))
    groups = sorted([*anew.groups, *((name,) for name in named - bound)])
    new = [tuple(each) for each in settle(groups, anew.links, constraints) if len(each) > 1]
    found = changes(old, new)
    return [
        msgspec.to_builtins(
            Reasoned(kind=c.kind, before=c.before, after=c.after, why=tuple(_why(c, row, fresh, gathered)))
        )
        for c in found
    ]


def _why(
    change: Change, row: models.LinkEpoch | None, fresh: models.LinkEpoch, gathered: Gathering
) -> Iterator[Otherwise]:
    """Yield the keys shared among a change's incidents that count as otherwise, those first of which lists say otherwise than before,
    then those of which the frequencies are furthest apart.
    """
    if row is None:
        return
    ground, most = StoredGround(row), default_parameters().frequency_cap + 1
    old, new = listing_of(row), listing_of(fresh)
    counts = count_frequencies(ground.profiles(sorted(_members(change))).values())
    shared = [key for key, count in counts.items() if count > 1]
    known, held = ground.frequencies(shared), gathered.held_by(shared)
    moved = [
        Otherwise(
            key=key,
            before=max(2, known.get(key) or min(held[key], most)),
            after=max(2, held[key]),
            category_before=_category(old, key),
            category=_category(new, key),
        )
        for key in shared
    ]
    moved = [each for each in moved if each.before != each.after or each.category != each.category_before]
    yield from sorted(moved, key=_by_weight)[:REASONS]


def _category(listing: Listing, key: Key) -> str:
    found = listing.category(key)
    return found.name if found else ""


def _by_weight(each: Otherwise) -> tuple[bool, float, Key]:
    return each.category == each.category_before, -abs(each.after - each.before) / each.before, each.key
