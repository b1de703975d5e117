"""Locks on cases, taken in the order of their ids, so that two acts never wait for each other in a ring."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from django.db import connection

from sekisho.casework.entry import GENESIS

LOCKS = {True: "FOR NO KEY UPDATE", False: "FOR SHARE"}
"""By whether the case is written; what is only read may be read by several acts at once."""


class Seen(msgspec.Struct, frozen=True):
    """How far a case was read: its head, and how often others had come to name it."""

    head: str = GENESIS
    named: int = 0


NEVER = Seen()
"""A case that is not there."""


def lock_cases(read: Collection[str], written: Collection[str]) -> Mapping[str, Seen]:
    """Lock the cases and return how each stands now, by id; a case that is not there is left out.

    Needs an open transaction. On SQLite the immediate transaction already keeps every other writer out.
    """
    ids = sorted({*read, *written})
    if connection.vendor == "sqlite":
        return see_cases(ids)
    seen: dict[str, Seen] = {}
    for case in ids:
        seen |= see_cases([case], LOCKS[case in written])
    return seen


def see_cases(ids: Collection[str], lock: str = "") -> dict[str, Seen]:
    """Return how the cases stand, in one statement."""
    if not ids:
        return {}
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, head, named FROM records_case WHERE id IN ({places}) {lock}", list(ids))
        return {case: Seen(head, named) for case, head, named in cursor.fetchall()}
