"""The ground of a realm in the database: every question is answered by an index, every arrival written as it comes.

It is derived from the incidents, the epoch in force and what people decided; where one of these is another than it was laid
for, it is laid anew as a whole. Keys are found by number: a digest keyed with the epoch's id, which is drawn at random, so
that nobody who supplies values can choose two with one number (that any two of fifty million have one: 1 in 15,000).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from django.db.models import QuerySet

from sekisho.linking.ground import Group, Pair, groups_in, holders_in
from sekisho.linking.keys import Key
from sekisho.linking.linking import Linking, cluster_id
from sekisho.linking.listing import Listing
from sekisho.linking.parameters import Parameters
from sekisho.linking.profile import Profile
from sekisho.vocabulary.canonical import digest

from . import models
from .lots import AT_ONCE, lots


def key_number(epoch: str, key: Key) -> int:
    """Return the number of a key in an epoch (by its id): 64 bits, signed."""
    taken = hashlib.blake2b("\0".join(key).encode(), digest_size=8, key=epoch.encode())
    return int.from_bytes(taken.digest(), signed=True)


class StoredGround:
    """The ground that is laid for a realm in an epoch; see ``linking.ground.Ground``."""

    def __init__(self, epoch: models.LinkEpoch) -> None:
        self.number, self.counted = epoch.number, epoch.incidents
        self._epoch, self._realm = epoch.pk, epoch.realm

    def frequencies(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """See ``Ground.frequencies``."""
        rows = models.LinkFrequency.objects.filter(epoch=self._epoch)
        found = {
            number: count
            for some in self._numbers(keys)
            for number, count in rows.filter(key__in=some).values_list("key", "incidents")
        }
        return {key: found[n] for key in keys if (n := key_number(self._epoch, key)) in found}

    def holders(self, keys: Collection[Key]) -> Mapping[Key, Sequence[str]]:
        """See ``Ground.holders``."""
        held: dict[int, list[str]] = defaultdict(list)
        for some in self._numbers(keys):
            rows = models.LinkPosting.objects.filter(key__in=some)
            for number, name in rows.values_list("key", "place__incident_id"):
                held[number].append(name)
        return {key: held[n] for key in keys if (n := key_number(self._epoch, key)) in held}

    def profiles(self, names: Collection[str]) -> Mapping[str, Profile]:
        """See ``Ground.profiles``."""
        found = {}
        for some in lots(names):
            rows = models.LinkPlace.objects.filter(incident__in=some).exclude(profile=b"")
            for name, kept in rows.values_list("incident_id", "profile"):
                found[name] = _decoder.decode(bytes(kept))
        return found

    def near(self, names: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """See ``Ground.near``."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for some in lots(names):
            rows = models.LinkPair.objects.filter(one__incident__in=some)
            for one, other, points in rows.values_list("one__incident_id", "other__incident_id", "points"):
                found[one][other] = points
        return found

    def groups(self, names: Collection[str]) -> set[Group]:
        """See ``Ground.groups``."""
        rows = models.LinkPlace.objects.filter(realm=self._realm).exclude(cluster="")
        clusters = {
            cluster
            for some in lots(names)
            for cluster in rows.filter(incident__in=some).values_list("cluster", flat=True)
        }
        members = {
            name: cluster
            for some in lots(clusters)
            for name, cluster in rows.filter(cluster__in=some).values_list("incident_id", "cluster")
        }
        return set(groups_in(members))

    def take(self, profile: Profile, keys: Collection[Key]) -> None:
        """See ``Ground.take``; the incident has waited for its place so far."""
        place = models.LinkPlace.objects.get(incident=profile.id)
        place.profile = _encoder.encode(profile)
        place.save(update_fields=["profile"])
        models.LinkPosting.objects.bulk_create(
            (models.LinkPosting(key=key_number(self._epoch, key), place=place) for key in keys),
            batch_size=AT_ONCE,
        )

    def relink(self, links: Mapping[Pair, int]) -> None:
        """See ``Ground.relink``."""
        places = _places({end for pair in links for end in pair})
        gone: dict[int, list[int]] = defaultdict(list)
        for one, other in (pair for pair, points in links.items() if not points):
            gone[places[one]].append(places[other])
            gone[places[other]].append(places[one])
        for place, others in gone.items():
            models.LinkPair.objects.filter(one=place, other__in=others).delete()
        models.LinkPair.objects.bulk_create(
            _both_ends({pair: points for pair, points in links.items() if points}, places),
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["one", "other"],
            update_fields=["points"],
        )

    def regroup(self, groups: Iterable[Group]) -> None:
        """See ``Ground.regroup``."""
        for group in groups:
            for some in lots(group):
                models.LinkPlace.objects.filter(incident__in=some).update(cluster=cluster_id(list(group)))

    def _numbers(self, keys: Collection[Key]) -> Iterator[list[int]]:
        return lots(key_number(self._epoch, key) for key in keys)


