"""Reads of what is marked: kept before the answer goes out, asked for afterwards, and placed in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec
from django.db.models import Max, Q, QuerySet

from sekisho.vocabulary.times import write_time

from .models import Leaf, ReadPlace, ReadRecord

AT_ONCE = 5000
"""How many reads one leaf stands for at most."""
LOOK_BACK = 2_000
"""How far behind the last read that has a place one without is looked for: ids may be committed out of order, by no more
than what the pages answered at one moment read together (eight, of some two hundred things each).
"""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """That a person read something: ``kind`` (``case``, ``entry``, ``paper``, ``object``, ``incident``, ``export`` …)
    and its id, in the name of ``act_of`` (empty where in nobody's), in a realm.

    ``id`` is the row's and ``salt`` what hides the read in its batch; both are empty before it was kept.
    """

    person: str
    act_of: str
    kind: str
    subject: str
    realm: str
    read_at: datetime
    id: int = 0
    salt: str = ""

    def content(self) -> dict[str, str]:
        """Return what the batch commits to, in JSON."""
        said = {name: getattr(self, name) for name in ("person", "act_of", "kind", "subject", "realm")}
        return {**said, "read_at": write_time(self.read_at)}


def keep_reads(reads: Iterable[Read]) -> None:
    """Store reads in one statement."""
    names = ("person", "act_of", "kind", "subject", "realm", "read_at")
    ReadRecord.objects.bulk_create(ReadRecord(**{n: getattr(each, n) for n in names}) for each in reads)


def read_since(
    person: str, act_of: str, realm: str, since: datetime, subjects: Collection[str]
) -> set[tuple[str, str]]:
    """Return which of some subjects a person has read in a name since a moment, by kind and subject."""
    rows = ReadRecord.objects.filter(
        person=person, act_of=act_of, realm=realm, read_at__gt=since, subject__in=list(subjects)
    )
    return set(rows.values_list("kind", "subject"))


def reads(
    realm: str,
    *,
    subjects: Collection[str] | None = None,
    person: str | None = None,
    since: datetime | None = None,
) -> QuerySet[ReadRecord]:
    """Return the rows of reads in a realm, the newest first: of these subjects, by this person, since then.

    A queryset, so that a page may cut, count and join it. Who may see it is for the caller to say.
    """
    wanted = Q(realm=realm)
    wanted &= Q() if subjects is None else Q(subject__in=list(subjects))
    wanted &= Q() if person is None else Q(person=person)
    wanted &= Q() if since is None else Q(read_at__gte=since)
    return ReadRecord.objects.filter(wanted).order_by("-read_at", "-pk")


def waiting_reads(look_back: int | None = LOOK_BACK) -> list[Read]:
    """Return the oldest reads that no leaf stands for yet, of all realms, in the order in which they were kept.

    ``look_back`` is how far to look behind the last one that has a place; ``None`` looks through all of them.
    """
    last = ReadPlace.objects.aggregate(last=Max("read_id"))["last"] or 0
    look_back = last if look_back is None else look_back
    rows = ReadRecord.objects.filter(pk__gt=last - look_back, place=None).order_by("pk")[:AT_ONCE]
    return [read_of(row) for row in rows]


def place_reads(placed: Sequence[Read], leaf: Leaf) -> None:
    """Give reads their places in the batch of a leaf, in their order; needs the transaction of the leaf."""
    ReadPlace.objects.bulk_create(
        ReadPlace(read_id=each.id, leaf=leaf, index=index) for index, each in enumerate(placed)
    )


def batch_of(read: int) -> tuple[Leaf, list[Read]] | None:
    """Return the leaf that stands for a read, and all reads of its batch in order; ``None`` while it waits."""
    place = ReadPlace.objects.filter(read=read).select_related("leaf").first()
    if place is None:
        return None
    rows = ReadRecord.objects.filter(place__leaf=place.leaf).order_by("place__index")
    return place.leaf, [read_of(row) for row in rows]


def read_of(row: ReadRecord) -> Read:
    """Return the read that a row keeps."""
    return Read(
        person=row.person,
        act_of=row.act_of,
        kind=row.kind,
        subject=row.subject,
        realm=row.realm,
        read_at=row.read_at,
        id=row.pk,
        salt=row.salt,
    )
