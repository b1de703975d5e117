"""Epochs of linking as they are stored: numbered, each with the list of what it changed, and never changed themselves."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from . import models

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
