"""Epochs of linking as they are stored: numbered, each with the list of what it changed, and never changed themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from sekisho.linking.frequency import Epoch, repeated
from sekisho.linking.keys import Key
from sekisho.linking.profile import Profile

from . import models
from .ground import key_number
from .lots import AT_ONCE

LINKING_LOCK = 0x5E_15_12
"""The first half of the advisory lock under which a realm is linked."""


def current_epoch(realm: str) -> models.LinkEpoch | None:
    """Return the epoch in force in a realm, the realm locked until the transaction ends: whoever links there waits.

    The lock is PostgreSQL's advisory one, named for the realm: a row's needs the privilege to change the row. SQLite has one
    writer anyway. The epoch is read under it, so that who waited while another one was opened goes on in that one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LINKING_LOCK, realm])
    return models.LinkEpoch.objects.filter(realm=realm).order_by("number").defer("changes").last()


def epochs_of(realm: str) -> QuerySet[models.LinkEpoch]:
    """Return the epochs of a realm, the newest first."""
    return models.LinkEpoch.objects.filter(realm=realm).order_by("-number")


class _Frequencies:
    """All frequencies of an epoch, for a rebuild; see ``linking.frequency.Frequencies``."""

    def __init__(self, epoch: models.LinkEpoch) -> None:
        self._epoch = epoch.pk
        self._counts = dict(epoch.kept_frequencies.values_list("key", "incidents").iterator())

    def get(self, key: Key, /) -> int | None:
        """Return in how many incidents a key was."""
        return self._counts.get(key_number(self._epoch, key))


def epoch_in(row: models.LinkEpoch) -> Epoch:
    """Return the epoch that a row keeps."""
    return Epoch(number=row.number, incidents=row.incidents, frequencies=_Frequencies(row))


def keep_epoch(
    number: int, profiles: Collection[Profile], changes: Sequence[dict[str, Any]], realm: str, now: datetime
) -> models.LinkEpoch:
    """Store the epoch of some profiles that opens now under a number, and what it changed."""
    row = models.LinkEpoch.objects.create(
        realm=realm, number=number, opened_at=now, incidents=len(profiles), changes=list(changes)
    )
    models.LinkFrequency.objects.bulk_create(
        (
            models.LinkFrequency(epoch=row, key=key_number(row.pk, key), incidents=count)
            for key, count in repeated(profiles).items()
        ),
        batch_size=AT_ONCE,
    )
    return row
