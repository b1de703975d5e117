"""Coverage: which rules, steps and options carry each clause and obligation, and what is not carried yet."""

from __future__ import annotations

import msgspec

from sekisho.vocabulary.text import Text

from .pack import Option, Pack, Rule, Sight, Step


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A clause or obligation: what carries it, or why software cannot; ``open`` where neither is said."""

    id: str
    carried_by: tuple[str, ...]
    because: Text | None
    open: bool


def coverage(pack: Pack) -> tuple[Row, ...]:
    """Return a row for every clause and every obligation of the pack, in their order."""
    citing = _citing(pack)
    rows = {clause: _row(pack, clause, citing.get(clause, ())) for clause in pack.clauses}
    for name in pack.carried:
        rows.setdefault(name, _row(pack, name, ()))
    return tuple(rows.values())


def _row(pack: Pack, name: str, citing: tuple[str, ...]) -> Row:
    said = pack.carried.get(name)
    by = tuple(dict.fromkeys((*(said.by if said else ()), *citing)))
    because = said.because if said else None
    return Row(
        id=name, carried_by=by, because=because, open=(said.open if said else False) or not (by or because)
    )


def _citing(pack: Pack) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    carriers: list[Rule | Step | Option | Sight] = [
        *pack.rules.values(),
        *pack.steps.values(),
        *pack.options.values(),
        *pack.sight.values(),
    ]
    for each in carriers:
        for clause in each.cite:
            found.setdefault(clause, []).append(each.id)
    return {clause: tuple(ids) for clause, ids in found.items()}