def lay(
    linking: Linking, epoch: models.LinkEpoch, decided: Sequence[str], unkept: Iterable[str] = ()
) -> models.LinkGround:
    """Lay the ground of an epoch's realm anew as a rebuild leaves it, and return what is noted of it.

    ``decided``: the judgements (ids) that bound the rebuild; ``unkept``: incidents (ids) whose candidates are still to be kept.
    """
    clear(epoch.realm)
    models.LinkPlace.objects.bulk_create(  # of those that waited there is a row
        (
            models.LinkPlace(
                incident_id=name,
                realm=epoch.realm,
                cluster=linking.machine[name],
                profile=_encoder.encode(profile),
            )
            for name, profile in linking.profiles.items()
        ),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["cluster", "profile"],
    )
    places = _places(linking.profiles.keys())
    models.LinkPosting.objects.bulk_create(
        (
            models.LinkPosting(key=key_number(epoch.pk, key), place_id=places[name])
            for key, names in holders_in(linking).items()
            for name in names
        ),
        batch_size=AT_ONCE,
    )
    links = {(each.one, each.other): each.points for each in linking.links}
    models.LinkPair.objects.bulk_create(_both_ends(links, places), batch_size=AT_ONCE)
    means = means_of(linking.weights.parameters, linking.weights.listing)
    return models.LinkGround.objects.create(
        realm=epoch.realm, epoch=epoch, means=means, decided=list(decided), unkept=sorted(unkept)
    )


def means_of(parameters: Parameters, listing: Listing) -> str:
    """Return a digest of what decides a score beside the epoch: another release may bring others."""
    return digest([msgspec.to_builtins(parameters), listing.entries()])


def ground_of(epoch: models.LinkEpoch, means: str) -> models.LinkGround | None:
    """Return the ground of a realm if it is laid for its epoch in force and by these means."""
    return models.LinkGround.objects.filter(realm=epoch.realm, epoch=epoch, means=means).first()


def waiting(realm: str) -> list[str]:
    """Return the incidents (ids) of a realm that have no place yet, sorted."""
    rows = models.LinkPlace.objects.filter(realm=realm, cluster="")
    return sorted(rows.values_list("incident_id", flat=True))


def await_places(incidents: Iterable[models.Incident]) -> None:
    """Have incidents that were just stored wait for their places."""
    models.LinkPlace.objects.bulk_create(
        (models.LinkPlace(incident=each, realm=each.realm) for each in incidents), batch_size=AT_ONCE
    )


def clear(realm: str) -> None:
    """Take the ground of a realm away, but for those that wait; it is laid anew before the next incident finds its place."""
    places = models.LinkPlace.objects.filter(realm=realm).exclude(cluster="")
    models.LinkPair.objects.filter(one__in=places).delete()
    models.LinkPosting.objects.filter(place__in=places).delete()
    places.delete()
    models.LinkGround.objects.filter(realm=realm).delete()


def forget(incidents: QuerySet[models.Incident]) -> None:
    """Take away what the ground repeats of some incidents, and have it laid anew."""
    places = models.LinkPlace.objects.filter(incident__in=incidents)
    models.LinkGround.objects.filter(realm__in=places.values("realm")).delete()
    places.delete()


def _places(names: Collection[str]) -> dict[str, int]:
    return {
        name: place
        for some in lots(names)
        for name, place in models.LinkPlace.objects.filter(incident__in=some).values_list("incident_id", "pk")
    }


def _both_ends(links: Mapping[Pair, int], places: Mapping[str, int]) -> Iterator[models.LinkPair]:
    for (one, other), points in links.items():
        for here, there in ((one, other), (other, one)):
            yield models.LinkPair(one_id=places[here], other_id=places[there], points=points)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Profile)
