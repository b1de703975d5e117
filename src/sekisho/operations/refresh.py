"""Keeping the desk true: boards are derived anew where something they rest on was written or a time has
passed.
"""

from __future__ import annotations

from datetime import datetime

from sekisho.casework.assessment import assess
from sekisho.records.desk import due_for_refresh, replace_board
from sekisho.records.second_wall import assessing
from sekisho.records.world import load_world, realm_of

from .boarding import board_of
from .pack_in_force import pack_in_force


@assessing()
def refresh(now: datetime, limit: int = 1000) -> int:
    """Derive the boards anew that are out of date at ``now``, at most ``limit`` of them; return how many
    were.

    1. Find the cases disturbed by an entry elsewhere, and those whose ``changes_at`` has passed.
    2. Assess each in the world as it is.
    3. Write the board, unless the case moved meanwhile: then its own entry brought a newer board with it.
    """
    pack, done = pack_in_force(), 0
    for note in due_for_refresh(now, limit):  # 1
        loaded = load_world(pack, (note.case,), realm_of(note.case))
        case = loaded.world.cases.get(note.case)
        if case is not None:
            board = board_of(pack, loaded.world, case, assess(pack, loaded.world, case.id, now))  # 2
            done += replace_board(board, loaded.seen[case.id], note)  # 3
    return done
