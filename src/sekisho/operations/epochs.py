"""Opening an epoch of linking: a person has candidates weighed by what is known now, and sees what that changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db import transaction

from sekisho.casework.visibility import Viewer
from sekisho.linking import Linking, link
from sekisho.linking.changes import COMMONER, RARER, Change, changes
from sekisho.linking.frequency import count_frequencies, make_epoch
from sekisho.linking.keys import Key
from sekisho.linking.profile import profiles_of
from sekisho.records import models
from sekisho.records.access import visible_incidents
from sekisho.records.candidates import stored_incidents
from sekisho.records.epochs import current_epoch, epoch_in, epochs_of, keep_epoch
from sekisho.records.ground import lay
from sekisho.records.judgements import EPOCH, Judgement, decided_in
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.text import Text

from .judging import record, unentitled, unsaid
from .linking import keep
from .outcomes import Invalid

REASONS = 5
"""How many keys that came to weigh otherwise are kept with a change, those furthest apart first."""


class Otherwise(msgspec.Struct, frozen=True, kw_only=True):
    """A key that incidents of a change share, and in how many incidents it counted as occurring before and after.

    The numbers count everybody's incidents: they are kept with the epoch, and nobody is told more than ``went``.
    """

    key: Key
    before: int
    after: int

    @property
    def went(self) -> Text:
        """Which way it went."""
        return COMMONER if self.after > self.before else RARER


class Reasoned(Change, frozen=True, kw_only=True):
    """A change of candidates, and what came to weigh otherwise among their incidents."""

    why: tuple[Otherwise, ...] = ()


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An epoch as a viewer may know of it, with the changes of candidates whose every incident they may see.

    ``person``, ``act_of`` and ``reason`` are empty for the first, which the first run of linking opens.
    """

    number: int
    opened_at: datetime
    changes: tuple[Reasoned, ...]
    person: str = ""
    act_of: str = ""
    reason: str = ""


@assessing()
def open_epoch(reason: str, act_of: str, viewer: Viewer, now: datetime) -> Opened | Invalid:
    """Weigh by what is known now: open the next epoch, link in it, and record who did so, why, and how much it changed.

    Nothing is written where the reason or an office that may judge candidates is missing. Of two who open at once the second waits and opens
    the one after.
    """
    findings = [*unsaid(reason, act_of), *unentitled(act_of)]
    if findings:
        return Invalid(findings=tuple(findings))
    with transaction.atomic():
        row, decided = current_epoch(viewer.realm), decided_in(viewer.realm)
        incidents = stored_incidents(viewer.realm)
        before = link(incidents, epoch=epoch_in(row), constraints=decided.constraints) if row else None
        profiles = profiles_of(incidents)
        fresh = make_epoch(profiles, number=row.number + 1 if row else 1)
        after = link(incidents, epoch=fresh, constraints=decided.constraints)
        changed = _changes(before, after)
        told = [msgspec.to_builtins(each) for each in changed]
        opened = keep_epoch(fresh.number, profiles, told, viewer.realm, now)
        lay(after, opened, decided.judgements)
        keep(after, now, viewer.realm)
        said = {"number": fresh.number, "incidents": len(incidents), "changes": len(changed)}
        record(
            Judgement(
                kind=EPOCH,
                incidents=(),
                reason=reason.strip(),
                person=viewer.person,
                act_of=act_of,
                realm=viewer.realm,
                made_at=now,
                said=said,
            )
        )
    return _seen(_rows(viewer.realm, fresh.number), viewer)[0]


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
    return Opened(number=row.number, opened_at=row.opened_at, changes=tuple(found), **made)


def _members(change: Change) -> frozenset[str]:
    return frozenset(name for group in (*change.before, *change.after) for name in group)


def _changes(before: Linking | None, after: Linking) -> tuple[Reasoned, ...]:
    old = [c.members for c in before.candidates] if before else []
    found = changes(old, [c.members for c in after.candidates])
    return tuple(
        Reasoned(kind=c.kind, before=c.before, after=c.after, why=tuple(_why(c, before, after)))
        for c in found
    )


def _why(change: Change, before: Linking | None, after: Linking) -> Iterator[Otherwise]:
    """Yield the keys shared among a change's incidents that count as otherwise frequent, the furthest apart first."""
    if before is None:
        return
    shared = count_frequencies([after.profiles[name] for name in sorted(_members(change))])
    moved = [
        Otherwise(key=key, before=before.weights.frequency(key), after=after.weights.frequency(key))
        for key, count in shared.items()
        if count > 1
    ]
    moved = [each for each in moved if each.before != each.after]
    yield from sorted(moved, key=lambda o: (-abs(o.after - o.before) / o.before, o.key))[:REASONS]
