"""From a permitted entry to what the record writes for it: leaf, board, access, and whom it disturbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sekisho.casework.assessment import assess
from sekisho.casework.case import Case
from sekisho.casework.entry import GENESIS, Entry
from sekisho.casework.fold import fold
from sekisho.casework.register import REGISTERS
from sekisho.casework.world import pointing
from sekisho.law.pack import Pack
from sekisho.records.append import Moved, Opening, Write, append
from sekisho.records.board import Board
from sekisho.records.locking import Seen
from sekisho.records.sealing import draw_key, key_of
from sekisho.records.world import Loaded, cases_resting_on, open_cases, register_of

from .boarding import board_of
from .leaves import entry_leaf

OPENED = "to"
"""What a case of emergency access names the case to be read by (``casework.emergency``)."""


def write_entry(
    pack: Pack, loaded: Loaded, entry: Entry, along: Callable[[Entry], None] | None = None
) -> Moved | None:
    """Write an entry judged in a loaded world; return ``None``, or which cases had moved meanwhile.

    1. Fold the case with the entry, and derive its board from an assessment of the world as it will be.
    2. Commit to the entry's fields in a leaf, under the case's key.
    3. Append: all of it in one transaction, on the cases that the verdict read, as they were read.
    """
    case = _after(pack, loaded, entry)  # 1
    board = _board(pack, loaded, case, entry)
    opens = entry.previous == GENESIS
    key = draw_key() if opens else key_of(entry.case)
    write = Write(
        entry=entry,
        key=key,
        leaf=entry_leaf(entry, case.kind, key),  # 2
        seen=_seen(loaded, entry),
        opening=Opening(kind=case.kind, pack=pack.hash, access=board.access) if opens else None,
        board=board,
        disturbed=_disturbed(case),
    )
    return append(write, (lambda: along(entry)) if along else None)  # 3


def _after(pack: Pack, loaded: Loaded, entry: Entry) -> Case:
    """Return the case with the entry folded in; the case in the world, which others share, is left alone."""
    before = loaded.world.cases[entry.case]
    return fold(pack, before.id, before.kind, before.realm, (*before.entries, entry))


def _board(pack: Pack, loaded: Loaded, case: Case, entry: Entry) -> Board:
    cases = {**loaded.world.cases, case.id: case}
    world = replace(loaded.world, cases=cases, pointing=pointing(cases.values()))
    if case.kind in REGISTERS:
        registers = dict.fromkeys((*loaded.registers, case.id))
        world = replace(world, register=register_of(pack, [cases[each] for each in registers]))
    return board_of(pack, world, case, assess(pack, world, case.id, entry.recorded_at))


def _seen(loaded: Loaded, entry: Entry) -> dict[str, Seen]:
    """What the verdict rested on: the case, the cases read or named, and the register that gave the
    authority.
    """
    rested = {entry.case, *entry.reads, *(r.case for r in entry.intent.names.values()), *loaded.registers}
    return {case: loaded.seen[case] for case in rested if case in loaded.seen}


def _disturbed(case: Case) -> set[str]:
    """What rests on the register, and what emergency access opens (closed cases too), is derived anew."""
    if case.kind not in REGISTERS:
        return cases_resting_on(case)
    opened = case.root.attrs.get(OPENED)
    return (open_cases(case.realm) | ({str(opened)} if opened else set())) - {case.id}
