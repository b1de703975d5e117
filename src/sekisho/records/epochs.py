"""Epochs of linking as they are stored: numbered, each with the list of what it changed, and never changed themselves."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from . import models

LINKING_LOCK = 0x5E_15_12
"""The first half of the advisory lock under which a realm is linked."""


PATIENCE = "3s"
"""How long who has something else to answer waits for another who links."""


def wait_no_longer() -> None:
    """Have the open transaction give up, with ``OperationalError``, where another links for longer than ``PATIENCE``.

    SQLite has one writer, for whom everybody waits as long as its settings say.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])


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
