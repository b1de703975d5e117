"""Coverage: which rules, steps and options carry each clause and obligation, and what is not carried yet.

It is kept twice: each rule says which clauses it rests on, and the pack says of each clause what carries it. A citation that
is lost or given to another clause makes the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sekisho.vocabulary.text import Text

from .pack import Option, Pack, Rule, Sight, Step

Carrier = Rule | Step | Option | Sight


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A clause, obligation or gap of the law: what carries it, or why software cannot; ``open`` where neither is said.

    ``unlisted`` cite the clause and are not among what the pack says carries it; ``uncited`` are, and do not cite it.
    """

    id: str
    carried_by: tuple[str, ...]
    because: Text | None
    open: bool
    unlisted: tuple[str, ...] = ()
    uncited: tuple[str, ...] = ()

    @property
    def hole(self) -> bool:
        """Whether nothing carries it, or the two accounts of what does differ."""
        return self.open or bool(self.unlisted or self.uncited)


def coverage(pack: Pack) -> tuple[Row, ...]:
    """Return a row for every clause, every obligation and every gap of the law, in the order of the pack."""
    citing: dict[str, list[str]] = {}
    for each in carriers(pack):
        for clause in each.cite:
            citing.setdefault(clause, []).append(each.id)
    rows = {clause: _clause(pack, clause, citing.get(clause, ())) for clause in pack.clauses}
    gaps: dict[str, list[str]] = {}
    for option in pack.options.values():
        gaps.setdefault(option.gap, []).append(option.id)
    for name in (*pack.carried, *gaps):
        rows.setdefault(name, _row(pack, name, gaps.get(name, ())))
    return tuple(rows.values())


def carriers(pack: Pack) -> Iterator[Carrier]:
    """Yield everything that can carry a clause."""
    yield from pack.rules.values()
    yield from pack.steps.values()
    yield from pack.options.values()
    yield from pack.sight.values()


def _clause(pack: Pack, name: str, citing: Sequence[str]) -> Row:
    row = _row(pack, name, citing)
    listed = pack.carried[name].by if name in pack.carried else ()
    return msgspec.structs.replace(
        row,
        unlisted=tuple(each for each in citing if each not in listed),
        uncited=tuple(each for each in listed if each not in citing),
    )


def _row(pack: Pack, name: str, citing: Sequence[str]) -> Row:
    said = pack.carried.get(name)
    by = tuple(dict.fromkeys((*(said.by if said else ()), *citing)))
    because = said.because if said else None
    return Row(
        id=name, carried_by=by, because=because, open=(said.open if said else False) or not (by or because)
    )
