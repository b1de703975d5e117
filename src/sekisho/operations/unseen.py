"""What an intent names and its person may not see: the gate judges it, in the same words, as what is not there.

That goes for whole cases, and in a case that they see in part for its elements and its entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from sekisho.casework.emergency import viewer_at
from sekisho.casework.entry import Entry, Intent, Reference
from sekisho.casework.sight import concerns, part_seen
from sekisho.casework.visibility import Viewer, may_see, sees_whole
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from sekisho.records.access import access_in, access_of_cases, visible_cases
from sekisho.records.locking import NEVER
from sekisho.records.world import REAL, Loaded, load_register, realm_of

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


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What who acts knows of the cases of an intent: its own, those it names or rests on.

    ``hidden`` are not there or not to be seen by them, of ``partly`` they see a part.
    """

    viewer: Viewer
    hidden: frozenset[str]
    partly: frozenset[str]

    def head(self, loaded: Loaded, case: str) -> str:
        """Return the head of a case as far as it is known to who acts."""
        return NEVER.head if case in self.hidden else loaded.seen.get(case, NEVER).head

    def judged(self, world: World, intent: Intent) -> tuple[World, Intent]:
        """Return world and intent as they are judged: hidden cases are named as none, and of a case seen in part, in which
        an element of the rest is named, there is the part alone. So each is answered like what is not there.
        """
        named = {(intent.case, part, key) for part, keys in intent.subject.items() for key in keys}
        named |= {
            (each.case, part, each.element) for each in intent.names.values() for part in _parts(world, each)
        }
        seen = {
            case: part_seen(world, world.cases[case], self.viewer)
            for case in self.partly & world.cases.keys()
        }
        beyond = {
            case: seen[case]
            for case, part, key in named
            if case in seen and world.cases[case].element(part, key) and not seen[case].element(part, key)
        }
        return replace(world, cases={**world.cases, **beyond}), without(intent, self.hidden)


def known(pack: Pack, intent: Intent, person: str, now: datetime, realm: str) -> Known:
    """Return what a person knows of the cases of an intent."""
    asked = {intent.case, *intent.heads, *(reference.case for reference in intent.names.values())}
    viewer = looking(pack, person, now, realm)
    rows = visible_cases(viewer).filter(pk__in=asked).select_related("access")
    seen = {row.pk: sees_whole(viewer, access_in(row.access)) for row in rows}
    return Known(
        viewer=viewer,
        hidden=frozenset(asked) - seen.keys(),
        partly=frozenset(case for case, whole in seen.items() if not whole),
    )


def _parts(world: World, reference: Reference) -> Iterable[str]:
    return world.cases[reference.case].parts if reference.element and reference.case in world.cases else ()


def looking(pack: Pack, person: str, now: datetime, realm: str) -> Viewer:
    """Return a person, by id, as they look in a realm at this moment."""
    return viewer_at(pack, load_register(pack, realm), person, now, realm)


def as_seen(world: World, entries: Iterable[Entry], viewer: Viewer) -> tuple[Entry, ...]:
    """Return those of some entries, of cases in a world, that a viewer sees: all of a case seen whole, of one seen in part
    what concerns them.
    """
    listed = tuple(entries)
    access = access_of_cases({entry.case for entry in listed})
    seen = {case for case, of in access.items() if may_see(viewer, of)}
    whole = {case for case in seen if sees_whole(viewer, access[case])}
    kinds = {case: world.cases[case].kind for case in seen & world.cases.keys()}
    return tuple(
        e
        for e in listed
        if e.case in whole or (e.case in kinds and concerns(world, kinds[e.case], e, viewer))
    )


def without(intent: Intent, hidden: Collection[str]) -> Intent:
    """Return an intent with every name of a hidden case naming no case at all."""
    names = {
        name: NOWHERE if reference.case in hidden else reference for name, reference in intent.names.items()
    }
    return msgspec.structs.replace(intent, names=names)
