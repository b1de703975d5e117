"""Laying the ground of a realm anew: incidents are read and rows written in parts, however many there are.

1. ``collected`` reads the incidents and links them in the engine. It locks nothing: others record and place meanwhile.
2. ``lay`` writes what came of it, in one transaction, and sees to what changed since.

What is laid equals what placing one incident after another leaves in the same epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec
from django.db import transaction
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
from .epochs import current_epoch
from .ground import (
    StoredGround,
    await_places,
    keep_profiles,
    key_number,
    means_of,
    places_of,
    pour,
    put,
    say_kept,
    written,
)
from .judgements import Decided, lists_standing
from .listing import listing_of
from .lots import lots

PART = 2_000
"""Incidents that are read at a time."""
Told = Callable[[Gathering, Anew], Sequence[dict[str, Any]]]


class Outdated(Exception):
    """What was collected is not what there is any more."""


class Collected(msgspec.Struct, frozen=True):
    """What the ground of a realm will be laid from: the epoch it is linked in, which may not be stored yet, under what people
    decided, the numbers of the places of who was read, and what linking them came to.
    """

    epoch: models.LinkEpoch
    decided: Decided
    places: frozenset[int]
    gathered: Gathering
    anew: Anew


@contextmanager
def collected(epoch: models.LinkEpoch, decided: Decided) -> Iterator[Collected]:
    """Read the incidents of an epoch's realm and link them; give what came of it while the engine is open.

    An epoch that is not stored yet is made from them and from the warning lists that stand. Needs no transaction: of the ground it
    writes only what a place keeps of its incident, a part at a time.
    """
    if epoch._state.adding:
        epoch.lists = lists_standing(epoch.realm)
    number, excluded, places = partial(key_number, epoch.pk), decided.constraints.excluded, set[int]()
    with duckdb_engine() as engine:
        gathered = Gathering(engine, number, default_parameters(), listing_of(epoch), excluded)
        for some in _in_parts(epoch.realm):
            profiles = profiles_of(some)
            numbers = _kept_with_places(epoch.realm, without(profiles, excluded))
            gathered.add(profiles, numbers)
            places.update(numbers.values())
        if not epoch._state.adding:
            for known in lots(epoch.kept_frequencies.values_list("key", "incidents").iterator(), PART * 10):
                gathered.know(known)
        anew = gathered.link(None if epoch._state.adding else epoch.incidents)
        yield Collected(epoch, decided, frozenset(places), gathered, anew)


def lay(found: Collected, told: Told = lambda gathered, anew: ()) -> models.LinkGround | None:
    """Lay what was collected, and return what is noted of it: the candidates of all whom a link, a decision or a candidate is
    about are still to be kept. An epoch that is not stored yet is stored, with what ``told`` says that it changed.

    ``None``, and nothing is written, where since the incidents were read another epoch was opened or an incident forgotten: they have
    to be collected anew. Who found a place since waits for one again. Needs a transaction, and locks the realm.
    """
    try:
        with transaction.atomic():
            return _laid(found, told)
    except Outdated:
        return None


def laid(epoch: models.LinkEpoch, decided: Decided) -> models.LinkGround:
    """Collect and lay in the open transaction."""
    while True:
        with collected(epoch, decided) as found:
            if ground := lay(found):
                return ground


def _laid(found: Collected, told: Told) -> models.LinkGround:
    epoch, present = found.epoch, current_epoch(found.epoch.realm)
    opens = epoch._state.adding
    if (present.number if present else 0) != (epoch.number - 1 if opens else epoch.number):
        raise Outdated
    if opens:
        _store(found, told)
    _set_back(found)
    _take_what_hangs(models.LinkPlace.objects.filter(realm=epoch.realm))
    models.LinkGround.objects.filter(realm=epoch.realm).delete()
    put(_homes(found))
    pour(models.LinkPosting, ("key", "place_id"), found.gathered.holders())
    ground = StoredGround(epoch)
    for links in lots(found.anew.links):
        ground.relink({(each.one, each.other): each.points for each in links})
    say_kept(_concerned(epoch.realm, found.anew, found.decided.constraints), False)
    return models.LinkGround.objects.create(
        realm=epoch.realm,
        epoch=epoch,
        means=means_of(default_parameters(), default_listing()),
        decided=list(found.decided.judgements),
    )


def _set_back(found: Collected) -> None:
    """Have those wait again who found a place since the incidents were read. Raises ``Outdated`` where one who was read has none."""
    rows = models.LinkPlace.objects.filter(realm=found.epoch.realm).values_list("pk", "cluster")
    standing, late = 0, []
    for number, cluster in rows.iterator():
        if number in found.places:
            standing += 1
        elif cluster:
            late.append((number, ""))
    put(late)
    if standing != len(found.places):
        raise Outdated


def _homes(found: Collected) -> Iterator[tuple[int, str]]:
    """Yield the cluster of every place that was read: most are by themselves."""
    home = {name: cluster_id(list(group)) for group in found.anew.groups for name in group}
    for number, name in found.gathered.places():
        yield number, home.get(name) or cluster_id([name])


def forget(incidents: QuerySet[models.Incident]) -> None:
    """Take away what the ground repeats of some incidents, and have it laid anew."""
    places = models.LinkPlace.objects.filter(incident__in=incidents)
    models.LinkGround.objects.filter(realm__in=places.values("realm")).delete()
    _take_what_hangs(places)
    places.delete()


def _take_what_hangs(places: QuerySet[models.LinkPlace]) -> None:
    """Take away what hangs on places: all that there is of it is looked through once."""
    numbers = places.values("pk")
    models.LinkPair.objects.filter(Q(one_id__in=numbers) | Q(other_id__in=numbers)).delete()
    models.LinkPosting.objects.filter(place_id__in=numbers).delete()


def _in_parts(realm: str) -> Iterator[list[Incident]]:
    # By their ids: asked for what comes next, a database may sort all of the realm for every part.
    names = models.Incident.objects.filter(realm=realm).order_by("pk").values_list("pk", flat=True)
    return map(incidents_named, lots(list(names), PART))


def _kept_with_places(realm: str, profiles: Collection[Profile]) -> Mapping[str, int]:
    """Keep profiles with the places of their incidents, and return the numbers of these; who has none comes to wait for one."""
    names = [each.id for each in profiles]
    with transaction.atomic():
        known = places_of(names)
        lacking = [models.Incident(pk=name, realm=realm) for name in names if name not in known]
        if lacking:
            await_places(lacking)
            known = places_of(names)
        keep_profiles([each for each in profiles if written(each) != known[each.id][1]])
    return {name: number for name, (number, _) in known.items()}


def _store(found: Collected, told: Told) -> None:
    epoch = found.epoch
    epoch.incidents, epoch.changes = found.anew.incidents, list(told(found.gathered, found.anew))
    epoch.save(force_insert=True)
    counts = ((epoch.pk, key, count) for key, count in found.gathered.repeated())
    pour(models.LinkFrequency, ("epoch_id", "key", "incidents"), counts)


def _concerned(realm: str, anew: Anew, constraints: Constraints) -> set[str]:
    held = models.Candidate.incidents.through.objects.filter(
        candidate__realm=realm, candidate__superseded_at=None
    )
    found = {name for group in anew.groups for name in group}
    found.update(held.values_list("incident_id", flat=True))
    return found.union(*constraints.together, *(side for sides in constraints.apart for side in sides))
