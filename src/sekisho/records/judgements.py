"""What people decided about candidates: kept for good, taken back by another row, read as constraints on linking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from sekisho.casework.visibility import Viewer
from sekisho.linking.decided import Constraints
from sekisho.linking.keys import Key
from sekisho.vocabulary.times import write_time

from . import models
from .access import visible_to
from .append import LeafParts, keep_leaf


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided: of which kind, about which incidents, with what, why, when, in whose name.

    ``takes_back`` is the id of the one that it undoes, empty where it undoes none.
    """

    kind: str
    incidents: tuple[str, ...]
    reason: str
    person: str
    act_of: str
    realm: str
    made_at: datetime
    said: dict[str, Any] = {}
    takes_back: str = ""

    def content(self) -> dict[str, Any]:
        """Return what the leaf commits to, in JSON."""
        return {**msgspec.to_builtins(self), "made_at": write_time(self.made_at)}


def keep_judgement(made: Judgement, salt: str, leaf: LeafParts) -> str:
    """Store a judgement with its leaf and return its id; needs a transaction."""
    row = models.Judgement.objects.create(
        realm=made.realm,
        kind=made.kind,
        said=made.said,
        reason=made.reason,
        person=made.person,
        act_of=made.act_of,
        made_at=made.made_at,
        salt=salt,
        leaf=keep_leaf(leaf, made.realm, made.made_at),
        takes_back_id=made.takes_back or None,
    )
    row.incidents.add(*models.Incident.objects.filter(pk__in=made.incidents))
    return str(row.pk)


def standing(realm: str) -> QuerySet[models.Judgement]:
    """Return the judgements of a realm that nobody took back, in the order in which they were made."""
    rows = models.Judgement.objects.filter(realm=realm, takes_back=None, taken_back_by=None)
    return rows.order_by("made_at", "pk")


def visible_judgements(viewer: Viewer) -> QuerySet[models.Judgement]:
    """Return the judgements, taken back or not, of which a viewer may see every incident, the newest first."""
    hidden = models.Incident.objects.exclude(marking__in=visible_to(viewer))
    rows = models.Judgement.objects.filter(realm=viewer.realm).exclude(incidents__in=hidden)
    return rows.order_by("-made_at", "-pk")


def about(viewer: Viewer, incidents: Collection[str]) -> QuerySet[models.Judgement]:
    """Return what a viewer may see of the judgements about any of some incidents, but for those that undo one."""
    rows = visible_judgements(viewer).filter(takes_back=None, incidents__in=list(incidents))
    return rows.select_related("taken_back_by").distinct()


def standing_visible(viewer: Viewer) -> QuerySet[models.Judgement]:
    """Return what a viewer may see of the judgements that nobody took back."""
    return visible_judgements(viewer).filter(takes_back=None, taken_back_by=None)


def decided_about(viewer: Viewer, candidates: Collection[str]) -> dict[str, set[str]]:
    """Return the kinds of judgement that stand about any incident of some candidates, by the candidate's id."""
    pairs = (
        standing_visible(viewer)
        .filter(incidents__candidates__in=list(candidates))
        .values_list("incidents__candidates", "kind")
    )
    found: dict[str, set[str]] = {}
    for candidate, kind in pairs.order_by().distinct():
        found.setdefault(candidate, set()).add(kind)
    return found


EPOCH = "epoch"
"""The kind of an entry by which a person opened an epoch: about no incident, and never taken back."""
LISTED = "listed"
"""The kind of an entry by which a person brought in a warning list: about no incident; it counts from the next epoch on."""
TOGETHER = ("recognised", "joined")
"""Kinds that keep their incidents in one candidate."""
SPLIT, EXCLUDED = "split", "excluded"
BINDING = (*TOGETHER, SPLIT, EXCLUDED)
"""Kinds that linking has regard to."""


def lists_standing(realm: str) -> list[str]:
    """Return the warning lists (ids of judgements) of a realm that nobody withdrew, in the order in which they came."""
    return list(standing(realm).filter(kind=LISTED).values_list("pk", flat=True))


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided: as constraints, and by which judgements (ids)."""

    constraints: Constraints
    judgements: tuple[str, ...]


def decided_in(realm: str) -> Decided:
    """Return what the standing judgements of a realm ask of linking, and which these are."""
    rows = list(standing(realm).filter(kind__in=BINDING).prefetch_related("incidents"))
    return Decided(constraints=_constraints(rows), judgements=tuple(row.pk for row in rows))


def constraints_of(realm: str) -> Constraints:
    """Return what the standing judgements of a realm ask of linking."""
    return decided_in(realm).constraints


def incidents_of(judgements: Collection[str]) -> set[str]:
    """Return the incidents (ids) that some judgements are about."""
    rows = models.Judgement.incidents.through.objects.filter(judgement__in=judgements)
    return set(rows.values_list("incident_id", flat=True))


def excluded_by(judgements: Collection[str]) -> frozenset[Key]:
    """Return the keys that some judgements have link nothing."""
    rows = models.Judgement.objects.filter(pk__in=judgements, kind=EXCLUDED)
    return frozenset(_excluded(row) for row in rows)


def _excluded(row: models.Judgement) -> Key:
    kind, value = row.said["key"]
    return kind, value


def _constraints(rows: Collection[models.Judgement]) -> Constraints:
    bound = [frozenset(each.pk for each in row.incidents.all()) for row in rows if row.kind in TOGETHER]
    cut = [row.said for row in rows if row.kind == SPLIT]
    return Constraints(
        together=tuple(bound),
        apart=tuple((frozenset(said["side"]), frozenset(said["rest"])) for said in cut),
        excluded=frozenset(_excluded(row) for row in rows if row.kind == EXCLUDED),
    )
