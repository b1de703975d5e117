"""Locks on cases, taken in the order of their ids, so that two acts never wait for each other in a ring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
from django.db import connection

from sekisho.casework.entry import GENESIS

from .models import Case
from .writing import Statement, carry_out

LOCKS = {True: "FOR NO KEY UPDATE", False: "FOR SHARE"}
"""By whether the case is written; what is only read may be read by several acts at once."""


NONE = MappingProxyType[str, Statement]({})


class Seen(msgspec.Struct, frozen=True):
    """How far a case was read: its head, and how often others had come to name it."""

    head: str = GENESIS
    named: int = 0


NEVER = Seen()
"""A case that is not there."""


def locks(
    read: Collection[str], written: Collection[str], moved: Mapping[str, Statement] = NONE
) -> list[Statement]:
    """Return what locks the cases and answers with how each stands now (``seen_in``); a case that is not there is left
    out.

    Needs an open transaction. ``moved`` are statements that lock a case by writing it, and answer with no row. On SQLite the
    immediate transaction already keeps every other writer out.
    """
    ids = sorted({*read, *written, *moved})
    if connection.vendor == "sqlite":
        asked = [case for case in ids if case not in moved]
        return [*([_asking(asked)] if asked else []), *moved.values()]
    return [moved.get(case) or _asking([case], LOCKS[case in written]) for case in ids]


def lock_cases(read: Collection[str], written: Collection[str]) -> Mapping[str, Seen]:
    """Lock the cases and return how each stands now, by id, as ``locks`` has it."""
    return seen_in(row for answer in carry_out(locks(read, written)) for row in answer.rows)


def see_cases(ids: Collection[str]) -> dict[str, Seen]:
    """Return how the cases stand, in one statement, which locks nothing."""
    return seen_in(Case.objects.filter(pk__in=ids).values_list("id", "head", "named"))


def seen_in(rows: Iterable[tuple[Any, ...]]) -> dict[str, Seen]:
    """Return how the cases stand by the rows of an answer."""
    return {case: Seen(head, named) for case, head, named in rows}


def _asking(ids: Sequence[str], lock: str = "") -> Statement:
    places = ", ".join(["%s"] * len(ids))
    return f"SELECT id, head, named FROM records_case WHERE id IN ({places}) {lock}", ids
