"""Boards kept true between entries: which are out of date, and replacing one."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from . import models
from .board import Board, write_board
from .locking import Seen, lock_cases


class Note(msgspec.Struct, frozen=True):
    """A case whose board is out of date, with the notes that say so (none where only time has passed)."""

    case: str
    notes: tuple[int, ...] = ()


def due_for_refresh(now: datetime, limit: int) -> list[Note]:
    """Return the cases whose boards are out of date at ``now``, those disturbed by entries first."""
    notes: dict[str, list[int]] = {}
    for key, case in models.Disturbance.objects.order_by("pk").values_list("pk", "case"):
        notes.setdefault(case, []).append(key)
    passed = models.Case.objects.filter(changes_at__lte=now, closed=False).values_list("pk", flat=True)
    found = {case: tuple(keys) for case, keys in notes.items()} | {c: () for c in passed if c not in notes}
    return [Note(case, keys) for case, keys in list(found.items())[:limit]]


def replace_board(board: Board, seen: Seen, note: Note) -> bool:
    """Write a board and take away the notes that asked for it; ``False`` where the case had moved
    meanwhile.
    """
    with transaction.atomic():
        current = lock_cases((), {board.case, *(link.target for link in board.links)}).get(board.case)
        models.Disturbance.objects.filter(pk__in=note.notes).delete()
        if current is None or current.head != seen.head:
            return False
        write_board(board)
    return True
