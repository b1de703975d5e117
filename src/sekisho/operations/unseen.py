"""What an intent names and its person may not see: the gate judges it, in the same words, as what is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from sekisho.casework.emergency import viewer_at
from sekisho.casework.entry import Entry, Intent, Reference
from sekisho.casework.sight import concerns
from sekisho.casework.visibility import Viewer, may_see, sees_whole
from sekisho.law.pack import Pack
from sekisho.records.access import access_of_cases, visible_cases
from sekisho.records.world import REAL, load_register, realm_of

from .viewing import may_see_case

NOWHERE = Reference("")
"""A reference to no case."""


def home_of(pack: Pack, case: str, person: str, now: datetime, realm: str) -> str:
    """Return the realm that a person acts in: that of the case if they may see it, otherwise the one given, or the real
    one.
    """
    there = realm_of(case)
    seen = there and may_see_case(case, looking(pack, person, now, there))
    return there if seen else realm or REAL


def unseen(pack: Pack, intent: Intent, person: str, now: datetime, realm: str) -> frozenset[str]:
    """Return the cases of an intent (its own, those it names or rests on) that are not there or not to be seen by who
    acts.
    """
    asked = {intent.case, *intent.heads, *(reference.case for reference in intent.names.values())}
    seen = visible_cases(looking(pack, person, now, realm)).filter(pk__in=asked)
    return frozenset(asked) - set(seen.values_list("pk", flat=True))


def looking(pack: Pack, person: str, now: datetime, realm: str) -> Viewer:
    """Return a person, by id, as they look in a realm at this moment."""
    return viewer_at(pack, load_register(pack, realm), person, now, realm)


def as_seen(pack: Pack, entries: Iterable[Entry], viewer: Viewer) -> tuple[Entry, ...]:
    """Return those of some entries that a viewer sees: all of a case seen whole, of one seen in part what concerns them."""
    listed = tuple(entries)
    access = access_of_cases({entry.case for entry in listed})
    seen = {case for case, of in access.items() if may_see(viewer, of)}
    whole = {case for case in seen if sees_whole(viewer, access[case])}
    return tuple(e for e in listed if e.case in whole or (e.case in seen and concerns(pack, e, viewer)))


def without(intent: Intent, hidden: Collection[str]) -> Intent:
    """Return an intent with every name of a hidden case naming no case at all."""
    names = {
        name: NOWHERE if reference.case in hidden else reference for name, reference in intent.names.items()
    }
    return msgspec.structs.replace(intent, names=names)
