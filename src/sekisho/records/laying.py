"""Laying the ground of a realm anew: incidents are read and rows written in parts, however many there are.

What is laid equals what placing one incident after another leaves in the same epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from sekisho.intel.objects import Incident
from sekisho.linking.anew import Anew, Gathering
from sekisho.linking.decided import Constraints, without
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.linking import cluster_id
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import default_parameters
from sekisho.linking.profile import Profile, profiles_of

from . import models
from .candidates import incidents_named
from .ground import StoredGround, key_number, means_of, numbers_of, pour, say_kept, written
from .judgements import Decided, lists_standing
from .listing import listing_of
from .lots import AT_ONCE, lots

PART = 2_000
"""Incidents that are read at a time."""
Told = Callable[[Gathering, Anew], Sequence[dict[str, Any]]]


def lay(
    epoch: models.LinkEpoch, decided: Decided, told: Told = lambda gathered, anew: ()
) -> models.LinkGround:
    """Lay the ground of an epoch's realm anew, and return what is noted of it: the candidates of all whom a link, a decision or
    a candidate is about are still to be kept.

    An epoch that is not stored yet is made from the incidents and the warning lists that stand, and stored with what ``told`` says
    that it changed. Needs a transaction, under the lock of ``epochs.current_epoch``.
    """
    clear(epoch.realm)
    number = partial(key_number, epoch.pk)
    if epoch._state.adding:
        epoch.lists = lists_standing(epoch.realm)
    excluded = decided.constraints.excluded
    with duckdb_engine() as engine:
        gathered = Gathering(engine, number, default_parameters(), listing_of(epoch), excluded)
        for some in _in_parts(epoch.realm):
            profiles = profiles_of(some)
            gathered.add(profiles, _alone(epoch.realm, without(profiles, excluded)))
        anew = _made(epoch, gathered, told) if epoch._state.adding else _known(epoch, gathered)
        pour(models.LinkPosting, ("key", "place_id"), gathered.holders())
    ground = StoredGround(epoch)
    for links in lots(anew.links):
        ground.relink({(each.one, each.other): each.points for each in links})
    ground.regroup(anew.groups)
    say_kept(_concerned(epoch.realm, anew, decided.constraints), False)
    return models.LinkGround.objects.create(
        realm=epoch.realm,
        epoch=epoch,
        means=means_of(default_parameters(), default_listing()),
        decided=list(decided.judgements),
    )


def clear(realm: str) -> None:
    """Take the ground of a realm away, but for those that wait; it is laid anew before the next incident finds its place."""
    _take_away(models.LinkPlace.objects.filter(realm=realm).exclude(cluster=""))
    models.LinkGround.objects.filter(realm=realm).delete()


def forget(incidents: QuerySet[models.Incident]) -> None:
    """Take away what the ground repeats of some incidents, and have it laid anew."""
    places = models.LinkPlace.objects.filter(incident__in=incidents)
    models.LinkGround.objects.filter(realm__in=places.values("realm")).delete()
    _take_away(places)


def _take_away(places: QuerySet[models.LinkPlace]) -> None:
    """Take places away with what hangs on them: all that there is of it is looked through once."""
    numbers = places.values("pk")
    models.LinkPair.objects.filter(Q(one_id__in=numbers) | Q(other_id__in=numbers)).delete()
    models.LinkPosting.objects.filter(place_id__in=numbers).delete()
    places.delete()


def _in_parts(realm: str) -> Iterator[list[Incident]]:
    # By their ids: asked for what comes next, a database may sort all of the realm for every part.
    names = models.Incident.objects.filter(realm=realm).order_by("pk").values_list("pk", flat=True)
    return map(incidents_named, lots(list(names), PART))


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
