"""Laying the ground of a realm anew: incidents are read and rows written in parts, however many there are.

What is laid equals what placing one incident after another leaves in the same epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from sekisho.intel.objects import Incident
from sekisho.linking.anew import Anew, Gathering
from sekisho.linking.decided import Constraints, without
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.linking import cluster_id
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import default_parameters
from sekisho.linking.profile import Profile, profiles_of

from . import models
from .candidates import incident_in
from .ground import StoredGround, key_number, means_of, numbers_of, pour, written
from .judgements import Decided
from .lots import AT_ONCE, lots

PART = 2_000
"""Incidents that are read at a time."""
Told = Callable[[Gathering, Anew], Sequence[dict[str, Any]]]


def lay(
    epoch: models.LinkEpoch, decided: Decided, told: Told = lambda gathered, anew: ()
) -> models.LinkGround:
    """Lay the ground of an epoch's realm anew, and return what is noted of it: the candidates of all whom a link, a decision or
    a candidate is about are still to be kept.

    An epoch that is not stored yet is made from the incidents, and stored with what ``told`` says that it changed. Needs a
    transaction, under the lock of ``epochs.current_epoch``.
    """
    clear(epoch.realm)
    number = partial(key_number, epoch.pk)
    excluded = decided.constraints.excluded
    with duckdb_engine() as engine:
        gathered = Gathering(engine, number, default_parameters(), default_listing(), excluded)
        for some in _in_parts(epoch.realm):
            profiles = profiles_of(some)
            gathered.add(profiles, _alone(epoch.realm, without(profiles, excluded)))
        anew = _made(epoch, gathered, told) if epoch._state.adding else _known(epoch, gathered)
        pour(models.LinkPosting, ("key", "place_id"), gathered.holders())
    ground = StoredGround(epoch)
    for links in lots(anew.links):
        ground.relink({(each.one, each.other): each.points for each in links})
    ground.regroup(anew.groups)
    return models.LinkGround.objects.create(
        realm=epoch.realm,
        epoch=epoch,
        means=means_of(default_parameters(), default_listing()),
        decided=list(decided.judgements),
        unkept=sorted(_concerned(epoch.realm, anew, decided.constraints)),
    )


def clear(realm: str) -> None:
    """Take the ground of a realm away, but for those that wait; it is laid anew before the next incident finds its place."""
    places = "(SELECT id FROM records_linkplace WHERE realm = %s AND cluster <> '')"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM records_linkpair WHERE one_id IN {places}", [realm])
        cursor.execute(f"DELETE FROM records_linkposting WHERE place_id IN {places}", [realm])
        cursor.execute("DELETE FROM records_linkplace WHERE realm = %s AND cluster <> ''", [realm])
    models.LinkGround.objects.filter(realm=realm).delete()


def forget(incidents: QuerySet[models.Incident]) -> None:
    """Take away what the ground repeats of some incidents, and have it laid anew."""
    places = models.LinkPlace.objects.filter(incident__in=incidents)
    models.LinkGround.objects.filter(realm__in=places.values("realm")).delete()
    places.delete()


def _in_parts(realm: str) -> Iterator[list[Incident]]:
    last = ""
    while rows := list(models.Incident.objects.filter(realm=realm, pk__gt=last).order_by("pk")[:PART]):
        yield [incident_in(row) for row in rows]
        last = rows[-1].pk


def _alone(realm: str, profiles: Iterable[Profile]) -> Mapping[str, int]:
    """Give incidents places, each by itself for now, and return the numbers of these; of those that waited there is a row."""
    rows = [
        models.LinkPlace(
            incident_id=each.id, realm=realm, cluster=cluster_id([each.id]), profile=written(each)
        )
        for each in profiles
    ]
    models.LinkPlace.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["cluster", "profile"],
    )
    return numbers_of([row.incident_id for row in rows])


def _known(epoch: models.LinkEpoch, gathered: Gathering) -> Anew:
    """Link in an epoch that is stored."""
    for some in lots(epoch.kept_frequencies.values_list("key", "incidents").iterator(), PART * 10):
        gathered.know(some)
    return gathered.link(epoch.incidents)


def _made(epoch: models.LinkEpoch, gathered: Gathering, told: Told) -> Anew:
    """Link in an epoch that is made from what was gathered, and store it."""
    anew = gathered.link(None)
    epoch.incidents, epoch.changes = anew.incidents, list(told(gathered, anew))
    epoch.save(force_insert=True)
    counts = ((epoch.pk, key, count) for key, count in gathered.repeated())
    pour(models.LinkFrequency, ("epoch_id", "key", "incidents"), counts)
    return anew


def _concerned(realm: str, anew: Anew, constraints: Constraints) -> set[str]:
    held = models.Candidate.incidents.through.objects.filter(
        candidate__realm=realm, candidate__superseded_at=None
    )
    found = {name for group in anew.groups for name in group}
    found.update(held.values_list("incident_id", flat=True))
    return found.union(*constraints.together, *(side for sides in constraints.apart for side in sides))
